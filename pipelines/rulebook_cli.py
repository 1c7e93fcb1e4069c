"""The commands `plumbline rulebook …`: check, list, show and compare the rulebook.

Belongs here: their arguments and exit codes, and the list.
Does not belong here: how one clause (`rulebook_show.py`) or a comparison (`rulebook_diff.py`) is laid out, and
any work (`rulebook/`, `warehouse/examples.py`).
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.texts import Language, language, text
from rulebook.catalogue import Entry, Status, entries, memberships
from rulebook.errors import UserError
from rulebook.loader import RULEBOOK, Rulebook, load
from rulebook.words import Words

rulebook_app = typer.Typer(no_args_is_help=True, help="Look at the rulebook.")

Lang = Annotated[str, typer.Option("--lang", help="zh or en; default from the environment")]
Folder = Annotated[Path, typer.Option(help="Folder of another rulebook than the product's own")]


class ListFormat(StrEnum):
    """How a list is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class ShowFormat(StrEnum):
    """How a clause or a comparison is written."""

    TEXT = "text"
    JSON = "json"


@rulebook_app.command("check")
def check(
    only: Annotated[str, typer.Argument(help="Only clauses whose id begins with this")] = "",
    folder: Folder = RULEBOOK,
    lang: Lang = "",
) -> None:
    """Load the rulebook strictly and run every worked example through the engine."""
    from warehouse.examples import run_examples

    started, console, spoken = time.monotonic(), Console(), language(lang)
    book = read(folder)
    with Console(stderr=True).status(text("running_examples", spoken)):
        results = run_examples(book, only, processes=1 if only else 2)
    wrong = [one for one in results if one.problem]
    for one in wrong:
        console.print(f"{one.clause_id}: {one.name}: {one.problem}", style="red", markup=False)
    typer.echo(
        text(
            "checked", spoken,
            clauses=sum(name.startswith(only) for name in book.clauses), examples=len(results),
            wrong=len(wrong), seconds=time.monotonic() - started,
        )
    )  # fmt: skip
    if wrong:
        raise typer.Exit(1)


@rulebook_app.command("list")
def list_clauses(
    regulation: Annotated[str, typer.Option(help="Only clauses of this regulation")] = "",
    status: Annotated[str, typer.Option(help="executable, needs_parameter or observed")] = "",
    profile: Annotated[str, typer.Option(help="Only clauses of this profile")] = "",
    output: Annotated[
        ListFormat, typer.Option("--format", help="How to write it")
    ] = ListFormat.TABLE,
    folder: Folder = RULEBOOK,
    lang: Lang = "",
) -> None:
    """List clauses with what they are and how far each can be judged."""
    book = read(folder)
    listed = entries(book, regulation=regulation, wanted=status, profile=profile)
    if output is ListFormat.TABLE:
        _print_list(book, listed, profile, language(lang))
        return
    rows = [_row(book, one) for one in listed]
    if output is ListFormat.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        typer.echo(_csv(rows), nl=False)


@rulebook_app.command("show")
def show(
    clause: Annotated[
        str, typer.Argument(help="Id of the clause, such as urban-supply.leak.arrival")
    ],
    output: Annotated[
        ShowFormat, typer.Option("--format", help="How to write it")
    ] = ShowFormat.TEXT,
    sql: Annotated[bool, typer.Option("--sql", help="With the statement that judges it")] = False,  # noqa: FBT002
    folder: Folder = RULEBOOK,
    lang: Lang = "",
) -> None:
    """Tell everything about one clause: what it asks, what it draws, what competes, its examples."""
    from pipelines.rulebook_show import as_data, print_clause

    book = read(folder)
    if output is ShowFormat.JSON:
        typer.echo(json.dumps(as_data(book, clause, with_sql=sql), ensure_ascii=False, indent=2))
    else:
        print_clause(book, clause, language(lang), with_sql=sql)


@rulebook_app.command("diff")
def diff(
    before: Annotated[
        Path, typer.Argument(help="Folder of a rulebook, or of a checkout that has one")
    ],
    after: Annotated[Path, typer.Argument(help="Folder of the other state")],
    profile: Annotated[str, typer.Option(help="Only what this profile sees")] = "",
    examples: Annotated[bool, typer.Option("--examples", help="With worked examples")] = False,  # noqa: FBT002
    output: Annotated[
        ShowFormat, typer.Option("--format", help="How to write it")
    ] = ShowFormat.TEXT,
    lang: Lang = "",
) -> None:
    """Say what differs between two states of the rulebook; the exit code does not depend on it."""
    from pipelines.rulebook_diff import as_data, as_lines
    from rulebook.compare import compare

    found = compare(read(before), read(after), profile=profile, examples=examples)
    if output is ShowFormat.JSON:
        typer.echo(json.dumps(as_data(found), ensure_ascii=False, indent=2))
    else:
        for line in as_lines(found, language(lang)):
            typer.echo(line)


def read(folder: Path) -> Rulebook:
    """Load the rulebook in a folder, or in the folder `rulebook` of a checkout."""
    for place in (folder, folder / "rulebook"):
        if (place / "regulations").is_dir():
            try:
                return load(place)
            except FileNotFoundError as error:
                raise UserError(
                    "规则库缺少此文件 / the rulebook lacks this file", place=str(error.filename),
                    remedy="可能是为其他版本的程序写的 / it may be written for another release",
                ) from error  # fmt: skip
    raise UserError(
        "这里没有规则库 / there is no rulebook here", place=folder,
        remedy="给出含有 regulations/ 的文件夹 / name a folder that holds regulations/",
    )  # fmt: skip


def _row(book: Rulebook, entry: Entry) -> dict[str, Any]:
    joined = [asdict(one) for one in memberships(book, entry.clause_id)]
    profiles = {one["profile"]: "governs" if one["governs"] else "information" for one in joined}
    return {**asdict(entry), "profiles": profiles}


def _csv(rows: list[dict[str, Any]]) -> str:
    """Comma-separated values; several values of one cell are separated by blanks."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _csv_cell(value) for key, value in row.items()} for row in rows)
    return out.getvalue()


def _csv_cell(value: Any) -> Any:
    if isinstance(value, dict):
        return " ".join(f"{key}={one}" for key, one in value.items())
    return " ".join(value) if isinstance(value, tuple) else value


def _print_list(book: Rulebook, listed: list[Entry], profile: str, lang: Language) -> None:
    words = Words(book.vocabulary, lang)
    headings = ["clause", "title", "kind", "status", "money", "examples"]
    table = Table()
    for name in [*headings, *(["governs"] if profile else [])]:
        right = name == "examples"
        table.add_column(text(name, lang), justify="right" if right else "left", overflow="fold")
    for one in listed:
        cells = [
            one.clause_id,
            words.pick(one.title_zh, one.title_en),
            words.label("kinds", one.kind),
            words.label("clause_statuses", one.status),
            " ".join(one.ledger),
            str(one.n_examples),
        ]
        governs = [
            text("governs" if found.governs else "information", lang)
            for found in memberships(book, one.clause_id)
            if found.profile == profile
        ]
        table.add_row(*(Text(cell) for cell in [*cells, *governs]))
    Console().print(table)
    counted = Counter(one.status for one in listed)
    parts = [f"{words.label('clause_statuses', one)} {counted[one]}" for one in Status]
    typer.echo(text("listed", lang, n=len(listed), parts=words.listed(parts)))
