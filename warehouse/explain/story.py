"""What a story holds: the story of a matter, and of a department's month.

Belongs here: the shape of a story, which the texts, the drawing and the JSON are all made from. Its field names are
the keys of the JSON (`docs/explain.md`), so a name is never changed without a new `SCHEMA`.
Does not belong here: the parts (`parts.py`), finding any of it (`matter.py`, `month.py`), any layout.

Instants are in UTC, moments of the utility's local days are dates. Money and points are decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from warehouse.explain.parts import (
    Article,
    Asked,
    CalendarDay,
    Clock,
    Code,
    Decision,
    Entry,
    Held,
    Holding,
    Judgement,
    Limit,
    Line,
    Moment,
    Party,
    Record,
    Said,
    Source,
    Step,
)

SCHEMA = "plumbline.explain/1"
"""Name and edition of the JSON. Keys may be added within an edition; none goes or changes its meaning."""


@dataclass(frozen=True)
class Observation:
    """One clause on the record: what it asks, how that was reached, what follows from it."""

    observation_id: str
    article: Article
    limit: Limit | None
    role: Code | None
    department: Party | None
    routed_department: Party | None
    staff_id: str | None
    customer_id: str | None
    period_from: date
    measured: Decimal | None
    clock: Clock | None
    steps: tuple[Step, ...]
    judgement: Judgement
    held: tuple[Held, ...]
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    source: Source | None


@dataclass(frozen=True)
class Brief:
    """A clause on the record of which only the verdict is told."""

    observation_id: str
    title: Said
    is_governing: bool
    verdict: Code
    reason: Code | None


@dataclass(frozen=True)
class Matter:
    """The story of a record, of one observation on it, or of one ledger entry (kind says which).

    record is None for an entry that rests on no record. observations are those told in full; calendar holds
    the days from the first to the last instant that the story names.
    """

    schema: str
    kind: str
    target: str
    asked: Asked
    record: Record | None
    entry: Entry | None
    moments: tuple[Moment, ...]
    holdings: tuple[Holding, ...]
    observations: tuple[Observation, ...]
    others: tuple[Brief, ...]
    calendar: tuple[CalendarDay, ...]


@dataclass(frozen=True)
class Behind:
    """The breaches behind a deduction: how many, and the first of them; those the department only shares in
    are among them.
    """

    line: Line
    clause_id: str | None
    n_breaches: int
    first: tuple[Brief, ...]


@dataclass(frozen=True)
class Unassessed:
    """A governing clause of the month that could not be judged, and for how many records why."""

    clause_id: str
    title: Said
    verdict: Code
    reason: Code | None
    n_records: int


@dataclass(frozen=True)
class Check:
    """A sum held against the scorecard: the lines' own, and what the scorecard says."""

    what: Said
    of_lines: Decimal | None
    on_scorecard: Decimal | None
    agrees: bool


@dataclass(frozen=True)
class Without:
    """What the month would have been without its largest deduction."""

    line_id: str
    points: Decimal
    grade: str | None


@dataclass(frozen=True)
class Restated:
    """A difference of a closed month: in the month itself it changes nothing, it is booked in an open one."""

    restatement_id: str
    month: date
    booked_in: date
    item: str
    old: str | None
    new: str | None
    points: Decimal
    amount_cny: Decimal
    cause: Code


@dataclass(frozen=True)
class Settled:
    """What the scheme gives or takes for an indicator, beside the regulations; `unbooked` says why it is shown only."""

    indicator_id: str
    kind: str
    basis: Said
    amount: Decimal
    currency: str
    is_capped: bool
    unbooked: Code | None


@dataclass(frozen=True)
class Month:
    """The story of one department's month: the scorecard, every addend, and what was left out."""

    schema: str
    kind: str
    target: str
    asked: Asked
    department: Party
    period_from: date
    points: Decimal | None
    grade: str | None
    grade_reason: Said | None
    state: Code
    rank_from: int | None
    rank_to: int | None
    n_ranked: int | None
    unranked: Code | None
    coverage_rate: Decimal | None
    confidence_rate: Decimal | None
    n_clauses_assessed: int
    n_clauses: int
    n_breaches: int
    lines: tuple[Line, ...]
    behind: tuple[Behind, ...]
    entries: tuple[Entry, ...]
    settled: tuple[Settled, ...]
    checks: tuple[Check, ...]
    without: Without | None
    unassessed: tuple[Unassessed, ...]
    decisions: tuple[Decision, ...]
    restatements: tuple[Restated, ...]


Story = Matter | Month
