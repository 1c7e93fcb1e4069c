"""Clauses and what is behind their rates: limits, targets and reasons in words, and numbers that can be had again."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.derivation import derivation
from tests.dashboard.conftest import WHOLE, Login
from tests.dashboard.test_indicators import rows_of

MARCH = date(2026, 3, 1)
DERIVED = (
    "svc-process.hotline.rings",
    "urban-supply.leak.repair",
    "urban-supply.pressure.rate",
    "urban-supply.pressure.trunk",
    "urban-supply.quality.comprehensive",
    "svc-process.hotline.every-matter",
    "urban-supply.meter.monthly",
)


@pytest.fixture
def client(login: Login) -> Any:
    return login("supervisor")


@pytest.mark.parametrize("department", [None, "D-NET", "D-PROD"])
def test_the_query_of_a_clause_gives_what_its_page_shows(
    department: str | None, published: Path, facts: Callable[[Scope], Facts]
) -> None:
    whole = facts(WHOLE)
    n_checked = 0
    with duckdb.connect(str(published), read_only=True) as con:
        for clause in DERIVED:
            version = whole.ask("clause_versions", clause=clause)[0]
            for now in whole.ask("clause_trend", clause=clause, department=department):
                query = derivation(version, now, now["period_from"], department)
                found = con.execute(query)
                row = dict(
                    zip([one[0] for one in found.description], found.fetchone() or (), strict=True)
                )
                assert {"n_pending", "rate"} <= set(row)
                if now["rate_low"] is not None:
                    assert {"rate_low", "rate_high"} <= set(row)
                for key, value in row.items():
                    assert (value is None) == (now[key] is None), (clause, key)
                    if value is not None:
                        assert float(value) == pytest.approx(float(now[key]), abs=1e-7), (
                            clause,
                            key,
                        )
                    n_checked += value is not None
    assert n_checked


def test_clauses_say_how_many_have_no_result_and_lead_to_them(client: Any) -> None:
    html = client.get("/clauses/?month=2026-03").content.decode()
    n = int(re.search(r"([\d,]+) 条没有结果", html)[1].replace(",", ""))  # type: ignore[index]
    assert n
    without = client.get("/clauses/?month=2026-03&which=none").content.decode()
    listed = [row for row in rows_of_plain(without) if "/clauses/" in row]
    assert len(listed) == n
    assert all("没有结果" in row for row in listed)
    unset = int(re.search(r"([\d,]+) 条参数未设定", html)[1])  # type: ignore[index]
    found = client.get("/clauses/?month=2026-03&which=unset").content.decode()
    assert len([row for row in rows_of_plain(found) if "未设定" in row]) == unset


def rows_of_plain(html: str) -> list[str]:
    """The rows of a table that has no section of its own name."""
    return re.findall(r"<tr class=.*?</tr>", html, re.DOTALL)


def test_limits_and_targets_are_words(client: Any) -> None:
    html = client.get("/clauses/?month=2026-03").content.decode()
    rows = {
        key: row for row in rows_of_plain(html) for key in re.findall(r"/clauses/([^/]+)/", row)
    }
    assert "≤ 3 声铃响" in rows["svc-process.hotline.rings"]
    assert "≥ 0.27 兆帕" in rows["urban-supply.pressure.trunk"]
    assert "按类别" in rows["urban-supply.leak.repair"]
    assert "计分目标 95.0%" in rows["urban-supply.leak.repair"]
    assert "逐件" in rows["svc-process.hotline.rings"]
    assert "按“全部项次合格率”口径判定" in rows["urban-supply.quality.comprehensive"]
    assert html.index("横条是 95% 区间") < html.index("<table"), "the legend stands above"
    topic = client.get("/clauses/?month=2026-03&topic=leak_repair&by=topic").content.decode()
    assert all("leak" in row for row in rows_of_plain(topic) if "/clauses/" in row)


def test_a_clause_without_a_line_is_not_called_without_records(client: Any) -> None:
    """Its newest result says why: what the return of a form is judged by was never delivered."""
    html = client.get("/indicators/callbacks/?month=2026-03").content.decode()
    row = next(one for one in rows_of(html, "rates") if "svc-process.form.callback" in one)
    assert "未报送“确认返单”" in row
    worst = html[html.index('id="worst"') :]
    assert "没有违规的记录" not in worst
    page = client.get("/clauses/svc-process.form.callback/?month=2026-03").content.decode()
    assert "未报送“确认返单”" in page


def test_callbacks_are_a_share_of_closed_tickets(
    client: Any, facts: Callable[[Scope], Facts], published: Path
) -> None:
    rows = facts(WHOLE).ask("records_callbacks", department=None)
    with duckdb.connect(str(published), read_only=True) as con:
        closed = dict(
            con.execute(
                "SELECT date_trunc('month', timezone('Asia/Shanghai', closed_at))::DATE, count(*)"
                " FROM evidence.tickets WHERE closed_at IS NOT NULL AND status != 'cancelled' GROUP BY ALL"
            ).fetchall()
        )
    assert {row["period_from"]: row["n_closed"] for row in rows if row["n_closed"]} == closed
    assert any(row["n_called"] < row["n_closed"] for row in rows if row["n_closed"])
    assert "回访率" in client.get("/indicators/callbacks/").content.decode()


def test_signatures_are_counted_from_events_and_unknown_ones_are_no_nought(
    facts: Callable[[Scope], Facts],
) -> None:
    rows = facts(WHOLE).ask("records_closures", department=None)
    signed = {row["ticket_type"]: row["n_signed"] for row in rows if row["period_from"] == MARCH}
    assert signed["leak_report"] > 0
    assert signed["consult"] is None


def test_no_reading_vanishes_for_want_of_a_date(
    facts: Callable[[Scope], Facts], published: Path
) -> None:
    rows = facts(WHOLE).ask("records_meter", department=None)
    with duckdb.connect(str(published), read_only=True) as con:
        n, without = con.execute(
            "SELECT count(*), count_if(value IS NULL) FROM evidence.meter_readings"
        ).fetchone() or (0, 0)
    assert sum(row["n"] for row in rows) == n
    assert sum(row["n_without"] for row in rows) == without > 0
    assert any(row["read_rate"] < 1 for row in rows)


def test_a_meter_read_twice_is_not_called_a_wrong_count(client: Any) -> None:
    html = client.get(
        "/indicators/meter/?month=2026-03&clause=urban-supply.meter.monthly"
    ).content.decode()
    worst = rows_of(html, "worst")
    assert worst
    assert all("漏抄" in row or "重复抄" in row for row in worst)
    assert "超时最长" not in html


def test_points_miss_what_never_came(facts: Callable[[Scope], Facts]) -> None:
    whole = facts(WHOLE)
    points = whole.ask("pressure_points", month=MARCH)
    [clause] = [
        row
        for row in whole.ask("clauses", wanted=["c.subject = 'pressure_readings'"], month=MARCH, department=None)
        if row["clause_id"] == points[0]["clause_id"]
    ]  # fmt: skip
    assert sum(row["n_expected"] for row in points) == clause["n_due"]
    assert sum(row["n_usable"] for row in points) == clause["n_usable"]
    shown = Decimal(clause["n_usable"]) / clause["n_due"]
    assert float(shown) == pytest.approx(float(clause["completeness_rate"]), abs=1e-6)


def test_an_item_says_what_was_found_and_leads_to_its_line(client: Any) -> None:
    html = client.get(
        "/items/?clause=urban-supply.quality.comprehensive&verdict=breach"
    ).content.decode()
    rows = rows_of_plain(html)
    assert rows
    link = markup.unescape(re.search(r'href="(/items/\?clause=[^"]+record=[^"]+)"', rows[0])[1])  # type: ignore[index]
    assert "≤" in rows[0] or "–" in rows[0] or "≥" in rows[0]
    one = client.get(link).content.decode()
    assert 'id="evidence"' in one
    assert "水质综合合格率" in re.search(r"<h1>(.*?)</h1>", one, re.DOTALL)[1]  # type: ignore[index]
    assert (
        client.get("/items/?clause=urban-supply.quality.comprehensive&record=none").status_code
        == 404
    )


def test_a_record_leads_to_its_observation_and_a_clause_to_the_clause(client: Any) -> None:
    html = client.get("/observations/?clause=svc-process.hotline.rings").content.decode()
    rows = rows_of_plain(html)
    assert rows
    for row in rows:
        assert re.search(r'href="/observation/svc-process.hotline.rings/[^"]+">CALL-', row)
        assert 'href="/clauses/svc-process.hotline.rings/' in row


def test_a_mean_of_rates_shows_no_fraction(client: Any) -> None:
    html = client.get("/indicators/pressure/?month=2026-03").content.decode()
    mean = next(row for row in rows_of(html, "definitions") if "各测压点合格率的平均" in row)
    assert re.search(r"\d 个率的平均（[\d,]+ 个结果）", mean)
    assert not re.search(r"\d/\d", re.sub(r"<[^>]+>", "", mean))
