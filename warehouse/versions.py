"""The versions of the clauses a profile is audited by, numbered for the SQL to join on.

Belongs here: which versions there are, when each is in force, which govern, and their conditions by use.
Does not belong here: rows for DuckDB (`clause_rows.py`, `rules.py`), evidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rulebook.clause import Clause
from rulebook.governing import governs
from rulebook.loader import Rulebook
from rulebook.profile import Profile, Topic
from rulebook.version import OTHERS, Condition, Version, moments_of

SERIES = {"pressure_readings": "pressure_points"}
"""Tables of instrument readings -> the table of their points: what should have been read is known."""


@dataclass(frozen=True)
class Numbered:
    """One version of one clause with the number the SQL joins on."""

    version_id: int
    version_no: int
    clause_id: str
    clause: Clause
    version: Version

    @property
    def subject(self) -> str:
        """The table whose records the clause judges."""
        return self.clause.subject


def numbered(book: Rulebook, profile: Profile) -> list[Numbered]:
    """Every version of every clause of the profile's regulations, numbered in id order."""
    found: list[Numbered] = []
    for clause_id, clause in sorted(book.clauses.items()):
        if clause_id.split(".")[0] in profile.regulations:
            left = _taken(book, profile, clause_id)
            for number, version in enumerate(clause.versions, start=1):
                narrowed = version.model_copy(update={"population": [*version.population, *left]})
                found.append(Numbered(len(found) + 1, number, clause_id, clause, narrowed))
    return found


def _taken(book: Rulebook, profile: Profile, clause_id: str) -> list[Condition]:
    """What narrower topics that the profile decides take out of the population of a clause."""
    topic, _ = governs(book, profile, clause_id)
    return [
        condition.model_copy(update={"one_of": [], "not_one_of": condition.one_of})
        for name, one in book.topics.items()
        if topic and one.narrows == topic and _is_decided(one, profile, name)
        for condition in one.takes
    ]


def _is_decided(topic: Topic, profile: Profile, name: str) -> bool:
    return name in profile.topics or any(one in profile.regulations for one in topic.regulations)


def until(one: Numbered) -> date | None:
    """A version is in force until the next one begins, or until it is repealed."""
    later = one.clause.versions[one.version_no :]
    return one.version.until or (later[0].from_ if later else None)


def answers(one: Numbered) -> tuple[date | None, date | None]:
    """The moments (half-open) for which this version answers, in force or not: no moment has two, and every
    moment has one, so that a record from outside all versions is told so instead of being passed over.
    """
    later = one.clause.versions[one.version_no :]
    return (one.version.from_ if one.version_no > 1 else None), (later[0].from_ if later else None)


def chosen_by_record(one: Numbered) -> bool:
    """Whether the record's own moment picks the version: where versions start from different facts, their
    triggers (of a gate, its ends) cannot, because a record may have one under the old and one under the new.
    """
    texts = one.clause.versions
    triggers = {str(text.trigger) for text in texts}
    passing = {str(text.end) if text.gate else "" for text in texts}
    return len(triggers) > 1 or len(passing) > 1


def stage(one: Numbered) -> int:
    """1, or 2 for a version that rests on how another clause was judged."""
    return 2 if any(fact.startswith(OTHERS) for fact in moments_of(one.version)) else 1


def parts(one: Numbered) -> dict[str, list[Condition]]:
    """The conditions of a version by what they are for."""
    version = one.version
    found = {
        "population": version.population,
        "requires": version.requires,
        "forbids": version.forbids,
        "passes": version.rate.passes if version.rate else [],
        "fails": version.rate.fails if version.rate else [],
        "counted": version.counts.where if version.counts else [],
        "duty": version.duty.where if version.duty else [],
    }
    for consequence in one.clause.consequences:
        found[f"money:{consequence.ledger}"] = consequence.applies_when
    return {part: conditions for part, conditions in found.items() if conditions}
