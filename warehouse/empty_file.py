"""The published file before anything is in it: every table, and what each column means.

Belongs here: schemas, tables and comments of the file. Does not belong here: rows and views (`publish.py`).

It is the same for every audit. Describing some 1,700 columns takes longer than a small audit, so that a process
which publishes again and again describes them once.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import duckdb

from warehouse.attached import attach
from warehouse.contract import PUBLISHED, Column, Contract, Pii, contracts
from warehouse.ddl import comment, create_table, quoted, sql_type
from warehouse.evaluate import connection

STORAGE_VERSION = "v1.2.0"
"""Oldest DuckDB whose clients open the file, with comments."""

SCHEMAS = ("meta", "rulebook", "evidence", "audit", "score", "quality", "prepared")

MASKED = (Pii.DIRECT, Pii.CONTENT)
"""Names, contacts and free text do not leave the warehouse; whether there was one does."""


@cache
def empty_file() -> bytes:
    """A DuckDB file with every table of the published one, empty and described."""
    with tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
        path = Path(folder) / "empty.duckdb"
        with connection(":memory:", "UTC") as con:
            attach(con, path, "out", f"STORAGE_VERSION '{STORAGE_VERSION}'")
            con.execute("USE out")
            con.execute("BEGIN")  # one commit for all is cheaper than a thousand
            for name in SCHEMAS:
                con.execute(f"CREATE SCHEMA {name}")
            for contract in contracts(PUBLISHED).values():
                if not contract.is_view:
                    create_table(con, contract)
                    comment(con, contract)
            for contract in contracts().values():
                _create_evidence(con, contract)
            con.execute("COMMIT")
            con.execute("USE memory")
            con.execute("DETACH out")
        return path.read_bytes()


def _create_evidence(con: duckdb.DuckDBPyConnection, contract: Contract) -> None:
    table = f"evidence.{quoted(contract.table)}"
    columns = ", ".join(f"{quoted(name)} {_type(one)}" for name, one in contract.columns.items())
    con.execute(f"CREATE TABLE {table} ({columns}, file_id INTEGER, source_row BIGINT)")
    comment(con, contract, f"evidence.{contract.table}")
    con.execute(
        f"COMMENT ON COLUMN {table}.file_id IS '来源文件(quality.received_file) / received file'"
    )
    con.execute(f"COMMENT ON COLUMN {table}.source_row IS '来源行 / line of that file'")


def _type(column: Column) -> str:
    return "VARCHAR" if column.pii in MASKED else sql_type(column)
