"""A result told step by step: by the command itself, to those who see the whole."""

from __future__ import annotations

import pytest

from dashboard.facts.page import Facts
from tests.dashboard.conftest import OWN, WHOLE, Login


@pytest.fixture
def address(facts: object) -> str:
    found: Facts = facts(WHOLE)  # type: ignore[operator]
    row = found.ask(
        "observations",
        wanted=["v.verdict = 'breach'", "v.department_id = $department"],
        arranged="v.rowid", limit=1, offset=0, department=OWN,
    )[0]  # fmt: skip
    return f"/explained/{row['observation_id']}/"


def test_the_command_tells_from_the_article_to_the_line(address: str, login: Login) -> None:
    chinese = login("supervisor").get(address).content.decode()
    assert "【依据】" in chinese
    assert "【证据】" in chinese
    assert ".csv" in chinese
    english = login("auditor", "en").get(address).content.decode()
    assert "Step by step" in english
    assert "【" not in english.split('class="told"')[1]
    page = login("supervisor").get(address.replace("explained", "observation")).content.decode()
    assert f'href="{address}"' in page


def test_a_head_does_not_read_who_else_held_it(address: str, login: Login) -> None:
    head = login("dept_head")
    own = address.replace("explained", "observation")
    assert head.get(own).status_code == 200
    assert "/explained/" not in head.get(own).content.decode()
    assert head.get(address).status_code == 404


def test_what_does_not_exist_is_not_explained(login: Login) -> None:
    assert (
        login("supervisor").get("/explained/urban-supply.leak.arrival/nothing/").status_code == 404
    )
