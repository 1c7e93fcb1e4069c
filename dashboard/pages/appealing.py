"""Filing an appeal, from the page of an observation or of an entry of the ledger.

Belongs here: the form, its checks, and sending it to be filed. Does not belong here: the rules of admission (the
engine refuses what breaks them and says which), deciding (`dashboard/pages/deciding.py`).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dashboard.accounts.access import declare
from dashboard.accounts.identity import identity_of
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.filing import can_file, plain
from dashboard.filing import file_appeal as send
from dashboard.pages import links
from dashboard.pages.appeals import last_day, record_of
from dashboard.pages.deciding import HINT, NO_NUMBER, NOT_SERVED
from dashboard.pages.respond import respond
from dashboard.pages.shown import language

SHORT = 200


@require_http_methods(["GET", "HEAD", "POST"])
def file_appeal(request: HttpRequest) -> HttpResponseBase:
    """The form; what it sends becomes a record for the next audit."""
    facts = facts_of(request)
    given = request.POST if request.method == "POST" else request.GET
    kind = "observation" if given.get("observation") else "entry"
    row, department = _target(facts, kind, given.get(kind, ""))
    who = identity_of(request.user)
    closed = _closed(facts, row, who is not None)
    typed: dict[str, str] = {}
    errors: dict[str, Any] = {}
    refusal = ""
    if request.method == "POST":
        if closed or who is None or row is None:
            raise Http404
        typed = {
            "reason": plain(request.POST.get("reason", "")),
            "evidence": plain(request.POST.get("evidence", ""), SHORT),
        }
        if not typed["reason"]:
            errors["reason"] = lazy("请写明申诉理由。")
        else:
            answer = send(
                who, language(), target={kind: row["target"]}, department=department, **typed
            )
            declare(
                request, "appeal", f"{row['target']}: {'filed' if answer.is_done else answer.text}"
            )
            if answer.is_done:
                messages.success(
                    request, _("申诉已提交。下一次审计受理；在此之前，已发布的结果不变。")
                )
                return redirect(f"{links.appeals()}#waiting")
            refusal = answer.text
    return respond(
        request,
        "file_appeal",
        title=lazy("提出申诉"),
        row=row,
        kind=kind,
        closed=closed,
        hint=HINT if facts.scope.role == "administrator" and not can_file() else "",
        until=last_day(facts, row["period_from"]) if row else None,
        typed=typed,
        errors=errors,
        refusal=refusal,
        who=who,
        dated=settings.FILING_AT,
        target=links.contested(row) if row else "",
        record=record_of(row) if row else "",
    )


def _closed(facts: Facts, row: Row | None, is_known: bool) -> Any:  # noqa: FBT001 - one fact of the account
    """Why this person cannot file here; nothing where they can."""
    if not facts.scope.may_file:
        return lazy("申诉由部门负责人或质量监督人员提出；您的账号只能查看。")
    if row is None:
        return lazy("请先打开要申诉的判定或分录，再点“对此申诉”。")
    if not can_file():
        return NOT_SERVED
    return "" if is_known else NO_NUMBER


def _target(facts: Facts, kind: str, target: str) -> tuple[Row | None, str]:
    """What is contested, and the department it is filed for; 404 for what is out of scope."""
    if not target:
        return None, ""
    if kind == "observation":
        clause, _slash, record = target.partition("/")
        row = facts.one("observation", clause=clause, record=record)
    else:
        row = facts.one("entry", entry=target)
    if row is None:
        raise Http404
    made = {**row, "target": target, "observation_id": target if kind == "observation" else None}
    made["entry_id"] = target if kind == "entry" else None
    return made, row["department_id"] or ""
