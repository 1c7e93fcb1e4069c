"""What every definition of the rulebook owes its readers."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from rulebook.clause import Answers, Clause
from rulebook.ledger import LedgerItem
from rulebook.loader import Rulebook
from rulebook.profile import Switches
from rulebook.version import Clock, Kind
from tests.running import shipped

BOOK = shipped()
CLAUSES = sorted(BOOK.clauses)
DONE_ONLY = {"complaint-card.approve.prompt"}
"""Deadlines that judge an act only once it happened; that it never does is another clause's breach."""

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return BOOK


def verdicts(clause: Clause) -> set[str]:
    return {example.expect.verdict for example in clause.examples}


def limits_by_parameter(clause: Clause) -> bool:
    return any(version.limit and version.limit.param for version in clause.versions)


def test_the_supply_regulation_is_complete(book: Rulebook) -> None:
    assert sum(clause_id.startswith("urban-supply.") for clause_id in book.clauses) == 34


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_a_title_states_the_kept_state_in_both_languages(clause_id: str) -> None:
    clause = BOOK.clauses[clause_id]
    assert not re.match(r"ensure|must|shall|do not|never", clause.title.en, re.IGNORECASE)
    assert not clause.title.zh.startswith(("应", "须", "必须", "不得", "确保", "请"))
    for text in (clause.title, clause.summary, *(example.name for example in clause.examples)):
        assert CHINESE.search(text.zh), text.zh
        assert not CHINESE.search(text.en), text.en


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_examples_stand_on_both_sides(clause_id: str) -> None:
    assert {"compliant", "breach"} <= verdicts(BOOK.clauses[clause_id])


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_examples_have_names_of_their_own(clause_id: str) -> None:
    names = [example.name.en for example in BOOK.clauses[clause_id].examples]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "clause_id", [name for name in CLAUSES if BOOK.clauses[name].kind is Kind.DEADLINE]
)
def test_a_deadline_shows_what_an_open_record_is(clause_id: str) -> None:
    clause = BOOK.clauses[clause_id]
    reasons = {example.expect.reason for example in clause.examples}
    if clause_id in DONE_ONLY:
        assert "late" in reasons
    elif all(version.limit or version.variants for version in clause.versions):
        assert {"not_done", "not_yet_due", "late"} <= reasons


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_an_open_number_shows_that_unset_is_not_assessed(clause_id: str) -> None:
    clause = BOOK.clauses[clause_id]
    if limits_by_parameter(clause):
        reasons = {example.expect.reason for example in clause.examples}
        assert "parameter_unset" in reasons


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_an_excuse_is_shown_at_work(clause_id: str) -> None:
    clause = BOOK.clauses[clause_id]
    if any(version.excuses for version in clause.versions) and clause.kind is not Kind.COUNT:
        assert "excused" in verdicts(clause)


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_money_is_shown_drawn_and_not_drawn(clause_id: str) -> None:
    clause = BOOK.clauses[clause_id]
    shown = [
        example.expect.money for example in clause.examples if example.expect.money is not None
    ]
    drawn = {entry.ledger for money in shown for entry in money}
    stated = {consequence.ledger for consequence in clause.consequences}
    # A soft clause may state a consequence, but never draws it.
    assert drawn == (stated if clause.strength == "hard" else set())
    assert not clause.consequences or [] in shown


@pytest.mark.parametrize(
    "clause_id", [one for one in CLAUSES if BOOK.clauses[one].answers and "named" not in one]
)
def test_a_clause_that_names_who_answers_shows_it(clause_id: str) -> None:
    """But for those that ask whether anybody is on record, where nobody is when they are broken."""
    shown = [one.expect for one in BOOK.clauses[clause_id].examples if one.expect.staff]
    assert any(one.verdict == "breach" for one in shown)


def test_the_vocabulary_covers_every_code(book: Rulebook) -> None:
    words = book.vocabulary
    assert set(words.kinds) == {kind.value for kind in Kind}
    assert set(words.clocks) == {clock.value for clock in Clock}
    assert set(words.answerers) == set(get_args(Answers))
    rules = set(get_args(Switches.model_fields["lateness"].annotation))
    assert set(words.lateness_rules) == {*rules, "named_by_clause"}
    assert set(words.ledger_kinds) == set(get_args(LedgerItem.model_fields["kind"].annotation))
    for list_name, labels in words:
        for code, label in labels.items():
            assert CHINESE.search(label.zh), f"{list_name}.{code}"
            assert CHINESE.search(label.definition.zh), f"{list_name}.{code}"
            assert not CHINESE.search(label.en + label.definition.en), f"{list_name}.{code}"


def test_every_department_category_has_one_role(book: Rulebook) -> None:
    categories = [category for role in book.roles.values() for category in role.categories]
    assert len(categories) == len(set(categories))


def test_both_editions_of_the_limits_are_in_step(book: Rulebook) -> None:
    older, newer = book.limit_sets["gb5749"].editions
    assert older.until == newer.from_
    dropped = {item.parameter for item in older.items} - {item.parameter for item in newer.items}
    assert dropped == {"thermotolerant_coliforms", "formaldehyde"}
    for edition in (older, newer):
        for item in edition.items:
            bounded = item.low is not None or item.high is not None
            assert bounded != item.not_detectable, item.parameter
            assert item.low is None or item.high is None or item.low < item.high


def test_residual_chlorine_has_a_floor_by_place_and_a_ceiling_by_edition(book: Rulebook) -> None:
    older, newer = (
        {
            point: item
            for item in edition.items
            if item.parameter == "free_chlorine"
            for point in item.points
        }
        for edition in book.limit_sets["gb5749"].editions
    )
    assert [str(newer[point].low) for point in ("works_outlet", "network_end")] == ["0.3", "0.05"]
    assert [older[point].high for point in ("works_outlet", "network_end")] == [4, None]
    assert [newer[point].high for point in ("works_outlet", "network_end")] == [2, 2]


def test_every_note_can_be_read_in_chinese_and_in_english(book: Rulebook) -> None:
    notes = [
        *((name, note) for name, one in book.clauses.items() for note in (one.uncertain, one.mended)),
        *((name, note) for name, one in book.regulations.items() for note in (one.covered, one.truncated, one.note)),
        *((name, note) for name, one in book.definitions.items() for note in (one.source, one.uncertain)),
        *((name, one.note) for name, one in book.ledger.items()),
        *((one.parameter, one.note) for found in book.limit_sets.values() for edition in found.editions for one in edition.items),
    ]  # fmt: skip
    told = [(name, note) for name, note in notes if note is not None]
    assert len(told) > 800
    assert [name for name, note in told if not note.en.strip() or not note.zh.strip()] == []
    words = [(name, note) for name, note in told if re.search(r"[a-z]{3} [a-z]{3}", note.en)]
    assert [name for name, note in words if not re.search("[\u4e00-\u9fff]", note.zh)] == []
    assert [name for name, note in told if re.search(r"[a-z]{3} [a-z]{2,} [a-z]{2,} [a-z]", note.zh)] == []  # fmt: skip
