"""Readings of pressure: what excuses one, and whether it is evidence at all.

Belongs here: the record of a reading, judged among the other readings of its point.
Does not belong here: records of other tables (`tables`), any verdict.
"""

from __future__ import annotations

from .records import Record
from .world import Row, World


def pressure_reading(world: World, row: Row) -> Record:
    """A reading as clauses see it."""
    point = world.find("pressure_points", "point_id", row["point_id"])
    outage = world.find("outages", "outage_id", row.get("outage_id"))
    return Record(
        "pressure_readings", row["reading_id"], row, [row["read_at"]],
        department=point.get("dept_id"), settled_at=row["read_at"],
        excuse="announced_outage" if _is_announced(world, row, outage) else None,
        state=_state(world, row),
        facts={f"pressure_points.{name}": point.get(name) for name in ("point_type", "limit_mpa")},
    )  # fmt: skip


def _is_announced(world: World, row: Row, outage: Row) -> bool:
    """Whether a reading lies within a stop of supply that was announced before it began."""
    started, ended, notice = (outage.get(name) for name in ("started_at", "ended_at", "notice_at"))
    if not world.profile.switches.outage_excuse or started is None or notice is None:
        return False
    is_within = started <= row["read_at"] and (ended is None or row["read_at"] < ended)
    return is_within and bool(notice <= started)


def _state(world: World, row: Row) -> str:
    """Valid, or why a reading says nothing; the first that applies."""
    rules, value = world.profile.readings, row.get("pressure_mpa")
    if row.get("valid") is False:
        return "maintenance"
    if value is None:
        return "missing"
    series = _series(world, row)
    if sum(one["read_at"] == row["read_at"] for one in series) > 1:
        return "clock_error"
    if value < rules.low_mpa or value > rules.high_mpa:
        return "out_of_range"
    here = next(n for n, one in enumerate(series) if one is row)
    if _is_spike(world, series, here):
        return "spike"
    return "flatline" if _run_length(series, here) >= rules.flatline_readings else "valid"


def _series(world: World, row: Row) -> list[Row]:
    """The readings of a point, one after the other."""
    of_point = [
        one for one in world.table("pressure_readings") if one["point_id"] == row["point_id"]
    ]
    return sorted(of_point, key=lambda one: (one["read_at"], one["reading_id"]))


def _is_spike(world: World, series: list[Row], here: int) -> bool:
    """Far above both its neighbours, or far below both; without two neighbours there is no telling."""
    far = world.profile.readings.spike_mpa
    if far is None or here in (0, len(series) - 1):
        return False
    before, value, after = (one.get("pressure_mpa") for one in series[here - 1 : here + 2])
    if before is None or after is None or value is None:
        return False
    is_above = value - before > far and value - after > far
    return bool(is_above or (before - value > far and after - value > far))


def _run_length(series: list[Row], here: int) -> int:
    """How many equal readings in a row a reading is one of."""
    value = series[here].get("pressure_mpa")
    first = last = here
    while first > 0 and series[first - 1].get("pressure_mpa") == value:
        first -= 1
    while last + 1 < len(series) and series[last + 1].get("pressure_mpa") == value:
        last += 1
    return last - first + 1
