"""What control charts say in words: the rules, the state of a point, the chart in a sentence or two.

Belongs here: texts. Does not belong here: statistics (`dashboard/control.py`), tables and charts
(`dashboard/pages/control.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.control import D4, ENOUGH, Chart, Point
from dashboard.facts.page import Row
from dashboard.pages import shown
from dashboard.periods import FEWEST_EVENTS, FEWEST_GAPS, FEWEST_PERIODS, Count, Trial, trials

NUMBERS = {
    "beyond": "①", "two_of_three": "②", "four_of_five": "③", "run": "④", "zeros": "⑤", "range": "R",
}  # fmt: skip
"""Rule -> the mark it carries, on the chart as in the table."""
NAMES = {
    "beyond": lazy("① 一点超出控制限"),
    "two_of_three": lazy("② 连续三点中有两点在同侧二倍标准差以外"),
    "four_of_five": lazy("③ 连续五点中有四点在同侧一倍标准差以外"),
    "run": lazy("④ 连续八点在中心线同侧"),
    "zeros": lazy("⑤ 违规接连发生，中间没有合格记录"),
    "range": lazy("R 移动极差超出上限"),
}
STATES = {
    "usual": lazy("正常波动"),
    "better": lazy("▲ 异常：变好"),
    "worse": lazy("▼ 异常：变差"),
    "above": lazy("▲ 异常：在中心线以上"),
    "below": lazy("▼ 异常：在中心线以下"),
}
"""State of a point -> words, with a sign that does not rest on colour. Where neither side is good, a point that
chance does not explain lies above or below, and is neither better nor worse."""


def state_of(point: Point, *, is_high_good: bool | None) -> str:
    """The state of a point: a key of STATES."""
    if not point.rules:
        return "usual"
    is_above = point.side > 0
    if is_high_good is None:
        return "above" if is_above else "below"
    return "better" if is_above == is_high_good else "worse"


def told(chart: Chart, rows: Sequence[Row], what: str) -> str:
    """What the chart says, in a sentence or two."""
    found = [row for row in rows if row["state"] != "usual"]
    known = {"what": what, "n": len(rows), "signals": len(found)}
    known |= {state: sum(row["state"] == state for row in rows) for state in STATES}
    if not found:
        said = _("%(n)s 个点都在偶然波动之内：%(what)s是过程本身的水平，逐点追究没有意义，要改善就要改变做法。") % known  # fmt: skip
    else:
        known["last"] = max(found, key=lambda row: row["place"])["label"]
        if rows[0]["is_valued"]:
            said = _("%(n)s 个点中有 %(worse)s 个变差、%(better)s 个变好，不是偶然波动能解释的，最近一个在 %(last)s。请先查明这些时候发生了什么。") % known  # fmt: skip
        else:
            said = _("%(n)s 个点中有 %(signals)s 个不是偶然波动能解释的（%(above)s 个在中心线以上，%(below)s 个在以下），最近一个在 %(last)s。高低本身没有好坏，请先查明这些时候发生了什么。") % known  # fmt: skip
    if not chart.is_settled:
        said += _("点数不足 %(enough)s 个，界限是暂定的。") % {"enough": ENOUGH}
    return said


def name(rule: str, chart: Chart | None = None) -> str:
    """What a rule is called; on a chart of rare events with the number that it needs there."""
    if rule == "zeros" and chart and chart.zeros:
        return _("⑤ 至少 %(n)s 次违规接连发生，中间没有合格记录") % {"n": chart.zeros + 1}
    return str(NAMES[rule])


def why(rules: Sequence[str], chart: Chart | None = None) -> str:
    """The rules that a point completes, in words."""
    return _("；").join(name(one, chart) for one in rules) if rules else ""


def rules(chart: Chart) -> str:
    """What the limits rest on, the rules this chart was read by, and where they come from."""
    said = ""
    if chart.left_out:
        said = _("有 %(n)s 个点超出界限，计算中心线和界限时不计入它们。") % {"n": chart.left_out}
    known = {"rules": why(chart.rules, chart)}
    if chart.kind == "g":
        return said + _("判异规则取自西部电气《统计质量控制手册》（1956）和 Benneyan（2001）：%(rules)s。") % known  # fmt: skip
    said += _("判异规则取自西部电气《统计质量控制手册》（1956）：%(rules)s。") % known
    if chart.kind == "x":
        said += _("另标 R：与前一个值相差太大，移动极差超过平均移动极差的 %(d4)s 倍。") % {"d4": D4}
    return said


SHORT = {
    ("day", "events"): lazy("按日画：平均每天 %(mean)s %(what)s，至少要 %(each)s 件。"),
    ("week", "events"): lazy("按周画：平均每周 %(mean)s %(what)s，至少要 %(each)s 件。"),
    ("month", "events"): lazy("按月画：平均每月 %(mean)s %(what)s，至少要 %(each)s 件。"),
    ("week", "periods"): lazy("按周画：周数不足，现有 %(n)s 周，至少 %(periods)s 周。"),
    ("month", "periods"): lazy("按月画：月数不足，现有 %(n)s 个月，至少 %(periods)s 个月。"),
    ("g", "events"): lazy(
        "按两次违规之间的记录数画：违规不足，现有 %(breaches)s 件，至少 %(gaps)s 件。"
    ),
}
"""Chart that was tried and what it lacks -> words."""


def lacking(counts: Sequence[Count], ordered: int | None) -> str:
    """Which condition each control chart misses, by the trials that decide on it. ordered: as in those."""
    total, events = sum(one.n for one in counts), sum(one.events for one in counts)
    if not total:
        return _("到这个月为止没有已判定的记录，画不出控制图。")
    said = _("现有 %(n)s 条记录、%(breaches)s 件违规，还画不出可信的控制图。") % {
        "n": shown.number(total), "breaches": shown.number(events),
    }  # fmt: skip
    tried = trials(counts, ordered)
    known = {"days": tried[0].n, "periods": FEWEST_PERIODS}
    if tried[0].lack == "periods":  # so do all the others
        if all(one.on.day == 1 for one in counts):  # where the records of a month lie
            return said + _("缺的是月份：这些记录按月判定，只有 %(days)s 个月，至少要有 %(periods)s 个月。") % known  # fmt: skip
        return said + _("缺的是日期：这些记录只落在 %(days)s 天，至少要有 %(periods)s 天。") % known
    what = _("件违规") if events <= total - events else _("件合格记录")
    by_period = [one for one in tried if one.kind != "g"]
    for one, longer in zip_longest(by_period, by_period[1:]):
        if longer and one.n == longer.n:
            continue  # judged by the month: a day or a week is no period of its own
        said += _short(one, what)
        if one.lack == "periods":  # longer ones are fewer still
            break
    return said + "".join(_short(one, what) for one in tried if one.kind == "g")


def _short(one: Trial, what: str) -> str:
    """What one chart misses. Means are cut, not rounded: what falls short never reads as enough."""
    said = SHORT.get((one.kind, one.lack))
    return "" if said is None else str(said) % {
        "n": one.n, "periods": FEWEST_PERIODS, "what": what, "each": f"{FEWEST_EVENTS:g}",
        "mean": f"{math.floor(one.rarer / one.n * 10) / 10:.1f}", "breaches": one.rarer, "gaps": FEWEST_GAPS + 1,
    }  # fmt: skip
