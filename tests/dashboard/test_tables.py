"""Tables and what stands around them: nothing a page shows is lost where room is short, no mark is left unexplained."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from dashboard.facts.page import Facts, Row
from dashboard.facts.scope import Scope
from dashboard.pages.codes import in_unit
from dashboard.pages.table import Column, Table
from dashboard.pages.versions import limit_text
from dashboard.pages.wrapping import breakable
from dashboard.templatetags.tables import offset
from tests.dashboard.conftest import WHOLE, Login

PLAIN = Template('{% include "parts/table.html" %}')


def drawn(facts: Facts, table: Table) -> str:
    context = Context(
        {"facts": facts, "scope": facts.scope, "table": table, "request": RequestFactory().get("/")}
    )
    return PLAIN.render(context)


def sample(rows: list[Row], **more: object) -> Table:
    columns = [
        Column("id", "编号", link=lambda row: f"/{row['id']}/", is_key=True),
        Column("n", "违规", "number", link=lambda _row: "/breaches/"),
        Column("rate", "合格率", "rate"),
        Column("ruled", "裁定前", if_any=True),
    ]
    return Table("sample", "样表", columns, rows, **more)  # type: ignore[arg-type]


RATE: Row = {"rate": 1.0, "rate_low": 0.51, "rate_high": 1.0, "numerator": 4, "denominator": 4}
NO_RATE: Row = dict.fromkeys(RATE)


def test_a_number_and_its_unit_are_written_in_one_way(facts: Callable[[Scope], Facts]) -> None:
    whole = facts(WHOLE)
    assert limit_text(whole, ">=", Decimal(97), "%", "zh") == "≥ 97%"
    assert limit_text(whole, "<=", Decimal("1.5"), "h", "en") == "≤ 1.5 hours"
    assert in_unit(whole, "2–4", "%", "en") == "2–4%"


def test_a_row_can_be_a_card_and_stays_a_row(facts: Callable[[Scope], Facts]) -> None:
    html = drawn(facts(WHOLE), sample([{"id": "x", "n": 3, "ruled": None, **NO_RATE}]))
    assert '<table class="rows" role="table">' in html
    assert html.count('role="columnheader"') == html.count('role="cell"') == 3
    assert re.search(r'class="k-text key[^>]*data-label="编号"', html)
    assert re.search(r'class="k-rate n nil"[^>]*data-label="合格率">–<', html)


def test_a_count_of_nothing_leads_nowhere(facts: Callable[[Scope], Facts]) -> None:
    html = drawn(
        facts(WHOLE), sample([{"id": "x", "n": 0, **NO_RATE}, {"id": "y", "n": 2, **NO_RATE}])
    )
    assert html.count('href="/breaches/"') == 1
    assert '<a href="/breaches/">2</a>' in html


def test_an_interval_is_told_in_numbers(facts: Callable[[Scope], Facts]) -> None:
    html = drawn(facts(WHOLE), sample([{"id": "x", "n": 0, **RATE}]))
    assert '<small class="of">4/4</small>' in html
    assert "51.0–100.0%" in html


def test_an_empty_column_is_left_out_where_it_may_be_and_named(
    facts: Callable[[Scope], Facts],
) -> None:
    without = sample([{"id": "x", "n": 0, "ruled": "", **NO_RATE}])
    assert [one.key for one in without.omitted] == ["ruled"]
    assert "（导出的文件保留）：裁定前" in drawn(facts(WHOLE), without)
    filled = sample([{"id": "x", "n": 0, "ruled": "是", **NO_RATE}])
    assert not filled.omitted
    assert "裁定前" in drawn(facts(WHOLE), filled)
    assert [one.key for one in without.columns] == ["id", "n", "rate", "ruled"], (
        "as exports hold it"
    )


def test_marks_that_occur_are_explained(facts: Callable[[Scope], Facts]) -> None:
    table = sample(
        [{"id": "x", "n": 1, **NO_RATE}],
        marks=lambda _row: "information",
        legend={"bad": "有违规", "information": "没有可评价的记录"},
        tags={"information": "仅供参考"},
    )
    html = drawn(facts(WHOLE), table)
    assert '<li class="information">没有可评价的记录</li>' in html
    assert "有违规" not in html
    assert '<a href="/x/">x</a> <span class="tag">仅供参考</span>' in html


def test_every_marked_table_of_the_pages_says_what_its_marks_mean(login: Login) -> None:
    client = login("supervisor")
    for address in (
        "/tickets/",
        "/rulebook/consequences/",
        "/rulebook/?which=all",
        "/clauses/?which=all",
    ):
        html = client.get(address).content.decode()
        marks = {"bad", "own", "capped", "information"} & set(
            re.findall(r'<tr class="(\w+)"', html)
        )
        for mark in marks:
            assert f'<li class="{mark}">' in html, (address, mark)


def test_long_ids_break_after_their_separators() -> None:
    assert breakable("L04/M-1|2026-05<") == "L04/<wbr>M-<wbr>1|<wbr>2026-05&lt;"
    assert breakable("a.b_1.25.csv") == "a.<wbr>b_<wbr>1.25.<wbr>csv"


def test_an_instant_names_its_zone(login: Login) -> None:
    at = datetime(2026, 6, 3, 2, tzinfo=timezone(timedelta(hours=8)))
    assert offset(at) == "UTC+8"
    assert offset(at.astimezone(timezone(-timedelta(hours=3, minutes=30)))) == "UTC−3:30"
    assert offset(at.astimezone(UTC)) == "UTC+0"
    html = login("supervisor").get("/audits/").content.decode()
    assert re.search(r"<time[^>]*>[\d-]+ [\d:]+ UTC\+8</time>", html)


def test_a_day_off_has_no_office_hours_and_a_plain_day_no_label(login: Login) -> None:
    html = login("supervisor").get("/calendar/?month=2026-05").content.decode()
    table = html.split('id="unusual"')[1].split("</section>")[0]
    for row in re.findall(r'<tr class="" role="row">.*?</tr>', table, re.DOTALL):
        if ">否<" in row:
            assert "08:30" not in row
    assert "08:30" in table, "days worked in place of others have hours"
    assert html.split('class="month-sheet"')[1].split("</table>")[0].count(">周末<") == html.count(
        'class="weekend'
    )
    assert '<input type="month"' not in html
    assert "放假" in html


def test_clocks_that_run_through_days_off_are_drawn_without_them(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    found = facts(WHOLE).ask(
        "observations",
        wanted=["v.due_at IS NOT NULL", "starts_with(v.record_id, 'T-2')"],
        arranged="v.due_at DESC",
        limit=1,
        offset=0,
    )[0]["record_id"]
    html = login("supervisor").get(reverse("ticket", args=[found])).content.decode()
    assert 'preserveAspectRatio="none"' in html
    assert 'class="off"' not in html
    assert "经手人" in html
    assert "来源文件" in html
