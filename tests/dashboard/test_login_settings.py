"""The environment says who may come in; what is half, unsafe or misspelt is refused when the server starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard.accounts import environment
from dashboard.accounts.environment import Login, read
from dashboard.accounts.variables import WrongSettingError, count_of

OIDC = {
    "PLUMBLINE_OIDC_ISSUER": "https://id.example/realms/water",
    "PLUMBLINE_OIDC_CLIENT_ID": "plumbline",
    "PLUMBLINE_OIDC_CLIENT_SECRET": "secret",
}
LDAP = {
    "PLUMBLINE_LDAP_URI": "ldap://ldap.example",
    "PLUMBLINE_LDAP_USER_BASE": "ou=people,dc=example",
    "PLUMBLINE_LDAP_GROUP_BASE": "ou=groups,dc=example",
}


@pytest.fixture(autouse=True)
def libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra is installed."""
    monkeypatch.setattr(environment, "find_spec", lambda _: object())


def test_nothing_set_means_local_accounts() -> None:
    assert read({}) == Login()
    assert read({"PLUMBLINE_OIDC_ISSUER": " ", "PLUMBLINE_LDAP_URI": ""}) == Login()


def test_a_provider_with_its_secret_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("from the file\n")
    environ = {name: value for name, value in OIDC.items() if not name.endswith("SECRET")}
    found = read({**environ, "PLUMBLINE_OIDC_CLIENT_SECRET_FILE": str(file)}).oidc
    assert found is not None
    assert found.client_secret == "from the file"  # noqa: S105
    assert (found.username_claim, found.groups_claim) == ("preferred_username", "groups")
    assert "from the file" not in repr(found)


def test_a_directory_has_defaults_by_its_kind() -> None:
    found = read(LDAP).ldap
    assert found is not None
    assert (found.user_filter, found.username_attribute) == ("(uid={user})", "uid")
    found = read({**LDAP, "PLUMBLINE_LDAP_GROUP_TYPE": "ad"}).ldap
    assert found is not None
    assert found.user_filter == "(sAMAccountName={user})"
    found = read({**LDAP, "PLUMBLINE_LDAP_ATTRIBUTES": "first_name=givenName, email=mail"}).ldap
    assert found is not None
    assert found.attributes == {"first_name": "givenName", "email": "mail"}


def test_roles_come_from_a_file_where_commas_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "roles.yaml"
    file.write_text("supervisor:\n- CN=Quality\\, Water,OU=Groups,DC=example\nauditor: [cn=a]\n")
    assert read({**LDAP, "PLUMBLINE_ROLE_GROUPS": str(file)}).roles == {
        "supervisor": frozenset({"CN=Quality\\, Water,OU=Groups,DC=example"}),
        "auditor": frozenset({"cn=a"}),
    }


@pytest.mark.parametrize(
    ("name", "value", "variable"),
    [
        ("PLUMBLINE_OIDC_ISSUER", None, "PLUMBLINE_OIDC_ISSUER"),
        ("PLUMBLINE_OIDC_CLIENT_ID", None, "PLUMBLINE_OIDC_CLIENT_ID"),
        ("PLUMBLINE_OIDC_CLIENT_SECRET", None, "PLUMBLINE_OIDC_CLIENT_SECRET_FILE"),
        ("PLUMBLINE_OIDC_CLIENT_SECRET_FILE", "/x", "PLUMBLINE_OIDC_CLIENT_SECRET"),
        ("PLUMBLINE_OIDC_ISSUER", "http://id.example", "PLUMBLINE_OIDC_ISSUER"),
        ("PLUMBLINE_OIDC_ISSUER", "id.example", "PLUMBLINE_OIDC_ISSUER"),
        ("PLUMBLINE_OIDC_LOGOUT_URL", "http://x", "PLUMBLINE_OIDC_LOGOUT_URL"),
        ("PLUMBLINE_OIDC_SCOPES", "profile", "PLUMBLINE_OIDC_SCOPES"),
        ("PLUMBLINE_OIDC_CLIENTID", "x", "PLUMBLINE_OIDC_CLIENTID"),
        ("PLUMBLINE_OIDC_PLAIN", "yes", "PLUMBLINE_OIDC_PLAIN"),
        ("PLUMBLINE_OIDC_CA_FILE", "/nowhere", "PLUMBLINE_OIDC_CA_FILE"),
        ("PLUMBLINE_OIDC_TOKEN_URL", "https://x", "PLUMBLINE_OIDC_AUTHORIZE_URL"),
        ("PLUMBLINE_LDAP_URI", None, "PLUMBLINE_LDAP_URI"),
        ("PLUMBLINE_LDAP_URI", "https://ldap.example", "PLUMBLINE_LDAP_URI"),
        ("PLUMBLINE_LDAP_USER_BASE", None, "PLUMBLINE_LDAP_USER_BASE"),
        ("PLUMBLINE_LDAP_USER_DN", "uid={user}", "PLUMBLINE_LDAP_USER_BASE"),
        ("PLUMBLINE_LDAP_USER_FILTER", "(uid=%s)", "PLUMBLINE_LDAP_USER_FILTER"),
        ("PLUMBLINE_LDAP_BIND_DN", "cn=x", "PLUMBLINE_LDAP_BIND_PASSWORD_FILE"),
        ("PLUMBLINE_LDAP_BIND_PASSWORD", "x", "PLUMBLINE_LDAP_BIND_DN"),
        ("PLUMBLINE_LDAP_GROUP_TYPE", "x", "PLUMBLINE_LDAP_GROUP_TYPE"),
        ("PLUMBLINE_LDAP_ATTRIBUTES", "is_staff=x", "PLUMBLINE_LDAP_ATTRIBUTES"),
        ("PLUMBLINE_ROLE_GROUPS", "/nowhere.yaml", "PLUMBLINE_ROLE_GROUPS"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_a_remedy(
    name: str, value: str | None, variable: str
) -> None:
    environ = {one: what for one, what in {**OIDC, **LDAP, name: value}.items() if what is not None}
    with pytest.raises(WrongSettingError) as found:
        read(environ)
    assert found.value.variable == variable
    assert found.value.remedy


@pytest.mark.parametrize(
    "text",
    ["", "- a", "boss: [x]", "supervisor: x", "supervisor: [1]", "supervisor: [not a DN]", "a: [b"],
)
def test_a_file_of_roles_that_cannot_be_used(tmp_path: Path, text: str) -> None:
    file = tmp_path / "roles.yaml"
    file.write_text(text)
    with pytest.raises(WrongSettingError, match="PLUMBLINE_ROLE_GROUPS"):
        read({**LDAP, "PLUMBLINE_ROLE_GROUPS": str(file)})


def test_roles_need_a_directory_and_its_groups(tmp_path: Path) -> None:
    file = tmp_path / "roles.yaml"
    file.write_text("supervisor: [cn=a]")
    with pytest.raises(WrongSettingError, match="PLUMBLINE_ROLE_GROUPS"):
        read({"PLUMBLINE_ROLE_GROUPS": str(file)})
    without = {name: value for name, value in LDAP.items() if "GROUP" not in name}
    with pytest.raises(WrongSettingError, match="PLUMBLINE_LDAP_GROUP_BASE"):
        read({**without, "PLUMBLINE_ROLE_GROUPS": str(file)})


def test_an_empty_or_unreadable_secret_is_refused(tmp_path: Path) -> None:
    environ = {name: value for name, value in OIDC.items() if not name.endswith("SECRET")}
    for path in (tmp_path, tmp_path / "missing", tmp_path / "empty"):
        if path.name == "empty":
            path.touch()
        with pytest.raises(WrongSettingError, match="PLUMBLINE_OIDC_CLIENT_SECRET_FILE"):
            read({**environ, "PLUMBLINE_OIDC_CLIENT_SECRET_FILE": str(path)})


def test_ldap_without_its_libraries_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda _: None)
    with pytest.raises(WrongSettingError, match="make ldap"):
        read(LDAP)
    assert read(OIDC).oidc


def test_a_count_that_is_none_is_named_with_a_remedy() -> None:
    assert count_of({}, "PLUMBLINE_GATEWAYS") == 0
    assert count_of({"PLUMBLINE_GATEWAYS": " 2 "}, "PLUMBLINE_GATEWAYS") == 2
    for text in ("two", "-1", "1.5"):
        with pytest.raises(WrongSettingError, match="PLUMBLINE_GATEWAYS.*such as 1"):
            count_of({"PLUMBLINE_GATEWAYS": text}, "PLUMBLINE_GATEWAYS")


def test_the_server_does_not_start_with_half_a_configuration(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "serve", "--home", str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "PLUMBLINE_OIDC_ISSUER": "https://id.example"},
        timeout=60,
        check=False,
    )  # fmt: skip
    assert ran.returncode != 0
    assert "PLUMBLINE_OIDC_CLIENT_ID" in ran.stderr + ran.stdout
    assert "Traceback" not in ran.stderr
