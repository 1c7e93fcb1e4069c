"""The map of districts: points that have coordinates, drawn on the server, without tiles.

Belongs here: what is drawn where, and which piece of ground. Does not belong here: geometry
(`dashboard/charts/ground.py`), what a point is called (`points.py`), markup (`parts/map.html`).

It is drawn twice, for a desk and for a phone, with marks of the same size: a drawing that shrinks shrinks its
marks below what a finger meets. The style shows one of the two. Marks that would lie on each other become one
with their number, which leads to the ground they lie on, drawn larger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from dashboard.charts.ground import (
    Box,
    Point,
    Projection,
    box_of,
    gathered,
    onto,
    outline,
    room_for_name,
    round_length,
)
from dashboard.facts.page import Facts, Row
from dashboard.pages import points, shown

WIDE, NARROW = (800.0, (340.0, 640.0)), (360.0, (260.0, 480.0))
"""Width, lowest and highest of the drawing for a desk and for a phone."""
MARGIN = 44.0
FOOT = 36
"""Below the ground: the bar of the scale and north."""
APART = 31.0
"""Between the middles of two marks, whose bounds are a little nearer than half of it."""
CLEAR = (68.0, 38.0)
"""A mark with no other so near beside and below it has room for its name."""
LONGEST = 11
LISTED = 24
"""Points without coordinates that are named beside the map, the worst of them."""
TOO_FAR_M = 200_000
NAMED = 4
"""Points that are named by a mark of several."""
KM = 1000
BOX = re.compile(r"-?\d{1,3}(?:\.\d{1,7})?(?:,-?\d{1,3}(?:\.\d{1,7})?){3}")


@dataclass(frozen=True)
class Spot:
    """A mark of one point, or of several that would lie on each other. box: the ground of several, to be drawn
    larger; empty where it is drawn already, and only the list tells them apart.
    """

    x: float
    y: float
    kind: str
    state: str
    sign: str
    said: str
    address: str = ""
    box: str = ""
    label: str = ""
    n: int = 1

    @property
    def is_chinese(self) -> bool:
        """Whether the words hold a name that the utility gave in Chinese."""
        return bool(shown.HAN.search(self.said))


@dataclass(frozen=True)
class Outline:
    """The ground that the points of a district enclose, and its name above it."""

    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """One drawing of the map. bar: how long the bar of the scale is, and what it stands for."""

    name: str
    width: int
    height: int
    ground: int
    spots: list[Spot]
    outlines: list[Outline]
    bar: tuple[float, str]


@dataclass(frozen=True)
class Map:
    """The map as a page shows it. without: points that lack coordinates, as state, sign, id, words and address."""

    drawings: list[Drawing]
    n_drawn: int
    without: list[tuple[str, str, str, str, str]]
    n_without: int
    is_far: bool

    @property
    def n_unnamed(self) -> int:
        """Points without coordinates that are not named beside the map."""
        return self.n_without - len(self.without)


def place(row: Row) -> Point | None:
    """Longitude and latitude of a point that has both."""
    if row.get("longitude") is None or row.get("latitude") is None:
        return None
    return float(row["longitude"]), float(row["latitude"])


def placed(rows: Sequence[Row]) -> list[Row]:
    """The points that have coordinates."""
    return [row for row in rows if place(row)]


def chosen_ground(request: HttpRequest) -> Box | None:
    """The piece of ground asked for: `box=west,south,east,north`. 404 for anything that is none."""
    text = request.GET.get("box", "")
    if not text:
        return None
    if not BOX.fullmatch(text):
        raise Http404
    found = Box(*map(float, text.split(",")))
    if found.west > found.east or found.south > found.north:
        raise Http404
    return found


def within(rows: Sequence[Row], ground: Box) -> list[Row]:
    """The points that lie on a piece of ground."""
    return [row for row in rows if (at := place(row)) and ground.holds(*at)]


def map_of(facts: Facts, rows: Sequence[Row], month: date | None, ground: Box | None) -> Map:
    """The map of the points that have coordinates. ground: draw this piece only."""
    drawn = points.worst_first(within(rows, ground) if ground else placed(rows))
    bare = points.worst_first(row for row in rows if not place(row))
    extent = box_of(at for row in drawn if (at := place(row))) if drawn else None
    return Map(
        [
            _drawing(facts, name, size, drawn, extent, month, ground)
            for name, size in (("wide", WIDE), ("narrow", NARROW))
            if extent
        ],
        len(drawn),
        [
            (row["state"], points.SIGNS[row["state"]], row["point_id"], points.said(facts, row), points.address(row, month))
            for row in bare[:LISTED]
        ],
        len(bare),
        extent is not None and max(extent.size_m) > TOO_FAR_M,
    )  # fmt: skip


def _drawing(
    facts: Facts,
    name: str,
    size: tuple[float, tuple[float, float]],
    rows: list[Row],
    extent: Box,
    month: date | None,
    ground: Box | None,
) -> Drawing:
    width, heights = size
    draw = onto(extent, width, heights, MARGIN)
    at = [draw(*found) for row in rows if (found := place(row))]
    groups = gathered(at, APART)
    heads = [at[group[0]] for group in groups]
    spots = [
        _spot(facts, rows[group[0]], head, heads, month)
        if len(group) == 1
        else _several(facts, [rows[number] for number in group], head, ground)
        for group, head in zip(groups, heads, strict=True)
    ]
    length_m = round_length(width / 4 / draw.per_m)
    said = f"{length_m / KM:g} km" if length_m >= KM else f"{length_m:g} m"
    return Drawing(
        name,
        round(width),
        round(draw.height) + FOOT,
        round(draw.height),
        spots,
        _outlines(rows, draw, heads),
        (round(length_m * draw.per_m, 1), said),
    )


def _spot(facts: Facts, row: Row, at: Point, heads: list[Point], month: date | None) -> Spot:
    short = row["point_id"]
    return Spot(
        round(at[0], 1),
        round(at[1], 1),
        row["kind"],
        row["state"],
        points.SIGNS[row["state"]],
        points.said(facts, row),
        address=points.address(row, month),
        label=(short if len(short) <= LONGEST else short[: LONGEST - 1] + "…")
        if _has_room(at, heads)
        else "",
    )


def _has_room(at: Point, heads: list[Point]) -> bool:
    return not any(
        abs(x - at[0]) < CLEAR[0] and -1 <= y - at[1] < CLEAR[1] for x, y in heads if (x, y) != at
    )


def _several(facts: Facts, rows: list[Row], at: Point, ground: Box | None) -> Spot:
    """One mark for points on top of each other: the worst state of them, and how many they are."""
    named = str(_("、")).join(row["point_id"] for row in rows[:NAMED])
    parts = [f"{text} {shown.number(n)}" for _state, text, n in points.tally(facts, rows)]
    worst = rows[0]["state"]
    found = box_of(spot for row in rows if (spot := place(row)))
    is_drawn = found == ground
    words = (
        _("%(n)s 个测点：%(parts)s（%(named)s）。看下面的列表")
        if is_drawn
        else _("%(n)s 个测点：%(parts)s（%(named)s）。放大这里")
    )
    edges = (found.west, found.south, found.east, found.north)
    return Spot(
        round(at[0], 1),
        round(at[1], 1),
        "several",
        worst,
        points.SIGNS[worst],
        words
        % {
            "n": shown.number(len(rows)),
            "parts": str(_("，")).join(parts),
            "named": named + ("…" if len(rows) > NAMED else ""),
        },
        box="" if is_drawn else ",".join(_degrees(one) for one in edges),
        n=len(rows),
    )


def _degrees(value: float) -> str:
    """As many digits as are published, so that the box holds the points that it was made from."""
    text = f"{value:.7f}"
    return text.rstrip("0").rstrip(".")


def _outlines(rows: list[Row], draw: Projection, heads: list[Point]) -> list[Outline]:
    named = sorted((row for row in rows if row["district"]), key=lambda row: str(row["district"]))
    found: list[Outline] = []
    for name, inside in groupby(named, key=lambda row: str(row["district"])):
        at = [draw(*spot) for row in inside if (spot := place(row))]
        corners = outline(at)
        # A path of one place draws nothing: it goes to itself, and its round ends make a disc.
        path = " ".join(f"{x:.1f} {y:.1f}" for x, y in [*corners, corners[0]])
        x, y = room_for_name(at, heads, [(one.x, one.y) for one in found], draw.height)
        found.append(Outline(name, f"M{path}Z", round(x, 1), round(y, 1)))
    return found
