"""Which directories people may come in by, as the environment says.

Belongs here: reading PLUMBLINE_OIDC_*, PLUMBLINE_LDAP_* and PLUMBLINE_ROLE_GROUPS, and refusing what is half or
unsafe, when the server starts. Does not belong here: using them (`oidc.py`, `ldap.py`, `directory.py`); anything
of Django. docs/login.md explains every variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import get_args
from urllib.parse import urlsplit

import yaml

from dashboard.accounts.variables import (
    WrongSettingError,
    check_address,
    need,
    readable,
    secret_of,
    with_prefix,
    yes,
)
from dashboard.facts.scope import Role

ROLE_NAMES = tuple(one for one in get_args(Role) if one)
GROUP_TYPES = ("groupOfNames", "groupOfUniqueNames", "posix", "ad")
PERSON_FIELDS = ("first_name", "last_name", "email")
ROLES = "PLUMBLINE_ROLE_GROUPS"


@dataclass(frozen=True)
class Oidc:
    """An identity provider. endpoints: as discovery names them; empty where they are to be discovered."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    endpoints: Mapping[str, str] = field(default_factory=dict, hash=False)
    logout: str = ""
    scopes: str = "openid profile"
    username_claim: str = "preferred_username"
    groups_claim: str = "groups"
    name: str = ""
    ca_file: str = ""
    is_plain: bool = False


@dataclass(frozen=True)
class Ldap:
    """A directory server. user_filter, user_dn: with {user} where the name that was typed goes."""

    uri: str
    bind_dn: str = ""
    bind_password: str = field(default="", repr=False)
    user_base: str = ""
    user_filter: str = ""
    user_dn: str = ""
    username_attribute: str = "uid"
    attributes: Mapping[str, str] = field(default_factory=dict)
    group_base: str = ""
    group_type: str = "groupOfNames"
    ca_file: str = ""
    is_plain: bool = False


@dataclass(frozen=True)
class Login:
    """What was configured. roles: role -> groups that give it; None where roles are given here, not there."""

    oidc: Oidc | None = None
    ldap: Ldap | None = None
    roles: Mapping[str, frozenset[str]] | None = None


OIDC_ENDPOINTS = {
    "AUTHORIZE_URL": "authorization_endpoint",
    "TOKEN_URL": "token_endpoint",
    "JWKS_URL": "jwks_uri",
    "USERINFO_URL": "userinfo_endpoint",
}
OIDC_NAMES = {
    "ISSUER", "CLIENT_ID", "CLIENT_SECRET", "CLIENT_SECRET_FILE", "LOGOUT_URL", "SCOPES", "USERNAME_CLAIM",
    "GROUPS_CLAIM", "NAME", "CA_FILE", "PLAIN", *OIDC_ENDPOINTS,
}  # fmt: skip
LDAP_NAMES = {
    "URI", "BIND_DN", "BIND_PASSWORD", "BIND_PASSWORD_FILE", "USER_BASE", "USER_FILTER", "USER_DN",
    "USERNAME_ATTRIBUTE", "ATTRIBUTES", "GROUP_BASE", "GROUP_TYPE", "CA_FILE", "PLAIN",
}  # fmt: skip


def read(environ: Mapping[str, str]) -> Login:
    """What the environment says. Raises WrongSettingError."""
    login = Login(_oidc(environ), _ldap(environ), _roles(environ))
    if login.roles is not None and login.oidc is None and login.ldap is None:
        raise WrongSettingError(
            ROLES,
            "没有配置统一身份认证，分组无从得知 / there is no directory that could name groups",
            "请配置 PLUMBLINE_OIDC_* 或 PLUMBLINE_LDAP_*，或删去本变量 / set one of them, or remove this variable",
        )
    if login.roles is not None and login.ldap is not None and not login.ldap.group_base:
        raise WrongSettingError(
            "PLUMBLINE_LDAP_GROUP_BASE",
            "角色由分组决定，却没有说明分组在哪里 / roles come from groups, but nothing says where groups are",
            f"请设置，或删去 {ROLES} / set it, or remove {ROLES}",
        )
    for groups in (login.roles or {}).values() if login.oidc is None else ():
        for one in groups:
            if "=" not in one:
                raise WrongSettingError(
                    ROLES,
                    f"不是 LDAP 分组的 DN / not the DN of a group: {one}",
                    "请写全 / write all of it, as CN=Quality,OU=Groups,DC=example",
                )
    return login


def _oidc(environ: Mapping[str, str]) -> Oidc | None:
    prefix = "PLUMBLINE_OIDC_"
    given = with_prefix(environ, prefix, OIDC_NAMES)
    if not given:
        return None
    for name in ("ISSUER", "CLIENT_ID"):
        need(given, prefix, name)
    secret = secret_of(given, prefix, "CLIENT_SECRET")
    if not secret:
        raise WrongSettingError(
            f"{prefix}CLIENT_SECRET_FILE",
            "没有客户端密钥 / there is no client secret",
            "请把密钥写入文件并在此给出路径 / put the secret into a file and name the file here",
        )
    is_plain = yes(given, prefix, "PLAIN")
    endpoints = {key: given[name] for name, key in OIDC_ENDPOINTS.items() if name in given}
    if endpoints:
        for name in ("AUTHORIZE_URL", "TOKEN_URL", "JWKS_URL"):
            need(given, prefix, name)
    for name in ("ISSUER", "LOGOUT_URL", *OIDC_ENDPOINTS):
        if name in given:
            check_address(prefix + name, given[name], is_plain=is_plain)
    scopes = given.get("SCOPES", "openid profile")
    if "openid" not in scopes.split():
        raise WrongSettingError(
            f"{prefix}SCOPES",
            "缺少 openid / openid is missing",
            "例如 / for example: openid profile groups",
        )
    return Oidc(
        issuer=given["ISSUER"],
        client_id=given["CLIENT_ID"],
        client_secret=secret,
        endpoints=endpoints,
        logout=given.get("LOGOUT_URL", ""),
        scopes=scopes,
        username_claim=given.get("USERNAME_CLAIM", "preferred_username"),
        groups_claim=given.get("GROUPS_CLAIM", "groups"),
        name=given.get("NAME", ""),
        ca_file=readable(given, prefix, "CA_FILE"),
        is_plain=is_plain,
    )


def _ldap(environ: Mapping[str, str]) -> Ldap | None:
    prefix = "PLUMBLINE_LDAP_"
    given = with_prefix(environ, prefix, LDAP_NAMES)
    if not given:
        return None
    need(given, prefix, "URI")
    uri = urlsplit(given["URI"])
    if uri.scheme not in ("ldap", "ldaps") or not uri.hostname:
        raise WrongSettingError(
            f"{prefix}URI",
            "不是 LDAP 地址 / this is no LDAP address",
            "请写作 / write it as ldaps://host 或 / or ldap://host (STARTTLS)",
        )
    if ("USER_DN" in given) == ("USER_BASE" in given):
        raise WrongSettingError(
            f"{prefix}USER_BASE",
            "查找用户的方式须且只能给一种 / say in exactly one way where people are found",
            f"请设置 {prefix}USER_BASE（查找）或 {prefix}USER_DN（模板） / set one of the two",
        )
    kind = given.get("GROUP_TYPE", "groupOfNames")
    if kind not in GROUP_TYPES:
        raise WrongSettingError(
            f"{prefix}GROUP_TYPE",
            f"不认识 / unknown: {kind}",
            f"可选 / one of: {', '.join(GROUP_TYPES)}",
        )
    attribute = given.get("USERNAME_ATTRIBUTE", "sAMAccountName" if kind == "ad" else "uid")
    for name in ("USER_DN", "USER_FILTER"):
        if name in given and "{user}" not in given[name]:
            raise WrongSettingError(
                prefix + name,
                "没有 {user} / there is no {user} in it",
                "登录名处请写 {user} / write {user} where the typed name goes",
            )
    password = secret_of(given, prefix, "BIND_PASSWORD")
    if bool(password) != ("BIND_DN" in given):
        missing = "BIND_DN" if password else "BIND_PASSWORD_FILE"
        raise WrongSettingError(
            prefix + missing,
            "绑定账号与密码须同时给出 / the account to bind with needs both name and password",
            f"请设置 {prefix}{missing} / set {prefix}{missing}",
        )
    if find_spec("django_auth_ldap") is None or find_spec("ldap") is None:
        raise WrongSettingError(
            f"{prefix}URI",
            "没有安装 LDAP 组件 / the LDAP libraries are not installed",
            "请运行 make ldap（见 docs/login.zh-CN.md） / run make ldap (see docs/login.md)",
        )
    return Ldap(
        uri=given["URI"],
        bind_dn=given.get("BIND_DN", ""),
        bind_password=password,
        user_base=given.get("USER_BASE", ""),
        user_filter=given.get("USER_FILTER", f"({attribute}={{user}})"),
        user_dn=given.get("USER_DN", ""),
        username_attribute=attribute,
        attributes=_attributes(given.get("ATTRIBUTES", ""), f"{prefix}ATTRIBUTES"),
        group_base=given.get("GROUP_BASE", ""),
        group_type=kind,
        ca_file=readable(given, prefix, "CA_FILE"),
        is_plain=yes(given, prefix, "PLAIN"),
    )


def _roles(environ: Mapping[str, str]) -> Mapping[str, frozenset[str]] | None:
    """The file of roles: names of groups have commas, equals signs and spaces in them."""
    if not environ.get(ROLES):
        return None
    example = '例如 / for example: supervisor: ["CN=Quality,OU=Groups,DC=example"]'
    path = Path(environ[ROLES])
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        raise WrongSettingError(ROLES, f"无法读取 / cannot read {path}", "请检查路径和权限 / check path and rights") from None  # fmt: skip
    except yaml.YAMLError:
        raise WrongSettingError(ROLES, f"不是 YAML / not YAML: {path}", example) from None
    if not isinstance(found, dict) or not found:
        raise WrongSettingError(ROLES, f"没有角色 / no roles in {path}", example)
    for role, groups in found.items():
        if role not in ROLE_NAMES:
            raise WrongSettingError(
                ROLES,
                f"没有这个角色 / no such role: {role}",
                f"可选 / one of: {', '.join(ROLE_NAMES)}",
            )
        if not isinstance(groups, list) or not all(isinstance(one, str) and one for one in groups):
            raise WrongSettingError(
                ROLES, f"{role} 应为分组清单 / must be a list of groups", example
            )
    return {role: frozenset(groups) for role, groups in found.items()}


def _attributes(text: str, variable: str) -> dict[str, str]:
    found = {
        one.partition("=")[0].strip(): one.partition("=")[2].strip()
        for one in text.split(",")
        if one.strip()
    }
    for name, attribute in found.items():
        if name not in PERSON_FIELDS or not attribute:
            raise WrongSettingError(
                variable,
                f"看不懂 / cannot be read: {name}",
                f"例如 / for example: first_name=givenName,last_name=sn（可选 / known: {', '.join(PERSON_FIELDS)}）",
            )
    return found
