"""What if: other limits, parameters or choices, judged over the same evidence and set beside what was published.

Belongs here: the form, watching a run, and laying out its answer. Does not belong here: running the command
(`dashboard/runs.py`), judging. The published file is never touched: the command works in scratch files.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard import runs
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown
from dashboard.pages.respond import respond
from dashboard.pages.table import Column, Table
from dashboard.pages.versions import limit_text
from dashboard.pages.whatif_tables import tables_of, tiles_of

KIND = "whatif"
FIELDS = (1, 2, 3)
"""So many changes can be tried at once."""


def whatif(request: HttpRequest) -> HttpResponseBase:
    """The form and the runs; with `?run=` one run. POST starts or cancels one."""
    facts = facts_of(request)
    if request.method == "POST":
        return _act(request, facts)
    asked = request.GET.get("run", "")
    if asked:
        return _run(request, facts, asked)
    return _form(request, facts, "")


def _act(request: HttpRequest, facts: Facts) -> HttpResponseBase:
    if not facts.scope.may_try:
        raise Http404
    if "cancel" in request.POST:
        found = runs.read(request.POST["cancel"])
        if found is None or found.kind != KIND:
            raise Http404
        runs.cancel(found)
        return HttpResponseRedirect(_address(found.run_id))
    try:
        chosen = _settings(request, facts)
        arguments = [
            "whatif",
            "--home",
            str(settings.HOME),
            "--format",
            "json",
            "--progress",
            "json",
        ]
        for one in chosen:
            arguments += ["--set", one]
        started = runs.start(
            KIND, arguments, by=request.user.get_username(),
            asked={"settings": chosen, "audit_id": facts.run["audit_id"]},
        )  # fmt: skip
    except ValueError as error:
        return _form(request, facts, str(error))
    except runs.BusyError:
        return _form(request, facts, _("这里正在进行另一项计算，请等它完成或取消后再试。"))
    return HttpResponseRedirect(_address(started.run_id))


def _address(run_id: str) -> str:
    return f"{reverse('whatif')}?{urlencode({'run': run_id})}"


def _settings(request: HttpRequest, facts: Facts) -> list[str]:
    """The changes of the form as `target=value`; ValueError says what is wrong with them."""
    numbers = {row["target"] for row in facts.ask("whatif_targets")}
    choices = {f"{row['target']}={row['value']}" for row in facts.ask("whatif_choices")}
    found: dict[str, str] = {}
    for n in FIELDS:
        change = request.POST.get(f"change{n}", "")
        if not change:
            continue
        target, _equals, value = change.partition("=")
        if change not in choices:
            value = request.POST.get(f"value{n}", "").strip()
            if target not in numbers:
                raise ValueError(_("没有这一项：%(target)s") % {"target": target})
            if not _is_number(value):
                raise ValueError(_("请为 %(target)s 填写一个数，例如 0.28") % {"target": target})
        if target in found:
            raise ValueError(_("%(target)s 选了两次，请只留一个") % {"target": target})
        found[target] = value
    if not found:
        raise ValueError(_("请至少选择一项改动"))
    return [f"{target}={value}" for target, value in found.items()]


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _form(request: HttpRequest, facts: Facts, problem: str) -> HttpResponseBase:
    lang = shown.language()
    known = runs.runs(KIND) if facts.scope.may_try else []
    given = request.POST if request.method == "POST" else request.GET
    response = respond(
        request,
        "whatif",
        title=lazy("规则试算"),
        tables=[_known(known)],
        problem=problem,
        groups=_groups(facts, lang) if facts.scope.may_try else [],
        fields=[
            {"n": n, "change": given.get(f"change{n}", ""), "value": given.get(f"value{n}", "")}
            for n in FIELDS
        ],
        under_way=runs.under_way() if facts.scope.may_try else None,
    )
    if problem:
        response.status_code = 422
    return response


def _groups(facts: Facts, lang: shown.Lang) -> list[tuple[str, list[tuple[str, str]]]]:
    """Section -> what may be chosen there: the value of the option, and how it reads."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in facts.ask("whatif_targets"):
        now = limit_text(facts, row["limit_op"], row["value"], row["unit"], lang) or _("未设定")
        title = row[f"title_{lang}"] or row["title_zh"]
        kind = f" · {row[f'class_{lang}']}" if row["class_zh"] else ""
        aside = "" if row["is_governing"] else _("（仅供参考）")
        found.setdefault(row["section"], []).append(
            (row["target"], f"{title}{kind} [{now}]{aside}")
        )
    for row in facts.ask("whatif_choices"):
        if row["is_now"]:
            continue
        title, value = _choice(row, lang)
        found.setdefault(row["section"], []).append(
            (f"{row['target']}={row['value']}", f"{title} → {value}")
        )  # fmt: skip
    return [(codes.name(None, "target_sections", name, lang), rows) for name, rows in found.items()]


def _told(facts: Facts, lang: shown.Lang) -> dict[str, str]:
    """What may be set, and each choice of it (`target=value`), in words."""
    found = {
        row["target"]: row[f"title_{lang}"] or row["title_zh"]
        for row in facts.ask("whatif_targets")
    }
    for row in facts.ask("whatif_choices"):
        title, value = _choice(row, lang)
        found[row["target"]] = title
        found[f"{row['target']}={row['value']}"] = value
    return found


def _choice(row: Row, lang: shown.Lang) -> tuple[str, str]:
    """A thing to choose and one way to choose it, in words."""
    kind = {"switch": "switches", "definition": "families"}.get(row["section"], "")
    title = codes.name(None, kind, row["title_zh"], lang) if kind else row[f"title_{lang}"]
    if kind == "switches":
        return title, codes.name(None, kind, row["value"], lang)
    return title, row[f"value_{lang}"]


def _known(known: list[runs.Run]) -> Table:
    rows: list[Row] = [
        {
            "run_id": one.run_id, "started_at": one.started_at.astimezone(), "by": one.by, "state": one.state,
            "what": "; ".join(one.asked["settings"]), "audit_id": one.asked["audit_id"],
        }
        for one in known
    ]  # fmt: skip
    return Table(
        "runs",
        lazy("最近的试算"),
        [
            Column("started_at", lazy("开始"), "moment", link=lambda row: _address(row["run_id"])),
            Column("what", lazy("改动"), "text", is_wide=True),
            Column("state", lazy("状态"), "code", codes="run_states"),
            Column("by", lazy("发起人"), "text"),
            Column("audit_id", lazy("依据的审计"), "text"),
        ],
        rows,
        empty=lazy("还没有试算过。"),
    )


def _run(request: HttpRequest, facts: Facts, run_id: str) -> HttpResponseBase:
    found = runs.read(run_id)
    if found is None or found.kind != KIND or not facts.scope.may_try:
        raise Http404
    context: dict[str, Any] = {
        "found": found,
        "again": f"{reverse('whatif')}?" + urlencode(_again(found.asked["settings"])),
        "is_of_now": found.asked["audit_id"] == facts.run["audit_id"],
        "settings": found.asked["settings"],
    }
    if found.state != "done":
        return respond(request, "whatif_run", title=lazy("规则试算"), **context)
    answer = found.answer()
    told = _told(facts, shown.language())
    for one in answer["changes"]:
        one["title"] = told.get(one["target"], "")
        one["before_words"] = told.get(f"{one['target']}={one['before']}", one["before"])
        one["after_words"] = told.get(f"{one['target']}={one['after']}", one["after"])
    return respond(
        request,
        "whatif_result",
        title=lazy("试算结果"),
        tables=tables_of(facts, answer),
        answer=answer,
        tiles=tiles_of(facts, answer),
        is_nothing=not (answer["scorecards"] or answer["clauses"] or answer["money"]),
        unnamed=answer["n_records"] - len(answer["records"]),
        **context,
    )


def _again(chosen: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for n, one in enumerate(chosen, start=1):
        target, _equals, value = one.partition("=")
        is_choice = target.split(".")[0] in ("switch", "definition", "topic")
        found[f"change{n}"] = one if is_choice else target
        if not is_choice:
            found[f"value{n}"] = value
    return found
