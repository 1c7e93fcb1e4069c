"""Each difference between two audits has one cause, and the causes add up to the whole."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import yaml
from hypothesis import given
from hypothesis import strategies as st

from rulebook.loader import Rulebook, load
from tests.budget import tries
from tests.town import ARRIVAL, ZONE, new_town
from warehouse.conform import schema
from warehouse.contract import contracts
from warehouse.ddl import insert
from warehouse.difference import CAUSES, rows, tell
from warehouse.evaluate import Audit, connection, evaluate_in, prepare
from warehouse.example_rows import create_evidence
from warehouse.home import Home
from warehouse.score import score_in
from warehouse.sides import Side, side_by_side
from warehouse.statements import sql

NIGHT = "2026-04-12 02:00"
Rows = dict[str, list[dict[str, Any]]]

FILLED = ("departments", "tickets", "ticket_events", "applications", "calendar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@cache
def book(limit: str = "1", edition: str = "") -> Rulebook:
    """The town's rulebook with another hour limit for leaks, and more base points from a day on."""
    with TemporaryDirectory(prefix="plumbline-test-") as folder:
        town = new_town(Path(folder))
        town.edit(ARRIVAL, "value: 1, unit: h}", f"value: {limit}, unit: h}}")
        if edition:
            path = town.rules / "schemes" / "even.yaml"
            scheme = yaml.safe_load(path.read_text("utf-8"))
            later = {
                **scheme["editions"][0],
                "from": date.fromisoformat(edition),
                "base_points": 120,
            }
            path.write_text(
                yaml.safe_dump({**scheme, "editions": [*scheme["editions"], later]}), "utf-8"
            )
        return load(town.rules)


@dataclass(frozen=True)
class Question:
    """One of two audits: its evidence, instant, rules, software and the files it had."""

    evidence: Rows
    as_of: str = NIGHT
    limit: str = "1"
    edition: str = ""
    version: str = "1"
    files: frozenset[str] = frozenset({"a"})


def leak(name: str, received: str, arrived: str = "", dept: str = "NET") -> Rows:
    rows: Rows = {
        "tickets": [
            {"ticket_id": name, "ticket_type": "leak_report", "received_at": at(received), "dept_id": dept}
        ]
    }  # fmt: skip
    if arrived:
        step = {
            "event_id": f"{name}e",
            "ticket_id": name,
            "event_type": "arrived",
            "event_at": at(arrived),
        }
        rows["ticket_events"] = [step]
    return rows


def complaint(name: str, found: str, replied: str = "", dept: str = "BUS") -> Rows:
    steps = [("investigation_done", found), *([("replied", replied)] if replied else [])]
    return {
        "tickets": [
            {"ticket_id": name, "ticket_type": "complaint", "received_at": at(found), "dept_id": dept}
        ],
        "ticket_events": [
            {"event_id": f"{name}{kind}", "ticket_id": name, "event_type": kind, "event_at": at(when)}
            for kind, when in steps
        ],
    }  # fmt: skip


def application(name: str, received: str, replied: str = "") -> Rows:
    row = {
        "application_id": name, "type": "new", "received_at": at(received),
        "documents_complete_at": at(received), "replied_at": at(replied) if replied else None,
        "dept_id": "BUS", "customer_id": "C",
    }  # fmt: skip
    return {"applications": [row]}


def together(*parts: Rows) -> Rows:
    found: Rows = {
        "departments": [
            {"dept_id": "NET", "name": "NET", "role": "network"},
            {"dept_id": "BUS", "name": "BUS", "role": "business_service"},
        ]
    }
    for part in parts:
        for table, more in part.items():
            found.setdefault(table, []).extend(more)
    return found


@cache
def database() -> duckdb.DuckDBPyConnection:
    """Two databases in one connection, used again for every pair of audits."""
    opened = ExitStack()
    con = opened.enter_context(connection(":memory:", ZONE))
    atexit.register(opened.close)
    con.execute("SET threads = 1")
    for name in ("first", "second"):
        con.execute(f"ATTACH ':memory:' AS {name}")
        con.execute(f"USE {name}")
        create_evidence(con)
        prepare(con, book())
    return con


def judge(name: str, asked: Question) -> Side:
    con = database()
    con.execute(f"USE {name}")
    for table in FILLED:
        con.execute(f"DELETE FROM evidence.{table}")
    for table, given_rows in asked.evidence.items():
        contract = contracts()[table]
        whole = [{column: row.get(column) for column in contract.columns} for row in given_rows]
        insert(con, f"evidence.{table}", pl.DataFrame(whole, schema=schema(contract)))
    rules = book(asked.limit, asked.edition)
    audit = Audit(Home(Path()), rules, "town", at(asked.as_of), keeps_closed=False)
    delivered = {f"{table}.{name}" for table, one in contracts().items() for name in one.columns}
    delivered |= set(contracts()["ticket_events"].columns["event_type"].values)
    evaluate_in(con, audit, delivered)
    score_in(con, audit)
    con.execute("CREATE TABLE IF NOT EXISTS score.restatement AS SELECT 1 AS nothing WHERE FALSE")
    return Side(name, name, at(asked.as_of), asked.version, asked.files)


@dataclass
class Told:
    """What the comparison says."""

    observations: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    points: dict[tuple[str, str], Decimal] = field(default_factory=dict)


@contextmanager
def compared(one: Question, other: Question) -> Iterator[duckdb.DuckDBPyConnection]:
    con = database()
    sides = judge("first", one), judge("second", other)
    con.execute("USE memory")
    with side_by_side(con, *sides):
        tell(con, *sides)
        yield con


def told(one: Question, other: Question) -> Told:
    with compared(one, other) as con:
        found = Told(
            {row["observation_id"]: row["cause"] for row in rows(con, "FROM diff_change")},
            {row["entry_id"]: row["cause"] for row in rows(con, "FROM diff_entry")},
        )
        for row in rows(con, "FROM diff_addend WHERE points != 0"):
            found.points[row["line_id"], row["cause"]] = row["points"]
        assert_adds_up(con)
    return found


def assert_adds_up(con: duckdb.DuckDBPyConnection) -> None:
    """By department and month the causes add up to the difference of the lines, the scorecards and the ledger."""
    causes = rows(
        con,
        "SELECT department_id, period_from, sum(points) AS p, sum(amount_cny) AS a"
        f" FROM ({sql('diff/totals')}) GROUP BY ALL",
    )
    found = {
        (row["department_id"], row["period_from"]): (row["p"], row["a"])
        for row in causes
        if row["p"] or row["a"]
    }
    signs = (("one", -1), ("other", 1))
    lines: dict[tuple[str, date], tuple[Decimal, Decimal]] = {}
    for side, sign in signs:
        for row in rows(
            con,
            f"SELECT department_id, period_from, sum(points) AS p, sum(amount_cny) AS a FROM {side}.score.line GROUP BY ALL",
        ):
            p, a = lines.get(
                key := (row["department_id"], row["period_from"]), (Decimal(0), Decimal(0))
            )
            lines[key] = (p + sign * row["p"], a + sign * row["a"])
    assert found == {key: value for key, value in lines.items() if any(value)}
    for row in rows(con, sql("diff/scorecards")):
        key = row["department_id"], row["period_from"]
        if row["points_one"] is not None and row["points_other"] is not None:
            assert row["points_other"] - row["points_one"] == found.get(key, (Decimal(0),))[0]
    for table, column in (
        ("diff_points", "line_id"),
        ("diff_entry", "entry_id"),
        ("diff_change", "ALL"),
    ):
        if column != "ALL":
            shared = rows(
                con, f"SELECT {column}, cause FROM {table} GROUP BY ALL HAVING count(*) > 1"
            )
            assert shared == []
    assert rows(con, "SELECT cause FROM diff_change WHERE cause IS NULL") == []
    twice = "SELECT observation_id, period_from FROM diff_change GROUP BY ALL HAVING count(*) > 1"
    assert rows(con, twice) == []
    assert {row["cause"] for row in causes if "cause" in row} <= set(CAUSES)


IN_TIME = leak("T1", "2026-03-02 08:00", "2026-03-02 08:30")
LATE = leak("T1", "2026-03-02 08:00", "2026-03-02 09:30")
OTHER = leak("T2", "2026-03-03 08:00", "2026-03-03 08:30")


def test_the_same_question_has_no_difference() -> None:
    one = Question(together(IN_TIME, OTHER))
    assert told(one, one) == Told()


def test_corrected_rows_are_evidence_even_where_the_instant_differs_too() -> None:
    found = told(
        Question(together(IN_TIME, OTHER)),
        Question(
            together(LATE, OTHER), as_of="2026-04-13 02:00", files=frozenset("ab"), version="2"
        ),
    )
    assert found.observations == {"urban-supply.leak.arrival/T1": "evidence"}
    assert found.entries == {"L03/T1/2026-03": "evidence"}
    assert found.points == {("NET/2026-03/urban-supply.leak.arrival", "evidence"): Decimal(-50)}


def test_what_falls_due_between_two_audits_is_time() -> None:
    evidence = together(OTHER, application("A1", "2026-04-11 10:00"))
    one = Question(evidence)
    other = Question(evidence, as_of="2026-04-14 02:00", files=frozenset("ab"))
    found = told(one, other)
    assert found.observations == {"urban-supply.application.reply/A1": "time"}
    assert found.entries == {"L01/A1/2026-04": "time"}
    assert set(found.points.values()) == {Decimal(100), Decimal(-100)}
    assert {cause for _, cause in found.points} == {"time"}


def test_the_earlier_question_may_be_the_second_one() -> None:
    evidence = together(OTHER, application("A1", "2026-04-11 10:00"))
    found = told(Question(evidence, as_of="2026-04-14 02:00"), Question(evidence))
    assert found.observations == {"urban-supply.application.reply/A1": "time"}


def test_an_act_that_was_still_ahead_is_time_and_one_that_was_not_told_is_evidence() -> None:
    done = application("A1", "2026-03-05 10:00", "2026-04-12 12:00")
    later = Question(together(done), as_of="2026-04-14 02:00", files=frozenset("ab"))
    same_rows = told(Question(together(done)), later)
    assert same_rows.observations == {"urban-supply.application.reply/A1": "time"}
    silent = application("A1", "2026-03-05 10:00")
    new_rows = told(Question(together(silent)), later)
    assert new_rows.observations == {"urban-supply.application.reply/A1": "evidence"}


def test_another_text_of_the_clause_is_the_rule_before_anything_else() -> None:
    late = leak("T1", "2026-03-02 08:00", "2026-03-02 10:30")
    found = told(
        Question(together(IN_TIME, LATE | {"tickets": []}, OTHER)),
        Question(together(late, OTHER), limit="2", files=frozenset("ab")),
    )
    assert found.observations["urban-supply.leak.arrival/T1"] == "rule"
    assert found.entries == {"L03/T1/2026-03": "rule"}


def test_a_looser_limit_gives_back_points_and_money() -> None:
    found = told(Question(together(LATE, OTHER)), Question(together(LATE, OTHER), limit="2"))
    assert found.points == {("NET/2026-03/urban-supply.leak.arrival", "rule"): Decimal(50)}
    assert found.entries == {"L03/T1/2026-03": "rule"}
    assert found.observations["urban-supply.leak.arrival/T2"] == "rule"


def test_an_edition_of_the_scheme_speaks_of_its_own_months_only() -> None:
    one, late = Question(together(IN_TIME, OTHER)), together(LATE, OTHER)
    ahead = told(one, Question(late, edition="2026-06-01", files=frozenset("ab")))
    line = "NET/2026-03/urban-supply.leak.arrival"
    assert ahead.points == {(line, "evidence"): Decimal(-50)}
    now = told(Question(late), Question(late, edition="2026-03-01"))
    assert now.points == {("NET/2026-03/base", "rule"): Decimal(20), (line, "rule"): Decimal(-10)}


def test_a_day_off_in_the_span_is_the_calendar() -> None:
    asked = complaint("C1", "2026-03-03 10:00", "2026-03-09 10:00")
    other = complaint("C2", "2026-03-23 10:00", "2026-03-24 10:00")
    holiday = {"calendar": [{"day": date(2026, 3, 5), "is_working_day": False}]}
    found = told(
        Question(together(asked, other)),
        Question(together(asked, other, holiday), files=frozenset("ab")),
    )
    assert found.observations == {"user-complaint-c.complaint.answer/C1": "calendar"}
    assert found.points == {
        ("BUS/2026-03/user-complaint-c.complaint.answer", "calendar"): Decimal(50)
    }


def test_points_shared_out_anew_are_weights() -> None:
    """The clause of NET keeps its records, but another clause of NET can be judged as well."""
    repaired = {
        "ticket_events": [
            {"event_id": "T2r", "ticket_id": "T2", "event_type": "repair_done", "event_at": at("2026-03-03 09:30")}
        ]
    }  # fmt: skip
    small = leak("T2", "2026-03-03 08:00", "2026-03-03 08:30")
    small["tickets"][0]["severity"] = "small"
    found = told(
        Question(together(LATE, OTHER)),
        Question(together(LATE, small, repaired), files=frozenset("ab")),
    )
    assert found.observations == {"urban-supply.leak.repair/T2": "evidence"}
    assert found.points == {("NET/2026-03/urban-supply.leak.arrival", "weights"): Decimal(25)}


def test_a_difference_with_nothing_else_different_is_the_software() -> None:
    one = Question(together(LATE, OTHER))
    con = database()
    sides = judge("first", one), judge("second", replace(one, version="2"))
    con.execute(
        "UPDATE second.audit.verdict SET verdict = 'compliant', reason = NULL WHERE late_by_min > 0"
    )
    con.execute("USE memory")
    with side_by_side(con, *sides):
        tell(con, *sides)
        (row,) = rows(con, "SELECT observation_id, cause FROM diff_change")
        assert row == {"observation_id": "urban-supply.leak.arrival/T1", "cause": "software"}


def test_a_decision_goes_before_all_else() -> None:
    one = Question(together(LATE, OTHER))
    con = database()
    sides = judge("first", one), judge("second", Question(together(IN_TIME, OTHER), limit="2"))
    con.execute("ALTER TABLE second.audit.verdict ADD COLUMN IF NOT EXISTS decision_id VARCHAR")
    con.execute("UPDATE second.audit.verdict SET decision_id = 'D1' WHERE record_id = 'T1'")
    con.execute("USE memory")
    with side_by_side(con, *sides):
        tell(con, *sides)
        found = {row["record_id"]: row["cause"] for row in rows(con, "FROM diff_change")}
        assert found == {"T1": "decision", "T2": "rule"}
        points = rows(con, "SELECT cause, points FROM diff_points ORDER BY cause")
        assert points == [
            {"cause": "decision", "points": Decimal(25)},
            {"cause": "rule", "points": Decimal(25)},
        ]


def test_a_difference_is_shared_out_by_number_and_the_rest_goes_to_the_largest() -> None:
    """Of seven leaks two more are late by new rows and one by the passing of time: 42.86 points in three parts."""
    kept = [leak(f"K{n}", "2026-04-10 08:00", "2026-04-10 08:30") for n in range(4)]
    rows_one = [leak(f"E{n}", "2026-04-11 08:00", "2026-04-11 08:30") for n in range(2)]
    rows_other = [leak(f"E{n}", "2026-04-11 08:00", "2026-04-11 09:30") for n in range(2)]
    due = leak("D", "2026-04-12 01:30")
    found = told(
        Question(together(*kept, *rows_one, due)),
        Question(
            together(*kept, *rows_other, due), as_of="2026-04-12 03:00", files=frozenset("ab")
        ),
    )
    line = "NET/2026-04/urban-supply.leak.arrival"
    assert found.points == {
        (line, "evidence"): Decimal("-28.58"), (line, "time"): Decimal("-14.28")
    }  # fmt: skip


MARCH = at("2026-03-25 00:00")


@st.composite
def worlds(draw: st.DrawFn) -> Question:
    """A few leaks, complaints and applications around the end of a month."""
    parts: list[Rows] = []
    for number in range(draw(st.integers(0, 6))):
        begins = MARCH + timedelta(hours=draw(st.integers(0, 18 * 24)))
        ends = begins + timedelta(
            minutes=draw(st.sampled_from((20, 61, 119, 24 * 60, 7 * 24 * 60)))
        )
        ended = f"{ends.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}" if draw(st.booleans()) else ""
        began = f"{begins.astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"
        dept = draw(st.sampled_from(("NET", "BUS")))
        make = draw(st.sampled_from((leak, complaint, application)))
        parts.append(
            make(f"{make.__name__[0]}{number}", began, ended)
            if make is application
            else make(f"{make.__name__[0]}{number}", began, ended, dept)  # type: ignore[operator]
        )
    if draw(st.booleans()):
        day = date(2026, 3, 25) + timedelta(days=draw(st.integers(0, 10)))
        parts.append({"calendar": [{"day": day, "is_working_day": draw(st.booleans())}]})
    return Question(
        together(*parts),
        as_of=draw(st.sampled_from((NIGHT, "2026-04-02 02:00"))),
        limit=draw(st.sampled_from(("1", "2"))),
        version=draw(st.sampled_from(("1", "2"))),
        files=draw(st.sampled_from((frozenset("a"), frozenset("ab")))),
    )


@tries(5)
@given(worlds(), worlds())
def test_whatever_differs_the_causes_add_up(one: Question, other: Question) -> None:
    told(one, other)


def test_every_cause_has_words() -> None:
    assert set(book().vocabulary.causes) == set(CAUSES)
