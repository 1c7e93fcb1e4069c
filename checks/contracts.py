"""Is the evidence fit to be judged? The contracts, held against what the store holds.

Belongs here: running the expectations, keeping their results, and refusing unfit evidence.
Does not belong here: the expectations themselves (`expectations.py`, the only module that knows Great
Expectations), and the setting aside of single rows, which happened before.
"""

from __future__ import annotations

import dagster as dg

from checks.outcome import ERROR, FAILED, PASSED, WARNING, CheckOutcome, keep
from warehouse.evaluate import Audit, connection

CONTRACTS_HOLD = "contracts_hold"
REFERENCES_HOLD = "references_hold"

CONTRACT_CHECKS = [
    dg.AssetCheckSpec(
        CONTRACTS_HOLD,
        asset="conformed_evidence",
        blocking=True,
        description="Every table keeps its contract: keys, required values, allowed values, bounds.",
    ),
    dg.AssetCheckSpec(
        REFERENCES_HOLD,
        asset="conformed_evidence",
        description="What rows point at exists (a reference that leads nowhere is reported).",
    ),
]


def check_contracts(audit: Audit) -> list[CheckOutcome]:
    """Run every expectation, keep each result, and sum them up into the two asset checks.

    An expectation that could not be run blocks like one that failed: unknown is not fit.
    """
    from checks.expectations import run_contract_checks

    found = run_contract_checks(audit.home.work, audit.home.data_docs, audit.zone)
    with connection(audit.home.work, audit.zone) as con:
        keep(con, found)
    errors = [one for one in found if one.severity == ERROR]
    warnings = [one for one in found if one.severity == WARNING]
    return [
        _summary(CONTRACTS_HOLD, errors, ERROR),
        _summary(REFERENCES_HOLD, warnings, WARNING),
    ]


def _summary(name: str, found: list[CheckOutcome], severity: str) -> CheckOutcome:
    bad = [one for one in found if one.outcome != PASSED]
    told = "; ".join(
        f"{one.table_name}.{one.column_name} {one.check_name}: {one.outcome}"
        f"{f' ({one.n_unexpected} rows)' if one.n_unexpected else ''} {one.detail}".rstrip()
        for one in bad[:20]
    )
    return CheckOutcome(
        check_name=name,
        outcome=FAILED if bad else PASSED,
        severity=severity,
        n_checked=len(found),
        n_unexpected=len(bad),
        detail=told,
    )
