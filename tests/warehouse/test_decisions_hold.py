"""What holds of decisions whatever is decided: order, refusals, and the original verdict."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.budget import tries
from tests.warehouse.deciding import LATE, OPEN, PROMPT, Row, appeal, asked, at, audited, decision
from warehouse.decisions import Case, Settled, settle

KINDS = {
    "excuse": "verdict", "correction": "verdict", "extension": "verdict", "waiver": "money",
    "adjustment": "points", "lift_veto": "veto", "dismissal": "appeal",
}  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        found.append(
            Case(
                decision_id=f"D{number}",
                decided_us=draw(st.integers(0, 9)),
                kind=kind,
                aspect=KINDS[kind],  # type: ignore[arg-type]
                target=draw(st.sampled_from("xy")),
                appeal_id=draw(st.sampled_from([None, "A", "B"])),
                fault=draw(st.sampled_from([None, None, None, "own_department"])),
                due_us=3,
                until_us=draw(st.integers(4, 12)),
                is_late_allowed=draw(st.integers(0, 4)) == 0,
            )
        )
    return found


def by_id(settled: list[Settled]) -> dict[str, Settled]:
    return {one.decision_id: one for one in settled}


@given(given=cases(), seed=st.integers(0, 99))
def test_the_order_they_are_read_in_does_not_matter(given: list[Case], seed: int) -> None:
    shuffled = random.Random(seed).sample(given, len(given))  # noqa: S311 - order only
    assert by_id(settle(shuffled)) == by_id(settle(given))


@given(given=cases())
def test_a_refused_decision_might_as_well_not_exist(given: list[Case]) -> None:
    found = by_id(settle(given))
    kept = [one for one in given if found[one.decision_id].status != "refused"]
    assert by_id(settle(kept)) == {one.decision_id: found[one.decision_id] for one in kept}


@given(given=cases())
def test_one_decision_at_most_is_in_force_for_a_verdict(given: list[Case]) -> None:
    found = by_id(settle(given))
    assert set(found) == {one.decision_id for one in given}
    moments = {one.decision_id: (one.decided_us, one.decision_id) for one in given}
    in_force = [
        (one.aspect, one.target)
        for one in given
        if found[one.decision_id].status == "applied" and one.aspect in ("verdict", "veto")
    ]
    assert len(in_force) == len(set(in_force))
    for name, one in found.items():
        assert (one.status == "refused") == (one.refusal is not None)
        assert (one.status == "superseded") == (one.superseded_by is not None)
        if one.superseded_by:
            assert moments[one.superseded_by] > moments[name]


@st.composite
def decisions(draw: st.DrawFn) -> list[Row]:
    found = []
    for number in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["excuse", "correction", "extension", "waiver", "dismissal"]))
        decided = at("2026-03-10 08:40") + timedelta(minutes=30 * draw(st.integers(0, 3)))
        later = at("2026-04-03 10:00") + timedelta(days=draw(st.integers(0, 3)))
        row = decision(f"D{number}", kind, draw(st.sampled_from([LATE, PROMPT, OPEN])))
        row["decided_at"] = decided if kind == "extension" else later
        row["decided_by"] = draw(st.sampled_from(["Q1", "Q1", "Q2", "N1", "N2", "X"]))
        row["appeal_id"] = draw(st.sampled_from([None, None, "A1", "A9"]))
        if kind == "extension":
            row["extended_until"] = at("2026-03-10 09:00") + timedelta(
                minutes=40 * draw(st.integers(0, 4))
            )
        if kind == "correction":
            row["verdict"] = draw(st.sampled_from(["compliant", "breach", "not_applicable"]))
        found.append(row)
    return found


VERDICTS = "SELECT * EXCLUDE (original_verdict, original_reason, decision_id) FROM audit.verdict ORDER BY ALL"
AS_IF = (
    "SELECT record_id, coalesce(original_verdict, verdict),"
    " if(original_verdict IS NULL, reason, original_reason) FROM audit.verdict ORDER BY ALL"
)
UNDECIDED = [
    ("late", "breach", "late"),
    ("open", "breach", "not_done"),
    ("prompt", "compliant", None),
]


def outcome(rows: list[Row]) -> dict[str, list[tuple[Any, ...]]]:
    with audited(rows, [appeal()]) as con:
        return {
            "verdicts": asked(con, VERDICTS),
            "originals": asked(con, AS_IF),
            "decisions": asked(
                con, "SELECT * EXCLUDE (source_row) FROM audit.decision ORDER BY ALL"
            ),
            "refused": asked(
                con, "SELECT decision_id FROM audit.decision WHERE status = 'refused'"
            ),
            "changed": asked(
                con,
                "SELECT v.decision_id, d.status FROM audit.verdict AS v"
                " LEFT JOIN audit.decision AS d USING (decision_id)"
                " WHERE (v.original_verdict IS NOT NULL) OR (v.decision_id IS NOT NULL)",
            ),
        }


@given(rows=decisions(), seed=st.integers(0, 99))
@tries(5)
def test_an_audit_of_decisions_holds(rows: list[Row], seed: int) -> None:
    found = outcome(rows)
    assert found["originals"] == UNDECIDED, "the original is what the audit says without decisions"
    assert {status for _, status in found["changed"]} <= {"applied"}
    shuffled = outcome(random.Random(seed).sample(rows, len(rows)))  # noqa: S311 - order only
    assert (shuffled["verdicts"], shuffled["decisions"]) == (found["verdicts"], found["decisions"])
    refused = {name for (name,) in found["refused"]}
    kept = outcome([row for row in rows if row["decision_id"] not in refused])
    assert kept["verdicts"] == found["verdicts"], "a refused decision changes nothing"
