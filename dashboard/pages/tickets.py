"""Tickets: the list, and one ticket with its events, clocks, verdicts and money.

Belongs here: what these pages ask and lay out. Does not belong here: SQL, the drawing of clocks
(`dashboard/pages/clocks.py`).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import holders, links, marks
from dashboard.pages.clocks import clocks
from dashboard.pages.evidence import laid_out
from dashboard.pages.observations import DEEPEST, OF_TICKET, SIZE, entries
from dashboard.pages.respond import in_scope_or_404, month_of, respond
from dashboard.pages.table import Column, Source, Table

ORDERS = {
    "": "t.received_at DESC NULLS LAST, t.ticket_id",
    "received_at": "t.received_at NULLS LAST, t.ticket_id",
    "-received_at": "t.received_at DESC NULLS LAST, t.ticket_id",
    "closed_at": "t.closed_at NULLS LAST, t.ticket_id",
    "-closed_at": "t.closed_at DESC NULLS LAST, t.ticket_id",
}
CONDITIONS = {
    "ticket": "starts_with(t.ticket_id, $ticket)",
    "dept": "t.dept_id = $dept",
    "type": "t.ticket_type = $type",
    "status": "t.status = $status",
    "month": "t.received_at >= cast($month AS TIMESTAMPTZ) AND t.received_at < cast($month + INTERVAL 1 MONTH AS TIMESTAMPTZ)",
    "breach": (
        "t.ticket_id IN (SELECT k.ticket_id FROM prepared.ticket_count AS k"
        " WHERE k.n_breaches > 0 AND in_scope(k.department_id))"
    ),
}


def tickets(request: HttpRequest) -> HttpResponseBase:
    """The tickets that fit the filters, the latest first."""
    facts = facts_of(request)
    asked = {key: request.GET.get(key, "").strip() for key in (*CONDITIONS, "sort")}
    if asked["dept"]:
        in_scope_or_404(facts, asked["dept"])
    if asked["sort"] not in ORDERS:
        asked["sort"] = ""
    wanted, values = _filters(asked)
    total = facts.ask("tickets_count", wanted=wanted, **values)[0]["n"]
    last = max(-(-total // SIZE), 1)
    given = request.GET.get("page", "1")
    page = min(max(int(given) if given.isascii() and given.isdigit() else 1, 1), last, DEEPEST)
    offset = (page - 1) * SIZE
    arranged = ORDERS[asked["sort"]]
    rows = facts.ask(
        "tickets", wanted=wanted, arranged=arranged, limit=SIZE, offset=offset, **values
    )
    query = {key: value for key, value in asked.items() if value}

    def address(number: int) -> str:
        return "?" + urlencode({**query, "page": number})

    return respond(
        request,
        "tickets",
        title=lazy("工单"),
        tables=[_tickets(rows, Source("tickets", values, tuple(wanted), arranged))],
        asked=asked,
        months=facts.months(),
        departments=facts.departments(),
        types=_codes(facts, "tickets.ticket_type"),
        statuses=_codes(facts, "tickets.status"),
        total=total,
        pages={
            "first": offset + 1 if rows else 0,
            "last": offset + len(rows),
            "previous": address(page - 1) if page > 1 else "",
            "next": address(page + 1) if page < min(last, DEEPEST) else "",
            "start": "",
            "is_too_deep": page == DEEPEST < last,
        },
    )


def _codes(facts: Any, kind: str) -> list[str]:
    facts.label(kind, "", "zh")  # reads the labels once
    return [code for found, code in facts.attached.shared["labels"] if found == kind]


def _filters(asked: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
    wanted = [condition for key, condition in CONDITIONS.items() if asked[key]]
    values: dict[str, Any] = {key: asked[key] for key in CONDITIONS if asked[key]}
    if asked["month"]:
        values["month"] = month_of(asked["month"])
    return wanted, values


def _tickets(rows: list[Row], source: Source) -> Table:
    return Table(
        "tickets",
        lazy("工单"),
        [
            Column("ticket_id", lazy("工单编号"), "text", link=lambda row: links.ticket(row["ticket_id"])),
            Column("ticket_type", lazy("类型"), "code", codes="tickets.ticket_type"),
            Column("category", lazy("问题类别"), "code", codes="tickets.category"),
            Column("channel", lazy("渠道"), "code", codes="tickets.channel"),
            Column("department_id", lazy("承办部门"), "department"),
            Column("received_at", lazy("受理时间"), "moment", sort="received_at"),
            Column("closed_at", lazy("办结时间"), "moment", sort="closed_at"),
            Column("status", lazy("状态"), "code", codes="tickets.status"),
            Column("n_breaches", lazy("违规"), "number", link=lambda row: links.observations(
                record=row["ticket_id"], subject="tickets", verdict="breach") if row["n_breaches"] else ""),
            Column("n_pending", lazy("待定"), "number"),
            Column("n_judged", lazy("已评价"), "number"),
        ],
        rows,
        empty=lazy("没有符合条件的工单。请放宽筛选条件，或选择其他月份。"),
        source=source,
        marks=lambda row: "bad" if row["n_breaches"] else "",
        legend=marks.BREACH,
        is_titled=False,
    )  # fmt: skip


def ticket(request: HttpRequest, ticket: str) -> HttpResponseBase:
    """One ticket: what happened, which clocks ran, how it was judged, what it cost."""
    facts = facts_of(request)
    row = facts.one("ticket", ticket=ticket)
    if row is None:
        raise Http404
    events = facts.ask("ticket_events", ticket=ticket)
    judged = facts.ask("ticket_observations", ticket=ticket)
    held = holders.holdings(facts, ticket)
    incident, of_incident = holders.incident(facts, ticket)
    return respond(
        request,
        "ticket",
        title=ticket,
        tables=[
            _events(events),
            _judged(judged),
            entries(facts.ask("entries", wanted=[OF_TICKET], ticket=ticket)),
            held,
            holders.attribution(facts, ticket, None),
            incident,
            laid_out(facts, "tickets", row),
        ],
        row=row,
        clocks=clocks(facts, judged, events, held.rows),
        of_incident=of_incident,
        n_breaches=sum(one["verdict"] == "breach" and one["is_governing"] for one in judged),
    )


def _events(rows: list[Row]) -> Table:
    return Table(
        "events",
        lazy("办理过程"),
        [
            Column("event_at", lazy("时间"), "moment", is_key=True),
            Column("event_type", lazy("环节"), "code", codes="ticket_events.event_type"),
            Column("department_id", lazy("部门"), "department"),
            Column("to_department_id", lazy("转往"), "department", if_any=True),
            Column("actor_id", lazy("经办人"), "text"),
            Column("channel", lazy("方式"), "code", codes="ticket_events.channel"),
            Column("source_file", lazy("来源文件"), "data"),
            Column("source_row", lazy("来源行"), "number"),
        ],
        rows,
        empty=lazy("没有交来这张工单的办理环节（工单环节表）。"),
    )


def _judged(rows: list[Row]) -> Table:
    return Table(
        "judged",
        lazy("逐条判定"),
        [
            Column("verdict", lazy("判定"), "verdict"),
            Column("original_verdict", lazy("裁定前"), "verdict", if_any=True),
            Column("title", lazy("条款"), "words", link=lambda row: links.observation(row["observation_id"]), is_wide=True),
            Column("department_id", lazy("责任部门"), "department"),
            Column("due_at", lazy("应完成"), "moment"),
            Column("stopped_at", lazy("实际完成"), "moment"),
            Column("late_by_min", lazy("超时"), "minutes"),
            Column("reason", lazy("原因"), "code", codes="why"),
        ],
        rows,
        empty=lazy("没有条款适用于这张工单。"),
        marks=lambda row: "" if row["is_governing"] else "information",
        legend=marks.INFORMATION,
        tags=marks.INFORMATION_TAG,
    )  # fmt: skip
