"""What the audit said on a day, beside what is known now: the two axes of time.

Belongs here: finding what is asked about in two published files, and reading both.
Does not belong here: which file tells of a day (`archive.py`), why something differs (`difference.py`), printing
(`pipelines/months_cli.py`).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from rulebook.errors import UserError
from warehouse.archive import known_on
from warehouse.attached import attach
from warehouse.evaluate import connection
from warehouse.home import Home
from warehouse.same_rules import columns_of
from warehouse.statements import sql

Row = dict[str, Any]


@dataclass(frozen=True)
class AsKnown:
    """Both answers; `*_then` and `*_now` of every row, null where that audit says nothing.

    runs: `meta.run` of the two. entries: money, where a record was asked for.
    """

    then: Row
    now: Row
    scorecards: list[Row]
    observations: list[Row]
    entries: list[Row]


def as_known(home: Home, day: date, target: str = "") -> AsKnown:
    """What the audit known at the end of a local day said of a target, and what the last one says.

    target: an observation, a record such as a ticket, or a department; "" for all scorecards. Raises UserError
    where no audit that old is kept, and where neither audit knows the target.
    """
    past = known_on(home, day)
    with duckdb.connect(str(home.published), read_only=True) as con:
        ((zone,),) = con.execute("SELECT zone FROM meta.run").fetchall()
    with connection(":memory:", str(zone)) as con:
        for name, path in (("past", past), ("present", home.published)):
            attach(con, path, name)
        _require_restatements(con)
        then, now = (_rows(con, f"FROM {name}.meta.run")[0] for name in ("past", "present"))
        found = _found(con, day, target)
    return AsKnown(then, now, *found)


def _found(
    con: duckdb.DuckDBPyConnection, day: date, target: str
) -> tuple[list[Row], list[Row], list[Row]]:
    asked = {"until": day, "department": target or None}
    if not target:
        return _rows(con, sql("months/as_known_scorecards"), asked), [], []
    if scorecards := _rows(con, sql("months/as_known_scorecards"), asked):
        return scorecards, [], []
    observations = _rows(con, sql("months/as_known_observations"), {"target": target})
    if not observations:
        raise _unknown(con, target)
    named = sorted({row["observation_id"] for row in observations})
    return [], observations, _rows(con, sql("months/as_known_entries"), {"observations": named})


def _unknown(con: duckdb.DuckDBPyConnection, target: str) -> UserError:
    known = con.execute(
        "SELECT department_id FROM present.score.scorecard"
        " UNION SELECT record_id FROM present.audit.verdict"
        " UNION SELECT record_id FROM past.audit.verdict"
    ).fetchall()
    near = difflib.get_close_matches(target, [name for (name,) in known], n=3)
    choice = f" / did you mean {', '.join(near)}?" if near else ""
    return UserError(
        f"{target}: 两次审计都没有这项判定、记录或部门 / neither audit knows such an observation, record or"
        " department",
        place="plumbline as-known",
        remedy=f"请给出判定编号、记录编号（如工单号）或部门编号 / name an observation, a record such as a ticket,"
        f" or a department{choice}",
    )


def _require_restatements(con: duckdb.DuckDBPyConnection) -> None:
    """A published file older than closed months cannot stand for what is known now."""
    if not columns_of(con, "present", "score.restatement"):
        raise UserError(
            "已发布的文件出自更早的版本 / the published file comes from an earlier version",
            place="plumbline as-known",
            remedy="请重新运行审计 / run the audit again: plumbline audit --home …",
        )


def _rows(
    con: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any] | None = None
) -> list[Row]:
    found = con.execute(query, values) if values else con.execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
