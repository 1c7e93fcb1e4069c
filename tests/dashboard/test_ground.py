"""The geometry of the map: order and shape are kept, nothing leaves the drawing, no mark covers another."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts.ground import (
    METRES_PER_DEGREE,
    Box,
    box_of,
    gathered,
    onto,
    outline,
    room_for_name,
    round_length,
)

MARGIN = 40.0
towns = st.tuples(st.floats(-179, 178), st.floats(-80, 79), st.floats(0, 0.6), st.floats(0, 0.6))
shares = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=30)
sizes = st.sampled_from([(960.0, (360.0, 760.0)), (380.0, (260.0, 520.0))])
drawn = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 400)), max_size=60)


@given(towns, shares, sizes)
def test_a_map_keeps_order_and_shape_and_stays_in_its_box(
    town: tuple[float, float, float, float],
    within: list[tuple[float, float]],
    size: tuple[float, tuple[float, float]],
) -> None:
    west, south, wide, high = town
    places = [(west + x * wide, south + y * high) for x, y in within]
    width, heights = size
    draw = onto(box_of(places), width, heights, MARGIN)
    assert heights[0] <= draw.height <= heights[1]
    points = [draw(*one) for one in places]
    for x, y in points:
        assert MARGIN - 1e-6 <= x <= width - MARGIN + 1e-6
        assert MARGIN - 1e-6 <= y <= draw.height - MARGIN + 1e-6
    for (one, p), (two, q) in zip(
        zip(places, points, strict=True), zip(places[1:], points[1:], strict=True), strict=False
    ):
        assert (two[0] - one[0]) * (q[0] - p[0]) >= 0, "east is to the right"
        assert (two[1] - one[1]) * (q[1] - p[1]) <= 0, "north is up"


@given(st.floats(-70, 70), st.floats(0.001, 0.2))
def test_a_metre_is_as_long_to_the_east_as_to_the_north(latitude: float, degrees: float) -> None:
    wide = degrees / math.cos(math.radians(latitude))
    ground = Box(105 - wide, latitude - degrees, 105 + wide, latitude + degrees)
    draw = onto(ground, 960, (360, 760), MARGIN)
    left, right = draw(ground.west, latitude), draw(ground.east, latitude)
    low, high = draw(105, ground.south), draw(105, ground.north)
    assert right[0] - left[0] == pytest.approx(low[1] - high[1])
    length_m = 2 * degrees * METRES_PER_DEGREE
    assert right[0] - left[0] == pytest.approx(length_m * draw.per_m)
    assert max(right[0] - left[0], low[1] - high[1]) == pytest.approx(draw.height - 2 * MARGIN)


def test_one_place_is_drawn_in_the_middle_and_not_blown_up() -> None:
    draw = onto(box_of([(105.0, 35.0)] * 3), 960, (360, 760), MARGIN)
    assert draw(105.0, 35.0) == (480, draw.height / 2)
    assert 960 / draw.per_m >= 60


@given(drawn, st.floats(5, 60))
def test_heads_of_groups_keep_their_distance_and_every_place_is_in_one(
    places: list[tuple[float, float]], apart: float
) -> None:
    groups = gathered(places, apart)
    assert sorted(number for group in groups for number in group) == list(range(len(places)))
    heads = [places[group[0]] for group in groups]
    for at, head in enumerate(heads):
        assert all(math.dist(head, other) >= apart for other in heads[:at])
        assert all(math.dist(head, places[number]) < apart for number in groups[at][1:])
        assert groups[at] == sorted(groups[at]), "who comes first is the head"


@given(drawn)
def test_an_outline_holds_every_place(places: list[tuple[float, float]]) -> None:
    corners = outline(places)
    assert set(corners) <= set(places)
    assert len(corners) == len(set(corners))
    if len(corners) > 2:
        for one, two in zip(corners, [*corners[1:], corners[0]], strict=True):
            length = math.dist(one, two)
            for x, y in places:
                side = (two[0] - one[0]) * (y - one[1]) - (two[1] - one[1]) * (x - one[0])
                assert side >= -1e-6 * max(length, 1)


@pytest.mark.parametrize(
    ("most", "length"), [(7.4, 5), (1, 1), (999, 500), (2000, 2000), (0.3, 0.2), (51_000, 50_000)]
)
def test_the_bar_of_the_scale_has_a_round_length(most: float, length: float) -> None:
    assert round_length(most) == pytest.approx(length)


def test_a_name_stands_above_its_places_unless_something_is_there() -> None:
    places = [(100.0, 100.0), (140.0, 160.0)]
    middle, above = room_for_name(places, places, [], 400)
    assert (middle, above) == (120, 76)
    _, higher = room_for_name(places, [*places, (120.0, 80.0)], [], 400)
    assert higher < 80 - 18
    _, below = room_for_name([(x, y - 80) for x, y in places], [], [], 400)
    assert below > 80, "there is no room above"
    _, beside = room_for_name(places, places, [(120.0, 76.0)], 400)
    assert abs(beside - 76) >= 18
