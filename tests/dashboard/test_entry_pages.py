"""Money leads to what it rests on, and says in words who pays whom."""

from __future__ import annotations

import re
from collections.abc import Callable

from dashboard.facts.page import Facts, Row
from dashboard.facts.scope import Scope
from dashboard.pages import shown
from tests.dashboard.conftest import WHOLE, Login

RATED = "/entry/OP2/pressure-rate/D-PROD/2026-04/"


def page(login: Login, address: str, role: str = "supervisor", lang: str = "zh") -> str:
    response = login(role, lang).get(address)
    assert response.status_code == 200, address
    html = re.sub(r"\s+", " ", response.content.decode())
    return html.split('<main id="main"')[1]


def entries(facts: Facts, condition: str) -> list[Row]:
    return facts.ask("money", wanted=[condition], arranged="e.entry_id", limit=9, offset=0)


def test_a_rate_that_became_money_shows_its_counts_and_leads_to_its_records(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    (counted,) = [
        row
        for row in facts(WHOLE).ask("settlements", month=None, department="D-PROD")
        if row["indicator_id"] == "pressure-rate" and f"{row['period_from']:%Y-%m}" == "2026-04"
    ]
    html = page(login, RATED)
    said = f"{shown.number(counted['numerator'])}/{shown.number(counted['denominator'])}"
    found = re.search(rf'<a href="([^"]*)">{said}</a>', html)
    assert found, f"{said} leads to its records"
    records = found[1].replace("&amp;", "&")
    assert "month=2026-04" in records
    assert "dept=D-PROD" in records
    assert page(login, records).count("<tr") > 1
    clause = counted["clause_id"]
    assert f'href="/clauses/{clause}/?month=2026-04&amp;dept=D-PROD"' in html


def test_every_entry_leads_to_what_it_rests_on(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    whole = facts(WHOLE)
    reward = entries(whole, "e.ledger_id = 'OP1'")[0]
    html = page(login, f"/entry/{reward['entry_id']}/")
    month = f"{reward['period_from']:%Y-%m}"
    points = f'<a href="/departments/{reward["department_id"]}/?month={month}#points">'
    assert points in html, "the reward of a grade leads to the points of the month"
    judged = entries(whole, "e.observation_id IS NOT NULL")[0]
    assert f'href="/observation/{judged["observation_id"]}/"' in page(
        login, f"/entry/{judged['entry_id']}/"
    )
