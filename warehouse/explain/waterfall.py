"""A department's month drawn: how the base points became the score, line by line.

Belongs here: where everything of a month stands on the paper. Does not belong here: colours (`paper.py`).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal

from warehouse.explain.codes import money, month
from warehouse.explain.paper import add, canvas, words, wrapped, written
from warehouse.explain.parts import Line
from warehouse.explain.phrases import Language, phrase, say, who
from warehouse.explain.story import Month

LEFT, WIDTH, RIGHT = 400.0, 560.0, 90.0
HEAD, ROW = 78.0, 38.0
SHOWN = 20
"""Lines that are drawn one by one, those that move most; the rest are one row together."""


def waterfall(story: Month, language: Language) -> str:
    """The points of a month as an SVG document."""
    name = phrase(
        "title_month", language, department=who(story.department, language),
        month=say(month(story.period_from), language),
    )  # fmt: skip
    moved = [one for one in story.lines if one.points]
    kept = sorted(moved, key=lambda one: (one.kind.code != "base", -abs(one.points)))[:SHOWN]
    rows: list[tuple[str, Decimal, Line | None]] = [
        (say(one.basis, language), one.points, one) for one in kept
    ]
    if rest := sum((one.points for one in moved if one not in kept), Decimal(0)):
        rows.append((phrase("drawn_rest", language, n=len(moved) - len(kept)), rest, None))
    total = sum((points for _, points, _ in rows), Decimal(0))
    low, high = _bounds([points for _, points, _ in rows])
    height = HEAD + ROW * (len(rows) + 1) + 22 * len(story.checks[1:]) + 40
    description = phrase("semicolon", language).join(
        f"{points:+.2f} {text}" for text, points, _ in rows
    )
    root = canvas(LEFT + WIDTH + RIGHT, height, name, description)
    words(root, 16, 28, name, "title")
    if story.points is None:
        words(root, 16, 50, phrase("unscored", language), "muted")
    else:
        grade = story.grade or phrase("none", language)
        told = phrase("card", language, points=f"{story.points:.2f}", grade=grade)
        words(
            root,
            16,
            50,
            told + phrase("card_state", language, state=say(story.state, language)),
            "muted",
        )

    def x(value: Decimal) -> float:
        return LEFT + WIDTH * float((value - low) / (high - low))

    running, y = Decimal(0), HEAD
    for text, points, line in rows:
        _row(root, (text, points, line), (x(running), x(running + points)), y)
        running += points
        add(root, "line", x1=x(running), y1=y + 25, x2=x(running), y2=y + ROW + 7, class_="leader")
        y += ROW
    words(root, 16, y + 20, phrase("drawn_total", language), "strong")
    add(
        root,
        "rect",
        x=x(low),
        y=y + 7,
        width=max(x(total) - x(low), 1),
        height=18,
        class_="running",
    )
    words(root, x(max(total, low)) + 8, y + 20, f"{total:.2f}", "strong")
    if low:
        words(
            root,
            LEFT + WIDTH,
            y + ROW + 4,
            phrase("drawn_from", language, low=f"{low:.2f}"),
            "muted small end",
        )
    y += ROW + 14
    for check in story.checks[1:]:
        amount = phrase("yuan", language, amount=money(check.of_lines or Decimal(0)))
        words(root, 16, y, say(check.what, language)[:1].upper() + say(check.what, language)[1:])
        words(root, LEFT, y, amount)
        y += 22
    return written(root)


def _bounds(points: list[Decimal]) -> tuple[Decimal, Decimal]:
    """The scale: from a little below the lowest the sum ever is (the base has no need to start at nought)."""
    sums, running = [], Decimal(0)
    for one in points:
        running += one
        sums.append(running)
    high = max([*sums, Decimal(1)])
    low = min([*sums, high])
    room = max((high - low) / 10, Decimal(1))
    return (min(low - room, high - 1) if low > 0 else low - room), high


def _row(
    root: ET.Element, row: tuple[str, Decimal, Line | None], ends: tuple[float, float], y: float
) -> None:
    text, points, line = row
    group = add(root, "g", class_="addend")
    add(group, "title", f"{points:+.2f} {text}")
    for number, part in enumerate(wrapped(text, LEFT - 40, 12, 2)):
        words(group, 16, y + 14 + number * 15, part)
    left, right = sorted(ends)
    state = "late" if points < 0 else "running"
    left = max(left, LEFT)
    one = add(group, "rect", x=left, y=y + 7, width=max(right - left, 1.5), height=18, class_=state)
    if state == "late":
        one.set("fill", "url(#story-late)")
    style = (
        "strong"
        if line is not None and line.kind.code == "base"
        else "bad strong"
        if points < 0
        else "strong"
    )
    words(group, right + 8, y + 20, f"{points:+.2f}", style)
