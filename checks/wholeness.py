"""Is the audit whole? What was published, held against what was computed.

Belongs here: checks of the audit itself: every row has its place, every total is the sum of its lines.
Does not belong here: the utility's results.
"""

from __future__ import annotations

import dagster as dg
import duckdb

from checks.outcome import ERROR, FAILED, PASSED, CheckOutcome
from warehouse.evaluate import Audit
from warehouse.statements import sql

WHOLENESS = {
    "rows_accounted_for": "received = in force + superseded + quarantined, for every table",
    "points_are_sums": "the points and yuan of every scorecard are the sums of its lines",
    "one_verdict_each": "no clause judges a record twice",
    "ledger_rests_on_breaches": "every entry that names an observation names one in breach",
}

WHOLENESS_CHECKS = [
    dg.AssetCheckSpec(name, asset="published_file", description=f"{text.capitalize()}.")
    for name, text in WHOLENESS.items()
]


def check_wholeness(audit: Audit) -> list[CheckOutcome]:
    """Ask the published file itself; each statement lists the rows that break the rule."""
    outcomes = []
    with duckdb.connect(str(audit.home.published), read_only=True) as con:
        for name, rule in WHOLENESS.items():
            wrong = con.execute(sql(f"publish/check_{name}")).fetchall()
            outcomes.append(
                CheckOutcome(
                    check_name=name,
                    outcome=FAILED if wrong else PASSED,
                    severity=ERROR,
                    n_unexpected=len(wrong),
                    detail=f"{rule}: not so for {wrong[:5]}" if wrong else "",
                )
            )
    return outcomes
