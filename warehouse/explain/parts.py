"""The parts a story is made of: typed rows for parties, moments, clocks, verdicts, money.

Belongs here: the shape of each part. Field names are the keys of the JSON, as in `story.py`.
Does not belong here: whole stories (`story.py`), finding any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal


@dataclass(frozen=True)
class Said:
    """One text in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Code:
    """A code with its labels."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Party:
    """Who: type is company, department, person or customer; name where the evidence has one."""

    type: str
    id: str
    name: str | None


@dataclass(frozen=True)
class Source:
    """Where something was delivered: table, received file and line (None: derived, not delivered)."""

    table: str
    file: str | None
    row: int | None


@dataclass(frozen=True)
class Asked:
    """The audit the story is told from."""

    audit_id: str
    as_of: datetime
    profile_id: str
    profile: Said
    zone: str
    digest: str


@dataclass(frozen=True)
class Value:
    """One delivered value of a record, as text; personal data is masked as in the published file."""

    column: str
    label: Said
    value: Said


@dataclass(frozen=True)
class Record:
    """The record a matter is about; values are those of its delivered row, empty where it is derived."""

    table: str
    table_name: Said
    record_id: str
    source: Source | None
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Moment:
    """Something that happened to the record, with the department and person that acted.

    is_date: only the day is recorded; at is the midnight it begins with.
    """

    at: datetime
    is_date: bool
    code: str
    label: Said
    department: Party | None
    staff_id: str | None
    source: Source


@dataclass(frozen=True)
class Holding:
    """How long one department held the record (half-open). until_at None: it still does.

    department None: the audit could not tell who held it. state: running or paused. basis: audit
    (`audit.holding`) or events (read off the departments that acted).
    """

    number: int
    department: Party | None
    staff_id: str | None
    from_at: datetime
    until_at: datetime | None
    state: str
    basis: str


@dataclass(frozen=True)
class Article:
    """The clause that asks for something, and where it stands."""

    clause_id: str
    version_from: date | None
    regulation: Said
    locator: str
    title: Said
    summary: Said
    kind: Code
    is_governing: bool
    is_hard: bool
    uncertain: Said | None
    mended: Said | None


@dataclass(frozen=True)
class Limit:
    """The number that is asked. said: in words with its unit and clock; basis: where the number comes from
    (text, parameter, class or record), with the name of the parameter or the class.
    """

    op: str
    value: Decimal
    unit: str
    said: Said
    basis: str
    name: str | None


@dataclass(frozen=True)
class Step:
    """One step of the arithmetic as a person would redo it; at is the instant it arrives at, if any."""

    at: datetime | None
    said: Said


@dataclass(frozen=True)
class CalendarDay:
    """One day of the calendar the audit counted by, with the office hours of that day.

    kind: workday, weekend, holiday, makeup (worked in exchange for a holiday) or override (the utility's own).
    """

    day: date
    is_working_day: bool
    kind: str
    name_zh: str | None
    name_en: str | None
    is_announced: bool
    office_open: time | None
    office_close: time | None


@dataclass(frozen=True)
class Days:
    """A run of days of one kind, both ends included, counted or not by a clock that counts days.

    first_no and last_no number the counted days from 1; None: these days do not count. is_announced
    false: no authority has announced yet whether they are worked.
    """

    first_on: date
    last_on: date
    kind: Code
    name: Said | None
    first_no: int | None
    last_no: int | None
    is_announced: bool


@dataclass(frozen=True)
class Segment:
    """A stretch of the clock with one holder and one state: running, paused or closed.

    closed: outside office hours, for clocks that count working days; these hours pass but carry no work.
    """

    from_at: datetime
    until_at: datetime
    state: str
    department: Party | None
    seconds: int


@dataclass(frozen=True)
class Held:
    """What one department had of the clock, and its share of the breach where the audit attributed one.

    Seconds are those between start and end of the clock; held_min and allowance_min are those the audit
    compared, rule is how.
    """

    department: Party | None
    running_s: int
    paused_s: int
    closed_s: int
    held_min: Decimal | None
    allowance_min: Decimal | None
    share: Decimal | None
    rule: Code | None


@dataclass(frozen=True)
class Clock:
    """The time of an observation. calendar is the clock's kind, or period where a whole period is judged.

    recomputed_due_at is what the steps arrive at; agrees says whether that is due_at, or what it was before
    the decision extended_by gave more time. end_at is where the clock stopped, or the instant of the audit
    while it runs (is_open).
    """

    calendar: Code
    is_ahead: bool
    started_at: datetime | None
    start: Said
    due_at: datetime | None
    recomputed_due_at: datetime | None
    agrees: bool
    extended_by: str | None
    stopped_at: datetime | None
    stop: Said
    end_at: datetime
    is_open: bool
    late_by_min: int | None
    days: tuple[Days, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Decision:
    """One decision about the observation, its money or its department's month."""

    decision_id: str
    decided_at: datetime | None
    decided_by: str | None
    kind: Code
    status: Code
    refusal: Code | None
    effect: Said
    original_due_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class Appeal:
    """One appeal, and what became of it."""

    appeal_id: str
    filed_at: datetime | None
    department: Party | None
    state: Code
    decision_id: str | None


@dataclass(frozen=True)
class Judgement:
    """The verdict that counts, what it was before a decision, and who decided what, oldest first."""

    verdict: Code
    reason: Code | None
    reason_meaning: Said | None
    original_verdict: Code
    original_reason: Code | None
    is_provisional: bool
    decisions: tuple[Decision, ...]
    appeals: tuple[Appeal, ...]


@dataclass(frozen=True)
class Line:
    """One addend of a department's month. is_direct false: the observation counts in it among others."""

    line_id: str
    department: Party
    period_from: date
    kind: Code
    points: Decimal
    amount_cny: Decimal
    basis: Said
    is_direct: bool


@dataclass(frozen=True)
class Entry:
    """Money (or a step, is_step) that a breach draws.

    amount_cny is what counts (None: still to be decided, or a step), stated_cny what the text states, low_cny
    and high_cny what it allows. absorbed_by names the entry that stands in its place, restates the entry of a
    closed month that it corrects. steps: how the days of a delay were counted, where the amount grows by day.
    """

    entry_id: str
    ledger_id: str
    kind: Code
    observation_id: str | None
    department: Party | None
    period_from: date
    payer: Party
    payee: Party
    amount_cny: Decimal | None
    stated_cny: Decimal | None
    basis: Said
    status: Code
    payer_role: Code | None
    low_cny: Decimal | None
    high_cny: Decimal | None
    is_step: bool
    absorbed_by: str | None
    decision_id: str | None
    restates: str | None
    steps: tuple[Step, ...]
