"""Restating: what evidence and decisions that came later say of closed months.

Belongs here: putting the frozen rows of closed months in the place of those just computed, and booking what
differs in the first month that is still open.
Does not belong here: closing (`months.py`), which rows a month has (`frozen.py`), why something differs
(`difference.py`).

A closed month is judged again by the rules and the calendar it was closed with, never by others: a change of the
rulebook changes nothing there. The books of a closed month are its frozen rows and what later months, closed in
their turn, have booked of it; only what differs from the books is booked, so that nothing is booked twice. The
month it is booked in is the one after the last closed month: the booking stays where it is until that month is
closed itself.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import duckdb
import polars as pl

from rulebook.calendar import CalendarDay, DayKind
from rulebook.loader import load
from warehouse.archive import archived
from warehouse.closed import ClosedMonth, next_month, read_closed, rows_of, rules_of, verified
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, insert, quoted
from warehouse.difference import Side, accepted_files, side_by_side, tell
from warehouse.evaluate import ROOM, Audit
from warehouse.frozen import current_database, put_back
from warehouse.rules import LocalDay
from warehouse.same_rules import columns_of, different_days, same_rules
from warehouse.statements import sql

TABLES = ("meta.closed_month", "score.restatement")


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


def restate(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    """Put closed months back as they were frozen, and book what now differs from the books.

    Needs judged rows, ledger entries and lines; fills `meta.closed_month` and `score.restatement`, and adds lines
    and entries of the month they are booked in. Raises NotWholeError where a closed month was touched.
    """
    if not audit.keeps_closed:
        return
    con.execute("CREATE SCHEMA IF NOT EXISTS meta")
    for table in TABLES:
        create_table(con, contracts(PUBLISHED)[table])
    closed = verified(audit.home, audit.profile_id, audit.as_of)
    if not closed:
        return
    insert(con, "meta.closed_month", _listed(closed))
    booked_in = next_month(closed[-1].first_day)
    with _attached(con, audit, closed) as attached:
        months = [_frozen(con, one) for one in attached]
        for database, of_it in _judged_now(con, audit, months):
            for one in of_it:
                _compare(con, audit, one, months, database, booked_in)
        for one in months:
            put_back(con, one.rows, one.month)
    con.execute(
        f"INSERT INTO score.line BY NAME {sql('months/restated_line')}", {"booked_in": booked_in}
    )


def keep_closed(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    """Say which months are over, and put the scores of closed months back once all of them are computed."""
    con.execute(sql("months/state"))
    if audit.keeps_closed:
        entries = [
            one
            for one in read_closed(audit.home)
            if one.profile_id == audit.profile_id and one.known_from <= audit.as_of
        ]
        with _attached(con, audit, entries) as attached:
            for entry, rows in attached:
                put_back(con, rows, entry.first_day, "score.")


def _listed(closed: Iterable[ClosedMonth]) -> pl.DataFrame:
    contract = contracts(PUBLISHED)["meta.closed_month"]
    listed = [
        {
            "month": one.first_day,
            "closed_at": datetime.fromisoformat(one.closed_at),
            "audit_id": one.audit_id,
            "as_of": one.known_from,
            "digest": one.digest,
            "rulebook_digest": one.rulebook_digest,
            "n_pending": one.n_pending,
        }
        for one in closed
    ]
    return pl.DataFrame(listed, schema=schema(contract))


@contextmanager
def _attached(
    con: duckdb.DuckDBPyConnection, audit: Audit, closed: Iterable[ClosedMonth]
) -> Iterator[list[tuple[ClosedMonth, str]]]:
    """The frozen files of closed months, attached read-only, each with its name."""
    with ExitStack() as stack:
        yield [
            (
                one,
                stack.enter_context(_file(con, rows_of(audit.home, one.month), f"closed_{number}")),
            )
            for number, one in enumerate(closed)
        ]


@contextmanager
def _file(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[str]:
    # ATTACH takes no parameters; the path is the operator's own home or a scratch file.
    literal = str(path).replace("'", "''")
    con.execute(f"ATTACH '{literal}' AS {name} (READ_ONLY)")
    try:
        yield name
    finally:
        con.execute(f"DETACH {name}")


def _frozen(con: duckdb.DuckDBPyConnection, attached: tuple[ClosedMonth, str]) -> Frozen:
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


def _judged_now(
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
            with _file(con, path, "judged_again") as database:
                yield database, of_it


def _judge(con: duckdb.DuckDBPyConnection, audit: Audit, one: Frozen, path: Path) -> None:
    from warehouse.apart import judge_apart  # which scores, and scoring restates

    book = load(rules_of(audit.home, one.entry.month)) if one.has_other_rules else audit.book
    days = _days(con, one.rows) if one.has_other_days else {}
    judge_apart(replace(audit, book=book, days=days, keeps_closed=False), path)


def _may_have_moved(con: duckdb.DuckDBPyConnection, audit: Audit, one: Frozen) -> bool:
    """Whether other files were accepted since a month was closed, or time alone may change it."""
    if accepted_files(con, one.rows) != _accepted(audit):
        return True
    waiting = con.execute(
        f"SELECT 1 FROM {one.rows}.audit.verdict WHERE verdict = 'pending'"
        f" UNION ALL SELECT 1 FROM {one.rows}.score.ledger_entry WHERE status = 'accruing' LIMIT 1"
    )
    return bool(waiting.fetchall())


def _accepted(audit: Audit) -> frozenset[str]:
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
                day, works, cast(DayKind, kind), zh or "", en or "", is_announced=announced
            ),
            opens,
            closes,
        )
        for day, works, kind, zh, en, announced, opens, closes in found
    }


def _compare(
    con: duckdb.DuckDBPyConnection,
    audit: Audit,
    one: Frozen,
    months: list[Frozen],
    database: str,
    booked_in: date,
) -> None:
    """Add what differs between the books of one closed month and what is known now to `score.restatement`."""
    _collect_booked(con, one, months)
    asked = {"month": one.month, "booked_in": booked_in}
    version = importlib.metadata.version("plumbline-audit")
    with ExitStack() as stack:
        evidence = stack.enter_context(_evidence(con, audit, one))
        was = Side(
            one.rows,
            evidence,
            one.entry.known_from,
            str(con.execute(f"SELECT version FROM {one.rows}.meta.run").fetchall()[0][0]),
            accepted_files(con, one.rows),
        )
        ours = Side(database, current_database(con), audit.as_of, version, _accepted(audit))
        stack.enter_context(side_by_side(con, was, ours, one.month))
        if not con.execute(sql("months/has_moved")).fetchall():
            return
        tell(con, was, ours)
        con.execute(f"INSERT INTO score.restatement BY NAME {sql('months/restated_points')}", asked)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE months_restated AS {sql('months/restated_money')}", asked
        )
        con.execute(f"INSERT INTO score.restatement BY NAME {sql('months/restatement_of_money')}")
        names = ", ".join(map(quoted, columns_of(con, current_database(con), "score.ledger_entry")))
        con.execute(
            f"INSERT INTO score.ledger_entry BY NAME SELECT {names}"
            f" FROM ({sql('months/restated_entry')})"
        )


def _collect_booked(con: duckdb.DuckDBPyConnection, one: Frozen, months: Iterable[Frozen]) -> None:
    """Fill `months_booked` and `months_booked_entry`: what months closed later have booked of this one.

    The entries are told as those they restate: by the id of those, and between their parties.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE months_booked AS FROM score.restatement LIMIT 0")
    con.execute(
        "CREATE OR REPLACE TEMP TABLE months_booked_entry AS"
        " SELECT CAST(0 AS DECIMAL(18, 2)) AS signed_cny, * FROM score.ledger_entry LIMIT 0"
    )
    ours = columns_of(con, current_database(con), "score.ledger_entry")
    for later in months:
        if later.month <= one.month:
            continue
        asked = {"month": one.month}
        con.execute(
            f"INSERT INTO months_booked BY NAME FROM {later.rows}.score.restatement"
            " WHERE month = $month",
            asked,
        )
        theirs = columns_of(con, later.rows, "score.ledger_entry")
        shown = ", ".join(
            f"{_UNTURNED.get(name, quoted(name))} AS {quoted(name)}"
            for name in ours
            if name in theirs
        )
        con.execute(
            "INSERT INTO months_booked_entry BY NAME SELECT"
            f" if(is_reversal, -1, 1) * coalesce(amount_cny, 0) AS signed_cny, {shown}"
            f" FROM {later.rows}.score.ledger_entry WHERE restates IN"
            f" (SELECT item FROM {later.rows}.score.restatement WHERE month = $month)",
            asked,
        )


_UNTURNED = {
    "entry_id": "restates",
    "payer_type": "if(is_reversal, payee_type, payer_type)",
    "payer_id": "if(is_reversal, payee_id, payer_id)",
    "payee_type": "if(is_reversal, payer_type, payee_type)",
    "payee_id": "if(is_reversal, payer_id, payee_id)",
}
"""Columns of a booked entry -> as they stand in the entry it restates."""


@contextmanager
def _evidence(con: duckdb.DuckDBPyConnection, audit: Audit, one: Frozen) -> Iterator[str]:
    """The evidence a month was closed on, attached; "" where the audit it rests on is no longer kept."""
    kept = {found.audit_id: found.path for found in archived(audit.home)}
    if one.entry.audit_id not in kept:
        yield ""
        return
    with _file(con, kept[one.entry.audit_id], "closed_on") as name:
        yield name
