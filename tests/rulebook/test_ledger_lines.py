"""The ledger says of each line what its text says: who pays whom, for what, and how much."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rulebook.ledger import Direction, LedgerItem, Role
from rulebook.loader import Rulebook

STATED: dict[str, tuple[str, str, str, str]] = {
    "L01": ("compensation", "company", "customer", "20 a day_late"),
    "L02": ("compensation", "company", "customer", "1% a day_late"),
    "L03": ("fine", "department", "company", "100 a case"),
    "L04": ("compensation", "company", "customer", "20 a case"),
    "L05": ("bonus_forfeit", "at_fault", "company", "100% a person_month"),
    "L06": ("refund", "company", "customer", "3-5 times a charge"),
    "L07": ("disciplinary", "open", "open", "open a case"),
    "L08": ("compensation", "company", "customer", "100% a case"),
    "L09": ("compensation", "company", "customer", "100% a case"),
    "L10": ("disciplinary", "at_fault+head_of_unit", "company", "open a case"),
    "L11": ("reward", "company", "person", "open a case"),
    "L12": ("reward", "company", "person", "open a case"),
    "L13": ("disciplinary", "at_fault", "nobody", "step a case"),
    "L14": ("disciplinary", "open", "nobody", "step a case"),
    "L15": ("wage_deduction", "at_fault", "company", "50 a case"),
    "L16": ("wage_deduction", "head_of_unit", "company", "50-100 a case"),
    "L17": ("wage_deduction", "at_fault", "company", "50-100 a case"),
    "L18": ("wage_deduction", "responsible", "company", "30 a case"),
    "L19": ("wage_deduction", "first_responsible", "company", "20-50 a case"),
    "L20": ("wage_deduction", "at_fault", "company", "20 a case"),
    "L21": ("disciplinary", "responsible", "open", "open a case"),
    "L22": ("disciplinary", "open", "open", "open a case"),
    "L23": ("wage_deduction", "at_fault", "company", "open a case"),
    "L24": ("disciplinary", "at_fault", "open", "open a case"),
    "L25": ("disciplinary", "at_fault", "open", "open a case"),
    "L26": ("disciplinary", "at_fault", "open", "open a case"),
    "L27": ("compensation", "company", "customer", "open a case"),
    "L28": ("disciplinary", "customer", "nobody", "step a case"),
    "L29": ("reward", "open", "open", "open a case"),
    "L30": ("disciplinary", "at_fault", "open", "open a case"),
    "L31": ("disciplinary", "at_fault", "nobody", "step a case"),
}
"""Kind, who pays, who receives, and how much for what: as the texts have it."""


def how_much(line: LedgerItem) -> str:
    for low, high, unit in (
        (*(line.range_cny or (None, None)), ""),
        (*(line.multiple or (None, None)), " times"),
    ):
        if low is not None:
            return f"{low}-{high}{unit} a {line.per}"
    if line.amount_cny is not None:
        return f"{line.amount_cny} a {line.per}"
    if line.percent is not None:
        return f"{line.percent}% a {line.per}"
    return f"{'step' if line.is_step else 'open'} a {line.per}"


@pytest.mark.parametrize("ledger_id", STATED)
def test_a_line_says_what_its_text_says(ledger_id: str, book: Rulebook) -> None:
    line = book.ledger[ledger_id]
    payers = "+".join(one.role.value if one.role else one.type for one in line.payers)
    assert (line.kind, payers, line.payee, how_much(line)) == STATED[ledger_id]


def test_every_line_of_the_texts_is_there(book: Rulebook) -> None:
    assert {name for name in book.ledger if name.startswith("L")} == set(STATED)
    assert {name for name in book.ledger if not name.startswith("L")} >= {"OP1"}


def test_attitude_is_one_act_and_late_and_not_reported_up_are_two(book: Rulebook) -> None:
    act = {name: line.act for name, line in book.ledger.items()}
    assert act["L15"] == act["L24"]
    assert act["L16"] != act["L18"]
    shared = [name for name in act if list(act.values()).count(act[name]) > 1]
    assert shared == ["L15", "L24"]


def test_money_runs_in_three_directions(book: Rulebook) -> None:
    to_customer = {
        name for name, one in book.ledger.items() if one.direction is Direction.TO_CUSTOMER
    }
    assert to_customer == {"L01", "L02", "L04", "L06", "L08", "L09", "L27"}
    assert {name for name, one in book.ledger.items() if one.direction is Direction.FROM_COMPANY} >= {
        "L11", "L12", "L29", "OP1",
    }  # fmt: skip
    assert not any(book.ledger[name].is_sanction for name in to_customer)


def test_money_stands_where_the_limit_is_judged_and_not_where_its_booking_is_asked_for(
    book: Rulebook,
) -> None:
    only_asked = ("late", "late-forward", "no-callback")
    for name in only_asked:
        assert not book.clauses[f"yc-complaint.fine.{name}"].consequences
    assert not book.clauses["svc-process.fine.quarrel"].consequences


def line(**said: Any) -> dict[str, Any]:
    return {
        "title": {"zh": "试", "en": "trial"}, "kind": "fine", "act": "a", "per": "case", "source": "x",
        "payers": [{"type": "company"}], "payee": "company", **said,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({}, "give exactly one of"),
        ({"amount_cny": 5, "is_open": True}, "give exactly one of"),
        ({"range_cny": [5, 5]}, "from a lower to a higher"),
        ({"multiple": [0, 5]}, "from a lower to a higher"),
        ({"is_open": True, "payers": []}, "name who pays"),
        ({"is_open": True, "payers": [{"type": "person"}]}, "in a 'role'"),
        ({"is_open": True, "payers": [{"type": "company", "role": "at_fault"}]}, "in a 'role'"),
        ({"is_open": True, "kind": "gift"}, "Input should be"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        LedgerItem.model_validate(line(**said))


def test_every_role_and_kind_has_a_label(book: Rulebook) -> None:
    assert set(book.vocabulary.payer_roles) == set(Role)
    assert set(book.vocabulary.entry_statuses) == {
        "booked", "accruing", "open", "absorbed", "waived",
    }  # fmt: skip


def test_amounts_are_decimals(book: Rulebook) -> None:
    assert book.ledger["L16"].range_cny == (Decimal(50), Decimal(100))
