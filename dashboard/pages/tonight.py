"""The page of the morning: what broke, what is about to, what is missing, and the state of the audit.

Belongs here: what this page asks and lays out. Does not belong here: SQL.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links, shown
from dashboard.pages.respond import respond
from dashboard.pages.tonight_tables import (
    SHOWN_DUE,
    broke_table,
    due_table,
    missing_table,
    months_table,
    open_table,
    overdue_table,
    unanswered_table,
    unset_table,
)

SHOWN_OVERDUE = 10
SHOWN_UNANSWERED = 20
STALE = timedelta(hours=36)
NEW = "last"
"""The window of what the last audit did not know."""


def tonight(request: HttpRequest) -> HttpResponseBase:
    """What broke since the last nights, what expires, what is missing."""
    facts = facts_of(request)
    windows = _windows(facts)
    asked = request.GET.get("hours", "")
    hours = asked if asked in windows else next(iter(windows))
    _name, title = windows[hours]
    found = facts.again("tonight_broke", hours=None if hours == NEW else int(hours))
    broke = [row for row in found if row["is_governing"]]
    informative = sum(row["n"] for row in found if not row["is_governing"])
    due = facts.again("tonight_due", hours=24, limit=SHOWN_DUE)
    still_open = facts.again("tonight_open")
    accruing = next(iter(facts.again("tonight_accruing")), {})
    months = facts.again("tonight_months")
    current = facts.months()[0]["period_from"] if facts.months() else None
    whole = facts.scope.is_whole
    missing = facts.again("tonight_missing", month=current, whole=whole) if current else []
    unset = facts.again("tonight_unset", month=current, whole=whole) if current else []
    pipeline = facts.one("pipeline") or {}
    age = datetime.now(UTC) - facts.as_of
    return respond(
        request,
        "tonight",
        title=lazy("今日要情"),
        tables=[
            broke_table(broke, title, hours, informative),
            due_table(due),
            open_table(still_open),
            overdue_table(facts.again("tonight_overdue", limit=SHOWN_OVERDUE)),
            unanswered_table(facts.again("tonight_unanswered", limit=SHOWN_UNANSWERED)),
            missing_table(facts, missing, current),
            unset_table(unset, current),
            months_table(months),
        ],
        hours=hours,
        windows=[(one, text) for one, (text, _title) in windows.items()],
        since=facts.run["previous_as_of"]
        if hours == NEW
        else facts.as_of - timedelta(hours=int(hours)),
        is_new=hours == NEW,
        tiles=_tiles(broke, due, still_open, months, title, accruing),
        n_due=due[0]["n_all"] if due else 0,
        current=current,
        pipeline=pipeline,
        is_stale=age > STALE,
        age=shown.minutes(int(age / timedelta(minutes=1)), shown.language()),
    )


def _windows(facts: Facts) -> dict[str, tuple[str, str]]:
    """What the page can look at: its name, and the title of what broke in it. The first is taken unasked.

    What this audit knows and the last one did not, where there was one: also what happened earlier and was delivered
    late, and after a night without an audit. Else by the clock.
    """
    hours = {
        "24": (_("近 24 小时"), _("近 24 小时发生的违规")),
        "72": (_("近 3 天"), _("近 3 天发生的违规")),
        "168": (_("近 7 天"), _("近 7 天发生的违规")),
    }
    new = {NEW: (_("自上次审计以来"), _("自上次审计以来新发现的违规"))}
    return {**new, **hours} if facts.run["previous_as_of"] else hours


def _tiles(
    broke: list[Row],
    due: list[Row],
    still: list[Row],
    months: list[Row],
    title: str,
    accruing: Row,
) -> list[dict[str, Any]]:
    n_broke = sum(row["n"] for row in broke)
    n_open = sum(row["n"] for row in still)
    paid = months[0] if months else None
    return [
        {
            "title": title,
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
            "title": _("本月已入账赔偿与退款（元）"),
            "value": shown.number(paid["booked_cny"], 2) if paid else shown.NONE,
            "note": shown.month(paid["period_from"]) if paid else "",
            "state": "plain",
            "link": "#months",
        },
        *([_accruing(accruing)] if accruing.get("n") else []),
    ]


def _accruing(row: Row) -> dict[str, Any]:
    """Money that grows until somebody acts, in whatever month it is booked."""
    note = _("累计中 %(n)s 件") % {"n": shown.number(row["n"])}
    if row["daily_cny"]:
        daily = _("每日至少 +%(cny)s") if row["n_unknown"] else _("每日 +%(cny)s")
        note = _("，").join((note, daily % {"cny": shown.number(row["daily_cny"], 2)}))
    return {
        "title": _("仍在累计的金额（元）"),
        "value": shown.number(row["amount_cny"], 2),
        "note": note,
        "state": "bad",
        "link": links.money(status="accruing"),
    }
