"""The clause as data: what an auditable sentence of a regulation asks, of whom, by when, at what price.

Belongs here: the shape of a clause file and what can be checked of one file alone.
Does not belong here: the parts of a version (`rulebook/version.py`), profiles and schemes
(`rulebook/profile.py`), worked examples (`rulebook/example.py`), checks across files
(`rulebook/agreement.py`), any judging of evidence (`warehouse/`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from rulebook.example import Example
from rulebook.strict_yaml import Bilingual, Strict
from rulebook.version import OTHERS, Clock, Condition, Kind, Version, limits_of, moments_of

NEEDS: dict[Kind, tuple[set[str], set[str]]] = {
    Kind.DEADLINE: (
        {"trigger", "end", "calendar"},
        {"limit", "variants", "early", "earliest", "late_extension"},
    ),
    Kind.VALUE_LIMIT: ({"measure", "limit"}, {"window"}),
    Kind.RATE_THRESHOLD: ({"rate", "limit"}, set()),
    Kind.PRESENCE: ({"requires"}, {"once"}),
    Kind.SEQUENCE: ({"trigger", "end"}, {"once", "early", "gate"}),
    Kind.COUNT: ({"counts", "limit"}, set()),
    Kind.PROHIBITION: ({"forbids"}, set()),
    Kind.REPORTING_DUTY: ({"duty"}, {"limit", "late_extension"}),
}
"""For each kind: the keys a version must have, and those it may have besides the common ones."""

_COMMON = {"from_", "until", "published_on", "source", "population", "excuses"}


Answers = Literal["first_responder", "registrar", "handler", "liable_person", "head_of_unit"]
"""Whom a regulation itself makes answerable: the person first contacted, who registered the matter, who
handles it, who was found liable, or the head of the department that answers."""

BY_RECORD = (Kind.DEADLINE, Kind.PRESENCE, Kind.SEQUENCE, Kind.PROHIBITION)
"""The kinds that judge one record at a time, so that a person can answer for it."""


class NotBefore(Strict):
    """Days do not count for money before this fact plus the limit of the clause."""

    fact: str


class Consequence(Strict):
    """The money (or step) a breach draws, by ledger id (`rulebook/ledger.yaml`).

    Exactly one way of reaching the amount: a fixed `amount_cny`, a range (`range_cny` = [low, high]),
    `percent_of` a fact (with `percent`), a multiple (`multiple_of` a fact, `multiple` = [low, high]), `step`
    where the text names steps instead of money, or `open` where it gives no amount. It must be what the
    ledger says.
    `applies_when` and `excuses` narrow the money only, never the test.
    """

    ledger: str
    per: Literal["case", "day_late", "charge", "person_month"]
    source: str
    amount_cny: Decimal | None = None
    range_cny: tuple[Decimal, Decimal] | None = None
    percent_of: str = ""
    percent: Decimal | None = None
    multiple_of: str = ""
    multiple: tuple[Decimal, Decimal] | None = None
    step: bool = False
    open: bool = False
    applies_when: list[Condition] = []
    excuses: list[str] = []
    not_before: NotBefore | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Consequence:
        fixed = (self.amount_cny is not None) + (self.range_cny is not None)
        taken = bool(self.percent_of) + bool(self.multiple_of)
        if fixed + taken + self.step + self.open != 1:
            raise ValueError(
                "give exactly one of amount_cny, range_cny, percent_of, multiple_of, step and open"
            )
        if bool(self.percent_of) != (self.percent is not None):
            raise ValueError("'percent_of' and 'percent' go together")
        if bool(self.multiple_of) != (self.multiple is not None):
            raise ValueError("'multiple_of' and 'multiple' go together")
        return self


def _check_deadline(version: Version) -> None:
    if version.limit and version.variants:
        raise ValueError("a deadline clause has either 'limit' or 'variants'")
    if not (version.limit or version.variants or version.earliest):
        raise ValueError("a deadline clause needs 'limit', 'variants' or 'earliest'")
    if version.earliest and version.calendar is not Clock.WALL_CLOCK:
        raise ValueError("'earliest' is for the wall clock only")
    for limit in limits_of(version):
        if limit.fact:
            raise ValueError("the limit of a deadline cannot come with the record")
        if limit.op not in ("<=", ">="):
            raise ValueError(f"a deadline cannot be '{limit.op}'")


def _check_limits(kind: Kind, version: Version) -> None:
    if len({one.op for one in version.variants.limits.values()} if version.variants else ()) > 1:
        raise ValueError("the limits by class must share one comparator")
    if kind is not Kind.VALUE_LIMIT and any(one.op == "within" for one in limits_of(version)):
        raise ValueError("only a value limit can be 'within'")
    if kind is Kind.REPORTING_DUTY and version.duty and version.limit:
        wanted = "day_of_month" if version.duty.of else "days"
        if version.limit.unit != wanted or version.limit.op != "<=":
            raise ValueError(f"the limit of this duty must be '<=' in {wanted}")


class Clause(Strict):
    """One auditable sentence of a regulation. Its id is its path: `regulation.topic.name`.

    title states the compliant state. term is the wording of the text the clause hangs on. uncertain
    keeps the doubts about the reading; mended says what of the text could not be executed
    as written, and what stands here instead. responsible is a department role; without it the record's
    own department answers. answers is the person whom the text itself makes answerable; without it the
    person of the record is. attest: only an observer can judge it (table `observations`).
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
    answers: Answers | None = None
    uncertain: Bilingual | None = None
    mended: Bilingual | None = None
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
            if self.kind is Kind.DEADLINE:
                _check_deadline(version)
            _check_limits(self.kind, version)
        self._check_dates()
        self._check_answers()
        return self

    def _check_answers(self) -> None:
        if self.answers and self.kind not in BY_RECORD:
            raise ValueError(
                f"a {self.kind} clause judges no single record that 'answers' could be for"
            )
        if self.answers not in (None, "head_of_unit") and self.subject != "tickets":
            raise ValueError(
                f"only a ticket names its {self.answers}: say 'head_of_unit' or nothing"
            )

    def _check_dates(self) -> None:
        for earlier, later in zip(self.versions, self.versions[1:], strict=False):
            if later.from_ is None or (earlier.from_ and later.from_ <= earlier.from_):
                raise ValueError("versions must be in order of 'from', and not overlap")
            if earlier.until and earlier.until > later.from_:
                raise ValueError(f"the version until {earlier.until} overlaps the next one")
        last = self.versions[-1]
        if last.until and last.from_ and last.until <= last.from_:
            raise ValueError("'until' is not after 'from'")


def others_of(clause: Clause) -> set[str]:
    """The other clauses that must be judged before this one can be."""
    named = {version.rate.clause for version in clause.versions if version.rate}
    for version in clause.versions:
        named |= {fact.partition(":")[2] for fact in moments_of(version) if fact.startswith(OTHERS)}
    return named - {""}
