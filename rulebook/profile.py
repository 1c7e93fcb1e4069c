"""The rest of the rulebook's words: regulation, profile, limits of drinking water, labels.

Belongs here: the shape of those definitions and what can be checked of one file alone.
Does not belong here: clauses (`rulebook/clause.py`), the ledger (`rulebook/ledger.py`), scoring schemes
(`rulebook/scheme.py`), reading the files (`rulebook/loader.py`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from rulebook.strict_yaml import Bilingual, Strict
from rulebook.version import Condition


class Regulation(Strict):
    """A regulation as an instrument: who issued it, when, and how much of it is at hand."""

    title: Bilingual
    issuer: Bilingual
    utility: Literal["water", "heat", "any"]
    source_document: str
    covered: Bilingual
    published_on: date | None = None
    effective_on: date | None = None
    truncated: Bilingual | None = None
    note: Bilingual | None = None


class Parameter(Strict):
    """A number the texts leave open, set by the operator or borrowed by an explicit entry."""

    value: Decimal
    unit: str
    source: str


class Switches(Strict):
    """Readings that the texts leave to the operator.

    outage_excuse: readings during an announced stop are excused. day_counting: whether a started day
    late counts whole. range_default: which end of a range of money is booked without a decision.
    appeal_days: days after the end of a month in which it can be appealed against, and not be closed.
    damage_payer: who pays for property damaged on a visit where the text names nobody (L08).
    lateness: whose a breached deadline is where a ticket passed several hands - that of the department it is
    routed to, of the one that held it when it was due, or of each in proportion to the time it held the
    ticket over its allowance.
    """

    outage_excuse: bool = True
    day_counting: Literal["started", "completed"] = "started"
    range_default: Literal["lower"] = "lower"
    appeal_days: int = Field(default=10, ge=0)
    damage_payer: Literal["company", "staff"] = "company"
    lateness: Literal["routed_owner", "holder_at_due", "proportional"] = "routed_owner"


class Allowance(Strict):
    """How long a department may hold a ticket: so many minutes, or a share of the limit of the clause."""

    minutes: Decimal | None = Field(default=None, ge=0, decimal_places=4)
    share: Decimal | None = Field(default=None, ge=0, le=1, decimal_places=8)
    source: str

    @model_validator(mode="after")
    def _one_way(self) -> Allowance:
        if (self.minutes is None) == (self.share is None):
            raise ValueError("give exactly one of 'minutes' and 'share'")
        return self


class ReadingRules(Strict):
    """When an instrument reading is not valid evidence.

    flatline_readings: so many equal readings in a row are a stuck instrument. low_mpa/high_mpa:
    readings outside are instrument faults, not pressures. spike_mpa: a single reading that far from both its
    neighbours, on one side, is a spike (none: not looked for). completeness_gate: below this share of
    expected readings an indicator is not assessed.
    """

    flatline_readings: int = Field(ge=2)
    low_mpa: Decimal
    high_mpa: Decimal
    completeness_gate: Decimal
    spike_mpa: Decimal | None = None


class Profile(Strict):
    """What one utility is audited by: regulations, the governing regulation of every topic, parameters,
    switches, calendar, zone, limits of drinking water and scoring scheme.

    definitions: family of a rate -> the named definition (`rulebook/indicators/`) that governs it.
    allowances: department role -> how long such a department may hold a ticket (`switches.lateness`).
    inherits: another profile that gives whatever this one does not say, entry by entry. is_floor: that
    profile is a floor, no limit here may be looser than there.
    """

    inherits: str = ""
    is_floor: bool = False
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
    definitions: dict[str, str] = {}
    switches: Switches = Switches()
    allowances: dict[str, Allowance] = {}
    readings: ReadingRules


class Definition(Strict):
    """A named definition of a rate: several are in public use, and they differ by more than rounding.

    method: how the statement of the family reaches the rate. sets: the items (alternatives in brackets)
    that a definition by items counts, by the kind of point they are tested at; dated like clauses.
    run: so many readings in breach one after the other fail a day.
    """

    title: Bilingual
    family: Literal["quality_rate", "pressure_rate"]
    method: Literal[
        "pooled",
        "sample",
        "mean_of_point_types",
        "item_weighted",
        "composite",
        "mean_of_points",
        "point_days",
        "consecutive",
    ]
    formula: Bilingual
    source: Bilingual
    uncertain: Bilingual | None = None
    run: int = Field(default=1, ge=1)
    versions: list[DefinitionVersion] = Field(min_length=1)


class DefinitionVersion(Strict):
    """The item sets of a definition from one day on."""

    from_: date | None = Field(alias="from")
    sets: dict[Literal["outlet", "network", "panel"], list[list[str]]] = {}


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
    note: Bilingual | None = None


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


class Role(Strict):
    """A department role and the ticket categories that are routed to it."""

    zh: str
    en: str
    categories: list[str] = []
    source: str = ""


class Topic(Strict):
    """One subject on which regulations compete, and the clauses of each regulation about it.

    All clauses of the regulation that governs the topic apply together. A topic that narrows another takes
    some of its records (`takes`): where a profile decides the narrower one, they leave the wider one.
    """

    zh: str
    en: str
    narrows: str = ""
    takes: list[Condition] = []
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
    payer_roles: dict[str, Label] = {}
    entry_statuses: dict[str, Label] = {}
    account_types: dict[str, Label] = {}
    reading_states: dict[str, Label]
    result_states: dict[str, Label]
    units: dict[str, Label] = {}
    clause_statuses: dict[str, Label] = {}
    curves: dict[str, Label] = {}
    measure_states: dict[str, Label] = {}
    line_kinds: dict[str, Label] = {}
    veto_levels: dict[str, Label] = {}
    grade_reasons: dict[str, Label] = {}
    unbooked_reasons: dict[str, Label] = {}
    decision_kinds: dict[str, Label] = {}
    decision_statuses: dict[str, Label] = {}
    decision_refusals: dict[str, Label] = {}
    appeal_states: dict[str, Label] = {}
    funnel_positions: dict[str, Label] = {}
    funnel_sides: dict[str, Label] = {}
    unranked_reasons: dict[str, Label] = {}
    answerers: dict[str, Label]
    lateness_rules: dict[str, Label]
    holding_states: dict[str, Label]
    incident_links: dict[str, Label]
    causes: dict[str, Label] = {}
    month_states: dict[str, Label] = {}
