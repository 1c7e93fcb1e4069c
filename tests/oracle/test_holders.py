"""Whose lateness: oracle and engine agree in whose hands every ticket was, and on every share."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from rulebook.clause import Answers
from tests.budget import tries

from .agreement import agree
from .attribution import attributed
from .clauses import DAY_CLOCKS, WALL_CLOCK, tried
from .draw_hands import hand_worlds
from .engine import answers, audited, rows_of
from .holders import holdings
from .judge import verdicts
from .known import as_known
from .records import person_of
from .tables import records
from .world import Row, World

ANSWERS = {
    f"answers-{name}": WALL_CLOCK["set"].model_copy(update={"answers": name})
    for name in get_args(Answers)
}
NAMED = tried(ANSWERS)
CLAUSES = tried(WALL_CLOCK, DAY_CLOCKS, ANSWERS)
PARTS = Decimal("0.0001"), Decimal("0.00000001")


def rule(world: World, name: str) -> World:
    switches = world.profile.switches.model_copy(update={"lateness": name})
    return replace(world, profile=world.profile.model_copy(update={"switches": switches}))


@tries(4)
@given(hand_worlds(CLAUSES))
def test_the_chain_of_holders(world: World) -> None:
    known = as_known(world)
    told = [one for ticket in records(known, "tickets") for one in holdings(known, ticket)]
    names = {"department": "department_id", "staff": "staff_id"}
    expected = [{names.get(name, name): value for name, value in vars(one).items()} for one in told]
    found = rows_of(world, "audit.holding")["audit.holding"]

    def key(row: Row) -> tuple[str, int]:
        return row["ticket_id"], row["holding_no"]

    assert sorted(found, key=key) == sorted(expected, key=key)


@tries(4)
@given(hand_worlds(CLAUSES))
def test_whose_a_lateness_is(world: World) -> None:
    minute, share = PARTS
    judged = verdicts(world)
    expected = {
        (*key, name): {
            "period_from": judged[key].period_from,
            "staff_id": one.staff,
            "held_min": one.held * minute,
            "allowance_min": None if one.allowance is None else one.allowance * minute,
            "is_at_due": one.is_at_due,
            "is_routed": one.is_routed,
            "share": one.share * share,
            "rule": one.rule,
        }
        for key, parts in attributed(world, judged).items()
        for name, one in parts.items()
    }
    found = {
        (row.pop("clause_id"), row.pop("record_id"), row.pop("department_id")): row
        for row in rows_of(world, "audit.attribution")["audit.attribution"]
    }
    assert found == expected


@tries(3)
@given(hand_worlds(CLAUSES))
def test_verdicts_and_rates_stand_with_whom_the_rule_names(world: World) -> None:
    agree(world)


@tries(4)
@given(hand_worlds(NAMED))
def test_the_person_a_clause_names(world: World) -> None:
    known = as_known(world)
    tickets = {one.record_id: one for one in records(known, "tickets")}
    with audited(world) as con:
        found = con.execute(
            "SELECT clause_id, record_id, staff_id FROM audit.verdict JOIN rulebook.clause USING (version_id)"
        ).fetchall()
    assert found
    for clause_id, record_id, person in found:
        assert person == person_of(known, known.clauses[clause_id], tickets[record_id])


@tries(3)
@given(hand_worlds(CLAUSES))
def test_stretches_tile_the_life_of_each_ticket(world: World) -> None:
    lives: dict[str, list[Row]] = defaultdict(list)
    for row in rows_of(world, "audit.holding")["audit.holding"]:
        lives[row["ticket_id"]].append(row)
    known = as_known(world)
    assert set(lives) == {one["ticket_id"] for one in known.table("tickets")}
    for ticket in known.table("tickets"):
        life = sorted(lives[ticket["ticket_id"]], key=lambda row: row["holding_no"])
        end = max(ticket.get("closed_at") or world.as_of, ticket["received_at"])
        joints = [row["from_at"] for row in life[1:]]
        assert [row["until_at"] for row in life] == [*joints, end]
        assert [ticket["received_at"], *joints] == [row["from_at"] for row in life]
        assert all(row["from_at"] < row["until_at"] for row in life) or len(life) == 1


@tries(4)
@given(hand_worlds(CLAUSES))
def test_shares_add_up_to_one_and_minutes_to_the_running_time(world: World) -> None:
    found = rows_of(world, "audit.attribution", "audit.holder_time")
    shares: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    held: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in found["audit.attribution"]:
        shares[row["clause_id"], row["record_id"]] += row["share"]
        assert 0 <= row["share"] <= 1
    assert set(shares.values()) <= {Decimal(1)}
    for row in found["audit.holder_time"]:
        minutes = row["before_due_min"] + row["after_due_min"]
        held[row["clause_id"], row["record_id"], row["department_id"]] += minutes
        assert row["state"] == "running" or not minutes
    for row in found["audit.attribution"]:
        assert row["held_min"] == held[row["clause_id"], row["record_id"], row["department_id"]]


@tries(3)
@given(hand_worlds(CLAUSES), st.randoms())
def test_the_order_of_rows_never_matters(world: World, chance: Any) -> None:
    rows = {table: list(found) for table, found in world.rows.items()}
    for found in rows.values():
        chance.shuffle(found)
    tables = ("audit.holding", "audit.holder_time", "audit.attribution", "audit.incident_of")
    one, other = rows_of(world, *tables), rows_of(replace(world, rows=rows), *tables)
    for table in tables:
        assert sorted(map(str, one[table])) == sorted(map(str, other[table]))


@tries(3)
@given(hand_worlds(tried(WALL_CLOCK, DAY_CLOCKS)))
def test_the_routed_owner_leaves_every_verdict_as_it_was(world: World) -> None:
    routed = rule(world, "routed_owner")
    oracle = verdicts(routed)
    found = answers(routed).verdicts
    assert {key: ones[0] for key, ones in found.items()} == oracle
