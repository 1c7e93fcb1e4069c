"""What all charts share: fonts, colours by meaning, Chinese dates.

Belongs here: the look. Does not belong here: data. Colours are given by name of their meaning; the browser puts
in those of the light or dark theme.
"""

from __future__ import annotations

from typing import Any

import altair as alt

FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, Segoe UI, sans-serif"
LINE, QUIET, BAD, TARGET, BAND = "#1f5f8b", "#6b7785", "#b3372f", "#8a5a00", "#9dbdd4"


def finished(
    chart: alt.LayerChart | alt.FacetChart | alt.Chart,
    height: int = 220,
    **rows: list[dict[str, Any]],
) -> dict[str, Any]:
    """A chart as JSON, in the width of its place on the page. rows: by name what `named_data` stands for."""
    made = chart.properties(width="container", height=height, background="transparent", autosize={"type": "fit-x", "contains": "padding"}).configure(
        font=FONT,
        view={"stroke": None},
        axis={"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "domain": False, "tickSize": 4},
        legend={"labelFontSize": 12, "titleFontSize": 12, "orient": "top"},
    )  # fmt: skip
    spec: dict[str, Any] = made.to_dict()
    spec.pop("$schema", None)
    if rows:
        spec["datasets"] = rows
    return spec


def data_of(values: list[dict[str, Any]]) -> alt.Data:
    """Rows as data that stand in the specification itself."""
    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def named_data(name: str) -> alt.NamedData:
    """Many rows that are given to `finished` under a name, for Altair would check each of them for long."""
    return alt.NamedData(name=name)
