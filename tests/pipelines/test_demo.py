"""The demonstration: what every page of the dashboard needs to have something to show."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.demo import stage
from pipelines.settings import AuditSettings
from rulebook.errors import InboxError, UserError
from tests.running import run_stages
from warehouse.sample import write


def audited(settings: AuditSettings) -> None:
    run_stages(settings.inbox_path(), settings.audit(datetime.now(UTC)))


def test_two_nights_with_a_closed_month_and_appeals_between_them(tmp_path: Path) -> None:
    write(tmp_path / "sample", seed=1, customers=200, months=2)
    home = stage(tmp_path / "sample", tmp_path / "demo", audited)

    assert len(list((home / "audits").glob("*.duckdb"))) == 2
    with duckdb.connect(str(home / "published" / "plumbline.duckdb"), read_only=True) as con:
        appeals = con.execute(
            "SELECT state, refusal FROM audit.appeal ORDER BY appeal_id"
        ).fetchall()
        decided = con.execute("SELECT DISTINCT status FROM audit.decision").fetchall()
        closed = con.execute("SELECT month FROM meta.closed_month").fetchall()
    assert sorted(appeals) == [("dismissed", None), ("open", None), ("upheld", None)]
    assert decided == [("applied",)]
    assert [str(month)[:7] for (month,) in closed] == ["2026-03"]
    assert not (tmp_path / "sample" / "inbox" / "appeals").exists(), "the sample is only read"


def test_it_needs_a_sample_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InboxError, match="no sample"):
        stage(tmp_path, tmp_path / "demo", audited)
    (tmp_path / "sample.json").write_text("{}")
    with pytest.raises(UserError, match="not empty"):
        stage(tmp_path, tmp_path, audited)
