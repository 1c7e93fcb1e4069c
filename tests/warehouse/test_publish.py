"""The published file: what it holds, who can open it, and that it never changes under a reader."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests.running import Sample, run_stages
from warehouse.evaluate import Audit
from warehouse.home import Home
from warehouse.publish import publish

ROOT = Path(__file__).parent.parent.parent
OLD_CLIENT = ROOT / ".compat"


@pytest.fixture
def con(audited: Audit) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(audited.home.published), read_only=True)


def test_every_table_and_column_says_what_it_is(con: duckdb.DuckDBPyConnection) -> None:
    silent = con.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE comment IS NULL AND NOT internal"
        " UNION ALL SELECT schema_name, table_name || '.' || column_name FROM duckdb_columns()"
        " WHERE comment IS NULL AND NOT internal"
        " UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE comment IS NULL AND NOT internal"
    ).fetchall()
    assert silent == []


def test_the_promised_tables_are_there(con: duckdb.DuckDBPyConnection) -> None:
    for name in (
        "audit.observation", "audit.indicator", "score.scorecard", "score.line", "score.ledger_entry",
        "rulebook.clause", "rulebook.profile", "rulebook.parameter", "rulebook.calendar_day",
        "evidence.tickets", "quality.check_result", "quality.quarantine", "quality.received_file",
        "quality.reconciliation", "meta.run",
    ):  # fmt: skip
        assert con.execute(f"SELECT count(*) FROM {name}").fetchall()


def test_personal_data_does_not_leave_the_warehouse(con: duckdb.DuckDBPyConnection) -> None:
    shown = con.execute(
        "SELECT DISTINCT customer_name, contact, address, content FROM evidence.tickets"
    ).fetchall()
    assert {value for row in shown for value in row} <= {"***", None}


def test_points_and_yuan_are_sums_of_lines(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        "SELECT s.department_id FROM score.scorecard AS s JOIN (SELECT department_id, period_from,"
        " sum(points) AS p, sum(amount_cny) AS a FROM score.line GROUP BY ALL) AS l"
        " USING (department_id, period_from)"
        " WHERE coalesce(s.points, 0) != p OR reward_cny + fine_cny + compensation_cny != a"
    ).fetchall()
    assert wrong == []
    assert con.execute("SELECT count(*) FROM score.scorecard WHERE points IS NOT NULL").fetchall()


def test_a_department_with_nothing_assessed_has_no_points(con: duckdb.DuckDBPyConnection) -> None:
    unjudged = con.execute(
        "SELECT points, grade FROM score.scorecard WHERE n_clauses_assessed = 0"
    ).fetchall()
    assert set(unjudged) <= {(None, None)}


def test_the_file_refers_to_nothing_outside(con: duckdb.DuckDBPyConnection) -> None:
    views = con.execute("SELECT sql FROM duckdb_views() WHERE NOT internal").fetchall()
    assert not [text for (text,) in views if "read_parquet" in text or "work." in text]


def test_explanations_stand_in_both_languages(con: duckdb.DuckDBPyConnection) -> None:
    zh, en = con.execute(
        "SELECT explanation_zh, explanation_en FROM audit.observation"
        " WHERE clause_id = 'urban-supply.leak.arrival' AND reason = 'late' LIMIT 1"
    ).fetchall()[0]
    assert "超时" in zh
    assert re.search(r"\d (min|h|d) late\. Verdict", en)


def test_an_explanation_names_the_steps_that_were_to_be_there(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "SELECT explanation_zh, explanation_en FROM audit.observation WHERE reason = 'missing_step'"
        " AND clause_id IN ('svc-process.hotline.hangup', 'complaint-card.sign.customer') ORDER BY clause_id"
    ).fetchall()
    assert "应具备：用户签字。" in found[0][0]
    assert "required: who hung up first (customer)." in found[-1][1]
    assert not [zh for zh, _ in found if "超时" in zh], "what has no deadline is not late"


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0, "不到 1 分钟", "less than 1 min"),
        (59, "59 分钟", "59 min"),
        (60, "1 小时", "1 h"),
        (2040, "1 天 10 小时", "1 d 10 h"),
        (None, None, None),
    ],
)
def test_lengths_of_time_are_told_in_full(
    con: duckdb.DuckDBPyConnection, minutes: int | None, zh: str | None, en: str | None
) -> None:
    asked = "SELECT lasting_zh($n::BIGINT), lasting_en($n::BIGINT)"
    assert con.execute(asked, {"n": minutes}).fetchall() == [(zh, en)]


def test_one_of_a_unit_stands_in_the_singular(con: duckdb.DuckDBPyConnection) -> None:
    asked = "SELECT plural(1, 'hours'), plural(2, 'hours'), plural(1.0, 'times per month'), plural(1, 'MPa')"
    assert con.execute(asked).fetchall() == [("hour", "hours", "time per month", "MPa")]


def test_the_same_question_gives_the_same_digest(
    sample: Sample, audited: Audit, tmp_path: Path
) -> None:
    again = replace(audited, home=Home(tmp_path))
    run_stages(sample.inbox, again)
    query = "SELECT digest, n_observations, previous_digest FROM meta.run"
    with duckdb.connect(str(again.home.published), read_only=True) as con:
        first = con.execute(query).fetchall()[0]
    run_stages(sample.inbox, again)
    with duckdb.connect(str(again.home.published), read_only=True) as con:
        second = con.execute(query).fetchall()[0]
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        elsewhere = con.execute(query).fetchall()[0]
    assert first == (elsewhere[0], elsewhere[1], None)
    assert second == (first[0], first[1], first[0])


def test_an_open_reader_keeps_the_file_it_opened(audited: Audit) -> None:
    path = audited.home.published
    with duckdb.connect(str(path), read_only=True) as reader:
        before = reader.execute("SELECT digest FROM meta.run").fetchall()
        inode = path.stat().st_ino
        publish(audited)
        assert path.stat().st_ino != inode
        assert reader.execute("SELECT digest FROM meta.run").fetchall() == before
    assert not list(path.parent.glob(".*duckdb*"))


@pytest.mark.skipif(
    not OLD_CLIENT.exists(), reason="the old DuckDB client is installed by `make test`"
)
def test_duckdb_1_4_opens_the_file_and_reads_its_comments(audited: Audit) -> None:
    code = (
        "import duckdb, sys; con = duckdb.connect(sys.argv[1], read_only=True);"
        "assert duckdb.__version__.startswith('1.4.');"
        "rows = con.execute('select verdict, count(*) from audit.observation group by all').fetchall();"
        "words = con.execute('select explanation_zh from audit.observation limit 5').fetchall();"
        "comment = con.execute(\"select comment from duckdb_columns() where table_name = 'indicator'"
        " and column_name = 'rate'\").fetchall();"
        "assert len(rows) > 3 and words and '合格率' in comment[0][0]"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(audited.home.published)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(OLD_CLIENT)},
    )
