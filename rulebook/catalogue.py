"""The rulebook as a list: what each clause is, how far it can be judged, and where it applies.

Belongs here: everything that can be said of clauses without evidence, as plain values.
Does not belong here: sentences for people (`words.py`, `asks.py`), pages (`pages.py`), comparing two rulebooks
(`compare.py`).
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rulebook.clause import Clause
from rulebook.errors import UserError
from rulebook.gaps import parameters_of
from rulebook.governing import governs, regulation_of, topic_of
from rulebook.loader import Rulebook
from rulebook.parameter import OpenParameter
from rulebook.profile import Parameter
from rulebook.version import Kind


class Status(StrEnum):
    """How far a clause can be judged; labels and definitions are in the vocabulary."""

    EXECUTABLE = "executable"
    NEEDS_PARAMETER = "needs_parameter"
    OBSERVED = "observed"


@dataclass(frozen=True)
class Entry:
    """One clause in a list. `is_uncertain` and `is_mended`: the clause's file has a note on it."""

    clause_id: str
    regulation: str
    locator: str
    kind: Kind
    subject: str
    strength: str
    status: Status
    topic: str
    parameters: tuple[str, ...]
    n_versions: int
    n_examples: int
    ledger: tuple[str, ...]
    title_zh: str
    title_en: str
    is_uncertain: bool
    is_mended: bool


@dataclass(frozen=True)
class Coverage:
    """How many clauses of a regulation have each status."""

    regulation: str
    n_clauses: int
    by_status: dict[Status, int]
    n_uncertain: int
    n_mended: int


@dataclass(frozen=True)
class Membership:
    """A profile that a clause is in, the clause's topic, and whether the clause governs there."""

    profile: str
    topic: str
    governs: bool


@dataclass(frozen=True)
class OpenNumber:
    """A parameter that a clause asks for, the other clauses that do, and what each profile sets."""

    name: str
    parameter: OpenParameter
    used_by: tuple[str, ...]
    set_by: dict[str, Parameter]


def status(clause: Clause) -> Status:
    """Whether the text suffices to judge a clause, a parameter is needed, or an observer."""
    if clause.attest:
        return Status.OBSERVED
    return Status.NEEDS_PARAMETER if parameters_of(clause) else Status.EXECUTABLE


def entries(
    book: Rulebook, *, regulation: str = "", wanted: str = "", profile: str = ""
) -> list[Entry]:
    """Every clause in id order; only those of a regulation, a status or a profile where one is given.

    Raises UserError for a regulation, status or profile that does not exist.
    """
    known(regulation, book.regulations, "regulation")
    known(wanted, list(Status), "status")
    known(profile, book.profiles, "profile")
    within = book.profiles[profile].regulations if profile else book.regulations
    found = [
        entry_of(book, clause_id)
        for clause_id in sorted(book.clauses)
        if regulation in ("", regulation_of(clause_id)) and regulation_of(clause_id) in within
    ]
    return [one for one in found if wanted in ("", one.status)]


def entry_of(book: Rulebook, clause_id: str) -> Entry:
    """One clause as it stands in a list."""
    clause = book.clauses[clause_id]
    return Entry(
        clause_id=clause_id,
        regulation=regulation_of(clause_id),
        locator=clause.locator,
        kind=clause.kind,
        subject=clause.subject,
        strength=clause.strength,
        status=status(clause),
        topic=topic_of(book, clause_id),
        parameters=tuple(sorted(parameters_of(clause))),
        n_versions=len(clause.versions),
        n_examples=len(clause.examples),
        ledger=tuple(one.ledger for one in clause.consequences),
        title_zh=clause.title.zh,
        title_en=clause.title.en,
        is_uncertain=bool(clause.uncertain),
        is_mended=bool(clause.mended),
    )


def coverage(book: Rulebook) -> list[Coverage]:
    """One line for each regulation, those without clauses too, and last one for all (`regulation` empty)."""
    listed = entries(book)
    lines = [
        _coverage(name, [one for one in listed if one.regulation == name])
        for name in sorted(book.regulations)
    ]
    return [*lines, _coverage("", listed)]


def _coverage(regulation: str, listed: list[Entry]) -> Coverage:
    counted = Counter(one.status for one in listed)
    return Coverage(
        regulation=regulation,
        n_clauses=len(listed),
        by_status={one: counted[one] for one in Status},
        n_uncertain=sum(one.is_uncertain for one in listed),
        n_mended=sum(one.is_mended for one in listed),
    )


def governing(book: Rulebook, profile_id: str, topic: str) -> str:
    """The regulation that governs a topic under a profile; empty where none of its regulations has a say."""
    profile = book.profiles[profile_id]
    if topic in profile.topics:
        return profile.topics[topic]
    having = [one for one in book.topics[topic].regulations if one in profile.regulations]
    return having[0] if having else ""


def memberships(book: Rulebook, clause_id: str) -> list[Membership]:
    """The profiles a clause is in. A clause in no topic governs wherever it is."""
    regulation = regulation_of(clause_id)
    return [
        Membership(name, *governs(book, profile, clause_id))
        for name, profile in book.profiles.items()
        if regulation in profile.regulations
    ]


def competing(book: Rulebook, clause_id: str) -> list[str]:
    """The other clauses on the topic of a clause, those of its own regulation first."""
    topic = topic_of(book, clause_id)
    if not topic:
        return []
    regulations = book.topics[topic].regulations
    own = regulation_of(clause_id)
    ordered = sorted(regulations, key=lambda one: one != own)
    return [one for name in ordered for one in regulations[name] if one != clause_id]


def open_numbers(book: Rulebook, clause_id: str) -> list[OpenNumber]:
    """The parameters of a clause; what could be borrowed stands in the rulebook's own list of them."""
    return [
        OpenNumber(
            name=name,
            parameter=book.open_parameters[name],
            used_by=tuple(
                one for one, clause in sorted(book.clauses.items()) if name in parameters_of(clause)
            ),
            set_by={
                profile_id: profile.parameters[name]
                for profile_id, profile in book.profiles.items()
                if name in profile.parameters
            },
        )
        for name in sorted(parameters_of(book.clauses[clause_id]))
    ]


def find(book: Rulebook, clause_id: str) -> Clause:
    """The clause of an id; raises UserError with the nearest ids where there is none."""
    known(clause_id, book.clauses, "clause", n_near=3)
    return book.clauses[clause_id]


def known(name: str, names: Iterable[str], what: str, *, n_near: int = 1) -> None:
    """Refuse a name (not an empty one) that is not among the known ones, and suggest the nearest."""
    choices = sorted(str(one) for one in names)
    if not name or name in choices:
        return
    near = difflib.get_close_matches(name, choices, n=n_near)
    near += [one for one in choices if name in one and one not in near][: n_near - len(near)]
    if near:
        remedy = f"最接近的 / did you mean: {', '.join(near)}?"
    elif len(choices) <= 40:  # noqa: PLR2004
        remedy = f"可选 / choose among: {', '.join(choices)}"
    else:
        remedy = "用 `plumbline rulebook list` 查看全部 / see `plumbline rulebook list`"
    raise UserError(f"没有 / there is no {what} '{name}'", remedy=remedy)
