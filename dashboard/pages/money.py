"""Money: the ledger with its balances, and how each amount was reached.

Belongs here: filters, balances and entries. Does not belong here: SQL but for the conditions of filters.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import links
from dashboard.pages.observations import SIZE, Pages, month_of
from dashboard.pages.respond import in_scope_or_404, respond
from dashboard.pages.table import Column, Source, Table

CONDITIONS = {
    "month": "e.period_from = $month",
    "dept": "e.department_id = $dept",
    "kind": "e.kind = $kind",
    "status": "e.status = $status",
    "clause": "e.clause_id = $clause",
}
KINDS = (
    "compensation",
    "refund",
    "fine",
    "wage_deduction",
    "bonus_forfeit",
    "reward",
    "disciplinary",
)
STATUSES = ("booked", "accruing", "open", "absorbed", "waived")
ORDERS = {
    "": "e.period_from DESC, e.kind, e.entry_id",
    "amount_cny": "e.amount_cny NULLS LAST, e.entry_id",
    "-amount_cny": "e.amount_cny DESC NULLS LAST, e.entry_id",
}


def money(request: HttpRequest) -> HttpResponseBase:
    """The entries of the ledger that fit the filters, and the balance of each kind."""
    facts = facts_of(request)
    asked = {key: request.GET.get(key, "").strip() for key in (*CONDITIONS, "sort")}
    if asked["sort"] not in ORDERS:
        asked["sort"] = ""
    if asked["dept"]:
        in_scope_or_404(facts, asked["dept"])
    wanted = [condition for key, condition in CONDITIONS.items() if asked[key]]
    values: dict[str, Any] = {key: asked[key] for key in CONDITIONS if asked[key]}
    if asked["month"]:
        values["month"] = month_of(asked["month"])
    balances = facts.ask("money_balances", wanted=wanted, **values)
    total = sum(row["n"] for row in balances)
    page = Pages(request, facts, total, is_natural=False)
    arranged = ORDERS[asked["sort"]]
    rows = facts.ask(
        "money", wanted=wanted, arranged=arranged, limit=SIZE, offset=page.offset, **values
    )
    return respond(
        request,
        "money",
        title=lazy("奖罚台账"),
        tables=[
            _balances(balances),
            _entries(rows, Source("money", values, tuple(wanted), arranged)),
        ],
        asked=asked,
        months=facts.months(),
        departments=facts.departments(),
        kinds=KINDS,
        statuses=STATUSES,
        total=total,
        pages=page.shown(rows),
        clause=facts.ask("clause_versions", clause=asked["clause"])[:1] if asked["clause"] else [],
    )


def _balances(rows: list[Row]) -> Table:
    return Table(
        "balances",
        lazy("各类合计"),
        [
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
            Column("n", lazy("笔数"), "number"),
            Column("n_with_amount", lazy("已有金额的笔数"), "number"),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
        ],
        rows,
        empty=lazy("没有符合条件的金额。"),
        note=lazy("各类金额分别合计，互不抵销。"),
    )


def _entries(rows: list[Row], source: Source) -> Table:
    return Table(
        "entries",
        lazy("逐笔明细"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("amount_cny", lazy("金额（元）"), "yuan", sort="amount_cny"),
            Column("basis", lazy("计算依据"), "words", is_wide=True),
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], row["period_from"])),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"], row["period_from"])),
            Column("payer_type", lazy("支付方"), "code", codes="parties"),
            Column("payee_type", lazy("收款方"), "code", codes="parties"),
            Column("payee_id", lazy("收款方编号"), "text"),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
            Column("entry_id", lazy("分录编号"), "text", link=lambda row: links.observation(row["observation_id"])),
        ],
        rows,
        empty=lazy("没有符合条件的分录。请放宽筛选条件，或选择其他月份。"),
        source=source,
    )  # fmt: skip
