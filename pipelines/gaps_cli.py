"""The command `plumbline rulebook gaps`: what the operator must still decide.

Belongs here: its arguments and how the answer is laid out. Does not belong here: finding the gaps
(`rulebook/gaps.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import Language, language, text
from rulebook.errors import UserError
from rulebook.gaps import Gap, Offer, gaps, plain
from rulebook.loader import Rulebook, load
from rulebook.strict_yaml import Bilingual


def register(app: typer.Typer) -> None:
    """Add the command to the sub-app of the rulebook."""
    app.command("gaps")(rulebook_gaps)


def rulebook_gaps(
    profile: Annotated[str, typer.Option(help="Profile of the utility")] = "city-water",
    output: FormatOption = Format.TABLE,
    lang: Annotated[str, typer.Option(help="zh or en; default from the environment")] = "",
) -> None:
    """List the numbers the regulations leave open and this profile has not set."""
    book = load()
    if profile not in book.profiles:
        raise UserError(
            f"没有该方案 / there is no profile '{profile}'", place="--profile",
            remedy=f"请选择 / choose one of {', '.join(sorted(book.profiles))}",
        )  # fmt: skip
    found = gaps(book, profile)
    if output is Format.JSON:
        write_json({"profile": profile, "parameters": [_as_json(one) for one in found]})
    else:
        _print(Console(), book, profile, found, language(lang))


def _as_json(one: Gap) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title.model_dump(),
        "unit": one.unit,
        "note": one.note.model_dump() if one.note else None,
        "n_governing": one.n_governing,
        "clauses": [{**asdict(waits), "title": waits.title.model_dump()} for waits in one.waiting],
        "borrow": [
            {**asdict(offer), "note": offer.note.model_dump() if offer.note else None}
            for offer in one.offers
        ],
        "yaml": one.lines,
    }


def _print(
    console: Console, book: Rulebook, profile: str, found: list[Gap], lang: Language
) -> None:
    if not found:
        console.print(text("gaps_none", lang, profile=profile), highlight=False)
        return
    names = [text(key, lang) for key in ("gaps_parameter", "gaps_waiting", "gaps_borrow")]
    rows = [
        (
            f"{one.name} ({one.unit})\n{_said(one.title, lang)}",
            _waiting(one, lang),
            _borrow(book, one, lang),
        )
        for one in found
    ]
    grid(console, text("gaps_title", lang, profile=profile, n=len(found)), names, rows, 3)
    console.print(text("gaps_lines", lang, profile=profile), highlight=False)
    for one in found:
        for line in one.lines:
            console.print(f"  {line}", markup=False, highlight=False, soft_wrap=True)


def _said(one: Bilingual, lang: Language) -> str:
    return one.zh if lang == "zh" else one.en


def _waiting(one: Gap, lang: Language) -> str:
    count = text("gaps_count", lang, governing=one.n_governing, all=len(one.waiting))
    shown = [
        waits.clause_id if waits.governs else f"{waits.clause_id} {text('gaps_information', lang)}"
        for waits in one.waiting
    ]
    return "\n".join([count, *shown])


def _borrow(book: Rulebook, one: Gap, lang: Language) -> str:
    shown = [_offered(book, offer, lang) for offer in one.offers] or [text("gaps_nothing", lang)]
    return "\n".join([*shown, *([_said(one.note, lang)] if one.note else [])])


def _offered(book: Rulebook, offer: Offer, lang: Language) -> str:
    said = []
    if offer.clock:
        clock = book.vocabulary.clocks[offer.clock]
        said.append(clock.zh if lang == "zh" else clock.en)
    if offer.note:
        said.append(_said(offer.note, lang))
    if offer.converted is None:
        said.append(text("gaps_convert", lang))
    told = text("gaps_aside", lang, said=text("gaps_comma", lang).join(said)) if said else ""
    return f"{plain(offer.value)} {offer.unit}  {offer.source}{told}"
