"""Clauses as rows: one function for each table of the schema `rulebook` that is made from clause files.

Belongs here: turning numbered versions into rows, with the profile's parameters filled in.
Does not belong here: the rows made from a profile (`rules.py`), creating tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rulebook.governing import governs
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from rulebook.strict_yaml import Bilingual
from rulebook.version import Condition, Limit, Moments, Version
from warehouse.versions import (
    SERIES,
    Numbered,
    answers,
    chosen_by_record,
    parts,
    stage,
    until,
)

Row = dict[str, Any]

SECONDS = {"s": 1, "min": 60, "h": 3600, "days": 86400}


def in_both(name: str, text: Bilingual | None) -> Row:
    """A text as the two columns of a table that hold it, empty where there is none."""
    return {f"{name}_zh": text.zh if text else None, f"{name}_en": text.en if text else None}


def _limit(profile: Profile, limit: Limit | None) -> Row:
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


def _common_op(version: Version) -> Row:
    """The comparator that all limits by class share; the model sees to it that they do."""
    limits = list(version.variants.limits.values()) if version.variants else []
    return {"limit_op": limits[0].op} if limits else {}


def _seconds(profile: Profile, limit: Limit | None) -> int | None:
    value = _limit(profile, limit).get("limit_value")
    return None if limit is None or value is None else int(value * SECONDS[limit.unit])


def _periods(version: Version) -> Row:
    """What a count or a reporting duty is owed for."""
    if version.counts:
        return {
            "every": version.counts.every,
            "counted_for_each": version.counts.for_each,
            "counted_at": version.counts.at,
        }
    if version.duty:
        return {
            "every": version.duty.every,
            "duty_at": version.duty.at,
            "duty_of": version.duty.of or None,
            "duty_due_in": version.duty.due_in,
            "duty_by": version.duty.by or None,
        }
    return {}


def clause_row(book: Rulebook, profile: Profile, one: Numbered) -> Row:
    """One version of a clause."""
    clause, version = one.clause, one.version
    topic, is_governing = governs(book, profile, one.clause_id)
    regulation = one.clause_id.split(".")[0]
    return {
        "version_id": one.version_id,
        "clause_id": one.clause_id,
        "version_no": one.version_no,
        "version_from": version.from_,
        "version_until": until(one),
        "answers_from": answers(one)[0],
        "answers_until": answers(one)[1],
        "is_chosen_by_record": chosen_by_record(one),
        "stage": stage(one),
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
        "answers": clause.answers,
        "calendar": version.calendar.value if version.calendar else None,
        "early": version.early,
        "earliest_s": _seconds(profile, version.earliest),
        "is_earliest_unset": version.earliest is not None
        and _seconds(profile, version.earliest) is None,
        "is_gate": version.gate,
        "is_late_extension_allowed": version.late_extension,
        "once_fact": version.once or None,
        "variant_fact": version.variants.by if version.variants else None,
        "measure_fact": version.measure or None,
        "window_from": version.window.from_ if version.window else None,
        "window_until": version.window.until if version.window else None,
        "is_window_closed": version.window.ends == "included" if version.window else None,
        "rate_clause_id": (version.rate.clause or None) if version.rate else None,
        "rate_family": (version.rate.definition or None) if version.rate else None,
        **in_both("uncertain", clause.uncertain),
        **in_both("mended", clause.mended),
        **_limit(profile, version.limit),
        **_common_op(version),
        **_periods(version),
    }


def variants(profile: Profile, one: Numbered) -> Iterator[Row]:
    """The limits by class of a version."""
    if one.version.variants:
        for name, limit in one.version.variants.limits.items():
            found = _limit(profile, limit)
            yield {
                "version_id": one.version_id,
                "class_value": name,
                "calendar": limit.calendar.value if limit.calendar else None,
                "has_own_end": limit.end is not None,
                **{key: found[key] for key in ("limit_op", "limit_value", "limit_unit")},
            }


def clause_facts(one: Numbered) -> Iterator[Row]:
    """The moments that start and stop the clock of a version, and the own ends of its classes."""
    named: list[tuple[str, str | None, Moments | None]] = [
        ("trigger", None, one.version.trigger),
        ("end", None, one.version.end),
    ]
    if one.version.variants:
        named += [("end", name, limit.end) for name, limit in one.version.variants.limits.items()]
    for role, class_value, moments in named:
        for fact in moments.facts if moments else []:
            yield {
                "version_id": one.version_id,
                "subject": one.subject,
                "role": role,
                "class_value": class_value,
                "combine": "any" if moments and moments.any else "all",
                "n_facts": len(moments.facts) if moments else 0,
                "fact": fact,
            }


def conditions(one: Numbered) -> Iterator[Row]:
    """The conditions of a version; for readings also those their points must satisfy."""
    for part, conditions in parts(one).items():
        for number, condition in enumerate(conditions, start=1):
            yield _condition(one, one.subject, part, number, condition)
    points = SERIES.get(one.subject)
    population = one.version.population
    if points and all(condition.key.startswith(f"{points}.") for condition in population):
        for number, condition in enumerate(population, start=1):
            yield _condition(one, points, "series", number, condition)


def _condition(one: Numbered, table: str, part: str, number: int, condition: Condition) -> Row:
    by_presence = condition.present is not None
    expected = condition.one_of or condition.not_one_of
    return {
        "version_id": one.version_id,
        "record_table": table,
        "part": part,
        "n": number,
        "fact": condition.key,
        "test": "present" if by_presence else "value",
        "is_negated": bool(condition.not_one_of),
        "expected": [str(condition.present).lower()] if by_presence else expected,
    }


def consequences(book: Rulebook, one: Numbered) -> Iterator[Row]:
    """What a breach of a clause draws."""
    if one.version_no > 1:
        return
    for number, consequence in enumerate(one.clause.consequences, start=1):
        item = book.ledger[consequence.ledger]
        low, high = consequence.range_cny or (None, None)
        least, most = consequence.multiple or (None, None)
        yield {
            "clause_id": one.clause_id,
            "n": number,
            "ledger_id": consequence.ledger,
            "kind": item.kind,
            "per": consequence.per,
            "amount_cny": consequence.amount_cny,
            "range_low_cny": low,
            "range_high_cny": high,
            "percent": consequence.percent,
            "percent_of": consequence.percent_of or None,
            "multiple_low": least,
            "multiple_high": most,
            "multiple_of": consequence.multiple_of or None,
            "is_open": consequence.open or consequence.step,
            "not_before_fact": consequence.not_before.fact if consequence.not_before else None,
            "excuses": consequence.excuses,
            "has_conditions": bool(consequence.applies_when),
            "source": consequence.source,
        }
