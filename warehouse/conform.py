"""From text to evidence: one meaning, one unit, one clock; what breaks the contract is set aside.

Belongs here: typed rows by the contract of their table, and the quarantine rules with their reasons. Pure
functions, no files.
Does not belong here: reading one cell (`cells.py`) or files, knowing which file is newer, judging anything.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from warehouse.cells import PRECISION, local_time, plain_instant, value_of
from warehouse.contract import Column, ColumnType, Contract
from warehouse.read import SOURCE_ROW
from warehouse.results import split_result

REASONS = {
    "missing": ("必填项为空", "a required value is missing"),
    "not_a_number": ("不是数字", "is not a number"),
    "not_a_date": ("不是日期", "is not a date"),
    "not_an_instant": ("不是日期时间", "is not a date with a time of day"),
    "no_such_local_time": ("当地不存在该时刻", "this local time did not exist (clock change)"),
    "ambiguous_local_time": (
        "该当地时刻出现两次，须注明时差",
        "this local time occurred twice; give its offset",
    ),
    "not_a_time": ("不是钟点", "is not a time of day"),
    "not_a_month": ("不是月份", "is not a month"),
    "not_yes_or_no": ("不是“是/否”", "is neither yes nor no"),
    "not_allowed": ("不在允许值之内", "is not one of the allowed values"),
    "out_of_bounds": ("超出合理范围", "is outside the bounds of the contract"),
    "without_its_pair": (
        "成对的两列只填了一列",
        "is given without the column that it goes with",
    ),
    "swapped": (
        "成对的两列疑似填反（经度填成了纬度）",
        "looks swapped with the column that it goes with (a longitude given as latitude)",
    ),
    "malformed_row": ("整行无法拆分为列", "the row cannot be split into columns"),
    "already_received": (
        "该编号的记录已收到且内容不同；此表只增不改，以先收到的为准",
        "a record with this key was received before with other content; the first one stands",
    ),
}
"""Why a value is set aside: code -> (Chinese, English)."""


@dataclass(frozen=True)
class Conformed:
    """Rows that keep the contract (typed, with `source_row`), and the faults of those that do not.

    `faults` has one row per offending value: source_row, column, value, reason. `n_quarantined` counts
    rows set aside; a row with several faults counts once.
    """

    rows: pl.DataFrame
    faults: pl.DataFrame
    n_quarantined: int


_INDEX = "_index"

FAULT_SCHEMA = {
    SOURCE_ROW: pl.Int64(), "column": pl.String(), "value": pl.String(), "reason": pl.String(),
}  # fmt: skip


def polars_type(column: Column, zone: str = "UTC") -> pl.DataType:
    """The Polars type of a contract column; instants are kept in UTC."""
    return {
        ColumnType.TEXT: pl.String(),
        ColumnType.ENUM: pl.String(),
        ColumnType.MONTH: pl.String(),
        ColumnType.INTEGER: pl.Int64(),
        ColumnType.DECIMAL: pl.Decimal(PRECISION, column.scale),
        ColumnType.BOOLEAN: pl.Boolean(),
        ColumnType.DATE: pl.Date(),
        ColumnType.INSTANT: pl.Datetime("us", zone),
        ColumnType.TIME: pl.Time(),
        ColumnType.LIST: pl.List(pl.String()),
    }[column.type]


def schema(contract: Contract) -> dict[str, pl.DataType]:
    """Column -> Polars type of a conformed table, source columns not included."""
    return {name: polars_type(column) for name, column in contract.columns.items()}


def conform(
    contract: Contract, text: pl.DataFrame, *, zone: str, ambiguous: str = "quarantine"
) -> Conformed:
    """Turn text rows (columns named by the contract, plus `source_row`) into evidence.

    zone: IANA zone in which instants without an offset are meant.
    ambiguous: what to do with a local time that occurs twice: `earliest`, `latest` or `quarantine`.
    Columns the file does not have become empty; a missing key is a fault like any other.
    """
    text = text.with_row_index(_INDEX)  # one line of a file may hold several of our rows
    given = [name for name in contract.columns if name in text.columns]
    text = text.select(_INDEX, SOURCE_ROW, *given)
    if contract.results:
        text = split_result(_completed(contract, text), contract.results)
    typed = text.select(
        pl.col(_INDEX, SOURCE_ROW),
        *(
            (
                value_of(pl.col(name), column, zone, ambiguous)
                if name in text.columns
                else pl.lit(None, polars_type(column))
            ).alias(name)
            for name, column in contract.columns.items()
        ),
    )
    faults = _faults(contract, text, typed, zone)
    bad = faults.select(_INDEX).unique()
    rows = typed.join(bad, on=_INDEX, how="anti") if bad.height else typed
    return Conformed(rows.drop(_INDEX), faults.drop(_INDEX), bad.height)


def _completed(contract: Contract, text: pl.DataFrame) -> pl.DataFrame:
    """The text with an empty column for each that the contract has and the file does not."""
    absent = [name for name in contract.columns if name not in text.columns]
    return text.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)


def _faults(contract: Contract, text: pl.DataFrame, typed: pl.DataFrame, zone: str) -> pl.DataFrame:
    text = _completed(contract, text)
    found = [
        pl.DataFrame(
            {
                _INDEX: text[_INDEX],
                SOURCE_ROW: text[SOURCE_ROW],
                "column": name,
                "value": text[name],
                "reason": _reasons(contract, name, text, typed, zone),
            }
        ).filter(pl.col("reason").is_not_null())
        for name in _broken(contract, text, typed)
    ]
    if not found:
        return pl.DataFrame(schema={_INDEX: text.schema[_INDEX], **FAULT_SCHEMA})
    return pl.concat(found).sort(SOURCE_ROW, "column")


def _broken(contract: Contract, text: pl.DataFrame, typed: pl.DataFrame) -> list[str]:
    """The columns in which anything is wrong: most often none, so that no reason need be found."""
    values = typed.select(pl.col(name).alias(f"{name} read") for name in contract.columns)
    tests = [
        pl.any_horizontal(
            *_tests(column, pl.col(name), pl.col(f"{name} read")),
            *([_alone(pl.col(name), pl.col(column.goes_with))] if column.goes_with else []),
        )
        .any()
        .alias(name)
        for name, column in contract.columns.items()
    ]
    found = pl.concat([text, values], how="horizontal").select(tests)
    return [name for name in found.columns if found[name].item()]


def _tests(column: Column, raw: pl.Expr, value: pl.Expr) -> list[pl.Expr]:
    """What can be wrong with a value: not read, missing, out of bounds."""
    return [
        raw.is_not_null() & value.is_null(),
        raw.is_null() & pl.lit(column.required),
        *([value < column.min] if column.min is not None else []),
        *([value > column.max] if column.max is not None else []),
    ]


def _alone(raw: pl.Expr, partner: pl.Expr) -> pl.Expr:
    """Whether a value is given without the one that it means nothing without."""
    return raw.is_not_null() & partner.is_null()


def _reasons(
    contract: Contract, name: str, text: pl.DataFrame, typed: pl.DataFrame, zone: str
) -> pl.Series:
    """For each row the code of what is wrong with this column, or null."""
    column, partner = contract.columns[name], contract.columns[name].goes_with or name
    unread, missing, *bounds = _tests(column, pl.col("raw"), pl.col("value"))
    outside = pl.any_horizontal(*bounds, pl.lit(value=False))
    reason = (
        pl.when(unread)
        .then(_unread_reason(column, zone))
        .when(missing)
        .then(pl.lit("missing"))
        .when(
            outside
            & _fits(contract.columns[partner], pl.col("value"))
            & _fits(column, pl.col("other"))
        )
        .then(pl.lit("swapped"))
        .when(outside)
        .then(pl.lit("out_of_bounds"))
        .when(_alone(pl.col("raw"), pl.col("beside")))
        .then(pl.lit("without_its_pair"))
    )
    beside = {
        "raw": text[name],
        "value": typed[name],
        "beside": text[partner],
        "other": typed[partner],
    }
    return pl.DataFrame(beside).select(reason.alias("reason"))["reason"]


def _fits(column: Column, value: pl.Expr) -> pl.Expr:
    """Whether a value lies within the bounds of a column; one that is its own partner never fits."""
    low = value >= column.min if column.min is not None else pl.lit(value=True)
    high = value <= column.max if column.max is not None else pl.lit(value=True)
    return value.is_not_null() & low & high


_UNREAD = {
    ColumnType.INTEGER: "not_a_number",
    ColumnType.DECIMAL: "not_a_number",
    ColumnType.DATE: "not_a_date",
    ColumnType.TIME: "not_a_time",
    ColumnType.MONTH: "not_a_month",
    ColumnType.BOOLEAN: "not_yes_or_no",
    ColumnType.ENUM: "not_allowed",
    ColumnType.LIST: "not_allowed",
}


def _unread_reason(column: Column, zone: str) -> pl.Expr:
    if column.type is not ColumnType.INSTANT:
        return pl.lit(_UNREAD.get(column.type, "not_allowed"))
    local = local_time(plain_instant(pl.col("raw")))
    exists = local.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return (
        pl.when(local.is_null())
        .then(pl.lit("not_an_instant"))
        .when(exists.is_null())
        .then(pl.lit("no_such_local_time"))
        .otherwise(pl.lit("ambiguous_local_time"))
    )
