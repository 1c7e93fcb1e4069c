"""Meters, readings and bills of the sample.

Belongs here: one meter per customer, read once a month by the reader of its route, billed and paid;
and what is planted in them.
Does not belong here: fees outside the bill (`charges.py`); the works that bring new meters (`works.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import (
    DAY,
    HOUR,
    NONE,
    Flags,
    Rng,
    Seconds,
    at_office,
    between,
    dates,
    epoch,
    instants,
    months_of,
    until,
)
from warehouse.sample.tickets import Book
from warehouse.sample.truth import PROCESS, URBAN, Indices, Truth, deal
from warehouse.sample.world import World

PRICES = (2.85, 4.10)
"""Approved price for homes and for others, CNY/m3."""

DEMAND_BY_MONTH = (0.9, 0.88, 0.94, 0.98, 1.03, 1.1, 1.2, 1.2, 1.05, 0.97, 0.93, 0.9)

LOTS = {
    "skipped": (0.004, 1), "unread": (0.003, 1), "double": (0.003, 1), "misread": (0.002, 1),
    "price": (0.003, 1), "undelivered": (0.003, 1), "boxed": (0.002, 1), "estimated": (0.003, 1),
}  # fmt: skip
"""What is planted every month, in shares of the meters. An estimate breaks no clause."""


@dataclass(frozen=True)
class Route:
    """What is fixed about the meters: ids by customer, use, months in service, place in the round."""

    meters: list[str]
    customers: list[str]
    readers: list[str]
    is_other: Indices
    usual: Indices
    from_month: Indices
    until_month: Indices


@dataclass(frozen=True)
class Round:
    """One month's round: the customers due, the day planned for each, the use, and what is planted."""

    period: str
    due: Indices
    scheduled: Seconds
    used: Indices
    lots: dict[str, Indices]

    def has(self, lot: str) -> Flags:
        """Say for each customer due whether it is in a lot."""
        return np.isin(self.due, self.lots[lot])

    def ids(self, prefix: str) -> list[str]:
        """Make the numbers of the rows of the round."""
        month = self.period.replace("-", "")
        return [f"{prefix}-{month}-{number + 1:06d}" for number in self.due.tolist()]


def write(world: World, inbox: Inbox, truth: Truth, book: Book) -> None:
    """Deliver meters, readings and bills."""
    rng = world.rng("metering")
    route = _route(world, rng)
    inbox.put("meters", _meters(world, rng, truth, route, book))
    register = rng.integers(20, 2500, world.customers)
    settled = np.flatnonzero((route.from_month < 0) & (route.until_month > world.span.months))
    for month in range(world.span.months):
        done = _round(world, rng, route, month, deal(rng, settled, LOTS))
        inbox.put("meter_readings", _readings(rng, route, done, register))
        inbox.put("bills", _bills(world, rng, route, done))
        _tell(truth, route, done)


def _route(world: World, rng: Rng) -> Route:
    count = world.customers
    readers = world.by_post["抄表员"]
    few = max(2, count // 2000)
    from_month = np.full(count, -1)
    until_month = np.full(count, world.span.months + 1)
    from_month[-few:] = np.arange(few) % world.span.months
    until_month[-2 * few : -few] = np.arange(few) % world.span.months
    is_other = (rng.random(count) < 0.08).astype(np.int64)  # noqa: PLR2004 - shops and plants
    usual = np.maximum(2, rng.lognormal(2.35, 0.45, count) * np.where(is_other, 6, 1))
    per = -(-count // len(readers))
    return Route(
        meters=[f"M-{number + 1:06d}" for number in range(count)],
        customers=world.customer_ids(np.arange(count)),
        readers=[readers[number // per] for number in range(count)],
        is_other=is_other,
        usual=usual.astype(np.int64),
        from_month=from_month,
        until_month=until_month,
    )


def _meters(world: World, rng: Rng, truth: Truth, route: Route, book: Book) -> pl.DataFrame:
    """Meters and their faults: a fault reported by ticket is followed by a new meter within days."""
    count, span = world.customers, world.span
    installed = epoch(span.month_firsts[0]) - rng.integers(400, 3600, count) * DAY
    removed = np.full(count, NONE, dtype=np.int64)
    for month in range(span.months):
        middle = epoch(span.month_firsts[month]) + 14 * DAY
        installed[route.from_month == month] = middle
        removed[route.until_month == month] = middle
    verified = installed - rng.integers(10, 90, count) * DAY
    reported = np.full(count, NONE, dtype=np.int64)
    rows = book.rows("repair")
    rows = rows[book.received[rows] < span.end - 6 * DAY]
    usual = (route.from_month < 0) & (route.until_month > span.months)
    faulty = book.customer[rows]
    reported[faulty[usual[faulty]]] = book.received[rows[usual[faulty]]]
    replaced = np.where(reported == NONE, NONE, reported + between(rng, 4, 72, count, unit=HOUR))
    with_fault = np.flatnonzero(reported != NONE)
    left = deal(rng, with_fault, {"left": (0.03, 1)})["left"]
    replaced[left] = NONE
    truth.add(
        URBAN + "meter.replace", "meters", [route.meters[i] for i in left], months_of(reported[left]),
        ("故障水表一直未更换", "a faulty meter was never replaced"),
    )  # fmt: skip
    return pl.DataFrame(
        {
            "meter_id": route.meters,
            "customer_id": route.customers,
            "type": np.where(rng.random(count) < 0.7, "mechanical", "electronic"),  # noqa: PLR2004
            "installed_on": dates(installed),
            "removed_on": dates(removed),
            "verified_at": dates(verified),
            "verification_ok": np.full(count, fill_value=True),
            "verified_by": ["D-MET"] * count,
            "fault_reported_at": instants(reported),
            "replaced_at": instants(replaced),
            "dept_id": ["D-BIZ"] * count,
            "area_reader_id": route.readers,
        }
    )


def _round(world: World, rng: Rng, route: Route, month: int, lots: dict[str, Indices]) -> Round:
    """Walk the routes once in the month, over its working days but the last four."""
    span = world.span
    due = np.flatnonzero((route.from_month < month) & (route.until_month > month))
    days = np.array([epoch(day) for day in span.days_of(month, working=True)[:-4]], dtype=np.int64)
    season = DEMAND_BY_MONTH[span.month_firsts[month].month - 1]
    used = route.usual[due] * season * rng.uniform(0.75, 1.25, len(due))
    return Round(
        period=span.periods[month],
        due=due,
        scheduled=days[due * len(days) // world.customers],
        used=np.maximum(1, used.astype(np.int64)),
        lots=lots,
    )


def _readings(rng: Rng, route: Route, done: Round, register: Indices) -> pl.DataFrame:
    """Write up the round and move the registers on."""
    due, count = done.due, len(done.due)
    unread = done.has("unread")
    missed = unread | done.has("skipped")
    before = register[due]
    value = before + done.used
    register[due[~missed]] = value[~missed]
    read = at_office(rng, done.scheduled, 8.2, 17.4)
    checked = ((rng.random(count) < 0.03) | done.has("misread")) & ~unread  # noqa: PLR2004
    frame = pl.DataFrame(
        {
            "reading_id": done.ids("R"),
            "meter_id": [route.meters[i] for i in due.tolist()],
            "customer_id": [route.customers[i] for i in due.tolist()],
            "reader_id": [route.readers[i] for i in due.tolist()],
            "period": [done.period] * count,
            "scheduled_on": dates(done.scheduled),
            "read_at": instants(np.where(unread, NONE, read)),
            "method": np.where(done.has("estimated"), "estimate", "manual").tolist(),
            "value": np.where(unread, -1, value),
            "previous_value": before,
            "check_value": np.where(checked, value + 5 * done.has("misread"), -1),
            "consumption": np.where(unread, -1, done.used),
            "skipped": done.has("skipped"),
            "double": done.has("double"),
        }
    ).with_columns(
        pl.when(pl.col(name) < 0).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("value", "check_value", "consumption")
    )
    again = frame.filter("double").with_columns(
        pl.format("{}-2", pl.col("reading_id")).alias("reading_id"),
        pl.col("read_at") + pl.duration(hours=26),
        pl.col("value").alias("previous_value"),
        pl.lit(0, pl.Int64).alias("consumption"),
        pl.lit(None, pl.Int64).alias("check_value"),
    )
    return pl.concat([frame.filter(~pl.col("skipped")), again]).drop("skipped", "double")


def _bills(world: World, rng: Rng, route: Route, done: Round) -> pl.DataFrame:
    """Bill every meter that was read, at the approved price, and hand the bill over in days."""
    kept = np.flatnonzero(~(done.has("skipped") | done.has("unread")))
    who, count = done.due[kept], len(kept)
    issued = at_office(rng, done.scheduled + DAY, 9, 16.5)[kept]
    approved = np.array(PRICES)[route.is_other[who]]
    price = np.where(done.has("price")[kept], np.round(approved + 0.3, 2), approved)
    lost, boxed = done.has("undelivered")[kept], done.has("boxed")[kept]
    delivered = np.where(lost, NONE, issued + between(rng, 4, 40, count, unit=HOUR))
    paid = until(issued + between(rng, 1, 30, count, unit=DAY), world.span.as_of)
    readings = np.array(done.ids("R"), dtype=object)
    bills = np.array(done.ids("B"), dtype=object)
    channel = pl.Series(np.where(paid == NONE, "", "online").tolist())
    return pl.DataFrame(
        {
            "bill_id": bills[kept].tolist(),
            "customer_id": [route.customers[i] for i in who.tolist()],
            "period": [done.period] * count,
            "usage_m3": done.used[kept],
            "unit_price": price,
            "approved_price": approved,
            "amount_cny": np.round(done.used[kept] * price, 2),
            "reading_id": readings[kept].tolist(),
            "issued_at": instants(issued),
            "delivered_at": instants(delivered),
            "delivered_to_hand": ~(lost | boxed),
            "paid_at": instants(paid),
            "pay_channel": channel.replace({"": None}),
        }
    )


def _tell(truth: Truth, route: Route, done: Round) -> None:
    """Tell what was planted in the round."""
    reading, bill = done.period.replace("-", ""), ("bills", "B-")
    unread = (URBAN + "meter.monthly", PROCESS + "comp.reading")
    for lot, clauses, zh, en in (
        ("skipped", unread, "当月未抄表", "meter not read in the month"),
        ("unread", unread, "当月未抄见", "meter planned but not read"),
        ("double", unread[:1], "当月重复抄表", "meter read twice in the month"),
    ):
        names = [f"{route.meters[i]}|{done.period}" for i in done.lots[lot].tolist()]
        for clause in clauses:
            truth.add(clause, "meter_readings", names, [done.period] * len(names), (zh, en))
    for lot, (table, prefix), clause, zh, en in (
        ("misread", ("meter_readings", "R-"), "meter.accuracy", "抄表读数有误", "wrong reading"),
        ("price", bill, "billing.public", "水价与核定价不符", "price off the tariff"),
        ("undelivered", bill, "bill.delivery", "账单未送达", "bill not delivered"),
        ("boxed", bill, "bill.delivery", "账单未送到用户手中", "bill left in the box"),
    ):
        names = [f"{prefix}{reading}-{i + 1:06d}" for i in done.lots[lot].tolist()]
        truth.add(URBAN + clause, table, names, [done.period] * len(names), (zh, en))
