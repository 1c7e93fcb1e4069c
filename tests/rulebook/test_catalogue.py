"""The catalogue says of every clause what it is, where it is, and whether it governs."""

from __future__ import annotations

import pytest

from rulebook.catalogue import (
    Status,
    competing,
    coverage,
    entries,
    find,
    governing,
    memberships,
    open_numbers,
    status,
)
from rulebook.errors import UserError
from rulebook.governing import governs, topic_of
from rulebook.loader import Rulebook
from rulebook.version import UNITS, limits_of
from tests.running import shipped

BOOK = shipped()


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return BOOK


@pytest.mark.parametrize(
    ("clause_id", "expected"),
    [
        ("urban-supply.leak.arrival", Status.EXECUTABLE),
        ("svc-process.fine.late-leak", Status.NEEDS_PARAMETER),
        ("urban-supply.counter.badge", Status.OBSERVED),
        # A limit that comes with the record needs no operator.
        ("urban-supply.billing.public", Status.EXECUTABLE),
        # Only the upper end is open: still, part of it cannot be judged without the operator.
        ("jiujiu-heat.callback.48h", Status.NEEDS_PARAMETER),
    ],
)
def test_a_clause_has_the_status_its_text_gives_it(clause_id: str, expected: Status) -> None:
    assert status(BOOK.clauses[clause_id]) is expected


def test_every_clause_has_one_entry(book: Rulebook) -> None:
    listed = entries(book)
    assert [one.clause_id for one in listed] == sorted(book.clauses)
    for one in listed:
        clause = book.clauses[one.clause_id]
        limits = [limit for version in clause.versions for limit in limits_of(version)]
        assert set(one.parameters) == {limit.param for limit in limits if limit.param}
        assert one.n_examples == len(clause.examples) > 0
        assert one.is_mended == bool(clause.mended)


def test_entries_are_chosen_by_regulation_status_and_profile(book: Rulebook) -> None:
    chosen = entries(book, regulation="urban-supply", wanted="observed", profile="city-water")
    assert chosen
    assert {(one.regulation, one.status) for one in chosen} == {("urban-supply", Status.OBSERVED)}
    heat = entries(book, profile="jiujiu-heat")
    assert {one.regulation for one in heat} <= set(book.profiles["jiujiu-heat"].regulations)


@pytest.mark.parametrize(
    ("choice", "near"),
    [
        ({"regulation": "urban-suply"}, "urban-supply"),
        ({"wanted": "execute"}, "executable"),
        ({"profile": "citywater"}, "city-water"),
    ],
)
def test_an_unknown_choice_is_told_with_the_nearest(choice: dict[str, str], near: str) -> None:
    with pytest.raises(UserError) as caught:
        entries(BOOK, **choice)
    assert near in caught.value.remedy


def test_an_unknown_clause_is_told_with_several_near_ones(book: Rulebook) -> None:
    with pytest.raises(UserError) as caught:
        find(book, "urban-supply.leak.arival")
    assert "urban-supply.leak.arrival" in caught.value.remedy


def test_coverage_adds_up(book: Rulebook) -> None:
    *lines, total = coverage(book)
    assert {one.regulation for one in lines} == set(book.regulations)
    assert total.n_clauses == len(book.clauses) == sum(one.n_clauses for one in lines)
    for one in (*lines, total):
        assert one.n_clauses == sum(one.by_status.values())
    for state in Status:
        assert total.by_status[state] == sum(one.by_status[state] for one in lines) > 0


def test_who_governs_is_what_the_engine_judges_by(book: Rulebook) -> None:
    """The reading side and the audit must not disagree on which clauses count."""
    for clause_id in book.clauses:
        found = {one.profile: one for one in memberships(book, clause_id)}
        for name, profile in book.profiles.items():
            assert (name in found) == (clause_id.split(".")[0] in profile.regulations)
            if name in found:
                one = found[name]
                assert (one.topic, one.governs) == governs(book, profile, clause_id)
                ruling = one.topic and governing(book, name, one.topic)
                assert one.governs == (ruling in ("", clause_id.split(".")[0]))


def test_clauses_on_one_topic_compete(book: Rulebook) -> None:
    assert topic_of(book, "urban-supply.leak.arrival") == "leak_arrival"
    assert "svc-process.fine.late-leak" in competing(book, "urban-supply.leak.arrival")
    assert governing(book, "city-water", "leak_arrival") == "urban-supply"
    in_no_topic = next(name for name in book.clauses if not topic_of(book, name))
    assert competing(book, in_no_topic) == []


def test_an_open_number_comes_with_who_sets_it_and_what_could_be_borrowed(book: Rulebook) -> None:
    (one,) = open_numbers(book, "svc-process.fine.late-leak")
    assert one.name == "leak_arrival_h"
    assert "svc-process.fine.late-leak" in one.used_by
    assert one.set_by["city-water"].value == 1
    assert "urban-supply.leak.arrival" in {figure.from_ for figure in one.parameter.borrow}
    assert open_numbers(book, "urban-supply.leak.arrival") == []


def test_every_unit_and_status_has_a_label(book: Rulebook) -> None:
    assert set(book.vocabulary.units) == set(UNITS)
    assert set(book.vocabulary.clause_statuses) == set(Status)
