"""What people call the facts a clause points at: names from the contracts, for the words of the rulebook.

Belongs here: handing the short names of tables, columns, derived facts and events to `rulebook/words.py`, which
may not know the tables, with those that the rulebook itself gives.
Does not belong here: any name or meaning (those are in `warehouse/contracts/` and `warehouse/derived/`).
"""

from __future__ import annotations

from rulebook.loader import Rulebook
from rulebook.strict_yaml import Bilingual
from rulebook.words import FactNames
from warehouse import names as declared


def fact_names(book: Rulebook) -> FactNames:
    """Every table, column, derived fact and event by its short name, and the labels of codes."""
    names, codes = dict(declared.fact_names()), dict(declared.code_names())
    # The state of a result is derived when it is judged; its labels are the vocabulary's.
    codes["water_quality_samples.result_state"] = {
        code: Bilingual(zh=one.zh, en=one.en) for code, one in book.vocabulary.result_states.items()
    }
    for ledger_id, item in book.ledger.items():
        names[f"sanctions.{ledger_id}"] = Bilingual(
            zh=f"决定{item.title.zh}", en=f"decision on: {item.title.en}"
        )
    return FactNames(names, codes)
