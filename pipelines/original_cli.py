"""The command `plumbline original`: what a delivered row says in the columns that the published file masks.

Belongs here: its arguments and how the answer is laid out. Does not belong here: reading it (`warehouse/originals.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import language

TITLE = {
    "zh": ("{table}，文件 {file}，第 {row} 行", "列", "原文"),
    "en": ("{table}, file {file}, line {row}", "column", "as delivered"),
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("original")(show)


def show(
    table: Annotated[str, typer.Argument(help="Table of evidence, e.g. tickets")],
    file: Annotated[int, typer.Argument(help="file_id of the row in the published file", min=0)],
    row: Annotated[int, typer.Argument(help="source_row of the row in the published file", min=0)],
    *,
    home: Annotated[Path, typer.Option(help="Folder of an audited utility; it is only read")],
    output: FormatOption = Format.TABLE,
    lang: Annotated[str, typer.Option(help="zh or en; default from the environment")] = "",
) -> None:
    """Show the personal data of one delivered row, which no published file holds. Who may run this may see all of it."""
    from warehouse.home import Home
    from warehouse.originals import original

    found = original(Home(home.resolve()), table, file, row)
    if output is Format.JSON:
        write_json(found)
        return
    title, column, text = TITLE[language(lang)]
    grid(
        Console(),
        title.format(table=table, file=file, row=row),
        [column, text],
        list(found.items()),
        2,
    )
