"""Water quality in the sample: who samples what, how often, and what is found.

Belongs here: routine samples of raw, outlet and network water, the monthly full panel, samples taken for
tickets, analysts and their certificates, and what is planted in them.
Does not belong here: the limits of drinking water, which come with the rulebook; values here lie well
inside or well outside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.panel import DAILY, FULL, NETWORK, RAW, draw
from warehouse.sample.places import at_works, in_district
from warehouse.sample.rhythm import (
    DAY,
    HOUR,
    NONE,
    Numbers,
    Rng,
    Seconds,
    after,
    between,
    epoch,
    instants,
)
from warehouse.sample.tickets import Book
from warehouse.sample.truth import URBAN, Indices, Truth
from warehouse.sample.world import World


@dataclass(frozen=True)
class Round:
    """Samples of one kind: what is analysed, where, when, and for which ticket."""

    prefix: str
    point_type: str
    purpose: str
    parameters: tuple[str, ...]
    points: list[str]
    sampled: Seconds
    tickets: list[str] | None = None


def write(world: World, inbox: Inbox, truth: Truth, book: Book, names: list[str]) -> None:
    """Deliver points, certificates and every analysed parameter of every sample."""
    _put_points(world, inbox)
    rng = world.rng("quality")
    rounds = [*_routine(world, rng), _for_tickets(book, names)]
    frames = [_analysed(world, rng, one) for one in rounds if len(one.sampled)]
    frame = pl.concat(frames, how="diagonal_relaxed").sort("sampled_at", "sample_id", "parameter")
    frame = _plant(world, rng, truth, frame)
    frame, certificates = _certify(world, truth, frame)
    inbox.put("staff_certificates", certificates)
    inbox.put("water_quality_samples", frame)


def _each(
    points: list[str], days: list[int], hours: tuple[float, ...]
) -> tuple[list[str], Seconds]:
    """Every point at every hour of every day."""
    moments = np.array([day + round(hour * HOUR) for day in days for hour in hours], dtype=np.int64)
    return points * len(moments), np.repeat(moments, len(points))


def _places(world: World) -> tuple[list[str], list[str], list[str]]:
    """Works, points of the network and ends of it that are sampled by plan."""
    works = [f"W{number + 1}" for number in range(world.works)]
    network = [f"N{number + 1:03d}" for number in range(max(3, world.customers // 1500))]
    ends = [f"E{number + 1:02d}" for number in range(max(1, world.customers // 8000))]
    return works, network, ends


def _put_points(world: World, inbox: Inbox) -> None:
    """Register the points sampled by plan; a customer's tap that is sampled once is no point of a plan.

    They name neither plant nor department: the samples of the utility do not either.
    """
    works, network, ends = _places(world)
    count = len(world.districts)
    rows = [
        *((f"RAW-{one}", "raw", at_works(n)) for n, one in enumerate(works)),
        *((f"OUT-{one}", "works_outlet", at_works(n)) for n, one in enumerate(works)),
        *(
            (f"NET-{one}", "network", in_district(n % count, n // count, 1))
            for n, one in enumerate(network)
        ),
        *(
            (f"END-{one}", "network_end", in_district(n % count, n // count + 5, 2))
            for n, one in enumerate(ends)
        ),
    ]
    inbox.put(
        "sampling_points",
        pl.DataFrame(
            {
                "point_id": [point for point, _, _ in rows],
                "point_type": [kind for _, kind, _ in rows],
                "longitude": [longitude for _, _, (longitude, _) in rows],
                "latitude": [latitude for _, _, (_, latitude) in rows],
            }
        ),
    )


def _routine(world: World, rng: Rng) -> list[Round]:
    days = [epoch(day) for day in world.span.days]
    works, network, ends = _places(world)
    monthly = [epoch(first + timedelta(days=8)) for first in world.span.month_firsts[:-1]]
    seldom = epoch(world.span.month_firsts[-2])
    raw_days = [day for day in days if day < seldom]
    hours = (8.5,) if world.customers < 10_000 else (6.5, 14.5, 22.5)  # noqa: PLR2004
    plan = [
        ("R", "raw", RAW, [f"RAW-{one}" for one in works], raw_days, (8.0,)),
        ("S", "raw", RAW, [f"RAW-{works[0]}"], [seldom], (8.0,)),
        ("D", "works_outlet", DAILY, [f"OUT-{one}" for one in works], days, hours),
        ("N", "network", NETWORK, [f"NET-{one}" for one in network], days[1::2], (9.5,)),
        ("E", "network_end", NETWORK, [f"END-{one}" for one in ends], days[2::7], (10.5,)),
        ("F", "works_outlet", FULL, [f"OUT-{one}" for one in works], monthly, (9.0,)),
        ("G", "network_end", FULL, [f"END-{one}" for one in ends], monthly, (11.0,)),
    ]
    rounds = []
    for prefix, point_type, parameters, at, when, of_day in plan:
        points, sampled = _each(at, when, of_day)
        drift = between(rng, 0, 50, len(sampled))
        rounds.append(Round(prefix, point_type, "routine", parameters, points, sampled + drift))
    return rounds


def _for_tickets(book: Book, names: list[str]) -> Round:
    """Take a sample at the tap for every quality matter that was sampled."""
    taken = book.take("sample_taken")
    rows = np.flatnonzero((book.ticket_type == "water_quality") & (taken != NONE))
    rows = rows[np.argsort(taken[rows], kind="stable")]
    return Round(
        "T", "tap", "complaint", NETWORK, [f"TAP-{number:05d}" for number in book.customer[rows]],
        taken[rows], [names[row] for row in rows],
    )  # fmt: skip


def _analysed(world: World, rng: Rng, one: Round) -> pl.DataFrame:
    count, width = len(one.sampled), len(one.parameters)
    stamps = instants(one.sampled).dt.strftime("%Y%m%d").to_list()
    ids = [f"W{one.prefix}-{stamp}-{number + 1:05d}" for number, stamp in enumerate(stamps)]
    analysts = world.holders("化验员", rng, count)
    analysed = one.sampled + between(rng, 2, 4, count, unit=HOUR)
    tickets: list[str] | list[None] = one.tickets or [None] * count
    texts, units = draw(rng, one.parameters, one.point_type, count)
    return pl.DataFrame(
        {
            "sample_id": np.repeat(np.array(ids, dtype=object), width).tolist(),
            "point_id": np.repeat(np.array(one.points, dtype=object), width).tolist(),
            "point_type": [one.point_type] * (count * width),
            "purpose": [one.purpose] * (count * width),
            "ticket_id": pl.Series(
                np.repeat(np.array(tickets, dtype=object), width).tolist(),
                dtype=pl.String,
            ),
            "sampled_at": instants(np.repeat(one.sampled, width)),
            "analysed_at": instants(np.repeat(analysed, width)),
            "analyst_id": np.repeat(np.array(analysts, dtype=object), width).tolist(),
            "parameter": list(one.parameters) * count,
            "result_text": texts,
            "unit": units * count,
            "standard": ["GB5749-2022"] * (count * width),
            "published_at": instants(np.repeat(after(analysed, DAY), width)),
        }
    )


def _plant(world: World, rng: Rng, truth: Truth, frame: pl.DataFrame) -> pl.DataFrame:
    """One month with turbid outlet water, one with a poor network; raw water hardly sampled in the last."""
    span = world.span
    outlet_month, network_month = span.periods[0], span.periods[span.months // 2]
    period = frame["sampled_at"].dt.strftime("%Y-%m")
    turbid = np.flatnonzero(
        (
            (period == outlet_month)
            & (frame["point_type"] == "works_outlet")
            & (frame["parameter"] == "turbidity")
        ).to_numpy()
    )
    turbid = np.sort(rng.choice(turbid, max(1, len(turbid) // 60), replace=False))
    network = np.flatnonzero(
        (
            (period == network_month)
            & frame["point_type"].is_in(["network", "network_end"])
            & frame["parameter"].is_in(["free_chlorine", "turbidity"])
        ).to_numpy()
    )
    treated = (period == network_month) & frame["point_type"].is_in(
        ["network", "network_end", "works_outlet"]
    )
    poor = np.sort(
        rng.choice(network, min(len(network), round(0.06 * int(treated.sum()))), replace=False)
    )
    chlorine = (frame["parameter"] == "free_chlorine").to_numpy()
    texts = np.array(frame["result_text"].to_list(), dtype=object)
    texts[turbid] = [f"{value:.2f}" for value in rng.uniform(1.3, 2.4, len(turbid))]
    low = _texts(rng.uniform(0.005, 0.03, len(poor)), 3)
    cloudy = _texts(rng.uniform(1.4, 3.0, len(poor)), 2)
    texts[poor] = np.where(chlorine[poor], low, cloudy)
    department = ["D-WQ", "ALL"]
    truth.add(
        URBAN + "quality.outlet", "indicator", department, [outlet_month] * 2,
        ("出厂水浑浊度超标", "outlet turbidity above the limit"),
    )  # fmt: skip
    truth.add(
        URBAN + "quality.comprehensive", "indicator", department, [network_month] * 2,
        ("管网余氯、浑浊度多次不合格", "network chlorine and turbidity failed again and again"),
    )  # fmt: skip
    seldom = span.periods[-1]
    truth.add(
        URBAN + "quality.periodic", "water_quality_samples", [f"raw|{seldom}"], [seldom],
        ("当月原水仅检测一次", "raw water analysed only once in the month"),
    )  # fmt: skip
    frame = frame.with_columns(pl.Series("result_text", texts.tolist(), dtype=pl.String))
    return pl.concat([frame, _again(frame[turbid.tolist()])]).sort(
        "sampled_at", "sample_id", "parameter"
    )


def _texts(values: Numbers, decimals: int) -> Indices:
    return np.array([f"{value:.{decimals}f}" for value in values], dtype=object)


def _again(failed: pl.DataFrame) -> pl.DataFrame:
    """Sample again three hours later what failed; that it passes rescues nothing."""
    return failed.with_columns(
        pl.format("{}-F", pl.col("sample_id")).alias("sample_id"),
        pl.lit("resample").alias("purpose"),
        pl.lit("0.28").alias("result_text"),
        *(
            pl.col(name) + timedelta(hours=3)
            for name in ("sampled_at", "analysed_at", "published_at")
        ),
    )


def _certify(world: World, truth: Truth, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every analyst is certified, but for the last, whose certificate ran out and was renewed late."""
    lapsed_from = world.span.month_firsts[0] + timedelta(days=11)
    lapsed_to = lapsed_from + timedelta(days=12)
    analysts = world.by_post["化验员"]
    rows = [(name, date(2024, 1, 1), date(2028, 12, 31)) for name in analysts[:-1]]
    rows += [
        (analysts[-1], date(2023, 1, 1), lapsed_from - timedelta(days=1)),
        (analysts[-1], lapsed_to, date(2029, 12, 31)),
    ]
    certificates = pl.DataFrame(
        {
            "staff_id": [row[0] for row in rows],
            "kind": ["lab_analyst"] * len(rows),
            "valid_from": [row[1] for row in rows],
            "valid_to": [row[2] for row in rows],
        }
    )
    day = pl.col("sampled_at").dt.date()
    lapsed = frame.filter(
        (pl.col("analyst_id") == analysts[-1]) & (day >= lapsed_from) & (day < lapsed_to)
    )
    ids = lapsed.select(pl.format("{}|{}", "sample_id", "parameter")).to_series().to_list()
    truth.add(
        URBAN + "quality.labcert", "water_quality_samples", ids,
        lapsed["sampled_at"].dt.strftime("%Y-%m").to_list(),
        ("化验员证书过期期间检测", "analysed while the certificate had lapsed"),
    )  # fmt: skip
    return frame, certificates
