"""How one column of ours is made from the columns of somebody else's file: the closed vocabulary.

Belongs here: the expressions a source mapping may use, each a small model with its Polars expression.
All read text and give text. What cannot be read is passed on as delivered, so that the contract
sets it aside with a reason; an expression never empties a cell that held something.
Does not belong here: which file feeds which table (`warehouse/mapping.py`), time zones and types
(`warehouse/conform.py`), or anything evaluated as code.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Discriminator, Field, Tag, model_validator

from rulebook.strict_yaml import Strict

_PLACE = re.compile(r"\{([^{}]+)\}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?")


class Reading(Strict):
    """What reads cells of the source and gives one text (or, for a condition, yes or no) per row."""

    def expr(self) -> pl.Expr:
        """Give the Polars expression."""
        return self._expr()

    def inputs(self) -> list[str]:
        """Name the columns that are read."""
        return self.expr().meta.root_names()

    def _expr(self) -> pl.Expr:
        raise NotImplementedError


class Taken(Reading):
    """The cell as delivered."""

    column: str

    def _expr(self) -> pl.Expr:
        # `source_row` is the one column that is not text.
        return pl.col(self.column).cast(pl.String)


class Constant(Reading):
    """The same text in every row."""

    constant: str

    def _expr(self) -> pl.Expr:
        return pl.lit(self.constant, pl.String)


class Template(Reading):
    """Several columns in one text: `"{number}-{row}"`. Empty where one of them is."""

    template: str

    def _expr(self) -> pl.Expr:
        pieces = _PLACE.split(self.template)  # text, name, text, name, ..., text
        return pl.concat_str(
            pl.col(piece).cast(pl.String) if at % 2 else pl.lit(piece)
            for at, piece in enumerate(pieces)
        )


class Translated(Reading):
    """Codes of the source in our words; a code that is mapped to null means no value.

    A code that is not listed is `otherwise`, or kept as it is: then the contract sets the row aside
    and somebody sees that the source has a new word. A missing cell stays missing.
    """

    column: str
    map: dict[str, str | None] = Field(min_length=1)
    otherwise: str = ""

    def _expr(self) -> pl.Expr:
        cell = pl.col(self.column)
        rest = pl.lit(self.otherwise) if self.otherwise else cell
        known = cell.replace_strict(
            list(self.map),
            pl.Series(list(self.map.values()), dtype=pl.String),
            default=rest,
            return_dtype=pl.String,
        )
        return pl.when(cell.is_not_null()).then(known)


class Scaled(Reading):
    """A number times an exact decimal: psi to MPa, litres to cubic metres; also reads `4e+05`."""

    column: str
    scale: Decimal

    def _expr(self) -> pl.Expr:
        return pl.col(self.column).map_batches(
            partial(_times, factor=self.scale), return_dtype=pl.String
        )


def _times(cells: pl.Series, factor: Decimal) -> pl.Series:
    # Python decimals, once per distinct text: exact (to 28 digits), and few texts differ.
    texts = cells.drop_nulls().unique().to_list()
    products = [
        format(Decimal(text) * factor, "f") if _NUMBER.fullmatch(text) else text for text in texts
    ]
    return cells.replace(pl.Series(texts, dtype=pl.String), pl.Series(products, dtype=pl.String))


class Moment(Reading):
    """A local date and time, written in one of the given formats, over one column or several.

    date_only: the source gives a day; take the end (or the start) of it.
    give: a whole instant, or only its day or month.
    """

    datetime: str | list[str]
    columns: list[str] = Field(min_length=1)
    date_only: Literal["", "start_of_day", "end_of_day"] = ""
    give: Literal["instant", "date", "month"] = "instant"

    def _expr(self) -> pl.Expr:
        text = pl.concat_str(self.columns, separator=" ", ignore_nulls=True)
        formats = [self.datetime] if isinstance(self.datetime, str) else self.datetime
        kind: Any = pl.Date if self.date_only else pl.Datetime("us")
        parsed = pl.coalesce(text.str.strptime(kind, one, strict=False) for one in formats)
        clock = {"": "%H:%M:%S", "start_of_day": "00:00:00", "end_of_day": "23:59:59"}
        shape = {
            "instant": f"%Y-%m-%dT{clock[self.date_only]}",
            "date": "%Y-%m-%d",
            "month": "%Y-%m",
        }
        given = pl.any_horizontal(pl.col(name).is_not_null() for name in self.columns)
        return pl.when(given).then(pl.coalesce(parsed.dt.strftime(shape[self.give]), text))


class FirstOf(Reading):
    """The first of several expressions that gives a value."""

    first_of: list[Expression] = Field(min_length=2)

    def _expr(self) -> pl.Expr:
        return pl.coalesce(one.expr() for one in self.first_of)


class Condition(Reading):
    """True where any of `columns` passes the one test that is given; a missing cell contains nothing."""

    columns: list[str] = Field(min_length=1)
    equals: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    missing: bool | None = None
    differs_from: str = ""

    @model_validator(mode="after")
    def _one_test(self) -> Condition:
        given = [
            bool(self.equals),
            bool(self.contains),
            self.missing is not None,
            bool(self.differs_from),
        ]
        if sum(given) != 1:
            raise ValueError("give exactly one of equals, contains, missing, differs_from")
        return self

    def _expr(self) -> pl.Expr:
        return pl.any_horizontal(self._test(pl.col(name)) for name in self.columns)

    def _test(self, cell: pl.Expr) -> pl.Expr:
        if self.missing is not None:
            return cell.is_null() if self.missing else cell.is_not_null()
        if self.differs_from:
            return cell.ne_missing(pl.col(self.differs_from))
        if self.equals:
            return cell.is_in(list(self.equals)).fill_null(value=False)
        words = cell.str.contains_any(list(self.contains), ascii_case_insensitive=True)
        return words.fill_null(value=False)


class Rule(Strict):
    """Where all of `when` are true: `then`, a code of ours or an expression."""

    when: list[Condition] = Field(min_length=1)
    then: str | Expression

    def case(self) -> Any:
        """Give the Polars `when(...).then(...)`, to be finished by `otherwise`."""
        value = pl.lit(self.then) if isinstance(self.then, str) else self.then.expr()
        return pl.when(pl.all_horizontal(one.expr() for one in self.when)).then(value)


class Ruled(Reading):
    """The first rule that applies decides; `otherwise`, or no value, where none does."""

    rules: list[Rule] = Field(min_length=1)
    otherwise: str | None = None

    def _expr(self) -> pl.Expr:
        result = pl.lit(self.otherwise, pl.String)
        for rule in reversed(self.rules):
            result = rule.case().otherwise(result)
        return result


class Previous(Reading):
    """The cell of the row before among the rows that agree in `within`; empty in the first of them."""

    previous: str
    within: list[str] = Field(min_length=1)

    def _expr(self) -> pl.Expr:
        return pl.col(self.previous).shift(1).over(self.within)


class Position(Reading):
    """1, 2, 3 ... in file order among the rows that agree in these columns."""

    position: list[str] = Field(min_length=1)

    def _expr(self) -> pl.Expr:
        return pl.int_range(1, pl.len() + 1).over(self.position).cast(pl.String)


# The key that tells an expression; `column` comes last because others have it too.
_KINDS = ("constant", "template", "map", "scale", "datetime", "first_of", "rules", "previous",
          "position", "column")  # fmt: skip


def _kind(value: Any) -> str | None:
    keys = value if isinstance(value, dict) else type(value).model_fields
    return next((kind for kind in _KINDS if kind in keys), None)


Expression = Annotated[
    Annotated[Constant, Tag("constant")] | Annotated[Template, Tag("template")]
    | Annotated[Translated, Tag("map")] | Annotated[Scaled, Tag("scale")]
    | Annotated[Moment, Tag("datetime")] | Annotated[FirstOf, Tag("first_of")]
    | Annotated[Ruled, Tag("rules")] | Annotated[Previous, Tag("previous")]
    | Annotated[Position, Tag("position")] | Annotated[Taken, Tag("column")],
    Discriminator(
        _kind,
        custom_error_type="no_expression",
        custom_error_message=f"is no expression; one has one of the keys {', '.join(_KINDS)}",
    ),
]  # fmt: skip
