"""Login by a directory that speaks LDAP.

Belongs here: how the directory is asked, and what of its failures counts as a wrong password. Does not belong here:
accounts and roles (`directory.py`), the variables (`environment.py`). Loaded only where LDAP is configured: the
libraries under it are an extra.
"""

from __future__ import annotations

from typing import Any

import ldap
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django_auth_ldap import config
from django_auth_ldap.backend import LDAPBackend, ldap_error

from dashboard.accounts.directory import Person, admit, roles_of
from dashboard.accounts.environment import Ldap
from dashboard.accounts.faults import LoginFaultError

CONNECT_S, ANSWER_S = 5, 10
GROUPS = {
    "groupOfNames": ("(objectClass=groupOfNames)", config.GroupOfNamesType),
    "groupOfUniqueNames": ("(objectClass=groupOfUniqueNames)", config.GroupOfUniqueNamesType),
    "posix": ("(objectClass=posixGroup)", config.PosixGroupType),
    "ad": ("(objectClass=group)", config.NestedActiveDirectoryGroupType),
}
"""Type of groups -> how they are found, and how membership is told; in AD also through other groups."""
NOT_LET_IN = (
    ldap.INVALID_CREDENTIALS,
    ldap.INVALID_DN_SYNTAX,
    ldap.NO_SUCH_OBJECT,
    ldap.UNWILLING_TO_PERFORM,
    ldap.CONSTRAINT_VIOLATION,
    ldap.INAPPROPRIATE_AUTH,
    ldap.INSUFFICIENT_ACCESS,
)
"""Answers to a person's own name and password: they count. All else is the directory's trouble, or ours."""


class LdapBackend(LDAPBackend):  # type: ignore[misc] # an extra without types
    """Asks the directory that is configured; accounts and roles are the dashboard's affair."""

    @property
    def default_settings(self) -> dict[str, Any]:
        """What the library is told."""
        return options(_asked())

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The account of a person with the right password; None where it is wrong."""
        if not username or not password:
            return None
        try:
            found: User | None = super().authenticate(request, username, password)
        except LoginFaultError as fault:
            # A directory that is down must not keep wrong passwords of local accounts from being counted.
            if fault.kind == "unreachable" and _is_local(username):
                return None
            raise
        return found

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, as long as it is active."""
        return ModelBackend().get_user(user_id)

    def get_or_build_user(self, username: str, ldap_user: Any) -> tuple[User, bool]:
        """The account of a person whose password was right. The directory's spelling of the name counts."""
        asked = _asked()
        names = (ldap_user.attrs or {}).get(asked.username_attribute) or []
        if not names:
            raise LoginFaultError("nameless", f"no attribute {asked.username_attribute}")
        name = min(one.lower() for one in names)
        try:
            groups = ldap_user.group_dns if asked.group_base else set()
        except ldap.LDAPError as error:
            raise LoginFaultError("unreachable", f"groups: {error!r}") from error
        held = frozenset(canonical(one) for one in groups)
        mapping = {
            role: frozenset(canonical(one) for one in wanted)
            for role, wanted in (settings.LOGIN.roles or {}).items()
        }
        return admit(Person("ldap", name, name, roles_of(held, mapping))), False


def _asked() -> Ldap:
    found = settings.LOGIN.ldap
    if found is None:
        raise ImproperlyConfigured("LDAP is not configured")
    return found


def canonical(dn: str) -> str:
    """A name of the directory in one spelling: case and spaces say nothing in it."""
    try:
        parts = ldap.dn.str2dn(dn.casefold())
    except ldap.DECODING_ERROR:
        return dn
    return repr([sorted((kind.strip(), value.strip()) for kind, value, _ in one) for one in parts])


def options(asked: Ldap) -> dict[str, Any]:
    """The settings of the library. A certificate that does not hold ends the connection, always."""
    found, kind = GROUPS[asked.group_type]
    tls: dict[int, Any] = {ldap.OPT_X_TLS_REQUIRE_CERT: ldap.OPT_X_TLS_DEMAND}
    if asked.ca_file:
        tls[ldap.OPT_X_TLS_CACERTFILE] = asked.ca_file
    tls[ldap.OPT_X_TLS_NEWCTX] = 0  # applies what stands before it
    return {
        "SERVER_URI": asked.uri,
        "START_TLS": asked.uri.lower().startswith("ldap:") and not asked.is_plain,
        "CONNECTION_OPTIONS": {
            ldap.OPT_NETWORK_TIMEOUT: CONNECT_S,
            ldap.OPT_TIMEOUT: ANSWER_S,
            ldap.OPT_REFERRALS: 0,
            **({} if asked.is_plain and asked.uri.lower().startswith("ldap:") else tls),
        },
        "BIND_DN": asked.bind_dn,
        "BIND_PASSWORD": asked.bind_password,
        "BIND_AS_AUTHENTICATING_USER": not asked.bind_dn,
        "USER_DN_TEMPLATE": _template(asked.user_dn) or None,
        "USER_SEARCH": config.LDAPSearch(
            asked.user_base, ldap.SCOPE_SUBTREE, _template(asked.user_filter)
        )
        if asked.user_base
        else None,
        "USER_ATTR_MAP": dict(asked.attributes),
        "GROUP_SEARCH": config.LDAPSearch(asked.group_base, ldap.SCOPE_SUBTREE, found)
        if asked.group_base
        else None,
        "GROUP_TYPE": kind() if asked.group_base else None,
    }


def _template(text: str) -> str:
    """As the library wants it; it escapes what is put in."""
    return text.replace("%", "%%").replace("{user}", "%(user)s")


def _is_local(username: str) -> bool:
    return any(one.has_usable_password() for one in User.objects.filter(username__iexact=username))


def _weigh(context: str, exception: Exception, **_: Any) -> None:
    """Tell trouble with the directory from a wrong password; the library takes both for the latter."""
    if context != "search_for_user_dn" and isinstance(exception, NOT_LET_IN):
        return
    raise LoginFaultError("unreachable", f"{context}: {exception!r}")


ldap_error.connect(_weigh, sender=LdapBackend)
