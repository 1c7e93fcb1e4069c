"""Indicators and districts: what pages show is what the file says, and no data never looks like a pass."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages import districts
from dashboard.pages.control import _recent, of_values
from dashboard.pages.measured import reported
from dashboard.periods import Count
from tests.dashboard.conftest import WHOLE, Login

MARCH, NOVEMBER = date(2026, 3, 1), date(2026, 11, 1)
SUBJECTS = ("meter", "hotline", "callbacks", "closures")


@pytest.fixture
def client(login: Login) -> Any:
    return login("supervisor")


def rows_of(html: str, table: str) -> list[str]:
    found = re.search(rf'<section class="block" id="{table}">(.*?)</section>', html, re.DOTALL)
    return re.findall(r"<tr class.*?</tr>", found[1], re.DOTALL) if found else []


def test_days_of_a_control_chart_add_up_to_the_indicator(facts: Callable[[Scope], Facts]) -> None:
    whole = facts(WHOLE)
    for clause in ("svc-process.hotline.rings", "urban-supply.leak.arrival"):
        trend = whole.ask("clause_trend", clause=clause, department=None)
        days = whole.ask(
            "control_days", clause=clause, from_month=MARCH, month=NOVEMBER, department=None
        )
        assert sum(row["n"] for row in days) == sum(row["denominator"] for row in trend) > 0
        breaches = sum(row["denominator"] - row["numerator"] for row in trend)
        assert sum(row["n_breach"] for row in days) == breaches
        gaps = whole.ask(
            "control_gaps", clause=clause, from_month=MARCH, month=NOVEMBER, department=None
        )
        assert len(gaps) == breaches
        between = sum(row["between_n"] for row in gaps if row["between_n"] is not None)
        if gaps:
            assert between == gaps[-1]["place"] - gaps[0]["place"] - (len(gaps) - 1)


def test_days_of_a_rate_of_results_add_up_too(facts: Callable[[Scope], Facts]) -> None:
    whole = facts(WHOLE)
    clause = "urban-supply.quality.comprehensive"
    trend = whole.ask("clause_trend", clause=clause, department=None)
    days = whole.ask(
        "control_items", clause=clause, from_month=MARCH, month=NOVEMBER, department=None
    )
    assert sum(row["n"] for row in days) == sum(row["denominator"] for row in trend) > 0


def test_a_result_of_water_stands_beside_its_limit_and_leads_to_the_record_that_is_counted(
    client: Any, facts: Callable[[Scope], Facts]
) -> None:
    address = "/indicators/water/?month=2026-03"
    results = facts(WHOLE).ask(
        "quality_results",
        wanted=["s.parameter = 'turbidity'", "s.point_type = 'network'"],
        from_month=MARCH,
        month=MARCH,
        limit=5,
    )
    assert {(row["low"], row["high"], row["limit_unit"]) for row in results} == {(None, 1, "NTU")}
    rows = rows_of(client.get(f"{address}&parameter=turbidity").content.decode(), "results")
    assert rows
    assert all("≤ 1 NTU" in one for one in rows)
    assert not any("等于" in one for one in rows)
    links = [one for row in rows for one in re.findall(r'href="(/items/[^"]+)"', row)]
    assert links
    assert client.get(links[0].replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_governing_clause_of_a_subject_is_there(
    subject: str, client: Any, facts: Callable[[Scope], Facts]
) -> None:
    html = client.get(f"/indicators/{subject}/?month=2026-03").content.decode()
    assert rows_of(html, "rates")
    assert rows_of(html, "records"), "the evidence itself is counted beside the verdicts"
    for wanted in {
        "meter": ["urban-supply.meter.monthly", "urban-supply.meter.accuracy"],
        "hotline": ["svc-process.hotline.rings", "svc-process.hotline.record"],
        "callbacks": ["svc-process.form.callback", "svc-process.complaint.callback"],
        "closures": ["svc-process.hotline.every-matter", "urban-supply.billing.reply"],
    }[subject]:
        assert f"/clauses/{wanted}/" in html


def test_a_clause_can_be_picked_and_its_worst_records_lead_to_evidence(client: Any) -> None:
    html = client.get(
        "/indicators/closures/?month=2026-03&clause=urban-supply.billing.reply"
    ).content.decode()
    assert re.search(r'<option value="urban-supply.billing.reply" selected', html)
    worst = rows_of(html, "worst")
    assert all("/observation/urban-supply.billing.reply/" in row for row in worst)
    exported = client.get("/indicators/closures/?month=2026-03&export=csv&table=by_department")
    assert exported.status_code == 200


def test_a_day_of_a_control_chart_leads_to_the_records_of_that_day(
    client: Any, facts: Callable[[Scope], Facts]
) -> None:
    days = facts(WHOLE).ask(
        "control_days", clause="svc-process.hotline.rings", from_month=MARCH, month=NOVEMBER, department=None
    )  # fmt: skip
    busiest = max(days, key=lambda row: row["n"])
    on = f"{busiest['on_day']:%Y-%m-%d}"
    address = f"/observations/?clause=svc-process.hotline.rings&since={on}&until={on}"
    html = client.get(address).content.decode()
    assert len(rows_of(html, "observations")) >= busiest["n"]
    assert f"{on} – {on}" in html
    assert client.get("/observations/?since=yesterday").status_code == 404


def test_what_lies_below_a_detection_limit_is_shown_as_such(client: Any) -> None:
    assert reported("<0.5") == "< 0.5"
    assert reported("＜ 0.5") == "< 0.5"
    assert reported("未检出") == "未检出"
    html = client.get("/indicators/water/?month=2026-03&parameter=colour").content.decode()
    assert "&lt; 5" in html
    assert "values-chart" not in html, "what has no value has no chart of values"
    html = client.get("/indicators/water/?month=2026-03&parameter=ph&point=OUT-W1").content.decode()
    assert "values-chart" in html
    assert client.get("/indicators/water/?parameter=gold").status_code == 404


def test_few_values_have_no_chart() -> None:
    few = [("2026-03-01", 1.0, 1)] * 11
    found = of_values(few, "x", None)
    assert [one.chart for one in found] == [None]
    assert "11" in str(found[0].told)


def test_a_point_without_data_is_on_the_plan_and_not_green(
    client: Any, published: Path, tmp_path: Path, settings: Any
) -> None:
    changed = tmp_path / "plumbline.duckdb"
    shutil.copy(published, changed)
    with duckdb.connect(str(changed)) as con:
        con.execute(
            "INSERT INTO evidence.pressure_points BY NAME"
            " SELECT 'P999' AS point_id, 'trunk' AS point_type, '城关' AS district, file_id, 999 AS source_row"
            " FROM evidence.pressure_points LIMIT 1"
        )
    settings.PUBLISHED = changed
    html = client.get("/districts/?month=2026-03&view=plan").content.decode()
    mark = re.search(r'<a href="[^"]+" aria-label="([^"]*P999[^"]*)">(.*?)</a>', html, re.DOTALL)
    assert mark
    assert "没有数据" in mark[1]
    assert 'class="spot no_data"' in mark[2]
    assert "url(#hatch)" in mark[2]
    assert "✓" not in mark[2]
    listed = next(row for row in rows_of(html, "points") if "P999" in row)
    assert "没有数据" in listed
    assert "%" not in listed, "nothing measured has no rate"


def test_a_point_leads_to_its_readings_however_they_are_numbered(
    client: Any, changed: Callable[[str], Path], facts: Callable[[Scope], Facts]
) -> None:
    changed(
        "UPDATE audit.verdict SET record_id = md5(record_id)"
        " WHERE record_id IN (SELECT reading_id FROM evidence.pressure_readings);"
        " UPDATE evidence.pressure_readings SET reading_id = md5(reading_id)"
    )
    (row, *_) = facts(WHOLE).ask("pressure_points", month=MARCH)
    html = client.get("/indicators/pressure/?month=2026-03").content.decode()
    (listed, *_) = rows_of(html, "points")
    assert row["point_id"] in listed
    address = next(
        one for one in re.findall(r'href="(/observations/[^"]+)"', listed) if "sort" in one
    )
    found = client.get(address.replace("&amp;", "&")).content.decode()
    n = row["n_usable"] + row["n_not_assessed"]
    assert f"共 {n:,} 条" in found


def test_the_plan_has_every_point_of_the_list_once(client: Any) -> None:
    html = client.get("/districts/?month=2026-03&view=plan").content.decode()
    plan = html[html.index('class="plan"') : html.index('id="points"')]
    assert len(re.findall("<title>", plan)) == len(rows_of(html, "points")) > 0
    states = set(re.findall(r'class="spot (\w+)"', plan))
    assert states <= {"breach", "compliant", "excused", "not_assessed", "not_applicable", "no_data"}


def test_a_crowded_field_draws_its_worst_points_and_says_how_many_are_left(
    facts: Callable[[Scope], Facts], client: Any
) -> None:
    rows = [
        {
            "district": "城关", "kind": "sampling", "point_id": f"W-{at:03}", "name": None, "point_type": "tap",
            "state": "breach" if at == 70 else "compliant", "rate": 1, "numerator": 5, "denominator": 5,
            "n_all": 5, "clause_id": None, "n_usable": 5, "n_due": 5,
        }
        for at in range(90)
    ]  # fmt: skip
    field = districts._fields(facts(WHOLE), rows, MARCH)[0]
    assert len(field.marks) == districts.MOST
    assert field.n_left_out == 90 - districts.MOST
    assert [one.label for one in field.marks] == sorted(one.label for one in field.marks)
    assert "W-070" in [one.label for one in field.marks]


def test_breaches_far_back_are_left_out_of_what_must_be_put_in_order() -> None:
    days = [Count(date(2026, month, 1), 140_000, 1) for month in range(1, 7)]
    assert _recent(days, date(2026, 1, 1)) == date(2026, 5, 1)
    assert _recent(days[:2], date(2026, 1, 1)) == date(2026, 1, 1)
