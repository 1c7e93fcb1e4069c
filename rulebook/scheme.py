"""The scoring scheme: how what was found becomes points, grades, rewards and penalties. All of it is data.

Belongs here: a scheme with its dated editions, and what can be checked of one file alone.
Does not belong here: the parts of an edition (`scheme_parts.py`, `curve.py`), what must agree with clauses and
ledger (`scheme_agreement.py`), computing anything (`warehouse/sql/score/`).

Where a number is about a clause, it is about the clause's rate, a fraction from 0 to 1. Every number stands
under a `source` that begins with what sort of authority it has: a regulation, practice seen elsewhere, or the
operator's own setting.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from pydantic import Field, model_validator

from rulebook.scheme_parts import (
    Caps,
    Default,
    Grade,
    GradeGate,
    Group,
    Incident,
    Indicator,
    Ledgers,
    Name,
    Ranking,
    Rounding,
    Source,
    Veto,
)
from rulebook.strict_yaml import Bilingual, Strict

BOOKED = "CNY"
"""The currency of the ledger; money in another one is settled and shown, never booked."""


class Edition(Strict):
    """A scheme as it stands from one day on. A month is scored by the edition of its first day.

    confidence: the share of the evidence that is sound is shown beside each indicator, or multiplies what it
    earned. base_points 0: a scheme of money alone.
    """

    from_: date | None = Field(alias="from")
    source: Source
    base_points: Decimal = Field(ge=0)
    rounding: Rounding
    groups: dict[Name, Group] = Field(min_length=1)
    indicators: dict[Name, Indicator] = {}
    default: Default | None = None
    incidents: dict[Name, Incident] = {}
    vetoes: dict[Name, Veto] = {}
    grades: list[Grade] = []
    gates: GradeGate | None = None
    caps: Caps | None = None
    confidence: Literal["shown", "multiplies"] = "shown"
    ranking: Ranking | None = None
    ledgers: Ledgers = Ledgers()

    @model_validator(mode="after")
    def _holds_together(self) -> Edition:
        if not self.indicators and self.default is None:
            raise ValueError("an edition needs 'indicators' or a 'default'")
        for name, group in self._named_groups():
            if group not in self.groups:
                raise ValueError(f"{name}: there is no group '{group}'")
        for name, veto in self.vetoes.items():
            if veto.indicator and veto.indicator not in self.indicators:
                raise ValueError(f"vetoes.{name}: there is no indicator '{veto.indicator}'")
            if veto.best_grade and veto.best_grade not in {one.grade for one in self.grades}:
                raise ValueError(f"vetoes.{name}: there is no grade '{veto.best_grade}'")
        self._check_readings()
        self._check_points()
        self._check_grades()
        return self

    def _named_groups(self) -> Iterator[tuple[str, str]]:
        yield from ((f"indicators.{name}", one.group) for name, one in self.indicators.items())
        yield from ((f"vetoes.{name}", one.group) for name, one in self.vetoes.items() if one.group)
        if self.default:
            yield "default", self.default.group

    def _check_readings(self) -> None:
        read: dict[tuple[str, str], str] = {}
        for name, one in self.indicators.items():
            key = (one.of.clause, one.of.figure)
            if not one.shadow and key in read:
                raise ValueError(f"indicators.{name} reads the same as indicators.{read[key]}")
            if not one.shadow:
                read[key] = name

    def _check_points(self) -> None:
        live = {name: one.points for name, one in self.indicators.items() if not one.shadow}
        if self.base_points == 0:
            if any(live.values()) or self.default or self.vetoes:
                raise ValueError("a scheme without base points has no points, default or vetoes")
            return
        if self.base_points % self.rounding.points:
            raise ValueError("rounding.points: the base is not a whole number of such steps")
        without = [name for name, points in live.items() if points == 0]
        if without:
            raise ValueError(f"indicators.{without[0]}: give it points, or make it a shadow")
        if self.default and self.default.counts == "each":
            return  # weights stand against each other, however many clauses there are
        rest = self.default.points if self.default else Decimal(0)
        if (given := sum(live.values(), rest)) != self.base_points:
            raise ValueError(
                f"the points of indicators and default add up to {given}, the base is {self.base_points}"
            )

    def _check_grades(self) -> None:
        if self.grades and self.base_points == 0:
            raise ValueError("a scheme without base points has no grades")
        for what in ({one.grade for one in self.grades}, {one.at_least for one in self.grades}):
            if len(what) != len(self.grades):
                raise ValueError("two grades share a name or begin at the same points")


class Scheme(Strict):
    """How a utility scores its departments, edition by edition.

    currency: of all its money; what is not in CNY is settled and shown, but never booked.
    """

    title: Bilingual
    source: Source
    currency: Literal["CNY", "GBP", "EUR", "USD"]
    editions: list[Edition] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Scheme:
        for earlier, later in pairwise(self.editions):
            if later.from_ is None or (earlier.from_ and later.from_ <= earlier.from_):
                raise ValueError("editions must be in order of 'from', and not overlap")
        return self

    @model_validator(mode="after")
    def _books_yuan_only(self) -> Scheme:
        for one in self.editions:
            if self.currency == BOOKED:
                _require_ledgers(one)
            elif one.incidents or one.caps or any(grade.reward_cny for grade in one.grades):
                raise ValueError(
                    f"incidents, caps and rewards of grades are booked, and the ledger is in {BOOKED}"
                )
        return self


def _require_ledgers(edition: Edition) -> None:
    money = [one.money for one in edition.indicators.values() if one.money]
    asked = {
        "reward": any(one.reward_cny for one in edition.grades),
        "indicator_reward": any(one.reward for one in money),
        "penalty": bool(edition.incidents) or any(one.penalty for one in money),
    }
    for name, is_asked in asked.items():
        if is_asked and not getattr(edition.ledgers, name):
            raise ValueError(f"ledgers.{name}: the scheme pays or takes money, name a ledger id")
