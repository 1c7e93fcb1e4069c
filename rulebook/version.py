"""The test a clause sets: when its clock starts and stops, what must be there, and which numbers limit it.

Belongs here: the parts of a clause version and what can be checked of each part alone.
Does not belong here: the clause around it, with title, citation and money (`rulebook/clause.py`).

A *fact* is how a clause points at evidence: `table.column`, or the bare name of a ticket event from the
event vocabulary (`arrived`, `replied`); `contact_received`, `registered` and `closed` also stand for
the columns of `tickets` with those meanings. Moments may also come from another clause on the same record:
`due:<clause>` is when it is due, `breach:<clause>` when it was broken; `sanctions.<ledger id>` is when a
sanction of that ledger id was decided for the ticket.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rulebook.strict_yaml import Strict


class Kind(StrEnum):
    """The kinds of clause; each is one SQL statement over all its clauses."""

    DEADLINE = "deadline"
    VALUE_LIMIT = "value_limit"
    RATE_THRESHOLD = "rate_threshold"
    PRESENCE = "presence"
    SEQUENCE = "sequence"
    COUNT = "count"
    PROHIBITION = "prohibition"
    REPORTING_DUTY = "reporting_duty"


class Clock(StrEnum):
    """How a deadline runs. Within N includes the due instant itself.

    wall_clock: elapsed time. calendar_day: due at the end of day N after the trigger day.
    working_day: the same count over working days; a contact after office close, or on a day off,
    counts from the next working day. same_day: by 24:00 of the trigger day. overnight: by an hour of the
    next day, which is the limit (unit `next_day_h`).
    """

    WALL_CLOCK = "wall_clock"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    SAME_DAY = "same_day"
    OVERNIGHT = "overnight"


def _one_or_many(value: Any) -> Any:
    return {"any": [value]} if isinstance(value, str) else value


class Moments(Strict):
    """When a clock starts or stops: the earliest (`any`) or the latest (`all`) of some facts.

    A plain text stands for a single fact. With `all`, every fact must have happened.
    """

    any: list[str] = []
    all: list[str] = []

    @model_validator(mode="after")
    def _exactly_one(self) -> Moments:
        if bool(self.any) == bool(self.all):
            raise ValueError("give either 'any' or 'all', with at least one fact")
        return self

    @property
    def facts(self) -> list[str]:
        """The facts named, whichever way they combine."""
        return self.any or self.all


OneOrMany = Annotated[Moments, BeforeValidator(_one_or_many)]


class Condition(Strict):
    """A statement about one coded or yes/no fact of a record; conditions in a list all have to hold.

    `one_of` and `not_one_of` list codes (`"true"`/`"false"` for yes/no facts); a fact without a value
    satisfies neither. `present` asks whether the fact has a value at all, and suits any fact; with `any`
    instead of `fact`, whether at least one of several facts has.
    """

    fact: str = ""
    any: list[str] = []
    one_of: list[str] = []
    not_one_of: list[str] = []
    present: bool | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        if (bool(self.one_of) + bool(self.not_one_of) + (self.present is not None)) != 1:
            raise ValueError("give exactly one of 'one_of', 'not_one_of' and 'present'")
        if bool(self.fact) == bool(self.any):
            raise ValueError("give either 'fact' or 'any'")
        if self.any and self.present is None:
            raise ValueError("'any' goes with 'present'")
        return self

    @property
    def facts(self) -> list[str]:
        """The facts named; several only with `any`."""
        return [self.fact] if self.fact else self.any

    @property
    def key(self) -> str:
        """The fact, or the alternatives as one name."""
        return "|".join(self.facts)


OTHERS = ("due:", "breach:")
"""Before the id of another clause: the moments that come from how that clause was judged."""


UNITS = {
    "s": "seconds", "min": "minutes", "h": "hours", "days": "days", "months": "months", "%": "percent",
    "MPa": "megapascal", "degC": "degrees Celsius", "m2": "square metres", "m3": "cubic metres",
    "CNY/m3": "yuan per cubic metre", "CNY": "yuan", "h/day": "hours per day",
    "/day": "per day", "/week": "per week", "/month": "per month", "/quarter": "per quarter",
    "/season": "per heating season", "/year": "per year", "violations": "count", "persons": "persons", "rings": "rings",
    "next_day_h": "hour of the next day", "day_of_month": "day of the month",
    "standard": "limits of the standard in force",
}  # fmt: skip


class Limit(Strict):
    """A limit: comparator, unit, and a number that is written in the text (`value`), left to the
    operator (`param`), or comes with the record (`fact`). `within` is for a fact that already says how the
    record compares with a set of limits (`pass` or `fail`; anything else cannot be told).
    """

    op: Literal["<=", ">=", "==", "within"]
    unit: str
    value: Decimal | None = None
    param: str = ""
    fact: str = ""

    @model_validator(mode="after")
    def _one_source(self) -> Limit:
        if (self.value is not None) + bool(self.param) + bool(self.fact) != 1:
            raise ValueError("give exactly one of 'value', 'param' and 'fact'")
        if self.unit not in UNITS:
            raise ValueError(f"unknown unit '{self.unit}'; known units: {', '.join(UNITS)}")
        if self.op == "within" and not self.fact:
            raise ValueError("'within' takes the outcome from a 'fact'")
        return self


class ClassLimit(Limit):
    """The limit of one class of records, which may also have its own end and clock."""

    end: OneOrMany | None = None
    calendar: Clock | None = None


class Variants(Strict):
    """Limits by the class of the record, for example by size of the repair."""

    by: str
    limits: dict[str, ClassLimit] = Field(min_length=1)


Period = Literal["day", "week", "month", "quarter", "year", "season"]
"""How often something is owed. Weeks begin on Monday; a season is one heating season."""


class Counted(Strict):
    """What a count clause counts: records of the subject table that satisfy `where`, for each value of
    `for_each` (none = the utility as a whole), in each `every` by the moment `at` (none = as they stand at
    the audit).
    """

    for_each: str = ""
    at: str = ""
    every: Period = "month"
    where: list[Condition] = []

    @model_validator(mode="after")
    def _undated(self) -> Counted:
        if not self.at and (self.for_each or self.every != "month"):
            raise ValueError("without 'at' neither 'for_each' nor 'every' has a meaning")
        return self


class Duty(Strict):
    """A report or publication owed in every period, found among the records that satisfy `where`.

    at: when it was made. of: the period it is about, as text (`2026-03`, `2026-W11`, `2026-Q1`, `2026`);
    it is due by the limit (`day_of_month`) or the last day of the same or the next period (`due_in`).
    Without `of` it must stand at the end of each period: made at most `limit` days before, or ever.
    by: the department that made it, where every department of the responsible role owes its own.
    """

    every: Literal["week", "month", "quarter", "year"]
    at: str
    of: str = ""
    due_in: Literal["same", "next"] = "next"
    by: str = ""
    where: list[Condition] = []


class Window(Strict):
    """A part of the day to which a value limit applies, by the local time of the record.

    From `from` to `until`, over midnight where `until` is the earlier; `ends` says whether those two
    minutes themselves belong to it.
    """

    from_: str = Field(alias="from", pattern=r"^\d\d:\d\d$")
    until: str = Field(pattern=r"^\d\d:\d\d$")
    ends: Literal["included", "excluded"]


class Rate(Strict):
    """What a rate is the share of.

    Either the judged observations of another clause (`clause`), or the records of the subject table:
    `passes` says which pass, `fails` which fail; a record that satisfies neither is not assessed.
    definition: the family of named definitions of which the profile's decides how the rate is reached.
    """

    clause: str = ""
    definition: Literal["", "quality_rate", "pressure_rate"] = ""
    passes: list[Condition] = []
    fails: list[Condition] = []

    @model_validator(mode="after")
    def _one_form(self) -> Rate:
        if bool(self.clause) == bool(self.passes) or bool(self.passes) != bool(self.fails):
            raise ValueError("give either 'clause', or 'passes' and 'fails'")
        return self


class Version(Strict):
    """The test a clause sets, as in force from one day (`from`, null = since before the records begin)
    until the day before the next version, or before `until` where the clause is repealed.

    trigger/end: start and stop of a deadline or sequence; for a before-limit (op >=, for example a
    notice 24 h ahead) the trigger is the act and the end the later moment. early: what an end before
    its trigger means - an impossible order (not assessed) or simply early (compliant). earliest: an end
    sooner than this after the trigger is a breach; the limit may then be left out. gate: the end may not
    happen without the trigger before it; judged wherever the end happened. once: a missing step is a
    breach only once this moment has passed, pending until then; `period_end` is the end of the record's
    month. measure: the number a value limit is set for, in `window` only where that is given.
    late_extension: the text allows more time to be granted after the clock has expired; without it an
    extension counts only if it was granted in time.
    """

    from_: date | None = Field(alias="from")
    until: date | None = None
    published_on: date | None = None
    source: str = ""
    population: list[Condition] = []
    trigger: OneOrMany | None = None
    end: OneOrMany | None = None
    limit: Limit | None = None
    variants: Variants | None = None
    calendar: Clock | None = None
    early: Literal["impossible", "compliant"] = "impossible"
    earliest: Limit | None = None
    gate: bool = False
    once: str = ""
    measure: str = ""
    window: Window | None = None
    requires: list[Condition] = []
    forbids: list[Condition] = []
    counts: Counted | None = None
    duty: Duty | None = None
    rate: Rate | None = None
    excuses: list[str] = []
    late_extension: bool = False


def limits_of(version: Version) -> list[Limit]:
    """Every limit a version sets: the one, those by class, the earliest."""
    by_class = list(version.variants.limits.values()) if version.variants else []
    return [one for one in (version.limit, version.earliest, *by_class) if one is not None]


def moments_of(version: Version) -> set[str]:
    """Every moment a version names, those of other clauses among them."""
    by_class = [one.end for one in version.variants.limits.values()] if version.variants else []
    named = {
        fact for found in (version.trigger, version.end, *by_class) if found for fact in found.facts
    }
    return named | ({version.once} - {"", "period_end"})
