"""One clause on one record, gathered: article, limit, clock, steps, verdict, money, points.

Belongs here: putting an `Observation` together from the published rows.
Does not belong here: the record around it (`matter.py`), counting, layout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from warehouse.explain.due import (
    MICROSECOND,
    Counted,
    Rule,
    counted,
    duty_due,
    period_end,
    start_of,
)
from warehouse.explain.findings import findings
from warehouse.explain.ledger import appeals_of, decisions_of, lines_of
from warehouse.explain.limits import asked_of
from warehouse.explain.parts import (
    Article,
    Clock,
    Code,
    Decision,
    Entry,
    Holding,
    Judgement,
    Limit,
    Moment,
    Record,
    Said,
    Segment,
)
from warehouse.explain.published import Published, Row, fact_name, source_of
from warehouse.explain.segments import cut, held
from warehouse.explain.steps import Run, day_runs, deadline
from warehouse.explain.story import Observation


def gather(
    published: Published,
    verdict: Row,
    record: Record,
    moments: Sequence[Moment],
    holdings: Sequence[Holding],
    entries: Sequence[Entry],
) -> Observation:
    """Everything about one verdict; entries: the money that rests on the record."""  # fmt: skip
    (clause,) = published.rows("clause", version_id=verdict["version_id"])
    identifier = f"{clause['clause_id']}/{verdict['record_id']}"
    limit, rule = asked_of(published, clause, verdict, record.values)
    start, stop = _names(published, clause, verdict, moments)
    department = published.department(verdict["department_id"])
    found = _counted(published, clause, verdict, rule)
    own = tuple(one for one in entries if one.observation_id == identifier)
    judgement = _judgement(published, verdict, identifier, own)
    clock = None
    if clause["kind"] in ("deadline", "count", "reporting_duty"):
        clock = _clock(published, clause, verdict, rule, found, start, stop)
    segments: tuple[Segment, ...] = ()
    if clock is not None:
        segments = clock.segments
        if clause["kind"] == "deadline" and clock.started_at is not None:
            first, last = sorted((clock.started_at, clock.end_at))
            segments = cut(
                published, first, last, holdings, department,
                with_hours=clock.calendar.code == "working_day",
            )  # fmt: skip
    shares = (
        published.rows("attribution", clause_id=clause["clause_id"], record_id=verdict["record_id"])
        if published.has("audit.attribution")
        else []
    )
    extension = _extension(judgement, verdict)
    run = Run(
        rule, limit.said if limit else None, verdict["started_at"], start, verdict["stopped_at"],
        stop, verdict["due_at"], verdict["late_by_min"], clause["earliest_s"],
        clause["limit_param"], bool(verdict["is_provisional"]),
        verdict["verdict"] not in ("not_assessed", "not_applicable"),
        extension,
    )  # fmt: skip
    steps = (
        deadline(published, run, found)
        if clause["kind"] == "deadline"
        else findings(published, clause, verdict, limit, record.values, (start, stop), moments)
    )
    return Observation(
        observation_id=identifier,
        article=article_of(published, clause),
        limit=limit,
        role=_role(clause),
        department=department,
        routed_department=published.department(verdict.get("routed_department_id")),
        staff_id=verdict["staff_id"],
        customer_id=verdict["customer_id"],
        period_from=verdict["period_from"],
        measured=verdict["measured"],
        clock=None if clock is None else _with(clock, segments, extension),
        steps=tuple(steps),
        judgement=judgement,
        held=held(published, segments, shares),
        lines=lines_of(published, clause["clause_id"], identifier, verdict, own),
        entries=own,
        source=source_of(published, verdict["source_file_id"], verdict["source_row"]),
    )


def article_of(published: Published, clause: Row) -> Article:
    """Where a clause stands and what it says."""
    return Article(
        clause_id=clause["clause_id"],
        version_from=clause["version_from"],
        regulation=Said(clause["regulation_title_zh"], clause["regulation_title_en"]),
        locator=clause["locator"] or "",
        title=Said(clause["title_zh"], clause["title_en"]),
        summary=Said(clause["summary_zh"] or "", clause["summary_en"] or ""),
        kind=published.code("kinds", clause["kind"]),
        is_governing=clause["is_governing"],
        is_hard=clause["strength"] == "hard",
        uncertain=_said(clause, "uncertain"),
        mended=_said(clause, "mended"),
    )


def _said(clause: Row, name: str) -> Said | None:
    zh, en = clause[f"{name}_zh"], clause[f"{name}_en"]
    return Said(zh, en) if zh else None


def _role(clause: Row) -> Code | None:
    role = clause["responsible_role"]
    if not role:
        return None
    from warehouse.explain.published import code_name

    said = code_name("departments.role", role)
    return Code(role, said.zh, said.en)


def _names(
    published: Published, clause: Row, verdict: Row, moments: Sequence[Moment]
) -> tuple[Said, Said]:
    """What people call the moments that start and stop the clock, as far as can be told which it was."""
    rows = published.rows("clause_fact", version_id=clause["version_id"])
    is_ahead = clause["limit_op"] == ">=" and clause["kind"] == "deadline"
    first, then = ("end", "trigger") if is_ahead else ("trigger", "end")
    return (
        _name([row for row in rows if row["role"] == first], verdict["started_at"], moments),
        _name([row for row in rows if row["role"] == then], verdict["stopped_at"], moments),
    )


def _name(rows: Sequence[Row], at: datetime | None, moments: Sequence[Moment]) -> Said:
    facts = list(dict.fromkeys(row["fact"] for row in rows))
    fitting = facts
    if rows and rows[0]["combine"] == "any" and at is not None:
        elsewhere = {one.code for one in moments} - {one.code for one in moments if one.at == at}
        seen = [fact for fact in facts if any(one.code == fact and one.at == at for one in moments)]
        fitting = seen[:1] or [fact for fact in facts if fact not in elsewhere] or facts
    names = [fact_name(fact) for fact in fitting]
    joint = ("或", " or ") if rows and rows[0]["combine"] == "any" else ("、", " and ")
    return Said(joint[0].join(one.zh for one in names), joint[1].join(one.en for one in names))


def _counted(published: Published, clause: Row, verdict: Row, rule: Rule | None) -> Counted | None:
    started: datetime | None = verdict["started_at"]
    if started is None:
        return None
    if clause["kind"] == "deadline":
        if rule is None or verdict["due_at"] is None:
            return None
        return counted(rule, started, published.calendar, published.asked.zone)
    if clause["kind"] not in ("count", "reporting_duty") or not clause["every"]:
        return None
    from zoneinfo import ZoneInfo

    zone = published.asked.zone
    first = started.astimezone(ZoneInfo(zone)).date()
    until = _period_until(clause, first)
    return None if until is None else Counted(start_of(until, zone) - MICROSECOND, first)


def _period_until(clause: Row, first: date) -> date | None:
    if clause["kind"] == "count":
        return period_end(clause["every"], first)
    limit = clause["limit_value"] if clause["limit_unit"] else None
    return duty_due(
        clause["every"], clause["duty_due_in"], limit, first, is_about=clause["duty_of"] is not None
    )


def _clock(
    published: Published, clause: Row, verdict: Row, rule: Rule | None, found: Counted | None,
    start: Said, stop: Said,
) -> Clock:  # fmt: skip
    due_at, stopped = verdict["due_at"], verdict["stopped_at"]
    is_ahead = rule is not None and rule.is_ahead
    calendar = rule.calendar if rule else clause["calendar"] or "period"
    is_open = stopped is None and clause["kind"] != "count"
    end_at = stopped or (due_at if is_ahead and due_at else published.asked.as_of)
    if clause["kind"] == "count" and due_at is not None:
        end_at = min(due_at, published.asked.as_of)
    return Clock(
        calendar=published.code("clocks", calendar),
        is_ahead=is_ahead,
        started_at=verdict["started_at"],
        start=start,
        due_at=due_at,
        recomputed_due_at=found.due_at if found else None,
        agrees=found is None or found.due_at == due_at,
        extended_by=None,
        stopped_at=stopped,
        stop=stop,
        end_at=end_at,
        is_open=is_open,
        late_by_min=verdict["late_by_min"],
        days=day_runs(published, rule, found) if rule and found else (),
        segments=(),
    )


def _with(clock: Clock, segments: tuple[Segment, ...], extension: Decision | None) -> Clock:
    if extension is None:
        return replace(clock, segments=segments)
    return replace(
        clock, segments=segments, extended_by=extension.decision_id,
        agrees=clock.recomputed_due_at in (None, extension.original_due_at),
    )  # fmt: skip


def _extension(judgement: Judgement, verdict: Row) -> Decision | None:
    """The decision, if any, that made the due instant what it is."""
    for one in reversed(judgement.decisions):
        is_extension = None not in (one.due_at, one.original_due_at)
        is_applied = one.status.code == "applied" and is_extension
        if is_applied and one.due_at == verdict["due_at"] != one.original_due_at:
            return one
    return None


def _judgement(
    published: Published, verdict: Row, identifier: str, entries: Sequence[Entry]
) -> Judgement:
    ids = [one.entry_id for one in entries]
    before = verdict.get("original_verdict") or verdict.get("original_outcome")
    original, is_changed = before or verdict["verdict"], before is not None
    original_reason = verdict.get("original_reason") if is_changed else verdict["reason"]
    return Judgement(
        verdict=published.code("verdicts", verdict["verdict"]),
        reason=reason_of(published, verdict["reason"]),
        reason_meaning=_meaning(published, verdict["reason"]),
        original_verdict=published.code("verdicts", original),
        original_reason=reason_of(published, original_reason),
        is_provisional=bool(verdict["is_provisional"]),
        decisions=decisions_of(published, identifier, ids),
        appeals=appeals_of(published, identifier, ids),
    )


def reason_of(published: Published, reason: str | None) -> Code | None:
    """A reason or excuse with its labels."""
    if not reason:
        return None
    codes = "reasons" if ("reasons", reason) in published.labels else "excuses"
    return published.code(codes, reason)


def _meaning(published: Published, reason: str | None) -> Said | None:
    """What a reason or excuse means, as the vocabulary defines it."""
    for codes in ("reasons", "excuses"):
        if (codes, reason) in published.meanings:
            zh, en = published.meanings[codes, reason or ""]
            return Said(zh, en)
    return None


def limit_name(limit: Limit) -> Said:
    """Where the number of a limit comes from, in words."""
    name = limit.name or ""
    return {
        "text": Said("条文规定", "set by the text"),
        "parameter": Said(f"企业设定的参数 {name}", f"the utility's parameter {name}"),
        "class": Said(f"按类别“{name}”", f"by the class of the record, {name}"),
        "record": Said("随记录给出", "given with the record"),
    }[limit.basis]
