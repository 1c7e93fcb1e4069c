"""Which version of a clause speaks of a moment, and whether it was in force then.

Belongs here: the dates of versions.
Does not belong here: what a version asks.

Of the versions of a clause exactly one speaks of each moment: the last one that had begun, or the first one
where none had. Where it was not in force then, nothing was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rulebook.clause import Clause
from rulebook.version import Version

from .world import World


@dataclass(frozen=True)
class Term:
    """One version of a clause, and the clause it is of."""

    clause: Clause
    number: int

    @property
    def version(self) -> Version:
        """What it asks."""
        return self.clause.versions[self.number]

    @property
    def is_chosen_by_record(self) -> bool:
        """Whether the date of the record chooses, and not what starts it (or passes its gate).

        Versions that start from different facts cannot choose by them: a record may have one of those
        under the old and one under the new text. Nor can gates by what passes them where that differs.
        """
        texts = self.clause.versions
        passing = [one.end if one.gate else None for one in texts]
        return any(
            one.trigger != texts[0].trigger or end != passing[0]
            for one, end in zip(texts, passing, strict=True)
        )

    def speaks_on(self, day: date) -> bool:
        """Whether this is the version that speaks of a day."""
        begun = [
            number
            for number, one in enumerate(self.clause.versions)
            if one.from_ is None or one.from_ <= day
        ]
        return self.number == (begun[-1] if begun else 0)

    def is_in_force_on(self, day: date) -> bool:
        """Whether a day lies between its first day and its end: repeal, or the next version."""
        later = self.clause.versions[self.number + 1 :]
        until = self.version.until or (later[0].from_ if later else None)
        first = self.version.from_
        return (first is None or first <= day) and (until is None or day < until)

    def speaks_at(self, world: World, moment: datetime) -> bool:
        return self.speaks_on(world.day(moment))

    def is_in_force_at(self, world: World, moment: datetime) -> bool:
        return self.is_in_force_on(world.day(moment))


def terms(clause: Clause) -> list[Term]:
    """Every version of a clause, in order."""
    return [Term(clause, number) for number in range(len(clause.versions))]
