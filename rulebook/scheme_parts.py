"""The parts of a scoring scheme: groups, indicators, money, gates, incidents, vetoes, grades.

Belongs here: the shape of each part and what can be checked of it alone.
Does not belong here: the edition that holds them together (`scheme.py`), curves (`curve.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from rulebook.curve import Better, Curve, values_of
from rulebook.strict_yaml import Bilingual, Strict

SORTS = ("regulation", "practice", "operator's setting")
"""What a number of a scheme may rest on."""


def _of_some_authority(source: Bilingual) -> Bilingual:
    if not source.en.startswith(SORTS):
        raise ValueError(f"a source begins with one of: {', '.join(SORTS)}")
    return source


Source = Annotated[Bilingual, AfterValidator(_of_some_authority)]


def _not_a_line_of_its_own(name: str) -> str:
    if name in ("base", "rounding"):
        raise ValueError(f"'{name}' is a line that every scheme has: choose another name")
    return name


Name = Annotated[
    str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"), AfterValidator(_not_a_line_of_its_own)
]
"""A name that stands in the ids of lines and entries: lower case, digits and hyphens."""


class Rounding(Strict):
    """Half up, away from zero: points to steps of `points`, money to steps of `money`.

    moment: every line is rounded (`line`), or lines keep four decimals and a last one rounds their sum
    (`total`). Money is rounded entry by entry, because entries are what is paid.
    """

    points: Decimal = Field(gt=0)
    money: Decimal = Field(gt=0)
    moment: Literal["line", "total"]


class Group(Strict):
    """Indicators that belong together.

    absent: what becomes of the weights of indicators that could not be scored. share_all: shared among all
    that could be, by weight. share_group: shared within the group, and among all where nothing of it could
    be scored. full: they count as earned.
    """

    title: Bilingual
    absent: Literal["share_all", "share_group", "full"]


class Of(Strict):
    """What an indicator reads: the rate of a clause, or a figure reported from another system."""

    clause: str = ""
    figure: str = ""

    @model_validator(mode="after")
    def _one(self) -> Of:
        if bool(self.clause) == bool(self.figure):
            raise ValueError("give either 'clause' or 'figure'")
        return self


class Gate(Strict):
    """From how many records and how complete evidence on an indicator is scored, and what it is below that.

    below: left_out (as if it did not apply), zero (loses all), full (loses nothing), provisional (scored,
    and the month stays provisional).
    """

    min_n: Decimal | None = Field(default=None, gt=0)
    min_completeness: Decimal | None = Field(default=None, gt=0, le=1)
    below: Literal["left_out", "zero", "full", "provisional"]
    source: Source

    @model_validator(mode="after")
    def _asks_something(self) -> Gate:
        if self.min_n is None and self.min_completeness is None:
            raise ValueError("a gate needs 'min_n' or 'min_completeness'")
        return self


class Unit(Strict):
    """What money is paid per: so much of the indicator's value, and what people call it."""

    size: Decimal = Field(gt=0)
    zh: str
    en: str


class Side(Strict):
    """Money on one side of the target.

    rate: currency per unit. deadband: units from the target on that draw nothing. max_units and
    max_amount: beyond these nothing more is drawn (cap of a reward, collar of a penalty).
    """

    rate: Decimal = Field(gt=0)
    deadband: Decimal = Field(default=Decimal(0), ge=0)
    max_units: Decimal | None = Field(default=None, gt=0)
    max_amount: Decimal | None = Field(default=None, gt=0)
    source: Source


class Money(Strict):
    """Reward and penalty for each unit better or worse than the target; without one, that of the clause."""

    better: Better
    target: Decimal | None = None
    unit: Unit
    reward: Side | None = None
    penalty: Side | None = None
    source: Source

    @model_validator(mode="after")
    def _pays(self) -> Money:
        if self.reward is None and self.penalty is None:
            raise ValueError("money needs 'reward' or 'penalty'")
        return self


class Indicator(Strict):
    """One thing that is scored, with the points it puts at stake.

    reads: the rate itself, or an end of its 95 % interval. shadow: computed and shown, never counted.
    """

    of: Of
    title: Bilingual | None = None
    group: str
    points: Decimal = Field(ge=0)
    curve: Curve
    reads: Literal["rate", "rate_low", "rate_high"] = "rate"
    gate: Gate | None = None
    shadow: bool = False
    money: Money | None = None
    source: Source

    @model_validator(mode="after")
    def _fits_what_it_reads(self) -> Indicator:
        if self.of.figure:
            self._check_figure()
        else:
            target = self.money.target if self.money else None
            for value in (*values_of(self.curve), *([] if target is None else [target])):
                if not 0 <= value <= 1:
                    raise ValueError(f"the rate of a clause lies from 0 to 1, not at {value}")
        return self

    def _check_figure(self) -> None:
        if self.title is None:
            raise ValueError("an indicator that reads a figure needs a 'title'")
        if self.curve.kind in ("share", "verdict"):
            raise ValueError(
                f"the curve '{self.curve.kind}' needs a clause: a figure has no breaches"
            )
        if self.reads != "rate":
            raise ValueError("a figure has no interval to read")
        if self.gate and self.gate.min_completeness is not None:
            raise ValueError("a figure has no completeness to gate")
        if self.money and self.money.target is None:
            raise ValueError("money on a figure needs a 'target'")


class Default(Strict):
    """What governing clauses are worth that no indicator names: so many points each, or all together."""

    points: Decimal = Field(gt=0)
    counts: Literal["each", "together"] = "each"
    group: str
    curve: Curve
    gate: Gate | None = None
    source: Source


class Incident(Strict):
    """A fixed penalty for each breach of a clause, or for each incident however many records tell of it.

    cny: for one. max_cny: at most in a month and department.
    """

    clause: str
    title: Bilingual
    one_per: Literal["record", "incident"]
    cny: Decimal = Field(gt=0)
    max_cny: Decimal | None = Field(default=None, gt=0)
    source: Source


class Veto(Strict):
    """What so many breaches of a clause in a month do, whatever else was reached.

    level: item (`indicator` earns nothing), group (`group` earns nothing), grade (`best_grade` is the best
    that can be reached), total (no point remains). lifted_by: whether a decision may set it aside.
    """

    level: Literal["item", "group", "grade", "total"]
    clause: str
    at_least: int = Field(ge=1)
    indicator: str = ""
    group: str = ""
    best_grade: str = ""
    lifted_by: Literal["decision", "nothing"]
    title: Bilingual
    source: Source

    @model_validator(mode="after")
    def _hits_what_its_level_says(self) -> Veto:
        wanted = {"item": "indicator", "group": "group", "grade": "best_grade", "total": ""}
        for name in ("indicator", "group", "best_grade"):
            if bool(getattr(self, name)) != (name == wanted[self.level]):
                asks = (
                    f"'{wanted[self.level]}' and nothing else"
                    if wanted[self.level]
                    else "no target"
                )
                raise ValueError(f"a veto of the level '{self.level}' needs {asks}")
        return self


class Grade(Strict):
    """A grade reached from `at_least` points, with the department reward it draws, if any."""

    grade: str
    at_least: Decimal
    reward_cny: Decimal = Field(default=Decimal(0), ge=0)
    source: Source


class GradeGate(Strict):
    """Below this share of the points at stake, or this many indicators, there is neither grade nor reward."""

    min_coverage: Decimal | None = Field(default=None, gt=0, le=1)
    min_clauses: int | None = Field(default=None, ge=1)
    source: Source


class Caps(Strict):
    """The most that the scheme pays and takes for one department and month, each for itself."""

    reward_cny: Decimal | None = Field(default=None, gt=0)
    penalty_cny: Decimal | None = Field(default=None, gt=0)
    source: Source


class Ranking(Strict):
    """Who is ranked: indicators judged on fewer records than `min_n` are left out."""

    min_n: Decimal = Field(gt=0)
    source: Source


class Ledgers(Strict):
    """The ledger ids the scheme books under: the reward of a grade, of an indicator, and every penalty."""

    reward: str = ""
    indicator_reward: str = ""
    penalty: str = ""
