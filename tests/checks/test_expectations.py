"""Evidence with planted faults, checked once; every test reads that one run."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from checks.contract_rules import rules_of
from checks.data_docs import write_site
from checks.expectations import run_contract_checks
from checks.outcome import CheckOutcome
from warehouse.contract import contracts
from warehouse.evaluate import attach_evidence, connection
from warehouse.home import Home
from warehouse.store import part_schema

ZONE = "Asia/Shanghai"
ROOT = Path(__file__).parent.parent.parent
START = datetime(2026, 3, 2, tzinfo=UTC)

Rows = dict[str, list[dict[str, Any]]]


def clean() -> Rows:
    """A small utility that keeps every contract."""
    return {
        "departments": [
            {"dept_id": "D-NET", "name": "管网部", "role": "network"},
            {"dept_id": "D-SUB", "name": "管网站", "role": "network_station", "parent_id": "D-NET"},
        ],
        "staff": [
            {"staff_id": f"S-{n}", "dept_id": "D-NET", "month_wage_cny": Decimal(5000)}
            for n in range(3)
        ],
        "assets": [
            {
                "asset_id": "A-1",
                "period": f"2026-{month:02}",
                "asset_class": "network",
                "dept_id": "D-NET",
            }
            for month in (1, 2, 3)
        ],
        "outages": [
            {"outage_id": "O-1", "type": "planned", "notice_channels": ["tv", "wechat"]},
            {"outage_id": "O-2", "type": "sudden"},
        ],
        "patrols": [{"patrol_id": "P-1", "asset_class": "network", "defects": 0}],
        "governance": [{"item_id": "G-1", "clause_id": "c", "kind": "document"}],
        "pressure_points": [
            {"point_id": "PP-1", "point_type": "trunk", "limit_mpa": Decimal("0.14")}
        ],
        "pressure_readings": [
            {
                "reading_id": f"R-{n}",
                "point_id": "PP-1",
                "read_at": START + timedelta(minutes=n),
                "pressure_mpa": Decimal(bound),
            }
            # The bounds themselves are inside.
            for n, bound in enumerate(["-0.2", "0", "0.3", "5"])
        ],
    }


def planted() -> Rows:
    """The same utility with faults."""
    rows = clean()
    rows["departments"][1]["role"] = "choir"
    rows["departments"][0]["name"] = None
    rows["staff"] += [{"staff_id": "S-0", "dept_id": "D-GONE", "month_wage_cny": Decimal(-77123)}]
    rows["assets"] += [rows["assets"][0], {**rows["assets"][1], "period": "2026-13"}]
    rows["outages"][0]["notice_channels"] = ["tv", "pigeon"]
    rows["repair_orders"] = [{"repair_order_id": "RO-1"}]
    rows["outages"][1]["repair_order_id"] = "RO-9"
    for reading, bad in zip(rows["pressure_readings"], ["-0.20000001", "5.1", "0.3"], strict=False):
        reading["pressure_mpa"] = Decimal(bad)
    return rows


def deliver(home: Home, rows: Rows, garbled: dict[str, str]) -> None:
    """Store the rows and make the working file; `garbled` names a column that a stored table spoils."""
    for table, contract in contracts().items():
        kinds = part_schema(contract)
        frame = pl.DataFrame(
            [{name: row.get(name) for name in kinds} for row in rows.get(table, [])], schema=kinds
        )
        home.current(table).mkdir(parents=True, exist_ok=True)
        if table in garbled:
            frame = frame.with_columns(pl.lit("many").alias(garbled[table]))
        frame.write_parquet(home.current(table) / "all.parquet")
    home.work.parent.mkdir(parents=True, exist_ok=True)
    with connection(home.work, ZONE) as con:
        attach_evidence(con, home)


@dataclass(frozen=True)
class Run:
    home: Home
    first: list[CheckOutcome]
    second: dict[str, CheckOutcome]
    said: str
    left_behind: list[Path]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Check clean evidence, then evidence with faults, into the same folder of pages."""
    root = tmp_path_factory.mktemp("expectations")
    elsewhere = root / "elsewhere"
    elsewhere.mkdir()
    said = io.StringIO()
    # A dollar sign and braces in a path are just letters, not a setting to look up.
    home = Home(root / "${HOME} of {batch}")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.chdir(elsewhere)
        patch.setenv("HOME", str(elsewhere))
        deliver(home, clean(), {})
        first = run_contract_checks(home.work, home.data_docs, ZONE)
        deliver(home, planted(), {"patrols": "defects"})
        (home.current("governance") / "all.parquet").write_bytes(b"not a table")
        second = run_contract_checks(home.work, home.data_docs, ZONE)
    by_name = {one.check_name: one for one in second}
    assert len(by_name) == len(second), "check names are the key of quality.check_result"
    return Run(home, first, by_name, said.getvalue(), list(elsewhere.rglob("*")))


def test_loading_the_module_does_not_load_great_expectations() -> None:
    code = (
        "import sys, checks.expectations\n"
        "sys.exit(bool({'great_expectations', 'sqlalchemy', 'duckdb_engine'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_clean_evidence_passes(run: Run) -> None:
    assert {one.outcome for one in run.first} == {"passed"}
    assert all(one.n_checked and one.n_unexpected == 0 for one in run.first)
    assert {one.table_name for one in run.first} == set(clean())


@pytest.mark.parametrize(
    ("check", "n_checked", "n_unexpected", "example"),
    [
        ("staff.unique", 4, 2, "S-0"),
        ("assets.unique", 5, 2, "A-1 · 2026-01"),
        ("assets.period.month", 5, 1, "2026-13"),
        ("departments.name.not_null", 2, 1, ""),
        ("departments.role.allowed", 2, 1, "choir"),
        ("outages.notice_channels.allowed", 1, 1, "pigeon"),
        ("pressure_readings.pressure_mpa.within", 4, 2, "5.1"),
        ("staff.month_wage_cny.within", 4, 1, ""),
    ],
)
def test_a_fault_fails_with_its_count(
    run: Run, check: str, n_checked: int, n_unexpected: int, example: str
) -> None:
    found = run.second[f"contract.{check}"]
    assert (found.outcome, found.severity) == ("failed", "error")
    assert (found.n_checked, found.n_unexpected) == (n_checked, n_unexpected)
    assert example in found.detail
    assert found.table_name == check.split(".", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("check", "example"),
    [("staff.dept_id", "D-GONE"), ("outages.repair_order_id", "RO-9")],
)
def test_a_reference_that_leads_nowhere_is_a_warning(run: Run, check: str, example: str) -> None:
    """Only where what it could lead to was delivered at all: see the outages' other references."""
    found = run.second[f"contract.{check}.references"]
    assert (found.outcome, found.severity) == ("failed", "warning")
    assert found.n_unexpected == 1
    assert example in found.detail


def test_what_is_in_order_passes_beside_the_faults(run: Run) -> None:
    for check in (
        "departments.unique",
        "departments.parent_id.references",
        "assets.period.not_null",
    ):
        assert run.second[f"contract.{check}"].outcome == "passed"


def test_an_expectation_that_raises_is_not_run_and_blocks(run: Run) -> None:
    found = run.second["contract.patrols.defects.within"]
    assert (found.outcome, found.severity) == ("not_run", "error")
    assert found.n_checked is None
    assert found.n_unexpected is None
    assert "VARCHAR" in found.detail
    assert "\n" not in found.detail


def test_a_table_that_cannot_be_read_is_not_run_and_blocks(run: Run) -> None:
    found = [one for one in run.second.values() if one.table_name == "governance"]
    assert [(one.outcome, one.severity) for one in found] == [("not_run", "error")]


def test_nothing_is_said_of_what_was_not_delivered(run: Run) -> None:
    assert not [one for one in run.second.values() if one.table_name == "tickets"]
    assert "contract.departments.head_id.references" not in run.second


def test_every_rule_of_every_contract_has_a_name_of_its_own() -> None:
    names = [rule.name for contract in contracts().values() for rule in rules_of(contract)]
    assert len(names) == len(set(names))


def test_personal_values_are_shown_nowhere(run: Run) -> None:
    shown = [one.detail for one in run.second.values()]
    shown += [page.read_text("utf-8") for page in run.home.data_docs.rglob("*.html")]
    assert not [text for text in shown if "77123" in text]


def test_pages_open_without_a_network(run: Run) -> None:
    pages = list(run.home.data_docs.rglob("*.html"))
    assert len(pages) > 10
    for page in pages:
        text = page.read_text("utf-8")
        assert not re.search(r"https?://|<script", text), page
        for link in re.findall(r"href=[\"']([^\"'#]+)", text):
            assert (page.parent / link).exists(), (page, link)


def test_the_index_names_what_failed(run: Run) -> None:
    index = (run.home.data_docs / "index.html").read_text("utf-8")
    for check in ("staff.unique", "staff.dept_id.references", "patrols.defects.within"):
        assert f"contract.{check}" in index


def test_old_pages_are_replaced(run: Run) -> None:
    tables = [folder.name for folder in (run.home.data_docs / "validations").iterdir()]
    assert "governance" not in tables
    runs = list((run.home.data_docs / "validations" / "staff").rglob("*.html"))
    assert len(runs) == 1
    assert [path.name for path in run.home.data_docs.parent.iterdir()] == ["data_docs"]


def test_pages_that_cannot_be_written_leave_no_old_ones(tmp_path: Path) -> None:
    pages = tmp_path / "data_docs"
    pages.mkdir()
    (pages / "index.html").write_text("yesterday", "utf-8")

    def render(_folder: Path) -> None:
        raise RuntimeError("no ink")

    with pytest.raises(RuntimeError, match="no ink"):
        write_site(pages, render, [], [])
    assert list(tmp_path.iterdir()) == []


def test_it_is_quiet_and_leaves_nothing_behind(run: Run) -> None:
    assert run.said == ""
    assert run.left_behind == []
    with connection(run.home.work, ZONE) as con:  # nobody holds the file any more
        con.execute("CREATE TABLE written AS SELECT 1")
