"""The page of the morning: what broke, what is about to, what is missing, and the state of the audit.

Belongs here: what this page asks and lays out. Does not belong here: SQL.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links, shown
from dashboard.pages.respond import respond
from dashboard.pages.table import Column, Table

SHOWN_DUE = 100
STALE = timedelta(hours=36)


def tonight(request: HttpRequest) -> HttpResponseBase:
    """What broke since the last nights, what expires, what is missing."""
    facts = facts_of(request)
    windows = _windows(facts)
    asked = request.GET.get("hours", "")
    hours = asked if asked in windows else next(iter(windows))
    window, since = windows[hours]
    broke = facts.ask("tonight_broke", since=since)
    due = facts.ask("tonight_due", hours=24, limit=SHOWN_DUE)
    still_open = facts.ask("tonight_open")
    months = facts.ask("tonight_months")
    current = facts.months()[0]["period_from"] if facts.months() else None
    missing = (
        facts.ask("tonight_missing", month=current, whole=facts.scope.is_whole) if current else []
    )
    pipeline = facts.one("pipeline") or {}
    age = datetime.now(UTC) - facts.as_of
    return respond(
        request,
        "tonight",
        title=lazy("今日要情"),
        tables=[
            _broke(broke, window),
            _due(due),
            _open(still_open),
            _missing(missing, current),
            _months(months),
        ],
        hours=hours,
        windows=[(one, text) for one, (text, _since) in windows.items()],
        since=since,
        tiles=_tiles(broke, due, still_open, months, window),
        n_due=due[0]["n_all"] if due else 0,
        current=current,
        pipeline=pipeline,
        is_stale=age > STALE,
        age=shown.minutes(int(age / timedelta(minutes=1)), shown.language()),
    )


def _windows(facts: Facts) -> dict[str, tuple[str, datetime]]:
    """How far back the page can look: what it is called, and from when on. The first is taken unasked.

    Since the last audit, where there was one: exactly what is new, also after a night without an audit.
    """
    hours = {
        24: _("近 24 小时"),
        72: _("近 3 天"),
        168: _("近 7 天"),
    }
    found = {str(one): (text, facts.as_of - timedelta(hours=one)) for one, text in hours.items()}
    previous = facts.run["previous_as_of"]
    return {"last": (_("自上次审计以来"), previous), **found} if previous else found


def _tiles(
    broke: list[Row], due: list[Row], still: list[Row], months: list[Row], window: str
) -> list[dict[str, Any]]:
    n_broke = sum(row["n"] for row in broke)
    n_open = sum(row["n"] for row in still)
    paid = months[0] if months else None
    return [
        {
            "title": _("%(window)s违规") % {"window": window},
            "value": shown.number(n_broke),
            "note": _("涉及 %(n)s 条条款") % {"n": len({row["clause_id"] for row in broke})},
            "state": "bad" if n_broke else "plain",
            "link": "#broke",
        },
        {
            "title": _("24 小时内到期"),
            "value": shown.number(due[0]["n_all"] if due else 0),
            "note": _("最早 %(at)s") % {"at": shown.moment(due[0]["due_at"])}
            if due
            else _("没有即将到期的事项"),
            "state": "soon" if due else "plain",
            "link": "#due",
        },
        {
            "title": _("逾期至今未办"),
            "value": shown.number(n_open),
            "note": _("%(n)s 个部门") % {"n": len(still)},
            "state": "bad" if n_open else "plain",
            "link": "#open",
        },
        {
            "title": _("本月赔偿与退款（元）"),
            "value": shown.number(paid["compensation_cny"], 2) if paid else shown.NONE,
            "note": shown.month(paid["period_from"]) if paid else "",
            "state": "plain",
            "link": "#months",
        },
    ]


def _broke(rows: list[Row], window: str) -> Table:
    return Table(
        "broke",
        _("%(window)s发生的违规") % {"window": window},
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            Column("n", lazy("件数"), "number", link=_breaches),
            Column("last_at", lazy("最近一次"), "moment"),
            Column("late_by_min", lazy("最长超时"), "minutes"),
        ],
        rows,
        empty=lazy("这段时间没有新的违规。可以放宽时间范围，或查看下面逾期未办的事项。"),
    )  # fmt: skip


def _breaches(row: Row) -> str:
    return links.observations(
        clause=row["clause_id"], dept=row["department_id"], verdict="breach", sort="-started_at"
    )


def _due(rows: list[Row]) -> Table:
    return Table(
        "due",
        lazy("24 小时内到期"),
        [
            Column("left_min", lazy("剩余时间"), "left"),
            Column("due_at", lazy("应完成时刻"), "moment"),
            Column("title", lazy("条款"), "words", link=lambda row: links.observation(row["observation_id"]), is_wide=True),
            Column("record_id", lazy("记录"), "text", link=links.record),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            Column("staff_id", lazy("责任人"), "text"),
        ],
        rows,
        empty=lazy("未来 24 小时内没有到期的事项。"),
        note=_("先显示最急的 %(n)s 件。") % {"n": SHOWN_DUE} if rows and rows[0]["n_all"] > len(rows) else "",
    )  # fmt: skip


def _open(rows: list[Row]) -> Table:
    return Table(
        "open",
        lazy("逾期至今未办"),
        [
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            Column("n", lazy("件数"), "number", link=lambda row: links.observations(
                dept=row["department_id"], verdict="breach", reason="not_done", sort="due_at")),
            Column("oldest_due_at", lazy("最早应完成于"), "moment"),
        ],
        rows,
        empty=lazy("没有逾期未办的事项。"),
    )  # fmt: skip


def _missing(rows: list[Row], month: date | None) -> Table:
    return Table(
        "missing",
        lazy("本月无法评估的条款"),
        [
            Column("record_table", lazy("缺少的证据"), "code", codes="tables"),
            Column("reason", lazy("原因"), "code", codes="reasons"),
            Column("n_clauses", lazy("条款数"), "number", link=lambda _row: links.clauses(verdict="not_assessed", month=month)),
            Column("n_records", lazy("受影响的记录"), "number"),
        ],
        rows,
        empty=lazy("本月所有条款都有可评估的证据。"),
    )  # fmt: skip


def _months(rows: list[Row]) -> Table:
    return Table(
        "months",
        lazy("各月结果是否已定"),
        [
            Column("period_from", lazy("月份"), "month", link=lambda row: links.departments(row["period_from"])),
            Column("n_provisional", lazy("暂定的部门"), "number"),
            Column("n_departments", lazy("部门数"), "number"),
            Column("n_breaches", lazy("违规"), "number"),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
        ],
        rows,
        empty=lazy("还没有部门成绩。"),
    )  # fmt: skip
