"""Applications for supply in the sample, and the works that follow them.

Belongs here: applications from the counter to supply, installations to the cleared site, and what is
planted in them.
Does not belong here: meters once in service (`metering.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import (
    DAY,
    HOUR,
    MINUTE,
    NONE,
    Flags,
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
FINISHED_LATE = (URBAN + "install.ontime",)
FINISHED_LATE_METER = (*FINISHED_LATE, PROCESS + "comp.late-install")

APPLIED = {
    "reply_late": (0.03, 2), "reply_never": (0.01, 1), "plan_late": (0.03, 2), "plan_never": (0.01, 1),
    "papers_later": (0.03, 1), "papers_never": (0.02, 1), "brim": (0.01, 1),
}  # fmt: skip

BUILT = {
    "late": (0.03, 2), "storm": (0.015, 1), "never": (0.005, 1), "brim": (0.015, 1),
}  # fmt: skip

ILL_DONE = {"uncleared": (0.06, 2), "unsafe": (0.04, 1), "rejected": (0.02, 1)}
"""Planted in works that are begun, due and finished in one month, so that the month is beyond doubt."""


@dataclass(frozen=True)
class Applications:
    """The moments of applications."""

    ids: list[str]
    received: Seconds
    complete: Seconds
    replied: Seconds
    arranged: Seconds
    fixed: Seconds


@dataclass(frozen=True)
class Jobs:
    """Works: the application of each, its moments, and what was planted."""

    applications: Indices
    ids: list[str]
    due: Seconds
    finished: Seconds
    cleared: Seconds
    is_meter: Flags
    lots: dict[str, Indices]


def months(moments: Seconds) -> Seconds:
    """Count the months from 1970 to each moment."""
    return moments.view("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def write(world: World, inbox: Inbox, truth: Truth) -> None:
    """Deliver applications and installations."""
    rng = world.rng("works")
    filed = _apply(world, rng, truth)
    jobs = _build(world, rng, filed.complete)
    _tell(truth, jobs)
    supplied = np.full(len(filed.ids), NONE, dtype=np.int64)
    supplied[jobs.applications] = until(after(jobs.finished, DAY), world.span.as_of)
    inbox.put("applications", _applications(world, rng, truth, filed, supplied))
    inbox.put("installations", _installations(world, rng, jobs, filed.ids))


def _apply(world: World, rng: Rng, truth: Truth) -> Applications:
    """Answered within the next day, planned within two; the papers of some come late or never."""
    span = world.span
    count = max(60, 120 // span.months, round(world.customers * span.months * 0.0012))
    days = np.array([epoch(day) for day in span.working_days], dtype=np.int64)
    received = np.sort(at_office(rng, rng.choice(days, count), 8.6, 16.5))
    today = received // DAY * DAY
    complete = received + between(rng, 0, 40, count)
    at_once, next_day = (
        complete + between(rng, 10, 90, count),
        between(rng, 33, 40, count, unit=HOUR),
    )
    replied = np.where(rng.random(count) < 0.5, at_once, today + next_day)  # noqa: PLR2004 - half and half
    arranged = today + DAY + between(rng, 8.6, 12, count, unit=HOUR)
    fixed = today + 2 * DAY + between(rng, 9, 16, count, unit=HOUR)
    lots = deal(rng, np.flatnonzero(received < span.end - 6 * DAY), APPLIED)
    late = lots["reply_late"]
    replied[late] = today[late] + between(rng, 57, 90, len(late), unit=HOUR)
    replied[late[0]] = today[late[0]] + 3 * DAY + 10 * HOUR
    replied[lots["reply_never"]] = NONE
    replied[lots["brim"]] = today[lots["brim"]] + 2 * DAY - 1
    late = lots["plan_late"]
    fixed[late] = today[late] + between(rng, 81, 130, len(late), unit=HOUR)
    fixed[lots["plan_never"]] = NONE
    later, never = lots["papers_later"], lots["papers_never"]
    complete[later] = today[later] + 2 * DAY + 10 * HOUR
    replied[later] = received[later] + 30 * MINUTE
    arranged[later] = complete[later] + HOUR
    fixed[later] = complete[later] + DAY
    replied[never] = received[never] + 30 * MINUTE
    for moments in (complete, arranged, fixed):
        moments[never] = NONE
    ids = [f"A-{number + 1:05d}" for number in range(count)]
    for lot, clauses, zh, en in (
        ("reply_late", LATE_REPLY, "用水申请答复超过一日", "application answered after its day"),
        ("reply_never", LATE_REPLY, "用水申请一直未答复", "application never answered"),
        ("plan_late", (URBAN + "application.survey",), "供水方案超过两日", "plan after two days"),
        ("plan_never", (URBAN + "application.survey",), "供水方案一直未定", "plan never fixed"),
    ):
        chosen, received_in = [ids[i] for i in lots[lot]], months_of(received[lots[lot]])
        for clause in clauses:
            truth.add(clause, "applications", chosen, received_in, (zh, en))
    return Applications(ids, received, complete, replied, arranged, fixed)


def _applications(
    world: World, rng: Rng, truth: Truth, filed: Applications, supplied: Seconds
) -> pl.DataFrame:
    count, as_of = len(filed.ids), world.span.as_of
    one_month = (supplied != NONE) & (months(filed.received) == months(supplied))
    informal = deal(rng, np.flatnonzero(one_month), {"informal": (0.04, 2)})["informal"]
    waiting = deal(rng, np.flatnonzero(supplied == NONE), {"waiting": (0.05, 1)})["waiting"]
    truth.add(
        URBAN + "counter.formalities", "applications", [filed.ids[i] for i in informal],
        months_of(filed.received[informal]),
        ("手续不全即通水", "supplied without the formalities"),
    )  # fmt: skip
    registered = np.ones(count, dtype=np.bool_)
    registered[informal] = False
    registered[waiting] = False
    complete_form = np.ones(count, dtype=np.bool_)
    complete_form[informal[::2]] = False
    fixed = filed.fixed

    def known(moments: Seconds) -> pl.Series:
        return instants(until(moments, as_of))

    return pl.DataFrame(
        {
            "application_id": filed.ids,
            "utility": ["water"] * count,
            "type": np.where(rng.random(count) < 0.85, "new", "increase").tolist(),  # noqa: PLR2004
            "customer_id": [f"C-{world.customers + number + 1:06d}" for number in range(count)],
            "received_at": instants(filed.received),
            "within_hours": [True] * count,
            "form_complete": complete_form,
            "one_time_notice": [True] * count,
            "documents_complete_at": known(filed.complete),
            "contacted_at": instants(filed.received + 5 * MINUTE),
            "replied_at": known(filed.replied),
            "survey_arranged_at": known(filed.arranged),
            "surveyed_at": known(after(filed.arranged, 2 * HOUR)),
            "plan_fixed_at": known(fixed),
            "fee_notice_at": known(after(fixed, HOUR)),
            "fees_paid_at": known(after(fixed, DAY)),
            "task_issued_at": known(after(fixed, DAY + 2 * HOUR)),
            "contract_signed_at": known(after(fixed, DAY + HOUR)),
            "supply_at": instants(supplied),
            "register_no": pl.Series(
                [f"BZ{n + 1:06d}" if yes else None for n, yes in enumerate(registered.tolist())],
                dtype=pl.String,
            ),
        }
    )


def _build(world: World, rng: Rng, complete: Seconds) -> Jobs:
    """Works for most applications, finished before the agreed day; those under way are pending."""
    last = world.span.end
    rows = np.flatnonzero((complete != NONE) & (rng.random(len(complete)) < 0.92))  # noqa: PLR2004
    count = len(rows)
    due = complete[rows] // DAY * DAY + rng.integers(10, 22, count) * DAY
    finished = due - rng.integers(1, 5, count) * DAY + between(rng, 9, 17, count, unit=HOUR)
    settled = due < last - 8 * DAY
    one_month = settled & (months(complete[rows] - DAY) == months(due + DAY))
    lots = deal(rng, np.flatnonzero(one_month), ILL_DONE)
    settled[np.concatenate(list(lots.values()))] = False
    lots |= deal(rng, np.flatnonzero(settled), BUILT)
    is_meter = rng.random(count) < 0.8  # noqa: PLR2004 - the rest are main extensions
    is_meter[lots["late"][0]] = True
    is_meter[lots["storm"]] = True
    over = rng.integers(2, 6, count)
    over[lots["late"][0]] = 3
    behind = np.concatenate([lots["late"], lots["storm"]])
    finished[behind] = due[behind] + over[behind] * DAY + 15 * HOUR
    finished[lots["brim"]] = due[lots["brim"]] + DAY - 1
    finished[lots["never"]] = NONE
    cleared = after(finished, between(rng, 1, 5, count, unit=HOUR))
    cleared[lots["uncleared"]] = NONE
    ids = [f"I-{number + 1:05d}" for number in range(count)]
    return Jobs(rows, ids, due, finished, cleared, is_meter, lots)


def _tell(truth: Truth, jobs: Jobs) -> None:
    late = np.concatenate([jobs.lots["late"], jobs.lots["never"]])
    codes = (URBAN + "install.codes",)
    for clauses, chosen, zh, en in (
        (
            FINISHED_LATE_METER,
            late[jobs.is_meter[late]],
            "表井、装表工程未按期完工",
            "meter works late",
        ),
        (FINISHED_LATE, late[~jobs.is_meter[late]], "工程未按期完工", "works late"),
        (
            FINISHED_LATE,
            jobs.lots["storm"],
            "不可抗力延期(只免赔偿)",
            "force majeure spares the money only",
        ),
        (
            (URBAN + "install.cleanup",),
            jobs.lots["uncleared"],
            "完工后场地未清",
            "site not cleared",
        ),
        (codes, jobs.lots["unsafe"], "施工安全不合要求", "works not safe"),
        (codes, jobs.lots["rejected"], "验收不合格", "works not accepted"),
    ):
        for clause in clauses:
            due = months_of(jobs.due[chosen])
            truth.add(clause, "installations", [jobs.ids[i] for i in chosen], due, (zh, en))


def _installations(world: World, rng: Rng, jobs: Jobs, application_ids: list[str]) -> pl.DataFrame:
    count, as_of, lots = len(jobs.ids), world.span.as_of, jobs.lots
    kind = np.where(rng.random(count) < 0.5, "meter_well", "meter_fitting")  # noqa: PLR2004
    cause = np.full(count, None, dtype=object)
    cause[lots["late"]] = "company"
    cause[lots["storm"]] = "force_majeure"
    safe = np.ones(count, dtype=np.bool_)
    safe[lots["unsafe"]] = False
    accepted = until(after(jobs.finished, 6 * HOUR), as_of)
    passed = [None if moment == NONE else True for moment in accepted.tolist()]
    for row in lots["rejected"].tolist():
        passed[row] = False
    builders = [
        world.station(district) for district in rng.choice(world.district_of, count).tolist()
    ]
    return pl.DataFrame(
        {
            "installation_id": jobs.ids,
            "application_id": [application_ids[row] for row in jobs.applications],
            "utility": ["water"] * count,
            "kind": np.where(jobs.is_meter, kind, "main_extension").tolist(),
            "contract_no": [f"HT-{number + 1:05d}" for number in range(count)],
            "builder_dept_id": builders,
            "designer_qualified": [True] * count,
            "builder_qualified": [True] * count,
            "materials_certified": [True] * count,
            "price_cny": rng.integers(12, 80, count) * 100.0,
            "due_on": dates(jobs.due),
            "finished_at": instants(until(jobs.finished, as_of)),
            "delay_cause": pl.Series(cause.tolist(), dtype=pl.String),
            "accepted_at": instants(accepted),
            "accepted_by_dept": ["D-NET"] * count,
            "acceptance_ok": pl.Series(passed, dtype=pl.Boolean),
            "sign_complete": [True] * count,
            "safety_ok": safe,
            "design_changes": [0] * count,
            "design_changes_approved": [0] * count,
            "site_cleared_at": instants(until(jobs.cleared, as_of)),
        }
    )
