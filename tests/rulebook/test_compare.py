"""Two states of a rulebook differ in exactly what was edited."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rulebook.compare import Change, Comparison, compare
from rulebook.errors import UserError
from rulebook.loader import RULEBOOK, load
from tests.running import shipped

Edit = Callable[[str, str, str], None]

ARRIVAL = "regulations/urban-supply/leak/arrival.yaml"
PROFILE = "profiles/city-water.yaml"
BEFORE = shipped()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


@pytest.fixture
def edit(folder: Path) -> Edit:
    def replace(name: str, old: str, new: str) -> None:
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} no longer holds '{old}'"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace


def against(folder: Path, **how: str | bool) -> Comparison:
    return compare(BEFORE, load(folder), **how)  # type: ignore[arg-type]


def test_the_same_rulebook_does_not_differ(folder: Path) -> None:
    assert against(folder).is_same


def test_a_changed_number_is_told_by_its_key(edit: Edit, folder: Path) -> None:
    edit(ARRIVAL, "value: 1, unit: h}", "value: 2, unit: h}")
    found = against(folder)
    change = Change("urban-supply.leak.arrival", "versions.null.limit.value", "1", "2")
    assert found.changed == {"urban-supply.leak.arrival": (change,)}
    assert (found.added, found.removed, found.profiles, found.elsewhere) == ((), (), (), ())


def test_examples_are_told_on_request(edit: Edit, folder: Path) -> None:
    edit(ARRIVAL, "arrives exactly after one hour", "comes exactly after one hour")
    assert against(folder).is_same
    assert list(against(folder, examples=True).changed) == ["urban-supply.leak.arrival"]


def test_a_new_version_is_one_change(edit: Edit, folder: Path) -> None:
    edit(
        ARRIVAL, "consequences:",
        "  - from: 2027-01-01\n    trigger: contact_received\n    end: arrived\n"
        '    limit: {op: "<=", value: 30, unit: min}\n    calendar: wall_clock\nconsequences:',
    )  # fmt: skip
    (change,) = against(folder).changed["urban-supply.leak.arrival"]
    assert change.path == "versions.2027-01-01"
    assert change.old is None
    assert change.new["limit"]["value"] == "30"


def test_added_and_removed_clauses(folder: Path) -> None:
    path = folder / "regulations/urban-supply/network/intact.yaml"
    path.rename(path.with_name("whole.yaml"))
    found = against(folder)
    assert found.added == ("urban-supply.network.whole",)
    assert found.removed == ("urban-supply.network.intact",)
    begun = {one.profile: one.begins_to_govern for one in found.profiles}
    assert begun["city-water"] == ("urban-supply.network.whole",)


def test_another_governing_regulation_moves_its_clauses(edit: Edit, folder: Path) -> None:
    edit(PROFILE, "leak_arrival: urban-supply", "leak_arrival: svc-process")
    (one,) = against(folder, profile="city-water").profiles
    assert one.governing == (Change("city-water", "leak_arrival", "urban-supply", "svc-process"),)
    assert one.begins_to_govern == ("svc-process.fine.late-leak",)
    assert one.stops_governing == ("urban-supply.leak.arrival",)


def test_parameters_switches_and_definitions_of_a_profile(edit: Edit, folder: Path) -> None:
    edit(PROFILE, "leak_arrival_h: {value: 1", "leak_arrival_h: {value: 2")
    edit(PROFILE, "outage_excuse: true", "outage_excuse: false")
    edit(PROFILE, "pressure_rate: pressure-pooled", "pressure_rate: pressure-point-days")
    (one,) = against(folder, profile="city-water").profiles
    assert {(change.path, change.old, change.new) for change in one.changes} == {
        ("parameters.leak_arrival_h.value", "1", "2"),
        ("switches.outage_excuse", True, False),
        ("definitions.pressure_rate", "pressure-pooled", "pressure-point-days"),
    }


def test_whatever_else_changed_is_told_too(edit: Edit, folder: Path) -> None:
    edit("schemes/city-water-100.yaml", "min_coverage: 0.5", "min_coverage: 0.6")
    (one,) = against(folder).elsewhere
    assert (one.what, one.path) == ("schemes.city-water-100", "editions.null.gates.min_coverage")


def test_a_profile_sees_only_its_own_regulations(edit: Edit, folder: Path) -> None:
    edit(ARRIVAL, "value: 1, unit: h}", "value: 2, unit: h}")
    assert against(folder, profile="city-water").changed
    assert not against(folder, profile="jiujiu-heat").changed


def test_an_unknown_profile_is_refused(folder: Path) -> None:
    with pytest.raises(UserError, match="moon-water"):
        against(folder, profile="moon-water")
