"""What must agree between the ledger and the clauses that draw it.

Belongs here: that a clause draws what its line of the ledger says, and that no line is forgotten.
Does not belong here: what can be checked of one line alone (`rulebook/ledger.py`), all other pairs of
definitions (`rulebook/agreement.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rulebook.clause import Consequence
from rulebook.errors import DefinitionError
from rulebook.ledger import LedgerItem

if TYPE_CHECKING:
    from rulebook.loader import Rulebook


def check_money(path: Path, consequence: Consequence, item: LedgerItem) -> None:
    """A clause draws what its line of the ledger says, neither more nor less, and for the same unit."""
    pairs = {
        "per": (consequence.per, item.per),
        "amount_cny": (consequence.amount_cny, item.amount_cny),
        "range_cny": (consequence.range_cny, item.range_cny),
        "percent": (consequence.percent, item.percent),
        "multiple": (consequence.multiple, item.multiple),
        "step": (consequence.step, item.is_step),
        "open": (consequence.open, item.is_open),
        "source": (consequence.source, item.source),
    }
    for key, (drawn, stated) in pairs.items():
        if drawn != stated:
            raise DefinitionError(
                f"consequences.{key}: {_plain(drawn)} here, {_plain(stated)} in the ledger for"
                f" {consequence.ledger}", place=path,
                remedy="correct the clause or ledger.yaml, whichever the text is against",
            )  # fmt: skip


def check_ledger(book: Rulebook) -> None:
    """Every line is drawn by some clause that may draw, or says why none does; a scheme draws the operator's."""
    drawn = {
        consequence.ledger
        for clause in book.clauses.values()
        if clause.strength == "hard"
        for consequence in clause.consequences
    }
    for ledger_id, item in book.ledger.items():
        if item.per == "operator" or (ledger_id in drawn) != (item.undrawn is not None):
            continue
        raise DefinitionError(
            f"{ledger_id}: 'undrawn' says why no clause draws it, and a hard clause does"
            if item.undrawn
            else f"{ledger_id}: no hard clause draws it",
            place=book.folder / "ledger.yaml",
            remedy="remove 'undrawn'"
            if item.undrawn
            else "say why in 'undrawn', or add the consequence",
        )


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return " to ".join(str(one) for one in value)
    return "nothing" if value is None else str(value)
