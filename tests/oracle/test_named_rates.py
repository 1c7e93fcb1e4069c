"""Named definitions of rates: what the engine makes of each, against the same added up by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given

from rulebook.clause import Clause
from rulebook.profile import Definition
from tests.budget import tries
from tests.running import shipped

from .agreement import agree
from .clauses import REGULATION, clause, tried, within
from .clauses_of_rates import PRESSURE
from .clauses_of_records import always, condition
from .draw_pressure import pressure_worlds
from .draw_quality import quality_worlds
from .engine import answers
from .judge import verdicts
from .known import as_known
from .named_rates import Named, Tests, pressure, quality
from .tables import records
from .verdict import Judgement
from .world import World

PASSES = {
    "passes": [condition("water_quality_samples.passed", "true")],
    "fails": [condition("water_quality_samples.passed", "false")],
}
AT_LEAST = {"op": ">=", "value": "95", "unit": "%"}
OUTCOME = {"op": "within", "fact": "water_quality_samples.result_text", "unit": "standard"}
OF_QUALITY = {
    "rate": clause(
        "rate_threshold", "water_quality_samples",
        always(rate={**PASSES, "definition": "quality_rate"}, limit=AT_LEAST),
    ),
    "limits": clause(
        "value_limit", "water_quality_samples",
        always(measure="water_quality_samples.value", limit=OUTCOME),
    ),
    "highest": clause(
        "value_limit", "water_quality_samples",
        always(
            measure="water_quality_samples.value", limit=within("1", "violations"),
            window={"from": "22:00", "until": "09:00", "ends": "excluded"},
        ),
    ),
}  # fmt: skip
TRUNK = f"{REGULATION}.pressure_readings.trunk"
OF_PRESSURE: dict[str, Clause] = {
    "trunk": PRESSURE["trunk"],
    "rate": clause(
        "rate_threshold", "pressure_readings",
        always(rate={"clause": TRUNK, "definition": "pressure_rate"}, limit=AT_LEAST),
    ),
}  # fmt: skip


def _of(family: str) -> dict[str, Definition]:
    return {name: one for name, one in shipped().definitions.items() if one.family == family}


def _by_month(pairs: Tests, world: World) -> dict[date, Tests]:
    found: dict[date, Tests] = {}
    for test, passed in pairs:
        found.setdefault(world.month(test.at(world)), []).append((test, passed))
    return found


def _same(engine: object, ours: dict[tuple[str, date], Named]) -> None:
    """Equal counts and reasons; the engine rounds its rates to eight places."""
    assert isinstance(engine, dict)
    assert engine.keys() == ours.keys()
    for key, one in ours.items():
        numerator, denominator, rate, reason = engine[key]
        assert (key, numerator, denominator, reason) == (
            key, one.numerator, one.denominator, one.reason
        )  # fmt: skip
        assert (rate is None) == (one.rate is None), key
        assert one.rate is None or abs(Fraction(rate) - one.rate) <= Fraction(1, 10**8), key


@tries(4)
@given(quality_worlds(tried(OF_QUALITY)))
def test_rates_of_water_quality(world: World) -> None:
    found = answers(world)
    agree(world)
    known = as_known(world)
    tests = [
        (one, bool(one.row["passed"]))
        for one in records(known, "water_quality_samples")
        if one.row["passed"] is not None
    ]
    ours = {
        (name, month): rate
        for month, of_month in _by_month(tests, world).items()
        for name, one in _of("quality_rate").items()
        if (rate := quality(known, one, of_month, month))
    }
    _same(found.named, ours)


@tries(4)
@given(pressure_worlds(tried(OF_PRESSURE)))
def test_rates_of_pressure(world: World) -> None:
    judged = {name: one for (of, name), one in verdicts(world).items() if of == TRUNK}
    known = as_known(world)
    tests = [
        (one, judged[one.record_id].verdict == "compliant")
        for one in records(known, "pressure_readings")
        if _is_judged(judged.get(one.record_id))
    ]
    ours = {
        (name, month): rate
        for month, of_month in _by_month(tests, world).items()
        for name, one in _of("pressure_rate").items()
        if (rate := pressure(known, one, of_month))
    }
    _same(answers(world).named, ours)


def _is_judged(one: Judgement | None) -> bool:
    return one is not None and one.verdict in ("compliant", "breach")
