"""What a person may not see is not there: on no page, in no file, by no filter."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from django.contrib.auth.models import User
from django.test import Client

from dashboard.accounts.models import UserDepartment
from dashboard.accounts.scoping import scope_of
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.facts.statements import FOLDER, UNSCOPED, fill, statement
from dashboard.pages.asked import in_words
from dashboard.pages.evidence import laid_out
from dashboard.pages.table import Column, text_of
from dashboard.pages.tickets import CONDITIONS
from tests.dashboard.addresses import addresses, examples
from tests.dashboard.conftest import OWN, WHOLE, Login
from tests.dashboard.disputes import FOREIGN

HEAD = Scope(role="dept_head", departments=frozenset({OWN}), may_export=True)
VALUES: dict[str, Any] = {
    "hours": 100_000, "since": datetime(2020, 1, 1, tzinfo=UTC), "points": ["P-01"], "limit": 50, "offset": 0, "month": date(2026, 3, 1), "whole": True, "names": True,
    "department": "D-BIZ", "clause": "urban-supply.leak.arrival", "record": "x", "observation": "x",
    "ticket": "T", "version": 1, "file_id": 1, "source_row": 2, "table": "tickets",
    "from_day": date(2026, 3, 1), "until_day": date(2026, 3, 9),
    "day": date(2026, 3, 1), "edition": 1,
    "entry": "x",
    "from_month": date(2026, 3, 1), "point": "P001", "values": ["S-0001"], "contested": ["x"],
}  # fmt: skip
STATEMENTS = sorted(path.stem for path in FOLDER.glob("*.sql"))


def others(facts: Facts) -> list[tuple[str, str]]:
    return [
        (row["department_id"], row["name"])
        for row in facts.departments().values()
        if row["department_id"] != OWN
    ]


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_scope_sees_nothing(name: str, facts: Callable[[Scope], Facts]) -> None:
    """Every statement runs; without a scope none that knows departments says anything."""
    facts(WHOLE).ask(name, **VALUES)
    rows = facts(Scope()).ask(name, **VALUES)
    if not UNSCOPED.search(statement(name)):
        assert not rows


@pytest.mark.parametrize("name", [one for one in STATEMENTS if not UNSCOPED.search(statement(one))])
def test_a_head_sees_rows_of_the_own_department_only(
    name: str, facts: Callable[[Scope], Facts]
) -> None:
    for row in facts(HEAD).ask(name, **{**VALUES, "names": False}):
        assert row.get("department_id") in (None, OWN), f"{name} shows {row['department_id']}"


def test_a_statement_must_take_a_stand_on_scope(tmp_path: object) -> None:
    with pytest.raises(TypeError):
        fill("league")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="needs"):
        fill("league", WHOLE, {})


def test_no_page_of_a_head_names_another_department(
    login: Login, facts: Callable[[Scope], Facts]
) -> None:
    client = login("dept_head")
    strangers = others(facts(WHOLE))
    assert strangers
    pages = list(addresses(examples(facts(HEAD))).values())
    pages += [
        "/?hours=168",
        "/observations/?verdict=breach",
        "/departments/?month=2026-03",
        "/clauses/?which=all",
    ]
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200, address
        html = response.content.decode()
        for code, name in strangers:
            assert not re.search(rf"{code}\b", html), f"{address} shows {code}"
            assert f'<span lang="zh">{name}</span>' not in html, f"{address} names {name}"


def test_what_is_out_of_scope_does_not_exist(login: Login, facts: Callable[[Scope], Facts]) -> None:
    client = login("dept_head")
    whole = facts(WHOLE)
    foreign = whole.ask(
        "observations", wanted=["v.department_id = 'D-BIZ'"], arranged="v.rowid", limit=1, offset=0
    )[0]
    ticket = whole.ask(
        "tickets", wanted=["t.dept_id = 'D-BIZ'"], arranged="t.ticket_id", limit=1, offset=0
    )[0]
    money = whole.ask(
        "money", wanted=["e.department_id = 'D-BIZ'"], arranged="e.entry_id", limit=1, offset=0
    )[0]
    for address in (
        "/departments/D-BIZ/",
        "/departments/nowhere/",
        "/clauses/?dept=D-BIZ",
        "/observations/?dept=D-BIZ",
        "/tickets/?dept=D-BIZ",
        "/items/?clause=urban-supply.quality.comprehensive&dept=D-BIZ",
        f"/observation/{foreign['observation_id']}/",
        f"/ticket/{ticket['ticket_id']}/",
        f"/entry/{money['entry_id']}/",
        f"/appeals/{FOREIGN}/",
        f"/appeals/file/?observation={foreign['observation_id']}",
        "/appeals/?dept=D-BIZ",
    ):
        assert client.get(address).status_code == 404, address


def test_a_filter_does_not_tell_of_breaches_of_others(facts: Callable[[Scope], Facts]) -> None:
    asked = {"wanted": [CONDITIONS["breach"]], "arranged": "t.ticket_id"}
    n = 0
    for department in facts(WHOLE).departments():
        scope = Scope(role="dept_head", departments=frozenset({department}))
        rows = facts(scope).ask("tickets", limit=100_000, offset=0, **asked)  # type: ignore[arg-type]
        assert all(row["n_breaches"] for row in rows)
        n += len(rows)
    whole = facts(WHOLE).ask("tickets", limit=100_000, offset=0, **asked)  # type: ignore[arg-type]
    assert 0 < n < len(whole), (
        "some breaches are on account of another than the ticket's department"
    )


def test_what_lies_with_others_is_not_told_as_undelivered(facts: Callable[[Scope], Facts]) -> None:
    """That results exist is told, to send nobody after files that were delivered; none of them is."""
    asked: dict[str, Any] = {
        "wanted": ["c.is_governing"],
        "month": date(2026, 3, 1),
        "department": OWN,
    }
    head, whole = facts(HEAD), facts(WHOLE)
    own = in_words(head, head.ask("clauses", **asked), OWN)
    elsewhere = {row["clause_id"] for row in own if row["is_elsewhere"]}
    assert elsewhere
    assert {row["reason_text"] for row in own if row["is_elsewhere"]} == {"不在您的范围内"}
    trends = {one: whole.ask("clause_trend", clause=one, department=None) for one in elsewhere}
    assert all(trends.values())
    for row in own:
        if row["is_elsewhere"]:
            assert head.ask("clause_trend", clause=row["clause_id"], department=OWN) == []
            assert row["rate"] is None
    assert not any(
        row["is_elsewhere"] for row in in_words(whole, whole.ask("clauses", **asked), OWN)
    )


@pytest.mark.parametrize("name", ["tonight_due", "tonight_overdue"])
def test_that_another_department_holds_something_is_told_without_its_name(
    name: str, facts: Callable[[Scope], Facts]
) -> None:
    values: dict[str, Any] = {"hours": 100_000, "limit": 1000}
    held = {
        (row["clause_id"], row["record_id"]): row["staff_department_id"]
        for row in facts(WHOLE).ask(name, **values)
    }
    head = facts(HEAD)
    for row in head.ask(name, **values):
        department = held[row["clause_id"], row["record_id"]]
        assert row["is_known"] == (department is not None)
        told = text_of(head, Column("staff_department_id", "", "holder"), row, "zh")
        assert told == (
            "未记录" if department is None else "其他部门" if department != OWN
            else head.departments()[OWN]["name"]
        )  # fmt: skip


def test_results_of_the_whole_utility_are_not_for_heads(
    login: Login, changed: Callable[[str], object]
) -> None:
    changed(
        "INSERT INTO quality.check_result (check_name, table_name, outcome, severity, n_checked, n_unexpected, detail)"
        " VALUES ('quality_compliance', NULL, 'failed', 'warning', 3, 1, '2026-04: 814 / 866'),"
        " ('values_in_set', 'tickets', 'failed', 'warning', 9, 1, 'D-BIZ')"
    )
    supervisor, head = login("supervisor"), login("dept_head")
    assert 'id="results"' in supervisor.get("/quality/").content.decode()
    assert 'id="results"' not in head.get("/quality/").content.decode()
    assert head.get("/quality/?export=csv&table=results").status_code == 404
    checks = head.get("/quality/?export=csv&table=checks").getvalue().decode("utf-8-sig")
    assert "values_in_set" in checks
    assert "D-BIZ" not in checks
    assert "D-BIZ" in supervisor.get("/quality/?export=csv&table=checks").getvalue().decode(
        "utf-8-sig"
    )
    audits = "/audits/?export=csv&table=audits"
    assert "违规数" in supervisor.get(audits).getvalue().decode("utf-8-sig")
    assert "违规数" not in head.get(audits).getvalue().decode("utf-8-sig")


def test_a_delivered_row_names_neither_other_departments_nor_their_people(
    facts: Callable[[Scope], Facts],
) -> None:
    own, other = "S-0003", "S-0001"  # of the network department and of the billing department
    row = {
        "handler_id": other,
        "registrar_id": own,
        "accepted_by_dept": "D-BIZ",
        "dept_id": OWN,
        "n": 3,
    }

    def told(scope: Scope) -> dict[str, str]:
        made = laid_out(facts(scope), "tickets", row).rows
        return {one["column"]: one["value"] for one in made}

    hidden = told(HEAD)
    assert (hidden["handler_id"], hidden["registrar_id"]) == ("其他部门的人员", own)
    assert hidden["accepted_by_dept"] == "其他部门"
    assert hidden["dept_id"].endswith(f" · {OWN}")
    assert told(WHOLE)["handler_id"] == other


@pytest.mark.parametrize("form", ["csv", "parquet", "xlsx"])
def test_files_of_a_head_hold_the_own_department_only(
    form: str, login: Login, facts: Callable[[Scope], Facts]
) -> None:
    client = login("dept_head")
    response = client.get(f"/observations/?export={form}&table=observations")
    assert response.status_code == 200
    content = response.getvalue()
    if form == "parquet":
        assert set(pl.read_parquet(io.BytesIO(content))["department_id"]) == {OWN}
    elif form == "csv":
        text = content.decode("utf-8-sig")
        assert facts(HEAD).departments()[OWN]["name"] in text
        for code, name in others(facts(WHOLE)):
            assert f",{name}," not in text
            assert f",{code}," not in text


def test_the_league_has_the_true_rank_and_no_names(facts: Callable[[Scope], Facts]) -> None:
    month = date(2026, 3, 1)
    league = facts(HEAD).ask("league", month=month, names=False)
    truth = {
        row["department_id"]: (row["rank_from"], row["rank_to"], row["points"])
        for row in facts(WHOLE).ask("league", month=month, names=True)
    }
    assert len(league) == len(truth)
    assert [
        (row["rank_from"], row["rank_to"], row["points"]) for row in league if row["is_own"]
    ] == [truth[OWN]]
    for row in league:
        if not row["is_own"]:
            assert row["department_id"] is None
            assert row["fine_cny"] is row["n_breaches"] is row["breach_ratio"] is None


@pytest.mark.django_db
def test_a_department_counts_between_its_dates_only(published: object) -> None:
    from django.contrib.auth.models import Group

    user = User.objects.create_user("head")
    assert scope_of(user).is_nothing, "no group, no scope"
    user.groups.add(Group.objects.get_or_create(name="dept_head")[0])
    assert scope_of(user).is_nothing, "no department, no scope"
    UserDepartment.objects.create(
        user=user, department_id="D-OLD", valid_from=date(2000, 1, 1), valid_until=date(2001, 1, 1)
    )
    UserDepartment.objects.create(user=user, department_id="D-NEXT", valid_from=date(2999, 1, 1))
    assert scope_of(user).is_nothing
    UserDepartment.objects.create(user=user, department_id=OWN, valid_from=date(2000, 1, 1))
    assert scope_of(user).departments == {OWN}
    user.is_active = False
    assert scope_of(user).is_nothing


@pytest.mark.django_db
def test_who_has_no_scope_gets_no_page(published: object, client: Client) -> None:
    client.force_login(
        User.objects.create_user("nobody"), "django.contrib.auth.backends.ModelBackend"
    )
    for address in (
        "/",
        "/departments/",
        "/clauses/",
        "/quality/",
        "/audits/",
        "/observations/?export=csv",
    ):
        assert client.get(address).status_code == 403, address
