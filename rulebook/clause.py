"""The clause as data: what an auditable sentence of a regulation asks, of whom, by when, at what price.

Belongs here: the shape of a clause file and what can be checked of one file alone.
Does not belong here: profiles and schemes (`rulebook/profile.py`), worked examples (`rulebook/example.py`),
checks across files (`rulebook/agreement.py`), any judging of evidence (`warehouse/`).

A *fact* is how a clause points at evidence: `table.column`, or the bare name of a ticket event from the
event vocabulary (`arrived`, `replied`); `contact_received`, `registered` and `closed` also stand for
the columns of `tickets` with those meanings.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rulebook.example import Example
from rulebook.strict_yaml import Bilingual, Strict


class Kind(StrEnum):
    """The kinds of clause; each is one SQL statement over all its clauses."""

    DEADLINE = "deadline"
    VALUE_LIMIT = "value_limit"
    RATE_THRESHOLD = "rate_threshold"
    PRESENCE = "presence"
    SEQUENCE = "sequence"
    COUNT = "count"
    PROHIBITION = "prohibition"


class Clock(StrEnum):
    """How a deadline runs. Within N includes the due instant itself.

    wall_clock: elapsed time. calendar_day: due at the end of day N after the trigger day.
    working_day: the same count over working days; a contact after office close, or on a day off,
    counts from the next working day. same_day: by 24:00 of the trigger day.
    """

    WALL_CLOCK = "wall_clock"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    SAME_DAY = "same_day"


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
    satisfies neither. `present` asks whether the fact has a value at all, and suits any fact.
    """

    fact: str
    one_of: list[str] = []
    not_one_of: list[str] = []
    present: bool | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Condition:
        if (bool(self.one_of) + bool(self.not_one_of) + (self.present is not None)) != 1:
            raise ValueError("give exactly one of 'one_of', 'not_one_of' and 'present'")
        return self


UNITS = {
    "min": "minutes", "h": "hours", "days": "days", "%": "percent", "MPa": "megapascal",
    "m3": "cubic metres", "CNY/m3": "yuan per cubic metre", "CNY": "yuan",
    "/day": "per day", "/month": "per month", "/year": "per year", "violations": "count",
}  # fmt: skip


class Limit(Strict):
    """A limit: comparator, unit, and a number that is written in the text (`value`), left to the
    operator (`param`), or comes with the record (`fact`).
    """

    op: Literal["<=", ">=", "=="]
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
        return self


class Variants(Strict):
    """Limits by the class of the record, for example by size of the repair."""

    by: str
    limits: dict[str, Limit] = Field(min_length=1)


class Counted(Strict):
    """What a count clause counts: records of the subject table, for each value of `for_each`,
    in each calendar month of `at`, that satisfy `where`.
    """

    for_each: str
    at: str
    where: list[Condition] = []


class Rate(Strict):
    """What a rate is the share of.

    Either the judged observations of another clause (`clause`), or the records of the subject table:
    `passes` says which pass, `fails` which fail; a record that satisfies neither is not assessed.
    """

    clause: str = ""
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
    its trigger means - an impossible order (not assessed) or simply early (compliant). once: a missing
    step is a breach only once this moment has passed, pending until then; `period_end` is the end of
    the record's month. measure: the number a value limit is set for.
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
    once: str = ""
    measure: str = ""
    requires: list[Condition] = []
    forbids: list[Condition] = []
    counts: Counted | None = None
    rate: Rate | None = None
    excuses: list[str] = []


NEEDS: dict[Kind, tuple[set[str], set[str]]] = {
    Kind.DEADLINE: ({"trigger", "end", "calendar"}, {"limit", "variants", "early"}),
    Kind.VALUE_LIMIT: ({"measure", "limit"}, set()),
    Kind.RATE_THRESHOLD: ({"rate", "limit"}, set()),
    Kind.PRESENCE: ({"requires"}, {"once"}),
    Kind.SEQUENCE: ({"trigger", "end"}, {"once", "early"}),
    Kind.COUNT: ({"counts", "limit"}, set()),
    Kind.PROHIBITION: ({"forbids"}, set()),
}
"""For each kind: the keys a version must have, and those it may have besides the common ones."""

_COMMON = {"from_", "until", "published_on", "source", "population", "excuses"}


class NotBefore(Strict):
    """Days do not count for money before this fact plus the limit of the clause."""

    fact: str


class Consequence(Strict):
    """The money (or step) a breach draws, by ledger id (`rulebook/ledger.yaml`).

    Exactly one way of reaching the amount: a fixed `amount_cny`, `percent_of` a fact (with `percent`),
    a multiple (`multiple_of` a fact, `multiple` = [low, high]), or `open` where the text gives none.
    `applies_when` and `excuses` narrow the money only, never the test.
    """

    ledger: str
    per: Literal["case", "day_late", "charge"]
    source: str
    amount_cny: Decimal | None = None
    percent_of: str = ""
    percent: Decimal | None = None
    multiple_of: str = ""
    multiple: tuple[Decimal, Decimal] | None = None
    open: bool = False
    applies_when: list[Condition] = []
    excuses: list[str] = []
    not_before: NotBefore | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Consequence:
        ways = (self.amount_cny is not None) + bool(self.percent_of) + bool(self.multiple_of)
        if ways + self.open != 1:
            raise ValueError("give exactly one of amount_cny, percent_of, multiple_of and open")
        if bool(self.percent_of) != (self.percent is not None):
            raise ValueError("'percent_of' and 'percent' go together")
        if bool(self.multiple_of) != (self.multiple is not None):
            raise ValueError("'multiple_of' and 'multiple' go together")
        return self


class Clause(Strict):
    """One auditable sentence of a regulation. Its id is its path: `regulation.topic.name`.

    title states the compliant state. term is the wording of the text the clause hangs on. uncertain
    keeps the doubts about the reading; mended says what of the text could not be executed
    as written, and what stands here instead. responsible is a department role; without it the record's
    own department answers. attest: only an observer can judge it (table `observations`).
    """

    title: Bilingual
    locator: str
    kind: Kind
    subject: str
    versions: list[Version] = Field(min_length=1)
    summary: Bilingual
    term: str = ""
    strength: Literal["hard", "soft"] = "hard"
    attest: bool = False
    responsible: str = ""
    uncertain: str = ""
    mended: str = ""
    consequences: list[Consequence] = []
    examples: list[Example] = Field(min_length=1)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Clause:
        needed, allowed = NEEDS[self.kind]
        for version in self.versions:
            given = {name for name in version.model_fields_set if name not in _COMMON}
            if missing := sorted(needed - given):
                raise ValueError(f"a {self.kind} clause needs {', '.join(missing)}")
            if stray := sorted(given - needed - allowed):
                raise ValueError(f"a {self.kind} clause has no use for {', '.join(stray)}")
            if self.kind is Kind.DEADLINE and (version.limit is None) == (version.variants is None):
                raise ValueError("a deadline clause needs either 'limit' or 'variants'")
            limits = list(version.variants.limits.values()) if version.variants else [version.limit]
            if self.kind is Kind.DEADLINE and any(one and one.fact for one in limits):
                raise ValueError("the limit of a deadline cannot come with the record")
            if len({one.op for one in limits if one}) > 1:
                raise ValueError("the limits by class must share one comparator")
        self._check_dates()
        return self

    def _check_dates(self) -> None:
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            if later.from_ is None or (earlier.from_ and later.from_ <= earlier.from_):
                raise ValueError("versions must be in order of 'from', and not overlap")
            if earlier.until and earlier.until > later.from_:
                raise ValueError(f"the version until {earlier.until} overlaps the next one")
        last = self.versions[-1]
        if last.until and last.from_ and last.until <= last.from_:
            raise ValueError("'until' is not after 'from'")
