"""What must hold of the ledger whatever is broken, by whom, and at whatever price."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rulebook.ledger import LedgerItem
from tests.budget import tries
from tests.warehouse.drawing import (
    DEPARTMENTS,
    TICKET,
    Drawn,
    Row,
    audited,
    item,
    told,
)
from warehouse.statements import sql

CLAUSES = "pqrst"
CHECKS = ("postings_balance", "kinds_stand_apart", "money_lines_are_entries", "points_are_sums",
          "kinds_on_scorecards")  # fmt: skip
AT_FAULT = {"type": "person", "role": "at_fault"}
HEAD = {"type": "person", "role": "head_of_unit"}
DEPARTMENT = {"type": "department"}
SANCTIONS = ("fine", "wage_deduction", "disciplinary")


@dataclass(frozen=True)
class World:
    """Lines of the ledger, which clause draws which, what tickets break, and what was decided."""

    ledger: dict[str, LedgerItem]
    clauses: dict[str, str]
    tickets: Sequence[Row]
    decisions: Sequence[Row]


amounts = st.integers(10, 90)
ways = st.one_of(
    amounts.map(lambda low: {"amount_cny": low}),
    amounts.map(lambda low: {"range_cny": [low, low + 40]}),
    amounts.map(lambda low: {"amount_cny": low}),
    st.just({"is_open": True}),
)
sanctions = st.builds(
    lambda way, kind, act, payers: item(kind=kind, act=act, payers=payers, **way),
    ways,
    st.sampled_from(SANCTIONS),
    st.sampled_from("aab"),
    # Mostly the same payer, so that sanctions for one act meet.
    st.sampled_from([[AT_FAULT], [AT_FAULT], [AT_FAULT], [HEAD], [DEPARTMENT], [AT_FAULT, HEAD]]),
)
compensations = st.builds(
    lambda act, amount: item(
        kind="compensation",
        act=act,
        payers=[{"type": "company"}],
        payee="customer",
        amount_cny=amount,
    ),
    st.sampled_from("ab"),
    amounts,
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    names = "KLMN"
    ledger = {name: draw(sanctions) for name in names[:3]} | {"N": draw(compensations)}
    # Each line is drawn by a clause, one line by two.
    clauses = dict(
        zip(CLAUSES, [*draw(st.permutations(names)), draw(st.sampled_from(names))], strict=True)
    )
    tickets = [
        {
            "ticket_id": f"T{number}",
            "target_id": "".join(sorted(draw(st.sets(st.sampled_from(CLAUSES), min_size=2)))),
            "received_at": f"2026-0{draw(st.integers(2, 3))}-11 09:00+08",
            "handler_id": draw(st.sampled_from(["S1", "S1", "S1", "H1", None])),
            "liable_person_id": draw(st.sampled_from([None, None, "S2"])),
            "dept_id": draw(st.sampled_from(["D1", "D2"])),
            "customer_id": draw(st.sampled_from(["C1", None])),
        }
        for number in range(1, draw(st.integers(2, 4)) + 1)
    ]
    of = [f"{one['ticket_id']}/{str(one['received_at'])[:7]}" for one in tickets]
    decisions = [
        {
            "kind": draw(st.sampled_from(["range", "amount", "waiver"])),
            "entry_id": f"{draw(st.sampled_from(names))}/{one}",
            "amount_cny": draw(st.sampled_from([5, 30, 60, 90, 120])),
        }
        for one in draw(st.lists(st.sampled_from(of), max_size=3))
    ]
    return World(ledger, clauses, tickets, decisions)


def audit(world: World) -> Any:
    rows = {
        "departments": DEPARTMENTS,
        "tickets": [{**TICKET, **one} for one in world.tickets],
    }
    return audited(Drawn(world.ledger, world.clauses).book(), rows, world.decisions)


def entries(world: World) -> list[Row]:
    query = "SELECT * FROM score.ledger_entry WHERE clause_id IS NOT NULL ORDER BY entry_id"
    return told(audit(world), query)


@given(worlds())
@tries(4)
def test_debits_equal_credits_and_the_audit_is_whole(world: World) -> None:
    con = audit(world)
    for check in CHECKS:
        assert not told(con, sql(f"publish/check_{check}")), check
    sides: dict[str, Decimal] = defaultdict(Decimal)
    for one in told(con, "SELECT * FROM score.posting"):
        sides[one["kind"]] += one["amount_cny"] * (1 if one["side"] == "debit" else -1)
    assert not any(sides.values())
    for one in told(
        con, "SELECT kind, sum(balance_cny) AS left_over FROM score.balance GROUP BY kind"
    ):
        assert one["left_over"] == 0


@given(worlds())
@tries(4)
def test_what_is_owed_to_customers_never_lowers_what_is_fined(world: World) -> None:
    def fined(found: list[Row]) -> dict[str, Decimal | None]:
        return {one["entry_id"]: one["amount_cny"] for one in found if one["kind"] in SANCTIONS}

    only = {
        letter: line
        for letter, line in world.clauses.items()
        if world.ledger[line].kind in SANCTIONS
    }
    broken = [
        {**one, "target_id": "".join(letter for letter in one["target_id"] if letter in only)}
        for one in world.tickets
    ]
    if only:
        alone = replace(world, clauses=only, tickets=broken)
        assert fined(entries(world)) == fined(entries(alone))


@given(worlds())
@tries(5)
def test_one_sanction_for_an_act_and_never_the_lower_one(world: World) -> None:
    found = entries(world)
    by_id = {one["entry_id"]: one for one in found}
    assert len(by_id) == len(found)
    once = Counter(
        (one["ledger_id"], one["payer_role"], one["record_id"], one["period_from"]) for one in found
    )
    assert set(once.values()) <= {1}
    paid: Counter[tuple[Any, ...]] = Counter()
    for one in found:
        if one["kind"] in SANCTIONS and one["amount_cny"]:
            paid[one["act"], one["payer_type"], one["payer_id"], one["record_id"]] += 1
        if one["status"] == "absorbed":
            kept = by_id[one["absorbed_by"]]
            assert (one["act"], one["payer_id"], one["record_id"]) == (
                kept["act"], kept["payer_id"], kept["record_id"],
            )  # fmt: skip
            assert kept["status"] == "booked"
            assert kept["amount_cny"] >= would_cost(world, one)
    assert set(paid.values()) <= {1}


def would_cost(world: World, one: Row) -> Decimal:
    """What an absorbed entry would cost by itself: what is decided of it, else what is stated."""
    decided: dict[str | None, Any] = {
        f"DE{n}": row["amount_cny"] for n, row in enumerate(world.decisions, start=1)
    }
    return Decimal(decided.get(one["decision_id"]) or one["stated_cny"])


@given(worlds())
@tries(4)
def test_nobody_pays_who_is_not_named_and_nothing_below_the_text_without_a_waiver(
    world: World,
) -> None:
    for one in entries(world):
        if one["amount_cny"]:
            assert one["payer_id"] is not None
            assert one["stated_cny"] is None or one["amount_cny"] >= one["stated_cny"]
            assert one["high_cny"] is None or one["amount_cny"] <= one["high_cny"]
        assert (one["status"] == "open") == (one["amount_cny"] is None)
        assert one["status"] != "waived" or one["decision_id"]


@given(worlds())
@tries(6)
def test_the_order_of_what_comes_in_never_matters(world: World) -> None:
    numbered = [
        {"decision_id": f"DE{n}", "decided_at": f"2026-03-{n:02}", **one}
        for n, one in enumerate(world.decisions, start=1)
    ]
    there = replace(world, decisions=numbered)
    back = World(
        dict(reversed(world.ledger.items())),
        dict(reversed(world.clauses.items())),
        list(reversed(world.tickets)),
        list(reversed(numbered)),
    )
    assert entries(there) == entries(back)
