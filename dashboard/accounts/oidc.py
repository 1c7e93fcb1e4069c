"""Login by an identity provider that speaks OpenID Connect. Loaded only where one is configured.

Belongs here: the way there and back, and what of the answer is believed. Does not belong here: the protocol itself
(Authlib), accounts and roles (`directory.py`), the variables (`environment.py`), words of failures (`faults.py`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.integrations.base_client import OAuthError
from authlib.integrations.django_client.apps import DjangoOAuth2App
from authlib.integrations.django_client.integration import DjangoIntegration
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from joserfc.errors import JoseError

from dashboard.accounts.access import declare
from dashboard.accounts.directory import Person, admit, roles_of
from dashboard.accounts.environment import Oidc
from dashboard.accounts.faults import LoginFaultError
from dashboard.accounts.views import locked_out

TIMEOUT_S = 8
KEPT_S = 3600
"""How long addresses and keys of the provider are kept; a key that is not known is asked for at once."""
SIGNED_BY = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"})  # fmt: skip
"""Signatures that only the provider can make: none with the secret that both know, and not `none`."""
METADATA = (
    "issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "_loaded_at",
)  # fmt: skip
"""What is believed of what the provider says about itself; a library takes more for its own settings."""
NOT_NOW = frozenset({"access_denied", "login_required", "consent_required", "interaction_required", "account_selection_required"})  # fmt: skip
ID_TOKEN = "oidc_id_token"  # noqa: S105 - where it is kept


class _Session(DjangoOAuth2App.client_cls):  # type: ignore[misc] # a library without types
    """Trusts the authority that was configured; a variable meant for other programs does not replace it."""

    def request(self, method: str, url: str, **kwargs: Any) -> Any:
        return super().request(method, url, **{"verify": self.verify, **kwargs})


class _App(DjangoOAuth2App):  # type: ignore[misc] # a library without types
    client_cls = _Session


class OidcBackend(ModelBackend):
    """Lets a person in whom the provider has vouched for, and nobody else."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """The account of a person; a name and a password are no business of this one."""
        person = kwargs.get("person")
        return admit(person) if isinstance(person, Person) and password is None else None


def start(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = ""
    with _told():
        client = _provider()
        back = request.build_absolute_uri(reverse("oidc_callback"))
        made = client.create_authorization_url(back)
    client.save_authorize_data(request, redirect_uri=back, next=target, **made)
    return HttpResponseRedirect(made["url"])


def callback(request: HttpRequest) -> HttpResponse:
    """The browser is back: hear what the provider says, and let the person in."""
    oidc = _oidc()
    declare(request, "login", "oidc")
    with _told():
        client = _provider()
        begun = client.framework.get_state_data(request.session, request.GET.get("state"))
        if begun is None:
            if request.user.is_authenticated:
                return redirect(settings.LOGIN_REDIRECT_URL)
            raise LoginFaultError("stale")
        if "error" in request.GET:
            client.framework.clear_state_data(request.session, request.GET["state"])
            kind = "cancelled" if request.GET["error"] in NOT_NOW else "refused"
            raise LoginFaultError(kind, request.GET["error"])
        token = client.authorize_access_token(
            request,
            claims_options={
                "iss": {"essential": True, "value": client.server_metadata["issuer"]},
                "aud": {"essential": True, "value": oidc.client_id},
            },
        )
        claims = _claims(client, oidc, token)
    person = Person(
        "oidc", f"{claims['iss']} {claims['sub']}", _username(claims, oidc), _roles(claims, oidc)
    )
    user = auth.authenticate(request, username=person.username, person=person)
    if user is None:  # too many wrong passwords were tried on that name
        return locked_out(request)
    auth.login(request, user)
    if oidc.logout:
        request.session[ID_TOKEN] = token["id_token"]
    return redirect(begun.get("next") or settings.LOGIN_REDIRECT_URL)


def leave_address(request: HttpRequest, id_token: str) -> str:
    """Where the session at the provider ends, for a session that began there."""
    back = request.build_absolute_uri(reverse("login"))
    oidc = _oidc()
    asked = {
        "id_token_hint": id_token,
        "client_id": oidc.client_id,
        "post_logout_redirect_uri": back,
    }
    return f"{oidc.logout}{'&' if urlsplit(oidc.logout).query else '?'}{urlencode(asked)}"


def _oidc() -> Oidc:
    oidc: Oidc | None = settings.LOGIN.oidc
    if oidc is None:
        raise Http404
    return oidc


@lru_cache(maxsize=1)
def _client(oidc: Oidc, period: int) -> Any:
    """The client of a provider, with what that says about itself checked; failures are not kept.

    period: another one means asking for addresses and keys anew.
    """
    client = _App(
        DjangoIntegration("plumbline"),
        name="plumbline",
        client_id=oidc.client_id,
        client_secret=oidc.client_secret,
        client_kwargs={
            "scope": oidc.scopes,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_S,
            "verify": oidc.ca_file or True,
        },
        server_metadata_url=None
        if oidc.endpoints
        else f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
        **({"issuer": oidc.issuer, **oidc.endpoints} if oidc.endpoints else {}),
    )
    said = dict(client.load_server_metadata())
    if str(said.get("issuer", "")).rstrip("/") != oidc.issuer.rstrip("/"):
        raise LoginFaultError(
            "untrusted", f"discovery names the issuer {said.get('issuer')!r:.200}"
        )
    kept = {key: said[key] for key in METADATA if key in said}
    for key in kept.keys() - {"issuer", "_loaded_at"}:
        if not oidc.is_plain and urlsplit(kept[key]).scheme != "https":
            raise LoginFaultError("untrusted", f"{key} is not HTTPS")
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" not in methods and "client_secret_post" in methods:
        client.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105 - the name of a method
    offered = SIGNED_BY & set(said.get("id_token_signing_alg_values_supported") or ["RS256"])
    client.server_metadata = {**kept, "id_token_signing_alg_values_supported": sorted(offered)}
    return client


def _provider() -> Any:
    return _client(_oidc(), int(time.time() // KEPT_S))


@contextmanager
def _told() -> Iterator[None]:
    """Whatever goes wrong with the provider has a name."""
    try:
        yield
    except OAuthError as error:
        raise LoginFaultError("refused", f"{error.error} {error.description or ''}") from error
    except JoseError as error:
        raise LoginFaultError("untrusted", repr(error)) from error
    except OSError as error:  # the base of all that requests raises, too
        raise LoginFaultError("unreachable", repr(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError, RuntimeError) as error:
        raise LoginFaultError("untrusted", repr(error)) from error


def _claims(client: Any, oidc: Oidc, token: Mapping[str, Any]) -> dict[str, Any]:
    """What the signed token says; what it leaves out is asked for, of the same person."""
    if not token.get("userinfo"):
        raise LoginFaultError("untrusted", "no ID token")
    claims = dict(token["userinfo"])
    wanted = [oidc.username_claim]
    if settings.LOGIN.roles is not None:
        wanted.append(oidc.groups_claim)
    if "userinfo_endpoint" in client.server_metadata and any(
        _claim(claims, one) is None for one in wanted
    ):
        more = dict(client.userinfo(token=token))
        if more.get("sub") != claims["sub"]:
            raise LoginFaultError("untrusted", "the user info is somebody else's")
        claims = {**more, **claims}
    return claims


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, or, as `realm_access.roles`, one within another."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for one in name.split("."):
        found = found.get(one) if isinstance(found, Mapping) else None
    return found


def _username(claims: Mapping[str, Any], oidc: Oidc) -> str:
    found = _claim(claims, oidc.username_claim)
    if not isinstance(found, str) or not found.strip():
        raise LoginFaultError("nameless", f"no claim {oidc.username_claim}")
    return found.strip()


def _roles(claims: Mapping[str, Any], oidc: Oidc) -> frozenset[str]:
    found = _claim(claims, oidc.groups_claim)
    groups = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    return roles_of(frozenset(one for one in groups if isinstance(one, str)), settings.LOGIN.roles)
