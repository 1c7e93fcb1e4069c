"""Two versions of a clause, or the rulebook on two days, side by side.

Belongs here: finding what differs and laying it out. Does not belong here: how one version is read
(`dashboard/pages/versions.py`), two audits (`dashboard/pages/audits.py`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links, marks, shown
from dashboard.pages.respond import respond
from dashboard.pages.rulebook import chosen_day, parts_of
from dashboard.pages.table import Column, Table
from dashboard.pages.versions import differences, limit_text, lines


def compare(request: HttpRequest) -> HttpResponseBase:
    """Versions of one clause where a clause is named, else the whole rulebook on two days."""
    facts = facts_of(request)
    clause = request.GET.get("clause", "")
    return _clause(request, facts, clause) if clause else _rulebook(request, facts)


def _clause(request: HttpRequest, facts: Facts, clause: str) -> HttpResponseBase:
    versions = facts.ask("rulebook_versions", wanted=["c.clause_id = $clause"], clause=clause)
    if not versions:
        raise Http404
    numbers = [row["version_no"] for row in versions]
    other = _number(request, "other", numbers, numbers[-1])
    one = _number(request, "one", numbers, numbers[-2] if len(numbers) > 1 else numbers[-1])
    chosen = [next(row for row in versions if row["version_no"] == n) for n in (one, other)]
    parts = parts_of(facts, wanted=["c.clause_id = $clause"], clause=clause)
    lang = shown.language()
    told = [lines(facts, row, parts.get(row["version_id"], []), lang) for row in chosen]
    rows = [
        {"what": what, "one": before or shown.NONE, "other": after or shown.NONE, "differs": before != after}
        for what, before, after in differences(*told)
    ]  # fmt: skip
    return respond(
        request,
        "compare_clause",
        title=versions[-1][f"title_{lang}"] or versions[-1]["title_zh"],
        tables=[_sides(rows, *(_named(row) for row in chosen))],
        clause=versions[-1],
        versions=versions,
        one=one,
        other=other,
        n_different=sum(row["differs"] for row in rows),
    )


def _number(request: HttpRequest, key: str, known: list[int], otherwise: int) -> int:
    asked = request.GET.get(key, "")
    if not asked:
        return otherwise
    if not asked.isdigit() or int(asked) not in known:
        raise Http404
    return int(asked)


def _named(version: Row) -> str:
    start = version["version_from"]
    if start is None:
        return _("第 %(no)s 版") % {"no": version["version_no"]}
    return _("第 %(no)s 版（%(day)s 起）") % {"no": version["version_no"], "day": shown.day(start)}


def _sides(rows: list[Row], one: str, other: str) -> Table:
    return Table(
        "sides",
        lazy("逐项对照"),
        [
            Column("what", lazy("内容"), "text"),
            Column("one", one, "text", is_wide=True),
            Column("other", other, "text", is_wide=True),
            Column("differs", lazy("不同"), "yes"),
        ],
        rows,
        marks=lambda row: "bad" if row["differs"] else "",
        legend=marks.DIFFERENT,
        empty=lazy("没有可以对照的内容。"),
    )


def _rulebook(request: HttpRequest, facts: Facts) -> HttpResponseBase:
    today = facts.as_of.date()
    edges = [row["day"] for row in facts.ask("rulebook_days") if row["day"] <= today]
    before = date.fromordinal(max(edges).toordinal() - 1) if edges else today
    one, other = chosen_day(request, "one", before), chosen_day(request, "other", today)
    rows = _clauses(facts, one, other)
    limits = _limits(facts, one, other)
    return respond(
        request,
        "compare_days",
        title=lazy("规则对照"),
        tables=[_clause_table(rows, one, other), _limit_table(limits, one, other)],
        one=one,
        other=other,
        schemes=[_edition(facts, day) for day in (one, other)],
    )


def _clauses(facts: Facts, one: date, other: date) -> list[Row]:
    lang = shown.language()
    versions = facts.ask("rulebook_versions")
    parts = parts_of(facts)
    sides: list[dict[str, Row]] = [
        {row["clause_id"]: row for row in versions if _holds(row, day)} for day in (one, other)
    ]
    found: list[Row] = []
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        pair = [side.get(name) for side in sides]
        if pair[0] is pair[1]:
            continue
        row = pair[1] or pair[0] or {}
        told = [
            lines(facts, one, parts.get(one["version_id"], []), lang) if one else {} for one in pair
        ]
        head = {
            "clause_id": name, "title_zh": row["title_zh"], "title_en": row["title_en"],
            "change": "begins" if pair[0] is None else "ends" if pair[1] is None else "changed",
        }  # fmt: skip
        for what, before, after in differences(*told):
            if before != after:
                found.append({**head, "what": what, "one": before or shown.NONE, "other": after or shown.NONE})  # fmt: skip
    return found


def _holds(version: Row, day: date) -> bool:
    start, end = version["version_from"], version["version_until"]
    return (start is None or start <= day) and (end is None or day < end)


def _clause_table(rows: list[Row], one: date, other: date) -> Table:
    return Table(
        "clauses",
        lazy("不同的条款"),
        [
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"]), is_wide=True),
            Column("change", lazy("变化"), "code", codes="changes"),
            Column("what", lazy("内容"), "text"),
            Column("one", shown.day(one), "text", is_wide=True),
            Column("other", shown.day(other), "text", is_wide=True),
        ],
        rows,
        empty=lazy("这两天有效的条款相同。"),
    )  # fmt: skip


def _limits(facts: Facts, one: date, other: date) -> list[Row]:
    lang = shown.language()
    sides: list[dict[Any, Row]] = [
        {(row["parameter"], row["point_type"]): row for row in facts.ask("rulebook_limits", day=day)}
        for day in (one, other)
    ]  # fmt: skip
    found = []
    for key in sorted({*sides[0], *sides[1]}, key=str):
        pair = [side.get(key) for side in sides]
        told = [_limit(facts, row) if row else "" for row in pair]
        if told[0] != told[1]:
            row = pair[1] or pair[0] or {}
            kind = facts.label("sampling_points.point_type", row["point_type"], lang)
            found.append({
                "name_zh": row["name_zh"], "name_en": row["name_en"], "point_type": kind or shown.NONE,
                "one": told[0] or shown.NONE, "other": told[1] or shown.NONE,
            })  # fmt: skip
    return found


def _limit(facts: Facts, row: Row) -> str:
    if row["not_detectable"]:
        return _("不得检出")
    lang = shown.language()
    bounds = [
        limit_text(facts, op, row[key], row["unit"], lang)
        for op, key in ((">=", "low"), ("<=", "high"))
    ]
    return ", ".join(one for one in bounds if one)


def _limit_table(rows: list[Row], one: date, other: date) -> Table:
    return Table(
        "limits",
        lazy("不同的水质限值"),
        [
            Column("name", lazy("水质参数"), "words"),
            Column("point_type", lazy("采样点类型"), "text"),
            Column("one", shown.day(one), "text"),
            Column("other", shown.day(other), "text"),
        ],
        rows,
        empty=lazy("这两天有效的水质限值相同。"),
    )


def _edition(facts: Facts, day: date) -> Row:
    return {
        "day": day,
        "edition": next(
            (
                row
                for row in facts.ask("scheme_editions")
                if row["closed_month"] is None
                and (row["valid_from"] is None or row["valid_from"] <= day)
                and (row["valid_until"] is None or day < row["valid_until"])
            ),
            None,
        ),
    }
