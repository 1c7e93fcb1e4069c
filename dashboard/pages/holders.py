"""Whose lateness it is: holders of a ticket, their minutes, the share of each, and the incident.

Belongs here: laying out who held what. Does not belong here: the rule that attributes (the audit).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import links
from dashboard.pages.table import Column, Table


def attribution(facts: Facts, record: str, clause: str | None) -> Table:
    """Departments that held a late ticket, with allowance and share; clause: of one clause only."""
    rows = facts.ask("attribution", record=record, clause=clause)
    columns = [
        Column("department_id", lazy("部门"), "holder"),
        Column("staff_id", lazy("经手人"), "text"),
        Column("held_min", lazy("经手时间（计时部分）"), "minutes"),
        Column("allowance_min", lazy("允许经手时间"), "minutes"),
        Column("over_min", lazy("超出允许"), "minutes"),
        Column("is_at_due", lazy("到期时在手"), "yes"),
        Column("is_routed", lazy("归口部门"), "yes"),
        Column("share", lazy("承担份额"), "percent"),
        Column("rule", lazy("依据的规则"), "code", codes="lateness_rules"),
    ]
    title = Column("title", lazy("条款"), "words", is_wide=True)
    return Table(
        "attribution",
        lazy("超时由谁承担"),
        columns if clause else [title, *columns],
        rows,
        empty=lazy("没有需要分担的超时：没有违反时限，或工单没有经过多个部门。"),
        note=lazy(
            "同一条款各部门的份额合计 100%。由哪个部门承担，按方案写明的规则。计时起点早于受理的，受理前的时间计在首个经手部门。"
        ),
    )


def holder_times(facts: Facts, record: str, clause: str) -> Table:
    """What counted, stretch by stretch: running, paused, outside working time."""
    return Table(
        "holder_times",
        lazy("计时分段"),
        [
            Column("from_at", lazy("起"), "moment"),
            Column("until_at", lazy("止"), "moment"),
            Column("department_id", lazy("经手部门"), "holder"),
            Column("staff_id", lazy("经手人"), "text"),
            Column("state", lazy("状态"), "code", codes="holding_states"),
            Column("before_due_min", lazy("期限内计时"), "minutes"),
            Column("after_due_min", lazy("超期计时"), "minutes"),
            Column("paused_min", lazy("暂停（有凭证）"), "minutes"),
            Column("outside_min", lazy("工作时间外"), "minutes"),
            Column("is_at_due", lazy("到期时在手"), "yes"),
        ],
        facts.ask("holder_times", record=record, clause=clause),
        empty=lazy("没有分段：这条判定没有违反时限，或没有交来办理环节。"),
    )


def holdings(facts: Facts, ticket: str) -> Table:
    """Every hand that a ticket passed through."""
    return Table(
        "holdings",
        lazy("经手部门"),
        [
            Column("holding_no", lazy("序"), "number"),
            Column("department_id", lazy("部门"), "holder", is_key=True),
            Column("staff_id", lazy("经手人"), "text"),
            Column("from_at", lazy("起"), "moment"),
            Column("until_at", lazy("止"), "moment"),
            Column("held_min", lazy("历时"), "minutes"),
            Column("state", lazy("状态"), "code", codes="holding_states"),
        ],
        facts.ask("holdings", ticket=ticket),
        empty=lazy("没有交来转派、受理等环节，无法分出经手部门。"),
    )


def incident(facts: Facts, ticket: str) -> tuple[Table, Row | None]:
    """Tickets of the same incident, and the one asked for among them."""
    rows = facts.ask("incident", ticket=ticket)
    own = next((row for row in rows if row["ticket_id"] == ticket), rows[0] if rows else None)
    table = Table(
        "incident",
        lazy("同一事件的工单"),
        [
            Column("ticket_id", lazy("工单编号"), "text", link=lambda row: links.ticket(row["ticket_id"])),
            Column("received_at", lazy("受理时间"), "moment"),
            Column("category", lazy("问题类别"), "code", codes="tickets.category"),
            Column("department_id", lazy("承办部门"), "department"),
            Column("is_first", lazy("最早的一件"), "yes"),
        ],
        rows,
        empty=lazy("这张工单单独成件。"),
    )  # fmt: skip
    return table, own
