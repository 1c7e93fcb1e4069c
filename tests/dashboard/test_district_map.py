"""The map of districts: every point with coordinates once, the others beside it, and nobody sees more than on the plan."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb
import pytest
from django.test import Client

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages import district_map, points
from tests.dashboard.conftest import OWN, WHOLE, Login
from tests.dashboard.test_indicators import rows_of
from warehouse.prepare import prepare

MARCH = date(2026, 3, 1)
PAGE = "/districts/?month=2026-03"
HEAD = Scope(role="dept_head", departments=frozenset({"D-PROD"}), may_export=True)


@pytest.fixture
def client(login: Login) -> Client:
    return login("supervisor")


def page(client: Client, more: str = "") -> str:
    response = client.get(PAGE + more)
    assert response.status_code == 200
    return response.content.decode()


def drawing(html: str, name: str = "wide") -> str:
    found = re.search(rf'<svg class="{name}".*?\n</svg>', html, re.DOTALL)
    return found[0] if found else ""


def marks(html: str, name: str = "wide") -> list[str]:
    return re.findall(r"<a href=.*?</a>", drawing(html, name), re.DOTALL)


def counted(html: str, name: str = "wide") -> int:
    """How many points the marks of a drawing stand for."""
    many = [int(one) for one in re.findall(r'class="count"[^>]*>(\d+)<', drawing(html, name))]
    return len(marks(html, name)) - len(many) + sum(many)


def row(point: str, longitude: float | None, latitude: float | None, **more: Any) -> dict[str, Any]:
    return {
        "kind": "pressure", "point_id": point, "name": None, "point_type": "trunk", "district": "城关",
        "longitude": longitude, "latitude": latitude, "state": "compliant", "rate": 1, "numerator": 5,
        "denominator": 5, "n_all": 5, "n_usable": 5, "n_due": 5, "clause_id": None, **more,
    }  # fmt: skip


def test_every_point_is_on_the_map_or_named_beside_it(client: Client) -> None:
    html = page(client)
    listed = rows_of(html, "points")
    bare = re.findall(r"<li><a href=", html[html.index('class="without"') :])
    assert bare, "taps that were sampled once have no coordinates"
    for name in ("wide", "narrow"):
        assert counted(html, name) + len(bare) == len(listed)
    assert f"{len(bare)} 个测点没有坐标" in html
    assert len(re.findall("<title>", page(client, "&view=plan"))) == len(listed) + 1, "plan has all"


def test_a_mark_says_its_state_in_words_by_sign_and_by_colour_and_leads_to_evidence(
    client: Client,
) -> None:
    found = [one for one in marks(page(client)) if "P001" in one and "count" not in one]
    assert len(found) == 1
    assert re.search(r'aria-label="测压点[^"]*P001[^"]*违规[^"]*%', found[0])
    assert "<title>" in found[0]
    assert 'class="spot breach"' in found[0]
    assert ">✕<" in found[0]
    address = re.search(r'href="([^"]+)"', found[0])
    assert address
    assert client.get(address[1].replace("&amp;", "&")).status_code == 200


def test_a_point_of_which_too_little_was_judged_is_not_shown_as_compliant(
    client: Client, changed: Callable[[str], Path]
) -> None:
    changed(
        "UPDATE prepared.pressure_point SET numerator = denominator, n_expected = 2 * n_usable"
        " WHERE point_id = 'P001' AND period_from = DATE '2026-03-01'"
    )
    html = page(client)
    found = next(one for one in marks(html) if "P001" in one and "count" not in one)
    assert 'class="spot incomplete"' in found
    assert re.search(r"P001[^\"]*合格但数据不全[^\"]*可判定 50\.0%（[\d,]+/[\d,]+）", found)
    assert "◔" in found


def test_a_point_that_was_silent_for_most_of_a_month_is_not_shown_as_compliant(
    client: Client, changed: Callable[[str], Path], facts: Callable[[Scope], Facts]
) -> None:
    """Readings that never came are missing as much as those that came and cannot be judged."""
    ((as_of,),) = facts(WHOLE)._cursor.execute("SELECT as_of FROM meta.run").fetchall()
    judged = "SELECT v.record_id FROM audit.verdict AS v WHERE v.verdict = 'compliant'"
    path = changed(
        "DELETE FROM evidence.pressure_readings WHERE point_id = 'P001' AND (month(read_at) != 3"
        f" OR reading_id NOT IN ({judged}) OR day(read_at) > 2)"
    )
    with duckdb.connect(str(path)) as con:
        prepare(con, "Asia/Shanghai", as_of)
    found = next(one for one in marks(page(client)) if "P001" in one and "count" not in one)
    assert 'class="spot incomplete"' in found
    assert re.search(r"P001[^\"]*合格但数据不全[^\"]*可判定 [\d.]+%（[\d,]+/[\d,]+）", found)


def test_no_data_has_its_own_look_on_the_map(
    client: Client, changed: Callable[[str], Path]
) -> None:
    changed(
        "INSERT INTO evidence.pressure_points BY NAME SELECT 'P999' AS point_id, 'trunk' AS point_type,"
        " '城关' AS district, 104.93 AS longitude, 35.03 AS latitude, 1 AS file_id, 999 AS source_row"
    )
    html = page(client)
    mark = next(one for one in marks(html) if "P999" in one)
    assert "没有数据" in mark
    assert 'class="spot no_data"' in mark
    assert "url(#hatch)" in mark
    assert "✓" not in mark
    legend = html[html.index("plan-legend") :]
    assert re.search(r"没有数据 1</li>", legend)


def test_without_coordinates_there_is_the_plan_and_what_to_deliver(
    client: Client, changed: Callable[[str], Path]
) -> None:
    changed("UPDATE evidence.pressure_points SET longitude = NULL, latitude = NULL")
    changed("UPDATE evidence.sampling_points SET longitude = NULL, latitude = NULL")
    for more in ("", "&view=map", "&view=plan"):
        html = page(client, more)
        assert 'class="plan"' in html
        assert not drawing(html)
        assert "WGS 84" in html
        assert 'class="tally views"' not in html, "no choice where there is none"


def test_a_file_from_before_the_coordinates_is_drawn_as_a_plan(
    client: Client, changed: Callable[[str], Path]
) -> None:
    for table in ("pressure_points", "sampling_points"):
        for column in ("longitude", "latitude"):
            changed(f"ALTER TABLE evidence.{table} DROP COLUMN {column}")
    assert 'class="plan"' in page(client)


def test_a_view_and_a_month_are_kept_in_addresses(client: Client) -> None:
    html = page(client, "&view=plan")
    assert re.search(r'<a class="chip" href="\?month=2026-03&amp;view=map">地图', html)
    assert re.search(r'view=plan" aria-current="true">示意图', html)
    assert '<input type="hidden" name="view" value="plan">' in html
    assert drawing(page(client, "&view=map")) == drawing(page(client))
    for wrong in ("&view=globe", "&box=1,2,3", "&box=5,1,2,2", "&box=a,b,c,d", "&box=1,1,2,nan"):
        assert client.get(PAGE + wrong).status_code == 404, wrong


def test_points_in_one_place_are_one_mark_that_leads_to_them(
    client: Client, changed: Callable[[str], Path]
) -> None:
    changed(
        "UPDATE evidence.pressure_points SET longitude = 105.02, latitude = 35.02"
        " WHERE point_id IN ('P001', 'P002', 'P003')"
    )
    html = page(client)
    many = next(one for one in marks(html) if "P001" in one)
    assert re.search(r'class="count"[^>]*>3<', many)
    assert 'class="spot breach"' in many, "several points show the worst of them"
    assert re.search(r'aria-label="3 个测点：违规 [^"]*P00[123]、P00[123]、P00[123]', many)
    address = re.search(r'href="([^"]+)"', many)
    assert address
    assert "box=105.02,35.02,105.02,35.02" in unquote(address[1])
    inside = client.get("/districts/" + unquote(address[1]).replace("&amp;", "&")).content.decode()
    assert len(rows_of(inside, "points")) == 3
    assert counted(inside) == 3
    assert re.search(r'href="#points"', marks(inside)[0]), "no closer: the list is the way on"
    assert "看全图" in inside
    nothing = page(client, "&box=1,1,2,2")
    assert not drawing(nothing)
    assert "请看全图" in nothing


def test_a_chosen_ground_is_exported_as_it_is_shown(client: Client) -> None:
    def exported(more: str) -> list[dict[str, str]]:
        answer = client.get(f"{PAGE}{more}&export=csv&table=points")
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    whole = exported("")
    assert {"经度", "纬度"} <= set(whole[0])
    first = next(one for one in whole if one["测点"] == "P001")
    assert float(first["经度"]) == pytest.approx(105, abs=0.1)
    place = f"{first['经度']},{first['纬度']}"
    assert [one["测点"] for one in exported(f"&box={place},{place}")] == ["P001"]
    assert len(exported("&view=plan")) == len(whole) > 1


def test_a_head_sees_on_the_map_what_the_plan_shows(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    whole = page(login("supervisor"))
    client = login("dept_head", departments=("D-PROD",))
    html, plan = page(client), page(client, "&view=plan")
    own = {one["point_id"] for one in facts(HEAD).ask("district_points", month=MARCH)}
    assert 0 < counted(html) == len(rows_of(html, "points")) == len(own) < counted(whole)
    assert len(re.findall("<title>", plan)) == len(own) + 1
    for one in facts(WHOLE).ask("district_points", month=MARCH):
        assert (one["point_id"] in html) == (one["point_id"] in own), one["point_id"]
    stranger = login("dept_head", departments=(OWN,))
    assert not marks(page(stranger)), "a department without points has no map"


def test_names_stand_apart_and_marks_do_not_cover_each_other(
    facts: Callable[[Scope], Facts],
) -> None:
    rows = [
        row(
            f"P{n:03}",
            105 + (n * 37 % 101) / 1500,
            35 + (n * 53 % 97) / 1500,
            district="甲乙丙"[n % 3],
        )
        for n in range(300)
    ]
    made = district_map.map_of(facts(WHOLE), rows, MARCH, None)
    for one in made.drawings:
        assert sum(spot.n for spot in one.spots) == 300
        for at, spot in enumerate(one.spots):
            for other in one.spots[:at]:
                gap = (spot.x - other.x) ** 2 + (spot.y - other.y) ** 2
                assert gap >= (district_map.APART - 0.2) ** 2
        names = [(two.x, two.y) for two in one.outlines]
        assert len(names) == 3
        for at, (x, y) in enumerate(names):
            assert all(abs(x - u) >= 60 or abs(y - v) >= 17 for u, v in names[:at])


def test_a_breach_is_never_hidden_behind_a_pass(facts: Callable[[Scope], Facts]) -> None:
    rows = [row(f"A{n}", 105, 35) for n in range(9)]
    rows.append(row("Z", 105, 35, state="breach", rate=0, numerator=0))
    spot = district_map.map_of(facts(WHOLE), rows, MARCH, None).drawings[0].spots[0]
    assert (spot.state, spot.n) == ("breach", 10)
    assert "Z" in spot.said


def test_coordinates_that_lie_too_far_apart_are_pointed_out(
    client: Client, changed: Callable[[str], Path]
) -> None:
    assert "200 千米" not in page(client)
    changed(
        "UPDATE evidence.pressure_points SET longitude = 0, latitude = 0 WHERE point_id = 'P004'"
    )
    assert "200 千米" in page(client)


def test_many_points_without_coordinates_are_not_all_named(facts: Callable[[Scope], Facts]) -> None:
    rows = [row(f"B{n:02}", None, None) for n in range(40)] + [row("C", 105, 35)]
    rows.append(row("D", None, None, state="no_data", rate=None))
    made = district_map.map_of(facts(WHOLE), rows, MARCH, None)
    assert (made.n_drawn, made.n_without, len(made.without)) == (1, 41, district_map.LISTED)
    assert made.without[0][2] == "D", "the worst first"
    assert points.worst_first(rows)[0]["point_id"] == "D"
