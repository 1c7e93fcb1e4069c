"""The ledger of an audit: what each breach draws, from whom to whom, and how it is booked.

Belongs here: the lines of the ledger as rows, and running the statements of `sql/score/` that draw entries,
apply decisions on money, absorb what punishes one act twice, and post each amount on two accounts.
Does not belong here: the statements, money that a scoring scheme sets, any change to a verdict.

Entries come from anywhere (`INSERT INTO score.ledger_entry BY NAME`) between `draw_in` and `settle_in`: decisions
reach them all, and postings are made of what then counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb

from rulebook.ledger import LedgerItem, Payer, Role
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from warehouse.clause_rows import in_both
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table
from warehouse.statements import sql

DAMAGE = "L08"
"""The one line whose payer the text leaves to the operator (switch `damage_payer`)."""

Row = dict[str, Any]


def ledger_rows(book: Rulebook, profile: Profile) -> Iterator[Row]:
    """The lines of the ledger for `rulebook.ledger`, one row for each who pays; amounts in yuan."""
    for ledger_id, item in book.ledger.items():
        low, high = item.range_cny or (None, None)
        least, most = item.multiple or (None, None)
        for number, payer in enumerate(_payers(ledger_id, item, profile), start=1):
            yield {
                "ledger_id": ledger_id,
                "payer_no": number,
                "title_zh": item.title.zh,
                "title_en": item.title.en,
                "kind": item.kind,
                "direction": item.direction.value,
                "act": item.act,
                "is_sanction": item.is_sanction,
                "is_step": item.is_step,
                "is_open": item.is_open,
                "per": item.per,
                "amount_cny": item.amount_cny,
                "range_low_cny": low,
                "range_high_cny": high,
                "percent": item.percent,
                "multiple_low": least,
                "multiple_high": most,
                "payer_type": payer.type,
                "payer_role": payer.role.value if payer.role else None,
                "payee_type": item.payee,
                "source": item.source,
                **in_both("note", item.note),
                "undrawn_zh": item.undrawn.zh if item.undrawn else None,
                "undrawn_en": item.undrawn.en if item.undrawn else None,
            }


def _payers(ledger_id: str, item: LedgerItem, profile: Profile) -> list[Payer]:
    if ledger_id == DAMAGE and profile.switches.damage_payer == "staff":
        return [Payer(type="person", role=Role.AT_FAULT)]
    return item.payers


def draw_in(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `score.ledger_entry` with what each breach of an evaluated database draws by the texts."""
    create_table(con, contracts(PUBLISHED)["score.ledger_entry"])
    for statement in ("drawn", "priced"):
        con.execute(sql(f"score/{statement}"))
    con.execute(f"INSERT INTO score.ledger_entry BY NAME {sql('score/ledger_entry')}")


def settle_in(con: duckdb.DuckDBPyConnection) -> None:
    """Apply decisions on money to every entry, then absorb what would punish one act twice."""
    for statement in ("money_decision", "entry_decided", "entry_absorbed"):
        con.execute(sql(f"score/{statement}"))


def price_in(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `score.ledger_entry` with what counts by the texts alone: no scheme is asked, nothing is posted."""
    draw_in(con)
    settle_in(con)


def post_in(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `score.posting`: a debit and a credit for each entry with an amount, and the view of balances.

    The payer's account is debited and the payee's credited, within the kind of the entry: a debit is what
    an account owes, a credit what is owed to it.
    """
    create_table(con, contracts(PUBLISHED)["score.posting"])
    con.execute(f"INSERT INTO score.posting BY NAME {sql('score/posting')}")
    con.execute(sql("score/balance"))
