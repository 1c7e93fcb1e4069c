"""Tables as files: CSV for spreadsheets, XLSX, Parquet.

Belongs here: writing exactly the rows and columns of a page's table. Does not belong here: which those are.

In CSV and XLSX codes carry their labels and texts cannot be taken for formulas; Parquet keeps codes, types and
full precision for machines. Columns that the page leaves out because they are empty stay in the file. A table
that is only shown in part is exported whole, up to a limit for each format.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import polars as pl
import xlsxwriter
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from dashboard.facts.copying import copied
from dashboard.facts.page import Facts, Row
from dashboard.facts.statements import fill
from dashboard.pages.shown import Lang
from dashboard.pages.table import Column, Source, Table, Text, text_of

LIMITS = {"csv": 200_000, "xlsx": 50_000, "parquet": 5_000_000}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
RISKY = ("=", "+", "-", "@", "\t", "\r")


class TooManyRowsError(Exception):
    """A table is longer than a file of that format may be."""


def export(facts: Facts, table: Table, form: str, lang: Lang) -> HttpResponseBase:
    """A table as a file. form: csv, xlsx or parquet. Raises TooManyRowsError; of long tables as Parquet also
    CopyingError and SwappedError.
    """
    name = f"plumbline-{table.name}-{facts.run['audit_id']}.{form}"
    if form == "parquet" and table.source is not None:
        return _sent(_copied(facts, table.source), name, form)
    rows = _rows(facts, table, LIMITS[form])
    columns = spread(table.exported)
    if form == "parquet":
        return _sent(_parquet(columns, rows), name, form)
    make = _csv if form == "csv" else _xlsx
    return _sent(make(facts, columns, rows, lang), name, form)


def spread(columns: Iterable[Column]) -> list[Column]:
    """The columns of a file: beside a share stand the counts it comes from, and headings say what numbers count."""
    found: list[Column] = []
    for column in columns:
        found.append(replace(column, title=_heading(column)))
        match column.kind:
            case "rate":
                found += [
                    Column("numerator", _("合格数"), "number"),
                    Column("denominator", _("评价数"), "number"),
                ]
            case "share":
                titles = (_("%(title)s：分子"), _("%(title)s：分母"))
                found += [
                    Column(one, title % {"title": column.title}, "number")
                    for one, title in zip(column.of, titles, strict=True)
                ]
            case _ if column.unit:
                found.append(Column(column.unit, _("单位"), "code", codes="units"))
    return found


def _heading(column: Column) -> Text:
    """A page writes a length of time in days and hours; a file holds minutes, and says so."""
    if column.kind in ("minutes", "left"):
        return _("%(title)s（分钟）") % {"title": column.title}
    return column.title


def _rows(facts: Facts, table: Table, limit: int) -> list[Row]:
    if table.source is None:
        return list(table.rows)
    one = table.source
    values = {**one.values, "limit": limit + 1, "offset": 0}
    rows = facts.ask(one.name, wanted=one.wanted, arranged=one.arranged, **values)
    if len(rows) > limit:
        raise TooManyRowsError
    return rows


def _value(facts: Facts, column: Column, row: Row, lang: Lang) -> Any:
    """Numbers stay numbers; everything else is what is read on the page."""
    if column.is_number:
        return row.get(column.key)
    if all(row.get(key) is None for key in column.keys):
        return None
    return text_of(facts, column, row, lang)


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(RISKY) else value


def _csv(facts: Facts, columns: list[Column], rows: list[Row], lang: Lang) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([str(one.title) for one in columns])
    for row in rows:
        writer.writerow([_safe(_value(facts, one, row, lang)) for one in columns])
    return out.getvalue().encode(
        "utf-8-sig"
    )  # with a byte order mark: spreadsheets then read Chinese


BOOK = {
    "in_memory": True,
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
"""Options of a workbook in which no text can become a formula or a link."""


def _xlsx(facts: Facts, columns: list[Column], rows: list[Row], lang: Lang) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, BOOK) as book:
        write_sheet(book, book.add_worksheet(), facts, columns, rows, lang)
    return out.getvalue()


def write_sheet(
    book: Any, sheet: Any, facts: Facts, columns: list[Column], rows: Iterable[Row], lang: Lang
) -> None:
    """Headings and rows into an empty worksheet: numbers as numbers, everything else as it is read."""
    bold = book.add_format({"bold": True, "bottom": 1})
    grouped = book.add_format({"num_format": "#,##0.00"})
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 14 if column.is_number else 22)
        sheet.write_string(0, at, str(column.title), bold)
    for line, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            value = _value(facts, column, row, lang)
            if isinstance(value, Decimal | int | float) and not isinstance(value, bool):
                style = grouped if column.kind in ("yuan", "points") else None
                sheet.write_number(line, at, float(value), style)
            elif value is not None:
                sheet.write_string(line, at, str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value


def _parquet(columns: list[Column], rows: list[Row]) -> bytes:
    keys = list(dict.fromkeys(key for one in columns for key in one.keys))
    data = {
        key: [_plain(row.get(key)) for row in rows]
        for key in keys
        if any(key in row for row in rows)
    }
    out = io.BytesIO()
    pl.DataFrame({key: _series(key, values) for key, values in data.items()}).write_parquet(out)
    return out.getvalue()


def _series(key: str, values: list[Any]) -> pl.Series:
    kinds = {type(one) for one in values if one is not None}
    if kinds <= {Decimal, int} and Decimal in kinds:
        return pl.Series(key, values, dtype=pl.Decimal(38, 8))
    if kinds <= {date} or len(kinds) == 1:
        return pl.Series(key, values, strict=False)
    return pl.Series(key, [None if one is None else str(one) for one in values], dtype=pl.String)


def _copied(facts: Facts, source: Source) -> IO[bytes]:
    """Let DuckDB write the file: millions of rows never pass through this process as objects."""
    values = {**source.values, "limit": LIMITS["parquet"] + 1, "offset": 0}
    filled = fill(source.name, facts.scope, values, wanted=source.wanted, arranged=source.arranged)
    with tempfile.TemporaryDirectory(prefix="plumbline-") as folder:
        path = Path(folder) / "rows.parquet"
        if copied(facts, filled, path) > LIMITS["parquet"]:
            raise TooManyRowsError
        return path.open("rb")  # which outlives the name of the file


def _sent(content: bytes | IO[bytes], name: str, form: str) -> HttpResponseBase:
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=TYPES[form])
    else:
        response = FileResponse(content, content_type=TYPES[form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
