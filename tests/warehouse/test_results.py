"""Laboratory results as reported."""

from __future__ import annotations

import polars as pl
import pytest

from warehouse.contract import Results
from warehouse.results import split_result

COLUMNS = Results(value="value", text="result_text", qualifier="qualifier")


def split(value: str | None, text: str | None = None) -> tuple[str | None, str | None, str | None]:
    frame = pl.DataFrame(
        {"value": [value], "result_text": [text], "qualifier": [None]},
        schema=dict.fromkeys(("value", "result_text", "qualifier"), pl.String()),
    )
    row = split_result(frame, COLUMNS).row(0, named=True)
    return row["value"], row["qualifier"], row["result_text"]


@pytest.mark.parametrize(
    ("reported", "value", "qualifier"),
    [
        ("0.31", "0.31", "equal"),
        ("<0.05", "0.05", "below"),
        ("<1 ", "1", "below"),
        (">200.5", "200.5", "above"),
        ("未检出", None, "not_detected"),
        ("4×10-5", "4E-5", "equal"),
        ("2.5x10^3", "2.5E3", "equal"),
        ("无异味", None, "normal"),
        ("-", None, "no_result"),
        (None, None, "no_result"),
    ],
)
def test_a_result_is_split_into_number_and_qualifier(
    reported: str | None, value: str | None, qualifier: str
) -> None:
    assert split(reported)[:2] == (value, qualifier)
    assert split(None, reported)[:2] == (value, qualifier)


def test_the_text_is_kept_as_reported() -> None:
    assert split("<0.05")[2] == "<0.05"


def test_a_text_that_is_no_result_is_left_for_the_contract_to_set_aside() -> None:
    assert split("see note")[0] == "see note"
