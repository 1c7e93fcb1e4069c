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


def tonight(request: HttpRequest) -> HttpResponseBase:
    """What broke since the last nights, what expires, what is missing."""
    facts = facts_of(request)
    windows = _windows(facts)
    asked = request.GET.get("hours", "")
    hours = asked if asked in windows else next(iter(windows))
    window, since = windows[hours]
    broke = facts.again("tonight_broke", since=since)
    informative = sum(row["n"] for row in facts.again("tonight_informative", since=since))
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
            broke_table(broke, window, informative),
            due_table(due),
            open_table(still_open),
            overdue_table(facts.again("tonight_overdue", limit=SHOWN_OVERDUE)),
            unanswered_table(facts.again("tonight_unanswered", limit=SHOWN_UNANSWERED)),
            missing_table(facts, missing, current),
            unset_table(unset, current),
            months_table(months),
        ],
        hours=hours,
        windows=[(one, text) for one, (text, _since) in windows.items()],
        since=since,
        tiles=_tiles(broke, due, still_open, months, window, accruing),
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
    broke: list[Row],
    due: list[Row],
    still: list[Row],
    months: list[Row],
    window: str,
    accruing: Row,
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
