"""Published files are kept as they were, found again, and dropped when nothing asks for them any more."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from rulebook.errors import UserError
from warehouse import archive as module
from warehouse.archive import KEPT, Archived, archive, archived, find_run, known_on, superfluous
from warehouse.home import Home

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 1, 1, 18, tzinfo=UTC)
"""Two o'clock on 2 January in Shanghai."""


def publish(home: Home, as_of: datetime, digest: str = "0123456789ab") -> str:
    """A published file that says no more than which audit it is."""
    audit_id = f"{as_of:%Y%m%dT%H%M%SZ}-{digest}"
    home.published.parent.mkdir(parents=True, exist_ok=True)
    home.published.unlink(missing_ok=True)
    with duckdb.connect(str(home.published)) as con:
        con.execute("CREATE SCHEMA meta")
        con.execute(
            "CREATE TABLE meta.run AS SELECT $id AS audit_id, $as_of::TIMESTAMPTZ AS as_of, 'Asia/Shanghai' AS zone",
            {"id": audit_id, "as_of": as_of.isoformat()},
        )
    return audit_id


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_a_published_file_is_kept_under_its_id_without_a_second_copy(home: Home) -> None:
    audit_id = publish(home, NIGHT)
    kept = archive(home, [])
    assert kept == home.audits / f"{audit_id}.duckdb"
    assert kept.stat().st_ino == home.published.stat().st_ino
    content = kept.read_bytes()
    publish(home, NIGHT + timedelta(days=1), "ba9876543210")
    archive(home, [])
    assert kept.read_bytes() == content
    assert [one.as_of for one in archived(home)] == [NIGHT, NIGHT + timedelta(days=1)]


def test_where_links_fail_the_file_is_copied(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refuse)
    publish(home, NIGHT)
    kept = archive(home, [])
    assert kept.stat().st_ino != home.published.stat().st_ino
    assert kept.read_bytes() == home.published.read_bytes()
    assert [path.name for path in home.audits.iterdir()] == [kept.name]


def test_what_is_kept_under_an_id_stays(home: Home) -> None:
    publish(home, NIGHT)
    first = archive(home, []).stat().st_ino
    publish(home, NIGHT)
    assert archive(home, []).stat().st_ino == first


def test_the_last_ones_the_last_of_each_month_and_the_wanted_stay() -> None:
    nights = [NIGHT + timedelta(days=day) for day in range(100)]
    kept = [Archived(f"{night:%m-%d}", night, Path()) for night in nights]
    gone = {one.audit_id for one in superfluous(kept, SHANGHAI, {"01-10"})}
    stay = {one.audit_id for one in kept} - gone
    # 2 January to 11 April, local time; nights are named by their day in UTC.
    assert stay == {
        *(one.audit_id for one in kept[-KEPT:]), "01-10", "01-30", "02-27", "03-30"
    }  # fmt: skip


def test_the_audit_a_closed_month_rests_on_is_never_dropped(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 3)
    first = publish(home, NIGHT)
    archive(home, [])
    (home.audits / "notes.duckdb").touch()
    for day in range(1, 6):
        publish(home, NIGHT + timedelta(hours=day))
        archive(home, [first])
    names = [one.audit_id for one in archived(home)]
    assert len(names) == 4
    assert names[0] == first
    assert (home.audits / "notes.duckdb").exists()


def test_an_audit_is_found_by_id_beginning_or_path(home: Home) -> None:
    first = publish(home, NIGHT)
    archive(home, [])
    second = publish(home, NIGHT + timedelta(days=1))
    assert find_run(home, first).stem == first
    assert find_run(home, first[:8]).stem == first
    assert find_run(home, second) == home.published, "published, and not kept yet"
    assert find_run(home, str(home.published)) == home.published
    for name, problem in ((first[:6], "several audits begin with it"), ("x", "there is no such")):
        with pytest.raises(UserError, match=problem) as told:
            find_run(home, name)
        assert first in told.value.remedy


def test_a_day_is_told_of_by_the_last_audit_that_looks_from_it(home: Home) -> None:
    # In local time: 02:00 on the 2nd, 24:00 on the 3rd, 00:01 on the 4th of January.
    for instant in (
        NIGHT,
        datetime(2026, 1, 3, 16, tzinfo=UTC),
        datetime(2026, 1, 3, 16, 1, tzinfo=UTC),
    ):
        publish(home, instant)
        archive(home, [])
    found = [known_on(home, date(2026, 1, day)).stem[:13] for day in (2, 3, 4, 9)]
    assert found == ["20260101T1800", "20260103T1600", "20260103T1601", "20260103T1601"]
    with pytest.raises(UserError, match="no audit as old as 2026-01-01 is kept") as told:
        known_on(home, date(2026, 1, 1))
    assert "2026-01-02 02:00" in told.value.remedy


def test_a_home_audited_before_there_was_an_archive_has_one_audit(home: Home) -> None:
    publish(home, NIGHT)
    assert known_on(home, date(2026, 1, 2)) == home.published
    with pytest.raises(UserError, match="no audit as old"):
        known_on(Home(home.root / "nothing"), date(2026, 1, 2))
