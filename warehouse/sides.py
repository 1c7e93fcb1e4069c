"""Two audits side by side in one connection, as the databases `one` and `other`.

Belongs here: what a side is, and showing its tables in the shape of today's contracts, whole or one month.
Does not belong here: what differs between the two (`difference.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import duckdb

from warehouse.contract import PUBLISHED, Contract, contracts
from warehouse.ddl import qualified, quoted, sql_type
from warehouse.frozen import frozen_tables
from warehouse.same_rules import columns_of

DECIDED = {"audit.verdict": "decision_id", "score.ledger_entry": "decision_id"}
"""Tables -> the column that names the decision a row rests on; a file may be older than it."""


@dataclass(frozen=True)
class Side:
    """One of two audits, in databases attached to one connection.

    results: name of the database with its rules and results. evidence: of the one with its evidence; "" where it
    is not at hand. files: SHA-256 of the files it accepted.
    """

    results: str
    evidence: str
    as_of: datetime
    version: str
    files: frozenset[str]


def published_side(con: duckdb.DuckDBPyConnection, name: str) -> Side:
    """A published file, attached under a name, as one side of a comparison."""
    database = quoted(name)
    ((micros, version),) = con.execute(
        f"SELECT epoch_us(as_of), version FROM {database}.meta.run"
    ).fetchall()
    as_of = datetime.fromtimestamp(micros / 1e6, UTC)
    return Side(name, name, as_of, str(version), accepted_files(con, name))


def accepted_files(con: duckdb.DuckDBPyConnection, name: str) -> frozenset[str]:
    """SHA-256 of the files that an attached published or frozen file says were accepted."""
    found = con.execute(
        f"SELECT DISTINCT sha256 FROM {quoted(name)}.quality.received_file WHERE status = 'accepted'"
    ).fetchall()
    return frozenset(sha for (sha,) in found)


@contextmanager
def side_by_side(
    con: duckdb.DuckDBPyConnection, one: Side, other: Side, month: date | None = None
) -> Iterator[None]:
    """Let the two sides stand as the databases `one` and `other`, in the shape of today's contracts.

    month: show that month only, and of it what the month itself brought: nothing that was booked in it for
    another one.
    """
    try:
        _mirror(con, "one", one, month)
        _mirror(con, "other", other, month)
        yield
    finally:
        for name in ("one", "other"):
            con.execute(f"DETACH DATABASE IF EXISTS {name}")


def _mirror(con: duckdb.DuckDBPyConnection, name: str, side: Side, month: date | None) -> None:
    """Attach an empty database whose views show the tables of a side in the shape of today's contracts."""
    con.execute(f"ATTACH ':memory:' AS {name}")
    for schema in ("audit", "score", "rulebook"):
        con.execute(f"CREATE SCHEMA {name}.{schema}")
    con.execute(f"CREATE TABLE {name}.main.asked (month DATE)")
    con.execute(f"INSERT INTO {name}.main.asked VALUES ($month)", {"month": month})
    months = frozen_tables()
    for table, contract in contracts(PUBLISHED).items():
        if contract.is_view or not table.startswith(("audit.", "score.", "rulebook.")):
            continue
        theirs = columns_of(con, side.results, table)
        source = f" FROM {qualified(f'{side.results}.{table}')}" if theirs else ""
        wanted = []
        if month is not None and table in months:
            wanted.append(f"{months[table]} = (SELECT month FROM {name}.main.asked)")
        if month is not None and theirs:
            wanted += _own_rows(side, table, theirs)
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        con.execute(
            f"CREATE VIEW {name}.{qualified(table)} AS"
            f" SELECT {_shape(contract, theirs)}{source}{where if source else ' WHERE FALSE'}"
        )


def _shape(contract: Contract, theirs: list[str]) -> str:
    types = {column: sql_type(one) for column, one in contract.columns.items()}
    if contract.table in DECIDED:
        types.setdefault(DECIDED[contract.table], "VARCHAR")
    return ", ".join(
        quoted(column) if column in theirs else f"CAST(NULL AS {kind}) AS {quoted(column)}"
        for column, kind in types.items()
    )


def _own_rows(side: Side, table: str, theirs: list[str]) -> list[str]:
    """Conditions that leave out what a month holds for another one that was closed."""
    if table == "score.restatement":
        return ["FALSE"]
    if table == "score.ledger_entry" and "restates" in theirs:
        return ["restates IS NULL"]
    entries = qualified(f"{side.results}.score.ledger_entry")
    if table == "score.line":
        return [
            "kind != 'restatement'",
            (
                f"coalesce(source_id, '') NOT IN"
                f" (SELECT entry_id FROM {entries} WHERE restates IS NOT NULL)"
            ),
        ]
    return []
