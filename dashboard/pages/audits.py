"""Audits: the one that is shown, its digest, those that were shown or archived before, and two of them compared.

Belongs here: the history and choosing two. Does not belong here: laying out a comparison
(`dashboard/pages/audit_difference.py`), making digests.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import duckdb
from django.conf import settings
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard import runs
from dashboard.accounts.models import SeenAudit
from dashboard.accounts.seen import remember
from dashboard.facts.hub import NothingPublishedError, Stamp, attach, stamp
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.facts.statements import statement
from dashboard.pages import marks, shown
from dashboard.pages.audit_difference import tables_of, tiles_of
from dashboard.pages.respond import respond
from dashboard.pages.table import Column, Table

KIND = "diff"
MOST = 500
"""Rows of a long list that a comparison names; the rest is counted."""


def audits(request: HttpRequest) -> HttpResponseBase:
    """The audit shown now, and the earlier ones that were seen here or are archived in the home."""
    facts = facts_of(request)
    remember(facts, is_certain=True)
    rows = history(facts)
    for later, row in pairwise(rows):
        later["change"] = later["n_breaches"] - row["n_breaches"]
        later["before"] = row["audit_id"]
    return respond(
        request,
        "audits",
        title=lazy("审计记录"),
        tables=[_audits(rows, facts)],
        comparable=_named(facts, _comparable(facts)) if facts.scope.is_whole else [],
        breaches=facts.one("breach_counts"),
        has_docs=(Path(settings.DATA_DOCS) / "index.html").exists() and facts.scope.is_whole,
    )


def history(facts: Facts) -> list[Row]:
    """Every audit known here, the newest first, each with whether its file is still at hand."""
    found: dict[str, Row] = {
        one.audit_id: model_to_dict(one) for one in SeenAudit.objects.all()[:400]
    }
    kept = archive()
    for audit_id, path in kept.items():
        if audit_id not in found and (run := _run_of(path, _stamped(path))):
            found[audit_id] = dict(run)
    zone = facts.as_of.tzinfo
    for audit_id, row in found.items():
        row["as_of"] = row["as_of"].astimezone(zone)
        row["is_kept"] = audit_id in kept or audit_id == facts.run["audit_id"]
    return sorted(found.values(), key=lambda row: row["as_of"], reverse=True)


def archive() -> dict[str, Path]:
    """Audit id -> its archived published file."""
    return {path.stem: path for path in sorted(Path(settings.ARCHIVE).glob("*.duckdb"))}


def _stamped(path: Path) -> Stamp | None:
    try:
        return stamp(path)
    except NothingPublishedError:
        return None


@lru_cache(maxsize=200)
def _run_of(path: Path, _stamp: Stamp | None) -> Row | None:
    """What an archived file says of its audit; None where it cannot be read."""
    try:
        attached = attach(path, threads=1, memory="100MB")
    except NothingPublishedError:
        return None
    cursor = attached.cursor()
    try:
        found = cursor.execute(statement("run"))
        keys = [one[0] for one in found.description or ()]
        row = found.fetchone()
    except duckdb.Error:
        return None
    finally:
        cursor.close()
        attached.connection.close()
    return dict(zip(keys, row, strict=True)) if row else None


def _comparable(facts: Facts) -> list[str]:
    """Ids of audits whose files are at hand, the newest first."""
    return sorted({*archive(), facts.run["audit_id"]}, reverse=True)


def _named(facts: Facts, ids: list[str]) -> list[tuple[str, str]]:
    """Ids with what people know an audit by: the utility's own time it looks from, and the end of its id."""
    zone = facts.as_of.tzinfo
    found = []
    for one in ids:
        try:
            at = datetime.strptime(one.split("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            text = f"{shown.moment(at.astimezone(zone))} · {one[-6:]}"
        except ValueError:
            text = one
        is_current = one == facts.run["audit_id"]
        found.append((one, _("%(audit)s（当前）") % {"audit": text} if is_current else text))
    return found


def _audits(rows: list[Row], facts: Facts) -> Table:
    def compared(row: Row) -> str:
        if not (facts.scope.is_whole and row.get("before") and row["is_kept"]):
            return ""
        return comparison(row["before"], row["audit_id"])

    counts = [
        Column("n_breaches", lazy("违规数（含仅供参考）"), "number"),
        Column("change", lazy("比前一次（含仅供参考）"), "change", link=compared),
    ]  # of the whole utility
    is_whole = facts.scope.is_whole
    return Table(
        "audits",
        lazy("历次审计"),
        [
            Column("as_of", lazy("审计时点"), "moment"),
            Column("audit_id", lazy("审计编号"), "text"),
            Column("n_files", lazy("文件数"), "number"),
            Column("n_rows", lazy("采用行数"), "number"),
            Column("n_observations", lazy("判定数"), "number"),
            *(counts if is_whole else ()),
            Column("is_kept", lazy("文件仍在"), "yes"),
            Column("version", lazy("软件版本"), "text"),
            Column("digest", lazy("摘要"), "text", is_wide=True),
        ],
        rows,
        empty=lazy("还没有审计。"),
        note=lazy(
            "这里的违规数包含仅供参考的条款，所以大于其他页面：今日要情、部门成绩和判定明细只数本方案所依的条款。"
        )
        if is_whole
        else "",
        marks=lambda row: f"neutral {'own' if row['audit_id'] == facts.run['audit_id'] else ''}",
        legend=marks.THIS_AUDIT,
    )


def comparison(one: str, other: str) -> str:
    """The address of the comparison of two audits."""
    return f"{reverse('audit_difference')}?{urlencode({'one': one, 'other': other})}"


def audit_difference(request: HttpRequest) -> HttpResponseBase:
    """Two audits compared. Without a comparison yet: the button that starts one. POST starts or cancels."""
    facts = facts_of(request)
    if not facts.scope.is_whole:
        if request.method == "POST" or request.GET.get("one"):
            raise Http404
        return respond(
            request, "audit_difference", title=lazy("审计对照"), comparable=[], is_closed=True
        )
    comparable = _comparable(facts)
    given = request.POST if request.method == "POST" else request.GET
    one, other = _pair(given.get("one", ""), given.get("other", ""), comparable)
    found = _last(one, other)
    context: dict[str, Any] = {
        "comparable": _named(facts, comparable),
        "one": one,
        "other": other,
        "problem": "",
    }
    if request.method == "POST":
        if "cancel" in request.POST:
            found = runs.read(request.POST["cancel"])
            if found is None or found.kind != KIND:
                raise Http404
            runs.cancel(found)
            return HttpResponseRedirect(comparison(found.asked["one"], found.asked["other"]))
        if one == other:
            context["problem"] = _("请选择两次不同的审计")
        elif found is None or found.state in ("failed", "cancelled"):
            try:
                _start(request, facts, one, other)
                return HttpResponseRedirect(comparison(one, other))
            except runs.BusyError:
                context["problem"] = _("这里正在进行另一项计算，请等它完成或取消后再试。")
        else:
            return HttpResponseRedirect(comparison(one, other))
    if found is None or found.state != "done" or context["problem"]:
        return respond(request, "audit_difference", title=lazy("审计对照"), found=found, **context)
    answer = found.answer()
    return respond(
        request,
        "audit_difference",
        title=lazy("审计对照"),
        tables=tables_of(facts, answer),
        tiles=tiles_of(facts, answer),
        answer=answer,
        found=found,
        most=MOST,
        **context,
    )


def _pair(one: str, other: str, comparable: list[str]) -> tuple[str, str]:
    """The two audits asked for; the last two where none is."""
    newest = comparable[0]
    found = (one or (comparable[1] if len(comparable) > 1 else newest), other or newest)
    if not set(found) <= set(comparable):
        raise Http404
    return found


def _last(one: str, other: str) -> runs.Run | None:
    """The last run that compared these two."""
    return next(
        (run for run in runs.runs(KIND) if (run.asked["one"], run.asked["other"]) == (one, other)),
        None,
    )


def _start(request: HttpRequest, facts: Facts, one: str, other: str) -> None:
    kept = archive()
    files = [str(kept.get(audit_id, settings.PUBLISHED)) for audit_id in (one, other)]
    arguments = [
        "diff",
        *files,
        "--home",
        str(settings.HOME),
        "--format",
        "json",
        "--most",
        str(MOST),
    ]
    runs.start(
        KIND, arguments, by=request.user.get_username(),
        asked={"one": one, "other": other, "audit_id": facts.run["audit_id"]},
    )  # fmt: skip
