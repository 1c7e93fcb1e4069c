"""Indicators of water quality and pressure: their rates, what they are made of, and where they fail.

Belongs here: what these pages ask and lay out. Does not belong here: SQL, drawing (`dashboard/charts`).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.charts import duration
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import links, shown
from dashboard.pages.respond import chosen_department, chosen_month, respond
from dashboard.pages.table import Column, Table

DRAWN = 24
"""Points whose duration curves are drawn, the worst ones: more lines cannot be told apart."""

SHOWN_POINTS = 50


def pressure(request: HttpRequest) -> HttpResponseBase:
    """Pressure: its rates, the points, duration curves."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    points = facts.ask("pressure_points", month=month) if month else []
    drawn = list(dict.fromkeys(row["point_id"] for row in points if row["denominator"]))[:DRAWN]
    curves = facts.ask("pressure_durations", month=month, points=drawn) if drawn else []
    limits = [float(row["limit_value"]) for row in points if row["limit_value"] is not None]
    worst = points[0]["point_id"] if points else ""
    return respond(
        request,
        "pressure",
        title=lazy("水压指标"),
        tables=[
            _clauses(_of(request, "c.subject = 'pressure_readings'"), month),
            _points(points, month),
            _curves(curves, is_part=len(drawn) == DRAWN),
        ],
        month=month,
        months=facts.months(),
        chart=duration.durations(curves, worst, limits, shown.language()),
    )


def water(request: HttpRequest) -> HttpResponseBase:
    """Water quality: its rates, and every parameter by kind of point."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    rows = facts.ask("quality_parameters", month=month) if month else []
    return respond(
        request,
        "water",
        title=lazy("水质指标"),
        tables=[
            _clauses(_of(request, "c.subject = 'water_quality_samples'"), month),
            _parameters(rows),
        ],
        month=month,
        months=facts.months(),
    )


def _of(request: HttpRequest, condition: str) -> list[Row]:
    facts = facts_of(request)
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    if month is None:
        return []
    wanted = ["c.is_governing", "i.clause_id IS NOT NULL", condition]
    return facts.ask("clauses", wanted=wanted, month=month, department=dept)


def _clauses(rows: list[Row], month: Any) -> Table:
    return Table(
        "rates",
        lazy("合格率"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], month), is_wide=True),
            Column("verdict", lazy("判定"), "verdict"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: links.behind(row, month=month)),
            Column("target_rate", lazy("目标"), "percent"),
            Column("n_excused", lazy("免责"), "number"),
            Column("n_not_assessed", lazy("未评估"), "number"),
            Column("reason", lazy("原因"), "code", codes="reasons"),
        ],
        rows,
        empty=lazy("您的范围内这个月没有这类条款的结果。"),
    )  # fmt: skip


def _points(rows: list[Row], month: Any) -> Table:
    return Table(
        "points",
        lazy("测压点（最差的在前）"),
        [
            Column("point_id", lazy("测压点"), "text", link=lambda row: links.observations(
                clause=row["clause_id"], month=month, record=f"{row['point_id']}-", sort="measured")),
            Column("name", lazy("名称"), "data"),
            Column("district", lazy("片区"), "data"),
            Column("rate", lazy("合格率"), "rate"),
            Column("completeness_rate", lazy("完整率"), "share", of=("denominator", "n_expected")),
            Column("lowest", lazy("最低（MPa）"), "measure"),
            Column("low_5", lazy("5% 分位"), "measure"),
            Column("middle", lazy("中位数"), "measure"),
            Column("limit_value", lazy("限值"), "measure"),
            Column("n_excused", lazy("免责"), "number"),
        ],
        rows,
        empty=lazy("您的范围内这个月没有压力读数。请确认压力读数和测压点已交付。"),
        most=SHOWN_POINTS,
    )  # fmt: skip


def _curves(rows: list[Row], *, is_part: bool) -> Table:
    return Table(
        "curves",
        lazy("压力历时曲线（数据）"),
        [
            Column("point_id", lazy("测压点"), "text"),
            Column("share", lazy("时间占比（%）"), "number"),
            Column("pressure_mpa", lazy("压力不高于（MPa）"), "measure"),
        ],
        rows,
        empty=lazy("没有可以画出的读数。"),
        note=_("只画最差的 %(n)s 个测压点。") % {"n": DRAWN} if is_part else "",
    )


def _parameters(rows: list[Row]) -> Table:
    return Table(
        "parameters",
        lazy("各项目（最差的在前）"),
        [
            Column("name", lazy("项目"), "words"),
            Column(
                "point_type", lazy("采样点类型"), "code", codes="water_quality_samples.point_type"
            ),
            Column("rate", lazy("合格率"), "rate"),
            Column("n_censored", lazy("低于检出限"), "number"),
            Column("n_undecided", lazy("无法判定或无限值"), "number"),
        ],
        rows,
        empty=lazy("您的范围内这个月没有水质检测结果。请确认水质检测表已交付。"),
        note=lazy("未检出和“<”值按报告原样比较限值，不折算成数值。"),
    )
