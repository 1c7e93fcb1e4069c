"""The engine's answers for a world: the same rules and evidence, judged by the real statements.

Belongs here: putting a world into an in-memory database, running the audit, reading verdicts and indicators.
Does not belong here: any judging.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from rulebook.version import Kind
from tests.running import shipped
from warehouse.conform import schema
from warehouse.contract import contracts
from warehouse.ddl import insert
from warehouse.evaluate import Audit, connection, evaluate_in, prepare
from warehouse.example_rows import create_evidence
from warehouse.home import Home

from .shares import Key, Share
from .verdict import Judgement
from .world import Row, World


@dataclass(frozen=True)
class Answers:
    """What the engine says: verdicts by clause and record (a list, so that a second one shows), rates,
    and rates of the utility by definition and month."""

    verdicts: dict[tuple[str, str], list[Judgement]]
    shares: dict[Key, list[Share]]
    named: dict[tuple[str, date], tuple[int, int, Decimal | None, str | None]]


def answers(world: World) -> Answers:
    """Run one audit over a world."""
    with audited(world) as con:
        return Answers(_verdicts(con), _shares(con, world), _named(con))


def rows_of(world: World, *tables: str) -> dict[str, list[Row]]:
    """The rows of tables of results after one audit over a world, instants in UTC."""
    with audited(world) as con:
        return {table: _rows(con, f"SELECT * FROM {table}") for table in tables}


@contextmanager
def audited(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in which a world has been judged; what it holds is the next one's afterwards."""
    book = replace(
        shipped(),
        clauses=dict(world.clauses),
        regulations=dict.fromkeys(world.profile.regulations, shipped().regulations["urban-supply"]),
        profiles={"world": world.profile},
        topics={},
    )
    audit = Audit(Home(Path()), book, "world", world.as_of.astimezone(UTC))
    delivered = {f"{table}.{name}" for table, one in contracts().items() for name in one.columns}
    delivered |= set(contracts()["ticket_events"].columns["event_type"].values)
    con = _database(world.profile.zone)
    try:
        _fill(con, world)
        evaluate_in(con, audit, delivered)
        yield con
    finally:
        for table in world.rows:
            con.execute(f"DELETE FROM evidence.{table}")


@cache
def _database(zone: str) -> duckdb.DuckDBPyConnection:
    """One database for every audit in a zone, one after the other, as the worked examples have."""
    opened = ExitStack()
    con = opened.enter_context(connection(":memory:", zone))
    atexit.register(opened.close)
    con.execute("SET threads = 1")  # the evidence is small, and other tests run beside this one
    create_evidence(con)
    prepare(con, shipped())
    return con


def _fill(con: duckdb.DuckDBPyConnection, world: World) -> None:
    for table, rows in world.rows.items():
        if rows:
            contract = contracts()[table]
            whole = [{column: row.get(column) for column in contract.columns} for row in rows]
            insert(con, f"evidence.{table}", pl.DataFrame(whole, schema=schema(contract)))


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    found = con.execute(query)
    names = [column[0] for column in found.description]
    return [
        {name: _utc(value) for name, value in zip(names, row, strict=True)}
        for row in found.fetchall()
    ]


def _verdicts(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[Judgement]]:
    found: dict[tuple[str, str], list[Judgement]] = {}
    for row in _rows(
        con,
        "SELECT clause_id, record_id, verdict, reason, period_from, department_id, started_at, due_at,"
        " stopped_at, late_by_min, is_provisional"
        " FROM audit.verdict JOIN rulebook.clause USING (version_id)",
    ):
        answer = Judgement(
            verdict=row["verdict"],
            reason=row["reason"],
            period_from=row["period_from"],
            department=row["department_id"],
            started_at=row["started_at"],
            due_at=row["due_at"],
            stopped_at=row["stopped_at"],
            late_by_min=row["late_by_min"],
            is_provisional=row["is_provisional"],
        )
        found.setdefault((row["clause_id"], row["record_id"]), []).append(answer)
    return found


def _named(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, date], Any]:
    """The rates of the whole utility by definition and month; worlds have one such clause at most."""
    return {
        (row["definition_id"], row["period_from"]): (
            row["numerator"], row["denominator"], row["rate"], row["reason"]
        )
        for row in _rows(con, "SELECT * FROM audit.named_rate WHERE department_id IS NULL")
    }  # fmt: skip


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _shares(con: duckdb.DuckDBPyConnection, world: World) -> dict[Key, list[Share]]:
    found: dict[Key, list[Share]] = {}
    for row in _rows(con, "SELECT * FROM audit.indicator"):
        is_rate = world.clauses[row["clause_id"]].kind is Kind.RATE_THRESHOLD
        share = Share(
            numerator=row["numerator"],
            denominator=row["denominator"],
            n_excused=row["n_excused"],
            n_pending=row["n_pending"],
            n_not_assessed=row["n_not_assessed"],
            n_not_applicable=row["n_not_applicable"],
            n_expected=row["n_expected"],
            verdict=row["verdict"],
            reason=row["reason"] if is_rate and row["denominator"] else None,
        )
        key = (row["clause_id"], row["period_from"], row["department_id"])
        found.setdefault(key, []).append(share)
    return found
