"""From the book of tickets to tables: tickets, their events, hotline calls and callbacks.

Belongs here: numbering, the steps that every ticket goes through (registered, assigned, closed, archived),
people, and the truth of what was planted in tickets.
Does not belong here: when a kind of ticket is handled (`tickets.py`, `leaks.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    Rng,
    Seconds,
    after,
    between,
    instants,
    months_of,
    until,
)
from warehouse.sample.tickets import Book
from warehouse.sample.truth import PROCESS, URBAN, Indices, Truth
from warehouse.sample.world import ROUTES, STREETS, World

LATE_LEAK = (URBAN + "leak.arrival", PROCESS + "fine.late-leak")

PLANTED: dict[str, tuple[tuple[str, ...], str, str]] = {
    "consult_unanswered": ((URBAN + "counter.answer",), "咨询未答复即办结", "enquiry closed unanswered"),
    "billing_query_late": ((URBAN + "billing.reply",), "水费查询答复超过24小时", "billing reply after 24 h"),
    "billing_query_open": ((URBAN + "billing.reply",), "水费查询一直未答复", "billing query never answered"),
    "pressure_late": ((URBAN + "pressure.reply",), "水压咨询答复超过4小时", "pressure reply after 4 h"),
    "pressure_open": ((URBAN + "pressure.reply",), "水压咨询一直未答复", "pressure matter never answered"),
    "sample_late": ((URBAN + "quality.sampling",), "采样超过2小时", "sampled after 2 h"),
    "quality_late": ((URBAN + "quality.reply",), "水质答复超过24小时", "quality reply after 24 h"),
    "quality_open": (
        (URBAN + "quality.sampling", URBAN + "quality.reply"), "水质反映无人处理", "quality matter left lying",
    ),
    "arrival_late": (LATE_LEAK, "报漏后一小时内未到场", "crew later than one hour"),
    "arrival_no_evidence": (LATE_LEAK, "到场超时,理由无凭证", "crew late, excuse without evidence"),
    "arrival_wrong_excuse": (LATE_LEAK, "到场超时,理由不在免责之列", "crew late, excuse not admitted"),
    "arrival_excused": (
        LATE_LEAK[1:],
        "到场超时,罚款条款不设免责",
        "crew late; the clause on the fine has no excuses",
    ),
    "found_late": (LATE_LEAK, "自发现起超过一小时到场", "crew late since the leak was found"),
    "never_arrived": (LATE_LEAK, "一直未到场", "crew never arrived"),
    "repair_late": ((URBAN + "leak.repair",), "修复超过规定时限", "repair longer than its cap"),
    "repair_no_evidence": ((URBAN + "leak.repair",), "修复超时,理由无凭证", "repair late, no evidence of excuse"),
    "never_repaired": ((URBAN + "leak.repair",), "到场后一直未修复", "never repaired"),
}  # fmt: skip
"""What was planted in a ticket -> the clauses it breaks and a note; other plants break none."""

HANDLERS = {
    "consult": "坐席员", "billing_query": "窗口营业员", "pressure": "管网工程师", "water_quality": "化验员",
    "complaint": "督查员", "criticism": "督查员", "supervised_case": "督查员",
}  # fmt: skip

WORDS = {
    "consult": "咨询过户与缴费方式", "billing_query": "本月水费偏高,要求核实", "leak_report": "路面冒水",
    "pressure": "水压低,高层无水", "water_quality": "自来水发黄有异味", "service_request": "户内阀门检修",
    "complaint": "对服务态度不满", "repair": "水表不走字", "suggestion": "建议延长营业时间",
    "praise": "表扬抢修人员", "criticism": "营业厅排队时间长", "supervised_case": "信访件交办",
}  # fmt: skip


def number(book: Book) -> list[str]:
    """Ticket numbers by row, running in the order of receipt."""
    order = np.argsort(book.received, kind="stable")
    days = book.received.view("datetime64[s]").astype("datetime64[D]").astype(str)
    names = np.empty(len(book), dtype=object)
    names[order] = [
        f"T-{days[row].replace('-', '')}-{place + 1:05d}"
        for place, row in enumerate(order.tolist())
    ]
    texts: list[str] = names.tolist()
    return texts


def reveal(book: Book, names: list[str], truth: Truth) -> None:
    """Tell the truth about what was planted in tickets, in the month in which the clock started."""
    start = np.where(book.found == NONE, book.received, np.minimum(book.received, book.found))
    for label, (clauses, zh, en) in PLANTED.items():
        rows = np.flatnonzero(book.planted == label)
        for clause in clauses:
            since = book.take("arrived") if clause == URBAN + "leak.repair" else start
            truth.add(
                clause,
                "tickets",
                [names[i] for i in rows.tolist()],
                months_of(since[rows]),
                (zh, en),
            )


def write(book: Book, world: World, names: list[str], inbox: Inbox) -> None:
    """Deliver tickets, events, calls and callbacks."""
    rng = world.rng("lifecycle")
    everyone = np.arange(len(book))
    as_of = world.span.as_of
    registered = book.received + between(rng, 0.3, 2.4, len(book))
    book.put("contact_received", everyone, book.received)
    book.put("registered", everyone, registered)
    desk = np.isin(book.ticket_type, ["consult", "praise"])
    sent = np.flatnonzero(~desk)
    book.put("assigned", sent, book.received[sent] + between(rng, 2.5, 2.9, len(sent)))
    answered = book.take("replied")
    closed = after(answered, np.where(desk, 90, between(rng, 0.5, 20, len(book), unit=HOUR)))
    unanswered = np.flatnonzero(book.planted == "consult_unanswered")
    closed[unanswered] = book.received[unanswered] + 26 * HOUR
    book.put("result_recorded", sent, after(answered, 30)[sent])
    closed = _callbacks(book, world, names, inbox, closed)
    book.put("closed", everyone, closed)
    book.put("archived", everyone, after(closed, 12 * DAY))
    for event, moments in book.when.items():
        book.when[event] = until(moments, as_of)
    frame = _tickets(book, world, rng, names)
    _deliver(frame, book, names, inbox)
    inbox.put("ticket_events", _events(book, frame, names))
    inbox.put("hotline_calls", _calls(book, world, rng, names))


def _deliver(frame: pl.DataFrame, book: Book, names: list[str], inbox: Inbox) -> None:
    """Deliver tickets; the size of a repair is wrong at first, and put right by a later file."""
    wrong = [names[row] for row in np.flatnonzero(book.planted == "corrected")]
    slip = pl.col("ticket_id").is_in(wrong)
    first = pl.when(slip).then(pl.lit("small")).otherwise(pl.col("severity")).alias("severity")
    inbox.put("tickets", frame.with_columns(first))
    inbox.put("tickets", frame.filter(slip), suffix="_correction")


def _callbacks(
    book: Book, world: World, names: list[str], inbox: Inbox, closed: Seconds
) -> Seconds:
    """Call most customers back; where the matter is not settled it is reopened, which restarts nothing."""
    rng = world.rng("callbacks")
    done = after(closed, between(rng, 2, 40, len(book), unit=HOUR))
    called = (done != NONE) & (done < world.span.as_of) & (rng.random(len(book)) < 0.6)  # noqa: PLR2004
    rows = np.flatnonzero(called & (book.channel != "own_discovery"))
    problem = rng.random(len(rows)) < 0.015  # noqa: PLR2004 - few are not settled
    again = rows[problem]
    book.put("reopened", again, done[again] + 10 * MINUTE)
    book.put("result_told", again, done[again] + 6 * HOUR)
    closed = closed.copy()
    closed[again] = done[again] + 8 * HOUR
    score = rng.choice(5, size=len(rows), p=(0.01, 0.02, 0.07, 0.3, 0.6)) + 1
    ids = [names[row] for row in rows]
    reopened = [name if bad else None for name, bad in zip(ids, problem.tolist(), strict=True)]
    frame = pl.DataFrame(
        {
            "callback_id": [f"CB-{count + 1:06d}" for count in range(len(rows))],
            "ticket_id": ids,
            "method": ["phone"] * len(rows),
            "done_at": instants(done[rows]),
            "staff_id": world.holders("回访员", rng, len(rows)),
            "dept_id": ["D-SVC"] * len(rows),
            "satisfaction": score,
            "rated_attitude": np.minimum(5, score + 1),
            "rated_timeliness": score,
            "problem_found": problem,
            "reopened_ticket_id": pl.Series(reopened, dtype=pl.String),
        }
    )
    inbox.put("callbacks", frame)
    return closed


def _status(book: Book) -> pl.Series:
    closed, archived = book.take("closed") != NONE, book.take("archived") != NONE
    return pl.Series(np.where(archived, "archived", np.where(closed, "closed", "open")))


def departments(book: Book, world: World) -> list[str]:
    """Name the department that handles each ticket."""
    stations = [world.station(district) for district in world.district_of[book.customer].tolist()]
    return [
        station if category == "public_leak" else ROUTES[category]
        for station, category in zip(stations, book.category.tolist(), strict=True)
    ]


def _people(book: Book, world: World, rng: Rng) -> list[str]:
    people = np.array(world.crew_of(world.district_of[book.customer], rng), dtype=object)
    for ticket_type, post in HANDLERS.items():
        rows = np.flatnonzero(book.ticket_type == ticket_type)
        people[rows] = world.holders(post, rng, len(rows))
    handlers: list[str] = people.tolist()
    return handlers


def _tickets(book: Book, world: World, rng: Rng, names: list[str]) -> pl.DataFrame:
    count = len(book)
    own = book.channel == "own_discovery"
    secret = (book.ticket_type == "complaint") & (rng.random(count) < 0.04)  # noqa: PLR2004
    surnames = np.array(list("王李张刘陈杨赵黄周吴"), dtype=object)[rng.integers(0, 10, count)]
    titles = np.array(["先生", "女士"], dtype=object)[rng.integers(0, 2, count)]
    district = np.array(world.districts, dtype=object)[world.district_of[book.customer]]
    street = np.array(STREETS, dtype=object)[rng.integers(0, len(STREETS), count)]
    agents = world.holders("坐席员", rng, count)
    frame = pl.DataFrame(
        {
            "ticket_id": names,
            "utility": ["water"] * count,
            "ticket_type": pl.Series(book.ticket_type.tolist()),
            "category": pl.Series(book.category.tolist()),
            "channel": pl.Series(book.channel.tolist()),
            "customer_id": pl.Series(world.customer_ids(book.customer)),
            "customer_name": pl.Series((surnames + titles).tolist()),
            "contact": [f"139{digits:08d}" for digits in rng.integers(0, 10**8, count).tolist()],
            "address": pl.Series((district + "区" + street).tolist()),
            "anonymous": secret,
            "content": [WORDS[name] for name in book.ticket_type],
            "occurred_at": instants(book.occurred),
            "received_at": instants(book.received),
            "registered_at": instants(book.take("registered")),
            "accepted": np.full(count, fill_value=True),
            "first_responder_id": agents,
            "registrar_id": agents,
            "dept_id": departments(book, world),
            "handler_id": _people(book, world, rng),
            "severity": pl.Series(book.severity.tolist(), dtype=pl.String),
            "urgent": (book.planted == "burst"),
            "parent_ticket_id": pl.Series(
                [names[parent] if parent >= 0 else None for parent in book.parent.tolist()],
                dtype=pl.String,
            ),
            "excuse_code": pl.Series(book.excuse_code.tolist(), dtype=pl.String),
            "excuse_evidence": pl.Series(book.excuse_evidence.tolist(), dtype=pl.String),
            "status": _status(book),
            "closed_at": instants(book.take("closed")),
        }
    )
    nobody = pl.Series(own | secret)
    frame = frame.with_columns(
        pl.when(nobody).then(None).otherwise(pl.col(name)).alias(name)
        for name in ("customer_id", "customer_name", "contact", "address")
    )
    no = pl.format("{}-{}", pl.col("received_at").dt.year(), pl.col("ticket_id").str.tail(5))
    return frame.with_columns(no.alias("ticket_no")).sort("received_at", "ticket_id")


def _events(book: Book, tickets: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    names = pl.Series("ticket_id", ids)
    parts = []
    for event in sorted(book.when):
        moments = book.when[event]
        part = pl.DataFrame({"ticket_id": names, "event_at": instants(moments)}).with_columns(
            pl.lit(event).alias("event_type")
        )
        parts.append(part.filter(pl.col("event_at").is_not_null()))
    desk = pl.col("event_type").is_in(
        ["contact_received", "registered", "assigned", "closed", "archived"]
    )
    who = tickets.select("ticket_id", "registrar_id", "handler_id", "dept_id")
    return (
        pl.concat(parts)
        .join(who, on="ticket_id", how="left", maintain_order="left")
        .sort("ticket_id", "event_at", "event_type")
        .with_row_index("n", offset=1)
        .select(
            pl.format("E-{}", pl.col("n").cast(pl.String).str.zfill(8)).alias("event_id"),
            "ticket_id",
            "event_type",
            "event_at",
            pl.when(desk).then("registrar_id").otherwise("handler_id").alias("actor_id"),
            pl.when(desk).then(pl.lit("D-SVC")).otherwise("dept_id").alias("dept_id"),
        )
    )


def _calls(book: Book, world: World, rng: Rng, names: list[str]) -> pl.DataFrame:
    rows: Indices = np.argsort(book.received, kind="stable")
    rows = rows[book.channel[rows] == "phone"]
    count = len(rows)
    rings = rng.choice(4, size=count, p=(0.5, 0.35, 0.1, 0.05)) + 1
    answered = book.received[rows]
    return pl.DataFrame(
        {
            "call_id": [f"CALL-{place + 1:07d}" for place in range(count)],
            "line": np.where(book.ticket_type[rows] == "leak_report", "repair", "service"),
            "ring_start_at": instants(answered - rings * 4),
            "ring_count": rings,
            "answered_at": instants(answered),
            "ended_at": instants(answered + between(rng, 1, 5, count)),
            "ended_by": np.where(rng.random(count) < 0.97, "customer", "agent"),  # noqa: PLR2004
            "agent_id": world.holders("坐席员", rng, count),
            "agent_dedicated": np.full(count, fill_value=True),
            "ticket_id": [names[row] for row in rows],
            "recap_done": rng.random(count) < 0.98,  # noqa: PLR2004
            "script_ok": rng.random(count) < 0.98,  # noqa: PLR2004
            "identity_stated": rng.random(count) < 0.99,  # noqa: PLR2004
        }
    )
