"""Decisions on money: held against the entries of the ledger as the text prices them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.warehouse.deciding import HOUR, LATE, OPEN, Row, appeal, asked, audited, decision
from warehouse.decisions import decide_entries

FIXED, RANGED, UNPRICED, TIMES = (
    f"{ledger}/late/2026-03" for ledger in ("L03", "L16", "L10", "L06")
)
ENTRIES = [
    (FIXED, "L03", LATE, "NET", "100", "100", "100", "NET"),
    (RANGED, "L16", LATE, "NET", "50", "50", "100", "N2"),
    (UNPRICED, "L10", LATE, "NET", None, None, None, "N1"),
    (TIMES, "L06", OPEN, "NET", "30", "30", "50", "company"),
]
"""A fixed amount, a range, none at all, and three to five times ten yuan: entry, ledger id, observation,
department, amount, lower and upper end, payer."""


def decided(con: duckdb.DuckDBPyConnection, entries: Sequence[Sequence[Any]] = ENTRIES) -> None:
    """Hold the decisions of an audit against a ledger."""
    con.execute(
        "CREATE OR REPLACE TABLE score.ledger_entry (entry_id VARCHAR, ledger_id VARCHAR,"
        " clause_id VARCHAR, observation_id VARCHAR, department_id VARCHAR, period_from DATE,"
        " stated_cny DECIMAL(18, 2), low_cny DECIMAL(18, 2), high_cny DECIMAL(18, 2), payer_id VARCHAR,"
        " payee_id VARCHAR, is_step BOOLEAN DEFAULT FALSE)"
    )
    con.executemany(
        f"INSERT INTO score.ledger_entry VALUES (?, ?, '{HOUR}', ?, ?, DATE '2026-03-01', ?, ?, ?, ?, 'c', FALSE)",
        [list(one) for one in entries],
    )  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TABLE rulebook.consequence AS SELECT $clause AS clause_id, 'L06' AS ledger_id,"
        " CAST(3 AS DECIMAL(18, 4)) AS multiple_low, CAST(5 AS DECIMAL(18, 4)) AS multiple_high",
        {"clause": HOUR},
    )
    decide_entries(con)


def outcome(decisions: list[Row], appeals: list[Row] | None = None) -> dict[str, Any]:
    with audited(decisions, appeals or []) as con:
        decided(con)
        rows = asked(con, "SELECT decision_id, status, refusal, superseded_by FROM audit.decision")
        return {
            "became": {name: (status, refusal) for name, status, refusal, _ in rows},
            "by": {name: by for name, _, _, by in rows if by},
            "counts": dict(asked(con, "SELECT entry_id, decision_id FROM fact.entry_decision")),
            "appeals": dict(asked(con, "SELECT appeal_id, state FROM audit.appeal")),
            "words": asked(
                con, "SELECT effect_zh, effect_en FROM audit.decision ORDER BY decision_id"
            ),
        }


def on(entry: str | None, kind: str, **more: Any) -> Row:
    return decision("D", kind, None, entry_id=entry, **more)


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (on(RANGED, "range", amount_cny=80), None),
        (on(RANGED, "range", amount_cny=100), None),
        (on(RANGED, "range", amount_cny=Decimal("100.01")), "out_of_range"),
        (on(RANGED, "range", amount_cny=0), "out_of_range"),
        (on(RANGED, "range", multiple=4), "no_range"),
        (on(TIMES, "range", multiple=4), None),
        (on(TIMES, "range", multiple=Decimal("5.5")), "out_of_range"),
        (on(FIXED, "range", amount_cny=100), "no_range"),
        (on(UNPRICED, "range", amount_cny=100), "no_range"),
        (on(UNPRICED, "amount", amount_cny=300, requested_by=None, decided_by="Q1"), None),
        (on(RANGED, "amount", amount_cny=60), "no_range"),
        (on(FIXED, "amount", amount_cny=99), "no_range"),
        (on(FIXED, "waiver"), None),
        (on(UNPRICED, "waiver"), None),
        (on("L03/nobody/2026-03", "waiver"), "unknown_entry"),
        (on("L03", "waiver"), "unknown_entry"),
        (on(FIXED, "waiver", decided_by="N2"), "own_department"),
        (on(FIXED, "waiver", decided_dept_id="NET"), "own_department"),
        (decision("D", "waiver", OPEN, entry_id=FIXED), "other_target"),
        (decision("D", "waiver", LATE, entry_id=FIXED), None),
        (decision("D", "waiver", LATE), None),
        (decision("D", "waiver", f"{HOUR}/prompt"), "unknown_entry"),
        (decision("D", "range", LATE, amount_cny=80), None),
        (decision("D", "amount", LATE, amount_cny=100), None),
    ],
)  # fmt: skip
def test_what_may_be_decided_about_an_entry(row: Row, refusal: str | None) -> None:
    found = outcome([row])
    assert found["became"]["D"] == (("refused", refusal) if refusal else ("applied", None))
    assert bool(found["counts"]) == (refusal is None)


def test_who_pays_or_receives_does_not_decide() -> None:
    entries = [(FIXED, "L03", LATE, "QS", "100", "100", "100", "Q2")]
    with audited([on(FIXED, "waiver", decided_by="Q2", decided_dept_id="QS")]) as con:
        decided(con, entries)
        assert asked(con, "SELECT status, refusal FROM audit.decision") == [
            ("refused", "same_person")
        ]


def test_a_waiver_of_an_observation_forgives_all_that_rests_on_it() -> None:
    found = outcome([decision("D", "waiver", LATE)])
    assert found["counts"] == {FIXED: "D", RANGED: "D", UNPRICED: "D"}
    assert found["words"] == [("免除金额，判定不变", "the money is waived, the verdict stands")]


def test_the_last_decision_on_an_entry_counts() -> None:
    rows = [
        decision("D1", "range", None, entry_id=RANGED, amount_cny=80),
        decision(
            "D2", "range", None, entry_id=RANGED, amount_cny=60, decided_at="2026-04-06 10:00"
        ),
        decision(
            "D3", "range", None, entry_id=RANGED, amount_cny=600, decided_at="2026-04-07 10:00"
        ),
    ]
    found = outcome(rows)
    assert found["became"] == {
        "D1": ("superseded", None), "D2": ("applied", None), "D3": ("refused", "out_of_range"),
    }  # fmt: skip
    assert (found["counts"], found["by"]) == ({RANGED: "D2"}, {"D1": "D2"})
    assert found["words"] == [
        ("已被裁定 D2 取代", "superseded by decision D2"),
        ("在规定幅度内定为 60 元", "set to 60 CNY within the range"),
        ("不予执行：超出幅度", "refused: outside the range"),
    ]


def test_a_waiver_of_the_whole_and_a_choice_for_one_entry_stand_side_by_side() -> None:
    rows = [
        decision("D1", "waiver", LATE),
        decision(
            "D2", "range", None, entry_id=RANGED, amount_cny=60, decided_at="2026-04-06 10:00"
        ),
    ]
    found = outcome(rows)
    assert set(found["became"].values()) == {("applied", None)}
    assert found["counts"] == {FIXED: "D1", RANGED: "D2", UNPRICED: "D1"}


@pytest.mark.parametrize(
    ("decisions", "entry", "state"),
    [
        ([], RANGED, "open"),
        ([], "L99/late/2026-03", "refused"),
        ([decision("D", "range", None, appeal_id="A", amount_cny=60)], RANGED, "upheld"),
        ([decision("D", "range", None, appeal_id="A", amount_cny=600)], RANGED, "open"),
        ([decision("D", "dismissal", None, appeal_id="A")], RANGED, "dismissed"),
        ([decision("D", "excuse", LATE, appeal_id="A")], "L99/late/2026-03", "upheld"),
    ],
)
def test_an_appeal_against_an_entry(decisions: list[Row], entry: str, state: str) -> None:
    found = outcome(decisions, [appeal("A", None, entry_id=entry)])
    assert found["appeals"] == {"A": state}
