"""A scheme is refused, with the place and what is wrong, before it pays or costs anybody anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rulebook.errors import DefinitionError
from rulebook.loader import RULEBOOK, load
from rulebook.scheme import Scheme
from rulebook.strict_yaml import parse, read_mapping
from tests import running

SHIPPED = RULEBOOK / "schemes" / "city-water-100.yaml"
FILE = "schemes/city-water-100.yaml"


def shipped() -> dict[str, Any]:
    """The shipped scheme as a mapping of its own, to be spoiled."""
    import copy

    return copy.deepcopy(read_mapping(SHIPPED))


def edition(content: dict[str, Any]) -> dict[str, Any]:
    return content["editions"][0]  # type: ignore[no-any-return]


def indicator(content: dict[str, Any], name: str = "leak-repair") -> dict[str, Any]:
    return edition(content)["indicators"][name]  # type: ignore[no-any-return]


def spoil_sum(c: dict[str, Any]) -> None:
    indicator(c)["points"] = 9


def spoil_group(c: dict[str, Any]) -> None:
    indicator(c)["group"] = "networks"


def spoil_both(c: dict[str, Any]) -> None:
    indicator(c)["of"]["figure"] = "minutes"


def spoil_figure_title(c: dict[str, Any]) -> None:
    del indicator(c, "interruption-minutes")["title"]


def spoil_figure_curve(c: dict[str, Any]) -> None:
    indicator(c, "interruption-minutes")["curve"] = "share"


def spoil_descending(c: dict[str, Any]) -> None:
    indicator(c, "pressure-rate")["curve"]["anchors"].reverse()


def spoil_percent(c: dict[str, Any]) -> None:
    indicator(c, "meter-monthly")["curve"]["target"] = 99


def spoil_band(c: dict[str, Any]) -> None:
    indicator(c, "interruption-minutes")["curve"]["low"] = 13


def spoil_steps(c: dict[str, Any]) -> None:
    indicator(c, "meter-monthly")["curve"]["ceiling"] = 0.9


def spoil_source(c: dict[str, Any]) -> None:
    indicator(c)["source"] = {"zh": "众所周知", "en": "everybody knows"}


def spoil_money(c: dict[str, Any]) -> None:
    del indicator(c)["money"]["reward"], indicator(c)["money"]["penalty"]


def spoil_gate(c: dict[str, Any]) -> None:
    del indicator(c, "pressure-rate")["gate"]["min_completeness"]


def spoil_twice(c: dict[str, Any]) -> None:
    indicator(c, "leak-arrival")["of"]["clause"] = "urban-supply.leak.repair"


def spoil_worthless(c: dict[str, Any]) -> None:
    indicator(c)["points"] = 0
    indicator(c, "leak-arrival")["points"] = 16


def spoil_veto_target(c: dict[str, Any]) -> None:
    edition(c)["vetoes"]["overcharging"]["group"] = "metering"


def spoil_veto_grade(c: dict[str, Any]) -> None:
    edition(c)["vetoes"]["overcharging"]["best_grade"] = "E"


def spoil_veto_item(c: dict[str, Any]) -> None:
    edition(c)["vetoes"]["outlet-failure"]["indicator"] = "quality"


def spoil_grades(c: dict[str, Any]) -> None:
    edition(c)["grades"][1]["at_least"] = 90


def spoil_ledger(c: dict[str, Any]) -> None:
    del edition(c)["ledgers"]["penalty"]


def spoil_currency(c: dict[str, Any]) -> None:
    c["currency"] = "GBP"


def spoil_order(c: dict[str, Any]) -> None:
    c["editions"].append({**edition(c)})


def spoil_name(c: dict[str, Any]) -> None:
    edition(c)["indicators"]["leak/repair"] = edition(c)["indicators"].pop("leak-repair")


def spoil_reserved_name(c: dict[str, Any]) -> None:
    edition(c)["indicators"]["base"] = edition(c)["indicators"].pop("leak-repair")


def spoil_rounding(c: dict[str, Any]) -> None:
    edition(c)["rounding"]["points"] = 7


def spoil_money_alone(c: dict[str, Any]) -> None:
    edition(c)["base_points"] = 0


SPOILED: dict[Callable[[dict[str, Any]], None], str] = {
    spoil_sum: "add up to 101, the base is 100",
    spoil_group: "indicators.leak-repair: there is no group 'networks'",
    spoil_both: "either 'clause' or 'figure'",
    spoil_figure_title: "needs a 'title'",
    spoil_figure_curve: "the curve 'share' needs a clause",
    spoil_descending: "anchors must ascend",
    spoil_percent: "lies from 0 to 1, not at 99",
    spoil_band: "zero_below < low <= high < zero_above",
    spoil_steps: "must enclose it",
    spoil_source: "regulation, practice, operator's setting",
    spoil_money: "'reward' or 'penalty'",
    spoil_gate: "'min_n' or 'min_completeness'",
    spoil_twice: "indicators.leak-repair reads the same as indicators.leak-arrival",
    spoil_worthless: "indicators.leak-repair: give it points, or make it a shadow",
    spoil_veto_target: "needs 'best_grade' and nothing else",
    spoil_veto_grade: "there is no grade 'E'",
    spoil_veto_item: "there is no indicator 'quality'",
    spoil_grades: "begin at the same points",
    spoil_ledger: "ledgers.penalty",
    spoil_currency: "the ledger is in CNY",
    spoil_order: "must be in order of 'from'",
    spoil_name: "should match pattern",
    spoil_reserved_name: "'base' is a line that every scheme has",
    spoil_rounding: "not a whole number of such steps",
    spoil_money_alone: "without base points",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda one: one.__name__)
def test_a_scheme_at_odds_with_itself_is_refused(spoil: Callable[[dict[str, Any]], None]) -> None:
    content = shipped()
    spoil(content)
    with pytest.raises(DefinitionError) as caught:
        parse(Scheme, content, SHIPPED)
    assert SPOILED[spoil] in caught.value.problem


FAULTS = {
    "clause of an indicator": (
        "of: {clause: urban-supply.leak.arrival}", "of: {clause: urban-supply.leak.arival}",
        "editions.1.indicators.leak-arrival.of: unknown clause", "did you mean 'urban-supply.leak.arrival'?",
    ),
    "clause of a veto": (
        "clause: urban-supply.counter.fees\n        at_least",
        "clause: urban-supply.counter.fee\n        at_least",
        "vetoes.overcharging: unknown clause", "did you mean 'urban-supply.counter.fees'?",
    ),
    "clause of incidents": (
        "clause: urban-supply.outage.planned\n        title",
        "clause: urban-supply.outage.plan\n        title",
        "incidents.late-notice: unknown clause", "did you mean",
    ),
    "incidents of a rate": (
        "clause: urban-supply.outage.planned\n        title",
        "clause: urban-supply.pressure.rate\n        title",
        "is a rate and has no single breaches", "name a clause on records",
    ),
    "incidents of a soft clause": (
        "clause: urban-supply.outage.planned\n        title",
        "clause: urban-supply.pressure.reply\n        title",
        "scores and never fines", "name a hard clause",
    ),
    "incidents among readings": (
        "clause: urban-supply.outage.planned\n        title",
        "clause: urban-supply.pressure.trunk\n        title",
        "judges pressure_readings, which name no incident", "use 'record'",
    ),
    "ledger id": (
        "penalty: OP2}", "penalty: OP9}", "editions.1.ledgers.penalty: unknown ledger id 'OP9'", "did you mean",
    ),
    "ledger id of another kind": (
        "penalty: OP2}", "penalty: L01}", "'L01' is a compensation", "of the kind fine",
    ),
    "money without a target": (
        "          target: 0.95\n", "", "leak-repair.money: 'urban-supply.leak.repair' sets no rate",
        "add 'target'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_scheme_at_odds_with_clauses_or_ledger_is_refused(fault: str, tmp_path: Path) -> None:
    old, new, problem, remedy = FAULTS[fault]
    folder = tmp_path / "rulebook"
    shutil.copytree(RULEBOOK, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / FILE).read_text("utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load(folder)
    assert caught.value.place.endswith(FILE)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_every_number_that_is_shipped_says_what_it_rests_on() -> None:
    """Sources are checked when a scheme is loaded; here, that rates of money say they are the operator's."""
    book = running.shipped()
    money = [
        one.money
        for one in book.schemes["city-water-100"].editions[0].indicators.values()
        if one.money
    ]
    sides = [side for one in money for side in (one.reward, one.penalty) if side]
    assert len(sides) >= 6
    assert all(side.source.en.startswith("operator's setting") for side in sides)


def test_the_shipped_hundred_points_are_a_hundred() -> None:
    (one,) = running.shipped().schemes["city-water-100"].editions
    assert one.default is not None
    points = [each.points for each in one.indicators.values() if not each.shadow]
    assert sum(points) + one.default.points == one.base_points == 100
