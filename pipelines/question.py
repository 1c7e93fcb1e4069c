"""What an audit is asked: a home, a profile and an instant, from words of the command line.

Belongs here: reading instants, and making the `Audit` out of what somebody typed.
Does not belong here: the orchestrator, which commands that only ask do without (`settings.py`); any stage's work.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from rulebook.errors import UserError
from rulebook.loader import Rulebook, load
from warehouse.evaluate import Audit
from warehouse.home import Home
from warehouse.mapping import source as read_source

UTC = ZoneInfo("UTC")


@cache
def rulebook() -> Rulebook:
    """The rulebook, read once for each process."""
    return load()


def parse_instant(text: str, zone: str) -> datetime:
    """Read an instant: ISO 8601; without an offset it is local time of the zone.

    Raises UserError for anything else.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(
            f"不是时刻 / '{text}' is not an instant",
            place="--as-of",
            remedy="请写作 / write it as 2026-04-03T02:00",
        ) from error
    local = instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def audit_of(
    home: Path, profile_id: str, default: datetime, *, as_of: str = "", source: str = ""
) -> Audit:
    """The audit of a home; `default` is the instant (UTC) where none is written, `source` a mapping's name.

    Raises UserError for an unknown profile or source, and for what is no instant.
    """
    book = rulebook()
    profile = book.profiles.get(profile_id)
    if profile is None:
        raise UserError(
            f"没有该方案 / there is no profile '{profile_id}'", place="--profile",
            remedy=f"请选择 / choose one of {', '.join(sorted(book.profiles))}",
        )  # fmt: skip
    instant = parse_instant(as_of, profile.zone) if as_of else default
    mapping = read_source(source) if source else None
    events = frozenset(mapping.delivers) if mapping and mapping.delivers else None
    return Audit(Home(home), book, profile_id, instant, events)
