"""What each named definition makes of a rate.

Belongs here: that table. Does not belong here: asking for its rows, SQL.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, marks, shown
from dashboard.pages.table import Column, Table

MEANS = ("mean_of_points", "mean_of_point_types", "composite", "item_weighted")
"""Methods that average rates: what passed out of what was judged is not what they divide."""


def definition_table(facts: Facts, rows: list[Row]) -> Table:
    """What each named definition makes of a rate."""
    is_lacking = any(row["reason"] for row in rows)
    return Table(
        "definitions",
        lazy("不同定义下的合格率"),
        [
            Column("title", lazy("定义"), "words", is_key=True),
            Column("is_governing", lazy("本方案采用"), "yes"),
            Column("rate", lazy("合格率"), "percent"),
            Column("basis", lazy("怎样得出"), "text"),
            *([Column("why", lazy("无法计算的原因"), "text")] if is_lacking else []),
            Column("formula", lazy("公式"), "words", is_wide=True),
        ],
        [{**row, "basis": _basis(row), "why": _why(facts, row)} for row in rows],
        empty=lazy("这个月没有可以计算的合格率。"),
        marks=lambda row: "own" if row["is_governing"] else "",
        legend=marks.GOVERNING,
    )  # fmt: skip


def _basis(row: Row) -> str:
    """What a rate is made of: a fraction, or a mean of rates over so many results."""
    n = {"n": shown.number(row["denominator"])}
    if row["rate"] is None:
        return _("%(n)s 个结果") % n if row["denominator"] else shown.NONE
    if row["method"] not in MEANS:
        return f"{shown.number(row['numerator'])} / {shown.number(row['denominator'])}"
    if row["n_rates"]:
        return _("%(k)s 个率的平均（%(n)s 个结果）") % {"k": shown.number(row["n_rates"]), **n}
    return _("各率的平均（%(n)s 个结果）") % n


def _why(facts: Facts, row: Row) -> str:
    """Why a rate cannot be computed, and which items or tables it lacks."""
    lang = shown.language()
    if row["reason"] is None:
        return shown.NONE
    said = codes.name(facts, "reasons", row["reason"], lang)
    lacks = row[f"missing_{lang}"]
    return _("%(reason)s：%(what)s") % {"reason": said, "what": lacks} if lacks else said
