"""Months of the sample utility: the sums are shown and hold, for every department and month."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from warehouse.evaluate import Audit
from warehouse.explain.drawing import svg
from warehouse.explain.month import FIRST, month
from warehouse.explain.published import Published, open_published
from warehouse.explain.story import Month
from warehouse.explain.target import Target
from warehouse.explain.text import text


@pytest.fixture(scope="module")
def city(audited: Audit) -> Iterator[Published]:
    with open_published(audited.home.published) as one:
        yield one


@pytest.fixture(scope="module")
def months(city: Published) -> list[Month]:
    rows = city.con.execute("SELECT department_id, period_from FROM score.scorecard").fetchall()
    return [month(city, Target("department", who, month=when)) for who, when in rows]


def test_every_month_is_the_sum_of_its_lines(months: list[Month]) -> None:
    assert len(months) > 10
    for one in months:
        assert all(check.agrees for check in one.checks), one.target
        assert sum((line.points for line in one.lines), Decimal(0)) == (one.points or 0)
        told = text(one, "zh")
        assert "不一致" not in told
        assert text(one, "en").count("they agree") == len(one.checks)


def test_behind_every_deduction_stand_its_breaches(city: Published, months: list[Month]) -> None:
    for one in months:
        for behind in one.behind:
            assert behind.line.points < 0
            assert len(behind.first) == min(behind.n_breaches, FIRST)
            if "/" in behind.line.line_id and behind.n_breaches:
                ((n,),) = city.con.execute(
                    "SELECT denominator - numerator FROM audit.indicator"
                    " WHERE clause_id = $clause AND department_id = $who AND period_from = $when",
                    {"clause": behind.clause_id, "who": one.department.id, "when": one.period_from},
                ).fetchall()
                ((kind,),) = city.con.execute(
                    "SELECT DISTINCT kind FROM rulebook.clause WHERE clause_id = $clause",
                    {"clause": behind.clause_id},
                ).fetchall()
                assert kind == "rate_threshold" or n == behind.n_breaches


def test_no_month_tells_a_bare_code_or_runs_sentences_together(months: list[Month]) -> None:
    assert any(one.unranked for one in months)
    for one in months:
        told = text(one, "en")
        assert one.unranked is None or one.unranked.en != one.unranked.code
        assert ".Coverage" not in told
        assert "(below_min_n)" not in told


def test_what_the_scheme_settles_is_told_whether_booked_or_not(months: list[Month]) -> None:
    told = [(one, settled) for one in months for settled in one.settled]
    assert {settled.unbooked is None for _, settled in told} == {True, False}
    for one, settled in told:
        ending = f"not booked: {settled.unbooked.en}" if settled.unbooked else "booked"
        assert f"{settled.basis.en}; {ending}" in text(one, "en")
        if settled.unbooked is None:
            booked = [entry for entry in one.entries if settled.indicator_id in entry.entry_id]
            assert settled.amount in [entry.amount_cny for entry in booked]


def test_without_the_largest_deduction_that_much_more(months: list[Month]) -> None:
    assert any(one.without for one in months)
    for one in months:
        lost = [line.points for line in one.lines if line.points < 0]
        assert (one.without is None) == (not lost or one.points is None)
        if one.without is not None and one.points is not None:
            assert one.without.points - one.points == -min(lost)


def test_what_was_not_assessed_and_the_coverage_are_told(months: list[Month]) -> None:
    for one in months:
        missing = one.n_clauses - one.n_clauses_assessed
        assert missing == len({each.clause_id for each in one.unassessed}), one.target
        assert all(each.verdict.code in ("not_assessed", "pending") for each in one.unassessed)


def test_every_month_can_be_drawn(months: list[Month]) -> None:
    for one in months:
        for lang in ("zh", "en"):
            assert svg(one, "zh" if lang == "zh" else "en").startswith("<?xml")
