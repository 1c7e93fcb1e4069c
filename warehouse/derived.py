"""Facts that a record view derives, declared once in `warehouse/derived/<subject>.yaml`.

Belongs here: what each derived fact means and which delivered columns it rests on, so that a clause whose
columns nobody delivers is told apart from one that nobody kept.
Does not belong here: how a fact is derived. That is the record view (`sql/records/<subject>.sql`; a ticket's is
in parts, `sql/records/tickets/`), whose column has the name `<subject>.<fact>`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import Field

from rulebook.strict_yaml import Bilingual, Strict, read_folder

DERIVED = Path(__file__).parent / "derived"


class Fact(Strict):
    """One derived fact: its meaning, and the delivered columns (`table.column`) it cannot do without."""

    means: Bilingual
    rests_on: list[str] = Field(min_length=1)


class Subject(Strict):
    """The derived facts of one record view; `grain` only where the view is no table of evidence."""

    grain: Bilingual | None = None
    facts: dict[str, Fact] = Field(min_length=1)


@cache
def subjects(folder: Path = DERIVED) -> Mapping[str, Subject]:
    """Every file of the folder, by subject."""
    return dict(read_folder(Subject, folder))


@cache
def rests_on() -> Mapping[str, tuple[str, ...]]:
    """Each derived fact (`subject.fact`) -> the delivered columns it rests on."""
    return {
        f"{subject}.{name}": tuple(fact.rests_on)
        for subject, one in subjects().items()
        for name, fact in one.facts.items()
    }
