"""Leaks and bursts of the sample: crews on the road, repairs, and what bursts bring with them.

Belongs here: the moments of leak reports, the further tickets of a burst, and what is
planted in them.
Does not belong here: what leaks leave in other tables (`sites.py`).
"""

from __future__ import annotations

import numpy as np

from warehouse.sample.rhythm import (
    HOUR,
    MINUTE,
    NONE,
    Rng,
    between,
)
from warehouse.sample.tickets import Book, leave_open, pend, plant
from warehouse.sample.truth import Indices
from warehouse.sample.world import World

CAPS_H = {"small": 5, "medium": 10, "major": 24}
"""Hours that a repair of each size may take."""

USUAL_H = {"small": (0.8, 4.2), "medium": (2.0, 8.8), "major": (5.0, 20.0)}
SHARES = {"small": 0.58, "medium": 0.28, "major": 0.14}

LOTS = {
    "burst": (0.03, 2), "child": (0.09, 6),
    "arrival_late": (0.03, 2), "arrival_brim": (0.005, 1), "arrival_excused": (0.01, 1),
    "arrival_no_evidence": (0.008, 1), "arrival_wrong_excuse": (0.003, 1), "found_late": (0.005, 1),
    "never_arrived": (0.003, 1), "never_repaired": (0.003, 1), "repair_excused": (0.006, 1),
    "repair_no_evidence": (0.004, 1), "corrected": (0.0, 1),
}  # fmt: skip


def handle(book: Book, world: World) -> None:
    """Fill the moments of every leak report, and turn some tickets into those of bursts."""
    rng = world.rng("leaks")
    rows = book.rows("leak_report")
    sizes = np.repeat(list(SHARES), [round(share * len(rows)) + 1 for share in SHARES.values()])
    book.severity[rows] = rng.permutation(sizes[: len(rows)])
    for size in CAPS_H:
        of_size = rows[book.severity[rows] == size]
        plant(book, world, rng, of_size, {"repair_late": (0.03, 1), "repair_brim": (0.005, 1)})
    dealt = plant(book, world, rng, rows, LOTS)
    book.severity[dealt["burst"]] = "major"
    book.severity[dealt["corrected"]] = "medium"
    own = rows[(book.planted[rows] == "") & (rng.random(len(rows)) < 0.12)]  # noqa: PLR2004
    book.channel[own] = "own_discovery"
    book.found[own] = book.received[own] - between(rng, 1, 8, len(own))
    book.channel[dealt["found_late"]] = "own_discovery"
    book.found[dealt["found_late"]] = book.received[dealt["found_late"]] - 40 * MINUTE
    _drive(book, rng, rows)
    _mend(book, rng, rows)
    _follow_bursts(book, world, rng, dealt["burst"], dealt["child"])
    for name in ("never_arrived", "never_repaired"):
        kept = {event: book.take(event)[dealt[name]] for event in ("crew_sent", "arrived")}
        leave_open(book, dealt[name])
        book.put("crew_sent", dealt[name], kept["crew_sent"])
        if name == "never_repaired":
            book.put("arrived", dealt[name], kept["arrived"])
    leave_open(book, pend(book, world, book.rows("leak_report"), 25 * MINUTE, "leak_pending"))


def _lot(book: Book, name: str) -> Indices:
    return np.flatnonzero(book.planted == name)


def _drive(book: Book, rng: Rng, rows: Indices) -> None:
    """Send the crew; most are there within the hour."""
    start = book.received
    book.put("crew_sent", rows, start[rows] + between(rng, 3, 9, len(rows)))
    book.put("arrived", rows, start[rows] + between(rng, 12, 42, len(rows)))
    for name, low, high in (
        ("arrival_late", 63, 170), ("arrival_excused", 75, 120), ("arrival_no_evidence", 70, 120),
        ("arrival_wrong_excuse", 70, 110), ("found_late", 33, 34), ("burst", 25, 42),
    ):  # fmt: skip
        chosen = _lot(book, name)
        book.put("arrived", chosen, start[chosen] + between(rng, low, high, len(chosen)))
    book.put(
        "arrived",
        _lot(book, "arrival_late")[:1],
        start[_lot(book, "arrival_late")[:1]] + 72 * MINUTE,
    )
    brim = _lot(book, "arrival_brim")
    book.put("arrived", brim, start[brim] + HOUR)
    for name, code in (
        ("arrival_excused", "traffic"), ("arrival_no_evidence", "road"),
        ("arrival_wrong_excuse", "force_majeure"), ("repair_excused", "no_working_conditions"),
        ("repair_no_evidence", "no_working_conditions"),
    ):  # fmt: skip
        chosen = _lot(book, name)
        book.excuse_code[chosen] = code
        if not name.endswith("no_evidence"):
            book.excuse_evidence[chosen] = [f"现场影像-{number:06d}" for number in chosen]


def _mend(book: Book, rng: Rng, rows: Indices) -> None:
    """Repair, most within the cap of the size."""
    severity = book.severity[rows]
    low = np.array([USUAL_H[size][0] for size in severity])
    high = np.array([USUAL_H[size][1] for size in severity])
    cap = np.array([CAPS_H[size] for size in severity], dtype=np.int64) * HOUR
    lasted = ((low + (high - low) * rng.beta(2, 3, len(rows))) * HOUR).astype(np.int64)
    planted = book.planted[rows]
    late = np.isin(planted, ["repair_late", "repair_excused", "repair_no_evidence"])
    lasted = np.where(late, (cap * rng.uniform(1.06, 1.45, len(rows))).astype(np.int64), lasted)
    lasted = np.where(planted == "repair_brim", cap, lasted)
    lasted = np.where(planted == "corrected", 7 * HOUR, lasted)
    arrived = book.take("arrived")[rows]
    done = arrived + lasted
    book.put("repair_started", rows, arrived + between(rng, 5, 20, len(rows)))
    book.put("repair_done", rows, done)
    book.put("customer_signed", rows, done + 3 * MINUTE)
    book.put("replied", rows, done + between(rng, 5, 60, len(rows)))


def _follow_bursts(book: Book, world: World, rng: Rng, bursts: Indices, children: Indices) -> None:
    """Neighbours report the same burst: leaks and low pressure, all before the crew is there."""
    pressure = plant(book, world, rng, book.rows("pressure"), {"child": (0.08, 2)})["child"]
    for chosen in (children, pressure):
        parents = bursts[np.arange(len(chosen)) % len(bursts)]
        there = book.take("arrived")[parents] - book.received[parents]
        book.parent[chosen] = parents
        book.received[chosen] = book.received[parents] + (
            there * rng.uniform(0.1, 0.85, len(chosen))
        ).astype(np.int64)
        book.customer[chosen] = _neighbours(world, rng, book.customer[parents])
        book.channel[chosen] = "phone"
        book.found[chosen] = NONE
    parents = book.parent[children]
    book.severity[children] = "major"
    for event in ("arrived", "repair_started", "repair_done"):
        book.put(event, children, book.take(event)[parents])
    done = book.take("repair_done")[children]
    for event in ("crew_sent", "customer_signed"):
        book.put(event, children, np.full(len(children), NONE, dtype=np.int64))
    book.put("replied", children, done + between(rng, 5, 60, len(children)))
    book.put("replied", pressure, book.received[pressure] + between(rng, 15, 70, len(pressure)))
    involved = np.concatenate([bursts, children])
    book.put("supply_restored", involved, book.take("repair_done")[involved] + 8 * MINUTE)


def _neighbours(world: World, rng: Rng, customers: Indices) -> Indices:
    order = np.argsort(world.district_of, kind="stable")
    sorted_districts = world.district_of[order]
    district = world.district_of[customers]
    first = np.searchsorted(sorted_districts, district, side="left")
    last = np.searchsorted(sorted_districts, district, side="right")
    return order[(first + (last - first) * rng.random(len(customers))).astype(np.int64)]
