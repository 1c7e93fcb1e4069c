"""Judging beside the audit: the evidence of a home once more, in a scratch file.

Belongs here: one call that judges and scores into a file of its own. Does not belong here: what the answer is
for (`whatif.py`, `restate.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from warehouse.account import account_in
from warehouse.evaluate import (
    Audit,
    attach_evidence,
    connection,
    delivered_columns,
    evaluate_in,
    prepare,
)
from warehouse.score import score_in

STEPS = ("read", "judge", "score")
"""What `judge_apart` does, in order, as it tells whoever waits."""


def judge_apart(audit: Audit, path: Path, told: Callable[[str], None] = lambda _step: None) -> None:
    """Judge and score the evidence of an audit into a scratch database file; the home is only read.

    told: hears of each of `STEPS` when it begins.
    """
    with connection(path, audit.zone) as con:
        told("read")
        attach_evidence(con, audit.home)
        account_in(con, audit, audit.home.read_register())  # the confidence in evidence rests on it
        prepare(con, audit.book)
        told("judge")
        evaluate_in(con, audit, delivered_columns(con, audit))
        told("score")
        score_in(con, audit)
