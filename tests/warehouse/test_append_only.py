"""Tables that are only added to: the first record stands, and every row still has its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.running import shipped
from warehouse.account import account
from warehouse.collect import Collected, collect
from warehouse.contract import contracts
from warehouse.evaluate import Audit, open_evidence
from warehouse.home import Home

BOOK = shipped()
HEADER = "申诉编号,申诉时间,申诉人,判定编号,理由\n"


def deliver(inbox: Path, name: str, *rows: str) -> None:
    folder = inbox / "appeals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")


def take(folder: Path) -> Collected:
    return collect(folder / "inbox", Home(folder / "home"), zone="Asia/Shanghai")


def stored(folder: Path) -> list[tuple[str, str]]:
    frame = pl.read_parquet(Home(folder / "home").current("appeals") / "*.parquet")
    return frame.sort("appeal_id").select("appeal_id", "reason").rows()


def accounted(folder: Path) -> tuple[list[tuple[int, ...]], list[tuple[str, int, str, str]]]:
    """Counts of each file, and what stands in quarantine; raises where rows do not add up."""
    audit = Audit(Home(folder / "home"), BOOK, "city-water", datetime(2026, 5, 1, tzinfo=UTC))
    open_evidence(audit)
    account(audit, audit.home.read_register())
    with duckdb.connect(str(audit.home.work), read_only=True) as con:
        counts = con.execute(
            "SELECT n_received, n_accepted, n_superseded, n_quarantined FROM quality.received_file"
            " WHERE status = 'accepted' ORDER BY file_id"
        ).fetchall()
        faults = con.execute(
            "SELECT file, source_row, value, reason FROM quality.quarantine ORDER BY ALL"
        ).fetchall()
    return counts, faults


A = "A1,2026-04-01 09:00,S1,c/T1,first"
OTHER = "A1,2026-04-01 09:00,S1,c/T1,second thoughts"


def test_the_first_record_stands_whatever_comes_later(tmp_path: Path) -> None:
    deliver(tmp_path / "inbox", "1.csv", A)
    take(tmp_path)
    deliver(tmp_path / "inbox", "0.csv", OTHER, "A2,2026-04-01 10:00,S1,c/T2,new")
    take(tmp_path)
    assert stored(tmp_path) == [("A1", "first"), ("A2", "new")]
    counts, faults = accounted(tmp_path)
    assert counts == [(1, 1, 0, 0), (2, 1, 0, 1)]
    assert faults == [("appeals/0.csv", 2, "A1", "already_received")]


def test_within_one_file_too(tmp_path: Path) -> None:
    deliver(tmp_path / "inbox", "1.csv", A, OTHER, A)
    take(tmp_path)
    assert stored(tmp_path) == [("A1", "first")]
    assert accounted(tmp_path)[0] == [(3, 1, 1, 1)]


def test_the_same_again_is_a_repetition_of_the_first(tmp_path: Path) -> None:
    deliver(tmp_path / "inbox", "1.csv", A)
    take(tmp_path)
    deliver(tmp_path / "inbox", "2.csv", A, "A2,2026-04-01 10:00,S1,c/T2,new")
    take(tmp_path)
    counts, faults = accounted(tmp_path)
    assert (counts, faults) == ([(1, 1, 0, 0), (2, 1, 1, 0)], [])
    first = pl.read_parquet(Home(tmp_path / "home").current("appeals") / "*.parquet").sort(
        "appeal_id"
    )
    assert first["source_file_id"].to_list() == [1, 2]


def test_a_row_that_breaks_the_contract_claims_no_key(tmp_path: Path) -> None:
    deliver(tmp_path / "inbox", "1.csv", "A1,some day,S1,c/T1,first")
    take(tmp_path)
    deliver(tmp_path / "inbox", "2.csv", OTHER)
    take(tmp_path)
    assert stored(tmp_path) == [("A1", "second thoughts")]
    assert accounted(tmp_path)[0] == [(1, 0, 0, 1), (1, 1, 0, 0)]


def test_it_does_not_matter_how_often_the_inbox_is_looked_at(tmp_path: Path) -> None:
    for name, row in (("1.csv", A), ("2.csv", OTHER)):
        deliver(tmp_path / "a/inbox", name, row)
        take(tmp_path / "a")
        deliver(tmp_path / "b/inbox", name, row)
    take(tmp_path / "b")
    assert stored(tmp_path / "a") == stored(tmp_path / "b") == [("A1", "first")]


ROWS = st.lists(
    st.tuples(st.sampled_from(["A1", "A2", "A3"]), st.sampled_from(["x", "y", ""])), max_size=6
)


@given(files=st.lists(ROWS, min_size=1, max_size=3))
@tries(6)
def test_every_row_has_its_place(
    tmp_path_factory: pytest.TempPathFactory, files: list[list[tuple[str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("append")
    first: dict[str, str] = {}
    for number, rows in enumerate(files):
        told = [f"{key},2026-04-01 09:00,S1,c/T1,{reason}" for key, reason in rows]
        deliver(folder / "inbox", f"{number}.csv", *told)
        take(folder)
        for key, reason in rows:
            if reason:
                first.setdefault(key, reason)
    assert dict(stored(folder)) == first
    accounted(folder)


def test_only_records_of_appeals_and_decisions_are_never_changed() -> None:
    assert {name for name, one in contracts().items() if one.append_only} == {
        "appeals",
        "decisions",
    }
