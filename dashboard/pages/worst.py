"""The records of a clause that are in breach, the worst of them first.

Belongs here: that table and its words. Does not belong here: SQL but for the conditions that pick records.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, links, shown
from dashboard.pages.table import Column, Table, places_of

SHOWN_WORST = 20
MEASURES = (
    Column("started_at", lazy("起点"), "moment"),
    Column("late_by_min", lazy("超时"), "minutes"),
    Column("measured", lazy("实测"), "measure"),
    Column("limit_value", lazy("限值"), "measure", unit="unit"),
)
"""What is said of a record in breach where its clause measures it."""
MEASURES_OF_COUNT = (
    Column("measured", lazy("实际次数"), "measure"),
    Column("limit_value", lazy("规定次数"), "measure"),
)
WORST_FIRST = "v.late_by_min DESC NULLS LAST, v.started_at DESC NULLS LAST, v.rowid"


def worst(facts: Facts, clause: Row, month: date, dept: str | None) -> Table:
    """The records in breach, the latest first; those that a rate counts itself where it counts no observations."""
    is_of_items = clause["kind"] == "rate_threshold" and not clause["rate_clause_id"]
    name, verdict, order = (
        ("i", "outcome", "i.rowid") if is_of_items else ("v", "verdict", WORST_FIRST)
    )
    wanted = [
        f"{name}.{verdict} = 'breach'",
        f"{name}.period_from = $month",
        f"{name}.version_id IN (SELECT c.version_id FROM rulebook.clause AS c WHERE c.clause_id = $clause)",
    ]
    values: Row = {"clause": clause["rate_clause_id"] or clause["clause_id"], "month": month}
    if dept:
        wanted.append(f"{name}.department_id = $dept")
        values["dept"] = dept
    rows = facts.ask(
        "items" if is_of_items else "observations",
        wanted=wanted,
        arranged=order,
        limit=SHOWN_WORST,
        offset=0,
        **values,
    )
    is_late = any(row.get("late_by_min") is not None for row in rows)
    lang = shown.language()
    rows = [
        {**row, "why": _why(row, clause) or codes.name(facts, "why", row["reason"], lang)}
        for row in rows
    ]
    measures = MEASURES_OF_COUNT if clause["kind"] == "count" else MEASURES
    places = places_of(rows, "measured", "limit_value")
    return Table(
        "worst",
        lazy("违规的记录") if not is_late else lazy("最差的记录"),
        [
            Column("record_id", lazy("记录"), "text", link=links.of_item if is_of_items else lambda row: links.observation(row["observation_id"])),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"], month)),
            *(
                replace(one, places=places) if one.kind == "measure" else one
                for one in measures
                if any(row.get(one.key) is not None for row in rows)
            ),
            Column("why", lazy("原因"), "text"),
            Column("source_file", lazy("来源文件"), "data"),
            Column("source_row", lazy("来源行"), "number"),
        ],
        rows,
        empty=_no_breach(clause),
        note=_first(is_late=is_late) if len(rows) == SHOWN_WORST else "",
    )  # fmt: skip


def _why(row: Row, clause: Row) -> str:
    """What is wrong with a number of records: too few of them, or too many."""
    if clause["kind"] != "count" or row.get("measured") is None or row.get("limit_value") is None:
        return ""
    is_few = row["measured"] < row["limit_value"]
    if row.get("record_table") in ("meter_readings", "meters"):
        return _("漏抄") if is_few else _("重复抄")
    return _("少于规定次数") if is_few else _("多于规定次数")


def _first(*, is_late: bool) -> str:
    if is_late:
        return _("先显示超时最长的 %(n)s 件；全部记录从上面的合格率进入。") % {"n": SHOWN_WORST}
    return _("先显示 %(n)s 件；全部记录从上面的合格率进入。") % {"n": SHOWN_WORST}


def _no_breach(clause: Row) -> str:
    """What to say where no record is in breach: that none was, or that none could be judged."""
    if clause["denominator"]:
        return _("这条条款这个月没有违规的记录。")
    why = str(clause["reason_text"])
    if clause["verdict"] is None:
        return why
    if why == shown.NONE:
        return _("未评估：这个月没有可判定的记录。")
    return _("未评估：这个月没有可判定的记录（%(why)s）。") % {"why": why}
