"""Labels of the codes a story meets, and how people read dates, spans of time and numbers.

Belongs here: turning one value into words in both languages.
Does not belong here: sentences (`steps.py`, `text.py`), labels that the published file itself carries.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from warehouse.explain.parts import Code, Said

MICROSECOND = timedelta(microseconds=1)

_WEEKDAYS = (
    ("一", "Mon"), ("二", "Tue"), ("三", "Wed"), ("四", "Thu"), ("五", "Fri"), ("六", "Sat"), ("日", "Sun"),
)  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sep", "Oct", "Nov", "Dec")

OWN: Mapping[tuple[str, str], tuple[str, str]] = {
    ("day_kinds", "workday"): ("工作日", "working day"),
    ("day_kinds", "weekend"): ("周末", "weekend"),
    ("day_kinds", "holiday"): ("节假日", "public holiday"),
    ("day_kinds", "makeup"): ("调休上班", "worked in exchange for a holiday"),
    ("day_kinds", "override"): ("本单位安排", "set by the utility"),
    ("clocks", "period"): ("按周期", "by period"),
    ("entry_statuses", "booked"): ("已记账", "booked"),
    ("entry_statuses", "accruing"): ("仍在累计", "still growing"),
    ("entry_statuses", "open"): ("数额待定", "to be decided"),
    ("entry_statuses", "absorbed"): ("已被较高一项吸收，不另计", "absorbed by a higher one, not added"),
    ("entry_statuses", "waived"): ("已免除", "waived"),
    ("line_kinds", "base"): ("基础分", "base points"),
    ("line_kinds", "deduction"): ("扣分", "deduction"),
    ("line_kinds", "bonus"): ("加分", "bonus"),
    ("line_kinds", "gate"): ("门槛", "gate"),
    ("line_kinds", "confidence"): ("数据可信度", "data confidence"),
    ("line_kinds", "veto"): ("一票否决", "veto"),
    ("line_kinds", "adjustment"): ("人工调整", "adjustment"),
    ("line_kinds", "restatement"): ("更正以前月份", "restatement of an earlier month"),
    ("line_kinds", "rounding"): ("取整", "rounding"),
    ("line_kinds", "floor"): ("保底", "floor"),
    ("month_states", "running"): ("进行中", "running"),
    ("month_states", "provisional"): ("暂定", "provisional"),
    ("month_states", "closed"): ("已关账", "closed"),
    ("month_states", "final"): ("已定", "final"),
    ("decision_statuses", "applied"): ("已采用", "applied"),
    ("decision_statuses", "refused"): ("未采用", "refused"),
    ("decision_statuses", "superseded"): ("已被后来的决定取代", "superseded by a later one"),
    ("appeal_states", "open"): ("审理中", "open"),
    ("appeal_states", "upheld"): ("申诉成立", "upheld"),
    ("appeal_states", "dismissed"): ("申诉驳回", "dismissed"),
    ("appeal_states", "refused"): ("不予受理", "refused"),
}  # fmt: skip
"""Labels of codes whose lists the published file does not (yet) carry; what it carries goes first."""

Labels = Mapping[tuple[str, str], tuple[str, str]]
"""(list, code) -> Chinese and English."""


def labelled(labels: Labels, codes: str, code: str) -> Code:
    """A code of a list with its labels: those of the file, else our own, else the code itself."""
    zh, en = labels.get((codes, code)) or OWN.get((codes, code)) or (code, code)
    return Code(code, zh, en)


def number(value: Decimal) -> str:
    """A number as people write it, without the zeros that only show its scale."""
    return f"{value.normalize():f}" if value else "0"


def money(value: Decimal) -> str:
    """An amount with two decimals and thousands apart."""
    return f"{value:,.2f}"


def day(value: date, *, year: bool = True, weekday: bool = True) -> Said:
    """A date: 2026年5月8日（星期五） / Fri 8 May 2026."""
    zh, en = _WEEKDAYS[value.weekday()]
    return Said(
        (f"{value.year}年" if year else "")
        + f"{value.month}月{value.day}日"
        + (f"（星期{zh}）" if weekday else ""),
        (f"{en} " if weekday else "")
        + f"{value.day} {_MONTHS[value.month - 1]}"
        + (f" {value.year}" if year else ""),
    )


def days(first: date, last: date) -> Said:
    """A run of days, both included, without the year."""
    if first == last:
        return day(first, year=False)
    one, other = day(first, year=False), day(last, year=False)
    return Said(f"{one.zh}至{other.zh}", f"{one.en} to {other.en}")


def month(value: date) -> Said:
    """A month by its first day: 2026年5月 / May 2026."""
    return Said(f"{value.year}年{value.month}月", f"{_MONTHS[value.month - 1]} {value.year}")


def is_end_of_day(local: datetime) -> bool:
    """Whether an instant is the last one of its local day, which people call 24:00."""
    return (local + MICROSECOND).time() == datetime.min.time()


def clock_time(local: datetime) -> str:
    """A time of day to the second; fractions only where there are any; the end of a day is 24:00."""
    if is_end_of_day(local):
        return "24:00"
    shown = f"{local:%H:%M:%S}"
    return f"{shown}.{local.microsecond:06d}".rstrip("0") if local.microsecond else shown


def instant(value: datetime, zone: str, *, year: bool = True) -> Said:
    """An instant in local time: 2026年5月8日（星期五）13:37:46 / Fri 8 May 2026, 13:37:46."""
    local = value.astimezone(ZoneInfo(zone))
    on, at = day(local.date(), year=year), clock_time(local)
    zh = f"{on.zh}24时" if at == "24:00" else f"{on.zh}{at}"
    return Said(zh, f"{on.en}, {at}")


def span(seconds: int) -> Said:
    """A length of time in its two or three largest units, exactly to the second."""
    n_days, rest = divmod(abs(seconds), 86400)
    hours, rest = divmod(rest, 3600)
    minutes, left = divmod(rest, 60)
    zh = [
        f"{n}{unit}"
        for n, unit in ((n_days, "天"), (hours, "小时"), (minutes, "分"), (left, "秒"))
        if n
    ]
    en = [
        f"{n} {unit}"
        for n, unit in ((n_days, "d"), (hours, "h"), (minutes, "min"), (left, "s"))
        if n
    ]
    text = "".join(zh) or "0秒"
    return Said(text + "钟" if text.endswith("分") else text, " ".join(en) or "0 s")


def span_between(first: datetime, last: datetime) -> Said:
    """The time from one instant to another; the last microsecond of a day counts as its midnight."""
    micros = (last - first) // MICROSECOND
    return span(round(micros / 1_000_000))
