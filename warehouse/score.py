"""Score: what the verdicts mean in points and yuan.

Belongs here: running the statements of `sql/score/` in order under the profile's scheme.
Does not belong here: the statements, the scheme (`rulebook/schemes/`), any change to a verdict.
"""

from __future__ import annotations

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table
from warehouse.decisions import decide_entries
from warehouse.evaluate import Audit, connection
from warehouse.ledger import draw_in, post_in, settle_in
from warehouse.restate import keep_closed, restate
from warehouse.statements import sql

TABLES = (
    "score.measure", "score.settlement", "score.veto", "score.line", "score.scorecard",
)  # fmt: skip

Steps = tuple[tuple[str, str], ...]
"""Table that a statement fills ("" for one that makes its own) and statement, in order."""

POINTS: Steps = (
    ("", "standins"),
    ("", "to_step"),
    # What was reached, and which share of the points that keeps.
    ("", "reading"),
    ("fact.reading", "figure"),
    ("score.measure", "measure"),
    ("", "cover"),
    ("score.veto", "veto"),
    ("score.settlement", "settlement"),
    ("", "incident"),
    # Points, line by line; each statement sees the lines before it.
    ("score.line", "line"),
    ("score.line", "confidence_line"),
    ("score.line", "veto_line"),
    ("", "decide_points"),
    ("score.line", "adjustment_line"),
    ("score.line", "rounding_line"),
    ("", "standing"),
)
SCHEME_MONEY: Steps = (
    # What the scheme pays and takes, besides the consequences of the regulations.
    ("score.ledger_entry", "settle_entry"),
    ("score.ledger_entry", "incident_entry"),
    ("score.ledger_entry", "reward"),
)
MONEY_LINES: Steps = (("score.line", "money_line"),)
CARDS: Steps = (
    ("", "standing"),
    ("score.scorecard", "scorecard"),
)


def score(audit: Audit) -> None:
    """Fill the schema `score` of the working file."""
    with connection(audit.home.work, audit.zone) as con:
        score_in(con, audit)


def score_in(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    """Fill the schema `score` of an open working database that has been evaluated."""
    for table in TABLES:
        create_table(con, contracts(PUBLISHED)[table])
    _run(con, POINTS)
    draw_in(con)
    _run(con, SCHEME_MONEY)
    decide_entries(con)
    settle_in(con)
    _run(con, MONEY_LINES)
    restate(con, audit)
    _run(con, CARDS)
    post_in(con)
    # Here and not above: scipy is loaded only where something is scored.
    from warehouse.comparison import compare_in

    compare_in(con)
    keep_closed(
        con, audit
    )  # last: whatever was computed of a closed month gives way to what was frozen


def _run(con: duckdb.DuckDBPyConnection, steps: Steps) -> None:
    for table, statement in steps:
        text = sql(f"score/{statement}")
        con.execute(f"INSERT INTO {table} BY NAME {text}" if table else text)
