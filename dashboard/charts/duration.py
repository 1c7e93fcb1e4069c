"""Duration curves of pressure: which share of the month a point was at or below a pressure.

Belongs here: the specification. Does not belong here: asking for the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from dashboard.charts.style import BAD, LINE, QUIET, drawn, finished, named_data

WORDS = {
    "zh": {"share": "压力不高于该值的时间占比（%）", "pressure": "压力（MPa）", "point": "测压点", "worst": "最差测压点", "other": "其他测压点", "limit": "限值"},
    "en": {"share": "share of the time at or below the pressure (%)", "pressure": "pressure (MPa)", "point": "point", "worst": "worst point", "other": "other points", "limit": "limit"},
}  # fmt: skip


def durations(
    rows: Sequence[dict[str, Any]], worst: str, limits: Sequence[float], lang: str
) -> dict[str, Any] | None:
    """rows: point_id, share, pressure_mpa. worst: the point drawn in front; limits: horizontal lines."""
    if not rows:
        return None
    say = WORDS[lang]
    values = [
        {
            "point": row["point_id"],
            "share": float(row["share"]),
            "mpa": float(row["pressure_mpa"]),
            "which": worst if row["point_id"] == worst else say["other"],
        }
        for row in rows
    ]
    marks = [{"limit": one, "text": f"{say['limit']} {one:g} MPa"} for one in sorted(set(limits))]
    return drawn(_layout(lang, worst), curves=values, limits=marks)


@cache
def _layout(lang: str, worst: str) -> dict[str, Any]:
    say = WORDS[lang]
    domain = [worst, say["other"]]
    lines = (
        alt.Chart(named_data("curves"))
        .mark_line()
        .encode(
            x=alt.X("share:Q", title=say["share"]),
            y=alt.Y("mpa:Q", title=say["pressure"], scale=alt.Scale(zero=False)),
            detail="point:N",
            color=alt.Color(
                "which:O", title=say["worst"], scale=alt.Scale(domain=domain, range=[LINE, QUIET])
            ),
            strokeWidth=alt.StrokeWidth(
                "which:O", title=say["worst"], scale=alt.Scale(domain=domain, range=[3, 1])
            ),
            tooltip=[
                alt.Tooltip("point:N", title=say["point"]),
                alt.Tooltip("share:Q", title=say["share"]),
                alt.Tooltip("mpa:Q", title=say["pressure"], format=".3f"),
            ],
        )
    )
    base = alt.Chart(named_data("limits")).encode(y="limit:Q")
    rule = base.mark_rule(color=BAD, strokeDash=[6, 4])
    # At the right, where the curves are far above a limit that is mostly kept.
    text = base.mark_text(align="right", dy=9, color=BAD, fontSize=12).encode(
        x=alt.value("width"), text="text:N"
    )
    return finished(alt.layer(lines, rule, text), height=280)
