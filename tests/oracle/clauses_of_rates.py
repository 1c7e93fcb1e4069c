"""Rates that are tried, and the readings of instruments that some of them count.

Belongs here: synthetic rates of records and of another clause's verdicts.
Does not belong here: other clauses (`clauses`, `clauses_of_records`), evidence (`draw_*`).
"""

from __future__ import annotations

from .clauses import REGULATION, ahead, clause, of_type
from .clauses_of_records import always, condition, present

RATES = {
    "told-rate": clause(
        "rate_threshold", "applications",
        always(
            rate={
                "passes": [condition("applications.one_time_notice", "true")],
                "fails": [condition("applications.one_time_notice", "false")],
            },
            limit=ahead("50", "%"),
        ),
    ),
    "signed-rate": clause(
        "rate_threshold", "tickets",
        always(
            population=of_type("complaint", "leak_report"),
            rate={
                "passes": [condition("tickets.signed_by_customer", "true"), present("replied")],
                "fails": [condition("tickets.signed_by_customer", "false")],
            },
            limit=ahead("floor", "%"),
        ),
        responsible="network",
    ),
    "tariff-rate": clause(
        "rate_threshold", "charges",
        always(rate={"clause": f"{REGULATION}.charges.tariff"}, limit=ahead("100", "%")),
    ),
}  # fmt: skip
"""Rates of records, and of another clause's verdicts."""

PRESSURE = {
    "trunk": clause(
        "value_limit", "pressure_readings",
        always(
            population=[condition("pressure_points.point_type", "trunk")],
            measure="pressure_readings.pressure_mpa", limit=ahead("0.27", "MPa"),
            excuses=["announced_outage"],
        ),
        responsible="production",
    ),
    "own": clause(
        "value_limit", "pressure_readings",
        always(
            measure="pressure_readings.pressure_mpa",
            limit={"op": ">=", "fact": "pressure_points.limit_mpa", "unit": "MPa"},
        ),
    ),
    "trunk-rate": clause(
        "rate_threshold", "pressure_readings",
        always(
            population=[condition("pressure_points.point_type", "trunk")],
            rate={"clause": f"{REGULATION}.pressure_readings.trunk"}, limit=ahead("97", "%"),
        ),
        responsible="production",
    ),
    "own-rate": clause(
        "rate_threshold", "pressure_readings",
        always(
            rate={"clause": f"{REGULATION}.pressure_readings.own"}, limit=ahead("floor", "%")
        ),
    ),
}  # fmt: skip
"""Readings of instruments and their rates."""
