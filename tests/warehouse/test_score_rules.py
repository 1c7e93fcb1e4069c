"""What is scored and what is not: weights that are shared out, gates, vetoes, confidence, adjustments, editions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.warehouse.scoring import (
    APRIL,
    ARRIVAL,
    MARCH,
    PRESSURE,
    REPAIR,
    REPLY,
    SET,
    TRUNK,
    Bench,
    Reached,
    bench,
    group,
    on,
    scheme,
)


@pytest.fixture(scope="module")
def one() -> Iterator[Bench]:
    with bench() as found:
        yield found


GRADES = [
    {"grade": "A", "at_least": 90, "reward_cny": 1000, "source": SET},
    {"grade": "B", "at_least": 60, "source": SET},
    {"grade": "C", "at_least": 0, "source": SET},
]

THREE = {"arrival": on(ARRIVAL, 50), "repair": on(REPAIR, 30), "reply": on(REPLY, 20)}


def stakes(one: Bench) -> dict[str, Decimal]:
    return dict(one.rows("SELECT indicator_id, points_at_stake FROM score.measure"))


def card(one: Bench, columns: str, department: str = "D") -> tuple[Any, ...]:
    (found,) = one.rows(
        f"SELECT {columns} FROM score.scorecard WHERE department_id = '{department}'"
    )
    return found


def test_what_does_not_apply_is_shared_among_all(one: Bench) -> None:
    one.score(scheme(THREE), [Reached(ARRIVAL, 10, 10), Reached(REPAIR, 5, 10)])
    assert stakes(one) == {"arrival": Decimal("62.5"), "repair": Decimal("37.5")}
    assert one.points() == Decimal("81.25")


def grouped(absent: str, other: str = "share_all") -> Any:
    """Arrival and repair in the one group, reply in another."""
    indicators = {
        name: {**what, "group": "other" if name == "reply" else "net"}
        for name, what in THREE.items()
    }
    return scheme(indicators, groups={"net": group(absent), "other": group(other)})


def test_what_does_not_apply_stays_in_its_group_where_the_group_says_so(one: Bench) -> None:
    one.score(grouped("share_group"), [Reached(ARRIVAL, 10, 10), Reached(REPLY, 10, 10)])
    assert stakes(one) == {"arrival": 80, "reply": 20}


def test_a_group_of_which_nothing_applies_is_shared_among_all(one: Bench) -> None:
    one.score(grouped("share_group"), [Reached(REPLY, 5, 10)])
    assert stakes(one) == {"reply": 100}


def test_what_does_not_apply_counts_as_earned_where_the_group_says_so(one: Bench) -> None:
    one.score(grouped("full"), [Reached(REPLY, 5, 10)])
    assert stakes(one) == {"arrival": 50, "repair": 30, "reply": 20}
    assert one.points() == 90


def test_nothing_assessed_is_no_score_even_where_absent_points_count_as_earned(one: Bench) -> None:
    one.score(
        grouped("full"), [Reached(ARRIVAL, 0, 0, verdict="not_assessed", reason="fact_missing")]
    )
    assert one.points() is None
    assert one.lines() == []


def test_points_at_stake_add_up_to_the_base_exactly(one: Bench) -> None:
    uneven = {"arrival": on(ARRIVAL, 33), "repair": on(REPAIR, 33), "reply": on(REPLY, 34)}
    reached = [Reached(ARRIVAL, 0, 1), Reached(REPLY, 0, 1)]
    for step in (0.01, 0.5):
        rounding = {"points": step, "money": 0.01, "moment": "line"}
        one.score(scheme(uneven, rounding=rounding), reached)
        assert sum(stakes(one).values()) == 100
    rounding = {"points": 0.0001, "money": 0.01, "moment": "line"}
    one.score(scheme(uneven, rounding=rounding), reached)
    assert stakes(one) == {"arrival": Decimal("49.2537"), "reply": Decimal("50.7463")}
    assert one.points() == 0


def test_clauses_that_no_indicator_names_take_the_default(one: Bench) -> None:
    default = {"points": 60, "counts": "together", "group": "all", "curve": "share", "source": SET}
    one.score(
        scheme({"arrival": on(ARRIVAL, 40)}, base_points=100, default=default),
        [Reached(ARRIVAL, 1, 1), Reached(REPAIR, 1, 2), Reached(PRESSURE, 1, 1, target=0.97)],
    )
    # Five clauses share sixty points; of those two apply, so that weights are 40, 12 and 12.
    assert stakes(one) == {
        "arrival": Decimal("62.5"), REPAIR: Decimal("18.75"), PRESSURE: Decimal("18.75"),
    }  # fmt: skip
    assert one.points() == Decimal("90.63")


def test_without_a_default_they_score_nothing(one: Bench) -> None:
    one.score(scheme({"arrival": on(ARRIVAL, 100)}), [Reached(REPAIR, 1, 2)])
    assert one.measures() == []
    assert card(one, "points, n_clauses, n_breaches") == (None, 0, 1)


def test_a_shadow_is_computed_and_never_counts(one: Bench) -> None:
    shadow = on(REPAIR, 30, shadow=True)
    one.score(
        scheme({"arrival": on(ARRIVAL, 100), "repair": shadow}),
        [Reached(ARRIVAL, 10, 10), Reached(REPAIR, 0, 10)],
    )
    assert one.measures("indicator_id, state, share, points_at_stake") == [
        ("arrival", "scored", 1, 100), ("repair", "shadow", 0, 0),
    ]  # fmt: skip
    assert (one.points(), card(one, "n_clauses")) == (100, (1,))


@pytest.mark.parametrize(
    ("below", "state", "points", "stake"),
    [
        ("left_out", "below_gate", 100, 0),
        ("zero", "below_gate", 50, 50),
        ("full", "below_gate", 100, 50),
        ("provisional", "scored", 75, 50),
    ],
)
@pytest.mark.parametrize("few", [True, False])
def test_below_a_gate_the_scheme_decides(
    one: Bench, below: str, state: str, points: int, stake: int, *, few: bool
) -> None:
    gate = {"min_n": 11, "min_completeness": 0.9, "below": below, "source": SET}
    reached = Reached(REPAIR, 5, 10) if few else Reached(REPAIR, 10, 20, completeness=0.89)
    one.score(
        scheme({"arrival": on(ARRIVAL, 50), "repair": on(REPAIR, 50, gate=gate)}),
        [Reached(ARRIVAL, 10, 10), reached],
    )
    reason = "few_records" if few else "insufficient_data"
    found = one.rows(
        "SELECT state, reason, points_at_stake FROM score.measure WHERE indicator_id = 'repair'"
    )
    assert found == [(state, reason, stake)]
    assert one.points() == points


def test_exactly_at_a_gate_is_scored(one: Bench) -> None:
    gate = {"min_n": 10, "min_completeness": 0.9, "below": "zero", "source": SET}
    one.score(
        scheme({"arrival": on(ARRIVAL, 100, gate=gate)}),
        [Reached(ARRIVAL, 5, 10, completeness=0.9)],
    )
    assert one.points() == 50


def test_evidence_held_back_does_not_escape_the_gate_but_an_unset_parameter_does(
    one: Bench,
) -> None:
    gate = {"min_completeness": 0.9, "below": "zero", "source": SET}
    both = scheme({"arrival": on(ARRIVAL, 50), "repair": on(REPAIR, 50, gate=gate)})
    held_back = Reached(REPAIR, 0, 0, completeness=0, verdict="not_assessed", reason="fact_missing")
    one.score(both, [Reached(ARRIVAL, 10, 10), held_back])
    assert one.points() == 50
    unset = Reached(REPAIR, 0, 0, completeness=0, verdict="not_assessed", reason="parameter_unset")
    one.score(both, [Reached(ARRIVAL, 10, 10), unset])
    assert one.points() == 100


def test_too_little_coverage_gives_points_but_neither_grade_nor_reward(one: Bench) -> None:
    gates = {"min_coverage": 0.6, "min_clauses": 1, "source": SET}
    missing = Reached(ARRIVAL, 0, 0, verdict="not_assessed", reason="fact_missing")
    reached = [missing, Reached(REPAIR, 10, 10), Reached(REPLY, 10, 10)]
    one.score(scheme(THREE, grades=GRADES, gates=gates), reached)
    assert card(one, "points, grade, grade_reason, coverage_rate, reward_cny") == (
        100, None, "low_coverage", Decimal("0.5"), 0,
    )  # fmt: skip
    one.score(scheme(THREE, grades=GRADES, gates={**gates, "min_coverage": 0.5}), reached)
    assert card(one, "grade, grade_reason, reward_cny") == ("A", None, 1000)
    one.score(scheme(THREE, grades=GRADES, gates={"min_clauses": 3, "source": SET}), reached)
    assert card(one, "grade, grade_reason, reward_cny") == (None, "few_clauses", 0)


def veto(level: str, **more: Any) -> dict[str, Any]:
    return {
        "level": level, "clause": REPLY, "at_least": 2, "lifted_by": "decision", "source": SET,
        "title": {"zh": "否决", "en": "Veto"}, **more,
    }  # fmt: skip


BROKEN = [Reached(ARRIVAL, 9, 10), Reached(REPAIR, 10, 10), Reached(REPLY, 8, 10)]

VETOES = {
    "item": (veto("item", indicator="arrival"), Decimal(46), "C"),
    "group": (veto("group", group="net"), Decimal(16), "C"),
    "grade": (veto("grade", best_grade="B"), Decimal(91), "B"),
    "total": (veto("total"), Decimal(0), "C"),
}


def vetoed(**vetoes: dict[str, Any]) -> Any:
    indicators = {
        name: {**what, "group": "other" if name == "reply" else "net"}
        for name, what in THREE.items()
    }
    return scheme(
        indicators,
        groups={"net": group("share_all"), "other": group("share_all")},
        vetoes=vetoes,
        grades=GRADES,
    )


def lifting(name: str, status: str = "applied") -> list[dict[str, Any]]:
    return [
        {
            "decision_id": "DC-1", "decided_at": datetime(2026, 4, 20, tzinfo=UTC), "kind": "lift_veto",
            "department_id": "D", "period_from": MARCH, "veto_id": name, "status": status,
        }
    ]  # fmt: skip


@pytest.mark.parametrize("level", VETOES)
def test_a_veto_hits_what_its_level_says_and_a_decision_lifts_it(one: Bench, level: str) -> None:
    rule, points, grade = VETOES[level]
    one.score(vetoed(**{level: rule}), BROKEN)
    assert card(one, "points, grade") == (points, grade)
    assert card(one, "grade_reason") == ("veto" if level == "grade" else None,)
    one.score(vetoed(**{level: rule}), BROKEN, audit_decision=lifting(level))
    assert card(one, "points, grade, grade_reason") == (91, "A", None)
    assert one.rows("SELECT is_lifted, decision_id FROM score.veto") == [(True, "DC-1")]
    assert one.rows("SELECT points FROM score.line WHERE kind = 'veto'") == [(0,)]


def test_a_veto_needs_its_number_of_breaches(one: Bench) -> None:
    one.score(vetoed(total=veto("total", at_least=3)), BROKEN)
    assert one.points() == 91


@pytest.mark.parametrize("status", ["refused", "superseded"])
def test_only_an_applied_decision_lifts(one: Bench, status: str) -> None:
    one.score(vetoed(total=veto("total")), BROKEN, audit_decision=lifting("total", status))
    assert one.points() == 0


def test_what_nothing_lifts_no_decision_lifts(one: Bench) -> None:
    rule = veto("total", lifted_by="nothing")
    one.score(vetoed(total=rule), BROKEN, audit_decision=lifting("total"))
    assert one.points() == 0
    assert one.rows("SELECT status, refusal FROM audit.decision") == [("refused", "not_liftable")]


def test_a_veto_that_never_fell_is_not_lifted(one: Bench) -> None:
    one.score(vetoed(total=veto("total")), BROKEN, audit_decision=lifting("another"))
    assert one.points() == 0
    assert one.rows("SELECT refusal, effect_zh, effect_en FROM audit.decision") == [
        ("unknown_veto", "不予执行：否决不存在", "refused: unknown veto")
    ]


def test_vetoes_that_overlap_take_every_point_once(one: Bench) -> None:
    rules = {name: rule for name, (rule, _, _) in VETOES.items()}
    one.score(vetoed(**rules), BROKEN)
    assert one.points() == 0
    taken = dict(one.rows("SELECT source_id, points FROM score.line WHERE kind = 'veto'"))
    assert taken == {"item": -45, "group": -30, "total": -16, "grade": 0}


def test_a_rate_that_misses_its_target_is_one_breach_for_a_veto(one: Bench) -> None:
    rule = veto("total", clause=PRESSURE, at_least=1)
    both = {"arrival": on(ARRIVAL, 100)}
    missed = Reached(PRESSURE, 900, 1000, target=0.97)
    one.score(scheme(both, vetoes={"pressure": rule}), [Reached(ARRIVAL, 1, 1), missed])
    assert one.points() == 0
    assert one.rows("SELECT n_breaches FROM score.veto") == [(1,)]


def test_confidence_is_shown_and_multiplies_only_where_the_scheme_says_so(one: Bench) -> None:
    reached = [Reached(ARRIVAL, 9, 10, completeness=0.8)]
    sound = [{"table_name": "tickets", "n_received": 100, "n_quarantined": 10}]
    one.score(scheme({"a": on(ARRIVAL, 100)}), reached, quality_reconciliation=sound)
    assert one.measures("confidence_rate, accepted_rate, points") == [
        (Decimal("0.72"), Decimal("0.9"), 90)
    ]
    assert card(one, "points, confidence_rate") == (90, Decimal("0.72"))
    one.score(
        scheme({"a": on(ARRIVAL, 100)}, confidence="multiplies"),
        reached,
        quality_reconciliation=sound,
    )
    assert one.lines("kind, points") == [
        ("deduction", -10), ("base", 100), ("confidence", Decimal("-25.2")),
    ]  # fmt: skip
    assert one.points() == Decimal("64.8")


def test_a_decision_adjusts_the_points_of_a_month_that_has_a_score(one: Bench) -> None:
    decisions = [
        {
            "decision_id": f"DC-{number}", "kind": "adjustment", "department_id": department,
            "period_from": month, "points": points, "status": status,
        }
        for number, (department, month, points, status) in enumerate(
            [("D", MARCH, "-2.5", "applied"), ("D", MARCH, "9", "refused"), ("D", APRIL, "5", "applied")]
        )
    ]  # fmt: skip
    one.score(scheme({"a": on(ARRIVAL, 100)}), [Reached(ARRIVAL, 9, 10)], audit_decision=decisions)
    assert one.lines("kind, source_id, points")[1:] == [
        ("adjustment", "DC-0", Decimal("-2.5")), ("base", None, 100),
    ]  # fmt: skip
    assert one.points() == Decimal("87.5")
    assert one.rows("SELECT decision_id, refusal FROM audit.decision WHERE status = 'refused' AND refusal IS NOT NULL") == [
        ("DC-2", "no_score")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "step", "points", "lines"),
    [
        ("line", 0.01, "43.34", ["-33.33", "-23.33"]),
        ("line", 0.5, "43", ["-33.5", "-23.5"]),
        ("total", 0.01, "43.33", ["-33.3333", "-23.3333"]),
        ("total", 1, "43", ["-33.3333", "-23.3333"]),
    ],
)
def test_points_are_rounded_line_by_line_or_in_total(
    one: Bench, moment: str, step: float, points: str, lines: list[str]
) -> None:
    rounding = {"points": step, "money": 0.01, "moment": moment}
    one.score(
        scheme({"a": on(ARRIVAL, 50), "b": on(REPAIR, 50)}, rounding=rounding),
        [Reached(ARRIVAL, 1, 3), Reached(REPAIR, 8, 15)],
    )
    assert one.points() == Decimal(points)
    found = one.rows("SELECT points FROM score.line WHERE kind = 'deduction' ORDER BY source_id")
    assert [row[0] for row in found] == [Decimal(line) for line in lines]


def test_a_tie_is_rounded_half_up(one: Bench) -> None:
    rounding = {"points": 0.1, "money": 0.01, "moment": "line"}
    one.score(scheme({"a": on(ARRIVAL, 1)}, rounding=rounding), [Reached(ARRIVAL, 13, 20)])
    assert one.measures("points") == [(Decimal("0.7"),)]


def test_a_breach_counts_for_those_who_answer_for_it_by_their_shares(one: Bench) -> None:
    ((version,),) = one.rows(
        f"SELECT version_id FROM rulebook.clause WHERE clause_id = '{ARRIVAL}'"
    )
    verdicts = [
        {
            "version_id": version, "record_id": f"T{number}", "department_id": "D1", "period_from": MARCH,
            "verdict": "breach", "is_provisional": False,
        }
        for number in (1, 2)
    ]  # fmt: skip
    shares = [
        {"clause_id": ARRIVAL, "record_id": "T1", "department_id": department, "share": share}
        for department, share in (("D1", "0.25"), ("D2", "0.5"), ("D3", "0.25"))
    ]
    one.score(
        scheme({"a": on(ARRIVAL, 100)}),
        [
            Reached(ARRIVAL, 8, 10, "D1"),
            Reached(ARRIVAL, 4, 4, "D2"),
            Reached(ARRIVAL, 12, 14, None),
        ],
        audit_verdict=verdicts,
        audit_attribution=shares,
    )
    found = one.measures("department_id, numerator, denominator, state")
    assert found == [
        ("D1", 8, Decimal("9.25"), "scored"),
        ("D2", 4, Decimal("4.5"), "scored"),
        ("D3", 0, Decimal("0.25"), "scored"),
    ]
    assert sum(row[2] for row in found) == 14
    assert (one.points("D1"), one.points("D3")) == (Decimal("86.49"), 0)


def test_a_rate_follows_the_shares_of_the_breaches_it_counts(one: Bench) -> None:
    ((version,),) = one.rows(f"SELECT version_id FROM rulebook.clause WHERE clause_id = '{TRUNK}'")
    verdict = {
        "version_id": version, "record_id": "P1", "department_id": "D1", "period_from": MARCH,
        "verdict": "breach", "is_provisional": False,
    }  # fmt: skip
    shares = [
        {"clause_id": TRUNK, "record_id": "P1", "department_id": name, "share": share}
        for name, share in (("D1", "0.4"), ("D2", "0.6"))
    ]
    one.score(
        scheme({"a": on(PRESSURE, 100, "verdict")}),
        [
            Reached(PRESSURE, 9699, 10000, "D1", target=0.97),
            Reached(PRESSURE, 19400, 20000, "D2", target=0.97),
        ],
        audit_verdict=[verdict],
        audit_attribution=shares,
    )
    assert one.measures("department_id, denominator, share") == [
        ("D1", Decimal("9999.4"), 0), ("D2", Decimal("20000.6"), 0),
    ]  # fmt: skip
    one.score(
        scheme({"a": on(PRESSURE, 100, "verdict")}),
        [Reached(PRESSURE, 97, 101, "D1", target=0.97)],
        audit_verdict=[verdict],
        audit_attribution=[{**shares[1], "share": 1}],
    )
    # Without the breach that another answers for, exactly the target.
    assert one.measures("department_id, denominator, share") == [("D1", 100, 1), ("D2", 1, 0)]


def test_a_breach_moved_away_whole_leaves_nothing_to_score(one: Bench) -> None:
    ((version,),) = one.rows(
        f"SELECT version_id FROM rulebook.clause WHERE clause_id = '{ARRIVAL}'"
    )
    verdict = {
        "version_id": version, "record_id": "T1", "department_id": "D1", "period_from": MARCH,
        "verdict": "breach", "is_provisional": False,
    }  # fmt: skip
    share = {"clause_id": ARRIVAL, "record_id": "T1", "department_id": "D2", "share": 1}
    one.score(
        scheme({"a": on(ARRIVAL, 100)}),
        [Reached(ARRIVAL, 0, 1, "D1")],
        audit_verdict=[verdict],
        audit_attribution=[share],
    )
    assert one.measures("department_id, state") == [("D1", "not_applicable"), ("D2", "scored")]
    assert (one.points("D2"), one.points("D1")) == (0, None)


def test_a_month_is_scored_by_the_edition_of_its_first_day(one: Bench) -> None:
    first = scheme({"a": on(ARRIVAL, 100)})
    old = first.editions[0].model_copy(update={"from_": date(2026, 3, 1)})
    new = scheme({"b": on(ARRIVAL, 100, "verdict")}).editions[0]
    new = new.model_copy(update={"from_": date(2026, 3, 2)})
    months = [date(2026, 2, 1), MARCH, APRIL]
    one.score(
        first.model_copy(update={"editions": [old, new]}),
        [Reached(ARRIVAL, 9, 10, month=month) for month in months],
    )
    assert one.measures("period_from, edition_no, indicator_id, points") == [
        (MARCH, 1, "a", 90), (APRIL, 2, "b", 0),
    ]  # fmt: skip
    assert one.points(month=months[0]) is None
