"""What inspectors see in the sample, and the arrangements that stand.

Belongs here: observations of what no record holds, governance, and the calendar of the utility.
Does not belong here: anything recorded in the course of the work itself.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from warehouse.sample.files import Inbox
from warehouse.sample.rhythm import at_office, epoch, instants, months_of
from warehouse.sample.truth import URBAN, Truth, deal
from warehouse.sample.world import World

SEEN = (
    (
        "counter.badge",
        "营业大厅",
        "窗口营业员",
        "窗口人员未佩戴胸牌",
        "counter staff without badge",
    ),
    (
        "quality.treatment",
        "水厂",
        "值班长",
        "净水工艺未按规程运行",
        "treatment not run by the rules",
    ),
    ("billing.badge", "抄表现场", "抄表员", "抄表人员未佩戴工作证", "meter reader without badge"),
)
"""What is observed: clause, place, post, and the notes of a fail."""

STANDING = (
    ("svc-process.hotline.24h", "channel", "24小时服务热线"),
    ("svc-process.emergency.plan", "document", "供水突发事件应急预案"),
)


def write(world: World, inbox: Inbox, truth: Truth) -> None:
    """Deliver observations and governance."""
    rng = world.rng("inspection")
    days = [epoch(day) for day in world.span.working_days]
    frames = []
    for number, (clause, place, post, zh, en) in enumerate(SEEN):
        moments = np.sort(at_office(rng, np.array(days * 2, dtype=np.int64), 9, 17))
        count = len(moments)
        ids = [f"OB-{number + 1}{place_no + 1:05d}" for place_no in range(count)]
        lots = deal(rng, np.arange(count), {"fail": (0.03, 2), "na": (0.02, 1)})
        verdict = np.full(count, "pass", dtype=object)
        for lot, chosen in lots.items():
            verdict[chosen] = lot
        truth.add(
            URBAN + clause, "observations", [ids[i] for i in lots["fail"]],
            months_of(moments[lots["fail"]]), (zh, en),
        )  # fmt: skip
        frames.append(
            pl.DataFrame(
                {
                    "obs_id": ids,
                    "clause_id": [URBAN + clause] * count,
                    "place": [place] * count,
                    "staff_id": world.holders(post, rng, count),
                    "observed_at": instants(moments),
                    "observer_id": world.holders("督查员", rng, count),
                    "source": rng.choice(["inspector", "mystery_shopper", "camera"], count),
                    "verdict": verdict.tolist(),
                    "evidence_ref": [f"ZP-{name}" for name in ids],
                }
            )
        )
    inbox.put("observations", pl.concat(frames))
    inbox.put("governance", _governance())
    inbox.put("calendar", _calendar(world))


def _governance() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "item_id": [f"G-{number + 1:04d}" for number in range(len(STANDING))],
            "clause_id": [row[0] for row in STANDING],
            "kind": [row[1] for row in STANDING],
            "in_force_from": [date(2025, 1, 1)] * len(STANDING),
            "last_reviewed_on": [date(2026, 1, 15)] * len(STANDING),
            "review_every_days": [365] * len(STANDING),
            "evidence_ref": [row[2] for row in STANDING],
        }
    )


def _calendar(world: World) -> pl.DataFrame:
    """One day of the second week is made a day off by the utility itself."""
    day = world.span.month_firsts[0] + timedelta(days=8)
    return pl.DataFrame(
        {"day": [day], "is_working_day": [False], "reason": ["全市停电检修,营业厅停业一日"]}
    )
