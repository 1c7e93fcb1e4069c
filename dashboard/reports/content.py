"""What a monthly report says: head, tables and notes, the same for every format.

Belongs here: choosing and arranging. Does not belong here: HTML (`page.py`), spreadsheets (`book.py`), where files
lie (`files.py`), SQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, grades, shown
from dashboard.pages.asked import EVERY_CASE, target
from dashboard.pages.quality import checks_table, results_table
from dashboard.pages.table import Column, Table, Text, department_name

WORST = 10
"""So many clauses are named as the worst."""

MOST_LINES = 100_000
"""More lines than any scorecard has: a report leaves none out."""


class NoSuchMonthError(Exception):
    """The published file has no results of that month, or the department none in it."""


@dataclass(frozen=True)
class Report:
    """One report. head: pairs of title and value; department: None is the utility."""

    title: str
    facts: Facts
    department: str | None
    month: date
    head: list[tuple[str, str]]
    tables: list[Table]
    notes: list[str]
    is_final: bool

    @property
    def draft(self) -> str:
        """The warning on a report of a month that may still change; empty on a final one."""
        return (
            ""
            if self.is_final
            else _("这个月尚未关账：数字为暂定，还可能因更正、裁定和申诉而改变。")
        )


def report(facts: Facts, month: date, department: str | None) -> Report:
    """The report of a month, of a department or (None) the utility. Raises NoSuchMonthError."""
    if month not in {one["period_from"] for one in facts.months()}:
        raise NoSuchMonthError(shown.month(month))
    cards = facts.ask("report_scorecards", month=month)
    if department is not None:
        cards = [row for row in cards if row["department_id"] == department]
        if not cards:
            raise NoSuchMonthError(f"{department} {shown.month(month)}")
    rates = facts.ask(
        "clauses",
        wanted=["i.clause_id IS NOT NULL", "c.is_governing"],
        month=month,
        department=department,
    )
    checks = facts.ask("checks", whole=facts.scope.is_whole)
    states = {row["state"] for row in cards}
    lang = shown.language()
    run = facts.run
    whose = department_name(facts, department) if department else run[f"profile_{lang}"]
    head = [
        (_("单位"), run[f"profile_{lang}"] or run["profile_id"]),
        *([(_("部门"), f"{whose} · {department}")] if department else []),
        (_("月份"), shown.month(month)),
        (_("审计时点"), f"{shown.moment(facts.as_of)} · {run['zone']}"),
        (_("审计编号"), run["audit_id"]),
        (_("结果摘要"), run["digest"]),
        (_("月份状态"), _("，").join(codes.name(None, "month_cards", one, lang) for one in sorted(states)) or shown.NONE),
    ]  # fmt: skip
    return Report(
        title=_("%(whose)s %(month)s 服务质量月报") % {"whose": whose, "month": shown.month(month)},
        facts=facts,
        department=department,
        month=month,
        head=head,
        tables=[
            _cards(facts, cards),
            *([_lines(facts.ask("lines", department=department, month=month, limit=MOST_LINES, offset=0))] if department else []),
            _worst(rates),
            _rates(rates),
            _money(_balances(facts, month, department)),
            _quality(facts.ask("reconciliation")),
            checks_table([row for row in checks if not row["is_of_results"]]),
            *(
                [results_table([row for row in checks if row["is_of_results"]])]
                if facts.scope.is_whole
                else []
            ),
        ],
        notes=_notes(facts, rates),
        is_final=states == {"closed"},
    )  # fmt: skip


def _notes(facts: Facts, rates: list[Row]) -> list[str]:
    pipeline = facts.one("pipeline") or {}
    unassessed = sum(row["rate"] is None for row in rates)
    return [
        _("每个百分比旁是合格数与评价数；免责、待定和未评估的记录不计入。区间是 95% 区间，记录越少区间越宽。"),
        _("名次范围按违规数与工作构成计算：范围重叠的部门分不出先后。没有证据的条款不算合格，也不计分。"),
        _("本月有 %(n)s 条适用条款没有合格率（没有可评价的记录或参数未设定）。") % {"n": shown.number(unassessed)},
        _("数据检查 %(all)s 项，未通过 %(failed)s 项，未能运行 %(not_run)s 项；隔离 %(n)s 行待更正。") % {
            "all": shown.number(pipeline.get("n_checks")), "failed": shown.number(pipeline.get("n_failed")),
            "not_run": shown.number(pipeline.get("n_not_run")),
            "n": shown.number(pipeline.get("n_quarantined")),
        },
        _("每个数都可以用审计编号在发布的文件中复算到证据行。"),
    ]  # fmt: skip


def _balances(facts: Facts, month: date, department: str | None) -> list[Row]:
    wanted = ["e.period_from = $month"]
    if department is not None:
        wanted.append("e.department_id = $department")
    return facts.ask("money_balances", wanted=wanted, month=month, department=department)


def _cards(facts: Facts, rows: list[Row]) -> Table:
    for row in rows:
        row["band"] = _band(row)
        row["clauses"] = _("%(part)s（共 %(all)s）") % {
            "part": shown.number(row["n_clauses_assessed"]), "all": shown.number(row["n_clauses"]),
        }  # fmt: skip
    note = _("覆盖率按分值计，旁边是有证据可评的分值与适用的分值。违规是记录数；不达标指标另计。")
    if any(grades.mark(row) for row in rows):
        note += _("斜体的得分没有等级或月份未结束，还不能当作成绩。")
    return Table(
        "scorecards",
        lazy("部门成绩单"),
        [
            Column("department_id", lazy("部门"), "department"),
            Column("points", lazy("得分"), "points"),
            Column("grade", lazy("等级"), "grade"),
            *grades.noted(facts, rows),
            Column("band", lazy("名次范围"), "text"),
            Column("unranked_reason", lazy("不排名的原因"), "code", codes="unranked_reasons"),
            Column("coverage_rate", lazy("评价覆盖率（按分值）"), "share", of=("points_assessed", "points_total")),
            Column("clauses", lazy("已评指标"), "text"),
            Column("n_breaches", lazy("违规"), "number"),
            Column("n_missed", lazy("不达标指标"), "number"),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
            Column("is_provisional", lazy("暂定"), "yes"),
        ],
        rows,
        empty=lazy("这个月没有部门成绩。"),
        note=note,
        marks=grades.mark,
    )  # fmt: skip


def _band(row: Row) -> str:
    low, high = row["rank_from"], row["rank_to"]
    if low is None:
        return shown.NONE
    told = str(low) if low == high else f"{low}–{high}"
    return _("%(band)s，共 %(n)s") % {"band": told, "n": row["n_ranked"]}


def _lines(rows: list[Row]) -> Table:
    return Table(
        "lines",
        lazy("得分和金额怎样得来"),
        [
            Column("kind", lazy("种类"), "code", codes="addend_kinds"),
            Column("points", lazy("分"), "points"),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
            Column("basis", lazy("依据"), "words", is_wide=True),
        ],
        [row for row in rows if row["points"] or row["amount_cny"]],
        empty=lazy("这个月没有扣分，也没有金额。"),
    )


def _broken(row: Row) -> int:
    found: int = (row["denominator"] or 0) - (row["numerator"] or 0)
    return found


def _rate_columns() -> list[Column]:
    return [
        Column("title", lazy("条款"), "words", is_wide=True),
        Column("locator", lazy("条文"), "data"),
        Column("verdict", lazy("判定"), "verdict"),
        Column("rate", lazy("合格率"), "rate"),
        Column(
            "interval", lazy("95% 区间"), "text", only="file"
        ),  # on a page it stands under the rate
        Column("target_text", lazy("目标"), "text", is_wide=True),
    ]


def _told(rows: list[Row]) -> list[Row]:
    for row in rows:
        low, high = row["rate_low"], row["rate_high"]
        is_known = low is not None and high is not None
        row["interval"] = (
            f"{shown.percent(low)} – {shown.percent(high)}" if is_known else shown.NONE
        )
        row["target_text"] = target(row)
        row["n_broken"] = _broken(row)
    return rows


def _worst(rows: list[Row]) -> Table:
    broken = [row for row in _told(rows) if row["verdict"] == "breach"]
    broken.sort(key=lambda row: (-row["n_broken"], row["rate"] or 0, row["clause_id"]))
    return Table(
        "worst",
        lazy("问题最多的条款"),
        [*_rate_columns(), Column("n_broken", lazy("违规"), "number")],
        broken[:WORST],
        empty=lazy("这个月没有违反的条款。"),
        note=lazy("按违规数从多到少，最多列 10 条。"),
    )


def _rates(rows: list[Row]) -> Table:
    lang = shown.language()
    return Table(
        "rates",
        lazy("各条款合格率"),
        [
            *_rate_columns(),
            Column("n_excused", lazy("免责"), "number"),
            Column("n_pending", lazy("待定"), "number"),
            Column("n_not_assessed", lazy("未评估"), "number"),
            Column("reason", lazy("原因"), "code", codes="reasons"),
            Column("is_provisional", lazy("暂定"), "yes"),
        ],
        _told(rows),
        empty=lazy("这个月没有条款结果。"),
        note=EVERY_CASE,
        group=lambda row: row[f"regulation_title_{lang}"] or row["regulation"],
    )


def _money(rows: list[Row]) -> Table:
    return Table(
        "money",
        lazy("金额，按种类"),
        [
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
            Column("n", lazy("笔数"), "number"),
            Column("n_with_amount", lazy("已定金额的笔数"), "number"),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
        ],
        rows,
        empty=lazy("这个月没有奖励、罚款或赔偿。"),
        note=lazy("各种类的钱互不抵销。"),
    )


def _quality(rows: list[Row]) -> Table:
    return Table(
        "quality",
        lazy("数据质量：每一行都有去处"),
        [
            Column("table_name", lazy("表"), "code", codes="tables"),
            Column("n_files", lazy("文件"), "number"),
            Column("n_received", lazy("收到"), "number"),
            Column("n_accepted", lazy("采用"), "number"),
            Column("n_repeated", lazy("重复文件"), "number"),
            Column("n_corrected", lazy("被更正"), "number"),
            Column("n_quarantined", lazy("隔离"), "number"),
            Column("is_balanced", lazy("相符"), "yes"),
        ],
        rows,
        empty=lazy("还没有收到任何数据。"),
        note=lazy("收到 = 采用 + 重复文件 + 被更正 + 隔离。这些数是整个单位的，截至审计时点。"),
    )


SIGNATURES: tuple[Text, ...] = (lazy("编制"), lazy("复核"), lazy("批准"))
