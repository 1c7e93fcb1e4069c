"""The rule ships with its cases: worked examples, run through the real engine.

Here those of the regulations that the default profile is built on; `make rulebook` runs those of all thirty.
"""

from __future__ import annotations

import pytest

from tests.running import shipped
from warehouse.examples import run_examples

REGULATIONS = ("urban-supply.", "svc-process.")
CLAUSES = sorted(one for one in shipped().clauses if one.startswith(REGULATIONS))


@pytest.fixture(scope="module")
def problems() -> dict[str, list[str]]:
    """What the engine answered differently, by clause; clauses without examples are missing."""
    found: dict[str, list[str]] = {}
    for regulation in REGULATIONS:
        for one in run_examples(shipped(), regulation):
            found.setdefault(one.clause_id, []).append(one.problem and f"{one.name}: {one.problem}")
    return found


@pytest.mark.parametrize("clause_id", CLAUSES)
def test_the_engine_answers_as_the_examples_say(
    clause_id: str, problems: dict[str, list[str]]
) -> None:
    assert len(problems[clause_id]) == len(shipped().clauses[clause_id].examples)
    assert [problem for problem in problems[clause_id] if problem] == []
