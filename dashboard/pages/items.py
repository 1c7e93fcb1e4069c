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
from dashboard.pages.observations import SIZE, Pages
from dashboard.pages.respond import in_scope_or_404, month_of, respond
from dashboard.pages.table import Column, Source, Table

OUTCOMES = ("breach", "compliant", "excused", "not_assessed")
ORDER = "CASE i.outcome WHEN 'breach' THEN 0 WHEN 'not_assessed' THEN 1 ELSE 2 END, i.rowid"


def items(request: HttpRequest) -> HttpResponseBase:
    """The records of one rate clause, what failed first."""
    facts = facts_of(request)
    clause = facts.ask("clause_versions", clause=request.GET.get("clause", ""))
    if not clause:
        raise Http404
    asked = {
        key: request.GET.get(key, "").strip() for key in ("clause", "month", "dept", "verdict")
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
    total = facts.ask("items_count", wanted=wanted, **values)[0]["n"]
    page = Pages(request, facts, total, is_natural=False)
    rows = facts.ask(
        "items", wanted=wanted, arranged=ORDER, limit=SIZE, offset=page.offset, **values
    )
    return respond(
        request,
        "items",
        title=lazy("计入合格率的记录"),
        tables=[_items(rows, Source("items", values, tuple(wanted), ORDER))],
        clause=clause[0],
        asked=asked,
        months=facts.months(),
        departments=facts.departments(),
        outcomes=OUTCOMES,
        total=total,
        pages=page.shown(rows),
    )


def _items(rows: list[Row], source: Source) -> Table:
    return Table(
        "items",
        lazy("计入合格率的记录"),
        [
            Column("outcome", lazy("判定"), "verdict"),
            Column("record_id", lazy("记录"), "text", link=links.record),
            Column("department_id", lazy("责任部门"), "department"),
            Column("period_from", lazy("月份"), "month"),
            Column("reason", lazy("原因"), "code", codes="why"),
            Column("source_file", lazy("来源文件"), "data"),
            Column("source_row", lazy("来源行"), "number"),
        ],
        rows,
        empty=lazy("没有符合条件的记录。请放宽筛选条件，或选择其他月份。"),
        source=source,
        is_titled=False,
    )
