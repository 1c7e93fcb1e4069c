"""Coming in by an identity provider: who gets in, as whom, and what is not believed."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from joserfc.jwk import OctKey

from dashboard.accounts import oidc as door
from dashboard.accounts.environment import Login, Oidc
from dashboard.accounts.models import Access, DirectoryAccount, UserDepartment
from dashboard.accounts.people import make_account, make_groups
from dashboard.accounts.scoping import scope_of
from tests.dashboard.certificates import certificates
from tests.dashboard.conftest import PASSWORD
from tests.dashboard.conftest import Login as Come
from tests.dashboard.provider import CLIENT, FOREIGN, SECRET, Provider, providing

ROLES = {"supervisor": frozenset({"/quality"}), "administrator": frozenset({"/it admins, all"})}


@pytest.fixture(scope="module")
def listening() -> Iterator[Provider]:
    with providing() as found:
        yield found


@pytest.fixture
def provider(listening: Provider, published: object, db: None) -> Iterator[Provider]:
    """The provider, configured, with a supervisor at its keyboard."""
    listening.at_the_keyboard("li.wei", groups=["/quality", "/everybody"])
    with override_settings(**configured(listening)):
        yield listening
    door._client.cache_clear()


def configured(provider: Provider, **more: Any) -> dict[str, Any]:
    door._client.cache_clear()
    oidc = Oidc(provider.address, CLIENT, SECRET, **{"is_plain": True, **more})
    return {
        "LOGIN": Login(oidc=oidc, roles=ROLES),
        "AUTHENTICATION_BACKENDS": [
            *settings.AUTHENTICATION_BACKENDS,
            "dashboard.accounts.oidc.OidcBackend",
        ],
    }


def come(client: Client, provider: Provider, target: str = "") -> Any:
    """Go there and back as a browser does; gives the last answer."""
    gone = client.get("/login/oidc/", {"next": target} if target else {})
    assert gone.status_code == 302
    asked = {key: values[0] for key, values in parse_qs(urlsplit(gone["Location"]).query).items()}
    back = urlsplit(provider.authorize(asked))
    return client.get(f"{back.path}?{back.query}")


def role(name: str) -> str:
    return scope_of(User.objects.get(username=name)).role


def test_a_person_of_the_provider_comes_in_with_the_role_of_their_group(provider: Provider) -> None:
    client = Client()
    gone = client.get("/login/oidc/")
    asked = parse_qs(urlsplit(gone["Location"]).query)
    assert gone["Location"].startswith(f"{provider.address}/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 20
    assert len(asked["state"][0]) >= 20
    assert asked["redirect_uri"] == ["http://testserver/login/oidc/callback/"]
    answer = come(client, provider, "/clauses/?month=2026-03")
    assert (answer.status_code, answer["Location"]) == (302, "/clauses/?month=2026-03")
    assert client.get("/clauses/").status_code == 200
    assert role("li.wei") == "supervisor"
    assert not User.objects.get(username="li.wei").has_usable_password()


def test_the_login_is_in_the_log_without_what_the_address_handed_over(provider: Provider) -> None:
    come(Client(), provider)
    entry = Access.objects.get()
    assert (entry.username, entry.act, entry.reason, entry.status) == (
        "li.wei", "login", "oidc", 302,
    )  # fmt: skip
    assert entry.path == "/login/oidc/callback/"
    assert entry.query == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"override": {"nonce": "another"}},
        {"override": {"nonce": None}},
        {"override": {"aud": "another"}},
        {"override": {"aud": ["another"], "azp": CLIENT}},
        {"override": {"iss": "https://elsewhere.example"}},
        {"override": {"exp": int(time.time()) - 600}},
        {"override": {"exp": None}},
        {"key": FOREIGN},
        {"key": OctKey.import_key(SECRET), "algorithm": "HS256"},
    ],
    ids=["nonce", "no-nonce", "audience", "audience-by-azp", "issuer", "expired", "endless", "signature", "shared-key"],
)  # fmt: skip
def test_what_does_not_hold_is_not_believed(provider: Provider, wrong: dict[str, Any]) -> None:
    for name, value in wrong.items():
        setattr(provider, name, value)
    client = Client()
    answer = come(client, provider)
    assert answer.status_code == 403
    assert "未通过核验" in answer.content.decode()
    assert not User.objects.exists()
    assert client.get("/").status_code == 302


def test_an_audience_among_others_holds_where_the_token_was_made_for_us(provider: Provider) -> None:
    provider.override = {"aud": [CLIENT, "another"], "azp": CLIENT}
    assert come(Client(), provider).status_code == 302


def test_a_login_that_began_elsewhere_ends_here(provider: Provider) -> None:
    """Somebody else's code, slipped to a browser that did not ask for it."""
    gone = Client().get("/login/oidc/")
    asked = {key: values[0] for key, values in parse_qs(urlsplit(gone["Location"]).query).items()}
    back = urlsplit(provider.authorize(asked))
    victim = Client()
    for address in (f"{back.path}?{back.query}", "/login/oidc/callback/", f"{back.path}?code=x"):
        assert victim.get(address).status_code == 400
    posted = victim.post(f"/login/?{back.query}", {"username": "li.wei", "password": "x"})
    assert posted.status_code == 200, "the form of names and passwords takes no code"
    assert not User.objects.exists()


def test_an_answer_serves_once(provider: Provider) -> None:
    client = Client()
    gone = client.get("/login/oidc/")
    asked = {key: values[0] for key, values in parse_qs(urlsplit(gone["Location"]).query).items()}
    back = urlsplit(provider.authorize(asked))
    first = client.get(f"{back.path}?{back.query}")
    assert first.status_code == 302
    client.post("/logout/")
    assert client.get(f"{back.path}?{back.query}").status_code == 400


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_the_way_back_leads_nowhere_else(provider: Provider, target: str) -> None:
    assert come(Client(), provider, target)["Location"] == "/"


def test_nobodys_groups_see_nothing(provider: Provider) -> None:
    provider.at_the_keyboard("zhao", groups=["/everybody"])
    client = Client()
    assert come(client, provider).status_code == 302
    assert role("zhao") == ""
    assert client.get("/clauses/").status_code == 403


def test_a_role_lost_there_is_lost_here_and_departments_stay(provider: Provider) -> None:
    provider.at_the_keyboard("li.wei", groups=["/it admins, all"])
    come(Client(), provider)
    user = User.objects.get(username="li.wei")
    assert (role("li.wei"), user.is_superuser, user.is_staff) == ("administrator", True, True)
    own = Group.objects.create(name="own list")
    user.groups.add(own)
    UserDepartment.objects.create(user=user, department_id="D-NET", valid_from="2020-01-01")
    provider.claims["groups"] = ["/quality"]
    come(Client(), provider)
    user.refresh_from_db()
    assert (role("li.wei"), user.is_superuser, user.is_staff) == ("supervisor", False, False)
    assert set(user.groups.values_list("name", flat=True)) == {"own list", "supervisor"}
    del provider.claims["groups"]
    come(Client(), provider)
    assert role("li.wei") == ""
    assert user.departments.count() == 1


def test_without_a_mapping_roles_are_given_here(provider: Provider) -> None:
    login = Login(oidc=settings.LOGIN.oidc)
    with override_settings(LOGIN=login):
        come(Client(), provider)
        assert role("li.wei") == ""
        make_groups()
        User.objects.get(username="li.wei").groups.add(Group.objects.get(name="auditor"))
        come(Client(), provider)
        assert role("li.wei") == "auditor"


def test_groups_may_come_with_the_user_info_of_the_same_person(provider: Provider) -> None:
    provider.at_the_keyboard("li.wei")
    provider.userinfo = {"realm_access": {"roles": ["/quality"]}}
    with override_settings(**configured(provider, groups_claim="realm_access.roles")):
        come(Client(), provider)
        assert role("li.wei") == "supervisor"
        provider.userinfo["sub"] = "id-of-another"
        assert come(Client(), provider).status_code == 403


@pytest.mark.parametrize("kind", ["password", "administrator", "superuser", "other case"])
def test_a_local_account_is_not_taken_over(provider: Provider, kind: str) -> None:
    name = "Li.Wei" if kind == "other case" else "li.wei"
    user = make_account(name, PASSWORD, "administrator" if kind == "administrator" else "auditor")
    if kind in ("administrator", "superuser"):
        user.set_unusable_password()
        user.is_superuser = kind == "superuser"
        user.save()
    client = Client()
    answer = come(client, provider)
    assert answer.status_code == 403
    assert "已有同名账号" in answer.content.decode()
    assert client.get("/").status_code == 302
    assert not DirectoryAccount.objects.exists()
    entry = Access.objects.get()
    assert (entry.username, entry.act, entry.status, entry.reason) == ("li.wei", "login", 403, "taken")  # fmt: skip


def test_an_account_made_beforehand_is_theirs_from_the_first_login_on(provider: Provider) -> None:
    """And stays theirs: another person who is given the name later does not inherit it."""
    user = User.objects.create_user("li.wei")
    UserDepartment.objects.create(user=user, department_id="D-NET", valid_from="2020-01-01")
    assert come(Client(), provider).status_code == 302
    assert User.objects.get() == user
    provider.claims["sub"] = "id-of-another"
    assert come(Client(), provider).status_code == 403
    provider.claims |= {"sub": "id-li.wei", "preferred_username": "li.wei.2"}
    assert come(Client(), provider).status_code == 302
    assert User.objects.get() == user


def test_a_deactivated_account_stays_out(provider: Provider) -> None:
    come(Client(), provider)
    User.objects.update(is_active=False)
    answer = come(Client(), provider)
    assert answer.status_code == 403
    assert "已停用" in answer.content.decode()


def test_a_name_that_is_locked_is_locked_at_every_door(provider: Provider) -> None:
    for _ in range(5):
        Client().post("/login/", {"username": " LI.wei", "password": "wrong"})
    assert come(Client(), provider).status_code == 429


@pytest.mark.parametrize(
    ("name", "status"),
    [("", 403), (None, 403), ("a b<script>", 403), ("x" * 200, 403), (["li.wei"], 403)],
)
def test_a_name_that_is_none_opens_nothing(provider: Provider, name: Any, status: int) -> None:
    provider.claims["preferred_username"] = name
    answer = come(Client(), provider)
    assert answer.status_code == status
    assert "script>" not in answer.content.decode().split("<main")[1]
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("misfortune", "status", "chinese", "english"),
    [
        ({"error": "access_denied"}, 403, "取消了登录", "cancelled"),
        ({"error": "server_error"}, 502, "没有受理", "did not accept"),
        ({"token_status": 400}, 502, "没有受理", "did not accept"),
        ({"token_status": 503}, 503, "连不上", "cannot be reached"),
    ],
    ids=["cancelled", "error", "token", "down"],
)
def test_what_went_wrong_is_said_in_both_languages(
    provider: Provider,
    misfortune: dict[str, Any],
    status: int,
    chinese: str,
    english: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name, value in misfortune.items():
        setattr(provider, name, value)
    with caplog.at_level(logging.WARNING):
        for lang, text in (("zh-CN", chinese), ("en-US", english)):
            answer = come(Client(headers={"accept-language": lang}), provider)
            html = answer.content.decode()
            assert answer.status_code == status
            assert text in html
            assert 'href="/login/"' in html
            for leaked in ("Traceback", SECRET, provider.address, "invalid_client", "server_error"):
                assert leaked not in html
    assert "login failed" in caplog.text
    assert SECRET not in caplog.text


def test_a_provider_that_is_not_there_is_told_and_the_local_door_is_open(
    provider: Provider,
) -> None:
    gone = {"LOGIN": Login(oidc=Oidc("http://127.0.0.1:9", CLIENT, SECRET, is_plain=True))}
    with override_settings(**gone):
        answer = Client().get("/login/oidc/")
        assert answer.status_code == 503
        assert "本地账号" in answer.content.decode()
        make_account("local", PASSWORD, "auditor")
        came = Client().post("/login/", {"username": "local", "password": PASSWORD})
        assert came.status_code == 302


def test_discovery_may_not_speak_for_another_issuer(provider: Provider) -> None:
    provider.metadata = {"issuer": "https://elsewhere.example"}
    for _ in range(2):
        assert Client().get("/login/oidc/").status_code == 403


def test_without_tls_the_provider_is_not_followed(provider: Provider) -> None:
    """Discovery over HTTPS that sends the code and the secret to an address without it."""
    found = Oidc(provider.address, CLIENT, SECRET)
    with override_settings(LOGIN=Login(oidc=found)):
        assert Client().get("/login/oidc/").status_code == 403


def test_the_providers_certificate_must_hold(
    published: object, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "foreign").mkdir()
    foreign, _, _ = certificates(tmp_path / "foreign")
    authority, certificate, key = certificates(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(foreign))
    with providing(certificate, key) as provider:
        provider.at_the_keyboard("li.wei")
        for ca_file, status in ((str(foreign), 503), ("", 503), (str(authority), 302)):
            with override_settings(**configured(provider, ca_file=ca_file, is_plain=False)):
                assert Client().get("/login/oidc/").status_code == status
                if status == 302:
                    assert come(Client(), provider).status_code == 302
    door._client.cache_clear()


def test_addresses_may_be_given_in_place_of_discovery(provider: Provider) -> None:
    keys = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    given = {key: provider.discovery()[key] for key in keys}
    with override_settings(**configured(provider, endpoints=given)):
        assert come(Client(), provider).status_code == 302
    assert not [one for one in provider.asked if "well-known" in one]


def test_leaving_ends_our_session_and_the_one_at_the_provider(provider: Provider) -> None:
    with override_settings(**configured(provider, logout=f"{provider.address}/logout")):
        client = Client()
        come(client, provider)
        answer = client.post("/logout/")
        left = urlsplit(answer["Location"])
        asked = parse_qs(left.query)
        assert answer["Location"].startswith(f"{provider.address}/logout?")
        assert asked["post_logout_redirect_uri"] == ["http://testserver/login/"]
        assert asked["id_token_hint"][0].count(".") == 2
        assert client.get("/").status_code == 302
        make_account("local", PASSWORD, "auditor")
        client.post("/login/", {"username": "local", "password": PASSWORD})
        assert client.post("/logout/")["Location"] == "/login/", "a local session ends here only"


def test_without_an_address_to_leave_by_our_session_ends(provider: Provider) -> None:
    client = Client()
    come(client, provider)
    assert client.post("/logout/")["Location"] == "/login/"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(("lang", "text"), [("zh-CN", "用集团认证登录"), ("en-US", "Log in with Group login")])  # fmt: skip
def test_the_login_page_offers_the_provider_where_there_is_one(
    provider: Provider, lang: str, text: str
) -> None:
    client = Client(headers={"accept-language": lang})
    with override_settings(**configured(provider, name="集团认证 / Group login")):
        html = client.get("/login/?next=/clauses/%3Fa%3D1%26b%3D2").content.decode()
        assert text in html
        assert 'href="/login/oidc/?next=%2Fclauses%2F%3Fa%3D1%26b%3D2"' in html
        html = client.get("/login/?next=https://evil.example").content.decode()
        assert 'href="/login/oidc/"' in html
    with override_settings(LOGIN=Login()):
        html = client.get("/login/").content.decode()
        assert "/login/oidc/" not in html
        assert client.get("/login/oidc/").status_code == 404
        assert client.get("/login/oidc/callback/").status_code == 404


def test_who_has_no_password_here_is_not_offered_to_change_it(provider: Provider) -> None:
    client = Client()
    come(client, provider)
    assert 'href="/password/"' not in client.get("/clauses/").content.decode()


def test_an_administrator_sees_whose_an_account_is_and_can_release_it(
    provider: Provider, login: Come
) -> None:
    come(Client(), provider)
    user = User.objects.get(username="li.wei")
    page = login("administrator").get(f"/administration/auth/user/{user.pk}/change/")
    html = page.content.decode()
    assert f"{provider.address} id-li.wei" in html
    assert 'name="directory_account-0-DELETE"' in html
    assert 'name="directory_account-0-subject"' not in html
