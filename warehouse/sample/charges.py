"""Fees of the sample outside the regular bill.

Belongs here: what is collected for paid services, and what is planted in it.
Does not belong here: bills for water (`metering.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import NONE, instants, months_of
from warehouse.sample.tickets import Book
from warehouse.sample.truth import URBAN, Truth, deal
from warehouse.sample.world import World


def write(world: World, inbox: Inbox, truth: Truth, book: Book, names: list[str]) -> None:
    """Fees for paid services, by the published tariff but for a few; one file comes twice."""
    rng = world.rng("charges")
    done = book.take("replied")
    rows = np.flatnonzero((book.ticket_type == "service_request") & (done != NONE))
    rows = rows[np.argsort(done[rows], kind="stable")]
    count = len(rows)
    tariff = rng.choice([30.0, 50.0, 80.0, 120.0], count)
    amount = tariff.copy()
    above = deal(rng, np.flatnonzero(done[rows] < world.span.end), {"above": (0.02, 1)})["above"]
    amount[above] += 20
    ids = [f"CH-{number + 1:06d}" for number in range(count)]
    truth.add(
        URBAN + "counter.fees", "charges", [ids[i] for i in above], months_of(done[rows[above]]),
        ("收费高于公布标准", "charged above the published tariff"),
    )  # fmt: skip
    frame = pl.DataFrame(
        {
            "charge_id": ids,
            "ticket_id": [names[row] for row in rows],
            "customer_id": world.customer_ids(book.customer[rows]),
            "collector_id": world.holders("窗口营业员", rng, count),
            "charged_at": instants(done[rows]),
            "item": rng.choice(["阀门更换", "换表费", "户内检修"], count),
            "amount_cny": amount,
            "tariff_cny": tariff,
            "invoice_no": [f"FP{number + 1:08d}" for number in range(count)],
            "invoice_kind": ["unified"] * count,
            "told_before": [True] * count,
        }
    )
    (written,) = inbox.put("charges", frame)
    inbox.send_again(written, "_resent")
