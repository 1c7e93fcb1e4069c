"""What people call tables, columns, derived facts, events and their codes: short names from the contracts.

Belongs here: handing out the names that `warehouse/contracts/` and `warehouse/derived/` declare.
Does not belong here: any name or meaning, and names that come from the rulebook.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from rulebook.strict_yaml import Bilingual
from warehouse.contract import contracts
from warehouse.derived import subjects


@cache
def fact_names() -> Mapping[str, Bilingual]:
    """Every table, `table.column`, derived fact and ticket event -> its short name."""
    names: dict[str, Bilingual] = {}
    for table, contract in contracts().items():
        names[table] = _short(contract.grain)
        for column, one in contract.columns.items():
            names[f"{table}.{column}"] = _short(Bilingual(zh=one.zh, en=one.en))
    for subject, derived in subjects().items():
        if derived.grain:
            names[subject] = _short(derived.grain)
        for fact, described in derived.facts.items():
            names[f"{subject}.{fact}"] = _short(described.means)
    return names | contracts()["ticket_events"].columns["event_type"].values


@cache
def code_names() -> Mapping[str, Mapping[str, Bilingual]]:
    """`table.column` -> code -> label, for every column that holds codes."""
    return {
        f"{table}.{column}": one.values
        for table, contract in contracts().items()
        for column, one in contract.columns.items()
    }


def _short(text: Bilingual) -> Bilingual:
    """The name without what explains it."""
    zh = re.split(r"[：；（]", text.zh, maxsplit=1)[0]
    en = re.split(r"[:;] | \(", text.en, maxsplit=1)[0]
    return Bilingual(zh=zh, en=en)
