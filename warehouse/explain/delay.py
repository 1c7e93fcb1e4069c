"""The days of a delay that money grows by, counted again.

Belongs here: from which day to which a delay runs, as `sql/score/ledger_entry.sql` counts it, in words.
Does not belong here: the amount itself, which the audit has set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from warehouse.explain.codes import day, instant
from warehouse.explain.due import DAY, end_of
from warehouse.explain.parts import Entry, Moment, Said, Step
from warehouse.explain.published import Published, Row, fact_name


def with_days(published: Published, entry: Entry, verdict: Row, moments: Sequence[Moment]) -> Entry:
    """The entry with the count of its days, where it grows by day and the count explains the amount."""
    clause_id = (entry.observation_id or "").partition("/")[0]
    rules = published.rows("consequence", clause_id=clause_id, ledger_id=entry.ledger_id)
    due_at: datetime | None = verdict["due_at"]
    if due_at is None or not any(row["per"] == "day_late" for row in rules):
        return entry
    rule = next(row for row in rules if row["per"] == "day_late")
    zone = published.asked.zone
    from_at, steps = due_at, []
    waited = next((one for one in moments if one.code == rule["not_before_fact"]), None)
    if waited is not None:
        complete_on = waited.at.astimezone(ZoneInfo(zone)).date()
        other = end_of(complete_on + DAY * int(verdict["limit_value"] or 0), zone)
        if other > due_at:
            from_at = other
            steps.append(Step(waited.at, _waited(published, waited)))
    until_at: datetime = verdict["stopped_at"] or published.asked.as_of
    first, last = (at.astimezone(ZoneInfo(zone)).date() for at in (from_at, until_at))
    is_started = rule["day_counting"] == "started"
    n = (last - first).days if is_started else (until_at - from_at) // timedelta(days=1)
    if n <= 0 or not _explains(entry, rule, n):
        return entry
    told = _counted(first, last, n, is_started=is_started, is_open=verdict["stopped_at"] is None)
    return replace(entry, steps=(*steps, Step(None, told)))


def _explains(entry: Entry, rule: Row, n: int) -> bool:
    """Whether so many days make the amount; a percentage is told in the basis of the entry."""
    each: Decimal | None = rule["amount_cny"]
    return each is None or entry.stated_cny is None or each * n == entry.stated_cny


def _waited(published: Published, waited: Moment) -> Said:
    name, at = fact_name(waited.code), instant(waited.at, published.asked.zone)
    return Said(
        f"{name.zh}为{at.zh}，延误从此时加限期之后起算。",
        f"{at.en}: {name.en}. The delay counts from the limit after that.",
    )


def _counted(first: date, last: date, n: int, *, is_started: bool, is_open: bool) -> Said:
    start, end = day(first), day(last)
    part = Said("不足一日的按一日计", "started days count whole")
    if not is_started:
        part = Said("不足一日的不计", "days not completed do not count")
    until = Said("审计当日", "the day of the audit, ") if is_open else Said("", "")
    return Said(
        f"延误天数：自{start.zh}的次日起，至{until.zh}{end.zh}止，共{n}日，{part.zh}。",
        f"Days late: from the day after {start.en} to {until.en}{end.en}: {n} ({part.en}).",
    )
