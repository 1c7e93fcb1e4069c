"""The paper a story is drawn on: elements, colours, patterns, and how wide words are.

Belongs here: what every drawing shares. Colours never speak alone: every state has a pattern of its own, and the
colours change where a screen is dark, never in print. Nothing is fetched from anywhere.
Does not belong here: what is drawn (`timeline.py`, `waterfall.py`).
"""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator

NAMESPACE = "http://www.w3.org/2000/svg"

STYLE = """
text { font-family: system-ui, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei",
  "WenQuanYi Zen Hei", sans-serif; font-size: 12px; fill: #1f2328 }
.title { font-size: 18px; font-weight: 600 } .small { font-size: 11px } .strong { font-weight: 600 }
.halo { paint-order: stroke; stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round }
.end { text-anchor: end } .middle { text-anchor: middle }
.muted { fill: #57606a } .bad { fill: #b3310f } .paper { fill: #ffffff }
.grid { stroke: #d0d7de; stroke-width: 1 } .leader { stroke: #8c959f; stroke-width: 1 }
.axis { stroke: #1f2328; stroke-width: 1.5 } .cut { stroke: #1f2328; stroke-width: 1.5; fill: none }
.dot { fill: #1f2328 } .edge { stroke: #1f2328; stroke-width: 1; fill: none }
.running { fill: #2f6fbf; stroke: #1f4f8c } .late { stroke: #b3310f } .paused { stroke: #8a6100 }
.closed { stroke: #2f6fbf } .left { fill: none; stroke: #57606a; stroke-dasharray: 4 3 }
.due { stroke: #b3310f; stroke-width: 2 } .now { stroke: #57606a; stroke-width: 1.5; stroke-dasharray: 2 3 }
.night { fill: #f3f5f7 } .f-late { fill: #f7d2c6 } .f-paused { fill: #f6e3b0 } .f-closed { fill: #dbe8f8 }
.f-off { fill: #e9edf1 } .s-late { stroke: #b3310f } .s-paused { stroke: #8a6100 }
.s-closed { fill: #2f6fbf } .s-off { stroke: #aab2bb }
@media screen and (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .halo { stroke: #0d1117 } .muted { fill: #9aa4af } .bad { fill: #ff8a6b } .paper { fill: #0d1117 }
  .grid { stroke: #30363d } .leader { stroke: #6e7681 } .axis, .cut, .edge { stroke: #e6edf3 }
  .dot { fill: #e6edf3 } .running { fill: #58a6ff; stroke: #a5d0ff } .late { stroke: #ff8a6b }
  .paused { stroke: #e3b341 } .closed { stroke: #58a6ff } .left { stroke: #9aa4af }
  .due { stroke: #ff8a6b } .now { stroke: #9aa4af } .night { fill: #161b22 }
  .f-late { fill: #4a1d12 } .f-paused { fill: #3d3010 } .f-closed { fill: #10233a } .f-off { fill: #1d232b }
  .s-late { stroke: #ff8a6b } .s-paused { stroke: #e3b341 } .s-closed { fill: #58a6ff } .s-off { stroke: #3d454f }
}
"""

PATTERNS = {
    "late": (8, "M0 0 L8 8 M8 0 L0 8"),
    "paused": (7, "M-1 8 L8 -1 M-1 1 L1 -1 M6 8 L8 6"),
    "off": (9, "M-1 -1 L10 10 M-1 8 L1 10 M8 -1 L10 1"),
}
"""State -> size and lines of its pattern: crossed, rising, falling. Outside office hours are dots."""


def canvas(width: float, height: float, title: str, description: str) -> ET.Element:
    """An empty drawing with its text alternatives, styles and patterns."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(
        f"{{{NAMESPACE}}}svg",
        {
            "width": _number(width), "height": _number(height),
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            "role": "img", "aria-labelledby": "story-title story-desc",
        },
    )  # fmt: skip
    add(root, "title", title, id="story-title")
    add(root, "desc", description, id="story-desc")
    add(root, "style", STYLE)
    defs = add(root, "defs")
    for name, (size, path) in PATTERNS.items():
        pattern = add(
            defs,
            "pattern",
            id=f"story-{name}",
            width=size,
            height=size,
            patternUnits="userSpaceOnUse",
        )
        add(pattern, "rect", width=size, height=size, class_=f"f-{name}")
        add(pattern, "path", d=path, class_=f"s-{name}", stroke_width=1.2, fill="none")
    dots = add(defs, "pattern", id="story-closed", width=6, height=6, patternUnits="userSpaceOnUse")
    add(dots, "rect", width=6, height=6, class_="f-closed")
    add(dots, "circle", cx=3, cy=3, r=1, class_="s-closed")
    add(root, "rect", width=width, height=height, class_="paper")
    return root


def add(parent: ET.Element, tag: str, text: str = "", **attributes: object) -> ET.Element:
    """Append an element; `class_` and underscores stand for what Python does not allow in names."""
    named = {
        key if key in ("viewBox", "patternUnits") else key.rstrip("_").replace("_", "-"): value
        for key, value in attributes.items()
    }
    one = ET.SubElement(
        parent, f"{{{NAMESPACE}}}{tag}",
        {key: _number(value) if isinstance(value, int | float) else str(value) for key, value in named.items()},
    )  # fmt: skip
    if text:
        one.text = text
    return one


def words(parent: ET.Element, x: float, y: float, text: str, style: str = "") -> ET.Element:
    """Text whose baseline begins (or ends, or is centred, by its style) at a place."""
    return (
        add(parent, "text", text, x=x, y=y, class_=style)
        if style
        else add(parent, "text", text, x=x, y=y)
    )


def written(root: ET.Element) -> str:
    """The drawing as one XML document, ending in a newline."""
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def width_of(text: str, size: float = 12) -> float:
    """About how wide a text is, in pixels: wide characters are square, others little more than half."""
    return sum(_width(one) for one in text) * size


def _width(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in " .,:;'|!il()[]":
        return 0.32
    return 0.85 if character in "MWmw@%" else 0.68 if character.isupper() else 0.58


def shortened(text: str, room: float, size: float = 12) -> str:
    """A text that fits into some room; what is left out shows as an ellipsis."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrapped(text: str, room: float, size: float, lines: int) -> list[str]:
    """A text in at most so many lines; the last one is shortened."""
    found: list[str] = []
    while text and len(found) < lines - 1 and width_of(text, size) > room:
        end = _fits(text, room, size)
        found.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*found, shortened(text, room, size)] if text else found


def _fits(text: str, room: float, size: float) -> int:
    """How many characters fit: up to a space, if there is one not too far back."""
    end = 1
    while end < len(text) and width_of(text[: end + 1], size) <= room:
        end += 1
    space = text.rfind(" ", 0, end + 1)
    return space + 1 if space > end / 2 else end


def flags(anchors: list[tuple[float, float]]) -> Iterator[int]:
    """The row of each label (its left end and width, in order from left to right) above an axis.

    Every label begins at its own leader. It stands higher than every label whose leader it would cross, so
    that neither words nor lines meet.
    """
    rows: list[int] = []
    for index in range(len(anchors) - 1, -1, -1):
        x, width = anchors[index]
        crossed = [
            row
            for (other, _), row in zip(anchors[index + 1 :], rows, strict=True)
            if other <= x + width
        ]
        rows.insert(0, max(crossed, default=-1) + 1)
    yield from rows
