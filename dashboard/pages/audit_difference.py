"""The comparison of two audits as tables: what differs, why, and that the causes add up to the whole.

Belongs here: laying out what `plumbline diff` found. Does not belong here: running it (`dashboard/pages/audits.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import links, marks, shown
from dashboard.pages.table import Column, Table

Answer = dict[str, Any]
SUMMED = {
    "reward": "reward",
    "fine": "fine", "wage_deduction": "fine", "bonus_forfeit": "fine", "disciplinary": "fine",
    "compensation": "compensation", "refund": "compensation",
}  # fmt: skip
"""Kind of money -> the column of the scorecard that it is summed in."""
CAUSES = ("decision", "rule", "calendar", "evidence", "time", "software", "weights")


def tables_of(facts: Facts, answer: Answer) -> list[Table]:
    """Every table of the page."""
    titles = {row["clause_id"]: row for row in facts.ask("rulebook_versions")}
    for name in ("observations", "indicators", "entries", "addends"):
        for row in answer[name]:
            named = titles.get(row["clause_id"] or "", {})
            row["title_zh"] = named.get("title_zh") or row["clause_id"] or ""
            row["title_en"] = named.get("title_en") or row["clause_id"] or ""
    return [
        _totals(facts, answer),
        _scorecards(answer["scorecards"]),
        _addends(answer["addends"]),
        _turned(answer["turned"]),
        _observations(answer["observations"]),
        _indicators(answer["indicators"]),
        _entries(answer["entries"]),
    ]


def tiles_of(facts: Facts, answer: Answer) -> list[dict[str, Any]]:
    """How much differs, and the cause that stands behind most of it."""
    lang = shown.language()
    found = []
    for name, title in (
        ("observations", _("不同的判定")),
        ("indicators", _("不同的指标")),
        ("entries", _("不同的分录")),
    ):
        counted: dict[str, int] = answer["counts"][name]
        told = _("，").join(
            f"{facts.label('causes', cause, lang)} {shown.number(counted[cause])}"
            for cause in CAUSES
            if cause in counted
        )
        found.append(
            {
                "title": title,
                "value": shown.number(sum(counted.values())),
                "note": told or _("没有差别"),
                "link": f"#{name}",
                "state": "plain",
            }
        )
    new = {
        (row["department_id"], row["period_from"])
        for row in answer["scorecards"]
        if (row.get("points_one") is None) != (row.get("points_other") is None)
    }
    scored = [
        row for row in answer["totals"] if (row["department_id"], row["period_from"]) not in new
    ]
    points = sum((Decimal(row["points"]) for row in scored), Decimal(0))
    found.append(
        {
            "title": _("得分合计"),
            "value": shown.signed(points),
            "note": _("按部门和原因；不含只有一次有得分的 %(n)s 张成绩单")
            % {"n": shown.number(len(new))}
            if new
            else _("按部门和原因"),
            "link": "#totals",
            "state": "plain",
        }
    )
    return found  # fmt: skip


def _totals(facts: Facts, answer: Answer) -> Table:
    """Department, month and kind: each cause in a column of its own, and their sum beside what the scorecards say."""
    found: dict[tuple[Any, ...], Row] = {}
    for one in answer["totals"]:
        key = (one["period_from"], one["department_id"], one["kind"])
        row = found.setdefault(key, {
            "period_from": one["period_from"], "department_id": one["department_id"], "kind": one["kind"],
            "sum": Decimal(0),
        })  # fmt: skip
        value = Decimal(one["points"] if one["kind"] == "points" else one["amount_cny"])
        row[one["cause"]] = row.get(one["cause"], Decimal(0)) + value
        row["sum"] += value
    lang = shown.language()
    for row in found.values():
        is_points = row["kind"] == "points"
        row["what"] = _("得分") if is_points else _("%(kind)s（元）") % {"kind": facts.label("ledger_kinds", row["kind"], lang)}  # fmt: skip
    _set_beside(list(found.values()), answer["scorecards"])
    present = [one for one in CAUSES if any(one in row for row in found.values())]
    return Table(
        "totals",
        lazy("差额，按部门、月份和原因"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("department_id", lazy("部门"), "department", link=lambda row: links.department(
                row["department_id"], row["period_from"])),
            Column("what", lazy("项目"), "text"),
            *(Column(one, facts.label("causes", one, lang), "change") for one in present),
            Column("sum", lazy("各原因合计"), "change"),
            Column("difference", lazy("成绩单之差"), "change"),
            Column("is_whole", lazy("相符"), "yes"),
        ],
        list(found.values()),
        empty=lazy("两次审计的得分和金额没有差别。"),
        note=lazy("每个差额只归一个原因，各原因相加等于成绩单之差；成绩单同一栏的几种钱合在一起比。"),
        marks=lambda row: "bad" if row.get("is_whole") is False else "" if row["kind"] == "points" else "neutral",
        legend=marks.UNBALANCED,
    )  # fmt: skip


def _set_beside(rows: list[Row], scorecards: list[Row]) -> None:
    """Beside each sum: by how much the scorecard's column differs, and whether all kinds summed in it add up to that."""
    cards = {(row["department_id"], row["period_from"]): row for row in scorecards}
    sums: dict[tuple[Any, ...], Decimal] = {}
    for row in rows:
        column = SUMMED.get(row["kind"], row["kind"])
        row["key"] = (row["department_id"], row["period_from"], column)
        sums[row["key"]] = sums.get(row["key"], Decimal(0)) + row["sum"]
    for row in rows:
        card = cards.get(row["key"][:2])
        column = row["key"][2] if row["kind"] == "points" else f"{row['key'][2]}_cny"
        if card and f"{column}_one" in card:
            before, after = (Decimal(card[f"{column}_{side}"] or 0) for side in ("one", "other"))
            row["difference"] = after - before
            row["is_whole"] = after - before == sums[row["key"]]


def _scorecards(rows: list[Row]) -> Table:
    columns = [
        Column("period_from", lazy("月份"), "month"),
        Column("department_id", lazy("部门"), "department", link=lambda row: links.department(row["department_id"], row["period_from"])),
        Column("points_one", lazy("前次得分"), "points"),
        Column("points_other", lazy("后次得分"), "points"),
        Column("grade_one", lazy("前次等级"), "grade"),
        Column("grade_other", lazy("后次等级"), "grade"),
    ]  # fmt: skip
    for key, before, after in (
        ("reward", lazy("前次奖励（元）"), lazy("后次奖励（元）")),
        ("fine", lazy("前次罚款（元）"), lazy("后次罚款（元）")),
        ("compensation", lazy("前次赔偿（元）"), lazy("后次赔偿（元）")),
    ):
        columns += [Column(f"{key}_cny_one", before, "yuan"), Column(f"{key}_cny_other", after, "yuan")]  # fmt: skip
    return Table(
        "scorecards", lazy("不同的部门成绩"), columns, rows, empty=lazy("部门成绩没有差别。")
    )


def _addends(rows: list[Row]) -> Table:
    return Table(
        "addends",
        lazy("成绩单上不同的行"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("department_id", lazy("部门"), "department"),
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(
                row["clause_id"], row["period_from"], row["department_id"]), is_wide=True),
            Column("kind", lazy("种类"), "code", codes="addend_kinds"),
            Column("cause", lazy("原因"), "code", codes="causes"),
            Column("points", lazy("得分变化"), "change"),
            Column("amount_cny", lazy("金额变化（元）"), "change"),
        ],
        [
            {**row, "points": Decimal(row["points"]), "amount_cny": Decimal(row["amount_cny"])}
            for row in rows
        ],
        empty=lazy("成绩单没有不同的行。"),
    )  # fmt: skip


def _turned(rows: list[Row]) -> Table:
    return Table(
        "turned",
        lazy("判定从什么变成什么"),
        [
            Column("verdict_one", lazy("前次判定"), "verdict"),
            Column("verdict_other", lazy("后次判定"), "verdict"),
            Column("cause", lazy("原因"), "code", codes="causes"),
            Column("n", lazy("记录数"), "number"),
        ],
        rows,
        empty=lazy("没有记录的判定不同。"),
        note=lazy("“–”表示那次审计没有这条记录。判定相同的行只是时刻或数值不同。"),
    )


def _observations(rows: list[Row]) -> Table:
    return Table(
        "observations",
        lazy("不同的判定"),
        [
            Column("observation_id", lazy("判定"), "text", link=lambda row: links.observation(row["observation_id"]) if row["verdict_other"] else ""),
            Column("title", lazy("条款"), "words", is_wide=True),
            Column("period_from", lazy("月份"), "month"),
            Column("department_other", lazy("部门"), "department"),
            Column("verdict_one", lazy("前次判定"), "verdict"),
            Column("verdict_other", lazy("后次判定"), "verdict"),
            Column("late_by_min_one", lazy("前次超时"), "minutes"),
            Column("late_by_min_other", lazy("后次超时"), "minutes"),
            Column("cause", lazy("原因"), "code", codes="causes"),
        ],
        rows,
        empty=lazy("没有记录的判定不同。"),
    )  # fmt: skip


def _indicators(rows: list[Row]) -> Table:
    return Table(
        "indicators",
        lazy("不同的指标"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("department_id", lazy("部门（空为全公司）"), "department"),
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(
                row["clause_id"], row["period_from"], row["department_id"]), is_wide=True),
            Column("rate_one", lazy("前次合格率"), "share", of=("numerator_one", "denominator_one")),
            Column("rate_other", lazy("后次合格率"), "share", of=("numerator_other", "denominator_other")),
            Column("verdict_one", lazy("前次判定"), "verdict"),
            Column("verdict_other", lazy("后次判定"), "verdict"),
            Column("cause", lazy("原因"), "code", codes="causes"),
        ],
        rows,
        empty=lazy("没有不同的指标。"),
    )  # fmt: skip


def _entries(rows: list[Row]) -> Table:
    return Table(
        "entries",
        lazy("不同的分录"),
        [
            Column("entry_id", lazy("分录"), "text"),
            Column("title", lazy("条款"), "words", is_wide=True),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("department_other", lazy("部门"), "department"),
            Column("observation_id", lazy("所依据的判定"), "text", link=lambda row: links.observation(row["observation_id"])),
            Column("amount_one", lazy("前次金额（元）"), "yuan"),
            Column("amount_other", lazy("后次金额（元）"), "yuan"),
            Column("status_one", lazy("前次状态"), "code", codes="entry_statuses"),
            Column("status_other", lazy("后次状态"), "code", codes="entry_statuses"),
            Column("cause", lazy("原因"), "code", codes="causes"),
        ],
        rows,
        empty=lazy("没有不同的分录。"),
    )  # fmt: skip
