"""Small audits with decisions: a few late tickets, and what is decided about them.

Belongs here: shorthand for rows of appeals and decisions, and running the real engine over them.
Does not belong here: assertions.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from rulebook.clause import Clause
from rulebook.profile import Profile
from tests.oracle.clauses import REGULATION, deadline, tried, within
from tests.running import shipped
from warehouse.conform import schema
from warehouse.contract import contracts
from warehouse.ddl import insert
from warehouse.evaluate import Audit, connection, evaluate_in, prepare
from warehouse.example_rows import create_evidence
from warehouse.home import Home

Row = dict[str, Any]

ZONE = ZoneInfo("Asia/Shanghai")
HOUR = "tried.tickets.hour"
"""Arrive within an hour of the contact; the network department answers."""

AS_OF = "2026-04-20 12:00"

LATE, PROMPT, OPEN = f"{HOUR}/late", f"{HOUR}/prompt", f"{HOUR}/open"
"""Received at 08:00 on 10 March and due at 09:00; arrived at 10:30, at 08:30, never."""

AFTER = "2026-04-05 10:00"
"""When the month is over and things are decided."""


def at(text: str) -> datetime:
    """A local time as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def hour(**more: Any) -> Clause:
    return deadline(
        "tickets", "contact_received", "arrived", within("1", "h"), "wall_clock",
        responsible="network", **more,
    )  # fmt: skip


def decision(decision_id: str, kind: str, observation_id: str | None = LATE, **more: Any) -> Row:
    """A decision of the quality department on a request of the network department, with all it needs."""
    needed: dict[str, Row] = {
        "excuse": {"excuse_code": "road", "evidence_ref": "PH-1"},
        "correction": {"verdict": "compliant", "evidence_ref": "PH-1"},
        "extension": {
            "extended_until": at("2026-03-10 12:00"),
            "decided_at": at("2026-03-10 08:45"),
        },
    }
    return {
        "decision_id": decision_id,
        "decided_at": at(AFTER),
        "kind": kind,
        "observation_id": observation_id,
        "reason": "seen",
        "requested_by": "N1",
        "decided_by": "Q1",
        **needed.get(kind, {}),
        **{
            key: at(value) if value and key.endswith(("_at", "_until")) else value
            for key, value in more.items()
        },
    }


def appeal(appeal_id: str = "A1", observation_id: str | None = LATE, **more: Any) -> Row:
    return {
        "appeal_id": appeal_id,
        "observation_id": observation_id,
        "filed_at": at("2026-04-02 09:00"),
        "filed_by": "N1",
        "dept_id": "NET",
        "reason": "unfair",
        **{key: at(value) if key.endswith("_at") else value for key, value in more.items()},
    }


def evidence() -> dict[str, list[Row]]:
    arrivals = {"late": "10:30", "prompt": "08:30", "open": None}
    return {
        "departments": [
            {"dept_id": "NET", "name": "管网部", "role": "network"},
            {"dept_id": "QS", "name": "质量部", "role": "quality_supervision"},
        ],
        "staff": [
            {"staff_id": "N1", "dept_id": "NET"}, {"staff_id": "N2", "dept_id": "NET"},
            {"staff_id": "Q1", "dept_id": "QS"}, {"staff_id": "Q2", "dept_id": "QS"},
        ],
        "tickets": [
            {
                "ticket_id": name, "ticket_type": "leak_report", "status": "closed",
                "received_at": at("2026-03-10 08:00"),
            }
            for name in arrivals
        ],
        "ticket_events": [
            {
                "event_id": f"arrived {name}", "ticket_id": name, "event_type": "arrived",
                "event_at": at(f"2026-03-10 {when}"),
            }
            for name, when in arrivals.items() if when
        ],
    }  # fmt: skip


@contextmanager
def audited(
    decisions: Iterable[Row] = (),
    appeals: Iterable[Row] = (),
    *,
    as_of: str = AS_OF,
    clauses: dict[str, Clause] | None = None,
    **more: Sequence[Row],
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An audit of the few tickets, open to be asked; more: further rows of evidence, by table."""
    rows = {**evidence(), "decisions": list(decisions), "appeals": list(appeals)}
    for table, content in more.items():
        rows[table] = [*rows.get(table, []), *content]
    tested = tried(clauses or {"hour": hour()})
    book = replace(
        shipped(),
        clauses=dict(tested),
        regulations={REGULATION: shipped().regulations["urban-supply"]},
        profiles={"small": _profile()},
        topics={},
    )
    delivered = {f"{table}.{name}" for table, one in contracts().items() for name in one.columns}
    delivered |= set(contracts()["ticket_events"].columns["event_type"].values)
    con = _database()
    try:
        for table, content in rows.items():
            _fill(con, table, content)
        evaluate_in(con, Audit(Home(Path()), book, "small", at(as_of)), delivered)
        yield con
    finally:
        for table in rows:
            con.execute(f"DELETE FROM evidence.{table}")


def _profile() -> Profile:
    return (
        shipped()
        .profiles["city-water"]
        .model_copy(update={"regulations": [REGULATION], "topics": {}})
    )


def _fill(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Row]) -> None:
    contract = contracts()[table]
    whole = [{column: row.get(column) for column in contract.columns} for row in rows]
    for row in rows:
        if stray := set(row) - set(contract.columns):
            raise KeyError(f"{table} has no {sorted(stray)}")
    if whole:
        insert(con, f"evidence.{table}", pl.DataFrame(whole, schema=schema(contract)))


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One database for every small audit, one after the other."""
    opened = ExitStack()
    con = opened.enter_context(connection(":memory:", str(ZONE)))
    atexit.register(opened.close)
    con.execute("SET threads = 1")
    create_evidence(con)
    prepare(con, shipped())
    return con


def asked(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()
