"""Worked examples of the rulebook, run through the real engine.

Belongs here: completing the rows of an example from the contracts, running many examples in one audit, and
comparing the engine's answer with the expected one.
Does not belong here: the examples (each stands in its clause's file) and the engine.

Examples of clauses judged record by record share an audit, kept apart by a tag on every identifier. Rates
and counts look at a whole utility, so each of their examples has an audit of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from rulebook.clause import Clause, others_of
from rulebook.errors import DefinitionError
from rulebook.example import Example
from rulebook.loader import Rulebook
from rulebook.profile import Parameter, Profile
from rulebook.version import Kind, limits_of
from warehouse.asked import ticket_events
from warehouse.conform import conform
from warehouse.contract import Column, ColumnType, Contract, contracts
from warehouse.ddl import create_table, insert
from warehouse.evaluate import Audit, connection, evaluate_in
from warehouse.home import Home
from warehouse.read import SOURCE_ROW
from warehouse.score import score_in

Rows = dict[str, list[dict[str, Any]]]

BASE_PROFILE = "city-water"
"""The profile whose zone, calendar and limits the examples are told in."""

DEPARTMENT = "D"


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
        return self.clause.kind in (Kind.RATE_THRESHOLD, Kind.COUNT, Kind.REPORTING_DUTY)


@dataclass(frozen=True)
class Result:
    """The outcome of one example; `problem` is empty when engine and example agree."""

    clause_id: str
    name: str
    problem: str


def run_examples(book: Rulebook, wanted: str = "") -> list[Result]:
    """Run every example (of the clauses whose id begins with `wanted`) and compare the answers."""
    batches: dict[Any, list[Case]] = defaultdict(list)
    number = 0
    for clause_id, clause in sorted(book.clauses.items()):
        if clause_id.startswith(wanted):
            for example in clause.examples:
                number += 1
                case = Case(clause_id, clause, example, f"e{number}:")
                batches[_batch(case, number)].append(case)
    return [result for cases in batches.values() for result in _run(book, cases)]


def _batch(case: Case, number: int) -> tuple[object, ...]:
    regulation = case.clause_id.split(".")[0]
    parameters = tuple(sorted(case.example.parameters.items()))
    alone = number if case.is_whole_utility else 0
    return regulation, case.example.as_of, parameters, alone


def _run(book: Rulebook, cases: list[Case]) -> Iterator[Result]:
    example = cases[0].example
    profile = _profile(book, cases)
    zone = profile.zone
    as_of = datetime.fromisoformat(example.as_of).replace(tzinfo=ZoneInfo(zone))
    clauses = {case.clause_id: case.clause for case in cases}
    for case in cases:
        for other in others_of(case.clause):
            clauses[other] = book.clauses[other]
    small = replace(book, clauses=clauses, profiles={"example": profile})
    audit = Audit(Home(Path()), small, "example", as_of.astimezone(ZoneInfo("UTC")))
    with connection(":memory:", zone) as con:
        _fill(con, cases, zone)
        everything = {
            f"{table}.{name}" for table, one in contracts().items() for name in one.columns
        }
        evaluate_in(con, audit, everything | ticket_events())
        score_in(con, audit)
        for case in cases:
            yield Result(case.clause_id, case.example.name.en, _compare(con, case))


def _profile(book: Rulebook, cases: list[Case]) -> Profile:
    """The base profile with the example's parameters, in which every clause at hand governs."""
    base = book.profiles[BASE_PROFILE]
    parameters = dict(base.parameters)
    units = {
        limit.param: limit.unit
        for case in cases
        for version in case.clause.versions
        for limit in limits_of(version)
        if limit.param
    }
    for name, value in cases[0].example.parameters.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = Parameter(value=value, unit=units[name], source="example")
    regulations = sorted({case.clause_id.split(".")[0] for case in cases})
    return base.model_copy(
        update={"parameters": parameters, "regulations": regulations, "topics": {}}
    )


def _fill(con: duckdb.DuckDBPyConnection, cases: list[Case], zone: str) -> None:
    con.execute("CREATE SCHEMA evidence")
    gathered: dict[str, list[dict[str, str | None]]] = defaultdict(list)
    for case in cases:
        for table, rows in _complete(case).items():
            gathered[table] += [_tagged(contracts()[table], row, case.tag) for row in rows]
    for table, contract in contracts().items():
        name = f"evidence.{table}"
        create_table(con, contract, name)
        con.execute(f"ALTER TABLE {name} ADD COLUMN source_file_id INTEGER")
        con.execute(f"ALTER TABLE {name} ADD COLUMN source_row BIGINT")
        if table in gathered:
            text = pl.DataFrame(
                gathered[table], schema=dict.fromkeys(contract.columns, pl.String())
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
            insert(con, name, result.rows)


def _complete(case: Case) -> Rows:
    """The rows of an example with keys, links and required values filled in."""
    given: Rows = {table: [dict(row) for row in rows] for table, rows in case.example.given.items()}
    given.setdefault(
        "departments", [{"dept_id": DEPARTMENT, "role": case.clause.responsible or "other"}]
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
                    row[name] = _linked(given, column) or (
                        column.example if column.required else None
                    )
    return given


def _linked(given: Rows, column: Column) -> str | None:
    """The key of the one row a reference can mean, where the example has exactly one."""
    table, _, key = column.references.partition(".")
    rows = given.get(table, [])
    return str(rows[0][key]) if len(rows) == 1 and key in rows[0] else None


def _tagged(contract: Contract, row: dict[str, Any], tag: str) -> dict[str, str | None]:
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


def _compare(con: duckdb.DuckDBPyConnection, case: Case) -> str:
    """What the engine answered differently from the example, or an empty text."""
    expected = case.example.expect
    if case.clause.kind is Kind.RATE_THRESHOLD:
        found = con.execute(
            "SELECT verdict, reason, numerator, denominator FROM audit.indicator"
            " WHERE clause_id = $clause AND department_id IS NULL",
            {"clause": case.clause_id},
        ).fetchall()
        names = ("verdict", "reason", "numerator", "denominator")
    else:
        found = con.execute(
            "SELECT verdict, reason, late_by_min, strftime(due_at, '%Y-%m-%d %H:%M:%S') FROM audit.verdict"
            " JOIN rulebook.clause USING (version_id)"
            " WHERE clause_id = $clause AND contains(record_id, $part)",
            {"clause": case.clause_id, "part": _part(case)},
        ).fetchall()
        names = ("verdict", "reason", "late_by_min", "due_at")
    if len(found) != 1:
        return f"expected one answer, the engine gave {len(found)}: {found[:3]}"
    answer = dict(zip(names, found[0], strict=True))
    wrong = [
        f"{name} is {answer[name]}, expected {wanted}"
        for name in names
        if (wanted := getattr(expected, name)) not in (None, "") and not _same(answer[name], wanted)
    ]
    return "; ".join(wrong + _compare_money(con, case))


def _part(case: Case) -> str:
    """What the record's id must contain: the tag too, where examples share an audit."""
    wanted = case.example.expect.record
    return wanted if case.is_whole_utility else f"{case.tag}{wanted}"


def _same(found: Any, wanted: Any) -> bool:
    """Whether an answer is the expected one; an expected instant may leave out the seconds."""
    if isinstance(wanted, str) and isinstance(found, str):
        return found.startswith(wanted.replace("T", " "))
    return bool(found == wanted)


def _compare_money(con: duckdb.DuckDBPyConnection, case: Case) -> list[str]:
    if case.example.expect.money is None:
        return []
    entries = con.execute(
        "SELECT ledger_id, amount_cny FROM score.ledger_entry WHERE clause_id = $clause"
        " AND contains(observation_id, $tag) ORDER BY ALL",
        {"clause": case.clause_id, "tag": f"/{case.tag}"},
    ).fetchall()
    wanted = sorted((one.ledger, one.amount_cny) for one in case.example.expect.money)
    booked = [(ledger, amount) for ledger, amount in entries]
    same = [(ledger, Decimal(amount)) for ledger, amount in wanted] == booked
    return [] if same else [f"money is {booked}, expected {wanted}"]
