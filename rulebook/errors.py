"""Errors that are the user's to mend, and the exit code each one ends a command with.

Belongs here: the one family of exceptions that the command line shows without a traceback.
Does not belong here: programming errors, which stay ordinary exceptions and keep their traceback.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class UserError(Exception):
    """A mistake in something the user wrote or delivered.

    The message always names the place and the remedy, so that whoever reads it can act.
    """

    exit_code = 2

    def __init__(self, problem: str, *, place: str | Path = "", remedy: str = "") -> None:
        self.problem = problem
        self.place = str(place)
        self.remedy = remedy
        text = f"{self.place}: {problem}" if self.place else problem
        super().__init__(f"{text}\n  处理办法 / remedy: {remedy}" if remedy else text)


class DefinitionError(UserError):
    """A YAML definition (clause, profile, scheme, contract, source mapping) is not well formed."""

    exit_code = 3


@contextmanager
def noting(faults: list[DefinitionError]) -> Iterator[None]:
    """Note a fault and go on, so that all of them can be told at once."""
    try:
        yield
    except DefinitionError as fault:
        faults.append(fault)


def gathered(faults: Sequence[DefinitionError]) -> DefinitionError:
    """Several faults as one error, each with its place and remedy."""
    if len(faults) == 1:
        return faults[0]
    problems = "\n".join(str(fault) for fault in faults)
    return DefinitionError(f"{len(faults)} 处错误 / {len(faults)} faults\n{problems}")


class InboxError(UserError):
    """The inbox as a whole cannot be read (a single bad file is reported, not raised)."""

    exit_code = 4


class UnfitEvidenceError(UserError):
    """The evidence fails a blocking check, so nothing is published."""

    exit_code = 5


class NotWholeError(UserError):
    """The audit does not account for every row it received, so nothing is published."""

    exit_code = 6
