"""The Dagster code location: what it lists, and that it runs the same assets as the command line."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from pipelines.definitions import build_definitions, defs
from pipelines.settings import AuditSettings
from tests.running import Sample

ROOT = Path(__file__).parent.parent.parent


def settings(inbox: Path, home: Path, as_of: str = "") -> AuditSettings:
    return AuditSettings(inbox=str(inbox), home=str(home), as_of=as_of)


def test_the_code_location_lists_assets_checks_schedule_and_sensor() -> None:
    dg.Definitions.validate_loadable(defs)
    repository = defs.get_repository_def()
    assert {key.to_user_string() for key in repository.asset_graph.get_all_asset_keys()} == {
        "received_files", "conformed_evidence", "observations", "scorecards", "published_file",
        "monthly_reports",
    }  # fmt: skip
    assert {key.name for key in repository.asset_graph.asset_check_keys} >= {
        "contracts_hold", "water_quality_rate", "pressure_rate", "trunk_pressure", "one_verdict_each",
    }  # fmt: skip
    assert [schedule.name for schedule in repository.schedule_defs] == ["every_night"]
    assert repository.schedule_defs[0].execution_timezone == "Asia/Shanghai"
    assert [sensor.name for sensor in repository.sensor_defs] == ["new_inbox_files"]


def test_the_job_runs_and_a_missed_threshold_warns_without_failing(
    sample: Sample, tmp_path: Path
) -> None:
    definitions = build_definitions(settings(sample.inbox, tmp_path, sample.as_of))
    with dg.DagsterInstance.ephemeral() as instance:
        job = definitions.resolve_job_def("nightly_audit")
        result = job.execute_in_process(instance=instance)
    assert result.success
    checks = {one.check_name: one for one in result.get_asset_check_evaluations()}
    assert checks["contracts_hold"].passed
    assert not checks["pressure_rate"].passed
    assert checks["pressure_rate"].severity == dg.AssetCheckSeverity.WARN
    metadata = result.asset_materializations_for_node("conformed_evidence")[0].metadata
    assert "pressure_readings" in str(metadata["reconciliation"].value)
    reported = result.asset_materializations_for_node("monthly_reports")[0].metadata["made"].value
    assert isinstance(reported, list)
    assert {Path(one).name for one in reported} >= {
        f"plumbline-2026-04-{whose}-{lang}.html"
        for whose in ("utility", "dept-D-NET") for lang in ("zh", "en")
    }  # fmt: skip
    assert all(Path(one).is_relative_to(tmp_path) for one in reported)


def test_the_schedule_asks_from_the_planned_minute(tmp_path: Path) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    definitions = build_definitions(settings(tmp_path, tmp_path))
    schedule = definitions.resolve_schedule_def("every_night")
    planned = datetime(2026, 4, 3, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    with dg.build_schedule_context(
        scheduled_execution_time=planned, repository_def=definitions.get_repository_def()
    ) as context:
        ticked = schedule.evaluate_tick(context)
    config = ticked.run_requests[0].run_config if ticked.run_requests else {}
    assert config["resources"]["settings"]["config"]["as_of"] == planned.isoformat()


def test_the_sensor_asks_once_for_each_delivery(tmp_path: Path) -> None:
    definitions = build_definitions(settings(tmp_path, tmp_path / "home"))
    sensor = definitions.resolve_sensor_def("new_inbox_files")
    repository = definitions.get_repository_def()

    def look(cursor: str | None) -> dg.SensorEvaluationContext:
        return dg.build_sensor_context(cursor=cursor, repository_def=repository)

    assert not sensor.evaluate_tick(look(None)).run_requests
    (tmp_path / "tickets").mkdir()
    (tmp_path / "tickets" / "a.csv").write_text("x", "utf-8")
    first = sensor.evaluate_tick(look(None))
    assert first.run_requests
    assert len(first.run_requests) == 1
    assert not sensor.evaluate_tick(look(first.cursor)).run_requests


def test_the_workspace_names_the_code_location() -> None:
    assert "pipelines.definitions" in (ROOT / "workspace.yaml").read_text("utf-8")
