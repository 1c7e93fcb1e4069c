"""Whose evidence differs between two audits that stand side by side.

Belongs here: finding, for the records whose observations differ, the rows that are of them or name them, and
comparing those rows.
Does not belong here: what follows for an observation (`sql/diff/cause.sql`).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from warehouse.contract import Contract, Pii, contracts
from warehouse.ddl import quoted
from warehouse.same_rules import columns_of
from warehouse.sides import Side


def tell_evidence(con: duckdb.DuckDBPyConnection, one: Side, other: Side) -> None:
    """Fill `diff_evidence`: the records of changed observations whose own rows differ, or rows that name them.

    Personal data is masked in published files: of it only counts whether there is any. Empty where one of the
    sides has no evidence at hand.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_record AS"
        " SELECT DISTINCT record_table, record_id FROM diff_observation"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_row"
        " (side VARCHAR, of_table VARCHAR, record_table VARCHAR, record_id VARCHAR, n BIGINT, total HUGEINT)"
    )
    subjects = {
        str(name)
        for (name,) in con.execute("SELECT DISTINCT record_table FROM diff_record").fetchall()
    }
    sides = (("one", one), ("other", other))
    if one.evidence and other.evidence:
        for table, contract in contracts().items():
            shared = _shared_columns(con, table, one, other)
            for record_table, record in _names(contract, subjects):
                for name, side in sides:
                    con.execute(
                        f"INSERT INTO diff_row SELECT '{name}', '{table}', '{record_table}', record_id,"
                        " count(*), sum(CAST(md5_number_lower(row_text) AS HUGEINT)) FROM ("
                        f"SELECT {record} AS record_id, {_row_text(contract, shared)} AS row_text"
                        f" FROM {quoted(side.evidence)}.evidence.{quoted(table)}) AS e"
                        " SEMI JOIN (SELECT record_id FROM diff_record"
                        f" WHERE record_table = '{record_table}') AS r ON e.record_id = r.record_id"
                        " GROUP BY record_id"
                    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_evidence AS SELECT DISTINCT record_table, record_id FROM ("
        " SELECT of_table, record_table, record_id FROM diff_row GROUP BY ALL"
        " HAVING count(*) = 1 OR min(n) != max(n) OR min(total) != max(total))"
    )


def _names(contract: Contract, subjects: set[str]) -> Iterator[tuple[str, str]]:
    """The tables among the subjects whose records a table's rows are of, and the expression of their id."""
    if contract.table in subjects:
        parts = [f"CAST({quoted(name)} AS VARCHAR)" for name in contract.key]
        yield contract.table, f"concat_ws('|', {', '.join(parts)})"
    for name, column in contract.columns.items():
        record_table, _, key = column.references.partition(".")
        if record_table in subjects and contracts()[record_table].key == [key]:
            yield record_table, f"CAST({quoted(name)} AS VARCHAR)"


def _shared_columns(
    con: duckdb.DuckDBPyConnection, table: str, one: Side, other: Side
) -> list[str]:
    found = [set(columns_of(con, side.evidence, f"evidence.{table}")) for side in (one, other)]
    return [name for name in contracts()[table].columns if name in found[0] & found[1]]


def _row_text(contract: Contract, columns: list[str]) -> str:
    masked = (Pii.DIRECT, Pii.CONTENT)
    parts = [
        f"{quoted(name)} IS NOT NULL" if contract.columns[name].pii in masked else quoted(name)
        for name in columns
    ]
    return f"concat_ws('|', {', '.join(f'coalesce(CAST({part} AS VARCHAR), chr(1))' for part in parts)})"
