"""The scoring scheme: what is measured, how much it weighs, how it becomes points and yuan, and by whose word.

Belongs here: what this page asks and lays out. Does not belong here: how a department came to its points
(`dashboard/pages/departments.py`).
"""

from __future__ import annotations

from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import codes, links, shown
from dashboard.pages.respond import respond
from dashboard.pages.sources import cited
from dashboard.pages.table import Column, Table


def scheme(request: HttpRequest) -> HttpResponseBase:
    """One edition of the scheme; the newest unless another is asked for."""
    facts = facts_of(request)
    editions = cited(facts, facts.ask("scheme_editions"), "scheme_source", "source")
    asked = request.GET.get("edition", "")
    chosen = editions[0] if editions else None
    if asked:
        chosen = next((one for one in editions if str(one["edition_no"]) == asked), None)
        if chosen is None:
            raise Http404
    number = chosen["edition_no"] if chosen else None
    lang = shown.language()
    indicators = cited(
        facts, facts.ask("scheme_indicators", edition=number), "source", "money_source"
    )
    for row in indicators:
        row["curve_words"] = _curve(codes.name(facts, "curves", row["curve"], lang), row)
        row["gate"] = _gate(row)
        row["money"] = _money(row)
        row["reads"] = None if row["figure"] else row["reads"]
    return respond(
        request,
        "scheme",
        title=lazy("计分办法"),
        tables=[
            _indicators(indicators),
            _grades(cited(facts, facts.ask("scheme_grades", edition=number), "source")),
            _vetoes(cited(facts, facts.ask("scheme_vetoes", edition=number), "source")),
            _incidents(cited(facts, facts.ask("scheme_incidents", edition=number), "source")),
        ],
        editions=editions,
        chosen=chosen,
        total=sum((row["points"] for row in indicators if not row["is_shadow"]), Decimal(0)),
    )


def _curve(name: str, row: Row) -> str:
    """A curve with its numbers: the anchors, or the target and its steps."""
    told = [name]
    if row["anchors"]:
        pairs = (
            f"{_value(one['at'], row)} → {shown.percent(one['share'])}" for one in row["anchors"]
        )
        told.append(_("；").join(pairs))
    if row["target"] is not None:
        told.append(_("目标 %(target)s") % {"target": _value(row["target"], row)})
    if row["step"] is not None:
        told.append(_("每 %(step)s 一档") % {"step": _value(row["step"], row)})
    return _("，").join(told)


def _value(value: Decimal, row: Row) -> str:
    """A number on the scale of what the indicator reads: a rate as a percentage, a figure in its unit."""
    if row["figure"] is None:
        return shown.percent(value)
    unit = row["unit_zh"] if shown.language() == "zh" else row["unit"]
    return f"{shown.trimmed(value)} {unit or ''}".strip()


def _gate(row: Row) -> str:
    told = []
    if row["min_n"] is not None:
        told.append(_("至少 %(n)s 条记录") % {"n": shown.trimmed(row["min_n"])})
    if row["min_completeness"] is not None:
        told.append(_("完整率至少 %(share)s") % {"share": shown.percent(row["min_completeness"])})
    if told and row["below_gate"]:
        told.append(
            _("否则：%(what)s") % {"what": codes.name(None, "gates", row["below_gate"], "zh")}
        )
    return _("，").join(told) or shown.NONE  # fmt: skip


def _money(row: Row) -> str:
    if row["reward_rate"] is None and row["penalty_rate"] is None:
        return shown.NONE
    unit = (row["unit_zh"] if shown.language() == "zh" else row["unit"]) or ""
    told = []
    for key, text in (
        ("reward_rate", _("奖 %(cny)s / %(unit)s")),
        ("penalty_rate", _("罚 %(cny)s / %(unit)s")),
    ):
        if row[key] is not None:
            told.append(text % {"cny": shown.number(row[key], 2), "unit": unit})
    for key, text in (
        ("deadband_reward", _("奖励不计幅度 %(n)s")),
        ("deadband_penalty", _("罚款不计幅度 %(n)s")),
        ("cap_units", _("奖励最多 %(n)s 单位")),
        ("collar_units", _("罚款最多 %(n)s 单位")),
        ("cap_amount", _("奖励封顶 %(n)s")),
        ("collar_amount", _("罚款封顶 %(n)s")),
    ):
        if row[key] is not None:
            told.append(text % {"n": shown.trimmed(row[key])})
    return _("，").join(told)  # fmt: skip


def _indicators(rows: list[Row]) -> Table:
    return Table(
        "indicators",
        lazy("指标与分值"),
        [
            Column("title", lazy("指标"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("points", lazy("分值"), "points"),
            Column("is_shadow", lazy("只显示不计分"), "yes", if_any=True),
            Column("reads", lazy("读取"), "code", codes="reads"),
            Column("curve_words", lazy("得分曲线"), "text", is_wide=True),
            Column("gate", lazy("计分门槛"), "text", is_wide=True),
            Column("money", lazy("金额"), "text", is_wide=True),
            Column("source", lazy("分值出处"), "words"),
            Column("money_source", lazy("金额出处"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("这个办法没有指标：只计金额，不计分。"),
        group=lambda row: f"{row[f'group_{shown.language()}']} · {shown.trimmed(row['group_points'])}",
        note=lazy("没有被任何指标点名的条款归入“其他条款”，平分其分值。没有证据的指标不计分，分值按各组规定转移。"),
    )  # fmt: skip


def _grades(rows: list[Row]) -> Table:
    return Table(
        "grades",
        lazy("等级"),
        [
            Column("grade", lazy("等级"), "grade"),
            Column("at_least", lazy("不低于（分）"), "points"),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("source", lazy("出处"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("这个办法不评等级。"),
    )


def _vetoes(rows: list[Row]) -> Table:
    return Table(
        "vetoes",
        lazy("一票否决"),
        [
            Column("title", lazy("内容"), "words", is_wide=True),
            Column("level", lazy("范围"), "code", codes="veto_levels"),
            Column("clause_id", lazy("触发条款"), "text", link=lambda row: links.clause(row["clause_id"])),
            Column("at_least", lazy("每月违规不少于"), "number"),
            Column("best_grade", lazy("最高等级"), "grade"),
            Column("lifted_by", lazy("可否解除"), "code", codes="lifting"),
            Column("source", lazy("出处"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("这个办法没有一票否决项。"),
    )  # fmt: skip


def _incidents(rows: list[Row]) -> Table:
    return Table(
        "incidents",
        lazy("事件定额罚款"),
        [
            Column("title", lazy("内容"), "words", is_wide=True),
            Column("clause_id", lazy("触发条款"), "text", link=lambda row: links.clause(row["clause_id"])),
            Column("one_per", lazy("按"), "code", codes="ones"),
            Column("amount_cny", lazy("定额（元）"), "yuan"),
            Column("max_cny", lazy("每月每部门最多（元）"), "yuan"),
            Column("source", lazy("出处"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("这个办法没有事件定额罚款。"),
    )  # fmt: skip
