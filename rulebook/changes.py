"""A rulebook with some of its numbers and choices set otherwise, as valid as one read from the files.

Belongs here: what may be set (`targets`), reading `target=value`, rebuilding what a setting touches through
the strict models, and checking the whole again. Does not belong here: judging evidence by the result
(`warehouse/whatif.py`), writing any file.

Targets: `<clause>.limit`, `<clause>.limit.<class>`, `parameter.<name>`, `switch.<name>`,
`definition.<family>`, `topic.<topic>`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from rulebook.agreement import check
from rulebook.clause import Clause
from rulebook.errors import DefinitionError
from rulebook.gaps import parameters_of, plain
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from rulebook.strict_yaml import parse
from rulebook.version import Limit, Version

OPTION = "--set"
SOURCE = "what if"
"""Source of a parameter that was set to see what would happen."""

FORMS = (
    "<clause>.limit, <clause>.limit.<class>, parameter.<name>, switch.<name>, definition.<family>,"
    " topic.<topic>"
)
_SECTIONS = {
    "parameter": "parameters", "switch": "switches", "definition": "definitions", "topic": "topics",
}  # fmt: skip
"""First word of a target -> the section of the profile that it sets."""


@dataclass(frozen=True)
class Change:
    """One setting: what stood there ("" for nothing) and what stands there now."""

    target: str
    before: str
    after: str


@dataclass(frozen=True)
class Target:
    """What may be set: a section and entry of the profile, or a clause and class ("" for its one limit)."""

    section: str
    name: str
    before: str


def read_settings(texts: Iterable[str]) -> dict[str, str]:
    """Read `target=value` texts; raises DefinitionError for another form or a target given twice."""
    found: dict[str, str] = {}
    for text in texts:
        target, equals, value = (part.strip() for part in text.partition("="))
        if not (target and equals and value):
            raise DefinitionError(
                f"'{text}' is not a setting",
                place=OPTION,
                remedy=f"write target=value; targets: {FORMS}",
            )
        if target in found:
            raise DefinitionError(
                f"{target}: is set twice", place=OPTION, remedy="keep one of the two"
            )
        found[target] = value
    return found


def targets(book: Rulebook, profile_id: str) -> dict[str, Target]:
    """Everything that may be set for a profile, with what stands there now."""
    profile = book.profiles[profile_id]
    clauses = {
        clause_id: clause
        for clause_id, clause in book.clauses.items()
        if clause_id.split(".")[0] in profile.regulations
    }
    asked = {name for clause in clauses.values() for name in parameters_of(clause)}
    sections: dict[str, dict[str, str]] = {
        "parameter": {name: _value(profile, name) for name in asked},
        "switch": {name: _text(value) for name, value in profile.switches},
        "definition": {
            one.family: profile.definitions.get(one.family, "") for one in book.definitions.values()
        },
        "topic": {
            name: profile.topics.get(name, "")
            for name, topic in book.topics.items()
            if topic.regulations.keys() & set(profile.regulations)
        },
    }
    found = {
        f"{section}.{name}": Target(section, name, before)
        for section, entries in sections.items()
        for name, before in entries.items()
    }
    for clause_id, clause in clauses.items():
        for name, before in _limits(clause).items():
            found[f"{clause_id}.limit{name and f'.{name}'}"] = Target(clause_id, name, before)
    return found


def changed(
    book: Rulebook, profile_id: str, settings: Mapping[str, str]
) -> tuple[Rulebook, list[Change]]:
    """The rulebook with the settings applied, and what each of them changed.

    Of the profiles it holds this one and those it inherits from: what others rest on it does not matter here.
    Raises DefinitionError for an unknown target, and for a value that the strict models or the agreement
    of the definitions refuse.
    """
    known = targets(book, profile_id)
    profile = book.profiles[profile_id].model_dump(by_alias=True, exclude_unset=True)
    clauses: dict[str, Clause] = {}
    changes: list[Change] = []
    for name, text in settings.items():
        if name not in known:
            raise _unknown(name, known)
        target = known[name]
        if section := _SECTIONS.get(target.section):
            entries = {
                **(profile.get(section) or {}),
                target.name: _entry(book, name, target, text),
            }
            profile[section] = entries
        else:
            clause = clauses.get(target.section, book.clauses[target.section])
            clauses[target.section] = _limited(clause, target.name, _number(name, text), name)
        changes.append(Change(name, target.before, text))
    line = {one: book.profiles[one] for one in _line(book, profile_id)}
    profiles = {**line, profile_id: parse(Profile, profile, OPTION)}
    result = replace(book, clauses={**book.clauses, **clauses}, profiles=profiles)
    try:
        check(result)
    except DefinitionError as error:
        raise DefinitionError(error.problem, place=OPTION, remedy=error.remedy) from error
    return result, changes


def _line(book: Rulebook, profile_id: str) -> Iterator[str]:
    """The profile and those it inherits from."""
    while profile_id:
        yield profile_id
        profile_id = book.profiles[profile_id].inherits


def _unknown(name: str, known: Iterable[str]) -> DefinitionError:
    near = difflib.get_close_matches(name, sorted(known), n=3)
    choices = " / ".join(f"'{one}'" for one in near)
    return DefinitionError(
        f"'{name}' cannot be set", place=OPTION,
        remedy=f"did you mean {choices}?" if near else f"write one of {FORMS}",
    )  # fmt: skip


def _entry(book: Rulebook, name: str, target: Target, text: str) -> Any:
    """What goes into the profile's section."""
    if target.section == "parameter":
        unit = book.open_parameters[target.name].unit
        return {"value": _number(name, text), "unit": unit, "source": SOURCE}
    if target.section == "switch" and text in ("true", "false"):
        return text == "true"
    return text


def _number(name: str, text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise DefinitionError(
            f"{name}: '{text}' is not a number", place=OPTION, remedy="write a number such as 0.28"
        )
    return number


def _limited(clause: Clause, class_name: str, value: Decimal, name: str) -> Clause:
    """The clause with another number in every version that has that limit."""
    content = clause.model_dump(by_alias=True, exclude_unset=True)
    for version in content["versions"]:
        by_class = (version.get("variants") or {}).get("limits") or {}
        limit = by_class.get(class_name) if class_name else version.get("limit")
        if limit and not limit.get("fact"):
            limit.pop("param", None)
            limit["value"] = value
    return parse(Clause, content, f"{OPTION} {name}")


def _limits(clause: Clause) -> dict[str, str]:
    """Class ("" for the one limit) -> the numbers that stand there, version by version."""
    found: dict[str, list[str]] = {}
    for version in clause.versions:
        for name, limit in _numbers(version):
            shown = plain(limit.value) if limit.value is not None else f"parameter.{limit.param}"
            if shown not in found.setdefault(name, []):
                found[name].append(shown)
    return {name: ", ".join(shown) for name, shown in found.items()}


def _numbers(version: Version) -> Iterator[tuple[str, Limit]]:
    """The limits that are a number of the text or of the operator, not of the record."""
    by_class = version.variants.limits.items() if version.variants else ()
    for name, limit in (("", version.limit), *by_class):
        if limit is not None and not limit.fact:
            yield name, limit


def _value(profile: Profile, name: str) -> str:
    return plain(profile.parameters[name].value) if name in profile.parameters else ""


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
