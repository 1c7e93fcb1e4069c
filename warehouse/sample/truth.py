"""The truth of the sample: every breach that was planted, and nothing else.

Belongs here: collecting planted breaches while the world is made, and their columns.
Does not belong here: any judging of evidence. What is listed here follows from what was planted;
it is never worked out from the tables, so that it can disagree with the engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse.sample.rhythm import Rng

Indices = npt.NDArray[np.int64]

COLUMNS = ("clause_id", "record_table", "record_id", "period", "note_zh", "note_en")

URBAN = "urban-supply."
PROCESS = "svc-process."

IF_SET = {
    URBAN + "meter.accuracy": ("reading_tolerance", 1),
    URBAN + "outage.sudden": ("sudden_notice_min", 30),
    URBAN + "patrol.periodic": ("patrol_per_month", 10),
    URBAN + "quality.periodic": ("quality_test_per_month", 20),
    URBAN + "repair.restore": ("restore_after_repair_min", 60),
}
"""Clauses whose number no text gives: what is planted breaks them once the parameter has this value."""


class Truth:
    """The planted breaches. A record listed twice for one clause is kept once."""

    def __init__(self) -> None:
        self._frames: list[pl.DataFrame] = []

    def add(
        self,
        clause_id: str,
        record_table: str,
        record_ids: Sequence[str],
        periods: Sequence[str],
        note: tuple[str, str],
    ) -> None:
        """Plant breaches of one clause, all for the same cause; `note` is Chinese and English."""
        if not len(record_ids):
            return
        self._frames.append(
            pl.DataFrame(
                {
                    "clause_id": [clause_id] * len(record_ids),
                    "record_table": [record_table] * len(record_ids),
                    "record_id": list(record_ids),
                    "period": list(periods),
                    "note_zh": [note[0]] * len(record_ids),
                    "note_en": [note[1]] * len(record_ids),
                }
            )
        )

    def frame(self) -> pl.DataFrame:
        """All planted breaches, in order of clause and record."""
        schema = dict.fromkeys(COLUMNS, pl.String)
        frame = pl.concat(self._frames) if self._frames else pl.DataFrame(schema=schema)
        key = ["clause_id", "record_table", "record_id", "period"]
        return frame.unique(subset=key, keep="first", maintain_order=True).sort(key)

    def write(self, folder: Path) -> dict[str, int]:
        """Write what is a breach as it stands, and apart from it what is one once a parameter is set.

        Returns the number of breaches by clause, of both files.
        """
        folder.mkdir(parents=True, exist_ok=True)
        frame = self.frame()
        waits = pl.col("clause_id").is_in(list(IF_SET))
        frame.filter(~waits).write_csv(folder / "breaches.csv")
        frame.filter(waits).write_csv(folder / "breaches_if_set.csv")
        return dict(frame.group_by("clause_id").len().sort("clause_id").iter_rows())


def deal(rng: Rng, candidates: Indices, lots: dict[str, tuple[float, int]]) -> dict[str, Indices]:
    """Draw records to plant something in, no record twice.

    lots: what to plant -> (share of the candidates, least number of records).
    """
    order = rng.permutation(candidates)
    drawn: dict[str, Indices] = {}
    taken = 0
    for name, (share, least) in lots.items():
        count = max(least, round(share * len(candidates)))
        if taken + count > len(order):
            raise ValueError(f"too few records to plant '{name}': make the sample larger")
        drawn[name] = np.sort(order[taken : taken + count])
        taken += count
    return drawn
