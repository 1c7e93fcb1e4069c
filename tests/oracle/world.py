"""What one audit is asked: rules, evidence and the instant it looks from, as plain Python values.

Belongs here: the evidence as rows of dicts, and what a day, a month and "has happened" mean.
Does not belong here: what a record of one table is (`records`), any verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rulebook.clause import Clause
from rulebook.profile import Profile, Role

Row = dict[str, Any]
"""One row of evidence: instants are aware datetimes, days are dates, numbers are Decimals or ints."""


@dataclass(frozen=True)
class World:
    """Everything an audit depends on. `rows` maps a table to its rows, in no particular order."""

    as_of: datetime
    profile: Profile
    clauses: Mapping[str, Clause]
    rows: Mapping[str, Sequence[Row]]
    roles: Mapping[str, Role] = field(default_factory=dict)

    def __repr__(self) -> str:
        sizes = ", ".join(f"{len(rows)} {table}" for table, rows in self.rows.items() if rows)
        return f"World as of {self.as_of} in {self.profile.zone}: {sizes}"

    def _repr_pretty_(self, printer: Any, _: bool) -> None:
        """Hypothesis shows a world as briefly as everyone else."""
        printer.text(repr(self))

    def table(self, name: str) -> Sequence[Row]:
        """The rows of one table."""
        return self.rows.get(name, ())

    def find(self, table: str, key: str, value: object) -> Row:
        """The row a key points at, or an empty one."""
        found = [row for row in self.table(table) if value is not None and row.get(key) == value]
        return found[0] if found else {}

    def has_happened(self, at: datetime | None) -> bool:
        """Whether a moment is known and not after the instant of the audit."""
        return at is not None and at <= self.as_of

    def local(self, at: datetime) -> datetime:
        """An instant as the clock on the utility's wall shows it."""
        return at.astimezone(ZoneInfo(self.profile.zone))

    def day(self, at: datetime) -> date:
        """The local day of an instant."""
        return self.local(at).date()

    def midnight(self, day: date) -> datetime:
        """The instant at which a local day begins."""
        return datetime.combine(day, time(), ZoneInfo(self.profile.zone)).astimezone(UTC)

    def clock(self, day: date, after_midnight: timedelta) -> datetime:
        """The instant at which the clock on the wall shows a time of a local day."""
        shown = datetime.combine(day, time()) + after_midnight
        return shown.replace(tzinfo=ZoneInfo(self.profile.zone)).astimezone(UTC)

    def month(self, at: datetime) -> date:
        """First day of the local month of an instant."""
        return self.day(at).replace(day=1)


def next_month(first: date) -> date:
    """First day of the month after the one that begins on `first`."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def earliest(moments: Sequence[datetime | None]) -> datetime | None:
    """The earliest of the moments that are known, if any is."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def instant(world: World, value: datetime | date | None) -> datetime | None:
    """A moment as an instant: a day is the instant it begins."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return world.midnight(value)
    return value


def last(moments: Sequence[datetime | None]) -> datetime | None:
    """The latest of some moments, where every one of them is known."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None
