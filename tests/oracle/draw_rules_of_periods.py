"""Random rulebooks about periods: what is counted, and what is reported, in each day, week ... or season.

Belongs here: counts and reporting duties drawn part by part.
Does not belong here: rules about tickets (`draw_rules`), evidence (`draw_periods`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from rulebook.clause import Clause

from .clauses import REGULATION, clause
from .draw import Draw, Season
from .draw_rules import dated

Version = dict[str, Any]

EVERY = ("day", "week", "month", "quarter", "year", "season")
NUMBERS = ("0", "1", "2", "3", "n_times")

COUNTED: dict[str, Sequence[str]] = {
    "patrols": ("patrols.done_at", "patrols.planned_on"),
    "training": ("training.held_on",),
    "surveys": ("surveys.started_on", "surveys.ended_on"),
    "publications": ("publications.published_at",),
    "meter_readings": ("meter_readings.read_at", "meter_readings.period"),
    "maintenance": ("maintenance.done_at",),
}
"""Tables that are counted, by which of their moments."""

FOR_EACH = {
    "patrols": "patrols.route_id",
    "meter_readings": "meter_readings.meter_id",
    "maintenance": "maintenance.asset_id",
}
"""Whom or what it may be counted for; only meters are listed by a table of their own."""

WHERE: dict[str, Sequence[dict[str, Any]]] = {
    "patrols": (
        {"fact": "patrols.asset_class", "one_of": ["network"]},
        {"any": ["patrols.sheet_no", "patrols.defects"], "present": True},
    ),
    "training": ({"fact": "training.assessed", "one_of": ["true"]},),
    "surveys": ({"fact": "surveys.improvement_ref", "present": True},),
    "publications": (
        {"fact": "publications.type", "one_of": ["fees", "commitments"]},
        {"fact": "publications.channel", "not_one_of": ["site"]},
    ),
    "meter_readings": ({"fact": "meter_readings.method", "not_one_of": ["estimate"]},),
    "maintenance": ({"fact": "maintenance.action", "one_of": ["inspect", "service"]},),
    "reports": (
        {"fact": "reports.type", "one_of": ["weekly_cases", "monthly_cases"]},
        {"fact": "reports.approved_at", "present": True},
    ),
}
"""Which of them count."""


@st.composite
def period_rules(draw: Draw, season: Season, *, n_each: int = 6) -> dict[str, Clause]:
    """Some counts and some duties."""
    ones = [_count(draw, season) for _ in range(n_each)]
    ones += [_duty(draw, season) for _ in range(n_each)]
    return {f"{REGULATION}.{one.subject}.p{n}": one for n, one in enumerate(ones)}


def _conditions(draw: Draw, table: str) -> list[dict[str, Any]]:
    return draw(st.lists(st.sampled_from(WHERE[table]), max_size=1))


def _count(draw: Draw, season: Season) -> Clause:
    subject = draw(st.sampled_from(sorted(COUNTED)))
    responsible = draw(st.sampled_from(["", "network", "business_service"]))
    versions = [{**days, **_counting(draw, subject)} for days in dated(draw, season, most=2)]
    return clause("count", subject, *versions, responsible=responsible)


def _counting(draw: Draw, subject: str) -> Version:
    number = draw(st.sampled_from(NUMBERS))
    every = draw(st.sampled_from(EVERY))
    op = draw(st.sampled_from([">=", ">=", "<=", "=="]))
    counts: dict[str, Any] = {"where": _conditions(draw, subject)}
    if draw(st.integers(0, 6)):
        counts |= {"at": draw(st.sampled_from(COUNTED[subject])), "every": every}
        # What no table lists is counted by months here; by other periods in `test_faults`.
        is_listed = subject == "meter_readings"
        if subject in FOR_EACH and (is_listed or every == "month") and draw(st.booleans()):
            counts["for_each"] = FOR_EACH[subject]
    source = "param" if number[0].isalpha() else "value"
    return {
        "counts": counts,
        "limit": {"op": op, source: number, "unit": f"/{counts.get('every', 'month')}"},
        "population": _conditions(draw, subject),
    }


def _duty(draw: Draw, season: Season) -> Clause:
    subject = draw(st.sampled_from(["reports", "publications"]))
    role = draw(st.sampled_from(["network", "business_service", "production"]))
    versions = [{**days, **_owing(draw, subject)} for days in dated(draw, season, most=2)]
    return clause("reporting_duty", subject, *versions, responsible=role)


def _owing(draw: Draw, subject: str) -> Version:
    at = {"reports": "reports.submitted_at", "publications": "publications.published_at"}[subject]
    by = {"reports": "reports.from_dept", "publications": "publications.dept_id"}[subject]
    duty = {
        "every": draw(st.sampled_from(["week", "month", "quarter", "year"])),
        "at": at,
        "due_in": draw(st.sampled_from(["same", "next"])),
        "by": draw(st.sampled_from(["", by])),
        "where": _conditions(draw, subject),
    }
    version: Version = {"duty": duty, "population": _conditions(draw, subject)}
    is_about = draw(st.booleans())
    if is_about:
        duty["of"] = f"{subject}.period"
    if draw(st.integers(0, 2)):
        number = draw(
            st.sampled_from(["5", "20", "30", "31"] if is_about else ["7", "30", "90", "n_days"])
        )
        source = "param" if number[0].isalpha() else "value"
        unit = "day_of_month" if is_about else "days"
        version["limit"] = {"op": "<=", source: number, "unit": unit}
    return version
