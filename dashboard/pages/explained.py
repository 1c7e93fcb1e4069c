"""One result told step by step, from the article to the lines of evidence, as the command `plumbline explain` tells it.

Belongs here: asking for it and showing it. Does not belong here: any of the telling, which recounts the result from the
published file. It names whoever held a ticket, so that only those who see the whole utility may read it.
"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.engine import run
from dashboard.facts.middleware import facts_of
from dashboard.pages import links
from dashboard.pages.respond import respond
from dashboard.pages.shown import language


def explained(request: HttpRequest, observation: str) -> HttpResponseBase:
    """The explanation of an observation, or why there is none."""
    facts = facts_of(request)
    clause, _slash, record = observation.partition("/")
    row = facts.one("observation", clause=clause, record=record)
    if row is None or not facts.scope.is_whole:
        raise Http404
    lang = language()
    answer = run(
        ["explain", f"--file={settings.PUBLISHED}", "--format=text", f"--lang={lang}", "--", observation],
        lang,
    )  # fmt: skip
    return respond(
        request,
        "explained",
        title=lazy("逐步说明"),
        row=row,
        answer=answer,
        target=links.observation(observation),
    )
