"""Clauses: how each is kept, and one clause with its text, trend, departments and SQL.

Belongs here: what these pages ask and lay out. Does not belong here: SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.charts import rate as rate_chart
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import links, marks, shown
from dashboard.pages.asked import EVERY_CASE, in_words
from dashboard.pages.control import of_clause
from dashboard.pages.definitions import definition_table
from dashboard.pages.derivation import derivation
from dashboard.pages.respond import chosen_department, chosen_month, respond
from dashboard.pages.sources import cited
from dashboard.pages.table import Column, Table

EXACTLY = {
    "reason": "coalesce(i.reason, 'unknown') = $reason",
    "subject": "c.subject = $subject",
    "kind": "c.kind = $kind",
}
"""Filters that counts on other pages link with; there is no field for them, only a mark that takes them off."""
FILTERS = ("regulation", "topic", "verdict", "q", "which", "by")
PICKED: dict[str, Callable[[Row], bool]] = {
    "": lambda row: row["verdict"] is not None,
    "none": lambda row: row["verdict"] is None,
    "unset": lambda row: bool(row["is_unset"]),
    "governing": lambda _row: True,
    "all": lambda _row: True,
}
"""What the list holds: clauses with a result, those without, those that lack their parameter, or all."""
VERDICTS = ("breach", "compliant", "pending", "excused", "not_assessed", "not_applicable")


def clauses(request: HttpRequest) -> HttpResponseBase:
    """Every clause of the profile, as it was kept in a month."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    asked = {key: request.GET.get(key, "") for key in (*FILTERS, *EXACTLY)}
    wanted, values = _filters(asked)
    fitting = (
        facts.ask("clauses", wanted=wanted, month=month, department=dept, **values) if month else []
    )
    picked = [row for row in fitting if PICKED.get(asked["which"], PICKED[""])(row)]
    rows = [row for row in picked if asked["verdict"] in ("", row["verdict"])]
    tally = {one: sum(row["verdict"] == one for row in picked) for one in VERDICTS}
    return respond(
        request,
        "clauses",
        title=lazy("条款执行"),
        tables=[_clauses(in_words(facts, rows, dept), month, dept, by=asked["by"])],
        month=month,
        months=facts.months(),
        dept=dept,
        departments=facts.departments(),
        regulations=facts.regulations(),
        topics=facts.ask("topics"),
        verdicts=VERDICTS,
        asked=asked,
        target_note=EVERY_CASE,
        tally=[(one, n) for one, n in tally.items() if n],
        n_none=sum(row["verdict"] is None for row in fitting if row["is_governing"]),
        n_unset=sum(bool(row["is_unset"]) for row in fitting if row["is_governing"]),
    )


def _filters(asked: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
    """Conditions on clauses; which of them have a result is asked of their rows, so that others can be counted."""
    wanted: list[str] = []
    values: dict[str, Any] = {}
    if asked["which"] != "all":
        wanted.append("c.is_governing")
    for key in ("regulation", "topic"):
        if asked[key]:
            wanted.append(f"c.{key} = ${key}")
            values[key] = asked[key]
    for key, condition in EXACTLY.items():
        if asked[key]:
            wanted.append(condition)
            values[key] = asked[key]
    if asked["q"]:
        wanted.append(
            "contains(lower(concat_ws(' ', c.clause_id, c.title_zh, c.title_en, c.locator, c.topic)), lower($q))"
        )
        values["q"] = asked["q"]
    return wanted, values


def _clauses(rows: list[Row], month: date | None, dept: str | None, by: str) -> Table:
    def behind(verdict: str) -> Any:
        return lambda row: links.behind(row, dept=dept, month=month, verdict=verdict)

    lang = shown.language()
    if by == "topic":
        rows = sorted(rows, key=lambda row: (row["topic"] is None, row["topic_zh"] or row["topic"] or ""))  # fmt: skip

    def topic(row: Row) -> str:
        return str(row[f"topic_{lang}"] or row["topic"] or lazy("其他（没有分主题）"))

    def regulation(row: Row) -> str:
        return str(row[f"regulation_title_{lang}"] or row["regulation"])

    return Table(
        "clauses",
        lazy("条款执行"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], month, dept), is_wide=True),
            Column("locator", lazy("条文"), "data"),
            Column("limit_text", lazy("限值"), "text"),
            Column("verdict", lazy("判定"), "verdict"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: links.behind(row, dept=dept, month=month)),
            Column("target_text", lazy("目标"), "text"),
            Column("n_excused", lazy("免责"), "number", link=behind("excused")),
            Column("n_pending", lazy("待定"), "number", link=behind("pending")),
            Column("n_not_assessed", lazy("未评估"), "number", link=behind("not_assessed")),
            Column("reason_text", lazy("原因"), "text", is_wide=True),
        ],
        rows,
        empty=lazy("没有符合条件的条款。请放宽筛选条件。"),
        is_titled=False,
        group=topic if by == "topic" else regulation,
        marks=lambda row: "information" if not row["is_governing"] else "",
        legend=marks.INFORMATION,
        tags=marks.INFORMATION_TAG,
    )  # fmt: skip


def clause(request: HttpRequest, clause: str) -> HttpResponseBase:
    """One clause: what it asks, how it was kept, by whom not."""
    facts = facts_of(request)
    versions = cited(
        facts, facts.ask("clause_versions", clause=clause), "summary", "uncertain", "mended"
    )
    if not versions:
        raise Http404
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    trend = facts.ask("clause_trend", clause=clause, department=dept)
    now = next((row for row in trend if row["period_from"] == month), None)
    version = versions[0]
    lang = shown.language()
    controlled = of_clause(facts, version, trend, month, dept)
    own = ["c.clause_id = $clause"]
    rows = facts.ask("clauses", wanted=own, month=month, department=dept, clause=clause)
    found = in_words(facts, rows, dept) if month else []
    return respond(
        request,
        "clause",
        title=version[f"title_{lang}"] or version["title_zh"],
        tables=[
            trend_table(list(reversed(trend)), version, dept),
            department_table(
                facts.ask("clause_departments", clause=clause, month=month) if month else [],
                version,
                month,
            ),
            definition_table(
                facts,
                facts.ask("named_rates", clause=clause, month=month, department=dept)
                if month and version["rate_family"]
                else [],
            ),
            _parts(facts.ask("clause_parts", version=version["version_id"])),
            _consequences(cited(facts, facts.ask("clause_consequences", clause=clause), "source")),
            *(one.table for one in controlled if one.table),
        ],
        controlled=controlled,
        clause=version,
        versions=versions,
        excuses=facts.ask("clause_excuses", version=version["version_id"]),
        month=month,
        months=facts.months(),
        dept=dept,
        departments=facts.departments(),
        now=now,
        asked=found[0] if found else None,
        sql=derivation(version, now, month, dept),
        all_of_it=links.behind(version, dept=dept, month=month),
        chart=rate_chart.rate(trend, lang, facts.is_over) if len(trend) > 1 else None,
    )


def _rate_columns(clause: Row, reach: Callable[[Row], dict[str, Any]]) -> list[Column]:
    """A rate and all that is left out of it, each linked to its rows. reach: department and month of a row."""

    def behind(verdict: str = "") -> Callable[[Row], str]:
        return lambda row: links.behind(clause, **reach(row), verdict=verdict)

    return [
        Column("rate", lazy("合格率"), "rate", link=behind()),
        *(
            [Column("target_rate", lazy("目标"), "percent")]
            if clause["kind"] == "rate_threshold"
            else []
        ),
        Column("n_excused", lazy("免责"), "number", link=behind("excused")),
        Column("n_pending", lazy("待定"), "number", link=behind("pending")),
        Column("n_not_assessed", lazy("未评估"), "number", link=behind("not_assessed")),
        Column("verdict", lazy("判定"), "verdict"),
        Column("reason", lazy("原因"), "code", codes="reasons"),
        Column("is_provisional", lazy("暂定"), "yes"),
    ]


def trend_table(rows: list[Row], clause: Row, dept: str | None) -> Table:
    """How a clause was kept, month by month."""

    def reach(row: Row) -> dict[str, Any]:
        return {"dept": dept, "month": row["period_from"]}

    return Table(
        "trend",
        lazy("逐月执行情况"),
        [
            Column("period_from", lazy("月份"), "month", link=lambda row: links.behind(clause, **reach(row))),
            *_rate_columns(clause, reach),
        ],
        rows,
        empty=lazy("这条条款还没有结果。"),
    )  # fmt: skip


def department_table(rows: list[Row], clause: Row, month: date | None) -> Table:
    """How each department kept a clause in a month."""

    def reach(row: Row) -> dict[str, Any]:
        return {"dept": row["department_id"], "month": month}

    return Table(
        "by_department",
        lazy("各部门执行情况"),
        [
            Column("department_id", lazy("部门"), "department", link=lambda row: links.behind(clause, **reach(row))),
            *_rate_columns(clause, reach),
        ],
        rows,
        empty=lazy("这个月没有部门适用本条。"),
    )  # fmt: skip


def _parts(rows: list[Row]) -> Table:
    return Table(
        "parts",
        lazy("怎样判定"),
        [
            Column("part", lazy("用途"), "code", codes="clause_parts"),
            Column("fact", lazy("事实"), "text"),
            Column("test", lazy("检验方式"), "text"),
            Column("is_negated", lazy("取反"), "yes"),
            Column("expected", lazy("值或档别"), "text"),
        ],
        rows,
        empty=lazy("这条条款对全部记录适用。"),
    )


def _consequences(rows: list[Row]) -> Table:
    return Table(
        "consequences",
        lazy("违反的后果"),
        [
            Column("ledger_id", lazy("台账"), "text"),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("amount_cny", lazy("定额（元）"), "yuan"),
            Column("percent", lazy("百分比"), "measure"),
            Column("percent_of", lazy("百分比基数"), "text"),
            Column("multiple_low", lazy("倍数下限"), "measure"),
            Column("multiple_high", lazy("倍数上限"), "measure"),
            Column("per", lazy("计算单位"), "code", codes="pers"),
            Column("source", lazy("出处"), "words"),
        ],
        rows,
        empty=lazy("文本没有规定金额后果。"),
    )
