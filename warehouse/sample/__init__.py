"""A made-up water utility with known truth: what to try the product on, and what to test the audit with.

`write` fills a folder with an inbox as a utility's systems would deliver it, and with the list of every
breach planted in it. The same seed and size give the same bytes.

Belongs here: the order in which the world is made, and what is written beside the inbox.
Does not belong here: any subject's facts (the modules), and any judging of evidence.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from warehouse.sample import (
    charges,
    inspection,
    leaks,
    lifecycle,
    metering,
    network,
    pressure,
    quality,
    sites,
    tickets,
    works,
    world,
)
from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import ZONE, Span
from warehouse.sample.truth import IF_SET, Truth

FIRST_MONTH = date(2026, 3, 1)
LEAST_CUSTOMERS = 200

__all__ = ["FIRST_MONTH", "SampleSummary", "write"]


@dataclass(frozen=True)
class SampleSummary:
    """What was written: size, the instant to audit at, rows by table, planted breaches by clause.

    `parameters_if_set`: what the operator would have to set for the breaches of
    truth/breaches_if_set.csv to be judged; without it their clauses are not assessed.
    """

    seed: int
    customers: int
    months: int
    first_month: str
    zone: str
    as_of: str
    rows: dict[str, int]
    breaches: dict[str, int]
    parameters_if_set: dict[str, int]


def write(
    out: Path,
    *,
    seed: int,
    customers: int,
    months: int,
    first_month: date = FIRST_MONTH,
    progress: Callable[[str], None] | None = None,
) -> SampleSummary:
    """Write a sample utility below `out`: inbox/, truth/ and sample.json.

    progress: told the name of each subject before it is made.
    Raises ValueError for a size too small to hold one of every planted breach.
    """
    if customers < LEAST_CUSTOMERS or months < 1 or first_month.day != 1:
        raise ValueError(
            f"a sample needs {LEAST_CUSTOMERS} customers or more, a month or more, and the first of a month"
        )
    say = progress or (lambda _: None)
    made = world.build(seed, customers, Span(first_month, months))
    inbox, truth = Inbox(out / "inbox"), Truth()
    say("departments and staff")
    world.write(made, inbox)
    say("tickets")
    book = tickets.draw(made)
    leaks.handle(book, made)
    tickets.answer(book, made)
    names = lifecycle.number(book)
    lifecycle.reveal(book, names, truth)
    lifecycle.write(book, made, names, inbox)
    say("repairs, stops and pressure")
    sudden = sites.write(book, made, names, inbox, truth)
    pressure.write(made, inbox, truth, network.stops(made, inbox, truth, sudden))
    say("patrols and assets")
    network.patrols(made, inbox, truth)
    network.assets(made, inbox, truth)
    say("water quality")
    quality.write(made, inbox, truth, book, names)
    say("meters, readings and bills")
    metering.write(made, inbox, truth, book)
    charges.write(made, inbox, truth, book, names)
    say("applications, works and inspections")
    works.write(made, inbox, truth)
    inspection.write(made, inbox, truth)
    breaches = truth.write(out / "truth")
    summary = SampleSummary(
        seed=seed,
        customers=customers,
        months=months,
        first_month=f"{first_month:%Y-%m}",
        zone=ZONE,
        as_of=made.span.as_of_text,
        rows=dict(sorted(inbox.rows.items())),
        breaches=breaches,
        parameters_if_set=dict(IF_SET.values()),
    )
    text = json.dumps(asdict(summary), ensure_ascii=False, indent=2)
    (out / "sample.json").write_text(text + "\n", encoding="utf-8")
    return summary
