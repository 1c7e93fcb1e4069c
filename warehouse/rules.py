"""The rulebook as tables: what the SQL of the audit joins evidence with.

Belongs here: creating and filling the schema `rulebook`, and the rows that come from a profile.
Does not belong here: the rows that come from clauses (`clause_rows.py`) and from the scheme (`scheme_rows.py`),
reading YAML, judging.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import duckdb
import polars as pl

from rulebook.calendar import CalendarDay, calendar_days
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from warehouse.clause_rows import (
    Row,
    clause_facts,
    clause_row,
    conditions,
    consequences,
    in_both,
    variants,
)
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import create_table, insert
from warehouse.ledger import ledger_rows
from warehouse.scheme_rows import scheme_rows
from warehouse.versions import Numbered, numbered


def load_words(con: duckdb.DuckDBPyConnection, book: Rulebook) -> None:
    """Create and fill the tables of the schema `rulebook` that no profile changes."""
    _fill(
        con,
        {
            "definition_item": list(_definition_items(book)),
            "routing": [
                {"category": category, "role": role}
                for role, one in book.roles.items()
                for category in one.categories
            ],
            "label": list(_labels(book)),
        },
    )


def load_rules(
    con: duckdb.DuckDBPyConnection,
    book: Rulebook,
    profile_id: str,
) -> list[Numbered]:
    """Create and fill the schema `rulebook` for one profile, all but the calendar."""
    profile = book.profiles[profile_id]
    versions = numbered(book, profile)
    rows: dict[str, list[Row]] = {
        "clause": [clause_row(book, profile, one) for one in versions],
        "variant": [row for one in versions for row in variants(profile, one)],
        "clause_fact": [row for one in versions for row in clause_facts(one)],
        "condition": [row for one in versions for row in conditions(one)],
        "excuse": [
            {"version_id": one.version_id, "code": code}
            for one in versions
            for code in one.version.excuses
        ],
        "consequence": [row for one in versions for row in consequences(book, one)],
        "ledger": list(ledger_rows(book, profile)),
        "profile": [_profile(profile_id, profile)],
        "allowance": [
            {"role": role, **one.model_dump()} for role, one in profile.allowances.items()
        ],
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
        "item_limit": list(_item_limits(book, profile)),
        "definition": list(_definitions(book, profile)),
        **scheme_rows(book, profile, versions),
    }
    _fill(con, rows)
    return versions


def _fill(con: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]]) -> None:
    for name, content in rows.items():
        contract = contracts(PUBLISHED)[f"rulebook.{name}"]
        create_table(con, contract)
        insert(con, contract.table, pl.DataFrame(content, schema=schema(contract)))


def _profile(profile_id: str, profile: Profile) -> Row:
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
        "appeal_days": profile.switches.appeal_days,
        "damage_payer": profile.switches.damage_payer,
        "lateness": profile.switches.lateness,
        **profile.readings.model_dump(),
    }


def _parameters(profile: Profile, versions: list[Numbered]) -> list[Row]:
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


@dataclass(frozen=True)
class LocalDay:
    """A day as the utility itself sets it; hours left out are those of the profile."""

    day: CalendarDay
    office_open: time | None
    office_close: time | None


def load_calendar(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    first: date,
    last: date,
    own: dict[date, LocalDay],
) -> None:
    """Fill `rulebook.calendar_day` from first to last; `own` days go before announced ones."""
    contract = contracts(PUBLISHED)["rulebook.calendar_day"]
    create_table(con, contract)
    rows = list(_calendar(profile, first, last, own))
    insert(con, contract.table, pl.DataFrame(rows, schema=schema(contract)))


def _calendar(
    profile: Profile, first: date, last: date, own: dict[date, LocalDay]
) -> Iterator[Row]:
    index = unannounced = 0
    by_day = {day: one.day for day, one in own.items()}
    for one in calendar_days(profile.calendar, first, last, by_day):
        index += one.is_working_day
        unannounced += not one.is_announced
        hours = own.get(one.day)
        yield {
            "day": one.day,
            "is_working_day": one.is_working_day,
            "kind": one.kind,
            "name_zh": one.name_zh or None,
            "name_en": one.name_en or None,
            "is_announced": one.is_announced,
            "working_index": index,
            "n_unannounced": unannounced,
            "office_open": (hours and hours.office_open) or time.fromisoformat(profile.office_open),
            "office_close": (hours and hours.office_close)
            or time.fromisoformat(profile.office_close),
        }


def _item_limits(book: Rulebook, profile: Profile) -> Iterator[Row]:
    editions = book.limit_sets[profile.limit_set].editions
    for number, edition in enumerate(editions):
        later = editions[number + 1 :]
        until = edition.until or (later[0].from_ if later else None)
        for item in edition.items:
            points: list[str | None] = list(item.points) or [None]
            for point_type in points:
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
                    **in_both("note", item.note),
                }


def _definitions(book: Rulebook, profile: Profile) -> Iterator[Row]:
    for name, one in book.definitions.items():
        yield {
            "definition_id": name,
            "family": one.family,
            "method": one.method,
            "run": one.run,
            "is_governing": profile.definitions.get(one.family) == name,
            "title_zh": one.title.zh,
            "title_en": one.title.en,
            "formula_zh": one.formula.zh,
            "formula_en": one.formula.en,
            **in_both("source", one.source),
            **in_both("uncertain", one.uncertain),
        }


def _definition_items(book: Rulebook) -> Iterator[Row]:
    for name, one in book.definitions.items():
        for number, version in enumerate(one.versions, start=1):
            later = one.versions[number:]
            for set_name, items in version.sets.items():
                for item_no, alternatives in enumerate(items, start=1):
                    for parameter in alternatives:
                        yield {
                            "definition_id": name,
                            "valid_from": version.from_,
                            "valid_until": later[0].from_ if later else None,
                            "set_name": set_name,
                            "item_no": item_no,
                            "parameter": parameter,
                        }


def _labels(book: Rulebook) -> Iterator[Row]:
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
    titles = {
        "parameters": {name: one.title for name, one in book.open_parameters.items()},
        "regulations": {name: one.title for name, one in book.regulations.items()},
    }  # those that texts cite, in the profile or not
    for list_name, named in titles.items():
        for code, title in named.items():
            yield {"list": list_name, "code": code, "zh": title.zh, "en": title.en}
