"""The rulebook as one object: every definition under `rulebook/`, read and checked against the others.

Belongs here: which file holds what, and the one call that reads them all.
Does not belong here: the shape of a definition (`clause.py`, `profile.py`), what must agree between two
definitions (`rulebook/agreement.py`), and whether the facts a clause names exist in the evidence
(`warehouse/`, which knows the tables).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from rulebook.agreement import check
from rulebook.clause import Clause
from rulebook.errors import DefinitionError, gathered, noting
from rulebook.ledger import LedgerItem
from rulebook.parameter import OpenParameter
from rulebook.profile import (
    Definition,
    LimitSet,
    Profile,
    Regulation,
    Role,
    Topic,
    Vocabulary,
)
from rulebook.scheme import Scheme
from rulebook.strict_yaml import parse, read_folder, read_mapping, read_model

RULEBOOK = Path(__file__).parent
"""The rulebook that comes with the product."""

REGULATION = "_regulation"
"""Name of the file that tells of a regulation as a whole, in the folder of its clauses."""

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Rulebook:
    """Every definition by its id; a clause's id is `regulation.topic.name`.

    It is checked as a whole when it is loaded, so that whoever holds one may follow any reference
    without asking whether it exists.
    """

    folder: Path
    regulations: Mapping[str, Regulation]
    clauses: Mapping[str, Clause]
    topics: Mapping[str, Topic]
    ledger: Mapping[str, LedgerItem]
    roles: Mapping[str, Role]
    limit_sets: Mapping[str, LimitSet]
    definitions: Mapping[str, Definition]
    open_parameters: Mapping[str, OpenParameter]
    vocabulary: Vocabulary
    profiles: Mapping[str, Profile]
    schemes: Mapping[str, Scheme]

    def path_of(self, clause_id: str) -> Path:
        """Name the file of a clause: its id, one folder for each part."""
        return self.folder.joinpath("regulations", *clause_id.split(".")).with_suffix(".yaml")


def load(folder: Path = RULEBOOK) -> Rulebook:
    """Read and check a whole rulebook.

    Raises DefinitionError that tells of every clause file at fault or, where all can be read, of everything
    that is at odds.
    """
    regulations, clauses = _regulations(folder / "regulations")
    book = Rulebook(
        folder=folder,
        regulations=regulations,
        clauses=clauses,
        topics=_by_id(Topic, folder / "topics.yaml"),
        ledger=_by_id(LedgerItem, folder / "ledger.yaml"),
        roles=_by_id(Role, folder / "departments.yaml", key="roles"),
        limit_sets=dict(read_folder(LimitSet, folder / "limits")),
        definitions=dict(read_folder(Definition, folder / "indicators")),
        open_parameters=_by_id(OpenParameter, folder / "parameters.yaml"),
        vocabulary=read_model(Vocabulary, folder / "vocabulary.yaml"),
        profiles=_profiles(folder / "profiles"),
        schemes=dict(read_folder(Scheme, folder / "schemes")),
    )
    check(book)
    return book


def _regulations(folder: Path) -> tuple[dict[str, Regulation], dict[str, Clause]]:
    regulations: dict[str, Regulation] = {}
    clauses: dict[str, Clause] = {}
    faults: list[DefinitionError] = []
    paths = {path.relative_to(folder).with_suffix(""): path for path in folder.rglob("*.yaml")}
    for name, path in sorted(paths.items()):
        if name.name == REGULATION:
            with noting(faults):
                regulations[name.parent.as_posix()] = read_model(Regulation, path)
    for name, path in sorted(paths.items()):
        if name.name == REGULATION:
            continue
        with noting(faults):
            if Path(name.parts[0], REGULATION) not in paths:
                raise DefinitionError(
                    f"the clause '{'.'.join(name.parts)}' belongs to no regulation",
                    place=path,
                    remedy=f"add {name.parts[0]}/{REGULATION}.yaml, or move the file",
                )
            clauses[".".join(name.parts)] = read_model(Clause, path)
    if faults:
        raise gathered(faults)
    return regulations, clauses


def _profiles(folder: Path) -> dict[str, Profile]:
    raw = {path.stem: read_mapping(path) for path in sorted(folder.glob("*.yaml"))}
    # Those that inherit come last, so that a fault is told of the file it stands in.
    ordered = sorted(raw, key=lambda name: ("inherits" in raw[name], name))
    return {
        name: parse(Profile, _inherited(name, raw, folder, ()), folder / f"{name}.yaml")
        for name in ordered
    }


def _inherited(
    name: str, raw: dict[str, dict[str, Any]], folder: Path, heirs: tuple[str, ...]
) -> dict[str, Any]:
    """A profile with what it does not say itself filled in from the profile it inherits."""
    content = raw[name]
    parent = str(content.get("inherits") or "")
    if not parent:
        return content
    if parent not in raw or parent in (*heirs, name):
        raise DefinitionError(
            f"inherits: '{parent}' is no profile it could inherit from",
            place=folder / f"{name}.yaml",
            remedy=f"choose one of {', '.join(sorted(raw.keys() - {name, *heirs}))}",
        )
    base = _inherited(parent, raw, folder, (*heirs, name))
    return {
        key: {**base[key], **content[key]}
        if isinstance(base.get(key), dict) and isinstance(content.get(key), dict)
        else content.get(key, base.get(key))
        for key in [*base, *(key for key in content if key not in base)]
    }


def _by_id(model: type[Model], path: Path, *, key: str = "") -> dict[str, Model]:
    """Read a file that maps ids to definitions, below one key where it has one."""
    content = read_mapping(path)
    found: dict[str, Model] = {}
    for name, value in (content.get(key) or {} if key else content).items():
        if not isinstance(value, dict):
            raise DefinitionError(
                f"{name}: is not a mapping", place=path, remedy="give it 'key: value' lines"
            )
        found[name] = parse(model, value, f"{path}: {name}")
    return found
