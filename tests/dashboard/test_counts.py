"""What a number says is what stands behind its link: one count of breaches on every page, coverage beside its points.

Belongs here: numbers against the rows they lead to. Does not belong here: how the audit counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from dashboard.facts.page import Facts, Row
from dashboard.facts.scope import Scope
from dashboard.pages.table import Column, Table
from tests.dashboard.conftest import WHOLE, Login


def tables(client: Client, address: str) -> dict[str, Table]:
    """The tables of a page."""
    response = client.get(address)
    assert response.status_code == 200, address
    found: dict[str, Table] = response.context["tables"]
    return found


def cells(table: Table, key: str) -> Iterable[tuple[Row, Column]]:
    column = next(one for one in table.columns if one.key == key)
    return [(row, column) for row in table.rows]


def behind(client: Client, address: str) -> int:
    """How many rows a link leads to."""
    context = client.get(address).context
    if "total" in context:
        return int(context["total"])
    return sum(len(table.rows) for table in context["tables"].values())


@pytest.fixture
def months(facts: Callable[[Scope], Facts]) -> list[str]:
    return [f"{row['period_from']:%Y-%m}" for row in facts(WHOLE).months()]


def test_every_count_on_a_scorecard_is_the_rows_behind_its_link(
    login: Login, months: list[str]
) -> None:
    client = login("supervisor")
    counted = 0
    for month in months:
        league = tables(client, f"/departments/?month={month}")["league"]
        for key in ("n_breaches", "n_missed"):
            for row, column in cells(league, key):
                assert column.link
                address = column.link(row)
                if address:
                    assert behind(client, address) == row[key], address
                    counted += bool(row[key])
                else:
                    assert row[key] == 0
    assert counted > 5


def test_the_months_of_tonight_count_what_their_links_list(login: Login) -> None:
    client = login("supervisor")
    night = tables(client, "/")
    for name, key in (("months", "n_breaches"), ("missing", "n_clauses"), ("open", "n")):
        rows = cells(night[name], key)
        assert rows, name
        for row, column in rows:
            assert column.link
            if address := column.link(row):
                assert behind(client, address) == row[key], address
    told = sum(row["n_breaches"] for row in night["months"].rows)
    audit = login("auditor").get("/audits/")
    assert told == audit.context["breaches"]["n_governing"]
    assert (
        f"另有 {audit.context['breaches']['n_informative']:,} 件仅供参考" in audit.content.decode()
    )


def test_breaches_without_a_department_are_on_tonight(
    login: Login, facts: Callable[[Scope], Facts], months: list[str]
) -> None:
    whole = facts(WHOLE)
    rows = whole.ask("tonight_unanswered", limit=50)
    on_cards = sum(
        row["n_breaches"]
        for month in whole.months()
        for row in whole.ask("league", month=month["period_from"], names=True)
    )
    counts = whole.one("breach_counts")
    assert counts
    assert counts["n_governing"] == on_cards + (rows[0]["n_all"] if rows else 0)
    assert whole.scope.is_whole
    assert months


def test_coverage_is_the_fraction_that_stands_beside_it(
    facts: Callable[[Scope], Facts],
) -> None:
    whole = facts(WHOLE)
    rows = [
        row
        for month in whole.months()
        for row in whole.ask("report_scorecards", month=month["period_from"])
    ]
    assert rows
    for row in rows:
        if row["points_total"]:
            rate = row["points_assessed"] / row["points_total"]
            assert abs(rate - row["coverage_rate"]) < Decimal("0.000001")
    assert any(
        row["n_clauses"] and abs(Decimal(row["n_clauses_assessed"]) / row["n_clauses"] - row["coverage_rate"]) > Decimal("0.05")
        for row in rows
    ), "the share of clauses is another one"  # fmt: skip


def test_the_order_is_that_of_points_and_what_has_no_grade_is_last(login: Login, months: list[str]) -> None:  # fmt: skip
    for month in months:
        rows = tables(login("supervisor"), f"/departments/?month={month}")["league"].rows
        order = [(row["grade"] is None, -(row["points"] or 0)) for row in rows]
        assert order == sorted(order), month


def test_points_at_stake_are_those_of_the_scheme_times_the_factor(login: Login) -> None:
    page = tables(login("supervisor"), "/departments/D-BIZ/?month=2026-04")
    stakes = [row["stake"] for row in page["points"].rows if row["stake"]]
    assert stakes
    for one in stakes:
        weight, factor, stake = map(Decimal, re.findall(r"[\d.]+", one))
        assert abs(weight * factor - stake) < Decimal("0.06"), one
    assert sum(row["points"] for row in page["points"].rows) == sum(
        row["points"] for name in ("points", "kept") for row in page[name].rows
    )
    assert not [row for row in page["kept"].rows if row["n_broken"]], "breaches are not folded away"


def test_money_that_is_taken_together_leads_to_each_entry(login: Login, months: list[str]) -> None:
    client = login("supervisor")
    most = 0
    for month in months:
        for row, column in cells(tables(client, f"/departments/D-BIZ/?month={month}")["money"], "n"):  # fmt: skip
            assert column.link
            if row["n"] > 1:
                assert behind(client, column.link(row)) == row["n"]
                most = max(most, row["n"])
    assert most > 1
    for row, column in cells(tables(client, "/money/")["balances"], "n"):
        assert column.link
        assert behind(client, column.link(row)) == row["n"]


def test_money_that_still_grows_has_a_tile(login: Login, facts: Callable[[Scope], Facts]) -> None:
    accruing = facts(WHOLE).one("tonight_accruing")
    assert accruing
    html = unescape(login("supervisor").get("/").content.decode())
    assert ("仍在累计的金额" in html) == (accruing["n"] > 0)
    if accruing["n"]:
        assert f"{accruing['amount_cny']:,.2f}" in html
        assert '"/money/?status=accruing"' in html


@pytest.mark.parametrize(
    ("price", "last", "told"),
    [
        (
            "4500",
            "accruing",
            "累计中 1 件，每日 +45.00",
        ),  # 1 % of it; a correction is not another matter
        ("NULL", "accruing", "累计中 1 件<"),
        ("4500", "booked", ""),
    ],
)
def test_what_a_day_adds_is_told_to_the_yuan(
    login: Login, changed: Callable[[str], object], price: str, last: str, told: str
) -> None:
    changed("UPDATE score.ledger_entry SET status = 'booked' WHERE status = 'accruing'")
    changed("UPDATE evidence.installations SET price_cny = " + price)
    written = """
        INSERT INTO score.ledger_entry BY NAME
        SELECT {entry} AS entry_id, {restates} AS restates, 'L02' AS ledger_id, 'compensation' AS kind,
          'urban-supply.install.ontime' AS clause_id, installation_id AS record_id, 'D-NET' AS department_id,
          {month} AS period_from, 'company' AS payer_type, 'customer' AS payee_type, {cny} AS amount_cny,
          '' AS basis_zh, '' AS basis, '{status}' AS status
        FROM evidence.installations ORDER BY installation_id LIMIT 1"""
    first = {"entry": "'L02/a'", "restates": "NULL", "month": "DATE '2026-03-01'", "cny": 90}
    more = {"entry": "'R/a'", "restates": "'L02/a'", "month": "DATE '2026-04-01'", "cny": 45}
    changed(written.format(**first, status="accruing"))
    changed(written.format(**more, status=last))
    html = login("supervisor").get("/").content.decode()
    assert told in html
    assert ("135.00" in html) == ("累计中" in html) == bool(told), (
        "what has come to its end grows no more"
    )


def test_no_way_to_appeal_is_offered_where_nothing_can_be_filed(
    login: Login, facts: Callable[[Scope], Facts], settings: object, tmp_path: object
) -> None:
    whole = facts(WHOLE)
    breach = whole.ask("observations", wanted=["v.verdict = 'breach'"], arranged="v.period_from, v.rowid", limit=1, offset=0)[0]  # fmt: skip
    running = next(row for row in whole.ask("appeals") if row["state"] == "open" and row["observation_id"])  # fmt: skip
    address = f"/observation/{breach['observation_id']}/"
    client = login("supervisor")
    settings.INBOX = None  # type: ignore[attr-defined]
    assert "对此申诉</a>" not in client.get(address).content.decode()
    page = client.get("/appeals/").content.decode()
    assert "请联系系统管理员" in page
    assert "--inbox" not in page
    assert "--inbox" in login("administrator").get("/appeals/").content.decode()
    settings.INBOX = tmp_path  # type: ignore[attr-defined]
    settings.FILING_AT = f"{breach['period_from']:%Y-%m}-28T10:00:00+08:00"  # type: ignore[attr-defined]
    client = login("supervisor")
    html = client.get(address).content.decode()
    assert "对此申诉</a>" in html
    assert "申诉期至" in html
    already = client.get(f"/observation/{running['observation_id']}/").content.decode()
    assert f"查看进行中的申诉 {running['appeal_id']}" in already
    assert "对此申诉</a>" not in already
    settings.FILING_AT = "2027-01-01T10:00:00+08:00"  # type: ignore[attr-defined]
    late = client.get(address).content.decode()
    assert re.search("申诉期已于 .* 结束", late)
    assert "对此申诉</a>" not in late
