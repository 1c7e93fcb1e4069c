"""Indicators of service: meter reading, hotline, callbacks, closures.

Belongs here: which clauses and records each of these pages is about, and how they are laid out. Does not belong
here: SQL but for the conditions that pick clauses; water and pressure (`dashboard/pages/indicators.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.charts import rate as rate_chart
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links, marks, shown
from dashboard.pages.asked import EVERY_CASE, NO_RESULT, in_words
from dashboard.pages.clauses import department_table, trend_table
from dashboard.pages.control import of_clause
from dashboard.pages.respond import chosen_department, chosen_month, respond
from dashboard.pages.table import Column, Table, Text
from dashboard.pages.worst import worst

FACTS = (
    "c.clause_id IN (SELECT k.clause_id FROM rulebook.clause AS k INNER JOIN rulebook.clause_fact AS f"
    " ON k.version_id = f.version_id WHERE {})"
)


@dataclass(frozen=True)
class Subject:
    """One page. clauses: condition on the clauses it is about; records: statement, title and columns of the
    evidence that these clauses judge, counted by month; empty: what to do when there is none; note: how they are
    counted.
    """

    title: Text
    clauses: str
    records: str
    records_title: Text
    columns: tuple[Column, ...]
    empty: Text
    note: Text = ""


MONTH = Column("period_from", lazy("月份"), "month")
METER = Subject(
    lazy("抄表指标"),
    "c.subject IN ('meter_readings', 'meters') OR c.topic = 'meter_reading'",
    "records_meter",
    lazy("抄表记录（未经判定的原始数量）"),
    (
        MONTH,
        Column("n", lazy("抄表记录"), "number"),
        Column("read_rate", lazy("有读数"), "share", of=("n_read", "n")),
        Column("n_without", lazy("没有日期或读数"), "number"),
        Column("n_estimated", lazy("估抄"), "number"),
        Column("n_anomalies", lazy("用量异常"), "number"),
        Column("n_checked", lazy("已复核"), "number"),
    ),
    lazy("您的范围内没有抄表记录。请确认抄表记录已交付。"),
)
HOTLINE = Subject(
    lazy("热线指标"),
    "c.subject = 'hotline_calls' OR c.topic IN ('hotline_rings', 'line_attendance', 'line_answer')"
    " OR (contains(c.clause_id, '.hotline.') AND c.topic IS DISTINCT FROM 'every_matter_closed')",
    "records_hotline",
    lazy("来电记录（未经判定的原始数量）"),
    (
        MONTH,
        Column("line", lazy("线路"), "code", codes="hotline_calls.line"),
        Column("n", lazy("来电"), "number"),
        Column("answered_rate", lazy("接通"), "share", of=("n_answered", "n")),
        Column("rings", lazy("平均振铃次数"), "measure", places=2),
        Column("most_rings", lazy("最多振铃次数"), "number"),
        Column("n_tickets", lazy("立单"), "number"),
    ),
    lazy("您的范围内没有来电记录。请确认热线来电已交付。"),
)
CALLBACKS = Subject(
    lazy("回访指标"),
    "c.subject = 'callbacks' OR c.topic IN ('callback', 'complainant_callback') OR "
    + FACTS.format("starts_with(f.fact, 'callbacks.') OR contains(f.fact, 'called_back')"),
    "records_callbacks",
    lazy("回访记录（未经判定的原始数量）"),
    (
        MONTH,
        Column(
            "called_rate", lazy("回访率（已回访 / 办结工单）"), "share", of=("n_called", "n_closed")
        ),
        Column("n_done", lazy("本月回访次数"), "number"),
        Column("n_missed", lazy("没有打通或没有时间"), "number"),
        Column("satisfied_rate", lazy("满意（4 分以上）"), "share", of=("n_satisfied", "n_rated")),
        Column("n_problems", lazy("发现问题"), "number"),
        Column("n_reopened", lazy("重办"), "number"),
    ),
    lazy("您的范围内没有回访记录。请确认回访记录已交付。"),
    lazy("回访率以这个月办结的工单为分母（不含已撤销的），无论哪天回访；次数按回访日期计入月份。"),
)
CLOSURES = Subject(
    lazy("办结指标"),
    "c.topic IN ('every_matter_closed', 'customer_sign_off', 'form_return', 'case_feedback', 'complaint_reply')"
    " OR (c.subject = 'tickets' AND "
    + FACTS.format(
        "f.role = 'end' AND f.fact IN ('closed', 'replied', 'archived', 'form_returned', 'result_recorded',"
        " 'return_confirmed', 'customer_signed')"
    )
    + ")",
    "records_closures",
    lazy("按受理月份的工单（未经判定的原始数量）"),
    (
        MONTH,
        Column("ticket_type", lazy("工单类型"), "code", codes="tickets.ticket_type", link=lambda row: links.tickets(month=row["period_from"], type=row["ticket_type"])),
        Column("n", lazy("受理"), "number"),
        Column("closed_rate", lazy("已办结"), "share", of=("n_closed", "n")),
        Column("n_open", lazy("未办结"), "number"),
        Column("n_reopened", lazy("重新打开"), "number"),
        Column("n_signed", lazy("用户签字"), "number"),
    ),
    lazy("您的范围内没有工单。请确认工单已交付。"),
    lazy("用户签字取自工单事件；显示“–”的类型从来没有交来签字，不等于没有人签字。"),
)  # fmt: skip


def meter(request: HttpRequest) -> HttpResponseBase:
    """Meter reading."""
    return _page(request, METER)


def hotline(request: HttpRequest) -> HttpResponseBase:
    """The hotline."""
    return _page(request, HOTLINE)


def callbacks(request: HttpRequest) -> HttpResponseBase:
    """Callbacks."""
    return _page(request, CALLBACKS)


def closures(request: HttpRequest) -> HttpResponseBase:
    """Answers and closures of tickets."""
    return _page(request, CLOSURES)


def _page(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    facts = facts_of(request)
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    rows = (
        facts.ask(
            "clauses",
            wanted=["c.is_governing", f"({subject.clauses})"],
            month=month,
            department=dept,
        )
        if month
        else []
    )
    rows = in_words(facts, rows, dept)
    chosen = _chosen(request, rows)
    trend = facts.ask("clause_trend", clause=chosen["clause_id"], department=dept) if chosen else []
    controlled = of_clause(facts, chosen, trend, month, dept) if chosen else []
    return respond(
        request,
        "service",
        title=subject.title,
        tables=[
            rates(rows, month, dept),
            *(_of_clause(facts, chosen, trend, month, dept) if chosen and month else []),
            Table(
                "records",
                subject.records_title,
                subject.columns,
                facts.ask(subject.records, department=dept),
                empty=subject.empty if facts.scope.is_whole else lazy("您的范围内没有这类记录。"),
                note=subject.note,
            ),
            *(one.table for one in controlled if one.table),
        ],
        month=month,
        months=facts.months(),
        dept=dept,
        departments=facts.departments(),
        picked=rows,
        clause=chosen,
        chart=rate_chart.rate(trend, shown.language(), facts.is_over) if len(trend) > 1 else None,
        controlled=controlled,
    )


def _chosen(request: HttpRequest, rows: list[Row]) -> Row | None:
    """The clause asked for; else the one with most breaches this month; else the one with most records."""
    asked = request.GET.get("clause", "")
    found = next((row for row in rows if row["clause_id"] == asked), None)
    if found or not rows:
        return found

    def weight(row: Row) -> tuple[int, int]:
        judged = row["denominator"] or 0
        return (judged - (row["numerator"] or 0), judged)

    return max(rows, key=weight)


def rates(
    rows: list[Row], month: date | None, dept: str | None, pick: Callable[[Row], str] | None = None
) -> Table:
    """Every clause of a subject in a month, with all that is left out of its rate."""

    def behind(verdict: str) -> Any:
        return lambda row: links.behind(row, dept=dept, month=month, verdict=verdict)

    return Table(
        "rates",
        lazy("合格率"),
        [
            Column("title", lazy("条款"), "words", link=pick or (lambda row: links.clause(row["clause_id"], month, dept)), is_wide=True),
            Column("verdict", lazy("判定"), "verdict"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: links.behind(row, dept=dept, month=month)),
            Column("target_text", lazy("目标"), "text"),
            *_completeness(rows),
            Column("n_excused", lazy("免责"), "number", link=behind("excused")),
            Column("n_pending", lazy("待定"), "number", link=behind("pending")),
            Column("n_not_assessed", lazy("未评估"), "number", link=behind("not_assessed")),
            Column("reason_text", lazy("原因"), "text", is_wide=True),
        ],
        rows,
        empty=lazy("您的范围内这个月没有这类条款的结果。"),
        note=_note(rows),
        marks=lambda row: "information" if row["verdict"] is None else "",
        legend=marks.NOTHING_TO_JUDGE,
    )  # fmt: skip


def _completeness(rows: list[Row]) -> list[Column]:
    """How much of what should have come is usable, where any clause says how much should."""
    if not any(row["completeness_rate"] is not None for row in rows):
        return []
    return [Column("completeness_rate", lazy("完整率"), "share", of=("n_usable", "n_due"))]


def _note(rows: list[Row]) -> str:
    """What the target and a missing verdict mean, where the rows show them."""
    said = str(EVERY_CASE) if any(row["kind"] != "rate_threshold" for row in rows) else ""
    return said + (
        str(NO_RESULT)
        if any(row["verdict"] is None and not row["is_elsewhere"] for row in rows)
        else ""
    )


def _of_clause(
    facts: Facts, clause: Row, trend: list[Row], month: date, dept: str | None
) -> list[Table]:
    return [
        trend_table(list(reversed(trend)), clause, dept),
        department_table(
            facts.ask("clause_departments", clause=clause["clause_id"], month=month), clause, month
        ),
        worst(facts, clause, month, dept),
    ]
