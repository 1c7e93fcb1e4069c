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


def test_who_pays_whom_is_told_by_name(login: Login, facts: Callable[[Scope], Facts]) -> None:
    whole = facts(WHOLE)
    fined = entries(whole, "e.payer_id = 'D-NET' AND e.observation_id LIKE '%/T-%'")[0]
    paid = entries(whole, "e.payee_type = 'customer' AND e.payee_id IS NOT NULL")[0]
    net, customer = whole.departments()["D-NET"]["name"], paid["payee_id"]
    ticket = fined["observation_id"].partition("/")[2]
    for address in (
        "/money/?dept=D-NET",
        f"/observation/{fined['observation_id']}/",
        f"/ticket/{ticket}/",
    ):
        html = page(login, address)
        assert f'<span class="d">{net}</span> → <span class="d">公司</span>' in html, address
        assert "收款方编号" not in html, address
    assert ">company<" not in page(login, f"/observation/{fined['observation_id']}/")
    html = page(login, f"/money/?clause={paid['clause_id']}")
    assert f'<span class="d">公司</span> → <span class="d">用户 {customer}</span>' in html
    english = page(login, "/money/?dept=D-NET", lang="en")
    assert f'<span class="d" lang="zh">{net}</span> → <span class="d">company</span>' in english


def test_a_department_out_of_scope_is_not_named_as_payer_or_payee(
    login: Login, facts: Callable[[Scope], Facts], changed: Callable[[str], object]
) -> None:
    fined = entries(facts(WHOLE), "e.payer_id = 'D-NET' AND e.observation_id LIKE '%/T-%'")[0]
    biz = facts(WHOLE).departments()["D-BIZ"]["name"]
    changed(
        "UPDATE score.ledger_entry SET payer_id = 'D-BIZ', payee_type = 'department', payee_id = 'D-BIZ'"
        f" WHERE entry_id = '{fined['entry_id']}'"
    )
    changed(
        f"UPDATE score.posting SET account_id = 'D-BIZ', account_type = 'department' WHERE entry_id = '{fined['entry_id']}'"
    )
    ticket = fined["observation_id"].partition("/")[2]
    for address in (
        "/money/?dept=D-NET",
        f"/entry/{fined['entry_id']}/",
        f"/observation/{fined['observation_id']}/",
        f"/ticket/{ticket}/",
    ):
        html = page(login, address, "dept_head")
        assert "其他部门" in html, address
        assert biz not in html, address
        assert "D-BIZ" not in html, address
        assert biz in page(login, address), f"who may see the whole reads the name on {address}"
    file = login("dept_head").get("/money/?dept=D-NET&export=csv&table=entries")
    assert "D-BIZ" not in b"".join(file).decode("utf-8-sig")
