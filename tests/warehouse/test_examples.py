"""The rule ships with its cases: every worked example of every clause, run through the real engine."""

from __future__ import annotations

import pytest

from rulebook.loader import load
from warehouse.examples import run_examples

BOOK = load()


@pytest.mark.parametrize("clause_id", sorted(BOOK.clauses))
def test_the_engine_answers_as_the_examples_say(clause_id: str) -> None:
    results = [one for one in run_examples(BOOK, clause_id) if one.clause_id == clause_id]
    assert len(results) == len(BOOK.clauses[clause_id].examples)
    assert [(one.name, one.problem) for one in results if one.problem] == []
