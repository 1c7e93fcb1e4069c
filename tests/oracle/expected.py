"""How many readings there should be, where points have a planned interval.

Belongs here: counting what instruments owe.
Does not belong here: what they show (`readings`), the rates that compare the two (`shares`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rulebook.clause import Clause
from rulebook.version import Version

from .records import Record, all_hold, answering
from .versions import terms
from .world import Row, World, next_month

MINUTE = timedelta(minutes=1)


def readings_expected(
    world: World, clause: Clause
) -> Iterator[tuple[tuple[str | None, date], int]]:
    """How many readings each department owes in each month, of the points a clause is about."""
    if clause.subject != "pressure_readings" or not world.table("pressure_readings"):
        return
    owed: dict[tuple[str | None, date], int] = {}
    month = min(world.month(row["read_at"]) for row in world.table("pressure_readings"))
    while month <= world.month(world.as_of):
        version = next(term.version for term in terms(clause) if term.speaks_on(month))
        for point in world.table("pressure_points"):
            if point.get("interval_min") and _is_about(version, point):
                owner = answering(world, clause, point.get("dept_id"))
                if n := _readings_due(world, point, month) // int(point["interval_min"]):
                    owed[owner, month] = owed.get((owner, month), 0) + n
        month = next_month(month)
    yield from owed.items()


def _is_about(version: Version, point: Row) -> bool:
    """Whether a point is in the population; what asks of the readings themselves cannot tell."""
    if not all(one.fact.startswith("pressure_points.") for one in version.population):
        return False
    facts = {f"pressure_points.{name}": value for name, value in point.items()}
    as_record = Record("pressure_points", point["point_id"], point, [], facts=facts)
    return all_hold(as_record, version.population)


def _readings_due(world: World, point: Row, month: date) -> int:
    """Minutes of a month, up to the audit, in which a point was in service."""
    begins = max(filter(None, [month, point.get("active_from")]))
    ends = min(filter(None, [next_month(month), point.get("active_until")]))
    last = min(world.midnight(ends), world.as_of)
    return max((last - world.midnight(begins)) // MINUTE, 0)
