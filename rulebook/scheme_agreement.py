"""What a scoring scheme must agree with: the clauses it scores and the ledger it books under.

Belongs here: every reference from a scheme to another definition.
Does not belong here: what can be checked of a scheme alone (`scheme.py`), other definitions (`agreement.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rulebook.errors import DefinitionError
from rulebook.references import require_known
from rulebook.scheme import BOOKED, Edition
from rulebook.scheme_parts import Indicator
from rulebook.version import Kind

if TYPE_CHECKING:
    from rulebook.loader import Rulebook

MATTERS = {"tickets", "repair_orders", "outages", "incidents"}
"""Tables whose records name each other, so that several of them may tell of one incident."""

LEDGERS = {"reward": "reward", "indicator_reward": "reward", "penalty": "fine"}
"""What a scheme books -> the kind of money its ledger id must be."""


def check_schemes(book: Rulebook) -> None:
    """Check every scheme against clauses and ledger; raises DefinitionError for the first fault."""
    for name, scheme in book.schemes.items():
        path = book.folder / "schemes" / f"{name}.yaml"
        for number, edition in enumerate(scheme.editions, start=1):
            key = f"editions.{number}."
            for one, indicator in edition.indicators.items():
                _check_indicator(book, path, f"{key}indicators.{one}", indicator, scheme.currency)
            _check_incidents(book, path, key, edition)
            for one, veto in edition.vetoes.items():
                require_known(veto.clause, book.clauses, "clause", path, f"{key}vetoes.{one}")
            _check_ledgers(book, path, key, edition)


def _check_indicator(
    book: Rulebook, path: Path, key: str, indicator: Indicator, currency: str
) -> None:
    clause_id = indicator.of.clause
    if not clause_id:
        return
    require_known(clause_id, book.clauses, "clause", path, f"{key}.of")
    clause, money = book.clauses[clause_id], indicator.money
    if money and money.target is None and clause.kind is not Kind.RATE_THRESHOLD:
        raise DefinitionError(
            f"{key}.money: '{clause_id}' sets no rate that could be the target", place=path,
            remedy="add 'target', a fraction from 0 to 1",
        )  # fmt: skip
    if money and money.penalty and clause.strength == "soft" and currency == BOOKED:
        raise DefinitionError(
            f"{key}.money.penalty: '{clause_id}' is a soft clause, which scores and never fines",
            place=path, remedy="leave the penalty out",
        )  # fmt: skip


def _check_incidents(book: Rulebook, path: Path, key: str, edition: Edition) -> None:
    for name, one in edition.incidents.items():
        place = f"{key}incidents.{name}"
        require_known(one.clause, book.clauses, "clause", path, place)
        clause = book.clauses[one.clause]
        if clause.strength == "soft":
            problem, remedy = "is a soft clause, which scores and never fines", "name a hard clause"
        elif clause.kind is Kind.RATE_THRESHOLD:
            problem, remedy = "is a rate and has no single breaches", "name a clause on records"
        elif one.one_per == "incident" and clause.subject not in MATTERS:
            problem = f"judges {clause.subject}, which name no incident"
            remedy = f"use 'record', or a clause about {', '.join(sorted(MATTERS))}"
        else:
            continue
        raise DefinitionError(f"{place}: '{one.clause}' {problem}", place=path, remedy=remedy)


def _check_ledgers(book: Rulebook, path: Path, key: str, edition: Edition) -> None:
    for name, kind in LEDGERS.items():
        ledger_id = getattr(edition.ledgers, name)
        if not ledger_id:
            continue
        require_known(ledger_id, book.ledger, "ledger id", path, f"{key}ledgers.{name}")
        if book.ledger[ledger_id].kind != kind:
            raise DefinitionError(
                f"{key}ledgers.{name}: '{ledger_id}' is a {book.ledger[ledger_id].kind}", place=path,
                remedy=f"name a ledger id of the kind {kind}",
            )  # fmt: skip
