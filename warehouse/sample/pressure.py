"""Pressure in the sample: points, and readings that follow demand.

Belongs here: pressure points, their readings, and the low, missing and faulty readings that are planted.
Does not belong here: the planned stops that explain some of them (`network.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.places import in_district
from warehouse.sample.rhythm import DAY, HOUR, MINUTE, Flags, Numbers, Rng, Seconds, epoch, instants
from warehouse.sample.truth import URBAN, Indices, Truth
from warehouse.sample.world import STREETS, World

INTERVAL_MIN = 15
PER_DAY = DAY // (INTERVAL_MIN * MINUTE)
FLOOR_MPA = 0.27
STUCK_READINGS = 150
PUMP_DAYS = 4

DEMAND_BY_HOUR = (
    0.30, 0.22, 0.18, 0.17, 0.20, 0.38, 0.72, 0.98, 0.90, 0.72, 0.66, 0.74, 0.80, 0.66, 0.56, 0.54,
    0.60, 0.76, 0.95, 1.00, 0.92, 0.76, 0.58, 0.42,
)  # fmt: skip
"""Demand by the hour as a share of the peak; pressure falls with it."""

SEASON = (0.86, 0.85, 0.88, 0.92, 0.96, 1.0, 1.05, 1.05, 0.98, 0.92, 0.88, 0.86)

TYPES = (
    ("trunk", 0.27, 0.375, 0.050),
    ("branch", 0.20, 0.320, 0.055),
    ("customer", 0.14, 0.270, 0.060),
)
"""Type of point, limit, pressure without demand, and fall at full demand (MPa)."""


@dataclass(frozen=True)
class Low:
    """A planted fall of pressure: point, first reading of the month and number of readings."""

    point: int
    first: int
    count: int
    note: tuple[str, str]


@dataclass(frozen=True)
class Sheet:
    """One month's readings, point by point: value, what explains it, and whether it is still usual."""

    period: str
    moments: Seconds
    value: Numbers
    free: Flags
    outage: npt.NDArray[np.object_]


@dataclass(frozen=True)
class Points:
    """The pressure points."""

    ids: list[str]
    kind: Indices
    district: Indices
    base: Numbers
    fall: Numbers

    @property
    def trunks(self) -> Indices:
        """Numbers of the points on trunk mains."""
        return np.flatnonzero(self.kind == 0)


def found(world: World) -> Points:
    """Set up the pressure points: at least two on trunk mains and one of each other type."""
    rng = world.rng("points")
    count = max(4, world.customers // 1000 + 1)
    kind = np.array([(0, 1, 0, 2, 1)[number % 5] for number in range(count)])
    return Points(
        ids=[f"P{number + 1:03d}" for number in range(count)],
        kind=kind,
        district=np.arange(count) // 2 % len(world.districts),
        base=np.array([TYPES[k][2] for k in kind]) - rng.uniform(0, 0.018, count),
        fall=np.array([TYPES[k][3] for k in kind]) * rng.uniform(0.8, 1.0, count),
    )


def department(world: World, points: Points, point: int) -> str:
    """Trunk mains are the production department's, the rest the station's of the district."""
    return "D-PROD" if points.kind[point] == 0 else world.station(int(points.district[point]))


def write(world: World, inbox: Inbox, truth: Truth, stops: pl.DataFrame) -> None:
    """Deliver points and readings.

    stops: planned stops that were announced in time (outage_id, district, started_at, ended_at).
    """
    points = found(world)
    _put_points(world, points, inbox)
    rng = world.rng("pressure")
    bad_month = world.span.months // 2
    for month in range(world.span.months):
        sheet = _sheet(world, rng, points, month)
        _stop(rng, points, stops, sheet)
        days = len(world.span.days_of(month))
        lows = _lows(rng, points, days, pump_failed=month == bad_month)
        _lower(rng, points, sheet, lows, truth)
        if month == (bad_month + 1) % world.span.months:
            _stick(rng, points, sheet.value, sheet.free)
        inbox.put("pressure_readings", _frame(rng, points, sheet))
    note = ("泵房故障四天,压力合格率低于97%", "pumps failed for four days, rate below 97 %")
    period = world.span.periods[bad_month]
    truth.add(URBAN + "pressure.rate", "indicator", ["D-PROD", "ALL"], [period] * 2, note)


def _put_points(world: World, points: Points, inbox: Inbox) -> None:
    count = len(points.ids)
    of = points.district.tolist()
    places = [in_district(district, of[:n].count(district)) for n, district in enumerate(of)]
    inbox.put(
        "pressure_points",
        pl.DataFrame(
            {
                "point_id": points.ids,
                "name": [f"{STREETS[n % len(STREETS)]}{n + 1}号测压点" for n in range(count)],
                "point_type": [TYPES[kind][0] for kind in points.kind],
                "dept_id": [department(world, points, number) for number in range(count)],
                "district": [world.districts[number] for number in points.district],
                "longitude": [longitude for longitude, _ in places],
                "latitude": [latitude for _, latitude in places],
                "interval_min": [INTERVAL_MIN] * count,
                "limit_mpa": [TYPES[kind][1] for kind in points.kind],
                "active_from": [date(2022, 1, 1)] * count,
            }
        ),
    )


def _sheet(world: World, rng: Rng, points: Points, month: int) -> Sheet:
    first = world.span.month_firsts[month]
    size = len(world.span.days_of(month)) * PER_DAY
    moments = epoch(first) + np.arange(size) * INTERVAL_MIN * MINUTE
    shape = (len(points.ids), size)
    return Sheet(
        period=world.span.periods[month],
        moments=moments,
        value=_usual(rng, points, moments, SEASON[first.month - 1]),
        free=np.ones(shape, dtype=np.bool_),
        outage=np.full(shape, None, dtype=object),
    )


def _lower(rng: Rng, points: Points, sheet: Sheet, lows: list[Low], truth: Truth) -> None:
    """Plant falls of pressure wherever nothing else has been planted."""
    ids, size = _ids(points, sheet.moments), len(sheet.moments)
    for low in lows:
        cells = np.arange(low.first, low.first + low.count)
        cells = cells[sheet.free[low.point, cells]]
        sheet.value[low.point, cells] = rng.uniform(0.215, 0.263, len(cells))
        sheet.free[low.point, cells] = False
        names = [ids[low.point * size + cell] for cell in cells.tolist()]
        periods = [sheet.period] * len(names)
        truth.add(URBAN + "pressure.trunk", "pressure_readings", names, periods, low.note)


def _frame(rng: Rng, points: Points, sheet: Sheet) -> pl.DataFrame:
    valid, gone, blank = _faults(rng, points, sheet.value, sheet.free)
    pressure = np.where(blank, np.nan, np.round(sheet.value, 4))
    frame = pl.DataFrame(
        {
            "reading_id": _ids(points, sheet.moments),
            "point_id": np.repeat(np.array(points.ids), len(sheet.moments)).tolist(),
            "read_at": instants(np.tile(sheet.moments, len(points.ids))),
            "pressure_mpa": pressure.ravel(),
            "valid": valid.ravel(),
            "outage_id": pl.Series(sheet.outage.ravel().tolist(), dtype=pl.String),
        }
    )
    kept = frame.filter(pl.Series(~gone.ravel()))
    return kept.with_columns(pl.col("pressure_mpa").fill_nan(None))


def _ids(points: Points, moments: Seconds) -> list[str]:
    stamps = instants(moments).dt.strftime("%Y%m%dT%H%M").to_list()
    return [f"{point}-{stamp}" for point in points.ids for stamp in stamps]


def _usual(rng: Rng, points: Points, moments: Seconds, season: float) -> Numbers:
    """Pressure that follows demand, never near the limit of its point."""
    hours = (moments % DAY) / HOUR
    demand = np.interp(hours, np.arange(25), [*DEMAND_BY_HOUR, DEMAND_BY_HOUR[0]]) * season
    shape = (len(points.ids), len(moments))
    daily = np.repeat(rng.uniform(-0.004, 0.004, (shape[0], shape[1] // PER_DAY)), PER_DAY, axis=1)
    noise = np.clip(rng.normal(0, 0.003, shape), -0.009, 0.009)
    return points.base[:, None] - points.fall[:, None] * demand[None, :] + daily + noise


def _stop(rng: Rng, points: Points, stops: pl.DataFrame, sheet: Sheet) -> None:
    """During an announced stop the points of the district fall; the readings name the stop."""
    for outage_id, district, started, ended in stops.iter_rows():
        cells = np.flatnonzero((sheet.moments >= started) & (sheet.moments < ended))
        for point in np.flatnonzero(points.district == district):
            sheet.value[point, cells] = rng.uniform(0.06, 0.13, len(cells))
            sheet.free[point, cells] = False
            sheet.outage[point, cells] = outage_id


def _lows(rng: Rng, points: Points, days: int, *, pump_failed: bool) -> list[Low]:
    """Where pressure on trunk mains falls below the limit: peaks every month, a pump failure once."""
    trunks = points.trunks
    note = ("用水高峰干线压力低于0.27兆帕", "trunk pressure below 0.27 MPa at peak demand")
    lows = []
    for _ in range(max(1, len(points.ids) // 8)):
        day, hour = int(rng.integers(1, days - 1)), int(rng.choice([7, 8, 19, 20]))
        point = int(rng.choice(trunks))
        lows.append(Low(point, day * PER_DAY + hour * 4, int(rng.integers(2, 9)), note))
    if pump_failed:
        note = ("泵房故障,干线压力低于0.27兆帕", "pump failure, trunk pressure below 0.27 MPa")
        first = int(rng.integers(4, days - PUMP_DAYS - 2)) * PER_DAY
        lows += [Low(int(point), first, PUMP_DAYS * PER_DAY, note) for point in trunks]
    return lows


def _stick(rng: Rng, points: Points, value: Numbers, free: Flags) -> None:
    """One instrument sticks for a day and a half at a low value: a fault, not a pressure."""
    point = int(points.trunks[-1])
    for first in rng.permutation(
        np.arange(PER_DAY, value.shape[1] - 3 * PER_DAY, PER_DAY)
    ).tolist():
        cells = slice(first, first + STUCK_READINGS)
        if free[point, cells].all():
            value[point, cells] = 0.2512
            free[point, cells] = False
            return


def _faults(rng: Rng, points: Points, value: Numbers, free: Flags) -> tuple[Flags, Flags, Flags]:
    """Spoil a few: marked invalid, lost, without a value, impossible, or at the very limit."""
    shape = value.shape
    drawn = rng.random(shape)
    invalid = free & (drawn < 0.001)  # noqa: PLR2004 - one in a thousand
    gone = free & (drawn > 0.998)  # noqa: PLR2004
    blank = free & (drawn > 0.997) & ~gone  # noqa: PLR2004
    value[invalid] = rng.uniform(0.01, 0.1, int(invalid.sum()))
    value[free & (drawn > 0.6) & (drawn < 0.6001)] = -0.1  # noqa: PLR2004 - no pressure at all
    brim = free & (drawn > 0.5) & (drawn < 0.5003)  # noqa: PLR2004
    value[brim & (points.kind == 0)[:, None]] = FLOOR_MPA
    return ~invalid, gone, blank
