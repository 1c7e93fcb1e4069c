"""The Dagster code location: assets, the nightly schedule, the inbox sensor.

Belongs here: how the assets are assembled into a job and when it runs. `build_definitions` takes the
settings as an argument, so that tests and production differ by an argument and not by a copy.
Does not belong here: what the assets do (`pipelines/assets.py`).

Run by `make dagster`. Directories come from PLUMBLINE_INBOX, PLUMBLINE_HOME and PLUMBLINE_PROFILE.
"""

import os
from pathlib import Path

import dagster as dg

from pipelines import assets
from pipelines.question import rulebook
from pipelines.settings import AuditSettings

NIGHTLY_AT = "0 2 * * *"
"""Two o'clock in the utility's zone: after the day's exports, before the morning."""

AUDIT = [
    assets.received_files,
    assets.conformed_evidence,
    assets.observations,
    assets.scorecards,
    assets.published_file,
]
"""The stages of an audit, which the command line runs too; the night adds the reports it owes."""


def settings_from_environment() -> AuditSettings:
    """Settings of the running service; the defaults suit a trial in the working directory."""
    return AuditSettings(
        inbox=os.environ.get("PLUMBLINE_INBOX", "build/sample/inbox"),
        home=os.environ.get("PLUMBLINE_HOME", "build/home"),
        profile=os.environ.get("PLUMBLINE_PROFILE", "city-water"),
        source=os.environ.get("PLUMBLINE_SOURCE", ""),
    )


def _with_instant(settings: AuditSettings, as_of: str) -> dg.RunConfig:
    return dg.RunConfig(
        resources={"settings": {"config": {**settings.model_dump(), "as_of": as_of}}}
    )


def build_definitions(settings: AuditSettings) -> dg.Definitions:
    """Assemble the code location for some settings."""
    # One process for the whole job: a process for each step would take longer than the audit.
    job = dg.define_asset_job(
        "nightly_audit", selection=dg.AssetSelection.all(), executor_def=dg.in_process_executor
    )
    profile = rulebook().profiles.get(settings.profile)

    @dg.schedule(
        job=job,
        cron_schedule=NIGHTLY_AT,
        execution_timezone=profile.zone if profile else "UTC",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        """Audit as of the planned minute, so that a late start asks the same question."""
        as_of = context.scheduled_execution_time.isoformat()
        return dg.RunRequest(run_key=as_of, run_config=_with_instant(settings, as_of))

    @dg.sensor(job=job, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.STOPPED)
    def new_inbox_files(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        """Audit when files have come to the inbox since the last time it was looked at."""
        seen = _inbox_state(settings.inbox_path())
        if not seen:
            return dg.SkipReason(f"no files in {settings.inbox}")
        if seen == context.cursor:
            return dg.SkipReason("no new files")
        context.update_cursor(seen)
        return dg.RunRequest(run_key=seen)

    return dg.Definitions(
        assets=[*AUDIT, assets.monthly_reports],
        jobs=[job],
        schedules=[every_night],
        sensors=[new_inbox_files],
        resources={"settings": settings},
        executor=dg.in_process_executor,
    )


def _inbox_state(inbox: Path) -> str:
    """Number and newest modification of the files: enough to notice a delivery, cheap to ask."""
    files = [path.stat() for path in inbox.rglob("*") if path.is_file()] if inbox.is_dir() else []
    if not files:
        return ""
    newest = max(one.st_mtime_ns for one in files)
    return f"{len(files)} files, {sum(one.st_size for one in files)} bytes, newest {newest}"


defs = build_definitions(settings_from_environment())
