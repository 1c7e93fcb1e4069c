"""The connection to the published file: it follows the file, and can do nothing else."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from pytest_django.fixtures import Settings

from dashboard.facts.copying import SwappedError, copied
from dashboard.facts.hub import Hub, NothingPublishedError
from dashboard.facts.page import Facts, TooSlowError
from dashboard.facts.scope import Scope
from dashboard.facts.statements import Filled
from dashboard.facts.watch import _stop_late, limited
from dashboard.pages.shown import minutes, number, percent
from tests.dashboard.conftest import WHOLE

SLOW = "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE a.range % 7 = b.range % 5"


def another_audit(published: Path, path: Path) -> Path:
    """The published file of another audit."""
    shutil.copy(published, path)
    with duckdb.connect(str(path)) as con:
        con.execute("UPDATE meta.run SET audit_id = 'the-next-one'")
    return path


def test_a_new_audit_is_shown_from_the_next_page_on(published: Path, tmp_path: Path) -> None:
    path, beside = tmp_path / "plumbline.duckdb", tmp_path / "next.duckdb"
    shutil.copy(published, path)
    another_audit(published, beside)
    hub = Hub(threads=1, memory="100MB")
    before = Facts(hub.current(path), WHOLE, 20)
    shown = before.run["audit_id"]
    os.replace(beside, path)  # noqa: PTH105 - this is how an audit is swapped in
    after = Facts(hub.current(path), WHOLE, 20)
    assert after.run["audit_id"] == "the-next-one"
    assert before.ask("run")[0]["audit_id"] == shown, "a page that has begun stays with its audit"


def test_the_connection_reads_this_file_and_nothing_else(published: Path) -> None:
    cursor = Hub(threads=1, memory="100MB").current(published).cursor()
    for statement in (
        "UPDATE meta.run SET audit_id = 'x'",
        "SELECT * FROM read_text('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'",
        "COPY meta.run TO '/tmp/run.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement)


def test_no_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(NothingPublishedError):
        Hub(threads=1, memory="100MB").current(tmp_path / "plumbline.duckdb")
    (tmp_path / "plumbline.duckdb").write_text("not a database")
    with pytest.raises(NothingPublishedError):
        Hub(threads=1, memory="100MB").current(tmp_path / "plumbline.duckdb")


def test_a_question_that_takes_too_long_is_stopped(facts: Callable[[Scope], Facts]) -> None:
    slow = facts(WHOLE)
    slow._timeout_s = 0.05
    with pytest.raises(TooSlowError), slow._timed():
        slow._cursor.execute(SLOW)


def test_what_cannot_be_stopped_does_not_keep_others_running() -> None:
    stopped = []

    def gone() -> None:
        raise duckdb.ConnectionException

    with limited(60, gone), limited(60, lambda: stopped.append("late")):
        _stop_late(time.monotonic() + 61)
    assert stopped == ["late"]


def test_a_copy_that_takes_too_long_is_stopped(
    facts: Callable[[Scope], Facts], tmp_path: Path, settings: Settings
) -> None:
    settings.COPY_TIMEOUT_S = 0.05
    with pytest.raises(TooSlowError):
        copied(facts(WHOLE), Filled(SLOW), tmp_path / "rows.parquet")
    settings.COPY_TIMEOUT_S = 60
    assert copied(facts(WHOLE), Filled("SELECT 1 AS one"), tmp_path / "rows.parquet") == 1


def test_a_copy_comes_from_the_audit_that_the_page_names(published: Path, tmp_path: Path) -> None:
    path, beside = tmp_path / "plumbline.duckdb", tmp_path / "next.duckdb"
    shutil.copy(published, path)
    swapped = another_audit(published, beside)
    before = Facts(Hub(threads=1, memory="100MB").current(path), WHOLE, 20)
    swapped.replace(path)
    with pytest.raises(SwappedError):
        copied(before, Filled("SELECT 1 AS one"), tmp_path / "rows.parquet")


def test_numbers_are_shown_alike_in_both_languages() -> None:
    assert number(1234567) == "1,234,567"
    assert number(-3, 2) == "−3.00"
    assert number(None) == "–"
    assert percent(0.99996) == "99.996%", "what is not whole is not shown as whole"
    assert percent(1) == "100.0%"
    assert percent(0) == "0.0%"
    assert percent(0.0004) == "0.04%"
    assert percent(None) == "–"
    assert minutes(1504, "zh") == "1 天 1 小时"
    assert minutes(0, "en") == "0 min"
