"""The command `plumbline diff`: what differs between two audits, and why.

Belongs here: its arguments and how the answer is laid out. Does not belong here: comparing
(`warehouse/difference.py`), finding the files (`warehouse/archive.py`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from pipelines.months_cli import YUAN, HomeOption, Lang, label, pair
from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import Language, language

if TYPE_CHECKING:
    from warehouse.difference import Difference

SHOWN = 20
"""Rows of a long list that people are shown; programs get all of them."""

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("审计 {one}（{one_at}）→ {other}（{other_at}）", "Audit {one} ({one_at}) → {other} ({other_at})"),
    "same": ("两次审计没有差别", "the two audits do not differ"),
    "totals": ("各部门各月的差额，按原因", "Differences of departments and months, by cause"),
    "scorecards": ("不同的部门成绩", "Scorecards that differ"),
    "observations": (
        "不同的判定：{n:,} 条（{causes}），列出 {shown} 条",
        "Observations that differ: {n:,} ({causes}); {shown} shown",
    ),
    "indicators": (
        "不同的指标：{n:,} 个（{causes}），列出 {shown} 个",
        "Indicators that differ: {n:,} ({causes}); {shown} shown",
    ),
    "entries": (
        "不同的分录：{n:,} 笔（{causes}），列出 {shown} 笔",
        "Ledger entries that differ: {n:,} ({causes}); {shown} shown",
    ),
    "department": ("部门", "department"),
    "whole": ("全公司", "whole utility"),
    "no_department": ("（无部门）", "(no department)"),
    "month": ("月份", "month"),
    "kind": ("项目", "of"),
    "points": ("得分", "points"),
    "grade": ("等级", "grade"),
    "cause": ("原因", "cause"),
    "difference": ("差额", "difference"),
    "reward": ("奖励（元）", "reward CNY"),
    "fine": ("罚款（元）", "fine CNY"),
    "compensation": ("赔偿（元）", "compensation CNY"),
    "observation": ("判定", "observation"),
    "verdict": ("结果", "verdict"),
    "clause": ("条款", "clause"),
    "kept": ("合格/评价", "kept/judged"),
    "entry": ("分录", "entry"),
    "amount": ("金额（元）", "CNY"),
}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("diff")(diff)


def diff(
    run_a: Annotated[str, typer.Argument(help="Audit id, its beginning, or a published file")],
    run_b: Annotated[str, typer.Argument(help="The audit to compare it with")],
    home: HomeOption,
    output: FormatOption = Format.TABLE,
    most: Annotated[
        int, typer.Option(min=0, help="With json: name that many of a list at most; 0: all")
    ] = 0,
    lang: Lang = "",
) -> None:
    """Compare two audits: what differs in observations, indicators, points and yuan, each with one cause."""
    from warehouse.archive import find_run
    from warehouse.difference import difference
    from warehouse.home import Home

    place = Home(home.resolve())
    found = difference(find_run(place, run_a), find_run(place, run_b))
    if output is Format.JSON:
        write_json(as_data(found, most))
    else:
        _print(Console(), found, language(lang))


def as_data(found: Difference, most: int) -> dict[str, Any]:
    """Everything; of the long lists what changes most comes first, and `counts` says how long each is."""
    content = asdict(found)
    content["observations"].sort(key=lambda row: row["verdict_one"] == row["verdict_other"])
    content["counts"] = {
        name: Counter(row["cause"] for row in content[name])
        for name in ("observations", "indicators", "entries", "addends")
    }
    turned = Counter(
        (row["verdict_one"], row["verdict_other"], row["cause"]) for row in found.observations
    )
    content["turned"] = [
        {"verdict_one": one, "verdict_other": other, "cause": cause, "n": n}
        for (one, other, cause), n in turned.most_common()
    ]
    if most:
        for name in ("observations", "indicators", "entries"):
            content[name] = content[name][:most]
    return content


def _text(key: str, lang: Language, **values: object) -> str:
    zh, en = TEXTS[key]
    return (zh if lang == "zh" else en).format(**values)


def _print(console: Console, found: Difference, lang: Language) -> None:
    one, other = found.runs
    told = {
        name: f"{run['as_of'].astimezone(ZoneInfo(run['zone'])):%Y-%m-%d %H:%M}"
        for name, run in (("one_at", one), ("other_at", other))
    }
    title = _text("title", lang, one=one["audit_id"], other=other["audit_id"], **told)
    console.print(title, style="bold", highlight=False, soft_wrap=True)
    if not any(
        (found.totals, found.scorecards, found.observations, found.indicators, found.entries)
    ):
        console.print(_text("same", lang))
        return
    _totals(console, found, lang)
    _scorecards(console, found, lang)
    _lists(console, found, lang)


def _totals(console: Console, found: Difference, lang: Language) -> None:
    from pipelines.question import rulebook

    words = rulebook().vocabulary
    rows = [
        (
            _department(found, row) or _text("no_department", lang),
            f"{row['period_from']:%Y-%m}",
            _text("points", lang) if row["kind"] == "points" else label(words.ledger_kinds, row["kind"], lang),
            label(words.causes, row["cause"], lang),
            f"{row['points']:+.2f}" if row["kind"] == "points" else f"{row['amount_cny']:+,.2f}",
        )
        for row in found.totals
    ]  # fmt: skip
    if rows:
        names = [_text(key, lang) for key in ("department", "month", "kind", "cause", "difference")]
        grid(console, _text("totals", lang), names, rows, 4)


def _scorecards(console: Console, found: Difference, lang: Language) -> None:
    rows = [
        (
            _department(found, row),
            f"{row['period_from']:%Y-%m}",
            pair(*(None if row[key] is None else f"{row[key]:.2f}" for key in ("points_one", "points_other"))),
            pair(row["grade_one"], row["grade_other"]),
            *(pair(row[f"{key}_cny_one"], row[f"{key}_cny_other"]) for key in YUAN),
        )
        for row in found.scorecards
    ]  # fmt: skip
    if rows:
        names = [_text(key, lang) for key in ("department", "month", "points", "grade", *YUAN)]
        grid(console, _text("scorecards", lang), names, rows, 2)


def _lists(console: Console, found: Difference, lang: Language) -> None:
    from pipelines.question import rulebook

    verdicts, kinds = rulebook().vocabulary.verdicts, rulebook().vocabulary.ledger_kinds
    whole = _text("whole", lang)
    # What was judged otherwise comes first; the rest only moved by minutes.
    observations = sorted(
        found.observations, key=lambda row: row["verdict_one"] == row["verdict_other"]
    )
    _list(
        console, "observations", ("observation", "month", "verdict", "cause"), observations, lang,
        lambda row: (
            row["observation_id"], f"{row['period_from']:%Y-%m}",
            pair(*(label(verdicts, row[key], lang) for key in ("verdict_one", "verdict_other"))),
        ),
    )  # fmt: skip
    _list(
        console, "indicators", ("clause", "department", "month", "kept", "verdict", "cause"),
        found.indicators, lang,
        lambda row: (
            row["clause_id"], _department(found, row) or whole, f"{row['period_from']:%Y-%m}",
            pair(*(_kept(row, side) for side in ("one", "other"))),
            pair(*(label(verdicts, row[key], lang) for key in ("verdict_one", "verdict_other"))),
        ),
    )  # fmt: skip
    _list(
        console, "entries", ("entry", "kind", "amount", "cause"), found.entries, lang,
        lambda row: (
            row["entry_id"], label(kinds, row["kind"], lang),
            pair(row["amount_one"], row["amount_other"]),
        ),
    )  # fmt: skip


def _department(found: Difference, row: dict[str, Any]) -> str:
    name: str = row["department_id"] or ""
    return found.departments.get(name, name)


def _kept(row: dict[str, Any], side: str) -> str | None:
    judged = row[f"denominator_{side}"]
    return None if judged is None else f"{row[f'numerator_{side}']:,}/{judged:,}"


def _list(
    console: Console,
    key: str,
    names: tuple[str, ...],
    rows: list[dict[str, Any]],
    lang: Language,
    shown: Any,
) -> None:
    from pipelines.question import rulebook

    if not rows:
        return
    causes = rulebook().vocabulary.causes
    counted = Counter(row["cause"] for row in rows)
    told = ", ".join(f"{label(causes, code, lang)} {n:,}" for code, n in counted.most_common())
    title = _text(key, lang, n=len(rows), causes=told, shown=min(len(rows), SHOWN))
    cells = [(*shown(row), label(causes, row["cause"], lang)) for row in rows[:SHOWN]]
    grid(console, title, [_text(name, lang) for name in names], cells, len(names))
