"""The numbers the regulations leave open: each is declared once, and a profile can tell which it owes."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from rulebook.changes import changed
from rulebook.gaps import Gap, gaps, parameters_of
from rulebook.loader import Rulebook
from rulebook.parameter import Borrowed
from rulebook.profile import Profile
from rulebook.version import limits_of
from tests.running import shipped

BOOK = shipped()
PROFILE = "city-water"
CHINESE = re.compile("[\u4e00-\u9fff]")
BORROWED = [
    pytest.param(name, one, id=f"{name}-{number}")
    for name, parameter in BOOK.open_parameters.items()
    for number, one in enumerate(parameter.borrow, start=1)
]


def owing(*regulations: str, **more: object) -> Rulebook:
    """A rulebook whose profile has these regulations, every number unset and no topic decided."""
    profile = BOOK.profiles[PROFILE].model_copy(
        update={"regulations": list(regulations), "parameters": {}, "topics": {}, **more}
    )
    return replace(BOOK, profiles={PROFILE: profile})


def gap(book: Rulebook, name: str) -> Gap:
    return next(one for one in gaps(book, PROFILE) if one.name == name)


def test_every_declared_number_is_used_by_some_clause() -> None:
    used = {name for clause in BOOK.clauses.values() for name in parameters_of(clause)}
    assert set(BOOK.open_parameters) == used


@pytest.mark.parametrize("name", BOOK.open_parameters)
def test_a_title_says_what_the_number_decides_in_both_languages(name: str) -> None:
    parameter = BOOK.open_parameters[name]
    for text in filter(
        None, [parameter.title, parameter.note, *(x.note for x in parameter.borrow)]
    ):
        assert CHINESE.search(text.zh)
        assert not CHINESE.search(text.en)


@pytest.mark.parametrize(("name", "one"), BORROWED)
def test_a_borrowed_figure_stands_in_the_clause_it_is_said_to_come_from(
    name: str, one: Borrowed
) -> None:
    source = BOOK.clauses[one.from_]
    figures = [(limit.value, limit.unit) for v in source.versions for limit in limits_of(v)]
    assert (one.value, one.unit) in figures or (one.note and not figures), name


def test_what_is_set_is_no_gap() -> None:
    assert {one.name for one in gaps(BOOK, PROFILE)}.isdisjoint(BOOK.profiles[PROFILE].parameters)
    names = {one.name for one in gaps(owing("urban-supply"), PROFILE)}
    assert names >= {"sudden_notice_min", "reading_tolerance"}
    assert "leak_arrival_h" not in names, "no clause of this regulation asks for it"


def test_clauses_that_govern_come_first_and_decide_the_order() -> None:
    book = owing("urban-supply", "svc-process", topics={"sudden_notice": "svc-process"})
    notice = gap(book, "sudden_notice_min")
    assert [(one.clause_id, one.governs) for one in notice.waiting] == [
        ("svc-process.emergency.notify", True),
        ("urban-supply.outage.sudden", False),
    ]
    assert notice.n_governing == 1
    counts = [one.n_governing for one in gaps(book, PROFILE)]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(
    ("regulation", "name", "converted"),
    [
        ("svc-mgmt", "leak_arrival_h", ["1", "2", "0.5"]),  # 30 min are half an hour
        ("svc-mgmt", "reply_h", ["24", None, None]),  # working days are no number of hours
        ("runyu", "callback_h", ["48"]),  # calendar days are
        ("yc-complaint", "complaint_close_h", [None]),  # neither is the same day
        ("urban-supply", "patrol_per_month", [None]),  # nor a count per day one per month
        ("jiujiu-heat", "emergency_start_min", ["60"]),
    ],
)
def test_a_figure_is_converted_only_where_nothing_is_decided_by_it(
    regulation: str, name: str, converted: list[str | None]
) -> None:
    offers = gap(owing(regulation), name).offers
    assert [one.converted for one in offers] == [one and Decimal(one) for one in converted]


def test_the_line_for_a_borrowed_figure_sets_the_parameter() -> None:
    book = owing("svc-mgmt")
    lines = gap(book, "leak_arrival_h").lines
    assert lines[2] == (
        "leak_arrival_h: {value: 0.5, unit: h, source: borrowed from jiujiu-heat.leak.arrival}"
    )
    content = book.profiles[PROFILE].model_dump() | {"parameters": _read(lines[2])}
    assert Profile.model_validate(content).parameters["leak_arrival_h"].value == Decimal("0.5")


def test_the_line_without_a_figure_cannot_be_pasted_unread() -> None:
    book = owing("urban-supply")
    (line,) = gap(book, "sudden_notice_min").lines
    content = book.profiles[PROFILE].model_dump() | {"parameters": _read(line)}
    with pytest.raises(ValueError, match="<number>"):
        Profile.model_validate(content)


def test_a_gap_closes_once_it_is_set() -> None:
    closed, _ = changed(BOOK, PROFILE, {"parameter.sudden_notice_min": "30"})
    assert "sudden_notice_min" not in {one.name for one in gaps(closed, PROFILE)}


def _read(line: str) -> object:
    import yaml

    return yaml.safe_load(line)
