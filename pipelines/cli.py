"""The command line `plumbline`.

Belongs here: arguments, progress bars, exit codes. A user's mistake is told without a traceback.
Does not belong here: what is printed of an audit (`pipelines/summary.py`), and any work.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from pipelines import (
    appeal_cli,
    compare_cli,
    dashboard_cli,
    decide_cli,
    diff_cli,
    explain_cli,
    gaps_cli,
    months_cli,
    original_cli,
    whatif_cli,
)
from pipelines.rulebook_cli import rulebook_app
from pipelines.texts import language, text
from rulebook.errors import UserError

if TYPE_CHECKING:
    from pipelines.settings import AuditSettings

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Audit a water or heating utility against its own service regulations.",
)
app.add_typer(rulebook_app, name="rulebook")
gaps_cli.register(rulebook_app)
explain_cli.register(app)
whatif_cli.register(app)
appeal_cli.register(app)
compare_cli.register(app)
decide_cli.register(app)
months_cli.register(app)
diff_cli.register(app)
dashboard_cli.register(app)
original_cli.register(app)

Lang = Annotated[str, typer.Option("--lang", help="zh or en; default from the environment")]


@app.command()
def audit(
    inbox: Annotated[Path, typer.Option(help="Folder with one folder of files for each table")],
    home: Annotated[Path, typer.Option(help="Folder the audit keeps its evidence and results in")],
    as_of: Annotated[
        str, typer.Option(help="Instant to look from, e.g. 2026-04-03T02:00; default: now")
    ] = "",
    profile: Annotated[str, typer.Option(help="Profile of the utility")] = "city-water",
    source: Annotated[str, typer.Option(help="Source mapping for files in a foreign layout")] = "",
    lang: Lang = "",
) -> None:
    """Take in what is new in the inbox, judge everything, publish the file, print the outcome."""
    from pipelines.settings import AuditSettings
    from pipelines.summary import print_summary

    settings = AuditSettings(
        inbox=str(inbox.resolve()),
        home=str(home.resolve()),
        profile=profile,
        as_of=as_of,
        source=source,
    )
    _watched(settings)
    print_summary(settings, Console(), language(lang))


def _watched(settings: AuditSettings) -> None:
    """Run an audit behind a progress bar."""
    from pipelines.progress import listener
    from pipelines.run import run_audit

    with _progress() as bar:
        task = bar.add_task("collect", total=None)
        token = listener.set(
            lambda what, done, of: bar.update(
                task, description=what[-48:], completed=done, total=of
            )
        )
        try:
            run_audit(settings)
        finally:
            listener.reset(token)


@app.command("audit-real")
def audit_real(
    records: Annotated[Path, typer.Option(help="Folder with the public records")],
    home: Annotated[Path, typer.Option(help="Folder for one home for each record")],
    lang: Lang = "",
) -> None:
    """Audit public records that nobody made for this product, and print what they show."""
    from pipelines.real import audit_records

    with _progress() as bar:
        bar.add_task("audit", total=None)
        audit_records(records, home, bar.console, language(lang))


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder to write the sample utility to")],
    seed: Annotated[int, typer.Option(help="Same seed, same bytes")] = 1,
    customers: Annotated[int, typer.Option(min=100, help="Number of customers")] = 2000,
    months: Annotated[int, typer.Option(min=1, help="Number of months")] = 3,
    lang: Lang = "",
) -> None:
    """Write a plausible water company with known breaches, to try the audit on."""
    from warehouse.sample import write

    with _progress() as bar:
        bar.add_task("sample", total=None)
        summary = write(out, seed=seed, customers=customers, months=months)
    Console().print(
        text(
            "sample_written", language(lang),
            out=out, customers=customers, months=months, planted=sum(summary.breaches.values()),
        )
    )  # fmt: skip


@app.command()
def demo(
    sample: Annotated[Path, typer.Option(help="Folder of a sample utility; it is only read")],
    out: Annotated[Path, typer.Option(help="Empty folder to stage the demonstration in")],
    lang: Lang = "",
) -> None:
    """Stage a demonstration: the sample audited on two nights, with a closed month and appeals between them."""
    from pipelines.demo import stage

    home = stage(sample, out.resolve(), _watched)
    Console().print(text("demo_staged", language(lang), home=home), highlight=False, soft_wrap=True)


@app.command()
def docs(
    out: Annotated[Path, typer.Option(help="Folder of the generated pages")] = Path("docs"),
) -> None:
    """Write the generated pages: the data dictionary, the published file, the rulebook."""
    from pipelines.fact_names import fact_names
    from rulebook.loader import load
    from rulebook.pages import write as write_rulebook
    from warehouse.dictionary import write as write_dictionary

    book = load()
    write_dictionary(out)
    write_rulebook(book, out, fact_names(book))


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def main() -> None:
    """Run the command line; a user's mistake ends with its own exit code and no traceback."""
    try:
        app()
    except UserError as error:
        Console(stderr=True).print(str(error), style="red", markup=False, highlight=False)
        sys.exit(error.exit_code)
