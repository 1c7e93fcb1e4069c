"""What a record of each table is: how it is dated, who answers for it, what excuses or exempts it.

Belongs here: one function for each table that clauses judge.
Does not belong here: readings of instruments (`readings`), what holds for records of any table (`records`),
any verdict.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from .readings import pressure_reading
from .records import EVENT_COLUMNS, Record
from .world import Row, World, earliest, instant


def records(world: World, table: str) -> list[Record]:
    """Every record of a table; the world holds what is known at the audit, and nothing else."""
    return [MAKERS[table](world, row) for row in world.table(table)]


def _ticket(world: World, row: Row) -> Record:
    facts: Row = {}
    for event in world.table("ticket_events"):
        name, at = event["event_type"], event["event_at"]
        is_ours = event["ticket_id"] == row["ticket_id"] and name not in EVENT_COLUMNS
        if is_ours and at and (name not in facts or at < facts[name]):
            facts[name] = at
    for name, table in (("found_at", "field_faults"), ("done_at", "callbacks")):
        of_ticket = [one for one in world.table(table) if one.get("ticket_id") == row["ticket_id"]]
        facts[f"{table}.{name}"] = earliest([one.get(name) for one in of_ticket])
    for one in world.table("sanctions"):
        name, at = f"sanctions.{one['ledger_id']}", one.get("decided_at")
        if one.get("ticket_id") == row["ticket_id"] and at:
            facts[name] = min(at, facts.get(name, at))
    is_own = row.get("channel") == "own_discovery"
    noticed = row.get("occurred_at") if is_own else None
    facts["tickets.noticed_at"] = noticed or row["received_at"]
    routed = [
        one["dept_id"]
        for role, definition in world.roles.items()
        for one in world.table("departments")
        if one["role"] == role and row.get("category") in definition.categories
    ]
    return Record(
        "tickets", row["ticket_id"], row, [row["received_at"]],
        department=row.get("dept_id") or (routed[0] if len(routed) == 1 else None),
        settled_at=row.get("closed_at"),
        excuse=row.get("excuse_code") if row.get("excuse_evidence") is not None else None,
        exempt=row["status"] if row.get("status") in ("cancelled", "duplicate") else None,
        facts=facts,
    )  # fmt: skip


def _application(_: World, row: Row) -> Record:
    settled = row.get("settled_at") or row.get("supply_at")
    return Record(
        "applications", row["application_id"], row, [row["received_at"]],
        department=row.get("dept_id"), settled_at=settled,
    )  # fmt: skip


def _installation(world: World, row: Row) -> Record:
    asked = world.find("applications", "application_id", row.get("application_id"))
    dates = [asked.get("contract_signed_at"), asked.get("received_at"), row.get("finished_at")]
    excuse = "force_majeure" if row.get("delay_cause") == "force_majeure" else None
    return Record(
        "installations", row["installation_id"], row, dates,
        department=row.get("builder_dept_id"), settled_at=row.get("finished_at"), excuse=excuse,
    )  # fmt: skip


def _meter(_: World, row: Row) -> Record:
    return Record(
        "meters",
        row["meter_id"],
        row,
        [row.get("fault_reported_at")],
        department=row.get("dept_id"),
    )


def _meter_reading(world: World, row: Row) -> Record:
    meter = world.find("meters", "meter_id", row["meter_id"])
    reader = world.find("staff", "staff_id", row.get("reader_id"))
    scheduled = row.get("scheduled_on")
    planned = scheduled or date.fromisoformat(f"{row['period']}-01")
    value, check = row.get("value"), row.get("check_value")
    apart = abs(value - check) if value is not None and check is not None else None
    return Record(
        "meter_readings", row["reading_id"], row, [row.get("read_at"), world.midnight(planned)],
        department=meter.get("dept_id") or reader.get("dept_id"), settled_at=row.get("read_at"),
        facts={"meter_readings.check_difference_m3": apart},
    )  # fmt: skip


def _outage(_: World, row: Row) -> Record:
    names = ("applied_at", "approved_at", "notice_at", "started_at")
    dates = [earliest([row.get(name) for name in names])]
    return Record(
        "outages", row["outage_id"], row, dates,
        department=row.get("dept_id"), settled_at=row.get("ended_at"),
    )  # fmt: skip


def _charge(world: World, row: Row) -> Record:
    ticket = world.find("tickets", "ticket_id", row.get("ticket_id"))
    collector = world.find("staff", "staff_id", row.get("collector_id"))
    amount, tariff = row["amount_cny"], row.get("tariff_cny")
    is_above = None if tariff is None else amount > tariff
    return Record(
        "charges", row["charge_id"], row, [row.get("charged_at") or ticket.get("received_at")],
        department=collector.get("dept_id"), settled_at=row.get("charged_at"),
        facts={"charges.is_above_tariff": is_above},
    )  # fmt: skip


def _patrol(world: World, row: Row) -> Record:
    inspector = world.find("staff", "staff_id", row.get("inspector_id"))
    planned = row.get("planned_on")
    return Record(
        "patrols", row["patrol_id"], row, [row.get("done_at"), world.midnight(planned) if planned else None],
        department=row.get("dept_id") or inspector.get("dept_id"), settled_at=row.get("done_at"),
    )  # fmt: skip


def _bill(world: World, row: Row) -> Record:
    dates = [row.get("issued_at") or world.midnight(date.fromisoformat(f"{row['period']}-01"))]
    return Record("bills", row["bill_id"], row, dates, settled_at=row.get("paid_at"))


def _observation(world: World, row: Row) -> Record:
    seen = world.find("staff", "staff_id", row.get("staff_id"))
    at = row.get("observed_at")
    return Record(
        "observations", row["obs_id"], row, [at],
        department=row.get("dept_id") or seen.get("dept_id"), settled_at=at,
    )  # fmt: skip


def _repair_order(world: World, row: Row) -> Record:
    opener = world.find("staff", "staff_id", row.get("opened_by"))
    ticket = world.find("tickets", "ticket_id", row.get("ticket_id"))
    return Record(
        "repair_orders", row["repair_order_id"], row,
        [row.get("started_at"), row.get("opened_at"), row.get("finished_at")],
        department=row.get("dept_id") or opener.get("dept_id") or ticket.get("dept_id"),
        settled_at=row.get("supply_restored_at") or row.get("finished_at"),
    )  # fmt: skip


def _callback(world: World, row: Row) -> Record:
    caller = world.find("staff", "staff_id", row.get("staff_id"))
    ticket = world.find("tickets", "ticket_id", row.get("ticket_id"))
    return Record(
        "callbacks", row["callback_id"], row,
        [row.get("done_at"), ticket.get("closed_at"), ticket.get("received_at")],
        department=row.get("dept_id") or caller.get("dept_id"), settled_at=row.get("done_at"),
    )  # fmt: skip


def _report(_: World, row: Row) -> Record:
    submitted = row.get("submitted_at")
    return Record(
        "reports", row["report_id"], row, [submitted, row.get("due_at")],
        department=row.get("from_dept"), settled_at=submitted,
    )  # fmt: skip


def _publication(_: World, row: Row) -> Record:
    at = row.get("published_at")
    return Record(
        "publications", row["publication_id"], row, [at],
        department=row.get("dept_id"), settled_at=at,
    )  # fmt: skip


def _training(world: World, row: Row) -> Record:
    at = instant(world, row.get("held_on"))
    return Record(
        "training", row["training_id"], row, [at], department=row.get("dept_id"), settled_at=at
    )  # fmt: skip


def _survey(world: World, row: Row) -> Record:
    return Record(
        "surveys", row["survey_id"], row, [instant(world, row.get("started_on"))],
        department=row.get("dept_id"), settled_at=instant(world, row.get("ended_on")),
    )  # fmt: skip


def _maintenance(world: World, row: Row) -> Record:
    planned, found, done = (row.get(name) for name in ("planned_on", "fault_found_at", "done_at"))
    return Record(
        "maintenance", row["maintenance_id"], row, [earliest([instant(world, planned), found, done])],
        department=row.get("dept_id"), settled_at=row.get("fault_cleared_at") if found else done,
    )  # fmt: skip


def _water_quality_sample(_: World, row: Row) -> Record:
    sampled = row["sampled_at"]
    return Record(
        "water_quality_samples", f"{row['sample_id']}|{row['parameter']}", row, [sampled],
        settled_at=row.get("analysed_at") or sampled,
    )  # fmt: skip


MAKERS: dict[str, Callable[[World, Row], Record]] = {
    "tickets": _ticket,
    "applications": _application,
    "installations": _installation,
    "meters": _meter,
    "meter_readings": _meter_reading,
    "outages": _outage,
    "charges": _charge,
    "patrols": _patrol,
    "bills": _bill,
    "observations": _observation,
    "repair_orders": _repair_order,
    "pressure_readings": pressure_reading,
    "water_quality_samples": _water_quality_sample,
    "callbacks": _callback,
    "reports": _report,
    "publications": _publication,
    "training": _training,
    "surveys": _survey,
    "maintenance": _maintenance,
}
"""The tables the oracle can judge."""
