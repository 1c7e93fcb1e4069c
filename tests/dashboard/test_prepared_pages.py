"""What pages answer from prepared tables is what the rows themselves would say."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.observations import CONDITIONS, GOVERNING
from tests.dashboard.conftest import OWN, WHOLE, Login

HEAD = Scope(role="dept_head", departments=frozenset({OWN}))


@pytest.mark.parametrize("scope", [WHOLE, HEAD], ids=["whole", "head"])
@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"subject": "tickets", "month": "2026-03-01"},
        {"dept": OWN, "reason": "late"},
        {"clause": "urban-supply.leak.arrival", "verdict": "breach"},
        {"subject": "tickets", "staff": "of some row"},
    ],
)
def test_a_tally_is_the_number_of_rows(
    asked: dict[str, str], scope: Scope, facts: Callable[[Scope], Facts]
) -> None:
    found = facts(scope)
    if "staff" in asked:
        some = found.ask("observations", wanted=["v.staff_id IS NOT NULL"], limit=1, offset=0)
        asked = {**asked, "staff": some[0]["staff_id"]}
    wanted = [GOVERNING, *(CONDITIONS[key] for key in asked)]
    counted = found.ask("observations_of_records", wanted=wanted, **asked)
    tallied = found.ask("observations_tally", wanted=wanted, **asked)
    assert tallied or scope is HEAD
    assert {row["verdict"]: row["n"] for row in tallied} == {
        row["verdict"]: row["n"] for row in counted
    }


def test_tonight_looks_back_to_the_last_audit(
    login: Login, published: Path, tmp_path: Path, settings: object
) -> None:
    path = tmp_path / "plumbline.duckdb"
    shutil.copy(published, path)
    with duckdb.connect(str(path)) as con:
        as_of, zone = con.execute("SELECT as_of, zone FROM meta.run").fetchall()[0]
        since = as_of - timedelta(days=9)
        con.execute(
            "SET TimeZone = 'UTC'; UPDATE meta.run SET previous_as_of = $since", {"since": since}
        )
        n = con.execute(
            "SELECT count(*) FROM audit.observation WHERE is_governing AND verdict = 'breach'"
            " AND coalesce(due_at, stopped_at, started_at) BETWEEN $since + INTERVAL 1 MICROSECOND AND $until",
            {"since": since, "until": as_of},
        ).fetchall()[0][0]
        day = con.execute(
            "SELECT strftime(timezone($zone, $since), '%Y-%m-%d %H:%M')",
            {"zone": zone, "since": since},
        ).fetchall()[0][0]
    settings.PUBLISHED = path  # type: ignore[attr-defined]
    client = login("supervisor")
    html = client.get("/").content.decode()
    assert '<option value="last" selected>自上次审计以来</option>' in html
    assert f"{day} 至" in html
    assert f">{n:,}<" in html
    assert n > 0
    assert '<option value="24" selected>' in client.get("/?hours=24").content.decode()


def test_without_an_earlier_audit_tonight_is_the_last_day(login: Login) -> None:
    html = login("supervisor").get("/").content.decode()
    assert "自上次审计以来" not in html
    assert '<option value="24" selected>' in html


def test_a_long_table_says_how_much_of_it_is_shown(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.pages.districts.SHOWN", 1)
    client = login("auditor")
    html = client.get("/districts/").content.decode()
    assert "先显示 1 行，共" in html
    exported = client.get("/districts/?export=csv&table=points").content.decode("utf-8-sig")
    assert len(exported.strip().splitlines()) > 2
