"""The rulebook of the audit: clauses and versions in force, parameters, and what a breach draws.

Belongs here: what these pages ask and lay out. Does not belong here: comparing versions
(`dashboard/pages/compare.py`), the scheme (`dashboard/pages/scheme.py`), how clauses were kept
(`dashboard/pages/clauses.py`).
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links, marks, shown
from dashboard.pages.respond import respond
from dashboard.pages.sources import cited
from dashboard.pages.table import Column, Table
from dashboard.pages.versions import limits


def chosen_day(request: HttpRequest, key: str, otherwise: date) -> date:
    """The day asked for; 404 where what is asked for is no day."""
    asked = request.GET.get(key, "")
    if not asked:
        return otherwise
    try:
        return date.fromisoformat(asked)
    except ValueError as error:
        raise Http404 from error


def parts_of(facts: Facts, **asked: Any) -> dict[int, list[Row]]:
    """Version -> its moments, conditions, classes and excuses."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in facts.ask("rulebook_parts", **asked):
        found[row["version_id"]].append(row)
    return found


def rulebook(request: HttpRequest) -> HttpResponseBase:
    """The clauses in force on a day, by regulation, and the parameters they ask the operator for."""
    facts = facts_of(request)
    lang = shown.language()
    day = chosen_day(request, "on", facts.as_of.date())
    asked = {key: request.GET.get(key, "") for key in ("regulation", "which", "q")}
    wanted = [
        "c.version_from IS NULL OR c.version_from <= $on",
        "c.version_until IS NULL OR $on < c.version_until",
    ]
    values: dict[str, Any] = {"on": day}
    if asked["which"] != "all":
        wanted.append("c.is_governing")
    if asked["which"] == "unset":
        wanted.append("p.name IS NOT NULL AND p.value IS NULL")
    if asked["regulation"]:
        wanted.append("c.regulation = $regulation")
        values["regulation"] = asked["regulation"]
    if asked["q"]:
        wanted.append(
            "contains(lower(concat_ws(' ', c.clause_id, c.title_zh, c.title_en, c.locator, c.topic)), lower($q))"
        )
        values["q"] = asked["q"]
    rows = facts.ask("rulebook_versions", wanted=wanted, **values)
    parts = parts_of(facts)
    for row in rows:
        row["limits"] = limits(facts, row, parts.get(row["version_id"], []), lang)
    parameters = facts.ask("rulebook_parameters")
    return respond(
        request,
        "rulebook",
        title=lazy("规则库"),
        tables=[
            _versions(rows, day),
            _parameters(parameters),
            _days(facts.ask("rulebook_days"), day),
        ],
        asked=asked,
        day=day,
        regulations=facts.ask("regulations"),
        n_unset=sum(one["is_unset"] for one in parameters),
    )


def _versions(rows: list[Row], day: date) -> Table:
    return Table(
        "versions",
        _("%(day)s 当日有效的条款") % {"day": shown.day(day)},
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("locator", lazy("条文"), "data"),
            Column("kind", lazy("类型"), "code", codes="kinds"),
            Column("limits", lazy("限值"), "text", is_wide=True),
            Column("strength", lazy("约束力"), "code", codes="strengths"),
            Column("is_governing", lazy("适用"), "yes"),
            Column("version_from", lazy("自"), "day"),
            Column("version_until", lazy("至（不含）"), "day"),
            Column("n_versions", lazy("版本数"), "number", link=lambda row: f"{reverse('compare')}?clause={row['clause_id']}"),
        ],
        rows,
        empty=lazy("没有符合条件的条款。请放宽筛选条件或换一个日期。"),
        group=lambda row: row[f"regulation_title_{shown.language()}"] or row["regulation"],
        marks=lambda row: "bad" if row["is_unset"] else "" if row["is_governing"] else "information",
        legend={**marks.UNSET, **marks.INFORMATION},
        tags=marks.INFORMATION_TAG,
        note=lazy("“自”为空表示数据开始之前就已有效，“至”为空表示仍然有效。"),
    )  # fmt: skip


def _parameters(rows: list[Row]) -> Table:
    return Table(
        "parameters",
        lazy("由经营者设定的参数"),
        [
            Column("name", lazy("参数"), "code", codes="parameters", is_wide=True),
            Column("code", lazy("名称（方案文件中）"), "text"),
            Column("value", lazy("值"), "measure"),
            Column("unit", lazy("单位"), "code", codes="units"),
            Column("is_unset", lazy("未设定"), "yes"),
            Column("title", lazy("用在（其中一条）"), "words", link=lambda row: links.clause(row["clause_id"])),
            Column("n_clauses", lazy("条款数"), "number"),
            Column("source", lazy("出处"), "data"),
        ],
        rows,
        empty=lazy("这个方案的条款不要求经营者设定参数。"),
        note=lazy("未设定的参数使其条款无法评估：请在方案文件的 parameters 一节写明数值和出处。"),
        marks=lambda row: "bad" if row["is_unset"] else "",
        legend=marks.UNSET,
    )  # fmt: skip


def _days(rows: list[Row], day: date) -> Table:
    def compared(row: Row) -> str:
        before = row["day"].toordinal() - 1
        return f"{reverse('compare')}?one={date.fromordinal(before)}&other={row['day']}"

    return Table(
        "days",
        lazy("规则改变的日子"),
        [
            Column("day", lazy("日期"), "day", link=compared),
            Column("what", lazy("内容"), "code", codes="edges"),
            Column("n", lazy("数量"), "number"),
            Column("names", lazy("编号"), "text", is_wide=True),
        ],
        rows,
        empty=lazy("这套规则没有在某一天开始或停止生效的内容。"),
        marks=lambda row: "own" if row["day"] == day else "",
        legend=marks.SHOWN_DAY,
    )


def consequences(request: HttpRequest) -> HttpResponseBase:
    """What a breach draws, clause by clause, and the lines of the ledger it is booked on."""
    facts = facts_of(request)
    return respond(
        request,
        "consequences",
        title=lazy("奖罚规定"),
        tables=[
            _consequences(cited(facts, facts.ask("rulebook_consequences"), "source")),
            _ledger(cited(facts, facts.ask("rulebook_ledger"), "source", "note", "undrawn")),
        ],
    )


AMOUNTS = [
    Column("per", lazy("计算单位"), "code", codes="pers"),
    Column("stated", lazy("金额（元）"), "text", only="page"),
    Column("amount_cny", lazy("定额（元）"), "yuan", only="file"),
    Column("range_low_cny", lazy("幅度起（元）"), "yuan", only="file"),
    Column("range_high_cny", lazy("幅度止（元）"), "yuan", only="file"),
    Column("percent", lazy("百分比"), "measure", only="file"),
    Column("multiple_low", lazy("倍数下限"), "measure", only="file"),
    Column("multiple_high", lazy("倍数上限"), "measure", only="file"),
    Column("is_open", lazy("文本未定金额"), "yes", only="file"),
]


def stated(row: Row) -> str:
    """The amount as the text states it: fixed, a span, a share or a multiple of something, or left open."""
    amount = [shown.number(row["amount_cny"], 2)] if row["amount_cny"] is not None else []
    ends = (row["range_low_cny"], row["range_high_cny"])
    span = "–".join(shown.number(one, 2) for one in ends if one is not None)
    percent = [f"{shown.trimmed(row['percent'])}%"] if row["percent"] is not None else []
    ends = (row["multiple_low"], row["multiple_high"])
    multiple = "–".join(dict.fromkeys(shown.trimmed(one) for one in ends if one is not None))
    said = [*amount, *filter(None, [span]), *percent]
    said += [_("%(n)s 倍") % {"n": multiple}] if multiple else []
    said += [_("文本未定")] if row["is_open"] else []
    return _("；").join(said) or shown.NONE


def _with_stated(rows: list[Row]) -> list[Row]:
    return [{**row, "stated": stated(row)} for row in rows]


def _consequences(rows: list[Row]) -> Table:
    return Table(
        "consequences",
        lazy("每条条款违反后的后果"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("is_governing", lazy("适用"), "yes"),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("ledger", lazy("台账项目"), "words", link=lambda _row: "#ledger"),
            *AMOUNTS,
            Column("source", lazy("出处"), "words"),
        ],
        _with_stated(rows),
        empty=lazy("这个方案的条款没有规定金额后果。"),
        marks=lambda row: "" if row["is_governing"] else "information",
        legend=marks.INFORMATION,
        tags=marks.INFORMATION_TAG,
    )  # fmt: skip


def _ledger(rows: list[Row]) -> Table:
    return Table(
        "ledger",
        lazy("台账项目"),
        [
            Column("ledger_id", lazy("编号"), "text"),
            Column("title", lazy("项目"), "words", is_wide=True),
            Column("direction", lazy("方向"), "code", codes="directions"),
            Column("payer_type", lazy("付款方"), "code", codes="account_types"),
            Column("payee_type", lazy("收款方"), "code", codes="parties"),
            *AMOUNTS,
            Column("undrawn", lazy("为何没有违规引出"), "words", is_wide=True),
            Column("source", lazy("出处"), "words"),
        ],
        _with_stated(rows),
        empty=lazy("没有台账项目。"),
        marks=lambda row: "information" if row[f"undrawn_{shown.language()}"] else "",
        legend=marks.NOT_DRAWN,
    )
