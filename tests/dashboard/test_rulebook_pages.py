"""Rulebook, comparison, scheme and calendar: what the pages say is what the published file holds."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from dashboard.facts.page import Facts, Row
from dashboard.facts.scope import Scope
from dashboard.pages.compare import _clauses, _limits
from dashboard.pages.rulebook import stated
from dashboard.pages.versions import lines
from tests.dashboard.conftest import WHOLE, Login

CLAUSE = "urban-supply.pressure.trunk"


@pytest.fixture
def two_versions(published: Path, tmp_path: Path, settings: object) -> Path:
    """The published file with a second version of one clause: stricter from June 2025 on."""
    path = tmp_path / "plumbline.duckdb"
    shutil.copy(published, path)
    with duckdb.connect(str(path)) as con:
        con.execute(
            "INSERT INTO rulebook.clause BY NAME SELECT * REPLACE ("
            "  version_id + 100000 AS version_id, 2 AS version_no, DATE '2025-06-01' AS version_from,"
            "  0.3 AS limit_value) FROM rulebook.clause WHERE clause_id = $clause",
            {"clause": CLAUSE},
        )
        for table in ("clause_fact", "condition", "excuse"):
            con.execute(
                f"INSERT INTO rulebook.{table} BY NAME SELECT p.* REPLACE (p.version_id + 100000 AS version_id)"
                f" FROM rulebook.{table} AS p INNER JOIN rulebook.clause AS c USING (version_id)"
                " WHERE c.clause_id = $clause AND c.version_no = 1",
                {"clause": CLAUSE},
            )
        con.execute(
            "UPDATE rulebook.clause SET version_until = DATE '2025-06-01'"
            " WHERE clause_id = $clause AND version_no = 1",
            {"clause": CLAUSE},
        )
    settings.PUBLISHED = path  # type: ignore[attr-defined]
    return path


def test_versions_stand_side_by_side(two_versions: Path, login: Login) -> None:
    html = login("auditor").get(f"/rulebook/compare/?clause={CLAUSE}").content.decode()
    assert "第 2 版（2025-06-01 起）" in html
    row = next(one for one in re.findall(r"<tr class=\"bad\".*?</tr>", html, re.DOTALL))
    assert "≥ 0.27 兆帕" in row
    assert "≥ 0.3 兆帕" in row
    assert "1 项不同" in html


def test_only_the_version_of_the_day_is_in_force(two_versions: Path, login: Login) -> None:
    client = login("auditor")
    for day, limit, other in (("2025-05-31", "0.27", "0.3"), ("2025-06-01", "0.3", "0.27")):
        html = client.get(f"/rulebook/?on={day}&q={CLAUSE}").content.decode()
        assert f"≥ {limit} 兆帕" in html
        assert f"≥ {other} 兆帕" not in html
    assert client.get("/rulebook/?on=yesterday").status_code == 404
    assert client.get("/rulebook/compare/?clause=no.such").status_code == 404
    assert client.get(f"/rulebook/compare/?clause={CLAUSE}&one=7").status_code == 404


def test_two_days_differ_by_what_changed_between_them(
    two_versions: Path, facts: Callable[[Scope], Facts], login: Login
) -> None:
    html = login("supervisor").get("/rulebook/compare/?one=2023-03-31&other=2025-06-01")
    text = html.content.decode()
    assert f"/clauses/{CLAUSE}/" in text
    assert "甲醛" in text, "the water standard of 2022 moved limits"
    quiet = login("supervisor").get("/rulebook/compare/?one=2025-07-01&other=2025-08-01")
    assert "这两天有效的条款相同" in quiet.content.decode()


def test_water_limits_follow_the_edition_of_the_day(facts: Callable[[Scope], Facts]) -> None:
    found = facts(WHOLE)
    assert _limits(found, date(2023, 3, 31), date(2023, 4, 1))
    assert not _limits(found, date(2023, 4, 1), date(2026, 1, 1))
    assert not _clauses(found, date(2023, 4, 1), date(2026, 1, 1))


def test_a_version_is_told_in_full(facts: Callable[[Scope], Facts]) -> None:
    found = facts(WHOLE)
    (version,) = found.ask("rulebook_versions", wanted=[f"c.clause_id = '{CLAUSE}'"])
    parts = found.ask("rulebook_parts", wanted=[f"c.clause_id = '{CLAUSE}'"])
    told = lines(found, version, parts, "en")
    assert "≥ 0.27 MPa" in told.values()
    assert parts
    assert len(told) >= 7


def test_unset_parameters_are_named(login: Login, facts: Callable[[Scope], Facts]) -> None:
    html = login("supervisor").get("/rulebook/?which=unset").content.decode()
    html = html.replace("<wbr>", "")
    unset = [row["name"] for row in facts(WHOLE).ask("rulebook_parameters") if row["is_unset"]]
    assert unset
    for name in unset:
        assert name in html
    assert CLAUSE not in html, "a clause whose limit is set is not listed"


def test_weights_add_up_to_the_base(login: Login) -> None:
    html = login("supervisor").get("/rulebook/scheme/").content.decode()
    base, total = (
        re.search(rf"<dt>{title}</dt><dd>([\d.]+)", html)[1]  # type: ignore[index]
        for title in ("基础分", "指标分值合计")
    )
    assert base == total == "100"
    assert login("supervisor").get("/rulebook/scheme/?edition=99").status_code == 404


def test_the_sheet_of_a_month_shows_what_kind_each_day_is(login: Login) -> None:
    client = login("dept_head")
    html = client.get("/calendar/?month=2026-03").content.decode()
    days = re.findall(r'<td class="(\w+)[^"]*"><time datetime="(2026-03-\d\d)"', html)
    assert len(days) == 31
    assert ("override", "2026-03-09") in days
    assert "全市停电检修" in html
    may = client.get("/calendar/?month=2026-05").content.decode()
    kinds = re.findall(r'<td class="(\w+)[^"]*"><time datetime="2026-05-(\d\d)"', may)
    assert ("holiday", "01") in kinds
    assert ("makeup", "09") in kinds, "a Saturday that is worked"
    for wrong in ("2026-13", "x", "1999-01"):
        assert client.get(f"/calendar/?month={wrong}").status_code == 404


def test_days_beyond_the_announced_calendar_say_so(login: Login) -> None:
    html = login("supervisor").get("/calendar/?month=2027-05").content.decode()
    assert html.count("guess") == 31
    assert "期限为暂定" in html


def test_an_amount_is_told_as_the_text_states_it() -> None:
    nothing = dict.fromkeys(
        (
            "amount_cny",
            "range_low_cny",
            "range_high_cny",
            "percent",
            "multiple_low",
            "multiple_high",
        )
    ) | {"is_open": False}
    told: dict[str, Row] = {
        "–": {},
        "20.00": {"amount_cny": Decimal(20)},
        "50.00–1,000.00": {"range_low_cny": Decimal(50), "range_high_cny": Decimal(1000)},
        "1.5%": {"percent": Decimal("1.50")},
        "3–5 倍": {"multiple_low": Decimal(3), "multiple_high": Decimal(5)},
        "2 倍": {"multiple_low": Decimal(2), "multiple_high": Decimal(2)},
        "10.00；文本未定": {"amount_cny": Decimal(10), "is_open": True},
    }
    assert {text: stated({**nothing, **row}) for text, row in told.items()} == {
        text: text for text in told
    }
