"""The oracle keeps the worked examples of the rulebook, as the engine has to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rulebook.clause import others_of
from rulebook.example import Example
from rulebook.profile import Parameter
from rulebook.version import Kind
from tests.running import shipped
from warehouse.contract import ColumnType, contracts
from warehouse.example_rows import Case, complete, tagged
from warehouse.examples import BASE_PROFILE

from .judge import verdicts
from .readable import is_readable
from .shares import shares
from .world import Row, World

EXAMPLES = [
    pytest.param(clause_id, example, id=f"{clause_id}: {example.name.en}")
    for clause_id, clause in sorted(shipped().clauses.items())
    if is_readable(shipped().clauses, clause_id)
    for example in clause.examples
]


@pytest.mark.parametrize(("clause_id", "example"), EXAMPLES)
def test_keeps_a_worked_example(clause_id: str, example: Example) -> None:
    world = _world(clause_id, example)
    judged = verdicts(world)
    expect = example.expect
    if world.clauses[clause_id].kind is Kind.RATE_THRESHOLD:
        lines = [
            one
            for (of, _, dept), one in shares(world, judged).items()
            if (of, dept) == (clause_id, None)
        ]
        assert [one.verdict for one in lines] == [expect.verdict]
        assert expect.numerator in (None, lines[0].numerator)
        assert expect.denominator in (None, lines[0].denominator)
        return
    found = [one for (of, name), one in judged.items() if of == clause_id and expect.record in name]
    assert [one.verdict for one in found] == [expect.verdict]
    assert expect.reason in (None, found[0].reason)
    assert expect.late_by_min in (None, found[0].late_by_min)
    if expect.due_at:
        due_at = found[0].due_at
        assert due_at
        assert world.local(due_at).isoformat().startswith(expect.due_at)


def _world(clause_id: str, example: Example) -> World:
    book = shipped()
    clause = book.clauses[clause_id]
    clauses = {name: book.clauses[name] for name in (clause_id, *others_of(clause))}
    base = book.profiles[BASE_PROFILE]
    given = {
        name: Parameter(value=value, unit="", source="example")
        for name, value in example.parameters.items()
        if value is not None
    }
    kept = {name: one for name, one in base.parameters.items() if name not in example.parameters}
    rows = complete(Case(clause_id, clause, example, ""))
    return World(
        as_of=datetime.fromisoformat(example.as_of).replace(tzinfo=ZoneInfo(base.zone)),
        profile=base.model_copy(update={"parameters": kept | given}),
        clauses=clauses,
        rows={table: _typed(table, found, base.zone) for table, found in rows.items()},
        roles=book.roles,
    )


def _typed(table: str, rows: list[dict[str, Any]], zone: str) -> list[Row]:
    contract = contracts()[table]
    return [
        {
            name: _value(contract.columns[name].type, text, zone)
            for name, text in tagged(contract, row, "").items()
        }
        for row in rows
    ]


def _value(kind: ColumnType, text: str | None, zone: str) -> Any:
    """A value of an example; times without an offset are local."""
    if text is None:
        return None
    if kind is ColumnType.INSTANT:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
    kinds: dict[ColumnType, Callable[[str], Any]] = {
        ColumnType.DATE: date.fromisoformat,
        ColumnType.DECIMAL: Decimal,
        ColumnType.INTEGER: int,
        ColumnType.BOOLEAN: "true".__eq__,
    }
    return kinds.get(kind, str)(text)
