"""Strict reading of YAML definitions into pydantic models.

Belongs here: everything that turns a definition file into a validated model or into one error that
names file, key and remedy. Duplicate keys, unknown keys and impossible dates are errors: a key that
is silently dropped freezes a law for years.
Does not belong here: what any particular definition means.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from rulebook.errors import DefinitionError

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """Base of every definition: immutable, and a key it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Strict):
    """One text in the two languages of the product."""

    zh: str
    en: str


# The C parser of libyaml where the wheel has it: the same language, several times faster.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_Base):  # type: ignore[misc]
    """SafeLoader that refuses duplicate keys and keeps `on`/`off`/`yes`/`no` as text."""


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.MarkedYAMLError(
                problem=f"the key '{key}' is given twice", problem_mark=key_node.start_mark
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


def _date(_loader: _StrictLoader, node: yaml.ScalarNode) -> date | str:
    text = str(node.value)
    if len(text) != len("2026-01-31"):
        return text  # instants stay text: whoever reads them knows the zone
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise yaml.MarkedYAMLError(
            problem=f"'{text}' is not a date of the calendar", problem_mark=node.start_mark
        ) from error


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", _date)
# YAML 1.1 reads `on` as true and `17:30` as a number to base 60; neither is ever meant here.
_TYPED = {f"tag:yaml.org,2002:{name}" for name in ("bool", "int", "float")}
_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _TYPED]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"^[-+]?[0-9]+\.[0-9]+$"), list("-+0123456789")
)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Any:
    """The same text holds the same mapping; nobody changes one that was read."""
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506


def read_mapping(path: Path) -> dict[str, Any]:
    """Read one YAML file that holds a mapping.

    Raises DefinitionError naming the file and line for broken YAML, duplicate keys and impossible
    dates, and where the file holds something other than a mapping.
    """
    try:
        content = _parsed(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise DefinitionError(
            "is not UTF-8 text", place=path, remedy="save the file as UTF-8"
        ) from error
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise DefinitionError(
            str(error.problem), place=f"{path}{line}", remedy="correct or remove that line"
        ) from error
    if not isinstance(content, dict):
        raise DefinitionError(
            "does not hold a mapping", place=path, remedy="start the file with 'key: value' lines"
        )
    return content


def parse(model: type[Model], content: dict[str, Any], place: Path | str) -> Model:
    """Validate content against a model; the first fault becomes one DefinitionError."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        key = ".".join(str(part) for part in fault["loc"]) or "(whole file)"
        raise DefinitionError(
            f"{key}: {_problem(fault)}", place=place, remedy=_remedy(model, fault)
        ) from error


def read_model(model: type[Model], path: Path) -> Model:
    """Read one YAML file into a model; raises DefinitionError for any fault."""
    return parse(model, read_mapping(path), path)


def read_folder(model: type[Model], folder: Path) -> Iterator[tuple[str, Model]]:
    """Yield (path below the folder without ending, model) for every YAML file, in name order."""
    for path in sorted(folder.rglob("*.yaml")):
        yield path.relative_to(folder).with_suffix("").as_posix(), read_model(model, path)


def _problem(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "unknown key"
    if fault["type"] == "missing":
        return "is missing"
    return str(fault["msg"]).removeprefix("Value error, ")


def _remedy(model: type[BaseModel], fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), model.model_fields, n=1)
        return f"did you mean '{near[0]}'?" if near else "remove the key or correct its spelling"
    if fault["type"] == "missing":
        return f"add the key '{fault['loc'][-1]}'"
    return (
        f"got {fault['input']!r}" if not isinstance(fault["input"], dict) else "correct the value"
    )
