"""The rate of one clause, month by month, with its interval and target.

Belongs here: the specification. Does not belong here: asking for the data.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import altair as alt

from dashboard.charts.style import BAD, BAND, LINE, TARGET, drawn, finished, named_data

WORDS = {
    "zh": {"month": "月份", "rate": "合格率", "low": "区间下限", "high": "区间上限", "n": "合格 / 评价", "target": "目标",
           "state": "判定", "breach": "违规", "other": "其他"},
    "en": {"month": "month", "rate": "rate", "low": "lower bound", "high": "upper bound", "n": "compliant / judged",
           "target": "target", "state": "verdict", "breach": "breach", "other": "other"},
}  # fmt: skip


def rate(rows: Sequence[dict[str, Any]], lang: str) -> dict[str, Any] | None:
    """rows: indicators in order of month. A month without a rate has no mark: no evidence is not a pass."""
    say = WORDS[lang]
    values = [
        {
            "month": f"{row['period_from']:%Y-%m}",
            "rate": float(row["rate"]),
            "low": float(row["rate_low"]) if row["rate_low"] is not None else float(row["rate"]),
            "high": float(row["rate_high"]) if row["rate_high"] is not None else float(row["rate"]),
            "n": f"{row['numerator']:,} / {row['denominator']:,}",
            "state": say["breach"] if row["verdict"] == "breach" else say["other"],
            "target": None if row["target_rate"] is None else float(row["target_rate"]),
        }
        for row in rows
        if row["rate"] is not None
    ]
    if not values:
        return None
    return drawn(_layout(lang, any(one["target"] is not None for one in values)), months=values)


@cache
def _layout(lang: str, has_target: bool) -> dict[str, Any]:  # noqa: FBT001 - a key of what is kept
    say = WORDS[lang]
    base = alt.Chart(named_data("months")).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0)),
        tooltip=[
            alt.Tooltip("month:O", title=say["month"]),
            alt.Tooltip("rate:Q", title=say["rate"], format=".2%"),
            alt.Tooltip("low:Q", title=say["low"], format=".2%"),
            alt.Tooltip("high:Q", title=say["high"], format=".2%"),
            alt.Tooltip("n:N", title=say["n"]),
        ],
    )
    scale = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(format="~%")
    domain = [say["breach"], say["other"]]
    layers = [
        base.mark_rule(color=BAND, strokeWidth=8, opacity=0.55).encode(
            y=alt.Y("low:Q", title=say["rate"], scale=scale, axis=axis), y2="high:Q"
        ),
        base.mark_line(color=LINE, strokeWidth=2).encode(y=alt.Y("rate:Q")),
        base.mark_point(size=90, filled=True, opacity=1).encode(
            y=alt.Y("rate:Q"),
            shape=alt.Shape(
                "state:N", title=say["state"], scale=alt.Scale(domain=domain, range=["triangle-down", "circle"])
            ),
            color=alt.Color(
                "state:N", title=say["state"], scale=alt.Scale(domain=domain, range=[BAD, LINE])
            ),
        ),
    ]  # fmt: skip
    if has_target:
        layers.insert(
            0,
            base.mark_line(color=TARGET, strokeDash=[6, 4], strokeWidth=1.5).encode(
                y=alt.Y("target:Q")
            ),
        )
    return finished(alt.layer(*layers))
