"""What control charts say in words: the rules, the state of a point, the chart in a sentence or two.

Belongs here: texts. Does not belong here: statistics (`dashboard/control.py`), tables and charts
(`dashboard/pages/control.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.control import ENOUGH, Chart
from dashboard.facts.page import Row

NUMBERS = {"beyond": "1", "two_of_three": "2", "four_of_five": "3", "run": "4", "zeros": "5"}
"""Rule -> the number it carries on the chart and in the table."""
NAMES = {
    "beyond": lazy("① 一点超出控制限"),
    "two_of_three": lazy("② 连续三点中有两点在同侧二倍标准差以外"),
    "four_of_five": lazy("③ 连续五点中有四点在同侧一倍标准差以外"),
    "run": lazy("④ 连续八点在中心线同侧"),
    "zeros": lazy("⑤ 违规接连发生，中间没有合格记录"),
}


def state(row: Row) -> str:
    """The state of a point, with a sign that does not rest on colour."""
    if row["state"] == "usual":
        return _("正常波动")
    if not row["is_valued"]:
        return _("▼ 异常")
    return _("▲ 异常：变好") if row["state"] == "better" else _("▼ 异常：变差")


def told(chart: Chart, rows: Sequence[Row], what: str) -> str:
    """What the chart says, in a sentence or two."""
    worse = [row for row in rows if row["state"] == "worse"]
    better = [row for row in rows if row["state"] == "better"]
    known = {"what": what, "n": len(rows), "worse": len(worse), "better": len(better)}
    if not worse and not better:
        said = _("%(n)s 个点都在偶然波动之内：%(what)s是过程本身的水平，逐点追究没有意义，要改善就要改变做法。") % known  # fmt: skip
    else:
        last = max([*worse, *better], key=lambda row: row["place"])
        known["last"] = last["label"]
        if rows[0]["is_valued"]:
            said = _("%(n)s 个点中有 %(worse)s 个变差、%(better)s 个变好，不是偶然波动能解释的，最近一个在 %(last)s。请先查明这些时候发生了什么。") % known  # fmt: skip
        else:
            said = _("%(n)s 个点中有 %(worse)s 个不是偶然波动能解释的，最近一个在 %(last)s。请先查明这些时候发生了什么。") % known  # fmt: skip
    if not chart.is_settled:
        said += _("点数不足 %(enough)s 个，界限是暂定的。") % {"enough": ENOUGH}
    return said


def rules(chart: Chart) -> str:
    """What the limits rest on, the rules this chart was read by, and where they come from."""
    said = ""
    if chart.left_out:
        said = _("有 %(n)s 个点超出界限，计算中心线和界限时不计入它们。") % {"n": chart.left_out}
    names = str(_("；")).join(str(NAMES[one]) for one in chart.rules)
    if chart.kind == "g":
        return said + _("判异规则取自西部电气《统计质量控制手册》（1956）和 Benneyan（2001）：%(rules)s。") % {"rules": names}  # fmt: skip
    return said + _("判异规则取自西部电气《统计质量控制手册》（1956）：%(rules)s。") % {
        "rules": names
    }
