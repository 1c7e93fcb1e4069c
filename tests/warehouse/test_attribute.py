"""Whose a lateness is, and who answers by the regulation's own rule: small known cases.

Random ones are in `tests/oracle/test_holders.py`, where a second implementation has to agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from rulebook.profile import Allowance
from tests.oracle.clauses import deadline, within
from tests.oracle.small import at
from tests.oracle.world import Row
from tests.warehouse.hands import DAY, REPLY, ROLES, judged, step

HANDED = (
    step("08:10", "assigned", dept_id="D-A", to_dept_id="D-B"),
    step("11:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
)
"""Due at 12:00: ten minutes with D-A, 170 with D-B, the rest with D-C."""


def parts(found: Mapping[str, list[Row]]) -> dict[str, tuple[str, str, str]]:
    """Department -> minutes held, allowed, and the share."""
    return {
        row["department_id"]: (
            plain(row["held_min"]), plain(row["allowance_min"]), plain(row["share"])
        )
        for row in found["audit.attribution"]
    }  # fmt: skip


def plain(number: Decimal | None) -> str:
    return "-" if number is None else f"{number.normalize():f}"


def answers(found: Mapping[str, list[Row]]) -> tuple[str | None, str | None, str | None]:
    (row,) = found["audit.verdict"]
    return row["department_id"], row["staff_id"], row["routed_department_id"]


def rules(found: Mapping[str, list[Row]]) -> set[str]:
    return {row["rule"] for row in found["audit.attribution"]}


def test_the_routed_owner_answers_for_all_of_it() -> None:
    found = judged(*HANDED, dept_id="D-C", handler_id="c")
    assert parts(found) == {
        "D-A": ("10", "80", "0"), "D-B": ("170", "80", "0"), "D-C": ("420", "80", "1")
    }  # fmt: skip
    assert rules(found) == {"routed_owner"}
    assert answers(found) == ("D-C", "c", None)


def test_a_routed_owner_that_never_held_it_still_answers() -> None:
    found = judged(*HANDED, dept_id="D-9")
    assert parts(found)["D-9"] == ("0", "-", "1")
    assert answers(found) == ("D-9", None, None)


def test_the_holder_at_the_due_instant_answers() -> None:
    due = step("11:59", "transfer_received", dept_id="D-B", actor_id="b")
    found = judged(*HANDED, due, lateness="holder_at_due", dept_id="D-C", handler_id="c")
    assert {name: share for name, (*_, share) in parts(found).items()} == {
        "D-A": "0", "D-B": "1", "D-C": "0"
    }  # fmt: skip
    assert answers(found) == ("D-B", "b", "D-C")


@pytest.mark.parametrize(
    ("passed", "owner"), [("11:59", "D-C"), ("12:00", "D-C"), ("12:01", "D-B")]
)
def test_what_passes_at_the_due_instant_is_held_by_who_receives_it(passed: str, owner: str) -> None:
    hand = step(passed, "transferred", dept_id="D-B", to_dept_id="D-C")
    assert answers(judged(hand, lateness="holder_at_due"))[0] == owner


def test_a_transfer_after_it_was_done_moves_nothing_to_the_last_holder() -> None:
    done = step("13:00", "replied"), step("14:00", "transferred", dept_id="D-B", to_dept_id="D-C")
    found = judged(*done, lateness="holder_at_due", dept_id="D-C")
    assert parts(found) == {"D-B": ("300", "240", "1")}
    assert answers(found) == ("D-B", None, "D-C")


def test_shares_in_proportion_to_what_is_over_the_allowance() -> None:
    # 80 minutes each: D-B is 90 over, D-C 340, D-A within.
    found = judged(*HANDED, lateness="proportional", dept_id="D-B", handler_id="b")
    assert parts(found) == {
        "D-A": ("10", "80", "0"),
        "D-B": ("170", "80", "0.20930232"),
        "D-C": ("420", "80", "0.79069768"),
    }
    assert answers(found) == ("D-C", None, "D-B")
    assert rules(found) == {"proportional"}


def test_allowances_of_the_profile_come_first_and_the_rest_is_divided() -> None:
    given = {
        "service_center": Allowance(minutes=Decimal(5), source="test"),
        "network": Allowance(share=Decimal("0.5"), source="test"),
    }
    found = judged(*HANDED, lateness="proportional", allowances=given)
    # 240 minutes: 5 for D-A, 120 for D-B, and the other 115 for D-C.
    assert {name: allowed for name, (_, allowed, _) in parts(found).items()} == {
        "D-A": "5", "D-B": "120", "D-C": "115"
    }  # fmt: skip
    assert parts(found)["D-A"][2] == "0.01388888"


def test_where_nobody_is_over_the_holder_at_the_due_instant_answers() -> None:
    roomy = {role: Allowance(minutes=Decimal(600), source="test") for role in ROLES.values()}
    found = judged(*HANDED, lateness="proportional", allowances=roomy)
    assert rules(found) == {"holder_at_due"}
    assert answers(found)[0] == "D-C"


def test_of_equal_shares_the_one_that_held_it_when_due_answers() -> None:
    none = {role: Allowance(minutes=Decimal(0), source="test") for role in ROLES.values()}
    equal = (
        step("10:00", "transferred", dept_id="D-A", to_dept_id="D-B"),
        step("12:00", "transferred", dept_id="D-B", to_dept_id="D-C"),
        step("14:00", "replied"),
    )
    found = judged(*equal, lateness="proportional", allowances=none)
    assert {share for *_, share in parts(found).values()} == {"0.33333334", "0.33333333"}
    assert answers(found) == ("D-C", None, "D-B")


def test_paused_minutes_are_nobodys() -> None:
    paused = step("11:30", "suspended", ref_no="F-1"), step("13:30", "resumed")
    found = judged(*HANDED, *paused, lateness="proportional")
    assert {name: held for name, (held, *_) in parts(found).items()} == {
        "D-A": "10", "D-B": "170", "D-C": "300"
    }  # fmt: skip
    times = sorted(found["audit.holder_time"], key=lambda row: row["from_at"])
    assert [(row["state"], row["is_at_due"]) for row in times][3] == ("paused", True)


def test_nothing_is_shared_out_before_it_is_due() -> None:
    found = judged(*HANDED, as_of=f"{DAY} 11:30", lateness="proportional")
    assert (found["audit.attribution"], found["audit.holder_time"]) == ([], [])
    assert answers(found) == ("D-B", None, None)


def test_one_holder_who_is_the_routed_one_needs_no_shares() -> None:
    found = judged(lateness="proportional")
    assert found["audit.attribution"] == []
    assert [row["after_due_min"] for row in found["audit.holder_time"]] == [360]


def test_whom_the_clause_itself_names_is_not_shared_out() -> None:
    clause = REPLY.model_copy(update={"answers": "handler"})
    found = judged(*HANDED, lateness="proportional", clause=clause)
    assert rules(found) == {"named_by_clause"}
    assert answers(found)[0] == "D-B"


def test_a_role_only_routes_so_the_rule_of_the_profile_decides() -> None:
    clause = REPLY.model_copy(update={"responsible": "service_center"})
    found = judged(*HANDED, lateness="proportional", clause=clause)
    assert rules(found) == {"proportional"}


@pytest.mark.parametrize(
    ("answers_by", "of_ticket", "expected"),
    [
        ("first_responder", {"first_responder_id": "a"}, ("D-A", "a", "D-B")),
        ("first_responder", {"first_responder_id": "nobody we know"}, ("D-B", "nobody we know", None)),
        ("first_responder", {"handler_id": "b"}, ("D-B", None, None)),
        ("registrar", {"registrar_id": "c"}, ("D-C", "c", "D-B")),
        ("handler", {"handler_id": "c"}, ("D-B", "c", None)),
        ("liable_person", {"liable_person_id": "c"}, ("D-C", "c", "D-B")),
        ("liable_person", {"liable_person_id": "c", "liable_dept_id": "D-A"}, ("D-A", "c", "D-B")),
        ("head_of_unit", {"handler_id": "b"}, ("D-B", "head of D-B", None)),
    ],
)  # fmt: skip
def test_the_person_that_the_regulation_means(
    answers_by: str, of_ticket: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    clause = REPLY.model_copy(update={"answers": answers_by})
    assert answers(judged(clause=clause, **of_ticket)) == expected


def test_a_clock_of_working_days_counts_their_minutes_only() -> None:
    two_days = deadline(
        "tickets", "contact_received", "replied", within("2", "days"), "working_day"
    )
    # Friday 6 March to Tuesday 10 March, over a weekend that belongs to nobody's time.
    friday: dict[str, Any] = {"received_at": at("2026-03-06 12:00")}
    passed = {
        "event_id": "e", "ticket_id": "t", "event_type": "transferred", "to_dept_id": "D-C",
        "dept_id": "D-B", "event_at": at("2026-03-07 12:00"),
    }  # fmt: skip
    found = judged(
        passed, as_of="2026-03-11 06:00", lateness="proportional", clause=two_days, **friday
    )
    assert {name: held for name, (held, *_) in parts(found).items()} == {
        "D-B": "720",
        "D-C": "3240",
    }
    assert {row["limit_min"] for row in found["audit.holder_time"]} == {Decimal("3600.0000")}
