"""Texts of the rulebook that closed months were judged by, kept beside those in force.

Belongs here: telling whether a frozen text is still in force, and adding those that are not to the tables of rules,
under a number of their own.
Does not belong here: the rows of results that name them (`frozen.py`), whether rules are the same as a whole
(`same_rules.py`).

There are two families of such texts: versions of clauses, and editions of the scoring scheme. A kept edition is in
force on no day, so that nothing but the closed month finds it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import duckdb

from warehouse.contract import PUBLISHED, Contract, contracts
from warehouse.ddl import qualified, quoted
from warehouse.same_rules import columns_of


@dataclass(frozen=True)
class Family:
    """Rows of several tables that make one text, under one number.

    number: the column with it. head: the table with one row a text. of: what a text is one of. unread: columns
    that may differ between two rows of the same text. kept: the temporary table (frozen_id, `number`) of a closed
    month.
    """

    number: str
    head: str
    of: str
    unread: frozenset[str]
    kept: str

    def tables(self) -> dict[str, Contract]:
        """The tables of the family, its head first."""
        found = {
            name: contract
            for name, contract in contracts(PUBLISHED).items()
            if name.startswith("rulebook.") and self.number in contract.columns
        }
        return {self.head: found.pop(self.head), **found} if self.head in found else {}


VERSIONS = Family(
    "version_id", "rulebook.clause", "clause_id",
    frozenset({"version_id", "version_no", "closed_month"}), "months_version",
)  # fmt: skip
EDITIONS = Family(
    "edition_no", "rulebook.scheme", "scheme_id",
    frozenset({"edition_no", "valid_from", "valid_until", "closed_month"}), "months_edition",
)  # fmt: skip
FAMILIES = (VERSIONS, EDITIONS)


def create_prints(
    con: duckdb.DuckDBPyConnection,
    database: str,
    name: str,
    family: Family = VERSIONS,
    leave_out: Collection[str] = (),
) -> None:
    """Create a temporary table (number, `of`, print) of a database's texts: equal prints are equal texts.

    A print covers every column of every table of the family, but those left out.
    """
    parts = []
    for table in family.tables():
        unread = {*family.unread, *leave_out}
        columns = [one for one in columns_of(con, database, table) if one not in unread]
        if columns:
            fields = ", ".join(f"{quoted(one)} := {quoted(one)}" for one in columns)
            parts.append(
                f"SELECT {family.number}, md5('{table}' || CAST(struct_pack({fields}) AS VARCHAR)) AS part"
                f" FROM {qualified(f'{database}.{table}')}"
            )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS"
        f" SELECT p.{family.number}, any_value(c.{family.of}) AS {family.of},"
        " md5(string_agg(p.part, '' ORDER BY p.part)) AS print"
        f" FROM ({' UNION ALL '.join(parts)}) AS p"
        f" INNER JOIN {qualified(f'{database}.{family.head}')} AS c ON p.{family.number} = c.{family.number}"
        f" GROUP BY p.{family.number}"
    )


def keep_texts(
    con: duckdb.DuckDBPyConnection, source: str, database: str, month: date, family: Family
) -> None:
    """Fill the family's temporary table of a frozen month: the number of each frozen text, and its number here.

    Texts that are in force no more are added to the current database. source, database: names of the frozen and
    of the current one.
    """
    number = family.number
    if not columns_of(con, source, family.head):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {family.kept} (frozen_id BIGINT, {number} BIGINT)"
        )
        return
    create_prints(con, source, "months_print_frozen", family)
    create_prints(con, database, "months_print_now", family)
    here = qualified(family.head)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {family.kept} AS"
        f" SELECT f.{number} AS frozen_id, min(n.{number}) AS {number}"
        f" FROM months_print_frozen AS f SEMI JOIN ({_used(con, source, family)}) AS u"
        f" ON f.{number} = u.{number}"
        f" LEFT JOIN months_print_now AS n ON f.{family.of} = n.{family.of} AND f.print = n.print"
        f" GROUP BY f.{number}"
    )
    con.execute(
        f"UPDATE {family.kept} SET {number} = a.{number} FROM ("
        f" SELECT frozen_id, (SELECT coalesce(max({number}), 0) FROM {here})"
        f" + row_number() OVER (ORDER BY frozen_id) AS {number}"
        f" FROM {family.kept} WHERE {number} IS NULL) AS a"
        f" WHERE {family.kept}.frozen_id = a.frozen_id"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE months_added AS SELECT * FROM {family.kept}"
        f" WHERE {number} NOT IN (SELECT {number} FROM {here})"
    )
    for table, contract in family.tables().items():
        columns = [one for one in columns_of(con, source, table) if one in contract.columns]
        shown = {one: f"f.{quoted(one)}" for one in columns} | {number: f"n.{number}"}
        if table == family.head:
            shown |= _head(family)
        named = ", ".join(f"{expression} AS {quoted(one)}" for one, expression in shown.items())
        con.execute(
            f"INSERT INTO {qualified(table)} BY NAME SELECT {named}"
            f" FROM {qualified(f'{source}.{table}')} AS f"
            f" INNER JOIN months_added AS n ON f.{number} = n.frozen_id",
            {"month": month} if table == family.head else {},
        )


def _head(family: Family) -> dict[str, str]:
    """What the head of a kept text says otherwise: what it is kept for, and that it is in force no more."""
    if family is EDITIONS:
        month = "CAST($month AS DATE)"
        return {"closed_month": month, "valid_from": month, "valid_until": month}
    return {
        "closed_month": "CAST($month AS DATE)",
        "version_no": f"(SELECT count(*) FROM {qualified(family.head)} AS c"
        " WHERE c.clause_id = f.clause_id)"
        " + row_number() OVER (PARTITION BY f.clause_id ORDER BY f.version_no)",
    }


def _used(con: duckdb.DuckDBPyConnection, source: str, family: Family) -> str:
    """The numbers that the results of a frozen file name, as a query."""
    return " UNION ".join(
        f"SELECT {family.number} FROM {qualified(f'{source}.{name}')}"
        for name, contract in contracts(PUBLISHED).items()
        if name.startswith(("audit.", "score."))
        and not contract.is_view
        and family.number in columns_of(con, source, name)
    )
