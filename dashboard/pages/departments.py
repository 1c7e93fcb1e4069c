"""Scorecards: the league of a month, and one department with every line of its points and yuan.

Belongs here: what these pages ask and lay out. Does not belong here: SQL.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.charts import points as points_chart
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import links, shown
from dashboard.pages.money import restatements, settlements
from dashboard.pages.respond import chosen_month, in_scope_or_404, respond
from dashboard.pages.table import Column, Source, Table, department_name

POINTS = (
    "base",
    "deduction",
    "bonus",
    "gate",
    "confidence",
    "floor",
    "veto",
    "adjustment",
    "restatement",
    "rounding",
)

SCORED = f"l.kind IN {POINTS}"
PAID = f"NOT {SCORED}"
MOST_LINES = 10_000
SHOWN_MONEY = 100
"""Entries of a month on the page of a department, the largest first; the ledger has pages for all of them."""


def departments(request: HttpRequest) -> HttpResponseBase:
    """The departments of a month: bands of rank by interval, then points."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    rows = facts.ask("league", month=month, names=facts.scope.names_others) if month else []
    return respond(
        request,
        "departments",
        title=lazy("部门成绩"),
        tables=[_league(rows, month, is_whole=facts.scope.is_whole)],
        month=month,
        months=facts.months(),
        n_hidden=sum(not row["is_own"] for row in rows),
        n_provisional=sum(bool(row["is_provisional"]) for row in rows),
        closing=facts.one("closed_month", month=month) if month else None,
    )


def _own(row: Row, month: date | None) -> str:
    return links.department(row["department_id"], month) if row["is_own"] else ""


def _league(rows: list[Row], month: date | None, *, is_whole: bool) -> Table:
    return Table(
        "league",
        lazy("部门成绩"),
        [
            Column("rank", lazy("名次范围"), "band"),
            Column("department_id", lazy("部门"), "department", link=lambda row: _own(row, month)),
            Column("points", lazy("得分"), "points"),
            Column("grade", lazy("等级"), "grade"),
            Column("change_month", lazy("比上月"), "change"),
            Column("change_year", lazy("比上年同月"), "change"),
            Column("coverage_rate", lazy("评价覆盖率"), "share", of=("n_clauses_assessed", "n_clauses")),
            Column("n_breaches", lazy("违规"), "number", link=lambda row: links.observations(
                dept=row["department_id"], month=month, verdict="breach") if row["is_own"] else ""),
            Column("breach_ratio", lazy("可比的违规 / 预期（95% 区间）"), "ratio"),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
            Column("state", lazy("状态"), "code", codes="month_states"),
        ],
        rows,
        empty=lazy("这个月没有部门成绩。请选择其他月份。"),
        marks=lambda row: "" if is_whole else "own" if row["is_own"] else "other",
        is_titled=False,
    )  # fmt: skip


def department(request: HttpRequest, department: str) -> HttpResponseBase:
    """One department: its month line by line, its months, its clauses."""
    facts = facts_of(request)
    in_scope_or_404(facts, department)
    month = chosen_month(request, facts)
    history = facts.ask("scorecards", department=department)
    asked: dict[str, Any] = {"department": department, "month": month}
    lines = facts.ask("lines", wanted=[SCORED], limit=MOST_LINES, offset=0, **asked)
    money = facts.ask("lines", wanted=[PAID], limit=SHOWN_MONEY, offset=0, **asked)
    league = facts.ask("league", month=month, names=False) if month else []
    place = next((row for row in league if row["department_id"] == department), None)
    compared = facts.ask("comparisons", department=department, month=month) if month else []
    card = next((row for row in history if row["period_from"] == month), None)
    lost = [row for row in lines if row["points"] != 0]
    kept = [row for row in lines if row["points"] == 0]
    found = facts.departments()
    return respond(
        request,
        "department",
        title=department_name(facts, department),
        tables=[
            _lines("points", lazy("得分怎样得来"), lost, month, department, lazy("这个月没有评分。没有可评估的证据，就没有得分。")),
            _lines("kept", lazy("未扣分的条款"), kept, month, department, lazy("没有未扣分的条款。")),
            _money(money, Source("lines", asked, (PAID,))),
            settlements(facts.ask("settlements", **asked)),
            _vetoes(facts.ask("vetoes", **asked)),
            _compared([row for row in compared if row["kind"] == "clause"], month, department),
            restatements(facts.ask("restatements", **asked)),
            _history(history, department),
        ],
        department=found[department],
        parent=found.get(found[department]["parent_id"] or ""),
        children=[row for row in found.values() if row["parent_id"] == department],
        month=month,
        months=facts.months(),
        card=card,
        place=place,
        overall=next((row for row in compared if row["kind"] != "clause"), None),
        scheme=facts.one("scheme_limits", month=month),
        closing=facts.one("closed_month", month=month) if month else None,
        appeals_link=links.appeals(dept=department, month=month),
        tiles=_tiles(card, place, month, department),
        total=sum((row["points"] for row in lost), start=0) if lost else None,
        chart=points_chart.points(history, shown.language()) if len(history) > 1 else None,
    )  # fmt: skip


def _tiles(
    card: Row | None, place: Row | None, month: date | None, dept: str
) -> list[dict[str, Any]]:
    if card is None:
        return []
    change = " · ".join(
        f"{title} {shown.signed(place[key])}"
        for key, title in (("change_month", _("比上月")), ("change_year", _("比上年同月")))
        if place and place[key] is not None
    )
    return [
        {
            "title": _("得分"),
            "value": shown.number(card["points"], 2),
            "note": change or _("没有可比的月份"),
            "grade": card["grade"],
            "state": "plain" if card["points"] is not None else "none",
        },
        {
            "title": _("评价覆盖率"),
            "value": shown.percent(card["coverage_rate"]),
            "note": _("%(part)s / %(all)s 条条款有足够证据（按分值计）")
            % {"part": card["n_clauses_assessed"], "all": card["n_clauses"]},
            "state": "plain",
        },
        {
            "title": _("违规"),
            "value": shown.number(card["n_breaches"]),
            "note": _("查看每一件"),
            "state": "bad" if card["n_breaches"] else "plain",
            "link": links.observations(dept=dept, month=month, verdict="breach"),
        },
        {
            "title": _("奖励 / 罚款（元）"),
            "value": f"{shown.number(card['reward_cny'], 2)} / {shown.number(card['fine_cny'], 2)}",
            "note": _("赔偿与退款 %(cny)s 元") % {"cny": shown.number(card["compensation_cny"], 2)},
            "state": "plain",
            "link": "#money",
        },
    ]  # fmt: skip


def _lines(
    name: str, title: Any, rows: list[Row], month: date | None, dept: str, empty: Any
) -> Table:
    def evidence(row: Row) -> str:
        if row["clause_id"] and row["kind"] == "deduction":
            return links.behind({**row, "kind": row["clause_kind"]}, dept=dept, month=month)
        return links.observation(row["observation_id"])

    return Table(
        name,
        title,
        [
            Column("points", lazy("分"), "points", link=evidence),
            Column("kind", lazy("种类"), "code", codes="line_kinds"),
            Column("basis", lazy("依据"), "words", is_wide=True),
            Column("clause_id", lazy("条款"), "text", link=lambda row: links.clause(row["clause_id"], month, dept)),
        ],
        rows,
        empty=empty,
    )  # fmt: skip


def _money(rows: list[Row], source: Source) -> Table:
    return Table(
        "money",
        lazy("奖励、罚款与赔偿"),
        [
            Column("amount_cny", lazy("金额（元）"), "yuan"),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("basis", lazy("计算依据"), "words", is_wide=True),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
            Column("entry_id", lazy("分录编号"), "text", link=lambda row: links.entry(row["entry_id"])),
            Column("observation_id", lazy("所依据的判定"), "text", link=lambda row: links.observation(row["observation_id"])),
        ],
        rows,
        empty=lazy("这个月没有奖励、罚款或赔偿。"),
        source=source,
        total=rows[0]["n_all"] if rows else 0,
    )  # fmt: skip


def _history(rows: list[Row], dept: str) -> Table:
    return Table(
        "history",
        lazy("逐月成绩"),
        [
            Column("period_from", lazy("月份"), "month", link=lambda row: links.department(dept, row["period_from"])),
            Column("points", lazy("得分"), "points"),
            Column("grade", lazy("等级"), "grade"),
            Column("coverage_rate", lazy("评价覆盖率"), "share", of=("n_clauses_assessed", "n_clauses")),
            Column("n_breaches", lazy("违规"), "number"),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
            Column("state", lazy("状态"), "code", codes="month_states"),
        ],
        rows,
        empty=lazy("这个部门还没有成绩。"),
    )  # fmt: skip


def _vetoes(rows: list[Row]) -> Table:
    return Table(
        "vetoes",
        lazy("一票否决"),
        [
            Column("title", lazy("事项"), "words", is_wide=True),
            Column("level", lazy("影响"), "code", codes="veto_levels"),
            Column("n_breaches", lazy("触发的违规"), "number", link=lambda row: links.observations(
                clause=row["clause_id"], dept=row["department_id"], month=row["period_from"], verdict="breach")),
            Column("is_lifted", lazy("已解除"), "yes"),
            Column("decision_id", lazy("解除的裁定"), "text"),
        ],
        rows,
        empty=lazy("这个月没有触发一票否决。"),
    )  # fmt: skip


def _compared(rows: list[Row], month: date | None, dept: str) -> Table:
    return Table(
        "compared",
        lazy("与其他部门比较（逐条）"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], month, dept), is_wide=True),
            Column("rate", lazy("合格率"), "rate"),
            Column("pooled_rate", lazy("各部门合计"), "share", of=("pooled_kept", "pooled_n")),
            Column("rank", lazy("名次范围"), "band"),
            Column("funnel_position", lazy("控制界限"), "code", codes="funnel_positions"),
            Column("funnel_side", lazy("方向"), "code", codes="funnel_sides"),
            Column("luck_rate", lazy("偶然的可能"), "percent"),
            Column("advised_n", lazy("判断所需记录数"), "number"),
        ],
        rows,
        empty=lazy("这个月没有可以比较的条款。"),
        note=lazy("比较只供了解，不影响金额。区间重叠的部门分不出先后；记录太少的不排名。"),
    )  # fmt: skip
