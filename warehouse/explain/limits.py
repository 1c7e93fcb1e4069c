"""The number that a clause asks of one record, and where that number comes from.

Belongs here: choosing the limit of the record's class, and saying a limit in words.
Does not belong here: counting by it (`due.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal, cast

from rulebook.profile import Label, Vocabulary
from rulebook.strict_yaml import Bilingual
from rulebook.version import Clock, Counted, Duty, Limit, Period, Version
from rulebook.words import FactNames, Words
from warehouse.explain.due import Rule, counted
from warehouse.explain.parts import Limit as Asked
from warehouse.explain.parts import Said, Value
from warehouse.explain.published import Published, Row, code_name
from warehouse.names import code_names, fact_names

_NAMES_OF_FACTS = re.compile(r"（`[^`]*`）| \(`[^`]*`\)")


def asked_of(
    published: Published, clause: Row, verdict: Row, values: Sequence[Value]
) -> tuple[Asked | None, Rule | None]:
    """The limit of an observation, and for deadlines the rule its clock runs by.

    values: the delivered row of the record, which may hold its class.
    """
    value: Decimal | None = verdict["limit_value"]
    if clause["kind"] == "rate_threshold":
        value = clause["limit_value"]
    variant = _variant(published, clause, verdict, values)
    chosen = variant or clause
    op = clause["limit_op"] or (variant or {}).get("limit_op") or "<="
    unit = clause["limit_unit"] or chosen.get("limit_unit")
    calendar = (variant or {}).get("calendar") or clause["calendar"]
    if unit is None or (value is None and op != "within"):
        return None, None
    number = value if value is not None else Decimal(0)
    rule = Rule(calendar, op, number, unit) if clause["kind"] == "deadline" else None
    basis, name = _basis(clause, variant)
    said = _said(published, clause, _limit(op, unit, number), calendar)
    return Asked(op, number, unit, said, basis, name), rule


def _limit(op: str, unit: str, value: Decimal) -> Limit:
    """A limit as the rulebook writes one, of numbers that the rulebook itself has checked."""
    return Limit.model_construct(
        op=cast("Literal['<=', '>=', '==', 'within']", op), unit=unit, value=value
    )


def _basis(clause: Row, variant: Row | None) -> tuple[str, str | None]:
    if variant:
        fact = clause["variant_fact"]
        return "class", code_name(fact, variant["class_value"]).zh
    if clause["limit_param"]:
        return "parameter", clause["limit_param"]
    if clause["limit_fact"]:
        return "record", clause["limit_fact"]
    return "text", None


def _variant(
    published: Published, clause: Row, verdict: Row, values: Sequence[Value]
) -> Row | None:
    """The class of the record: as delivered, else the one whose clock explains the due instant."""
    if not clause["variant_fact"] or verdict["limit_value"] is None:
        return None
    found = [
        row
        for row in published.rows("variant", version_id=clause["version_id"])
        if row["limit_value"] == verdict["limit_value"]
    ]
    delivered = {one.column: one.value.zh for one in values}.get(clause["variant_fact"])
    by_name = [
        row
        for row in found
        if code_name(clause["variant_fact"], row["class_value"]).zh == delivered
    ]
    by_clock = [row for row in found if _explains(published, clause, verdict, row)]
    return next(iter([*by_name, *by_clock, *found]), None)


def _explains(published: Published, clause: Row, verdict: Row, variant: Row) -> bool:
    due_at: datetime | None = verdict["due_at"]
    if due_at is None or verdict["started_at"] is None:
        return False
    rule = Rule(
        variant["calendar"] or clause["calendar"], variant["limit_op"],
        variant["limit_value"], variant["limit_unit"],
    )  # fmt: skip
    found = counted(rule, verdict["started_at"], published.calendar, published.asked.zone)
    return found is not None and found.due_at == due_at


def _said(published: Published, clause: Row, limit: Limit, calendar: str | None) -> Said:
    kind = clause["kind"]
    counts = duty = None
    if kind == "count":
        counts = Counted.model_construct(
            for_each=clause["counted_for_each"] or "",
            at=clause["counted_at"] or "",
            every=cast("Period", clause["every"]),
        )
    if kind == "reporting_duty":
        duty = Duty.model_construct(
            every=clause["every"], at=clause["duty_at"], of=clause["duty_of"] or "",
            due_in=clause["duty_due_in"] or "next", by=clause["duty_by"] or "",
        )  # fmt: skip
    clock = Clock(calendar) if calendar and kind == "deadline" else None
    version = Version.model_construct(
        from_=None, limit=limit, calendar=clock, counts=counts, duty=duty
    )
    return Said(_phrase(published, version, "zh"), _phrase(published, version, "en"))


def _phrase(published: Published, version: Version, language: Literal["zh", "en"]) -> str:
    units = {
        code: Label(zh=zh, en=en, definition=Bilingual(zh=zh, en=en))
        for (codes, code), (zh, en) in published.labels.items()
        if codes == "units"
    }
    # Only units are ever asked of it here; the other lists are those of the rulebook of the day.
    vocabulary = Vocabulary.model_construct(None, units=units)  # type: ignore[call-arg]
    words = Words(vocabulary, language, FactNames(fact_names(), code_names()))
    return _NAMES_OF_FACTS.sub("", words.limit(version)).strip()


def quantity(published: Published, value: Decimal, unit: str) -> Said:
    """A number with its unit."""
    from warehouse.explain.codes import number

    label = published.code("units", unit)
    if unit == "%":
        return Said(f"{number(value)}%", f"{number(value)} %")
    en = re.sub(r"(\w)s\b", r"\1", label.en, count=1) if value == 1 else label.en
    return Said(f"{number(value)}{label.zh}", f"{number(value)} {en}")
