"""Reading a delivered file as rows of text, whatever its format and encoding.

Belongs here: csv, csv.gz, xlsx, parquet and jsonl; UTF-8 with or without BOM and GB18030; the line every
row came from; rows so broken that they have no columns.
Does not belong here: what the text means (`warehouse/conform.py`) and how foreign files are turned
into our tables (`warehouse/mapping.py`).
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

SOURCE_ROW = "source_row"
"""Column that every frame of rows carries: the line (csv, jsonl) or row (xlsx, parquet) it came from."""

REMEDY_EXCEL = "请在 Excel 中打开并另存为 .xlsx 后重新交付 / open it in Excel, save it as .xlsx and deliver it again"

ENDINGS = (".csv", ".csv.gz", ".xlsx", ".parquet", ".jsonl")


class UnreadableError(Exception):
    """A file that cannot be read at all: `problem` says why, `remedy` what to do, each in Chinese and English."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be split into columns."""

    line: int
    text: str
    problem: str


@dataclass(frozen=True)
class TextRows:
    """A file as text: one String column per header plus `source_row` (Int64), and the broken rows."""

    rows: pl.DataFrame
    broken: list[BrokenRow] = field(default_factory=list)
    note: str = ""

    @property
    def n_received(self) -> int:
        """Rows delivered, broken ones included, headers and blank lines excluded."""
        return self.rows.height + len(self.broken)


def ending(path: Path) -> str:
    """The supported ending of a file name, or an empty text."""
    name = path.name.lower()
    return next((suffix for suffix in ENDINGS if name.endswith(suffix)), "")


def read_text(path: Path, *, separator: str = "") -> TextRows:
    """Read one file as text.

    separator: of a csv; found from the header line where empty.
    Raises UnreadableError for a file that is truncated, encrypted, in another encoding or not what
    its ending says.
    """
    kind = ending(path)
    if kind == ".xlsx":
        return _xlsx(path)
    if kind == ".parquet":
        return _parquet(path)
    content = _decode(_bytes(path))
    return _jsonl(content) if kind == ".jsonl" else _csv(content, separator)


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if path.name.lower().endswith(".gz") else content
    except (gzip.BadGzipFile, EOFError, OSError, __import__("zlib").error) as error:
        raise UnreadableError(
            f"无法解压或读取 / cannot be unpacked or read ({error})",
            "文件不完整或已损坏，请重新交付 / deliver the file again; it is cut short or damaged",
        ) from error


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError(
        "文字编码既非 UTF-8 也非 GB18030 / is text in neither UTF-8 nor GB18030",
        "请另存为 UTF-8（或 GB18030）后重新交付 / save it as UTF-8 (or GB18030) and deliver it again",
    )


def _csv(content: str, separator: str) -> TextRows:
    if not content.strip():
        raise UnreadableError(
            "文件为空 / is empty",
            "请连同表头重新交付 / deliver the file again, with a header line",
        )
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    header_line = content[: content.find("\n")] if "\n" in content else content
    separator = separator or max(",;\t|", key=header_line.count)
    header = next(csv.reader([header_line], delimiter=separator), [])
    if not _is_even(content, separator, len(header)):
        return _csv_by_row(content, separator)
    try:
        frame = pl.read_csv(
            io.BytesIO(content.encode()), separator=separator, infer_schema=False, has_header=True
        )
    except pl.exceptions.PolarsError:
        return _csv_by_row(content, separator)
    if frame.width != len(header):
        return _csv_by_row(content, separator)
    return TextRows(_tidy(frame.rename(dict(zip(frame.columns, _unique(header), strict=True)))
                          .with_columns(_lines(frame))))  # fmt: skip


def _is_even(content: str, separator: str, n_columns: int) -> bool:
    """Whether a csv without quotes has the same number of columns in every line."""
    if '"' in content:
        return True  # quotes may hide separators: the parser decides
    lines = content.count("\n") + (not content.endswith("\n"))
    return content.count(separator) == lines * (n_columns - 1)


def _lines(frame: pl.DataFrame) -> pl.Expr:
    """The line each record starts on: a quoted field may hold line breaks."""
    breaks = pl.sum_horizontal(
        *(pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in frame.columns)
    )
    inside = breaks.cast(pl.Int64).cum_sum().shift(1, fill_value=0)
    return (pl.int_range(2, pl.len() + 2, dtype=pl.Int64) + inside).alias(SOURCE_ROW)


def _csv_by_row(content: str, separator: str) -> TextRows:
    """The slow way, for files with broken lines: keep the good rows, name the broken ones."""
    reader = csv.reader(io.StringIO(content), delimiter=separator)
    header = _unique(next(reader))
    good: list[list[str]] = []
    lines: list[int] = []
    broken: list[BrokenRow] = []
    start = reader.line_num + 1
    for row in reader:
        if len(row) == len(header):
            good.append(row)
            lines.append(start)
        elif row:
            problem = f"has {len(row)} fields where the header has {len(header)}"
            broken.append(BrokenRow(start, separator.join(row)[:500], problem))
        start = reader.line_num + 1
    frame = pl.DataFrame(good, schema=dict.fromkeys(header, pl.String), orient="row")
    return TextRows(_tidy(frame.with_columns(pl.Series(SOURCE_ROW, lines, dtype=pl.Int64))), broken)


def _xlsx(path: Path) -> TextRows:
    import fastexcel

    try:
        if not zipfile.is_zipfile(path):
            raise UnreadableError(
                "不是完整的 Excel 工作簿 / is not a whole Excel workbook",
                REMEDY_EXCEL,
            )
        book = fastexcel.read_excel(path)
        sheet = book.load_sheet(0, header_row=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise UnreadableError(
            f"无法按 Excel 工作簿读取 / cannot be read as an Excel workbook ({str(error).splitlines()[0]})",
            REMEDY_EXCEL,
        ) from error
    others = book.sheet_names[1:]
    note = (
        f"只读第一个工作表 / only the first sheet is read; 未读 / not read: {', '.join(others)}"
        if others
        else ""
    )
    frame = sheet.select(pl.all().cast(pl.String)).with_row_index(SOURCE_ROW, offset=2)
    frame = frame.with_columns(pl.col(SOURCE_ROW).cast(pl.Int64))
    return TextRows(_tidy(frame), note=note)


def _parquet(path: Path) -> TextRows:
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UnreadableError(
            f"无法按 Parquet 读取 / cannot be read as Parquet ({str(error).splitlines()[0]})",
            "请重新导出该文件 / write the file again",
        ) from error
    return TextRows(_tidy(frame.select(_as_text(frame)).with_row_index(SOURCE_ROW, offset=1)
                          .with_columns(pl.col(SOURCE_ROW).cast(pl.Int64))))  # fmt: skip


def _as_text(frame: pl.DataFrame) -> list[pl.Expr]:
    texts = []
    for name, dtype in frame.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.List):
            texts.append(column.cast(pl.List(pl.String)).list.join(";"))
        elif isinstance(dtype, pl.Datetime):
            texts.append(column.dt.to_string("iso:strict"))
        else:
            texts.append(column.cast(pl.String))
    return texts


def _jsonl(content: str) -> TextRows:
    rows: list[dict[str, str | None]] = []
    broken: list[BrokenRow] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            broken.append(BrokenRow(number, line[:500], f"is not JSON ({error.msg})"))
            continue
        if not isinstance(record, dict):
            broken.append(BrokenRow(number, line[:500], "is not a JSON object"))
            continue
        row = {str(key): _json_text(value) for key, value in record.items()}
        rows.append({**row, SOURCE_ROW: str(number)})
    names = list(dict.fromkeys(name for row in rows for name in row)) or [SOURCE_ROW]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return TextRows(_tidy(frame.with_columns(pl.col(SOURCE_ROW).cast(pl.Int64))), broken)


def _json_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return str(value)


def _unique(header: list[str]) -> list[str]:
    """Headers without surrounding blanks; a repeated one gets a number so that nothing is lost."""
    seen: dict[str, int] = {}
    names = []
    for raw in header:
        name = raw.strip().lstrip("\ufeff") or "column"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return names


def _tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Trim blanks, read an empty field as no value, and leave out rows that are wholly blank."""
    frame = frame.rename({name: name.strip() for name in frame.columns})
    texts = [name for name in frame.columns if name != SOURCE_ROW]
    trimmed = frame.with_columns(pl.col(texts).str.strip_chars().replace("", None))
    if not texts:
        return trimmed
    return trimmed.filter(pl.any_horizontal(pl.col(texts).is_not_null()))
