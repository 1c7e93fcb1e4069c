"""Indicators of water quality and pressure: their rates, what they are made of, and where they fail.

Belongs here: what these pages ask and lay out. Does not belong here: SQL, drawing (`dashboard/charts`), the
tables of these pages (`dashboard/pages/measured.py`), indicators of service (`dashboard/pages/service.py`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.charts import duration
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import measured, shown
from dashboard.pages.asked import in_words
from dashboard.pages.control import FEWEST_VALUES, Controlled, of_clause, of_values
from dashboard.pages.definitions import definition_table
from dashboard.pages.respond import chosen_department, chosen_month, respond
from dashboard.pages.service import rates

SHOWN_RESULTS = 100
MOST_RESULTS = 2000
MONTHS_BACK = 12
DRAWN = 24
"""Points whose duration curves are drawn, the worst ones: more lines cannot be told apart."""


def pressure(request: HttpRequest) -> HttpResponseBase:
    """Pressure: its rates, the points, duration curves."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    points = facts.ask("pressure_points", month=month) if month else []
    drawn = list(dict.fromkeys(row["point_id"] for row in points if row["denominator"]))[:DRAWN]
    limits = [float(row["limit_value"]) for row in points if row["limit_value"] is not None]
    known = [row["point_id"] for row in points]
    point = _chosen(request, "point", known)
    if point and point not in drawn:
        drawn.append(point)
    curves = facts.ask("pressure_durations", month=month, points=drawn) if drawn else []
    clauses = _of(facts, "c.subject = 'pressure_readings'", month, dept)
    main = _main(clauses)
    controlled = _controlled(facts, main, month, dept)
    if point and month:
        days = facts.ask("control_point_days", point=point, from_month=_back(month), month=month)
        controlled += of_values(
            [(f"{row['on_day']:%Y-%m-%d}", row["average"], row["n"]) for row in days],
            _("%(point)s 每日平均压力（MPa）") % {"point": point},
            None,
        )
    return respond(
        request,
        "pressure",
        title=lazy("水压指标"),
        tables=[
            rates(in_words(facts, clauses, dept), month, dept),
            _definitions(facts, main, month, dept),
            measured.points(points, month),
            measured.curves(curves, DRAWN if len(points) > len(drawn) else 0),
            *(one.table for one in controlled if one.table),
        ],
        month=month,
        months=facts.months(),
        point=point,
        points=known,
        controlled=controlled,
        chart=duration.durations(curves, point, limits, shown.language()),
    )


def water(request: HttpRequest) -> HttpResponseBase:
    """Water quality: its rates, what the composite is made of, parameters, points and results."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    dept = chosen_department(request, facts)
    parameters = facts.ask("quality_parameters", month=month) if month else []
    sampling = facts.ask("quality_points", month=month) if month else []
    asked = {
        "parameter": _chosen(request, "parameter", [row["parameter"] for row in parameters], ""),
        "point": _chosen(request, "point", [row["point_id"] for row in sampling], ""),
    }
    clauses = _of(facts, "c.subject = 'water_quality_samples'", month, dept)
    main = _main(clauses)
    controlled = _controlled(facts, main, month, dept)
    if month and asked["parameter"]:
        controlled += _values(facts, asked, month)
    return respond(
        request,
        "water",
        title=lazy("水质指标"),
        tables=[
            rates(in_words(facts, clauses, dept), month, dept),
            _definitions(facts, main, month, dept),
            measured.composite(
                facts.ask("quality_composite", clause=main["clause_id"], month=month)
                if main and month
                else []
            ),
            measured.parameters(parameters, month, is_kept=False),
            measured.parameters(parameters, month, is_kept=True),
            measured.sampling(sampling, month),
            _results(facts, asked, month),
            *(one.table for one in controlled if one.table),
        ],
        month=month,
        months=facts.months(),
        asked=asked,
        controlled=controlled,
    )


def _of(facts: Facts, condition: str, month: date | None, dept: str | None) -> list[Row]:
    if month is None:
        return []
    wanted = ["c.is_governing", "i.clause_id IS NOT NULL", condition]
    return facts.ask("clauses", wanted=wanted, month=month, department=dept)


def _main(rows: list[Row]) -> Row | None:
    """The rate that several definitions may give: the composite rate, the rate of pressure."""
    return next((row for row in rows if row["rate_family"]), None)


def _controlled(
    facts: Facts, clause: Row | None, month: date | None, dept: str | None
) -> list[Controlled]:
    if clause is None:
        return []
    trend = facts.ask("clause_trend", clause=clause["clause_id"], department=dept)
    return of_clause(facts, clause, trend, month, dept)


def _definitions(facts: Facts, clause: Row | None, month: date | None, dept: str | None) -> Any:
    return definition_table(
        facts,
        facts.ask("named_rates", clause=clause["clause_id"], month=month, department=dept)
        if clause and month
        else [],
    )


def _chosen(request: HttpRequest, key: str, known: list[str], other: str | None = None) -> str:
    """What was asked for by a name, if it is known here: 404 otherwise; without asking the first, or `other`."""
    asked = request.GET.get(key, "")
    if asked and asked not in known:
        raise Http404
    if asked:
        return asked
    return other if other is not None else (known[0] if known else "")


def _back(month: date) -> date:
    """The month so many months before."""
    place = month.year * 12 + month.month - 1 - (MONTHS_BACK - 1)
    return date(place // 12, place % 12 + 1, 1)


def _filters(asked: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
    wanted = {"parameter": "s.parameter = $parameter", "point": "s.point_id = $point"}
    return (
        [condition for key, condition in wanted.items() if asked[key]],
        {key: value for key, value in asked.items() if value},
    )


def _results(facts: Facts, asked: dict[str, str], month: date | None) -> Any:
    """The results that were asked for; those that did not pass where nothing was."""
    if month is None:
        return measured.results([], asked, SHOWN_RESULTS)
    wanted, values = _filters(asked)
    wanted = wanted or ["s.result_state != 'pass'", "s.point_type != 'raw'"]
    rows = facts.ask(
        "quality_results",
        wanted=wanted,
        from_month=month,
        month=month,
        limit=SHOWN_RESULTS,
        **values,
    )
    return measured.results(rows, asked, SHOWN_RESULTS)


def _values(facts: Facts, asked: dict[str, str], month: date) -> list[Controlled]:
    """The control chart of one parameter at one point: that asked for, or the one most often sampled."""
    wanted, values = _filters(asked)
    wanted.append("s.point_type != 'raw'")
    rows = facts.ask(
        "quality_results",
        wanted=wanted,
        from_month=_back(month),
        month=month,
        limit=MOST_RESULTS,
        **values,
    )
    places = [row["point_id"] for row in rows]
    if not places:
        return []
    place = max(sorted(set(places)), key=places.count)
    series = [row for row in reversed(rows) if row["point_id"] == place]
    name = series[0][f"name_{shown.language()}"]
    said = {"parameter": name, "point": place, "n": len(series)}
    unnumbered = sum(row["value"] is None for row in series)
    if unnumbered and len(series) >= FEWEST_VALUES:
        return [
            Controlled(
                _("结果不全是数值"),
                _("%(point)s 的%(parameter)s有 %(n)s 个结果，其中 %(m)s 个低于检出限或以文字报告，没有数值，所以不画单值控制图；结果见下表。")
                % {**said, "m": unnumbered},
                id="values-chart",
            )
        ]  # fmt: skip
    unit = series[0]["unit"] or ""
    title = _("%(point)s 的%(parameter)s") % said + (f" ({unit})" if unit else "")
    return of_values(
        [
            (f"{row['sampled_at']:%Y-%m-%d}", float(row["value"]), 1)
            for row in series
            if row["value"] is not None
        ],
        title,
        None,
    )
