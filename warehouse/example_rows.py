"""The rows of worked examples, completed and made evidence.

Belongs here: filling in what an example leaves out (keys, links, required values) from the contracts, and the
tag that keeps the rows of one example apart from others'.
Does not belong here: running examples and comparing answers (`warehouse/examples.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from rulebook.clause import Clause
from rulebook.errors import DefinitionError
from rulebook.example import Example
from rulebook.version import Kind
from warehouse.conform import conform
from warehouse.contract import Column, ColumnType, Contract, contracts
from warehouse.ddl import create_table, insert
from warehouse.read import SOURCE_ROW

Rows = dict[str, list[dict[str, Any]]]

DEPARTMENT = "D"
HEAD = "H"
"""The department, and its head, of examples that give no department."""


@dataclass(frozen=True)
class Case:
    """One example of one clause, with the tag that keeps its rows apart from others'."""

    clause_id: str
    clause: Clause
    example: Example
    tag: str

    @property
    def is_whole_utility(self) -> bool:
        """Whether the answer depends on every record there is."""
        kinds = (Kind.RATE_THRESHOLD, Kind.COUNT, Kind.REPORTING_DUTY)
        return self.clause.kind in kinds or self.clause.subject == "supply_days"


def create_evidence(con: duckdb.DuckDBPyConnection) -> None:
    """Create an empty table for every contract, as the store would give it."""
    con.execute("CREATE SCHEMA evidence")
    for table, contract in contracts().items():
        create_table(con, contract, f"evidence.{table}")
        for column in ("source_file_id INTEGER", "source_row BIGINT"):
            con.execute(f"ALTER TABLE evidence.{table} ADD COLUMN {column}")


def fill(con: duckdb.DuckDBPyConnection, cases: Iterable[Case], zone: str) -> list[str]:
    """Insert the rows of the cases; returns the tables that got any."""
    gathered: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for case in cases:
        for table, rows in complete(case).items():
            gathered[table] += [tagged(contracts()[table], row, case.tag) for row in rows]
    for table, rows in gathered.items():
        contract = contracts()[table]
        given = [
            name for name in contract.columns if any(row.get(name) is not None for row in rows)
        ]
        text = pl.DataFrame(
            [{name: row.get(name) for name in given} for row in rows],
            schema=dict.fromkeys(given, pl.String()),
        )
        result = conform(
            contract, text.with_row_index(SOURCE_ROW).cast({SOURCE_ROW: pl.Int64}), zone=zone
        )
        if result.faults.height:
            raise DefinitionError(
                f"an example's row breaks the contract: {result.faults.row(0, named=True)}",
                place=f"examples of {', '.join(sorted({case.clause_id for case in cases}))}",
                remedy=f"correct the rows given for {table}",
            )
        insert(con, f"evidence.{table}", result.rows)
    return list(gathered)


def complete(case: Case) -> Rows:
    """The rows of an example with keys, links and required values filled in."""
    given: Rows = {
        table: [one for row in rows for one in _repeated(dict(row))]
        for table, rows in case.example.given.items()
    }
    given.setdefault(
        "departments",
        [{"dept_id": DEPARTMENT, "head_id": HEAD, "role": case.clause.responsible or "other"}],
    )
    for table, rows in given.items():
        contract = contracts().get(table)
        if contract is None:
            raise DefinitionError(
                f"an example gives rows of '{table}', which is no table", place=case.clause_id,
                remedy="use the name of a contract",
            )  # fmt: skip
        for number, row in enumerate(rows, start=1):
            for name, column in contract.columns.items():
                if name not in row and name in contract.key and not column.references:
                    is_own = column.type is ColumnType.TEXT and name != "parameter"
                    row[name] = f"{table}{number}" if is_own else column.example
    for table, rows in given.items():
        for row in rows:
            for name, column in contracts()[table].columns.items():
                if name not in row:
                    own = column.references.partition(".")[0] == table
                    row[name] = (None if own else _linked(given, column)) or (
                        column.example if column.required else None
                    )
    return given


def _repeated(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows that one row with `repeat` stands for: its moments move on, all else stays."""
    repeat = row.pop("repeat", None) or {"times": 1, "minutes": 0}
    rows = []
    for number in range(repeat["times"]):
        later = timedelta(minutes=number * repeat["minutes"])
        rows.append({name: _later(value, later) for name, value in row.items()})
    return rows


def _later(value: Any, later: timedelta) -> Any:
    if later and isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", value):
        return (datetime.fromisoformat(value) + later).strftime("%Y-%m-%d %H:%M")
    return value


def _linked(given: Rows, column: Column) -> str | None:
    """The key of the one row a reference can mean, where the example has exactly one."""
    table, _, key = column.references.partition(".")
    rows = given.get(table, [])
    return str(rows[0][key]) if len(rows) == 1 and key in rows[0] else None


def tagged(contract: Contract, row: dict[str, Any], tag: str) -> dict[str, str | None]:
    """A row as text, with the tag before every identifier."""
    unknown = sorted(set(row) - set(contract.columns))
    if unknown:
        raise DefinitionError(
            f"an example gives the column '{unknown[0]}', which {contract.table} does not have",
            place="examples", remedy="use the columns of the contract",
        )  # fmt: skip
    return {name: _text(contract, name, value, tag) for name, value in row.items()}


def _text(contract: Contract, name: str, value: Any, tag: str) -> str | None:
    if value is None:
        return None
    column = contract.columns[name]
    plain = str(value).lower() if isinstance(value, bool) else str(value)
    is_identifier = column.references or (name in contract.key and name != "parameter")
    return f"{tag}{plain}" if is_identifier and column.type is ColumnType.TEXT else plain
