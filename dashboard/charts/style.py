"""What all charts share: fonts, colours by meaning, Chinese dates.

Belongs here: the look. Does not belong here: data. Colours are given by name of their meaning; the browser puts
in those of the light or dark theme.

A layout is the same for all rows, and Altair takes a tenth of a second to check one: each is made once, and rows
are put beside it by name.
"""

from __future__ import annotations

from typing import Any

import altair as alt

FONT = "Noto Sans CJK SC, Microsoft YaHei, PingFang SC, Segoe UI, sans-serif"
LINE, QUIET, BAD, TARGET, BAND = "#1f5f8b", "#6b7785", "#b3372f", "#8a5a00", "#9dbdd4"
GOOD, SIGNAL = "#1d7044", "#7a3e9d"


def finished(
    chart: alt.LayerChart | alt.FacetChart | alt.Chart, height: int = 220
) -> dict[str, Any]:
    """A layout as JSON, in the width of its place on the page. To be kept, and never changed."""
    made = chart.properties(width="container", height=height, background="transparent", autosize={"type": "fit-x", "contains": "padding"}).configure(
        font=FONT,
        view={"stroke": None},
        axis={"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "domain": False, "tickSize": 4},
        legend={"labelFontSize": 12, "titleFontSize": 12, "orient": "top", "columns": 2},
    )  # fmt: skip
    spec: dict[str, Any] = made.to_dict()
    spec.pop("$schema", None)
    return spec


def named_data(name: str) -> alt.NamedData:
    """Rows that `drawn` puts beside the layout under this name."""
    return alt.NamedData(name=name)


def drawn(layout: dict[str, Any], **rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A chart: a layout with the rows that its names stand for."""
    return {**layout, "datasets": rows}
