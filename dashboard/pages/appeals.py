"""Appeals and decisions: what the audit knows of them, what waits for the next one, and one appeal.

Belongs here: what these pages ask and lay out. Does not belong here: filing an appeal
(`dashboard/pages/appealing.py`), the form of a decision (`dashboard/pages/deciding.py`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from dashboard.accounts.identity import identity_of
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.filing import can_file, reasons, waiting
from dashboard.pages import deciding, links
from dashboard.pages.respond import in_scope_or_404, month_of, respond
from dashboard.pages.revealing import put_on_record, reason_of
from dashboard.pages.shown import language
from dashboard.pages.table import Column, Table, Text, department_name

STATES = ("open", "upheld", "dismissed", "refused")
CONDITIONS = {
    "state": "a.state = $state",
    "dept": "a.department_id = $dept",
    "month": "a.period_from = $month",
}


def appeals(request: HttpRequest) -> HttpResponseBase:
    """Every appeal and decision in the scope, and what was filed since the audit."""
    facts = facts_of(request)
    asked = {key: request.GET.get(key, "").strip() for key in CONDITIONS}
    if asked["dept"]:
        in_scope_or_404(facts, asked["dept"])
    values: dict[str, Any] = {key: value for key, value in asked.items() if value}
    if asked["month"]:
        values["month"] = month_of(asked["month"])
    rows = facts.ask("appeals", wanted=[CONDITIONS[key] for key in values], **values)
    about = [
        one.replace("a.", "d.")
        for key, one in CONDITIONS.items()
        if key in values and key != "state"
    ]
    values.pop("state", None)
    decided = facts.ask("decisions", wanted=about, **values)
    news, fault = _news(facts)
    return respond(
        request,
        "appeals",
        title=lazy("申诉与裁定"),
        tables=[_waiting(news), appeals_table(rows), decisions_table(facts, decided)],
        asked=asked,
        states=STATES,
        months=facts.months(),
        departments=facts.departments(),
        fault=fault,
        can_file=can_file(),
        hint=deciding.HINT,
    )


def record_of(row: Row) -> str:
    """What an appeal is about, by its number alone: the clause is told beside it in words."""
    return (row["observation_id"] or "").partition("/")[2] or row["entry_id"] or ""


def _news(facts: Facts) -> tuple[list[Row], str]:
    """What was filed since the audit, with the clause and the money it is about."""
    rows, fault = waiting(facts, language())
    contested = [row["observation_id"] or row["entry_id"] for row in rows]
    about = {row.pop("contested"): row for row in facts.ask("contested", contested=contested)}
    made = [
        {**row, **about[one], "target": record_of(row)}
        for row, one in zip(rows, contested, strict=True)
    ]
    return made, fault


def _waiting(rows: list[Row]) -> Table:
    return Table(
        "waiting",
        lazy("已提交，待下次审计读取"),
        [
            Column("appeal_id", lazy("申诉"), "text", link=lambda row: links.appeal(row["appeal_id"])),
            Column("progress", lazy("进度"), "code", codes="appeal_progress"),
            Column("title", lazy("条款"), "words", is_wide=True),
            Column("target", lazy("申诉对象"), "text", link=links.contested),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
            Column("department_id", lazy("所涉部门"), "department"),
            Column("filed_at", lazy("提出时间"), "moment"),
            Column("decision_kind", lazy("裁定"), "code", codes="decision_kinds"),
            Column("effect", lazy("下次审计后的效果"), "words", is_wide=True),
        ],
        [{**row, "progress": "settled" if row["decision_id"] else "filed"} for row in rows],
        empty=lazy("没有等待读取的申诉或裁定。"),
        note=lazy("下一次审计读取并执行；在此之前，已发布的判定、得分和金额都不变。"),
    )  # fmt: skip


def appeals_table(rows: list[Row]) -> Table:
    """Appeals that the audit knows."""
    return Table(
        "appeals",
        lazy("申诉记录"),
        [
            Column("appeal_id", lazy("申诉"), "text", link=lambda row: links.appeal(row["appeal_id"])),
            Column("state", lazy("状态"), "code", codes="appeal_states"),
            Column("title", lazy("条款"), "words", is_wide=True),
            Column("target", lazy("申诉对象"), "text", link=links.contested),
            Column("department_id", lazy("所涉部门"), "department", link=lambda row: links.department(row["department_id"], row["period_from"])),
            Column("period_from", lazy("月份"), "month"),
            Column("filed_at", lazy("提出时间"), "moment"),
            Column("filed_by", lazy("提出人"), "text", only="file"),
            Column("days_open", lazy("历时（天）"), "number"),
            Column("decided_at", lazy("裁定时间"), "moment"),
            Column("effect", lazy("裁定结果"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("没有符合条件的申诉。对判定或金额有异议时，请打开该判定或分录，点“对此申诉”。"),
    )  # fmt: skip


def _decider(facts: Facts, row: Row) -> str | None:
    """Who decided: the department, where it is in scope, and the staff number."""
    department = row["decided_department_id"]
    named = (department_name(facts, department) if department else None, row["decided_by"])
    return " ".join(filter(None, named)) or None


def decisions_table(facts: Facts, rows: list[Row], title: Any = None) -> Table:
    """Decisions that the audit knows."""
    return Table(
        "decisions",
        title or lazy("裁定记录"),
        [
            Column("decided_at", lazy("裁定时间"), "moment"),
            Column("kind", lazy("种类"), "code", codes="decision_kinds"),
            Column("status", lazy("状态"), "code", codes="decision_statuses"),
            Column("effect", lazy("结果"), "words", is_wide=True),
            Column("title", lazy("条款"), "words"),
            Column("target", lazy("对象"), "text", link=links.contested),
            Column("department_id", lazy("所涉部门"), "department"),
            Column("appeal_id", lazy("申诉"), "text", link=lambda row: links.appeal(row["appeal_id"])),
            Column("decider", lazy("裁定人"), "data", only="page"),
            Column("decided_by", lazy("裁定人"), "text", only="file"),
            Column("decided_department_id", lazy("裁定部门"), "department", only="file"),
            Column("evidence_ref", lazy("证据编号"), "data", only="file"),
            Column("observation_id", lazy("所依据的判定"), "text", only="file"),
            Column("decision_id", lazy("裁定编号"), "text", only="file"),
        ],
        [{**row, "decider": _decider(facts, row)} for row in rows],
        empty=lazy("没有裁定。有人提出申诉之后，由其他部门的质量监督人员在申诉的页面上裁定。"),
    )  # fmt: skip


def way_to_appeal(
    facts: Facts, known: list[Row], month: date | None, **target: str
) -> dict[str, Any] | None:
    """The way from an observation or an entry to an appeal: the open one where there is one, else the form.

    None: this person cannot file anything here. until: the last day to file; is_over: it has passed.
    """
    running = next((row for row in known if row["state"] == "open"), None)
    if running is None and can_file():
        news, _fault = waiting(facts, language())
        running = next(
            (
                row
                for row in news
                if any(row.get(f"{key}_id") == one for key, one in target.items())
            ),
            None,
        )
    if running is not None:
        return {"open": running["appeal_id"], "link": links.appeal(running["appeal_id"])}
    if not (facts.scope.may_file and can_file()):
        return None
    until = last_day(facts, month)
    zone = facts.as_of.tzinfo
    given = datetime.fromisoformat(settings.FILING_AT) if settings.FILING_AT else datetime.now(UTC)
    now = given if given.tzinfo else given.replace(tzinfo=zone)
    is_over = until is not None and now.astimezone(zone).date() > until
    return {"link": links.file_appeal(**target), "until": until, "is_over": is_over}


def last_day(facts: Facts, month: date | None) -> date | None:
    """The last day on which an appeal about a month may be filed."""
    days = facts.one("appeal_days")
    if month is None or days is None:
        return None
    following = (month + timedelta(days=31)).replace(day=1)
    return following + timedelta(days=days["appeal_days"] - 1)


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, appeal: str) -> HttpResponseBase:
    """One appeal with its history; whoever may decide finds the form here."""
    facts = facts_of(request)
    row, fault = _found(facts, appeal)
    who = identity_of(request.user)
    form = deciding.form_of(facts, row, who)
    words: list[Row] = []
    reason: str = ""
    wrong: Text = ""
    if request.method == "POST" and "decide" in request.POST:
        done = deciding.decide(request, facts, row, form, who)
        if done is not None:
            return done
    elif request.method == "POST":
        if not (facts.scope.may_file or facts.scope.may_decide):
            raise Http404
        reason, wrong = reason_of(request)
        if not wrong:
            words, fault = reasons(appeal, language())
            put_on_record(request, f"reasons of {appeal}", reason, is_shown=bool(words))
    about = facts.one("entry", entry=row["entry_id"]) if row["entry_id"] else None
    clause, _, record = (row["observation_id"] or "").partition("/")
    found = facts.one("observation", clause=clause, record=record) if record else None
    decided = facts.ask("decisions", wanted=["d.appeal_id = $appeal"], appeal=appeal)
    return respond(
        request,
        "appeal",
        title=appeal,
        tables=[decisions_table(facts, decided, lazy("审计已知的裁定"))],
        row=row,
        words=words,
        why=reason,
        wrong=wrong,
        fault=fault,
        about=about,
        found=found,
        form=form,
        until=last_day(facts, row["period_from"]),
        next_step=_next_step(row, form),
        record=record_of(row),
        may_read=(facts.scope.may_file or facts.scope.may_decide) and can_file(),
        target=links.contested(row),
    )


def _next_step(row: Row, form: deciding.Form) -> Any:
    """Who has to do what before anything changes; nothing where all is done."""
    if row["is_settled_later"] or not row["is_audited"]:
        return ""
    if row["known_state"] == "open":
        return (
            lazy("下一步：请在本页裁定。")
            if not form.closed
            else lazy("下一步：由其他部门的质量监督人员裁定；裁定之后，下一次审计执行。")
        )
    return ""


def _found(facts: Facts, appeal: str) -> tuple[Row, str]:
    """The appeal as the audit knows it, with what came since; 404 where neither knows it."""
    known = facts.one("appeals", wanted=["a.appeal_id = $appeal"], appeal=appeal)
    news, fault = _news(facts)
    later = next((one for one in news if one["appeal_id"] == appeal), None)
    if known is None and later is None:
        raise Http404
    row = {**(known or {}), **(later or {})}
    row.setdefault("effect_zh", None)
    return {
        **row,
        "is_audited": known is not None,
        "is_settled_later": bool(later and later["decision_id"]),
        "known_state": known["state"] if known else None,
    }, fault
