"""Read a month's comparison of departments back from the published file of a home.

Belongs here: finding the month and the clause asked for, and saying what there is instead.
Does not belong here: computing a comparison (`warehouse/comparison.py`), printing (`pipelines/compare_cli.py`).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from rulebook.errors import UserError
from warehouse.comparison import TABLE
from warehouse.home import Home
from warehouse.statements import sql

Row = dict[str, Any]


@dataclass(frozen=True)
class Compared:
    """A month's comparison: one row for each department over all clauses, and on each clause.

    Rows hold the columns of `score.comparison`, the department's name, titles and labels in both languages.
    departments is empty where one clause was asked for.
    """

    profile_id: str
    month: date
    departments: list[Row]
    clauses: list[Row]


def read_comparison(home: Home, month: str, clause: str = "") -> Compared:
    """The comparison of a month (YYYY-MM) in a home's published file, of one clause or of all.

    Raises UserError where nothing is published, for what is no month, and for a month or clause without a
    comparison.
    """
    if not home.published.exists():
        raise UserError(
            "这里还没有发布过审计结果 / no audit has been published here", place=home.root,
            remedy="请先运行 / first run: plumbline audit --inbox … --home …",
        )  # fmt: skip
    wanted = _month(month)
    with duckdb.connect(str(home.published), read_only=True) as con:
        _require(con, home, wanted, clause)
        found = con.execute(sql("publish/comparison"), {"month": wanted, "clause": clause or None})
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        ((profile_id,),) = con.execute("SELECT profile_id FROM meta.run").fetchall()
    return Compared(
        profile_id,
        wanted,
        [row for row in rows if row["clause_id"] is None],
        [row for row in rows if row["clause_id"] is not None],
    )


def _month(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise UserError(
            f"不是月份 / '{text}' is not a month", place="MONTH",
            remedy="请写作 / write it as 2026-03",
        ) from error  # fmt: skip


def _require(con: duckdb.DuckDBPyConnection, home: Home, month: date, clause: str) -> None:
    schema, name = TABLE.split(".")
    if not con.execute(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = $schema AND table_name = $name",
        {"schema": schema, "name": name},
    ).fetchall():
        raise UserError(
            "发布文件由旧版本生成，没有比较 / the file was published by an older version, without comparisons",
            place=home.published,
            remedy="请重新运行审计 / run the audit again: plumbline audit --inbox … --home …",
        )
    known = con.execute(
        "SELECT DISTINCT period_from, coalesce(clause_id, '') FROM score.comparison ORDER BY ALL"
    ).fetchall()
    months = sorted({one for one, _ in known})
    if month not in months:
        told = ", ".join(f"{one:%Y-%m}" for one in months) or "–"
        raise UserError(
            f"该月没有比较 / there is no comparison of {month:%Y-%m}", place="MONTH",
            remedy=f"请选择 / choose one of {told}",
        )  # fmt: skip
    clauses = [one for of, one in known if of == month and one]
    if clause and clause not in clauses:
        near = difflib.get_close_matches(clause, clauses, n=3) or clauses
        raise UserError(
            f"该月没有这一条款的比较 / there is no comparison of '{clause}' in {month:%Y-%m}",
            place="--clause", remedy=f"请选择 / choose one of {', '.join(near)}",
        )  # fmt: skip
