"""Named definitions of a rate: what each makes of the same results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from rulebook.loader import Rulebook
from tests.running import shipped
from warehouse.asked import ticket_events
from warehouse.contract import contracts
from warehouse.evaluate import Audit, connection, evaluate_in, prepare
from warehouse.example_rows import create_evidence
from warehouse.home import Home

QUALITY = "urban-supply.quality.comprehensive"
PRESSURE = "urban-supply.pressure.rate"
NETWORK = ["turbidity", "colour", "odour_taste", "free_chlorine", "total_bacteria", "total_coliforms",
           "permanganate_index"]  # fmt: skip
FAILED = {"turbidity": "9", "colour": "99", "total_bacteria": "900"}
GOOD = {"turbidity": "0.3", "colour": "5", "free_chlorine": "0.5", "total_bacteria": "5",
        "permanganate_index": "1"}  # fmt: skip

BOOK = shipped()
PANEL = [
    alternatives[0]
    for alternatives in BOOK.definitions["quality-composite"].versions[-1].sets["panel"]
]

Row = dict[str, Any]


@contextmanager
def audited(
    rows: dict[str, list[Row]], book: Rulebook = BOOK
) -> Iterator[duckdb.DuckDBPyConnection]:
    audit = Audit(Home(Path()), book, "city-water", datetime(2026, 4, 1, tzinfo=UTC))
    everything = {f"{t}.{name}" for t, one in contracts().items() for name in one.columns}
    with connection(":memory:", "Asia/Shanghai") as con:
        con.execute("SET threads = 1")
        create_evidence(con)
        for table, content in rows.items():
            for number, row in enumerate(content, start=1):
                names = [*row, "source_file_id", "source_row"]
                marks = ", ".join("?" for _ in names)
                con.execute(
                    f"INSERT INTO evidence.{table} ({', '.join(names)}) VALUES ({marks})",
                    [*row.values(), 1, number],
                )
        prepare(con, book)
        evaluate_in(con, audit, everything | ticket_events())
        yield con


def rates(con: duckdb.DuckDBPyConnection, clause: str) -> dict[str, tuple[Any, ...]]:
    found = con.execute(
        "SELECT definition_id, rate, numerator, denominator, reason FROM audit.named_rate"
        " WHERE clause_id = $clause AND department_id IS NULL",
        {"clause": clause},
    ).fetchall()
    return {name: tuple(rest) for name, *rest in found}


def result(
    sample: str,
    point: str,
    kind: str,
    parameter: str,
    *,
    failed: bool = False,
    value: str | None = None,
) -> Row:
    value = value or (FAILED[parameter] if failed else GOOD.get(parameter))
    return {
        "sample_id": sample, "point_id": point, "point_type": kind, "purpose": "routine",
        "sampled_at": "2026-03-10 09:00+08", "parameter": parameter, "result_text": value or "0",
        "qualifier": "equal" if value else "not_detected", "value": value,
    }  # fmt: skip


def city(*, network_failures: int = 0, panel_failures: int = 0) -> dict[str, list[Row]]:
    """36 network points sampled twice and 4 plants with one full panel each, nine points to a plant."""
    points = [
        {"point_id": f"N{n}", "point_type": "network", "plant_id": f"PL{n % 4}"} for n in range(36)
    ] + [
        {"point_id": f"W{n}", "point_type": "works_outlet", "plant_id": f"PL{n}"} for n in range(4)
    ]
    results = []
    for turn in (1, 2):
        for n in range(36):
            for item in NETWORK:
                failed = item == "turbidity" and turn == 1 and n < network_failures
                results.append(result(f"S{turn}-{n}", f"N{n}", "network", item, failed=failed))
    panel = [one for one in PANEL if one != "ph"]
    for n in range(4):
        for item in [*panel, "ph"]:
            row = result(f"P{n}", f"W{n}", "works_outlet", item)
            if item == "ph":
                row |= {"qualifier": "equal", "value": "5.0" if n < panel_failures else "7.2"}
            results.append(row)
    return {"sampling_points": points, "water_quality_samples": results}


def test_one_network_failure_weighs_three_times_a_pooled_one() -> None:
    """domain: 36 points x 2 rounds, 4 plants: one network failure costs 0.174 percentage points."""
    with audited(city(network_failures=1)) as con:
        found = rates(con, QUALITY)
    lost = 1 - found["quality-composite"][0]
    assert round(lost * 100, 3) == Decimal("0.174")
    assert found["quality-sample"][1:3] == (75, 76)
    pooled = found["quality-pooled"]
    assert pooled[2] - pooled[1] == 1
    assert pooled[0] > found["quality-composite"][0] > found["quality-sample"][0]


def test_one_panel_failure_weighs_by_the_points_of_its_plant() -> None:
    """One failed item of the panel of one of four equal plants: 1 in 4 x panel items, over eight."""
    with audited(city(panel_failures=1)) as con:
        (rate, *_rest, reason) = rates(con, QUALITY)["quality-composite"]
    tested = len(PANEL) - _without_limit()
    assert reason is None
    assert abs((1 - rate) - Decimal(1) / (4 * tested) / 8) < Decimal("1e-8")


def test_one_failure_among_35_items_of_one_plant_costs_half_a_network_failure() -> None:
    """domain: 36 points, 4 plants of 9 points each, 35 items at the outlets: one failure at one plant lowers
    the composite by 0.089 percentage points.

    The 35 are the panel as shipped and the two disinfectants that this network does not use.
    """
    unused = {"total_chlorine": "0.6", "chlorine_dioxide": "0.2"}
    shipped = BOOK.definitions["quality-composite"]
    current = shipped.versions[-1]
    sets = {**current.sets, "panel": [*current.sets["panel"], *([one] for one in unused)]}
    assert len(sets["panel"]) == 35
    versions = [*shipped.versions[:-1], current.model_copy(update={"sets": sets})]
    definition = shipped.model_copy(update={"versions": versions})
    book = replace(BOOK, definitions={**BOOK.definitions, "quality-composite": definition})
    rows = city(panel_failures=1)
    rows["water_quality_samples"] += [
        result(f"P{n}", f"W{n}", "works_outlet", item, value=value)
        for n in range(4)
        for item, value in unused.items()
    ]
    with audited(rows, book) as con:
        rate, *_counts, reason = rates(con, QUALITY)["quality-composite"]
    assert reason is None
    assert round((1 - rate) * 100, 3) == Decimal("0.089")
    assert abs((1 - rate) - Decimal(1) / (4 * 35) / 8) < Decimal("1e-8")


def _without_limit() -> int:
    edition = BOOK.limit_sets["gb5749"].editions[-1]
    limited = {
        item.parameter for item in edition.items if not item.points or "works_outlet" in item.points
    }
    return sum(one not in limited for one in PANEL)


def test_a_definition_by_items_says_which_evidence_it_lacks() -> None:
    rows = city()
    rows["water_quality_samples"] = [
        one for one in rows["water_quality_samples"] if one["parameter"] != "colour"
    ]
    with audited(rows) as con:
        assert rates(con, QUALITY)["quality-composite"] == (None, 432, 432, "item_not_tested")
    with audited(city() | {"sampling_points": []}) as con:
        assert rates(con, QUALITY)["quality-composite"][3] == "not_delivered"
    rows = city()
    rows["water_quality_samples"] = [
        one for one in rows["water_quality_samples"] if one["point_id"] != "W3"
    ]
    with audited(rows) as con:
        assert rates(con, QUALITY)["quality-composite"][3] == "no_full_panel"


def readings(point: str, values: list[float], *, day: int) -> list[Row]:
    start = datetime.fromisoformat(f"2026-03-{day:02d} 00:00+08:00")
    return [
        {"reading_id": f"{point}-{day}-{n}", "point_id": point, "pressure_mpa": value,
         "read_at": (start + timedelta(minutes=15 * n)).isoformat()}
        for n, value in enumerate(values)
    ]  # fmt: skip


def test_definitions_of_the_pressure_rate_differ_on_the_same_readings() -> None:
    rows = {
        "pressure_points": [{"point_id": p, "point_type": "trunk"} for p in ("A", "B")],
        "pressure_readings": [
            *readings("A", [0.30, 0.26, 0.31, 0.26, 0.30, 0.31, 0.32, 0.33], day=2),
            *readings("A", [0.30, 0.26, 0.25, 0.31], day=3),
            *readings("B", [0.30, 0.31, 0.32, 0.33], day=2),
        ],
    }
    with audited(rows) as con:
        found = {name: one[:3] for name, one in rates(con, PRESSURE).items()}
        low, high, method = con.execute(
            "SELECT rate_low, rate_high, interval_method FROM audit.indicator"
            " WHERE clause_id = $clause AND department_id IS NULL AND denominator > 0",
            {"clause": PRESSURE},
        ).fetchall()[0]
    assert found == {
        "pressure-pooled": (Decimal("0.75"), 12, 16),
        "pressure-mean-of-points": (Decimal("0.83333333"), 12, 16),
        "pressure-point-days": (Decimal("0.33333333"), 1, 3),
        "pressure-consecutive": (Decimal("0.66666667"), 2, 3),
    }
    assert low < Decimal("0.75") < high
    assert method == "wilson_95_effective_n"


@pytest.mark.parametrize("family", ["quality_rate", "pressure_rate"])
def test_every_family_has_several_definitions_with_formula_and_source(family: str) -> None:
    found = [one for one in BOOK.definitions.values() if one.family == family]
    assert len(found) >= 4
    assert all(one.source and one.formula.zh and one.formula.en for one in found)
