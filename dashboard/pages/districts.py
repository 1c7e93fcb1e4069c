"""Districts: every point of pressure and sampling by the worst state of the month, on a plan and in a list.

Belongs here: what the page asks, and where a point stands on the plan. Does not belong here: SQL, markup
(`dashboard/templates/pages/districts.html`).

No table of evidence carries coordinates, so the plan is a schematic one: a field for each district in the order
of names, points within it in the order of kind and id, so that it changes only when points do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, links, marks, shown
from dashboard.pages.respond import chosen_month, respond
from dashboard.pages.table import Column, Table

ACROSS = 4
"""Points beside each other in a field."""
CELL = (80, 62)
STATES = ("breach", "not_assessed", "no_data", "not_applicable", "excused", "compliant")
"""From the worst to the best; no data is nearer to the worst than to the best."""
SIGNS = {
    "breach": "✕",
    "not_assessed": "?",
    "no_data": "",
    "not_applicable": "–",
    "excused": "◇",
    "compliant": "✓",
}
LONGEST = 11
SHOWN = 200
MOST = 48
"""Points drawn in a field, the worst of them; the list has them all."""


@dataclass(frozen=True)
class Mark:
    """One point on the plan. said: all that the mark shows, in words."""

    x: int
    y: int
    kind: str
    state: str
    sign: str
    label: str
    said: str
    address: str


@dataclass(frozen=True)
class Field:
    """One district. tally: how many points are in each state."""

    name: str
    is_named: bool
    marks: list[Mark]
    width: int
    height: int
    tally: list[tuple[str, str, int]]
    n_left_out: int
    departments: list[tuple[str, str]]


def districts(request: HttpRequest) -> HttpResponseBase:
    """Every point by its worst state of a month."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    rows = facts.ask("district_points", month=month) if month else []
    return respond(
        request,
        "districts",
        title=lazy("片区与测点"),
        tables=[_points(facts, rows, month)],
        month=month,
        months=facts.months(),
        fields=_fields(facts, rows, month),
        legend=[(one, SIGNS[one], state_name(facts, one)) for one in STATES],
        told=_told(facts, rows),
    )


def state_name(facts: Facts, state: str) -> str:
    """What the state of a point is called."""
    if state == "no_data":
        return _("没有数据")
    if state == "not_applicable":
        return _("有数据，无适用限值")
    return codes.name(facts, "verdicts", state, shown.language())


def _told(facts: Facts, rows: Sequence[Row]) -> str:
    """The plan in a sentence."""
    if not rows:
        return ""
    parts = [
        f"{state_name(facts, one)} {sum(row['state'] == one for row in rows):,}"
        for one in STATES
        if any(row["state"] == one for row in rows)
    ]
    return _("共 %(n)s 个测点，按这个月最差的状态：%(parts)s。") % {
        "n": shown.number(len(rows)),
        "parts": str(_("，")).join(parts),
    }


def _fields(facts: Facts, rows: Sequence[Row], month: date | None) -> list[Field]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["district"] or "", []).append(row)
    serving: dict[str, list[tuple[str, str]]] = {}
    for one in facts.departments().values():
        if one.get("district"):
            serving.setdefault(one["district"], []).append(
                (one["name"] or one["department_id"], links.department(one["department_id"], month))
            )
    return [
        Field(
            name or _("未注明片区"),
            bool(name),
            [_mark(facts, row, place, month) for place, row in enumerate(_worst(inside))],
            ACROSS * CELL[0],
            -(-min(len(inside), MOST) // ACROSS) * CELL[1],
            [
                (one, state_name(facts, one), sum(row["state"] == one for row in inside))
                for one in STATES
                if any(row["state"] == one for row in inside)
            ],
            max(len(inside) - MOST, 0),
            serving.get(name, []),
        )
        for name, inside in found.items()
    ]


def _worst(inside: list[Row]) -> list[Row]:
    """The points of a field that are drawn, in their usual order."""
    if len(inside) <= MOST:
        return inside
    ranked = sorted(range(len(inside)), key=lambda at: (STATES.index(inside[at]["state"]), at))
    return [inside[at] for at in sorted(ranked[:MOST])]


def _mark(facts: Facts, row: Row, place: int, month: date | None) -> Mark:
    below, beside = divmod(place, ACROSS)
    rate = (
        f"{shown.percent(row['rate'])} ({shown.number(row['numerator'])}/{shown.number(row['denominator'])})"
        if row["rate"] is not None
        else ""
    )
    said = [kind_name(facts, row), row["point_id"], row["name"], state_name(facts, row["state"])]
    short = row["point_id"]
    return Mark(
        beside * CELL[0] + CELL[0] // 2,
        below * CELL[1] + 22,
        row["kind"],
        row["state"],
        SIGNS[row["state"]],
        short if len(short) <= LONGEST else short[: LONGEST - 1] + "…",
        str(_("，")).join(one for one in [*said, rate] if one),
        _address(row, month),
    )


def kind_name(facts: Facts, row: Row) -> str:
    """What is measured at a point, and in what part of the network."""
    table = "pressure_points" if row["kind"] == "pressure" else "water_quality_samples"
    where = codes.name(facts, f"{table}.point_type", row["point_type"], shown.language())
    what = _("测压点") if row["kind"] == "pressure" else _("采样点")
    return f"{what} · {where}" if where else what


def _address(row: Row, month: date | None) -> str:
    if row["kind"] == "pressure":
        if row["clause_id"]:
            return links.observations(
                clause=row["clause_id"], month=month, record=f"{row['point_id']}-", sort="measured"
            )
        return f"{reverse('pressure')}?{urlencode({'month': shown.month(month)})}"
    query = {"month": shown.month(month)}
    if row["n_all"]:
        query["point"] = row["point_id"]
    return f"{reverse('water')}?{urlencode(query)}#results"


def _points(facts: Facts, rows: Sequence[Row], month: date | None) -> Table:
    order = {one: place for place, one in enumerate(STATES)}
    listed = [
        {
            **row,
            "state_text": f"{SIGNS[row['state']]} {state_name(facts, row['state'])}".strip(),
            "kind_text": kind_name(facts, row),
        }
        for row in rows
    ]
    listed.sort(key=lambda row: (order[row["state"]], float(row["rate"] or 0), row["point_id"]))

    def address(row: Row) -> Any:
        return _address(row, month)

    return Table(
        "points",
        lazy("全部测点（最差的在前）"),
        [
            Column("state_text", lazy("本月最差状态"), "text"),
            Column("point_id", lazy("测点"), "text", link=address),
            Column("kind_text", lazy("类型"), "text"),
            Column("name", lazy("名称"), "data"),
            Column("district", lazy("片区"), "data"),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"], month)),
            Column("rate", lazy("合格率"), "share", of=("numerator", "denominator"), link=address),
            Column("n_excused", lazy("免责"), "number"),
            Column("n_not_assessed", lazy("未评估"), "number"),
            Column("n_all", lazy("数据条数"), "number"),
        ],
        listed,
        most=SHOWN,
        empty=lazy("您的范围内没有测压点和采样点。请确认测压点、压力读数和水质检测表已交付。"),
        marks=lambda row: "bad" if row["state"] == "breach" else "",
        legend=marks.BREACH,
    )  # fmt: skip
