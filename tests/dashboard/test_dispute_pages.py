"""What people need to see before they contest something: holders, minutes, arithmetic, bands, what was changed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from dashboard.facts.page import Facts, Row
from dashboard.facts.scope import Scope
from tests.dashboard.conftest import WHOLE, Login
from tests.dashboard.disputes import FINED

APRIL = date(2026, 4, 1)


@pytest.fixture
def fined(facts: Callable[[Scope], Facts]) -> list[Row]:
    """The fined arrivals of April: appealed, excused, absorbed."""
    wanted = [f"e.clause_id = '{FINED}'", "e.period_from = DATE '2026-04-01'"]
    return facts(WHOLE).ask("money", wanted=wanted, arranged="e.entry_id", limit=9, offset=0)


def page(login: Login, address: str, role: str = "supervisor") -> str:
    response = login(role).get(address)
    assert response.status_code == 200, address
    html = re.sub(r"\s+", " ", response.content.decode())
    return html.split('<main id="main"')[1]


def part(html: str, name: str) -> str:
    """The section of one table."""
    found = re.search(rf'<section class="block" id="{name}">.*?</section>', html)
    assert found, f"there is no table {name}"
    return found[0]


def test_an_observation_keeps_its_original_verdict_beside_the_effective_one(
    login: Login, fined: list[Row]
) -> None:
    html = page(login, f"/observation/{fined[1]['observation_id']}/")
    now = html.split('class="was"')[1].split("</p>")[0]
    assert now.index("违规") < now.index("免责")
    assert "DE-1" in now
    assert "AP-upheld" in part(html, "appeals")
    assert 'class="was"' not in page(login, f"/observation/{fined[0]['observation_id']}/")


def test_holders_their_minutes_and_what_did_not_count(login: Login, fined: list[Row]) -> None:
    address = f"/observation/{fined[0]['observation_id']}/"
    html = page(login, address)
    shares = part(html, "attribution")
    assert "归口部门" in shares, "the rule that decides is named"
    assert "100.0%" in shares
    stretches = part(html, "holder_times")
    assert "10 分钟" in stretches, "time outside working time is told apart"
    head = part(page(login, address, "dept_head"), "attribution")
    assert "其他部门" in head
    assert "S-0022" not in head
    ticket = page(login, f"/ticket/{fined[0]['observation_id'].split('/')[1]}/")
    assert "暂停" in part(ticket, "holdings")
    assert 'rect class="paused"' in ticket


def test_tickets_of_one_incident_lead_to_each_other(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    whole = facts(WHOLE)
    ticket = next(
        row["ticket_id"]
        for row in whole.ask("tickets", arranged="t.ticket_id", limit=200, offset=0)
        if whole.ask("incident", ticket=row["ticket_id"])
    )
    rows = whole.ask("incident", ticket=ticket)
    html = part(page(login, f"/ticket/{ticket}/"), "incident")
    assert len(rows) > 1
    assert all(row["ticket_id"] in html for row in rows)


def test_an_entry_says_what_absorbed_or_waived_it(login: Login, fined: list[Row]) -> None:
    assert [row["status"] for row in fined] == ["booked", "waived", "absorbed"]
    absorbed = page(login, f"/entry/{fined[2]['entry_id']}/")
    assert f'href="/entry/{fined[0]["entry_id"]}/"' in absorbed
    assert "被本笔吸收" in part(page(login, f"/entry/{fined[0]['entry_id']}/"), "related")
    assert "金额经裁定免除" in page(login, f"/entry/{fined[1]['entry_id']}/")


def test_the_arithmetic_of_a_capped_entry_stands_on_its_page(login: Login) -> None:
    html = page(login, "/entry/OP2/pressure-rate/D-PROD/2026-04/")
    assert "100.6406 × 120.00 = 12,076.87" in html
    assert "达到上限" in html
    money = part(page(login, "/money/?month=2026-04"), "settlements")
    assert 'class="capped"' in money


def test_balances_of_a_kind_and_month_add_up_to_nothing(facts: Callable[[Scope], Facts]) -> None:
    sums: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    rows = facts(WHOLE).ask("balances", month=None)
    for row in rows:
        sums[row["kind"], row["period_from"]] += row["balance_cny"]
        assert row["balance_cny"] == row["credit_cny"] - row["debit_cny"]
    assert sums
    assert not any(sums.values())


def test_ranks_are_bands_and_those_below_the_gate_have_none(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    league = facts(WHOLE).ask("league", month=APRIL, names=True)
    ranked = [row for row in league if row["is_ranked"]]
    assert ranked
    assert len(ranked) < len(league)
    html = part(page(login, "/departments/?month=2026-04"), "league")
    assert "名次范围" in html
    assert f"{ranked[0]['rank_from']}–{ranked[0]['rank_to']}（共 {len(ranked)}）" in html
    assert html.count("记录太少") == sum(row["unranked_reason"] == "below_min_n" for row in league)


def test_a_closed_month_says_so_and_shows_its_corrections(login: Login) -> None:
    closed = page(login, "/departments/D-NET/?month=2026-03")
    assert "关账" in closed
    assert "−100.00" in part(closed, "restatements")
    assert "一票否决" in part(page(login, "/departments/D-WQ/?month=2026-03"), "vetoes")
    assert "还没有关账" in page(login, "/departments/D-NET/?month=2026-04")


def test_every_deduction_leads_to_its_records(login: Login) -> None:
    html = part(page(login, "/departments/D-NET/?month=2026-04"), "points")
    rows = re.findall(r"<tr class=\"\".*?</tr>", html)
    lost = [row for row in rows if "扣分" in row]
    assert lost
    assert all('href="/observations/' in row or 'href="/items/' in row for row in lost)
