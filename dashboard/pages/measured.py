"""The tables of the pages on water quality and pressure.

Belongs here: their columns. Does not belong here: asking for their rows (`dashboard/pages/indicators.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Row
from dashboard.pages import links, marks, shown
from dashboard.pages.table import Column, Table, places_of

SHOWN_POINTS = 50
SHOWN_STEPS = 112
"""Rows beneath the duration curves: four points of 28 steps; the exports hold all that are drawn."""


def _here(month: date | None, fragment: str, **query: Any) -> str:
    """The same page with another choice, at one of its tables."""
    given = {"month": shown.month(month), **query} if month else query
    return f"?{urlencode(given)}#{fragment}"


def points(rows: Sequence[Row], month: date | None) -> Table:
    """Points of measurement of pressure."""
    places = places_of(rows, "lowest", "low_5", "middle", "limit_value")
    return Table(
        "points",
        lazy("测压点（最差的在前）"),
        [
            Column("point_id", lazy("测压点"), "text", link=lambda row: _here(month, "values", point=row["point_id"])),
            Column("name", lazy("名称"), "data"),
            Column("point_type", lazy("类型"), "code", codes="pressure_points.point_type"),
            Column("district", lazy("片区"), "data"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: links.observations(
                clause=row["clause_id"], month=month, point=row["point_id"], sort="measured")),
            Column("completeness_rate", lazy("完整率"), "share", of=("n_usable", "n_expected")),
            Column("lowest", lazy("最低（MPa）"), "measure", places=places),
            Column("low_5", lazy("5% 分位（MPa）"), "measure", places=places),
            Column("middle", lazy("中位数（MPa）"), "measure", places=places),
            Column("limit_value", lazy("限值（MPa）"), "measure", places=places),
            Column("n_excused", lazy("免责"), "number", link=lambda row: links.observations(
                clause=row["clause_id"], month=month, point=row["point_id"], verdict="excused")),
        ],
        rows,
        empty=lazy("您的范围内这个月没有压力读数。请确认压力读数和测压点已交付。"),
        note=lazy("完整率等于可用的读数（含免责的）除以按测点的采集间隔应有的读数；没有间隔的测点除以收到的读数。"),
        most=SHOWN_POINTS,
    )  # fmt: skip


def curves(rows: Sequence[Row], most: int) -> Table:
    """What duration curves are drawn from. most: how many points are drawn, where there are more."""
    return Table(
        "curves",
        lazy("压力历时曲线（数据）"),
        [
            Column("point_id", lazy("测压点"), "text"),
            Column("share", lazy("时间占比（%）"), "measure", places=1),
            Column(
                "pressure_mpa",
                lazy("压力不高于（MPa）"),
                "measure",
                places=places_of(rows, "pressure_mpa"),
            ),
        ],
        rows,
        empty=lazy("没有可以画出的读数。"),
        note=_("只画最差的 %(n)s 个测压点。") % {"n": most} if most else "",
        most=SHOWN_STEPS,
        is_grid=True,
    )


def composite(rows: Sequence[Row]) -> Table:
    """The items of the composite rate."""
    return Table(
        "composite",
        lazy("综合合格率的组成"),
        [
            Column("set_text", lazy("部分"), "text"),
            Column("name", lazy("项目"), "words", is_wide=True),
            Column("rate", lazy("合格率"), "rate"),
            Column("state_text", lazy("状态"), "text"),
        ],
        [
            {
                **row,
                "set_text": str(lazy("管网水七项") if row["set_name"] == "network" else lazy("出厂水其余项目")),
                "state_text": str(lazy("已检测") if row["denominator"] else lazy("未检测")),
            }
            for row in rows
        ],
        empty=lazy("您的范围内这个月没有计入综合合格率的结果。"),
        note=lazy("综合合格率等于管网水七项各自合格率与出厂水其余项目合格率的平均；有项目未检测时不能计算。"),
        marks=lambda row: "" if row["denominator"] else "information",
        legend=marks.NOTHING_TO_JUDGE,
    )  # fmt: skip


def parameters(rows: Sequence[Row], month: date | None, *, is_kept: bool) -> Table:
    """Parameters of water by kind of point: those that passed throughout, or the others."""
    shown_rows = [row for row in rows if is_kept == (row["rate"] == 1 and not row["n_undecided"])]
    return Table(
        "passed" if is_kept else "parameters",
        lazy("全部合格的项目") if is_kept else lazy("各项目（最差的在前）"),
        [
            Column("name", lazy("项目"), "words", link=lambda row: _here(month, "results", parameter=row["parameter"])),
            Column("point_type", lazy("采样点类型"), "code", codes="water_quality_samples.point_type"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: _here(month, "results", parameter=row["parameter"])),
            Column("completeness_rate", lazy("可判定"), "share", of=("denominator", "n_results")),
            Column("n_censored", lazy("低于检出限"), "number"),
            Column("n_undecided", lazy("无法判定或无限值"), "number"),
        ],
        shown_rows,
        empty=lazy("这个月检测的项目全部合格，见下面的清单。") if rows else lazy("您的范围内这个月没有水质检测结果。请确认水质检测表已交付。"),
        note=lazy("未检出和“<”值按报告原样比较限值，不折算成数值。这里不列原水样品，但计入全部出厂水、管网水和用户龙头水样品；上面的合格率只计计划样品，所以合计可能不同。"),
    )  # fmt: skip


def sampling(rows: Sequence[Row], month: date | None) -> Table:
    """Points of sampling."""
    return Table(
        "sampling",
        lazy("采样点（最差的在前）"),
        [
            Column("point_id", lazy("采样点"), "text", link=lambda row: _here(month, "results", point=row["point_id"])),
            Column("point_type", lazy("采样点类型"), "code", codes="water_quality_samples.point_type"),
            Column("place", lazy("位置"), "data"),
            Column("n_samples", lazy("样品"), "number"),
            Column("rate", lazy("合格率"), "rate", link=lambda row: _here(month, "results", point=row["point_id"])),
            Column("n_failed", lazy("不合格项次"), "number"),
            Column("completeness_rate", lazy("可判定"), "share", of=("denominator", "n_results")),
        ],
        rows,
        empty=lazy("您的范围内这个月没有水质检测结果。请确认水质检测表已交付。"),
        note=lazy("不列原水采样点：原水不供给用户，不计入合格率。"),
        most=SHOWN_POINTS,
    )  # fmt: skip


def results(rows: Sequence[Row], asked: dict[str, str], most: int) -> Table:
    """Single results, in the words of the laboratory: what a "<" or a word says needs no column on the page."""
    return Table(
        "results",
        lazy("检测结果") if any(asked.values()) else lazy("不合格或无法判定的结果"),
        [
            Column("sampled_at", lazy("采样时间"), "moment"),
            Column("point_id", lazy("采样点"), "text"),
            Column("name", lazy("项目"), "words"),
            Column("reported", lazy("报告结果"), "data"),
            Column("unit", lazy("单位"), "data"),
            Column("qualifier", lazy("结果性质"), "code", codes="water_quality_samples.qualifier", only="file"),
            Column("limit", lazy("限值"), "limits"),
            Column("result_state", lazy("与限值比较"), "code", codes="result_states"),
            Column("sample_id", lazy("样品"), "text", link=lambda row: links.item(row) if row["clause_id"] else ""),
            Column("source_file", lazy("来源文件"), "data"),
            Column("source_row", lazy("来源行"), "number"),
        ],
        [{**row, "reported": reported(row["result_text"])} for row in rows],
        empty=lazy("没有不合格或无法判定的结果。点一个项目或采样点，可以看它的全部结果。"),
        note=lazy("只显示最近的 100 个；点项目或采样点可以缩小范围。") if len(rows) == most else "",
        marks=lambda row: "bad" if row["result_state"] == "fail" else "",
        legend=marks.FAILED,
    )  # fmt: skip


def reported(text: str | None) -> str:
    """A result as reported; what lies below a detection limit is written alike however it was typed."""
    if text and text[0] in "<＜":
        return f"< {text[1:].strip()}"
    return text or shown.NONE
