"""What leaks leave in other tables: repair orders, faults found in the field, sudden stops of supply.

Belongs here: those three tables for the leaks worked on, and what is planted in them.
Does not belong here: the handling of the leaks themselves (`leaks.py`); planned stops (`network.py`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.lifecycle import departments
from warehouse.sample.rhythm import MINUTE, NONE, Rng, Seconds, between, instants, months_of
from warehouse.sample.tickets import Book
from warehouse.sample.truth import URBAN, Indices, Truth, deal
from warehouse.sample.world import World


def write(book: Book, world: World, names: list[str], inbox: Inbox, truth: Truth) -> pl.DataFrame:
    """Deliver repair orders and field faults; returns the sudden stops."""
    rng = world.rng("sites")
    done = book.take("repair_done")
    rows = np.flatnonzero((done != NONE) & (book.parent < 0))
    rows = rows[np.argsort(book.received[rows], kind="stable")]
    ids = [f"RO-{number + 1:06d}" for number in range(len(rows))]
    of = departments(book, world)
    orders = _orders(book, world, truth, rows, ids)
    inbox.put(
        "repair_orders",
        orders.with_columns(
            pl.Series("ticket_id", [names[row] for row in rows]),
            pl.Series("dept_id", [of[row] for row in rows]),
        ),
    )
    found = np.flatnonzero(book.found != NONE)
    found = found[np.argsort(book.found[found], kind="stable")]
    inbox.put(
        "field_faults",
        pl.DataFrame(
            {
                "fault_id": [f"F-{number + 1:05d}" for number in range(len(found))],
                "type": ["leak"] * len(found),
                "found_at": instants(book.found[found]),
                "found_by": np.array(["patrol", "reader"], dtype=object)[
                    np.arange(len(found)) % 2
                ].tolist(),
                "reported_at": instants(book.received[found]),
                "repaired_at": instants(done[found]),
                "affects_month_usage": [False] * len(found),
                "ticket_id": [names[row] for row in found],
            }
        ),
    )
    return _stops(book, rng, truth, rows, ids)


def _orders(book: Book, world: World, truth: Truth, rows: Indices, ids: list[str]) -> pl.DataFrame:
    rng = world.rng("orders")
    received, done = book.received[rows], book.take("repair_done")[rows]
    restored = done + between(rng, 3, 12, len(rows))
    signs = np.full(len(rows), fill_value=True)
    settled = np.flatnonzero(done < world.span.end)
    dealt = deal(rng, settled, {"unsigned": (0.02, 2), "dry": (0.02, 2)})
    signs[dealt["unsigned"]] = False
    restored[dealt["dry"]] = done[dealt["dry"]] + between(rng, 200, 500, len(dealt["dry"]))
    begun = book.take("repair_started")[rows]
    for name, clause, since, zh, en in (
        ("unsigned", "repair.safety-sign", begun, "抢修现场未设安全标志", "no signs at the repair"),
        ("dry", "repair.restore", done, "修复后三小时以上才恢复供水", "supply back hours later"),
    ):
        lot = dealt[name]
        truth.add(
            URBAN + clause, "repair_orders", [ids[i] for i in lot], months_of(since[lot]), (zh, en)
        )
    burst = book.planted[rows] == "burst"
    return pl.DataFrame(
        {
            "repair_order_id": ids,
            "severity": book.severity[rows].tolist(),
            "opened_at": instants(received + 2 * MINUTE),
            "started_at": instants(begun),
            "finished_at": instants(done),
            "gaps_min": rng.integers(0, 20, len(rows)),
            "supply_restored_at": instants(restored),
            "safety_signs": signs,
            "permits_needed": burst,
            "emergency": burst,
            "signed_inspector_at": instants(done + 15 * MINUTE),
            "signed_crew_at": instants(done + 12 * MINUTE),
            "record_complete": np.full(len(rows), fill_value=True),
        }
    )


def _stops(book: Book, rng: Rng, truth: Truth, rows: Indices, ids: list[str]) -> pl.DataFrame:
    """Stop supply for every burst; all stops but one are made known at once."""
    number_of = {int(row): ids[number] for number, row in enumerate(rows)}
    bursts = rows[book.planted[rows] == "burst"]
    started = book.take("arrived")[bursts] + between(rng, 5, 12, len(bursts))
    notice: Seconds = started + between(rng, 2, 9, len(bursts))
    stop_ids = [f"OS-{number + 1:05d}" for number in range(len(bursts))]
    notice[0] = started[0] + 150 * MINUTE
    truth.add(
        URBAN + "outage.sudden", "outages", stop_ids[:1], months_of(started[:1]),
        ("突发停水两个半小时后才公告", "a sudden stop announced after two and a half hours"),
    )  # fmt: skip
    enterprises = rng.integers(0, 6, len(bursts))
    return pl.DataFrame(
        {
            "outage_id": stop_ids,
            "type": ["sudden"] * len(bursts),
            "pressure_only": [False] * len(bursts),
            "cause": ["爆管抢修"] * len(bursts),
            "started_at": instants(started),
            "ended_at": instants(book.take("repair_done")[bursts] + 10 * MINUTE),
            "notice_at": instants(notice),
            "notice_channels": ["wechat;sms"] * len(bursts),
            "notice_has_cause": [True] * len(bursts),
            "notice_has_time": [True] * len(bursts),
            "enterprises_affected": enterprises,
            "enterprises_told": enterprises,
            "repair_order_id": [number_of[int(row)] for row in bursts],
        }
    )
