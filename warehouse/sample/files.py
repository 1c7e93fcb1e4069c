"""Writing the sample as a utility's systems would export it: formats, encodings and Chinese words.

Belongs here: which table comes in which format, and headers and words derived from the contracts.
Does not belong here: what the tables hold.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from warehouse.contract import Column, ColumnType, Contract, contracts
from warehouse.sample.rhythm import UTC_OFFSET_H

BUILT = datetime(2026, 1, 1)  # noqa: DTZ001 - workbooks carry naive times; a fixed one keeps bytes equal


@dataclass(frozen=True)
class Layout:
    """How one table is delivered: ending, encoding, Chinese headers and words, one file a month."""

    ending: str = "csv"
    chinese: bool = False
    encoding: str = "utf-8"
    by_month: str = ""


LAYOUTS: dict[str, Layout] = {
    "tickets": Layout(chinese=True, by_month="received_at"),
    "ticket_events": Layout(ending="csv.gz", by_month="event_at"),
    "hotline_calls": Layout(chinese=True, by_month="ring_start_at"),
    "callbacks": Layout(ending="jsonl"),
    "applications": Layout(chinese=True, encoding="gb18030"),
    "installations": Layout(chinese=True),
    "outages": Layout(ending="xlsx", chinese=True),
    "water_quality_samples": Layout(chinese=True, by_month="sampled_at"),
    "pressure_readings": Layout(ending="parquet", by_month="read_at"),
    "meter_readings": Layout(by_month="period"),
    "bills": Layout(by_month="period"),
    "staff": Layout(chinese=True),
    "departments": Layout(chinese=True),
    "patrols": Layout(chinese=True, encoding="utf-8-sig"),
}
"""Tables that are not plain csv with our own headers, in one file."""


class Inbox:
    """The folder of delivered files, one folder a table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: dict[str, int] = {}

    def put(self, table: str, frame: pl.DataFrame, suffix: str = "") -> list[Path]:
        """Deliver a table, whole or month by month; returns the files written."""
        layout = LAYOUTS.get(table, Layout())
        self.rows[table] = self.rows.get(table, 0) + frame.height
        if not layout.by_month or suffix:
            return [self._file(table, frame, layout, suffix)]
        column = pl.col(layout.by_month)
        month = column if frame[layout.by_month].dtype == pl.String else column.dt.strftime("%Y-%m")
        parts = frame.with_columns(month.alias("__month")).partition_by("__month", as_dict=True)
        return [
            self._file(table, part.drop("__month"), layout, f"_{key[0]}")
            for key, part in sorted(parts.items(), key=lambda item: str(item[0][0]))
        ]

    def send_again(self, original: Path, suffix: str) -> None:
        """Deliver a file a second time, unchanged, under another name."""
        ending = "".join(original.suffixes)
        name = original.name.removesuffix(ending)
        shutil.copyfile(original, original.with_name(f"{name}{suffix}{ending}"))

    def _file(self, table: str, frame: pl.DataFrame, layout: Layout, suffix: str) -> Path:
        folder = self.folder / table
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{table}{suffix}.{layout.ending}"
        contract = contracts()[table]
        if layout.ending == "parquet":
            _in_utc(frame).write_parquet(path, compression="zstd", statistics=False)
            return path
        texts = _as_texts(frame, contract, layout)
        if layout.ending == "xlsx":
            _workbook(texts, path)
        elif layout.ending == "jsonl":
            _json_lines(texts, path)
        else:
            content = _csv(texts).encode(layout.encoding)
            zipped = layout.ending == "csv.gz"
            path.write_bytes(
                gzip.compress(content, compresslevel=4, mtime=0) if zipped else content
            )
        return path


def _as_texts(frame: pl.DataFrame, contract: Contract, layout: Layout) -> pl.DataFrame:
    expressions = [
        _text(frame, name, contract.columns[name], layout).alias(_header(name, contract, layout))
        for name in frame.columns
    ]
    return frame.select(expressions)


def _header(name: str, contract: Contract, layout: Layout) -> str:
    aliases = contract.columns[name].aliases
    return aliases[0] if layout.chinese and aliases else name


def _text(frame: pl.DataFrame, name: str, column: Column, layout: Layout) -> pl.Expr:
    value = pl.col(name)
    dtype = frame[name].dtype
    if isinstance(dtype, pl.Datetime):
        offset = f"+0{UTC_OFFSET_H}:00" if layout.ending == "jsonl" else ""
        separator = "T" if offset else " "
        return value.dt.strftime(f"%Y-%m-%d{separator}%H:%M:%S{offset}")
    if dtype == pl.Boolean:
        yes, no = ("是", "否") if layout.chinese else ("true", "false")
        return pl.when(value).then(pl.lit(yes)).when(value.not_()).then(pl.lit(no))
    words = chinese_words(column) if layout.chinese else {}
    if words and column.type is ColumnType.LIST:
        for code, word in words.items():
            value = value.str.replace_all(code, word, literal=True)
        return value
    return value.cast(pl.String).replace(words) if words else value.cast(pl.String)


def chinese_words(column: Column) -> dict[str, str]:
    """Map each code of a column to the Chinese word that an export writes."""
    words: dict[str, str] = {}
    for word, code in column.value_aliases.items():
        words.setdefault(code, word)
    for code, label in column.values.items():
        if column.value_aliases.get(label.zh) == code:
            words[code] = label.zh
    return words


def _csv(texts: pl.DataFrame) -> str:
    buffer = io.BytesIO()
    texts.write_csv(buffer)
    return buffer.getvalue().decode()


def _in_utc(frame: pl.DataFrame) -> pl.DataFrame:
    moments = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Datetime)]
    shifted = pl.col(moments).dt.offset_by(f"-{UTC_OFFSET_H}h").dt.replace_time_zone("UTC")
    return frame.with_columns(shifted)


def _workbook(texts: pl.DataFrame, path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        book.set_properties({"created": BUILT})
        sheet = book.add_worksheet("导出")
        for column, header in enumerate(texts.columns):
            sheet.write_string(0, column, header)
        for number, row in enumerate(texts.iter_rows(), start=1):
            for column, text in enumerate(row):
                if text is not None:
                    sheet.write_string(number, column, text)


def _json_lines(texts: pl.DataFrame, path: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in texts.iter_rows(named=True)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
