"""Control charts: points, centre and limits, with a mark of its own for what chance does not explain.

Belongs here: the specification. Does not belong here: limits and rules (`dashboard/control.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.style import BAD, GOOD, LINE, QUIET, SIGNAL, drawn, finished, named_data

WORDS: dict[str, dict[str, Any]] = {
    "zh": {"better": "异常：变好", "worse": "异常：变差", "above": "异常：在中心线以上", "below": "异常：在中心线以下",
           "usual": "正常波动", "center": "中心线", "low": "控制下限", "high": "控制上限", "limits": "控制限",
           "short": {"center": "中心", "low": "下限", "high": "上限"}, "cut": "（纵轴不从 0 起）",
           "state": "状态", "why": "判异规则", "at": "时间", "place": "序号"},
    "en": {"better": "signal: better", "worse": "signal: worse", "above": "signal: above",
           "below": "signal: below", "usual": "usual variation", "center": "centre", "low": "lower limit",
           "high": "upper limit", "limits": "limits", "short": {"center": "centre", "low": "lower", "high": "upper"},
           "cut": "(axis does not start at 0)", "state": "state", "why": "rules", "at": "when", "place": "number"},
}  # fmt: skip
LOOKS = {
    "usual": ("circle", LINE),
    "better": ("triangle-up", GOOD),
    "worse": ("triangle-down", BAD),
    "above": ("triangle-up", SIGNAL),
    "below": ("triangle-down", SIGNAL),
}
"""State of a point -> its shape and colour."""

ROOM = 25
"""Points across a chart so far apart that the marks of one do not cover those of the next; the table has them all."""
APART = 0.075
"""Share of the axis that the names of two lines stand apart, at least."""
NEAR_ZERO = 0.5
"""Where the lowest value is less than this share of the highest, the axis begins at 0."""


def control(
    rows: Sequence[dict[str, Any]], title: str, lang: str, *, is_share: bool, is_dated: bool
) -> dict[str, Any]:
    """rows: at (text), place, value, center, low, high, state (a key of LOOKS), marks (of its rules), is_valued.

    Points that are dated stand at their day, others one after the other.
    """
    say = WORDS[lang]
    values, free = [], 0.0
    for place, row in enumerate(rows):
        is_shown = bool(row["marks"]) and place >= free
        free = place + len(rows) / ROOM * (1 + len(row["marks"])) / 2 if is_shown else free
        number = row["marks"] if is_shown else ""
        values.append({**row, "state": say[row["state"]], "number": number})
    every = [float(row[key]) for row in rows for key in ("value", "low", "high")]
    is_cut = min(every) > NEAR_ZERO * max(every)
    bottom = min(every) if is_cut or min(every) < 0 else 0.0
    layout = _layout(
        title,
        lang,
        tuple(("usual", "better", "worse") if rows[0]["is_valued"] else ("usual", "above", "below")),
        is_share=is_share,
        is_dated=is_dated,
        is_cut=is_cut,
    )  # fmt: skip
    return drawn(layout, points=values, lines=_named(rows[-1], max(every) - bottom, say["short"]))


def _named(last: dict[str, Any], span: float, names: dict[str, str]) -> list[dict[str, Any]]:
    """The names of the lines at their right end, kept apart where lines lie close to each other."""
    found: list[dict[str, Any]] = []
    for key in ("high", "center", "low"):
        y = float(last[key])
        if found:
            y = min(y, found[-1]["y"] - APART * span)
        found.append({"y": y, "text": names[key]})
    return found


@lru_cache(maxsize=256)
def _layout(
    title: str, lang: str, states: tuple[str, ...], *, is_share: bool, is_dated: bool, is_cut: bool
) -> dict[str, Any]:
    say = WORDS[lang]
    form = ".2%" if is_share else ",.3~f"
    x: alt.X = (
        alt.X("at:T", title=None, axis=alt.Axis(format="%m-%d", labelOverlap=True))
        if is_dated
        else alt.X(
            "place:Q", title=say["place"], axis=alt.Axis(tickMinStep=1), scale=alt.Scale(nice=False)
        )
    )
    base = alt.Chart(named_data("points")).encode(x=x)
    # Lines that lie on 100 % or on 0 stand clear of the edge.
    scale = alt.Scale(zero=not is_cut, nice=False, padding=10)
    axis = alt.Axis(format="~%") if is_share else alt.Axis()
    domain = [say[one] for one in states]
    kinds = alt.Scale(domain=[say["center"], say["limits"]], range=[[1, 0], [5, 4]])
    layers: list[Any] = [
        base.mark_line(color=LINE, strokeWidth=1.2, opacity=0.6).encode(
            y=alt.Y("value:Q", title=[title, say["cut"]] if is_cut else title, scale=scale, axis=axis)
        ),
        *(
            base.transform_calculate(line=f"'{say[kind]}'")
            .mark_line(color=QUIET, interpolate="step", strokeWidth=1.4)
            .encode(
                y=f"{one}:Q",
                strokeDash=alt.StrokeDash(
                    "line:N", title=None, scale=kinds, legend=alt.Legend(symbolStrokeColor=QUIET, orient="bottom")
                ),
            )
            for one, kind in (
                ("center", "center"),
                ("low", "limits"),
                ("high", "limits"),
            )
        ),
        base.mark_point(filled=True, opacity=1).encode(
            y="value:Q",
            shape=alt.Shape(
                "state:N", title=None, scale=alt.Scale(domain=domain, range=[LOOKS[one][0] for one in states])
            ),
            color=alt.Color("state:N", title=None, scale=alt.Scale(domain=domain, range=[LOOKS[one][1] for one in states])),
            size=alt.condition(alt.datum.state == say["usual"], alt.value(28), alt.value(130)),
            tooltip=[
                alt.Tooltip("label:N", title=say["at"]),
                alt.Tooltip("value:Q", title=title, format=form),
                alt.Tooltip("n:N", title="n"),
                alt.Tooltip("center:Q", title=say["center"], format=form),
                alt.Tooltip("low:Q", title=say["low"], format=form),
                alt.Tooltip("high:Q", title=say["high"], format=form),
                alt.Tooltip("state:N", title=say["state"]),
                alt.Tooltip("marks:N", title=say["why"]),
            ],
        ),
        base.mark_text(dy=-13, fontSize=12, color=QUIET).encode(y="value:Q", text="number:N"),
        alt.Chart(named_data("lines"))
        .mark_text(align="left", dx=6, fontSize=11, color=QUIET)
        .encode(x=alt.value("width"), y="y:Q", text="text:N"),
    ]  # fmt: skip
    return finished(alt.layer(*layers), height=240)
