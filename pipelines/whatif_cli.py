"""The command `plumbline whatif`: what another number or choice would change.

Belongs here: its arguments and how the answer is laid out. Does not belong here: judging and comparing
(`warehouse/whatif.py`), what may be set (`rulebook/changes.py`).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import Language, language, text

if TYPE_CHECKING:
    from warehouse.evaluate import Audit
    from warehouse.whatif import WhatIf

YUAN = ("fine", "compensation", "reward")


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("whatif")(whatif)


def whatif(
    home: Annotated[Path, typer.Option(help="Folder of an audited utility; it is only read")],
    settings: Annotated[
        list[str],
        typer.Option(
            "--set",
            help="target=value; targets: <clause>.limit, <clause>.limit.<class>, parameter.<name>,"
            " switch.<name>, definition.<family>, topic.<topic>",
        ),
    ],
    as_of: Annotated[
        str, typer.Option(help="Instant to look from; default: the last audit's")
    ] = "",
    profile: Annotated[str, typer.Option(help="Profile; default: the last audit's")] = "",
    output: FormatOption = Format.TABLE,
    progress: Annotated[
        Format,
        typer.Option(help="How progress is told on standard error: table for people, json lines"),
    ] = Format.TABLE,
    lang: Annotated[str, typer.Option(help="zh or en; default from the environment")] = "",
) -> None:
    """Judge and score the evidence under other numbers, and show what would change. Nothing is published."""
    from pipelines.question import audit_of
    from rulebook.changes import read_settings
    from warehouse.home import Home
    from warehouse.whatif import last_audit, what_if

    wanted = read_settings(settings)
    last = last_audit(Home(home.resolve()))
    asked = audit_of(
        home.resolve(), profile or last.profile_id, last.as_of, as_of=as_of, source=last.source
    )
    if progress is Format.JSON:
        found = what_if(asked, wanted, _tell)
    else:
        with Console(stderr=True).status(text("whatif_running", language(lang))):
            found = what_if(asked, wanted)
    if output is Format.JSON:
        write_json(_as_json(asked, found))
    else:
        _print(Console(), asked, found, language(lang))


def _as_json(asked: Audit, found: WhatIf) -> dict[str, Any]:
    return {
        "profile": asked.profile_id,
        "as_of": asked.as_of,
        "base": "published" if found.is_published else "judged_again",
        "changes": [asdict(one) for one in found.changes],
        "scorecards": found.scorecards,
        "clauses": found.clauses,
        "money": found.money,
        "verdicts": found.verdicts,
        "indicators": found.indicators,
        "records": found.records,
        "n_records": found.n_records,
    }


def _tell(step: str, done: int, of: int) -> None:
    """One line of JSON for each step that begins, for a program that waits."""
    typer.echo(json.dumps({"step": step, "done": done, "of": of}), err=True)


def _print(console: Console, asked: Audit, found: WhatIf, lang: Language) -> None:
    as_of = asked.as_of.astimezone(ZoneInfo(asked.zone))
    title = text("whatif_title", lang, profile=asked.profile_id, as_of=f"{as_of:%Y-%m-%d %H:%M}")
    console.print(title, style="bold", highlight=False)
    for one in found.changes:
        before = one.before or text("whatif_unset", lang)
        told = f"  {one.target}: {before} → {one.after}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    if not found.is_published:
        console.print(text("whatif_judged_again", lang), highlight=False)
    if not (found.scorecards or found.clauses or found.money):
        console.print(text("whatif_nothing", lang))
        return
    _scorecards(console, found, lang)
    _clauses(console, found, lang)
    for row in found.money:
        told = text(
            "whatif_money", lang, kind=row[f"label_{lang}"], n_before=row["n_before"],
            n_after=row["n_after"], before=row["cny_before"], after=row["cny_after"],
        )  # fmt: skip
        console.print(told, highlight=False, soft_wrap=True)


def _scorecards(console: Console, found: WhatIf, lang: Language) -> None:
    if not found.scorecards:
        console.print(text("whatif_no_scorecards", lang))
        return
    keys = ("department", "month", "points", "grade", "coverage", *YUAN)
    rows = [
        (
            row["department"],
            f"{row['period_from']:%Y-%m}",
            _points(row),
            _pair(row["grade_before"], row["grade_after"]),
            _pair(_share(row["coverage_rate_before"]), _share(row["coverage_rate_after"])),
            *(_pair(row[f"{key}_cny_before"], row[f"{key}_cny_after"]) for key in YUAN),
        )
        for row in found.scorecards
    ]
    grid(console, text("whatif_scorecards", lang), [text(key, lang) for key in keys], rows, 2)


def _clauses(console: Console, found: WhatIf, lang: Language) -> None:
    if not found.clauses:
        return
    keys = ("clause", "whatif_governs", "breaches", "whatif_judged")
    rows = [
        (
            f"{row['clause_id']}\n{row[f'title_{lang}']}",
            _pair(*(text(_governs(row, side), lang) for side in ("before", "after"))),
            _pair(f"{row['n_breaches_before']:,}", f"{row['n_breaches_after']:,}"),
            _pair(f"{row['n_judged_before']:,}", f"{row['n_judged_after']:,}"),
        )
        for row in found.clauses
    ]
    grid(console, text("whatif_clauses", lang), [text(key, lang) for key in keys], rows, 2)


def _governs(row: dict[str, Any], side: str) -> str:
    return "whatif_yes" if row[f"is_governing_{side}"] else "whatif_information"


def _points(row: dict[str, Any]) -> str:
    before, after, delta = (row[f"points_{one}"] for one in ("before", "after", "delta"))
    shown = _pair(*(None if one is None else f"{one:.2f}" for one in (before, after)))
    return f"{shown} ({delta:+.2f})" if delta else shown


def _share(rate: Any) -> str | None:
    return None if rate is None else f"{rate:.0%}"


def _pair(before: object, after: object) -> str:
    """One value where nothing changed, else both."""
    shown = ["–" if one is None else str(one) for one in (before, after)]
    return shown[0] if shown[0] == shown[1] else " → ".join(shown)
