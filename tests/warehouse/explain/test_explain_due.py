"""The due instant counted again is the published one: for random anchors, and for a whole sample utility."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.calendar import calendar_days
from rulebook.profile import Parameter
from rulebook.version import Clock as Kind
from rulebook.version import limits_of
from tests.oracle.clocks import due as due_by_oracle
from tests.oracle.small import small
from warehouse.account import account
from warehouse.evaluate import Audit, evaluate, open_evidence
from warehouse.explain.due import MICROSECOND, Rule, counted, duty_due, period_end, start_of
from warehouse.explain.matter import matter
from warehouse.explain.parts import CalendarDay, Clock
from warehouse.explain.published import Published, open_published
from warehouse.explain.story import Observation
from warehouse.explain.target import find
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.score import score

ZONE = "Asia/Shanghai"
FIRST, LAST = date(2025, 11, 1), date(2027, 12, 31)
WORLD = small({}, "2026-03-01 12:00")
OPEN, CLOSE = (datetime.strptime(one, "%H:%M").time() for one in ("08:30", "17:30"))  # noqa: DTZ007
CALENDAR = {
    one.day: CalendarDay(
        one.day, one.is_working_day, one.kind, one.name_zh, one.name_en, one.is_announced, OPEN, CLOSE
    )
    for one in calendar_days("cn", FIRST, LAST, {})
}  # fmt: skip
UNITS = {
    "wall_clock": ("s", "min", "h", "days"), "calendar_day": ("days",), "working_day": ("days",),
    "same_day": ("days",), "overnight": ("next_day_h",),
}  # fmt: skip

REGULATIONS = [
    "runyu",
    "service-hall",
    "jiujiu-heat",
    "yc-conduct",
    "yc-supervise-flow",
    "yc-commitment",
]


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    calendar = draw(st.sampled_from(sorted(UNITS)))
    is_ahead = calendar in ("wall_clock", "calendar_day", "working_day") and draw(st.booleans())
    value = Decimal(draw(st.integers(0, 23 if calendar == "overnight" else 40)))
    unit = draw(st.sampled_from(UNITS[calendar]))
    return Rule(calendar, ">=" if is_ahead else "<=", value, unit)


@given(rules(), st.datetimes(datetime(2026, 2, 1), datetime(2027, 3, 1)))  # noqa: DTZ001
def test_every_clock_agrees_with_the_oracle(rule: Rule, local: datetime) -> None:
    anchor = local.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    told, _ = due_by_oracle(
        WORLD, Kind(rule.calendar), anchor, rule.value, rule.unit, ahead=rule.is_ahead
    )
    found = counted(rule, anchor, CALENDAR, ZONE)
    assert found is not None
    assert found.due_at == told.astimezone(UTC)
    if rule.calendar == "working_day":
        numbers = [number for _, number in found.numbers if number is not None]
        assert numbers == list(range(1, int(rule.value) + 1))


def test_a_calendar_that_ends_too_soon_gives_no_due_instant() -> None:
    anchor = datetime(2027, 12, 30, 2, tzinfo=UTC)
    assert counted(Rule("working_day", "<=", Decimal(30), "days"), anchor, CALENDAR, ZONE) is None


@pytest.fixture(scope="module")
def clocks(audited: Audit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """The sample utility under regulations that together have every kind of clock, every number set."""
    home = Home(tmp_path_factory.mktemp("clocks") / "home")
    shutil.copytree(audited.home.root, home.root)
    city = audited.book.profiles["city-water"]
    unset = {
        limit.param: Parameter(
            value=Decimal({"next_day_h": 6, "min": 30}.get(limit.unit, 3)),
            unit=limit.unit,
            source="a test",
        )
        for clause in audited.book.clauses.values()
        for version in clause.versions
        for limit in limits_of(version)
        if limit.param
    }
    profile = city.model_copy(
        update={"regulations": REGULATIONS, "parameters": {**unset, **city.parameters}}
    )
    book = replace(audited.book, profiles={**audited.book.profiles, "clocks": profile})
    audit = replace(audited, home=home, book=book, profile_id="clocks")
    open_evidence(audit)
    account(audit, home.read_register())
    evaluate(audit)
    score(audit)
    publish(audit)
    with open_published(home.published) as one:
        yield one


ASKED = """
    SELECT c.clause_id, v.record_id, c.kind, coalesce(x.calendar, c.calendar, c.every) AS clock,
      coalesce(c.limit_op, x.limit_op) AS op, v.limit_value, coalesce(c.limit_unit, x.limit_unit) AS unit,
      c.every, c.duty_due_in, c.duty_of, c.limit_unit IS NOT NULL AS has_limit, c.limit_value AS duty_limit,
      v.started_at, v.due_at
    FROM audit.verdict AS v JOIN rulebook.clause AS c USING (version_id)
    LEFT JOIN rulebook.variant AS x ON v.version_id = x.version_id AND v.limit_value = x.limit_value
    WHERE v.due_at IS NOT NULL
"""


def test_every_published_due_instant_is_counted_again(clocks: Published) -> None:
    found = clocks.con.execute(ASKED)
    names = [column[0] for column in found.description]
    seen: Counter[str] = Counter()
    wrong = []
    for values in found.fetchall():
        row = dict(zip(names, values, strict=True))
        again = _again(clocks, row)
        seen[f"{row['kind']} {row['clock']}"] += 1
        if again != row["due_at"].astimezone(UTC):
            wrong.append((row, again))
    assert not wrong, wrong[:3]
    assert {f"deadline {clock}" for clock in UNITS} <= set(seen)
    assert {"count month", "reporting_duty month"} <= set(seen)
    assert all(n > 1 for n in seen.values()), seen


def _again(published: Published, row: dict[str, Any]) -> datetime | None:
    started = row["started_at"].astimezone(UTC)
    if row["kind"] == "deadline":
        rule = Rule(row["clock"], row["op"], row["limit_value"], row["unit"])
        found = counted(rule, started, published.calendar, ZONE)
        return found.due_at if found else None
    first = started.astimezone(ZoneInfo(ZONE)).date()
    if row["kind"] == "count":
        until = period_end(row["every"], first)
    else:
        limit = row["duty_limit"] if row["has_limit"] else None
        is_about = row["duty_of"] is not None
        until = duty_due(row["every"], row["duty_due_in"], limit, first, is_about=is_about)
    return start_of(until, ZONE) - MICROSECOND if until else None


def test_every_story_arrives_at_the_published_due_instant_and_its_segments_fill_the_clock(
    clocks: Published,
) -> None:
    rows = clocks.con.execute(
        "SELECT DISTINCT ON (c.clause_id, v.verdict) c.clause_id || '/' || v.record_id"
        " FROM audit.verdict AS v JOIN rulebook.clause AS c USING (version_id)"
        " WHERE v.due_at IS NOT NULL ORDER BY c.clause_id, v.verdict, v.record_id DESC"
    ).fetchall()
    assert len(rows) > 20
    for (identifier,) in rows:
        (told,) = matter(clocks, find(clocks, identifier)).observations
        clock = told.clock
        assert clock is not None
        assert clock.agrees, identifier
        if told.article.kind.code == "deadline":
            assert clock.recomputed_due_at == clock.due_at, identifier
            assert any(step.at == clock.due_at for step in told.steps), identifier
            _fill(told, clock)


def _fill(told: Observation, clock: Clock) -> None:
    """Segments follow each other without gap, and each is another stretch than the one before."""
    segments = clock.segments
    assert clock.started_at is not None
    first, last = sorted((clock.started_at, clock.end_at))
    assert [segments[0].from_at, segments[-1].until_at] == [first, last]
    for before, after in pairwise(segments):
        assert before.until_at == after.from_at
        assert (before.state, before.department) != (after.state, after.department)
    held = sum(one.running_s + one.paused_s + one.closed_s for one in told.held)
    assert held == sum(one.seconds for one in segments)
    assert abs(timedelta(seconds=held) - (last - first)) < timedelta(seconds=len(segments))


def test_the_small_home_names_the_holiday_and_the_hours(small: Audit) -> None:
    with open_published(small.home.published) as published:
        (told,) = matter(published, find(published, "yc-conduct.apply.7wd/A-1")).observations
    assert [step.said.zh for step in told.steps[1:4]] == [
        "当日17:30已下班，4月4日（星期六）至4月6日（星期一）清明不上班，视同下一个工作日4月7日（星期二）收到。",
        (
            "限期7个工作日，从次日数起：4月8日（星期三）至4月10日（星期五）为第1至第3个工作日；"
            "4月11日（星期六）至4月12日（星期日）周末，不计；"
            "4月13日（星期一）至4月16日（星期四）为第4至第7个工作日。"
        ),
        "2026年4月16日（星期四）24时到期。",
    ]
    assert told.clock is not None
    closed = [one for one in told.clock.segments if one.state == "closed"]
    open_ = [one for one in told.clock.segments if one.state == "running"]
    assert len(open_) == 9, "seven days, the eighth until ten, and the day it counts from"
    assert closed[0].from_at == told.clock.started_at
