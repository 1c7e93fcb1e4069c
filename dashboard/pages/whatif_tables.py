"""The answer of a what-if as tables: departments, clauses, verdicts, rates, money, and the records that turn.

Belongs here: laying it out, each number beside what it was. Does not belong here: running it
(`dashboard/pages/whatif.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import links, shown
from dashboard.pages.table import Column, Table

Answer = dict[str, Any]


def tables_of(facts: Facts, answer: Answer) -> list[Table]:
    """Every table of the page."""
    titles = {row["clause_id"]: row for row in facts.ask("rulebook_versions")}
    for rows in ("verdicts", "indicators", "records"):
        for row in answer[rows]:
            named = titles.get(row["clause_id"], {})
            row["title_zh"] = named.get("title_zh") or row["clause_id"]
            row["title_en"] = named.get("title_en") or row["clause_id"]
    return [
        _scorecards(answer["scorecards"]),
        _clauses(answer["clauses"]),
        _verdicts(answer["verdicts"]),
        _rates(answer["indicators"]),
        _money(answer["money"]),
        _records(answer["records"]),
    ]


def tiles_of(facts: Facts, answer: Answer) -> list[dict[str, Any]]:
    """The change in a few numbers. Kinds of money are never added up: each is told by itself."""
    lang = shown.language()
    turned = sum(row["n_breaches_after"] - row["n_breaches_before"] for row in answer["clauses"])
    points = [
        row["points_delta"] for row in answer["scorecards"] if row["points_delta"] is not None
    ]
    money = _("，").join(
        f"{facts.label('ledger_kinds', row['kind'], lang)} "
        f"{shown.signed(Decimal(row['cny_after']) - Decimal(row['cny_before']))}"
        for row in answer["money"]
    )
    return [
        _tile(_("违规"), shown.signed(turned), _("按条款看"), "#clauses", turned > 0),
        _tile(
            _("得分合计"), shown.signed(sum(points, Decimal(0))),
            _("%(n)s 张部门月度成绩会变") % {"n": len(answer["scorecards"])}, "#scorecards", sum(points) < 0,
        ),
        _tile(_("会变的金额种类"), shown.number(len(answer["money"])), money or _("没有金额会变"), "#money", False),  # noqa: FBT003
        _tile(
            _("判定会变的记录"), shown.number(answer["n_records"]), _("查看证据"), "#records", False,  # noqa: FBT003
        ),
    ]  # fmt: skip


def _tile(title: str, value: str, note: str, link: str, is_worse: bool) -> dict[str, Any]:  # noqa: FBT001
    state = "bad" if is_worse else "plain"
    return {"title": title, "value": value, "note": note, "link": link, "state": state}


def _department(row: Row) -> str:
    return links.department(row["department_id"], row["period_from"])


def _scorecards(rows: list[Row]) -> Table:
    for row in rows:
        if row["points_delta"] is not None:
            row["points_delta"] = Decimal(row["points_delta"])
    columns = [
        Column("department_id", lazy("部门"), "department", link=_department),
        Column("period_from", lazy("月份"), "month"),
        Column("points_before", lazy("原得分"), "points"),
        Column("points_after", lazy("试算得分"), "points"),
        Column("points_delta", lazy("得分变化"), "change"),
        Column("grade_before", lazy("原等级"), "grade"),
        Column("grade_after", lazy("试算等级"), "grade"),
    ]
    for key, before, after in (
        ("reward", lazy("原奖励（元）"), lazy("试算奖励（元）")),
        ("fine", lazy("原罚款（元）"), lazy("试算罚款（元）")),
        ("compensation", lazy("原赔偿（元）"), lazy("试算赔偿（元）")),
    ):
        columns += [
            Column(f"{key}_cny_before", before, "yuan"),
            Column(f"{key}_cny_after", after, "yuan"),
        ]
    return Table(
        "scorecards",
        lazy("会改变的部门成绩"),
        columns,
        rows,
        empty=lazy("没有部门成绩会改变。"),
    )


def _clauses(rows: list[Row]) -> Table:
    for row in rows:
        row["n_delta"] = row["n_breaches_after"] - row["n_breaches_before"]
    return Table(
        "clauses",
        lazy("按条款：违规与评价"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("n_breaches_before", lazy("原违规"), "number", link=lambda row: links.observations(clause=row["clause_id"], verdict="breach")),
            Column("n_breaches_after", lazy("试算违规"), "number"),
            Column("n_delta", lazy("变化"), "change"),
            Column("n_judged_before", lazy("原评价数"), "number"),
            Column("n_judged_after", lazy("试算评价数"), "number"),
            Column("is_governing_before", lazy("原适用"), "yes"),
            Column("is_governing_after", lazy("试算适用"), "yes"),
        ],
        rows,
        empty=lazy("没有条款的结果会改变。"),
        marks=lambda _row: "neutral",
        note=lazy("合格率条款按全公司的月份计数，其余条款按记录计数。"),
    )  # fmt: skip


def _verdicts(rows: list[Row]) -> Table:
    for row in rows:
        row["n_delta"] = row["n_after"] - row["n_before"]
    return Table(
        "verdicts",
        lazy("按部门和条款：判定"),
        [
            Column("department_id", lazy("部门"), "department"),
            Column("title", lazy("条款"), "words", is_wide=True),
            Column("verdict", lazy("判定"), "verdict"),
            Column("n_before", lazy("原记录数"), "number", link=lambda row: links.observations(
                clause=row["clause_id"], dept=row["department_id"], verdict=row["verdict"])),
            Column("n_after", lazy("试算记录数"), "number"),
            Column("n_delta", lazy("变化"), "change"),
        ],
        rows,
        empty=lazy("没有记录的判定会改变。"),
        marks=lambda _row: "neutral",
    )  # fmt: skip


def _rates(rows: list[Row]) -> Table:
    return Table(
        "indicators",
        lazy("按部门和条款：合格率"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("department_id", lazy("部门（空为全公司）"), "department"),
            Column("title", lazy("条款"), "words", is_wide=True, link=lambda row: links.clause(
                row["clause_id"], row["period_from"], row["department_id"])),
            Column("rate_before", lazy("原合格率"), "share", of=("numerator_before", "denominator_before")),
            Column("rate_after", lazy("试算合格率"), "share", of=("numerator_after", "denominator_after")),
            Column("target_rate_before", lazy("原目标"), "percent"),
            Column("target_rate_after", lazy("试算目标"), "percent"),
            Column("verdict_before", lazy("原判定"), "verdict"),
            Column("verdict_after", lazy("试算判定"), "verdict"),
        ],
        rows,
        empty=lazy("没有合格率会改变。"),
    )  # fmt: skip


def _money(rows: list[Row]) -> Table:
    for row in rows:
        row["cny_delta"] = Decimal(row["cny_after"]) - Decimal(row["cny_before"])
    return Table(
        "money",
        lazy("整本台账，按种类"),
        [
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("n_before", lazy("原笔数"), "number"),
            Column("n_after", lazy("试算笔数"), "number"),
            Column("cny_before", lazy("原金额（元）"), "yuan"),
            Column("cny_after", lazy("试算金额（元）"), "yuan"),
            Column("cny_delta", lazy("变化（元）"), "change"),
        ],
        rows,
        empty=lazy("台账不会改变。"),
        marks=lambda _row: "neutral",
    )


def _records(rows: list[Row]) -> Table:
    return Table(
        "records",
        lazy("变化最大的记录"),
        [
            Column("observation_id", lazy("判定"), "text", link=lambda row: links.observation(row["observation_id"])),
            Column("title", lazy("条款"), "words", is_wide=True),
            Column("department_id", lazy("部门"), "department"),
            Column("period_from", lazy("月份"), "month"),
            Column("measured", lazy("实测"), "measure"),
            Column("verdict_before", lazy("原判定"), "verdict"),
            Column("verdict_after", lazy("试算判定"), "verdict"),
            Column("cny_before", lazy("原金额（元）"), "yuan"),
            Column("cny_after", lazy("试算金额（元）"), "yuan"),
        ],
        rows,
        empty=lazy("没有记录的判定会改变。"),
        note=lazy("金额变化最大的在前。链接到现在发布的判定及其证据。"),
    )  # fmt: skip
