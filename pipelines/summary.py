"""The one summary at the end of an audit, read from the published file.

Belongs here: what is printed and how it is laid out. Does not belong here: computing any of it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.settings import AuditSettings
from pipelines.texts import Language, text
from warehouse.home import Home
from warehouse.statements import sql


def print_summary(settings: AuditSettings, console: Console, lang: Language) -> None:
    """Print files, rows set aside, verdicts, thresholds, scorecards and where the file is."""
    from pathlib import Path

    home = Home(Path(settings.home))
    with duckdb.connect(str(home.published), read_only=True) as con:
        _files(con, console, lang)
        _verdicts(con, console, lang)
        _thresholds(con, console, lang)
        _scorecards(con, console, lang)
        digest, previous = _rows(con, "SELECT digest, previous_digest FROM meta.run")[0]
    same = f" ({text('same_digest', lang)})" if digest == previous else ""
    console.print(f"{text('published', lang)}: {home.published}", soft_wrap=True, highlight=False)
    console.print(f"{text('digest', lang)}: {digest}{same}", soft_wrap=True, highlight=False)
    docs = home.data_docs / "index.html"
    if docs.exists():
        console.print(f"{text('docs', lang)}: {docs}", soft_wrap=True, highlight=False)


def _rows(con: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[tuple[Any, ...]]:
    return con.execute(query, values).fetchall() if values else con.execute(query).fetchall()


def _grid(
    console: Console, title: str, names: list[str], rows: list[tuple[Any, ...]], left: int
) -> None:
    """A table whose first `left` columns are text, the rest numbers."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for number, name in enumerate(names):
        table.add_column(name, justify="left" if number < left else "right", overflow="fold")
    for row in rows:
        table.add_row(*("–" if value is None else str(value) for value in row))
    console.print(table)


def _files(con: duckdb.DuckDBPyConnection, console: Console, lang: Language) -> None:
    files, received, accepted, superseded, quarantined = _rows(con, sql("publish/summary_files"))[0]
    console.print(
        text(
            "accounting", lang, files=files, received=received, accepted=accepted,
            superseded=superseded, quarantined=quarantined,
        ),
        highlight=False,
    )  # fmt: skip
    aside = _rows(con, sql("publish/summary_set_aside"))
    if aside:
        names = [text(key, lang) for key in ("file", "problem", "remedy")]
        _grid(console, text("set_aside", lang), names, aside, 3)
    faults = _rows(con, sql("publish/summary_quarantine"), lang=lang)
    if faults:
        names = [text(key, lang) for key in ("table", "column", "reason", "rows")]
        _grid(console, text("quarantined", lang), names, faults, 3)


def _verdicts(con: duckdb.DuckDBPyConnection, console: Console, lang: Language) -> None:
    counts = _rows(con, sql("publish/summary_verdicts"), lang=lang)
    told = " · ".join(f"{label} {n:,}" for label, n in counts)
    console.print(f"{text('verdicts', lang)}: {told}", highlight=False)


def _thresholds(con: duckdb.DuckDBPyConnection, console: Console, lang: Language) -> None:
    rows = _rows(con, sql("publish/summary_thresholds"), lang=lang)
    if rows:
        names = [
            text(key, lang) for key in ("clause", "month", "of", "rate", "completeness", "verdict")
        ]
        _grid(console, text("thresholds", lang), names, rows, 2)


def _scorecards(con: duckdb.DuckDBPyConnection, console: Console, lang: Language) -> None:
    rows = _rows(con, sql("publish/summary_scorecards"), lang=lang)
    if not rows:
        console.print(text("no_scorecards", lang))
        return
    month: date = rows[0][0]
    names = [
        text(key, lang)
        for key in (
            "department",
            "ranks",
            "points",
            "grade",
            "coverage",
            "breaches",
            "reward",
            "fine",
            "compensation",
        )
    ]
    title = text("scorecards", lang, month=f"{month:%Y-%m}")
    _grid(console, title, names, [row[1:] for row in rows], 1)
    console.print(text("ranks_note", lang), highlight=False)
