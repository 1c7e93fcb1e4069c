"""Decisions: which of them count, what they change, and that nothing else does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from rulebook.clause import Clause
from tests.oracle.clauses import ahead, clause
from tests.oracle.clauses_of_records import always, condition, present
from tests.running import shipped
from tests.warehouse.deciding import (
    HOUR,
    LATE,
    OPEN,
    PROMPT,
    appeal,
    asked,
    at,
    audited,
    decision,
    hour,
)
from warehouse.contract import contracts
from warehouse.statements import sql


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


RULES: list[tuple[str, dict[str, Any], str | None]] = [
    ("excuse", {"decided_by": "N1"}, "same_person"),
    ("excuse", {"requested_by": "Q1"}, "same_person"),
    ("excuse", {"decided_by": "N2"}, "own_department"),
    ("excuse", {"decided_by": "N2", "decided_dept_id": "QS"}, "own_department"),
    ("excuse", {"decided_dept_id": "NET"}, "own_department"),
    ("excuse", {"decided_by": "X"}, "department_unknown"),
    ("excuse", {"decided_by": "X", "decided_dept_id": "nowhere"}, "department_unknown"),
    ("excuse", {"decided_by": "X", "decided_dept_id": "QS"}, None),
    ("excuse", {"requested_by": None}, None),
    ("excuse", {"dept_id": "QS"}, "own_department"),
    ("excuse", {"evidence_ref": None}, "evidence_missing"),
    ("excuse", {"excuse_code": None}, "unknown_excuse"),
    ("excuse", {"excuse_code": "weather"}, "unknown_excuse"),
    ("excuse", {"observation_id": None}, "target_missing"),
    ("excuse", {"observation_id": f"{HOUR}/nobody"}, "unknown_observation"),
    ("excuse", {"observation_id": "nothing"}, "unknown_observation"),
    ("excuse", {"observation_id": "no.such.clause/late"}, "unknown_observation"),
    ("excuse", {"observation_id": PROMPT}, "nothing_to_change"),
    ("excuse", {"observation_id": OPEN}, None),
    ("excuse", {"appeal_id": "A9"}, "unknown_appeal"),
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
]  # fmt: skip


def test_the_rules_a_decision_must_keep() -> None:
    """All that are refused stand in one audit, which they leave as it was."""
    wrong = {
        f"D{number:02}": (decision(f"D{number:02}", kind, **changed), refusal)
        for number, (kind, changed, refusal) in enumerate(RULES)
        if refusal
    }
    with audited([row for row, _ in wrong.values()]) as con:
        found = became(con)
        assert found == {name: ("refused", refusal) for name, (_, refusal) in wrong.items()}
        assert {one: verdict(con, one) for one in UNTOUCHED} == UNTOUCHED
        effects = asked(con, "SELECT effect_zh, effect_en FROM audit.decision")
    assert all(zh.startswith("不予执行：") and en.startswith("refused: ") for zh, en in effects)


def test_the_same_decisions_within_the_rules_count() -> None:
    right = [
        decision(f"D{number:02}", kind, **changed)
        for number, (kind, changed, refusal) in enumerate(RULES)
        if not refusal
    ]
    with audited(right) as con:
        assert {status for status, _ in became(con).values()} == {"applied", "superseded"}


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
    signed = clause("presence", "tickets", always(requires=[present("tickets.closed_at")]))
    extended = decision("D", "extension", "tried.tickets.signed/late")
    with audited([extended], clauses={"signed": signed}) as con:
        assert became(con) == {"D": ("refused", "no_due")}


def test_after_the_audit_no_decision_exists_yet() -> None:
    with audited([decision("D", "excuse")], [appeal()], as_of="2026-04-02 08:59") as con:
        assert became(con) == {}
        assert asked(con, "SELECT count(*) FROM audit.appeal") == [(0,)]
        assert verdict(con) == UNTOUCHED[LATE]
    with audited([decision("D", "excuse")], [appeal()], as_of="2026-04-05 10:00") as con:
        assert became(con) == {"D": ("applied", None)}


def standing(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Any, ...]]:
    """State, refusal, decision and days open, by appeal."""
    rows = asked(con, "SELECT appeal_id, state, refusal, decision_id, days_open FROM audit.appeal")
    return {name: tuple(rest) for name, *rest in rows}


def test_an_appeal_is_open_upheld_or_dismissed() -> None:
    appeals = [appeal("A1"), appeal("A2", OPEN), appeal("A3", PROMPT)]
    decisions = [
        decision("D1", "excuse", None, appeal_id="A1"),
        decision("D2", "dismissal", None, appeal_id="A2"),
    ]
    with audited(decisions, appeals) as con:
        assert standing(con) == {
            "A1": ("upheld", None, "D1", 3),
            "A2": ("dismissed", None, "D2", 3),
            "A3": ("open", None, None, 18),
        }
        assert verdict(con)[0] == "excused", "what the appeal is about need not be said again"
        assert verdict(con, OPEN) == UNTOUCHED[OPEN]
        assert asked(con, "SELECT decision_id, outcome, observation_id FROM audit.decision ORDER BY 1") == [
            ("D1", "upheld", LATE), ("D2", "dismissed", OPEN),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"filed_at": "2026-04-10 23:59:59"}, None),
        ({"filed_at": "2026-04-11 00:00"}, "too_late"),
        ({"filed_at": "2026-03-10 11:00"}, None),
        ({"observation_id": None}, "target_missing"),
        ({"observation_id": f"{HOUR}/nobody"}, "unknown_observation"),
        ({"observation_id": None, "entry_id": "L03/late"}, "unknown_entry"),
        ({"observation_id": None, "entry_id": "L03/late/2026-02"}, "too_late"),
        ({"observation_id": None, "entry_id": "L03/late/2026-03"}, None),
    ],
)
def test_an_appeal_must_be_about_something_and_in_time(
    changed: dict[str, Any], refusal: str | None
) -> None:
    upheld = decision("D", "excuse", LATE, appeal_id="A1", decided_at="2026-04-12 10:00")
    with audited([upheld], [appeal(**changed)]) as con:
        state = standing(con)["A1"]
        assert state[:2] == (("refused", refusal) if refusal else ("upheld", None))
        assert became(con)["D"] == (("refused", "appeal_refused") if refusal else ("applied", None))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"decided_by": "N2", "decided_dept_id": None}, "own_department"),
        ({"decided_by": "N1"}, "same_person"),
        ({"decided_at": "2026-04-02 08:59"}, "unknown_appeal"),
        ({"observation_id": OPEN}, "other_target"),
        ({"evidence_ref": None}, None),
    ],
)
def test_the_rules_of_upholding(changed: dict[str, Any], refusal: str | None) -> None:
    given = {"observation_id": None, "requested_by": None, **changed}
    one = decision("D", "excuse", appeal_id="A1", **given)
    with audited([one], [appeal(evidence_ref="PH-7")]) as con:
        assert became(con)["D"][1] == refusal
        assert standing(con)["A1"][0] == ("open" if refusal else "upheld")


def test_who_filed_the_appeal_cannot_decide_it_from_another_department() -> None:
    filed = appeal(filed_by="Q1", dept_id="NET")
    for kind in ("excuse", "dismissal"):
        one = decision("D", kind, None, appeal_id="A1", requested_by=None)
        with audited([one], [filed]) as con:
            assert became(con) == {"D": ("refused", "same_person")}
            assert standing(con)["A1"][0] == "open"


def test_the_first_decision_settles_an_appeal() -> None:
    upheld = decision("D1", "excuse", None, appeal_id="A1")
    against = decision("D2", "dismissal", None, appeal_id="A1", decided_at="2026-04-06 10:00")
    with audited([upheld, against], [appeal()]) as con:
        assert became(con) == {"D1": ("applied", None), "D2": ("refused", "appeal_closed")}
        assert standing(con)["A1"][0] == "upheld"
    earlier = {**against, "decided_at": upheld["decided_at"], "decision_id": "D0"}
    with audited([upheld, earlier], [appeal()]) as con:
        assert became(con) == {"D0": ("applied", None), "D1": ("refused", "appeal_closed")}
        assert standing(con)["A1"][0] == "dismissed"
        assert verdict(con) == UNTOUCHED[LATE]


def test_an_appeal_may_be_upheld_in_more_than_one_way() -> None:
    with audited(
        [
            decision("D1", "excuse", None, appeal_id="A1"),
            decision("D2", "waiver", None, appeal_id="A1"),
        ],
        [appeal()],
    ) as con:
        assert set(became(con).values()) == {("applied", None)}
        assert standing(con)["A1"][:3] == ("upheld", None, "D1")


def rate_of(**rate: Any) -> Clause:
    return clause(
        "rate_threshold",
        "tickets",
        always(limit=ahead("90", "%"), rate=rate),
        responsible="network",
    )


def test_a_decision_on_an_item_of_a_rate() -> None:
    """A record that a rate counts by itself has no verdict, and can be excused all the same."""
    signed = rate_of(
        passes=[condition("tickets.signed_by_customer", "true")],
        fails=[condition("tickets.signed_by_customer", "false")],
    )
    tickets = [
        {
            "ticket_id": name, "ticket_type": "complaint", "signed_by_customer": is_signed,
            "received_at": at("2026-03-11 08:00"), "status": "closed",
        }
        for name, is_signed in (("s1", True), ("s2", False), ("s3", False))
    ]  # fmt: skip
    rows = [
        decision("D1", "excuse", "tried.tickets.signed/s2"),
        decision("D2", "correction", "tried.tickets.signed/s3"),
        decision("D3", "extension", "tried.tickets.signed/s1"),
    ]
    with audited(rows, clauses={"signed": signed}, tickets=tickets) as con:
        found = asked(
            con,
            "SELECT record_id, outcome, reason, original_outcome, decision_id FROM audit.item"
            " WHERE record_id IN ('s1', 's2', 's3') ORDER BY 1",
        )
        assert became(con)["D3"] == ("refused", "no_due")
        counted = asked(
            con,
            "SELECT numerator, denominator, n_excused FROM audit.indicator WHERE department_id = 'NET'",
        )
    assert found == [
        ("s1", "compliant", None, None, None),
        ("s2", "excused", "road", "breach", "D1"),
        ("s3", "compliant", "corrected", "breach", "D2"),
    ]
    assert counted == [(2, 2, 1)]


def test_the_rate_of_another_clause_counts_what_was_decided() -> None:
    clauses = {"hour": hour(), "in-time": rate_of(clause=HOUR)}
    with audited([decision("D", "excuse")], clauses=clauses) as con:
        counted = asked(
            con,
            "SELECT numerator, denominator, n_excused FROM audit.indicator"
            " WHERE department_id = 'NET' AND clause_id = 'tried.tickets.in-time'",
        )
    assert counted == [(1, 2, 1)]


def test_an_excuse_may_be_written_as_its_label() -> None:
    codes = contracts()["decisions"].columns["excuse_code"].value_aliases
    excuses = shipped().vocabulary.excuses
    assert codes == {one.zh: code for code, one in excuses.items()}


def test_every_code_has_its_label() -> None:
    words = shipped().vocabulary
    kinds = contracts()["decisions"].columns["kind"].values
    assert {code: (one.zh, one.en) for code, one in words.decision_kinds.items()} == {
        code: (one.zh, one.en) for code, one in kinds.items()
    }
    statements = "".join(
        sql(name)
        for name in ("evaluate/decision_case", "score/decide_points", "score/decide_entries")
    ) + (Path(__file__).parents[2] / "warehouse/decisions.py").read_text("utf-8")
    said = set(re.findall(r"THEN '([a-z_]+)'", statements)) | {"late", "appeal_closed"}
    aspects = {"verdict", "money", "points", "veto", "refused", "superseded"}
    assert said - aspects <= set(words.decision_refusals)
    assert set(words.decision_refusals) <= said
    assert set(words.decision_statuses) == {"applied", "refused", "superseded"}
    assert set(words.appeal_states) == {"open", "upheld", "dismissed", "refused"}
