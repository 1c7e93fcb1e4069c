"""Personal data: not in the published file, revealed for a reason, to those who may, and put on record."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from pytest_django.fixtures import Settings
from typer.testing import CliRunner

from dashboard.accounts.models import Access
from pipelines.cli import app
from rulebook.errors import UserError
from tests.dashboard.conftest import Login
from warehouse.evaluate import Audit
from warehouse.originals import original

ROW = (
    "SELECT t.file_id, t.source_row, t.ticket_id, o.observation_id FROM evidence.tickets AS t"
    " JOIN audit.observation AS o ON o.record_id = t.ticket_id AND o.record_table = 'tickets'"
    " WHERE t.contact IS NOT NULL AND o.department_id = 'D-NET' ORDER BY o.observation_id LIMIT 1"
)


@pytest.fixture
def row(published: Path) -> tuple[int, int, str, str]:
    with duckdb.connect(str(published), read_only=True) as con:
        return con.execute(ROW).fetchall()[0]


def test_the_row_is_read_as_it_was_delivered(
    audited: Audit, row: tuple[int, int, str, str]
) -> None:
    file, line, ticket, _ = row
    found = original(audited.home, "tickets", file, line)
    parts = audited.home.parts("tickets").glob("*.parquet")
    delivered = duckdb.execute(
        "SELECT contact FROM read_parquet($paths) WHERE ticket_id = $ticket",
        {"paths": [str(path) for path in parts], "ticket": ticket},
    ).fetchall()
    assert (found["contact"],) in delivered
    assert "***" not in found.values()
    assert "ticket_id" not in found, "what is published is not repeated"


@pytest.mark.parametrize(("table", "file", "line"), [("tickets", 1_000, 2), ("tickets", 0, 10**9), ("../x", 1, 2)])  # fmt: skip
def test_what_was_not_delivered_is_told(audited: Audit, table: str, file: int, line: int) -> None:
    with pytest.raises(UserError, match="no such row"):
        original(audited.home, table, file, line)


def test_the_command_answers_in_both_formats(
    audited: Audit, row: tuple[int, int, str, str]
) -> None:
    said = ["original", "tickets", str(row[0]), str(row[1]), "--home", str(audited.home.root)]
    told = CliRunner().invoke(app, [*said, "--format", "json"])
    assert '"contact"' in told.output
    assert "as delivered" in CliRunner().invoke(app, [*said, "--lang", "en"]).output


def test_a_supervisor_reads_it_for_a_reason_that_is_put_on_record(
    login: Login, row: tuple[int, int, str, str], audited: Audit, settings: Settings
) -> None:
    file, line, _, observation = row
    secret = original(audited.home, "tickets", file, line)["contact"]
    client = login("supervisor")
    page = f"/original/{observation}/"
    assert page in client.get(f"/observation/{observation}/").content.decode()
    form = client.get(page).content.decode()
    assert secret not in form

    refused = client.post(page, {"why": " x "}).content.decode()
    assert "请写明查看的理由" in refused
    assert secret not in refused
    assert not Access.objects.filter(act="reveal").exists()

    shown = client.post(page, {"why": "回访核实"})
    assert secret in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    noted = Access.objects.get(act="reveal")
    assert noted.username == "test-supervisor"
    assert "回访核实" in noted.reason
    assert secret not in noted.reason


@pytest.mark.parametrize("role", ["dept_head", "auditor", "administrator"])
def test_nobody_else_does(login: Login, row: tuple[int, int, str, str], role: str) -> None:
    client = login(role)
    page = f"/original/{row[3]}/"
    assert page not in client.get(f"/observation/{row[3]}/").content.decode()
    assert client.get(page).status_code == 404
    assert client.post(page, {"why": "回访核实"}).status_code == 404
