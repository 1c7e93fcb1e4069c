"""A closed month stays as it was frozen; what comes later is booked once, in a month that is open."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from rulebook.errors import NotWholeError, UserError
from tests.town import ARRIVAL, Town, application, event, leak, new_town
from warehouse.apart import judge_apart
from warehouse.closed import read_closed, register, rows_of, verified
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import insert
from warehouse.frozen import frozen_tables
from warehouse.months import close

CLOSED_AT = datetime(2026, 4, 12, 3, tzinfo=UTC)
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def shut(town: Town, as_of: str, *months: str) -> None:
    """Audit, then close."""
    close(town.audit(as_of), months, CLOSED_AT)


@pytest.fixture(scope="module")
def march(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town whose March was closed on 12 April: one leak of two was reached late, one answer is still owed."""
    town = new_town(tmp_path_factory.mktemp("months") / "march")
    town.deliver(
        "tickets",
        leak("T1", "2026-03-02 08:00"),
        leak("T2", "2026-03-03 08:00"),
        leak("T3", "2026-04-03 08:00"),
    )
    town.deliver(
        "ticket_events",
        event("T1", "arrived", "2026-03-02 08:30"),
        event("T2", "arrived", "2026-03-03 09:30"),
        event("T3", "arrived", "2026-04-03 08:30"),
    )
    town.deliver("applications", application("A1", "2026-03-05 10:00", "2026-03-09 10:00"))
    shut(town, "2026-04-12T02:00", "2026-03")
    return town


@pytest.fixture
def town(march: Town, tmp_path: Path) -> Town:
    """The same, to be changed."""
    return march.copy(tmp_path / "town")


def late(town: Town) -> None:
    """Late evidence: T1 was reached late after all, T2 in time, A1 answered a day earlier, T4 and T5 were late."""
    town.deliver(
        "ticket_events",
        event("T1", "arrived", "2026-03-02 09:30"),
        event("T2", "arrived", "2026-03-03 08:30"),
    )
    town.deliver(
        "tickets", leak("T4", "2026-03-20 08:00", severity="small"), leak("T5", "2026-03-21 08:00")
    )
    town.deliver(
        "ticket_events",
        event("T4", "arrived", "2026-03-20 10:00"),
        event("T4", "repair_done", "2026-03-20 12:00"),
    )
    town.deliver("applications", application("A1", "2026-03-05 10:00", "2026-03-08 10:00"))


@pytest.fixture(scope="module")
def may(march: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town as audited when April may be closed."""
    town = march.copy(tmp_path_factory.mktemp("months") / "may")
    town.audit("2026-05-12T02:00")
    return town


@pytest.fixture(scope="module")
def restated(march: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town after late evidence."""
    town = march.copy(tmp_path_factory.mktemp("months") / "restated")
    late(town)
    town.audit("2026-04-20T02:00")
    return town


def now(town: Town, as_of: str, month: date, folder: Path) -> tuple[dict[str, Any], dict[Any, Any]]:
    """What would be said of a month if it were open: points by department, money by kind and parties."""
    path = folder / f"{as_of[:10]}-{month}.duckdb"
    judge_apart(replace(town.question(as_of), keeps_closed=False), path)
    return books(town, month, path)


def books(
    town: Town, month: date, path: Path | None = None
) -> tuple[dict[str, Any], dict[Any, Any]]:
    points = town.rows(
        "SELECT department_id, sum(points) AS n FROM score.line WHERE amount_cny = 0"
        f" AND kind != 'restatement' AND period_from = DATE '{month}' GROUP BY 1",
        path,
    )
    money = town.rows(
        "SELECT kind, payer_id, payee_id, sum(amount_cny) AS n FROM score.ledger_entry"
        f" WHERE restates IS NULL AND period_from = DATE '{month}' AND amount_cny != 0 GROUP BY ALL",
        path,
    )
    return (
        {row["department_id"]: row["n"] for row in points},
        {(row["kind"], row["payer_id"], row["payee_id"]): row["n"] for row in money},
    )


def booked(town: Town) -> tuple[dict[str, Decimal], dict[Any, Decimal]]:
    """All that was ever booked of March: points by department, money by kind and parties."""
    points: dict[str, Decimal] = {}
    money: dict[Any, Decimal] = {}
    for row in town.rows(
        "SELECT department_id, sum(points) AS n FROM score.line WHERE kind = 'restatement'"
        " AND source_id = '2026-03' GROUP BY 1"
    ):
        points[row["department_id"]] = row["n"]
    for row in town.rows("FROM score.ledger_entry WHERE restates LIKE '%/2026-03'"):
        assert row["amount_cny"] > 0
        pair = (row["payer_id"], row["payee_id"])
        sign = -1 if row["is_reversal"] else 1
        key = (row["kind"], *(pair[::-1] if row["is_reversal"] else pair))
        money[key] = money.get(key, Decimal(0)) + sign * row["amount_cny"]
    return points, {key: amount for key, amount in money.items() if amount}


def minus(one: dict[Any, Any], other: dict[Any, Any]) -> dict[Any, Any]:
    found = {key: one.get(key, 0) - other.get(key, 0) for key in {*one, *other}}
    return {key: value for key, value in found.items() if value}


def test_closing_freezes_what_was_published_and_tells_what_is_pending(march: Town) -> None:
    (entry,) = read_closed(march.home)
    assert (entry.month, entry.profile_id, entry.n_pending) == ("2026-03", "town", 0)
    (run,) = march.rows("FROM meta.run")
    assert entry.audit_id == run["audit_id"]
    frozen = rows_of(march.home, "2026-03")
    for table, month in frozen_tables().items():
        columns = "* EXCLUDE (state, is_provisional)" if table == "score.scorecard" else "*"
        query = f"SELECT {columns} FROM {table} WHERE {month} = DATE '2026-03-01' ORDER BY ALL"
        assert march.rows(query, frozen) == march.rows(query), table
    states = march.rows("SELECT DISTINCT state, is_provisional FROM score.scorecard", frozen)
    assert states == [{"state": "closed", "is_provisional": False}]
    assert march.rows("SELECT count(*) AS n FROM rulebook.calendar_day", frozen)[0]["n"] > 300
    assert (frozen.parent / "rulebook" / ARRIVAL).exists()
    assert not list((frozen.parent / "rulebook").rglob("*.py"))


def test_late_evidence_changes_neither_the_closed_file_nor_the_published_rows(
    march: Town, restated: Town
) -> None:
    assert digests(restated.home.closed) == digests(march.home.closed)
    frozen = rows_of(restated.home, "2026-03")
    for table, month in frozen_tables().items():
        query = f"FROM {table} WHERE {month} = DATE '2026-03-01' ORDER BY ALL"
        assert restated.rows(query) == restated.rows(query, frozen), table
    assert restated.rows("SELECT strftime(month, '%Y-%m') AS month FROM meta.closed_month") == [
        {"month": "2026-03"}
    ]


def test_the_difference_is_booked_in_the_open_month_and_adds_up(
    restated: Town, tmp_path: Path
) -> None:
    frozen = books(restated, MARCH)
    found = now(restated, "2026-04-20T02:00", MARCH, tmp_path)
    points, money = booked(restated)
    assert points == minus(found[0], frozen[0])
    assert money == minus(found[1], frozen[1])
    assert set(points) == {"NET"}
    assert money["fine", "NET", "company"] == 200
    assert money["compensation", "company", "C-A1"] == -20
    months = restated.rows("SELECT DISTINCT booked_in FROM score.restatement")
    assert months == [{"booked_in": APRIL}]
    told = restated.rows("SELECT sum(points) AS p, sum(amount_cny) AS a FROM score.restatement")
    assert told == [{"p": sum(points.values()), "a": sum(money.values())}]


def test_money_taken_back_goes_the_other_way_and_says_so(restated: Town) -> None:
    entries = {
        row["entry_id"]: row
        for row in restated.rows("FROM score.ledger_entry WHERE restates IS NOT NULL")
    }
    assert set(entries) == {
        f"R/{entry}/2026-04"
        for entry in ("L01/A1/2026-03", "L03/T1/2026-03", "L03/T2/2026-03", "L03/T4/2026-03", "L03/T5/2026-03")
    }  # fmt: skip
    back = entries["R/L03/T2/2026-03/2026-04"]
    assert (back["payer_id"], back["payee_id"], back["amount_cny"]) == ("company", "NET", 100)
    assert "takes back 100.00 CNY" in back["basis"]
    assert "收回 100.00 元" in back["basis_zh"]
    assert all(row["period_from"] == APRIL for row in entries.values())
    (card,) = restated.rows(
        f"SELECT fine_cny, state FROM score.scorecard WHERE department_id = 'NET' AND period_from = DATE '{APRIL}'"
    )
    assert card == {"fine_cny": Decimal(200), "state": "running"}


def test_every_restatement_has_a_cause(restated: Town) -> None:
    rows = restated.rows("FROM score.restatement")
    causes = {row["item"]: row["cause"] for row in rows}
    assert causes["L03/T1/2026-03"] == causes["L01/A1/2026-03"] == "evidence"
    assert {row["cause"] for row in rows} <= {"evidence", "weights"}


def test_months_say_whether_they_are_over_and_closed(march: Town) -> None:
    states = march.rows(
        "SELECT DISTINCT period_from, state, is_provisional FROM score.scorecard ORDER BY ALL"
    )
    assert [(row["state"], row["is_provisional"]) for row in states] == [
        ("provisional", True),
        ("running", True),
    ], "published before the month was closed"


def test_what_a_later_closed_month_has_booked_is_not_booked_again(
    restated: Town, tmp_path: Path
) -> None:
    town = restated.copy(tmp_path / "town")
    shut(town, "2026-05-12T02:00", "2026-04")
    first = booked(town)
    town.deliver("tickets", leak("T6", "2026-05-03 08:00"))
    town.deliver("ticket_events", event("T6", "arrived", "2026-05-03 08:10"))
    town.audit("2026-05-13T02:00")
    assert booked(town) == first
    assert town.rows("FROM score.restatement WHERE booked_in > DATE '2026-04-30'") == []
    # T1 in time again, T2 late again but later, A1 never answered.
    town.deliver(
        "ticket_events",
        event("T1", "arrived", "2026-03-02 08:20"),
        event("T2", "arrived", "2026-03-03 10:30"),
    )
    town.deliver("applications", application("A1", "2026-03-05 10:00"))
    town.audit("2026-05-14T02:00")
    frozen = books(town, MARCH)
    found = now(town, "2026-05-14T02:00", MARCH, tmp_path)
    points, money = booked(town)
    assert points == minus(found[0], frozen[0])
    assert money == minus(found[1], frozen[1])
    ids = {
        row["entry_id"]
        for row in town.rows("FROM score.ledger_entry WHERE restates = 'L03/T1/2026-03'")
    }
    assert ids == {"R/L03/T1/2026-03/2026-04", "R/L03/T1/2026-03/2026-05"}


def test_another_department_pays_and_the_first_has_it_back(town: Town, tmp_path: Path) -> None:
    town.deliver(
        "departments",
        {"dept_id": "NET", "name": "管网部", "role": "other"},
        {"dept_id": "N2", "name": "管网二部", "role": "network"},
    )
    town.audit("2026-04-20T02:00")
    found = now(town, "2026-04-20T02:00", MARCH, tmp_path)
    assert booked(town)[1] == minus(found[1], books(town, MARCH)[1])
    entries = town.rows(
        "SELECT entry_id, payer_id FROM score.ledger_entry WHERE restates IS NOT NULL ORDER BY ALL"
    )
    assert entries == [
        {"entry_id": "R/L03/T2/2026-03/2026-04", "payer_id": "N2"},
        {"entry_id": "R/L03/T2/2026-03/2026-04/back", "payer_id": "company"},
    ]
    scores = town.rows("FROM score.restatement WHERE table_name = 'score.scorecard' ORDER BY item")
    assert [(row["item"], row["old"], row["new"], row["points"]) for row in scores] == [
        ("N2/2026-03", None, "50.0000", 0), ("NET/2026-03", "50.0000", None, 0)
    ], "a score that was not there before is told, and added to nothing"  # fmt: skip


def test_a_rule_change_never_touches_a_closed_month(town: Town) -> None:
    town.edit(ARRIVAL, "value: 1, unit: h}", "value: 4, unit: h}")
    before = digests(town.home.closed)
    town.audit("2026-04-13T02:00")
    assert digests(town.home.closed) == before
    assert town.rows("FROM score.restatement") == []
    assert town.rows("FROM score.line WHERE kind = 'restatement'") == []
    frozen = rows_of(town.home, "2026-03")
    shown = "* EXCLUDE (version_id)"
    for table, month in frozen_tables().items():
        columns = shown if table in ("audit.verdict", "audit.item") else "*"
        query = f"SELECT {columns} FROM {table} WHERE {month} = DATE '2026-03-01' ORDER BY ALL"
        assert town.rows(query) == town.rows(query, frozen), table
    limits = town.rows(
        "SELECT record_id, limit_value, verdict, clause_version_from FROM audit.observation"
        " WHERE clause_id = 'urban-supply.leak.arrival' ORDER BY ALL"
    )
    assert [(row["record_id"], int(row["limit_value"])) for row in limits] == [
        ("T1", 1), ("T2", 1), ("T3", 4)
    ]  # fmt: skip
    texts = town.rows(
        "SELECT version_no, limit_value, closed_month FROM rulebook.clause"
        " WHERE clause_id = 'urban-supply.leak.arrival' ORDER BY version_no"
    )
    assert [(row["version_no"], int(row["limit_value"]), row["closed_month"]) for row in texts] == [
        (1, 4, None), (2, 1, MARCH)
    ]  # fmt: skip
    asked = town.rows(
        "SELECT limit_value FROM prepared.clause WHERE clause_id = 'urban-supply.leak.arrival'"
    )
    assert [int(row["limit_value"]) for row in asked] == [4], "what is in force, not what was kept"


def test_a_change_of_the_scheme_leaves_the_edition_a_closed_month_was_scored_by(town: Town) -> None:
    town.edit("schemes/even.yaml", "base_points: 100", "base_points: 120")
    town.audit("2026-04-13T02:00")
    assert town.rows("FROM score.restatement") == []
    stakes = town.rows(
        "SELECT m.period_from, e.base_points, sum(m.points_at_stake) AS stake FROM score.measure AS m"
        " INNER JOIN rulebook.scheme AS e USING (edition_no) WHERE m.department_id = 'NET'"
        " GROUP BY ALL ORDER BY ALL"
    )
    assert [tuple(row.values()) for row in stakes] == [(MARCH, 100, 100), (APRIL, 120, 120)]
    kept = town.rows("FROM rulebook.scheme WHERE closed_month IS NOT NULL")
    assert [(row["closed_month"], row["valid_from"], row["valid_until"]) for row in kept] == [
        (MARCH, MARCH, MARCH)
    ], "in force on no day: only the closed month finds it"
    grades = town.rows("SELECT DISTINCT edition_no FROM rulebook.grade ORDER BY 1")
    assert [row["edition_no"] for row in grades] == [1, 2]
    shown = "* EXCLUDE (edition_no)"
    query = f"SELECT {shown} FROM score.measure WHERE period_from = DATE '{MARCH}' ORDER BY ALL"
    assert town.rows(query) == town.rows(query, rows_of(town.home, "2026-03"))


def test_evidence_after_a_rule_change_is_judged_by_the_rules_of_the_closed_month(
    town: Town, restated: Town
) -> None:
    town.edit(ARRIVAL, "value: 1, unit: h}", "value: 4, unit: h}")
    late(town)
    town.audit("2026-04-20T02:00")
    query = "FROM score.restatement ORDER BY ALL"
    assert town.rows(query) == restated.rows(query) != []


def test_a_decision_on_a_closed_month_is_booked_in_the_open_one(town: Town, tmp_path: Path) -> None:
    town.deliver(
        "departments", {"dept_id": "SUP", "name": "质量监督部", "role": "quality_supervision"}
    )
    town.deliver(
        "staff",
        {"staff_id": "N1", "name": "甲", "dept_id": "NET"},
        {"staff_id": "Q1", "name": "乙", "dept_id": "SUP"},
    )
    decided = {
        "decided_at": "2026-04-15 09:00", "reason": "查实", "evidence_ref": "PH-1", "requested_by": "N1",
        "decided_by": "Q1",
    }  # fmt: skip
    late = "urban-supply.leak.arrival/T2"
    town.deliver(
        "decisions",
        {"decision_id": "D1", "kind": "excuse", "observation_id": late, "excuse_code": "road", **decided},
        {"decision_id": "D2", "kind": "adjustment", "dept_id": "BUS", "month": "2026-03", "points": 5, **decided},
    )  # fmt: skip
    town.audit("2026-04-20T02:00")
    found = now(town, "2026-04-20T02:00", MARCH, tmp_path)
    frozen = books(town, MARCH)
    points, money = booked(town)
    assert (points, money) == (minus(found[0], frozen[0]), minus(found[1], frozen[1]))
    assert points == {"NET": 50, "BUS": 5}
    assert money == {("fine", "NET", "company"): -100}
    assert {row["cause"] for row in town.rows("FROM score.restatement")} == {"decision"}
    (row,) = town.rows("FROM audit.restated_observation")
    assert (row["observation_id"], row["frozen_verdict"], row["verdict"]) == (
        late,
        "breach",
        "excused",
    )
    (seen,) = town.rows(
        f"SELECT verdict, decision_id FROM audit.observation WHERE observation_id = '{late}'"
    )
    assert seen == {"verdict": "breach", "decision_id": None}


def test_a_calendar_of_later_days_does_not_reach_back(tmp_path: Path) -> None:
    town = new_town(tmp_path / "town")
    town.deliver(
        "tickets",
        {
            "ticket_id": "C1",
            "ticket_type": "complaint",
            "received_at": "2026-03-02 09:00",
            "dept_id": "BUS",
        },
    )
    steps = [
        event("C1", "investigation_done", "2026-03-03 10:00"),
        event("C1", "replied", "2026-03-09 10:00"),
    ]
    town.deliver("ticket_events", *steps)
    shut(town, "2026-04-12T02:00", "2026-03")
    town.deliver("calendar", {"day": "2026-03-05", "is_working_day": "false"})
    town.audit("2026-04-13T02:00")
    assert town.rows("FROM score.restatement") == []
    (row,) = town.rows("SELECT verdict, due_at FROM audit.observation WHERE record_id = 'C1'")
    assert (row["verdict"], f"{row['due_at']:%m-%d}") == ("breach", "03-06")


def test_an_audit_from_before_the_closing_does_not_know_of_it(march: Town) -> None:
    for as_of, known in (("2026-04-11T02:00", []), ("2026-04-12T02:00", ["2026-03"])):
        found = verified(march.home, "town", march.question(as_of).as_of)
        assert [one.month for one in found] == known
    assert verified(march.home, "another profile", march.question("2026-04-20T02:00").as_of) == []


@pytest.mark.parametrize(
    ("months", "as_of", "problem", "remedy"),
    [
        (["2026-04"], "2026-04-30T23:59", "the month is not over", "run the audit again"),
        (["2026-04"], "2026-05-10T23:59", "the 10 days for appeals are not over", "on 2026-05-11 or later"),
        (["2026-03"], "2026-05-12T02:00", "was closed on 2026-04-12", "booked in an open month"),
        (["2026-13"], "2026-05-12T02:00", "is no month", "2026-03"),
        (["2026-02"], "2026-05-12T02:00", "says nothing of this month", "check the month"),
    ],
)  # fmt: skip
def test_what_cannot_be_closed_is_refused(
    march: Town, months: list[str], as_of: str, problem: str, remedy: str, tmp_path: Path
) -> None:
    town = march.copy(tmp_path / "town")
    audit = replace(town.question(as_of), home=town.home)
    with pytest.raises(UserError, match=problem) as told:
        close(audit, months, CLOSED_AT)
    assert remedy in told.value.remedy
    assert [one.month for one in read_closed(town.home)] == ["2026-03"]


def test_an_earlier_month_is_closed_first_or_together(town: Town) -> None:
    town.deliver("tickets", leak("T6", "2026-05-03 08:00"))
    town.deliver("ticket_events", event("T6", "arrived", "2026-05-03 08:10"))
    audit = town.audit("2026-06-12T02:00")
    with pytest.raises(UserError, match="earlier month is still open: 2026-04") as told:
        close(audit, ["2026-05"], CLOSED_AT)
    assert "plumbline close 2026-04 2026-05" in told.value.remedy
    assert [one.month for one in close(audit, ["2026-05", "2026-04"], CLOSED_AT)] == [
        "2026-04",
        "2026-05",
    ]
    assert [one.month for one in read_closed(town.home)] == ["2026-03", "2026-04", "2026-05"]


def test_only_what_the_current_rulebook_says_is_closed(may: Town, tmp_path: Path) -> None:
    town = may.copy(tmp_path / "town")
    town.edit(ARRIVAL, "value: 1, unit: h}", "value: 2, unit: h}")
    with pytest.raises(UserError, match="does not come from the current rulebook"):
        close(town.question("2026-05-12T02:00"), ["2026-04"], CLOSED_AT)


@pytest.mark.parametrize(
    "about",
    [
        {"period_from": APRIL},
        {"observation_id": "urban-supply.leak.arrival/T3"},
        {"entry_id": "L03/T3/2026-04"},
        {},
    ],
)
def test_undecided_appeals_keep_a_month_open(
    may: Town, about: dict[str, Any], tmp_path: Path
) -> None:
    town = may.copy(tmp_path / "town")
    appeal = {
        "appeal_id": "AP1",
        "filed_at": CLOSED_AT,
        "filed_by": "N1",
        "state": "open",
        "days_open": 1,
    }
    contract = contracts(PUBLISHED)["audit.appeal"]
    with duckdb.connect(str(town.home.published)) as con:
        insert(con, "audit.appeal", pl.DataFrame([appeal | about], schema=schema(contract)))
    with pytest.raises(UserError, match="appeals are not decided: AP1"):
        close(town.question("2026-05-12T02:00"), ["2026-04"], CLOSED_AT)


def frozen_file(town: Town) -> None:
    path = rows_of(town.home, "2026-03")
    path.write_bytes(path.read_bytes() + b"\0")


def frozen_rule(town: Town) -> None:
    path = town.home.closed / "2026-03" / "rulebook" / ARRIVAL
    path.write_text(path.read_text("utf-8").replace("value: 1", "value: 4"), "utf-8")


def entry(town: Town) -> None:
    path = register(town.home)
    entries = json.loads(path.read_text("utf-8"))
    entries[0]["n_pending"] = 9
    path.write_text(json.dumps([*entries, entries[0]]), "utf-8")


def cut_register(town: Town) -> None:
    register(town.home).unlink()


NIGHT_AFTER = datetime(2026, 5, 12, 18, tzinfo=UTC)


@pytest.mark.parametrize("touch", [frozen_file, frozen_rule, entry, cut_register])
def test_whatever_is_touched_in_a_closed_month_is_found(
    march: Town, tmp_path: Path, touch: Callable[[Town], None]
) -> None:
    town = march.copy(tmp_path / "town")
    touch(town)
    with pytest.raises(NotWholeError, match="closed month was altered|register") as told:
        verified(town.home, "town", NIGHT_AFTER)
    assert "backup" in told.value.remedy


def test_a_touched_month_stops_the_audit_and_what_was_published_stands(town: Town) -> None:
    before = town.home.published.read_bytes()
    frozen_file(town)
    with pytest.raises(NotWholeError, match="closed month was altered"):
        town.audit("2026-04-13T02:00")
    assert town.home.published.read_bytes() == before


def test_a_month_that_was_published_as_closed_cannot_be_opened_again(
    may: Town, tmp_path: Path
) -> None:
    town = may.copy(tmp_path / "town")
    shutil.rmtree(town.home.closed)
    with pytest.raises(NotWholeError, match="2026-03: .* was published as closed"):
        verified(town.home, "town", NIGHT_AFTER)


def test_an_interrupted_closing_can_be_done_again(may: Town, tmp_path: Path) -> None:
    town = may.copy(tmp_path / "town")
    (town.home.closed / "2026-04").mkdir()
    with pytest.raises(NotWholeError, match="does not know this month"):
        verified(town.home, "town", NIGHT_AFTER)
    close(town.question("2026-05-12T02:00"), ["2026-04"], CLOSED_AT)
    found = verified(town.home, "town", NIGHT_AFTER)
    assert [one.month for one in found] == ["2026-03", "2026-04"]
    assert {path.name for path in town.home.closed.iterdir()} == {
        "2026-03",
        "2026-04",
        "closed.json",
    }
