"""Coming in by a gateway in front that names who it is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from dashboard.accounts.gateway import GatewayMiddleware
from dashboard.accounts.people import make_account
from tests.dashboard.conftest import PASSWORD


@pytest.fixture
def gateway(
    published: object, db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings that PLUMBLINE_GATEWAY_HEADER=X-Person makes."""
    monkeypatch.setattr(GatewayMiddleware, "header", "HTTP_X_PERSON")
    found = list(settings.MIDDLEWARE)
    found.insert(
        found.index("django.contrib.auth.middleware.AuthenticationMiddleware") + 1,
        "dashboard.accounts.gateway.GatewayMiddleware",
    )
    settings.MIDDLEWARE = found
    settings.AUTHENTICATION_BACKENDS = [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.RemoteUserBackend",
        "django.contrib.auth.backends.ModelBackend",
    ]


def visit(name: str) -> int:
    return Client(headers={"x-person": name}).get("/").status_code


@pytest.mark.usefixtures("gateway")
def test_whom_the_gateway_names_comes_in() -> None:
    make_account("alice", PASSWORD, "supervisor")
    assert visit("alice") == 200
    assert visit("somebody-new") == 403, "a new name has no role, hence no page"


@pytest.mark.usefixtures("gateway")
def test_one_who_may_not_come_in_locks_nobody_else_out() -> None:
    make_account("alice", PASSWORD, "supervisor")
    make_account("bob", PASSWORD, "supervisor")
    User.objects.filter(username="bob").update(is_active=False)
    assert {visit("bob") for _ in range(8)} <= {302, 429}
    assert visit("alice") == 200
