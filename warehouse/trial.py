"""A trial of decisions: what the next audit would make of them, by the statements of the audit itself.

Belongs here: a scratch database over the published file, with what waits in the inbox and what somebody is about
to file, and the real statements on decisions run over it.
Does not belong here: those statements (`decisions.py`), writing anything (`filing.py`).

Home and inbox are only read. What happened since the last audit, other than decisions, is not known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from rulebook.errors import InboxError, UserError
from warehouse.attached import attach
from warehouse.conform import conform
from warehouse.contract import Contract, contracts
from warehouse.ddl import create_table, insert, quoted
from warehouse.decisions import create_decided, decide_entries, find_decisions
from warehouse.evaluate import connection
from warehouse.home import Home
from warehouse.known import create_known
from warehouse.read import SOURCE_ROW, UnreadableError, ending, read_text
from warehouse.statements import sql

Table = Literal["appeals", "decisions"]
Record = dict[str, str]
"""One row as text, by column of its contract; what is not given is left out."""

NOTHING_WRITTEN = "请更正后重试，未写入任何文件 / put it right and try again; nothing was written"


@dataclass(frozen=True)
class Place:
    """A home that was audited, the inbox its next audit collects from, and the zone of the utility."""

    home: Home
    inbox: Path | None
    zone: str
    last_as_of: datetime


def place_of(home: Home, inbox: Path | None) -> Place:
    """Where to file; raises UserError for a home without a fitting audit, InboxError for a missing inbox."""
    if inbox is not None and not inbox.is_dir():
        raise InboxError(
            "没有这个文件夹 / there is no such folder",
            place=inbox,
            remedy="name the folder that the audit collects from",
        )
    if not home.published.exists():
        raise UserError(
            "这里还没有发布过审计结果 / no audit has been published here", place=home.root,
            remedy="请先运行 / first run: plumbline audit --inbox … --home …",
        )  # fmt: skip
    with duckdb.connect(str(home.published), read_only=True) as con:
        try:
            rows = con.execute(
                "SELECT zone, epoch_us(as_of), (SELECT count(*) FROM audit.appeal) FROM meta.run"
            ).fetchall()
        except duckdb.CatalogException as error:
            raise UserError(
                "已发布的文件来自旧版本 / the published file was made by an older version",
                place=home.published,
                remedy="请重新运行审计 / run the audit again: plumbline audit --inbox … --home …",
            ) from error
    zone, micros, _ = rows[0]
    return Place(home, inbox, zone, datetime.fromtimestamp(micros / 1e6, ZoneInfo("UTC")))


@contextmanager
def trial(
    place: Place, at: datetime, new: Mapping[Table, Record] | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The decisions of the last audit, of the inbox and the new records, settled over the published file.

    Yields a scratch database whose `audit.decision` and `audit.appeal` say what the next audit would.
    """
    with connection(":memory:", place.zone) as con:
        attach(con, place.home.published, "base")
        for schema in ("evidence", "fact", "rulebook", "audit", "score"):
            con.execute(f"CREATE SCHEMA {schema}")
        con.execute(sql("filing/undecided"))
        con.execute(sql("evaluate/plain"))
        for table, contract in contracts().items():
            if contract.append_only:
                _gather(con, place, contract, (new or {}).get(table))  # type: ignore[call-overload]
            else:
                con.execute(
                    f"CREATE VIEW evidence.{quoted(table)} AS"
                    f" SELECT * RENAME (file_id AS source_file_id) FROM base.evidence.{quoted(table)}"
                )
        con.execute(
            "CREATE TABLE fact.setting AS SELECT greatest($at::TIMESTAMPTZ, $last::TIMESTAMPTZ) AS as_of",
            {"at": at.isoformat(), "last": place.last_as_of.isoformat()},
        )
        create_known(con)
        create_decided(con)
        if find_decisions(con):
            decide_entries(con)
        yield con


def _gather(
    con: duckdb.DuckDBPyConnection, place: Place, contract: Contract, new: Record | None
) -> None:
    """Everything received of a table, what waits for the next audit, and a new record, each key once."""
    table = contract.table
    create_table(con, contract, f"evidence.{table}")
    con.execute(f"ALTER TABLE evidence.{table} ADD COLUMN source_file_id INTEGER")
    con.execute(f"ALTER TABLE evidence.{table} ADD COLUMN source_row BIGINT")
    con.execute(
        f"INSERT INTO evidence.{table} BY NAME"
        f" SELECT * RENAME (file_id AS source_file_id) FROM base.evidence.{table}"
    )
    coming = list(waiting(place, contract))
    if new is not None:
        frame = pl.DataFrame([{**new, SOURCE_ROW: 1}]).cast({SOURCE_ROW: pl.Int64()})
        read = conform(contract, frame, zone=place.zone)
        for column, value, reason in read.faults.select("column", "value", "reason").rows():
            raise UserError(
                f"{column}：“{value}”不可用 / '{value}' will not do ({reason})",
                place=table, remedy=NOTHING_WRITTEN,
            )  # fmt: skip
        coming.append(read.rows)
    key = quoted(contract.key[0])
    for rows in coming:
        known = {one for (one,) in con.execute(f"SELECT {key} FROM evidence.{table}").fetchall()}
        fresh = rows.unique(contract.key, keep="first", maintain_order=True)
        insert(con, f"evidence.{table}", fresh.filter(~pl.col(contract.key[0]).is_in(list(known))))


def waiting(place: Place, contract: Contract) -> Iterator[pl.DataFrame]:
    """The records in the inbox that no audit has collected yet; what cannot be read is the audit's to report."""
    if place.inbox is None:
        return
    known = {(one.file, one.sha256) for one in place.home.read_register()}
    headers = contract.header_names()
    for name in [contract.table, *contract.aliases]:
        for path in sorted((place.inbox / name).rglob("*")):
            inside = path.relative_to(place.inbox)
            if any(part.startswith(".") for part in inside.parts) or not ending(path):
                continue
            if (inside.as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()) in known:
                continue
            try:
                text = read_text(path).rows
            except UnreadableError:
                continue
            named = {one: headers[one.lower()] for one in text.columns if one.lower() in headers}
            if set(contract.key) <= set(named.values()):
                rows = text.select(SOURCE_ROW, *named).rename(named)
                yield conform(contract, rows, zone=place.zone).rows
