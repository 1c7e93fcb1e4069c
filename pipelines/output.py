"""Answers of the command line that people read as tables and programs as JSON.

Belongs here: the two formats, and how values look in each. Does not belong here: what is answered.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text


class Format(StrEnum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"


FormatOption = Annotated[
    Format, typer.Option("--format", help="table for people, json for programs")
]


def grid(
    console: Console, title: str, names: list[str], rows: Sequence[Sequence[object]], left: int
) -> None:
    """A table whose first `left` columns are text, the rest numbers; nothing in it is markup."""
    table = Table(title=Text(title), title_justify="left", title_style="bold", show_lines=True)
    for number, name in enumerate(names):
        table.add_column(name, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        table.add_row(*(Text("–" if value is None else str(value)) for value in row))
    console.print(table)


def write_json(content: Any) -> None:
    """Write one JSON document to standard output: numbers as numbers, dates as ISO 8601 text."""
    typer.echo(json.dumps(content, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
