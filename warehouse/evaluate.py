"""Evaluate: what the regulations say of the evidence.

Belongs here: opening the working file over the store, and running the statements of `sql/evaluate/` in
order. One statement judges all clauses of a kind over all their records.
Does not belong here: the statements themselves, scoring, publishing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from rulebook.calendar import CalendarDay
from rulebook.loader import Rulebook
from rulebook.version import Kind, limits_of
from warehouse.asked import missing_fact, ticket_events
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, quoted
from warehouse.facts import Facts
from warehouse.home import Home
from warehouse.known import create_known
from warehouse.rules import LocalDay, load_calendar, load_rules
from warehouse.statements import sql
from warehouse.versions import Numbered, stage

MEMORY = "1600MB"
"""What DuckDB may use before it goes on in temporary files, so that the audit fits a small machine."""


@dataclass(frozen=True)
class Audit:
    """What one audit is asked: a home, a rulebook and profile, and the instant it looks from (UTC).

    event_types: the ticket events the source can deliver at all; None = the whole vocabulary.
    """

    home: Home
    book: Rulebook
    profile_id: str
    as_of: datetime
    event_types: frozenset[str] | None = field(default=None)

    @property
    def zone(self) -> str:
        """The IANA zone of the utility, in which calendar questions are answered."""
        return self.book.profiles[self.profile_id].zone


@contextmanager
def connection(path: Path | str, zone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file with the utility's zone as session zone, so that days are its own days."""
    con = duckdb.connect(str(path))
    try:
        con.execute("SET TimeZone = $zone", {"zone": zone})
        con.execute("SET preserve_insertion_order = false")
        con.execute(f"SET memory_limit = '{MEMORY}'")
        yield con
    finally:
        con.close()


def open_evidence(audit: Audit) -> None:
    """Make a fresh working file with a view `evidence.<table>` over every stored table."""
    audit.home.work.parent.mkdir(parents=True, exist_ok=True)
    audit.home.work.unlink(missing_ok=True)
    with connection(audit.home.work, audit.zone) as con:
        attach_evidence(con, audit.home)


def attach_evidence(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Create the views of the schema `evidence` over the Parquet store."""
    con.execute("CREATE SCHEMA IF NOT EXISTS evidence")
    for table in contracts():
        files = str(home.current(table) / "*.parquet").replace("'", "''")
        # A view cannot take parameters; the path is the operator's own home directory.
        con.execute(
            f"CREATE OR REPLACE VIEW evidence.{quoted(table)} AS SELECT * FROM read_parquet('{files}')"
        )


def evaluate(audit: Audit) -> None:
    """Judge everything: fills `rulebook`, `audit.verdict`, `audit.item` and `audit.indicator`."""
    with connection(audit.home.work, audit.zone) as con:
        evaluate_in(con, audit, delivered_columns(audit))


def evaluate_in(
    con: duckdb.DuckDBPyConnection, audit: Audit, delivered: set[str]
) -> list[Numbered]:
    """Judge the evidence of an open working database; `delivered` are its `table.column`s."""
    con.execute("CREATE SCHEMA IF NOT EXISTS fact")
    con.execute(
        "CREATE OR REPLACE TABLE fact.setting AS SELECT CAST($as_of AS TIMESTAMPTZ) AS as_of,"
        " 1 AS stage, CAST(NULL AS DATE) AS first_on",
        {"as_of": audit.as_of.isoformat()},
    )
    create_known(con)
    con.execute(sql("evaluate/first_day"))
    versions = load_rules(con, audit.book, audit.profile_id)
    _load_calendar(con, audit, versions)
    Facts(con, versions).build()
    _load_calendar(con, audit, versions)
    _undelivered(con, versions, delivered)
    for name in ("evaluate/periods", "evaluate/match", "evaluate/answerable", "evaluate/cases"):
        con.execute(sql(name))
    con.execute("CREATE SCHEMA IF NOT EXISTS audit")
    for table in ("audit.verdict", "audit.item", "audit.result_state", "audit.indicator"):
        create_table(con, contracts(PUBLISHED)[table])
    # docs/decisions/0003: DuckDB 2.0.0 folds a comparison wrongly with the one rule, and takes three times
    # the memory with the other; the statements name their joins in a good order.
    con.execute("SET disabled_optimizers = 'statistics_propagation,join_order'")
    for kind in Kind:
        if kind is not Kind.RATE_THRESHOLD:
            _insert(con, "audit.verdict", f"evaluate/{kind.value}")
    if any(stage(one) > 1 for one in versions):
        con.execute(sql("evaluate/second_stage"))
        for kind in (Kind.DEADLINE, Kind.PRESENCE, Kind.SEQUENCE):
            _insert(con, "audit.verdict", f"evaluate/{kind.value}")
    _insert(con, "audit.item", "evaluate/rate_item")
    if any(one.subject == "water_quality_samples" for one in versions):
        _insert(con, "audit.result_state", "evaluate/result_state")
    if any(one.subject == "pressure_readings" for one in versions):
        con.execute(sql("evaluate/expected"))
    else:
        con.execute(sql("evaluate/nothing_expected"))
    _insert(con, "audit.indicator", "evaluate/indicator")
    return versions


def _insert(con: duckdb.DuckDBPyConnection, table: str, statement: str) -> None:
    con.execute(f"INSERT INTO {table} BY NAME {sql(statement)}")


def delivered_columns(audit: Audit) -> set[str]:
    """Every `table.column` some accepted file had, and every event the source can deliver."""
    files = [file for file in audit.home.read_register() if file.status == "accepted"]
    found = {f"{file.table}.{column}" for file in files for column in file.columns}
    if "ticket_events.event_type" in found:
        found |= ticket_events() if audit.event_types is None else audit.event_types
    return found


def _undelivered(
    con: duckdb.DuckDBPyConnection, versions: list[Numbered], delivered: set[str]
) -> None:
    """Which versions cannot be judged because what they need was never delivered."""
    con.execute("CREATE OR REPLACE TABLE fact.undelivered (version_id INTEGER, fact VARCHAR)")
    for one in versions:
        if missing := missing_fact(one, delivered):
            con.execute(
                "INSERT INTO fact.undelivered VALUES ($version_id, $fact)",
                {"version_id": one.version_id, "fact": missing},
            )


def _load_calendar(con: duckdb.DuckDBPyConnection, audit: Audit, versions: list[Numbered]) -> None:
    """Fill the calendar for every day that is asked about: at first the days of the evidence, for the record
    views; once the moments of the clauses are known, those and the longest limit after them too.
    """
    found: tuple[date | None, date | None] = (None, None)
    if con.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'fact' AND table_name = 'moment'"
    ).fetchone():
        found = con.execute(
            "SELECT min(happened_at)::DATE, max(happened_at)::DATE FROM fact.moment"
        ).fetchone() or (None, None)
    today = audit.as_of.date()
    (known_from,) = con.execute("SELECT first_on FROM fact.setting").fetchone() or (today,)
    limits = [int(limit.value or 0) for one in versions for limit in limits_of(one.version)]
    room = timedelta(days=60 + 2 * max([170, *limits]))
    first = min(found[0] or today, known_from, today) - timedelta(days=60)
    last = max(found[1] or today, today) + room
    load_calendar(con, audit.book.profiles[audit.profile_id], first, last, _own_days(con))


def _own_days(con: duckdb.DuckDBPyConnection) -> dict[date, LocalDay]:
    """The days the utility sets itself, beside or against the announced ones."""
    rows = con.execute(
        "SELECT day, is_working_day, reason, office_open, office_close FROM known.calendar"
    ).fetchall()
    return {
        day: LocalDay(
            CalendarDay(day, is_working, "override", reason or "", reason or "", is_announced=True),
            opens,
            closes,
        )
        for day, is_working, reason, opens, closes in rows
    }
