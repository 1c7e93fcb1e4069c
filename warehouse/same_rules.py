"""Whether two databases hold the same rules, and which calendar days they set differently.

Belongs here: comparing and digesting the tables of the schema `rulebook` as they were loaded.
Does not belong here: loading them (`rules.py`), comparing rulebooks as YAML (`rulebook/compare.py`), results.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import qualified, quoted
from warehouse.digest import table_digest

NOT_RULES = {"rulebook.calendar_day", "rulebook.label"}
"""What the schema holds besides rules: days come with the evidence, labels judge nothing."""


def rule_tables() -> list[str]:
    """The tables of the schema `rulebook` that hold rules."""
    tables = [name for name in contracts(PUBLISHED) if name.startswith("rulebook.")]
    return [name for name in tables if name not in NOT_RULES]


def same_rules(con: duckdb.DuckDBPyConnection, ours: str, theirs: str) -> bool:
    """Whether two attached databases (by name) hold the same rules, table by table.

    Texts that a database only keeps for closed months do not count.
    """
    return not any(differs(con, name, ours, theirs) for name in rule_tables())


def rules_digest(con: duckdb.DuckDBPyConnection, database: str) -> str:
    """SHA-256 over the rules of an attached database, the texts kept for closed months left out."""
    seal = hashlib.sha256()
    for name in rule_tables():
        relation = f"(SELECT * {_rows(con, name, database)})"
        seal.update(table_digest(con, relation, contracts(PUBLISHED)[name]).encode())
    return seal.hexdigest()


def different_days(
    con: duckdb.DuckDBPyConnection, ours: str, theirs: str, first: date, last: date
) -> int:
    """How many of the days from first to last two databases both have and set differently."""
    found = con.execute(
        f"SELECT count(*) FROM {qualified(f'{ours}.rulebook.calendar_day')} AS a"
        f" INNER JOIN {qualified(f'{theirs}.rulebook.calendar_day')} AS b ON a.day = b.day"
        " WHERE a.day BETWEEN $first AND $last AND (a.is_working_day != b.is_working_day"
        " OR a.is_announced != b.is_announced OR a.office_open != b.office_open"
        " OR a.office_close != b.office_close)",
        {"first": first, "last": last},
    ).fetchall()
    return int(found[0][0])


def columns_of(con: duckdb.DuckDBPyConnection, database: str, table: str) -> list[str]:
    """The columns of a table of an attached database, in order; none where it has no such table."""
    try:  # asking the table itself: the catalogue is slow where many files are attached
        found = con.execute(f"SELECT * FROM {qualified(f'{database}.{table}')} LIMIT 0")
    except duckdb.CatalogException:
        return []
    return [column[0] for column in found.description or []]


def current_database(con: duckdb.DuckDBPyConnection) -> str:
    """The name of the database that unqualified tables of a connection are in."""
    ((name,),) = con.execute("SELECT current_database()").fetchall()
    return str(name)


def differs(
    con: duckdb.DuckDBPyConnection,
    table: str,
    ours: str,
    theirs: str,
    leave_out: Collection[str] = (),
) -> bool:
    """Whether a table of rules differs between two attached databases, in any column but those left out.

    Made when the table had another shape, it differs.
    """
    shapes = [
        [name for name in columns_of(con, database, table) if name not in leave_out]
        for database in (ours, theirs)
    ]
    if shapes[0] != shapes[1]:
        return True
    if not shapes[0]:
        return False  # neither has it
    shown = ", ".join(quoted(name) for name in shapes[0])
    one, other = (f"SELECT {shown} {_rows(con, table, database)}" for database in (ours, theirs))
    found = con.execute(
        f"SELECT 1 FROM (({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})) LIMIT 1"
    )
    return found.fetchone() is not None


def _rows(con: duckdb.DuckDBPyConnection, table: str, database: str) -> str:
    """The rows of a table that belong to the rules of the database itself, as a FROM clause."""
    rows = f"FROM {qualified(f'{database}.{table}')}"
    columns = columns_of(con, database, table)
    if "closed_month" in columns:
        return f"{rows} WHERE closed_month IS NULL"
    for number, head in (("version_id", "rulebook.clause"), ("edition_no", "rulebook.scheme")):
        if number in columns and "closed_month" in columns_of(con, database, head):
            return (
                f"{rows} WHERE {number} IN"
                f" (SELECT {number} FROM {quoted(database)}.{head} WHERE closed_month IS NULL)"
            )
    return rows
