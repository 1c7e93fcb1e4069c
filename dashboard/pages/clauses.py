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
from dashboard.pages import links, shown
from dashboard.pages.control import of_clause
from dashboard.pages.respond import chosen_department, chosen_month, respond
from dashboard.pages.table import Column, Table

VERDICTS = ("breach", "compliant", "pending", "excused", "not_assessed", "not_applicable")


def clauses(request: HttpRequest) -> HttpResponseBase:
    """Every clause of the profile, as it was kept in a month."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    asked = {key: request.GET.get(key, "") for key in ("regulation", "verdict", "q", "which")}
    wanted, values = _filters(asked)
    rows = (
        facts.ask("clauses", wanted=wanted, month=month, department=dept, **values) if month else []
    )
    tally = {one: sum(row["verdict"] == one for row in rows) for one in VERDICTS}
    return respond(
        request,
        "clauses",
        title=lazy("条款执行"),
        tables=[_clauses(rows, month, dept)],
        month=month,
        months=facts.months(),
        dept=dept,
        departments=facts.departments(),
        regulations=facts.regulations(),
        verdicts=VERDICTS,
        asked=asked,
        tally=[(one, n) for one, n in tally.items() if n],
        n_unset=sum(bool(row["is_unset"]) for row in rows),
    )


def _filters(asked: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
    wanted: list[str] = []
    values: dict[str, Any] = {}
    if asked["which"] not in ("all", "governing"):
        wanted.append("i.clause_id IS NOT NULL")
    if asked["which"] != "all":
        wanted.append("c.is_governing")
    if asked["regulation"]:
        wanted.append("c.regulation = $regulation")
        values["regulation"] = asked["regulation"]
    if asked["verdict"] in VERDICTS:
        wanted.append("i.verdict = $verdict")
        values["verdict"] = asked["verdict"]
    if asked["q"]:
        wanted.append(
            "contains(lower(concat_ws(' ', c.clause_id, c.title_zh, c.title_en, c.locator, c.topic)), lower($q))"
        )
        values["q"] = asked["q"]
    return wanted, values


def _clauses(rows: list[Row], month: date | None, dept: str | None) -> Table:
    def behind(verdict: str) -> Any:
        return lambda row: links.behind(row, dept=dept, month=month, verdict=verdict)

    return Table(
        "clauses",
        lazy("条款执行"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], month, dept), is_wide=True),
            Column("locator", lazy("条文"), "data"),
            Column("verdict", lazy("判定"), "verdict"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: links.behind(row, dept=dept, month=month)),
            Column("target_rate", lazy("目标"), "percent"),
            Column("n_excused", lazy("免责"), "number", link=behind("excused")),
            Column("n_pending", lazy("待定"), "number", link=behind("pending")),
            Column("n_not_assessed", lazy("未评估"), "number", link=behind("not_assessed")),
            Column("reason", lazy("原因"), "code", codes="reasons"),
        ],
        rows,
        empty=lazy("没有符合条件的条款。请放宽筛选条件。"),
        is_titled=False,
        group=lambda row: row[f"regulation_title_{shown.language()}"] or row["regulation"],
        marks=lambda row: "information" if not row["is_governing"] else "",
    )  # fmt: skip


def clause(request: HttpRequest, clause: str) -> HttpResponseBase:
    """One clause: what it asks, how it was kept, by whom not."""
    facts = facts_of(request)
    versions = facts.ask("clause_versions", clause=clause)
    if not versions:
        raise Http404
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    trend = facts.ask("clause_trend", clause=clause, department=dept)
    now = next((row for row in trend if row["period_from"] == month), None)
    version = versions[0]
    lang = shown.language()
    controlled = of_clause(facts, version, trend, month, dept)
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
                facts.ask("named_rates", clause=clause, month=month, department=dept)
                if month and version["rate_family"]
                else []
            ),
            _parts(facts.ask("clause_parts", version=version["version_id"])),
            _consequences(facts.ask("clause_consequences", clause=clause)),
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
        sql=_derivation(version, month, dept),
        all_of_it=links.behind(version, dept=dept, month=month),
        chart=rate_chart.rate(trend, lang, facts.is_over) if len(trend) > 1 else None,
    )


def _rate_columns(clause: Row, reach: Callable[[Row], dict[str, Any]]) -> list[Column]:
    """A rate and all that is left out of it, each linked to its rows. reach: department and month of a row."""

    def behind(verdict: str = "") -> Callable[[Row], str]:
        return lambda row: links.behind(clause, **reach(row), verdict=verdict)

    return [
        Column("rate", lazy("合格率"), "rate", link=behind()),
        Column("target_rate", lazy("目标"), "percent"),
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
        empty=lazy("这个月没有部门应答这条条款。"),
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
            Column("source", lazy("出处"), "data"),
        ],
        rows,
        empty=lazy("文本没有规定金额后果。"),
    )


def definition_table(rows: list[Row]) -> Table:
    """What each named definition makes of a rate."""
    return Table(
        "definitions",
        lazy("不同定义下的合格率"),
        [
            Column("title", lazy("定义"), "words"),
            Column("is_governing", lazy("本方案采用"), "yes"),
            Column("rate", lazy("合格率"), "rate"),
            Column("reason", lazy("无法计算的原因"), "code", codes="reasons"),
            Column("formula", lazy("公式"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("这个月没有可以计算的合格率。"),
        marks=lambda row: "own" if row["is_governing"] else "",
    )


def _derivation(clause: Row, month: date | None, dept: str | None) -> str:
    """A query over the published file that gives the counts again: whoever opens the file can run it."""
    is_rate = clause["kind"] == "rate_threshold"
    counted = clause["rate_clause_id"] if is_rate else clause["clause_id"]
    word, source = ("verdict", "audit.observation") if counted else ("outcome", "audit.item")
    lines = [
        "SELECT",
        f"  count(*) FILTER ({word} = 'compliant') AS numerator,",
        f"  count(*) FILTER ({word} IN ('compliant', 'breach')) AS denominator,",
        f"  count(*) FILTER ({word} = 'excused') AS n_excused,",
        f"  count(*) FILTER ({word} = 'not_assessed') AS n_not_assessed",
        f"FROM {source}",
        f"WHERE clause_id = '{counted}'"
        if counted
        else "WHERE version_id IN (SELECT version_id FROM rulebook.clause"
        f" WHERE clause_id = '{clause['clause_id']}')",
    ]
    if month:
        lines.append(f"  AND period_from = DATE '{month:%Y-%m-%d}'")
    if dept:
        lines.append("  AND department_id = '{}'".format(dept.replace("'", "''")))
    return "\n".join(lines) + ";"
