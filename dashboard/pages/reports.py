"""Reports: the generated files of the home, to read and download, and a button that makes those of a month.

Belongs here: listing and serving. Does not belong here: making reports (`dashboard/reports/`).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from csp.decorators import csp_replace
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard import runs
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import shown
from dashboard.pages.export import TYPES
from dashboard.pages.respond import chosen_month, respond
from dashboard.pages.table import Column, Table, department_name
from dashboard.reports.files import ReportFile, report_files

KIND = "report"
FORMS = {**TYPES, "html": "text/html; charset=utf-8", "pdf": "application/pdf"}
SHOWN = ("pdf", "xlsx", "html")
"""What is signed first, then what is reckoned with, then what is read here."""


def reports(request: HttpRequest) -> HttpResponseBase:
    """The reports of the scope, by month. POST makes those of a month (supervisors and administrators)."""
    facts = facts_of(request)
    month = chosen_month(request, facts)
    running = next((one for one in runs.runs(KIND) if facts.scope.may_try), None)
    problem = ""
    if request.method == "POST":
        if not facts.scope.may_try:
            raise Http404
        if "cancel" in request.POST:
            found = runs.read(request.POST["cancel"])
            if found is None or found.kind != KIND:
                raise Http404
            runs.cancel(found)
            return HttpResponseRedirect(reverse("reports"))
        try:
            _start(request, facts)
            return HttpResponseRedirect(reverse("reports"))
        except runs.BusyError:
            problem = _("这里正在进行另一项计算，请等它完成或取消后再试。")
    asked = request.GET.get("month", "")
    files = [
        one
        for one in report_files(Path(settings.REPORTS))
        if _may_see(facts, one) and (not asked or f"{one.month:%Y-%m}" == asked)
    ]
    return respond(
        request,
        "reports",
        title=lazy("报告"),
        tables=[_table(facts, files)],
        month=month,
        months=facts.months(),
        asked=asked,
        found=running if running and running.state in ("running", "failed") else None,
        problem=problem,
        home=settings.HOME,
    )


def _start(request: HttpRequest, facts: Facts) -> None:
    wanted = request.POST.get("make", "")
    if wanted not in {f"{one['period_from']:%Y-%m}" for one in facts.months()}:
        raise Http404
    arguments = [
        "report", "--home", str(settings.HOME), "--month", wanted, "--lang", shown.language()
    ]  # fmt: skip
    runs.start(
        KIND, arguments, by=request.user.get_username(), asked={"audit_id": facts.run["audit_id"]}
    )


def _may_see(facts: Facts, one: ReportFile) -> bool:
    return facts.scope.covers(one.department)


def _at(form: str) -> Callable[[Row], str]:
    """Where the file of a format of a row lies."""
    return lambda row: row.get(f"{form}_at", "")


def _table(facts: Facts, files: list[ReportFile]) -> Table:
    rows: dict[tuple[object, ...], Row] = {}
    for one in files:
        row = rows.setdefault(
            (one.month, one.audit_id, one.department, one.lang),
            {
                "month": one.month,
                "whose": department_name(facts, one.department) if one.department else _("全公司"),
                "department": one.department,
                "lang": {"zh": "中文", "en": "English"}[one.lang],
                "audit_id": one.audit_id,
                "is_now": one.audit_id == facts.run["audit_id"],
            },
        )
        row[one.form] = {"html": _("阅读"), "xlsx": "Excel", "pdf": "PDF"}[one.form]
        row[f"{one.form}_at"] = reverse("report_file", args=[one.place])
    return Table(
        "reports",
        lazy("已生成的报告"),
        [
            Column("month", lazy("月份"), "month"),
            Column("whose", lazy("范围"), "data", is_key=True),
            Column("lang", lazy("语言"), "data"),
            *(Column(form, form.upper(), "text", link=_at(form)) for form in SHOWN if any(form in row for row in rows.values())),
            Column("audit_id", lazy("依据的审计"), "text"),
            Column("is_now", lazy("现在的审计"), "yes"),
        ],
        list(rows.values()),
        empty=lazy("这里还没有报告。请运行 plumbline report，或由质量监督部门在这里生成。"),
        note=lazy("报告按月份和审计分开存放，重新审计后生成的报告不会覆盖已签字的旧报告。") if rows else "",
    )  # fmt: skip


@csp_replace(  # type: ignore[arg-type] # its types know no view with a parameter
    {
        "default-src": ["'none'"],
        "script-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "sandbox": [""],
    }
)
def report_file(request: HttpRequest, file: str) -> HttpResponseBase:
    """One report: HTML to read, everything else to download. It carries its own style, and nothing in it runs."""
    facts = facts_of(request)
    found = next((one for one in report_files(Path(settings.REPORTS)) if one.place == file), None)
    if found is None or not _may_see(facts, found):
        raise Http404
    return FileResponse(
        found.path.open("rb"),
        content_type=FORMS[found.form],
        as_attachment=found.form != "html",
        filename=found.path.name,
    )
