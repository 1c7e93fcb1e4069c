"""Evaluate: what the regulations say of the evidence.

Belongs here: opening the working file over the store, and running the statements of `sql/evaluate/` in
order. One statement judges all clauses of a kind over all their records.
Does not belong here: the statements themselves, scoring, publishing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from rulebook.calendar import CalendarDay
from rulebook.loader import Rulebook
from rulebook.version import Kind, limits_of
from warehouse.asked import missing_fact
from warehouse.attached import literal
from warehouse.attribute import attribute_in, create_attribution
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, quoted, sql_type
from warehouse.decisions import create_decided, decide_in
from warehouse.facts import Facts
from warehouse.home import Home
from warehouse.known import create_known
from warehouse.rules import LocalDay, load_calendar, load_rules, load_words
from warehouse.statements import sql
from warehouse.versions import Numbered, stage

MEMORY = "1600MB"
"""What DuckDB may use before it goes on in temporary files, so that the audit fits a small machine."""


ROOM = timedelta(days=60)
"""Days of the calendar that are kept before the first and after the last day that anything asks about."""


@dataclass(frozen=True)
class Audit:
    """What one audit is asked: a home, a rulebook and profile, and the instant it looks from (UTC).

    event_types: the ticket events the source records, where that is known. days: days of the calendar that go
    before announced ones and the utility's own. keeps_closed: closed months keep their frozen rows; an audit
    that asks what would be said of them now, or that has no home, does not.
    """

    home: Home
    book: Rulebook
    profile_id: str
    as_of: datetime
    event_types: frozenset[str] | None = None
    days: Mapping[date, LocalDay] = field(default_factory=dict)
    keeps_closed: bool = True

    @property
    def zone(self) -> str:
        """The IANA zone of the utility, in which calendar questions are answered."""
        return self.book.profiles[self.profile_id].zone


@contextmanager
def connection(path: Path | str, zone: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB file with the utility's zone as session zone, so that days are its own days.

    Statements do not wait for the disk: a file that is being built is made anew after a crash, and who hands
    one on puts it on disk first (`home.on_disk`).
    """
    con = duckdb.connect(str(path))
    try:
        con.execute("SET fsync_mode = 'NONE'")
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
    """Create the views of the schema `evidence` over the Parquet store.

    A store may be older than a contract: what it lacks of the columns is there, and empty.
    """
    con.execute("CREATE SCHEMA IF NOT EXISTS evidence")
    for table, contract in contracts().items():
        files = literal(home.current(table) / "*.parquet")
        empty = ", ".join(
            f"CAST(NULL AS {sql_type(column)}) AS {quoted(name)}"
            for name, column in contract.columns.items()
        )
        con.execute(
            f"CREATE OR REPLACE VIEW evidence.{quoted(table)} AS SELECT {empty} WHERE FALSE"
            f" UNION ALL BY NAME SELECT * FROM read_parquet({files}, union_by_name = true)"
        )


def evaluate(audit: Audit) -> None:
    """Judge, decide and attribute everything: fills `rulebook` and `audit`."""
    with connection(audit.home.work, audit.zone) as con:
        prepare(con, audit.book)
        evaluate_in(con, audit, delivered_columns(con, audit))


def prepare(con: duckdb.DuckDBPyConnection, book: Rulebook) -> None:
    """Make a database whose schema `evidence` exists ready for one audit after the other."""
    for schema in ("fact", "rulebook", "record", "audit", "score"):
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    con.execute(
        "CREATE OR REPLACE TABLE fact.setting (as_of TIMESTAMPTZ, stage INTEGER, first_on DATE)"
    )
    con.execute(sql("evaluate/plain"))
    create_known(con)
    create_decided(con)
    load_words(con, book)


def evaluate_in(con: duckdb.DuckDBPyConnection, audit: Audit, delivered: Collection[str]) -> None:
    """Judge the evidence of a prepared working database; `delivered` are its `table.column`s."""
    versions = judge_in(con, audit, delivered)
    decide_in(con)
    attribute_in(con, versions)
    summarise_in(con, versions)


def judge_in(
    con: duckdb.DuckDBPyConnection, audit: Audit, delivered: Collection[str]
) -> list[Numbered]:
    """Fill the rules and facts, then `audit.verdict` and `audit.item`: one line for each record judged."""
    con.execute("DELETE FROM fact.setting")
    con.execute(
        "INSERT INTO fact.setting VALUES ($as_of, 1, NULL)", {"as_of": audit.as_of.isoformat()}
    )
    con.execute(sql("evaluate/first_day"))
    versions = load_rules(con, audit.book, audit.profile_id)
    profile, own = audit.book.profiles[audit.profile_id], {**_own_days(con), **audit.days}
    span = _calendar_span(con, audit, versions)
    load_calendar(con, profile, *span, own)
    Facts(con, versions).build()
    if (asked := _asked_span(con, span)) != span:
        load_calendar(con, profile, *asked, own)
    _undelivered(con, versions, delivered)
    if any(one.version.counts or one.version.duty for one in versions):
        con.execute(sql("evaluate/periods"))
    for name in ("evaluate/match", "evaluate/answerable", "evaluate/cases"):
        con.execute(sql(name))
    for table in ("audit.verdict", "audit.item"):
        create_table(con, contracts(PUBLISHED)[table])
    create_attribution(con)
    # docs/decisions/0003: DuckDB 2.0.0 folds a comparison wrongly with the one rule, and takes three times
    # the memory with the other; the statements name their joins in a good order.
    con.execute("SET disabled_optimizers = 'statistics_propagation,join_order'")
    for number in sorted({stage(one) for one in versions}):
        if number > 1:
            con.execute(sql("evaluate/second_stage"))
        kinds = {one.clause.kind for one in versions if stage(one) == number}
        for kind in sorted(kinds - {Kind.RATE_THRESHOLD}):
            _insert(con, "audit.verdict", f"evaluate/{kind.value}")
    if any(one.version.rate for one in versions):
        _insert(con, "audit.item", "evaluate/rate_item")
    return versions


def summarise_in(con: duckdb.DuckDBPyConnection, versions: list[Numbered]) -> None:
    """Fill `audit.result_state` and `audit.indicator`: how each clause fared in each month."""
    for table in ("audit.result_state", "audit.named_rate", "audit.indicator"):
        create_table(con, contracts(PUBLISHED)[table])
    if any(one.subject == "water_quality_samples" for one in versions):
        _insert(con, "audit.result_state", "evaluate/result_state")
    if any(one.subject == "pressure_readings" for one in versions):
        con.execute(sql("evaluate/expected"))
    else:
        con.execute(sql("evaluate/nothing_expected"))
    families = {one.version.rate.definition for one in versions if one.version.rate}
    if "quality_rate" in families:
        _insert(con, "audit.named_rate", "evaluate/quality_rates")
    con.execute(
        sql("evaluate/point_days" if "pressure_rate" in families else "evaluate/no_point_days")
    )
    if "pressure_rate" in families:
        _insert(con, "audit.named_rate", "evaluate/pressure_rates")
    _insert(con, "audit.indicator", "evaluate/indicator")


def _insert(con: duckdb.DuckDBPyConnection, table: str, statement: str) -> None:
    con.execute(f"INSERT INTO {table} BY NAME {sql(statement)}")


def delivered_columns(con: duckdb.DuckDBPyConnection, audit: Audit) -> set[str]:
    """Every `table.column` some accepted file had, and every ticket event that the source records.

    A step that the evidence shows on no ticket whatever is one that the source does not record: what asks
    for it is not assessed, which is neither a breach nor a pass.
    """
    files = [file for file in audit.home.read_register() if file.status == "accepted"]
    found = {f"{file.table}.{column}" for file in files for column in file.columns}
    if audit.event_types is not None:
        return found | audit.event_types
    seen = con.execute("SELECT DISTINCT event_type FROM evidence.ticket_events").fetchall()
    return found | {event for (event,) in seen}


def _undelivered(
    con: duckdb.DuckDBPyConnection, versions: list[Numbered], delivered: Collection[str]
) -> None:
    """Which versions cannot be judged because what they need was never delivered."""
    con.execute("CREATE OR REPLACE TABLE fact.undelivered (version_id INTEGER, fact VARCHAR)")
    missing = {one.version_id: missing_fact(one, delivered) for one in versions}
    found = {version_id: fact for version_id, fact in missing.items() if fact}
    if found:
        con.execute(
            "INSERT INTO fact.undelivered SELECT unnest($versions), unnest($facts)",
            {"versions": list(found), "facts": list(found.values())},
        )


def _calendar_span(
    con: duckdb.DuckDBPyConnection, audit: Audit, versions: list[Numbered]
) -> tuple[date, date]:
    """The days from before the evidence to the longest limit after the audit."""
    today = audit.as_of.date()
    (first,) = con.execute("SELECT first_on FROM fact.setting").fetchone() or (today,)
    limits = [int(limit.value or 0) for one in versions for limit in limits_of(one.version)]
    return min(first, today) - ROOM, today + ROOM + timedelta(days=2 * max([360, *limits]))


def _asked_span(con: duckdb.DuckDBPyConnection, span: tuple[date, date]) -> tuple[date, date]:
    """The same, made wider where clauses name moments long before the evidence or ahead of the audit."""
    found = con.execute(
        "SELECT min(happened_at)::DATE, max(happened_at)::DATE FROM fact.moment"
    ).fetchone() or (None, None)
    first, last = found[0] or span[0], found[1] or span[0]
    if first >= span[0] and last <= span[1] - 6 * ROOM:
        return span
    return min(span[0], first - ROOM), max(span[1], last + 6 * ROOM)


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
