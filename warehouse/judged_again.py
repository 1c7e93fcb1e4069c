"""Closed months as they would be judged now: by their own rules and calendar, from the evidence of today.

Belongs here: telling whether the audit itself serves for that, and judging again in a scratch file where it does
not.
Does not belong here: comparing the answer with the books (`restate.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import duckdb

from rulebook.calendar import CalendarDay, DayKind
from rulebook.loader import load
from warehouse.attached import attached_file
from warehouse.closed import ClosedMonth, next_month, rules_of
from warehouse.evaluate import ROOM, Audit
from warehouse.rules import LocalDay
from warehouse.same_rules import current_database, different_days, same_rules
from warehouse.sides import accepted_files


@dataclass(frozen=True)
class Frozen:
    """A closed month whose frozen rows are attached under the name `rows`; `has_other_*`: than now."""

    entry: ClosedMonth
    rows: str
    has_other_rules: bool
    has_other_days: bool

    @property
    def month(self) -> date:
        """The first day of the month."""
        return self.entry.first_day


def frozen(con: duckdb.DuckDBPyConnection, attached: tuple[ClosedMonth, str]) -> Frozen:
    """Compare the rules of an attached closed month, and the days its records span, with those of the audit."""
    entry, rows = attached
    ours = current_database(con)
    ((first, last),) = con.execute(
        "SELECT CAST(min(least(started_at, due_at)) AS DATE), CAST(max(greatest(due_at, stopped_at)) AS DATE)"
        f" FROM {rows}.audit.verdict"
    ).fetchall()
    begins = min(first or entry.first_day, entry.first_day) - ROOM
    ends = max(last or entry.first_day, next_month(entry.first_day)) + ROOM
    return Frozen(
        entry,
        rows,
        not same_rules(con, ours, rows),
        different_days(con, ours, rows, begins, ends) > 0,
    )


def judged_now(
    con: duckdb.DuckDBPyConnection, audit: Audit, months: list[Frozen]
) -> Iterator[tuple[str, list[Frozen]]]:
    """The database in which each month stands as judged now by its own rules and calendar.

    That is the audit itself where rules and calendar are still the same. Otherwise the evidence is judged again,
    once for each set of rules (and each calendar), and only where there is anything new to be known.
    """
    ours = current_database(con)
    same = [one for one in months if not (one.has_other_rules or one.has_other_days)]
    if same:
        yield ours, same
    groups: dict[tuple[str, str], list[Frozen]] = {}
    for one in months:
        if one not in same and _may_have_moved(con, audit, one):
            days = one.entry.month if one.has_other_days else ""
            groups.setdefault((one.entry.rulebook_digest, days), []).append(one)
    for of_it in groups.values():
        with TemporaryDirectory(prefix="plumbline-restate-") as folder:
            path = Path(folder, "judged.duckdb")
            _judge(con, audit, of_it[0], path)
            with attached_file(con, path, "judged_again") as database:
                yield database, of_it


def _judge(con: duckdb.DuckDBPyConnection, audit: Audit, one: Frozen, path: Path) -> None:
    from warehouse.apart import judge_apart  # which scores, and scoring restates

    book = load(rules_of(audit.home, one.entry.month)) if one.has_other_rules else audit.book
    days = _days(con, one.rows) if one.has_other_days else {}
    judge_apart(replace(audit, book=book, days=days, keeps_closed=False), path)


def _may_have_moved(con: duckdb.DuckDBPyConnection, audit: Audit, one: Frozen) -> bool:
    """Whether other files were accepted since a month was closed, or time alone may change it."""
    if accepted_files(con, one.rows) != accepted(audit):
        return True
    waiting = con.execute(
        f"SELECT 1 FROM {one.rows}.audit.verdict WHERE verdict = 'pending'"
        f" UNION ALL SELECT 1 FROM {one.rows}.score.ledger_entry WHERE status = 'accruing' LIMIT 1"
    )
    return bool(waiting.fetchall())


def accepted(audit: Audit) -> frozenset[str]:
    """SHA-256 of every file that an audit's home accepted so far."""
    return frozenset(one.sha256 for one in audit.home.read_register() if one.status == "accepted")


def _days(con: duckdb.DuckDBPyConnection, rows: str) -> dict[date, LocalDay]:
    """The calendar of a frozen file, as days that go before all others."""
    found = con.execute(
        "SELECT day, is_working_day, kind, name_zh, name_en, is_announced, office_open, office_close"
        f" FROM {rows}.rulebook.calendar_day"
    ).fetchall()
    return {
        day: LocalDay(
            CalendarDay(
                day, works, cast("DayKind", kind), zh or "", en or "", is_announced=announced
            ),
            opens,
            closes,
        )
        for day, works, kind, zh, en, announced, opens, closes in found
    }
