"""What a user's word may mean, and what is said where it means nothing or too much."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from rulebook.errors import UserError
from warehouse.explain.published import Published, open_published
from warehouse.explain.target import Target, find


@pytest.mark.parametrize(
    ("word", "month", "target"),
    [
        ("T-1", "", Target("record", "T-1", "tickets")),
        ("2026-00001", "", Target("record", "T-1", "tickets")),
        ("tickets:T-1", "", Target("record", "T-1", "tickets")),
        ("A-1", "", Target("record", "A-1", "applications")),
        (
            "urban-supply.leak.arrival/T-1", "",
            Target("observation", "urban-supply.leak.arrival/T-1", "tickets"),
        ),
        ("L03/T-1/2026-05", "", Target("entry", "L03/T-1/2026-05")),
        ("D-NET", "2026-05", Target("department", "D-NET", month=date(2026, 5, 1))),
        ("管网部", "2026-05", Target("department", "D-NET", month=date(2026, 5, 1))),
        ("reports:2026-05", "", Target("record", "2026-05", "reports")),
    ],
)  # fmt: skip
def test_words_that_mean_one_thing(
    published: Published, word: str, month: str, target: Target
) -> None:
    assert find(published, word, month) == target


@pytest.mark.parametrize(
    ("word", "month", "said"),
    [
        ("T-11", "", "did you mean T-1"),
        ("L03/T-1/2026-06", "", "did you mean L03/T-1/2026-05"),
        ("urban-supply.leak.arival/T-1", "", "did you mean urban-supply.leak.arrival/T-1"),
        ("urban-supply.leak.arrival/T-9", "", "urban-supply.leak.arrival/T-1"),
        ("nothing like it", "", "you may ask for: 工单或其他记录的编号"),
        ("D-NET", "", "choose one of 2026-05: plumbline explain D-NET 2026-05"),
        ("D-NET", "2026-03", "there is no scorecard for 2026-03"),
        ("D-NET", "May", "'May' is not a month"),
        ("D-NET", "2026-13", "'2026-13' is not a month"),
        ("D-N01", "2026-05", "department 'D-N01' has no scorecard"),
        ("T-1", "2026-05", "a month goes with a department only"),
        ("2026-05", "", "means 2 things:\n    publications:2026-05（公示）\n    reports:2026-05"),
    ],
)
def test_words_that_mean_nothing_or_too_much(
    published: Published, word: str, month: str, said: str
) -> None:
    with pytest.raises(UserError) as told:
        find(published, word, month)
    assert said in str(told.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match="no audit has been published here"),
        open_published(tmp_path / "nothing.duckdb"),
    ):
        pass
    stray = tmp_path / "stray.duckdb"
    stray.write_text("not a database", "utf-8")
    with pytest.raises(UserError, match="cannot be opened"), open_published(stray):
        pass
    import duckdb

    stray.unlink()
    duckdb.connect(str(stray)).close()
    with (
        pytest.raises(UserError, match="not a file that an audit has published"),
        open_published(stray),
    ):
        pass
