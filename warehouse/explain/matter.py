"""The story of a record, an observation or a ledger entry.

Belongs here: which record and observations a target stands for, and putting the story together.
Does not belong here: departments' months (`month.py`), the parts of an observation.
"""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from warehouse.explain.delay import with_days
from warehouse.explain.holders import holdings_of, linked_moments, moments_of
from warehouse.explain.ledger import entries_of
from warehouse.explain.observation import gather, reason_of
from warehouse.explain.parts import CalendarDay, Moment, Record, Said
from warehouse.explain.published import Published, Row, record_of
from warehouse.explain.story import SCHEMA, Brief, Matter, Observation
from warehouse.explain.target import Target

TOLD_IN_FULL = ("breach", "excused", "pending", "compliant")
"""Verdicts that say something happened; clauses with another one are only named in a record's story."""


def matter(published: Published, target: Target) -> Matter:
    """The story of a target other than a department."""
    if target.kind == "entry":
        return _of_entry(published, target)
    clause_id, _, record_id = target.id.partition("/")
    if target.kind == "observation":
        return _of_record(published, target, target.table, record_id, clause_id)
    return _of_record(published, target, target.table, target.id)


def _of_entry(published: Published, target: Target) -> Matter:
    (entry,) = entries_of(published, entry_id=target.id)
    if entry.observation_id is None:
        return Matter(SCHEMA, "entry", target.id, published.asked, None, entry, (), (), (), (), ())
    clause_id, _, record_id = entry.observation_id.partition("/")
    rows = published.rows(
        "target", target=entry.observation_id, clause_id=clause_id, record_id=record_id
    )
    (table,) = {row["record_table"] for row in rows if row["kind"] == "observation"}
    return _of_record(published, target, table, record_id, clause_id)


def _of_record(
    published: Published, target: Target, table: str, record_id: str, only: str = ""
) -> Matter:
    """The story of a record, or of one clause on it."""
    verdicts = published.rows("verdict", record_table=table, record_id=record_id)
    wanted = [row for row in verdicts if not only or row["clause_id"] == only]
    told = [row for row in wanted if only or _is_told(row)]
    delivered_by = next((row for row in wanted if row["source_file_id"] is not None), {})
    record, delivered = record_of(
        published, table, record_id,
        delivered_by.get("source_file_id"), delivered_by.get("source_row"),
    )  # fmt: skip
    moments = _moments(published, record, delivered, told)
    holdings = holdings_of(published, record)
    by_id = {f"{row['clause_id']}/{row['record_id']}": row for row in verdicts}
    entries = tuple(
        with_days(published, one, by_id[one.observation_id], moments)
        if one.observation_id in by_id
        else one
        for one in entries_of(published, table=table, record_id=record_id)
    )
    entry = next((one for one in entries if one.entry_id == target.id), None)
    observations = tuple(gather(published, row, record, moments, holdings, entries) for row in told)
    return Matter(
        schema=SCHEMA,
        kind=target.kind,
        target=target.id,
        asked=published.asked,
        record=record,
        entry=entry,
        moments=moments,
        holdings=holdings,
        observations=observations,
        others=tuple(_brief(published, row) for row in verdicts if row not in told),
        calendar=_calendar(published, moments, observations),
    )


def _moments(
    published: Published, record: Record, delivered: Row, told: list[Row]
) -> tuple[Moment, ...]:
    """What happened to the record, and what else the clauses on it name."""
    found = list(moments_of(published, record, delivered))
    facts = {
        str(row["fact"])
        for one in told
        for row in published.rows("clause_fact", version_id=one["version_id"])
    }
    more = linked_moments(published, record, delivered, facts - {one.code for one in found})
    return tuple(sorted([*found, *more], key=lambda one: one.at))


def _calendar(
    published: Published, moments: Sequence[Moment], observations: Sequence[Observation]
) -> tuple[CalendarDay, ...]:
    """The days from the first to the last instant of the story."""
    zone = ZoneInfo(published.asked.zone)
    clocks = [one.clock for one in observations if one.clock is not None]
    named = [one.at for one in moments]
    named += [
        at
        for clock in clocks
        for at in (clock.started_at, clock.due_at, clock.end_at)
        if at is not None
    ]
    if not named:
        return ()
    first, last = (at.astimezone(zone).date() for at in (min(named), max(named)))
    return tuple(one for on, one in published.calendar.items() if first <= on <= last)


def _is_told(row: Row) -> bool:
    return bool(row["is_governing"]) and row["verdict"] in TOLD_IN_FULL


def _brief(published: Published, row: Row) -> Brief:
    return Brief(
        f"{row['clause_id']}/{row['record_id']}",
        Said(row["title_zh"], row["title_en"]),
        row["is_governing"],
        published.code("verdicts", row["verdict"]),
        reason_of(published, row["reason"]),
    )
