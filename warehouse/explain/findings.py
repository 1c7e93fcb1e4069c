"""How clauses other than deadlines were decided, in words: values, counts, reports, steps, prohibitions.

Belongs here: the sentences that lead from what was found to the verdict.
Does not belong here: deadlines (`steps.py`), any judging.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from warehouse.contract import contracts
from warehouse.explain.codes import day, days, instant, number
from warehouse.explain.limits import quantity
from warehouse.explain.parts import Code, Limit, Moment, Said, Step, Value
from warehouse.explain.published import Published, Row, code_name, fact_name
from warehouse.explain.steps import happened


def findings(
    published: Published,
    clause: Row,
    verdict: Row,
    limit: Limit | None,
    values: Sequence[Value],
    ends: tuple[Said, Said],
    moments: Sequence[Moment],
) -> list[Step]:
    """The steps of one observation; ends: what starts and what ends a sequence."""  # fmt: skip
    kind = clause["kind"]
    if kind == "value_limit":
        return _value(published, clause, verdict, limit)
    if kind == "count":
        return _count(published, verdict, limit)
    if kind == "reporting_duty":
        return _duty(published, verdict)
    if kind == "sequence":
        return _sequence(published, verdict, *ends)
    steps = _conditions(published, clause, verdict, values, moments)
    return [*steps, _counted(published, verdict)] if kind == "rate_threshold" else steps


def _value(published: Published, clause: Row, verdict: Row, limit: Limit | None) -> list[Step]:
    measured = verdict["measured"]
    steps = []
    if verdict["started_at"] is not None:
        at = instant(verdict["started_at"], published.asked.zone)
        steps.append(
            Step(verdict["started_at"], Said(f"记录时间：{at.zh}。", f"Recorded {at.en}."))
        )
    if limit is None:
        why = clause["limit_param"]
        told = (
            Said(f"限值由企业参数 {why} 决定，尚未设定。", f"The limit is the utility's parameter {why}, which is not set.")
            if why else Said("没有可比较的限值。", "There is no limit to compare with.")
        )  # fmt: skip
        return [*steps, Step(None, told)]
    name = fact_name(clause["measure_fact"] or "")
    if limit.op == "within":
        return [
            *steps,
            Step(
                None,
                Said(
                    f"{name.zh}与{limit.said.zh.removeprefix('符合')}比较。",
                    f"{name.en}: compared with {limit.said.en}.",
                ),
            ),
        ]
    if measured is None:
        return [
            *steps,
            Step(None, Said(f"没有“{name.zh}”的数值。", f"There is no value of: {name.en}.")),
        ]
    value, gap = quantity(published, measured, limit.unit), abs(measured - limit.value)
    apart = quantity(published, gap, limit.unit)
    side = Said("高", "above") if measured > limit.value else Said("低", "below")
    compared = (
        Said(f"比限值{side.zh}{apart.zh}", f"{apart.en} {side.en} the limit") if gap
        else Said("与限值相等", "equal to the limit")
    )  # fmt: skip
    return [*steps, Step(None, Said(
        f"{name.zh}{value.zh}，要求{limit.said.zh}，{compared.zh}。",
        f"{name.en}: {value.en}; asked: {limit.said.en}; {compared.en}.",
    ))]  # fmt: skip


def _span(published: Published, verdict: Row) -> Said:
    zone = ZoneInfo(published.asked.zone)
    first: date = verdict["started_at"].astimezone(zone).date()
    last: date = (verdict["due_at"] or verdict["started_at"]).astimezone(zone).date()
    shown, year = days(first, last), day(first).zh.partition("年")[0]
    return Said(f"{year}年{shown.zh}", f"{shown.en} {last.year}")


def _count(published: Published, verdict: Row, limit: Limit | None) -> list[Step]:
    steps = []
    if verdict["started_at"] is not None:
        when = _span(published, verdict)
        steps.append(Step(None, Said(f"计数周期：{when.zh}。", f"Period counted: {when.en}.")))
    measured = verdict["measured"]
    if measured is None or limit is None:
        return steps
    gap = measured - limit.value
    unit = "次" if limit.unit.startswith("/") else published.code("units", limit.unit).zh
    compared = Said("相符", "as asked")
    if gap and not (limit.op == ">=" and gap > 0) and not (limit.op == "<=" and gap < 0):
        word = Said("多", "too many") if gap > 0 else Said("少", "too few")
        compared = Said(f"{word.zh}{number(abs(gap))}{unit}", f"{number(abs(gap))} {word.en}")
    return [*steps, Step(None, Said(
        f"要求{limit.said.zh}；实际{number(measured)}{unit}，{compared.zh}。",
        f"Asked: {limit.said.en}; found {number(measured)}: {compared.en}.",
    ))]  # fmt: skip


def _duty(published: Published, verdict: Row) -> list[Step]:
    zone = published.asked.zone
    steps = []
    if verdict["started_at"] is not None:
        from_at = instant(verdict["started_at"], zone)
        steps.append(
            Step(
                verdict["started_at"],
                Said(f"所属周期自{from_at.zh}开始。", f"The period begins {from_at.en}."),
            )
        )
    if verdict["due_at"] is not None:
        due = instant(verdict["due_at"], zone)
        steps.append(Step(verdict["due_at"], Said(f"最迟{due.zh}。", f"Due {due.en}.")))
    if verdict["stopped_at"] is not None:
        made = instant(verdict["stopped_at"], zone)
        late = verdict["late_by_min"]
        tail = Said(f"，超时{late:,}分钟", f", {late:,} min late") if late else Said("", "")
        steps.append(
            Step(
                verdict["stopped_at"],
                Said(f"实际于{made.zh}作出{tail.zh}。", f"Made {made.en}{tail.en}."),
            )
        )
    else:
        steps.append(
            Step(None, Said("没有报送或公开的记录。", "No report or publication is recorded."))
        )
    return steps


def _sequence(published: Published, verdict: Row, first: Said, then: Said) -> list[Step]:
    zone = published.asked.zone
    steps = []
    for at, name in ((verdict["started_at"], first), (verdict["stopped_at"], then)):
        if at is None:
            steps.append(
                Step(None, Said(f"没有“{name.zh}”的记录。", f"Nothing is recorded of: {name.en}."))
            )
        else:
            head = happened(name, at, zone)
            steps.append(Step(at, Said(f"{head.zh}。", f"{head.en}.")))
    return steps


PARTS = {
    "requires": Said("要求", "Asked"), "forbids": Said("不得出现", "Forbidden"),
    "passes": Said("合格条件", "Passes where"), "fails": Said("不合格条件", "Fails where"),
}  # fmt: skip
"""What conditions of a part are for."""


def _conditions(
    published: Published,
    clause: Row,
    verdict: Row,
    values: Sequence[Value],
    moments: Sequence[Moment],
) -> list[Step]:
    """What was asked for or forbidden, and what the record shows of it."""
    delivered = {one.column: one.value for one in values}
    rows = published.rows("condition", version_id=clause["version_id"])
    steps = []
    for row in rows:
        name, asked = fact_name(row["fact"]), _expected(published, row)
        head = PARTS[row["part"]]
        zh, en = f"{head.zh}：{name.zh}{asked.zh}", f"{head.en}: {name.en}{asked.en}"
        shown = next((one for one in moments if one.code == row["fact"]), None)
        if shown is not None:
            at = instant(shown.at, published.asked.zone)
            found = Said(f"记录于{at.zh}", f"recorded {at.en}")
        elif row["fact"] in delivered:
            value = delivered[row["fact"]]
            found = Said(f"记录为：{value.zh}", f"recorded: {value.en}")
        elif _is_delivered(row["fact"]):
            found = Said("没有记录", "not recorded")
        elif len(rows) == 1 and verdict["verdict"] in ("compliant", "breach"):
            is_kept = verdict["verdict"] == "compliant"
            found = (
                Said("由相关数据推算，符合", "worked out from other data: kept") if is_kept else
                Said("由相关数据推算，不符合", "worked out from other data: not kept")
            )  # fmt: skip
        else:
            found = Said("由相关数据推算", "worked out from other data")
        steps.append(Step(None, Said(f"{zh}；{found.zh}。", f"{en}; {found.en}.")))
    return steps


def _counted(published: Published, verdict: Row) -> Step:
    """How a record counts in a rate."""
    outcome = published.code("verdicts", verdict["verdict"])
    return Step(None, Said(
        f"本记录计入该比率，计为{outcome.zh}；是否达标由当月全部记录的比率决定。",
        f"The record counts in the rate, as {outcome.en}; the rate of the whole month meets the target or not.",
    ))  # fmt: skip


def _is_delivered(fact: str) -> bool:
    """Whether a fact is an event or a column that is delivered as such, not derived from others."""
    table, _, column = fact.partition(".")
    return not column or (table in contracts() and column in contracts()[table].columns)


def _expected(published: Published, row: Row) -> Said:
    if row["test"] == "present":
        is_there = row["expected"] == ["true"]
        return (
            Said("须有记录", " is recorded") if is_there else Said("须无记录", " is not recorded")
        )
    labels: list[Said | Code] = [code_name(row["fact"], code) for code in row["expected"]]
    if row["fact"].endswith(".result_state"):
        labels = [published.code("result_states", code) for code in row["expected"]]
    zh, en = "、".join(one.zh for one in labels), ", ".join(one.en for one in labels)
    if row["is_negated"]:
        return Said(f"不是{zh}", f" is not {en}")
    return Said(f"为{zh}", f" is {en}")
