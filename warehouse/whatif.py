"""What if: the evidence of an audited home under a changed rulebook, beside what it was.

Belongs here: judging and scoring into scratch files, deciding whether the published file can stand for the
unchanged rulebook, and running the statements of `sql/whatif/` over the two.
Does not belong here: changing a rulebook (`rulebook/changes.py`), printing (`pipelines/whatif_cli.py`).

The home is only read: its store through views, its published file attached read-only.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from rulebook.changes import Change, changed
from rulebook.errors import UserError
from warehouse.apart import STEPS, judge_apart
from warehouse.attached import attach
from warehouse.contract import contracts
from warehouse.evaluate import Audit, connection
from warehouse.home import Home
from warehouse.rules import load_rules, load_words
from warehouse.same_rules import same_rules
from warehouse.statements import sql

Row = dict[str, Any]

MAPPED = "mapped by "
"""How the register's note on a file of a foreign layout begins; the source's id follows."""


RECORDS_MOST = 500
"""How many of the records that would be judged otherwise are named; the rest is counted."""

Told = Callable[[str, int, int], None]
"""Hears which step begins, how many are done, and of how many."""


@dataclass(frozen=True)
class LastAudit:
    """What the published file of a home says it was asked, and the source mapping of its files, if any."""

    profile_id: str
    as_of: datetime
    source: str


@dataclass(frozen=True)
class WhatIf:
    """What the changes would change; empty lists: nothing.

    is_published: the base was read from the published file, not judged again. records: those that the change
    would judge otherwise, the dearest first and no more than `RECORDS_MOST`; n_records: how many there are.
    """

    changes: list[Change]
    is_published: bool
    scorecards: list[Row]
    clauses: list[Row]
    money: list[Row]
    verdicts: list[Row]
    indicators: list[Row]
    records: list[Row]
    n_records: int


def last_audit(home: Home) -> LastAudit:
    """What the last audit of a home was asked; raises UserError where nothing was published yet."""
    if not home.published.exists():
        raise UserError(
            "这里还没有发布过审计结果 / no audit has been published here", place=home.root,
            remedy="请先运行 / first run: plumbline audit --inbox … --home …",
        )  # fmt: skip
    with duckdb.connect(str(home.published), read_only=True) as con:
        found = con.execute("SELECT profile_id, epoch_us(as_of) FROM meta.run").fetchall()
    ((profile_id, micros),) = found
    return LastAudit(profile_id, datetime.fromtimestamp(micros / 1e6, UTC), _source(home))


def what_if(
    audit: Audit, settings: Mapping[str, str], told: Told = lambda _step, _done, _of: None
) -> WhatIf:
    """Judge and score an audited home under the settings, and compare. told: hears how far it is.

    Raises DefinitionError for settings that make no valid rulebook, UserError for a home whose store lacks
    tables.
    """
    book, changes = changed(audit.book, audit.profile_id, settings)
    _require_store(audit.home)
    is_published = stands_for(audit)
    sides = ["changed"] if is_published else ["base", "changed"]
    steps = [*(f"{step}_{side}" for side in sides for step in STEPS), "compare"]

    def tell(step: str) -> None:
        told(step, steps.index(step), len(steps))

    with TemporaryDirectory(prefix="plumbline-whatif-") as folder:
        base, other = Path(folder, "base.duckdb"), Path(folder, "changed.duckdb")
        if is_published:
            base = audit.home.published
        else:
            judge_apart(audit, base, lambda step: tell(f"{step}_base"))
        judge_apart(replace(audit, book=book), other, lambda step: tell(f"{step}_changed"))
        tell("compare")
        with connection(":memory:", audit.zone) as con:
            attach(con, base, "base")
            attach(con, other, "changed")
            rows = {
                name: _rows(con, f"whatif/{name}")
                for name in ("scorecard", "clause", "money", "verdict", "indicator")
            }
            records = _rows(con, "whatif/record", most=RECORDS_MOST)
    n_records = records[0]["n_records"] if records else 0
    return WhatIf(
        changes, is_published, rows["scorecard"], rows["clause"], rows["money"], rows["verdict"],
        rows["indicator"], records, n_records,
    )  # fmt: skip


def _rows(con: duckdb.DuckDBPyConnection, statement: str, **values: int) -> list[Row]:
    found = con.execute(sql(statement), values)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _require_store(home: Home) -> None:
    missing = [table for table in contracts() if not any(home.current(table).glob("*.parquet"))]
    if missing:
        raise UserError(
            f"证据库缺少表 / the store lacks {', '.join(missing)}", place=home.root,
            remedy="请重新运行审计 / run the audit again with this version: plumbline audit --home …",
        )  # fmt: skip


def stands_for(audit: Audit) -> bool:
    """Whether the published file says what judging under the unchanged rulebook would say.

    It does if it comes from this version of the software, the same question, the same files and the same
    rules, table by table.
    """
    with connection(":memory:", audit.zone) as con:
        attach(con, audit.home.published, "base")
        asked = con.execute(
            "SELECT profile_id, epoch_us(as_of), version FROM base.meta.run"
        ).fetchall()
        version = importlib.metadata.version("plumbline-audit")
        if asked != [(audit.profile_id, _micros(audit.as_of), version)]:
            return False
        files = con.execute(
            "SELECT DISTINCT sha256 FROM base.quality.received_file WHERE status = 'accepted'"
        ).fetchall()
        accepted = {one.sha256 for one in audit.home.read_register() if one.status == "accepted"}
        if {sha for (sha,) in files} != accepted:
            return False
        con.execute("CREATE SCHEMA rulebook")
        load_words(con, audit.book)
        load_rules(con, audit.book, audit.profile_id)
        return same_rules(con, "memory", "base")


def _micros(instant: datetime) -> int:
    return round(instant.timestamp() * 1e6)


def _source(home: Home) -> str:
    """The source mapping that a home's files were read with; "" for our own layout."""
    notes = [one.note for one in home.read_register() if one.note.startswith(MAPPED)]
    names = {note.removeprefix(MAPPED).split(";")[0].strip() for note in notes}
    return names.pop() if len(names) == 1 else ""
