"""Gives every request its facts: one cursor in the user's scope, opened when first asked for.

Belongs here: opening and closing around a request, and what happens when there is nothing to open.
Does not belong here: who may see what.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.accounts.scoping import scope_of
from dashboard.accounts.seen import remember
from dashboard.facts.hub import Hub, NothingPublishedError
from dashboard.facts.page import Facts, NoScopeError, OtherVersionError, TooSlowError

log = logging.getLogger(__name__)
hub = Hub(settings.FACTS_THREADS, settings.FACTS_MEMORY)


def facts_of(request: HttpRequest) -> Facts:
    """The facts of this request. Raises NothingPublishedError, NoScopeError."""
    found = getattr(request, "_facts", None)
    if found is None:
        scope = scope_of(request.user)
        if scope.is_nothing:
            raise NoScopeError
        attached = hub.current(settings.PUBLISHED)
        found = Facts(attached, scope, settings.FACTS_TIMEOUT_S)
        request._facts = found  # type: ignore[attr-defined]  # noqa: SLF001 - a request carries what belongs to it
    return cast("Facts", found)


class FactsMiddleware:
    """Closes the cursor of a request, and turns a missing file or a slow question into a page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and let go of the cursor."""
        response = self.get_response(request)
        found = getattr(request, "_facts", None)
        if found is not None:
            remember(found)
            found.close()
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say what happened and what to do, where that is known."""
        if isinstance(error, NothingPublishedError):
            return render(request, "errors/nothing_published.html", status=503)
        if isinstance(error, NoScopeError):
            return render(request, "errors/no_scope.html", status=403)
        if isinstance(error, TooSlowError):
            return render(request, "errors/too_slow.html", status=503)
        if isinstance(error, OtherVersionError):
            log.error("%s: %s", request.path, error)
            return render(request, "errors/other_version.html", status=503)
        return None
