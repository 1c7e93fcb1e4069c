"""The rate of one clause, month by month, with its interval and target.

Belongs here: the specification. Does not belong here: asking for the data.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import altair as alt

from dashboard.charts.style import BAD, BAND, LINE, TARGET, drawn, finished, named_data

WORDS = {
    "zh": {"month": "月份", "rate": "合格率", "low": "区间下限", "high": "区间上限", "n": "合格 / 评价", "target": "目标",
           "state": "判定", "breach": "违规", "other": "其他", "breach_open": "违规（月份未结束）",
           "other_open": "月份未结束，数字还会变"},
    "en": {"month": "month", "rate": "rate", "low": "lower bound", "high": "upper bound", "n": "compliant / judged",
           "target": "target", "state": "verdict", "breach": "breach", "other": "other",
           "breach_open": "breach (month not over)", "other_open": "month not over, will change"},
}  # fmt: skip
LOOKS = {
    "breach": ("triangle-down", BAD, BAD),
    "other": ("circle", LINE, LINE),
    "breach_open": ("triangle-down", BAD, "transparent"),
    "other_open": ("circle", LINE, "transparent"),
}
"""State of a month -> shape, outline and filling: a month that is not over is hollow."""


def rate(
    rows: Sequence[dict[str, Any]], lang: str, is_over: Callable[[date], bool]
) -> dict[str, Any] | None:
    """rows: indicators in order of month. A month without a rate has no mark: no evidence is not a pass.

    is_over: whether a month is; one that is not is joined to the others by dashes.
    """
    say = WORDS[lang]
    found = [row for row in rows if row["rate"] is not None]
    if not found:
        return None
    states = [_state(row, is_over(row["period_from"])) for row in found]
    values = [
        {
            "month": f"{row['period_from']:%Y-%m}",
            "rate": float(row["rate"]),
            "low": float(row["rate_low"]) if row["rate_low"] is not None else float(row["rate"]),
            "high": float(row["rate_high"]) if row["rate_high"] is not None else float(row["rate"]),
            "n": f"{row['numerator']:,} / {row['denominator']:,}",
            "state": say[state],
            "is_final": not state.endswith("_open"),
            "is_last": place == len(found) - 1
            or (place == len(found) - 2 and states[-1].endswith("_open")),
            "target": None if row["target_rate"] is None else float(row["target_rate"]),
        }
        for place, (row, state) in enumerate(zip(found, states, strict=True))
    ]
    has_target = any(one["target"] is not None for one in values)
    known = tuple(one for one in LOOKS if one in states or not one.endswith("_open"))
    has_final = any(one["is_final"] for one in values)
    return drawn(_layout(lang, known, has_target=has_target, has_final=has_final), months=values)


def _state(row: dict[str, Any], is_over: bool) -> str:  # noqa: FBT001 - what its only caller found
    state = "breach" if row["verdict"] == "breach" else "other"
    return state if is_over else f"{state}_open"


@cache
def _layout(
    lang: str, states: tuple[str, ...], *, has_target: bool, has_final: bool
) -> dict[str, Any]:
    say = WORDS[lang]
    base = alt.Chart(named_data("months")).encode(
        x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0)),
        tooltip=[
            alt.Tooltip("month:O", title=say["month"]),
            alt.Tooltip("rate:Q", title=say["rate"], format=".2%"),
            alt.Tooltip("low:Q", title=say["low"], format=".2%"),
            alt.Tooltip("high:Q", title=say["high"], format=".2%"),
            alt.Tooltip("n:N", title=say["n"]),
            alt.Tooltip("state:N", title=say["state"]),
        ],
    )
    scale = alt.Scale(zero=False, nice=True)
    axis = alt.Axis(format="~%")
    domain = [say[one] for one in states]
    looks = [
        alt.Scale(domain=domain, range=[LOOKS[one][place] for one in states]) for place in range(3)
    ]
    open_end = any(one.endswith("_open") for one in states)
    # A filter that leaves nothing would leave an axis without an extent.
    layers = [
        base.mark_rule(color=BAND, strokeWidth=8, opacity=0.55).encode(
            y=alt.Y("low:Q", title=say["rate"], scale=scale, axis=axis), y2="high:Q"
        ),
        *(
            [
                base.transform_filter("datum.is_final")
                .mark_line(color=LINE, strokeWidth=2)
                .encode(y=alt.Y("rate:Q"))
            ]
            if has_final
            else []
        ),
        *(
            [
                base.transform_filter("datum.is_last")
                .mark_line(color=LINE, strokeWidth=1.5, strokeDash=[3, 4])
                .encode(y=alt.Y("rate:Q"))
            ]
            if open_end
            else []
        ),
        base.mark_point(size=90, opacity=1, strokeWidth=2).encode(
            y=alt.Y("rate:Q"),
            shape=alt.Shape("state:N", title=say["state"], scale=looks[0]),
            stroke=alt.Stroke("state:N", title=say["state"], scale=looks[1]),
            fill=alt.Fill("state:N", title=say["state"], scale=looks[2]),
        ),
    ]
    if has_target:
        layers.insert(
            0,
            base.mark_line(color=TARGET, strokeDash=[6, 4], strokeWidth=1.5).encode(
                y=alt.Y("target:Q")
            ),
        )
    return finished(alt.layer(*layers))
