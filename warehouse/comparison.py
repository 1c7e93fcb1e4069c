"""Compare: each department's rates beside those of the others, with what they can and cannot show.

Belongs here: who is compared with whom, and filling `score.comparison`.
Does not belong here: the statistics (`warehouse/statistics.py`), rates and their intervals (`audit.indicator`),
points and money: nothing here changes either.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, insert
from warehouse.statements import sql
from warehouse.statistics import (
    ALARM,
    ALERT,
    PLACES,
    funnel,
    luck,
    needed_n,
    poisson,
    rank_bands,
    risk_of_missing,
    rounded,
    share,
    wilson,
)

Row = dict[str, Any]
Numbers = NDArray[np.float64]

TABLE = "score.comparison"

RANK_MIN_N = 10
"""Independent records below which a department is not ranked, where the scheme sets no number: with ten, all
kept, the interval still reaches down to 72 %."""

SLIGHTLY_BETTER, CLEARLY_WORSE = 0.75, 1.5
"""Shares of what a target allows to fail, for which the risk of a wrong verdict is told: at a target of 98 %, a
department that truly keeps 98.5 % and one that truly keeps 97 %."""

FUNNEL = ("funnel_low_95", "funnel_high_95", "funnel_low_998", "funnel_high_998")

Gate = tuple[date | None, date | None, int]
"""First day in force, first day no longer in force, independent records a ranking takes."""


def compare_in(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `score.comparison` of a working database whose `audit.indicator` is filled."""
    contract = contracts(PUBLISHED)[TABLE]
    create_table(con, contract)
    found = con.execute(sql("score/compared"))
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    if rows:
        _compare_clauses(rows, _gates(con))
        rows += list(_departments(rows))
    frame = [{name: row.get(name) for name in contract.columns} for row in rows]
    insert(con, TABLE, pl.DataFrame(frame, schema=schema(contract)))


def _gates(con: duckdb.DuckDBPyConnection) -> list[Gate]:
    """The small-n gates of the scheme's editions; none where the scheme has no such column."""
    known = con.execute(
        "SELECT 1 FROM duckdb_columns() WHERE database_name = current_database()"
        " AND schema_name = 'rulebook' AND table_name = 'scheme' AND column_name = 'rank_min_n'"
    ).fetchall()
    if not known:
        return []
    return con.execute(
        "SELECT valid_from, valid_until, rank_min_n FROM rulebook.scheme"
        " WHERE rank_min_n IS NOT NULL ORDER BY edition_no DESC"
    ).fetchall()


def _gate(gates: list[Gate], month: date) -> int:
    for since, until, least in gates:
        if (since is None or since <= month) and (until is None or month < until):
            return least
    return RANK_MIN_N


def _compare_clauses(rows: list[Row], gates: list[Gate]) -> None:
    """Complete the rows of single clauses, in place."""
    gate = {month: _gate(gates, month) for month in {row["period_from"] for row in rows}}
    for row in rows:
        row["kind_of_clause"], row["kind"] = row["kind"], "clause"
        row["comparison_id"] = _identity(row["clause_id"], row)
        row["rank_min_n"] = gate[row["period_from"]]
        # Of a rate of which less is better, what counts is what should not be.
        row["actual_breaches"] = row["kept"] if row["aim_op"] == "<=" else row["n"] - row["kept"]
        row["uncompared_n"] = row["uncompared_breaches"] = 0
    groups: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["clause_id"], row["period_from"]].append(row)
    for group in groups.values():
        _pool(group)
        is_less = any(row["aim_op"] == "<=" for row in group)
        _rank(group, "rate_low", "rate_high", is_lower_better=is_less)
    _funnel(rows)
    _targets(rows)
    _ratios([row for row in rows if row["n"] and not row["uncompared_n"]])
    _rolling(rows)


def _identity(what: str, row: Row) -> str:
    return f"{what}/{row['period_from']:%Y-%m}/{row['department_id']}"


def _pool(group: list[Row]) -> None:
    """What the departments judged by one clause in one month come to together.

    A rate that is no share of counts has no interval, and no pool.
    """
    judged = [row for row in group if row["n"] and row["interval_n"] is not None]
    n, kept, failed = (
        sum(row[name] for row in judged) for name in ("n", "kept", "actual_breaches")
    )
    for row in judged:
        row["n_together"], row["kept_together"], row["is_shared"] = n, kept, len(judged) > 1
        row["pooled_rate"] = share(kept, n)
        row["expected"] = Decimal(row["n"] * failed) / Decimal(n)
        row["expected_breaches"] = row["expected"].quantize(PLACES, ROUND_HALF_EVEN)
    for row in group:
        is_compared = row.get("is_shared", False) and row["is_independent"]
        if not is_compared:
            row["uncompared_n"], row["uncompared_breaches"] = row["n"], row["actual_breaches"]


def _rank(group: list[Row], low: str, high: str, *, is_lower_better: bool) -> None:
    """Ranks of the departments of a group from the intervals in two columns."""
    for row in group:
        row["unranked_reason"] = _unranked(row, low)
    ranked = [row for row in group if row["unranked_reason"] is None]
    if len(ranked) == 1:
        ranked.pop()["unranked_reason"] = "alone"
    for row in group:
        row["is_ranked"], row["n_ranked"] = row["unranked_reason"] is None, len(ranked)
    if not ranked:
        return
    ends = [[float(row[name]) for row in ranked] for name in (low, high)]
    if is_lower_better:
        ends = [[-end for end in ends[1]], [-end for end in ends[0]]]
    for row, first, last in zip(ranked, *rank_bands(*ends), strict=True):
        row["rank_from"], row["rank_to"] = int(first), int(last)


def _unranked(row: Row, low: str) -> str | None:
    """Why a department cannot be ranked; None where it can."""
    if not row["n"]:
        return "nothing_judged" if row["clause_id"] else "alone"
    if row.get("reason") == "insufficient_data":
        return "insufficient_data"
    if row.get(low) is None:
        return "no_interval" if row["clause_id"] else "nothing_expected"
    return "below_min_n" if row["interval_n"] < row["rank_min_n"] else None


def _funnel(rows: list[Row]) -> None:
    """Funnel limits around the pooled rate and where each department lies, where two or more are judged."""
    shared = [row for row in rows if row.get("is_shared")]
    if not shared:
        return
    n = np.maximum(np.floor(_column(shared, "interval_n")), 1).astype(np.int64)
    pooled = _column(shared, "kept_together") / _column(shared, "n_together")
    inner, outer = funnel(n, pooled, ALERT), funnel(n, pooled, ALARM)
    for name, limit in zip(FUNNEL, (*inner, *outer), strict=True):
        for row, value in zip(shared, rounded(limit / n), strict=True):
            row[name] = value
    # Counts are compared with counts; readings that resemble each other as their effective number.
    independent = np.array([row["is_independent"] for row in shared])
    kept, size = _column(shared, "kept"), _column(shared, "n")
    kept = np.where(independent, kept, kept / size * n)
    is_out, is_far = ((kept < low) | (kept > high) for low, high in (inner, outer))
    for row, alert, alarm, above in zip(shared, is_out, is_far, kept > inner[1], strict=True):
        row["funnel_position"] = "alarm" if alarm else "alert" if alert else "inside"
        is_better = bool(above) != (row["aim_op"] == "<=")
        row["funnel_side"] = ("better" if is_better else "worse") if alert else None


def _targets(rows: list[Row]) -> None:
    """How far a verdict against a target may be luck, and how many records would tell."""
    aimed = [row for row in rows if _has_target(row)]
    if not aimed:
        return
    is_less = np.array([row["aim_op"] == "<=" for row in aimed])
    n, target = _column(aimed, "interval_n"), _column(aimed, "target_rate")
    target = np.where(is_less, 1 - target, target)
    failed = _column(aimed, "actual_breaches") / _column(aimed, "n") * n
    met = np.array([row["verdict"] == "compliant" for row in aimed])
    allowed = 1 - target
    figures = {
        "luck_rate": rounded(luck(n - failed, n, target, met)),
        "miss_risk_rate": rounded(risk_of_missing(n, target, 1 - SLIGHTLY_BETTER * allowed)),
        "pass_risk_rate": rounded(1 - risk_of_missing(n, target, 1 - CLEARLY_WORSE * allowed)),
    }
    for name, values in figures.items():
        for row, value in zip(aimed, values, strict=True):
            row[name] = value
    told = iter(needed_n(failed[allowed > 0], allowed[allowed > 0]).tolist())
    for row, some in zip(aimed, allowed > 0, strict=True):
        if some:
            row["advised_n"] = next(told)
        else:  # Nothing may fail: then nothing is left to chance but what the interval says.
            row["miss_risk_rate"] = row["pass_risk_rate"] = None


def _has_target(row: Row) -> bool:
    """Whether there is a verdict against a target that has two sides, over a known number of records."""
    target = row["target_rate"]
    if target is None or row["interval_n"] is None or row["verdict"] not in ("compliant", "breach"):
        return False
    return row["aim_op"] in (">=", "<=") or target == 1


def _ratios(rows: Iterable[Row]) -> None:
    """Actual by expected breaches, with its exact Poisson interval; none where none is expected."""
    compared = [row for row in rows if row["expected"]]
    if not compared:
        return
    actual, expected = (_column(compared, name) for name in ("actual_breaches", "expected"))
    low, high = poisson(actual)
    for name, values in (("", actual), ("_low", low), ("_high", high)):
        for row, value in zip(compared, rounded(values / expected), strict=True):
            row[f"breach_ratio{name}"] = value


def _rolling(rows: list[Row]) -> None:
    """Rate and interval of the twelve months to each month."""
    summed = [row for row in rows if row["rolling_interval_n"]]
    if not summed:
        return
    rate = _column(summed, "rolling_kept") / _column(summed, "rolling_n")
    low, high = wilson(rate, _column(summed, "rolling_interval_n"))
    for name, values in (("rate", rate), ("low", low), ("high", high)):
        for row, value in zip(summed, rounded(values), strict=True):
            row[f"rolling_{name}"] = value


def _departments(clauses: list[Row]) -> Iterator[Row]:
    """The rows over all clauses: what each department's mix of work would give, and what it gave.

    Rates over thresholds are left out: what they count is counted by other clauses, or is no breach by itself.
    """
    rows: dict[tuple[date, str], Row] = {}
    for one in clauses:
        if one["kind_of_clause"] == "rate_threshold" or not one["n"]:
            continue
        row = rows.setdefault(
            (one["period_from"], one["department_id"]),
            {
                "kind": "all_clauses", "comparison_id": _identity("all", one), "clause_id": None,
                "department_id": one["department_id"], "period_from": one["period_from"],
                "rank_min_n": one["rank_min_n"], "n": 0, "kept": 0, "actual_breaches": 0,
                "expected": Decimal(0), "uncompared_n": 0, "uncompared_breaches": 0,
                "is_provisional": False,
            },
        )  # fmt: skip
        row["is_provisional"] |= one["is_provisional"]
        row["uncompared_n"] += one["uncompared_n"]
        row["uncompared_breaches"] += one["uncompared_breaches"]
        if not one["uncompared_n"]:
            for name in ("n", "kept", "actual_breaches", "expected"):
                row[name] += one[name]
    months: dict[date, list[Row]] = defaultdict(list)
    for row in rows.values():
        row["interval_n"] = row["n"]
        row["expected_breaches"] = row["expected"].quantize(PLACES, ROUND_HALF_EVEN)
        months[row["period_from"]].append(row)
    _ratios(rows.values())
    for group in months.values():
        _rank(group, "breach_ratio_low", "breach_ratio_high", is_lower_better=True)
    yield from rows.values()


def _column(rows: Iterable[Row], name: str) -> Numbers:
    return np.array([float(row[name]) for row in rows])
