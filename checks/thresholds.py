"""Does the utility meet the thresholds it is known by? Water quality, outlet, pressure rate, trunk pressure.

Belongs here: the whole-utility indicators of those topics, as checks that warn.
Does not belong here: the thresholds themselves, which are clauses; a breach is a row, never a failed run.
"""

from __future__ import annotations

import dagster as dg

from checks.outcome import FAILED, NOT_RUN, PASSED, WARNING, CheckOutcome, keep
from warehouse.evaluate import Audit, connection
from warehouse.statements import sql

TOPICS = {
    "water_quality_rate": "quality_rate",
    "works_outlet_rate": "outlet_rate",
    "pressure_rate": "pressure_rate",
    "trunk_pressure": "trunk_pressure",
}
"""Name of the check -> topic whose governing clauses it watches."""

SIGN = {"<=": "≤", ">=": "≥", "==": "="}
WORDS = (
    ("；", "{month}：{kept:,}/{of:,} 合格，限值 {op} {limit:g} {unit}"),
    ("; ", "{month}: {kept:,} of {of:,} comply, limit {op} {limit:g} {unit}"),
)
"""Chinese, then English: how months are joined, and what is said of one."""

THRESHOLD_CHECKS = [
    dg.AssetCheckSpec(
        name,
        asset="observations",
        description=f"No month of the whole utility misses the governing threshold of {topic}.",
    )
    for name, topic in TOPICS.items()
]


def check_thresholds(audit: Audit) -> list[CheckOutcome]:
    """One outcome for each watched topic; without any assessed month the check was not run."""
    outcomes = []
    with connection(audit.home.work, audit.zone) as con:
        for name, topic in TOPICS.items():
            months = con.execute(sql("publish/threshold"), {"topic": topic}).fetchall()
            judged = [month for month in months if month[1] in ("compliant", "breach")]
            missed = [month for month in judged if month[1] == "breach"]
            told = " / ".join(
                join.join(
                    words.format(
                        month=f"{period:%Y-%m}",
                        kept=kept,
                        of=of,
                        op=SIGN[op],
                        limit=limit,
                        unit=unit,
                    )
                    for _clause, _verdict, period, kept, of, op, limit, unit in missed
                )
                for join, words in WORDS
            )
            outcomes.append(
                CheckOutcome(
                    check_name=name,
                    outcome=FAILED if missed else PASSED if judged else NOT_RUN,
                    severity=WARNING,
                    n_checked=len(judged),
                    n_unexpected=len(missed),
                    detail=told
                    if missed
                    else ""
                    if judged
                    else "没有月份可以评价 / no month could be assessed",
                )
            )
        keep(con, outcomes)
    return outcomes
