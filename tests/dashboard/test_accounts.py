"""Coming in: accounts, lock-out, the access log, languages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

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
