"""The calendar of working days, month by month: what every deadline in working days rests on.

Belongs here: what this page asks and lays out. Does not belong here: counting days.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import codes, shown
from dashboard.pages.respond import respond
from dashboard.pages.shown import Lang
from dashboard.pages.table import Column, Table

WEEK = (
    lazy("周一"),
    lazy("周二"),
    lazy("周三"),
    lazy("周四"),
    lazy("周五"),
    lazy("周六"),
    lazy("周日"),
)
DECEMBER = 12


def calendar(request: HttpRequest) -> HttpResponseBase:
    """One month as a sheet, and what is out of the ordinary in its year."""
    facts = facts_of(request)
    span = facts.one("calendar_span") or {}
    if not span.get("first_day"):
        raise Http404
    month = _chosen(request, facts.as_of.date(), span)
    following = _next(month)
    year = facts.ask(
        "calendar_days", from_day=date(month.year, 1, 1), until_day=date(month.year + 1, 1, 1)
    )
    days = [row for row in year if month <= row["day"] < following]
    lang = shown.language()
    for row in year:
        row["weekday"] = str(WEEK[row["day"].weekday()])
        if row["kind"] == "override":
            row["name_en"] = ""  # the utility's own words, in its own language
        row["label"] = codes.name(None, "day_kinds", row["kind"], lang)
        row["has_own_hours"] = row["has_own_hours"] and row["is_working_day"]
        row["hours"] = f"{row['office_open']}–{row['office_close']}" if _is_open(row) else None
        row["mark"], row["short"] = _mark(row, lang)
    return respond(
        request,
        "calendar",
        title=lazy("工作日历"),
        tables=[
            _unusual([row for row in year if row["kind"] in UNUSUAL or row["has_own_hours"]], month.year),
            _all(days),
        ],
        month=month,
        weeks=_weeks(days),
        weekdays=[(one, str(one)[-1] if lang == "zh" else str(one)[0]) for one in WEEK],
        span=span,
        today=facts.as_of.date(),
        months=_months(span),
        tiles=_tiles(days, span),
    )  # fmt: skip


UNUSUAL = ("holiday", "makeup", "override")


def _is_open(row: Row) -> bool:
    """Whether there are office hours on a day: a day off has none."""
    return bool(row["is_working_day"] and row["office_open"] and row["office_close"])


def _mark(row: Row, lang: Lang) -> tuple[str, str]:
    """What stands on the sheet for a day out of the ordinary, and its one letter on a phone."""
    if row["kind"] not in UNUSUAL:
        return "", ""
    if row["is_working_day"]:
        return row["label"], "班" if lang == "zh" else "W"
    return row["label"], "休" if lang == "zh" else "H"


def _months(span: Row) -> list[date]:
    """The months of the calendar, the latest first."""
    found, month = [], span["first_day"].replace(day=1)
    while month <= span["last_day"]:
        found.append(month)
        month = _next(month)
    return found[::-1]


def _chosen(request: HttpRequest, today: date, span: Row) -> date:
    asked = request.GET.get("month", "")
    try:
        found = date.fromisoformat(f"{asked}-01") if asked else today.replace(day=1)
    except ValueError as error:
        raise Http404 from error
    if not span["first_day"].replace(day=1) <= found <= span["last_day"]:
        raise Http404
    return found


def _next(month: date) -> date:
    if month.month == DECEMBER:
        return date(month.year + 1, 1, 1)
    return month.replace(month=month.month + 1)


def _weeks(days: list[Row]) -> list[list[Row | None]]:
    """The days in rows from Monday to Sunday; what is not of the month, or not in the calendar, is None."""
    if not days:
        return []
    cells: list[Row | None] = [None] * days[0]["day"].weekday()
    cells += days
    cells += [None] * (-len(cells) % 7)
    return [cells[at : at + 7] for at in range(0, len(cells), 7)]


def _tiles(days: list[Row], span: Row) -> list[dict[str, Any]]:
    counted = {one: sum(row["kind"] == one for row in days) for one in UNUSUAL}
    unannounced = sum(not row["is_announced"] for row in days)
    return [
        {
            "title": _("工作日"),
            "value": _("%(n)s 天") % {"n": sum(row["is_working_day"] for row in days)},
            "note": _("共 %(n)s 天") % {"n": len(days)},
            "state": "plain",
        },
        {
            "title": _("节假日放假"),
            "value": _("%(n)s 天") % {"n": counted["holiday"]},
            "note": _("含调休的周末；另有 %(n)s 个调休上班日") % {"n": counted["makeup"]},
            "state": "plain",
        },
        {
            "title": _("本单位自定的日子"),
            "value": _("%(n)s 天") % {"n": counted["override"]},
            "note": _("由报送的日历表给出"),
            "state": "plain",
        },
        {
            "title": _("办公时间"),
            "value": f"{span['office_open']}–{span['office_close']}",
            "note": _("下班后的来电从下一工作日起算"),
            "state": "plain",
        },
        {
            "title": _("已公布到"),
            "value": shown.day(span["announced_day"]),
            "note": _("本月有 %(n)s 天尚未公布，期限为暂定") % {"n": unannounced}
            if unannounced
            else _("本月各日均已公布"),
            "state": "soon" if unannounced else "plain",
        },
    ]


def _unusual(rows: list[Row], year: int) -> Table:
    return Table(
        "unusual",
        _("%(year)s 年的节假日、调休和自定的日子") % {"year": year},
        COLUMNS,
        rows,
        empty=lazy("这一年没有已公布的节假日，也没有自定的日子。"),
    )


def _all(rows: list[Row]) -> Table:
    return Table("days", lazy("这个月的每一天"), COLUMNS, rows, empty=lazy("日历不包含这个月。"))


COLUMNS = [
    Column("day", lazy("日期"), "day", is_key=True),
    Column("weekday", lazy("星期"), "text"),
    Column("is_working_day", lazy("工作日"), "yes"),
    Column("kind", lazy("种类"), "code", codes="day_kinds"),
    Column("name", lazy("名称"), "words", if_any=True),
    Column("hours", lazy("办公时间"), "text"),
    Column("is_announced", lazy("已公布"), "yes"),
]
