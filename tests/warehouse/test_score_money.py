"""Money by the scheme: rewards and penalties against a target, incidents, their maxima, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.warehouse.scoring import (
    ARRIVAL,
    MARCH,
    NOTICE,
    PRESSURE,
    REPAIR,
    SET,
    Bench,
    Reached,
    bench,
    on,
    scheme,
)


@pytest.fixture(scope="module")
def one() -> Iterator[Bench]:
    with bench() as found:
        yield found


UNIT = {"size": 0.01, "zh": "个百分点", "en": "percentage point"}


def side(rate: float, **more: Any) -> dict[str, Any]:
    return {"rate": rate, "source": SET, **more}


def money(**more: Any) -> dict[str, Any]:
    return {
        "better": "higher", "target": 0.9, "unit": UNIT, "source": SET,
        "reward": side(10, deadband=1, max_units=4), "penalty": side(30, deadband=2, max_amount=100), **more,
    }  # fmt: skip


GRADES = [{"grade": "A", "at_least": 50, "reward_cny": 50, "source": SET}]

PRICED = [
    # Reached of a hundred; kind, units beyond the deadband, stated, settled.
    (90, "none", "0", "0", "0"),
    (91, "none", "0", "0", "0"),
    (92, "reward", "1", "10", "10"),
    (95, "reward", "4", "40", "40"),
    (99, "reward", "8", "80", "40"),
    (89, "none", "0", "0", "0"),
    (88, "none", "0", "0", "0"),
    (87, "penalty", "1", "30", "30"),
    (80, "penalty", "8", "240", "100"),
]


def test_money_follows_its_own_slope_on_each_side_of_the_target(one: Bench) -> None:
    reached = [Reached(ARRIVAL, k, 100, f"D{k}") for k, *_ in PRICED]
    one.score(scheme({"a": on(ARRIVAL, 100, money=money())}), reached)
    found = {
        row[0]: row[1:]
        for row in one.rows(
            "SELECT department_id, kind, units, stated, amount, is_capped, is_booked FROM score.settlement"
        )
    }
    for k, kind, units, stated, amount in PRICED:
        numbers = tuple(map(Decimal, (units, stated, amount)))
        expected = (kind, *numbers, stated != amount, kind != "none")
        assert found[f"D{k}"] == expected, k
    booked = dict(one.rows("SELECT department_id, kind FROM score.ledger_entry"))
    assert booked == {
        f"D{k}": "reward" if kind == "reward" else "fine"
        for k, kind, *_ in PRICED
        if kind != "none"
    }


def test_rewards_go_to_the_department_and_penalties_to_the_company(one: Bench) -> None:
    one.score(
        scheme({"a": on(ARRIVAL, 100, money=money())}),
        [Reached(ARRIVAL, 95, 100, "D1"), Reached(ARRIVAL, 87, 100, "D2")],
    )
    assert one.rows(
        "SELECT entry_id, payer_id, payee_id, amount_cny, stated_cny FROM score.ledger_entry ORDER BY 1"
    ) == [
        ("OP2/a/D2/2026-03", "D2", "company", 30, 30),
        ("OP3/a/D1/2026-03", "company", "D1", 40, 40),
    ]
    assert one.rows(
        "SELECT department_id, reward_cny, fine_cny FROM score.scorecard ORDER BY 1"
    ) == [("D1", 40, 0), ("D2", 0, 30)]


def test_lower_may_be_better(one: Bench) -> None:
    terms = money(better="lower", target=0.1)
    one.score(
        scheme({"a": on(ARRIVAL, 100, money=terms)}),
        [Reached(ARRIVAL, 5, 100, "D1"), Reached(ARRIVAL, 13, 100, "D2")],
    )
    assert one.rows("SELECT department_id, kind, amount FROM score.settlement ORDER BY 1") == [
        ("D1", "reward", 40), ("D2", "penalty", 30),
    ]  # fmt: skip


def test_the_target_may_be_that_of_the_clause(one: Bench) -> None:
    terms = {key: value for key, value in money().items() if key != "target"}
    one.score(
        scheme({"p": on(PRESSURE, 100, money=terms)}), [Reached(PRESSURE, 94, 100, target=0.97)]
    )
    assert one.rows("SELECT target, kind, amount FROM score.settlement") == [
        (Decimal("0.97"), "penalty", 30)
    ]


def test_a_maximum_of_the_month_cuts_rewards_in_order_and_says_so(one: Bench) -> None:
    both = {"a": on(ARRIVAL, 50, money=money()), "b": on(REPAIR, 50, money=money())}
    one.score(
        scheme(both, grades=GRADES, caps={"reward_cny": 60, "penalty_cny": 110, "source": SET}),
        [
            Reached(ARRIVAL, 99, 100), Reached(REPAIR, 99, 100),
            Reached(ARRIVAL, 80, 100, "D2"), Reached(REPAIR, 80, 100, "D2"),
        ],
    )  # fmt: skip
    rows = one.rows(
        "SELECT entry_id, stated_cny, amount_cny, basis FROM score.ledger_entry ORDER BY 1"
    )
    assert [row[:3] for row in rows] == [
        ("OP1/D/2026-03", 50, 0),
        ("OP1/D2/2026-03", 50, 50),
        ("OP2/a/D2/2026-03", 100, 100),
        ("OP2/b/D2/2026-03", 100, 10),
        ("OP3/a/D/2026-03", 40, 40),
        ("OP3/b/D/2026-03", 40, 20),
    ]
    assert all("limited to" in row[3] for row in rows if row[2] < row[1])
    # The reward of the one is never set off against the penalties of the other.
    assert one.rows("SELECT department_id, reward_cny, fine_cny FROM score.scorecard ORDER BY 1") == [
        ("D", 60, 0), ("D2", 50, 110),
    ]  # fmt: skip


def test_amounts_are_rounded_half_up_to_the_step(one: Bench) -> None:
    terms = money(reward=side(0.5), penalty=side(0.5))
    rounding = {"points": 0.01, "money": 0.5, "moment": "line"}
    reached = [Reached(ARRIVAL, 90 + n, 100, f"D{n}") for n in (1, 2, 3)]
    for step, amounts in ((0.5, [Decimal("0.5"), 1, Decimal("1.5")]), (1, [1, 1, 2])):
        one.score(
            scheme({"a": on(ARRIVAL, 100, money=terms)}, rounding={**rounding, "money": step}),
            reached,
        )
        assert [
            row[0] for row in one.rows("SELECT amount FROM score.settlement ORDER BY department_id")
        ] == amounts


def unbooked(one: Bench, reached: Reached, **edition: Any) -> Any:
    what = {"a": on(ARRIVAL, 100, money=money(), **edition.pop("indicator", {}))}
    more = {"b": on(REPAIR, 100)} if "shadow" in what["a"] else {}
    one.score(scheme({**what, **more}, **edition), [reached, Reached(REPAIR, 1, 1)])
    assert one.rows("SELECT 1 FROM score.ledger_entry WHERE ledger_id = 'OP3'") == []
    ((amount, booked, reason),) = one.rows(
        "SELECT amount, is_booked, unbooked_reason FROM score.settlement"
    )
    assert (amount, booked) == (40, False)
    return reason


def test_what_is_not_booked_is_shown_and_says_why(one: Bench) -> None:
    good = Reached(ARRIVAL, 95, 100)
    assert unbooked(one, good, currency="GBP", ledgers={}) == "other_currency"
    assert unbooked(one, good, indicator={"shadow": True}) == "shadow"
    gates = {"min_clauses": 2, "source": SET}
    assert unbooked(one, good, gates=gates) == "few_clauses"
    running = Reached(ARRIVAL, 95, 100, month=MARCH.replace(month=5))
    assert unbooked(one, running) == "period_open"
    veto = {
        "level": "item", "clause": ARRIVAL, "at_least": 5, "indicator": "a", "lifted_by": "decision",
        "title": {"zh": "否决", "en": "Veto"}, "source": SET,
    }  # fmt: skip
    assert unbooked(one, good, vetoes={"v": veto}) == "veto"


def test_penalties_are_due_whatever_the_coverage(one: Bench) -> None:
    gates = {"min_clauses": 2, "source": SET}
    one.score(
        scheme({"a": on(ARRIVAL, 100, money=money())}, gates=gates), [Reached(ARRIVAL, 87, 100)]
    )
    assert one.rows("SELECT amount_cny FROM score.ledger_entry") == [(30,)]


def incident(**more: Any) -> dict[str, Any]:
    return {
        "clause": ARRIVAL, "title": {"zh": "迟到", "en": "Late"}, "one_per": "incident", "cny": 200,
        "source": SET, **more,
    }  # fmt: skip


def tied(key: str, *names: str) -> list[dict[str, str]]:
    """Tickets that the audit found to be one incident."""
    return [{"ticket_id": name, "incident_key": key} for name in (key, *names)]


def ticket(name: str) -> dict[str, Any]:
    return {
        "ticket_id": name, "ticket_type": "leak_report", "received_at": datetime(2026, 3, 2, tzinfo=UTC),
    }  # fmt: skip


def breaches(
    one: Bench, *names: str, department: str = "D", month: int = 3, clause: str = ARRIVAL
) -> list[dict[str, Any]]:
    ((version,),) = one.rows(f"SELECT version_id FROM rulebook.clause WHERE clause_id = '{clause}'")
    return [
        {
            "version_id": version, "record_id": name, "department_id": department, "verdict": "breach",
            "period_from": MARCH.replace(month=month), "due_at": datetime(2026, month, 2, tzinfo=UTC),
            "is_provisional": False,
        }
        for name in names
    ]  # fmt: skip


def entries(one: Bench) -> list[tuple[Any, ...]]:
    return one.rows(
        "SELECT entry_id, stated_cny, amount_cny FROM score.ledger_entry WHERE ledger_id = 'OP2' ORDER BY 1"
    )


SCORED = [Reached(ARRIVAL, 9, 10), Reached(ARRIVAL, 9, 10, "D2")]


def late(one: Bench, case: list[dict[str, Any]], *ties: dict[str, str], **more: Any) -> list[str]:
    """The incidents that these breaches are, by their entries."""
    names = sorted({row["record_id"] for row in case})
    one.score(
        scheme({"a": on(ARRIVAL, 100)}, incidents={"late": incident(**more)}),
        SCORED,
        audit_verdict=case,
        audit_incident_of=ties,
        evidence_tickets=[ticket(name) for name in names],
    )
    return [row[0] for row in entries(one)]


def test_a_burst_with_many_complaints_is_one_incident(one: Bench) -> None:
    case = breaches(one, "T1", "T2", "T3", "T4")
    burst = tied("T1", "T2", "T3")
    assert late(one, case, *burst) == ["OP2/late/T1/2026-03", "OP2/late/T4/2026-03"]
    assert len(late(one, case, *burst, one_per="record")) == 4


def test_an_incident_is_counted_once_in_its_first_month_for_each_department(one: Bench) -> None:
    case = [
        *breaches(one, "T1"), *breaches(one, "T2", month=4), *breaches(one, "T3", department="D2"),
    ]  # fmt: skip
    found = late(one, case, *tied("T1", "T2", "T3"))
    assert found == ["OP2/late/T1/2026-03", "OP2/late/T3/2026-03"]


def test_stops_of_one_repair_or_one_ticket_are_one_incident(one: Bench) -> None:
    stops = {"O1": "R1", "O2": "R1", "O3": "R2", "O4": "R3", "O5": None}
    one.score(
        scheme({"a": on(ARRIVAL, 100)}, incidents={"notice": incident(clause=NOTICE)}),
        SCORED,
        audit_verdict=breaches(one, *stops, clause=NOTICE),
        audit_incident_of=tied("T1", "T2"),
        evidence_tickets=[ticket("T1"), ticket("T2")],
        evidence_repair_orders=[
            {"repair_order_id": name, "ticket_id": of}
            for name, of in {"R1": None, "R2": "T1", "R3": "T2"}.items()
        ],
        evidence_outages=[
            {"outage_id": name, "type": "planned", "repair_order_id": order}
            for name, order in stops.items()
        ],
    )
    found = [row[0].split("/")[2] for row in entries(one)]
    assert found == ["O1", "O3", "O5"]


def test_incidents_stop_at_their_maximum_and_at_that_of_the_month(one: Bench) -> None:
    tickets = [ticket(f"T{n}") for n in range(4)]
    case = breaches(one, "T0", "T1", "T2", "T3")
    rule = {"late": incident(max_cny=500)}
    one.score(
        scheme({"a": on(ARRIVAL, 100)}, incidents=rule), SCORED,
        audit_verdict=case, evidence_tickets=tickets,
    )  # fmt: skip
    assert [row[1:] for row in entries(one)] == [(200, 200), (200, 200), (200, 0), (200, 0)]
    # What the maximum leaves of the third is no more than the regulation takes (L03), which stands instead.
    caps = {"penalty_cny": 350, "source": SET}
    priced = {"a": on(ARRIVAL, 100, money=money(target=0.99))}
    one.score(
        scheme(priced, incidents=rule, caps=caps), SCORED[:1],
        audit_verdict=case, evidence_tickets=tickets,
    )  # fmt: skip
    # By indicator first: 9 points short less 2 free, at most 100; the incidents share what is left, of which
    # the second is less than the regulation takes.
    assert [row[2] for row in entries(one)] == [100, 200, 0, 0, 0]


def test_every_entry_of_an_incident_rests_on_a_breach(one: Bench) -> None:
    one.score(
        scheme({"a": on(ARRIVAL, 100)}, incidents={"late": incident()}),
        SCORED,
        audit_verdict=breaches(one, "T1"),
        evidence_tickets=[ticket("T1")],
    )
    assert one.rows(
        "SELECT observation_id, payer_id, payee_id FROM score.ledger_entry WHERE ledger_id = 'OP2'"
    ) == [(f"{ARRIVAL}/T1", "D", "company")]
