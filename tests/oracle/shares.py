"""Rates: which share of the records passes, and does it reach its target?

Belongs here: the kind `rate_threshold`, and the counts of every other clause by department and month.
Does not belong here: the verdict on a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rulebook.clause import Clause
from rulebook.version import Kind, Version

from .records import Record, all_hold, answering, excuse_of
from .tables import records
from .verdict import Answer, Judgement
from .world import Days, World, holds_on, next_month, versions_in_force

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Share:
    """One line of the indicators: a clause, a month, and a department or (None) the whole utility."""

    numerator: int
    denominator: int
    n_excused: int
    n_pending: int
    n_not_assessed: int
    n_not_applicable: int
    n_expected: int | None
    verdict: str
    reason: str | None


Key = tuple[str, date, str | None]

SILENT = Share(0, 0, 0, 0, 0, 0, None, "not_assessed", None)
"""What there is to say of a clause that met no record."""


def shares(world: World, judged: dict[tuple[str, str], Judgement]) -> dict[Key, Share]:
    """Every line of the indicators; a clause that met no record has one for the month of the audit."""
    found: dict[Key, Share] = {}
    for clause_id, clause in world.clauses.items():
        base_id, items = clause_id, _of(clause_id, judged)
        if clause.kind is Kind.RATE_THRESHOLD:
            base_id, items = _counted(world, clause_id, clause, judged)
        expected = dict(_expected(world, world.clauses[base_id]))
        for month in {one.period_from for one in items} | {start for _, start in expected}:
            of_month = [one for one in items if one.period_from == month]
            due = {owner: n for (owner, start), n in expected.items() if start == month}
            for owner in ({one.department for one in of_month} | due.keys()) - {None}:
                own = [one for one in of_month if one.department == owner]
                found[clause_id, month, owner] = _share(world, clause, own, due.get(owner))
            total = sum(due.values()) if due else None
            found[clause_id, month, None] = _share(world, clause, of_month, total)
        if not items and not expected:  # silence is not compliance
            found[clause_id, world.month(world.as_of), None] = SILENT
    return found


def _of(clause_id: str, judged: dict[tuple[str, str], Judgement]) -> list[Judgement]:
    return [one for (of, _), one in judged.items() if of == clause_id]


def _counted(
    world: World, clause_id: str, clause: Clause, judged: dict[tuple[str, str], Judgement]
) -> tuple[str, list[Judgement]]:
    """What a rate counts, and the clause whose records they are."""
    items: list[Judgement] = []
    base_id = clause_id
    for version, days in versions_in_force(clause):
        if version.rate is None:
            raise ValueError("a rate clause without a rate")
        known = [one for one in records(world, clause.subject) if all_hold(one, version.population)]
        if version.rate.clause:
            base_id = version.rate.clause
            names = {one.record_id for one in known}
            items += [
                one
                for (of, name), one in judged.items()
                if of == base_id and name in names and holds_on(one.period_from, days)
            ]
        else:
            items += _items(world, clause, version, days, known)
    return base_id, items


def _items(
    world: World,
    clause: Clause,
    version: Version,
    days: Days,
    known: Iterable[Record],
) -> Iterator[Judgement]:
    """A record passes, fails, or shows neither; exempt records are not looked at."""
    for one in known:
        at = one.at(world)
        if one.exempt or version.rate is None or not holds_on(world.day(at), days):
            continue
        answer: Answer = ("not_assessed", "fact_missing")
        if excuse := excuse_of(one, version):
            answer = ("excused", excuse)
        elif all_hold(one, version.rate.passes):
            answer = ("compliant", None)
        elif all_hold(one, version.rate.fails):
            answer = ("breach", None)
        yield Judgement(
            *answer,
            period_from=world.month(at),
            department=answering(world, clause, one.department),
        )


def _share(world: World, clause: Clause, items: list[Judgement], expected: int | None) -> Share:
    n = {
        verdict: sum(one.verdict == verdict for one in items)
        for verdict in (
            "compliant", "breach", "excused", "pending", "not_assessed", "not_applicable"
        )
    }  # fmt: skip
    denominator = n["compliant"] + n["breach"]
    verdict, reason = _decide(world, clause, n, expected)
    return Share(
        numerator=n["compliant"],
        denominator=denominator,
        n_excused=n["excused"],
        n_pending=n["pending"],
        n_not_assessed=n["not_assessed"],
        n_not_applicable=n["not_applicable"],
        n_expected=expected,
        verdict=verdict,
        reason=reason,
    )


def _decide(
    world: World, clause: Clause, n: dict[str, int], expected: int | None
) -> tuple[str, str | None]:
    """A rate without a denominator is none; too little evidence decides nothing.

    The reason of a line without a denominator is that of its records, and is not compared.
    """
    denominator = n["compliant"] + n["breach"]
    usable = denominator + n["excused"]
    missing = max(n["not_assessed"], (expected or 0) - usable)
    if denominator == 0:
        found = {"pending": n["pending"], "not_assessed": missing, "excused": n["excused"]}
        return next(
            (verdict for verdict, number in found.items() if number), "not_applicable"
        ), None
    if clause.kind is not Kind.RATE_THRESHOLD:
        return ("breach" if n["breach"] else "compliant"), None
    limit = clause.versions[-1].limit
    if limit is None:
        raise ValueError("a rate clause without a limit")
    parameter = world.profile.parameters.get(limit.param)
    target = parameter.value if parameter else limit.value
    if target is None:
        return "not_assessed", "parameter_unset"
    if Decimal(usable) < world.profile.readings.completeness_gate * (usable + missing):
        return "not_assessed", "insufficient_data"
    percent = Decimal(100 * n["compliant"])
    is_met = {
        ">=": percent >= target * denominator,
        "<=": percent <= target * denominator,
        "==": percent == target * denominator,
    }[limit.op]
    if is_met:
        return "compliant", None
    is_below = percent < target * denominator
    return "breach", "below_target" if is_below else "above_target"


def _expected(world: World, clause: Clause) -> Iterator[tuple[tuple[str | None, date], int]]:
    """How many readings each department owes in each month, where points have a planned interval."""
    if clause.subject != "pressure_readings" or not world.table("pressure_readings"):
        return
    owed: dict[tuple[str | None, date], int] = {}
    start = min(world.month(row["read_at"]) for row in world.table("pressure_readings"))
    for version, _ in versions_in_force(clause):
        if not all(one.fact.startswith("pressure_points.") for one in version.population):
            continue
        for point in world.table("pressure_points"):
            facts = {f"pressure_points.{name}": value for name, value in point.items()}
            as_record = Record("pressure_points", point["point_id"], point, [], facts=facts)
            if not point.get("interval_min") or not all_hold(as_record, version.population):
                continue
            owner = answering(world, clause, point.get("dept_id"))
            month = start
            while month <= world.month(world.as_of):
                if n := _readings_due(
                    world, point.get("active_from"), point.get("active_until"), month
                ) // int(point["interval_min"]):
                    owed[owner, month] = owed.get((owner, month), 0) + n
                month = next_month(month)
    yield from owed.items()


def _readings_due(world: World, first: date | None, until: date | None, month: date) -> int:
    """Minutes of a month, up to the audit, in which a point was in service."""
    begins = max(filter(None, [month, first]))
    ends = min(filter(None, [next_month(month), until]))
    last = min(world.midnight(ends), world.as_of)
    return max((last - world.midnight(begins)) // MINUTE, 0)
