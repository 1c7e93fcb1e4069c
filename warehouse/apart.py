"""Judging beside the audit: the evidence of a home once more, in a scratch file.

Belongs here: one call that judges and scores into a file of its own. Does not belong here: what the answer is
for (`whatif.py`, `restate.py`).
"""

from __future__ import annotations

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


def judge_apart(audit: Audit, path: Path) -> None:
    """Judge and score the evidence of an audit into a scratch database file; the home is only read."""
    with connection(path, audit.zone) as con:
        attach_evidence(con, audit.home)
        account_in(con, audit, audit.home.read_register())  # the confidence in evidence rests on it
        prepare(con, audit.book)
        evaluate_in(con, audit, delivered_columns(con, audit))
        score_in(con, audit)
