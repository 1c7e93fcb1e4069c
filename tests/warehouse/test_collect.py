"""Taking files in: every row has its place, whatever arrives and however often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from rulebook.errors import InboxError, NotWholeError
from tests.running import shipped
from warehouse.account import account
from warehouse.collect import Collected, collect
from warehouse.contract import contracts
from warehouse.evaluate import Audit, open_evidence
from warehouse.home import Home
from warehouse.store import part_schema

HEADER = "工单编号,工单类型,受理时间,内容\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    (folder / "tickets").mkdir(parents=True)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def take(inbox: Path, home: Home) -> Callable[[], Collected]:
    return lambda: collect(inbox, home, zone="Asia/Shanghai")


def tickets(home: Home) -> list[tuple[str, str | None]]:
    frame = pl.read_parquet(home.current("tickets") / "*.parquet").sort("ticket_id")
    return frame.select("ticket_id", "content").rows()


def test_a_corrected_row_supersedes_the_earlier_one(
    inbox: Path, home: Home, take: Callable[[], Collected]
) -> None:
    (inbox / "tickets/1.csv").write_text(
        HEADER + "T1,投诉,2026-03-01 08:00,old\nT2,投诉,2026-03-01 09:00,other\n", "utf-8"
    )
    take()
    (inbox / "tickets/0_later.csv").write_text(HEADER + "T1,投诉,2026-03-01 08:00,new\n", "utf-8")
    take()
    assert tickets(home) == [("T1", "new"), ("T2", "other")]


def test_delivering_again_changes_nothing(
    inbox: Path, home: Home, take: Callable[[], Collected]
) -> None:
    content = HEADER + "T1,投诉,2026-03-01 08:00,a\n"
    (inbox / "tickets/1.csv").write_text(content, "utf-8")
    assert len(take().new) == 1
    assert take().new == []
    (inbox / "tickets/2.csv").write_text(content, "utf-8")
    again = take().new
    assert [(file.status, file.duplicate_of) for file in again] == [("duplicate", "tickets/1.csv")]
    assert tickets(home) == [("T1", "a")]


def test_a_bad_file_is_reported_and_nothing_else_is_lost(
    inbox: Path, home: Home, take: Callable[[], Collected]
) -> None:
    (inbox / "tickets/good.csv").write_bytes(
        (HEADER + "T1,投诉,2026-03-01 08:00,好\n").encode("gb18030")
    )
    (inbox / "tickets/cut.xlsx").write_bytes(b"PK\x03\x04")
    (inbox / "tickets/notes.docx").write_bytes(b"x")
    (inbox / "tickets/keyless.csv").write_text("类型\n投诉\n", "utf-8")
    (inbox / "tickest").mkdir()
    (inbox / "tickest/a.csv").write_text(HEADER, "utf-8")
    found = {file.file: file for file in take().files}
    assert {name: file.status for name, file in found.items()} == {
        "tickets/good.csv": "accepted",
        "tickets/cut.xlsx": "rejected",
        "tickets/notes.docx": "rejected",
        "tickets/keyless.csv": "rejected",
        "tickest/a.csv": "unknown",
    }
    assert "did you mean 'tickets'?" in found["tickest/a.csv"].remedy
    assert "ticket_id" in found["tickets/keyless.csv"].problem
    assert "工单编号" in found["tickets/keyless.csv"].remedy
    assert all(file.remedy for file in found.values() if file.status != "accepted")
    assert tickets(home) == [("T1", "好")]


def test_a_missing_inbox_is_an_error_that_says_what_to_do(tmp_path: Path, home: Home) -> None:
    with pytest.raises(InboxError, match="remedy"):
        collect(tmp_path / "nowhere", home, zone="UTC")


def audit(home: Home) -> Audit:
    return Audit(home, shipped(), "city-water", datetime(2026, 4, 1, tzinfo=UTC))


def test_every_row_received_is_in_force_superseded_or_in_quarantine(
    inbox: Path, home: Home, take: Callable[[], Collected]
) -> None:
    rows = [f"T{number},投诉,2026-03-01 08:00,x" for number in range(200)]
    rows[17] = "T17,不知道,2026-03-01 08:00,x"
    rows[42] = "T42,投诉,yesterday,张三 13800000000"
    rows[99] = "T99,投诉,2026-03-01 08:00,x,too many"
    rows.append("T5,投诉,2026-03-01 08:30,again")
    (inbox / "tickets/1.csv").write_text(HEADER + "\n".join(rows), "utf-8")
    open_after = take()
    open_evidence(audit(home))
    account(audit(home), open_after.files)
    with duckdb.connect(str(home.work), read_only=True) as con:
        counts = con.execute(
            "SELECT n_received, n_accepted, n_superseded, n_quarantined FROM quality.received_file"
        ).fetchall()
        faults = con.execute(
            "SELECT source_row, column_name, value, reason FROM quality.quarantine ORDER BY 1"
        ).fetchall()
    assert counts == [(201, 197, 1, 3)]
    assert faults == [
        (19, "ticket_type", "不知道", "not_allowed"),
        (44, "received_at", "yesterday", "not_an_instant"),
        (101, "", "***", "malformed_row"),
    ]


def test_rows_lost_from_the_store_stop_the_audit(
    inbox: Path, home: Home, take: Callable[[], Collected]
) -> None:
    (inbox / "tickets/1.csv").write_text(HEADER + "T1,投诉,2026-03-01 08:00,a\n", "utf-8")
    files = take().files
    doubled = pl.read_parquet(home.current("tickets") / "all.parquet")
    pl.concat([doubled, doubled]).write_parquet(home.current("tickets") / "all.parquet")
    open_evidence(audit(home))
    with pytest.raises(NotWholeError, match="tickets/1.csv"):
        account(audit(home), files)


def test_a_reading_moved_to_another_month_leaves_the_old_one(
    inbox: Path, home: Home, take: Callable[[], Collected]
) -> None:
    (inbox / "pressure_readings").mkdir()
    header = "reading_id,point_id,read_at,pressure_mpa\n"
    first, second = inbox / "pressure_readings/1.csv", inbox / "pressure_readings/2.csv"
    first.write_text(header + "R1,P,2026-03-31 23:00,0.3\nR2,P,2026-03-31 22:00,0.3\n", "utf-8")
    take()
    second.write_text(header + "R1,P,2026-04-01 23:00,0.3\n", "utf-8")
    take()
    folder = home.current("pressure_readings")
    months = {path.stem: pl.read_parquet(path)["reading_id"].to_list() for path in folder.iterdir()}
    assert months == {"2026-03": ["R2"], "2026-04": ["R1"]}


def test_a_table_never_delivered_is_there_and_empty(
    home: Home, take: Callable[[], Collected]
) -> None:
    take()
    bills = pl.read_parquet(home.current("bills") / "*.parquet")
    assert bills.is_empty()
    assert bills.columns == list(part_schema(contracts()["bills"]))
