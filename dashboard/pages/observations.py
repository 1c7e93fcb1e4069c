"""Observations: filtering and paging over millions, and one observation with all that it rests on.

Belongs here: filters, order and pages of the list, and what one observation shows. Does not belong here: SQL
but for the conditions that filters stand for.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Facts, Row
from dashboard.pages import holders, links
from dashboard.pages.appeals import appeals_table, decisions_table, way_to_appeal
from dashboard.pages.evidence import laid_out
from dashboard.pages.original import can_reveal
from dashboard.pages.respond import in_scope_or_404, month_of, respond
from dashboard.pages.table import Column, Source, Table

SIZE = 50
DEEPEST = 200
MOST_DIGITS = 15
VERDICTS = ("breach", "pending", "excused", "compliant", "not_assessed", "not_applicable")
ORDERS = {
    "": "v.rowid",
    "-started_at": "v.started_at DESC NULLS LAST, v.rowid",
    "started_at": "v.started_at NULLS LAST, v.rowid",
    "-due_at": "v.due_at DESC NULLS LAST, v.rowid",
    "due_at": "v.due_at NULLS LAST, v.rowid",
    "-late_by_min": "v.late_by_min DESC NULLS LAST, v.rowid",
    "late_by_min": "v.late_by_min NULLS LAST, v.rowid",
    "-measured": "v.measured DESC NULLS LAST, v.rowid",
    "measured": "v.measured NULLS LAST, v.rowid",
}
CONDITIONS = {
    "clause": "v.version_id IN (SELECT c.version_id FROM rulebook.clause AS c WHERE c.clause_id = $clause)",
    "regulation": "v.version_id IN (SELECT c.version_id FROM rulebook.clause AS c WHERE c.regulation = $regulation)",
    "subject": "v.version_id IN (SELECT c.version_id FROM rulebook.clause AS c WHERE c.subject = $subject)",
    "dept": "v.department_id = $dept",
    "month": "v.period_from = $month",
    "verdict": "v.verdict = $verdict",
    "reason": "v.reason = $reason",
    "record": "starts_with(v.record_id, $record)",
    "point": (
        "v.record_id IN (SELECT r.reading_id FROM evidence.pressure_readings AS r WHERE r.point_id = $point AND"
        " ($month IS NULL OR (r.read_at >= cast(cast($month AS DATE) - INTERVAL 1 DAY AS TIMESTAMPTZ)"
        " AND r.read_at < cast(cast($month AS DATE) + INTERVAL 32 DAY AS TIMESTAMPTZ))))"  # passes over other months
    ),
    "staff": "v.staff_id = $staff",
    "since": "v.started_at >= timezone((SELECT r.zone FROM meta.run AS r), cast($since AS TIMESTAMP))",
    "until": (
        "v.started_at < timezone((SELECT r.zone FROM meta.run AS r), cast($until AS TIMESTAMP) + INTERVAL 1 DAY)"
    ),
    "hours": (
        "(SELECT r.as_of FROM meta.run AS r) >= coalesce(v.due_at, v.stopped_at, v.started_at) AND"
        " (SELECT r.as_of FROM meta.run AS r) - to_hours($hours) < coalesce(v.due_at, v.stopped_at, v.started_at)"
    ),
    "new": "(v.version_id, v.record_id) IN (SELECT (n.version_id, n.record_id) FROM meta.new_breach AS n)",
}
MOST_HOURS = 366 * 24
COUNTED = ("record", "point", "since", "until", "hours", "new")
"""Filters by which nothing is counted beforehand."""
GOVERNING = "v.version_id IN (SELECT c.version_id FROM rulebook.clause AS c WHERE c.is_governing)"


def observations(request: HttpRequest) -> HttpResponseBase:
    """The observations that fit the filters, a page at a time."""
    facts = facts_of(request)
    asked = {key: request.GET.get(key, "").strip() for key in (*CONDITIONS, "which", "sort")}
    if asked["dept"]:
        in_scope_or_404(facts, asked["dept"])
    if asked["sort"] not in ORDERS:
        asked["sort"] = ""
    wanted, values = _filters(asked)
    tally = {
        row["verdict"]: row["n"]
        for row in facts.ask(
            "observations_of_records"
            if any(asked[one] for one in COUNTED)
            else "observations_tally",
            wanted=[one for one in wanted if one != CONDITIONS["verdict"]],
            **values,
        )
    }
    total = tally.get(asked["verdict"], 0) if asked["verdict"] else sum(tally.values())
    page = Pages(request, facts, total, is_natural=asked["sort"] == "")
    rows = facts.ask(
        "observations",
        wanted=[*wanted, *page.wanted],
        arranged=ORDERS[asked["sort"]],
        limit=SIZE,
        offset=page.offset,
        **values,
        **page.values,
    )
    source = Source("observations", values, tuple(wanted), ORDERS[asked["sort"]])
    return respond(
        request,
        "observations",
        title=lazy("判定明细"),
        tables=[_observations(rows, source)],
        asked=asked,
        months=facts.months(),
        departments=facts.departments(),
        regulations=facts.regulations(),
        verdicts=[(one, tally.get(one, 0)) for one in VERDICTS if tally.get(one)],
        all_verdicts=VERDICTS,
        total=total,
        pages=page.shown(rows),
        clause=facts.ask("clause", clause=asked["clause"]) if asked["clause"] else [],
    )


def _filters(asked: dict[str, str]) -> tuple[list[str], dict[str, Any]]:
    wanted: list[str] = []
    values: dict[str, Any] = {"month": None}
    for key, condition in CONDITIONS.items():
        if asked[key]:
            wanted.append(condition)
            values[key] = READ[key](asked[key]) if key in READ else asked[key]
    if asked["which"] != "all" and not asked["clause"]:
        wanted.append(GOVERNING)
    return wanted, values


def day_of(text: str) -> date:
    """A day like 2026-05-01; 404 for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error


def hours_of(text: str) -> int:
    """A number of hours, at most a year; 404 for anything else."""
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_HOURS):
        raise Http404
    return int(text)


READ = {"month": month_of, "since": day_of, "until": day_of, "hours": hours_of}
"""What the text of a filter stands for, where it is not taken as it is."""


class Pages:
    """Where in a long list a page stands.

    In the natural order the next page begins after a position, however deep; in another order it is a number of
    rows away, which is allowed to a depth. A position belongs to one audit: in another one the list starts again.
    """

    def __init__(self, request: HttpRequest, facts: Facts, total: int, *, is_natural: bool) -> None:
        self._query = {
            key: value
            for key, value in request.GET.items()
            if key not in ("page", "after", "before", "audit", "export", "table")
        }
        self._total = total
        self._is_natural = is_natural
        self._audit = str(facts.run["audit_id"])[-12:]
        self.is_restarted = request.GET.get("audit", self._audit) != self._audit
        self.number = 1 if self.is_restarted else max(_whole(request.GET.get("page")), 1)
        self._last = max(-(-total // SIZE), 1)
        after = _whole(request.GET.get("after"))
        self._is_keyed = is_natural and "after" in request.GET and not self.is_restarted
        self.wanted = ["v.rowid > $after"] if self._is_keyed else []
        self.values = {"after": after} if self._is_keyed else {}
        self.number = min(self.number, self._last if self._is_keyed else min(self._last, DEEPEST))
        self.offset = 0 if self._is_keyed else (self.number - 1) * SIZE

    def shown(self, rows: list[Row]) -> dict[str, Any]:
        """What the template says: first and last row shown, and the addresses of neighbouring pages."""
        first = (self.number - 1) * SIZE + 1
        has_next = self.number < self._last and bool(rows)
        following = ""
        if has_next and self._is_natural:
            following = self._address(
                page=self.number + 1, after=rows[-1]["position"], audit=self._audit
            )
        elif has_next and self.number < DEEPEST:
            following = self._address(page=self.number + 1, audit=self._audit)
        back = self.number - 1
        return {
            "first": first if rows else 0,
            "last": first + len(rows) - 1 if rows else 0,
            "next": following,
            "previous": self._address(page=back, audit=self._audit) if 1 <= back <= DEEPEST else "",
            "start": self._address() if self.number > 1 else "",
            "is_restarted": self.is_restarted,
            "is_too_deep": has_next and not following,
        }

    def _address(self, **more: Any) -> str:
        return "?" + urlencode({**self._query, **more})


def _whole(text: str | None) -> int:
    return (
        int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0
    )


def _observations(rows: list[Row], source: Source) -> Table:
    return Table(
        "observations",
        lazy("判定明细"),
        [
            Column("verdict", lazy("判定"), "verdict"),
            Column("record_id", lazy("记录"), "text", link=lambda row: links.observation(row["observation_id"])),
            Column("title", lazy("条款"), "words", link=lambda row: links.clause(row["clause_id"], row["period_from"]), is_wide=True),
            Column("department_id", lazy("责任部门"), "department"),
            Column("period_from", lazy("所属月份"), "month", only="file"),
            Column("staff_id", lazy("责任人"), "text"),
            Column("started_at", lazy("起点"), "moment", sort="started_at"),
            Column("due_at", lazy("应完成"), "moment", sort="due_at"),
            Column("stopped_at", lazy("完成"), "moment"),
            Column("late_by_min", lazy("超时"), "minutes", sort="late_by_min"),
            Column("measured", lazy("实测"), "measure", sort="measured"),
            Column("limit_value", lazy("限值"), "measure", unit="unit", if_any=True),
            Column("reason", lazy("原因"), "code", codes="why"),
        ],
        rows,
        empty=lazy("没有符合条件的判定。请放宽筛选条件，或选择其他月份。"),
        source=source,
        is_titled=False,
    )  # fmt: skip


def observation(request: HttpRequest, observation: str) -> HttpResponseBase:
    """One observation: in words, its clock, its money, and the line of the file it rests on."""
    facts = facts_of(request)
    clause, _, record = observation.partition("/")
    row = facts.one("observation", clause=clause, record=record)
    if row is None:
        raise Http404
    table = row["record_table"]
    delivered = facts.evidence_row(table, row["source_file_id"], row["source_row"]) or {}
    observation = row["observation_id"]
    is_ticket = table == "tickets"
    contested = _about(facts, "appeals", "a", observation)
    incident, of_incident = holders.incident(facts, record) if is_ticket else (None, None)
    return respond(
        request,
        "observation",
        title=observation,
        tables=[
            entries(facts.ask("entries", wanted=[OF_ONE], observation=observation)),
            holders.attribution(facts, record, clause),
            holders.holder_times(facts, record, clause),
            appeals_table(contested),
            decisions_table(facts, _about(facts, "decisions", "d", observation)),
            *([incident] if incident else []),
            laid_out(facts, table, delivered),
        ],
        row=row,
        clause_link=links.clause(row["clause_id"], row["period_from"], row["department_id"]),
        ticket=links.record(row),
        is_changed=row["decision_id"] is not None,
        of_incident=of_incident,
        original=links.original(observation) if can_reveal(facts, delivered) else "",
        appeal=way_to_appeal(facts, contested, row["period_from"], observation=observation),
    )


def _about(facts: Facts, name: str, alias: str, observation: str) -> list[Row]:
    """Appeals or decisions about an observation, be it by way of an entry that rests on it."""
    wanted = (
        f"{alias}.observation_id = $observation OR {alias}.entry_id IN"
        " (SELECT e.entry_id FROM score.ledger_entry AS e WHERE e.observation_id = $observation)"
    )
    return facts.ask(name, wanted=[wanted], observation=observation)


PARTIES = [
    Column("parties", lazy("支付方 → 收款方"), "parties", only="page"),
    Column("payer_type", lazy("支付方"), "code", codes="parties", only="file"),
    Column("payee_type", lazy("收款方"), "code", codes="parties", only="file"),
    Column("payee_id", lazy("收款方编号"), "text", only="file"),
]


OF_ONE = "observation_id = $observation"
OF_TICKET = "substr(observation_id, strpos(observation_id, '/') + 1) = $ticket"


def entries(rows: list[Row]) -> Table:
    """Entries of the ledger that rest on an observation or a ticket."""
    return Table(
        "entries",
        lazy("由此产生的金额"),
        [
            Column("entry_id", lazy("分录编号"), "text", link=lambda row: links.entry(row["entry_id"])),
            Column("kind", lazy("种类"), "code", codes="ledger_kinds"),
            Column("amount_cny", lazy("金额（元）"), "yuan"),
            *PARTIES,
            Column("basis", lazy("计算依据"), "words", is_wide=True),
            Column("status", lazy("状态"), "code", codes="entry_statuses"),
        ],
        rows,
        empty=lazy("没有由此产生的金额。"),
    )  # fmt: skip
