"""Two states of a rulebook compared: what was added, removed or changed, key by key.

Belongs here: finding the differences of two loaded rulebooks, as plain values.
Does not belong here: reading them, showing the differences (`pipelines/rulebook_diff.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from rulebook.catalogue import governing, known, memberships
from rulebook.gaps import plain
from rulebook.governing import regulation_of
from rulebook.loader import Rulebook

NAMED_BY = ("ledger", "standard", "grade", "parameter", "fact", "from")
"""Keys by which the entries of a list are told apart; else their position tells them apart."""


@dataclass(frozen=True)
class Change:
    """One key whose value differs; a side that does not have it is None. `what` is the definition it is of."""

    what: str
    path: str
    old: Any
    new: Any


@dataclass(frozen=True)
class ProfileChanges:
    """How one profile differs: its keys, the effective governing regulations, and which clauses govern."""

    profile: str
    changes: tuple[Change, ...]
    governing: tuple[Change, ...]
    begins_to_govern: tuple[str, ...]
    stops_governing: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Every difference between two rulebooks; `elsewhere` is all that is neither clause nor profile."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: Mapping[str, tuple[Change, ...]]
    profiles: tuple[ProfileChanges, ...]
    profiles_added: tuple[str, ...]
    profiles_removed: tuple[str, ...]
    elsewhere: tuple[Change, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.added or self.removed or self.changed or self.profiles or self.elsewhere
            or self.profiles_added or self.profiles_removed
        )  # fmt: skip


def compare(
    before: Rulebook, after: Rulebook, *, profile: str = "", examples: bool = False
) -> Comparison:
    """What differs; only what one profile sees where one is given. Worked examples only on request.

    Raises UserError for a profile that neither rulebook has.
    """
    known(profile, {*before.profiles, *after.profiles}, "profile")
    old, new = _clauses(before, profile), _clauses(after, profile)
    left_out = frozenset() if examples else frozenset({"examples"})
    changed = {
        name: found
        for name in sorted(old & new)
        if (found := _models(name, before.clauses[name], after.clauses[name], left_out))
    }
    kept = [
        name
        for name in sorted(before.profiles.keys() & after.profiles.keys())
        if profile in ("", name)
    ]
    profiles = [_profile(before, after, name) for name in kept]
    return Comparison(
        added=tuple(sorted(new - old)),
        removed=tuple(sorted(old - new)),
        changed=changed,
        profiles=tuple(one for one in profiles if _says_something(one)),
        profiles_added=tuple(
            sorted(_only(profile, after.profiles.keys() - before.profiles.keys()))
        ),
        profiles_removed=tuple(
            sorted(_only(profile, before.profiles.keys() - after.profiles.keys()))
        ),
        elsewhere=tuple(_elsewhere(before, after)),
    )


def _only(profile: str, names: set[str]) -> set[str]:
    return {name for name in names if profile in ("", name)}


def _clauses(book: Rulebook, profile: str) -> set[str]:
    if not profile:
        return set(book.clauses)
    chosen = book.profiles.get(profile)
    regulations = chosen.regulations if chosen else []
    return {name for name in book.clauses if regulation_of(name) in regulations}


def _profile(before: Rulebook, after: Rulebook, name: str) -> ProfileChanges:
    old, new = before.profiles[name], after.profiles[name]
    topics = sorted({*before.topics, *after.topics})
    said = [(one, _governing(before, name, one), _governing(after, name, one)) for one in topics]
    then, now = _governing_clauses(before, name), _governing_clauses(after, name)
    return ProfileChanges(
        profile=name,
        # Which regulation governs is told in full below, written down or not.
        changes=_models(name, old, new, frozenset({"topics"})),
        governing=tuple(
            Change(name, topic, was or None, is_ or None) for topic, was, is_ in said if was != is_
        ),
        begins_to_govern=tuple(sorted(now - then)),
        stops_governing=tuple(sorted(then - now)),
    )


def _says_something(one: ProfileChanges) -> bool:
    return bool(one.changes or one.governing or one.begins_to_govern or one.stops_governing)


def _governing(book: Rulebook, profile: str, topic: str) -> str:
    return governing(book, profile, topic) if topic in book.topics else ""


def _governing_clauses(book: Rulebook, profile: str) -> set[str]:
    return {
        clause_id
        for clause_id in _clauses(book, profile)
        if any(one.profile == profile and one.governs for one in memberships(book, clause_id))
    }


def _elsewhere(before: Rulebook, after: Rulebook) -> Iterator[Change]:
    """Differences of whatever clauses and profiles rest on."""
    for kind in (
        "regulations", "topics", "ledger", "roles", "open_parameters",
        "limit_sets", "definitions", "schemes",
    ):  # fmt: skip
        old, new = getattr(before, kind), getattr(after, kind)
        for name in sorted({*old, *new}):
            what = f"{kind}.{name}"
            if name in old and name in new:
                yield from _models(what, old[name], new[name])
            else:
                title = _title(old.get(name)), _title(new.get(name))
                yield Change(what, "", *title)
    yield from _models("vocabulary", before.vocabulary, after.vocabulary)


def _title(model: Any) -> str | None:
    if model is None:
        return None
    return str(getattr(getattr(model, "title", model), "en", "") or "…")


def _models(
    what: str, old: BaseModel, new: BaseModel, left_out: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    if old == new:
        return ()
    was, is_ = (one.model_dump(by_alias=True, exclude=set(left_out)) for one in (old, new))
    return tuple(_walk(what, "", was, is_))


def _walk(what: str, path: str, old: Any, new: Any) -> Iterator[Change]:
    """The leaves that differ; a list of entries is taken by what its entries are named by."""
    old, new = _by_name(old), _by_name(new)
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(key for key in new if key not in old)]:
            below = f"{path}.{key}" if path else str(key)
            yield from _walk(what, below, old.get(key), new.get(key))
    elif _plain(old) != _plain(new):
        yield Change(what, path, _plain(old), _plain(new))


def _by_name(value: Any) -> Any:
    """A list of mappings as one mapping; entries of one name are numbered."""
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return value
    found: dict[str, Any] = {}
    for number, one in enumerate(value, start=1):
        name = _name(one) or str(number)
        found[name if name not in found else f"{name}#{number}"] = one
    return found


def _name(entry: dict[str, Any]) -> str:
    if isinstance(entry.get("name"), dict):
        return str(entry["name"]["en"])
    key = next((one for one in NAMED_BY if one in entry), "")
    if not key:
        return ""
    return "null" if entry[key] is None else str(entry[key])


def _plain(value: Any) -> Any:
    """A value as it can be shown and written as JSON; what is empty counts as absent."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items() if _plain(one) is not None} or None
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value] or None
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value
