"""Is the audit whole? What was published, held against what was computed.

Belongs here: checks of the audit itself: every row has its place, every total is the sum of its lines.
Does not belong here: the utility's results.
"""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb

from checks.outcome import ERROR, FAILED, PASSED, CheckOutcome
from rulebook.errors import NotWholeError
from warehouse.statements import sql

WHOLENESS = {
    "rows_accounted_for": "received = in force + superseded + quarantined, for every table",
    "points_are_sums": "the points and yuan of every scorecard are the sums of its lines",
    "stakes_are_whole": "the points at stake of every scored month add up to the base of its scheme",
    "one_verdict_each": "no clause judges a record twice",
    "changes_rest_on_decisions": "what a decision changed names one that was applied, and what it was",
    "lateness_is_whole": "shares of a lateness add up to one, and a ticket is in one hand at a time",
    "ledger_rests_on_breaches": "every entry that names an observation names one in breach",
    "postings_balance": "every amount is posted once as a debit and once as a credit, in its own kind",
    "kinds_stand_apart": "no kind of money is set off against another",
    "kinds_on_scorecards": "fines, rewards and compensation stand apart on every scorecard",
    "money_lines_are_entries": "every yuan of a scorecard is in an entry, and every entry in a line",
    "prepared_tables_agree": "tables prepared for readers add up to the rows they stand for",
    "restatements_are_booked": "what is restated of closed months is booked in full, and nothing else",
}

WHOLENESS_CHECKS = [
    dg.AssetCheckSpec(name, asset="published_file", description=f"{text.capitalize()}.")
    for name, text in WHOLENESS.items()
]


def check_wholeness(file: Path) -> list[CheckOutcome]:
    """Ask the file itself; each statement lists the rows that break the rule.

    Raises NotWholeError when any rule is broken.
    """
    outcomes = []
    with duckdb.connect(str(file), read_only=True) as con:
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
    broken = [f"{one.check_name}: {one.detail}" for one in outcomes if one.outcome == FAILED]
    if broken:
        raise NotWholeError(
            f"结果自相矛盾，未发布 / the results contradict each other, nothing was published: {broken}",
            place=file,
            remedy="这是软件缺陷，请报告 / report this as a fault of the software",
        )
    return outcomes
