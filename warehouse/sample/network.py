"""The network of the sample: planned stops, patrols of routes, and the state of assets.

Belongs here: what the network and production departments do by plan, and what is planted in it.
Does not belong here: leaks, bursts and sudden stops (`leaks.py`); pressure (`pressure.py`).
"""

from __future__ import annotations

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
)
from warehouse.sample.truth import URBAN, Truth, deal
from warehouse.sample.world import World

ROUTES_PER_STATION = 3
ASSETS_PER_STATION = 12


def stops(world: World, inbox: Inbox, truth: Truth, sudden: pl.DataFrame) -> pl.DataFrame:
    """Deliver all stops of supply; returns the planned ones announced well ahead, for pressure."""
    rng = world.rng("stops")
    planned = _planned(world, rng, truth)
    told = planned.filter(pl.col("lot") == "told").select(
        "outage_id", "district", "started", "ended"
    )
    frame = pl.concat(
        [planned.drop("lot", "district", "started", "ended"), sudden], how="diagonal_relaxed"
    )
    frame = frame.with_columns(pl.lit("water").alias("utility"))
    inbox.put("outages", frame.sort("outage_id"))
    return told


def _planned(world: World, rng: Rng, truth: Truth) -> pl.DataFrame:
    a_month = 3 + world.customers // 10_000
    days = np.concatenate(
        [
            rng.choice(
                [epoch(day) for day in world.span.days_of(month)[7:-2]], a_month, replace=False
            )
            for month in range(world.span.months)
        ]
    )
    days.sort()
    count = len(days)
    started: Seconds = days + np.where(rng.random(count) < 0.7, 22, 9) * HOUR  # noqa: PLR2004
    ended = started + between(rng, 3, 6, count, unit=HOUR)
    notice = started - between(rng, 32, 76, count, unit=HOUR)
    dealt = deal(rng, np.arange(count), {"late": (0.04, 1), "brim": (0.03, 1), "silent": (0.01, 1)})
    ids = [f"OP-{number + 1:05d}" for number in range(count)]
    notice[dealt["late"]] = started[dealt["late"]] - between(
        rng, 12, 22, len(dealt["late"]), unit=HOUR
    )
    notice[dealt["late"][0]] = started[dealt["late"][0]] - 20 * HOUR
    notice[dealt["brim"]] = started[dealt["brim"]] - DAY
    for name, zh, en in (
        ("late", "计划停水公告不足24小时", "planned stop announced less than 24 h ahead"),
        ("silent", "计划停水未公告", "planned stop never announced"),
    ):
        truth.add(
            URBAN + "outage.planned", "outages", [ids[i] for i in dealt[name]],
            months_of(started[dealt[name]]), (zh, en),
        )  # fmt: skip
    applied = notice - 3 * DAY
    notice[dealt["silent"]] = NONE
    lot = np.full(count, "told", dtype=object)
    lot[np.concatenate(list(dealt.values()))] = "other"
    enterprises = rng.integers(0, 12, count)
    return pl.DataFrame(
        {
            "outage_id": ids,
            "type": ["planned"] * count,
            "pressure_only": [False] * count,
            "cause": rng.choice(["管网改造", "阀门更换", "新建管道碰头"], count),
            "applied_at": instants(applied),
            "approved_at": instants(applied + 2 * DAY),
            "approved_start_at": instants(started),
            "approved_end_at": instants(ended + HOUR),
            "started_at": instants(started),
            "ended_at": instants(ended),
            "notice_at": instants(notice),
            "notice_channels": ["tv;wechat;poster"] * count,
            "notice_has_cause": [True] * count,
            "notice_has_time": [True] * count,
            "enterprises_affected": enterprises,
            "enterprises_told": enterprises,
            "lot": lot.tolist(),
            "district": np.arange(count) % len(world.districts),
            "started": started,
            "ended": ended,
        }
    )


def patrols(world: World, inbox: Inbox, truth: Truth) -> None:
    """Every route is walked on every working day; one in a month is hardly walked at all."""
    rng = world.rng("patrols")
    routes = len(world.districts) * ROUTES_PER_STATION
    skipped = {(int(rng.integers(0, routes)), world.span.months // 2)}
    if routes * world.span.months > 60:  # noqa: PLR2004 - a second one in a larger network
        skipped.add((int(rng.integers(0, routes)), 0))
    walked: list[tuple[int, int]] = []
    for month in range(world.span.months):
        days = [epoch(day) for day in world.span.days_of(month, working=True)]
        for route in range(routes):
            if (route, month) in skipped:
                walked.append((route, days[3]))
                truth.add(
                    URBAN + "patrol.periodic", "patrols", [f"{_route(route)}|{world.span.periods[month]}"],
                    [world.span.periods[month]], ("当月巡检次数不足", "route patrolled too seldom in the month"),
                )  # fmt: skip
            else:
                walked += [(route, day) for day in days]
    inbox.put("patrols", _patrols(world, rng, sorted(walked, key=lambda pair: (pair[1], pair[0]))))


def _route(number: int) -> str:
    return f"RT-{number // ROUTES_PER_STATION + 1:02d}-{number % ROUTES_PER_STATION + 1}"


def _patrols(world: World, rng: Rng, walked: list[tuple[int, int]]) -> pl.DataFrame:
    route = np.array([pair[0] for pair in walked])
    day = np.array([pair[1] for pair in walked], dtype=np.int64)
    done = at_office(rng, day, 10, 16.5)
    stations = [world.station(number) for number in (route // ROUTES_PER_STATION).tolist()]
    walkers = [world.by_post[f"巡线工@{station}"] for station in stations]
    count = len(walked)
    return pl.DataFrame(
        {
            "patrol_id": [f"PT-{number + 1:06d}" for number in range(count)],
            "asset_class": ["network"] * count,
            "route_id": [_route(number) for number in route.tolist()],
            "dept_id": stations,
            "inspector_id": [
                people[number % len(people)]
                for people, number in zip(walkers, route.tolist(), strict=True)
            ],
            "planned_on": dates(day),
            "done_at": instants(done),
            "sheet_no": [f"XJ{number + 1:06d}" for number in range(count)],
            "sheet_submitted_at": instants(done + between(rng, 10, 50, count)),
            "defects": (rng.random(count) < 0.04).astype(np.int64),  # noqa: PLR2004
        }
    )


def assets(world: World, inbox: Inbox, truth: Truth) -> None:
    """Deliver the state of every asset by month; one of the network is not intact in one month."""
    rng = world.rng("assets")
    owners = [
        ("network", world.station(district))
        for district in range(len(world.districts))
        for _ in range(ASSETS_PER_STATION)
    ]
    owners += [("works", f"D-W{number + 1}") for number in range(world.works) for _ in range(6)]
    network = [number for number, (kind, _) in enumerate(owners) if kind == "network"]
    broken = (int(rng.choice(network)), world.span.months // 2)
    year = world.span.first_month.year
    lengths = np.round(rng.uniform(0.4, 9.0, len(owners)), 3)
    plans = rng.integers(year + 1, year + 15, len(owners))
    rows = [
        {
            "asset_id": f"AS-{number + 1:04d}",
            "period": period,
            "asset_class": kind,
            "dept_id": dept_id,
            "intact": (number, month) != broken,
            "length_km": float(lengths[number]) if kind == "network" else None,
            "file_complete": True,
            "renewal_plan_year": int(plans[number]),
        }
        for month, period in enumerate(world.span.periods)
        for number, (kind, dept_id) in enumerate(owners)
    ]
    period = world.span.periods[broken[1]]
    truth.add(
        URBAN + "network.intact", "indicator", ["D-NET", "ALL"], [period] * 2,
        ("当月有管网设施不完好", "a network asset was not intact in the month"),
    )  # fmt: skip
    inbox.put("assets", pl.DataFrame(rows))
