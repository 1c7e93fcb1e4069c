"""References from one definition to another by name.

Belongs here: refusing a name that does not exist, with the nearest one that does.
Does not belong here: which definitions refer to which (`agreement.py`, `scheme_agreement.py`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from rulebook.errors import DefinitionError


def require_known(name: str, known: Iterable[str], what: str, place: Path, key: str) -> None:
    """Refuse a name that is not among the known ones, and suggest the nearest one."""
    names = sorted(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        choice = f"did you mean '{near[0]}'?" if near else f"choose among: {', '.join(names)}"
        raise DefinitionError(f"{key}: unknown {what} '{name}'", place=place, remedy=choice)
