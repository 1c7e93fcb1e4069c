"""The rows of one month: which they are, taking them out of a published file, and putting them back.

Belongs here: for every table of results how its month is told, copying a month's rows as they stand, and keeping
the texts of clauses a closed month was judged by beside those in force.
Does not belong here: whether a month may be closed (`months.py`), what has changed since (`restate.py`).

Every table of the schemas `audit` and `score` with a column `period_from` is frozen, whatever else it holds, so
that a new table of results needs no line here.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import duckdb

from rulebook.errors import UserError
from warehouse.contract import PUBLISHED, Contract, contracts
from warehouse.ddl import comment, create_table, qualified, quoted
from warehouse.same_rules import columns_of

MONTH_COLUMNS = {"audit.result_state": "sampled_at", "score.restatement": "booked_in"}
"""The column that tells the month of a table without `period_from`, or of which that column tells something else."""

NOT_FROZEN = {"audit.decision", "audit.appeal"}
"""What people decided and asked for stays as it is known: decisions on a closed month come after it."""

KEPT_WHOLE = ("meta.run", "quality.received_file")
"""What is kept of the audit a closed month rests on, besides its rules."""

TEXT_COLUMNS = {"version_id", "version_no", "closed_month"}
"""What may differ between two rows of the same text of a clause: numbers and where it is kept."""


def frozen_tables() -> dict[str, str]:
    """Table of results -> the expression of its month (a date)."""
    found: dict[str, str] = {}
    for name, contract in contracts(PUBLISHED).items():
        column = MONTH_COLUMNS.get(name, "period_from")
        is_result = name.startswith(("audit.", "score.")) and name not in NOT_FROZEN
        if is_result and not contract.is_view and column in contract.columns:
            found[name] = f"CAST(date_trunc('month', CAST({quoted(column)} AS DATE)) AS DATE)"
    return found


def take_out(con: duckdb.DuckDBPyConnection, source: str, month: date) -> None:
    """Copy a month's results, all rules and the audit's own account from an attached published file into the
    current database, as they stand.
    """
    months = frozen_tables()
    for name, contract in contracts(PUBLISHED).items():
        is_rule = name.startswith("rulebook.")
        if not (name in months or name in KEPT_WHOLE or is_rule):
            continue
        create_table(con, contract)
        columns = [one for one in columns_of(con, source, name) if one in contract.columns]
        if columns:
            order = ", ".join(quoted(column) for column in contract.key)
            kept, values = ("", {}) if name not in months else _in_month(name, month)
            con.execute(
                f"INSERT INTO {qualified(name)} BY NAME SELECT {_list(columns)}"
                f" FROM {qualified(f'{source}.{name}')}{kept} ORDER BY {order}",
                values,
            )
        comment(con, contract)


def put_back(con: duckdb.DuckDBPyConnection, source: str, month: date, of: str = "") -> None:
    """Replace a month's rows in the current database by those of an attached frozen file.

    of: only in tables whose name begins so. Only the numbers of clause versions change, where the rulebook has others by now. Tables that do not exist
    yet are left out. Raises UserError for a frozen file that lacks what a table must have.
    """
    database = current_database(con)
    _keep_texts(con, source, month)
    for name in frozen_tables():
        ours = columns_of(con, database, name)
        theirs = columns_of(con, source, name)
        if not ours or not name.startswith(of):
            continue
        where, values = _in_month(name, month)
        con.execute(f"DELETE FROM {qualified(name)}{where}", values)
        _require_columns(contracts(PUBLISHED)[name], theirs, source)
        columns = [column for column in theirs if column in ours]
        if not columns:
            continue
        numbers = (
            f" INNER JOIN months_version AS n ON n.frozen_id = f.{quoted('version_id')}"
            if "version_id" in columns
            else ""
        )
        shown = ", ".join(
            "n.version_id" if column == "version_id" else f"f.{quoted(column)}"
            for column in columns
        )
        con.execute(
            f"INSERT INTO {qualified(name)} BY NAME SELECT {shown}"
            f" FROM {qualified(f'{source}.{name}')} AS f{numbers}"
        )


def current_database(con: duckdb.DuckDBPyConnection) -> str:
    """The name of the database that unqualified tables of a connection are in."""
    ((name,),) = con.execute("SELECT current_database()").fetchall()
    return str(name)


def create_prints(
    con: duckdb.DuckDBPyConnection, database: str, name: str, leave_out: Collection[str] = ()
) -> None:
    """Create a temporary table (version_id, clause_id, print): equal prints are equal texts of a clause.

    A print covers every column of the version, but those left out, and of the tables that hold its limits,
    facts and conditions.
    """
    parts = []
    for table, contract in _by_version().items():
        columns = [
            one
            for one in columns_of(con, database, table)
            if one not in TEXT_COLUMNS and one not in leave_out
        ]
        fields = ", ".join(f"{quoted(one)} := {quoted(one)}" for one in columns)
        parts.append(
            f"SELECT version_id, md5('{contract.table}' || CAST(struct_pack({fields}) AS VARCHAR)) AS part"
            f" FROM {qualified(f'{database}.{table}')}"
        )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS"
        f" SELECT p.version_id, any_value(c.clause_id) AS clause_id,"
        f" md5(string_agg(p.part, '' ORDER BY p.part)) AS print"
        f" FROM ({' UNION ALL '.join(parts)}) AS p"
        f" INNER JOIN {qualified(f'{database}.rulebook.clause')} AS c ON p.version_id = c.version_id"
        " GROUP BY p.version_id"
    )


def _keep_texts(con: duckdb.DuckDBPyConnection, source: str, month: date) -> None:
    """Fill the temporary table `months_version` (frozen_id, version_id), adding texts that are in force no more."""
    database = current_database(con)
    create_prints(con, source, "months_print_frozen")
    create_prints(con, database, "months_print_now")
    used = " UNION ".join(
        f"SELECT version_id FROM {qualified(f'{source}.{name}')}"
        for name in frozen_tables()
        if "version_id" in columns_of(con, source, name)
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE months_version AS"
        " SELECT f.version_id AS frozen_id, min(n.version_id) AS version_id"
        f" FROM months_print_frozen AS f INNER JOIN ({used}) AS u ON f.version_id = u.version_id"
        " LEFT JOIN months_print_now AS n ON f.clause_id = n.clause_id AND f.print = n.print"
        " GROUP BY f.version_id"
    )
    con.execute(
        "UPDATE months_version SET version_id = a.version_id FROM ("
        " SELECT frozen_id, (SELECT coalesce(max(version_id), 0) FROM rulebook.clause)"
        " + row_number() OVER (ORDER BY frozen_id) AS version_id"
        " FROM months_version WHERE version_id IS NULL) AS a"
        " WHERE months_version.frozen_id = a.frozen_id"
    )
    known = "(SELECT version_id FROM rulebook.clause)"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE months_added AS"
        f" SELECT * FROM months_version WHERE version_id NOT IN {known}"
    )
    for table, contract in _by_version().items():
        columns = [one for one in columns_of(con, source, table) if one in contract.columns]
        shown = {one: f"f.{quoted(one)}" for one in columns}
        shown["version_id"] = "n.version_id"
        if table == "rulebook.clause":
            shown["version_no"] = (
                f"(SELECT count(*) FROM {qualified(table)} AS c WHERE c.clause_id = f.clause_id)"
                " + row_number() OVER (PARTITION BY f.clause_id ORDER BY f.version_no)"
            )
            shown["closed_month"] = "$month"
        named = ", ".join(f"{expression} AS {quoted(one)}" for one, expression in shown.items())
        con.execute(
            f"INSERT INTO {qualified(table)} BY NAME SELECT {named}"
            f" FROM {qualified(f'{source}.{table}')} AS f"
            " INNER JOIN months_added AS n ON f.version_id = n.frozen_id",
            {"month": month} if table == "rulebook.clause" else {},
        )


def _by_version() -> dict[str, Contract]:
    """The tables of the schema `rulebook` whose rows belong to one version of a clause, clauses first."""
    found = {
        name: contract
        for name, contract in contracts(PUBLISHED).items()
        if name.startswith("rulebook.") and "version_id" in contract.columns
    }
    return {"rulebook.clause": found.pop("rulebook.clause"), **found}


def _in_month(table: str, month: date) -> tuple[str, dict[str, date]]:
    return f" WHERE {frozen_tables()[table]} = $month", {"month": month}


def _list(columns: list[str]) -> str:
    return ", ".join(quoted(column) for column in columns)


def _require_columns(contract: Contract, theirs: list[str], source: str) -> None:
    missing = [
        name for name, one in contract.columns.items() if one.required and name not in theirs
    ]
    if theirs and missing:
        raise UserError(
            f"关账时的版本没有 {contract.table}.{missing[0]} / a month was closed before"
            f" {contract.table}.{missing[0]} existed", place=source,
            remedy="请用关账时的软件版本审计 / audit with the version of the software that closed it",
        )  # fmt: skip
