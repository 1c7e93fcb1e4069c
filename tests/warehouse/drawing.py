"""A small utility whose clauses draw one line of the ledger each, judged, scored and posted by the real engine.

Belongs here: making such a rulebook, putting tickets and decisions into an in-memory database, reading entries.
Does not belong here: assertions.

Which clauses a ticket breaks is written in its column `target_id`, as the letters of the clauses.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb

from rulebook.clause import Clause
from rulebook.ledger import LedgerItem
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from tests.running import shipped
from warehouse.asked import ticket_events
from warehouse.contract import contracts
from warehouse.decisions import decide_in
from warehouse.evaluate import Audit, connection, judge_in, prepare, summarise_in
from warehouse.example_rows import create_evidence
from warehouse.home import Home
from warehouse.score import score_in

Row = dict[str, Any]

AS_OF = datetime(2026, 4, 1, tzinfo=UTC)
STAFF = ("S1", "S2")
DEPARTMENTS: list[Row] = [
    {"dept_id": "D1", "name": "管网部", "role": "network", "head_id": "H1"},
    {"dept_id": "D2", "name": "营业部", "role": "business_service"},
    {"dept_id": "D9", "name": "监审部", "role": "other"},
]
TICKET: Row = {
    "ticket_id": "T1", "ticket_type": "complaint", "received_at": "2026-03-02 08:00+08", "dept_id": "D1",
    "handler_id": "S1", "customer_id": "C1",
}  # fmt: skip


def item(**said: Any) -> LedgerItem:
    """A line of the ledger with whatever a test does not care about filled in."""
    usual: Row = {
        "title": {"zh": "试", "en": "trial"}, "kind": "wage_deduction", "act": "a", "payee": "company",
        "payers": [{"type": "person", "role": "at_fault"}], "per": "case", "source": "x",
    }  # fmt: skip
    return LedgerItem.model_validate({**usual, **said})


@dataclass(frozen=True)
class Drawn:
    """A rulebook of one-letter clauses, each with the line of the ledger that it draws."""

    ledger: Mapping[str, LedgerItem]
    clauses: Mapping[str, str]
    soft: str = ""
    silent: str = ""
    changes: Mapping[str, Any] | None = None

    def book(self) -> Rulebook:
        """As a rulebook with one profile; clauses of `silent` inform only, those of `soft` only score."""
        base = shipped().profiles["city-water"]
        regulations = {
            f"r{letter}": shipped().regulations["urban-supply"] for letter in self.clauses
        }
        topics = {
            f"topic-{letter}": shipped()
            .topics["leak_arrival"]
            .model_copy(
                update={"regulations": {f"r{letter}": [f"r{letter}.x"]}, "takes": [], "narrows": ""}
            )
            for letter in self.silent
        }
        profile: Profile = base.model_copy(
            update={
                "regulations": sorted(regulations),
                # Another regulation decides the topics of clauses that only inform.
                "topics": dict.fromkeys(topics, "urban-supply"),
                "parameters": {},
                "switches": base.switches.model_copy(update=dict(self.changes or {})),
            }
        )
        clauses = {f"r{one}.x": self._clause(one, drawn) for one, drawn in self.clauses.items()}
        return replace(
            shipped(), ledger=dict(self.ledger), clauses=clauses, regulations=regulations,
            topics=topics, profiles={"drawn": profile},
        )  # fmt: skip

    def _clause(self, letter: str, ledger_id: str) -> Clause:
        line = self.ledger[ledger_id]
        amount = {
            key: value
            for key in ("amount_cny", "range_cny", "percent", "multiple")
            if (value := getattr(line, key)) is not None
        }
        if line.percent is not None:
            amount["percent_of"] = "tickets.satisfaction"
        if line.multiple is not None:
            amount["multiple_of"] = "tickets.satisfaction"
        amount |= {"step": line.is_step, "open": line.is_open}
        told = {"zh": "试", "en": letter}
        return Clause.model_validate(
            {
                "title": told, "summary": told, "locator": letter, "kind": "prohibition", "subject": "tickets",
                "strength": "soft" if letter in self.soft else "hard",
                "versions": [
                    {"from": None, "forbids": [{"fact": "tickets.target_id", "one_of": self._with(letter)}]}
                ],
                "consequences": [{"ledger": ledger_id, "per": line.per, "source": line.source, **amount}],
                "examples": [
                    {"name": told, "given": {}, "as_of": "x", "expect": {"verdict": "breach"}}
                ],
            }
        )  # fmt: skip

    def _with(self, letter: str) -> list[str]:
        """Every combination of clauses that has this one in it."""
        others = sorted(set(self.clauses) - {letter})
        return [
            "".join(sorted([letter, *some]))
            for size in range(len(others) + 1)
            for some in combinations(others, size)
        ]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    opened = ExitStack()
    con = opened.enter_context(connection(":memory:", "Asia/Shanghai"))
    atexit.register(opened.close)
    con.execute("SET threads = 1")  # the evidence is small, and other tests run beside this one
    create_evidence(con)
    prepare(con, shipped())
    return con


@cache
def _everything() -> frozenset[str]:
    columns = {f"{table}.{name}" for table, one in contracts().items() for name in one.columns}
    return frozenset(columns | ticket_events())


def audited(
    book: Rulebook,
    rows: Mapping[str, Sequence[Row]],
    decisions: Iterable[Row] = (),
    profile: str = "drawn",
    as_of: datetime = AS_OF,
) -> duckdb.DuckDBPyConnection:
    """The database after one audit of the rows; decisions are taken by somebody beside the matter."""
    con = _database()
    rows = {**rows, "decisions": _taken(decisions)}
    audit = Audit(Home(Path()), book, profile, as_of)
    for table, content in rows.items():
        contract = contracts()[table]
        whole = [{name: row.get(name) for name in contract.columns} for row in content]
        names = ", ".join(whole[0]) if whole else ""
        for number, row in enumerate(whole, start=1):
            marks = ", ".join(["?"] * len(row))
            con.execute(
                f"INSERT INTO evidence.{table} ({names}, source_file_id, source_row)"
                f" VALUES ({marks}, 1, {number})",
                list(row.values()),
            )
    try:
        versions = judge_in(con, audit, _everything())
        decide_in(con)
        summarise_in(con, versions)
        score_in(con, audit)
    finally:
        for table in rows:
            con.execute(f"DELETE FROM evidence.{table}")
    return con


def _taken(decisions: Iterable[Row]) -> list[Row]:
    """Decisions as somebody beside the matter takes them, one a day."""
    return [
        {
            "decision_id": f"DE{number}", "decided_at": f"2026-03-{number:02} 12:00+08",
            "decided_by": "A1", "decided_dept_id": "D9", "reason": "heard", "evidence_ref": "E1", **one,
        }
        for number, one in enumerate(decisions, start=1)
    ]  # fmt: skip


def drawn(
    rules: Drawn, tickets: Sequence[Row], decisions: Iterable[Row] = (), **more: Sequence[Row]
) -> dict[str, Row]:
    """The entries that tickets draw, by id."""
    rows = {
        "departments": DEPARTMENTS,
        "tickets": [{**TICKET, **one} for one in tickets],
        **more,
    }
    return entries(audited(rules.book(), rows, decisions))


def entries(con: duckdb.DuckDBPyConnection) -> dict[str, Row]:
    """Every entry of the audited database by its id, what a scheme pays left out."""
    return {
        row["entry_id"]: row
        for row in told(con, "SELECT * FROM score.ledger_entry WHERE clause_id IS NOT NULL")
    }


def told(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query, with names."""
    found = con.execute(query)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
