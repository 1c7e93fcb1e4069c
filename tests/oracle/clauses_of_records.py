"""Clauses that are tried on applications, works, meters, readings, stops of supply and charges.

Belongs here: synthetic clauses of every table but tickets, by kind.
Does not belong here: deadlines of tickets (`clauses`), rates (`clauses_of_rates`), evidence (`draw_*`).
"""

from __future__ import annotations

from typing import Any

from .clauses import ahead, clause, deadline, of_type, within


def condition(fact: str, *codes: str, has_not: bool = False) -> dict[str, Any]:
    return {"fact": fact, "not_one_of" if has_not else "one_of": list(codes)}


def present(fact: str, *, is_there: bool = True) -> dict[str, Any]:
    return {"fact": fact, "present": is_there}


def always(**keys: Any) -> dict[str, Any]:
    """One version, in force always."""
    return {"from": None, **keys}


DEADLINES = {
    "reply": deadline(
        "applications", "applications.received_at", "applications.replied_at",
        within("n_more", "days"), "working_day",
        population=[condition("applications.type", "new", "increase")], responsible="business_service",
    ),
    "reply-papers": deadline(
        "applications", "applications.documents_complete_at", "applications.replied_at",
        within("1", "days"), "calendar_day", early="compliant",
    ),
    "survey": deadline(
        "applications", "applications.documents_complete_at",
        {"all": ["applications.survey_arranged_at", "applications.plan_fixed_at"]},
        within("2", "days"), "calendar_day",
    ),
    "by-type": deadline(
        "applications", "applications.received_at",
        {"any": ["applications.surveyed_at", "applications.survey_arranged_at"]},
        {
            "by": "applications.form_complete",
            "limits": {"true": within("1", "days"), "false": within("reply_h", "h")},
        },
        "wall_clock",
    ),
    "agreed": deadline(
        "installations", "installations.due_on", "installations.finished_at", within("0", "days"),
        "calendar_day", early="compliant", excuses=["force_majeure"],
        population=[condition("installations.kind", "other", has_not=True)],
    ),
    "agreed-working": deadline(
        "installations", "installations.due_on", "installations.finished_at",
        within("n_more", "days"), "working_day", early="compliant",
    ),
    "cleared": deadline(
        "installations", {"all": ["installations.finished_at", "installations.accepted_at"]},
        "installations.site_cleared_at", within("24", "h"), "wall_clock",
    ),
    "notice": deadline(
        "outages", "outages.notice_at",
        {"any": ["outages.approved_start_at", "outages.started_at"]}, ahead("24", "h"), "wall_clock",
        population=[condition("outages.type", "planned")], responsible="production",
    ),
    "notice-sudden": deadline(
        "outages", "outages.started_at", "outages.notice_at", within("reply_h", "h"), "wall_clock",
        early="compliant", population=[condition("outages.type", "sudden")],
    ),
    "restored": deadline(
        "outages", {"all": ["outages.started_at", "outages.approved_at"]}, "outages.ended_at",
        within("0", "days"), "same_day",
    ),
    "replaced": deadline(
        "meters", "meters.fault_reported_at", "meters.replaced_at", within("3", "days"), "working_day"
    ),
    "as-planned": deadline(
        "meter_readings", "meter_readings.scheduled_on", "meter_readings.read_at",
        within("n_days", "days"), "calendar_day", early="compliant",
    ),
}  # fmt: skip
"""Deadlines from columns, some of them days and plans."""

STATES = {
    "formalities": clause(
        "presence", "applications",
        always(
            population=[condition("applications.type", "new", "increase")],
            requires=[
                condition("applications.form_complete", "true"), present("applications.register_no"),
            ],
            once="applications.supply_at",
        ),
    ),
    "told": clause(
        "presence", "applications",
        always(requires=[condition("applications.one_time_notice", "true")], once="period_end"),
    ),
    "signed": clause(
        "presence", "tickets",
        always(
            population=of_type("complaint", "leak_report"),
            requires=[condition("tickets.signed_by_customer", "true"), present("replied")],
            once="closed", excuses=["road", "force_majeure"],
        ),
        responsible="service_center",
    ),
    "certified": clause(
        "presence", "installations",
        always(
            requires=[condition("installations.materials_certified", "true")],
            excuses=["force_majeure"],
        ),
    ),
    "replaced-month": clause(
        "sequence", "meters",
        always(trigger="meters.fault_reported_at", end="meters.replaced_at", once="period_end"),
    ),
    "returned": clause(
        "sequence", "tickets",
        always(
            trigger={"any": ["assigned", "classified"]}, end={"all": ["arrived", "repair_done"]},
            once="closed", excuses=["traffic"],
        ),
    ),
    "accepted-after": clause(
        "sequence", "installations",
        always(
            trigger="installations.finished_at", end="installations.accepted_at", early="compliant",
            population=[present("installations.delay_cause", is_there=False)],
        ),
    ),
    "tariff": clause(
        "prohibition", "charges",
        always(forbids=[condition("charges.is_above_tariff", "true")]),
        responsible="business_service",
    ),
    "no-paper": clause(
        "prohibition", "charges",
        always(
            forbids=[
                condition("charges.invoice_kind", "unified", has_not=True),
                condition("charges.told_before", "false"),
                present("charges.refund_cny"),
            ]
        ),
    ),
    "unsigned": clause(
        "prohibition", "tickets",
        always(forbids=[condition("tickets.signed_by_customer", "false")], excuses=["traffic"]),
    ),
}  # fmt: skip
"""Presence, sequence and prohibition."""

VALUES = {
    "accuracy": clause(
        "value_limit", "meter_readings",
        always(measure="meter_readings.check_difference_m3", limit=within("floor", "m3")),
    ),
    "usage": clause(
        "value_limit", "meter_readings",
        always(measure="meter_readings.consumption", limit=ahead("0", "m3")),
    ),
    "price": clause(
        "value_limit", "charges",
        always(
            measure="charges.amount_cny", limit={"op": "==", "fact": "charges.tariff_cny", "unit": "CNY"}
        ),
    ),
    "satisfied": clause(
        "value_limit", "tickets",
        always(measure="tickets.satisfaction", limit=ahead("3", "violations"), excuses=["traffic"]),
    ),
}  # fmt: skip
"""Measured values."""

COUNTS = {
    f"monthly{name}": clause(
        "count", "meter_readings",
        always(
            counts={
                "for_each": "meter_readings.meter_id", "at": "meter_readings.period", "where": where
            },
            limit=limit, population=population,
        ),
        responsible=responsible,
    )
    for name, limit, where, population, responsible in (
        (
            "-once", {"op": "==", "value": "1", "unit": "/month"},
            [present("meter_readings.read_at")], [], "business_service",
        ),
        ("-least", ahead("n_times", "/month"), [], [], ""),
        (
            "-most", within("1", "/month"), [condition("meter_readings.method", "estimate")],
            [condition("meter_readings.anomaly", "none", "low")], "",
        ),
    )
}  # fmt: skip
"""Counts by meter."""

COUNTS_OF_ROUTES = {
    "patrolled": clause(
        "count", "patrols",
        always(
            counts={"for_each": "patrols.route_id", "at": "patrols.done_at"},
            limit=ahead("n_times", "/month"), population=[condition("patrols.asset_class", "network")],
        ),
        responsible="network",
    ),
}  # fmt: skip
"""Counts by something that no table lists."""
