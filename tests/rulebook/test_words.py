"""Limits and money read as people say them, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pydantic import ValidationError

from rulebook.asks import asks, in_force
from rulebook.clause import Clause, Consequence
from rulebook.version import Version
from rulebook.words import Words
from tests.running import shipped

BOOK = shipped()
ZH, EN = Words(BOOK.vocabulary, "zh"), Words(BOOK.vocabulary, "en")
HOUR = {"op": "<=", "value": 1, "unit": "h"}
START = {"from": None, "trigger": "arrived", "end": "closed"}

LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({**START, "limit": HOUR, "calendar": "wall_clock"}, "1小时内", "within 1 hour"),
    (
        {**START, "limit": {"op": "<=", "value": 3, "unit": "days"}, "calendar": "working_day"},
        "3个工作日内", "within 3 working days",
    ),
    (
        {**START, "limit": {"op": "<=", "value": 0, "unit": "days"}, "calendar": "same_day"},
        "当日24时前", "by the end of the same day",
    ),
    (
        {**START, "limit": {"op": "<=", "value": 6, "unit": "next_day_h"}, "calendar": "overnight"},
        "次日6时前", "by 6:00 of the next day",
    ),
    (
        {**START, "limit": {"op": ">=", "value": 24, "unit": "h"}, "calendar": "wall_clock"},
        "提前不少于24小时", "ahead by at least 24 hours",
    ),
    (
        {**START, "limit": {"op": "<=", "param": "reply_h", "unit": "h"}, "calendar": "wall_clock"},
        "不超过 `reply_h` 小时（企业设定）", "within `reply_h` hours (set by the utility)",
    ),
    ({"from": None, "measure": "t.p", "limit": {"op": ">=", "value": 0.270, "unit": "MPa"}}, "不低于0.27兆帕", "at least 0.27 MPa"),
    ({"from": None, "measure": "t.h", "limit": {"op": "<=", "value": 0, "unit": "h"}}, "为零", "none"),
    (
        {"from": None, "counts": {"at": "t.at", "every": "week"}, "limit": {"op": ">=", "value": 1, "unit": "/week"}},
        "每周不少于1次", "at least once a week",
    ),
    (
        {"from": None, "duty": {"every": "month", "at": "t.at", "of": "t.of", "due_in": "same"}, "limit": {"op": "<=", "value": 23, "unit": "day_of_month"}},
        "每月一次，当月23日前", "every month, by day 23 of the same month",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("version", "zh", "en"), LIMITS, ids=lambda one: str(one)[:20])
def test_a_limit_reads_as_people_say_it(version: dict[str, Any], zh: str, en: str) -> None:
    parsed = Version.model_validate(version)
    assert (ZH.limit(parsed), EN.limit(parsed)) == (zh, en)


@pytest.mark.parametrize(
    ("draws", "zh", "en"),
    [
        ({"amount_cny": 20, "per": "day_late"}, "每延误一日20元", "20 yuan for each day late"),
        ({"open": True, "per": "case"}, "金额未定", "amount not stated"),
        (
            {"multiple_of": "c.x", "multiple": [3, 5], "per": "charge"},
            "每笔收费`c.x`的3–5倍", "3–5 times `c.x` a charge",
        ),
    ],
)  # fmt: skip
def test_money_reads_as_people_say_it(draws: dict[str, Any], zh: str, en: str) -> None:
    one = Consequence.model_validate({"ledger": "L01", "source": "x", **draws})
    assert (ZH.money(one), EN.money(one)) == (zh, en)


def test_every_clause_can_be_told_in_both_languages() -> None:
    for clause_id, clause in BOOK.clauses.items():
        for number, version in enumerate(clause.versions):
            for words in (ZH, EN):
                lines = asks(words, clause, version)
                assert all(term and said for term, said in lines), clause_id
                assert in_force(words, clause, number)
            english = " ".join(part for line in asks(EN, clause, version) for part in line)
            assert not re.search("[\u4e00-\u9fff]", english), clause_id


def test_a_late_extension_is_told_and_belongs_to_clauses_with_a_clock() -> None:
    clause = BOOK.clauses["urban-supply.leak.arrival"]
    late = clause.versions[-1].model_copy(update={"late_extension": True})
    assert "期限届满后仍可准予延期" in str(asks(ZH, clause, late))
    assert "after the clock has expired" in str(asks(EN, clause, late))
    assert "expired" not in str(asks(EN, clause, clause.versions[-1]))
    pressure = BOOK.clauses["urban-supply.pressure.trunk"].model_dump(
        by_alias=True, exclude_unset=True
    )
    pressure["versions"][0]["late_extension"] = True
    with pytest.raises(ValidationError, match="has no use for late_extension"):
        Clause.model_validate(pressure)
