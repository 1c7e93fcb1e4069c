"""The SQL of the dashboard: read from `dashboard/sql`, narrowed to a scope, never run without one.

Belongs here: reading statements and filling their marks. Does not belong here: running them.

Three marks may stand in a statement; DuckDB knows none of them, so a statement that was not filled fails.
`in_scope(column)` becomes true for the whole, a list of departments otherwise. `wanted()` becomes the filters
that a page was asked for, and `arranged()` its order; both are put together from expressions that the page
names, while values are always bound.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from dashboard.facts.scope import Scope

FOLDER = Path(__file__).parent.parent / "sql"
MARK = re.compile(r"\bin_scope\(([a-z_.]+)\)")
VALUE = re.compile(r"\$([a-z_0-9]+)")
UNSCOPED = re.compile(r"^-- Scope:\s+none", re.MULTILINE)

Value = object


@dataclass(frozen=True)
class Filled:
    """A statement ready to run, and the values it binds."""

    text: str
    values: dict[str, Value] = field(default_factory=dict)


@cache
def statement(name: str) -> str:
    """The statement of that name as it stands in its file.

    Raises ValueError when it neither asks for the scope nor says that it needs none.
    """
    text = (FOLDER / f"{name}.sql").read_text("utf-8")
    if not (MARK.search(text) or UNSCOPED.search(text)):
        raise ValueError(f"{name}.sql has no in_scope(...) and does not say '-- Scope: none, why'")
    return text


def is_scoped(name: str) -> bool:
    """Whether a statement says anything of departments."""
    return not UNSCOPED.search(statement(name))


def fill(
    name: str,
    scope: Scope,
    values: dict[str, Value],
    *,
    wanted: Sequence[str] = (),
    arranged: str = "",
) -> Filled:
    """A statement narrowed to a scope. wanted: conditions to hold; arranged: the order, ending in a key."""
    text = statement(name)
    bound = {f"scope_{n}": one for n, one in enumerate(sorted(scope.departments))}
    marks = ", ".join(f"${one}" for one in bound)

    def reach(found: re.Match[str]) -> str:
        if scope.is_whole:
            return "TRUE"
        return f"({found[1]} IN ({marks}))" if bound else "FALSE"

    text = text.replace("wanted()", " AND ".join(f"({one})" for one in wanted) or "TRUE")
    text = MARK.sub(reach, text)  # in filters too
    text = text.replace("arranged()", arranged or "1")
    bare = re.sub(r"--[^\n]*", "", text)
    used = set(VALUE.findall(bare))
    given = {**values, **bound}
    missing = used - set(given)
    if missing:
        raise ValueError(f"{name}.sql needs {sorted(missing)}")
    return Filled(bare, {one: given[one] for one in used})
