"""The control chart of one clause: asked for, fitted, laid out and put into words.

Belongs here: what pages show of a control chart. Does not belong here: statistics (`dashboard/control.py`),
drawing (`dashboard/charts/control.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.charts import control as drawing
from dashboard.control import Chart, Point, gaps, individuals, proportions
from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, links, marks, shown, signals
from dashboard.pages.table import Column, Table, Text, places_of
from dashboard.periods import (
    FEWEST_GAPS,
    Count,
    first_of,
    fitting,
    gathered,
)

MOST_MONTHS = 24
MOST_ORDERED = 300_000
"""Records that a page may put in order to count those between two breaches: older ones are left out."""
FEWEST_VALUES = 12
SHOWN_POINTS = 60
"""Points in the table beneath a chart, the latest first; the chart draws all of them, and exports hold them."""


@dataclass(frozen=True)
class Controlled:
    """A control chart as a page shows it. kind: what it is called; told: what it says; basis: how it was made."""

    kind: Text
    told: Text
    basis: Text = ""
    chart: dict[str, Any] | None = None
    table: Table | None = None
    id: str = "control-chart"


def of_clause(
    facts: Facts, clause: Row, trend: Sequence[Row], month: date | None, dept: str | None
) -> list[Controlled]:
    """What the days before the end of a month say of a clause: its share of compliance, and what was measured."""
    since = _since(trend, month)
    if month is None or since is None:
        return []
    counted = clause["rate_clause_id"] or clause["clause_id"]
    is_of_items = clause["kind"] == "rate_threshold" and not clause["rate_clause_id"]
    asked = {"clause": counted, "from_month": since, "month": month, "department": dept}
    days = facts.ask("control_items" if is_of_items else "control_days", **asked)
    counts = [Count(row["on_day"], row["n"], row["n_breach"]) for row in days]
    found = [_share(facts, counts, asked, is_of_items=is_of_items)]
    if clause["kind"] in ("value_limit", "deadline"):
        measured = [row for row in days if row["average"] is not None]
        if len(measured) >= FEWEST_VALUES:
            unit = codes.name(facts, "units", clause["limit_unit"], shown.language())
            found += of_values(
                [(f"{row['on_day']:%Y-%m-%d}", row["average"], row["n_measured"]) for row in measured],
                _("每日平均实测（%(unit)s）") % {"unit": unit} if unit else _("每日平均实测"),
                lambda row: _days(asked, row["on"], row["on"]),
            )  # fmt: skip
    return found


def _since(trend: Sequence[Row], month: date | None) -> date | None:
    """The first month to look at."""
    before = sorted(row["period_from"] for row in trend if month and row["period_from"] <= month)
    return before[-MOST_MONTHS:][0] if before else None


def _recent(counts: Sequence[Count], since: date) -> date:
    """The first month from which on no more records are to be put in order than a page may."""
    total = 0
    for one in reversed(counts):
        total += one.n
        if total > MOST_ORDERED:
            return max(since, first_of(one.on + timedelta(days=31), "month"))
    return since


def _days(asked: Row, first: date, last: date) -> str:
    return links.observations(
        clause=asked["clause"],
        dept=asked["department"],
        since=first.isoformat(),
        until=last.isoformat(),
        sort="started_at",
    )


def _share(facts: Facts, counts: list[Count], asked: Row, *, is_of_items: bool) -> Controlled:
    total, events = sum(one.n for one in counts), sum(one.events for one in counts)
    fits = fitting(counts, is_ordered=not is_of_items)
    known = {"n": shown.number(total), "breaches": shown.number(events)}
    if fits == "none":
        return Controlled(_("没有波动可画"), (
            _("到这个月为止的 %(n)s 条记录全部违规。") if events else _("到这个月为止的 %(n)s 条记录没有违规，没有波动可画。")
        ) % known)  # fmt: skip
    if fits == "few":
        return _few(counts, None if is_of_items else events)
    if fits == "g":
        return _rare(facts, {**asked, "from_month": _recent(counts, asked["from_month"])}, counts)
    periods = gathered(counts, fits)
    compliant = [Count(one.on, one.n, one.n - one.events) for one in periods]
    chart = proportions(compliant)
    last = {"day": timedelta(0), "week": timedelta(days=6), "month": timedelta(days=30)}[fits]
    rows = [
        {
            **_row(point, is_high_good=True),
            "on": one.on,
            "label": f"{one.on:%Y-%m-%d}",
            "numerator": point.events,
            "n": one.n,
            "place": place,
        }
        for place, (one, point) in enumerate(zip(periods, chart.points, strict=True), 1)
    ]
    span = {"day": _("按日"), "week": _("按周"), "month": _("按月")}[fits]
    name = _("Laney p′ 图") if chart.kind == "laney" else _("p 图")
    basis = _("中心线是全部时段的合计合格率，界限是三倍标准差，随每个时段的记录数变化。")
    if chart.sigma_z:
        basis += _(
            "每个时段的记录很多，实际波动是二项分布的 %(z)s 倍，界限已按 Laney（2002）放宽。"
        ) % {"z": f"{chart.sigma_z:.1f}"}
    columns = [
        Column("on", lazy("时段起始"), "day", link=None if is_of_items else lambda row: _days(asked, row["on"], row["on"] + last)),
        Column("value", lazy("合格率"), "share", of=("numerator", "n")),
        Column("center", lazy("中心线"), "percent"),
        Column("low", lazy("控制下限"), "percent"),
        Column("high", lazy("控制上限"), "percent"),
        *_SIGNAL,
    ]  # fmt: skip
    return Controlled(
        f"{name} · {span}",
        signals.told(chart, rows, _("合格率")),
        basis + signals.rules(chart),
        drawing.control(_drawn(rows), str(_("合格率")), shown.language(), is_share=True, is_dated=True),
        _table("control", columns, rows),
    )  # fmt: skip


def _few(counts: Sequence[Count], ordered: int | None) -> Controlled:
    return Controlled(_("记录还太少"), signals.lacking(counts, ordered))


def _rare(facts: Facts, asked: Row, counts: list[Count]) -> Controlled:
    breaches = facts.ask("control_gaps", **asked)
    dated = [row for row in breaches if row["between_n"] is not None]
    if len(dated) < FEWEST_GAPS:
        return _few(counts, len(breaches))
    chart = gaps([row["between_n"] for row in dated])
    rows = [
        {
            **_row(point, is_high_good=True, chart=chart),
            "on": row["started_at"],
            "label": shown.moment(row["started_at"]),
            "record_id": row["record_id"],
            "n": "",
            "place": place,
        }
        for place, (row, point) in enumerate(zip(dated, chart.points, strict=True), 1)
    ]
    since = breaches[-1]["n_all"] - breaches[-1]["place"]
    told = signals.told(chart, rows, _("两次违规之间的合格记录数"))
    known = {"n": shown.number(since), "month": shown.month(asked["month"])}
    if facts.is_over(asked["month"]):
        told += _("最近一次违规以来，到 %(month)s 月底有 %(n)s 条合格记录。") % known
    else:
        told += _("最近一次违规以来，到这次审计为止有 %(n)s 条合格记录。") % known
    basis = _("违规少见，按日的合格率多为 100%，所以改看两次违规之间有多少条合格记录：越多越好。中心线是中位数，界限是几何分布两端的 0.135%。")  # fmt: skip
    columns = [
        Column("place", lazy("序号"), "number"),
        Column("on", lazy("违规时间"), "moment", link=lambda row: links.observation(f"{asked['clause']}/{row['record_id']}")),
        Column("value", lazy("此前的合格记录"), "number"),
        Column("center", lazy("中心线"), "number"),
        Column("low", lazy("控制下限"), "number"),
        Column("high", lazy("控制上限"), "number"),
        *_SIGNAL,
    ]  # fmt: skip
    return Controlled(
        _("g 图（少见事件）"),
        told,
        basis + signals.rules(chart),
        drawing.control(_drawn(rows), str(_("两次违规之间的合格记录数")), shown.language(), is_share=False, is_dated=False),
        _table("control", columns, rows),
    )  # fmt: skip


def of_values(
    values: Sequence[tuple[str, float, int]], title: str, link: Callable[[Row], str] | None
) -> list[Controlled]:
    """An XmR pair of measured values in order: (day, value, number of measurements)."""
    if len(values) < FEWEST_VALUES:
        known = {"n": len(values), "needed": FEWEST_VALUES}
        return [Controlled(_("记录还太少"), _("只有 %(n)s 个数值，至少要有 %(needed)s 个才能画单值控制图。") % known, id="values-chart")]  # fmt: skip
    x, mr = individuals([one for _at, one, _n in values])
    rows: list[Row] = []
    for place, ((at, _value, n), point) in enumerate(zip(values, x.points, strict=True), 1):
        moved = mr.points[place - 2] if place > 1 else None
        if moved:
            point.rules += moved.rules
        row = {
            **_row(point, is_high_good=None),
            "on": date.fromisoformat(at[:10]),
            "label": at,
            "n": n,
            "place": place,
            "moved": moved.value if moved else None,
        }
        rows.append(row)
    basis = _(
        "每个点是一个数值，界限是平均值加减 2.66 倍平均移动极差；移动极差的上限是 %(high)s。"
    ) % {"high": f"{mr.points[0].high:.4g}"}
    places = places_of(rows, "value", "moved")
    columns = [
        Column("on", lazy("日期"), "day", link=link),
        Column("value", title, "measure", places=places),
        Column("n", lazy("实测数"), "number"),
        Column("moved", lazy("移动极差"), "measure", places=places),
        Column("center", lazy("平均值"), "measure", places=places),
        Column("low", lazy("控制下限"), "measure", places=places),
        Column("high", lazy("控制上限"), "measure", places=places),
        *_SIGNAL,
    ]
    told = signals.told(x, rows, title)
    return [
        Controlled(
            _("单值与移动极差图（XmR）"),
            told,
            basis + signals.rules(x),
            drawing.control(_drawn(rows), title, shown.language(), is_share=False, is_dated=True),
            _table("values", columns, rows),
            "values-chart",
        )
    ]


_SIGNAL = (
    Column("state_text", lazy("状态"), "text"),
    Column("why", lazy("判异规则"), "text", is_wide=True),
)


def _row(point: Point, *, is_high_good: bool | None, chart: Chart | None = None) -> Row:
    return {
        "value": point.value,
        "center": point.center,
        "low": point.low,
        "high": point.high,
        "state": signals.state_of(point, is_high_good=is_high_good),
        "marks": "".join(signals.NUMBERS[one] for one in point.rules),
        "why": signals.why(point.rules, chart),
        "is_valued": is_high_good is not None,
    }


def _table(name: str, columns: Sequence[Column], rows: list[Row]) -> Table:
    names = {state: str(text) for state, text in signals.STATES.items()}
    for row in rows:
        row["state_text"] = names[row["state"]]
        row["why"] = row["why"] or shown.NONE
    return Table(
        name,
        lazy("控制图（数据）"),
        columns,
        rows[::-1],
        marks=lambda row: "bad" if row["state"] == "worse" else "",
        legend=marks.WORSE,
        most=SHOWN_POINTS,
        is_grid=True,
    )


def _short(value: Any) -> Any:
    """A number as exact as a chart can show: two of them stand on a page, with a point for each day."""
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _drawn(rows: Sequence[Row]) -> list[Row]:
    keys = ("label", "place", "value", "center", "low", "high", "state", "marks", "n", "is_valued")
    return [
        {
            **{key: _short(row[key]) for key in keys},
            "at": f"{row['on']:%Y-%m-%dT00:00:00}",
        }
        for row in rows
    ]
