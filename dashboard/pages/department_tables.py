"""The tables of one department's month: its points addend by addend, its money, its months, its comparison.

Belongs here: laying out. Does not belong here: asking (`dashboard/pages/departments.py`), SQL.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Row
from dashboard.pages import grades, links, marks, shown
from dashboard.pages.table import Column, Table


def missed(department: str | None, month: date | None) -> str:
    """The rates of a department that missed their targets in a month."""
    return links.clauses(dept=department, month=month, kind="rate_threshold", verdict="breach")


def lines_table(
    name: str, title: Any, rows: list[Row], month: date | None, dept: str, empty: Any
) -> Table:
    """Addends of the points, each with the records it rests on."""

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
            Column("basis", lazy("依据"), "words", link=lambda row: links.clause(row["clause_id"], month, dept), is_wide=True),
            Column("stake", lazy("原分值 × 折算系数 = 分值"), "text"),
        ],
        rows,
        empty=empty,
    )  # fmt: skip


def stake(row: Row) -> str | None:
    """How the points of an addend come from those of the scheme."""
    if not row["weight"] or not row["points_at_stake"]:
        return None
    factor = shown.trimmed(row["points_at_stake"] / row["weight"], 3)
    weight, stake = shown.trimmed(row["weight"]), shown.number(row["points_at_stake"], 2)
    return f"{weight} × {factor} = {stake}"


def _reckoned(row: Row) -> str:
    """How many entries of what amount: of one entry, how it was reckoned."""
    lang = shown.language()
    if row["n"] == 1:
        return str(row[f"basis_{lang}"] or row["basis_zh"])
    title = row[f"ledger_{lang}"] or row["ledger_zh"] or row["ledger_id"]
    said = _("%(title)s：%(n)s 笔") % {"title": title, "n": shown.number(row["n"])}
    if row["least_cny"] is None or row["least_cny"] != row["most_cny"]:
        return said
    each, total = shown.number(row["least_cny"], 2), shown.number(row["amount_cny"], 2)
    return f"{said} × {each} = {total}"


def _entries(row: Row) -> str:
    if row["n"] == 1:
        return links.entry(row["entry_id"])
    return links.money(
        month=row["period_from"], dept=row["department_id"], kind=row["kind"], status=row["status"],
        clause=row["clause_id"], ledger=row["ledger_id"],
    )  # fmt: skip


def money_table(rows: list[Row]) -> Table:
    """Money of the month, entries of a kind together."""
    for row in rows:
        row["reckoned"] = _reckoned(row)
    return Table(
        "money",
        lazy("奖励、罚款与赔偿"),
        [
            Column("amount_cny", lazy("金额（元）"), "yuan"),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("n", lazy("笔数"), "number", link=_entries),
            Column("reckoned", lazy("计算依据"), "text", is_wide=True),
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], row["period_from"], row["department_id"])),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
        ],
        rows,
        empty=lazy("这个月没有奖励、罚款或赔偿。"),
        note=lazy("同一条款的同类金额合为一行，点笔数看每一笔。"),
    )  # fmt: skip


def history_table(rows: list[Row], dept: str) -> Table:
    """The department month by month."""
    return Table(
        "history",
        lazy("逐月成绩"),
        [
            Column("period_from", lazy("月份"), "month", link=lambda row: links.department(dept, row["period_from"])),
            Column("points", lazy("得分"), "points"),
            Column("grade", lazy("等级"), "grade"),
            Column("coverage_rate", lazy("评价覆盖率（按分值）"), "share", of=("points_assessed", "points_total")),
            Column("n_breaches", lazy("违规"), "number", link=lambda row: links.observations(
                dept=dept, month=row["period_from"], verdict="breach")),
            Column("n_missed", lazy("不达标指标"), "number", link=lambda row: missed(
                dept, row["period_from"]) if row["n_missed"] else ""),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
            Column("state", lazy("状态"), "code", codes="month_states"),
        ],
        rows,
        empty=lazy("这个部门还没有成绩。"),
        marks=grades.mark,
        legend=marks.UNSETTLED,
    )  # fmt: skip


def vetoes_table(rows: list[Row]) -> Table:
    """What fell on the month as a whole."""
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


def compared_table(rows: list[Row], month: date | None, dept: str) -> Table:
    """Beside the other departments, clause by clause."""
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
        note=lazy(
            "比较只供了解，不影响金额。区间重叠的部门分不出先后；记录太少的不排名。"
            "控制界限按各部门合计的合格率和本部门的记录数算出：界限内的差别属正常波动，"
            "“提醒”是超出 95% 界限，“警报”是超出 99.8% 界限；“方向”说明越限是好于还是差于各部门合计。"
        ),
    )  # fmt: skip
