"""The evidence as it is known at the instant of the audit: the schema `known`, a view over `evidence`.

Belongs here: hiding what lies after the audit - rows that do not exist yet, acts that have not happened, and
what such an act shows (`shown_by` in the contract).
Moments that are set or promised (`ahead` in the contract) may lie after it and stay.
Does not belong here: the record views, which read `known` and never have to ask for the time.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from warehouse.contract import MOMENTS, Column, ColumnType, Contract, contracts
from warehouse.ddl import quoted


def create_known(con: duckdb.DuckDBPyConnection) -> None:
    """Create a view `known.<table>` over every table of evidence; needs `fact.setting`."""
    con.execute("CREATE SCHEMA IF NOT EXISTS known")
    for table, contract in contracts().items():
        con.execute(
            f"CREATE OR REPLACE VIEW known.{quoted(table)} AS SELECT e.*{_hidden(contract)}"
            f" FROM evidence.{quoted(table)} AS e CROSS JOIN fact.setting AS s{_there(contract)}"
        )


def _hidden(contract: Contract) -> str:
    known = [
        f"if(e.{quoted(act)} > {_now(contract.columns[act])}, NULL, e.{quoted(name)}) AS {quoted(name)}"
        for name, act in _waits(contract)
    ]
    return f" REPLACE ({', '.join(known)})" if known else ""


def _waits(contract: Contract) -> Iterator[tuple[str, str]]:
    """Column -> the moment until which it is not known: an act itself, or the act that shows it."""
    for name, column in contract.columns.items():
        if column.type in MOMENTS and not column.ahead:
            yield name, name
        elif column.shown_by:
            yield name, column.shown_by


def _now(column: Column) -> str:
    return "cast(s.as_of AS DATE)" if column.type is ColumnType.DATE else "s.as_of"


def _there(contract: Contract) -> str:
    if not contract.known_by:
        return ""
    moments = ", ".join(f"cast(e.{quoted(name)} AS TIMESTAMPTZ)" for name in contract.known_by)
    first = f"least({moments})" if len(contract.known_by) > 1 else moments
    return f" WHERE {first} IS NULL OR {first} <= s.as_of"
