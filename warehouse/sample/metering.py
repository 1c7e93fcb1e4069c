"""Meters, readings, bills and charges of the sample.

Belongs here: one meter per customer, read once a month by the reader of its route, billed and paid; fees
outside the bill; and what is planted in them.
Does not belong here: applications and the works that bring new meters (`works.py`).
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

UNREAD = ("当月未抄表", "meter not read in the month")
DOUBLE = ("当月重复抄表", "meter read twice in the month")


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


def write(world: World, inbox: Inbox, truth: Truth, book: Book) -> None:
    """Deliver meters, readings and bills."""
    rng = world.rng("metering")
    route = _route(world, rng)
    inbox.put("meters", _meters(world, rng, truth, route, book))
    register = rng.integers(20, 2500, world.customers)
    order = np.arange(world.customers)
    settled = np.flatnonzero((route.from_month < 0) & (route.until_month > world.span.months))
    for month in range(world.span.months):
        dealt = deal(
            rng, settled,
            {
                "skipped": (0.004, 1), "unread": (0.003, 1), "double": (0.003, 1), "misread": (0.002, 1),
                "price": (0.003, 1), "undelivered": (0.003, 1), "estimated": (0.003, 1),
            },
        )  # fmt: skip
        due = order[(route.from_month < month) & (route.until_month > month)]
        register = _month(world, rng, inbox, truth, route, month, due, register, dealt)


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
    old = with_fault[months_before(reported[with_fault], span.end)]
    left = deal(rng, old if len(old) else with_fault, {"left": (0.03, 1)})["left"]
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


def months_before(moments: Seconds, limit: int) -> Indices:
    """Places of the moments that lie well before a limit."""
    return np.flatnonzero(moments < limit - 12 * DAY)


def _month(
    world: World,
    rng: Rng,
    inbox: Inbox,
    truth: Truth,
    route: Route,
    month: int,
    due: Indices,
    register: Indices,
    dealt: dict[str, Indices],
) -> Indices:
    span, period = world.span, world.span.periods[month]
    days = np.array([epoch(day) for day in span.days_of(month, working=True)[:-4]], dtype=np.int64)
    scheduled = days[due * len(days) // world.customers]
    read = at_office(rng, scheduled, 8.2, 17.4)
    season = DEMAND_BY_MONTH[span.month_firsts[month].month - 1]
    used = np.maximum(
        1, (route.usual[due] * season * rng.uniform(0.75, 1.25, len(due))).astype(np.int64)
    )
    before = register[due]
    value = before + used
    missed = np.isin(due, np.concatenate([dealt["skipped"], dealt["unread"]]))
    register = register.copy()
    register[due[~missed]] = value[~missed]
    ids = np.array(
        [f"R-{period.replace('-', '')}-{number + 1:06d}" for number in due.tolist()], dtype=object
    )
    checked = (rng.random(len(due)) < 0.03) | np.isin(due, dealt["misread"])  # noqa: PLR2004
    misread = np.isin(due, dealt["misread"])
    unread = np.isin(due, dealt["unread"])
    estimated = np.isin(due, dealt["estimated"])
    readings = pl.DataFrame(
        {
            "reading_id": ids.tolist(),
            "meter_id": [route.meters[i] for i in due.tolist()],
            "customer_id": [route.customers[i] for i in due.tolist()],
            "reader_id": [route.readers[i] for i in due.tolist()],
            "period": [period] * len(due),
            "scheduled_on": dates(scheduled),
            "read_at": instants(np.where(unread, NONE, read)),
            "method": np.where(estimated, "estimate", "manual"),
            "value": np.where(unread, -1, value),
            "previous_value": before,
            "check_value": np.where(checked & ~unread, value + 5 * misread, -1),
            "consumption": np.where(unread, -1, used),
        }
    ).with_columns(
        pl.when(pl.col(name) < 0).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("value", "check_value", "consumption")
    )
    readings = readings.filter(pl.Series(~np.isin(due, dealt["skipped"])))
    twice = readings.filter(
        pl.Series(np.isin(due[~np.isin(due, dealt["skipped"])], dealt["double"]))
    )
    again = twice.with_columns(
        pl.format("{}-2", pl.col("reading_id")).alias("reading_id"),
        pl.col("read_at") + pl.duration(hours=26),
        pl.col("value").alias("previous_value"),
        pl.lit(0).cast(pl.Int64).alias("consumption"),
        pl.lit(None, pl.Int64).alias("check_value"),
    )
    inbox.put("meter_readings", pl.concat([readings, again]))
    _tell(truth, route, dealt, period)
    issued = at_office(rng, scheduled + DAY, 9, 16.5)
    billed = np.flatnonzero(~missed)
    inbox.put("bills", _bills(world, rng, route, due, billed, ids, used, issued, period, dealt))
    return register


def _tell(truth: Truth, route: Route, dealt: dict[str, Indices], period: str) -> None:
    def names(lot: str, prefix: str = "") -> list[str]:
        return [
            f"{prefix}{number + 1:06d}" if prefix else f"{route.meters[number]}|{period}"
            for number in dealt[lot].tolist()
        ]

    month = period.replace("-", "")
    for lot, note in (("skipped", UNREAD), ("unread", UNREAD), ("double", DOUBLE)):
        truth.add(URBAN + "meter.monthly", "meters", names(lot), [period] * len(dealt[lot]), note)
    for lot, table, clause, prefix, zh, en in (
        (
            "misread",
            "meter_readings",
            URBAN + "meter.accuracy",
            f"R-{month}-",
            "抄表读数有误",
            "wrong reading",
        ),
        (
            "price",
            "bills",
            URBAN + "billing.public",
            f"B-{month}-",
            "水价与核定价不符",
            "price off the tariff",
        ),
        (
            "undelivered",
            "bills",
            URBAN + "bill.delivery",
            f"B-{month}-",
            "账单未送达",
            "bill not delivered",
        ),
        (
            "estimated",
            "meter_readings",
            PROCESS + "comp.reading",
            f"R-{month}-",
            "估抄",
            "estimated reading",
        ),
    ):
        truth.add(clause, table, names(lot, prefix), [period] * len(dealt[lot]), (zh, en))


def _bills(
    world: World,
    rng: Rng,
    route: Route,
    due: Indices,
    billed: Indices,
    ids: Indices,
    used: Indices,
    issued: Seconds,
    period: str,
    dealt: dict[str, Indices],
) -> pl.DataFrame:
    who = due[billed]
    count = len(who)
    approved = np.array(PRICES)[route.is_other[who]]
    price = np.where(np.isin(who, dealt["price"]), np.round(approved + 0.3, 2), approved)
    undelivered = np.isin(who, dealt["undelivered"])
    delivered = np.where(undelivered, NONE, issued[billed] + between(rng, 4, 40, count, unit=HOUR))
    paid = until(issued[billed] + between(rng, 1, 30, count, unit=DAY), world.span.as_of)
    return pl.DataFrame(
        {
            "bill_id": [f"B-{period.replace('-', '')}-{number + 1:06d}" for number in who.tolist()],
            "customer_id": [route.customers[i] for i in who.tolist()],
            "period": [period] * count,
            "usage_m3": used[billed],
            "unit_price": price,
            "approved_price": approved,
            "amount_cny": np.round(used[billed] * price, 2),
            "reading_id": ids[billed].tolist(),
            "issued_at": instants(issued[billed]),
            "delivered_at": instants(delivered),
            "delivered_to_hand": ~undelivered,
            "paid_at": instants(paid),
            "pay_channel": pl.Series(np.where(paid == NONE, "", "online")).replace({"": None}),
        }
    )


def charges(world: World, inbox: Inbox, truth: Truth, book: Book, names: list[str]) -> None:
    """Fees for paid services, by the published tariff but for a few; one file comes twice."""
    rng = world.rng("charges")
    done = book.take("replied")
    rows = np.flatnonzero((book.ticket_type == "service_request") & (done != NONE))
    rows = rows[np.argsort(done[rows], kind="stable")]
    count = len(rows)
    tariff = rng.choice([30.0, 50.0, 80.0, 120.0], count)
    amount = tariff.copy()
    above = deal(rng, np.flatnonzero(done[rows] < world.span.end), {"above": (0.02, 1)})["above"]
    amount[above] += 20
    ids = [f"CH-{number + 1:06d}" for number in range(count)]
    truth.add(
        URBAN + "counter.fees", "charges", [ids[i] for i in above], months_of(done[rows[above]]),
        ("收费高于公布标准", "charged above the published tariff"),
    )  # fmt: skip
    frame = pl.DataFrame(
        {
            "charge_id": ids,
            "ticket_id": [names[row] for row in rows],
            "customer_id": world.customer_ids(book.customer[rows]),
            "collector_id": world.holders("窗口营业员", rng, count),
            "charged_at": instants(done[rows]),
            "item": rng.choice(["阀门更换", "换表费", "户内检修"], count),
            "amount_cny": amount,
            "tariff_cny": tariff,
            "invoice_no": [f"FP{number + 1:08d}" for number in range(count)],
            "invoice_kind": ["unified"] * count,
            "told_before": [True] * count,
        }
    )
    (written,) = inbox.put("charges", frame)
    inbox.send_again(written, "_resent")
