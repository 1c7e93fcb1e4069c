"""The closed vocabulary of source mappings: one column of ours from the columns of a foreign file."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter, ValidationError

from warehouse.column_rules import Expression, Reading

EXPRESSION: TypeAdapter[Reading] = TypeAdapter(Expression)


def texts(expression: dict[str, Any], **columns: list[str | None]) -> list[str | None]:
    rows = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return rows.select(EXPRESSION.validate_python(expression).expr().alias("x"))["x"].to_list()


def test_map_keeps_a_code_it_does_not_know_so_that_the_contract_sees_it() -> None:
    expression = {"column": "a", "map": {"RESOL": "closed", "EDC": None}}

    assert texts(expression, a=["RESOL", "EDC", "NEW", None]) == ["closed", None, "NEW", None]


def test_map_with_otherwise_leaves_a_missing_cell_missing() -> None:
    expression = {"column": "a", "map": {"X": "x"}, "otherwise": "other"}

    assert texts(expression, a=["X", "Y", None]) == ["x", "other", None]


def test_scale_is_exact_and_passes_on_what_is_no_number() -> None:
    litres = {"column": "a", "scale": "0.001"}

    assert texts(litres, a=["68321", "4e+05", "-7", "0", "?", "1_000", None]) == [
        "68.321", "400", "-0.007", "0.000", "?", "1_000", None,
    ]  # fmt: skip
    assert texts({"column": "a", "scale": "0.00689476"}, a=["71"]) == ["0.48952796"]


def test_moment_joins_columns_and_passes_on_what_it_cannot_read() -> None:
    expression = {"datetime": "%m/%d/%Y %I:%M %p", "columns": ["day", "time"]}

    assert texts(
        expression,
        day=["11/16/2019", "02/30/2019", "11/16/2019", None],
        time=["02:55 PM", "01:00 AM", None, None],
    ) == ["2019-11-16T14:55:00", "02/30/2019 01:00 AM", "11/16/2019", None]


def test_moment_tries_its_formats_in_order() -> None:
    expression = {"datetime": ["%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"], "columns": ["a"]}

    assert texts(expression, a=["2020-01-02 03:04", "02/01/2020 03:04"]) == [
        "2020-01-02T03:04:00",
        "2020-01-02T03:04:00",
    ]


@pytest.mark.parametrize(
    ("date_only", "clock"), [("end_of_day", "23:59:59"), ("start_of_day", "00:00:00")]
)
def test_a_day_becomes_its_end_or_start(date_only: str, clock: str) -> None:
    expression = {"datetime": "%m/%d/%Y", "columns": ["a"], "date_only": date_only}

    assert texts(expression, a=["11/22/2019", None]) == [f"2019-11-22T{clock}", None]


def test_moment_gives_a_month_or_a_date() -> None:
    moment = {"datetime": "%d/%m/%Y %H:%M", "columns": ["a"]}

    assert texts({**moment, "give": "month"}, a=["01/03/2016 00:28"]) == ["2016-03"]
    assert texts({**moment, "give": "date"}, a=["01/03/2016 00:28"]) == ["2016-03-01"]


def test_template_is_empty_where_a_part_is() -> None:
    assert texts({"template": "{a}-{b c}"}, a=["1", "2"], **{"b c": ["x", None]}) == [
        "1-x",
        None,
    ]


def test_first_of_takes_the_first_value() -> None:
    expression = {"first_of": [{"column": "a"}, {"template": "row {b}"}]}

    assert texts(expression, a=["7", None], b=["1", "2"]) == ["7", "row 2"]


def test_the_first_rule_that_applies_decides() -> None:
    expression = {
        "rules": [
            {"when": [{"columns": ["kind"], "contains": ["sewer"]}], "then": "request"},
            {"when": [{"columns": ["kind", "detail"], "contains": ["Leak"]}], "then": "leak"},
            {"when": [{"columns": ["kind"], "equals": ["Copy"]}], "then": {"column": "detail"}},
        ],
        "otherwise": "else",
    }

    assert texts(
        expression,
        kind=["Sewer leak", "Main", None, "Copy", "Copy", None],
        detail=["Leak", "leaking", "Leak", "d", None, None],
    ) == ["request", "leak", "leak", "d", None, "else"]


def test_rules_see_change_and_absence() -> None:
    expression = {
        "rules": [
            {"when": [{"columns": ["before"], "missing": True}], "then": "new"},
            {"when": [{"columns": ["now"], "differs_from": "before"}], "then": "changed"},
        ]
    }

    assert texts(expression, before=[None, "A", "A", "A"], now=["A", "B", "A", None]) == [
        "new", "changed", None, "changed",
    ]  # fmt: skip


def test_previous_and_position_stay_within_their_group() -> None:
    columns: dict[str, list[str | None]] = {
        "n": ["1", "2", "1"],
        "state": ["New", "Open", "Shut"],
    }

    assert texts({"previous": "state", "within": ["n"]}, **columns) == [None, None, "New"]
    assert texts({"position": ["n"]}, **columns) == ["1", "1", "2"]


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ({"position": ["a", "b"]}, {"a", "b"}),
        ({"previous": "c", "within": ["a"]}, {"a", "c"}),
        ({"template": "{a}-{b}"}, {"a", "b"}),
        ({"datetime": "%Y", "columns": ["a", "b"]}, {"a", "b"}),
        ({"column": "a", "scale": "2"}, {"a"}),
        ({"constant": "a"}, set()),
    ],
)
def test_an_expression_knows_what_it_reads(expression: dict[str, Any], columns: set[str]) -> None:
    assert set(EXPRESSION.validate_python(expression).inputs()) == columns


@pytest.mark.parametrize(
    "expression",
    [
        {"colum": "a"},
        {"column": "a", "upper": True},
        {"python": "1+1"},
        {"rules": [{"when": [{"columns": ["a"]}], "then": "x"}]},
        {"rules": [{"when": [{"columns": ["a"], "equals": ["b"], "missing": True}], "then": "x"}]},
    ],
)
def test_the_vocabulary_is_closed(expression: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EXPRESSION.validate_python(expression)


@pytest.mark.parametrize("text", ["<1", ">200.5", "-", "未检出", "4×10-5"])
def test_a_result_stays_as_reported(text: str) -> None:
    assert texts({"column": "a"}, a=[text]) == [text]
