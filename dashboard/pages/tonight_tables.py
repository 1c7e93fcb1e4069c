"""The tables of the morning: what broke, what is due or overdue, what is missing, how final the months are.

Belongs here: laying out. Does not belong here: asking (`dashboard/pages/tonight.py`), SQL.
"""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, links, shown
from dashboard.pages.table import Column, Table

SHOWN_DUE = 30


def broke_table(rows: list[Row], title: str, hours: str, informative: int) -> Table:
    """Breaches of governing clauses in a window: so many hours, or whatever the last audit did not know."""
    since = {"hours": hours} if hours.isdigit() else {"new": "1"}

    def breaches(row: Row) -> str:
        return links.observations(
            clause=row["clause_id"], dept=row["department_id"], verdict="breach", **since
        )

    return Table(
        "broke",
        title,
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            Column("n", lazy("件数"), "number", link=breaches),
            Column("last_at", lazy("最近一次"), "moment"),
            Column("late_by_min", lazy("最长超时"), "minutes"),
        ],
        rows,
        empty=lazy("这段时间没有新的违规。可以放宽时间范围，或查看下面逾期未办的事项。"),
        note=_("另有 %(n)s 件违反的是仅供参考的条款（本方案以另一法规为准），不计入违规。") % {"n": shown.number(informative)}
        if informative
        else "",
    )  # fmt: skip


def due_table(rows: list[Row]) -> Table:
    """What falls due, the most urgent first."""
    return Table(
        "due",
        lazy("24 小时内到期"),
        [
            Column("left_min", lazy("剩余时间"), "left"),
            Column("due_at", lazy("应完成时刻"), "moment"),
            Column("title", lazy("条款"), "words", link=lambda row: links.observation(row["observation_id"]), is_wide=True),
            Column("record_id", lazy("记录"), "text", link=links.record),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            *_handled_by(),
        ],
        rows,
        empty=lazy("未来 24 小时内没有到期的事项。"),
        note=_("先显示最急的 %(n)s 件。") % {"n": SHOWN_DUE} if rows and rows[0]["n_all"] > len(rows) else "",
    )  # fmt: skip


def _handled_by() -> list[Column]:
    """Who handled the record. The department that answers for it may be another one."""
    return [
        Column("staff_id", lazy("经办人"), "text"),
        Column("staff_department_id", lazy("经办人所在部门"), "holder"),
    ]


def open_table(rows: list[Row]) -> Table:
    """Deadlines that passed with nothing done, by department."""
    return Table(
        "open",
        lazy("逾期至今未办"),
        [
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            Column("n", lazy("件数"), "number", link=lambda row: row["department_id"] and links.observations(
                dept=row["department_id"], verdict="breach", reason="not_done", sort="due_at")),
            Column("oldest_due_at", lazy("最早应完成于"), "moment"),
        ],
        rows,
        empty=lazy("没有逾期未办的事项。"),
    )  # fmt: skip


def overdue_table(rows: list[Row]) -> Table:
    """Those that passed longest ago."""
    return Table(
        "overdue",
        lazy("逾期最久的事项"),
        [
            Column("n_days", lazy("已逾期（天）"), "number"),
            Column("due_at", lazy("应完成时刻"), "moment"),
            Column("title", lazy("条款"), "words", link=lambda row: links.observation(row["observation_id"]), is_wide=True),
            Column("record_id", lazy("记录"), "text", link=links.record),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"])),
            *_handled_by(),
        ],
        rows,
        empty=lazy("没有逾期未办的事项。"),
        note=_("列出逾期最久的 %(n)s 件，共 %(all)s 件。") % {"n": len(rows), "all": rows[0]["n_all"]}
        if rows and rows[0]["n_all"] > len(rows)
        else "",
    )  # fmt: skip


def unanswered_table(rows: list[Row]) -> Table:
    """Breaches that stand on no scorecard."""
    n = rows[0]["n_all"] if rows else 0
    return Table(
        "unanswered",
        _("无责任部门的违规 %(n)s 件") % {"n": shown.number(n)},
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.observation(row["observation_id"]), is_wide=True),
            Column("record_id", lazy("记录"), "text", link=links.record),
            Column("period_from", lazy("月份"), "month"),
            Column("broke_at", lazy("发生时刻"), "moment"),
            Column("reason", lazy("原因"), "code", codes="why"),
        ],
        rows,
        empty=lazy("每件违规都有责任部门。"),
        note=lazy("记录没有写明部门，也无法从经办情况得出，因此不在任何部门的成绩单上。请更正记录后重新报送。"),
    )  # fmt: skip


def missing_table(facts: Facts, rows: list[Row], month: date | None) -> Table:
    """Clauses that nothing could be said about, and what somebody would have to deliver."""
    for row in rows:
        row["missing"] = _lacking(facts, row)
    return Table(
        "missing",
        lazy("本月因缺证据无法评估的条款"),
        [
            Column("record_table", lazy("记录"), "code", codes="tables"),
            Column("missing", lazy("缺什么"), "text", is_wide=True),
            Column("reason", lazy("原因"), "code", codes="reasons"),
            Column("n_clauses", lazy("条款数"), "number", link=lambda row: links.clauses(
                verdict="not_assessed", month=month, reason=row["reason"], subject=row["record_table"])),
            Column("n_records", lazy("未能判定的记录"), "number"),
        ],
        rows,
        empty=lazy("本月没有因缺证据而无法评估的条款。"),
        note=lazy("未能判定的记录为 0，表示连起算的记录或环节都没有收到，无从计数。"),
    )  # fmt: skip


def _lacking(facts: Facts, row: Row) -> str:
    """What somebody would have to deliver, as far as the published file knows it."""
    lang = shown.language()
    if row["missing_events"]:
        names = sorted(set(row["missing_events"].split()))
        comma = "、" if lang == "zh" else ", "
        said = comma.join(codes.name(facts, "ticket_events.event_type", one, lang) for one in names)
        return _("环节：%(steps)s") % {"steps": said}
    if row["reason"] not in ("not_delivered", "no_records"):
        return _("可用的数值")
    if row["is_absent"]:
        return _("整张表未报送")
    return _("所需的记录") if row["reason"] == "no_records" else _("所需的环节或列未报送")


def unset_table(rows: list[Row], month: date | None) -> Table:
    """Clauses that wait for a setting of the operator."""
    return Table(
        "unset",
        lazy("本月因参数未设定无法评估的条款"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], month), is_wide=True),
            Column("limit_param", lazy("参数"), "code", codes="parameters", link=lambda _row: f"{reverse('rulebook')}#parameters"),
            Column("n_records", lazy("未能判定的记录"), "number", link=lambda row: links.observations(
                clause=row["clause_id"], month=month, verdict="not_assessed") if row["n_records"] else ""),
        ],
        rows,
        empty=lazy("本月没有因参数未设定而无法评估的条款。"),
        note=lazy("参数由本单位在规则库中设定；设定后下一次审计即可评估。"),
    )  # fmt: skip


def months_table(rows: list[Row]) -> Table:
    """The last months, their breaches and their money."""
    for row in rows:
        row["provisional"] = f"{row['n_provisional']} / {row['n_departments']}"
    return Table(
        "months",
        lazy("各月结果是否已定"),
        [
            Column("period_from", lazy("月份"), "month", link=lambda row: links.departments(row["period_from"])),
            Column("provisional", lazy("成绩暂定的部门 / 全部"), "text"),
            Column("n_breaches", lazy("违规"), "number", link=lambda row: links.observations(
                month=row["period_from"], verdict="breach")),
            Column("reward_cny", lazy("奖励（元）"), "yuan"),
            Column("fine_cny", lazy("罚款（元）"), "yuan"),
            Column("compensation_cny", lazy("赔偿与退款（元）"), "yuan"),
            Column("accruing_cny", lazy("其中仍在累计（元）"), "yuan", link=lambda row: links.money(
                month=row["period_from"], status="accruing") if row["accruing_cny"] else ""),
        ],
        rows,
        empty=lazy("还没有部门成绩。"),
    )  # fmt: skip
