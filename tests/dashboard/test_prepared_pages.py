"""What pages answer from prepared tables is what the rows themselves would say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.observations import CONDITIONS, GOVERNING
from tests.dashboard.conftest import OWN, WHOLE, Login

HEAD = Scope(role="dept_head", departments=frozenset({OWN}))


@pytest.mark.parametrize("scope", [WHOLE, HEAD], ids=["whole", "head"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"subject": "tickets", "month": "2026-03-01"},
        {"dept": OWN, "reason": "late"},
        {"clause": "urban-supply.leak.arrival", "verdict": "breach"},
        {"subject": "tickets", "staff": "of some row"},
    ],
)
def test_a_tally_is_the_number_of_rows(
    asked: dict[str, str], scope: Scope, facts: Callable[[Scope], Facts]
) -> None:
    found = facts(scope)
    if "staff" in asked:
        some = found.ask("observations", wanted=["v.staff_id IS NOT NULL"], limit=1, offset=0)
        asked = {**asked, "staff": some[0]["staff_id"]}
    wanted = [GOVERNING, *(CONDITIONS[key] for key in asked)]
    counted = found.ask("observations_of_records", wanted=wanted, **asked)
    tallied = found.ask("observations_tally", wanted=wanted, **asked)
    assert tallied or scope is HEAD
    assert {row["verdict"]: row["n"] for row in tallied} == {
        row["verdict"]: row["n"] for row in counted
    }


def test_tonight_shows_what_the_last_audit_did_not_know_whenever_it_happened(
    login: Login, changed: Callable[[str], Path]
) -> None:
    path = changed(
        "UPDATE meta.run SET previous_as_of = as_of - INTERVAL 9 DAY;"
        " INSERT INTO meta.new_breach BY NAME SELECT v.version_id, v.record_id FROM audit.verdict AS v"
        " JOIN rulebook.clause AS c ON v.version_id = c.version_id WHERE v.verdict = 'breach' AND c.is_governing"
        " AND v.period_from = DATE '2026-03-01' ORDER BY ALL LIMIT 7"
    )
    with duckdb.connect(str(path), read_only=True) as con:
        ((day,),) = con.execute(
            "SELECT strftime(timezone(zone, previous_as_of), '%Y-%m-%d %H:%M') FROM meta.run"
        ).fetchall()
    client = login("supervisor")
    html = client.get("/").content.decode()
    assert '<option value="last" selected>自上次审计以来</option>' in html
    assert f"{day} 至" in html
    assert re.search(r"自上次审计以来新发现的违规</[^>]+>\s*<[^>]+>7<", html)
    assert '<option value="24" selected>' in client.get("/?hours=24").content.decode()
    for hours in ("last", "168"):
        page = client.get(f"/?hours={hours}&export=csv&table=broke").getvalue().decode("utf-8-sig")
        n = sum(int(row["件数"]) for row in csv.DictReader(io.StringIO(page)))
        links = re.findall(
            r'href="(/observations/[^"]+verdict=breach[^"]*)">([\d,]+)<',
            client.get(f"/?hours={hours}")
            .content.decode()
            .split('id="broke"')[1]
            .split("</table>")[0],
        )
        assert n > 0
        assert sum(int(one.replace(",", "")) for _address, one in links) == n
        for address, one in links:
            listed = client.get(address.replace("&amp;", "&")).content.decode()
            assert f"共 {one} 条" in listed, "a number leads to as many rows"


def test_without_an_earlier_audit_tonight_is_the_last_day(login: Login) -> None:
    html = login("supervisor").get("/").content.decode()
    assert "自上次审计以来" not in html
    assert '<option value="24" selected>' in html


def test_a_long_table_says_how_much_of_it_is_shown(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.pages.districts.SHOWN", 1)
    client = login("auditor")
    html = client.get("/districts/").content.decode()
    assert "先显示 1 行，共" in html
    exported = client.get("/districts/?export=csv&table=points").content.decode("utf-8-sig")
    assert len(exported.strip().splitlines()) > 2
