"""DuckDB tables from contracts, with their meaning as COMMENTs in both languages.

Belongs here: the SQL types of contract columns and the statements that create and describe tables.
Does not belong here: rows.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import polars as pl

from warehouse.contract import Column, ColumnType, Contract

_TYPES = {
    ColumnType.TEXT: "VARCHAR",
    ColumnType.ENUM: "VARCHAR",
    ColumnType.MONTH: "VARCHAR",
    ColumnType.INTEGER: "BIGINT",
    ColumnType.BOOLEAN: "BOOLEAN",
    ColumnType.DATE: "DATE",
    ColumnType.INSTANT: "TIMESTAMPTZ",
    ColumnType.TIME: "TIME",
    ColumnType.LIST: "VARCHAR[]",
}


def sql_type(column: Column) -> str:
    """The DuckDB type of a column; decimals keep 18 digits."""
    if column.type is ColumnType.DECIMAL:
        return f"DECIMAL(18, {column.scale})"
    return _TYPES[column.type]


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def qualified(table: str) -> str:
    """A possibly schema-qualified table name as SQL identifiers."""
    return ".".join(quoted(part) for part in table.split("."))


def create_table(con: duckdb.DuckDBPyConnection, contract: Contract, name: str = "") -> None:
    """Create the (empty) table of a contract, under another name if given."""
    columns = ", ".join(
        f"{quoted(column)} {sql_type(one)}{' NOT NULL' if one.required else ''}"
        for column, one in contract.columns.items()
    )
    con.execute(f"CREATE OR REPLACE TABLE {qualified(name or contract.table)} ({columns})")


def comment(
    con: duckdb.DuckDBPyConnection, contract: Contract, name: str = "", kind: str = "TABLE"
) -> None:
    """Describe a table (or view) and each of its columns, Chinese first."""
    target = qualified(name or contract.table)
    con.execute(f"COMMENT ON {kind} {target} IS {_text(contract.grain.zh, contract.grain.en)}")
    for column, one in contract.columns.items():
        unit = f" [{one.unit}]" if one.unit else ""
        con.execute(
            f"COMMENT ON COLUMN {target}.{quoted(column)} IS {_text(one.zh + unit, one.en + unit)}"
        )


def _text(zh: str, en: str) -> str:
    # COMMENT takes a literal only, never a parameter; the texts come from our own contracts.
    return "'" + f"{zh} / {en}".replace("'", "''") + "'"


FEW = 600
"""Values up to which a frame travels as parameters: a file costs more than it saves."""


def insert(con: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Append a Polars frame to a table, by column name.

    Many values go by way of a Parquet file: DuckDB reads Polars frames directly only where pyarrow is
    installed.
    """
    if frame.is_empty():
        return
    if frame.height * frame.width <= FEW:
        names = ", ".join(quoted(name) for name in frame.columns)
        row = f"({', '.join('?' for _ in frame.columns)})"
        con.execute(
            f"INSERT INTO {qualified(table)} ({names}) VALUES {', '.join([row] * frame.height)}",
            [value for values in frame.rows() for value in values],
        )
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        frame.write_parquet(path)
        con.execute(
            f"INSERT INTO {qualified(table)} BY NAME SELECT * FROM read_parquet($path)",
            {"path": str(path)},
        )
