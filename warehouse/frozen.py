"""The rows of one month: which they are, taking them out of a published file, and putting them back.

Belongs here: for every table of results how its month is told, and copying a month's rows as they stand.
Does not belong here: the rules those rows were judged by (`kept_texts.py`), whether a month may be closed (`months.py`), what has changed since (`restate.py`).

Every table of the schemas `audit` and `score` with a column `period_from` is frozen, whatever else it holds, so
that a new table of results needs no line here.
"""

from __future__ import annotations

from datetime import date

import duckdb

from rulebook.errors import UserError
from warehouse.contract import PUBLISHED, Contract, contracts
from warehouse.ddl import comment, create_table, qualified, quoted
from warehouse.kept_texts import FAMILIES, keep_texts
from warehouse.same_rules import columns_of, current_database

MONTH_COLUMNS = {"audit.result_state": "sampled_at", "score.restatement": "booked_in"}
"""The column that tells the month of a table without `period_from`, or of which that column tells something else."""

NOT_FROZEN = {"audit.decision", "audit.appeal"}
"""What people decided and asked for stays as it is known: decisions on a closed month come after it."""

KEPT_WHOLE = ("meta.run", "quality.received_file")
"""What is kept of the audit a closed month rests on, besides its rules."""


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
    for family in FAMILIES:
        keep_texts(con, source, database, month, family)
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
        shown = {column: f"f.{quoted(column)}" for column in columns}
        joins = ""
        for family in FAMILIES:
            if family.number in columns:
                shown[family.number] = f"{family.kept}.{family.number}"
                joins += f" INNER JOIN {family.kept} ON {family.kept}.frozen_id = f.{family.number}"
        con.execute(
            f"INSERT INTO {qualified(name)} BY NAME SELECT {', '.join(shown.values())}"
            f" FROM {qualified(f'{source}.{name}')} AS f{joins}"
        )


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
