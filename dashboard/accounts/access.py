"""The access log: every page that somebody who is logged in asked for.

Belongs here: writing the log. Does not belong here: deciding what may be seen.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dashboard.accounts.address import address_of
from dashboard.accounts.models import Access


class AccessMiddleware:
    """Writes one row for each request of a person, after it was answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer and note who asked for what, of which audit, and how it ended."""
        username = request.user.get_username() if request.user.is_authenticated else ""
        response = self.get_response(request)
        username = username or (
            request.user.get_username() if request.user.is_authenticated else ""
        )
        if username:
            act, reason = getattr(request, "_act", ("", ""))
            act = act or ("export" if "export" in request.GET else "page")
            note(request, username, act, response, reason)
        return response


def declare(request: HttpRequest, act: str, reason: str) -> None:
    """Name the act that this request is, for the log; reason: what it was about and how it ended."""
    request._act = (act, reason)  # type: ignore[attr-defined]  # noqa: SLF001 - a request carries what belongs to it


def note(
    request: HttpRequest, username: str, act: str, response: HttpResponse, reason: str = ""
) -> None:
    """Add a row to the access log. What a login hands over in the address is nobody's to read afterwards."""
    facts = getattr(request, "_facts", None)
    Access.objects.create(
        username=username,
        act=str(request.method).lower() if request.method != "GET" and act == "page" else act,
        path=request.path[:500],
        query="" if act == "login" else request.META.get("QUERY_STRING", "")[:1000],
        status=response.status_code,
        audit_id=facts.run["audit_id"] if facts else "",
        address=address_of(request),
        reason=reason[:500],
    )
