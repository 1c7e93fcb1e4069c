"""What must agree between two definitions of the rulebook.

Belongs here: every reference from one definition to another, and every pair of definitions that can
contradict each other. Each fault is one error that names file, key and remedy.
Does not belong here: what can be checked of one file alone (`clause.py`, `profile.py`), and what a scheme must
agree with (`scheme_agreement.py`).
"""

from __future__ import annotations

import operator
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rulebook.calendar import CALENDARS
from rulebook.clause import Clause, others_of
from rulebook.errors import DefinitionError, gathered, noting
from rulebook.ledger_agreement import check_ledger, check_money
from rulebook.profile import Profile
from rulebook.references import require_known as _known
from rulebook.scheme_agreement import check_schemes
from rulebook.version import Kind, limits_of

if TYPE_CHECKING:
    from rulebook.loader import Rulebook


def check(book: Rulebook) -> None:
    """Check a rulebook as a whole; raises DefinitionError that tells of every clause and file at odds."""
    units = _parameter_units(book)
    faults: list[DefinitionError] = []
    for clause_id, clause in book.clauses.items():
        with noting(faults):
            _check_clause(book, clause_id, clause, units)
    for check_file in (_check_topics, _check_editions, check_schemes, check_ledger):
        with noting(faults):
            check_file(book)
    sound = {""}
    for profile_id, profile in book.profiles.items():
        if profile.inherits in sound:  # an heir would only repeat the faults of its parent
            with noting(faults):
                _check_profile(book, profile_id, profile, units)
                sound.add(profile_id)
    if faults:
        raise gathered(faults)


def _check_profile(
    book: Rulebook, profile_id: str, profile: Profile, units: dict[str, str]
) -> None:
    path = book.folder / "profiles" / f"{profile_id}.yaml"
    _check_names(book, path, profile)
    _check_governing(book, path, profile)
    _check_parameters(path, profile, units)
    if profile.is_floor:
        _check_floor(book, path, profile)


def _parameter_units(book: Rulebook) -> dict[str, str]:
    """Map every declared parameter to its unit, once no clause asks for another name or unit."""
    units = {name: one.unit for name, one in book.open_parameters.items()}
    for clause_id, clause in book.clauses.items():
        for limit in (one for version in clause.versions for one in limits_of(version)):
            if not limit.param:
                continue
            path = book.path_of(clause_id)
            _known(limit.param, units, "parameter of parameters.yaml", path, "limit.param")
            if units[limit.param] != limit.unit:
                raise DefinitionError(
                    f"limit.unit: the parameter '{limit.param}' is in {limit.unit} here"
                    f" and in {units[limit.param]} in parameters.yaml",
                    place=path, remedy="use one unit, or two parameters",
                )  # fmt: skip
    return units


def _check_clause(book: Rulebook, clause_id: str, clause: Clause, units: dict[str, str]) -> None:
    path = book.path_of(clause_id)
    if clause.responsible:
        _known(clause.responsible, book.roles, "department role", path, "responsible")
    _check_others(book, path, clause)
    for version in clause.versions:
        for code in version.excuses:
            _known(code, book.vocabulary.excuses, "excuse code", path, "excuses")
        if version.rate and version.rate.clause:
            _check_rate(book, path, clause, version.rate.clause)
    for consequence in clause.consequences:
        _known(consequence.ledger, book.ledger, "ledger id", path, "consequences.ledger")
        for code in consequence.excuses:
            _known(code, book.vocabulary.excuses, "excuse code", path, "consequences.excuses")
        if consequence.per == "day_late" and clause.kind is not Kind.DEADLINE:
            raise DefinitionError(
                f"consequences.per: a {clause.kind} clause knows no days late", place=path,
                remedy="use 'case' or 'charge'",
            )  # fmt: skip
        check_money(path, consequence, book.ledger[consequence.ledger])
    _check_examples(book, path, clause, units)


def _check_others(book: Rulebook, path: Path, clause: Clause) -> None:
    for other in sorted(others_of(clause)):
        _known(other, book.clauses, "clause", path, "versions")
        judged = book.clauses[other]
        if judged.subject != clause.subject or others_of(judged):
            raise DefinitionError(
                f"versions: '{other}' cannot lend its moments or verdicts to this clause", place=path,
                remedy=f"name a clause about '{clause.subject}' that rests on no other clause itself",
            )  # fmt: skip


def _check_rate(book: Rulebook, path: Path, clause: Clause, of: str) -> None:
    counted = book.clauses[of]
    if counted.kind is Kind.RATE_THRESHOLD:
        raise DefinitionError(
            f"rate.clause: '{of}' is itself a rate", place=path,
            remedy="name a clause that judges records, not a rate",
        )  # fmt: skip
    for version in clause.versions:
        if version.population and all(
            version.population != one.population for one in counted.versions
        ):
            raise DefinitionError(
                f"population: differs from that of '{of}', whose judged records the rate counts", place=path,
                remedy="leave it out, or say the same as there",
            )  # fmt: skip


def _check_examples(book: Rulebook, path: Path, clause: Clause, units: dict[str, str]) -> None:
    reasons = {*book.vocabulary.reasons, *book.vocabulary.excuses}
    for number, example in enumerate(clause.examples, start=1):
        key = f"examples.{number}"
        _known(example.expect.verdict, book.vocabulary.verdicts, "verdict", path, key)
        if example.expect.reason:
            _known(example.expect.reason, reasons, "reason", path, key)
        for parameter in example.parameters:
            _known(parameter, units, "parameter", path, key)
        for entry in example.expect.money or []:
            _known(entry.ledger, book.ledger, "ledger id", path, key)


def _check_topics(book: Rulebook) -> None:
    path = book.folder / "topics.yaml"
    seen: dict[str, str] = {}
    for name, topic in book.topics.items():
        for regulation, clause_ids in topic.regulations.items():
            _known(regulation, book.regulations, "regulation", path, name)
            for clause_id in clause_ids:
                _known(clause_id, book.clauses, "clause", path, f"{name}.{regulation}")
                if clause_id.split(".")[0] != regulation:
                    raise DefinitionError(
                        f"{name}.{regulation}: '{clause_id}' is a clause of another regulation",
                        place=path, remedy=f"list it under '{clause_id.split('.')[0]}'",
                    )  # fmt: skip
                if clause_id in seen:
                    raise DefinitionError(
                        f"{name}: '{clause_id}' already stands in the topic '{seen[clause_id]}'",
                        place=path, remedy="keep it in one of the two",
                    )  # fmt: skip
                seen[clause_id] = name
        if topic.narrows:
            _known(topic.narrows, book.topics, "topic", path, f"{name}.narrows")


def _check_editions(book: Rulebook) -> None:
    for name, limit_set in book.limit_sets.items():
        path = book.folder / "limits" / f"{name}.yaml"
        editions = sorted(limit_set.editions, key=lambda one: one.from_ or date.min)
        for earlier, later in pairwise(editions):
            if earlier.until is None or later.from_ is None or earlier.until > later.from_:
                raise DefinitionError(
                    f"editions: {earlier.standard} and {later.standard} overlap", place=path,
                    remedy=f"let {earlier.standard} end ('until') when {later.standard} begins",
                )  # fmt: skip
        for edition in editions:
            seen: set[tuple[str, str]] = set()
            for item in edition.items:
                for key in {(item.parameter, point) for point in item.points or [""]}:
                    if key in seen or (item.parameter, "") in seen:
                        raise DefinitionError(
                            f"{edition.standard}.items: '{item.parameter}' is limited twice"
                            f" for the same point", place=path, remedy="keep one of the two limits",
                        )  # fmt: skip
                    seen.add(key)


def _check_names(book: Rulebook, path: Path, profile: Profile) -> None:
    for regulation in profile.regulations:
        _known(regulation, book.regulations, "regulation", path, "regulations")
    _known(profile.limit_set, book.limit_sets, "limit set", path, "limit_set")
    _known(profile.scheme, book.schemes, "scheme", path, "scheme")
    for role in profile.allowances:
        _known(role, book.roles, "department role", path, "allowances")
    for family, name in profile.definitions.items():
        of_family = [one for one, found in book.definitions.items() if found.family == family]
        _known(name, of_family, "definition", path, f"definitions.{family}")
    _known(profile.calendar, CALENDARS, "calendar", path, "calendar")
    try:
        ZoneInfo(profile.zone)
    except (KeyError, ValueError, OSError) as error:
        raise DefinitionError(
            f"zone: unknown time zone '{profile.zone}'", place=path,
            remedy="use a name of the IANA list, such as Asia/Shanghai",
        ) from error  # fmt: skip
    try:
        in_order = time.fromisoformat(profile.office_open) < time.fromisoformat(
            profile.office_close
        )
    except ValueError:
        in_order = False
    if not in_order:
        raise DefinitionError(
            f"office_open, office_close: '{profile.office_open}' to '{profile.office_close}' are no"
            " office hours", place=path, remedy='write two times of day in order, such as "08:30"',
        )  # fmt: skip


def _check_governing(book: Rulebook, path: Path, profile: Profile) -> None:
    for name, regulation in profile.topics.items():
        _known(name, book.topics, "topic", path, "topics")
        choices = [one for one in book.topics[name].regulations if one in profile.regulations]
        if regulation not in choices:
            raise DefinitionError(
                f"topics.{name}: '{regulation}' has no clause on this topic under the profile",
                place=path, remedy=f"choose among: {', '.join(choices) or 'none; remove the line'}",
            )  # fmt: skip
    for name, topic in book.topics.items():
        choices = [one for one in topic.regulations if one in profile.regulations]
        if len(choices) > 1 and name not in profile.topics:
            raise DefinitionError(
                f"topics: nothing says which regulation governs '{name}'", place=path,
                remedy=f"add '{name}:' with one of: {', '.join(choices)}",
            )  # fmt: skip


STRICTER = {"<=": operator.le, ">=": operator.ge, "==": operator.eq}
"""Whether a limit is at least as strict as another one with the same comparator."""


def _check_floor(book: Rulebook, path: Path, profile: Profile) -> None:
    """A profile above a floor may tighten what its parent sets, and nothing else."""
    parent = book.profiles[profile.inherits]
    for name, regulation in parent.topics.items():
        if profile.topics.get(name) != regulation:
            raise DefinitionError(
                f"topics.{name}: '{regulation}' governs in '{profile.inherits}', the floor", place=path,
                remedy="remove the line: what another regulation asks cannot be shown to be as strict",
            )  # fmt: skip
    comparators = {
        limit.param: limit.op
        for clause in book.clauses.values()
        for version in clause.versions
        for limit in limits_of(version)
        if limit.param
    }
    for name, given in parent.parameters.items():
        own = profile.parameters.get(name)
        if own is None or not STRICTER[comparators[name]](own.value, given.value):
            raise DefinitionError(
                f"parameters.{name}: {own and own.value} is looser than {given.value}, which"
                f" '{profile.inherits}' sets", place=path,
                remedy="give a value at least as strict, or remove the line",
            )  # fmt: skip
    if profile.readings.completeness_gate < parent.readings.completeness_gate:
        raise DefinitionError(
            f"readings.completeness_gate: lower than in '{profile.inherits}', the floor", place=path,
            remedy="give a value at least as high, or remove the line",
        )  # fmt: skip


def _check_parameters(path: Path, profile: Profile, units: dict[str, str]) -> None:
    for name, parameter in profile.parameters.items():
        _known(name, units, "parameter", path, "parameters")
        if parameter.unit != units[name]:
            raise DefinitionError(
                f"parameters.{name}: is given in {parameter.unit}", place=path,
                remedy=f"convert it to {units[name]}, the unit of the limit it sets",
            )  # fmt: skip
