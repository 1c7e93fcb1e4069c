"""The reasons of an appeal and of the decisions on it, in the words in which they were filed.

Belongs here: finding them where the audit keeps what it received, and in the inbox.
Does not belong here: who may read them; the published file holds none (`evidence` masks them).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from warehouse.contract import contracts
from warehouse.filing import BY
from warehouse.trial import Place, Table, waiting

TABLES: tuple[Table, ...] = ("appeals", "decisions")


def reasons(place: Place, appeal_id: str) -> list[dict[str, Any]]:
    """The appeal and what was decided on it: record_id, table, by, at, reason; nothing for an unknown appeal."""
    found: list[dict[str, Any]] = []
    for table in TABLES:
        contract = contracts()[table]
        kept = sorted(place.home.current(table).glob("*.parquet"))
        frames = [pl.read_parquet(path) for path in kept] + list(waiting(place, contract))
        key, moment = contract.key[0], contract.known_by[0]
        known: set[str] = set()
        for frame in frames:
            if not {"appeal_id", "reason"} <= set(frame.columns):
                continue
            for row in frame.filter(pl.col("appeal_id") == appeal_id).to_dicts():
                if row[key] not in known:
                    known.add(row[key])
                    found.append(
                        {
                            "record_id": row[key],
                            "table": table,
                            "by": row[BY[table]],
                            "at": row[moment],
                            "reason": row["reason"],
                        }
                    )
    return found
