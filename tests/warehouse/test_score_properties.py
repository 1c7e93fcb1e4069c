"""What must hold for any scheme and any result: sums, fairness, order, maxima."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.scheme import Scheme
from tests.budget import tries
from tests.warehouse.scoring import (
    ARRIVAL,
    MARCH,
    REPAIR,
    REPLY,
    SET,
    Bench,
    Reached,
    bench,
    group,
    on,
    scheme,
)

CLAUSES = (ARRIVAL, REPAIR, REPLY)


@pytest.fixture(scope="module")
def one() -> Iterator[Bench]:
    with bench() as found:
        yield found


def ascending(low: float, high: float, *, size: int) -> st.SearchStrategy[list[float]]:
    steps = st.integers(round(low * 1000), round(high * 1000))
    return st.lists(steps, min_size=size, max_size=size, unique=True).map(
        lambda found: [one / 1000 for one in sorted(found)]
    )


@st.composite
def rising(draw: st.DrawFn) -> Any:
    """A curve on which a better rate never keeps less."""
    kind = draw(st.sampled_from(["share", "verdict", "cliff", "line", "stairs", "steps"]))
    if kind in ("share", "verdict"):
        return kind
    if kind in ("line", "stairs"):
        pairs = zip(draw(ascending(0, 1, size=3)), draw(ascending(-0.5, 1.5, size=3)), strict=True)
        return {"kind": kind, "anchors": [{"at": at, "share": share} for at, share in pairs]}
    target = draw(st.integers(0, 100)) / 100
    if kind == "cliff":
        return {"kind": kind, "better": "higher", "target": target}
    return {
        "kind": kind, "better": "higher", "target": target, "step": draw(st.integers(1, 30)) / 100,
        "costs": draw(st.integers(0, 50)) / 100, "earns": draw(st.integers(0, 50)) / 100,
        "floor": draw(st.integers(-50, 100)) / 100, "ceiling": draw(st.integers(100, 150)) / 100,
    }  # fmt: skip


RELATIVE = {
    "kind": "relative", "better": "higher",
    "anchors": [{"at": 0, "share": 0}, {"at": 1, "share": 1}],
}  # fmt: skip


@st.composite
def money(draw: st.DrawFn) -> Any:
    def side() -> dict[str, Any]:
        return {
            "rate": draw(st.integers(1, 500)), "deadband": draw(st.integers(0, 5)), "source": SET,
            "max_units": draw(st.none() | st.integers(1, 9)),
            "max_amount": draw(st.none() | st.integers(1, 900)),
        }  # fmt: skip

    return {
        "better": "higher", "target": draw(st.integers(0, 100)) / 100, "source": SET,
        "unit": {"size": 0.01, "zh": "个百分点", "en": "point"}, "reward": side(), "penalty": side(),
    }  # fmt: skip


@st.composite
def schemes(draw: st.DrawFn, curves: st.SearchStrategy[Any] | None = None) -> Scheme:
    """A scheme over three clauses in two groups, with anything that a scheme may have."""
    drawn = rising() | st.just(RELATIVE) if curves is None else curves
    groups = ("first", "second")
    first, second = draw(st.integers(1, 60)), draw(st.integers(1, 39))
    indicators = {
        name: on(
            clause, points, draw(drawn),
            group=draw(st.sampled_from(groups)),
            reads=draw(st.sampled_from(["rate", "rate_low", "rate_high"])),
            gate=draw(st.none() | gates()),
            money=draw(st.none() | money()),
        )
        for name, clause, points in zip(
            "abc", CLAUSES, (first, second, 100 - first - second), strict=True
        )
    }  # fmt: skip
    levels = {
        "item": {"indicator": "b"},
        "group": {"group": "first"},
        "grade": {"best_grade": "B"},
        "total": {},
    }
    vetoes = {
        level: {
            "level": level, "clause": draw(st.sampled_from(CLAUSES)), "at_least": draw(st.integers(1, 30)),
            "lifted_by": "decision", "title": {"zh": "否决", "en": "Veto"}, "source": SET, **levels[level],
        }
        for level in draw(st.sets(st.sampled_from(sorted(levels))))
    }  # fmt: skip
    return scheme(
        indicators,
        groups={
            name: group(draw(st.sampled_from(["share_all", "share_group", "full"])))
            for name in groups
        },
        rounding={
            "points": draw(st.sampled_from([0.01, 0.1, 1])),
            "money": draw(st.sampled_from([0.01, 1])),
            "moment": draw(st.sampled_from(["line", "total"])),
        },
        vetoes=vetoes,
        confidence=draw(st.sampled_from(["shown", "multiplies"])),
        grades=[
            {"grade": "A", "at_least": 80, "reward_cny": draw(st.integers(0, 900)), "source": SET},
            {"grade": "B", "at_least": 40, "source": SET},
            {"grade": "C", "at_least": -100, "source": SET},
        ],
        caps={
            "reward_cny": draw(st.integers(1, 1500)), "penalty_cny": draw(st.integers(1, 1500)), "source": SET,
        },
    )  # fmt: skip


@st.composite
def gates(draw: st.DrawFn) -> Any:
    return {
        "min_n": draw(st.integers(1, 40)), "min_completeness": draw(st.sampled_from([0.5, 0.9])),
        "below": draw(st.sampled_from(["left_out", "zero", "full", "provisional"])), "source": SET,
    }  # fmt: skip


@st.composite
def results(draw: st.DrawFn, n_departments: int = 6) -> list[Reached]:
    """Counts of several departments on some of the clauses."""
    found = []
    for number in range(n_departments):
        for clause in draw(st.sets(st.sampled_from(CLAUSES), min_size=1)):
            judged = draw(st.integers(0, 60))
            kept = draw(st.integers(0, judged))
            complete = draw(st.sampled_from([1.0, 0.9, 0.7, 0.3]))
            found.append(
                Reached(
                    clause, kept, judged, f"D{number}", completeness=complete,
                    verdict="" if judged else "not_applicable",
                )
            )  # fmt: skip
    return found


def decisions() -> list[dict[str, Any]]:
    return [
        {
            "decision_id": "DC-1", "kind": "adjustment", "department_id": "D0", "period_from": MARCH,
            "points": Decimal("-3.14"), "status": "applied",
        }
    ]  # fmt: skip


@tries(4)
@given(rules=schemes(), reached=results())
def test_scorecards_are_sums_of_lines_and_maxima_bind(
    one: Bench, rules: Scheme, reached: list[Reached]
) -> None:
    one.score(rules, reached, audit_decision=decisions())
    assert (
        one.rows(
            "SELECT s.department_id FROM score.scorecard AS s LEFT JOIN ("
            " SELECT department_id, period_from, sum(points) AS points, sum(amount_cny) AS amount_cny"
            " FROM score.line GROUP BY ALL) AS l USING (department_id, period_from)"
            " WHERE coalesce(s.points, 0) != coalesce(l.points, 0)"
            " OR s.reward_cny + s.fine_cny + s.compensation_cny != coalesce(l.amount_cny, 0)"
        )
        == []
    )
    caps = rules.editions[0].caps
    assert caps is not None
    ((most_paid, most_taken),) = one.rows(
        "SELECT coalesce(max(reward_cny), 0), coalesce(max(fine_cny), 0) FROM score.scorecard"
    )
    assert most_paid <= (caps.reward_cny or 0)
    assert most_taken <= (caps.penalty_cny or 0)
    assert (
        one.rows(
            "SELECT 1 FROM score.settlement WHERE amount > stated OR amount < 0"
            " OR amount > coalesce(max_amount, amount) + 0.5 OR amount > coalesce(max_units * rate, amount) + 0.5"
        )
        == []
    )
    # One direction an entry, nothing set off: what is paid and what is taken stand apart.
    assert (
        one.rows(
            "SELECT 1 FROM score.ledger_entry WHERE amount_cny < 0 OR amount_cny > stated_cny"
            " OR (kind = 'reward') != (payer_type = 'company')"
        )
        == []
    )
    assert (
        one.rows(
            "SELECT 1 FROM (SELECT department_id, sum(points_at_stake) AS points FROM score.measure"
            " GROUP BY department_id) WHERE points NOT IN (0, 100)"
        )
        == []
    )


@tries(4)
@given(rules=schemes(curves=rising()), reached=results(), data=st.data())
def test_better_evidence_never_lowers_a_score(
    one: Bench, rules: Scheme, reached: list[Reached], data: st.DataObject
) -> None:
    better = []
    for department in sorted({str(case.department) for case in reached}):
        own = [case for case in reached if case.department == department]
        flawed = [case for case in own if case.numerator < case.denominator]
        mended = data.draw(st.sampled_from(flawed)) if flawed else None
        better += [
            replace(
                case,
                department=f"{department}+",
                numerator=case.numerator + (case is mended),
            )
            for case in own
        ]
    one.score(rules, [*reached, *better])
    assert (
        one.rows(
            "SELECT b.department_id, b.points, a.points FROM score.scorecard AS b"
            " JOIN score.scorecard AS a ON a.department_id = b.department_id || '+'"
            " WHERE a.points < b.points OR a.grade > b.grade OR (a.points IS NULL) != (b.points IS NULL)"
        )
        == []
    )


@tries(4)
@given(rules=schemes(), reached=results(), data=st.data())
def test_neither_the_order_of_rows_nor_of_departments_matters(
    one: Bench, rules: Scheme, reached: list[Reached], data: st.DataObject
) -> None:
    def told(names: dict[str, str]) -> list[tuple[Any, ...]]:
        found = one.rows(
            "SELECT department_id, indicator_id, state, share, points_at_stake, points FROM score.measure"
            " UNION ALL SELECT department_id, entry_id.split('/')[1], status, 0, amount_cny, stated_cny"
            " FROM score.ledger_entry WHERE ledger_id != 'OP1'"
            " UNION ALL SELECT department_id, 'card', grade, 0, points, reward_cny FROM score.scorecard"
        )
        return sorted(((names[row[0]], *row[1:]) for row in found), key=str)

    names = sorted({str(case.department) for case in reached})
    one.score(rules, reached)
    first = told({name: name for name in names})
    other = dict(zip(names, data.draw(st.permutations(names)), strict=True))
    renamed = [replace(case, department=other[str(case.department)]) for case in reached]
    one.score(rules, data.draw(st.permutations(renamed)))
    assert told({new: old for old, new in other.items()}) == first


@tries(4)
@given(rules=schemes(curves=rising()), reached=results(), more=results(2))
def test_outside_relative_curves_a_score_is_nobody_elses_business(
    one: Bench, rules: Scheme, reached: list[Reached], more: list[Reached]
) -> None:
    query = "SELECT * FROM score.scorecard WHERE department_id NOT LIKE 'X%' ORDER BY ALL"
    one.score(rules, reached)
    alone = one.rows(query)
    one.score(
        rules, [*reached, *(replace(case, department=f"X{case.department}") for case in more)]
    )
    assert one.rows(query) == alone
