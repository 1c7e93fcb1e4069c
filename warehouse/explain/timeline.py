"""The drawn timeline of a matter: what happened, who held it, and how its clocks ran.

Belongs here: where everything of a record's, an observation's or an entry's story stands on the paper.
Does not belong here: the axis (`scale.py`), clocks and holders (`rows.py`), colours (`paper.py`).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from warehouse.explain import rows
from warehouse.explain.codes import clock_time, day, instant, span
from warehouse.explain.due import DAY, start_of
from warehouse.explain.paper import add, canvas, flags, shortened, width_of, words, written
from warehouse.explain.parts import CalendarDay, Moment
from warehouse.explain.phrases import Language, phrase, say, who
from warehouse.explain.scale import Scale, marks, scale
from warehouse.explain.segments import closed_spans
from warehouse.explain.story import Matter, Observation
from warehouse.explain.text import title

LEFT, WIDTH, RIGHT = 190.0, 720.0, 270.0
HEAD = 78.0
FLAG = 17.0
LABEL = 330.0
AXIS = 40.0
STRIP = 15.0


@dataclass(frozen=True)
class Frame:
    """Where things stand: the axis, the line it is drawn on, and the part of the paper the rows fill."""

    story: Matter
    language: Language
    axis: Scale
    baseline: float
    bottom: float

    @property
    def zone(self) -> str:
        """The utility's zone."""
        return self.story.asked.zone


def timeline(story: Matter, language: Language) -> str:
    """The timeline as an SVG document."""
    told = [one for one in story.observations if one.clock is not None and one.clock.started_at]
    axis = scale(_instants(story, told), LEFT, WIDTH)
    labels = [_label(story, number, axis, language) for number in range(len(story.moments))]
    spots = [
        (axis.x(one.at), width_of(text) + 10)
        for one, text in zip(story.moments, labels, strict=True)
    ]
    levels = list(flags(spots))
    baseline = HEAD + (max(levels, default=0) + 1) * FLAG + 8
    height, draw = rows.planned(story, told, baseline + AXIS, language)
    frame = Frame(story, language, axis, baseline, height)
    root = canvas(
        LEFT + WIDTH + RIGHT, height + 44, title(story, language), _description(story, language)
    )
    _shade(root, frame)
    draw(root, frame)
    _head(root, frame)
    _axis(root, frame)
    for moment, text, (x, _), level in zip(story.moments, labels, spots, levels, strict=True):
        _event(root, frame, moment, text, x, level)
    _legend(root, frame, rows.states(story, told, axis))
    return written(root)


def _instants(story: Matter, told: list[Observation]) -> set[datetime]:
    found = {one.at for one in story.moments}
    for one in told:
        clock = one.clock
        if clock is not None:
            found |= {at for at in (clock.started_at, clock.due_at, clock.end_at) if at is not None}
    for holding in story.holdings:
        found |= {holding.from_at} | ({holding.until_at} if holding.until_at else set())
    return found or {story.asked.as_of}


def _label(story: Matter, number: int, axis: Scale, language: Language) -> str:
    """The words of one event: its time of day, with the day where that is another one than before."""
    one, zone = story.moments[number], ZoneInfo(story.asked.zone)
    local = one.at.astimezone(zone)
    before = story.moments[number - 1].at.astimezone(zone).date() if number else None
    at = "" if one.is_date else clock_time(local)
    if before != local.date() or one.is_date:
        is_far = before is not None and before.year != local.year
        on = say(day(local.date(), year=is_far, weekday=False), language)
        at = f"{on}{', ' if at and language == 'en' else ''}{at}"
    room = min(LABEL, LEFT + WIDTH + RIGHT - axis.x(one.at) - 12)
    return shortened(f"{at} {say(one.label, language)}", room)


def _description(story: Matter, language: Language) -> str:
    """The text alternative: every clock's steps, else every event."""
    steps = [say(step.said, language) for one in story.observations for step in one.steps]
    gap = "" if language == "zh" else " "
    if steps and story.kind != "record":
        return gap.join(steps)
    told = [
        f"{say(instant(one.at, story.asked.zone), language)} {say(one.label, language)}"
        for one in story.moments
    ]
    return phrase("semicolon", language).join(told) or title(story, language)


def _head(root: ET.Element, frame: Frame) -> None:
    story, language = frame.story, frame.language
    words(root, 16, 28, shortened(title(story, language), LEFT + WIDTH + RIGHT - 32, 18), "title")
    line, style = say(story.asked.profile, language), "muted"
    if story.kind != "record" and story.observations:
        line = _verdict(story.observations[0], frame)
        is_breach = story.observations[0].judgement.verdict.code == "breach"
        style = "bad strong" if is_breach else "muted"
    words(root, 16, 50, line, style)
    as_of = say(instant(story.asked.as_of, frame.zone), language)
    words(
        root,
        LEFT + WIDTH + RIGHT - 16,
        50,
        phrase("drawn_as_of", language, at=as_of, zone=frame.zone),
        "muted small end",
    )


def _verdict(one: Observation, frame: Frame) -> str:
    """The verdict of one observation, why, and when it was due."""
    language, judgement = frame.language, one.judgement
    line = say(judgement.verdict, language)
    line = line[:1].upper() + line[1:]
    if judgement.reason is not None:
        line += phrase("reason_aside", language, reason=say(judgement.reason, language))
    due = one.clock.due_at if one.clock else None
    if due is not None:
        line += phrase("drawn_due", language, at=say(instant(due, frame.zone), language))
    return line


def _shade(root: ET.Element, frame: Frame) -> None:
    """Nights and days off behind everything; a holiday's name where there is room."""
    layer = add(root, "g", class_="closed-hours")
    top, height = HEAD - 18, frame.bottom - HEAD + 18
    for first, last, name in _nights(frame):
        left, right = frame.axis.x(first), frame.axis.x(last)
        if right - left < 1:
            continue
        one = add(layer, "rect", x=left, y=top, width=right - left, height=height, class_="night")
        add(one, "title", name)
    for first_on, last_on, name in _days_off(frame):
        left = frame.axis.x(start_of(first_on, frame.zone))
        right = frame.axis.x(start_of(last_on + DAY, frame.zone))
        if right - left < 1:
            continue
        add(layer, "rect", x=left, y=top, width=right - left, height=height, class_="f-off")
        one = add(
            layer, "rect", x=left, y=top, width=right - left, height=STRIP, fill="url(#story-off)"
        )
        add(one, "title", name)
        if width_of(name, 11) + 12 <= right - left:
            half = width_of(name, 11) / 2 + 4
            middle = (left + right) / 2
            add(layer, "rect", x=middle - half, y=top, width=2 * half, height=STRIP, class_="f-off")
            words(layer, middle, top + 11, name, "muted small middle")


def _nights(frame: Frame) -> Iterator[tuple[datetime, datetime, str]]:
    """When the office is closed, neighbours as one."""
    calendar = {one.day: one for one in frame.story.calendar}
    name = phrase("drawn_closed", frame.language)
    for one in closed_spans(calendar, frame.zone, frame.axis.first, frame.axis.last):
        yield one.from_at, one.until_at, name


def _days_off(frame: Frame) -> Iterator[tuple[date, date, str]]:
    """Runs of days off of one name."""
    run: list[CalendarDay] = []
    for one in frame.story.calendar:
        if run and (one.is_working_day or _name(one, frame) != _name(run[-1], frame)):
            yield run[0].day, run[-1].day, _name(run[0], frame)
            run = []
        if not one.is_working_day:
            run.append(one)
    if run:
        yield run[0].day, run[-1].day, _name(run[0], frame)


def _name(one: CalendarDay, frame: Frame) -> str:
    if one.kind == "weekend":
        return phrase("drawn_weekend", frame.language)
    name = one.name_zh if frame.language == "zh" else one.name_en
    return name or phrase("drawn_off", frame.language)


def _axis(root: ET.Element, frame: Frame) -> None:
    """The line, its marks in local time, and where it is drawn shorter than its share."""
    layer, y, axis = add(root, "g", class_="time"), frame.baseline, frame.axis
    add(layer, "line", x1=LEFT, y1=y, x2=LEFT + WIDTH, y2=y, class_="axis")
    taken: list[tuple[float, float]] = []
    for one in axis.stretches:
        if one.is_cut:
            middle = (one.from_x + one.until_x) / 2
            add(layer, "path", d=f"M{middle - 5:.1f} {y + 5} l4 -10 m2 10 l4 -10", class_="cut")
            text = say(span(round((one.until_at - one.from_at).total_seconds())), frame.language)
            if width_of(text, 11) < one.until_x - one.from_x:
                words(layer, middle, y + 16, text, "muted small middle halo")
                half = width_of(text, 11) / 2 + 4
                taken.append((middle - half, middle + half))
    zone = ZoneInfo(frame.zone)
    days: list[tuple[float, float]] = []
    first = say(day(axis.first.astimezone(zone).date(), weekday=False), frame.language)
    _mark(layer, LEFT + width_of(first, 11) / 2, y + 32, first, days, "small middle strong halo")
    found = sorted(
        set(marks(axis, frame.zone, 62)), key=lambda at: (not _is_midnight(at, zone), at)
    )
    for at in found:
        x, local = axis.x(at), at.astimezone(zone)
        add(layer, "line", x1=x, y1=y, x2=x, y2=y + 4, class_="axis")
        if _is_midnight(at, zone):
            is_far = local.year != axis.first.astimezone(zone).year
            text = say(day(local.date(), year=is_far, weekday=False), frame.language)
            _mark(layer, x, y + 32, text, days, "small middle strong halo")
        else:
            _mark(layer, x, y + 16, f"{local:%H:%M}", taken, "small middle halo")


def _is_midnight(at: datetime, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).time() == datetime.min.time()


def _mark(
    layer: ET.Element, x: float, y: float, text: str, taken: list[tuple[float, float]], style: str
) -> None:
    """A label below the axis, unless it would touch another one."""
    half = width_of(text, 11) / 2 + 4
    if all(x + half <= left or right <= x - half for left, right in taken):
        words(layer, x, y, text, style)
        taken.append((x - half, x + half))


def _event(root: ET.Element, frame: Frame, moment: Moment, text: str, x: float, level: int) -> None:
    """One event: a dot on the axis, its words above it, and a line between the two."""
    language = frame.language
    group = add(root, "g", class_="event")
    local = moment.at.astimezone(ZoneInfo(frame.zone))
    at = say(day(local.date()) if moment.is_date else instant(moment.at, frame.zone), language)
    parts = [f"{at} {say(moment.label, language)}"]
    if moment.department is not None:
        parts.append(who(moment.department, language))
    if moment.staff_id:
        parts.append(moment.staff_id)
    if moment.source.file:
        parts.append(f"{moment.source.file}:{moment.source.row}")
    add(group, "title", " · ".join(parts))
    y = frame.baseline - 8 - level * FLAG
    add(group, "line", x1=x, y1=frame.baseline, x2=x, y2=y - 9, class_="leader")
    add(group, "circle", cx=x, cy=frame.baseline, r=3.5, class_="dot")
    words(group, x + 4, y, text, "label")


def _legend(root: ET.Element, frame: Frame, states: list[str]) -> None:
    """What the fills mean; only those that are used."""
    layer, x, y = add(root, "g", class_="legend"), LEFT, frame.bottom + 22
    shown = list(states)
    if any(not one.is_working_day for one in frame.story.calendar):
        shown.append("off")
    if any(one.is_cut for one in frame.axis.stretches):
        shown.append("cut")
    for state in shown:
        text = phrase(f"legend_{state}", frame.language)
        if state == "cut":
            add(layer, "path", d=f"M{x + 6:.1f} {y + 5} l4 -10 m2 10 l4 -10", class_="cut")
        elif state in ("due", "now"):
            add(layer, "line", x1=x + 11, y1=y - 7, x2=x + 11, y2=y + 7, class_=state)
        else:
            rows.bar(layer, x, y - 6, 22, state, 12)
        words(layer, x + 28, y + 4, text, "small")
        x += 28 + width_of(text, 11) + 18
