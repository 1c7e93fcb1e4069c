"""Pages of login. Belongs here: what Django's own do not cover. Does not belong here: facts."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """Say that too many wrong passwords were given, and for how long the door stays shut."""
    return render(request, "registration/locked_out.html", status=429)
