"""The audit of public records that nobody made for this product.

Belongs here: which records are audited, with which mapping, profile and instant, and printing what was
found of each. Does not belong here: the mappings (`warehouse/sources/`), the questions (`sql/findings/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.run import run_audit
from pipelines.settings import AuditSettings
from pipelines.texts import Language, text
from rulebook.errors import InboxError
from warehouse.home import Home
from warehouse.mapping import source
from warehouse.statements import sql


@dataclass(frozen=True)
class Record:
    """One public record: the source mapping and the instant, shortly after its last row, to audit at."""

    source: str
    as_of: str


RECORDS = [
    Record("kansas-city-311", "2020-10-01T02:00"),
    Record("uci-incidents", "2017-03-01T02:00"),
    Record("alicante-meters", "2017-03-02T02:00"),
    Record("new-york-samples", "2016-08-02T02:00"),
    Record("canary-station", "2006-06-01T02:00"),
]


def audit_records(records: Path, homes: Path, console: Console, lang: Language) -> None:
    """Audit every public record below a folder, each into a home of its own, and print the findings.

    Raises InboxError where the folder is missing.
    """
    if not records.is_dir():
        raise InboxError(
            "there is no such folder",
            place=records,
            remedy="name the folder that holds the public records",
        )
    for record in RECORDS:
        mapping = source(record.source)
        home = homes / record.source
        settings = AuditSettings(
            inbox=str(records.resolve()),
            home=str(home.resolve()),
            profile=mapping.profile,
            as_of=record.as_of,
            source=record.source,
        )
        run_audit(settings)
        table = Table(
            title=mapping.title, title_justify="left", title_style="bold", show_header=False
        )
        table.add_column()
        table.add_column(justify="right")
        for figure, value in findings(Home(home), record.source, lang):
            table.add_row(figure, value)
        console.print(table)
        console.print(
            f"{text('published', lang)}: {Home(home).published}\n", soft_wrap=True, highlight=False
        )


def findings(home: Home, source_id: str, lang: Language) -> Iterator[tuple[str, str]]:
    """The figures of a record, in words, read from its published file."""
    with duckdb.connect(str(home.published), read_only=True) as con:
        for zh, en, value in con.execute(sql(f"findings/{source_id}")).fetchall():
            yield (zh if lang == "zh" else en), str(value)
