"""The arithmetic of a deadline as a person would redo it, step by step, in both languages.

Belongs here: sentences about the start of a clock, what was counted, the due instant, and the stop.
Does not belong here: counting (`due.py`), other kinds of clause (`findings.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from warehouse.explain.codes import clock_time, day, days, instant, span, span_between
from warehouse.explain.due import DAY, Counted, Rule
from warehouse.explain.limits import quantity
from warehouse.explain.parts import CalendarDay, Days, Decision, Said, Step
from warehouse.explain.published import Published


@dataclass(frozen=True)
class Run:
    """What the steps of a deadline tell: the rule, the moments and what people call them."""

    rule: Rule | None
    limit: Said | None
    anchor_at: datetime | None
    anchor: Said
    act_at: datetime | None
    act: Said
    due_at: datetime | None
    late_by_min: int | None
    earliest_s: int | None
    parameter: str | None
    is_provisional: bool
    is_assessed: bool
    extension: Decision | None


def deadline(published: Published, run: Run, found: Counted | None) -> list[Step]:
    """Every step from the start of the clock to its stop; found: the due instant counted again."""
    zone = published.asked.zone
    if run.anchor_at is None:
        return [Step(None, _not_started(run))]
    head = happened(run.anchor, run.anchor_at, zone)
    if run.rule and run.rule.is_ahead:
        way = Said("以此为准往前推算", "Time is counted back from here")
    else:
        way = Said("从此时起算", "The clock starts")
    steps = [Step(run.anchor_at, Said(f"{head.zh}，{way.zh}。", f"{head.en}. {way.en}."))]
    if run.earliest_s is not None:
        least = span(run.earliest_s)
        steps.append(
            Step(
                None,
                Said(f"不得早于起算后{least.zh}。", f"Not sooner than {least.en} after the start."),
            )
        )
    if run.rule is None or run.limit is None or run.due_at is None:
        steps.append(Step(None, _no_due(run)))
    elif found is None:
        steps.append(Step(None, Said(
            "公布的日历没有覆盖到期日，无法在此重新计算。",
            "The published calendar does not reach the due day: it cannot be counted again here.",
        )))  # fmt: skip
    else:
        steps.extend(_counting(published, run, run.rule, found))
    steps.append(_stop(published, run))
    return steps


_DATES = ("日期", "日")
_TIMES = ("时间", "日期", "时刻", "日")
"""How the Chinese name of a moment ends where it is a name of a time, and not of what happened."""


def happened(name: Said, at: datetime, zone: str) -> Said:
    """That something happened at an instant, as the head of a sentence; a date is told as the day it is."""
    shown = instant(at, zone)
    local = at.astimezone(ZoneInfo(zone))
    if name.zh.endswith(_DATES) and local.time() == datetime.min.time():
        shown = day(local.date())
    return _happened(name, shown)


def _happened(name: Said, at: Said) -> Said:
    zh = f"{name.zh}：{at.zh}" if name.zh.endswith(_TIMES) else f"{at.zh}，{name.zh}"
    return Said(zh, f"{at.en}: {name.en}")


def _not_started(run: Run) -> Said:
    return Said(
        f"没有“{run.anchor.zh}”的记录，无从起算。",
        f"Nothing is recorded of: {run.anchor.en}. The clock has no start.",
    )


def _no_due(run: Run) -> Said:
    if run.parameter:
        return Said(
            f"限值由企业参数 {run.parameter} 决定，尚未设定，不能算出到期时刻。",
            f"The limit is the utility's parameter {run.parameter}, which is not set: there is no due instant.",
        )
    return Said(
        "没有可用的限值，不能算出到期时刻。", "There is no limit to count by, so no due instant."
    )


def _counting(published: Published, run: Run, rule: Rule, found: Counted) -> Iterator[Step]:
    zone = published.asked.zone
    anchor_at = run.anchor_at or found.due_at
    local = anchor_at.astimezone(ZoneInfo(zone))
    due = instant(found.due_at, zone)
    if rule.calendar == "working_day" and found.base != local.date():
        yield Step(None, _belongs(local, found.base, published.calendar))
    if found.numbers:
        said = runs_said(day_runs(published, rule, found))
        limit = run.limit or Said("", "")
        head = Said(f"限期{limit.zh.removesuffix('内')}", f"Limit: {limit.en}")
        way = (
            Said("，往前数：", ", counted back: ") if rule.is_ahead else
            Said("，从次日数起：", ", counted from the next day: ")
        )  # fmt: skip
        yield Step(None, Said(f"{head.zh}{way.zh}{said.zh}。", f"{head.en}{way.en}{said.en}."))
        yield Step(found.due_at, Said(f"{due.zh}到期。", f"Due {due.en}."))
    elif rule.calendar == "wall_clock":
        length = quantity(published, rule.value, rule.unit)
        sign = Said("减", "minus") if rule.is_ahead else Said("加", "plus")
        start = clock_time(local)
        yield Step(found.due_at, Said(
            f"连续计时，昼夜和节假日不停：{start}{sign.zh}{length.zh}，{due.zh}到期。",
            f"Elapsed time, nights and holidays included: {start} {sign.en} {length.en}; due {due.en}.",
        ))  # fmt: skip
    else:
        limit = run.limit or Said("", "")
        yield Step(
            found.due_at,
            Said(
                f"{limit.zh}：{due.zh}到期。",
                f"{limit.en[:1].upper()}{limit.en[1:]}: due {due.en}.",
            ),
        )
    if run.is_provisional:
        yield Step(None, Said(
            "其中有的日子尚未公布放假安排，按周一至周五暂算，到期时刻暂定。",
            "Some of these days are not announced yet and are taken as Monday to Friday: the due instant is provisional.",
        ))  # fmt: skip
    if run.extension is not None:
        told, number = (
            instant(run.extension.due_at or found.due_at, zone),
            run.extension.decision_id,
        )
        yield Step(run.extension.due_at, Said(
            f"经决定 {number} 延期，改为{told.zh}到期。", f"Decision {number} gives more time: due {told.en}.",
        ))  # fmt: skip
    elif run.due_at is not None and found.due_at != run.due_at:
        told = instant(run.due_at, zone)
        yield Step(run.due_at, Said(
            f"公布的到期时刻为{told.zh}，与上面的计算不同。",
            f"The published due instant is {told.en}, which differs from this count.",
        ))  # fmt: skip


def _belongs(local: datetime, base: date, calendar: Mapping[date, CalendarDay]) -> Said:
    """Why a contact counts as received on a later day, with the days off in between."""
    own, to = calendar[local.date()], day(base, year=False)
    between = [calendar[on] for on in calendar if local.date() < on < base]
    off = between if own.is_working_day else [own, *between]
    zh = f"当日{own.office_close:%H:%M}已下班，" if own.is_working_day else ""
    en = f"the office had closed at {own.office_close:%H:%M}; " if own.is_working_day else ""
    for first, last, why in _spells(off):
        on = days(first, last)
        zh, en = f"{zh}{on.zh}{why.zh}不上班，", f"{en}{on.en} {why.en}, no work; "
    note = _name(calendar[base])
    zh += f"视同下一个工作日{to.zh}{f'（{note.zh}）' if note else ''}收到。"
    en += f"so it counts as received on the next working day, {to.en}{f' ({note.en})' if note else ''}."
    return Said(zh, en[:1].upper() + en[1:])


def _spells(off: Sequence[CalendarDay]) -> Iterator[tuple[date, date, Said]]:
    """Days off that follow each other under one name."""
    named = [(one.day, _name(one) or Said("周末", "weekend")) for one in off]
    for why, group in groupby(named, key=lambda one: one[1]):
        spell = [on for on, _ in group]
        yield spell[0], spell[-1], why


def _name(one: CalendarDay) -> Said | None:
    """What is special about a day, if anything."""
    if one.kind in ("workday", "weekend"):
        return None
    zh, en = one.name_zh or "", one.name_en or ""
    if one.kind == "makeup":
        return Said(f"{zh}调休上班", f"worked in exchange for {en}")
    if one.kind == "override":
        return Said(zh or "本单位安排", en or "set by the utility")
    return Said(zh, en)


def day_runs(published: Published, rule: Rule, found: Counted) -> tuple[Days, ...]:
    """The days walked over, neighbours of one kind together, in order of the calendar."""
    walked = sorted(found.numbers)
    calendar = published.calendar
    kinds: list[tuple[date, int | None, str, Said | None, bool]] = []
    for each, number in walked:
        own = calendar.get(each)
        if rule.calendar == "calendar_day" or own is None:
            kinds.append((each, number, "", None, True))
        else:
            kinds.append((each, number, own.kind, _name(own), own.is_announced))
    starts = [
        index
        for index, one in enumerate(kinds)
        if index == 0 or not _continues(kinds[index - 1], one)
    ]
    out = []
    for first, after in pairwise([*starts, len(kinds)]):
        head, tail = kinds[first], kinds[after - 1]
        numbers = [one[1] for one in kinds[first:after] if one[1] is not None]
        code = (
            published.code("day_kinds", head[2])
            if head[2]
            else published.code("clocks", "calendar_day")
        )
        out.append(Days(
            head[0], tail[0], code, head[3],
            min(numbers) if numbers else None, max(numbers) if numbers else None, head[4],
        ))  # fmt: skip
    return tuple(out)


def _continues(
    before: tuple[date, int | None, str, Said | None, bool],
    after: tuple[date, int | None, str, Said | None, bool],
) -> bool:
    return (
        after[0] - before[0] == DAY
        and (before[1] is None) == (after[1] is None)
        and before[2:] == after[2:]
    )


def runs_said(runs: tuple[Days, ...]) -> Said:
    """Which days count as which, and why the others do not."""
    zh, en = [], []
    for one in runs:
        on, name = days(one.first_on, one.last_on), one.name
        if one.first_no is None:
            why = name or Said("周末", "weekend")
            zh.append(f"{on.zh}{why.zh}，不计")
            en.append(f"{on.en} {why.en}, not counted")
            continue
        unit = (
            Said("个工作日", "working day")
            if one.kind.code != "calendar_day"
            else Said("日", "day")
        )
        aside = Said(f"（{name.zh}）", f" ({name.en})") if name else Said("", "")
        low, high = sorted((one.first_no, one.last_no or one.first_no))
        if low == high:
            zh.append(f"{on.zh}{aside.zh}为第{low}{unit.zh}")
            en.append(f"{on.en}{aside.en} is {unit.en} {low}")
        else:
            zh.append(f"{on.zh}{aside.zh}为第{low}至第{high}{unit.zh}")
            en.append(f"{on.en}{aside.en} are {unit.en}s {low} to {high}")
    return Said("；".join(zh), "; ".join(en))


def _stop(published: Published, run: Run) -> Step:
    zone, as_of = published.asked.zone, published.asked.as_of
    at = instant(run.act_at or as_of, zone)
    if run.act_at is None:
        head = Said(
            f"截至审计时点{at.zh}，仍没有“{run.act.zh}”的记录",
            f"As of {at.en} nothing is recorded of: {run.act.en}",
        )
    else:
        head = happened(run.act, run.act_at, zone)
    tail = Said("", "")
    end = run.act_at or as_of
    if run.due_at is not None and (run.is_assessed or run.act_at is not None):
        gap = span_between(min(end, run.due_at), max(end, run.due_at))
        if end <= run.due_at:
            tail = (
                Said(f"，距到期还有{gap.zh}", f", {gap.en} before it is due") if run.act_at is None else
                Said(f"，比到期早{gap.zh}", f", {gap.en} ahead of time")
            )  # fmt: skip
        else:
            tail = (
                Said(f"，到期已过{gap.zh}", f", {gap.en} after it was due") if run.act_at is None else
                Said(f"，比到期晚{gap.zh}", f", {gap.en} late")
            )  # fmt: skip
            if run.late_by_min is not None:
                tail = Said(
                    f"{tail.zh}；不足一分钟的按一分钟计，超时{run.late_by_min:,}分钟",
                    f"{tail.en}; started minutes count whole: {run.late_by_min:,} min late",
                )
    used = Said("", "")
    if run.act_at is not None and run.anchor_at is not None and run.act_at > run.anchor_at:
        length = span_between(run.anchor_at, run.act_at)
        used = Said(f"，历时{length.zh}", f", {length.en} after the start")
    return Step(run.act_at, Said(f"{head.zh}{used.zh}{tail.zh}。", f"{head.en}{used.en}{tail.en}."))
