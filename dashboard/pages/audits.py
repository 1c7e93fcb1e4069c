"""Audits: the one that is shown, its digest, and those that the dashboard has served before.

Belongs here: what this page shows. Does not belong here: making digests.
"""

from __future__ import annotations

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.accounts.models import SeenAudit
from dashboard.accounts.seen import remember
from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages.respond import respond
from dashboard.pages.table import Column, Table


def audits(request: HttpRequest) -> HttpResponseBase:
    """The audit shown now, and the earlier ones that were seen here."""
    facts = facts_of(request)
    remember(facts, is_certain=True)
    rows = [model_to_dict(one) for one in SeenAudit.objects.all()[:400]]
    zone = facts.as_of.tzinfo
    for row, later in zip(rows[1:], rows, strict=False):
        later["change"] = later["n_breaches"] - row["n_breaches"]
    for row in rows:
        row["as_of"] = row["as_of"].astimezone(zone)
    return respond(request, "audits", title=lazy("审计记录"), tables=[_audits(rows, facts)])


def _audits(rows: list[Row], facts: Facts) -> Table:
    return Table(
        "audits",
        lazy("在此看到过的审计"),
        [
            Column("as_of", lazy("审计时点"), "moment"),
            Column("audit_id", lazy("审计编号"), "text"),
            Column("n_files", lazy("文件数"), "number"),
            Column("n_rows", lazy("采用行数"), "number"),
            Column("n_observations", lazy("判定数"), "number"),
            Column("n_breaches", lazy("违规数"), "number"),
            Column("change", lazy("违规比前一次"), "number"),
            Column("digest", lazy("摘要"), "text", is_wide=True),
        ],
        rows,
        empty=lazy("还没有审计。"),
        marks=lambda row: "own" if row["audit_id"] == facts.run["audit_id"] else "",
    )
