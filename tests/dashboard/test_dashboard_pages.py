"""Every page in every role and language: it answers, in its language, safely, and with what it must carry."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from django.test import Client

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from tests.dashboard.addresses import addresses, examples
from tests.dashboard.conftest import OWN, WHOLE, Login

ROLES = ("administrator", "supervisor", "auditor", "dept_head")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
IN_CHINESE = re.compile(r'<(\w+)[^>]* lang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return response.content.decode()


@pytest.fixture
def known(facts: Callable[[Scope], Facts]) -> dict[str, dict[str, str]]:
    own = Scope(role="dept_head", departments=frozenset({OWN}))
    return {role: examples(facts(own if role == "dept_head" else WHOLE)) for role in ROLES}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers_in_its_language(
    role: str,
    lang: str,
    login: Login,
    known: dict[str, dict[str, str]],
    facts: Callable[[Scope], Facts],
) -> None:
    client = login(role, lang)
    whole = facts(WHOLE)
    data = {row["locator"] for row in whole.ask("clauses", month=None, department=None)}
    data |= {row["file"] for row in whole.ask("files")}
    for name, address in addresses(known[role]).items():
        html = text_of(client, address)
        assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}"' in html, name
        assert whole.run["audit_id"] in html, f"{name} does not say which audit it shows"
        assert "<h1" in html, name
        if lang == "en":
            rest = IN_CHINESE.sub("", html)
            rest = re.sub(r"<(script|title).*?</\1>", "", rest, flags=re.DOTALL)
            for one in sorted((one for one in data if one), key=len, reverse=True):
                rest = rest.replace(one, "")
            assert not CHINESE.findall(rest), f"{name}: {CHINESE.findall(rest)[:5]}"


def test_no_page_reaches_outside_and_all_are_guarded(
    login: Login, known: dict[str, dict[str, str]]
) -> None:
    client = login("supervisor")
    for name, address in addresses(known["supervisor"]).items():
        response = client.get(address)
        html = response.content.decode()
        assert not re.findall(r'(?:href|src|action)="(?:https?:)?//', html), name
        assert " style=" not in html, f"{name} has an inline style"
        assert not re.search(r" on\w+=", html), f"{name} has an inline handler"
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "HX-Request" in response.headers["Vary"]


def test_a_fragment_is_the_main_part_only(login: Login) -> None:
    client = login("supervisor")
    html = client.get("/observations/", headers={"HX-Request": "true"}).content.decode()
    assert html.lstrip().startswith("<title>")
    assert '<nav class="side"' not in html
    back = client.get(
        "/observations/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in back.content.decode(), "Back needs the whole page"


def test_who_is_not_logged_in_is_sent_to_the_door(
    published: object, db: None, known: dict[str, dict[str, str]]
) -> None:
    for name, address in addresses(known["supervisor"]).items():
        response = Client().get(address)
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith("/login/?next="), name


def test_without_an_audit_the_page_says_what_to_do(
    login: Login, settings: object, tmp_path: object
) -> None:
    client = login("supervisor")
    settings.PUBLISHED = tmp_path / "plumbline.duckdb"  # type: ignore[attr-defined, operator]
    response = client.get("/")
    assert response.status_code == 503
    assert "plumbline audit" in response.content.decode()


def test_a_file_of_another_version_is_told_as_such(
    login: Login, settings: object, published: Path, tmp_path: Path
) -> None:
    older = Path(shutil.copy(published, tmp_path / "plumbline.duckdb"))
    with duckdb.connect(str(older)) as con:
        con.execute("DROP TABLE prepared.clause")
    client = login("supervisor", lang="en")
    settings.PUBLISHED = older  # type: ignore[attr-defined]
    response = client.get("/clauses/")
    assert response.status_code == 503
    assert "another version" in response.content.decode()
    assert client.get("/audits/").status_code == 200


def test_pages_of_a_long_list_neither_skip_nor_repeat(login: Login) -> None:
    client = login("supervisor")
    address, seen = "/observations/?verdict=breach", []
    for _ in range(4):
        html = text_of(client, address)
        seen += re.findall(r'href="/observation/([^"]+)/"', html)
        following = re.search(r'rel="next" href="([^"]+)"', html)
        assert following
        address = "/observations/" + following[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 200


def test_an_unknown_order_or_hostile_filter_changes_nothing(login: Login) -> None:
    client = login("supervisor")
    for query in (
        "sort=1;drop",
        "record='%3B drop table x--",
        "verdict=x",
        "page=99999999",
        "after=-1",
        "hours=9",
    ):
        assert client.get(f"/observations/?{query}").status_code == 200
    for query in ("month=2026-13", "month=x", "dept=nowhere"):
        assert client.get(f"/observations/?{query}").status_code == 404
        assert client.get(f"/departments/D-NET/?{query}").status_code in (404, 200)
    for address in ("/tickets/?month=9999-12", "/tickets/?month=0001-01"):
        assert client.get(address).status_code == 200, "no tickets then"
    assert client.get("/tickets/?month=2026-13").status_code == 404
    assert client.get("/quality/docs/%00").status_code == 404
    assert client.get("/observations/?export=exe&table=observations").status_code == 404
    assert client.post("/observations/").status_code in (403, 405, 200)
