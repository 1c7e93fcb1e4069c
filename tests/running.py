"""A sample utility on disk, and the stages of an audit over it.

Belongs here: what fixtures and tests both need to run an audit. Does not belong here: assertions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rulebook.loader import Rulebook, load
from warehouse.account import account
from warehouse.collect import collect
from warehouse.evaluate import Audit, evaluate, open_evidence
from warehouse.publish import publish
from warehouse.score import score


@cache
def shipped() -> Rulebook:
    """The rulebook that comes with the product, read once for each process."""
    return load()


@dataclass(frozen=True)
class Sample:
    """A sample utility on disk and the instant to audit it at."""

    folder: Path
    as_of: str

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"


def run_stages(inbox: Path, audit: Audit) -> None:
    """The stages of the pipeline in order, without the checks between them."""
    found = collect(inbox, audit.home, zone=audit.zone)
    open_evidence(audit)
    account(audit, found.files)
    evaluate(audit)
    score(audit)
    publish(audit)
