"""Rates: which share of the records passes, and does it reach its target?

Belongs here: the kind `rate_threshold`, and the counts of every other clause by department and month.
Does not belong here: the verdict on a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rulebook.clause import Clause
from rulebook.version import Kind, Rate

from .expected import readings_expected
from .known import as_known
from .records import all_hold, answering, excuse_of
from .tables import records
from .verdict import NOT_ASKED, Answer, Judgement
from .versions import Term, terms
from .world import World


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


@dataclass(frozen=True)
class Item:
    """One observation that a line counts, and the version of the clause under which it does."""

    judged: Judgement
    version: int

    @property
    def month(self) -> date:
        """First day of the month it belongs to."""
        return self.judged.period_from


Judged = Mapping[tuple[str, str], Judgement]
"""Verdicts by clause and record."""

Key = tuple[str, date, str | None]

SILENT = Share(0, 0, 0, 0, 0, 0, None, "not_assessed", None)
"""What there is to say of a clause that met no record."""


def shares(asked: World, judged: Judged) -> dict[Key, Share]:
    """Every line of the indicators; a clause that met no record has one for the month of the audit."""
    world = as_known(asked)
    found: dict[Key, Share] = {}
    for clause_id, clause in world.clauses.items():
        base_id = clause_id
        items = [Item(one, 0) for (of, _), one in judged.items() if of == clause_id]
        if clause.kind is Kind.RATE_THRESHOLD:
            base_id, items = _counted(world, clause_id, clause, judged)
        expected = dict(readings_expected(world, world.clauses[base_id]))
        for month in {one.month for one in items} | {start for _, start in expected}:
            of_month = [one for one in items if one.month == month]
            number = max((one.version for one in of_month), default=_speaking(clause, month))
            due = {owner: n for (owner, start), n in expected.items() if start == month}
            for owner in ({one.judged.department for one in of_month} | due.keys()) - {None}:
                own = [one for one in of_month if one.judged.department == owner]
                found[clause_id, month, owner] = _share(world, clause, number, own, due.get(owner))
            total = sum(due.values()) if due else None
            found[clause_id, month, None] = _share(world, clause, number, of_month, total)
        if not items and not expected:  # silence is not compliance
            found[clause_id, world.month(world.as_of), None] = SILENT
    return found


def _speaking(clause: Clause, month: date) -> int:
    return next(term.number for term in terms(clause) if term.speaks_on(month))


def _counted(
    world: World, clause_id: str, clause: Clause, judged: Judged
) -> tuple[str, list[Item]]:
    """What a rate counts, and the clause whose records they are.

    The observations of another clause count in the months in which the rate is in force.
    """
    items: list[Item] = []
    base_id = clause_id
    for term in terms(clause):
        rate = term.version.rate
        if rate is None:
            raise ValueError("a rate clause without a rate")
        if rate.clause:
            base_id = rate.clause
            items += [
                Item(one, term.number)
                for (of, _), one in judged.items()
                if of == base_id and term.is_in_force_on(one.period_from)
            ]
        else:
            items += _items(world, term, rate)
    return base_id, items


def _items(world: World, term: Term, rate: Rate) -> Iterator[Item]:
    """A record passes, fails, or shows neither; exempt records are not looked at."""
    for one in records(world, term.clause.subject):
        at = one.at(world)
        in_population = all_hold(one, term.version.population)
        if one.exempt or not in_population or not term.speaks_at(world, at):
            continue
        answer: Answer = ("not_assessed", "fact_missing")
        if not term.is_in_force_at(world, at):
            answer = NOT_ASKED
        elif excuse := excuse_of(one, term.version):
            answer = ("excused", excuse)
        elif all_hold(one, rate.passes):
            answer = ("compliant", None)
        elif all_hold(one, rate.fails):
            answer = ("breach", None)
        department = answering(world, term.clause, one.department)
        month = world.month(at)
        yield Item(Judgement(*answer, period_from=month, department=department), term.number)


def _share(
    world: World, clause: Clause, number: int, items: list[Item], expected: int | None
) -> Share:
    n = {
        verdict: sum(one.judged.verdict == verdict for one in items)
        for verdict in (
            "compliant", "breach", "excused", "pending", "not_assessed", "not_applicable"
        )
    }  # fmt: skip
    denominator = n["compliant"] + n["breach"]
    verdict, reason = _decide(world, clause, number, n, expected)
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
    world: World, clause: Clause, number: int, n: dict[str, int], expected: int | None
) -> tuple[str, str | None]:
    """A rate without a denominator is none; too little evidence decides nothing.

    The reason of a line without a denominator is that of its records, and is not compared.
    """
    denominator = n["compliant"] + n["breach"]
    usable = denominator + n["excused"]
    missing = max(n["not_assessed"], (expected or 0) - usable)
    if denominator == 0:
        found = {"pending": n["pending"], "not_assessed": missing, "excused": n["excused"]}
        return next((verdict for verdict, many in found.items() if many), "not_applicable"), None
    if clause.kind is not Kind.RATE_THRESHOLD:
        return ("breach" if n["breach"] else "compliant"), None
    limit = clause.versions[number].limit
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
