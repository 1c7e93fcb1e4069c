"""Decisions and appeals: which of them count, one after the other as they were taken, and what they change.

Belongs here: running the statements on decisions in order, and what depends on earlier decisions - whether a clock
had expired, whether an appeal was still open, which of two decisions on one target counts.
Does not belong here: what breaks a rule on its own (`sql/evaluate/decision_case.sql`), what a decision does to a
verdict (`sql/evaluate/decide.sql`), what it does to money and points (`sql/score/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table
from warehouse.statements import sql

Aspect = Literal["verdict", "money", "points", "veto", "appeal"]
"""What a decision is about. Decisions on one target supersede each other only where they are about the same."""


@dataclass(frozen=True)
class Case:
    """A decision as far as others depend on it; instants are microseconds since 1970 (UTC).

    target: the verdict or veto it is about, by id; none for other aspects. fault: the rule it breaks on its own. due_us: when the clock of its
    observation runs out by the text; until_us: when it does after this extension.
    """

    decision_id: str
    decided_us: int
    kind: str
    aspect: Aspect
    target: str | None
    appeal_id: str | None
    fault: str | None
    due_us: int | None
    until_us: int | None
    is_late_allowed: bool


@dataclass(frozen=True)
class Settled:
    """What became of a decision: applied, refused (with the rule it breaks) or superseded (by another)."""

    decision_id: str
    status: Literal["applied", "refused", "superseded"]
    refusal: str | None = None
    superseded_by: str | None = None


def settle(cases: Iterable[Case]) -> list[Settled]:
    """Take decisions one after the other as they were taken; the order they are given in does not matter.

    An extension counts only if the clock was still running when it was granted, be it by the text or by an
    earlier extension. An appeal is settled by the first decision on it that counts; one that says the contrary
    is refused. Of several decisions on a verdict or veto the last counts. Adjustments of points are postings,
    each of which counts; decisions on money meet only in the ledger (`score/decide_entries`).
    """
    due: dict[str, int] = {}
    outcomes: dict[str, bool] = {}
    in_force: dict[tuple[Aspect, str], str] = {}
    settled: dict[str, Settled] = {}
    for case in sorted(cases, key=lambda one: (one.decided_us, one.decision_id)):
        refusal = case.fault or _late(case, due) or _closed(case, outcomes)
        if refusal:
            settled[case.decision_id] = Settled(case.decision_id, "refused", refusal)
            continue
        settled[case.decision_id] = Settled(case.decision_id, "applied")
        if case.kind == "extension" and case.target and case.until_us is not None:
            due[case.target] = case.until_us
        if case.appeal_id is not None:
            outcomes.setdefault(case.appeal_id, case.kind == "dismissal")
        if case.aspect in ("verdict", "veto") and case.target:
            earlier = in_force.get((case.aspect, case.target))
            if earlier is not None:
                settled[earlier] = Settled(earlier, "superseded", superseded_by=case.decision_id)
            in_force[case.aspect, case.target] = case.decision_id
    return list(settled.values())


def _late(case: Case, due: dict[str, int]) -> str | None:
    """Whether an extension came when the clock had already expired."""
    if case.kind != "extension" or case.is_late_allowed or not case.target or case.due_us is None:
        return None
    return "late" if case.decided_us > due.get(case.target, case.due_us) else None


def _closed(case: Case, outcomes: dict[str, bool]) -> str | None:
    """Whether the appeal was already settled the other way."""
    if case.appeal_id is None or case.appeal_id not in outcomes:
        return None
    return "appeal_closed" if outcomes[case.appeal_id] != (case.kind == "dismissal") else None


def create_decided(con: duckdb.DuckDBPyConnection) -> None:
    """Create the tables of decisions and appeals, empty."""
    for table in ("audit.decision", "audit.appeal"):
        create_table(con, contracts(PUBLISHED)[table])
    con.execute(
        "CREATE OR REPLACE TABLE fact.settled (decision_id VARCHAR, status VARCHAR, refusal VARCHAR,"
        " superseded_by VARCHAR)"
    )
    con.execute(
        "CREATE OR REPLACE TABLE fact.entry_decision (entry_id VARCHAR, decision_id VARCHAR,"
        " kind VARCHAR, amount_cny DECIMAL(18, 2), multiple DECIMAL(18, 4))"
    )


def decide_in(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `audit.decision` and `audit.appeal`, and change `audit.verdict` and `audit.item` accordingly."""
    create_decided(con)
    if find_decisions(con):
        con.execute(sql("evaluate/apply_decisions"))


def find_decisions(con: duckdb.DuckDBPyConnection) -> bool:
    """Fill `audit.decision` and `audit.appeal`, whose tables are there; whether there was anything to decide."""
    found = con.execute(
        "SELECT EXISTS (SELECT 1 FROM known.decisions) OR EXISTS (SELECT 1 FROM known.appeals)"
    ).fetchone()
    if found != (True,):
        return False
    con.execute(sql("evaluate/decision_case"))
    rows = [
        [one.decision_id, one.status, one.refusal, one.superseded_by] for one in settle(_cases(con))
    ]
    if rows:
        con.executemany("INSERT INTO fact.settled VALUES (?, ?, ?, ?)", rows)
    con.execute(sql("evaluate/decide"))
    con.execute(f"INSERT INTO audit.appeal BY NAME {sql('evaluate/appeal')}")
    return True


def decide_entries(con: duckdb.DuckDBPyConnection) -> None:
    """Hold the decisions on money against the entries of the ledger, as the text prices them.

    To be run when `score.ledger_entry` holds every entry with `low_cny` and `high_cny`, before any amount is
    changed by a decision. Refuses what has no such entry or lies outside its range, settles which of several
    decisions on one entry counts, and leaves those in `fact.entry_decision`: one line for each entry.
    """
    found = con.execute(
        "SELECT EXISTS (SELECT 1 FROM audit.decision WHERE kind IN ('waiver', 'range', 'amount'))"
        " OR EXISTS (SELECT 1 FROM audit.appeal)"
    ).fetchone()
    if found != (True,):
        return
    con.execute(sql("score/decide_entries"))
    con.execute("DELETE FROM audit.appeal")
    con.execute(f"INSERT INTO audit.appeal BY NAME {sql('evaluate/appeal')}")


def _cases(con: duckdb.DuckDBPyConnection) -> Iterator[Case]:
    for row in con.execute(
        "SELECT decision_id, epoch_us(decided_at), kind, aspect,"
        " CASE aspect WHEN 'verdict' THEN observation_id"
        " WHEN 'veto' THEN concat_ws('/', veto_id, dept_id, month) END,"
        " appeal_id, fault, epoch_us(original_due_at), epoch_us(extended_until),"
        " is_late_extension_allowed FROM fact.decision_case"
    ).fetchall():
        yield Case(*row)
