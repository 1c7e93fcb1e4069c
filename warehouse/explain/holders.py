"""What happened to a record, and which department held it when.

Belongs here: moments from the evidence, holdings from the audit or, where it has none, read off the events.
Does not belong here: cutting a clock at them (`segments.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from warehouse.contract import MOMENTS, contracts
from warehouse.explain.due import start_of
from warehouse.explain.parts import Holding, Moment, Party, Record, Source
from warehouse.explain.published import Published, Row, fact_name

TICKETS = "tickets"
ENDS = {"closed"}
AGAIN = {"reopened"}
PAUSES = {"suspended"}
RESUMES = {"resumed", "reopened"}


def moments_of(published: Published, record: Record, delivered: Row) -> tuple[Moment, ...]:
    """What happened to a record, oldest first: the events of a ticket, else the moments of its row."""
    if record.table == TICKETS:
        rows = published.rows("ticket_moment", record_id=record.record_id)
        return tuple(_event(published, row) for row in rows)
    source = record.source
    if source is None or source.table != record.table:
        return ()
    found = []
    for column, one in contracts()[source.table].columns.items():
        value = delivered.get(column)
        if one.type in MOMENTS and value is not None:
            name = f"{source.table}.{column}"
            found.append(_moment(published, name, value, source))
    return tuple(sorted(found, key=lambda one: (one.at, one.code)))


def linked_moments(
    published: Published, record: Record, delivered: Row, facts: Iterable[str]
) -> Iterator[Moment]:
    """The moments that clauses name of a record's own row, or of other tables that name its ticket."""
    for fact in sorted(facts):
        table, _, column = fact.partition(".")
        contract = contracts().get(table)
        if contract is None or column not in contract.columns:
            continue
        if contract.columns[column].type not in MOMENTS:
            continue
        found: Row = {}
        if record.source is not None and table == record.source.table:
            found = {"happened_at": delivered.get(column), "source": record.source}
        elif record.table == TICKETS and "ticket_id" in contract.columns:
            # Names of tables and columns come from our own contracts only.
            rows = published.of_ticket(table, column, record.record_id)
            found = rows[0] if rows else {}
        if found.get("happened_at") is not None:
            source = found.get("source") or Source(table, found["file"], found["source_row"])
            yield _moment(published, fact, found["happened_at"], source)


def _moment(published: Published, fact: str, value: datetime | date, source: Source) -> Moment:
    is_date = not isinstance(value, datetime)
    at = value if isinstance(value, datetime) else start_of(value, published.asked.zone)
    return Moment(
        at=at, is_date=is_date, code=fact, label=fact_name(fact), department=None, staff_id=None,
        source=source,
    )  # fmt: skip


def _event(published: Published, row: Row) -> Moment:
    return Moment(
        at=row["happened_at"],
        is_date=False,
        code=row["code"],
        label=fact_name(row["code"]),
        department=published.department(row["dept_id"]),
        staff_id=row["staff_id"],
        source=Source(row["record_table"], row["file"], row["source_row"]),
    )


def holdings_of(published: Published, record: Record) -> tuple[Holding, ...]:
    """Who held a ticket when: as the audit found, else by the departments that acted. Else empty."""
    if record.table != TICKETS:
        return ()
    if published.has("audit.holding"):
        rows = published.rows("holding", record_id=record.record_id)
        if rows:
            return tuple(_held(published, row) for row in rows)
    return tuple(
        _from_events(published, published.rows("ticket_moment", record_id=record.record_id))
    )


def _held(published: Published, row: Row) -> Holding:
    return Holding(
        row["holding_no"], published.department(row["department_id"]), row["staff_id"],
        row["from_at"], row["until_at"], row["state"], "audit",
    )  # fmt: skip


def _from_events(published: Published, rows: Iterable[Row]) -> Iterator[Holding]:
    """The department that acted last holds the ticket; who is named as receiver holds it at once."""
    number = 0
    holder: Party | None = None
    staff: str | None = None
    state, since = "running", datetime.min.replace(tzinfo=UTC)
    for at, department, person, after in _turns(rows):
        if (department, after) == (holder.id if holder else None, state):
            continue
        if holder is not None and at > since:
            number += 1
            yield Holding(number, holder, staff, since, at, state, "events")
        holder = published.department(department)
        staff, state, since = person, after, at
    if holder is not None:
        yield Holding(number + 1, holder, staff, since, None, state, "events")


def _turns(rows: Iterable[Row]) -> Iterator[tuple[datetime, str | None, str | None, str]]:
    """Each event's instant with the holder and state from then on."""
    holder: str | None = None
    state, is_over = "running", False
    for row in rows:
        code, at = row["code"], row["happened_at"]
        if code in AGAIN:
            is_over = False
        if is_over:
            continue
        if code in PAUSES:
            state = "paused"
        elif code in RESUMES:
            state = "running"
        if code in ENDS:
            is_over = True
            yield at, None, None, "running"
            state = "running"
            continue
        holder = row["dept_id"] or holder
        yield at, holder, row["staff_id"], state
        if row["to_dept_id"]:
            holder = row["to_dept_id"]
            yield at, holder, None, state
