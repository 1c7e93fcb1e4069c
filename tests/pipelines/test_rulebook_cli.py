"""The rulebook as people read it on the command line, and a clause added by one file."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from rulebook.catalogue import Status
from rulebook.errors import UserError
from rulebook.loader import RULEBOOK, Rulebook, load
from warehouse.examples import run_examples

RUNNER = CliRunner()


def plumbline(*arguments: str | Path) -> Result:
    return RUNNER.invoke(
        app, ["rulebook", *map(str, arguments)], env={"COLUMNS": "160", "PLUMBLINE_LANG": "en"}
    )


def told(*arguments: str | Path) -> str:
    result = plumbline(*arguments)
    assert result.exit_code == 0, result.exception
    return result.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def test_list_gives_every_clause_with_its_status(book: Rulebook) -> None:
    rows = json.loads(told("list", "--format", "json"))
    assert {row["clause_id"] for row in rows} == set(book.clauses)
    assert {row["status"] for row in rows} == set(Status)
    (late,) = [row for row in rows if row["clause_id"] == "svc-process.fine.late-leak"]
    assert late["parameters"] == ["leak_arrival_h"]
    assert late["ledger"] == ["L03"]
    assert late["profiles"]["city-water"] == "information"


def test_list_as_csv_can_be_read_back(book: Rulebook) -> None:
    rows = list(csv.DictReader(io.StringIO(told("list", "--format", "csv"))))
    assert len(rows) == len(book.clauses)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("需现场观察", "适用", "个条款")), ("en", ("observed", "governs", "clauses:"))],
)
def test_list_as_a_table_in_both_languages(lang: str, words: tuple[str, ...]) -> None:
    chosen = ("--regulation", "urban-supply", "--status", "observed", "--profile", "city-water")
    out = told("list", *chosen, "--lang", lang)
    assert "urban-supply.counter.badge" in out
    assert "urban-supply.leak.arrival" not in out
    assert all(word in out for word in words)


SHOWN = [
    ("urban-supply.leak.arrival", "zh", ("管网维修 2", "1小时内", "到达现场", "交通堵塞", "每次100元", "漏水抢修到场", "恰好一小时到达", "违规")),
    ("urban-supply.leak.arrival", "en", ("within 1 hour", "arrived on site", "100 yuan a case", "governs", "excused, traffic")),
    ("svc-process.fine.late-leak", "en", ("needs a parameter", "set to 1 hour", "could be borrowed: 2 hours", "urban-supply governs")),
    ("urban-supply.pressure.rate", "zh", ("不低于97%", "比率取自", "97/100")),
    ("urban-supply.meter.monthly", "en", ("exactly once a month", "for each")),
    ("urban-supply.counter.fees", "zh", ("不得出现", "3–5倍")),
    ("complaint-card.approve.manager", "zh", ("前一步骤", "后一步骤", "不属任何主题")),
    ("jiujiu-heat.temp.night", "en", ("at least 16 degrees Celsius", "ends excluded")),
    ("yc-supervise-flow.report.23rd", "zh", ("每月一次，当月23日前",)),
]  # fmt: skip


@pytest.mark.parametrize(("clause_id", "lang", "words"), SHOWN)
def test_show_tells_a_clause(clause_id: str, lang: str, words: tuple[str, ...]) -> None:
    out = told("show", clause_id, "--lang", lang)
    assert not [word for word in words if word not in out]


def test_show_as_json_with_the_statement() -> None:
    found = json.loads(told("show", "urban-supply.leak.arrival", "--format", "json", "--sql"))
    assert found["clause_id"] == "urban-supply.leak.arrival"
    assert found["versions"][0]["asks"]["zh"]
    assert {"leak_arrival"} == {one["topic"] for one in found["profiles"]}
    (statement,) = found["statements"]
    assert statement["path"] == "warehouse/sql/evaluate/deadline.sql"
    assert "Question:" in statement["text"]


def test_every_clause_can_be_shown(book: Rulebook) -> None:
    from pipelines.rulebook_show import as_data

    seen: set[str] = set()
    for clause_id, clause in book.clauses.items():
        if (kind := f"{clause.kind}.{clause.subject}") not in seen:
            seen.add(kind)
            json.dumps(as_data(book, clause_id, with_sql=True))


def test_an_unknown_clause_is_a_users_mistake_with_near_matches() -> None:
    result = plumbline("show", "urban-supply.leak.arival")
    assert isinstance(result.exception, UserError)
    assert "urban-supply.leak.arrival" in str(result.exception)


def test_diff_of_two_rulebooks(folder: Path) -> None:
    arrival = folder / "regulations/urban-supply/leak/arrival.yaml"
    arrival.write_text(
        arrival.read_text("utf-8").replace("value: 1, unit: h}", "value: 2, unit: h}", 1), "utf-8"
    )
    out = told("diff", RULEBOOK, folder)
    assert "clauses: 0 added, 0 removed, 1 changed" in out
    assert "versions.null.limit.value: 1 -> 2" in out
    # A checkout is as good as its folder `rulebook`.
    found = json.loads(told("diff", RULEBOOK, folder.parent, "--format", "json"))
    assert list(found["changed"]) == ["urban-supply.leak.arrival"]


def test_a_folder_without_a_rulebook_is_a_users_mistake(tmp_path: Path) -> None:
    result = plumbline("diff", tmp_path, RULEBOOK)
    assert isinstance(result.exception, UserError)
    assert str(tmp_path) in str(result.exception)


NEW_CLAUSE = """
title: {zh: 咨询在两小时内得到答复, en: An enquiry is answered within two hours}
locator: 新增 1
kind: deadline
subject: tickets
summary: {zh: 咨询两小时内答复。, en: An enquiry is answered within two hours.}
versions:
  - from: null
    population:
      - {fact: tickets.ticket_type, one_of: [consult]}
    trigger: contact_received
    end: replied
    limit: {op: "<=", value: 2, unit: h}
    calendar: wall_clock
examples:
  - name: {zh: 恰好两小时, en: exactly after two hours}
    given:
      tickets:
        - {ticket_type: consult, received_at: 2026-03-02 08:00}
      ticket_events:
        - {event_type: replied, event_at: 2026-03-02 10:00}
    as_of: 2026-03-31 12:00
    expect: {verdict: compliant, due_at: 2026-03-02T10:00:00}
  - name: {zh: 晚一分钟, en: one minute too late}
    given:
      tickets:
        - {ticket_type: consult, received_at: 2026-03-02 08:00}
      ticket_events:
        - {event_type: replied, event_at: 2026-03-02 10:01}
    as_of: 2026-03-31 12:00
    expect: {verdict: breach, reason: late, late_by_min: 1}
"""


def test_a_clause_of_a_known_kind_is_one_file_and_no_code(folder: Path) -> None:
    name = "urban-supply.counter.two-hours"
    path = folder / "regulations/urban-supply/counter/two-hours.yaml"
    path.write_text(NEW_CLAUSE, "utf-8")
    book = load(folder)
    rows = json.loads(told("list", "--format", "json", "--folder", folder))
    (row,) = [row for row in rows if row["clause_id"] == name]
    assert (row["status"], row["profiles"]["city-water"]) == ("executable", "governs")
    assert "两小时" in told("show", name, "--folder", folder, "--lang", "zh")
    results = run_examples(book, name)
    assert [one.problem for one in results] == ["", ""]
    assert "1 clauses, 2 examples, 0 disagree" in told("check", name, "--folder", folder)


def test_check_tells_an_example_that_disagrees(folder: Path) -> None:
    path = folder / "regulations/urban-supply/counter/two-hours.yaml"
    path.write_text(NEW_CLAUSE.replace("verdict: compliant", "verdict: breach"), "utf-8")
    result = plumbline("check", "urban-supply.counter.two-hours", "--folder", folder)
    assert result.exit_code == 1
    assert "verdict is compliant, expected breach" in result.stdout
    assert "1 disagree" in result.stdout
