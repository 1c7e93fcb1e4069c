"""Deciding on an appeal: who may, the effects there are, and sending the decision to be filed.

Belongs here: the form and its checks. Does not belong here: the rules (the engine refuses what breaks them and
says which), what an effect changes (the next audit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.accounts.access import declare
from dashboard.accounts.identity import Identity
from dashboard.facts.page import Facts, Row
from dashboard.filing import can_file, dismiss, plain, uphold
from dashboard.pages.shown import language

EFFECTS = {
    "dismiss": lazy("驳回：原判定和金额维持不变"),
    "excuse": lazy("成立：予以免责"),
    "verdict": lazy("成立：更正判定"),
    "until": lazy("成立：延长期限"),
    "waive": lazy("成立：免除金额，判定不变"),
    "amount": lazy("成立：核定金额（在规定幅度内）"),
}
VALUED = ("excuse", "verdict", "until", "amount")
VERDICTS = ("compliant", "breach", "not_assessed", "not_applicable")
NEED_EVIDENCE = ("excuse", "verdict")


@dataclass
class Form:
    """The form of a decision. closed: why there is none; typed: what somebody typed; errors: by field."""

    closed: Any = ""
    excuses: list[Row] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, Any] = field(default_factory=dict)
    refusal: str = ""

    @property
    def effects(self) -> list[tuple[str, Any]]:
        """Code and words of every effect."""
        return list(EFFECTS.items())

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Verdicts that a correction may set."""
        return VERDICTS


def form_of(facts: Facts, row: Row, who: Identity | None) -> Form:
    """The form for this appeal and person, closed where nothing can be decided by them."""
    if not facts.scope.may_decide:
        return Form(closed=lazy("由其他部门的质量监督人员裁定。"))
    if row["state"] != "open" or row["is_settled_later"]:
        return Form(closed=lazy("该申诉已有裁定。"))
    if not can_file():
        return Form(closed=NOT_SERVED)
    if who is None:
        return Form(closed=NO_NUMBER)
    if who.staff_id == row["filed_by"]:
        return Form(closed=lazy("申诉由您提出，须由他人裁定。"))
    clause = str(row["observation_id"] or "").partition("/")[0]
    return Form(excuses=facts.ask("clause_excuse_codes", clause=clause))


NO_NUMBER = lazy("您的账号没有登记员工编号，不能提出或裁定申诉。请管理员在“账号管理”中登记。")
NOT_SERVED = lazy("本看板没有接收申诉的文件夹，不能提交申诉和裁定。请联系系统管理员。")
HINT = lazy("管理员：启动服务时用 plumbline serve --inbox 指定收文件的文件夹。")


def decide(
    request: HttpRequest, facts: Facts, row: Row, form: Form, who: Identity | None
) -> HttpResponseBase | None:
    """File the decision that was sent. None: it was refused, and the form says why."""
    if not facts.scope.may_decide:
        raise Http404
    if form.closed or who is None:
        form.refusal = str(form.closed)
        return None
    form.typed = {
        key: plain(value) for key, value in request.POST.items() if isinstance(value, str)
    }
    form.errors = checked(form.typed)
    if form.errors:
        return None
    appeal, effect, reason = row["appeal_id"], form.typed["effect"], form.typed["reason"]
    if effect == "dismiss":
        answer = dismiss(who, language(), appeal=appeal, reason=reason)
    else:
        answer = uphold(
            who, language(), appeal=appeal, effect={effect: form.typed.get(effect, "") or "yes"},
            reason=reason, evidence=form.typed.get("evidence", ""),
        )  # fmt: skip
    declare(request, "decide", f"{appeal} {effect}: {'filed' if answer.is_done else answer.text}")
    if not answer.is_done:
        form.refusal = answer.text
        return None
    messages.success(request, _("裁定已提交。下一次审计执行；在此之前，已发布的结果不变。"))
    return redirect("appeal", appeal=appeal)


def checked(typed: Mapping[str, str]) -> dict[str, Any]:
    """What is missing, by field."""
    errors: dict[str, Any] = {}
    effect = typed.get("effect", "")
    if effect not in EFFECTS:
        errors["effect"] = lazy("请选择裁定结果。")
    elif effect in VALUED and not typed.get(effect):
        errors[effect] = lazy("所选的裁定结果需要填写这一项。")
    if not typed.get("reason"):
        errors["reason"] = lazy("请填写裁定理由。")
    return errors
