"""A score that rests on no evidence yet never looks like a good one, nor like a gain."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.facts.hub import Hub
from dashboard.facts.page import Facts
from dashboard.pages import grades
from dashboard.reports.content import report
from tests.dashboard.conftest import OWN, WHOLE, Login

APRIL = date(2026, 4, 1)
CHANGE = re.compile(r'class="(?:up|down)"')


def row_of(html: str, text: str) -> str:
    rows: list[str] = re.findall(r"<tr class.*?</tr>", html, re.DOTALL)
    return next(one for one in rows if text in one)


@pytest.fixture
def two_months(changed: Callable[[str], Path]) -> Callable[[str], Path]:
    """Gives OWN a graded March and an April as asked."""

    def change(april: str) -> Path:
        changed(f"DELETE FROM score.scorecard WHERE department_id = '{OWN}'")
        for month, points in ((date(2026, 3, 1), 80), (APRIL, 100)):
            path = changed(
                "INSERT INTO score.scorecard BY NAME SELECT * REPLACE ("
                f"'{OWN}' AS department_id, DATE '{month}' AS period_from, {points} AS points, "
                "'A' AS grade, NULL AS grade_reason, 'provisional' AS state) "
                "FROM score.scorecard LIMIT 1"
            )
        return changed(
            f"UPDATE score.scorecard SET {april} WHERE department_id = '{OWN}' AND period_from = DATE '{APRIL}'"
        ) if april else path  # fmt: skip

    return change


@pytest.mark.parametrize(
    ("april", "is_told"),
    [("", True), ("grade = NULL, grade_reason = 'low_coverage'", False), ("state = 'running'", False)],
)  # fmt: skip
def test_only_months_that_are_over_and_graded_are_set_beside_each_other(
    april: str, is_told: bool, two_months: Callable[[str], Path], login: Login
) -> None:
    path = two_months(april)
    facts = Facts(Hub(threads=1, memory="200MB").current(path), WHOLE, timeout_s=20)
    (row,) = (
        one for one in facts.ask("league", month=APRIL, names=True) if one["department_id"] == OWN
    )
    assert (row["change_month"] == 20) is is_told
    assert (row["change_month"] is None) is not is_told
    assert grades.is_settled(row) is is_told, "what is not compared is marked"
    (card,) = (
        one
        for table in report(facts, APRIL, None).tables
        if table.name == "scorecards" and table.marks
        for one in table.rows
        if one["department_id"] == OWN and table.marks(one) == ("" if is_told else "unsettled")
    )
    assert card["points"] == 100
    facts.close()
    client = login("supervisor")
    league = row_of(client.get("/departments/?month=2026-04").content.decode(), f"/{OWN}/")
    assert ("unsettled" in league) is not is_told
    assert bool(CHANGE.search(league)) is is_told
    own = client.get(f"/departments/{OWN}/?month=2026-04").content.decode()
    assert ("比上月 +20" in own) is is_told
    assert ("unsettled" in own) is not is_told


def test_a_month_is_not_set_beside_one_without_a_grade(
    two_months: Callable[[str], Path], changed: Callable[[str], Path]
) -> None:
    two_months("")
    path = changed("UPDATE score.scorecard SET grade = NULL WHERE period_from = DATE '2026-03-01'")
    facts = Facts(Hub(threads=1, memory="200MB").current(path), WHOLE, timeout_s=20)
    rows = facts.ask("league", month=APRIL, names=True)
    assert {row["change_month"] for row in rows if row["department_id"] == OWN} == {None}
    facts.close()
