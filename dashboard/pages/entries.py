"""One entry of the ledger: its two sides, its arithmetic, what absorbed or corrected it.

Belongs here: what this page asks and lays out. Does not belong here: the list of entries
(`dashboard/pages/money.py`).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import links, shown
from dashboard.pages.appeals import appeals_table, decisions_table, way_to_appeal
from dashboard.pages.respond import respond
from dashboard.pages.table import Column, Table, holder


def entry(request: HttpRequest, entry: str) -> HttpResponseBase:
    """One entry, in scope; 404 otherwise."""
    facts = facts_of(request)
    row = facts.one("entry", entry=entry)
    if row is None:
        raise Http404
    observation = row["observation_id"] or ""
    postings = facts.ask("entry_postings", entry=entry)
    for one in postings:
        one["party"] = _party(facts, one)
    about = ["a.entry_id = $entry OR a.observation_id = $observation"]
    contested = facts.ask("appeals", wanted=about, entry=entry, observation=observation)
    decided = [
        "d.decision_id = $decision OR d.entry_id = $entry OR d.observation_id = $observation"
    ]
    return respond(
        request,
        "entry",
        title=entry,
        tables=[
            Table(
                "postings",
                lazy("谁付给谁"),
                [
                    Column("side", lazy("方向"), "code", codes="sides"),
                    Column("account_type", lazy("身份"), "code", codes="account_types"),
                    Column("party", lazy("名称或编号"), "data"),
                    Column("amount_cny", lazy("金额（元）"), "yuan"),
                ],
                postings,
                empty=lazy("这笔没有入账金额：它被吸收、免除、待定，或不涉及金钱。"),
            ),
            Table(
                "related",
                lazy("相关的分录"),
                [
                    Column("relation", lazy("关系"), "code", codes="entry_relations"),
                    Column("entry_id", lazy("分录编号"), "text", link=lambda one: links.entry(one["entry_id"])),
                    Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
                    Column("stated_cny", lazy("规定金额（元）"), "yuan"),
                    Column("amount_cny", lazy("计入金额（元）"), "yuan"),
                    Column("status", lazy("状态"), "code", codes="entry_statuses"),
                    Column("basis", lazy("计算依据"), "words", is_wide=True),
                ],
                facts.ask("entry_same_act", entry=entry),
                empty=lazy("没有吸收、被吸收或更正的分录。"),
            ),
            appeals_table(contested),
            decisions_table(
                facts,
                facts.ask(
                    "decisions", wanted=decided, entry=entry, observation=observation,
                    decision=row["decision_id"],
                )
            ),
        ],
        row=row,
        appeal=way_to_appeal(facts, contested, row["period_from"], entry=entry),
        clause_link=links.clause(row["clause_id"], row["about_month"], row["department_id"]),
        observation_link=links.observation(row["observation_id"]),
        records_link=_records(row),
        points_link=_points(row),
    )  # fmt: skip


def _records(row: Row) -> str:
    """The records of the month that the rate of an entry counts; an entry on one of them leads to that one."""
    if row["clause_id"] is None or row["observation_id"] is not None:
        return ""
    counted = {**row, "kind": row["clause_kind"]}
    return links.behind(counted, dept=row["department_id"], month=row["about_month"])


def _points(row: Row) -> str:
    """The points of the month, which a reward of the grade is paid for; a decision stands for itself."""
    if row["clause_id"] or row["observation_id"] or row["decision_id"] or not row["department_id"]:
        return ""
    return f"{links.department(row['department_id'], row['about_month'])}#points"


def _party(facts: Facts, row: Row) -> str | None:
    """Who stands on a side: a department by its name, a person or customer by number; the company needs none."""
    if row["account_type"] == "department":
        known = bool(row.get("is_known"))
        return holder(facts, row["account_id"], shown.language(), is_known=known)
    return None if row["account_type"] == "company" else row["account_id"]
