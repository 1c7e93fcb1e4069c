"""Telling whoever waits how far a run is.

Belongs here: one place to which stages report and from which the command line listens.
Does not belong here: drawing progress bars (`pipelines/cli.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

listener: ContextVar[Callable[[str, int, int], None] | None] = ContextVar("listener", default=None)
"""Who is told; nobody when the scheduler runs the job."""


def report(what: str, done: int, of: int) -> None:
    """Say that `done` of `of` steps of something are done."""
    told = listener.get()
    if told:
        told(what, done, of)
