"""The rulebook as tables: what the SQL of the audit joins evidence with.

Belongs here: turning the loaded rulebook and one profile into the rows of the schema `rulebook`, and the
check that every fact a clause names exists in the contracts.
Does not belong here: reading YAML (`rulebook/loader.py`), judging.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import polars as pl

from rulebook.calendar import CalendarDay, calendar_days
from rulebook.loader import Rulebook
from rulebook.model import Clause, Condition, Kind, Limit, Profile, Version
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, insert

SERIES = {"pressure_readings": "pressure_points"}
"""Tables of instrument readings -> the table of their points: what should have been read is known."""


@dataclass(frozen=True)
class Numbered:
    """One version of one clause with the number the SQL joins on."""

    version_id: int
    version_no: int
    clause_id: str
    clause: Clause
    version: Version

    @property
    def subject(self) -> str:
        """The table whose records the clause judges."""
        return self.clause.subject


def numbered(book: Rulebook, profile: Profile) -> list[Numbered]:
    """Every version of every clause of the profile's regulations, numbered in id order."""
    found: list[Numbered] = []
    for clause_id, clause in sorted(book.clauses.items()):
        if clause_id.split(".")[0] in profile.regulations:
            for number, version in enumerate(clause.versions, start=1):
                found.append(Numbered(len(found) + 1, number, clause_id, clause, version))
    return found


def governs(book: Rulebook, profile: Profile, clause_id: str) -> tuple[str, bool]:
    """The topic of a clause ("" for none) and whether the clause governs under the profile.

    A clause in no topic, or in a topic where the profile has rows of one regulation only, governs.
    """
    regulation = clause_id.split(".")[0]
    for name, topic in book.topics.items():
        if clause_id in topic.regulations.get(regulation, []):
            return name, profile.topics.get(name, regulation) == regulation
    return "", True


def load_rules(
    con: duckdb.DuckDBPyConnection,
    book: Rulebook,
    profile_id: str,
    *,
    first: date,
    last: date,
    overrides: list[CalendarDay],
) -> list[Numbered]:
    """Create and fill the schema `rulebook` for one profile; calendar days from first to last."""
    profile = book.profiles[profile_id]
    versions = numbered(book, profile)
    con.execute("CREATE SCHEMA IF NOT EXISTS rulebook")
    rows: dict[str, list[dict[str, Any]]] = {
        "clause": [_clause(book, profile, one) for one in versions],
        "variant": [row for one in versions for row in _variants(profile, one)],
        "clause_fact": [row for one in versions for row in _clause_facts(one)],
        "condition": [row for one in versions for row in _conditions(one)],
        "excuse": [
            {"version_id": one.version_id, "code": code}
            for one in versions
            for code in one.version.excuses
        ],
        "consequence": [row for one in versions for row in _consequences(book, one)],
        "profile": [_profile(profile_id, profile)],
        "governing": [
            {
                "topic": name,
                "title_zh": book.topics[name].zh,
                "title_en": book.topics[name].en,
                "regulation": regulation,
            }
            for name, regulation in profile.topics.items()
        ],
        "parameter": _parameters(profile, versions),
        "calendar_day": list(_calendar(profile, first, last, overrides)),
        "item_limit": list(_item_limits(book, profile)),
        "routing": [
            {"category": category, "role": role}
            for role, one in book.roles.items()
            for category in one.categories
        ],
        "label": list(_labels(book)),
        "weight": [
            {"clause_id": one.clause_id, **_weight(book, profile, one.clause_id)}
            for one in versions
            if one.version_no == 1
        ],
        "grade": [grade.model_dump() for grade in book.schemes[profile.scheme].grades],
    }
    for name, content in rows.items():
        contract = contracts(PUBLISHED)[f"rulebook.{name}"]
        create_table(con, contract)
        insert(con, contract.table, pl.DataFrame(content, schema=schema(contract)))
    return versions


def _limit(profile: Profile, limit: Limit | None) -> dict[str, Any]:
    if limit is None:
        return {}
    parameter = profile.parameters.get(limit.param)
    return {
        "limit_op": limit.op,
        "limit_value": limit.value if parameter is None else parameter.value,
        "limit_unit": limit.unit,
        "limit_param": limit.param or None,
        "limit_fact": limit.fact or None,
    }


def _clause(book: Rulebook, profile: Profile, one: Numbered) -> dict[str, Any]:
    clause, version = one.clause, one.version
    topic, is_governing = governs(book, profile, one.clause_id)
    regulation = one.clause_id.split(".")[0]
    return {
        "version_id": one.version_id,
        "clause_id": one.clause_id,
        "version_no": one.version_no,
        "version_from": version.from_,
        "version_until": _until(one),
        "regulation": regulation,
        "regulation_title_zh": book.regulations[regulation].title.zh,
        "regulation_title_en": book.regulations[regulation].title.en,
        "locator": clause.locator,
        "title_zh": clause.title.zh,
        "title_en": clause.title.en,
        "summary_zh": clause.summary.zh,
        "summary_en": clause.summary.en,
        "kind": clause.kind.value,
        "subject": clause.subject,
        "topic": topic or None,
        "is_governing": is_governing,
        "strength": clause.strength,
        "is_attested": clause.attest,
        "responsible_role": clause.responsible or None,
        "calendar": version.calendar.value if version.calendar else None,
        "early": version.early,
        "once_fact": version.once or None,
        "variant_fact": version.variants.by if version.variants else None,
        "measure_fact": version.measure or None,
        "counted_for_each": version.counts.for_each if version.counts else None,
        "counted_at": version.counts.at if version.counts else None,
        "rate_clause_id": (version.rate.clause or None) if version.rate else None,
        "uncertain": clause.uncertain or None,
        "mended": clause.mended or None,
        **_limit(profile, version.limit),
    }


def _until(one: Numbered) -> date | None:
    """A version is in force until the next one begins, or until it is repealed."""
    later = one.clause.versions[one.version_no :]
    return one.version.until or (later[0].from_ if later else None)


def _variants(profile: Profile, one: Numbered) -> Iterator[dict[str, Any]]:
    if one.version.variants:
        for name, limit in one.version.variants.limits.items():
            found = _limit(profile, limit)
            yield {
                "version_id": one.version_id,
                "class_value": name,
                **{key: found[key] for key in ("limit_op", "limit_value", "limit_unit")},
            }


def _clause_facts(one: Numbered) -> Iterator[dict[str, Any]]:
    for role in ("trigger", "end"):
        moments = getattr(one.version, role)
        for fact in moments.facts if moments else []:
            yield {
                "version_id": one.version_id,
                "subject": one.subject,
                "role": role,
                "combine": "any" if moments.any else "all",
                "n_facts": len(moments.facts),
                "fact": fact,
            }


def parts(one: Numbered) -> dict[str, list[Condition]]:
    """The conditions of a version by what they are for."""
    version = one.version
    found = {
        "population": version.population,
        "requires": version.requires,
        "forbids": version.forbids,
        "passes": version.rate.passes if version.rate else [],
        "fails": version.rate.fails if version.rate else [],
        "counted": version.counts.where if version.counts else [],
    }
    for consequence in one.clause.consequences:
        found[f"money:{consequence.ledger}"] = consequence.applies_when
    return {part: conditions for part, conditions in found.items() if conditions}


def _conditions(one: Numbered) -> Iterator[dict[str, Any]]:
    for part, conditions in parts(one).items():
        for number, condition in enumerate(conditions, start=1):
            yield _condition(one, one.subject, part, number, condition)
    points = SERIES.get(one.subject)
    population = one.version.population
    if points and all(condition.fact.startswith(f"{points}.") for condition in population):
        for number, condition in enumerate(population, start=1):
            yield _condition(one, points, "series", number, condition)


def _condition(
    one: Numbered, table: str, part: str, number: int, condition: Condition
) -> dict[str, Any]:
    by_presence = condition.present is not None
    expected = condition.one_of or condition.not_one_of
    return {
        "version_id": one.version_id,
        "record_table": table,
        "part": part,
        "n": number,
        "fact": condition.fact,
        "test": "present" if by_presence else "value",
        "is_negated": bool(condition.not_one_of),
        "expected": [str(condition.present).lower()] if by_presence else expected,
    }


def _consequences(book: Rulebook, one: Numbered) -> Iterator[dict[str, Any]]:
    if one.version_no > 1:
        return
    for number, consequence in enumerate(one.clause.consequences, start=1):
        item = book.ledger[consequence.ledger]
        low, high = consequence.multiple or (None, None)
        yield {
            "clause_id": one.clause_id,
            "n": number,
            "ledger_id": consequence.ledger,
            "kind": item.kind,
            "payer_type": item.payer,
            "payee_type": item.payee,
            "per": consequence.per,
            "amount_cny": consequence.amount_cny,
            "percent": consequence.percent,
            "percent_of": consequence.percent_of or None,
            "multiple_low": low,
            "multiple_high": high,
            "multiple_of": consequence.multiple_of or None,
            "is_open": consequence.open,
            "not_before_fact": consequence.not_before.fact if consequence.not_before else None,
            "excuses": consequence.excuses,
            "has_conditions": bool(consequence.applies_when),
            "source": consequence.source,
        }


def _profile(profile_id: str, profile: Profile) -> dict[str, Any]:
    return {
        "profile_id": profile_id,
        "title_zh": profile.title.zh,
        "title_en": profile.title.en,
        "zone": profile.zone,
        "calendar": profile.calendar,
        "office_open": profile.office_open,
        "office_close": profile.office_close,
        "limit_set": profile.limit_set,
        "scheme_id": profile.scheme,
        "outage_excuse": profile.switches.outage_excuse,
        "day_counting": profile.switches.day_counting,
        **profile.readings.model_dump(),
    }


def _parameters(profile: Profile, versions: list[Numbered]) -> list[dict[str, Any]]:
    """Every parameter some clause uses, set or not: what is unset must be visible."""
    used: dict[str, tuple[str, set[str]]] = {}
    for one in versions:
        variants = one.version.variants.limits.values() if one.version.variants else []
        for limit in filter(None, [one.version.limit, *variants]):
            if limit.param:
                used.setdefault(limit.param, (limit.unit, set()))[1].add(one.clause_id)
    return [
        {
            "name": name,
            "value": profile.parameters[name].value if name in profile.parameters else None,
            "unit": unit,
            "source": profile.parameters[name].source if name in profile.parameters else None,
            "n_clauses": len(clauses),
        }
        for name, (unit, clauses) in sorted(used.items())
    ]


def _calendar(
    profile: Profile, first: date, last: date, overrides: list[CalendarDay]
) -> Iterator[dict[str, Any]]:
    by_day = {one.day: one for one in overrides}
    index = 0
    for one in calendar_days(profile.calendar, first, last, by_day):
        index += one.is_working_day
        yield {
            "day": one.day,
            "is_working_day": one.is_working_day,
            "kind": one.kind,
            "name_zh": one.name_zh or None,
            "name_en": one.name_en or None,
            "is_announced": one.is_announced,
            "working_index": index,
            "office_open": _time(profile.office_open),
            "office_close": _time(profile.office_close),
        }


def _time(text: str) -> Any:
    from datetime import time

    return time.fromisoformat(text)


def _item_limits(book: Rulebook, profile: Profile) -> Iterator[dict[str, Any]]:
    editions = book.limit_sets[profile.limit_set].editions
    for number, edition in enumerate(editions):
        later = editions[number + 1 :]
        until = edition.until or (later[0].from_ if later else None)
        for item in edition.items:
            for point_type in item.points or [None]:
                yield {
                    "standard": edition.standard,
                    "valid_from": edition.from_,
                    "valid_until": until,
                    "parameter": item.parameter,
                    "name_zh": item.zh,
                    "name_en": item.en,
                    "point_type": point_type,
                    "unit": item.unit,
                    "low": item.low,
                    "high": item.high,
                    "not_detectable": item.not_detectable,
                    "note": item.note or None,
                }


def _labels(book: Rulebook) -> Iterator[dict[str, Any]]:
    for list_name, codes in book.vocabulary.model_dump().items():
        for code, label in codes.items():
            definition = label.get("definition") or {}
            yield {
                "list": list_name,
                "code": code,
                "zh": label["zh"],
                "en": label["en"],
                "definition_zh": definition.get("zh"),
                "definition_en": definition.get("en"),
            }


def _weight(book: Rulebook, profile: Profile, clause_id: str) -> dict[str, Any]:
    scheme = book.schemes[profile.scheme]
    return scheme.weights.get(clause_id, scheme.default).model_dump()
