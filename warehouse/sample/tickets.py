"""The tickets of the sample: who reported what and when, and how enquiries of each kind were answered.

Belongs here: drawing tickets, the moments of the kinds that are answered from a desk, and what is planted
in those.
Does not belong here: leaks and bursts (`leaks.py`); turning moments into tables (`lifecycle.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from warehouse.sample.rhythm import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    Flags,
    Rng,
    Seconds,
    between,
    contacts,
)
from warehouse.sample.truth import Indices, deal
from warehouse.sample.world import World

Texts = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Kind:
    """A kind of ticket: subject, how many a customer raises in a month, and at least."""

    ticket_type: str
    category: str
    rate: float
    least: int


KINDS = (
    Kind("consult", "enquiry", 0.0085, 24),
    Kind("billing_query", "billing", 0.0080, 30),
    Kind("leak_report", "public_leak", 0.0060, 90),
    Kind("pressure", "user_pressure_volume", 0.0035, 24),
    Kind("water_quality", "water_quality", 0.0022, 30),
    Kind("service_request", "customer_side", 0.0040, 8),
    Kind("complaint", "service_complaint", 0.0022, 8),
    Kind("repair", "meter_fault", 0.0022, 10),
    Kind("suggestion", "other", 0.0004, 2),
    Kind("praise", "other", 0.0004, 2),
    Kind("criticism", "service_complaint", 0.0002, 2),
    Kind("supervised_case", "service_complaint", 0.0001, 1),
)

CHANNELS = {
    "phone": 0.62, "wechat": 0.13, "app": 0.09, "visit": 0.06, "mayor_hotline": 0.05, "web": 0.03,
    "property_mgmt": 0.01, "letter": 0.01,
}  # fmt: skip


@dataclass
class Book:
    """The tickets while they are made: one array per fact, one array of moments per event.

    `planted` names what was planted in a ticket (empty = nothing). `parent` is the row of the earlier
    ticket on the same matter, or -1.
    """

    ticket_type: Texts
    category: Texts
    received: Seconds
    customer: Indices
    channel: Texts
    parent: Indices
    severity: Texts
    planted: Texts
    excuse_code: Texts
    excuse_evidence: Texts
    occurred: Seconds
    found: Seconds
    left_open: Flags
    when: dict[str, Seconds] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.received)

    def rows(self, ticket_type: str) -> Indices:
        """Rows of a type, children of bursts left out."""
        return np.flatnonzero((self.ticket_type == ticket_type) & (self.parent < 0))

    def put(self, event: str, rows: Indices, moments: Seconds) -> None:
        """Set the moments of an event for some tickets."""
        column = self.when.setdefault(event, np.full(len(self), NONE, dtype=np.int64))
        column[rows] = moments

    def take(self, event: str) -> Seconds:
        """Give the moments of an event for all tickets."""
        return self.when.setdefault(event, np.full(len(self), NONE, dtype=np.int64))


def draw(world: World) -> Book:
    """Draw the tickets of the months, and leave their handling open."""
    rng = world.rng("tickets")
    months = world.customers * world.span.months
    counts = [max(kind.least, round(kind.rate * months)) for kind in KINDS]
    total = sum(counts)
    of = np.repeat(np.arange(len(KINDS)), counts)
    types = np.array([kind.ticket_type for kind in KINDS], dtype=object)
    categories = np.array([kind.category for kind in KINDS], dtype=object)
    channels = np.array(list(CHANNELS), dtype=object)
    weights = np.array(list(CHANNELS.values()))
    category = categories[of]
    wide = (types[of] == "pressure") & (rng.random(total) < 0.4)  # noqa: PLR2004 - two kinds of pressure
    category[wide] = "municipal_pressure_volume"
    return Book(
        ticket_type=types[of],
        category=category,
        received=np.concatenate([contacts(rng, world.span, count) for count in counts]),
        customer=rng.integers(0, world.customers, size=total),
        channel=channels[rng.choice(len(channels), size=total, p=weights / weights.sum())],
        parent=np.full(total, -1),
        severity=np.full(total, None, dtype=object),
        planted=np.full(total, "", dtype=object),
        excuse_code=np.full(total, None, dtype=object),
        excuse_evidence=np.full(total, None, dtype=object),
        occurred=np.full(total, NONE, dtype=np.int64),
        found=np.full(total, NONE, dtype=np.int64),
        left_open=np.zeros(total, dtype=np.bool_),
    )


def plant(
    book: Book, world: World, rng: Rng, rows: Indices, lots: dict[str, tuple[float, int]]
) -> dict[str, Indices]:
    """Mark tickets to plant something in, early enough for every clock to have run out at the audit."""
    settled = rows[(book.received[rows] < world.span.end - 4 * DAY) & (book.planted[rows] == "")]
    dealt = deal(rng, settled, lots)
    for name, chosen in dealt.items():
        book.planted[chosen] = name
    return dealt


def pend(book: Book, world: World, rows: Indices, before_audit: int, name: str) -> Indices:
    """Move the last tickets of some to shortly before the audit, where nothing is due yet."""
    chosen: Indices = rows[(book.planted[rows] == "") & (book.found[rows] == NONE)][-2:]
    book.received[chosen] = world.span.as_of - before_audit - np.arange(len(chosen)) * 7 * MINUTE
    book.planted[chosen] = name
    return chosen


def answer(book: Book, world: World) -> None:
    """Fill the moments of every ticket that is answered from a desk or after a look on site."""
    rng = world.rng("answers")
    _answered_in_time(book, world, rng)
    _quality(book, world, rng)
    _visited(book, rng, "service_request", hours=(1, 20))
    _visited(book, rng, "repair", hours=(2, 22))
    for ticket_type in ("complaint", "criticism", "supervised_case"):
        _complaint(book, rng, ticket_type)
    for ticket_type in ("suggestion", "praise"):
        rows = book.rows(ticket_type)
        book.put("replied", rows, book.received[rows] + between(rng, 1, 40, len(rows), unit=HOUR))


def _answered_in_time(book: Book, world: World, rng: Rng) -> None:
    """Enquiries, billing queries and pressure matters: one answer closes them."""
    limits = {
        "consult": (0.05, 3.0, 0),
        "billing_query": (0.3, 20.0, 24),
        "pressure": (0.25, 3.3, 4),
    }
    for ticket_type, (low, high, limit) in limits.items():
        rows = book.rows(ticket_type)
        waited = between(rng, low, high, len(rows), unit=HOUR)
        book.put("replied", rows, book.received[rows] + waited)
        if not limit:
            dealt = plant(book, world, rng, rows, {"consult_unanswered": (0.015, 2)})
            book.put("replied", dealt["consult_unanswered"], _never(dealt["consult_unanswered"]))
            leave_open(book, pend(book, world, rows, 40 * MINUTE, "consult_pending"))
            continue
        late, left, brim = (f"{ticket_type}_{word}" for word in ("late", "open", "brim"))
        dealt = plant(
            book, world, rng, rows, {late: (0.025, 2), left: (0.005, 1), brim: (0.005, 1)}
        )
        over = between(rng, limit * 1.1, limit * 2.5, len(dealt[late]), unit=HOUR)
        over[0] = 30 * HOUR if limit == 24 else 5 * HOUR  # noqa: PLR2004 - hours of a day
        book.put("replied", dealt[late], book.received[dealt[late]] + over)
        book.put("replied", dealt[brim], book.received[dealt[brim]] + limit * HOUR)
        leave_open(book, dealt[left])
        leave_open(book, pend(book, world, rows, (limit // 2) * HOUR, f"{ticket_type}_pending"))


def _quality(book: Book, world: World, rng: Rng) -> None:
    """Water-quality matters: sampled within two hours, answered within a day."""
    rows = book.rows("water_quality")
    dealt = plant(
        book, world, rng, rows,
        {
            "sample_late": (0.025, 2), "quality_late": (0.02, 2), "quality_open": (0.01, 1),
            "sample_brim": (0.01, 1), "quality_brim": (0.01, 1),             "own_sample": (0.05, 2),
        },
    )  # fmt: skip
    arrived = between(rng, 18, 75, len(rows))
    sampled = arrived + between(rng, 3, 12, len(rows))
    tested = sampled + between(rng, 4, 8, len(rows), unit=HOUR)
    place = {int(row): number for number, row in enumerate(rows)}
    late = np.array([place[int(row)] for row in dealt["sample_late"]])
    arrived[late] = between(rng, 130, 260, len(late))
    sampled[late] = arrived[late] + 10 * MINUTE
    sampled[late[0]] = 150 * MINUTE
    brim = np.array([place[int(row)] for row in dealt["sample_brim"]])
    sampled[brim] = 2 * HOUR
    replied = tested + between(rng, 0.3, 3, len(rows), unit=HOUR)
    overdue = np.array([place[int(row)] for row in dealt["quality_late"]])
    replied[overdue] = between(rng, 25, 60, len(overdue), unit=HOUR)
    replied[overdue[0]] = 26 * HOUR
    replied[np.array([place[int(row)] for row in dealt["quality_brim"]])] = DAY
    received = book.received[rows]
    for event, waited in (
        ("crew_sent", arrived // 3),
        ("arrived", arrived),
        ("sample_taken", sampled),
        ("sample_result", tested),
        ("replied", replied),
    ):
        book.put(event, rows, received + waited)
    _own_discovery(book, dealt)
    leave_open(book, dealt["quality_open"])
    leave_open(book, pend(book, world, rows, 50 * MINUTE, "quality_pending"))


def _own_discovery(book: Book, dealt: dict[str, Indices]) -> None:
    """Let the company find some itself: they happened a little before the ticket was opened."""
    rows = dealt["own_sample"]
    book.channel[rows] = "own_discovery"
    book.occurred[rows] = book.received[rows] - 10 * MINUTE
    book.put("arrived", rows, book.received[rows] + 35 * MINUTE)
    book.put("sample_taken", rows, book.received[rows] + 45 * MINUTE)


def _visited(book: Book, rng: Rng, ticket_type: str, hours: tuple[float, float]) -> None:
    """Matters settled on site by appointment."""
    rows = book.rows(ticket_type)
    start = book.received[rows]
    arrived = start + between(rng, *hours, len(rows), unit=HOUR)
    done = arrived + between(rng, 20, 90, len(rows))
    for event, moments in (
        ("customer_contacted", start + between(rng, 15, 45, len(rows))),
        ("appointment_made", start + between(rng, 46, 55, len(rows))),
        ("arrived", arrived),
        ("measures_done", done),
        ("customer_signed", done + 4 * MINUTE),
        ("replied", done + between(rng, 5, 60, len(rows))),
    ):
        book.put(event, rows, moments)


def _complaint(book: Book, rng: Rng, ticket_type: str) -> None:
    """Complaints: judged, investigated, a plan approved, measures, an answer."""
    rows = book.rows(ticket_type)
    moment = book.received[rows].copy()
    for event, low, high in (
        ("validity_judged", 0.2, 1.0), ("accepted", 0.02, 0.1), ("reply_promised", 0.02, 0.1),
        ("investigation_started", 0.5, 4.0), ("investigation_done", 2.0, 20.0),
        ("plan_submitted", 0.5, 3.0), ("plan_approved", 0.5, 4.0), ("customer_told_plan", 0.5, 3.0),
        ("measures_done", 1.0, 20.0), ("replied", 0.3, 3.0),
    ):  # fmt: skip
        moment = moment + between(rng, low, high, len(rows), unit=HOUR)
        book.put(event, rows, moment)
    held = rows[rng.random(len(rows)) < 0.05]  # noqa: PLR2004 - a few wait for a third party
    told = book.take("plan_approved")[held]
    book.put("suspended", held, told + 10 * MINUTE)
    book.put("resumed", held, told + 20 * MINUTE)


def _never(rows: Indices) -> Seconds:
    return np.full(len(rows), NONE, dtype=np.int64)


def leave_open(book: Book, rows: Indices) -> None:
    """Nothing has been done about these tickets, and they are not closed."""
    for moments in book.when.values():
        moments[rows] = NONE
    book.left_open[rows] = True
