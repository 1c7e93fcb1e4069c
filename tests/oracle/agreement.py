"""Where oracle and engine differ, in words that name the record.

Belongs here: the comparison.
Does not belong here: either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from .attribution import settled
from .engine import Answers, answers
from .judge import verdicts
from .shares import shares
from .world import Row, World

NOTHING: dict[str, Any] = {}


def differences(world: World, found: Answers | None = None) -> list[str]:
    """One line for each verdict or rate on which the two sides differ, with the evidence for it."""
    engine = found or answers(world)
    judged = settled(world, verdicts(world))
    lines = list(_compare(judged, engine.verdicts))
    lines += list(_compare(shares(world, judged), engine.shares))
    return [
        f"{line}\n  as_of {world.as_of}{_clause(world, line)}{_evidence(world, line)}"
        for line in lines
    ]


def agree(world: World) -> None:
    """Fail with the differences, if there are any."""
    found = differences(world)
    if found:
        raise AssertionError("\n".join(found[:5]))


def _compare(oracle: Mapping[Any, Any], engine: Mapping[Any, Sequence[Any]]) -> Iterator[str]:
    for key in sorted({*oracle, *engine}, key=str):
        given = engine.get(key, [])
        if len(given) > 1:
            yield f"{key}: the engine gives {len(given)} answers"
        ours = asdict(oracle[key]) if key in oracle else NOTHING
        theirs = asdict(given[0]) if given else NOTHING
        apart = [
            f"{name} is {theirs.get(name)!s}, the oracle says {ours.get(name)!s}"
            for name in {**ours, **theirs}
            if ours.get(name) != theirs.get(name)
        ]
        if apart:
            yield f"{key}: " + "; ".join(apart)


def _clause(world: World, line: str) -> str:
    """What the clause of a line asks, in as few words as it was written."""
    asked = [one for name, one in world.clauses.items() if f"'{name}'" in line]
    versions = [version for one in asked for version in one.versions]
    return "".join(f"\n  {one.model_dump(mode='json', exclude_defaults=True)}" for one in versions)


def _evidence(world: World, line: str) -> str:
    """The rows in which an identifier of the line occurs."""
    rows = [
        f"\n  {table}: { {name: value for name, value in row.items() if value is not None} }"
        for table, found in world.rows.items()
        for row in found
        if _is_named(row, line)
    ]
    return "".join(rows[:12])


def _is_named(row: Row, line: str) -> bool:
    names = [
        value for name, value in row.items() if name.endswith("_id") and isinstance(value, str)
    ]
    return any(f"'{name}'" in line or f"'{name}|" in line for name in names)
