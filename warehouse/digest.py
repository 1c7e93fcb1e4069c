"""Digests of tables: the same rows in any order give the same digest.

Belongs here: how one table of a contract enters a digest. Does not belong here: which tables do.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from warehouse.contract import Contract
from warehouse.ddl import quoted


def table_digest(
    con: duckdb.DuckDBPyConnection,
    relation: str,
    contract: Contract,
    leave_out: Collection[str] = (),
) -> str:
    """The row count of a relation (a table, or a query in brackets) and the sum of the MD5 numbers of its rows.

    It differs when a row is added, lost, doubled or changed. leave_out: columns that do not enter.
    """
    row = ", ".join(
        f"coalesce(CAST({_stable(contract, name)} AS VARCHAR), '∅')"
        for name in contract.columns
        if name not in leave_out
    )
    found = con.execute(
        f"SELECT count(*), coalesce(sum(CAST(md5_number_lower(concat_ws('|', {row})) AS HUGEINT)), 0)"
        f" FROM {relation}"
    ).fetchone()
    return f"|{contract.table}|{found}"


def _stable(contract: Contract, name: str) -> str:
    """Instants enter as microseconds, whatever zone the session shows them in."""
    column = contract.columns[name]
    return f"epoch_us({quoted(name)})" if column.type == "instant" else quoted(name)
