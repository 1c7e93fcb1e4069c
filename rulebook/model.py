"""The words of the law as data: regulation, clause, version, profile, scheme and their parts.

Belongs here: the shape of the definitions under `rulebook/` and what can be checked of one file alone.
Does not belong here: reading the files and the checks across them (`rulebook/loader.py`), and any
judging of evidence (`warehouse/`).

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


class ExpectedMoney(Strict):
    """One ledger entry that a worked example must draw."""

    ledger: str
    amount_cny: Decimal


class Expected(Strict):
    """What the engine must answer for a worked example.

    `record` picks one record where the example has several (default: the only one). For a rate,
    `numerator` and `denominator` are those of the indicator. `money` lists every entry (default: none
    is checked; an empty list means that there must be none).
    """

    verdict: str
    reason: str | None = None
    record: str = ""
    due_at: str = ""
    late_by_min: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    money: list[ExpectedMoney] | None = None


class Example(Strict):
    """A worked example: rows by table, the instant of the audit, and the expected answer.

    Rows give only what matters; required columns left out take the contract's example value, and keys
    that link the rows of one example are filled in. Times without an offset are local. `parameters`
    sets operator parameters for this example, null unsets one.
    """

    name: Bilingual
    given: dict[str, list[dict[str, Any]]]
    as_of: str
    parameters: dict[str, Decimal | None] = {}
    expect: Expected


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


class Regulation(Strict):
    """A regulation as an instrument: who issued it, when, and how much of it is at hand."""

    title: Bilingual
    issuer: Bilingual
    utility: Literal["water", "heat", "any"]
    source_document: str
    covered: str
    published_on: date | None = None
    effective_on: date | None = None
    truncated: str = ""
    note: str = ""


class LedgerItem(Strict):
    """One line of the reward and penalty ledger: kind of money and its direction."""

    title: Bilingual
    kind: Literal[
        "compensation",
        "refund",
        "fine",
        "wage_deduction",
        "bonus_forfeit",
        "reward",
        "disciplinary",
    ]
    payer: Literal["company", "department", "person", "head_of_unit", "open"]
    payee: Literal["company", "customer", "department", "person", "open"]
    source: str
    note: str = ""


class Parameter(Strict):
    """A number the texts leave open, set by the operator or borrowed by an explicit entry."""

    value: Decimal
    unit: str
    source: str


class Switches(Strict):
    """Readings that the texts leave to the operator.

    outage_excuse: readings during an announced stop are excused. day_counting: whether a started day
    late counts whole. range_default: which end of a range of money is booked without a decision.
    """

    outage_excuse: bool = True
    day_counting: Literal["started", "completed"] = "started"
    range_default: Literal["lower"] = "lower"


class ReadingRules(Strict):
    """When an instrument reading is not valid evidence.

    flatline_readings: so many equal readings in a row are a stuck instrument. low_mpa/high_mpa:
    readings outside are instrument faults, not pressures. completeness_gate: below this share of
    expected readings an indicator is not assessed.
    """

    flatline_readings: int = Field(ge=2)
    low_mpa: Decimal
    high_mpa: Decimal
    completeness_gate: Decimal


class Profile(Strict):
    """What one utility is audited by: regulations, the governing regulation of every topic, parameters,
    switches, calendar, zone, limits of drinking water and scoring scheme.
    """

    title: Bilingual
    zone: str
    calendar: str
    office_open: str
    office_close: str
    limit_set: str
    scheme: str
    regulations: list[str] = Field(min_length=1)
    topics: dict[str, str]
    parameters: dict[str, Parameter] = {}
    switches: Switches = Switches()
    readings: ReadingRules


class ItemLimit(Strict):
    """The limit of one water-quality parameter: bounds inclusive, or not detectable, by kind of point
    (empty = every point).
    """

    parameter: str
    zh: str
    en: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None
    not_detectable: bool = False
    points: list[str] = []
    note: str = ""


class Edition(Strict):
    """One edition of a drinking-water standard, in force from a day until the day before the next."""

    standard: str
    from_: date | None = Field(alias="from")
    until: date | None = None
    source: str
    items: list[ItemLimit] = Field(min_length=1)


class LimitSet(Strict):
    """The limits of drinking water, by edition."""

    title: Bilingual
    editions: list[Edition] = Field(min_length=1)


class Weight(Strict):
    """How many of 100 points a clause puts at stake, and where that number comes from."""

    points: Decimal = Field(gt=0)
    curve: Literal["share", "cliff"]
    source: str


class Grade(Strict):
    """A grade reached from `at_least` points, with the department reward it draws, if any."""

    grade: str
    at_least: Decimal
    reward_cny: Decimal = Decimal(0)


class Scheme(Strict):
    """How verdicts become points: 100 less what each clause loses.

    curve share: a clause loses its points times the share of judged records in breach. curve cliff: it
    loses them all when the indicator misses its target. A clause in no list takes `default`.
    """

    title: Bilingual
    base_points: Decimal
    default: Weight
    weights: dict[str, Weight]
    grades: list[Grade] = Field(min_length=1)
    reward_ledger: str
    source: str


class Role(Strict):
    """A department role and the ticket categories that are routed to it."""

    zh: str
    en: str
    categories: list[str] = []
    source: str = ""


class Topic(Strict):
    """One subject on which regulations compete, and the clauses of each regulation about it.

    All clauses of the regulation that governs the topic apply together.
    """

    zh: str
    en: str
    regulations: dict[str, list[str]] = Field(min_length=1)


class Label(Strict):
    """What people read in place of a code, and what the code means."""

    zh: str
    en: str
    definition: Bilingual


class Vocabulary(Strict):
    """The codes of the product, by list: every code that people meet has a label and a definition."""

    verdicts: dict[str, Label]
    reasons: dict[str, Label]
    excuses: dict[str, Label]
    kinds: dict[str, Label]
    clocks: dict[str, Label]
    ledger_kinds: dict[str, Label]
    reading_states: dict[str, Label]
    result_states: dict[str, Label]
