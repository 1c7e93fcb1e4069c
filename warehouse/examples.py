"""Worked examples of the rulebook, run through the real engine.

Belongs here: running many examples in one audit, and comparing the engine's answer with the expected one.
Does not belong here: the examples (each stands in its clause's file), their rows (`example_rows.py`), the engine.

Examples of clauses judged record by record share an audit, kept apart by a tag on every identifier. Rates
and counts look at a whole utility, so each of their examples has an audit of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from rulebook.clause import others_of
from rulebook.example import ExpectedMoney
from rulebook.loader import Rulebook
from rulebook.profile import Parameter, Profile
from rulebook.version import Kind, limits_of
from warehouse.asked import ticket_events
from warehouse.contract import contracts
from warehouse.evaluate import Audit, connection, judge_in, prepare, summarise_in
from warehouse.example_rows import Case, create_evidence, fill
from warehouse.home import Home
from warehouse.ledger import price_in

Answers = dict[str, list[tuple[Any, ...]]]
"""Clause -> what the engine said of each record: its id, verdict, reason, minutes late, due instant, and which
department and person answer."""

Parameters = dict[str, Decimal | str | None]
"""Parameter -> its value, null where the example unsets it."""

WHO = ("department", "staff")
"""What of an expected answer is an identifier, which has the tag of the case before it."""

BASE_PROFILE = "city-water"
"""The profile whose zone, calendar and limits the examples are told in."""

MONEYLESS = "even"
"""The scheme of the examples: the money they expect is that of the regulations, not of an operator's scheme."""


@dataclass(frozen=True)
class Result:
    """The outcome of one example; `problem` is empty when engine and example agree."""

    clause_id: str
    name: str
    problem: str


def run_examples(book: Rulebook, wanted: str = "", *, processes: int = 1) -> list[Result]:
    """Run every example (of the clauses whose id begins with `wanted`) and compare the answers."""
    clauses = [one for one in sorted(book.clauses.items()) if one[0].startswith(wanted)]
    examples = [(*one, example) for one in clauses for example in one[1].examples]
    batches = _batches(
        Case(clause_id, clause, example, f"e{number}:")
        for number, (clause_id, clause, example) in enumerate(examples, start=1)
    )
    shares = [batches[start::processes] for start in range(processes)]
    if processes == 1:
        return _run_all(book, batches)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [one for found in pool.map(_run_all, repeat(book), shares) for one in found]


def _batches(cases: Iterable[Case]) -> list[list[Case]]:
    """Cases that can share an audit: of one instant, agreed on every parameter, and out of each other's way.

    Those judged record by record are kept apart by their tags. Those that look at a whole utility share no
    table with each other, but for the tickets that only open the span of the audit.
    """
    cases = list(cases)
    [(usual, _)] = Counter(case.example.as_of for case in cases).most_common(1) or [("", 0)]
    batches: list[list[Case]] = []
    open_ones: dict[tuple[str, str], list[tuple[list[Case], Parameters, set[str]]]]
    open_ones = defaultdict(list)
    for case in cases:
        if _is_apart(case):
            batches.append([case])
            continue
        asked, tables = _parameters(case), _tables(case)
        shared = open_ones[_company(case, usual), case.example.as_of]
        for batch, parameters, taken in shared:
            agreed = all(parameters.get(name, value) == value for name, value in asked.items())
            if agreed and not tables & taken:
                batch.append(case)
                parameters.update(asked)
                taken.update(tables)
                break
        else:
            batches.append([case])
            shared.append((batches[-1], asked, tables))
    return batches


def _company(case: Case, usual: str) -> str:
    """With which cases one may share an audit. All clauses judge all records, so that many of them at the
    usual instant would cost more than they save; and of two that state the same money only one books it.
    """
    if case.is_whole_utility:
        return "whole"
    if case.example.as_of == usual or case.example.expect.money is not None:
        return case.clause_id.split(".")[0]
    return "records"


def _tables(case: Case) -> set[str]:
    """The tables that nobody else may fill while this case is judged; none where tags keep cases apart."""
    if not case.is_whole_utility:
        return set()
    # Departments do not matter, and tickets only open the span of an audit.
    return {*case.example.given, case.clause.subject} - {"departments", "tickets"}


def _is_apart(case: Case) -> bool:
    """Whether a case needs an audit of its own: it looks at every ticket, or at every department."""
    duties = [version.duty for version in case.clause.versions if version.duty]
    looks = case.clause.subject == "tickets" or any(duty.by for duty in duties)
    return case.is_whole_utility and looks


def _parameters(case: Case) -> Parameters:
    """What a case says of parameters; one its clause uses and it does not name keeps the base value."""
    limits = [limit for version in case.clause.versions for limit in limits_of(version)]
    kept: Parameters = {limit.param: "base" for limit in limits if limit.param}
    return {**kept, **case.example.parameters}


def _run_all(book: Rulebook, batches: Iterable[list[Case]]) -> list[Result]:
    """Run one audit after the other in one database, emptied in between."""
    zone = book.profiles[BASE_PROFILE].zone
    with connection(":memory:", zone) as con:
        con.execute("SET threads = 1")  # the evidence is small
        create_evidence(con)
        prepare(con, book)
        return [result for cases in batches for result in _run(con, book, cases, zone)]


def _run(
    con: duckdb.DuckDBPyConnection, book: Rulebook, cases: list[Case], zone: str
) -> list[Result]:
    filled = fill(con, cases, zone)
    as_of = datetime.fromisoformat(cases[0].example.as_of).replace(tzinfo=ZoneInfo(zone))
    clauses = {case.clause_id: case.clause for case in cases}
    for case in cases:
        for other in others_of(case.clause):
            clauses[other] = book.clauses[other]
    small = replace(book, clauses=clauses, profiles={"example": _profile(book, cases)})
    audit = Audit(Home(Path()), small, "example", as_of.astimezone(UTC))
    versions = judge_in(con, audit, _everything())
    if any(case.clause.kind is Kind.RATE_THRESHOLD for case in cases):
        summarise_in(con, versions)
    if any(case.example.expect.money is not None for case in cases):
        price_in(con)
    answers = _answers(con)
    results = [
        Result(case.clause_id, case.example.name.en, _compare(con, answers, case)) for case in cases
    ]
    for table in filled:
        con.execute(f"DELETE FROM evidence.{table}")
    return results


@cache
def _everything() -> frozenset[str]:
    """What is delivered in an example: whatever there is."""
    columns = {f"{table}.{name}" for table, one in contracts().items() for name in one.columns}
    return frozenset(columns | ticket_events())


def _profile(book: Rulebook, cases: list[Case]) -> Profile:
    """The base profile with the example's parameters, in which every clause at hand governs."""
    base = book.profiles[BASE_PROFILE]
    parameters = dict(base.parameters)
    clauses = [case.clause for case in cases]
    clauses += [book.clauses[other] for case in cases for other in others_of(case.clause)]
    limits = [limit for clause in clauses for one in clause.versions for limit in limits_of(one)]
    units = {limit.param: limit.unit for limit in limits if limit.param}
    for case in cases:
        for name, value in case.example.parameters.items():
            if value is None:
                parameters.pop(name, None)
            else:
                parameters[name] = Parameter(value=value, unit=units[name], source="example")
    regulations = sorted({case.clause_id.split(".")[0] for case in cases})
    return base.model_copy(
        update={
            "parameters": parameters,
            "regulations": regulations,
            "topics": {},
            "scheme": MONEYLESS,
        }
    )


def _answers(con: duckdb.DuckDBPyConnection) -> Answers:
    """Every verdict of an audit, by clause."""
    answers: Answers = defaultdict(list)
    for clause_id, *answer in con.execute(
        "SELECT clause_id, record_id, verdict, reason, late_by_min,"
        " strftime(due_at, '%Y-%m-%d %H:%M:%S'), department_id, staff_id"
        " FROM audit.verdict JOIN rulebook.clause USING (version_id)"
    ).fetchall():
        answers[clause_id].append(tuple(answer))
    return answers


def _compare(con: duckdb.DuckDBPyConnection, answers: Answers, case: Case) -> str:
    """What the engine answered differently from the example, or an empty text."""
    expected = case.example.expect
    names: tuple[str, ...]
    if case.clause.kind is Kind.RATE_THRESHOLD:
        found = con.execute(
            "SELECT verdict, reason, numerator, denominator FROM audit.indicator"
            " WHERE clause_id = $clause AND department_id IS NULL",
            {"clause": case.clause_id},
        ).fetchall()
        names = ("verdict", "reason", "numerator", "denominator")
    else:
        part = _part(case)
        found = [answer[1:] for answer in answers[case.clause_id] if part in answer[0]]
        names = ("verdict", "reason", "late_by_min", "due_at", "department", "staff")
    if len(found) != 1:
        return f"expected one answer, the engine gave {len(found)}: {found[:3]}"
    answer = dict(zip(names, found[0], strict=True))
    who = {name: f"{case.tag}{getattr(expected, name)}" for name in WHO if getattr(expected, name)}
    wrong = [
        f"{name} is {answer[name]}, expected {wanted}"
        for name in names
        if (wanted := who.get(name, getattr(expected, name))) not in (None, "")
        and not _same(answer[name], wanted)
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
        "SELECT ledger_id, amount_cny, status, payer_id, high_cny FROM score.ledger_entry"
        " WHERE clause_id = $clause AND contains(observation_id, $tag) ORDER BY entry_id",
        {"clause": case.clause_id, "tag": f"/{case.tag}"},
    ).fetchall()
    left = list(entries)
    # What says more of an entry finds its own first.
    for one in sorted(case.example.expect.money, key=lambda one: not one.payer):
        found = next((entry for entry in left if _is_entry(case, entry, one)), None)
        if found is None:
            return [f"money is {entries}, expected {case.example.expect.money}"]
        left.remove(found)
    return [f"money besides what is expected: {left}"] if left else []


def _is_entry(case: Case, entry: tuple[Any, ...], wanted: ExpectedMoney) -> bool:
    ledger, amount, status, payer, high = entry
    return (
        (ledger, amount) == (wanted.ledger, wanted.amount_cny)
        and wanted.status in ("", status)
        and wanted.payer in ("", payer, str(payer).removeprefix(case.tag))
        and wanted.high_cny in (None, high)
    )
