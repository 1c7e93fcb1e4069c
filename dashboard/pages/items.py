"""The records that a rate counts, where it counts no observations of another clause.

Belongs here: filters and pages of that list. Does not belong here: SQL.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import links
from dashboard.pages.evidence import laid_out
from dashboard.pages.observations import SIZE, Pages
from dashboard.pages.respond import in_scope_or_404, month_of, respond
from dashboard.pages.table import Column, Source, Table

RESULT = (
    Column("sampled_at", lazy("采样时间"), "moment"),
    Column("point_id", lazy("采样点"), "text"),
    Column("name", lazy("项目"), "words"),
    Column("result_text", lazy("报告结果"), "data"),
    Column("limit", lazy("限值"), "limits"),
    Column("result_state", lazy("与限值比较"), "code", codes="result_states"),
)
"""What is said of a result of water."""
OUTCOMES = ("breach", "compliant", "excused", "not_assessed")
ORDER = "CASE i.outcome WHEN 'breach' THEN 0 WHEN 'not_assessed' THEN 1 ELSE 2 END, i.rowid"


def items(request: HttpRequest) -> HttpResponseBase:
    """The records of one rate clause, what failed first."""
    facts = facts_of(request)
    clause = facts.ask("clause", clause=request.GET.get("clause", ""))
    if not clause:
        raise Http404
    asked = {
        key: request.GET.get(key, "").strip()
        for key in ("clause", "month", "dept", "verdict", "record")
    }
    wanted = [
        "i.version_id IN (SELECT c.version_id FROM rulebook.clause AS c WHERE c.clause_id = $clause)"
    ]
    values: dict[str, Any] = {"clause": asked["clause"]}
    if asked["dept"]:
        values["dept"] = in_scope_or_404(facts, asked["dept"])
        wanted.append("i.department_id = $dept")
    if asked["month"]:
        values["month"] = month_of(asked["month"])
        wanted.append("i.period_from = $month")
    if asked["verdict"] in OUTCOMES:
        values["outcome"] = asked["verdict"]
        wanted.append("i.outcome = $outcome")
    if asked["record"]:
        values["record"] = asked["record"]
        wanted.append("i.record_id = $record")
        total = 1
    else:
        total = facts.ask("items_count", wanted=wanted, **values)[0]["n"]
    page = Pages(request, facts, total, is_natural=False)
    rows = facts.ask(
        "items", wanted=wanted, arranged=ORDER, limit=SIZE, offset=page.offset, **values
    )
    if asked["record"] and not rows:
        raise Http404
    found = [
        laid_out(
            facts,
            row["record_table"],
            facts.evidence_row(row["record_table"], row["source_file_id"], row["source_row"]) or {},
        )
        for row in rows[:1]
        if asked["record"]
    ]
    return respond(
        request,
        "items",
        title=lazy("计入合格率的记录"),
        tables=[_items(rows, Source("items", values, tuple(wanted), ORDER)), *found],
        clause=clause[0],
        asked=asked,
        months=facts.months(),
        departments=facts.departments(),
        outcomes=OUTCOMES,
        total=total,
        pages=page.shown(rows),
    )


def _items(rows: list[Row], source: Source) -> Table:
    """The records; of a result of water what was found, where and against which limit."""
    is_water = any(row["parameter"] is not None for row in rows)
    return Table(
        "items",
        lazy("计入合格率的记录"),
        [
            Column("outcome", lazy("判定"), "verdict"),
            Column("record_id", lazy("记录"), "text", link=links.of_item),
            *(RESULT if is_water else ()),
            Column("department_id", lazy("责任部门"), "department"),
            Column("period_from", lazy("月份"), "month"),
            *(() if is_water else (Column("reason", lazy("原因"), "code", codes="why"),)),
            Column("source_file", lazy("来源文件"), "data", is_wide=True),
            Column("source_row", lazy("来源行"), "number"),
        ],
        rows,
        empty=lazy("没有符合条件的记录。请放宽筛选条件，或选择其他月份。"),
        source=source,
        is_titled=False,
    )
