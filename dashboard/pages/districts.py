"""Districts: every point of pressure and sampling by the worst state of the month, on a map or plan and in a list.

Belongs here: what the page asks, and where a point stands on the plan. Does not belong here: the map
(`district_map.py`), SQL, markup (`dashboard/templates/pages/districts.html`).

Coordinates are delivered or not. The map draws the points that have them; the plan, which needs none, draws all: a
field for each district in the order of names, points within it in the order of kind and id, so that it changes
only when points do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import district_map, links, marks, points
from dashboard.pages.respond import chosen_month, respond
from dashboard.pages.table import Column, Table

ACROSS = 4
"""Points beside each other in a field."""
CELL = (80, 62)
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
    """Every point by its worst state of a month, on a map where there are coordinates, else on a plan."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    rows = facts.ask("district_points", month=month) if month else []
    has_map = bool(district_map.placed(rows))
    view = _view(request, has_map=has_map)
    ground = district_map.chosen_ground(request) if view == "map" else None
    found = district_map.within(rows, ground) if ground else rows
    counts = {state: n for state, _text, n in points.tally(facts, found)}
    return respond(
        request,
        "districts",
        title=lazy("片区与测点"),
        tables=[_points(facts, found, month, is_part=ground is not None)],
        month=month,
        months=facts.months(),
        view=view,
        has_map=has_map,
        kept={
            "view": request.GET.get("view", ""),
            "box": request.GET.get("box", "") if ground else "",
        },
        ground=ground,
        map=district_map.map_of(facts, rows, month, ground) if view == "map" else None,
        fields=_fields(facts, rows, month) if view == "plan" else [],
        legend=[
            (one, points.SIGNS[one], points.state_name(facts, one), counts.get(one, 0))
            for one in points.STATES
        ],
        told=points.told(facts, found),
    )


def _view(request: HttpRequest, *, has_map: bool) -> str:
    """Map or plan: the one asked for; the map unless no point has coordinates. 404 for anything else."""
    asked = request.GET.get("view", "")
    if asked not in ("", "map", "plan"):
        raise Http404
    return "map" if has_map and asked != "plan" else "plan"


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
            [_mark(facts, row, place, month) for place, row in enumerate(_drawn(inside))],
            ACROSS * CELL[0],
            -(-min(len(inside), MOST) // ACROSS) * CELL[1],
            points.tally(facts, inside),
            max(len(inside) - MOST, 0),
            serving.get(name, []),
        )
        for name, inside in found.items()
    ]


def _drawn(inside: list[Row]) -> list[Row]:
    """The points of a field that are drawn, in their usual order."""
    if len(inside) <= MOST:
        return inside
    ranked = sorted(
        range(len(inside)), key=lambda at: (points.STATES.index(inside[at]["state"]), at)
    )
    return [inside[at] for at in sorted(ranked[:MOST])]


def _mark(facts: Facts, row: Row, place: int, month: date | None) -> Mark:
    below, beside = divmod(place, ACROSS)
    short = row["point_id"]
    return Mark(
        beside * CELL[0] + CELL[0] // 2,
        below * CELL[1] + 22,
        row["kind"],
        row["state"],
        points.SIGNS[row["state"]],
        short if len(short) <= LONGEST else short[: LONGEST - 1] + "…",
        points.said(facts, row),
        points.address(row, month),
    )


def _points(facts: Facts, rows: Sequence[Row], month: date | None, *, is_part: bool) -> Table:
    listed = [
        {
            **row,
            "state_text": f"{points.SIGNS[row['state']]} {points.state_name(facts, row['state'])}".strip(),
            "kind_text": points.kind_name(facts, row),
        }
        for row in points.worst_first(rows)
    ]

    def address(row: Row) -> str:
        return points.address(row, month)

    return Table(
        "points",
        lazy("所选范围内的测点（最差的在前）") if is_part else lazy("全部测点（最差的在前）"),
        [
            Column("state_text", lazy("本月最差状态"), "text"),
            Column("point_id", lazy("测点"), "text", link=address),
            Column("kind_text", lazy("类型"), "text"),
            Column("name", lazy("名称"), "data"),
            Column("district", lazy("片区"), "data"),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"], month)),
            Column("rate", lazy("合格率"), "share", of=("numerator", "denominator"), link=address),
            Column("completeness_rate", lazy("可判定"), "share", of=("n_usable", "n_due")),
            Column("n_excused", lazy("免责"), "number", if_any=True),
            Column("n_not_assessed", lazy("未评估"), "number"),
            Column("n_all", lazy("数据条数"), "number"),
            Column("longitude", lazy("经度"), "measure", only="file"),
            Column("latitude", lazy("纬度"), "measure", only="file"),
        ],
        listed,
        most=SHOWN,
        empty=lazy("这个月，所选范围内没有测点。请看全图或换一个月。") if is_part else lazy("您的范围内没有测压点和采样点。请确认测压点、压力读数和水质检测表已交付。"),
        marks=lambda row: "bad" if row["state"] == "breach" else "",
        legend=marks.BREACH,
    )  # fmt: skip
