"""What differs between two audits, and why: each difference with one cause, adding up to the whole.

Belongs here: the causes, and running the statements of `sql/diff/` in order over two audits.
Does not belong here: the statements, setting audits side by side (`sides.py`), finding their files (`archive.py`),
what becomes of a difference of a closed month (`restate.py`), printing (`pipelines/diff_cli.py`).

The causes, in the order in which they are tried: a decision; a rule; the calendar; the evidence; the time; the
software. What was only shared out anew among clauses has the cause `weights`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from rulebook.errors import UserError
from warehouse.attached import attach
from warehouse.different_evidence import tell_evidence
from warehouse.different_rules import tell_rules
from warehouse.evaluate import connection
from warehouse.sides import Side, published_side, side_by_side
from warehouse.statements import sql

Row = dict[str, Any]

CAUSES = ("decision", "rule", "calendar", "evidence", "time", "software", "weights")
"""Every cause, in the order in which they are tried; of two that explain as much the earlier one is told."""


@dataclass(frozen=True)
class Difference:
    """What differs between two published files; every list is empty where nothing does.

    runs: the two lines of `meta.run`. departments: id -> name, as far as one is delivered. totals: by department,
    month, kind (`points` or a kind of money) and cause. addends: by line of a scorecard and cause.
    """

    runs: tuple[Row, Row]
    departments: dict[str, str]
    totals: list[Row]
    scorecards: list[Row]
    observations: list[Row]
    indicators: list[Row]
    entries: list[Row]
    addends: list[Row]


def difference(one: Path, other: Path) -> Difference:
    """Compare two published files, the earlier question first; neither is written to.

    Raises UserError where both are the same file.
    """
    if one.samefile(other):
        raise UserError(
            "两次审计是同一个文件 / both audits are the same file", place=one,
            remedy="请给出另一次审计 / name another audit",
        )  # fmt: skip
    with duckdb.connect(str(other), read_only=True) as con:
        ((zone,),) = con.execute("SELECT zone FROM meta.run").fetchall()
    with connection(":memory:", str(zone)) as con:
        runs = []
        for name, path in (("one_file", one), ("other_file", other)):
            attach(con, path, name)
            runs.append(rows(con, f"SELECT * FROM {name}.meta.run")[0])
        sides = (published_side(con, "one_file"), published_side(con, "other_file"))
        with side_by_side(con, *sides):
            tell(con, *sides)
            return Difference(
                runs=(runs[0], runs[1]),
                departments=dict(
                    con.execute(
                        "SELECT dept_id, name FROM other_file.evidence.departments WHERE name IS NOT NULL"
                    ).fetchall()
                ),
                totals=rows(con, sql("diff/totals")),
                scorecards=rows(con, sql("diff/scorecards")),
                observations=rows(
                    con, "FROM diff_change ORDER BY period_from, clause_id, record_id"
                ),
                indicators=rows(con, sql("diff/indicators")),
                entries=rows(con, "FROM diff_entry ORDER BY period_from, entry_id"),
                addends=rows(con, "FROM diff_addend ORDER BY period_from, line_id, cause"),
            )


def tell(con: duckdb.DuckDBPyConnection, one: Side, other: Side) -> None:
    """Fill the temporary tables `diff_change`, `diff_line`, `diff_points`, `diff_entry` and `diff_addend` from two
    sides that stand side by side.
    """
    tell_rules(con, one, other, CAUSES)
    con.execute(sql("diff/observation"))
    tell_evidence(con, one, other)
    for name in ("cause", "line", "points", "entry", "addend"):
        con.execute(sql(f"diff/{name}"))


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query, by column name."""
    found = con.execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
