"""What a profile still owes: the open numbers that its clauses ask for and its operator has not set.

Belongs here: which parameters are unset, the clauses that wait for each, what could be borrowed, and the line
that sets it. Does not belong here: printing (`pipelines/gaps_cli.py`), missing definitions and topics, which
are errors when the rulebook is loaded (`rulebook/agreement.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rulebook.clause import Clause
from rulebook.governing import governs
from rulebook.loader import Rulebook
from rulebook.parameter import Borrowed, OpenParameter
from rulebook.profile import Profile
from rulebook.strict_yaml import Bilingual
from rulebook.version import Clock, limits_of

SECONDS = {"s": 1, "min": 60, "h": 3600}
DAY = 86400

NUMBER, SOURCE = "<number>", "<source>"
"""Stand in a line where the operator must write: with them no rulebook loads."""


@dataclass(frozen=True)
class Waiting:
    """A clause that cannot be judged until the parameter is set."""

    clause_id: str
    title: Bilingual
    governs: bool


@dataclass(frozen=True)
class Offer:
    """A figure that could be borrowed.

    clock: how the clause it comes from counts time ("" where it counts none). converted: the figure in the unit
    of the parameter; None where that would be a decision of its own, as from working days to hours.
    """

    value: Decimal
    unit: str
    source: str
    clock: str
    converted: Decimal | None
    note: Bilingual | None


@dataclass(frozen=True)
class Gap:
    """One unset parameter. Its waiting clauses begin with those that govern."""

    name: str
    title: Bilingual
    unit: str
    note: Bilingual | None
    waiting: list[Waiting]
    offers: list[Offer]

    @property
    def n_governing(self) -> int:
        """How many of the waiting clauses govern: the others are information."""
        return sum(one.governs for one in self.waiting)

    @property
    def lines(self) -> list[str]:
        """The lines that would set it, one for each figure at hand, else one with blanks to fill in."""
        borrowed = [
            self._line(plain(one.converted), f"borrowed from {one.source}")
            for one in self.offers
            if one.converted is not None
        ]
        return borrowed or [self._line(NUMBER, SOURCE)]

    def _line(self, value: str, source: str) -> str:
        return f"{self.name}: {{value: {value}, unit: {self.unit}, source: {source}}}"


def gaps(book: Rulebook, profile_id: str) -> list[Gap]:
    """Every parameter the profile's clauses ask for and it does not set: what holds up most comes first."""
    profile = book.profiles[profile_id]
    found = [
        _gap(book, name, book.open_parameters[name], waiting)
        for name, waiting in _waiting(book, profile).items()
    ]
    return sorted(found, key=lambda one: (-one.n_governing, -len(one.waiting), one.name))


def parameters_of(clause: Clause) -> set[str]:
    """The parameters that any version of a clause takes its limits from."""
    limits = (limit for version in clause.versions for limit in limits_of(version))
    return {limit.param for limit in limits if limit.param}


def plain(number: Decimal) -> str:
    """A number as it is written in a definition: no exponent, no idle zeros."""
    return f"{number.normalize():f}"


def _waiting(book: Rulebook, profile: Profile) -> dict[str, list[Waiting]]:
    idle = {one for one in book.clauses if not governs(book, profile, one)[1]}
    waiting: dict[str, list[Waiting]] = {}
    for clause_id, clause in sorted(book.clauses.items(), key=lambda one: (one[0] in idle, one[0])):
        if clause_id.split(".")[0] in profile.regulations:
            for name in parameters_of(clause) - profile.parameters.keys():
                one = Waiting(clause_id, clause.title, clause_id not in idle)
                waiting.setdefault(name, []).append(one)
    return waiting


def _gap(book: Rulebook, name: str, one: OpenParameter, waiting: list[Waiting]) -> Gap:
    offers = [_offer(book, borrowed, one.unit) for borrowed in one.borrow]
    return Gap(name, one.title, one.unit, one.note, waiting, offers)


def _offer(book: Rulebook, one: Borrowed, wanted: str) -> Offer:
    source = book.clauses.get(one.from_)
    clocks = (
        {version.calendar for version in source.versions if version.calendar} if source else set()
    )
    clock = clocks.pop() if len(clocks) == 1 else None
    return Offer(
        one.value, one.unit, one.from_, clock.value if clock else "",
        _converted(one, wanted, clock), one.note,
    )  # fmt: skip


def _converted(one: Borrowed, wanted: str, clock: Clock | None) -> Decimal | None:
    """The figure in another unit, where both are spans of time and nothing is lost.

    A calendar day stands for 24 hours; working days and the same day are no number of hours.
    """
    if one.unit == wanted:
        return one.value
    whole_day = {"days": DAY} if clock is Clock.CALENDAR_DAY else {}
    seconds = (SECONDS | whole_day).get(one.unit)
    if seconds is None or wanted not in SECONDS:
        return None
    converted = one.value * seconds / SECONDS[wanted]
    return converted if converted * SECONDS[wanted] == one.value * seconds else None
