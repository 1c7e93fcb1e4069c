"""How a page is answered: whole, as a fragment for htmx, or as a file of one of its tables.

Belongs here: what all pages do alike. Does not belong here: what single pages show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from dashboard.facts.copying import CopyingError, SwappedError
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages.export import LIMITS, TYPES, TooManyRowsError, export
from dashboard.pages.shown import language
from dashboard.pages.table import Table, Text


def respond(
    request: HttpRequest,
    template: str,
    *,
    title: Text,
    tables: Sequence[Table] = (),
    **context: Any,
) -> HttpResponseBase:
    """The page, or the file that `?export=csv&table=name` asks for."""
    facts = facts_of(request)
    form = request.GET.get("export", "")
    if form:
        return _exported(request, facts, tables, form)
    htmx = getattr(request, "htmx", None)
    is_fragment = bool(htmx) and not getattr(htmx, "history_restore_request", False)
    response = render(
        request,
        f"pages/{template}.html",
        {
            "base": "fragment.html" if is_fragment else "base.html",
            "title": title,
            "facts": facts,
            "scope": facts.scope,
            "run": facts.run,
            "tables": {one.name: one for one in tables},
            **context,
        },
    )
    response.headers["Vary"] = "HX-Request, Cookie, Accept-Language"
    return response


def _exported(
    request: HttpRequest, facts: Facts, tables: Sequence[Table], form: str
) -> HttpResponseBase:
    name = request.GET.get("table", "")
    found = next((one for one in tables if one.name == name), None)
    if found is None or form not in TYPES or not facts.scope.may_export:
        raise Http404
    try:
        return export(facts, found, form, language())
    except TooManyRowsError:
        limit = {"limit": LIMITS[form], "is_longest": LIMITS[form] == max(LIMITS.values())}
        return render(request, "errors/too_many.html", limit, status=413)
    except CopyingError:
        return render(request, "errors/copying.html", status=503)
    except SwappedError:
        return HttpResponseRedirect(request.get_full_path())


def chosen_month(request: HttpRequest, facts: Facts) -> date | None:
    """The month asked for; else the last one that is over; else the last one. 404 where there is no such."""
    months = facts.months()
    asked = request.GET.get("month", "")
    if asked:
        found = next((one for one in months if f"{one['period_from']:%Y-%m}" == asked), None)
        if found is None:
            raise Http404
        return _day(found)
    over = [one for one in months if one["is_over"]]
    return _day((over or months)[0]) if months else None


def _day(row: Row) -> date:
    found: date = row["period_from"]
    return found


def in_scope_or_404(facts: Facts, department: str) -> str:
    """The department if it may be seen: what is out of scope does not exist."""
    if department not in facts.departments():
        raise Http404
    return department


def chosen_department(request: HttpRequest, facts: Facts) -> str | None:
    """The department asked for. None is the whole utility; who cannot see the whole gets the first of theirs."""
    asked = request.GET.get("dept", "")
    if asked:
        return in_scope_or_404(facts, asked)
    if facts.scope.is_whole:
        return None
    return min(facts.departments(), default="")


def month_of(text: str) -> date:
    """The first day of a month like 2026-05; 404 for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise Http404 from error
