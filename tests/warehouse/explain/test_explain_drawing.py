"""The drawings: well formed, with words for those who cannot see them, and no word over another."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.explain.drawing import svg
from warehouse.explain.paper import NAMESPACE, flags, shortened, width_of, wrapped
from warehouse.explain.phrases import Language
from warehouse.explain.scale import marks, scale
from warehouse.explain.story import Matter, Month
from warehouse.explain.tell import tell

SVG = f"{{{NAMESPACE}}}"
TARGETS = [
    ("T-1", ""), ("urban-supply.leak.arrival/T-1", ""), ("L01/A-1/2026-04", ""), ("A-2", ""),
    ("yc-conduct.apply.7wd/A-1", ""), ("D-NET", "2026-05"), ("reports:2026-05", ""),
]  # fmt: skip
ZERO = datetime(2026, 3, 2, 1, tzinfo=UTC)


def words(root: ET.Element) -> list[tuple[str, float, float, float, float]]:
    """Every text with its box: left, top, right, bottom."""
    found = []
    for one in root.iter(f"{SVG}text"):
        style = one.get("class", "")
        size = 18 if "title" in style else 11 if "small" in style else 12
        text, x, y = one.text or "", float(one.get("x", 0)), float(one.get("y", 0))
        width = width_of(text, size)
        left = x - width if " end" in f" {style}" else x - width / 2 if "middle" in style else x
        found.append((text, left, y - 0.75 * size, left + width, y + 0.1 * size))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("target", "month"), TARGETS)
def test_a_drawing_stands_for_itself(file: Path, target: str, month: str, lang: Language) -> None:
    drawn = svg(tell(file, target, month), lang)
    root = ET.fromstring(drawn)  # noqa: S314 - our own drawing
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text
    assert desc is not None
    assert desc.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert not re.search(r"href|@import|<script|<image|<foreignObject", drawn)
    assert set(re.findall(r"url\(([^)]*)\)", drawn)) <= {
        f"#story-{name}" for name in ("late", "paused", "closed", "off")
    }
    assert "prefers-color-scheme: dark" in drawn
    assert "张三" not in drawn


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("target", "month"), TARGETS)
def test_no_word_lies_over_another_or_beyond_the_paper(
    file: Path, target: str, month: str, lang: Language
) -> None:
    root = ET.fromstring(svg(tell(file, target, month), lang))  # noqa: S314
    boxes = words(root)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for text, left, top, right, bottom in boxes:
        assert left >= 0, text
        assert right <= width, text
        assert top >= 0, text
        assert bottom <= height, text
    for one, other in combinations(boxes, 2):
        across = min(one[3], other[3]) - max(one[1], other[1])
        down = min(one[4], other[4]) - max(one[2], other[2])
        assert across <= 2 or down <= 1, (one[0], other[0])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_event_is_marked_and_named(file: Path, lang: Language) -> None:
    story = tell(file, "T-1")
    assert isinstance(story, Matter)
    assert len(story.moments) == 12
    root = ET.fromstring(svg(story, lang))  # noqa: S314
    events = [one for one in root.iter(f"{SVG}g") if one.get("class") == "event"]
    assert len(events) == len(story.moments)
    for event, moment in zip(events, story.moments, strict=True):
        label = moment.label.zh if lang == "zh" else moment.label.en
        assert label in (event.findtext(f"{SVG}text") or "")
        assert moment.department is not None
        assert str(moment.department.name) in (event.findtext(f"{SVG}title") or "")
        assert event.find(f"{SVG}circle") is not None


def test_states_are_told_by_pattern_as_well_as_colour(file: Path) -> None:
    drawn = svg(tell(file, "urban-supply.leak.arrival/T-1"), "zh")
    for words_ in ("url(#story-paused)", "url(#story-late)", 'class="running"', 'class="due"'):
        assert words_ in drawn
    for words_ in ("暂停", "超过到期时刻", "到期 5月8日14:00:00", "晚12分30秒", "客户服务中心"):
        assert words_ in drawn
    hours = svg(tell(file, "yc-conduct.apply.7wd/A-1"), "zh")
    for words_ in ("url(#story-closed)", "url(#story-off)", "清明"):
        assert words_ in hours


INSTANTS = st.lists(
    st.integers(0, 10**7).map(lambda s: ZERO + timedelta(seconds=s)), min_size=1, max_size=20
)


@given(INSTANTS)
def test_the_axis_keeps_order_and_fills_its_width(instants: list[datetime]) -> None:
    axis = scale(instants, 100, 700)
    xs = [axis.x(at) for at in sorted(instants)]
    assert xs == sorted(xs)
    assert abs(axis.stretches[0].from_x - 100) < 0.01
    assert abs(axis.stretches[-1].until_x - 800) < 1
    if len(set(instants)) > 1:
        assert abs(xs[0] - 100) < 0.01
        assert abs(xs[-1] - 800) < 1
    at = [axis.x(one) for one in sorted(set(marks(axis, "Asia/Shanghai", 60)))]
    assert all(100 <= one <= 801 for one in at)


@given(st.lists(st.tuples(st.floats(0, 700), st.floats(1, 200)), min_size=1, max_size=20))
def test_labels_and_leaders_never_cross(anchors: list[tuple[float, float]]) -> None:
    anchors = sorted(anchors)
    levels = list(flags(anchors))
    placed = [(x, x + width, row) for (x, width), row in zip(anchors, levels, strict=True)]
    for (left, right, row), (other, _, higher) in combinations(placed, 2):
        if other <= right:
            assert row > higher, "the leader of the later label would run through the earlier one"
            assert left <= other


@given(st.text(min_size=1, max_size=60), st.floats(30, 300))
def test_shortened_words_fit(text: str, room: float) -> None:
    assert width_of(shortened(text, room)) <= room
    assert len(wrapped(text, room, 11, 2)) <= 2


def test_a_month_draws_every_addend(file: Path) -> None:
    story = tell(file, "D-NET", "2026-05")
    assert isinstance(story, Month)
    root = ET.fromstring(svg(story, "zh"))  # noqa: S314
    addends = [one for one in root.iter(f"{SVG}g") if one.get("class") == "addend"]
    assert len(addends) == len([line for line in story.lines if line.points])
    assert addends[0].findtext(f"{SVG}title", "").startswith("+100.00 ")
    shown = [text for text, *_ in words(root)]
    assert f"{story.points:.2f}" in shown
    assert "罚扣 100.00元" in " ".join(shown)
