"""The ledger: every reward, fine, deduction, compensation and step that a text or the operator knows.

Belongs here: the shape of one line of the ledger, and what can be checked of the line alone.
Does not belong here: which clause draws it (`rulebook/clause.py`), that the two agree
(`rulebook/agreement.py`), any amount drawn (`warehouse/sql/score/`).

Compensation, fines and rewards run in different directions. They are never set off against each other:
each kind has postings and totals of its own.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import model_validator

from rulebook.strict_yaml import Bilingual, Strict


class Role(StrEnum):
    """Which person the text makes pay, where it names one.

    at_fault: the person found liable, else the one the observation stands at. responsible: the one the
    observation stands at, else the one found liable. first_responsible: the first person the customer
    reached. head_of_unit: the head of the unit found liable, else of the department that answers.
    """

    AT_FAULT = "at_fault"
    RESPONSIBLE = "responsible"
    FIRST_RESPONSIBLE = "first_responsible"
    HEAD_OF_UNIT = "head_of_unit"


class Direction(StrEnum):
    """From whom to whom money of a kind runs."""

    TO_CUSTOMER = "to_customer"
    TO_COMPANY = "to_company"
    FROM_COMPANY = "from_company"


Kind = Literal[
    "compensation",
    "refund",
    "fine",
    "wage_deduction",
    "bonus_forfeit",
    "reward",
    "disciplinary",
]

DIRECTIONS: dict[Kind, Direction] = {
    "compensation": Direction.TO_CUSTOMER,
    "refund": Direction.TO_CUSTOMER,
    "fine": Direction.TO_COMPANY,
    "wage_deduction": Direction.TO_COMPANY,
    "bonus_forfeit": Direction.TO_COMPANY,
    "reward": Direction.FROM_COMPANY,
    "disciplinary": Direction.TO_COMPANY,
}
"""The direction of each kind; a disciplinary step has one only where a decision puts a price on it."""


class Payer(Strict):
    """One who pays: the company, a customer, a department, a person by their role, or nobody the text names."""

    type: Literal["company", "customer", "department", "person", "open"]
    role: Role | None = None

    @model_validator(mode="after")
    def _persons_have_roles(self) -> Payer:
        if (self.type == "person") != (self.role is not None):
            raise ValueError("a person, and only a person, pays in a 'role'")
        return self


class LedgerItem(Strict):
    """One line of the ledger: a kind of money or step, for which conduct, and between whom.

    act: the conduct; two sanctions of one act on one record never both cost the same payer money. payers:
    each pays in full. per: what one entry is for; `person_month` at most once for a person in a month.
    How much is said in exactly one way: `amount_cny`, `range_cny` (low, high), `percent` or `multiple`
    (low, high) of what the clause names, `is_step` where the text names steps that are not money, or
    `is_open` where it gives none. Amounts are in yuan. undrawn: why no breach draws the line, where none does.
    """

    title: Bilingual
    kind: Kind
    act: str
    payers: list[Payer]
    payee: Literal["company", "customer", "department", "person", "open", "nobody"]
    per: Literal["case", "day_late", "charge", "person_month", "operator"]
    source: str
    amount_cny: Decimal | None = None
    range_cny: tuple[Decimal, Decimal] | None = None
    percent: Decimal | None = None
    multiple: tuple[Decimal, Decimal] | None = None
    is_step: bool = False
    is_open: bool = False
    note: Bilingual | None = None
    undrawn: Bilingual | None = None

    @model_validator(mode="after")
    def _one_way(self) -> LedgerItem:
        stated = (self.amount_cny, self.range_cny, self.percent, self.multiple)
        if sum(one is not None for one in stated) + self.is_step + self.is_open != 1:
            raise ValueError(
                "give exactly one of amount_cny, range_cny, percent, multiple, is_step and is_open"
            )
        for low, high in filter(None, (self.range_cny, self.multiple)):
            if not 0 < low < high:
                raise ValueError("a range runs from a lower to a higher number")
        if not self.payers:
            raise ValueError("name who pays, or write {type: open}")
        return self

    @property
    def direction(self) -> Direction:
        """From whom to whom its money runs."""
        return DIRECTIONS[self.kind]

    @property
    def is_sanction(self) -> bool:
        """Whether it punishes somebody: only sanctions of one act absorb each other."""
        return self.direction is Direction.TO_COMPANY
