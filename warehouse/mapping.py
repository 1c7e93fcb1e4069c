"""Source mappings: how the files of one publisher become rows of our tables, declared as data.

Belongs here: the model of `warehouse/sources/<id>.yaml`, finding its files in an inbox, and turning
rows of text into rows of text named by our columns. No row is dropped: what the source got wrong is
for the contract to set aside; the one exception, parameters never analysed, is counted.
Does not belong here: the vocabulary for a single column (`warehouse/column_rules.py`), zones, types and
quarantine (`warehouse/conform.py`), anything particular to one source (its YAML file).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field, model_validator

from rulebook.errors import DefinitionError
from rulebook.strict_yaml import Strict, read_folder, read_model
from warehouse.column_rules import Expression
from warehouse.contract import contracts
from warehouse.read import SOURCE_ROW, UnreadableError, ending

SOURCES = Path(__file__).parent / "sources"

VALUE = "$value"
"""Column of an unpivoted row that holds the cell; every column made by a mapping starts with `$`."""


class Unpivoted(Strict):
    """One column of a wide file that becomes rows; `labels` are read as `$name` in these rows."""

    column: str
    labels: dict[str, str] = Field(default_factory=dict)


class Unpivot(Strict):
    """Wide to long: one row per listed column.

    skip_empty: an empty cell means that nothing was measured. It makes no row and is counted.
    """

    columns: list[Unpivoted] = Field(min_length=1)
    skip_empty: bool = False

    @model_validator(mode="after")
    def _same_labels(self) -> Unpivot:
        if len({tuple(sorted(one.labels)) for one in self.columns}) > 1:
            raise ValueError("every column of an unpivot needs the same labels")
        return self


class OneRowPer(Strict):
    """Records made from an event log: the first or last row of each group, in file order.

    Rows without the group's columns are all kept, for the contract to set aside.
    """

    columns: list[str] = Field(min_length=1)
    keep: Literal["first", "last"]


class TableMapping(Strict):
    """The rows and columns of one table.

    distinct: the table lists the things that these columns name, each once, at the row that names
    it first; a row that names nothing makes none.
    """

    columns: dict[str, Expression]
    distinct: tuple[str, ...] = ()
    one_row_per: OneRowPer | None = None
    unpivot: Unpivot | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> TableMapping:
        if sum(map(bool, [self.distinct, self.one_row_per, self.unpivot])) > 1:
            raise ValueError("give at most one of distinct, one_row_per, unpivot")
        return self


class FileMapping(Strict):
    """The files of one layout: `glob` relative to the inbox (`*` also crosses folders), and its tables.

    `missing`: texts that mean no value. `derive`: columns used by several tables or by several
    expressions, made in this order and read as `$name`.
    """

    glob: str
    separator: str = Field(default="", max_length=1)
    missing: tuple[str, ...] = ()
    derive: dict[str, Expression] = Field(default_factory=dict)
    tables: dict[str, TableMapping] = Field(min_length=1)

    @model_validator(mode="after")
    def _reads_what_it_makes(self) -> FileMapping:
        made = {VALUE, *(f"${name}" for name in self.derive)}
        for mapping in self.tables.values():
            unpivoted = mapping.unpivot.columns if mapping.unpivot else []
            made.update(f"${label}" for one in unpivoted for label in one.labels)
        if stray := sorted(name for name in self.reads() - made if name.startswith("$")):
            raise ValueError(f"reads {stray[0]}, which neither 'derive' nor a label makes")
        return self

    def reads(self) -> set[str]:
        """Collect the columns that are read, of the file itself and made here."""
        read = {name for one in self.derive.values() for name in one.inputs()}
        for mapping in self.tables.values():
            read.update(name for one in mapping.columns.values() for name in one.inputs())
            read.update(mapping.distinct)
            read.update(mapping.one_row_per.columns if mapping.one_row_per else [])
            read.update(one.column for one in (mapping.unpivot.columns if mapping.unpivot else []))
        return read


class Source(Strict):
    """All files of one publisher.

    profile: the rules, zone and calendar it is audited by. ambiguous: what a local time that occurred
    twice means. delivers: event types and `table.column` facts that the source really can deliver;
    where another one is absent, it was not delivered, which is no breach.
    """

    id: str
    title: str
    publisher: str
    licence: str
    profile: str
    ambiguous: Literal["earliest", "latest", "quarantine"]
    delivers: list[str] = Field(min_length=1)
    files: list[FileMapping] = Field(min_length=1)

    @model_validator(mode="after")
    def _delivers_what_it_maps(self) -> Source:
        made = {
            f"{table}.{column}"
            for file in self.files
            for table, mapping in file.tables.items()
            for column in mapping.columns
        }
        stray = [fact for fact in self.delivers if "." in fact and fact not in made]
        if stray:
            raise ValueError(f"'delivers' names columns that are not mapped: {', '.join(stray)}")
        return self

    def mapping(self, name: str) -> FileMapping | None:
        """Find how a file (named relative to the inbox) is laid out; None if it is not ours."""
        return next((file for file in self.files if fnmatchcase(name, file.glob)), None)

    def find(self, inbox: Path) -> Iterator[Path]:
        """Yield the files of this source below the inbox, in name order."""
        for path in sorted(inbox.rglob("*")):
            name = path.relative_to(inbox).as_posix()
            if path.is_file() and ending(path) and self.mapping(name):
                yield path

    def separator(self, name: str) -> str:
        """Give the csv separator of a file; empty: find it from the header."""
        file = self.mapping(name)
        return file.separator if file else ""


@dataclass(frozen=True)
class Mapped:
    """Rows per table: String columns named by the contract and `source_row`, in canonical text.

    Instants are local, without offset. `not_measured`: per table the empty cells that made no row.
    """

    tables: dict[str, pl.DataFrame]
    not_measured: dict[str, int]

    @property
    def n_not_measured(self) -> int:
        """Count the empty cells that made no row, over all tables."""
        return sum(self.not_measured.values())

    def note(self, table: str) -> str:
        """Say what has to be said about how a table came out; mostly nothing."""
        count = self.not_measured.get(table, 0)
        return f"{count} parameters not measured (empty cells)" if count else ""


def sources(folder: Path = SOURCES) -> dict[str, Source]:
    """Read all source mappings, by id; raises DefinitionError for the first malformed one."""
    found = dict(read_folder(Source, folder))
    return {one.id: _checked(one, folder / f"{path}.yaml") for path, one in found.items()}


def source(id: str, folder: Path = SOURCES) -> Source:  # noqa: A002 - the word of the command line
    """Read the mapping of one source; raises DefinitionError where it is unknown or malformed."""
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if id not in known:
        near = difflib.get_close_matches(id, known, n=1)
        raise DefinitionError(
            f"no source is called '{id}'",
            place=folder,
            remedy=f"did you mean '{near[0]}'?" if near else f"known sources: {', '.join(known)}",
        )
    path = folder / f"{id}.yaml"
    return _checked(read_model(Source, path), path)


def _checked(one: Source, path: Path) -> Source:
    """Hold a mapping against the contracts: a misspelt column would silently lose evidence."""
    if one.id != path.stem:
        raise DefinitionError(f"id is '{one.id}'", place=path, remedy="name the file after the id")
    vocabulary = contracts()["ticket_events"].columns["event_type"].values
    if strange := [word for word in one.delivers if "." not in word and word not in vocabulary]:
        raise DefinitionError(
            f"delivers: there is no event '{strange[0]}'",
            place=path,
            remedy="name an event of ticket_events.event_type, or a fact as table.column",
        )
    for file in one.files:
        for table, mapping in file.tables.items():
            contract = contracts().get(table)
            if contract is None:
                raise DefinitionError(
                    f"there is no table '{table}'", place=path, remedy="name a table of ours"
                )
            needed = {name for name, column in contract.columns.items() if column.required}
            unknown = sorted(set(mapping.columns) - set(contract.columns))
            absent = sorted(needed - set(mapping.columns))
            if unknown or absent:
                raise DefinitionError(
                    f"{table}: "
                    + (f"no column '{unknown[0]}'" if unknown else f"lacks '{absent[0]}'"),
                    place=path,
                    remedy="map the columns of the contract, the required ones all",
                )
    return one


def apply(mapped_by: Source, name: str, rows: pl.DataFrame) -> Mapped:
    """Turn the rows of one file (its name relative to the inbox) into rows of our tables.

    Raises UnreadableError where the file lacks a column that the mapping reads, or is not of this source.
    """
    file = mapped_by.mapping(name)
    if file is None:
        raise UnreadableError(
            f"不属于数据源 {mapped_by.id} / is no file of the source {mapped_by.id}",
            f"该数据源的文件名为 / its files are called {', '.join(one.glob for one in mapped_by.files)}",
        )
    absent = sorted(name for name in file.reads() - set(rows.columns) if not name.startswith("$"))
    if absent:
        headers = [header for header in rows.columns if header != SOURCE_ROW]
        raise UnreadableError(
            f"缺少列 / has no column '{absent[0]}'; 表头 / its headers are: {', '.join(headers)}",
            f"请按映射 {mapped_by.id} 的格式交付，或更正映射 / "
            f"deliver it in the layout that the mapping {mapped_by.id} describes, or correct the mapping",
        )
    if file.missing:
        rows = rows.with_columns(pl.col(pl.String).replace(list(file.missing), None))
    for made, expression in file.derive.items():
        rows = rows.with_columns(expression.expr().alias(f"${made}"))
    tables = {}
    not_measured = {}
    for table, mapping in file.tables.items():
        shaped = _shape(mapping, rows)
        if mapping.unpivot and mapping.unpivot.skip_empty:
            measured = shaped.filter(pl.col(VALUE).is_not_null())
            not_measured[table] = shaped.height - measured.height
            shaped = measured
        made_of = [one.expr().alias(column) for column, one in mapping.columns.items()]
        tables[table] = shaped.select(*made_of, pl.col(SOURCE_ROW))
    return Mapped(tables, not_measured)


def _shape(mapping: TableMapping, rows: pl.DataFrame) -> pl.DataFrame:
    """Make the rows of one table, still with the columns of the file."""
    if mapping.distinct:
        named = rows.drop_nulls(list(mapping.distinct))
        return named.filter(pl.struct(*mapping.distinct).is_first_distinct())
    if mapping.one_row_per:
        group = pl.struct(mapping.one_row_per.columns)
        nameless = pl.any_horizontal(pl.col(mapping.one_row_per.columns).is_null())
        last = mapping.one_row_per.keep == "last"
        return rows.filter(
            nameless | (group.is_last_distinct() if last else group.is_first_distinct())
        )
    if mapping.unpivot:
        pieces = [
            rows.with_columns(
                pl.col(one.column).alias(VALUE),
                *(pl.lit(text).alias(f"${label}") for label, text in one.labels.items()),
            )
            for one in mapping.unpivot.columns
        ]
        return pl.concat(pieces).sort(SOURCE_ROW, maintain_order=True)
    return rows
