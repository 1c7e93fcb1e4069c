"""The numbers the regulations leave to the operator: what each decides, and what could stand for it.

Belongs here: the shape of `rulebook/parameters.yaml` and what can be checked of one entry alone.
Does not belong here: the value an operator chose (`Parameter` in `rulebook/profile.py`), which of them a
profile still owes (`rulebook/gaps.py`).
"""

from __future__ import annotations

from decimal import Decimal

from pydantic import Field, field_validator

from rulebook.strict_yaml import Bilingual, Strict
from rulebook.version import UNITS


def _known_unit(unit: str) -> str:
    if unit not in UNITS:
        raise ValueError(f"unknown unit '{unit}'; known units: {', '.join(UNITS)}")
    return unit


class Borrowed(Strict):
    """A figure of another clause (`from`), in the unit it has there, which the operator may adopt."""

    value: Decimal
    unit: str
    from_: str = Field(alias="from")
    note: Bilingual | None = None

    _unit = field_validator("unit")(_known_unit)


class OpenParameter(Strict):
    """A number left open: what it decides (title), the unit of every limit that takes it, and the figures
    that could be borrowed (none: no text gives one near enough). note: what to know before choosing.
    """

    title: Bilingual
    unit: str
    borrow: list[Borrowed]
    note: Bilingual | None = None

    _unit = field_validator("unit")(_known_unit)
