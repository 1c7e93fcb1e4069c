"""Decisions: which of them count, what they change, and that nothing else does."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from tests.warehouse.deciding import (
    HOUR,
    LATE,
    OPEN,
    PROMPT,
    appeal,
    asked,
    audited,
    decision,
    hour,
)


def became(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, str | None]]:
    """Status and refusal by decision."""
    rows = asked(con, "SELECT decision_id, status, refusal FROM audit.decision")
    return {name: (status, refusal) for name, status, refusal in rows}


def verdict(con: duckdb.DuckDBPyConnection, observation: str = LATE) -> tuple[Any, ...]:
    """Verdict and reason as they count, as they were, and the decision."""
    (row,) = con.execute(
        "SELECT verdict, reason, original_verdict, original_reason, decision_id FROM audit.verdict"
        " WHERE record_id = $record",
        {"record": observation.rpartition("/")[2]},
    ).fetchall()
    return row


UNTOUCHED = {
    LATE: ("breach", "late", None, None, None),
    PROMPT: ("compliant", None, None, None, None),
    OPEN: ("breach", "not_done", None, None, None),
}


def rate(con: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    (row,) = con.execute(
        "SELECT numerator, denominator, n_excused FROM audit.indicator"
        " WHERE clause_id = $clause AND department_id = 'NET'",
        {"clause": HOUR},
    ).fetchall()
    return row


def test_without_decisions_nothing_is_decided() -> None:
    with audited() as con:
        assert {one: verdict(con, one) for one in UNTOUCHED} == UNTOUCHED
        assert asked(con, "SELECT count(*) FROM audit.decision") == [(0,)]
        assert rate(con) == (1, 3, 0)


def test_an_excuse_leaves_the_rate_and_the_original_stays() -> None:
    with audited([decision("D", "excuse")]) as con:
        assert verdict(con) == ("excused", "road", "breach", "late", "D")
        assert rate(con) == (1, 2, 1)
        assert asked(con, "SELECT late_by_min FROM audit.verdict WHERE record_id = 'late'") == [
            (None,)
        ]
        ((zh, en),) = asked(con, "SELECT effect_zh, effect_en FROM audit.decision")
    assert zh == "判定由违规（逾期）改为免责（道路原因）"
    assert en == "verdict excused (road conditions) instead of breach (late)"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("compliant", ("compliant", "corrected", "breach", "late", "D")),
        ("not_applicable", ("not_applicable", "corrected", "breach", "late", "D")),
        ("not_assessed", ("not_assessed", "corrected", "breach", "late", "D")),
        ("breach", UNTOUCHED[LATE]),
    ],
)
def test_a_correction_sets_the_verdict(given: str, expected: tuple[Any, ...]) -> None:
    with audited([decision("D", "correction", verdict=given)]) as con:
        assert became(con) == {"D": ("applied", None)}
        assert verdict(con) == expected


def test_a_correction_can_find_a_breach() -> None:
    with audited([decision("D", "correction", PROMPT, verdict="breach")]) as con:
        assert verdict(con, PROMPT) == ("breach", "corrected", "compliant", None, "D")
        assert rate(con) == (0, 3, 0)


@pytest.mark.parametrize(
    ("until", "expected", "late_by"),
    [
        ("2026-03-10 12:00", ("compliant", None), None),
        ("2026-03-10 10:30", ("compliant", None), None),
        ("2026-03-10 10:00", ("breach", "late"), 30),
    ],
)
def test_an_extension_in_time_moves_the_due_instant(
    until: str, expected: tuple[str, str | None], late_by: int | None
) -> None:
    with audited([decision("D", "extension", extended_until=until)]) as con:
        assert verdict(con) == (*expected, "breach", "late", "D")
        moved = asked(
            con,
            "SELECT strftime(due_at, '%Y-%m-%d %H:%M'), late_by_min FROM audit.verdict"
            " WHERE record_id = 'late'",
        )
        then, now = asked(
            con,
            "SELECT strftime(original_due_at, '%H:%M'), strftime(due_at, '%H:%M') FROM audit.decision",
        )[0]
    assert moved == [(until, late_by)]
    assert (then, now) == ("09:00", until[-5:])


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-03-10 11:59", ("pending", "not_yet_due", "breach", "not_done", "D")),
        ("2026-03-10 12:00", ("pending", "not_yet_due", "breach", "not_done", "D")),
        ("2026-03-10 12:01", ("breach", "not_done", "breach", "not_done", "D")),
        ("2026-03-10 08:50", ("pending", "not_yet_due", "pending", "not_yet_due", "D")),
    ],
)
def test_an_extension_of_what_is_not_done_yet(as_of: str, expected: tuple[Any, ...]) -> None:
    with audited([decision("D", "extension", OPEN)], as_of=as_of) as con:
        assert verdict(con, OPEN) == expected


@pytest.mark.parametrize(
    ("decided", "status"),
    [
        ("2026-03-10 09:00:00", ("applied", None)),
        ("2026-03-10 09:00:01", ("refused", "late")),
        ("2026-04-05 10:00", ("refused", "late")),
    ],
)
def test_an_extension_after_the_clock_expired_rescues_nothing(
    decided: str, status: tuple[str, str | None]
) -> None:
    one = decision("D", "extension", decided_at=decided)
    with audited([one]) as con:
        assert became(con) == {"D": status}
        assert (verdict(con) == UNTOUCHED[LATE]) == (status[0] == "refused")
    with audited([one], clauses={"hour": hour(late_extension=True)}) as con:
        assert became(con) == {"D": ("applied", None)}
        assert verdict(con)[0] == "compliant"


def test_a_clock_already_extended_can_be_extended_while_it_runs() -> None:
    first = decision("D1", "extension", extended_until="2026-03-10 10:00")
    second = decision("D2", "extension", decided_at="2026-03-10 09:50")
    third = decision(
        "D3", "extension", decided_at="2026-03-10 12:30", extended_until="2026-03-10 18:00"
    )
    with audited([third, second, first]) as con:
        assert became(con) == {
            "D1": ("superseded", None), "D2": ("applied", None), "D3": ("refused", "late"),
        }  # fmt: skip
        assert verdict(con) == ("compliant", None, "breach", "late", "D2")
    with audited([second]) as con:
        assert became(con) == {"D2": ("refused", "late")}


def test_the_last_decision_on_a_verdict_counts() -> None:
    first = decision("D1", "excuse")
    second = decision("D2", "correction", verdict="breach", decided_at="2026-04-06 10:00")
    with audited([first, second]) as con:
        assert became(con) == {"D1": ("superseded", None), "D2": ("applied", None)}
        assert verdict(con) == UNTOUCHED[LATE]
        assert asked(con, "SELECT superseded_by FROM audit.decision WHERE decision_id = 'D1'") == [
            ("D2",)
        ]


def test_a_refused_decision_supersedes_nothing() -> None:
    first = decision("D1", "excuse")
    second = decision("D2", "correction", decided_by="N2", decided_at="2026-04-06 10:00")
    with audited([first, second]) as con:
        assert became(con) == {"D1": ("applied", None), "D2": ("refused", "own_department")}
        assert verdict(con)[-1] == "D1"


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"decided_by": "N1"}, "same_person"),
        ({"requested_by": "Q1"}, "same_person"),
        ({"decided_by": "N2"}, "own_department"),
        ({"decided_by": "N2", "decided_dept_id": "QS"}, "own_department"),
        ({"decided_dept_id": "NET"}, "own_department"),
        ({"decided_by": "X"}, "department_unknown"),
        ({"decided_by": "X", "decided_dept_id": "nowhere"}, "department_unknown"),
        ({"decided_by": "X", "decided_dept_id": "QS"}, None),
        ({"requested_by": None}, None),
        ({"dept_id": "QS"}, "own_department"),
        ({"evidence_ref": None}, "evidence_missing"),
        ({"excuse_code": None}, "unknown_excuse"),
        ({"excuse_code": "weather"}, "unknown_excuse"),
        ({"observation_id": None}, "target_missing"),
        ({"observation_id": f"{HOUR}/nobody"}, "unknown_observation"),
        ({"observation_id": "nothing"}, "unknown_observation"),
        ({"observation_id": "no.such.clause/late"}, "unknown_observation"),
        ({"observation_id": PROMPT}, "nothing_to_change"),
        ({"observation_id": OPEN}, None),
        ({"appeal_id": "A9"}, "unknown_appeal"),
    ],
)
def test_the_rules_an_excuse_must_keep(changed: dict[str, Any], refusal: str | None) -> None:
    with audited([{**decision("D", "excuse"), **changed}]) as con:
        assert became(con) == {"D": ("refused", refusal) if refusal else ("applied", None)}
        if refusal:
            assert {one: verdict(con, one) for one in UNTOUCHED} == UNTOUCHED


@pytest.mark.parametrize(
    ("kind", "changed", "refusal"),
    [
        ("correction", {"evidence_ref": None}, "evidence_missing"),
        ("correction", {"verdict": None}, "verdict_missing"),
        ("extension", {"extended_until": None}, "value_missing"),
        ("extension", {"extended_until": "2026-03-10 09:00"}, "not_longer"),
        ("amount", {}, "value_missing"),
        ("range", {}, "value_missing"),
        ("waiver", {"observation_id": None}, "target_missing"),
        ("waiver", {"observation_id": f"{HOUR}/nobody"}, "unknown_observation"),
        ("waiver", {}, None),
        ("adjustment", {"dept_id": "NET", "month": "2026-03"}, "value_missing"),
        ("adjustment", {"dept_id": "NET", "points": 2}, "target_missing"),
        ("adjustment", {"dept_id": "NET", "month": "2026-02", "points": 2}, "unknown_month"),
        ("adjustment", {"dept_id": "SEA", "month": "2026-03", "points": 2}, "unknown_department"),
        ("adjustment", {"dept_id": "QS", "month": "2026-03", "points": 2}, "unknown_month"),
        ("adjustment", {"dept_id": "NET", "month": "2026-03", "points": 2}, None),
        ("lift_veto", {"dept_id": "NET", "month": "2026-03"}, "target_missing"),
        ("lift_veto", {"dept_id": "NET", "month": "2026-03", "veto_id": "v"}, None),
        ("dismissal", {}, "appeal_missing"),
    ],
)  # fmt: skip
def test_the_rules_of_the_other_kinds(
    kind: str, changed: dict[str, Any], refusal: str | None
) -> None:
    with audited([decision("D", kind, **changed)]) as con:
        assert became(con) == {"D": ("refused", refusal) if refusal else ("applied", None)}
        if kind not in ("correction", "extension"):
            assert {one: verdict(con, one) for one in UNTOUCHED} == UNTOUCHED


def test_money_and_points_are_decided_without_touching_the_verdict() -> None:
    rows = [
        decision("W", "waiver"),
        decision("P", "adjustment", None, dept_id="NET", month="2026-03", points=-2),
        decision("P2", "adjustment", None, dept_id="NET", month="2026-03", points=1),
    ]
    with audited(rows) as con:
        assert set(became(con).values()) == {("applied", None)}, (
            "adjustments are postings: each counts"
        )
        assert {one: verdict(con, one) for one in UNTOUCHED} == UNTOUCHED
        found = asked(
            con,
            "SELECT decision_id, target_type, department_id, strftime(period_from, '%Y-%m'), points,"
            " effect_en FROM audit.decision ORDER BY 1",
        )
    assert [row[:4] for row in found] == [
        ("P", "department_month", "NET", "2026-03"),
        ("P2", "department_month", "NET", "2026-03"),
        ("W", "observation", "NET", "2026-03"),
    ]
    assert [row[5] for row in found] == [
        "-2 points",
        "+1 points",
        "the money is waived, the verdict stands",
    ]


def test_what_is_not_a_clock_cannot_be_extended() -> None:
    open_ended = hour()
    assert open_ended.versions[0].limit
    with audited(
        [decision("D", "extension", "tried.tickets.seen/late")],
        clauses={"seen": _presence(), "hour": open_ended},
    ) as con:
        assert became(con) == {"D": ("refused", "no_due")}


def _presence() -> Any:
    from tests.oracle.clauses import clause
    from tests.oracle.clauses_of_records import always, present

    return clause("presence", "tickets", always(requires=[present("tickets.closed_at")]))


def test_after_the_audit_no_decision_exists_yet() -> None:
    with audited([decision("D", "excuse")], [appeal()], as_of="2026-04-02 08:59") as con:
        assert became(con) == {}
        assert asked(con, "SELECT count(*) FROM audit.appeal") == [(0,)]
        assert verdict(con) == UNTOUCHED[LATE]
    with audited([decision("D", "excuse")], [appeal()], as_of="2026-04-05 10:00") as con:
        assert became(con) == {"D": ("applied", None)}
