"""The command `plumbline compare`: departments beside each other, with what the figures cannot show.

Belongs here: its arguments, its sentences, and how the answer is laid out.
Does not belong here: computing a comparison (`warehouse/comparison.py`), finding it (`warehouse/compared.py`).

A rate is never printed without its interval unless it rests on a hundred records or more.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import Language, language, text

if TYPE_CHECKING:
    from warehouse.compared import Compared

Row = dict[str, Any]

BARE_N = 100
"""Records from which a rate that has no interval is printed without one."""

ALL = 100
"""Percent."""

SAYS: dict[str, tuple[str, str]] = {
    "title": ("{month} 部门比较（{profile}）", "Departments compared, {month} ({profile})"),
    "provisional": (
        "部分数字尚未定论，还会变化",
        "Some figures are not final and may still change",
    ),
    "departments": (
        "按工作构成的预期违规与实际违规（只计有其他部门同样承担、记录相互独立的条款）",
        (
            "Breaches expected of each department’s mix of work, and actual ones (clauses that others share, with "
            "independent records)"
        ),
    ),
    "judged": ("评价数", "judged"),
    "actual": ("实际", "actual"),
    "expected": ("预期", "expected"),
    "ratio": ("实际/预期", "actual/expected"),
    "rank": ("名次范围", "rank band"),
    "uncompared": ("未比较（违规/评价）", "not compared (breaches/judged)"),
    "clauses": ("各条款合格率及 95% 区间", "Rates by clause, with their 95 % intervals"),
    "kept": ("合格/评价", "kept/judged"),
    "rate": ("合格率", "rate"),
    "funnel": ("漏斗图", "funnel"),
    "luck": ("判定或属偶然", "chance of luck"),
    "rolling": ("近十二个月", "twelve months"),
    "band": ("{first}–{last}（共 {n}）", "{first}–{last} of {n}"),
    "of": ("n = {n:,}", "n = {n:,}"),
    "position": ("{position}（{side}）", "{position} ({side})"),
    "left_out": (
        "另有 {n} 个条款本月只有一个部门有记录，且没有目标，未列出；用 --clause 查看",
        "{n} more clauses have records of one department only and no target: see them with --clause",
    ),
    "limits": (
        "{department}：合并合格率 {pooled}，漏斗图 95% 界限 {inner}，99.8% 界限 {outer}",
        "{department}: all departments together {pooled}, funnel limits {inner} (95 %) and {outer} (99.8 %)",
    ),
    "advice": (
        "{department}：不合格不再增加时，需 {n:,} 条独立记录才能以 95% 的把握证明达到 {target}",
        (
            "{department}: with no more failures than these, {n:,} independent records would show with 95 % "
            "confidence that {target} is met"
        ),
    ),
    "risk": (
        (
            "{department}：以同样的记录数，真实不合格比例只有允许值四分之三的部门，每 100 个月有 {miss} 个月未达 {target}；"
            "为允许值一倍半的部门，每 100 个月有 {kept} 个月仍达标"
        ),
        (
            "{department}: with as many records, a department that truly fails three quarters of what {target} allows "
            "misses it in {miss} of 100 months; one that truly fails half as much again meets it in {kept}"
        ),
    ),
    "note": (
        "区间重叠的部门名次不分先后；预期未剔除本部门自身；比较不影响得分和金额",
        (
            "Departments whose intervals overlap share ranks; what is expected includes the department’s own work; "
            "comparing changes neither points nor money"
        ),
    ),
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("compare")(compare)


def compare(
    month: Annotated[str, typer.Argument(help="Month, such as 2026-03")],
    home: Annotated[
        Path,
        typer.Option(envvar="PLUMBLINE_HOME", help="Folder of an audited utility; it is only read"),
    ],
    clause: Annotated[str, typer.Option(help="Only this clause, with its limits and risks")] = "",
    output: FormatOption = Format.TABLE,
    lang: Annotated[str, typer.Option(help="zh or en; default from the environment")] = "",
) -> None:
    """Show departments beside each other: rank bands, intervals, funnel limits, luck, expected breaches."""
    from warehouse.compared import read_comparison
    from warehouse.home import Home

    found = read_comparison(Home(home.resolve()), month, clause)
    if output is Format.JSON:
        write_json(
            {
                "profile": found.profile_id,
                "month": f"{found.month:%Y-%m}",
                "departments": found.departments,
                "clauses": found.clauses,
            }
        )
    else:
        _print(Console(), found, language(lang), is_one=bool(clause))


def _say(key: str, lang: Language, **values: object) -> str:
    zh, en = SAYS[key]
    return (zh if lang == "zh" else en).format(**values)


def _print(console: Console, found: Compared, lang: Language, *, is_one: bool) -> None:
    title = _say("title", lang, month=f"{found.month:%Y-%m}", profile=found.profile_id)
    console.print(title, style="bold", highlight=False)
    if any(row["is_provisional"] for row in (*found.departments, *found.clauses)):
        console.print(_say("provisional", lang), highlight=False)
    if found.departments:
        _departments(console, found.departments, lang)
    shown = [row for row in found.clauses if is_one or _is_telling(row)]
    if shown:
        _clauses(console, shown, lang)
    for row in shown if is_one else []:
        for line in _details(row, lang):
            console.print(line, markup=False, highlight=False, soft_wrap=True)
    judged, told = (
        {row["clause_id"] for row in rows if row["n"]} for rows in (found.clauses, shown)
    )
    if judged - told:
        console.print(_say("left_out", lang, n=len(judged - told)), highlight=False)
    console.print(_say("note", lang), highlight=False, soft_wrap=True)


def _is_telling(row: Row) -> bool:
    """Whether there is something to compare: other departments, or a target."""
    return bool(row["n"]) and bool(row["funnel_position"] or row["target_rate"] is not None)


def _departments(console: Console, rows: list[Row], lang: Language) -> None:
    keys = ("judged", "actual", "expected", "ratio", "rank", "uncompared")
    names = [text("department", lang), *(_say(key, lang) for key in keys)]
    cells = [
        (
            row["department"],
            f"{row['n']:,}",
            f"{row['actual_breaches']:,}",
            f"{row['expected_breaches']:,.1f}",
            _ratio(row),
            _rank(row, lang),
            f"{row['uncompared_breaches']:,}/{row['uncompared_n']:,}",
        )
        for row in rows
    ]
    grid(console, _say("departments", lang), names, cells, 1)


def _clauses(console: Console, rows: list[Row], lang: Language) -> None:
    keys = ("kept", "rate", "rank", "funnel", "luck", "rolling")
    names = [text("clause", lang), text("department", lang), *(_say(key, lang) for key in keys)]
    cells = []
    before = None
    for row in rows:
        is_next = row["clause_id"] != before
        before = row["clause_id"]
        cells.append(
            (
                f"{before}\n{row[f'title_{lang}']}" if is_next else "",
                row["department"],
                f"{row['kept']:,}/{row['n']:,}",
                told_rate(row["rate"], row["rate_low"], row["rate_high"], row["n"]),
                _rank(row, lang),
                _funnel(row, lang),
                percent(row["luck_rate"]),
                _rolling(row, lang),
            )
        )
    grid(console, _say("clauses", lang), names, cells, 2)


def _details(row: Row, lang: Language) -> list[str]:
    """What stands behind one department's line on one clause, in sentences."""
    told = {"department": row["department"], "target": percent(row["target_rate"])}
    lines = []
    if row["funnel_position"]:
        inner, outer = (
            f"{percent(row[f'funnel_low_{level}'])}–{percent(row[f'funnel_high_{level}'])}"
            for level in ("95", "998")
        )
        pooled = percent(row["pooled_rate"])
        lines.append(_say("limits", lang, **told, pooled=pooled, inner=inner, outer=outer))
    if row["advised_n"] is not None:
        lines.append(_say("advice", lang, **told, n=row["advised_n"]))
    if row["miss_risk_rate"] is not None:
        miss, kept = (f"{100 * row[f'{one}_risk_rate']:.0f}" for one in ("miss", "pass"))
        lines.append(_say("risk", lang, **told, miss=miss, kept=kept))
    return lines


def told_rate(
    rate: Decimal | None, low: Decimal | None, high: Decimal | None, n: int
) -> str | None:
    """A rate with its interval; without one only from a hundred records on, else nothing."""
    if rate is None or (low is None and n < BARE_N):
        return None
    bounds = "" if low is None else f" ({percent(low)[:-2]}–{percent(high)})"
    return f"{percent(rate)}{bounds}"


def percent(rate: Decimal | None) -> str:
    """A share in percent with one place, or as many as keep it from looking like none or all."""
    if rate is None:
        return "–"
    for place in ("0.1", "0.01", "0.001"):
        shown = (rate * 100).quantize(Decimal(place), ROUND_HALF_EVEN)
        if (shown == 0) == (rate == 0) and (shown == ALL) == (rate == 1):
            return f"{shown} %"
    return "<0.001 %" if rate < Decimal("0.5") else ">99.999 %"


def _ratio(row: Row) -> str | None:
    if row["breach_ratio"] is None:
        return None
    return "{:.2f} ({:.2f}–{:.2f})".format(
        *(row[f"breach_ratio{end}"] for end in ("", "_low", "_high"))
    )


def _rank(row: Row, lang: Language) -> str:
    if not row["is_ranked"]:
        return str(row[f"unranked_reason_{lang}"])
    return _say("band", lang, first=row["rank_from"], last=row["rank_to"], n=row["n_ranked"])


def _funnel(row: Row, lang: Language) -> str | None:
    position, side = (row[f"funnel_{one}_{lang}"] for one in ("position", "side"))
    return _say("position", lang, position=position, side=side) if side else position


def _rolling(row: Row, lang: Language) -> str | None:
    told = told_rate(*(row[f"rolling_{one}"] for one in ("rate", "low", "high", "n")))
    return None if told is None else f"{told}\n{_say('of', lang, n=row['rolling_n'])}"
