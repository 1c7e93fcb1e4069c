"""One cell of text as a value of its column: words, numbers, days and instants as exports write them.

Belongs here: the Polars expressions that read each type of a contract; what cannot be read is null.
Does not belong here: what becomes of a row with such a cell (`conform.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from warehouse.contract import Column, ColumnType

PRECISION = 18
"""Digits of every decimal column: DuckDB keeps up to 18 in one machine word."""

TRUE_WORDS = ["true", "t", "yes", "y", "1", "是", "有", "对", "√"]
FALSE_WORDS = ["false", "f", "no", "n", "0", "否", "无", "错", "×"]


def value_of(raw: pl.Expr, column: Column, zone: str, ambiguous: str) -> pl.Expr:
    """The text as a value of the column, null where it is none. ambiguous: as `conform` takes it."""
    if column.type is ColumnType.INSTANT:
        return _instant(raw, zone, ambiguous)
    return _READERS[column.type](raw, column)


def _text(raw: pl.Expr, column: Column) -> pl.Expr:
    if not column.value_aliases:
        return raw
    return pl.coalesce(raw.str.to_lowercase().replace_strict(_codes(column), default=None), raw)


def _integer(raw: pl.Expr, _column: Column) -> pl.Expr:
    number = _number(raw).cast(pl.Decimal(PRECISION, 4), strict=False)
    return pl.when(number == number.floor()).then(number.cast(pl.Int64, strict=False))


def _decimal(raw: pl.Expr, column: Column) -> pl.Expr:
    return _number(raw).cast(pl.Decimal(PRECISION, column.scale), strict=False)


def _boolean(raw: pl.Expr, column: Column) -> pl.Expr:
    words = dict.fromkeys(TRUE_WORDS, "true") | dict.fromkeys(FALSE_WORDS, "false")
    words |= {word.lower(): code for word, code in column.value_aliases.items()}
    return raw.str.to_lowercase().replace_strict(words, default=None) == "true"


def _time(raw: pl.Expr, _column: Column) -> pl.Expr:
    return pl.coalesce(raw.str.to_time(shape, strict=False) for shape in ("%H:%M:%S", "%H:%M"))


def _month(raw: pl.Expr, _column: Column) -> pl.Expr:
    digits = raw.str.replace_all("[年月/.]", "-").str.strip_chars("-")
    year = digits.str.extract(r"^(\d{4})-?\d{1,2}$")
    month = digits.str.extract(r"^\d{4}-?(\d{1,2})$").str.zfill(2)
    return pl.when(month.is_between(pl.lit("01"), pl.lit("12"))).then(year + "-" + month)


def _enum(raw: pl.Expr, column: Column) -> pl.Expr:
    return raw.str.to_lowercase().replace_strict(_codes(column), default=None)


def _list(raw: pl.Expr, column: Column) -> pl.Expr:
    items = raw.str.to_lowercase().str.replace_all("[,，、；|]", ";").str.split(";")
    codes = items.list.eval(
        pl.element().str.strip_chars().replace_strict(_codes(column), default=None)
    )
    return pl.when(codes.list.eval(pl.element().is_null()).list.any().not_()).then(codes)


def _codes(column: Column) -> dict[str, str]:
    """Every word a file may use for a code (lower case) -> the code."""
    return {code.lower(): code for code in column.values} | {
        word.lower(): code for word, code in column.value_aliases.items()
    }


def _number(raw: pl.Expr) -> pl.Expr:
    """Plain digits; thousands separators are dropped where they stand in the right places."""
    grouped = raw.str.contains(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
    return pl.when(grouped).then(raw.str.replace_all(",", "")).otherwise(raw)


def _plain_date(raw: pl.Expr) -> pl.Expr:
    """2026/3/1, 2026.3.1, 2026年3月1日 and 20260301 as 2026-3-1."""
    plain = raw.str.replace_all("[年月/.]", "-").str.replace("日", "")
    compact = plain.str.contains(r"^\d{8}$")
    split = plain.str.replace(r"^(\d{4})(\d{2})(\d{2})$", "${1}-${2}-${3}")
    return pl.when(compact).then(split).otherwise(plain)


def _date(raw: pl.Expr, _column: Column) -> pl.Expr:
    plain = _plain_date(raw.str.replace(r"[T ]0{1,2}:00(:00(\.0+)?)?$", ""))
    return plain.str.strptime(pl.Date(), "%Y-%m-%d", strict=False)


def plain_instant(raw: pl.Expr) -> pl.Expr:
    """A date with a time of day in one form, whatever its separators and without its offset."""
    head = raw.str.extract(r"^(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)")
    tail = raw.str.extract(r"[T日 ]\s*(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)")
    seconds = pl.when(tail.str.count_matches(":") == 1).then(tail + ":00").otherwise(tail)
    return _plain_date(head) + " " + seconds


def local_time(plain: pl.Expr) -> pl.Expr:
    """A plain instant as a local time without a zone."""
    return plain.str.strptime(pl.Datetime("us"), "%Y-%m-%d %H:%M:%S%.f", strict=False)


def _instant(raw: pl.Expr, zone: str, ambiguous: str) -> pl.Expr:
    local = local_time(plain_instant(raw))
    offset = raw.str.extract(r"\d(Z|[+-]\d{2}:?\d{2})$")
    hours = offset.str.extract(r"^[+-](\d{2})").cast(pl.Int64, strict=False).fill_null(0)
    minutes = offset.str.extract(r"(\d{2})$").cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    utc = (local - pl.duration(minutes=sign * (hours * 60 + minutes))).dt.replace_time_zone("UTC")
    twice = "null" if ambiguous == "quarantine" else ambiguous
    here = local.dt.replace_time_zone(zone, ambiguous=twice, non_existent="null")  # type: ignore[arg-type]
    return pl.when(offset.is_not_null()).then(utc).otherwise(here.dt.convert_time_zone("UTC"))


_READERS: dict[ColumnType, Callable[[pl.Expr, Column], pl.Expr]] = {
    ColumnType.TEXT: _text,
    ColumnType.INTEGER: _integer,
    ColumnType.DECIMAL: _decimal,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DATE: _date,
    ColumnType.TIME: _time,
    ColumnType.MONTH: _month,
    ColumnType.ENUM: _enum,
    ColumnType.LIST: _list,
}
"""How each type is read from text; instants need a zone besides."""
