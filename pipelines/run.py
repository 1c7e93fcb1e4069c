"""Running the audit's assets in this process.

Belongs here: one function that materializes the very assets the scheduler runs, and turns their failures
into errors a user can act on. Does not belong here: arguments and printing (`pipelines/cli.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from pipelines.definitions import AUDIT
from pipelines.settings import AuditSettings
from rulebook.errors import UnfitEvidenceError
from warehouse.evaluate import Audit, connection
from warehouse.statements import sql

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_audit(settings: AuditSettings) -> dg.ExecuteInProcessResult:
    """Materialize every stage of the audit, in one process, without a stored history.

    Raises the UserError a stage raised (NotWholeError among them), and UnfitEvidenceError when a blocking
    check failed; what was published before then stands.
    """
    audit = settings.audit(datetime.now(UTC))  # an unknown profile is told before anything starts
    with dg.DagsterInstance.ephemeral() as instance:
        try:
            result = dg.materialize(
                AUDIT, resources={"settings": settings}, instance=instance, run_config=QUIET
            )
        except dg.DagsterError as error:
            if type(error).__name__ != "DagsterAssetCheckFailedError":
                raise
            raise UnfitEvidenceError(
                f"证据不合格，未发布 / the evidence is not fit to be judged, nothing was published: {_unfit(audit)}",
                remedy="请更正上述表和列后重新交付，之前发布的文件未变 / "
                "correct the named tables and columns and deliver them again; "
                "what was published before stands",
            ) from None
    return result


def _unfit(audit: Audit) -> str:
    with connection(audit.home.work, audit.zone) as con:
        found = con.execute(sql("publish/unfit")).fetchall()
    return "; ".join(
        f"{table}.{column}: {check} {outcome}{f' for {n} rows' if n else ''} {detail or ''}".rstrip()
        for table, column, check, outcome, n, detail in found
    )
