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
from dashboard.facts.page import Facts, Row
from dashboard.pages import grades, links, marks, shown
from dashboard.pages.department_tables import (
    compared_table,
    history_table,
    lines_table,
    missed,
    money_table,
    stake,
    vetoes_table,
)
from dashboard.pages.money import restatements, settlements
from dashboard.pages.respond import chosen_month, in_scope_or_404, respond
from dashboard.pages.table import Column, Table, department_name

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
MOST_LINES = 10_000


def departments(request: HttpRequest) -> HttpResponseBase:
    """The departments of a month: bands of rank by interval, then points."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    rows = facts.ask("league", month=month, names=facts.scope.names_others) if month else []
    return respond(
        request,
        "departments",
        title=lazy("部门成绩"),
        tables=[_league(facts, rows, month)],
        month=month,
        months=facts.months(),
        n_hidden=sum(not row["is_own"] for row in rows),
        n_provisional=sum(bool(row["is_provisional"]) for row in rows),
        states={row["state"] for row in rows},
        closing=facts.one("closed_month", month=month) if month else None,
    )


def _own(row: Row, month: date | None) -> str:
    return links.department(row["department_id"], month) if row["is_own"] else ""


def compared_words(row: Row) -> str | None:
    """Breaches among the records that several departments share, beside what its mix of work would give."""
    if row.get("compared_n") is None or row.get("expected_breaches") is None:
        return None
    said = f"{row['actual_breaches']} / {shown.number(row['expected_breaches'], 2)}（n = {shown.number(row['compared_n'])}）"
    if row["is_ranked"] and row["breach_ratio"] is not None:
        ratio, low, high = (
            shown.number(row[key], 2)
            for key in ("breach_ratio", "breach_ratio_low", "breach_ratio_high")
        )
        said += f" = {ratio}（{low}–{high}）"
    return said if shown.language() == "zh" else said.replace("（", " (").replace("）", ")")


def _league(facts: Facts, rows: list[Row], month: date | None) -> Table:
    is_whole = facts.scope.is_whole
    for row in rows:
        row["compared"] = compared_words(row)

    def any_has(key: str) -> bool:
        return any(row[key] is not None for row in rows)

    yearly = [Column("change_year", lazy("比上年同月"), "change")] if any_has("change_year") else []
    state = Column("state", lazy("状态"), "code", codes="month_states")
    return Table(
        "league",
        lazy("部门成绩"),
        [
            Column("department_id", lazy("部门"), "department", link=lambda row: _own(row, month)),
            Column("points", lazy("得分"), "points"),
            Column("grade", lazy("等级"), "grade"),
            *grades.noted(facts, rows),
            Column("change_month", lazy("比上月"), "change"),
            *yearly,
            Column("rank", lazy("名次范围"), "band"),
            Column("n_breaches", lazy("违规"), "number", link=lambda row: links.observations(
                dept=row["department_id"], month=month, verdict="breach") if row["is_own"] else ""),
            Column("n_missed", lazy("不达标指标"), "number", link=lambda row: missed(
                row["department_id"], month) if row["is_own"] and row["n_missed"] else "", if_any=True),
            Column("coverage_rate", lazy("评价覆盖率（按分值）"), "share", of=("points_assessed", "points_total")),
            Column("compared", lazy("可比的违规 / 预期"), "text"),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
            *([state] if len({row["state"] for row in rows}) > 1 else []),
        ],
        rows,
        empty=lazy("这个月没有部门成绩。请选择其他月份。"),
        marks=lambda row: f"{'' if is_whole else 'own' if row['is_own'] else 'other'} {grades.mark(row)}".strip(),
        legend={**marks.DEPARTMENTS, **marks.UNSETTLED},
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
    league = facts.ask("league", month=month, names=False) if month else []
    place = next((row for row in league if row["department_id"] == department), None)
    compared = facts.ask("comparisons", department=department, month=month) if month else []
    card = next((row for row in history if row["period_from"] == month), None)
    for row in lines:
        row["stake"] = stake(row)
    lost = [row for row in lines if row["points"] != 0 or row["n_broken"]]
    kept = [row for row in lines if row["points"] == 0 and not row["n_broken"]]
    graded = [row for row in history if grades.is_settled(row) and row["points"] is not None]
    found = facts.departments()
    return respond(
        request,
        "department",
        title=department_name(facts, department),
        tables=[
            lines_table("points", lazy("得分怎样得来"), lost, month, department, lazy("这个月没有评分。没有可评估的证据，就没有得分。")),
            lines_table("kept", lazy("未扣分的条款"), kept, month, department, lazy("没有未扣分的条款。")),
            money_table(facts.ask("department_money", **asked)),
            settlements(facts.ask("settlements", **asked)),
            vetoes_table(facts.ask("vetoes", **asked)),
            compared_table([row for row in compared if row["kind"] == "clause"], month, department),
            restatements(facts.ask("restatements", **asked)),
            history_table(history, department),
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
        tiles=_tiles(facts, card, place, month, department),
        total=sum((row["points"] for row in lines), start=0) if lines else None,
        chart=points_chart.points(graded, shown.language()) if len(graded) > 1 else None,
        is_shared_out=any(
            row["weight"] and row["points_at_stake"] and row["weight"] != row["points_at_stake"]
            for row in lines
        ),
    )  # fmt: skip


def _against(card: Row, place: Row | None) -> str:
    """A score beside those of other months, where both say something."""
    if card["state"] == "running":
        return _("月份未结束，不与其他月份比较")
    if card["grade"] is None:
        return ""
    change = " · ".join(
        f"{title} {shown.signed(place[key])}"
        for key, title in (("change_month", _("比上月")), ("change_year", _("比上年同月")))
        if place and place[key] is not None
    )
    return change or _("没有可比的月份")


def _tiles(
    facts: Facts, card: Row | None, place: Row | None, month: date | None, dept: str
) -> list[dict[str, Any]]:
    if card is None:
        return []
    said = (_against(card, place), grades.note(facts, card))
    return [
        {
            "title": _("得分"),
            "value": shown.number(card["points"], 2),
            "note": _("，").join(one for one in said if one),
            "grade": card["grade"],
            "state": "plain" if grades.is_settled(card) else "none",
        },
        {
            "title": _("评价覆盖率"),
            "value": shown.percent(card["coverage_rate"]),
            "note": _("按分值计：%(part)s / %(all)s 分；%(n)s 项指标中 %(assessed)s 项有足够证据")
            % {
                "part": shown.trimmed(card["points_assessed"], 2),
                "all": shown.trimmed(card["points_total"], 2),
                "assessed": card["n_clauses_assessed"],
                "n": card["n_clauses"],
            },
            "state": "plain",
        },
        {
            "title": _("违规"),
            "value": shown.number(card["n_breaches"]),
            "note": _("查看每一件"),
            "state": "bad" if card["n_breaches"] else "plain",
            "link": links.observations(dept=dept, month=month, verdict="breach"),
        },
        *([{
            "title": _("不达标指标"),
            "value": shown.number(card["n_missed"]),
            "note": _("查看这些条款"),
            "state": "bad",
            "link": missed(dept, month),
        }] if card["n_missed"] else []),
        {
            "title": _("奖励 / 罚款（元）"),
            "value": f"{shown.number(card['reward_cny'], 2)} / {shown.number(card['fine_cny'], 2)}",
            "note": _("赔偿与退款 %(cny)s 元") % {"cny": shown.number(card["compensation_cny"], 2)},
            "state": "plain",
            "link": "#money",
        },
    ]  # fmt: skip
