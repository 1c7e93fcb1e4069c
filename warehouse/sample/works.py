"""Applications for supply in the sample, and the works that follow them.

Belongs here: applications from the counter to the contract, installations to the cleared site, and what
is planted in them.
Does not belong here: meters once in service (`metering.py`).
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
    at_office,
    between,
    dates,
    epoch,
    instants,
    months_of,
    until,
)
from warehouse.sample.truth import PROCESS, URBAN, Indices, Truth, deal
from warehouse.sample.world import World

LATE_REPLY = (URBAN + "application.reply", PROCESS + "comp.late-reply")
LATE_WORKS = (URBAN + "install.ontime", PROCESS + "comp.late-install")


def write(world: World, inbox: Inbox, truth: Truth) -> None:
    """Deliver applications and installations."""
    rng = world.rng("works")
    span = world.span
    count = max(60, round(world.customers * span.months * 0.0012))
    days = np.array([epoch(day) for day in span.working_days], dtype=np.int64)
    received = np.sort(at_office(rng, rng.choice(days, count), 8.6, 16.5))
    ids = [f"A-{number + 1:05d}" for number in range(count)]
    applications, complete = _applications(world, rng, truth, received, ids)
    inbox.put("applications", applications)
    inbox.put("installations", _installations(world, rng, truth, complete, ids))


def _applications(
    world: World, rng: Rng, truth: Truth, received: Seconds, ids: list[str]
) -> tuple[pl.DataFrame, Seconds]:
    """Answered within the next day, surveyed and planned within two; the papers of some never come."""
    count, as_of = len(received), world.span.as_of
    settled = np.flatnonzero(received < world.span.end - 6 * DAY)
    dealt = deal(
        rng, settled,
        {
            "reply_late": (0.03, 2), "reply_never": (0.01, 1), "plan_late": (0.03, 2), "plan_never": (0.01, 1),
            "unregistered": (0.015, 1), "papers_later": (0.03, 1), "papers_never": (0.02, 1),
            "brim": (0.01, 1),
        },
    )  # fmt: skip
    complete = received + between(rng, 0, 40, count)
    replied = np.where(
        rng.random(count) < 0.5,  # noqa: PLR2004 - half the same day, half the next
        complete + between(rng, 10, 90, count),
        received // DAY * DAY + DAY + between(rng, 9, 16, count, unit=HOUR),
    )
    arranged = np.maximum(
        complete // DAY * DAY + DAY + between(rng, 8.6, 12, count, unit=HOUR), complete
    )
    fixed = complete // DAY * DAY + 2 * DAY + between(rng, 9, 16, count, unit=HOUR)
    late = dealt["reply_late"]
    replied[late] = received[late] // DAY * DAY + between(rng, 57, 90, len(late), unit=HOUR)
    replied[late[0]] = received[late[0]] // DAY * DAY + 3 * DAY + 10 * HOUR
    replied[dealt["reply_never"]] = NONE
    brim = dealt["brim"]
    replied[brim] = received[brim] // DAY * DAY + 2 * DAY - 1
    late = dealt["plan_late"]
    fixed[late] = complete[late] // DAY * DAY + between(rng, 81, 130, len(late), unit=HOUR)
    fixed[dealt["plan_never"]] = NONE
    later = dealt["papers_later"]
    complete[later] = received[later] // DAY * DAY + 2 * DAY + 10 * HOUR
    replied[later] = received[later] + 30 * MINUTE
    arranged[later] = complete[later] + HOUR
    fixed[later] = complete[later] + DAY
    never = dealt["papers_never"]
    replied[never] = received[never] + 30 * MINUTE
    for moments in (complete, arranged, fixed):
        moments[never] = NONE
    _tell(truth, ids, received, dealt)
    registered = np.ones(count, dtype=np.bool_)
    registered[dealt["unregistered"]] = False
    plan = until(fixed, as_of)
    return pl.DataFrame(
        {
            "application_id": ids,
            "utility": ["water"] * count,
            "type": np.where(rng.random(count) < 0.85, "new", "increase"),  # noqa: PLR2004
            "customer_id": [f"C-{world.customers + number + 1:06d}" for number in range(count)],
            "received_at": instants(received),
            "within_hours": [True] * count,
            "form_complete": registered,
            "one_time_notice": [True] * count,
            "documents_complete_at": instants(until(complete, as_of)),
            "contacted_at": instants(received + 5 * MINUTE),
            "replied_at": instants(until(replied, as_of)),
            "survey_arranged_at": instants(until(arranged, as_of)),
            "surveyed_at": instants(until(after(arranged, 2 * HOUR), as_of)),
            "plan_fixed_at": instants(plan),
            "fee_notice_at": instants(until(after(fixed, HOUR), as_of)),
            "fees_paid_at": instants(until(after(fixed, DAY), as_of)),
            "task_issued_at": instants(until(after(fixed, DAY + 2 * HOUR), as_of)),
            "contract_signed_at": instants(until(after(fixed, DAY + HOUR), as_of)),
            "register_no": pl.Series(
                [
                    f"BZ{number + 1:06d}" if known else None
                    for number, known in enumerate(registered)
                ],
                dtype=pl.String,
            ),
        }
    ), complete


def _tell(truth: Truth, ids: list[str], received: Seconds, dealt: dict[str, Indices]) -> None:
    for lot, clauses, zh, en in (
        ("reply_late", LATE_REPLY, "用水申请答复超过一日", "application answered after its day"),
        ("reply_never", LATE_REPLY, "用水申请一直未答复", "application never answered"),
        (
            "plan_late",
            (URBAN + "application.survey",),
            "勘察、供水方案超过两日",
            "plan fixed after two days",
        ),
        ("plan_never", (URBAN + "application.survey",), "供水方案一直未定", "plan never fixed"),
        (
            "unregistered",
            (URBAN + "counter.formalities",),
            "报装手续不全",
            "formalities not completed",
        ),
    ):
        chosen = dealt[lot]
        for clause in clauses:
            truth.add(
                clause,
                "applications",
                [ids[i] for i in chosen],
                months_of(received[chosen]),
                (zh, en),
            )


def _installations(
    world: World, rng: Rng, truth: Truth, complete: Seconds, application_ids: list[str]
) -> pl.DataFrame:
    """Works for most applications, finished before the agreed day; those under way are pending."""
    as_of, last = world.span.as_of, world.span.end
    rows = np.flatnonzero((complete != NONE) & (rng.random(len(complete)) < 0.92))  # noqa: PLR2004
    count = len(rows)
    due = complete[rows] // DAY * DAY + rng.integers(10, 22, count) * DAY
    finished = due - rng.integers(1, 5, count) * DAY + between(rng, 9, 17, count, unit=HOUR)
    settled = np.flatnonzero((due < last - 8 * DAY) & (finished < last))
    dealt = deal(
        rng, settled,
        {
            "late": (0.03, 2), "storm": (0.015, 1), "never": (0.005, 1), "brim": (0.015, 1),
            "uncleared": (0.03, 2), "unsafe": (0.02, 1),
        },
    )  # fmt: skip
    over = rng.integers(2, 6, count)
    over[dealt["late"][:1]] = 3
    behind = np.concatenate([dealt["late"], dealt["storm"]])
    finished[behind] = due[behind] + over[behind] * DAY + 15 * HOUR
    finished[dealt["brim"]] = due[dealt["brim"]] + DAY - 1
    finished[dealt["never"]] = NONE
    ids = [f"I-{number + 1:05d}" for number in range(count)]
    kind = np.where(rng.random(count) < 0.5, "meter_well", "meter_fitting")  # noqa: PLR2004
    kind[rng.random(count) < 0.2] = "main_extension"  # noqa: PLR2004
    kind[dealt["storm"]] = "meter_well"
    kind[dealt["late"][:1]] = "meter_well"
    _tell_works(truth, ids, due, finished, dealt, kind)
    cause = np.full(count, None, dtype=object)
    cause[dealt["late"]] = "company"
    cause[dealt["storm"]] = "force_majeure"
    cleared = after(finished, between(rng, 1, 5, count, unit=HOUR))
    cleared[dealt["uncleared"]] = NONE
    safe = np.ones(count, dtype=np.bool_)
    safe[dealt["unsafe"]] = False
    done = until(finished, as_of)
    over_now = done != NONE
    district = world.district_of[rng.integers(0, world.customers, count)]
    return pl.DataFrame(
        {
            "installation_id": ids,
            "application_id": [application_ids[row] for row in rows],
            "utility": ["water"] * count,
            "kind": kind.tolist(),
            "contract_no": [f"HT-{number + 1:05d}" for number in range(count)],
            "builder_dept_id": [
                "D-NET" if number % 2 else world.station(number) for number in district.tolist()
            ],
            "designer_qualified": [True] * count,
            "builder_qualified": [True] * count,
            "materials_certified": [True] * count,
            "price_cny": rng.integers(12, 80, count) * 100.0,
            "due_on": dates(due),
            "finished_at": instants(done),
            "delay_cause": pl.Series(cause.tolist(), dtype=pl.String),
            "accepted_at": instants(until(after(finished, 6 * HOUR), as_of)),
            "accepted_by_dept": ["D-NET"] * count,
            "acceptance_ok": pl.Series(
                [True if is_over else None for is_over in over_now.tolist()]
            ),
            "sign_complete": [True] * count,
            "safety_ok": safe,
            "design_changes": [0] * count,
            "design_changes_approved": [0] * count,
            "site_cleared_at": instants(until(cleared, as_of)),
        }
    )


def _tell_works(
    truth: Truth,
    ids: list[str],
    due: Seconds,
    finished: Seconds,
    dealt: dict[str, Indices],
    kind: Indices,
) -> None:
    meter = np.isin(kind, ["meter_well", "meter_fitting"])
    late = np.concatenate([dealt["late"], dealt["never"]])
    storm = dealt["storm"]
    for clause, chosen, moments, zh, en in (
        (LATE_WORKS[0], late, due, "工程未按期完工", "works late"),
        (
            LATE_WORKS[0],
            storm,
            due,
            "因不可抗力延期(只免赔偿)",
            "late by force majeure: spares the money only",
        ),
        (LATE_WORKS[1], late[meter[late]], due, "表井、装表工程未按期完工", "meter works late"),
        (
            URBAN + "install.cleanup",
            dealt["uncleared"],
            finished,
            "完工后场地未清",
            "site not cleared",
        ),
        (URBAN + "install.codes", dealt["unsafe"], finished, "施工安全不合要求", "works not safe"),
    ):
        truth.add(
            clause, "installations", [ids[i] for i in chosen], months_of(moments[chosen]), (zh, en)
        )
