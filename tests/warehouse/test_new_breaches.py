"""What an audit knows that the one before it did not: also what happened earlier and was delivered late."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.town import Town, event, leak, new_town
from warehouse.home import Home
from warehouse.new_breaches import earlier_audit

FIRST, SECOND = "2026-04-12T02:00", "2026-04-13T02:00"
NEW = "SELECT clause_id, record_id FROM meta.new_breach JOIN rulebook.clause USING (version_id) ORDER BY ALL"
ARRIVAL = "urban-supply.leak.arrival"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town that was audited once: T1 was reached late."""
    town = new_town(tmp_path / "town")
    town.deliver("tickets", leak("T1", "2026-03-02 08:00"), leak("T2", "2026-03-03 08:00"))
    town.deliver(
        "ticket_events",
        event("T1", "arrived", "2026-03-02 09:30"),
        event("T2", "arrived", "2026-03-03 08:20"),
        event("T1", "repaired", "2026-03-02 10:00"),
        event("T2", "repaired", "2026-03-03 09:00"),
    )
    town.audit(FIRST)
    return town


def found(town: Town) -> set[tuple[str, str]]:
    return {(row["clause_id"], row["record_id"]) for row in town.rows(NEW)}


def before(town: Town) -> datetime | None:
    ((one,),) = (row.values() for row in town.rows("SELECT previous_as_of FROM meta.run"))
    return one  # type: ignore[no-any-return]


def test_the_first_audit_has_nothing_to_be_newer_than(town: Town) -> None:
    assert town.rows("SELECT 1 FROM audit.observation WHERE verdict = 'breach'")
    assert found(town) == set()
    assert before(town) is None


def test_what_was_delivered_late_is_new_whenever_it_happened(town: Town) -> None:
    town.deliver("tickets", leak("T3", "2026-03-04 08:00"))
    town.deliver(
        "ticket_events",
        event("T3", "arrived", "2026-03-04 09:30"),
        event("T3", "repaired", "2026-03-04 10:00"),
    )
    town.audit(SECOND)
    assert found(town) == {(ARRIVAL, "T3")}, "T1 was known"
    assert before(town) is not None
    town.audit(SECOND)
    assert found(town) == {(ARRIVAL, "T3")}, "repeated, the night before is still the same"
    town.audit("2026-04-14T02:00")
    assert found(town) == set()


def test_a_kept_audit_that_cannot_be_read_stops_nothing(town: Town) -> None:
    (kept,) = town.home.audits.glob("*.duckdb")
    kept.unlink()
    kept.write_bytes(b"no database")
    town.audit(SECOND)
    assert found(town) == set()
    assert before(town) is None, "there is nothing it could be newer than"


def test_the_audit_before_is_the_latest_one_of_an_earlier_instant(tmp_path: Path) -> None:
    night = datetime(2026, 5, 2, 18, 0, 0, 500, tzinfo=UTC)
    home = Home(tmp_path)
    assert earlier_audit(home, night) is None
    home.audits.mkdir()
    for name in ("20260429T180000Z", "20260501T180000Z", "20260502T180000Z", "20260503T180000Z"):
        (home.audits / f"{name}-0123456789ab.duckdb").touch()
    earlier = earlier_audit(home, night)
    assert earlier is not None
    assert earlier.as_of == datetime(2026, 5, 1, 18, tzinfo=UTC), "not the same night again"
