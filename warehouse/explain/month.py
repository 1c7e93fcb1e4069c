"""The story of one department's month: the scorecard, every addend, what stands behind it and what was left out.

Belongs here: gathering a `Month`, and holding the sums of the lines against the scorecard.
Does not belong here: scoring; single matters (`matter.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.explain.ledger import decisions_of, entry_of, line_of, total
from warehouse.explain.observation import reason_of
from warehouse.explain.parts import Code, Line, Party, Said
from warehouse.explain.published import Published, Row
from warehouse.explain.story import (
    SCHEMA,
    Behind,
    Brief,
    Check,
    Month,
    Restated,
    Settled,
    Unassessed,
    Without,
)
from warehouse.explain.target import Target

FIRST = 5
"""Breaches that are named behind each deduction; their number is told in full."""

COUNTING = ("deduction", "gate", "veto")
"""Kinds of lines that cost points because records were in breach."""

MONEY = {
    "reward_cny": (Said("奖励", "rewards"), ("reward",)),
    "fine_cny": (Said("罚扣", "fines and deductions"), ("fine", "wage_deduction", "bonus_forfeit")),
    "compensation_cny": (
        Said("赔偿与退款", "compensation and refunds"), ("compensation", "refund"),
    ),
}  # fmt: skip
"""Column of the scorecard -> its name and the kinds of lines it is the sum of. Kinds are never netted."""


def month(published: Published, target: Target) -> Month:
    """The story of a department's month that is known to have a scorecard or lines."""
    asked = {"department_id": target.id, "period_from": target.month}
    cards = published.rows("scorecard", **asked)
    card: Row = cards[0] if cards else {}
    rows = published.rows("line", **asked)
    lines = tuple(line_of(published, row) for row in rows)
    period = target.month or date.min
    rank = {**card, **_rank(published, asked)}
    return Month(
        schema=SCHEMA,
        kind="department",
        target=f"{target.id} {period:%Y-%m}",
        asked=published.asked,
        department=published.department(target.id) or Party("department", target.id, None),
        period_from=period,
        points=card.get("points"),
        grade=card.get("grade"),
        grade_reason=_grade_reason(published, card.get("grade_reason")),
        state=_state(published, card),
        rank_from=rank.get("rank_from"),
        rank_to=rank.get("rank_to"),
        n_ranked=rank.get("n_ranked"),
        unranked=_unranked(published, rank.get("unranked_reason")),
        coverage_rate=card.get("coverage_rate"),
        confidence_rate=card.get("confidence_rate"),
        n_clauses_assessed=card.get("n_clauses_assessed", 0),
        n_clauses=card.get("n_clauses", 0),
        n_breaches=card.get("n_breaches", 0),
        lines=lines,
        behind=_behind(published, target, rows, lines),
        entries=tuple(entry_of(published, row) for row in published.rows("department_entry", **asked)),
        settled=_settled(published, asked),
        checks=_checks(card, rows),
        without=_without(published, card, lines, period),
        unassessed=tuple(
            Unassessed(
                row["clause_id"], Said(row["title_zh"], row["title_en"]),
                published.code("verdicts", row["verdict"]),
                reason_of(published, row["reason"]), row["n_records"],
            )
            for row in published.rows("unassessed", **asked)
        ),
        decisions=decisions_of(published, "", [], target.id, period),
        restatements=_restatements(published, asked),
    )  # fmt: skip


def _rank(published: Published, asked: Row) -> Row:
    """The band of ranks that a department may hold, where the audit compares departments."""
    rows = published.rows("rank", **asked) if published.has("score.comparison") else []
    return rows[0] if rows else {}


def _unranked(published: Published, reason: Any) -> Code | None:
    return published.code("unranked_reasons", str(reason)) if reason else None


def _settled(published: Published, asked: Row) -> tuple[Settled, ...]:
    if not published.has("score.settlement"):
        return ()
    return tuple(
        Settled(
            row["indicator_id"], row["kind"], Said(row["basis_zh"], row["basis"]), row["amount"],
            row["currency"], row["is_capped"],
            published.code("unbooked_reasons", row["unbooked_reason"]) if row["unbooked_reason"] else None,
        )
        for row in published.rows("settlement", **asked)
    )  # fmt: skip


def _restatements(published: Published, asked: Row) -> tuple[Restated, ...]:
    if not published.has("score.restatement"):
        return ()
    return tuple(
        Restated(
            row["restatement_id"], row["month"], row["booked_in"], row["item"], row["old"], row["new"],
            row["points"], row["amount_cny"], published.code("causes", row["cause"]),
        )
        for row in published.rows("restatement", **asked)
    )  # fmt: skip


def _grade_reason(published: Published, reason: Any) -> Said | None:
    if not reason:
        return None
    code = published.code("grade_reasons", str(reason))
    return Said(code.zh, code.en)


def _state(published: Published, card: Row) -> Code:
    state = card.get("state") or ("provisional" if card.get("is_provisional", True) else "final")
    return published.code("month_states", state)


def _checks(card: Row, rows: Sequence[Row]) -> tuple[Check, ...]:
    """The sums of the lines beside the scorecard: points, and each kind of money."""
    points = sum((row["points"] for row in rows), Decimal(0)) if rows else None
    told = card.get("points")
    found = [
        Check(
            Said("得分", "points"), points, told, points == told if told is not None else not points
        )
    ]
    for column, (name, kinds) in MONEY.items():
        of_lines = total([row["amount_cny"] for row in rows if row["kind"] in kinds])
        found.append(Check(name, of_lines, card.get(column), of_lines == card.get(column)))
    return tuple(found)


def _without(
    published: Published, card: Row, lines: Sequence[Line], period: date
) -> Without | None:
    """What the month would have been had its largest deduction not been."""
    points = card.get("points")
    lost = [one for one in lines if one.points < 0]
    if points is None or not lost:
        return None
    largest = min(lost, key=lambda one: (one.points, one.line_id))
    regained = points - largest.points
    return Without(largest.line_id, regained, _grade(published, regained, period))


def _grade(published: Published, points: Decimal, period: date) -> str | None:
    rows = published.rows("grade")
    editions = {row.get("edition_no") for row in rows}
    if len(editions) > 1 and published.has("rulebook.scheme"):
        in_force = {row["edition_no"] for row in published.rows("scheme", period_from=period)}
        rows = [row for row in rows if row["edition_no"] in in_force]
    return next((row["grade"] for row in rows if row["at_least"] <= points), None)


def _behind(
    published: Published, target: Target, rows: Sequence[Row], lines: Sequence[Line]
) -> tuple[Behind, ...]:
    """For every line that costs points, the breaches it counts."""
    breaches: dict[str, list[Row]] = {}
    found = published.rows("behind", department_id=target.id, period_from=target.month, first=FIRST)
    shared = (
        published.rows(
            "behind_shared", department_id=target.id, period_from=target.month, first=FIRST
        )
        if published.has("audit.attribution")
        else []
    )
    for one in [*found, *shared]:
        breaches.setdefault(one["counted_in"], []).append(one)
    behind, is_governing = [], True  # the statements ask for nothing else
    for row, line in zip(rows, lines, strict=True):
        if line.points >= 0 or line.kind.code not in COUNTING:
            continue
        clause_id = _clause_of(published, row["source_id"])
        first = breaches.get(clause_id or "", [])
        briefs = tuple(
            Brief(
                f"{one['clause_id']}/{one['record_id']}",
                Said(one["title_zh"], one["title_en"]), is_governing,
                published.code("verdicts", one["verdict"]), reason_of(published, one["reason"]),
            )
            for one in first
        )  # fmt: skip
        counts = {one["is_shared"]: one["n_breaches"] for one in first}
        behind.append(Behind(line, clause_id, sum(counts.values()), briefs[:FIRST]))
    return tuple(behind)


def _clause_of(published: Published, source_id: str | None) -> str | None:
    """The clause an indicator is about; its id begins with it, or with that of the scheme's indicator."""
    name = (source_id or "").partition("/")[0]
    if name and published.has("rulebook.scheme_indicator"):
        for row in published.rows("scheme_clause", indicator_id=name):
            return str(row["clause_id"])
    if name and published.has("rulebook.scheme_veto"):
        for row in published.rows("scheme_veto", clause_id="", veto_id=name):
            return str(row["clause_id"])
    return name or None
