"""Curves: which share of its points an indicator keeps at which value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.warehouse.scoring import (
    ARRIVAL,
    MARCH,
    PRESSURE,
    Bench,
    Reached,
    bench,
    on,
    scheme,
)


@pytest.fixture(scope="module")
def one() -> Iterator[Bench]:
    with bench() as found:
        yield found


def anchors(*pairs: tuple[float, float]) -> list[dict[str, float]]:
    return [{"at": at, "share": share} for at, share in pairs]


LINE = {"kind": "line", "anchors": anchors((0.9, 0), (0.95, 0.6), (0.98, 1))}
STAIRS = {"kind": "stairs", "anchors": anchors((0.5, 0.2), (0.9, 0.6), (1, 1))}
HIGH = {"kind": "cliff", "better": "higher", "target": 0.95}
LOW = {"kind": "cliff", "better": "lower", "target": 0.05}
STEPS = {
    "kind": "steps", "better": "higher", "target": 0.95, "step": 0.01,
    "costs": 0.2, "earns": 0.1, "floor": 0.1, "ceiling": 1.3,
}  # fmt: skip
FALLING = {**STEPS, "better": "lower", "target": 0.05}
BAND = {"kind": "band", "zero_below": 0.2, "low": 0.4, "high": 0.6, "zero_above": 1}
PEAK = {"kind": "band", "zero_below": 0.2, "low": 0.4, "high": 0.4, "zero_above": 0.5}

TABLE: list[tuple[Any, int, int, str]] = [
    ("share", 10, 10, "1"), ("share", 9, 10, "0.9"), ("share", 0, 10, "0"), ("share", 2, 3, "0.66666667"),
    (HIGH, 95, 100, "1"), (HIGH, 94, 100, "0"), (LOW, 5, 100, "1"), (LOW, 6, 100, "0"),
    (LINE, 80, 100, "0"), (LINE, 90, 100, "0"), (LINE, 925, 1000, "0.3"), (LINE, 95, 100, "0.6"),
    (LINE, 965, 1000, "0.8"), (LINE, 98, 100, "1"), (LINE, 100, 100, "1"),
    (STAIRS, 30, 100, "0.2"), (STAIRS, 89, 100, "0.2"), (STAIRS, 90, 100, "0.6"), (STAIRS, 99, 100, "0.6"),
    (STAIRS, 100, 100, "1"),
    (STEPS, 950, 1000, "1"), (STEPS, 941, 1000, "1"), (STEPS, 940, 1000, "0.8"), (STEPS, 925, 1000, "0.6"),
    (STEPS, 800, 1000, "0.1"), (STEPS, 959, 1000, "1"), (STEPS, 960, 1000, "1.1"), (STEPS, 1000, 1000, "1.3"),
    (FALLING, 60, 1000, "0.8"), (FALLING, 30, 1000, "1.2"), (FALLING, 59, 1000, "1"), (FALLING, 0, 1000, "1.3"),
    (BAND, 1, 10, "0"), (BAND, 2, 10, "0"), (BAND, 3, 10, "0.5"), (BAND, 4, 10, "1"), (BAND, 6, 10, "1"),
    (BAND, 8, 10, "0.5"), (BAND, 10, 10, "0"), (PEAK, 40, 100, "1"), (PEAK, 45, 100, "0.5"),
]  # fmt: skip


def test_every_curve_keeps_the_share_it_draws(one: Bench) -> None:
    for curve in {str(row[0]): row[0] for row in TABLE}.values():
        cases = [row for row in TABLE if row[0] == curve]
        reached = [
            Reached(ARRIVAL, k, n, department=f"D{number}")
            for number, (_, k, n, _) in enumerate(cases)
        ]
        one.score(scheme({"a": on(ARRIVAL, 100, curve)}), reached)
        found = dict(one.rows("SELECT department_id, share FROM score.measure"))
        for number, (_, k, n, share) in enumerate(cases):
            assert found[f"D{number}"] == Decimal(share), (curve, k, n)


def test_a_line_says_its_rate_with_its_counts_and_what_the_target_allows(one: Bench) -> None:
    told = {}
    for name, curve in (("steps", STEPS), ("stairs", STAIRS)):
        one.score(scheme({"a": on(ARRIVAL, 100, curve)}), [Reached(ARRIVAL, 1882, 2000)])
        told[name] = one.rows("SELECT basis_zh, basis FROM score.line WHERE kind = 'deduction'")[0]
    assert "合格率 94.1%（1,882/2,000），违规 118 件：在目标 95.00% 的容许内，100 分不扣" in told["steps"][0]  # fmt: skip
    assert "rate 94.1% (1,882/2,000), 118 in breach: within what the target of 95.00% allows" in told["steps"][1]  # fmt: skip
    assert "合格率 94.10%（1,882/2,000），按阶梯得 100 分的 60%，扣 40" in told["stairs"][0]
    assert (
        "rate 94.10% (1,882/2,000), stairs: keeps 60% of 100 points, 40 lost" in told["stairs"][1]
    )


def test_verdict_follows_the_target_of_the_clause_unrounded(one: Bench) -> None:
    just_below = Reached(PRESSURE, 96999, 100000, "D1", target=0.97)
    met = Reached(PRESSURE, 97000, 100000, "D2", target=0.97)
    one.score(scheme({"a": on(PRESSURE, 100, "verdict")}), [just_below, met])
    assert dict(one.rows("SELECT department_id, share FROM score.measure")) == {"D1": 0, "D2": 1}


RELATIVE = {"kind": "relative", "better": "higher", "anchors": anchors((0, 0), (0.5, 0.8), (1, 1))}


def test_relative_compares_with_the_other_departments(one: Bench) -> None:
    reached = [Reached(ARRIVAL, k, 10, f"D{k}") for k in (3, 5, 7, 9)]
    reached.append(Reached(ARRIVAL, 7, 10, "D7-too"))
    one.score(scheme({"a": on(ARRIVAL, 100, RELATIVE)}), reached)
    found = dict(one.rows("SELECT department_id, share FROM score.measure"))
    # Of four others none, one, three (the tie does no better) and all do no better.
    assert found == {
        "D3": 0, "D5": Decimal("0.4"), "D7": Decimal("0.9"), "D7-too": Decimal("0.9"), "D9": 1,
    }  # fmt: skip


def test_relative_knows_which_side_is_better(one: Bench) -> None:
    reached = [Reached(ARRIVAL, k, 10, f"D{k}") for k in (3, 5)]
    one.score(scheme({"a": on(ARRIVAL, 100, {**RELATIVE, "better": "lower"})}), reached)
    assert dict(one.rows("SELECT department_id, share FROM score.measure")) == {"D3": 1, "D5": 0}


def test_relative_without_another_department_is_not_assessed(one: Bench) -> None:
    one.score(scheme({"a": on(ARRIVAL, 100, RELATIVE)}), [Reached(ARRIVAL, 5, 10)])
    assert one.measures("state, reason, points") == [("not_assessed", "nothing_to_compare", 0)]
    assert one.points() is None


def test_an_end_of_the_interval_is_read_where_the_scheme_says_so(one: Bench) -> None:
    reached = Reached(ARRIVAL, 9, 10)
    for reads in ("rate_low", "rate_high"):
        one.score(scheme({"a": on(ARRIVAL, 100, "share", reads=reads)}), [reached])
        ((value, expected),) = one.rows(f"SELECT value, {reads} FROM score.measure")
        assert value == expected
        assert value != Decimal("0.9")


def test_without_an_interval_there_is_nothing_to_read(one: Bench) -> None:
    one.score(scheme({"a": on(ARRIVAL, 100, "share", reads="rate_low")}), [])
    assert one.measures() == []
    one.score(
        scheme({"a": on(ARRIVAL, 100, "share", reads="rate_low")}),
        [Reached(ARRIVAL, 0, 0, verdict="compliant", month=MARCH)],
    )
    assert one.measures("state, reason") == [("not_assessed", "no_interval")]
