"""The nightly audit as Dagster assets, one for each stage, in the order of the story.

Belongs here: which stage follows which, and what of each is worth showing in the catalogue.
Does not belong here: the work of a stage (`warehouse/`) and its checks (`checks/`).
"""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import duckdb
import polars as pl

from checks.contracts import CONTRACT_CHECKS, check_contracts
from checks.outcome import ERROR, PASSED, WARNING, CheckOutcome
from checks.thresholds import THRESHOLD_CHECKS, check_thresholds
from checks.wholeness import WHOLENESS_CHECKS, check_wholeness
from pipelines.progress import report
from pipelines.settings import AuditSettings
from warehouse.account import account
from warehouse.collect import collect
from warehouse.evaluate import Audit, connection, evaluate, open_evidence
from warehouse.publish import publish
from warehouse.score import score

STAGES = 6
PLUMBLINE = (sys.executable, "-c", "from pipelines.cli import main; main()")
SEVERITY = {ERROR: dg.AssetCheckSeverity.ERROR, WARNING: dg.AssetCheckSeverity.WARN}


def _audit(context: dg.AssetExecutionContext, settings: AuditSettings) -> Audit:
    record = context.instance.get_run_record_by_id(context.run.run_id)
    launched = record.create_timestamp if record else datetime.now(UTC)
    return settings.audit(launched.astimezone(UTC))


def _preview(con: duckdb.DuckDBPyConnection, query: str) -> dg.MarkdownMetadataValue:
    """A small table for the catalogue."""
    found = con.execute(query)
    names = [column[0] for column in found.description or []]
    rows = [[str(value) for value in row] for row in found.fetchmany(20)]
    lines = [
        " | ".join(names),
        " | ".join("---" for _ in names),
        *(" | ".join(row) for row in rows),
    ]
    return dg.MetadataValue.md("\n".join(f"| {line} |" for line in lines))


def _results(outcomes: list[CheckOutcome], asset: str) -> Iterator[dg.AssetCheckResult]:
    for one in outcomes:
        yield dg.AssetCheckResult(
            asset_key=asset,
            check_name=one.check_name,
            passed=one.outcome == PASSED,
            severity=SEVERITY[one.severity],
            metadata={key: value for key, value in asdict(one).items() if value not in (None, "")},
        )


@dg.asset(group_name="collect", kinds={"python", "polars"})
def received_files(
    context: dg.AssetExecutionContext, settings: AuditSettings
) -> dg.MaterializeResult[Any]:
    """Every file of the inbox as received: hashed, conformed to its contract, accounted for."""
    audit = _audit(context, settings)
    found = collect(
        settings.inbox_path(),
        audit.home,
        zone=audit.zone,
        source=settings.mapping(),
        progress=report,
    )
    rejected = [f"{file.file}: {file.problem}" for file in found.new if file.problem]
    return dg.MaterializeResult(
        metadata={
            "files": len(found.files),
            "new_files": len(found.new),
            "rows_received": sum(file.n_received for file in found.new),
            "rows_quarantined": sum(file.n_quarantined for file in found.new),
            "set_aside": dg.MetadataValue.json(rejected),
        }
    )


@dg.asset(
    deps=[received_files], group_name="conform", kinds={"duckdb"}, check_specs=CONTRACT_CHECKS
)
def conformed_evidence(
    context: dg.AssetExecutionContext, settings: AuditSettings
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """The evidence in force, as one meaning, one unit, one clock; fit to be judged, or the run stops."""
    audit = _audit(context, settings)
    report("conform", 1, STAGES)
    open_evidence(audit)
    account(audit, audit.home.read_register())
    report("contract checks", 2, STAGES)
    outcomes = check_contracts(audit)
    with connection(audit.home.work, audit.zone) as con:
        preview = _preview(con, "FROM quality.reconciliation ORDER BY table_name")
    yield dg.MaterializeResult(metadata={"reconciliation": preview})
    yield from _results(outcomes, "conformed_evidence")


@dg.asset(
    deps=[conformed_evidence],
    group_name="evaluate",
    kinds={"duckdb", "sql"},
    check_specs=THRESHOLD_CHECKS,
)
def observations(
    context: dg.AssetExecutionContext, settings: AuditSettings
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """One clause on one record, and the indicators of each clause, department and month."""
    audit = _audit(context, settings)
    report("evaluate", 3, STAGES)
    evaluate(audit)
    outcomes = check_thresholds(audit)
    with connection(audit.home.work, audit.zone) as con:
        counts = dict(
            con.execute("SELECT verdict, count(*) FROM audit.verdict GROUP BY ALL").fetchall()
        )
        preview = _preview(
            con,
            "SELECT clause_id, period_from, numerator, denominator, rate, verdict FROM audit.indicator"
            " WHERE department_id IS NULL AND verdict = 'breach' ORDER BY period_from DESC, clause_id",
        )
    yield dg.MaterializeResult(metadata={**counts, "indicators_in_breach": preview})
    yield from _results(outcomes, "observations")


@dg.asset(deps=[observations], group_name="score", kinds={"duckdb", "sql"})
def scorecards(
    context: dg.AssetExecutionContext, settings: AuditSettings
) -> dg.MaterializeResult[Any]:
    """Points, grades and yuan of each department and month, as sums of lines."""
    audit = _audit(context, settings)
    report("score", 4, STAGES)
    score(audit)
    with connection(audit.home.work, audit.zone) as con:
        preview = _preview(
            con,
            "SELECT department_id, period_from, points, grade, coverage_rate, fine_cny, compensation_cny"
            " FROM score.scorecard ORDER BY period_from DESC, points",
        )
        entries = con.execute("SELECT count(*) FROM score.ledger_entry").fetchall()[0][0]
    return dg.MaterializeResult(metadata={"scorecards": preview, "ledger_entries": entries})


@dg.asset(deps=[scorecards], group_name="publish", kinds={"duckdb"}, check_specs=WHOLENESS_CHECKS)
def published_file(
    context: dg.AssetExecutionContext, settings: AuditSettings
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """The read-only DuckDB file that auditors and dashboards open, swapped in whole."""
    audit = _audit(context, settings)
    report("publish", 5, STAGES)
    outcomes: list[CheckOutcome] = []
    path = publish(audit, inspect=lambda file: outcomes.extend(check_wholeness(file)))
    with duckdb.connect(str(path), read_only=True) as con:  # nobody writes to a published file
        run = pl.DataFrame(
            con.execute("SELECT * FROM meta.run").fetchall(),
            schema=[column[0] for column in con.description or []],
            orient="row",
        ).row(0, named=True)
    yield dg.MaterializeResult(
        metadata={"path": dg.MetadataValue.path(str(path)), **{k: str(v) for k, v in run.items()}}
    )
    yield from _results(outcomes, "published_file")
    report("done", STAGES, STAGES)


@dg.asset(deps=[published_file], group_name="publish", kinds={"python"})
def monthly_reports(
    context: dg.AssetExecutionContext, settings: AuditSettings
) -> dg.MaterializeResult[Any]:
    """The reports this night owes: of the month that is over, and again when a month is closed.

    Made by the command, in a process of its own: what people see needs settings that a process has only once.
    """
    command = [*PLUMBLINE, "report", "--due", "--home", settings.home]
    made = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, our own command
    if made.returncode:
        raise dg.Failure(f"the reports were not made; what was published stands: {made.stderr}")
    if made.stderr:
        context.log.warning(made.stderr)
    paths = made.stdout.splitlines()
    return dg.MaterializeResult(
        metadata={"files": len(paths), "made": dg.MetadataValue.json(paths)}
    )
