"""Regulations that compete on a topic: all judge the record, one scores, and all of its clauses do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from tests.running import shipped
from warehouse.asked import ticket_events
from warehouse.contract import contracts
from warehouse.evaluate import Audit, connection, evaluate_in, prepare
from warehouse.example_rows import create_evidence
from warehouse.home import Home
from warehouse.score import score_in
from warehouse.versions import numbered

TOPIC = "case_feedback"
DUTY = {"yc-supervise-duty.feedback.2wd"}
FLOW = {"yc-supervise-flow.officer.2wd", "yc-supervise-flow.handler.1wd"}


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """One supervised case, fed back a week late, under the rules of Yinchuan."""
    book = shipped()
    everything = {f"{t}.{name}" for t, one in contracts().items() for name in one.columns}
    audit = Audit(Home(Path()), book, "yinchuan-heat", datetime(2026, 4, 1, tzinfo=UTC))
    with connection(":memory:", "Asia/Shanghai") as con:
        con.execute("SET threads = 1")
        create_evidence(con)
        con.execute(
            "INSERT INTO evidence.departments (dept_id, name, role, source_file_id, source_row)"
            " VALUES ('D', '供热站', 'line_officer', 1, 1)"
        )
        con.execute(
            "INSERT INTO evidence.tickets (ticket_id, ticket_type, channel, received_at, origin_level, complexity,"
            " dept_id, status, source_file_id, source_row) VALUES ('T', 'supervised_case', 'other_dept',"
            " '2026-03-02 09:00+08', 'level2_network', 'normal', 'D', 'open', 1, 1)"
        )
        for number, (event, at) in enumerate(
            [("accepted", "02 10:00"), ("assigned", "02 11:00"), ("result_to_line", "10 09:00"),
             ("result_to_level2", "11 09:00")]
        ):  # fmt: skip
            con.execute(
                "INSERT INTO evidence.ticket_events (event_id, ticket_id, event_type, event_at, source_file_id,"
                " source_row) VALUES ($id, 'T', $event, $at, 1, $row)",
                {"id": f"E{number}", "event": event, "at": f"2026-03-{at}+08", "row": number},
            )
        prepare(con, book)
        evaluate_in(con, audit, everything | ticket_events())
        score_in(con, audit)
        yield con


def test_every_regulation_of_the_topic_judges_the_record(con: duckdb.DuckDBPyConnection) -> None:
    found = dict(
        con.execute(
            "SELECT clause_id, (verdict, is_governing) FROM audit.verdict JOIN rulebook.clause"
            " USING (version_id) WHERE topic = $topic AND record_id = 'T'",
            {"topic": TOPIC},
        ).fetchall()
    )
    assert {name: found[name] for name in DUTY} == dict.fromkeys(DUTY, ("breach", False))
    assert {name: found[name] for name in FLOW} == dict.fromkeys(FLOW, ("breach", True))


def test_only_the_governing_regulation_scores_and_all_of_its_clauses_do(
    con: duckdb.DuckDBPyConnection,
) -> None:
    scored = {
        clause
        for (clause,) in con.execute(
            "SELECT split_part(source_id, '/', 1) FROM score.line WHERE kind = 'deduction' AND points < 0"
        ).fetchall()
    }
    assert scored >= FLOW
    assert not scored & DUTY
    money = con.execute("SELECT DISTINCT clause_id FROM score.ledger_entry").fetchall()
    assert not {clause for (clause,) in money} & DUTY


def test_a_narrower_topic_takes_its_tickets_out_of_the_wider_one() -> None:
    """Where a profile decides billing and pressure queries, those tickets leave the answer to enquiries."""
    book = shipped()
    found = {
        one.clause_id: one.version.population
        for one in numbered(book, book.profiles["group-water"])
        if one.clause_id == "cust-svc-b.business.time"
    }
    (population,) = found.values()
    taken = {code for condition in population for code in condition.not_one_of}
    assert {"billing_query", "pressure"} <= taken
