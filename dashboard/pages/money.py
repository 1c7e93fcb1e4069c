"""Money: the ledger with its balances, and how each amount was reached.

Belongs here: filters, balances and entries. Does not belong here: SQL but for the conditions of filters.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import links, marks, shown
from dashboard.pages.observations import PARTIES, SIZE, Pages
from dashboard.pages.respond import in_scope_or_404, month_of, respond
from dashboard.pages.table import Column, Source, Table

CONDITIONS = {
    "month": "e.period_from = $month",
    "dept": "e.department_id = $dept",
    "kind": "e.kind = $kind",
    "status": "e.status = $status",
    "clause": "e.clause_id = $clause",
    "ledger": "e.ledger_id = $ledger",
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
SHOWN_ACCOUNTS = 30
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
    narrowed: dict[str, Any] = {"month": values.get("month"), "department": values.get("dept")}
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
            _balances(balances, asked),
            _entries(rows, Source("money", values, tuple(wanted), arranged)),
            accounts(facts.ask("balances", month=values.get("month"))),
            settlements(facts.ask("settlements", **narrowed)),
            restatements(facts.ask("restatements", **narrowed)),
        ],
        scheme=facts.one("scheme_limits", month=values.get("month")),
        asked=asked,
        months=facts.months(),
        departments=facts.departments(),
        kinds=KINDS,
        statuses=STATUSES,
        total=total,
        pages=page.shown(rows),
        ledger=rows[0] if asked["ledger"] and rows else None,
        clause=facts.ask("clause", clause=asked["clause"]) if asked["clause"] else [],
    )


def _balances(rows: list[Row], asked: dict[str, str]) -> Table:
    kept = {key: value for key, value in asked.items() if key != "sort"}

    def narrowed(row: Row) -> str:
        return links.money(**{**kept, "kind": row["kind"], "status": row["status"]})

    return Table(
        "balances",
        lazy("各类合计"),
        [
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
            Column("n", lazy("笔数"), "number", link=narrowed),
            Column("n_with_amount", lazy("已有金额的笔数"), "number"),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
        ],
        rows,
        empty=lazy("没有符合条件的金额。"),
        note=lazy("各类金额分别合计，互不抵销。"),
    )


def _entries(rows: list[Row], source: Source) -> Table:
    stated = Column("stated_cny", lazy("规定金额（与计入不同时，元）"), "yuan")
    return Table(
        "entries",
        lazy("逐笔明细"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("entry_id", lazy("分录编号"), "text", link=lambda row: links.entry(row["entry_id"])),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("amount_cny", lazy("金额（元）"), "yuan", sort="amount_cny"),
            *([stated] if any(row["stated_cny"] is not None for row in rows) else []),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
            Column("basis", lazy("计算依据"), "words", is_wide=True),
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], row["period_from"])),
            Column("ledger", lazy("台账条目"), "words", only="file"),
            Column("department_id", lazy("责任部门"), "department", link=lambda row: links.department(row["department_id"], row["period_from"])),
            *PARTIES,
            Column("absorbed_by", lazy("被哪笔吸收"), "text", link=lambda row: links.entry(row["absorbed_by"]), if_any=True),
            Column("is_restatement", lazy("关账后更正"), "yes", if_any=True),
            Column("record", lazy("所依据的判定"), "text", link=lambda row: links.observation(row["observation_id"]), only="page"),
            Column("observation_id", lazy("所依据的判定"), "text", only="file"),
        ],
        [
            # the clause stands in a column of its own
            {**row, "record": (row["observation_id"] or "").partition("/")[2] or None}
            for row in rows
        ],
        empty=lazy("没有符合条件的分录。请放宽筛选条件，或选择其他月份。"),
        source=source,
    )  # fmt: skip


def accounts(rows: list[Row]) -> Table:
    """Balances by account, of each kind apart."""
    return Table(
        "accounts",
        lazy("账户余额"),
        [
            Column("period_from", lazy("月份"), "month"),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("account_type", lazy("账户"), "code", codes="account_types"),
            Column("department_id", lazy("部门"), "department"),
            Column("n_accounts", lazy("账户数"), "number"),
            Column("debit_cny", lazy("作为付款方（元）"), "yuan"),
            Column("credit_cny", lazy("作为收款方（元）"), "yuan"),
            Column("balance_cny", lazy("余额（元）"), "yuan"),
        ],
        rows,
        most=SHOWN_ACCOUNTS,
        empty=lazy("没有已入账的金额。"),
        note=lazy("余额 = 收款 − 付款。同月同类全部账户的余额合计为零；各类之间不相抵。"),
    )


def _figures() -> list[Column]:
    """Of an indicator that is a reported number rather than a rate."""
    return [
        Column("figure_value", lazy("指标值"), "measure"),
        Column("figure_target", lazy("数值目标"), "measure"),
    ]


def _reckoned(row: Row) -> str:
    """What is paid for: the distance from the target beyond what is free, by the price of one unit."""
    known = {
        "distance": shown.trimmed(abs(row["distance"]), 2),
        "deadband": shown.trimmed(row["deadband"], 2),
        "units": shown.trimmed(row["units"], 2),
        "unit": row[f"unit_{shown.language()}"],
        "rate": shown.trimmed(row["rate"], 2),
    }
    if not row["units"]:
        return _("%(distance)s %(unit)s，不超过免计的 %(deadband)s") % known
    if not row["deadband"]:
        return _("%(units)s %(unit)s × %(rate)s") % known
    return _("（%(distance)s − %(deadband)s）%(unit)s × %(rate)s") % known


def settlements(rows: list[Row]) -> Table:
    """How indicators became money, with the cap or collar that bound."""
    return Table(
        "settlements",
        lazy("指标奖罚的计算与上限"),
        [
            Column("title", lazy("指标"), "words", link=lambda row: links.clause(row["clause_id"], row["period_from"], row["department_id"]), is_wide=True),
            Column("department_id", lazy("部门"), "department", link=lambda row: links.department(row["department_id"], row["period_from"])),
            Column("period_from", lazy("月份"), "month"),
            Column("kind", lazy("奖或罚"), "code", codes="settlement_kinds"),
            Column("stated", lazy("封顶前（元）"), "yuan"),
            Column("limit_amount", lazy("上限（元）"), "yuan"),
            Column("amount", lazy("封顶后（元）"), "yuan"),
            Column("is_capped", lazy("已封顶"), "yes", if_any=True),
            *(_figures() if any(row["is_figure"] for row in rows) else []),
            Column("rate_value", lazy("合格率"), "share", of=("numerator", "denominator")),
            Column("rate_target", lazy("目标"), "percent"),
            Column("reckoned", lazy("计价数量 × 单价（元）"), "text", only="page"),
            Column("distance", lazy("与目标之差"), "points", only="file"),
            Column("deadband", lazy("免计区间"), "points", only="file"),
            Column("units", lazy("计价数量"), "points", only="file"),
            Column("unit", lazy("单位"), "words", only="file"),
            Column("rate", lazy("单价（元）"), "yuan", only="file"),
            Column("is_booked", lazy("计入台账"), "yes"),
            Column("unbooked_reason", lazy("未计入的原因"), "code", codes="unbooked_reasons", if_any=True),
        ],
        [{**row, "reckoned": _reckoned(row)} for row in rows],
        empty=lazy("没有按指标计算的奖罚。"),
        note=lazy("计价数量 = 与目标之差 − 免计区间；封顶前 = 计价数量 × 单价，按未取整的数量计算。单价和上限由经营者在计分办法中设定。"),
        marks=lambda row: "capped" if row["is_capped"] else "",
        legend=marks.CAPPED,
    )  # fmt: skip


def restatements(rows: list[Row]) -> Table:
    """Differences of closed months, with where they were booked."""
    return Table(
        "restatements",
        lazy("关账月份的更正"),
        [
            Column("month", lazy("已关账月份"), "month"),
            Column("department_id", lazy("部门"), "department"),
            Column("item", lazy("项目"), "text"),
            Column("old", lazy("原值"), "text"),
            Column("new", lazy("现值"), "text"),
            Column("points", lazy("分"), "points"),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
            Column("cause", lazy("原因"), "code", codes="causes"),
            Column("booked_in", lazy("计入月份"), "month"),
            Column("booked_as", lazy("计入的分录"), "text"),
        ],
        rows,
        empty=lazy("已关账的月份没有更正。"),
        note=lazy("已关账月份的数值不改；差额计入当前月份，并写明原因。"),
    )
