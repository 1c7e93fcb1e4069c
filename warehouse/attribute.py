"""Attribute: in whose hands each ticket was, whose a broken deadline is, and which tickets are one incident.

Belongs here: running those statements of `sql/evaluate/` in order, once verdicts (and decisions on them) stand
and before they are counted. Does not belong here: the statements, any verdict, points or money.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table
from warehouse.statements import sql
from warehouse.versions import Numbered

TABLES = ("audit.holding", "audit.holder_time", "audit.attribution", "audit.incident_of")
"""What this stage fills, each from the ones before it but for the last."""


def create_attribution(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of this stage, empty, as they are where no clause is about tickets."""
    for table in TABLES:
        create_table(con, contracts(PUBLISHED)[table])


def attribute_in(con: duckdb.DuckDBPyConnection, versions: Iterable[Numbered]) -> None:
    """Fill the tables of this stage, and let verdicts stand with whom the profile's rule makes answerable.

    Needs `audit.verdict`, `fact.record` and `fact.class_value` of the same audit.
    """
    create_attribution(con)
    if not any(one.subject == "tickets" for one in versions):
        return
    for table, statement in zip(TABLES[:3], ("holding", "holder_time", "attribution"), strict=True):
        _insert(con, table, statement)
    con.execute(sql("evaluate/attributed"))
    con.execute(sql("evaluate/incident_links"))
    while _n_changed(con, "incident_step"):
        pass
    _insert(con, "audit.incident_of", "incident_of")


def _insert(con: duckdb.DuckDBPyConnection, table: str, statement: str) -> None:
    con.execute(f"INSERT INTO {table} BY NAME {sql(f'evaluate/{statement}')}")


def _n_changed(con: duckdb.DuckDBPyConnection, statement: str) -> int:
    (changed,) = con.execute(sql(f"evaluate/{statement}")).fetchone() or (0,)
    return int(changed)
