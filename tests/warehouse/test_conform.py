"""From text to evidence: types, units of time, and what is set aside and why."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.conform import Conformed, conform
from warehouse.contract import Contract
from warehouse.read import SOURCE_ROW

CONTRACT = Contract.model_validate(
    {
        "table": "t",
        "grain": {"zh": "行", "en": "row"},
        "key": ["id"],
        "columns": {
            "id": {"type": "text", "zh": "编号", "en": "id", "required": True},
            "at": {"type": "instant", "zh": "时间", "en": "at"},
            "day": {"type": "date", "zh": "日期", "en": "day"},
            "month": {"type": "month", "zh": "月份", "en": "month"},
            "n": {"type": "integer", "zh": "数", "en": "n", "min": 0, "max": 10},
            "price": {"type": "decimal", "scale": 2, "zh": "价", "en": "price"},
            "ok": {"type": "boolean", "zh": "是否", "en": "ok"},
            "kind": {
                "type": "enum",
                "zh": "类",
                "en": "kind",
                "values": {"a": {"zh": "甲", "en": "a"}},
                "value_aliases": {"甲": "a"},
            },
            "kinds": {
                "type": "list",
                "zh": "类",
                "en": "kinds",
                "values": {"a": {"zh": "甲", "en": "a"}, "b": {"zh": "乙", "en": "b"}},
                "value_aliases": {"乙": "b"},
            },
        },
    }
)


def one(
    *, zone: str = "Asia/Shanghai", ambiguous: str = "quarantine", **values: str | None
) -> Conformed:
    row: dict[str, Any] = {"id": "1", **values}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.String()))
    return conform(
        CONTRACT,
        frame.with_columns(pl.lit(7, pl.Int64()).alias(SOURCE_ROW)),
        zone=zone,
        ambiguous=ambiguous,
    )


def one_of(column: str, written: str | None) -> Conformed:
    values: dict[str, Any] = {column: written}
    return one(**values)


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("at", "2026-03-01 08:00:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("at", "2026/3/1 8:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("at", "2026年3月1日 08:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("at", "2026-03-01T08:00:00.25", datetime(2026, 3, 1, 0, 0, 0, 250000, tzinfo=UTC)),
        ("at", "2026-03-01T00:00:00Z", datetime(2026, 3, 1, tzinfo=UTC)),
        ("at", "2026-02-28T19:00:00-05:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("day", "2026-03-01", date(2026, 3, 1)),
        ("day", "20260301", date(2026, 3, 1)),
        ("day", "2026/3/1", date(2026, 3, 1)),
        ("day", "2026-03-01 00:00:00", date(2026, 3, 1)),
        ("month", "2026-03", "2026-03"),
        ("month", "2026年3月", "2026-03"),
        ("month", "202603", "2026-03"),
        ("n", "10", 10),
        ("n", "7.0", 7),
        ("price", "1,234.5", Decimal("1234.50")),
        ("price", "1e2", Decimal(100)),
        ("ok", "是", True),
        ("ok", "N", False),
        ("kind", "甲", "a"),
        ("kind", "A", "a"),
        ("kinds", "a；乙", ["a", "b"]),
    ],
)
def test_what_exports_write_is_understood(column: str, written: str, meant: object) -> None:
    result = one_of(column, written)
    assert result.faults.is_empty()
    assert result.rows[column].to_list() == [meant]


@pytest.mark.parametrize(
    ("column", "written", "reason"),
    [
        ("id", None, "missing"),
        ("at", "2026-03-01", "not_an_instant"),
        ("at", "yesterday", "not_an_instant"),
        ("day", "2026-02-30", "not_a_date"),
        ("month", "2026-13", "not_a_month"),
        ("n", "7.5", "not_a_number"),
        ("n", "11", "out_of_bounds"),
        ("price", "12 yuan", "not_a_number"),
        ("price", "12,34", "not_a_number"),
        ("ok", "maybe", "not_yes_or_no"),
        ("kind", "丙", "not_allowed"),
        ("kinds", "a;丙", "not_allowed"),
    ],
)
def test_what_breaks_the_contract_is_set_aside_with_its_place(
    column: str, written: str | None, reason: str
) -> None:
    result = one_of(column, written)
    assert result.rows.is_empty()
    assert result.n_quarantined == 1
    assert result.faults.rows() == [(7, column, written, reason)]


def test_a_local_time_that_did_not_exist_is_set_aside() -> None:
    result = one(zone="America/New_York", at="2006-04-02 02:20:00")
    assert result.faults["reason"].to_list() == ["no_such_local_time"]


def test_a_local_time_that_occurred_twice_is_not_guessed() -> None:
    twice = "2006-10-29 01:30:00"
    assert one(zone="America/New_York", at=twice).faults["reason"].to_list() == [
        "ambiguous_local_time"
    ]
    earliest = one(zone="America/New_York", ambiguous="earliest", at=twice)
    assert earliest.rows["at"].to_list() == [datetime(2006, 10, 29, 5, 30, tzinfo=UTC)]


def test_a_row_with_two_faults_counts_once_and_tells_both() -> None:
    result = one(n="x", ok="x")
    assert (result.n_quarantined, result.faults.height) == (1, 2)


def test_rows_of_one_line_are_set_aside_one_by_one() -> None:
    frame = pl.DataFrame({"id": ["1", "2"], "n": ["x", "1"], SOURCE_ROW: [5, 5]})
    assert conform(CONTRACT, frame, zone="UTC").rows["id"].to_list() == ["2"]


@given(st.lists(st.text(max_size=12) | st.none(), min_size=1, max_size=30))
def test_every_row_is_either_kept_or_set_aside(cells: list[str | None]) -> None:
    frame = pl.DataFrame(
        {
            "id": [str(number) for number in range(len(cells))],
            "n": cells,
            "kind": cells,
            "at": cells,
        },
        schema=dict.fromkeys(("id", "n", "kind", "at"), pl.String()),
    ).with_row_index(SOURCE_ROW)
    result = conform(CONTRACT, frame.cast({SOURCE_ROW: pl.Int64}), zone="Asia/Shanghai")
    assert result.rows.height + result.n_quarantined == len(cells)
