"""The rows below a timeline's axis: one lane for each holder, one row for each clock.

Belongs here: bars of holdings and clocks, the due instant, and what stands beside them.
Does not belong here: the axis and the events above it (`timeline.py`).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from warehouse.explain.codes import clock_time, day, is_end_of_day, span_between
from warehouse.explain.paper import add, shortened, width_of, words, wrapped
from warehouse.explain.parts import Clock, Party
from warehouse.explain.phrases import Language, phrase, say, who
from warehouse.explain.scale import Scale
from warehouse.explain.story import Matter, Observation

if TYPE_CHECKING:
    from warehouse.explain.timeline import Frame

MARGIN, COLUMN, END = 16.0, 166.0, 910.0
LANE, CLOCK, HEADING = 26.0, 46.0, 22.0
PATTERNED = {"late": "late", "paused": "paused", "closed": "closed", "off": "off"}

Draw = Callable[[ET.Element, "Frame"], None]


def planned(
    story: Matter, told: Sequence[Observation], top: float, language: Language
) -> tuple[float, Draw]:
    """How far down the rows reach, and what draws them."""
    holders = list(
        {one.department.id: one.department for one in story.holdings if one.department}.values()
    )
    y = top + 8
    lanes = y
    y += (HEADING + LANE * len(holders) + 6) if holders else 0
    clocks = y
    y += (HEADING + CLOCK * len(told)) if told else 0

    def draw(root: ET.Element, frame: Frame) -> None:
        if holders:
            words(root, MARGIN, lanes + 14, phrase("drawn_holders", language), "small muted")
            for number, holder in enumerate(holders):
                _lane(root, frame, holder, lanes + HEADING + number * LANE)
        if told:
            words(root, MARGIN, clocks + 14, phrase("drawn_clocks", language), "small muted")
        for number, one in enumerate(told):
            _clock(root, frame, one, clocks + HEADING + number * CLOCK, is_only=len(told) == 1)
        if any(one.clock and one.clock.is_open for one in told):
            _now(root, frame)

    return y, draw


def states(story: Matter, told: Sequence[Observation], axis: Scale) -> list[str]:
    """The states that the rows show, in the order of the legend."""
    seen = {one.state for one in story.holdings}
    for one in told:
        seen |= {state for state, _, _ in _pieces(one)}
        seen |= {"due"} if one.clock and one.clock.due_at else set()
        is_within = axis.first <= story.asked.as_of <= axis.last
        seen |= {"now"} if one.clock and one.clock.is_open and is_within else set()
    order = ("running", "paused", "closed", "late", "left", "due", "now")
    return [one for one in order if one in seen]


def bar(
    layer: ET.Element, x: float, y: float, width: float, state: str, height: float
) -> ET.Element:
    """A bar in the fill of a state: plain, patterned, or an empty outline for time that is left."""
    one = add(layer, "rect", x=x, y=y, width=max(width, 1), height=height, class_=state)
    if state in PATTERNED:
        one.set("fill", f"url(#story-{PATTERNED[state]})")
    return one


def _lane(root: ET.Element, frame: Frame, holder: Party, y: float) -> None:
    layer, language = add(root, "g", class_="lane"), frame.language
    words(layer, MARGIN, y + 13, shortened(holder.name or holder.id, COLUMN), "")
    add(
        layer,
        "line",
        x1=MARGIN + COLUMN + 8,
        y1=y + LANE - 4,
        x2=END,
        y2=y + LANE - 4,
        class_="grid",
    )
    for one in frame.story.holdings:
        if one.department != holder:
            continue
        until = one.until_at or frame.axis.last
        left, right = frame.axis.x(one.from_at), frame.axis.x(until)
        drawn = bar(layer, left, y + 3, right - left, one.state, 14)
        length = say(span_between(one.from_at, until), language)
        add(
            drawn,
            "title",
            f"{who(holder, language)} · {phrase(f'legend_{one.state}', language)} · {length}",
        )
    for moment in frame.story.moments:
        if moment.department is not None and moment.department.id == holder.id:
            x = frame.axis.x(moment.at)
            add(layer, "line", x1=x, y1=y + 1, x2=x, y2=y + 19, class_="axis")


def _pieces(one: Observation) -> list[tuple[str, datetime, datetime]]:
    """The stretches of a clock's row: as it ran, what was late, what was left."""
    clock = one.clock
    if clock is None or clock.started_at is None:
        return []
    first, last = sorted((clock.started_at, clock.end_at))
    due = clock.due_at
    ran = [(each.state, each.from_at, each.until_at) for each in clock.segments]
    found = ran or [("running", first, last)]
    if due is not None and clock.is_ahead:
        if clock.stopped_at is None:
            found = [("late", due, clock.started_at)]
        elif clock.stopped_at > due:
            found = [("late", due, clock.stopped_at), *found]
    elif due is not None and last > due:
        kept = [(state, a, min(b, due)) for state, a, b in found if a < due]
        found = [*kept, ("late", max(due, first), last)]
    elif due is not None:
        found = [*found, ("left", last, due)]
    return [(state, a, b) for state, a, b in found if a < b]


def _clock(root: ET.Element, frame: Frame, one: Observation, y: float, *, is_only: bool) -> None:
    layer, language, axis, clock = (
        add(root, "g", class_="clock"),
        frame.language,
        frame.axis,
        one.clock,
    )
    if clock is None:
        return
    for number, line in enumerate(wrapped(say(one.article.title, language), COLUMN, 11, 2)):
        words(layer, MARGIN, y + 20 + number * 14, line, "small")
    add(layer, "title", " ".join(say(step.said, language) for step in one.steps))
    for state, first, last in _pieces(one):
        left, right = axis.x(first), axis.x(last)
        drawn = bar(layer, left, y + 20, right - left, state, 15)
        length = say(span_between(first, last), language)
        add(drawn, "title", f"{phrase(f'legend_{state}', language)} · {length}")
    end = axis.x(max(clock.end_at, clock.started_at or clock.end_at))
    if clock.due_at is not None:
        x = axis.x(clock.due_at)
        top = frame.baseline if is_only else y + 14
        add(layer, "line", x1=x, y1=top, x2=x, y2=y + 39, class_="due")
        text = phrase("drawn_due_at", language, at=_short(clock.due_at, frame))
        room = width_of(text, 11) + 8
        if x + room <= END + 250:
            words(layer, x + 5, y + 14, text, "small bad halo")
        else:
            words(layer, x - 5, y + 14, text, "small bad end halo")
        end = max(end, x)
    note, style = _note(clock, language)
    if note:
        words(layer, end + 8, y + 32, note, f"small halo {style}")


def _note(clock: Clock, language: Language) -> tuple[str, str]:
    """How far before or after it was due."""
    if clock.due_at is None or clock.calendar.code == "period":
        return "", "muted"
    if clock.is_ahead and clock.is_open:
        return phrase("drawn_missing", language), "bad strong"
    low, high = sorted((clock.end_at, clock.due_at))
    time = say(span_between(low, high), language)
    if clock.end_at > clock.due_at:
        key = "drawn_late_open" if clock.is_open else "drawn_late"
        return phrase(key, language, time=time), "bad strong"
    return phrase("drawn_early", language, time=time), "muted"


def _short(at: datetime, frame: Frame) -> str:
    """An instant without year and weekday; the end of a day keeps its day."""
    local = at.astimezone(ZoneInfo(frame.zone))
    on = say(day(local.date(), year=False, weekday=False), frame.language)
    time = "24:00" if is_end_of_day(local) else clock_time(local)
    return (
        f"{on}{'24时' if time == '24:00' else time}" if frame.language == "zh" else f"{on}, {time}"
    )


def _now(root: ET.Element, frame: Frame) -> None:
    as_of = frame.story.asked.as_of
    if not frame.axis.first <= as_of <= frame.axis.last:
        return
    x = frame.axis.x(as_of)
    layer = add(root, "g", class_="audit")
    add(layer, "line", x1=x, y1=frame.baseline, x2=x, y2=frame.bottom, class_="now")
