"""Random rulebooks about tickets: deadlines of every clock, steps and gates, windows, versions, second stages.

Belongs here: clauses drawn part by part, that nobody thought of.
Does not belong here: chosen clauses (`clauses*`), rules about periods (`draw_rules_of_periods`), evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rulebook.clause import Clause
from rulebook.version import Clock

from .clauses import OBSTACLES, REGULATION, clause, tried
from .draw import Draw, Season
from .draw_tickets import TYPES

Version = dict[str, Any]

STARTS = ("contact_received", "arrived", "classified", "assigned", "tickets.noticed_at")
ENDS = ("replied", "repair_done", "closed", "callbacks.done_at", "registered", "sanctions.L15")
FACTS = (*STARTS, *ENDS, "field_faults.found_at", "customer_contacted")

LIMITS: dict[Clock, Sequence[tuple[str, str]]] = {
    Clock.WALL_CLOCK: (("1", "h"), ("90", "min"), ("5400", "s"), ("1", "days"), ("reply_h", "h")),
    Clock.CALENDAR_DAY: (("0", "days"), ("2", "days"), ("n_days", "days")),
    Clock.WORKING_DAY: (("0", "days"), ("1", "days"), ("3", "days")),
    Clock.SAME_DAY: (("0", "days"),),
    Clock.OVERNIGHT: (("8", "next_day_h"), ("9.5", "next_day_h"), ("17", "next_day_h")),
}
"""What a clock may be set to; a word is a number left to the operator."""

AHEAD = (Clock.WALL_CLOCK, Clock.CALENDAR_DAY, Clock.WORKING_DAY)
"""Clocks that can be counted back."""

CONDITIONS: Sequence[dict[str, Any]] = (
    {"fact": "tickets.ticket_type", "one_of": list(TYPES[:2])},
    {"fact": "tickets.channel", "not_one_of": ["phone"]},
    {"fact": "tickets.urgent", "one_of": ["true"]},
    {"fact": "classified", "present": True},
    {"any": ["closed", "sanctions.L15"], "present": True},
    {"any": ["replied", "callbacks.done_at"], "present": False},
    {"any": ["tickets.signed_by_customer", "tickets.satisfaction"], "present": True},
)


def _limit(draw: Draw, clock: Clock, op: str) -> dict[str, Any]:
    # Nobody asks for no working days ahead: see `test_faults`.
    limits = [one for one in LIMITS[clock] if op == "<=" or one[0] != "0"]
    value, unit = draw(st.sampled_from(limits))
    source = "param" if value[0].isalpha() else "value"
    return {"op": op, source: value, "unit": unit}


def _moments(draw: Draw, facts: Sequence[str]) -> Any:
    """One fact, or the first or last of two."""
    names = draw(st.lists(st.sampled_from(facts), min_size=1, max_size=2, unique=True))
    return names[0] if len(names) == 1 else {draw(st.sampled_from(["any", "all"])): names}


def _conditions(draw: Draw, *, at_least: int = 0) -> list[dict[str, Any]]:
    return draw(st.lists(st.sampled_from(CONDITIONS), min_size=at_least, max_size=2))


def _common(draw: Draw) -> Version:
    return {
        "population": _conditions(draw) if draw(st.booleans()) else [],
        "excuses": draw(st.sampled_from([[], [], OBSTACLES, ["force_majeure", "traffic"]])),
    }


def _deadline(draw: Draw, starts: Sequence[str]) -> Version:
    op = draw(st.sampled_from(["<=", "<=", "<=", ">="]))
    clock = draw(st.sampled_from(AHEAD if op == ">=" else list(Clock)))
    version: Version = {
        "trigger": _moments(draw, starts),
        "end": _moments(draw, ENDS),
        "calendar": clock,
        "early": draw(st.sampled_from(["impossible", "compliant"])),
    }
    if clock is Clock.WALL_CLOCK and op == "<=" and draw(st.integers(0, 2)) == 0:
        version["earliest"] = {
            "op": "<=",
            "value": draw(st.sampled_from(["30", "1"])),
            "unit": "min",
        }
        if draw(st.booleans()):
            return version
    # Where nothing is due on these clocks, see `test_faults` and `test_small_cases`.
    if clock not in (Clock.SAME_DAY, Clock.WORKING_DAY) and draw(st.integers(0, 2)) == 0:
        version["variants"] = _by_class(draw, clock, op)
    else:
        version["limit"] = _limit(draw, clock, op)
    return version


def _by_class(draw: Draw, clock: Clock, op: str) -> dict[str, Any]:
    """Limits by size of the repair, some with an end or a clock of their own."""
    limits = {}
    for size in draw(st.sampled_from([("small", "medium"), ("small", "medium", "major")])):
        own = draw(st.sampled_from([clock, clock, *(AHEAD if op == ">=" else list(Clock))]))
        limits[size] = _limit(draw, own, op)
        if own is not clock:
            limits[size]["calendar"] = own
        if draw(st.booleans()):
            limits[size]["end"] = _moments(draw, ENDS)
    return {"by": "tickets.severity", "limits": limits}


def _sequence(draw: Draw, starts: Sequence[str]) -> Version:
    version: Version = {"trigger": _moments(draw, starts), "end": _moments(draw, ENDS)}
    if draw(st.booleans()):
        return {**version, "gate": True}
    once = draw(st.sampled_from(["", "period_end", "closed", "sanctions.L15"]))
    return {**version, "early": draw(st.sampled_from(["impossible", "compliant"])), "once": once}


def _presence(draw: Draw, _: Sequence[str]) -> Version:
    once = draw(st.sampled_from(["", "period_end", "closed", "repair_done"]))
    return {"requires": _conditions(draw, at_least=1), "once": once}


def _prohibition(draw: Draw, _: Sequence[str]) -> Version:
    return {"forbids": _conditions(draw, at_least=1)}


def _value_limit(draw: Draw, _: Sequence[str]) -> Version:
    version: Version = {
        "measure": "tickets.satisfaction",
        "limit": {
            "op": draw(st.sampled_from([">=", "<=", "=="])),
            "value": 3,
            "unit": "violations",
        },
    }
    if draw(st.booleans()):
        opens, closes = draw(
            st.lists(
                st.sampled_from(["00:00", "08:30", "09:00", "12:00", "17:30", "22:00"]),
                min_size=2, max_size=2, unique=True,
            )
        )  # fmt: skip
        ends = draw(st.sampled_from(["included", "excluded"]))
        version["window"] = {"from": opens, "until": closes, "ends": ends}
    return version


KINDS = {
    "deadline": _deadline,
    "sequence": _sequence,
    "presence": _presence,
    "prohibition": _prohibition,
    "value_limit": _value_limit,
}


@st.composite
def rules(draw: Draw, season: Season, *, n_clauses: int = 8) -> dict[str, Clause]:
    """Some clauses, and some more that rest on how those were judged."""
    first = {f"r{n}": _clause(draw, season, STARTS) for n in range(n_clauses)}
    lent = [
        f"{moment}:{REGULATION}.tickets.{name}" for name in first for moment in ("due", "breach")
    ]
    second = {
        f"s{n}": _clause(draw, season, (*lent, "contact_received"), kinds=("deadline", "sequence"))
        for n in range(n_clauses // 4)
    }
    return tried(first, second)


def _clause(
    draw: Draw,
    season: Season,
    starts: Sequence[str],
    *,
    kinds: Sequence[str] = ("deadline", "deadline", "deadline", *KINDS),
) -> Clause:
    kind = draw(st.sampled_from(kinds))
    responsible = draw(st.sampled_from(["", "", "network", "business_service"]))
    dates = dated(draw, season)
    versions = [
        {**dates[0], **_common(draw), **KINDS[kind](draw, starts)},
    ]
    for days in dates[1:]:
        another = {**_common(draw), **KINDS[kind](draw, starts)}
        if kind == "sequence":  # gates with different ends: see `test_faults`
            another = {**another, **_gate_of(versions[0], another)}
        elif kind == "deadline" and draw(st.booleans()):
            another["trigger"] = versions[0]["trigger"]
        versions.append({**days, **another})
    return clause(kind, "tickets", *versions, responsible=responsible)


def _gate_of(first: Version, another: Version) -> Version:
    if first.get("gate"):
        return {"gate": True, "end": first["end"], "once": "", "early": "impossible"}
    return {"gate": False} if another.get("gate") else {}


def dated(draw: Draw, season: Season, *, most: int = 3) -> list[Version]:
    """The dates of some versions around a season, with gaps and an end now and then."""
    n = draw(st.sampled_from([1, 1, *range(1, most + 1)]))
    days = sorted(
        draw(st.lists(st.integers(0, season.n_days - 1), min_size=n, max_size=n, unique=True))
    )
    starts: list[date | None] = [season.first + timedelta(days=day) for day in days]
    if draw(st.integers(0, 2)):
        starts[0] = None
    versions: list[Version] = [{"from": start} for start in starts]
    for number, version in enumerate(versions):
        if draw(st.integers(0, 3)) == 0:
            begins = starts[number] or season.first - timedelta(days=1)
            until = begins + timedelta(days=draw(st.integers(1, season.n_days)))
            later = starts[number + 1] if number + 1 < n else None
            version["until"] = min(until, later) if later else until
    return versions
