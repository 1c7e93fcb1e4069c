"""The ledger: who pays for a breach, how much, what one decision or another sanction changes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from rulebook.ledger import LedgerItem
from tests.running import shipped
from tests.warehouse.drawing import (
    DEPARTMENTS,
    TICKET,
    Drawn,
    Row,
    audited,
    drawn,
    entries,
    item,
    told,
)

HEAD = [{"type": "person", "role": "head_of_unit"}]
FIRST = [{"type": "person", "role": "first_responsible"}]
RESPONSIBLE = [{"type": "person", "role": "responsible"}]
DEPARTMENT = [{"type": "department"}]
COMPANY = [{"type": "company"}]


def one_line(line: LedgerItem, **changes: Any) -> Drawn:
    """A rulebook of one clause that draws one line, X."""
    return Drawn({"X": line}, {"p": "X"}, changes=changes)


def entry(line: LedgerItem, *, decisions: Iterable[Row] = (), **ticket: Any) -> Row:
    """The one entry that one broken clause draws."""
    (found,) = drawn(one_line(line), [{"target_id": "p", **ticket}], decisions).values()
    return found


def amounts(found: dict[str, Row]) -> dict[str, tuple[Any, str]]:
    return {name: (row["amount_cny"], row["status"]) for name, row in found.items()}


# Who pays


@pytest.mark.parametrize(
    ("payers", "ticket", "payer"),
    [
        (None, {}, "S1"),
        (None, {"liable_person_id": "S2"}, "S2"),
        (RESPONSIBLE, {"liable_person_id": "S2"}, "S1"),
        (RESPONSIBLE, {"handler_id": None, "liable_person_id": "S2"}, "S2"),
        (HEAD, {}, "H1"),
        (HEAD, {"dept_id": "D2", "liable_dept_id": "D1"}, "H1"),
        (FIRST, {"first_responder_id": "S2"}, "S2"),
        (DEPARTMENT, {}, "D1"),
    ],
)
def test_the_person_or_unit_that_the_text_means_pays(payers: Any, ticket: Row, payer: str) -> None:
    found = entry(item(amount_cny=50, **({"payers": payers} if payers else {})), **ticket)
    assert (found["payer_id"], found["amount_cny"], found["status"]) == (payer, 50, "booked")
    assert (found["payee_type"], found["payee_id"]) == ("company", "company")


@pytest.mark.parametrize(
    ("payers", "ticket", "who"),
    [
        (None, {"handler_id": None}, "person at fault"),
        (HEAD, {"dept_id": "D2"}, "head of the unit"),
        (FIRST, {}, "person first responsible"),
        (DEPARTMENT, {"dept_id": None}, "department"),
        ([{"type": "open"}], {}, "the text names nobody"),
    ],
)
def test_nobody_is_charged_who_is_not_named(payers: Any, ticket: Row, who: str) -> None:
    found = entry(item(amount_cny=50, **({"payers": payers} if payers else {})), **ticket)
    assert (found["payer_id"], found["amount_cny"], found["status"]) == (None, None, "open")
    assert found["stated_cny"] == 50
    assert who in found["basis"]
    assert "支付方" in found["basis_zh"]


def test_a_customer_who_is_not_on_record_is_owed_the_amount_all_the_same() -> None:
    line = item(kind="compensation", payers=COMPANY, payee="customer", amount_cny=20)
    assert entry(line)["payee_id"] == "C1"
    found = entry(line, customer_id=None)
    assert (found["payee_id"], found["amount_cny"], found["status"]) == (None, 20, "booked")
    assert "not on record" in found["basis"]


def test_the_first_responsible_answers_for_the_department_they_belong_to() -> None:
    staff = [{"staff_id": "S2", "dept_id": "D2"}]
    rules = one_line(item(amount_cny=20, payers=FIRST))
    (found,) = drawn(rules, [{"target_id": "p", "first_responder_id": "S2"}], staff=staff).values()
    assert (found["payer_id"], found["department_id"]) == ("S2", "D2")


def test_two_payers_give_two_entries_and_each_pays_in_full() -> None:
    both = [{"type": "person", "role": "at_fault"}, *HEAD]
    found = drawn(one_line(item(amount_cny=40, payers=both)), [{"target_id": "p"}])
    assert {name: row["payer_id"] for name, row in found.items()} == {
        "X/T1/2026-03": "S1",
        "X.head_of_unit/T1/2026-03": "H1",
    }
    assert {row["amount_cny"] for row in found.values()} == {40}


def test_the_head_who_is_also_at_fault_pays_once() -> None:
    both = [{"type": "person", "role": "at_fault"}, *HEAD]
    rules = one_line(item(amount_cny=40, payers=both))
    found = drawn(rules, [{"target_id": "p", "handler_id": "H1"}])
    assert sorted(row["amount_cny"] for row in found.values()) == [0, 40]


# How much


def test_a_range_is_booked_at_its_lower_end() -> None:
    found = entry(item(range_cny=[50, 100]))
    assert (found["amount_cny"], found["low_cny"], found["high_cny"]) == (50, 50, 100)
    assert "lower end of 50 to 100" in found["basis"]


def test_a_multiple_is_booked_at_its_lower_end_in_exact_decimals() -> None:
    line = item(kind="refund", payers=COMPANY, payee="customer", multiple=[3, 5])
    found = entry(line, satisfaction=2)
    assert (found["amount_cny"], found["low_cny"], found["high_cny"]) == (6, 6, 10)


def test_a_percentage_is_rounded_half_up_to_the_fen() -> None:
    line = item(kind="compensation", payers=COMPANY, payee="customer", percent="0.5")
    assert entry(line, satisfaction=1)["amount_cny"] == Decimal("0.01")


def test_what_an_amount_is_taken_of_and_is_not_recorded_stays_open() -> None:
    line = item(kind="refund", payers=COMPANY, payee="customer", multiple=[3, 5])
    found = entry(line)
    assert (found["amount_cny"], found["status"]) == (None, "open")


def test_a_step_is_on_record_without_money_and_waits_for_none() -> None:
    found = entry(item(kind="disciplinary", is_step=True, payee="nobody"))
    assert (found["amount_cny"], found["status"], found["is_step"]) == (None, "booked", True)


def test_only_hard_governing_clauses_draw_anything() -> None:
    line = item(amount_cny=50)
    ticket = [{"target_id": "p"}]
    assert drawn(Drawn({"X": line}, {"p": "X"}), ticket)
    assert not drawn(Drawn({"X": line}, {"p": "X"}, soft="p"), ticket)
    assert not drawn(Drawn({"X": line}, {"p": "X"}, silent="p"), ticket)


# Days late


def works(**said: Any) -> list[Row]:
    return [
        {
            "installation_id": "I1", "kind": "meter_well", "price_cny": "8000.00", "customer_id": "C1",
            "due_on": "2026-03-10", **said,
        }
    ]  # fmt: skip


def late_works(
    decisions: Iterable[Row] = (), as_of: datetime | None = None, **said: Any
) -> dict[str, Row]:
    rows = {"departments": DEPARTMENTS, "installations": works(**said)}
    book, when = shipped(), as_of or datetime(2026, 4, 1, tzinfo=UTC)
    return entries(audited(book, rows, decisions, "city-water", when))


def test_started_days_count_whole_and_an_open_matter_goes_on_costing() -> None:
    (found,) = late_works(finished_at="2026-03-13 00:01+08").values()
    assert (found["amount_cny"], found["status"]) == (240, "booked")
    (running,) = late_works(as_of=datetime(2026, 3, 12, 4, tzinfo=UTC)).values()
    assert (running["amount_cny"], running["status"]) == (160, "accruing")


def test_days_that_an_extension_covers_do_not_count() -> None:
    extension = {
        "kind": "extension", "observation_id": "urban-supply.install.ontime/I1",
        "extended_until": "2026-03-12 23:59:59+08",
    }  # fmt: skip
    (found,) = late_works([extension], finished_at="2026-03-15 09:00+08").values()
    assert found["amount_cny"] == 240
    assert not late_works([extension], finished_at="2026-03-12 09:00+08")
    refused = {**extension, "decided_at": "2026-03-14 12:00+08"}  # the clock had expired
    (found,) = late_works([refused], finished_at="2026-03-15 09:00+08").values()
    assert found["amount_cny"] == 400


# One sanction for one act


def test_one_sanction_for_a_ledger_id_record_and_month_however_many_clauses_say_it() -> None:
    rules = Drawn({"X": item(amount_cny=50)}, {"p": "X", "q": "X"})
    found = drawn(rules, [{"target_id": "pq"}])
    assert amounts(found) == {"X/T1/2026-03": (50, "booked")}
    assert found["X/T1/2026-03"]["clause_id"] == "rp.x"


def test_of_two_sanctions_for_one_act_the_higher_is_kept_and_the_other_is_shown() -> None:
    rules = Drawn({"X": item(amount_cny=50), "Y": item(amount_cny=80)}, {"p": "X", "q": "Y"})
    found = drawn(rules, [{"target_id": "pq"}])
    assert amounts(found) == {"X/T1/2026-03": (0, "absorbed"), "Y/T1/2026-03": (80, "booked")}
    absorbed = found["X/T1/2026-03"]
    assert (absorbed["absorbed_by"], absorbed["stated_cny"]) == ("Y/T1/2026-03", 50)


def test_of_equal_sanctions_the_lower_ledger_id_is_kept() -> None:
    rules = Drawn({"X": item(amount_cny=50), "Y": item(amount_cny=50)}, {"p": "Y", "q": "X"})
    found = drawn(rules, [{"target_id": "pq"}])
    assert amounts(found) == {"X/T1/2026-03": (50, "booked"), "Y/T1/2026-03": (0, "absorbed")}


@pytest.mark.parametrize(
    "other",
    [
        item(amount_cny=80, act="b"),
        item(amount_cny=80, payers=HEAD),
        item(kind="compensation", payers=COMPANY, payee="customer", amount_cny=80),
    ],
    ids=["another act", "another payer", "no sanction"],
)
def test_other_acts_other_payers_and_compensation_are_not_absorbed(other: LedgerItem) -> None:
    rules = Drawn({"X": item(amount_cny=50), "Y": other}, {"p": "X", "q": "Y"})
    found = drawn(rules, [{"target_id": "pq"}])
    assert amounts(found) == {"X/T1/2026-03": (50, "booked"), "Y/T1/2026-03": (80, "booked")}


def test_the_same_act_on_another_record_costs_again() -> None:
    tickets = [{"target_id": "p"}, {"ticket_id": "T2", "target_id": "p"}]
    found = drawn(one_line(item(amount_cny=50)), tickets)
    assert amounts(found) == {"X/T1/2026-03": (50, "booked"), "X/T2/2026-03": (50, "booked")}


def test_a_bonus_can_be_lost_once_a_month_only() -> None:
    line = item(kind="bonus_forfeit", act="quarrel", per="person_month", percent=100)
    tickets: list[Row] = [
        {"ticket_id": "T1", "target_id": "p", "satisfaction": 5},
        {"ticket_id": "T2", "target_id": "p", "satisfaction": 5},
        {"ticket_id": "T3", "target_id": "p", "satisfaction": 5, "handler_id": "S2"},
        {
            "ticket_id": "T4",
            "target_id": "p",
            "satisfaction": 5,
            "received_at": "2026-02-02 08:00+08",
        },
    ]
    found = drawn(one_line(line), tickets)
    assert amounts(found) == {
        "X/T1/2026-03": (5, "booked"),
        "X/T2/2026-03": (0, "absorbed"),
        "X/T3/2026-03": (5, "booked"),
        "X/T4/2026-02": (5, "booked"),
    }


# Decisions


def decision(kind: str, **said: Any) -> Row:
    return {"kind": kind, "entry_id": "X/T1/2026-03", **said}


def test_a_choice_within_the_range_is_followed_and_one_outside_is_not() -> None:
    line = item(range_cny=[50, 100])
    chosen = entry(line, decisions=[decision("range", amount_cny=80)])
    assert (chosen["amount_cny"], chosen["stated_cny"], chosen["decision_id"]) == (80, 50, "DE1")
    assert "80 CNY by decision (DE1)" in chosen["basis"]
    for outside in (49, 101):
        found = entry(line, decisions=[decision("range", amount_cny=outside)])
        assert (found["amount_cny"], found["decision_id"]) == (50, None)


def test_a_multiple_within_the_range_is_followed() -> None:
    line = item(kind="refund", payers=COMPANY, payee="customer", multiple=[3, 5])
    found = entry(line, decisions=[decision("range", multiple=4)], satisfaction=2)
    assert found["amount_cny"] == 8
    found = entry(line, decisions=[decision("range", multiple=6)], satisfaction=2)
    assert found["amount_cny"] == 6


def test_an_amount_settles_an_open_entry_and_replaces_no_stated_one() -> None:
    settled = entry(item(is_open=True, payee="open"), decisions=[decision("amount", amount_cny=70)])
    assert (settled["amount_cny"], settled["status"]) == (70, "booked")
    assert (settled["payee_type"], settled["payee_id"]) == ("company", "company")
    fixed = entry(item(amount_cny=50), decisions=[decision("amount", amount_cny=70)])
    assert (fixed["amount_cny"], fixed["decision_id"]) == (50, None)
    step = entry(item(is_step=True), decisions=[decision("amount", amount_cny=70)])
    assert (step["amount_cny"], step["decision_id"]) == (None, None)


def test_what_is_decided_waits_until_somebody_is_named_who_pays() -> None:
    settled = decision("amount", amount_cny=70)
    found = entry(item(is_open=True), decisions=[settled], handler_id=None)
    assert (found["amount_cny"], found["status"], found["decision_id"]) == (None, "open", "DE1")


@pytest.mark.parametrize("of", [{}, {"entry_id": None, "observation_id": "rp.x/T1"}])
def test_a_waiver_leaves_the_entry_and_takes_the_amount(of: Row) -> None:
    found = entry(item(amount_cny=50), decisions=[decision("waiver", **of)])
    assert (found["amount_cny"], found["status"], found["stated_cny"]) == (0, "waived", 50)


def test_a_price_for_an_observation_must_find_one_entry() -> None:
    both = [{"type": "person", "role": "at_fault"}, *HEAD]
    of = {"entry_id": None, "observation_id": "rp.x/T1"}
    found = entry(item(range_cny=[50, 100]), decisions=[decision("range", amount_cny=90, **of)])
    assert found["amount_cny"] == 90
    two = drawn(
        one_line(item(range_cny=[50, 100], payers=both)), [{"target_id": "p"}],
        [decision("range", amount_cny=90, **of)],
    )  # fmt: skip
    assert {row["amount_cny"] for row in two.values()} == {50}


def test_the_last_decision_counts_and_a_refused_one_does_not() -> None:
    line = item(range_cny=[50, 100])
    first, second = decision("range", amount_cny=80), decision("range", amount_cny=60)
    assert entry(line, decisions=[first, second])["amount_cny"] == 60
    assert entry(line, decisions=[first, {**second, "decided_by": "S1"}])["amount_cny"] == 80


def test_a_decided_amount_may_turn_which_sanction_is_kept() -> None:
    rules = Drawn(
        {"X": item(amount_cny=50), "Y": item(kind="disciplinary", is_open=True)},
        {"p": "X", "q": "Y"},
    )
    before = drawn(rules, [{"target_id": "pq"}])
    assert amounts(before) == {"X/T1/2026-03": (50, "booked"), "Y/T1/2026-03": (None, "open")}
    settled = {"kind": "amount", "entry_id": "Y/T1/2026-03", "amount_cny": 90}
    after = drawn(rules, [{"target_id": "pq"}], [settled])
    assert amounts(after) == {"X/T1/2026-03": (0, "absorbed"), "Y/T1/2026-03": (90, "booked")}


def test_a_waived_sanction_absorbs_nothing() -> None:
    rules = Drawn({"X": item(amount_cny=50), "Y": item(amount_cny=80)}, {"p": "X", "q": "Y"})
    waiver = {"kind": "waiver", "entry_id": "Y/T1/2026-03"}
    found = drawn(rules, [{"target_id": "pq"}], [waiver])
    assert amounts(found) == {"X/T1/2026-03": (50, "booked"), "Y/T1/2026-03": (0, "waived")}


# Accounts


def test_each_amount_is_posted_on_two_accounts_of_its_kind() -> None:
    compensation = item(kind="compensation", payers=COMPANY, payee="customer", amount_cny=20)
    rules = Drawn(
        {"X": item(amount_cny=50), "Y": compensation, "Z": item(is_open=True)},
        {"p": "X", "q": "Y", "r": "Z"},
    )
    rows = {"departments": DEPARTMENTS, "tickets": [{**TICKET, "target_id": "pqr"}]}
    con = audited(rules.book(), rows)
    posted = told(con, "SELECT * FROM score.posting ORDER BY entry_id, side")
    assert [
        (one["entry_id"][0], one["side"], one["account_type"], one["account_id"], one["kind"])
        for one in posted
        if one["entry_id"][0] in "XYZ"
    ] == [
        ("X", "credit", "company", "company", "wage_deduction"),
        ("X", "debit", "person", "S1", "wage_deduction"),
        ("Y", "credit", "customer", "C1", "compensation"),
        ("Y", "debit", "company", "company", "compensation"),
    ]
    balance = {
        (one["kind"], one["account_id"]): one["balance_cny"]
        for one in told(con, "SELECT * FROM score.balance")
    }
    assert balance["compensation", "C1"] == 20
    assert balance["compensation", "company"] == -20
    assert balance["wage_deduction", "company"] == 50


def test_damage_on_a_visit_is_paid_by_the_company_unless_the_operator_says_staff() -> None:
    rows = {
        "departments": DEPARTMENTS,
        "staff": [{"staff_id": "S1", "dept_id": "D1"}],
        "tickets": [TICKET],
        "visits": [
            {
                "visit_id": "V1", "ticket_id": "T1", "arrived_at": "2026-03-03 09:00+08", "damage_cny": 120,
                "damage_paid_cny": 0, "apology": True,
            }
        ],
    }  # fmt: skip
    found = {}
    for payer in ("company", "staff"):
        book = shipped()
        base = book.profiles["city-water"]
        switches = base.switches.model_copy(update={"damage_payer": payer})
        with_switch = base.model_copy(update={"switches": switches})
        changed = type(book)(**{**vars(book), "profiles": {"city-water": with_switch}})
        (found[payer],) = [
            row
            for row in entries(audited(changed, rows, profile="city-water")).values()
            if row["ledger_id"] == "L08"
        ]
    assert (found["company"]["payer_id"], found["company"]["amount_cny"]) == ("company", 120)
    assert (found["staff"]["payer_type"], found["staff"]["payer_id"]) == ("person", "S1")
