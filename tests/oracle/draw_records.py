"""Random applications, works, meters, readings, stops of supply, charges and patrols.

Belongs here: evidence of every table but tickets and pressure.
Does not belong here: what is judged by it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from rulebook.clause import Clause

from .draw import (
    SEASONS,
    Draw,
    Season,
    after,
    departments,
    instants,
    mostly,
    profiles,
    sometimes,
    world,
)
from .draw_tickets import draw_ticket, overrides
from .world import Row, World

Near = st.SearchStrategy[datetime]
Rows = dict[str, list[Row]]

FLAG = st.sampled_from([True, False, None])
AMOUNT = st.sampled_from(
    [Decimal("80.00"), Decimal("80.01"), Decimal("79.99"), None, Decimal("0.00")]
)
OWNER = st.sampled_from([None, "D-network", "D-other"])


@st.composite
def record_worlds(
    draw: Draw,
    clauses: dict[str, Clause],
    tables: tuple[str, ...],
    *,
    n_each: int = 10,
    seasons: tuple[Season, ...] = SEASONS,
) -> World:
    """Some records of each table, around a few shared moments, and an audit near one of those."""
    season = draw(st.sampled_from(seasons))
    anchors = draw(st.lists(instants(season), min_size=3, max_size=3))
    as_of = draw(st.sampled_from(anchors).flatmap(lambda moment: after(season, moment)))
    rows: Rows = {name: [] for name in (*MAKERS, *TICKETS)}
    rows["departments"] = draw(departments())
    rows["calendar"] = draw(overrides(season))
    rows["staff"] = [{"staff_id": "S1", "dept_id": "D-business_service"}]
    # The calendar of an audit begins with its oldest contact.
    rows["applications"].append(_first(season))
    for table in tables:
        for number in range(len(rows[table]), len(rows[table]) + n_each):
            base = draw(st.sampled_from(anchors))
            near = after(season, base, as_of)
            if table == "tickets":
                draw_ticket(draw, rows, f"t{number}", base, near)
            else:
                rows[table].append(MAKERS[table](draw, season, near, number))
    return world(as_of, draw(profiles(season)), clauses, rows)


TICKETS = ("tickets", "ticket_events", "field_faults", "callbacks")


def _first(season: Season) -> Row:
    moments = {
        name: season.at(0, clock)
        for name, clock in (("received_at", time(0)), ("contract_signed_at", time(9)))
    }
    return {"application_id": "a-first", "type": "change", **moments}


def _application(draw: Draw, _: Season, near: Near, number: int) -> Row:
    moments = (
        "documents_complete_at", "replied_at", "survey_arranged_at", "surveyed_at", "plan_fixed_at",
        "supply_at", "contract_signed_at",
    )  # fmt: skip
    return {
        "application_id": f"a{number}",
        "type": draw(st.sampled_from(["new", "increase", "transfer"])),
        "received_at": draw(near),
        "form_complete": draw(FLAG),
        "one_time_notice": draw(FLAG),
        "register_no": draw(st.sampled_from(["BZ-1", None])),
        "settled_at": draw(sometimes(near)),
        **{name: draw(mostly(near)) for name in moments},
    }


def _installation(draw: Draw, season: Season, near: Near, number: int) -> Row:
    return {
        "installation_id": f"i{number}",
        "application_id": draw(st.sampled_from([None, "a-first", "a-first", "a-lost"])),
        "kind": draw(st.sampled_from(["meter_well", "main_extension", "other", None])),
        "builder_dept_id": draw(OWNER),
        "materials_certified": draw(FLAG),
        "due_on": _day(season, draw(mostly(near))),
        "delay_cause": draw(st.sampled_from([None, None, "force_majeure", "customer"])),
        **{name: draw(mostly(near)) for name in ("finished_at", "accepted_at", "site_cleared_at")},
    }


def _meter(draw: Draw, season: Season, near: Near, number: int) -> Row:
    return {
        "meter_id": f"m{number}",
        "dept_id": draw(OWNER),
        "installed_on": _day(season, draw(sometimes(near))),
        "removed_on": _day(season, draw(sometimes(near))),
        "fault_reported_at": draw(mostly(near)),
        "replaced_at": draw(mostly(near)),
    }


def _meter_reading(draw: Draw, season: Season, near: Near, number: int) -> Row:
    at = draw(near)
    values = st.sampled_from([Decimal("100.000"), Decimal("105.000"), Decimal("105.001"), None])
    return {
        "reading_id": f"r{number}",
        "meter_id": f"m{draw(st.integers(0, 3))}",
        "reader_id": draw(st.sampled_from(["S1", None])),
        "period": f"{_day(season, at):%Y-%m}",
        "scheduled_on": _day(season, draw(mostly(near))),
        "read_at": draw(mostly(near)),
        "method": draw(st.sampled_from(["manual", "estimate", None])),
        "anomaly": draw(st.sampled_from(["none", "low", "high", None])),
        "value": draw(values),
        "check_value": draw(values),
        "consumption": draw(st.sampled_from([Decimal(0), Decimal("-0.001"), Decimal(5), None])),
    }


def _outage(draw: Draw, _: Season, near: Near, number: int) -> Row:
    moments = (
        "applied_at", "approved_at", "approved_start_at", "started_at", "ended_at", "notice_at"
    )  # fmt: skip
    kind = draw(st.sampled_from(["planned", "sudden"]))
    return {
        "outage_id": f"o{number}", "type": kind, **{name: draw(mostly(near)) for name in moments}
    }  # fmt: skip


def _charge(draw: Draw, _: Season, near: Near, number: int) -> Row:
    return {
        "charge_id": f"c{number}",
        "ticket_id": draw(st.sampled_from(["t0", "t1", None])),
        "collector_id": draw(st.sampled_from(["S1", None])),
        "charged_at": draw(mostly(near)),
        "amount_cny": draw(AMOUNT) or Decimal("80.00"),
        "tariff_cny": draw(AMOUNT),
        "refund_cny": draw(sometimes(AMOUNT)),
        "invoice_kind": draw(st.sampled_from(["unified", "other", None])),
        "told_before": draw(FLAG),
    }


def _patrol(draw: Draw, season: Season, near: Near, number: int) -> Row:
    return {
        "patrol_id": f"p{number}",
        "route_id": draw(st.sampled_from(["R1", "R2", None])),
        "asset_class": draw(st.sampled_from(["network", "facility", None])),
        "dept_id": "D-network",
        "planned_on": _day(season, draw(mostly(near))),
        "done_at": draw(mostly(near)),
    }


def _day(season: Season, at: datetime | None) -> Any:
    return at and at.astimezone(ZoneInfo(season.zone)).date()


MAKERS: dict[str, Callable[[Draw, Season, Near, int], Row]] = {
    "applications": _application,
    "installations": _installation,
    "meters": _meter,
    "meter_readings": _meter_reading,
    "outages": _outage,
    "charges": _charge,
    "patrols": _patrol,
}
"""How a row of each table is drawn."""
