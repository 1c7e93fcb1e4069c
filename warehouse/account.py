"""Account: every row that was received is in force, superseded or in quarantine.

Belongs here: the tables `quality.received_file`, `quality.quarantine` and `quality.reconciliation`, and the
refusal to go on when they do not add up.
Does not belong here: taking files in (`collect.py`) and checks of content (`checks/`).
"""

from __future__ import annotations

import duckdb
import polars as pl

from rulebook.errors import NotWholeError
from warehouse.conform import REASONS, schema
from warehouse.contract import PUBLISHED, Pii, contracts
from warehouse.ddl import create_table, insert, quoted
from warehouse.evaluate import Audit, connection
from warehouse.home import ReceivedFile
from warehouse.statements import sql

MASK = "***"


def account(audit: Audit, files: list[ReceivedFile]) -> None:
    """Fill the schema `quality` of the working file from the register and the store.

    Raises NotWholeError, naming table and counts, when received differs from accepted + superseded +
    quarantined, counted independently in the store.
    """
    with connection(audit.home.work, audit.zone) as con:
        account_in(con, audit, files)


def account_in(con: duckdb.DuckDBPyConnection, audit: Audit, files: list[ReceivedFile]) -> None:
    """Fill the schema `quality` of an open database whose schema `evidence` exists; see `account`."""
    con.execute("CREATE SCHEMA IF NOT EXISTS quality")
    con.execute("CREATE SCHEMA IF NOT EXISTS fact")
    tables = contracts(PUBLISHED)
    for name in ("received_file", "quarantine", "reconciliation", "check_result"):
        create_table(con, tables[f"quality.{name}"])
    in_force = _in_force(con)
    rows = [_received(file, in_force.get(file.seq, 0)) for file in files]
    insert(
        con,
        "quality.received_file",
        pl.DataFrame(rows, schema=schema(tables["quality.received_file"])),
    )
    _quarantine(con, audit, files)
    con.execute(f"INSERT INTO quality.reconciliation BY NAME {sql('publish/reconciliation')}")
    _refuse_unbalanced(con)


def _in_force(con: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """Rows in force by received file; also keeps how many rows each table holds."""
    con.execute("CREATE OR REPLACE TABLE fact.stored (table_name VARCHAR, n_stored BIGINT)")
    found: dict[int, int] = {}
    stored: dict[str, int] = {}
    for table in contracts():
        counts = con.execute(
            f"SELECT source_file_id, count(*) FROM evidence.{quoted(table)} GROUP BY source_file_id"
        ).fetchall()
        found.update(counts)
        stored[table] = sum(n for _, n in counts)
    con.execute(
        "INSERT INTO fact.stored SELECT unnest($tables), unnest($counts)",
        {"tables": list(stored), "counts": list(stored.values())},
    )
    return found


def _received(file: ReceivedFile, n_accepted: int) -> dict[str, object]:
    """A received file as a row: what is neither in force nor in quarantine was superseded.

    The number superseded is derived for each file, and therefore checked for each table against the
    rows actually stored.
    """
    return {
        "file_id": file.seq,
        "file": file.file,
        "sha256": file.sha256,
        "n_bytes": file.n_bytes,
        "table_name": file.table or None,
        "status": file.status,
        "duplicate_of": file.duplicate_of or None,
        "problem": file.problem or None,
        "remedy": file.remedy or None,
        "note": file.note or None,
        "unknown_headers": ", ".join(file.unknown_headers) or None,
        "n_received": file.n_received,
        "n_accepted": n_accepted,
        "n_superseded": file.n_received - file.n_quarantined - n_accepted,
        "n_quarantined": file.n_quarantined,
    }


def _quarantine(con: duckdb.DuckDBPyConnection, audit: Audit, files: list[ReceivedFile]) -> None:
    for file in files:
        path = audit.home.quarantine(file.table) / file.part
        if file.status != "accepted" or not file.n_quarantined:
            continue
        columns = contracts()[file.table].columns
        personal = [name for name, one in columns.items() if one.pii in (Pii.DIRECT, Pii.CONTENT)]
        hidden = pl.col("column").is_in([*personal, ""])
        faults = pl.read_parquet(path).select(
            pl.lit(file.seq, pl.Int64()).alias("file_id"),
            pl.lit(file.file).alias("file"),
            pl.lit(file.table).alias("table_name"),
            "source_row",
            pl.col("column").alias("column_name"),
            pl.when(hidden & pl.col("value").is_not_null())
            .then(pl.lit(MASK))
            .otherwise("value")
            .alias("value"),
            "reason",
            pl.col("reason")
            .replace_strict({k: zh for k, (zh, _) in REASONS.items()})
            .alias("reason_zh"),
            pl.col("reason")
            .replace_strict({k: en for k, (_, en) in REASONS.items()})
            .alias("reason_en"),
        )
        insert(con, "quality.quarantine", faults)


def _refuse_unbalanced(con: duckdb.DuckDBPyConnection) -> None:
    wrong = con.execute(
        "SELECT table_name, n_received, n_accepted, n_superseded, n_quarantined, n_stored"
        " FROM quality.reconciliation WHERE NOT is_balanced ORDER BY table_name"
    ).fetchall()
    negative = con.execute(
        "SELECT file FROM quality.received_file WHERE n_superseded < 0"
    ).fetchall()
    if wrong or negative:
        told = "; ".join(
            f"{table}: received {received}, in force {accepted}, superseded {superseded}, "
            f"quarantined {quarantined}, stored {stored}"
            for table, received, accepted, superseded, quarantined, stored in wrong
        )
        raise NotWholeError(
            f"收支不平 / rows are not accounted for ({told or negative[0][0]})",
            place="store",
            remedy="请删除主目录下的 store 文件夹后重新审计 / delete the home's `store` folder and run the audit again; it is rebuilt from `parts`",
        )
