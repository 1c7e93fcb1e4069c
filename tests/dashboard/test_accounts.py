"""Coming in: accounts, lock-out, the access log, languages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django.fixtures import Settings

from dashboard.accounts.models import Access
from dashboard.accounts.people import RefusedError, has_administrator, make_account
from tests.dashboard.conftest import PASSWORD, Login


def try_login(client: Client, password: str) -> int:
    return client.post("/login/", {"username": "head", "password": password}).status_code


def test_there_is_no_account_and_no_password_to_begin_with(published: object, db: None) -> None:
    assert not User.objects.exists()
    assert not has_administrator()
    with pytest.raises(RefusedError):
        make_account("root", "password", "administrator")
    with pytest.raises(RefusedError):
        make_account("root", "", "administrator")
    make_account("root", PASSWORD, "administrator")
    assert has_administrator()
    with pytest.raises(RefusedError, match="root"):
        make_account("root", PASSWORD, "administrator")


def test_wrong_passwords_lock_the_account(published: object, db: None) -> None:
    make_account("head", PASSWORD, "supervisor")
    client = Client()
    for _ in range(4):
        assert try_login(client, "wrong") == 200
    assert try_login(client, "wrong") == 429
    assert try_login(client, PASSWORD) == 429, "the right password does not open a locked door"


def test_every_page_looked_at_is_in_the_log(login: Login) -> None:
    client = login("auditor")
    client.get("/clauses/?month=2026-03")
    client.get("/departments/?table=league&export=csv")
    export, page = Access.objects.all()[:2]
    assert (page.username, page.act, page.path, page.query, page.status) == (
        "test-auditor", "page", "/clauses/", "month=2026-03", 200,
    )  # fmt: skip
    assert export.act == "export"
    assert export.audit_id, "the log says which audit was seen"


@pytest.mark.parametrize(
    ("gateways", "forwarded", "address"),
    [
        (0, "10.9.9.9", "127.0.0.1"),
        (1, "10.9.9.9, 10.0.0.7", "10.0.0.7"),
        (2, "10.9.9.9, 10.0.0.7, 10.0.0.2", "10.0.0.7"),
        (2, "10.0.0.2", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_the_log_knows_the_browser_behind_gateways_and_believes_no_browser(
    gateways: int, forwarded: str, address: str, login: Login, settings: Settings
) -> None:
    settings.GATEWAYS = gateways
    login("auditor").get("/clauses/", headers={"x-forwarded-for": forwarded})
    assert Access.objects.latest("id").address == address


def test_one_address_behind_a_gateway_does_not_lock_another_out(
    published: object, db: None, settings: Settings
) -> None:
    settings.GATEWAYS = 1
    make_account("head", PASSWORD, "supervisor")
    guessing = Client(headers={"x-forwarded-for": "10.0.0.7"})
    assert [try_login(guessing, "wrong") for _ in range(5)][-1] == 429
    assert try_login(Client(headers={"x-forwarded-for": "10.0.0.8"}), PASSWORD) == 302


def test_ended_sessions_are_over_at_once(login: Login) -> None:
    client = login("supervisor")
    assert client.get("/").status_code == 200
    Session.objects.all().delete()
    assert client.get("/").status_code == 302


def test_only_an_administrator_administers(login: Login) -> None:
    assert login("administrator").get("/administration/").status_code == 200
    for role in ("supervisor", "auditor", "dept_head"):
        assert login(role).get("/administration/").status_code == 302


def test_chinese_by_default_and_english_by_switch(published: object, db: None) -> None:
    client = Client()
    assert "登录" in client.get("/login/").content.decode()
    client.post("/language/", {"language": "en", "next": "/login/"})
    html = client.get("/login/").content.decode()
    assert "Log in" in html
    assert '<html lang="en"' in html
