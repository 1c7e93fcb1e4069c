"""Which of competing clauses governs.

Belongs here: the topic of a clause, and whether the clause governs under a profile. Stated once: the audit, the
catalogue and the list of open numbers all ask here.
Does not belong here: what a profile says (`profile.py`), what follows for the records (`warehouse/`).
"""

from __future__ import annotations

from rulebook.loader import Rulebook
from rulebook.profile import Profile


def regulation_of(clause_id: str) -> str:
    """The regulation that a clause belongs to."""
    return clause_id.split(".", maxsplit=1)[0]


def topic_of(book: Rulebook, clause_id: str) -> str:
    """The topic of a clause, or an empty text: a clause stands in at most one."""
    regulation = regulation_of(clause_id)
    for name, topic in book.topics.items():
        if clause_id in topic.regulations.get(regulation, []):
            return name
    return ""


def governs(book: Rulebook, profile: Profile, clause_id: str) -> tuple[str, bool]:
    """The topic of a clause ("" for none) and whether the clause governs under the profile.

    A clause in no topic, or in a topic where the profile has rows of one regulation only, governs.
    """
    topic, regulation = topic_of(book, clause_id), regulation_of(clause_id)
    return topic, not topic or profile.topics.get(topic, regulation) == regulation
