"""The rule ships with its cases: every worked example of every clause, run through the real engine."""

from __future__ import annotations

import pytest

from rulebook.loader import load
from warehouse.examples import run_examples

BOOK = load()


@pytest.fixture(scope="module")
def problems() -> dict[str, list[str]]:
    """What the engine answered differently, by clause; clauses without examples are missing."""
    found: dict[str, list[str]] = {}
    for one in run_examples(BOOK, processes=2):
        found.setdefault(one.clause_id, []).append(one.problem and f"{one.name}: {one.problem}")
    return found


@pytest.mark.parametrize("clause_id", sorted(BOOK.clauses))
def test_the_engine_answers_as_the_examples_say(
    clause_id: str, problems: dict[str, list[str]]
) -> None:
    assert len(problems[clause_id]) == len(BOOK.clauses[clause_id].examples)
    assert [problem for problem in problems[clause_id] if problem] == []
