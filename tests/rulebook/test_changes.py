"""A changed rulebook is as valid as one read from the files, or it is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rulebook.changes import Change, changed, read_settings, targets
from rulebook.errors import DefinitionError
from rulebook.loader import Rulebook
from rulebook.profile import Profile
from rulebook.version import Limit, limits_of
from tests.running import shipped

BOOK = shipped()
PROFILE = "city-water"


def set_to(target: str, value: str) -> Rulebook:
    book, changes = changed(BOOK, PROFILE, {target: value})
    assert [one.after for one in changes] == [value]
    return book


def profile(book: Rulebook) -> Profile:
    return book.profiles[PROFILE]


def limits(book: Rulebook, clause_id: str) -> list[Limit]:
    return [limit for version in book.clauses[clause_id].versions for limit in limits_of(version)]


def test_a_limit_of_the_text() -> None:
    book, changes = changed(BOOK, PROFILE, {"urban-supply.pressure.trunk.limit": "0.28"})
    assert [one.value for one in limits(book, "urban-supply.pressure.trunk")] == [Decimal("0.28")]
    assert changes == [Change("urban-supply.pressure.trunk.limit", "0.27", "0.28")]
    assert [one.value for one in limits(BOOK, "urban-supply.pressure.trunk")] == [Decimal("0.27")]


def test_the_limit_of_one_class_of_records() -> None:
    book = set_to("urban-supply.leak.repair.limit.medium", "8")
    assert [one.value for one in limits(book, "urban-supply.leak.repair")] == [5, 8, 24]


def test_a_limit_that_waits_for_a_parameter_takes_the_number_itself() -> None:
    book = set_to("urban-supply.outage.sudden.limit", "15")
    assert [(x.value, x.param) for x in limits(book, "urban-supply.outage.sudden")] == [
        (Decimal(15), "")
    ]
    assert targets(BOOK, PROFILE)["urban-supply.outage.sudden.limit"].before == (
        "parameter.sudden_notice_min"
    )


def test_a_parameter_keeps_its_unit() -> None:
    parameter = profile(set_to("parameter.sudden_notice_min", "30")).parameters["sudden_notice_min"]
    assert (parameter.value, parameter.unit) == (Decimal(30), "min")


def test_a_switch_a_definition_and_a_topic() -> None:
    assert profile(set_to("switch.outage_excuse", "false")).switches.outage_excuse is False
    assert profile(set_to("switch.day_counting", "completed")).switches.day_counting == "completed"
    assert profile(set_to("switch.appeal_days", "5")).switches.appeal_days == 5
    sampled = profile(set_to("definition.quality_rate", "quality-sample"))
    assert sampled.definitions["quality_rate"] == "quality-sample"
    governed = profile(set_to("topic.leak_arrival", "svc-process"))
    assert governed.topics == {**profile(BOOK).topics, "leak_arrival": "svc-process"}


def test_several_settings_of_one_clause_add_up() -> None:
    name = "urban-supply.leak.repair.limit"
    book, _ = changed(BOOK, PROFILE, {f"{name}.small": "4", f"{name}.major": "20"})
    assert [one.value for one in limits(book, "urban-supply.leak.repair")] == [4, 10, 20]


@pytest.mark.parametrize(
    ("target", "value", "told"),
    [
        ("urban-supply.pressure.trunk.limit", "much", "'much' is not a number"),
        ("parameter.sudden_notice_min", "nan", "'nan' is not a number"),
        ("switch.outage_excuse", "perhaps", "switches.outage_excuse"),
        ("switch.day_counting", "halves", "switches.day_counting"),
        ("definition.quality_rate", "quality-pool", "unknown definition 'quality-pool'"),
        ("definition.quality_rate", "pressure-pooled", "unknown definition 'pressure-pooled'"),
        ("topic.leak_arrival", "waterworks", "'waterworks' has no clause on this topic"),
    ],
)
def test_a_value_the_rulebook_would_refuse_is_refused(target: str, value: str, told: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        changed(BOOK, PROFILE, {target: value})
    assert caught.value.place == "--set"
    assert told in caught.value.problem
    assert caught.value.remedy


def test_profiles_that_rest_on_this_one_do_not_matter() -> None:
    """Some profile may only be stricter than this one; what it would say is not the question."""
    heirs = [name for name, one in BOOK.profiles.items() if one.inherits == PROFILE]
    assert heirs
    assert set(set_to("parameter.sudden_notice_min", "1").profiles) == {PROFILE}
    heir, _ = changed(BOOK, heirs[0], {"switch.outage_excuse": "true"})
    assert set(heir.profiles) == {PROFILE, heirs[0]}


@pytest.mark.parametrize("text", ["parameter.x", "=3", "parameter.x=", ""])
def test_a_setting_has_a_target_and_a_value(text: str) -> None:
    with pytest.raises(DefinitionError, match="is not a setting"):
        read_settings([text])


def test_settings_are_read_and_a_second_one_of_the_same_is_refused() -> None:
    assert read_settings(["a.limit = 3", "b=x"]) == {"a.limit": "3", "b": "x"}
    with pytest.raises(DefinitionError, match="is set twice"):
        read_settings(["a=1", "a=2"])


def test_every_target_can_be_set_to_what_stands_there() -> None:
    known = targets(BOOK, PROFILE)
    same = {
        name: one.before
        for name, one in known.items()
        if one.before and not one.before.startswith("parameter.") and ", " not in one.before
    }
    assert len(same) > 50
    book, changes = changed(BOOK, PROFILE, same)
    assert all(one.before == one.after for one in changes)
    assert profile(book).switches == profile(BOOK).switches
    for clause_id, clause in BOOK.clauses.items():
        assert book.clauses[clause_id] == clause


UNKNOWN = {
    "parameter.sudden_notice": "did you mean 'parameter.sudden_notice_min'",
    "urban-supply.pressure.tank.limit": "did you mean 'urban-supply.pressure.trunk.limit'",
    "urban-supply.leak.repair.limit": "urban-supply.leak.repair.limit.small",
    "urban-supply.leak.repair.limit.smal": "did you mean 'urban-supply.leak.repair.limit.small'",
    "urban-supply.meter.replace.limit": "",  # judged without a number
    "waterworks.repair.arrival.limit": "",  # not a regulation of the profile
    "switch.outage_excuses": "did you mean 'switch.outage_excuse'",
    "topic.leak_arival": "did you mean 'topic.leak_arrival'",
    "definition.quality": "did you mean 'definition.quality_rate'",
    "zone": "write one of <clause>.limit",
}
"""Targets that do not exist -> what the error suggests."""


@pytest.mark.parametrize("target", UNKNOWN)
def test_what_cannot_be_set_is_refused_with_the_nearest_that_can(target: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        changed(BOOK, PROFILE, {target: "1"})
    assert f"'{target}' cannot be set" in caught.value.problem
    assert UNKNOWN[target] in caught.value.remedy
