"""The record views supply what is declared, and nothing else; tickets get the parts that clauses ask for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from rulebook.errors import DefinitionError
from tests.running import shipped
from warehouse.asked import ticket_events
from warehouse.contract import contracts
from warehouse.derived import subjects
from warehouse.evaluate import connection, prepare
from warehouse.example_rows import Case, Rows, create_evidence, fill
from warehouse.rules import load_calendar, load_rules
from warehouse.statements import SQL, sql
from warehouse.ticket_facts import PARTS, create_tickets, suppliers
from warehouse.versions import Numbered

BOOK = shipped()
PROFILE = BOOK.profiles["city-water"]
VIEWS = sorted(path.stem for path in (SQL / "records").glob("*.sql"))
COMMON = {"record_id", "record_department_id", "source_file_id", "source_row"}
PER_TICKET = sorted(path.stem for path in PARTS.glob("*.sql"))


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with connection(":memory:", PROFILE.zone) as one:
        one.execute("SET threads = 1")
        create_evidence(one)
        prepare(one, BOOK)
        load_rules(one, BOOK, "city-water")
        load_calendar(one, PROFILE, date(2026, 1, 1), date(2026, 12, 31), {})
        one.execute(f"CREATE TABLE fact.ticket AS {sql('records/tickets')}")
        yield one


@pytest.fixture(scope="module")
def versions() -> list[Numbered]:
    found = [
        Numbered(1, number, clause_id, clause, version)
        for clause_id, clause in BOOK.clauses.items()
        if clause.subject == "tickets"
        for number, version in enumerate(clause.versions, start=1)
    ]
    assert found
    return found


def described(con: duckdb.DuckDBPyConnection, statement: str) -> list[str]:
    return [name for name, *_ in con.execute(f"DESCRIBE {statement}").fetchall()]


def supplied(con: duckdb.DuckDBPyConnection, subject: str) -> list[str]:
    """Every column there may be of a subject's record view."""
    columns = described(con, sql(f"records/{subject}"))
    return columns + list(suppliers(con)) if subject == "tickets" else columns


@pytest.mark.parametrize("subject", VIEWS)
def test_a_view_supplies_the_declared_facts_and_no_others(
    con: duckdb.DuckDBPyConnection, subject: str
) -> None:
    facts = subjects()[subject].facts if subject in subjects() else ()
    found = {one for one in supplied(con, subject) if one.startswith(f"{subject}.")}
    own = contracts()[subject].columns if subject in contracts() else ()
    assert found - {f"{subject}.{name}" for name in own} == {f"{subject}.{one}" for one in facts}


def test_facts_are_declared_of_record_views_only() -> None:
    assert set(subjects()) <= set(VIEWS)


@pytest.mark.parametrize("subject", VIEWS)
def test_a_view_says_whose_its_records_are_and_where_they_stood(
    con: duckdb.DuckDBPyConnection, subject: str
) -> None:
    assert set(supplied(con, subject)) >= COMMON


def test_what_a_ticket_takes_from_another_table_is_named_like_a_column_of_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for fact in suppliers(con):
        table, _, name = fact.partition(".")
        assert table == "tickets" or name in contracts()[table].columns, fact


@pytest.mark.parametrize("part", PER_TICKET)
def test_a_part_is_of_tickets_supplies_something_and_is_short(
    con: duckdb.DuckDBPyConnection, part: str
) -> None:
    columns = described(con, sql(f"records/tickets/{part}"))
    assert "ticket_id" in columns
    assert len(columns) > 1
    assert len(sql(f"records/tickets/{part}").splitlines()) <= 80


def test_two_parts_may_not_supply_the_same_fact(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for part in ("one", "two"):
        (tmp_path / f"{part}.sql").write_text("SELECT '' AS ticket_id, TRUE AS \"tickets.is_odd\"")
    with pytest.raises(DefinitionError, match=r"'tickets.is_odd' is supplied by 'one' too"):
        suppliers(con, tmp_path)


def test_a_part_may_not_supply_what_the_ticket_itself_has(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    (tmp_path / "one.sql").write_text("SELECT '' AS ticket_id, TRUE AS \"tickets.is_repeat\"")
    with pytest.raises(DefinitionError, match=r"'tickets.is_repeat' is supplied by 'tickets' too"):
        suppliers(con, tmp_path)


def test_a_ticket_has_only_the_facts_that_need_more_if_some_clause_asks_for_them(
    con: duckdb.DuckDBPyConnection, versions: list[Numbered]
) -> None:
    create_tickets(con, [])
    assert not suppliers(con).keys() & set(described(con, "record.tickets"))
    create_tickets(con, versions)
    found = suppliers(con).keys() & set(described(con, "record.tickets"))
    assert {"callbacks.done_at", "departments.role", "tickets.is_after_hours"} <= found


def test_a_part_has_one_row_of_a_ticket_however_many_rows_are_about_it() -> None:
    twice: Rows = {
        table: [{"ticket_id": "T"}] * 2
        for table, contract in contracts().items()
        if "ticket_id" in contract.columns and table != "tickets"
    }
    twice["ticket_events"] = [
        {"ticket_id": "T", "event_type": event, "event_at": f"2026-03-0{day} 09:00"}
        for event in sorted(ticket_events())
        for day in (2, 3)
    ]
    later = [{"ticket_id": one, "parent_ticket_id": "T"} for one in ("U", "V")]
    clause_id, clause = next(iter(BOOK.clauses.items()))
    given = {**twice, "tickets": [{"ticket_id": "T"}, *later]}
    example = clause.examples[0].model_copy(update={"given": given})
    with connection(":memory:", PROFILE.zone) as con:
        create_evidence(con)
        fill(con, [Case(clause_id, clause, example, "")], PROFILE.zone)
        prepare(con, BOOK)
        load_rules(con, BOOK, "city-water")
        load_calendar(con, PROFILE, date(2026, 1, 1), date(2026, 12, 31), {})
        con.execute("INSERT INTO fact.setting VALUES ('2027-01-01 00:00:00+08', 1, NULL)")
        con.execute(f"CREATE TABLE fact.ticket AS {sql('records/tickets')}")
        for part in PER_TICKET:
            rows = con.execute(
                f"SELECT ticket_id FROM ({sql(f'records/tickets/{part}')})"
            ).fetchall()
            assert ("T",) in rows, part
            assert len(rows) == len(set(rows)), part
