"""What people call the facts a clause points at: names from the contracts, for the words of the rulebook.

Belongs here: handing the short names of tables, columns, derived facts and events to `rulebook/words.py`, which
may not know the tables.
Does not belong here: any name or meaning (those are in `warehouse/contracts/` and `warehouse/derived/`).
"""

from __future__ import annotations

import re

from rulebook.loader import Rulebook
from rulebook.strict_yaml import Bilingual
from rulebook.words import FactNames
from warehouse.contract import contracts
from warehouse.derived import subjects


def fact_names(book: Rulebook) -> FactNames:
    """Every table, column, derived fact and event by its short name, and the labels of codes."""
    names: dict[str, Bilingual] = {}
    codes: dict[str, dict[str, Bilingual]] = {}
    for table, contract in contracts().items():
        names[table] = _short(contract.grain)
        for column, one in contract.columns.items():
            names[f"{table}.{column}"] = _short(Bilingual(zh=one.zh, en=one.en))
            codes[f"{table}.{column}"] = one.values
    for subject, derived in subjects().items():
        if derived.grain:
            names[subject] = _short(derived.grain)
        for fact, described in derived.facts.items():
            names[f"{subject}.{fact}"] = _short(described.means)
    # The state of a result is derived when it is judged; its labels are the vocabulary's.
    codes["water_quality_samples.result_state"] = {
        code: Bilingual(zh=one.zh, en=one.en) for code, one in book.vocabulary.result_states.items()
    }
    names |= contracts()["ticket_events"].columns["event_type"].values
    for ledger_id, item in book.ledger.items():
        names[f"sanctions.{ledger_id}"] = Bilingual(
            zh=f"决定{item.title.zh}", en=f"decision on: {item.title.en}"
        )
    return FactNames(names, codes)


def _short(text: Bilingual) -> Bilingual:
    """The name without what explains it."""
    zh = re.split(r"[：；（]", text.zh, maxsplit=1)[0]
    en = re.split(r"[:;] | \(", text.en, maxsplit=1)[0]
    return Bilingual(zh=zh, en=en)
