"""Every fault between definitions is one error that names file, key and remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rulebook.errors import DefinitionError
from rulebook.loader import RULEBOOK, load
from tests.running import shipped

Edit = Callable[[str, str, str], None]


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


ARRIVAL = "regulations/urban-supply/leak/arrival.yaml"
MONTHLY = "regulations/urban-supply/meter/monthly.yaml"
RATE = "regulations/urban-supply/pressure/rate.yaml"
LATE_LEAK = "regulations/svc-process/fine/late-leak.yaml"
LIMITS = "limits/gb5749.yaml"
PROFILE = "profiles/city-water.yaml"

UNDRAWN = """  undrawn:
    zh: 没有记录载明员工建议，金额由经营者设定
    en: "no record holds the suggestions of staff, and the operator sets the amount"
"""

FAULTS = {
    "clause of a topic": (
        "topics.yaml", "[urban-supply.leak.repair]", "[urban-supply.leak.repiar]",
        "repair_completion.urban-supply: unknown clause", "did you mean 'urban-supply.leak.repair'?",
    ),
    "regulation of a topic": (
        "topics.yaml", "    svc-process: [svc-process.fine.late-leak]",
        "    svc-proces: [svc-process.fine.late-leak]",
        "leak_arrival: unknown regulation 'svc-proces'", "did you mean 'svc-process'?",
    ),
    "clause under another regulation": (
        "topics.yaml", "svc-process: [svc-process.fine.late-leak]",
        "svc-process: [urban-supply.network.intact]",
        "is a clause of another regulation", "list it under 'urban-supply'",
    ),
    "clause in two topics": (
        "topics.yaml", "[urban-supply.leak.repair]", "[urban-supply.leak.arrival]",
        "already stands in the topic 'leak_arrival'", "keep it in one",
    ),
    "department role": (
        ARRIVAL, "responsible: network", "responsible: networks",
        "responsible: unknown department role 'networks'", "did you mean 'network'?",
    ),
    "excuse code": (
        ARRIVAL, "excuses: [traffic,", "excuses: [trafic,",
        "excuses: unknown excuse code 'trafic'", "did you mean 'traffic'?",
    ),
    "ledger id of a consequence": (
        ARRIVAL, "- {ledger: L03, per", "- {ledger: L99, per",
        "consequences.ledger: unknown ledger id 'L99'", "did you mean",
    ),
    "days late of a count": (
        MONTHLY, "per: case", "per: day_late", "a count clause knows no days late", "use 'case'",
    ),
    "clause of a rate": (
        RATE, "rate: {clause: urban-supply.pressure.trunk,", "rate: {clause: urban-supply.pressure.tank,",
        "versions: unknown clause 'urban-supply.pressure.tank'", "did you mean 'urban-supply.pressure.trunk'?",
    ),
    "rate of other records": (
        RATE, "rate: {clause: urban-supply.pressure.trunk,", "rate: {clause: urban-supply.leak.arrival,",
        "'urban-supply.leak.arrival' cannot lend its moments or verdicts", "about 'pressure_readings'",
    ),
    "verdict of an example": (
        ARRIVAL, "verdict: compliant", "verdict: compliannt",
        "examples.1: unknown verdict", "did you mean 'compliant'?",
    ),
    "reason of an example": (
        ARRIVAL, "reason: late,", "reason: lat,",
        "examples.2: unknown reason", "did you mean 'late'?",
    ),
    "parameter of an example": (
        LATE_LEAK, "parameters: {leak_arrival_h", "parameters: {leak_arival_h",
        "unknown parameter 'leak_arival_h'", "did you mean 'leak_arrival_h'?",
    ),
    "parameter that is not declared": (
        ARRIVAL, "value: 1, unit: h}", "param: leak_arival_h, unit: h}",
        "limit.param: unknown parameter of parameters.yaml 'leak_arival_h'", "did you mean 'leak_arrival_h'?",
    ),
    "two units of one parameter": (
        ARRIVAL, "value: 1, unit: h}", "param: leak_arrival_h, unit: min}",
        "'leak_arrival_h' is in", "use one unit",
    ),
    "role of an allowance": (
        PROFILE, "switches:", "allowances:\n  networks: {minutes: 30, source: test}\nswitches:",
        "allowances: unknown department role 'networks'", "did you mean 'network'?",
    ),
    "topic of a profile": (
        PROFILE, "leak_arrival: urban-supply", "leak_arival: urban-supply",
        "topics: unknown topic 'leak_arival'", "did you mean 'leak_arrival'?",
    ),
    "governing regulation without rows": (
        PROFILE, "tariff: urban-supply", "tariff: waterworks",
        "topics.tariff: 'waterworks' has no clause on this topic", "choose among: urban-supply",
    ),
    "governing choice missing": (
        PROFILE, "  leak_arrival: urban-supply\n", "",
        "nothing says which regulation governs 'leak_arrival'", "urban-supply, svc-process",
    ),
    "parameter no clause asks for": (
        PROFILE, "leak_arrival_h:", "leak_arrive_h:",
        "parameters: unknown parameter 'leak_arrive_h'", "did you mean 'leak_arrival_h'?",
    ),
    "unit of a parameter": (
        PROFILE, "{value: 1, unit: h,", "{value: 60, unit: min,",
        "parameters.leak_arrival_h: is given in min", "convert it to h",
    ),
    "regulation of a profile": (
        PROFILE, "[urban-supply, svc-process,", "[urban-supply, svc-proces,",
        "regulations: unknown regulation", "did you mean 'svc-process'?",
    ),
    "limit set of a profile": (
        PROFILE, "limit_set: gb5749", "limit_set: gb5479",
        "limit_set: unknown limit set", "did you mean 'gb5749'?",
    ),
    "scheme of a profile": (
        PROFILE, "scheme: city-water-100", "scheme: city-water-10",
        "scheme: unknown scheme", "did you mean 'city-water-100'?",
    ),
    "calendar of a profile": (
        PROFILE, "calendar: cn", "calendar: china", "calendar: unknown calendar", "cn",
    ),
    "zone of a profile": (
        PROFILE, "zone: Asia/Shanghai", "zone: Asia/Shangai",
        "zone: unknown time zone 'Asia/Shangai'", "IANA",
    ),
    "office hours out of order": (
        PROFILE, '"08:30"', '"18:30"', "are no office hours", "in order",
    ),
    "amount at odds with the ledger": (
        ARRIVAL, "amount_cny: 100, source", "amount_cny: 10, source",
        "consequences.amount_cny: 10 here, 100 in the ledger for L03", "correct the clause or ledger.yaml",
    ),
    "unit at odds with the ledger": (
        ARRIVAL, "{ledger: L03, per: case", "{ledger: L03, per: charge",
        "consequences.per: charge here, case in the ledger", "correct the clause or ledger.yaml",
    ),
    "line of the ledger that nobody draws": (
        "ledger.yaml", UNDRAWN, "",
        "L12: no hard clause draws it", "say why in 'undrawn'",
    ),
    "overlapping editions": (
        LIMITS, "until: 2023-04-01", "until: 2023-04-02",
        "GB5749-2006 and GB5749-2022 overlap", "begins",
    ),
    "parameter limited twice": (
        LIMITS, "parameter: colour,", "parameter: turbidity,",
        "'turbidity' is limited twice", "keep one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_names_file_key_and_remedy(fault: str, folder: Path, edit: Edit) -> None:
    name, old, new, problem, remedy = FAULTS[fault]
    edit(name, old, new)
    with pytest.raises(DefinitionError) as caught:
        load(folder)
    assert caught.value.place.endswith(name)
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy


def test_a_clause_without_a_regulation_is_refused(folder: Path) -> None:
    (folder / "regulations/svc-process/_regulation.yaml").unlink()
    with pytest.raises(DefinitionError, match="belongs to no regulation"):
        load(folder)


def test_an_entry_that_is_no_mapping_is_refused(edit: Edit, folder: Path) -> None:
    edit("ledger.yaml", "L01:", "L00: 20 yuan\nL01:")
    with pytest.raises(DefinitionError, match="L00: is not a mapping"):
        load(folder)


def test_a_borrowed_figure_in_no_known_unit_is_refused(edit: Edit, folder: Path) -> None:
    edit("parameters.yaml", "{value: 20, unit: min,", "{value: 20, unit: minutes,")
    with pytest.raises(
        DefinitionError, match="dispatch_min: borrow.0.unit: unknown unit 'minutes'"
    ):
        load(folder)


def test_a_misspelt_key_is_refused_with_the_right_one(edit: Edit, folder: Path) -> None:
    edit("profiles/city-water.yaml", "limit_set:", "limitset:")
    with pytest.raises(DefinitionError) as caught:
        load(folder)
    assert "limit_set" in str(caught.value)


def test_the_rulebook_loads_with_ids_from_paths() -> None:
    book = shipped()
    path = book.path_of("urban-supply.leak.arrival")
    assert path == RULEBOOK / "regulations/urban-supply/leak/arrival.yaml"
    assert path.exists()
    assert set(book.regulations) >= {"urban-supply", "svc-process"}


def test_every_fault_is_told_at_once(edit: Edit, folder: Path) -> None:
    edit(ARRIVAL, "responsible: network", "responsible: networks")
    edit(MONTHLY, "per: case", "per: day_late")
    with pytest.raises(DefinitionError) as caught:
        load(folder)
    told = str(caught.value)
    assert "unknown department role 'networks'" in told
    assert "knows no days late" in told
    assert told.count("remedy:") == 2


def test_a_profile_above_a_floor_loosens_nothing(edit: Edit, folder: Path) -> None:
    name = "profiles/group-water.yaml"
    title = "title: {zh: 集团下属供水公司, en: Subsidiary of a water group}"
    looser = "leak_arrival_h: {value: 2, unit: h, source: group}"
    edit(name, title, f"{title}\nparameters:\n  {looser}")
    with pytest.raises(DefinitionError, match="looser than 1"):
        load(folder)
    edit(name, looser, "leak_arrival_h: {value: 0.5, unit: h, source: group}")
    load(folder)


@pytest.mark.parametrize(
    ("allowance", "fault"),
    [
        ("{source: test}", "exactly one of 'minutes' and 'share'"),
        ("{minutes: 30, share: 0.5, source: test}", "exactly one of 'minutes' and 'share'"),
        ("{share: 1.5, source: test}", "less than or equal to 1"),
        ("{minutes: 0.00001, source: test}", "no more than 4 decimal places"),
        ("{minutes: 30}", "source"),
    ],
)
def test_an_allowance_has_one_number_and_a_source(
    edit: Edit, folder: Path, allowance: str, fault: str
) -> None:
    edit(PROFILE, "switches:", f"allowances:\n  network: {allowance}\nswitches:")
    with pytest.raises(DefinitionError, match=fault):
        load(folder)


@pytest.mark.parametrize(
    ("path", "answers", "fault"),
    [
        (MONTHLY, "head_of_unit", "judges no single record"),
        (
            "regulations/svc-process/comp/late-reply.yaml",
            "handler",
            "only a ticket names its handler",
        ),
    ],
)
def test_only_a_single_record_is_answered_for_by_a_person(
    edit: Edit, folder: Path, path: str, answers: str, fault: str
) -> None:
    edit(path, "\nsummary:", f"\nanswers: {answers}\nsummary:")
    with pytest.raises(DefinitionError, match=fault):
        load(folder)
