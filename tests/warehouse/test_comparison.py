"""Departments beside each other: who is ranked, what stands out, what is luck, what was to be expected."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.comparison import RANK_MIN_N, compare_in
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, insert
from warehouse.evaluate import Audit, connection
from warehouse.statistics import wilson

Row = dict[str, Any]

MARCH = date(2026, 3, 1)


@dataclass(frozen=True)
class Judged:
    """What one department has of one clause in one month; n_effective: of readings that resemble each other."""

    clause: str
    department: str | None
    kept: int
    n: int
    month: date = MARCH
    kind: str = "deadline"
    op: str = "<="
    target: str | None = None
    reason: str | None = None
    n_effective: float | None = None
    is_mean: bool = False


def indicator(one: Judged) -> Row:
    size = one.n_effective or one.n
    rate = one.kept / one.n if one.n else None
    has_interval = rate is not None and not one.is_mean
    low, high = wilson(rate or 0, size or 1)
    met = rate is not None and one.target is not None and rate >= float(one.target)
    if one.op == "<=" and one.target is not None:
        met = rate is not None and rate <= float(one.target)
    return {
        "clause_id": one.clause, "department_id": one.department, "period_from": one.month,
        "period_until": date(one.month.year + one.month.month // 12, one.month.month % 12 + 1, 1),
        "numerator": one.kept, "denominator": one.n, "n_excused": 0, "n_pending": 0,
        "n_not_assessed": 0, "n_not_applicable": 0,
        "rate": rate, "rate_low": float(low) if has_interval else None,
        "rate_high": float(high) if has_interval else None,
        "interval_method": "none" if one.is_mean
        else "wilson_95_effective_n" if one.n_effective else "wilson_95",
        "interval_n": size if has_interval else None, "target_rate": one.target and Decimal(one.target),
        "verdict": "not_assessed" if one.reason else "compliant" if met else "breach",
        "reason": one.reason, "is_provisional": False,
    }  # fmt: skip


@contextmanager
def working(rows: list[Judged], threads: int = 1) -> Iterator[duckdb.DuckDBPyConnection]:
    """A working database that holds only what a comparison reads."""
    with connection(":memory:", "Asia/Shanghai") as con:
        con.execute(f"SET threads = {threads}")
        for name in ("audit", "rulebook", "score", "fact"):
            con.execute(f"CREATE SCHEMA {name}")
        con.execute(
            "CREATE TABLE fact.setting AS SELECT TIMESTAMPTZ '2027-06-01 00:00+08' AS as_of"
        )
        con.execute(
            "CREATE TABLE rulebook.clause (clause_id VARCHAR, version_no INTEGER, kind VARCHAR,"
            " version_from DATE, version_until DATE, limit_op VARCHAR, is_governing BOOLEAN)"
        )
        for clause, kind, op in sorted({(one.clause, one.kind, one.op) for one in rows}):
            con.execute(
                "INSERT INTO rulebook.clause VALUES (?, 1, ?, NULL, NULL, ?, ?)",
                [clause, kind, op, not clause.startswith("information")],
            )
        contract = contracts(PUBLISHED)["audit.indicator"]
        create_table(con, contract)
        frame = pl.DataFrame([indicator(one) for one in rows], schema=schema(contract))
        insert(con, "audit.indicator", frame)
        yield con


def compared(rows: list[Judged], threads: int = 1) -> dict[str, Row]:
    """The comparison of those rows, by id."""
    with working(rows, threads) as con:
        compare_in(con)
        return published(con)


def published(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    found = con.execute("SELECT * FROM score.comparison")
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return {row["comparison_id"]: row for row in rows}


def test_departments_whose_intervals_overlap_share_ranks() -> None:
    found = compared(
        [
            Judged("x.a.b", "good", 99, 100),
            Judged("x.a.b", "middling", 96, 100),
            Judged("x.a.b", "poor", 60, 100),
        ]
    )
    ranks = {row["department_id"]: (row["rank_from"], row["rank_to"]) for row in found.values() if row["clause_id"]}  # fmt: skip
    assert ranks == {"good": (1, 2), "middling": (1, 2), "poor": (3, 3)}


@pytest.mark.parametrize("kept", [0, 5, 9])
def test_a_department_with_few_records_is_not_ranked_however_good(kept: int) -> None:
    found = compared(
        [
            Judged("x.a.b", "small", kept, RANK_MIN_N - 1),
            Judged("x.a.b", "big", 80, 100),
            Judged("x.a.b", "other", 20, 100),
        ]
    )
    small, big = found["x.a.b/2026-03/small"], found["x.a.b/2026-03/big"]
    assert (small["is_ranked"], small["rank_from"], small["rank_to"]) == (False, None, None)
    assert small["unranked_reason"] == "below_min_n"
    assert small["rate"] is not None
    assert (big["rank_from"], big["rank_to"], big["n_ranked"]) == (1, 1, 2)


def test_the_gate_is_the_schemes_where_it_sets_one() -> None:
    rows = [Judged("x.a.b", name, 15, 20, month) for name in "ab" for month in (MARCH, date(2026, 7, 1))]  # fmt: skip
    with working(rows) as con:
        con.execute(
            "CREATE TABLE rulebook.scheme AS SELECT * FROM (VALUES"
            " (1, NULL::DATE, DATE '2026-06-01', 30), (2, DATE '2026-06-01', NULL, 20))"
            " AS t (edition_no, valid_from, valid_until, rank_min_n)"
        )
        compare_in(con)
        found = published(con)
    assert [found[f"x.a.b/{month}/a"]["is_ranked"] for month in ("2026-03", "2026-07")] == [
        False,
        True,
    ]
    assert found["x.a.b/2026-03/a"]["rank_min_n"] == 30


def test_why_a_department_is_not_ranked_is_said() -> None:
    rate = partial(Judged, kind="rate_threshold", op=">=", target="0.95")
    found = compared(
        [
            Judged("x.a.alone", "a", 90, 100),
            rate("x.a.mean", "a", 90, 100, is_mean=True),
            rate("x.a.gap", "a", 90, 100, reason="insufficient_data"),
            Judged("x.a.past", "a", 90, 100, date(2026, 1, 1)),
        ]
    )
    why = {key: row["unranked_reason"] for key, row in found.items() if "/2026-03/" in key}
    assert why == {
        "x.a.alone/2026-03/a": "alone",
        "x.a.mean/2026-03/a": "no_interval",
        "x.a.gap/2026-03/a": "insufficient_data",
        "x.a.past/2026-03/a": "nothing_judged",
        "all/2026-03/a": "alone",
    }
    assert not any(row["is_ranked"] for row in found.values())


def test_information_and_records_of_no_department_are_not_compared() -> None:
    rows = [Judged("information.a.b", "a", 9, 90), Judged("x.a.b", None, 9, 90)]
    assert compared(rows) == {}
    assert compared([]) == {}


def test_who_stands_out_of_the_funnel_and_on_which_side() -> None:
    rows = [Judged("x.a.b", f"same{n}", 90, 100) for n in range(8)]
    rows += [Judged("x.a.b", "low", 80, 100), Judged("x.a.b", "far", 70, 100), Judged("x.a.b", "high", 97, 100)]  # fmt: skip
    found = {key.split("/")[-1]: row for key, row in compared(rows).items() if row["clause_id"]}
    said = {name: (row["funnel_position"], row["funnel_side"]) for name, row in found.items()}
    assert said["same0"] == ("inside", None)
    assert said["low"] == ("alert", "worse")
    assert said["far"] == ("alarm", "worse")
    assert said["high"] == ("alert", "better")
    for row in found.values():
        limits = [row[f"funnel_{end}"] for end in ("low_998", "low_95", "high_95", "high_998")]
        assert limits == sorted(limits)
        assert (row["funnel_position"] == "inside") == (limits[1] <= row["rate"] <= limits[2])
        assert row["pooled_rate"] == found["same0"]["pooled_rate"]


def test_of_a_rate_of_which_less_is_better_the_lower_is_better() -> None:
    rate = partial(Judged, kind="rate_threshold", op="<=", target="0.02")
    found = compared([rate("x.a.b", "few", 1, 1000), rate("x.a.b", "many", 80, 1000)])
    few, many = found["x.a.b/2026-03/few"], found["x.a.b/2026-03/many"]
    assert (few["rank_to"], many["rank_from"]) == (1, 2)
    assert (few["funnel_side"], many["funnel_side"]) == ("better", "worse")
    assert (few["actual_breaches"], many["actual_breaches"]) == (1, 80)
    assert few["luck_rate"] < Decimal("0.001")
    assert many["luck_rate"] < Decimal("0.001")
    assert few["advised_n"] == 194


def test_the_chance_that_a_verdict_is_luck_stands_beside_it() -> None:
    rate = partial(Judged, kind="rate_threshold", op=">=", target="0.98")
    found = compared(
        [
            rate("x.a.b", "a", 49, 50),
            rate("x.a.b", "b", 48, 50),
            rate("x.a.b", "c", 490, 500),
            rate("x.a.b", "d", 1000, 1000),
            Judged("x.a.c", "a", 36, 36, kind="rate_threshold", op="==", target="1"),
            Judged("x.a.d", "a", 36, 36),
        ]
    )
    a, b, c, d = (found[f"x.a.b/2026-03/{name}"] for name in "abcd")
    assert a["luck_rate"] > Decimal("0.3")
    assert b["luck_rate"] > Decimal("0.1")
    assert d["luck_rate"] == 0
    risks = [(row["miss_risk_rate"], row["pass_risk_rate"]) for row in (a, c)]
    assert [(round(100 * miss, 1), round(100 * kept, 1)) for miss, kept in risks] == [
        (Decimal("17.3"), Decimal("55.5")),
        (Decimal("13.6"), Decimal("11.5")),
    ]
    assert (a["advised_n"], d["advised_n"]) == (194, 95)
    for key in ("x.a.c/2026-03/a", "x.a.d/2026-03/a"):
        assert found[key]["luck_rate"] is None
        assert found[key]["advised_n"] is None


def test_readings_that_resemble_each_other_count_as_their_effective_number() -> None:
    rate = partial(Judged, kind="rate_threshold", op=">=", target="0.97")
    found = compared(
        [
            rate("x.a.b", "one", 2880, 2976, n_effective=157.5),
            rate("x.a.b", "other", 2900, 2976, n_effective=157.5),
            rate("x.a.b", "stuck", 2900, 2976, n_effective=3.2),
        ]
    )
    one, stuck = found["x.a.b/2026-03/one"], found["x.a.b/2026-03/stuck"]
    assert one["luck_rate"] > Decimal("0.2"), "with 2976 independent readings it would be 0.03"
    assert one["funnel_position"] == "inside"
    assert stuck["unranked_reason"] == "below_min_n"
    assert one["breach_ratio"] is None
    assert (one["uncompared_n"], one["uncompared_breaches"]) == (2976, 96)


def test_what_was_to_be_expected_of_a_mix_of_work() -> None:
    """Hard work breaches in 1 of 4, easy work in 1 of 50; who does the hard work is not the worse for it."""
    found = compared(
        [
            Judged("x.hard.b", "a", 75, 100),
            Judged("x.hard.b", "b", 15, 20),
            Judged("x.easy.b", "a", 49, 50),
            Judged("x.easy.b", "b", 196, 200),
            Judged("x.own.b", "b", 1, 40),
            Judged("x.rate.b", "a", 1, 50, kind="rate_threshold", op=">=", target="0.9"),
            Judged("x.rate.b", "b", 1, 50, kind="rate_threshold", op=">=", target="0.9"),
        ]
    )
    a, b = found["all/2026-03/a"], found["all/2026-03/b"]
    assert (a["n"], a["actual_breaches"], a["expected_breaches"]) == (150, 26, Decimal(26))
    assert (b["n"], b["actual_breaches"], b["expected_breaches"]) == (220, 9, Decimal(9))
    assert (b["uncompared_n"], b["uncompared_breaches"]) == (40, 39)
    assert a["breach_ratio"] == b["breach_ratio"] == 1
    assert round(a["breach_ratio_low"], 4) == round(Decimal("16.98387") / 26, 4)
    assert (a["rank_from"], a["rank_to"], b["rank_from"], b["rank_to"]) == (1, 2, 1, 2)


def test_where_nobody_breached_there_is_no_ratio() -> None:
    found = compared([Judged("x.a.b", name, 50, 50) for name in "ab"])
    assert found["all/2026-03/a"]["breach_ratio"] is None
    assert found["all/2026-03/a"]["unranked_reason"] == "nothing_expected"


def test_twelve_months_are_added_up_for_each_month() -> None:
    months = [date(2025 + n // 12, n % 12 + 1, 1) for n in range(14)]
    rows = [Judged("x.a.b", "a", 8, 10, month) for month in months]
    rows += [Judged("x.a.b", "b", 1, 2, months[0])]
    found = compared(rows)
    last = found["x.a.b/2026-02/a"]
    assert (last["rolling_n"], last["rolling_rate"]) == (120, Decimal("0.8"))
    assert last["rolling_from"] == date(2025, 3, 1)
    low, high = wilson(0.8, 120)
    assert [float(last[f"rolling_{end}"]) for end in ("low", "high")] == [
        pytest.approx(float(low), abs=1e-8),
        pytest.approx(float(high), abs=1e-8),
    ]
    assert last["rolling_low"] > last["rate_low"]
    assert found["x.a.b/2025-01/a"]["rolling_n"] == 10
    quiet = found["x.a.b/2025-12/b"]
    assert (quiet["n"], quiet["rate"], quiet["rolling_n"]) == (0, None, 2)
    assert "x.a.b/2026-01/b" not in found


def test_months_with_too_little_evidence_and_means_of_rates_are_not_added_up() -> None:
    rate = partial(Judged, kind="rate_threshold", op=">=", target="0.95")
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    found = compared(
        [
            rate("x.a.b", "a", 10, 100, january, reason="insufficient_data"),
            rate("x.a.b", "a", 99, 100, february),
            rate("x.a.c", "a", 99, 100, january),
            rate("x.a.c", "a", 99, 100, february, is_mean=True),
        ]
    )
    added, mean = found["x.a.b/2026-02/a"], found["x.a.c/2026-02/a"]
    assert (added["rolling_n"], added["rolling_from"]) == (100, february)
    assert (mean["rolling_n"], mean["rolling_rate"], mean["rolling_low"]) == (200, None, None)


JUDGED = st.builds(
    lambda clause, department, month, n, lost: Judged(
        f"x.c{clause}.d", f"d{department}", max(n - lost, 0), n, date(2026, month, 1)
    ),
    clause=st.integers(1, 3),
    department=st.integers(1, 5),
    month=st.integers(1, 2),
    n=st.integers(1, 400),
    lost=st.integers(0, 60),
)
COMPANY = st.lists(
    JUDGED, max_size=20, unique_by=lambda one: (one.clause, one.department, one.month)
)


@settings(max_examples=25, deadline=None)
@given(COMPANY)
def test_what_was_expected_of_all_departments_is_what_they_breached(rows: list[Judged]) -> None:
    found = compared(rows)
    sums: dict[Any, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in found.values():
        sums[row["clause_id"], row["period_from"]][0] += row["actual_breaches"]
        sums[row["clause_id"], row["period_from"]][1] += row["expected_breaches"] or 0
    for actual, expected in sums.values():
        assert abs(actual - expected) <= Decimal("1e-7")
    lost = sum(one.n - one.kept for one in rows)
    totals = [row for row in found.values() if row["clause_id"] is None]
    assert lost == sum(row["actual_breaches"] + row["uncompared_breaches"] for row in totals)
    assert sum(one.n for one in rows) == sum(row["n"] + row["uncompared_n"] for row in totals)


@settings(max_examples=15, deadline=None)
@given(COMPANY, st.integers(0, 99))
def test_order_and_threads_never_matter(rows: list[Judged], seed: int) -> None:
    shuffled = rows.copy()
    random.Random(seed).shuffle(shuffled)  # noqa: S311
    assert compared(rows) == compared(shuffled, threads=3)


@settings(max_examples=15, deadline=None)
@given(COMPANY)
def test_figures_hang_together(rows: list[Judged]) -> None:
    for row in compared(rows).values():
        assert (
            row["is_ranked"] == (row["unranked_reason"] is None) == (row["rank_from"] is not None)
        )
        if row["is_ranked"]:
            assert 1 <= row["rank_from"] <= row["rank_to"] <= row["n_ranked"]
            assert row["n_ranked"] >= 2
            assert row["interval_n"] >= row["rank_min_n"]
        if row["breach_ratio"] is not None:
            assert row["breach_ratio_low"] <= row["breach_ratio"] <= row["breach_ratio_high"]
        if row["funnel_position"]:
            assert (row["funnel_position"] == "inside") == (row["funnel_side"] is None)


def test_the_interval_of_the_indicators_is_wilsons(audited: Audit) -> None:
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        rows = con.execute(
            "SELECT rate, interval_n, rate_low, rate_high FROM audit.indicator"
            " WHERE interval_method LIKE 'wilson%' AND interval_n > 0"
        ).fetchall()
        bare = con.execute(
            "SELECT count(*), count(rate_low), count(rate_high) FROM audit.indicator"
            " WHERE interval_n IS NULL"
        ).fetchall()
    rate, n, low, high = np.array(rows, dtype=float).T
    assert np.allclose(wilson(rate, n), [low, high], rtol=0, atol=1e-6)
    assert bare[0][0] > 0
    assert bare[0][1:] == (0, 0), "without an interval there are no bounds"


def test_every_breach_of_a_department_is_compared_or_said_not_to_be(audited: Audit) -> None:
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        told = con.execute(
            "SELECT department_id, period_from, actual_breaches + uncompared_breaches AS n"
            " FROM score.comparison WHERE clause_id IS NULL AND n + uncompared_n > 0 ORDER BY ALL"
        ).fetchall()
        breaches = con.execute(
            "SELECT department_id, period_from, count(*) FILTER (verdict = 'breach')"
            " FROM audit.observation WHERE is_governing AND department_id IS NOT NULL"
            " AND verdict IN ('compliant', 'breach') GROUP BY ALL ORDER BY ALL"
        ).fetchall()
    assert told == breaches
    assert len(told) > 5


def test_codes_have_labels(audited: Audit) -> None:
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        for column, words in (
            ("funnel_position", "funnel_positions"),
            ("funnel_side", "funnel_sides"),
            ("unranked_reason", "unranked_reasons"),
        ):
            codes = con.execute(
                f"SELECT DISTINCT {column} FROM score.comparison WHERE {column} IS NOT NULL"
                " EXCEPT SELECT code FROM rulebook.label WHERE list = $words",
                {"words": words},
            ).fetchall()
            assert codes == []
