"""Collect: take in what lies in the inbox, each file once, and account for every row.

Belongs here: walking the inbox, recognising tables and files already received, and the decision what
becomes of each file. A file that cannot be read is reported and the rest go on.
Does not belong here: reading formats (`read.py`), typing (`conform.py`), superseding (`store.py`).
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from rulebook.errors import InboxError
from warehouse.append_only import uphold
from warehouse.conform import FAULT_SCHEMA, conform
from warehouse.contract import Contract, contracts
from warehouse.home import Home, ReceivedFile, write_whole
from warehouse.mapping import Source, apply
from warehouse.read import ENDINGS, SOURCE_ROW, TextRows, UnreadableError, ending, read_text
from warehouse.store import rebuild, write_part

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many steps are done, and of how many."""


@dataclass(frozen=True)
class Delivery:
    """A file in the inbox, before it is read; `table` is empty for a file of a mapped source."""

    path: Path
    name: str
    sha256: str
    n_bytes: int
    table: str


@dataclass(frozen=True)
class Collected:
    """What a collection found: the register as it now stands, and the files new in this run."""

    files: list[ReceivedFile]
    new: list[ReceivedFile]


def collect(
    inbox: Path,
    home: Home,
    *,
    zone: str,
    source: Source | None = None,
    progress: Progress | None = None,
) -> Collected:
    """Take in every new file of the inbox and bring the store up to date.

    zone: IANA zone of instants without an offset. source: a mapping for files that are not laid out as
    our tables; without it the inbox holds one folder per table.
    Raises InboxError where the inbox does not exist.
    """
    if not inbox.is_dir():
        raise InboxError(
            "没有这个文件夹 / there is no such folder",
            place=inbox,
            remedy="name the folder that holds the table folders",
        )
    known = [file for file in home.read_register() if file.status in ("accepted", "duplicate")]
    seen = {(file.file, file.sha256) for file in known}
    by_hash = {file.sha256: file for file in known if file.status == "accepted"}
    seq = max((file.seq for file in known), default=0)
    fresh: list[ReceivedFile] = []
    waiting = [one for one in _deliveries(inbox, source) if (one.name, one.sha256) not in seen]
    for done, one in enumerate(waiting):
        if progress:
            progress(one.name, done, len(waiting))
        seq += 1
        if first := by_hash.get(one.sha256):
            taken = [_duplicate(one, first, seq)]
        elif source:
            taken = _take_mapped(one, source, home, seq, zone)
        else:
            taken = [_take_table(one, home, seq, zone)]
        seq = max(file.seq for file in taken)
        fresh += taken
        by_hash.update({file.sha256: file for file in taken if file.status == "accepted"})
    for contract in contracts().values():
        touched = {
            file.seq for file in fresh if file.table == contract.table and file.status == "accepted"
        }
        rebuild(home, contract, touched)
    files = known + fresh
    home.write_register(files)
    return Collected(files, fresh)


def _deliveries(inbox: Path, source: Source | None) -> Iterator[Delivery]:
    """Every file to be considered, in name order: that order decides which of two is the later one."""
    names = {alias: table for table, one in contracts().items() for alias in [table, *one.aliases]}
    paths = sorted(inbox.rglob("*")) if source is None else source.find(inbox)
    for path in paths:
        inside = path.relative_to(inbox)
        if path.is_dir() or any(part.startswith(".") for part in inside.parts):
            continue
        content = path.read_bytes()
        folder = inside.parts[0] if len(inside.parts) > 1 else ""
        table = "" if source else names.get(folder, folder)
        digest = hashlib.sha256(content).hexdigest()
        yield Delivery(path, inside.as_posix(), digest, len(content), table)


def _entry(one: Delivery, seq: int) -> ReceivedFile:
    return ReceivedFile(seq, one.name, one.sha256, one.n_bytes, one.table)


def _duplicate(one: Delivery, first: ReceivedFile, seq: int) -> ReceivedFile:
    note = "与已收文件完全相同，结果不变 / the same bytes were received before; nothing changes"
    entry = replace(_entry(one, seq), table=first.table, status="duplicate", note=note)
    return replace(entry, duplicate_of=first.file, n_received=first.n_received)


def _rejected(
    one: Delivery, seq: int, problem: str, remedy: str, status: str = "rejected"
) -> ReceivedFile:
    return replace(_entry(one, seq), status=status, problem=problem, remedy=remedy)


def _take_table(one: Delivery, home: Home, seq: int, zone: str) -> ReceivedFile:
    contract = contracts().get(one.table)
    if contract is None:
        near = difflib.get_close_matches(one.table, contracts(), n=1)
        hint = f"；是否应为 / did you mean '{near[0]}'?" if near else ""
        return _rejected(
            one, seq, f"没有名为“{one.table}”的表 / no table is called '{one.table}'" if one.table
            else "不在任何表的文件夹中 / lies in no table's folder",
            f"请放入所属表的文件夹 / put it in the folder of its table{hint}", "unknown",
        )  # fmt: skip
    if not ending(one.path):
        return _rejected(
            one,
            seq,
            "格式不支持 / is none of the formats read",
            f"请按以下格式之一交付 / deliver one of {', '.join(ENDINGS)}",
        )
    try:
        text = read_text(one.path)
    except UnreadableError as error:
        return _rejected(one, seq, error.problem, error.remedy)
    headers = contract.header_names()
    names = {
        name: headers.get(name.lower(), "") for name in text.rows.columns if name != SOURCE_ROW
    }
    missing = [name for name in contract.key if name not in names.values()]
    if missing:
        expected = ", ".join([missing[0], *contract.columns[missing[0]].aliases])
        return _rejected(
            one, seq, f"缺少列 / has no column for {missing[0]}; 表头 / its headers are: {', '.join(names)}",
            f"请将该列命名为以下之一 / name the column one of: {expected}",
        )  # fmt: skip
    twice = [name for name in names.values() if name and list(names.values()).count(name) > 1]
    if twice:
        return _rejected(
            one,
            seq,
            f"有两列都表示 / has two columns for {twice[0]}",
            "请保留正确的一列，删除另一列 / keep the one that is meant and remove the other",
        )
    unknown = [header for header, name in names.items() if not name]
    rows = text.rows.rename({header: name for header, name in names.items() if name}).drop(unknown)
    entry = replace(_entry(one, seq), unknown_headers=unknown, note=text.note)
    return _keep(entry, contract, replace(text, rows=rows), home, zone, "quarantine")


def _take_mapped(
    one: Delivery, source: Source, home: Home, seq: int, zone: str
) -> list[ReceivedFile]:
    try:
        text = read_text(one.path, separator=source.separator(one.name))
        mapped = apply(source, one.name, text.rows)
    except UnreadableError as error:
        return [_rejected(one, seq, error.problem, error.remedy)]
    taken = []
    for number, (table, rows) in enumerate(mapped.tables.items()):
        note = f"mapped by {source.id}; {mapped.note(table)}".rstrip("; ")
        entry = replace(_entry(one, seq + number), table=table, note=note)
        broken = text.broken if number == 0 else []
        piece = TextRows(rows, broken)
        taken.append(_keep(entry, contracts()[table], piece, home, zone, source.ambiguous))
    return taken


def _keep(
    entry: ReceivedFile, contract: Contract, text: TextRows, home: Home, zone: str, ambiguous: str
) -> ReceivedFile:
    result = conform(contract, text.rows, zone=zone, ambiguous=ambiguous)
    if contract.append_only:
        result = uphold(home, contract, result, entry.seq)
    write_part(home, contract, result.rows, entry.seq)
    broken = pl.DataFrame(
        [(row.line, "", row.text, "malformed_row") for row in text.broken],
        schema=FAULT_SCHEMA,
        orient="row",
    )
    faults = pl.concat([result.faults, broken]).with_columns(
        pl.lit(entry.seq, pl.Int32()).alias("source_file_id")
    )
    if faults.height:
        write_whole(home.quarantine(contract.table) / entry.part, faults.write_parquet)
    return replace(
        entry,
        n_received=text.n_received,
        n_quarantined=result.n_quarantined + len(text.broken),
        columns=[name for name in contract.columns if name in text.rows.columns],
    )
