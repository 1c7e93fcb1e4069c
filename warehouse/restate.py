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
from datetime import date, datetime

import duckdb
import polars as pl

from warehouse.archive import archived
from warehouse.attached import attached_file
from warehouse.closed import ClosedMonth, next_month, read_closed, rows_of, verified
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, insert, quoted
from warehouse.difference import tell
from warehouse.evaluate import Audit
from warehouse.frozen import put_back
from warehouse.judged_again import Frozen, accepted, frozen, judged_now
from warehouse.same_rules import columns_of, current_database
from warehouse.sides import Side, accepted_files, side_by_side
from warehouse.statements import sql

TABLES = ("meta.closed_month", "score.restatement", "audit.restated_observation")


def restate(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    """Put closed months back as they were frozen, and book what now differs from the books.

    Needs judged rows, ledger entries and lines; fills `meta.closed_month`, `score.restatement` and
    `audit.restated_observation`, and adds lines and entries of the month they are booked in. Raises NotWholeError where a closed month was touched.
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
        months = [frozen(con, one) for one in attached]
        for database, of_it in judged_now(con, audit, months):
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
                stack.enter_context(
                    attached_file(con, rows_of(audit.home, one.month), f"closed_{number}")
                ),
            )
            for number, one in enumerate(closed)
        ]


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
        ours = Side(database, current_database(con), audit.as_of, version, accepted(audit))
        stack.enter_context(side_by_side(con, was, ours, one.month))
        if not con.execute(sql("months/has_moved")).fetchall():
            return
        tell(con, was, ours)
        con.execute(
            f"INSERT INTO audit.restated_observation BY NAME {sql('months/restated_observation')}",
            {"month": one.month},
        )
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
    with attached_file(con, kept[one.entry.audit_id], "closed_on") as name:
        yield name
