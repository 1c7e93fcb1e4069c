"""Pages of login. Belongs here: what Django's own do not cover. Does not belong here: facts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from dashboard.accounts.access import declare
from dashboard.pages.shown import in_language


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Say that too many wrong passwords were given, and for how long the door stays shut."""
    return render(request, "registration/locked_out.html", status=429)


def counted_name(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name that refusals are counted under: a directory does not mind case and spaces either.

    A gateway gives the name as `remote_user`; without a name everybody behind it would be counted as one.
    """
    given = credentials or {}
    name = given.get("username") or given.get("remote_user") or ""
    return " ".join(str(name).split()).casefold()


class Login(auth.LoginView):
    """The door: name and password, and the way to an identity provider where one is configured."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the name of the provider, or nothing."""
        oidc = settings.LOGIN.oidc
        more = {"has_oidc": oidc is not None, "provider": in_language(oidc.name) if oidc else ""}
        return {**super().get_context_data(**kwargs), **more}

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """In, and noted."""
        came_by = str(getattr(form.get_user(), "backend", ""))
        declare(self.request, "login", "ldap" if came_by.endswith("LdapBackend") else "")
        return super().form_valid(form)


@login_not_required
@never_cache
@require_GET
def oidc_start(request: HttpRequest) -> HttpResponse:
    """The way to the identity provider."""
    from dashboard.accounts import oidc

    return oidc.start(request)


@login_not_required
@never_cache
@require_GET
def oidc_callback(request: HttpRequest) -> HttpResponse:
    """The way back."""
    from dashboard.accounts import oidc

    return oidc.callback(request)


class Logout(auth.LogoutView):
    """The way out, and out of the provider's session where it says how."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End our session first; what comes then cannot keep it open."""
        oidc = settings.LOGIN.oidc
        token = request.session.get("oidc_id_token")
        answer = super().post(request, *args, **kwargs)
        if token and oidc is not None and oidc.logout:
            from dashboard.accounts.oidc import leave_address

            return HttpResponseRedirect(leave_address(request, token))
        return answer
