"""Curves: which share of its points an indicator keeps, by the value that was reached.

Belongs here: the shape of each curve and what can be checked of it alone.
Does not belong here: the scheme around them (`scheme.py`), computing shares (`warehouse/sql/score/measure.sql`).

A share of 1 keeps every point, 0 loses all of them, above 1 earns more, below 0 costs more than was at stake.
Values of a clause are its rate, a fraction from 0 to 1; values of a figure are in the figure's own unit.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from rulebook.strict_yaml import Strict

Better = Literal["higher", "lower"]


class Anchor(Strict):
    """At this value, this share of the points is kept."""

    at: Decimal
    share: Decimal


def _require_ascending(anchors: list[Anchor]) -> None:
    for earlier, later in pairwise(anchors):
        if later.at <= earlier.at:
            raise ValueError(f"anchors must ascend: {later.at} stands after {earlier.at}")


class ByShare(Strict):
    """Keeps the share of judged records that comply: every breach costs the same."""

    kind: Literal["share"]


class ByVerdict(Strict):
    """Keeps all where the indicator meets the target of its clause, nothing where it misses it."""

    kind: Literal["verdict"]


class Cliff(Strict):
    """Keeps all from the target on, nothing before it."""

    kind: Literal["cliff"]
    better: Better
    target: Decimal


class Line(Strict):
    """Straight lines between anchors; the first and the last anchor hold beyond them."""

    kind: Literal["line"]
    anchors: list[Anchor] = Field(min_length=2)

    @model_validator(mode="after")
    def _ordered(self) -> Line:
        _require_ascending(self.anchors)
        return self


class Stairs(Strict):
    """The share of the last anchor that is reached; before the first one, that of the first."""

    kind: Literal["stairs"]
    anchors: list[Anchor] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Stairs:
        _require_ascending(self.anchors)
        return self


class Steps(Strict):
    """Full at the target; every full `step` on its worse side costs a share, on its better side earns one.

    The share stays between floor and ceiling. A step not completed counts nothing.
    """

    kind: Literal["steps"]
    better: Better
    target: Decimal
    step: Decimal = Field(gt=0)
    costs: Decimal = Field(ge=0)
    earns: Decimal = Field(ge=0)
    floor: Decimal
    ceiling: Decimal

    @model_validator(mode="after")
    def _bounded(self) -> Steps:
        if not self.floor <= 1 <= self.ceiling:
            raise ValueError("the share at the target is 1: 'floor' and 'ceiling' must enclose it")
        return self


class Band(Strict):
    """Full from low to high, both included; falls in a straight line to nothing at the two zeros."""

    kind: Literal["band"]
    zero_below: Decimal
    low: Decimal
    high: Decimal
    zero_above: Decimal

    @model_validator(mode="after")
    def _ordered(self) -> Band:
        if not self.zero_below < self.low <= self.high < self.zero_above:
            raise ValueError("a band needs zero_below < low <= high < zero_above")
        return self


class Relative(Strict):
    """Straight lines over the share of the other scored departments that do no better.

    0: all others do better; 1: none does. Needs two departments. The one curve under which a department
    may lose because another improves.
    """

    kind: Literal["relative"]
    better: Better
    anchors: list[Anchor] = Field(min_length=2)

    @model_validator(mode="after")
    def _ordered(self) -> Relative:
        _require_ascending(self.anchors)
        if not all(0 <= one.at <= 1 for one in self.anchors):
            raise ValueError(
                "anchors of a relative curve lie from 0 to 1, the share doing no better"
            )
        return self


def _named(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


Curve = Annotated[
    Annotated[
        ByShare | ByVerdict | Cliff | Line | Stairs | Steps | Band | Relative,
        Field(discriminator="kind"),
    ],
    BeforeValidator(_named),
]
"""A curve; one without numbers may be given by its kind alone."""


def anchors_of(curve: Curve) -> list[Anchor]:
    """The anchors a curve is drawn through; a band has four. Empty for a curve that has none."""
    if isinstance(curve, Band):
        corners = ((curve.zero_below, 0), (curve.low, 1), (curve.high, 1), (curve.zero_above, 0))
        points = [Anchor(at=at, share=Decimal(share)) for at, share in corners]
        return points if curve.low < curve.high else [*points[:2], points[3]]
    return curve.anchors if isinstance(curve, Line | Stairs | Relative) else []


def values_of(curve: Curve) -> Iterator[Decimal]:
    """The values a curve compares what was reached with."""
    if isinstance(curve, Cliff | Steps):
        yield curve.target
    elif not isinstance(curve, Relative):
        yield from (one.at for one in anchors_of(curve))
