"""The clocks of a ticket as bars on one line of time.

Belongs here: where each bar begins and ends, in thousandths of that line. Does not belong here: colours
(the style sheet), which clocks ran (the audit).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dashboard.facts.page import Facts, Row

WIDTH = 1000.0
MOST = 16


def clocks(
    facts: Facts, judged: list[Row], events: list[Row], holdings: Sequence[Row] = ()
) -> dict[str, Any] | None:
    """Bars from start to due and to completion, days off, pauses, and ticks; None where no clock ran.

    Days off stand behind the bars of clocks that count working days: the others run through them. A bar's parts: `run` until it was done or due, `late` after it was due, `left` from the audit until it is due.
    """
    timed = [one for one in judged if one["started_at"] and one["due_at"] and one["is_governing"]]
    timed = timed[:MOST]
    if not timed:
        return None
    as_of = facts.as_of
    ends = [_end(one, as_of) for one in timed]
    low = min(one["started_at"] for one in timed)
    high = max(*ends, *(one["due_at"] for one in timed))
    seen = [one["event_at"] for one in events if one["event_at"] and low <= one["event_at"] <= high]
    span = max((high - low) / timedelta(seconds=1), 60.0)

    def at(moment: datetime) -> float:
        return float(round((moment - low) / timedelta(seconds=1) / span * WIDTH, 1))

    zone = ZoneInfo(str(facts.run["zone"]))
    off = _off(facts, low, high, at, zone) if any(_counts_days(one) for one in timed) else []
    bars = []
    for one, end in zip(timed, ends, strict=True):
        kept = min(end, one["due_at"])
        bars.append(
            {
                **one,
                "x": at(one["started_at"]),
                "run": max(at(kept) - at(one["started_at"]), 2.0),
                "late_x": at(one["due_at"]),
                "late": max(at(end) - at(one["due_at"]), 0.0),
                "left_x": at(end),
                "left": max(at(one["due_at"]) - at(end), 0.0),
                "due_x": at(one["due_at"]),
                "off": off if _counts_days(one) else [],
            }
        )
    return {
        "bars": bars,
        "has": {part: any(one[part] for one in bars) for part in ("left", "late", "off")},
        "paused": _paused(holdings, low, high, at),
        "events": [at(one) for one in seen],
        "from": low,
        "until": high,
        "n_more": max(
            sum(bool(one["started_at"] and one["due_at"] and one["is_governing"]) for one in judged)
            - MOST,
            0,
        ),
    }


def _counts_days(one: Row) -> bool:
    return bool(one["calendar"] == "working_day")


def _end(one: Row, as_of: datetime) -> datetime:
    end: datetime = one["stopped_at"] or max(as_of, one["started_at"])
    return end


def _paused(holdings: Sequence[Row], low: datetime, high: datetime, at: Any) -> list[Row]:
    """Stretches in which the ticket was paused with evidence, as bands behind the bars."""
    found = []
    for row in holdings:
        begins, ends = max(row["from_at"], low), min(row["until_at"] or high, high)
        if row["state"] == "paused" and begins < ends:
            found.append({"x": at(begins), "width": round(at(ends) - at(begins), 1)})
    return found


def _off(facts: Facts, low: datetime, high: datetime, at: Any, zone: ZoneInfo) -> list[Row]:
    """Days that are not working days, as bands behind the bars."""
    first, last = low.astimezone(zone).date(), high.astimezone(zone).date()
    found = []
    for row in facts.ask("days_off", from_day=first, until_day=last):
        begins = datetime.combine(row["day"], time(), zone)
        x = max(at(begins), 0.0)
        width = min(at(begins + timedelta(days=1)), WIDTH) - x
        if width > 0:
            found.append({"x": x, "width": round(width, 1), **row})
    return found
