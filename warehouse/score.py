"""Score: what the verdicts mean in points and yuan.

Belongs here: running the statements of `sql/score/` in order under the profile's scheme.
Does not belong here: the statements, the weights (`rulebook/schemes/`), any change to a verdict.
"""

from __future__ import annotations

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table
from warehouse.evaluate import Audit, connection
from warehouse.restate import keep_closed, restate
from warehouse.statements import sql


def score(audit: Audit) -> None:
    """Fill the schema `score` of the working file."""
    with connection(audit.home.work, audit.zone) as con:
        score_in(con, audit)


def score_in(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    """Fill the schema `score` of an open working database that has been evaluated."""
    profile = audit.book.profiles[audit.profile_id]
    scheme = audit.book.schemes[profile.scheme]
    con.execute(
        "CREATE OR REPLACE TABLE fact.scheme AS SELECT"
        " CAST($base AS DECIMAL(18, 4)) AS base_points, $ledger AS reward_ledger",
        {"base": scheme.base_points, "ledger": scheme.reward_ledger},
    )
    for table in ("score.line", "score.ledger_entry", "score.scorecard"):
        create_table(con, contracts(PUBLISHED)[table])
    for table, statement in (
        ("score.line", "score/line"),
        ("score.ledger_entry", "score/ledger_entry"),
        ("score.ledger_entry", "score/reward"),
        ("score.line", "score/money_line"),
    ):
        con.execute(f"INSERT INTO {table} BY NAME {sql(statement)}")
    restate(con, audit)
    con.execute(f"INSERT INTO score.scorecard BY NAME {sql('score/scorecard')}")
    keep_closed(con, audit)
