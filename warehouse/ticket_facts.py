"""The record view of tickets, of which clauses ask more than of any other table.

Belongs here: putting `record.tickets` together from the ticket itself (`sql/records/tickets.sql`, kept as
`fact.ticket`), the parts that hold some fact a clause asks for (`sql/records/tickets/<part>.sql`, each with
at most one row of a ticket), the first occurrence of events, and when sanctions were decided.
Does not belong here: how a fact is found; that is the part, whose column has the name of the fact. Reading
the facts off the finished view (`warehouse/facts.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import duckdb

from rulebook.errors import DefinitionError
from rulebook.version import limits_of
from warehouse.asked import EVENT_COLUMNS, SANCTION, facts_of, ticket_events
from warehouse.ddl import quoted
from warehouse.statements import SQL, sql
from warehouse.versions import Numbered

EVENT = "event "
"""Before the name of an event that is a column of the record view: columns may have the same name."""

PARTS = SQL / "records" / "tickets"

_columns: dict[Path, list[str]] = {}
"""Each part -> its columns, which do not depend on evidence: asked of DuckDB once in a process."""


def create_tickets(con: duckdb.DuckDBPyConnection, versions: Iterable[Numbered]) -> None:
    """Create `record.tickets` with the facts that these versions of clauses about tickets ask for."""
    asked = {fact for one in versions for fact in _asked(one)}
    con.execute(f"CREATE OR REPLACE TABLE fact.ticket AS {sql('records/tickets')}")
    events = {EVENT + one: one for one in sorted((asked & ticket_events()) - EVENT_COLUMNS.keys())}
    _first_of(con, "ticket_event", "known.ticket_events", "event_at", "event_type", events)
    sanctions = {one: one.partition(".")[2] for one in sorted(asked) if one.startswith(SANCTION)}
    _first_of(con, "ticket_sanction", "known.sanctions", "decided_at", "ledger_id", sanctions)
    found = {"fact.ticket_event": list(events), "fact.ticket_sanction": list(sanctions)}
    for part, facts in _needed(suppliers(con), asked).items():
        found[f"({sql(f'records/tickets/{part}')})"] = facts
    named = [f", p{n}.{quoted(fact)}" for n, facts in enumerate(found.values()) for fact in facts]
    joins = [f" LEFT JOIN {one} AS p{n} USING (ticket_id)" for n, one in enumerate(found)]
    con.execute(
        f"CREATE OR REPLACE TABLE record.tickets AS SELECT t.*{''.join(named)}"
        f" FROM fact.ticket AS t{''.join(joins)}"
    )


def suppliers(con: duckdb.DuckDBPyConnection, folder: Path = PARTS) -> dict[str, str]:
    """Each fact that needs more than the ticket itself -> the part that supplies it; needs `fact.ticket`."""
    found = {name: "tickets" for name, *_ in con.execute("DESCRIBE fact.ticket").fetchall()}
    for path in sorted(folder.glob("*.sql")):
        for fact in _described(con, path):
            if fact in found:
                raise DefinitionError(
                    f"the fact '{fact}' is supplied by '{found[fact]}' too", place=path,
                    remedy="derive the fact in one of the two statements only",
                )  # fmt: skip
            found[fact] = path.stem
    return {fact: part for fact, part in found.items() if part != "tickets"}


def _described(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    if path not in _columns:
        described = con.execute(f"DESCRIBE {path.read_text('utf-8')}").fetchall()
        _columns[path] = [name for name, *_ in described if name != "ticket_id"]
    return _columns[path]


def _asked(one: Numbered) -> set[str]:
    """Every fact a version names, whatever for, with alternatives (`a|b`) one by one."""
    version, counts, duty = one.version, one.version.counts, one.version.duty
    named = {fact for use in facts_of(one).values() for facts in use for fact in facts.split("|")}
    named |= {version.measure, *(limit.fact for limit in limits_of(version))}
    named |= {counts.for_each, counts.at} if counts else set()
    named |= {duty.at, duty.of, duty.by} if duty else set()
    for consequence in one.clause.consequences:
        named |= {consequence.percent_of, consequence.multiple_of}
    return named


def _needed(supplied: Mapping[str, str], asked: Collection[str]) -> dict[str, list[str]]:
    """The parts without which some fact asked for is missing -> those facts."""
    needed: dict[str, list[str]] = {}
    for fact in sorted(supplied.keys() & asked):
        needed.setdefault(supplied[fact], []).append(fact)
    return needed


def _first_of(
    con: duckdb.DuckDBPyConnection, name: str, table: str, at: str, code: str,
    wanted: Mapping[str, str],
) -> None:  # fmt: skip
    # The codes come from the event vocabulary and the rulebook's ledger, never from evidence.
    firsts = "".join(
        f", min({at}) FILTER ({code} = '{value}') AS {quoted(column)}"
        for column, value in wanted.items()
    )
    con.execute(
        f"CREATE OR REPLACE TABLE fact.{name} AS SELECT ticket_id{firsts} FROM {table}"
        " WHERE ticket_id IS NOT NULL GROUP BY ticket_id"
    )
