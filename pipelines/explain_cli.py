"""The command `plumbline explain`: the story of a record, an observation, an entry or a department's month.

Belongs here: its arguments, and where the answer goes. Does not belong here: the story and its layouts
(`warehouse/explain/`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.texts import Language, language, text
from rulebook.errors import UserError


class Layout(StrEnum):
    """How a story is written."""

    TEXT = "text"
    JSON = "json"
    SVG = "svg"


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("explain")(explain)


def explain(
    target: Annotated[
        str,
        typer.Argument(
            help="A ticket or other record, an observation (clause/record), a ledger entry,"
            " or a department with a month"
        ),
    ],
    month: Annotated[str, typer.Argument(help="Month of a department, e.g. 2026-03")] = "",
    home: Annotated[
        Path | None, typer.Option(help="Folder of an audited utility; it is only read")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="A published file, instead of the one of a home")
    ] = None,
    output: Annotated[
        Layout, typer.Option("--format", help="text for people, json for programs, svg drawn")
    ] = Layout.TEXT,
    out: Annotated[Path | None, typer.Option(help="File to write to instead of the screen")] = None,
    lang: Annotated[str, typer.Option(help="zh or en; default from the environment")] = "",
) -> None:
    """Tell how a verdict, its points and its money came about, from article to line of evidence."""
    from warehouse.explain.tell import tell

    story = tell(_published(home, file), target, month)
    spoken = language(lang)
    written = _laid_out(story, output, spoken)
    if out is None:
        typer.echo(written, nl=False)
        return
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise UserError(
            "不能写入 / cannot be written to", place=out,
            remedy="请给出已有文件夹中的文件名 / name a file in a folder that exists",
        )  # fmt: skip
    out.write_text(written, "utf-8")
    Console(stderr=True).print(text("explain_written", spoken, out=out), highlight=False)


def _published(home: Path | None, file: Path | None) -> Path:
    from warehouse.home import Home

    if (home is None) == (file is None):
        raise UserError(
            "须指明已发布的结果 / say where the published audit is", place="--home",
            remedy="请写 --home 或 --file 之一 / give either --home or --file",
        )  # fmt: skip
    return Home(home.resolve()).published if home is not None else (file or Path()).resolve()


def _laid_out(story: object, output: Layout, lang: Language) -> str:
    from warehouse.explain.as_json import as_json
    from warehouse.explain.drawing import svg
    from warehouse.explain.story import Matter, Month
    from warehouse.explain.text import text as told

    if not isinstance(story, Matter | Month):
        raise TypeError(type(story).__name__)
    if output is Layout.JSON:
        return as_json(story)
    return svg(story, lang) if output is Layout.SVG else told(story, lang)
