"""What if: another number shows its price, and nothing of the audited home is touched."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from rulebook.changes import changed
from rulebook.errors import DefinitionError, UserError
from warehouse.evaluate import Audit
from warehouse.home import Home, ReceivedFile
from warehouse.whatif import WhatIf, last_audit, stands_for, what_if

TRUNK = "urban-supply.pressure.trunk"


def digests(home: Home) -> dict[str, str]:
    """Every file of a home and the hash of its bytes."""
    return {
        path.relative_to(home.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(home.root.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def copied(audited: Audit, tmp_path: Path) -> Audit:
    """The audited home again, to be spoiled."""
    shutil.copytree(audited.home.root, tmp_path / "home")
    return replace(audited, home=Home(tmp_path / "home"))


def test_a_higher_pressure_limit_costs_points_and_touches_nothing(audited: Audit) -> None:
    before = digests(audited.home)
    found = what_if(audited, {f"{TRUNK}.limit": "0.33"})
    assert digests(audited.home) == before
    assert found.is_published
    (trunk,) = [row for row in found.clauses if row["clause_id"] == TRUNK]
    assert trunk["n_breaches_after"] > trunk["n_breaches_before"]
    assert trunk["n_judged_after"] == trunk["n_judged_before"]
    assert {row["department_id"] for row in found.scorecards} == {"D-PROD"}
    assert all(row["points_delta"] < 0 for row in found.scorecards)
    for row in found.scorecards:
        assert row["points_after"] - row["points_before"] == row["points_delta"]


def test_the_same_value_changes_nothing(audited: Audit) -> None:
    found = what_if(audited, {f"{TRUNK}.limit": "0.27", "switch.outage_excuse": "true"})
    assert (found.scorecards, found.clauses, found.money) == ([], [], [])
    assert [(one.before, one.after) for one in found.changes] == [
        ("0.27", "0.27"),
        ("true", "true"),
    ]


@pytest.fixture(scope="module")
def several(audited: Audit) -> WhatIf:
    """Three changes at once that have nothing to do with each other."""
    return what_if(
        audited,
        {
            "switch.outage_excuse": "false",
            "parameter.sudden_notice_min": "30",
            "urban-supply.leak.arrival.limit": "0.1",
        },
    )


def test_a_switch_judges_what_was_excused(several: WhatIf) -> None:
    (trunk,) = [row for row in several.clauses if row["clause_id"] == TRUNK]
    assert trunk["n_judged_after"] > trunk["n_judged_before"]
    assert trunk["n_breaches_after"] > trunk["n_breaches_before"]


def test_a_parameter_once_set_lets_its_clauses_be_judged(several: WhatIf) -> None:
    sudden = {row["clause_id"]: row for row in several.clauses}["urban-supply.outage.sudden"]
    assert (sudden["n_judged_before"], sudden["n_judged_after"] > 0) == (0, True)


def test_money_is_that_of_the_whole_ledger(several: WhatIf, audited: Audit) -> None:
    (fines,) = [row for row in several.money if row["kind"] == "fine"]
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        booked = con.execute(
            "SELECT count(*), sum(amount_cny) FROM score.ledger_entry WHERE kind = 'fine'"
        ).fetchone()
    assert (fines["n_before"], fines["cny_before"]) == booked
    assert fines["cny_after"] > fines["cny_before"]


def test_another_governing_regulation_moves_points_without_any_new_breach(audited: Audit) -> None:
    found = what_if(audited, {"topic.leak_arrival": "svc-process"})
    governs = {
        row["clause_id"]: (row["is_governing_before"], row["is_governing_after"])
        for row in found.clauses
    }
    assert governs == {
        "urban-supply.leak.arrival": (True, False),
        "svc-process.fine.late-leak": (False, True),
    }
    assert found.scorecards


@pytest.mark.parametrize("target", ["urban-supply.pressure.tank.limit", "parameter.notice", "x"])
def test_what_cannot_be_set_is_refused(audited: Audit, target: str) -> None:
    with pytest.raises(DefinitionError, match="cannot be set"):
        what_if(audited, {target: "1"})


def test_the_base_is_judged_again_where_the_published_file_answers_something_else(
    copied: Audit,
) -> None:
    assert stands_for(copied)
    assert not stands_for(replace(copied, as_of=copied.as_of - timedelta(days=10)))
    other_rules, _ = changed(copied.book, copied.profile_id, {f"{TRUNK}.limit": "0.33"})
    other = replace(copied, book=other_rules)
    assert not stands_for(other)
    found = what_if(other, {f"{TRUNK}.limit": "0.27"})
    assert not found.is_published
    assert found.scorecards
    assert all(row["points_delta"] > 0 for row in found.scorecards)
    register = copied.home.read_register()
    copied.home.write_register([*register, replace(register[0], seq=999, sha256="new")])
    assert not stands_for(copied)


def test_the_last_audit_is_what_the_published_file_says(audited: Audit) -> None:
    last = last_audit(audited.home)
    assert (last.profile_id, last.as_of, last.source) == ("city-water", audited.as_of, "")


def test_files_of_a_foreign_layout_name_their_source(copied: Audit) -> None:
    mapped = ReceivedFile(1, "a.csv", "0", 1, note="mapped by uci-incidents; 3 columns unused")
    copied.home.write_register([mapped])
    assert last_audit(copied.home).source == "uci-incidents"


def test_a_home_without_an_audit_or_with_half_a_store_is_told(
    copied: Audit, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="no audit has been published here"):
        last_audit(Home(tmp_path / "nothing"))
    shutil.rmtree(copied.home.current("tickets"))
    with pytest.raises(UserError, match="the store lacks tickets"):
        what_if(copied, {f"{TRUNK}.limit": "0.28"})
