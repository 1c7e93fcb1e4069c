"""What stands around every page: the way to the other pages, the audit, the person.

Belongs here: the context of the base template. Does not belong here: content.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from dashboard.pages.shown import language

GROUPS = (
    (_("每日"), (("tonight", _("今日要情")),)),
    (
        _("考核"),
        (
            ("departments", _("部门成绩")),
            ("clauses", _("条款执行")),
            ("money", _("奖罚台账")),
            ("appeals", _("申诉与裁定")),
        ),
    ),
    (
        _("指标"),
        (
            ("water", _("水质指标")), ("pressure", _("水压指标")), ("meter", _("抄表指标")),
            ("hotline", _("热线指标")), ("callbacks", _("回访指标")), ("closures", _("办结指标")),
            ("districts", _("片区与测点")),
        ),
    ),
    (_("证据"), (("observations", _("判定明细")), ("tickets", _("工单")))),
    (
        _("规则"),
        (
            ("rulebook", _("规则库")),
            ("scheme", _("计分办法")),
            ("consequences", _("奖罚规定")),
            ("calendar", _("工作日历")),
            ("whatif", _("规则试算")),
        ),
    ),
    (_("数据"), (("quality", _("数据质量")), ("reports", _("报告")), ("audits", _("审计记录")))),
)  # fmt: skip
"""Groups of pages: a page that is not there yet is not linked."""

BELOW = {
    "department": "departments",
    "clause": "clauses",
    "items": "clauses",
    "observation": "observations",
    "ticket": "tickets",
    "compare": "rulebook",
    "audit_difference": "audits",
    "data_docs": "quality",
    "entry": "money",
    "appeal": "appeals",
    "file_appeal": "appeals",
}
"""Pages of single things, and the page they are reached from."""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, language and role, for every template."""
    match = request.resolver_match
    here = match.url_name if match else ""
    is_known = bool(getattr(request, "user", None)) and request.user.is_authenticated
    return {
        "lang": language(),
        "base": "base.html",
        "navigation": _navigation(
            get_script_prefix(), get_language() or "", BELOW.get(here or "", here)
        )
        if is_known
        else None,
    }


@lru_cache(maxsize=256)
def _navigation(_prefix: str, _language: str, here: str) -> dict[str, str]:
    """The links to all pages as HTML, and where this one is among them: the same for everybody who reads a language."""
    groups = [
        (str(title), [(reverse(name), str(text), name == here) for name, text in pages])
        for title, pages in GROUPS
    ]
    found = [
        f"{title} · {text}"
        for title, pages in groups
        for _address, text, is_here in pages
        if is_here
    ]
    return {
        "links": render_to_string("parts/navigation.html", {"navigation": groups}),
        "here": next(iter(found), ""),
    }
