"""Control charts: points, centre and limits, with a mark of its own for what chance does not explain.

Belongs here: the specification. Does not belong here: limits and rules (`dashboard/control.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt

from dashboard.charts.style import BAD, LINE, QUIET, TARGET, drawn, finished, named_data

WORDS = {
    "zh": {"better": "异常：变好", "worse": "异常：变差", "usual": "正常波动", "center": "中心线", "low": "下限", "high": "上限",
           "state": "状态", "why": "判异规则", "at": "时间", "place": "序号"},
    "en": {"better": "signal: better", "worse": "signal: worse", "usual": "usual variation", "center": "centre",
           "low": "lower limit", "high": "upper limit", "state": "state", "why": "rules", "at": "when", "place": "number"},
}  # fmt: skip

MOST_NUMBERED = 20
"""Signals above which the numbers of rules would cover each other; the table has them all."""


def control(
    rows: Sequence[dict[str, Any]], title: str, lang: str, *, is_share: bool, is_dated: bool
) -> dict[str, Any]:
    """rows: at (text), place, value, center, low, high, state (usual, better, worse), marks (numbers of rules).

    Points that are dated stand at their day, others one after the other.
    """
    say = WORDS[lang]
    is_crowded = sum(row["state"] != "usual" for row in rows) > MOST_NUMBERED
    values = [
        {**row, "state": say[row["state"]], "number": "" if is_crowded else row["marks"][:1]}
        for row in rows
    ]
    return drawn(_layout(title, lang, is_share, is_dated), points=values)


@lru_cache(maxsize=256)
def _layout(title: str, lang: str, is_share: bool, is_dated: bool) -> dict[str, Any]:  # noqa: FBT001 - keys of what is kept
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
    scale = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(format="~%") if is_share else alt.Axis()
    domain = [say["usual"], say["better"], say["worse"]]
    layers: list[Any] = [
        base.mark_line(color=QUIET, strokeDash=[5, 4], interpolate="step", strokeWidth=1.3).encode(
            y=alt.Y(f"{one}:Q", title=title, scale=scale, axis=axis)
        )
        for one in ("low", "high")
    ]
    layers += [
        base.mark_line(color=TARGET, strokeWidth=1.3).encode(y="center:Q"),
        base.mark_line(color=LINE, strokeWidth=1.2, opacity=0.6).encode(y="value:Q"),
        base.mark_point(filled=True, opacity=1).encode(
            y="value:Q",
            shape=alt.Shape(
                "state:N", title=None, scale=alt.Scale(domain=domain, range=["circle", "triangle-up", "triangle-down"])
            ),
            color=alt.Color("state:N", title=None, scale=alt.Scale(domain=domain, range=[LINE, TARGET, BAD])),
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
        base.mark_text(dy=-13, fontSize=11, color=BAD).encode(y="value:Q", text="number:N"),
    ]  # fmt: skip
    return finished(alt.layer(*layers), height=240)
