"""The points of one department, month by month.

Belongs here: the specification. Does not belong here: asking for the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from dashboard.charts.style import LINE, drawn, finished, named_data

WORDS = {
    "zh": {"month": "月份", "points": "得分", "coverage": "评价覆盖率", "state": "状态", "open": "暂定（空心）", "final": "已定"},
    "en": {"month": "month", "points": "points", "coverage": "coverage", "state": "state", "open": "provisional (hollow)", "final": "final"},
}  # fmt: skip


def points(rows: Sequence[dict[str, Any]], lang: str) -> dict[str, Any] | None:
    """rows: scorecards with period_from, points, grade, coverage_rate, is_provisional. Hollow marks are provisional.

    A month that carries no grade has no mark: its points say nothing yet.
    """
    say = WORDS[lang]
    values = [
        {
            "month": f"{row['period_from']:%Y-%m}",
            "points": float(row["points"]),
            "coverage": float(row["coverage_rate"] or 0),
            "state": say["open"] if row["is_provisional"] else say["final"],
        }
        for row in sorted(rows, key=lambda row: row["period_from"])
        if row["points"] is not None and row["grade"] is not None
    ]
    if not values:
        return None
    return drawn(_layout(lang), months=values)


@cache
def _layout(lang: str) -> dict[str, Any]:
    say = WORDS[lang]
    base = alt.Chart(named_data("months")).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("points:Q", title=say["points"], scale=alt.Scale(domain=[0, 100])),
        tooltip=[
            alt.Tooltip("month:O", title=say["month"]),
            alt.Tooltip("points:Q", title=say["points"], format=".2f"),
            alt.Tooltip("coverage:Q", title=say["coverage"], format=".1%"),
            alt.Tooltip("state:N", title=say["state"]),
        ],
    )
    marks = base.mark_point(size=80, strokeWidth=2).encode(
        shape=alt.Shape(
            "state:N",
            title=say["state"],
            scale=alt.Scale(domain=[say["final"], say["open"]], range=["circle", "diamond"]),
        ),
        color=alt.Color(
            "state:N",
            title=say["state"],
            scale=alt.Scale(domain=[say["final"], say["open"]], range=[LINE, LINE]),
        ),
        fill=alt.Fill(
            "state:N",
            title=say["state"],
            scale=alt.Scale(domain=[say["final"], say["open"]], range=[LINE, "transparent"]),
        ),
    )
    return finished(alt.layer(base.mark_line(color=LINE, strokeWidth=2), marks))
