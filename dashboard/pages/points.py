"""Points of measurement: their states from worst to best, what they are called, and where their evidence is.

Belongs here: what the map, the plan and the list of points say alike. Does not belong here: where a point is drawn
(`districts.py`, `district_map.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, links, shown

STATES = (
    "breach",
    "not_assessed",
    "no_data",
    "incomplete",
    "not_applicable",
    "excused",
    "compliant",
)
"""From the worst to the best; no data is nearer to the worst than to the best."""
SIGNS = {
    "breach": "✕",
    "not_assessed": "?",
    "no_data": "",
    "incomplete": "◔",
    "not_applicable": "–",
    "excused": "◇",
    "compliant": "✓",
}


def state_name(facts: Facts, state: str) -> str:
    """What the state of a point is called."""
    if state == "no_data":
        return _("没有数据")
    if state == "not_applicable":
        return _("有数据，无适用限值")
    if state == "incomplete":
        return _("合格但数据不全")
    return codes.name(facts, "verdicts", state, shown.language())


def kind_name(facts: Facts, row: Row) -> str:
    """What is measured at a point, and in what part of the network."""
    table = "pressure_points" if row["kind"] == "pressure" else "water_quality_samples"
    where = codes.name(facts, f"{table}.point_type", row["point_type"], shown.language())
    what = _("测压点") if row["kind"] == "pressure" else _("采样点")
    return f"{what} · {where}" if where else what


def said(facts: Facts, row: Row) -> str:
    """All that the mark of a point shows, in words."""
    rate = (
        f"{shown.percent(row['rate'])} ({shown.number(row['numerator'])}/{shown.number(row['denominator'])})"
        if row["rate"] is not None
        else ""
    )
    parts = [kind_name(facts, row), row["point_id"], row["name"], state_name(facts, row["state"])]
    return str(_("，")).join(one for one in [*parts, rate, _incomplete(row)] if one)


def _incomplete(row: Row) -> str:
    if row["n_usable"] >= row["n_due"]:
        return ""
    return _("可判定 %(rate)s（%(n)s/%(all)s）") % {
        "rate": shown.percent(row["completeness_rate"]),
        "n": shown.number(row["n_usable"]),
        "all": shown.number(row["n_due"]),
    }


def address(row: Row, month: date | None) -> str:
    """Where the evidence of a point is."""
    if row["kind"] == "pressure":
        if row["clause_id"]:
            return links.observations(
                clause=row["clause_id"], month=month, point=row["point_id"], sort="measured"
            )
        return f"{reverse('pressure')}?{urlencode({'month': shown.month(month)})}"
    query = {"month": shown.month(month)}
    if row["n_all"]:
        query["point"] = row["point_id"]
    return f"{reverse('water')}?{urlencode(query)}#results"


def worst_first(rows: Iterable[Row]) -> list[Row]:
    """Points from the worst to the best; among those of one state the lowest rate comes first."""
    order = {one: place for place, one in enumerate(STATES)}
    return sorted(
        rows, key=lambda row: (order[row["state"]], float(row["rate"] or 0), row["point_id"])
    )


def tally(facts: Facts, rows: Sequence[Row]) -> list[tuple[str, str, int]]:
    """State, its name and how many points are in it, for the states that occur."""
    counts = {one: sum(row["state"] == one for row in rows) for one in STATES}
    return [(one, state_name(facts, one), n) for one, n in counts.items() if n]


def told(facts: Facts, rows: Sequence[Row]) -> str:
    """The points in a sentence."""
    if not rows:
        return ""
    parts = [f"{text} {shown.number(n)}" for _state, text, n in tally(facts, rows)]
    return _("共 %(n)s 个测点，按这个月最差的状态：%(parts)s。") % {
        "n": shown.number(len(rows)),
        "parts": str(_("，")).join(parts),
    }
