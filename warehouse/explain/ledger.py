"""The money and the points that follow, and what was decided about them.

Belongs here: entries, lines, decisions and appeals as the story holds them.
Does not belong here: any sum or amount; the audit has made those.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.explain.parts import Appeal, Code, Decision, Entry, Line, Party, Said
from warehouse.explain.published import Published, Row


def entries_of(
    published: Published, *, table: str = "", record_id: str = "", entry_id: str = ""
) -> tuple[Entry, ...]:
    """The money that rests on a record, or the one entry of that number."""
    rows = published.rows("entry", record_table=table, record_id=record_id, entry_id=entry_id)
    return tuple(entry_of(published, row) for row in rows)


def entry_of(published: Published, row: Row) -> Entry:
    """One ledger entry; what an older file does not say is taken as stated."""
    return Entry(
        entry_id=row["entry_id"],
        ledger_id=row["ledger_id"],
        kind=published.code("ledger_kinds", row["kind"]),
        observation_id=row["observation_id"],
        department=published.department(row["department_id"]),
        period_from=row["period_from"],
        payer=published.party(row["payer_type"], row["payer_id"]),
        payee=published.party(row["payee_type"], row["payee_id"]),
        amount_cny=row["amount_cny"],
        stated_cny=row.get("stated_cny", row["amount_cny"]),
        basis=Said(row["basis_zh"], row["basis"]),
        status=published.code("entry_statuses", row["status"]),
        payer_role=_code(published, "payer_roles", row.get("payer_role")),
        low_cny=row.get("low_cny"),
        high_cny=row.get("high_cny"),
        is_step=bool(row.get("is_step")) or row["kind"] == "disciplinary",
        absorbed_by=row.get("absorbed_by"),
        decision_id=row.get("decision_id"),
        restates=row.get("restates"),
        steps=(),
    )


def lines_of(
    published: Published,
    clause_id: str,
    observation_id: str,
    verdict: Row,
    entries: Sequence[Entry],
) -> tuple[Line, ...]:
    """The addends in which an observation counts: its money, and the indicators it is one record of."""
    clauses = [row["clause_id"] for row in published.rows("counted_in", clause_id=clause_id)]
    month, department = f"{verdict['period_from']:%Y-%m}", verdict["department_id"]
    if published.has("rulebook.scheme_indicator"):
        clauses += [
            row["indicator_id"] for row in published.rows("scheme_indicator", clause_id=clause_id)
        ]
    vetoes = []
    if published.has("rulebook.scheme_veto"):
        found = published.rows("scheme_veto", clause_id=clause_id, veto_id="")
        vetoes = [row["veto_id"] for row in found]
    rows = published.rows(
        "line_of",
        direct=[observation_id, *(one.entry_id for one in entries)],
        among=[f"{one}/{month}/{department}" for one in clauses],
        vetoes=vetoes,
        department_id=department,
        period_from=verdict["period_from"],
    )
    return tuple(line_of(published, row) for row in rows)


def line_of(published: Published, row: Row) -> Line:
    """One addend of a department's month."""
    department = published.department(row["department_id"])
    return Line(
        line_id=row["line_id"],
        department=department or Party("department", "", None),
        period_from=row["period_from"],
        kind=line_kind(published, row["kind"]),
        points=row["points"],
        amount_cny=row["amount_cny"],
        basis=Said(row["basis_zh"], row["basis"]),
        is_direct=row.get("is_direct", True),
    )


def line_kind(published: Published, kind: str) -> Code:
    """Kinds of lines are their own, or kinds of money."""
    codes = "ledger_kinds" if ("ledger_kinds", kind) in published.labels else "line_kinds"
    return published.code(codes, kind)


def decisions_of(
    published: Published,
    observation_id: str,
    entry_ids: Sequence[str],
    department_id: str = "",
    period_from: date | None = None,
) -> tuple[Decision, ...]:
    """What was decided about an observation and its money, or about a department's month."""  # fmt: skip
    if not published.has("audit.decision"):
        return ()
    rows = published.rows(
        "decision", observation_id=observation_id, entry_ids=list(entry_ids),
        department_id=department_id, period_from=period_from,
    )  # fmt: skip
    return tuple(
        Decision(
            decision_id=row["decision_id"],
            decided_at=row["decided_at"],
            decided_by=row.get("decided_by"),
            kind=published.code("decision_kinds", row["kind"]),
            status=published.code("decision_statuses", row["status"]),
            refusal=_code(published, "decision_refusals", row.get("refusal")),
            original_due_at=row.get("original_due_at"),
            due_at=row.get("due_at"),
            effect=Said(row.get("effect_zh") or "", row.get("effect_en") or ""),
        )
        for row in rows
    )


def _code(published: Published, codes: str, code: Any) -> Code | None:
    return published.code(codes, str(code)) if code else None


def appeals_of(
    published: Published, observation_id: str, entry_ids: Sequence[str]
) -> tuple[Appeal, ...]:
    """The appeals against an observation or its money."""
    if not published.has("audit.appeal"):
        return ()
    rows = published.rows("appeal", observation_id=observation_id, entry_ids=list(entry_ids))
    return tuple(
        Appeal(
            row["appeal_id"], row["filed_at"], published.department(row["department_id"]),
            published.code("appeal_states", row["state"]), row.get("decision_id"),
        )
        for row in rows
    )  # fmt: skip


def total(amounts: Sequence[Decimal | None]) -> Decimal:
    """The exact sum of amounts; one that is still to be decided adds nothing."""
    return sum((one for one in amounts if one is not None), Decimal(0))
