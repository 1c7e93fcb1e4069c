"""Personal data of one delivered row: shown once, to those who may, for a reason that is put on record.

Belongs here: the form, and what is revealed. Does not belong here: reading it (the command `plumbline original`; the
published file holds none), the access log.
"""

from __future__ import annotations

import json

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dashboard.engine import run
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links
from dashboard.pages.respond import respond
from dashboard.pages.revealing import put_on_record, reason_of
from dashboard.pages.shown import language
from dashboard.pages.table import Text

MASK = "***"


def can_reveal(facts: Facts, row: Row) -> bool:
    """Whether there is something masked in a row of evidence that this person may see."""
    return facts.scope.may_reveal and MASK in row.values()


@require_http_methods(["GET", "HEAD", "POST"])
def original(request: HttpRequest, observation: str) -> HttpResponseBase:
    """The form that asks for the reason; what it sends is answered once, with the row as it was delivered."""
    facts = facts_of(request)
    clause, _slash, record = observation.partition("/")
    row = facts.one("observation", clause=clause, record=record)
    if row is None or not facts.scope.may_reveal:
        raise Http404
    table, file, line = row["record_table"], row["source_file_id"], row["source_row"]
    masked = facts.evidence_row(table, file, line) or {}
    if not can_reveal(facts, masked):
        raise Http404
    reason, fault = "", ""
    wrong: Text = ""
    found: dict[str, str] | None = None
    if request.method == "POST":
        reason, wrong = reason_of(request)
        if not wrong:
            answer = run(
                ["original", f"--home={settings.HOME}", "--format=json", "--", table, str(file), str(line)],
                language(),
            )  # fmt: skip
            put_on_record(request, f"{table} {record}", reason, is_shown=answer.is_done)
            found = json.loads(answer.text) if answer.is_done else None
            fault = "" if answer.is_done else answer.text
    return respond(
        request,
        "original",
        title=lazy("查看原文"),
        row=row,
        masked=[key for key, value in masked.items() if value == MASK],
        why=reason,
        wrong=wrong,
        fault=fault,
        found=None if found is None else _with_meaning(facts, table, found),
        target=links.observation(row["observation_id"]),
    )


def _with_meaning(facts: Facts, table: str, found: dict[str, str]) -> list[Row]:
    meaning = {one["column_name"]: one for one in facts.ask("evidence_columns", table=table)}
    nothing = {"zh": "", "en": ""}
    return [
        {
            "value": value,
            **{f"meaning_{lang}": meaning.get(name, nothing)[lang] for lang in ("zh", "en")},
        }
        for name, value in found.items()
    ]
