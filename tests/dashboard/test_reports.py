"""Monthly reports: what they say is what the published file says, and a department's holds nothing of another."""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import fastexcel
import pytest
from pytest_django.fixtures import Settings
from typer.testing import CliRunner

from dashboard import runs
from dashboard.facts.hub import Hub
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.reports.book import book
from dashboard.reports.command import make, make_due
from dashboard.reports.content import NoSuchMonthError, report
from dashboard.reports.files import due_months, report_files
from dashboard.reports.page import page
from dashboard.reports.pdf import font, pdf
from pipelines.cli import app
from rulebook.errors import UserError
from tests.dashboard.conftest import OWN, WHOLE, Login
from warehouse.evaluate import Audit

MONTH = date(2026, 3, 1)
HEAD = Scope(role="dept_head", departments=frozenset({OWN}))


@pytest.fixture
def made(published: Path, settings: Settings, tmp_path: Path) -> list[Path]:
    settings.REPORTS = tmp_path / "reports"
    return make(MONTH, (), "zh")


def test_the_utility_and_every_department_has_its_files(
    made: list[Path], facts: Callable[[Scope], Facts], settings: Settings
) -> None:
    cards = facts(WHOLE).ask("report_scorecards", month=MONTH)
    files = report_files(settings.REPORTS)
    assert {one.department for one in files} == {None, *(row["department_id"] for row in cards)}
    n_forms = 2 if font() is None else 3
    assert len(files) == len(made) == n_forms * (len(cards) + 1)
    assert {one.audit_id for one in files} == {facts(WHOLE).run["audit_id"]}


def test_a_report_needs_nothing_else_and_shows_every_denominator(made: list[Path]) -> None:
    html = made[0].read_text("utf-8")
    assert "utility" in made[0].name
    assert not re.search(r"(?:href|src)=|url\(|@import|<script", html)
    for words in ("部门成绩单", "名次范围", "评价覆盖率", "95% 区间", "问题最多的条款", "金额，按种类", "编制", "复核", "批准"):  # fmt: skip
        assert words in html
    rates = html.split("<h2>各条款合格率</h2>")[1].split("</section>")[0]
    shares = re.findall(r'<span class="pct">[^<]+</span>(<small class="of">[\d,]+/[\d,]+)?', rates)
    assert shares
    assert all(shares), "a percentage without its denominator"
    assert "尚未关账" in html


def test_a_departments_report_names_no_other(
    made: list[Path], facts: Callable[[Scope], Facts]
) -> None:
    own = next(path for path in made if f"dept-{OWN}-" in path.name and path.suffix == ".html")
    html = own.read_text("utf-8")
    for row in facts(WHOLE).departments().values():
        if row["department_id"] != OWN:
            assert not re.search(rf"{row['department_id']}\b", html)
            assert f">{row['name']}<" not in html


def test_points_and_yuan_are_those_of_the_scorecards(facts: Callable[[Scope], Facts]) -> None:
    found = report(facts(HEAD), MONTH, OWN)
    tables = {one.name: one for one in found.tables}
    (card,) = tables["scorecards"].rows
    lines = tables["lines"].rows
    assert sum((row["points"] for row in lines), Decimal(0)) == card["points"]
    paid = {
        row["kind"]: row["amount_cny"]
        for row in tables["money"].rows
        if row["status"] == "booked" and row["amount_cny"]
    }
    assert paid.get("fine", 0) == card["fine_cny"]
    assert [row["n_broken"] for row in tables["worst"].rows] == sorted(
        (row["n_broken"] for row in tables["worst"].rows), reverse=True
    )


def test_a_report_warns_as_the_page_does(changed: Callable[[str], Path]) -> None:
    path = changed(
        "UPDATE score.scorecard SET grade = 'A', grade_reason = NULL, coverage_rate = 0.545 "
        f"WHERE department_id = '{OWN}'"
    )
    facts = Facts(Hub(threads=1, memory="200MB").current(path), WHOLE, timeout_s=20)
    found = report(facts, MONTH, None)
    tables = {one.name: one for one in found.tables}
    notes = {row["department_id"]: row["grade_note"] for row in tables["scorecards"].rows}
    assert notes[OWN] == "证据不足"
    sheet = fastexcel.read_excel(book(found)).load_sheet("部门成绩单").to_polars()
    assert "证据不足" in sheet["等级说明"]
    html = page(found).decode()
    assert "证据不足" in html
    assert "更正、裁定和申诉" in html
    rates = html.split("<h2>各条款合格率</h2>")[1].split("</section>")[0]
    assert ">逐件<" in rates
    assert ">95% 区间<" not in rates, "it stands under the rate"
    assert "95% 区间" in fastexcel.read_excel(book(found)).load_sheet("各条款合格率").to_polars()
    facts.close()


def test_the_workbook_has_a_sheet_for_each_table_and_no_formula(made: list[Path]) -> None:
    path = next(one for one in made if one.suffix == ".xlsx")
    names = fastexcel.read_excel(path).sheet_names
    assert names[0] == "封面"
    assert {"部门成绩单", "各条款合格率", "金额，按种类"} <= set(names)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as book:
        sheets = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
    assert not any("<f>" in one for one in sheets)
    rates = fastexcel.read_excel(path).load_sheet("各条款合格率").to_polars()
    assert rates["合格率"].dtype.is_numeric()
    assert {"合格数", "评价数"} <= set(rates.columns)


def test_the_pdf_is_set_with_chinese_letters_and_takes_no_text_for_a_command(
    facts: Callable[[Scope], Facts],
) -> None:
    pytest.importorskip("typst")
    assert font(), "a font with Chinese letters must be installed"
    hostile = '#panic("运行了") $x$ *粗* <label> @ref \\ [ ]'
    found = report(facts(HEAD), MONTH, OWN)
    made = pdf(replace(found, title=hostile, notes=[hostile]))
    assert made.startswith(b"%PDF-")
    assert len(made) > 20_000, "its letters are inside"
    assert pdf(found) == pdf(found), "the same report is the same file"


def test_no_pdf_rather_than_one_in_boxes(
    published: Path, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REPORTS = tmp_path
    monkeypatch.setattr("dashboard.reports.files.font", lambda: None)
    assert {path.suffix for path in make(MONTH, (OWN,), "zh")} == {".html", ".xlsx"}


def test_a_month_or_department_without_results_has_no_report(
    published: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.REPORTS = tmp_path
    with pytest.raises(NoSuchMonthError, match="2020-01"):
        make(date(2020, 1, 1), (), "zh")
    with pytest.raises(NoSuchMonthError, match="D-NONE"):
        make(MONTH, ("D-NONE",), "zh")


def test_the_command_tells_a_mistake(audited: Audit, tmp_path: Path) -> None:
    for arguments, told in (
        (["--home", str(tmp_path)], "no audit has been published"),
        (["--home", str(audited.home.root), "--month", "spring"], "is not a month"),
    ):
        result = CliRunner().invoke(app, ["report", *arguments])
        assert isinstance(result.exception, UserError)
        assert told in str(result.exception)


def test_heads_see_their_own_reports_only(made: list[Path], login: Login) -> None:
    head, auditor = login("dept_head"), login("auditor")
    html = head.get("/reports/").content.decode()
    links = re.findall(r'href="(/reports/file/[^"]+)"', html)
    assert links
    assert all(f"dept-{OWN}-" in one for one in links)
    every = re.findall(r'href="(/reports/file/[^"]+)"', auditor.get("/reports/").content.decode())
    assert len(every) == len(made)
    for one in every:
        assert auditor.get(one).status_code == 200
        assert head.get(one).status_code == (200 if one in links else 404)
    response = head.get(next(one for one in links if one.endswith(".html")))
    assert "script-src 'none'" in response.headers["Content-Security-Policy"]
    book = head.get(next(one for one in links if one.endswith(".xlsx")))
    assert "attachment" in book.headers["Content-Disposition"]
    for outside in ("../accounts.sqlite3", "%2e%2e/secret", "2026-03/x/plumbline-2026-03-utility-zh.html"):  # fmt: skip
        assert head.get(f"/reports/file/{outside}").status_code == 404


def test_reports_are_made_from_the_page_by_those_who_may(
    made: list[Path], settings: Settings, tmp_path: Path, login: Login
) -> None:
    settings.OWN = tmp_path / "own"
    noted = tmp_path / "noted"
    script = f"import sys, pathlib; pathlib.Path({str(noted)!r}).write_text(' '.join(sys.argv[1:]))"
    settings.ENGINE = (sys.executable, "-c", script)
    assert login("auditor").post("/reports/", {"make": "2026-03"}).status_code == 404
    client = login("supervisor")
    assert client.post("/reports/", {"make": "1999-01"}).status_code == 404
    assert client.post("/reports/", {"make": "2026-03"}).status_code == 302
    for _ in range(100):
        if noted.exists() and runs.under_way() is None:
            break
        time.sleep(0.1)
    assert noted.read_text().startswith("report --home ")
    assert "--month 2026-03 --lang zh" in noted.read_text()


def test_a_night_owes_the_month_that_is_over_once_and_a_closed_month_once_more(
    published: Path, facts: Callable[[Scope], Facts], settings: Settings, tmp_path: Path
) -> None:
    audit_id = facts(WHOLE).run["audit_id"]
    over = [one["period_from"] for one in facts(WHOLE).months() if one["is_over"]]
    closed = [one for one in over if facts(WHOLE).one("closed_month", month=one)]
    assert closed, "the disputes close a month"
    settings.REPORTS = tmp_path

    def reported(month: date, audit: str) -> None:
        place = tmp_path / f"{month:%Y-%m}" / audit
        place.mkdir(parents=True)
        (place / f"plumbline-{month:%Y-%m}-utility-zh.html").touch()

    assert due_months(published, tmp_path) == sorted({over[0], *closed})
    reported(over[0], audit_id)
    reported(closed[0], "20200101T000000Z-000000000000")
    assert due_months(published, tmp_path) == closed, (
        "what was reported before the closing is no final report"
    )
    reported(closed[0], "20990101T000000Z-000000000000")
    assert due_months(published, tmp_path) == []
    assert make_due() == []


def test_due_and_a_month_exclude_each_other(tmp_path: Path) -> None:
    ended = CliRunner().invoke(
        app, ["report", "--home", str(tmp_path), "--due", "--month", "2026-05"]
    )
    assert isinstance(ended.exception, UserError)
    assert "--month" in str(ended.exception)
