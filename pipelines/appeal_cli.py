"""The commands `plumbline appeal file|uphold|dismiss|list|reasons`.

Belongs here: their arguments, what upholding may mean, and how open appeals are shown.
Does not belong here: decisions without an appeal (`decide_cli.py`), filing (`warehouse/filing.py`), the rules
(`warehouse/decisions.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from pipelines.decide_cli import (
    AmountOption,
    CodeOption,
    MultipleOption,
    UntilOption,
    VerdictOption,
    fitting,
)
from pipelines.filed import (
    AtOption,
    ByDepartmentOption,
    ByOption,
    EntryOption,
    EvidenceOption,
    HomeOption,
    InboxOption,
    LangOption,
    ObservationOption,
    ReasonOption,
    moment,
    require,
    tell,
    where,
)
from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import Language, language
from rulebook.errors import UserError

appeal_app = typer.Typer(
    no_args_is_help=True, help="File appeals against what an audit found, and decide them."
)

TEXTS = {
    "title": ("待裁定的申诉（{n} 件）", "Open appeals ({n})"),
    "all": ("申诉（{n} 件）", "Appeals ({n})"),
    "none": ("没有待裁定的申诉", "no appeal is open"),
    "columns": (
        ("申诉", "对象", "部门", "申诉人", "申诉时间", "状态", "待裁定天数"),
        ("appeal", "about", "department", "filed by", "filed at", "state", "days open"),
    ),
    "reasons": (("记录", "提出人", "理由"), ("record", "by", "reason")),
    "waiting": ("{state}（尚未审计）", "{state} (not audited yet)"),
}

VERDICTS = ("excuse", "correction", "extension")
"""The effects on a verdict: an appeal against a ledger entry is then upheld on what the entry rests on."""

AppealArgument = Annotated[str, typer.Argument(help="The appeal, e.g. AP-20260402T090000-1a2b3c")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(appeal_app, name="appeal")


@appeal_app.command("file")
def appeal_file(  # noqa: PLR0913 - a command has as many arguments as it has options
    *,
    home: HomeOption,
    inbox: InboxOption,
    by: ByOption,
    reason: ReasonOption,
    observation: ObservationOption = "",
    entry: EntryOption = "",
    department: Annotated[str, typer.Option(help="Department it is filed for")] = "",
    evidence: EvidenceOption = "",
    at: AtOption = "",
    lang: LangOption = "",
) -> None:
    """File an appeal against an observation or a ledger entry."""
    from warehouse.filing import file_record

    require("--reason", reason)
    place = where(home, inbox)
    record = {
        "filed_by": by, "dept_id": department, "observation_id": observation, "entry_id": entry,
        "reason": reason, "evidence_ref": evidence,
    }  # fmt: skip
    filed = file_record(place, "appeals", record, moment(at, place.zone))
    tell("appeals", filed, language(lang))


@appeal_app.command("uphold")
def appeal_uphold(  # noqa: PLR0913 - a command has as many arguments as it has options
    appeal: AppealArgument,
    *,
    home: HomeOption,
    inbox: InboxOption,
    by: ByOption,
    reason: ReasonOption,
    excuse: CodeOption = "",
    verdict: VerdictOption = "",
    until: UntilOption = "",
    waive: Annotated[bool, typer.Option("--waive", help="Forgive the money only")] = False,
    amount: AmountOption = "",
    multiple: MultipleOption = "",
    observation: ObservationOption = "",
    evidence: EvidenceOption = "",
    by_department: ByDepartmentOption = "",
    at: AtOption = "",
    lang: LangOption = "",
) -> None:
    """Follow an appeal: excuse, correct, extend, waive the money or set the amount. Say exactly one."""
    from warehouse.filing import appealed_observation, file_record

    require("--reason", reason)
    kinds = {
        "excuse": excuse, "correction": verdict, "extension": until,
        "waiver": "yes" if waive else "", "amount": amount, "range": multiple,
    }  # fmt: skip
    chosen = [kind for kind, value in kinds.items() if value]
    if len(chosen) != 1:
        raise UserError(
            "须恰好选择一种效果 / say exactly one effect", place="appeal uphold",
            remedy="--excuse, --verdict, --until, --waive, --amount / --multiple",
        )  # fmt: skip
    place = where(home, inbox)
    (kind,), instant = chosen, moment(at, place.zone)
    if kind in VERDICTS and not observation:
        observation = appealed_observation(place, appeal, instant)
    options = {
        "observation": observation, "code": excuse, "verdict": verdict, "until": until,
        "amount": amount, "multiple": multiple,
    }  # fmt: skip
    record = {
        "kind": kind, "appeal_id": appeal, **fitting(kind, options, place.zone), "reason": reason,
        "evidence_ref": evidence, "decided_by": by, "decided_dept_id": by_department,
    }  # fmt: skip
    tell("decisions", file_record(place, "decisions", record, instant), language(lang))


@appeal_app.command("dismiss")
def appeal_dismiss(
    appeal: AppealArgument,
    *,
    home: HomeOption,
    inbox: InboxOption,
    by: ByOption,
    reason: ReasonOption,
    by_department: ByDepartmentOption = "",
    at: AtOption = "",
    lang: LangOption = "",
) -> None:
    """Dismiss an appeal: what was found stands."""
    from warehouse.filing import file_record

    require("--reason", reason)
    place = where(home, inbox)
    record = {
        "kind": "dismissal", "appeal_id": appeal, "reason": reason, "decided_by": by,
        "decided_dept_id": by_department,
    }  # fmt: skip
    filed = file_record(place, "decisions", record, moment(at, place.zone))
    tell("decisions", filed, language(lang))


@appeal_app.command("list")
def appeal_list(
    *,
    home: HomeOption,
    inbox: Annotated[
        Path | None, typer.Option(help="Show what waits in this folder for the next audit, too")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Settled appeals as well")] = False,
    at: AtOption = "",
    output: FormatOption = Format.TABLE,
    lang: LangOption = "",
) -> None:
    """Show the appeals that are open, oldest first, and for how many days."""
    from warehouse.statements import sql
    from warehouse.trial import trial

    place = where(home, inbox)
    with trial(place, moment(at, place.zone)) as con:
        found = con.execute(sql("filing/appeals"))
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    shown = [row for row in rows if every or row["state"] == "open"]
    if output is Format.JSON:
        write_json(shown)
    else:
        _print(Console(), shown, language(lang), place.zone, every=every)


@appeal_app.command("reasons")
def appeal_reasons(
    appeal: AppealArgument,
    *,
    home: HomeOption,
    inbox: Annotated[
        Path | None, typer.Option(help="Look into what waits in this folder, too")
    ] = None,
    output: FormatOption = Format.TABLE,
    lang: LangOption = "",
) -> None:
    """Show the reasons as they were filed: words of people, which are never published."""
    from warehouse.reasons import reasons

    found = reasons(where(home, inbox), appeal)
    if output is Format.JSON:
        write_json(found)
        return
    spoken = 0 if language(lang) == "zh" else 1
    cells = [[row["record_id"], row["by"], row["reason"]] for row in found]
    grid(Console(), appeal, list(TEXTS["reasons"][spoken]), cells, 3)


def _print(
    console: Console, rows: list[dict[str, Any]], lang: Language, zone: str, *, every: bool
) -> None:
    spoken = 0 if lang == "zh" else 1
    if not rows:
        console.print(TEXTS["none"][spoken])
        return
    cells = [
        (
            row["appeal_id"],
            row["target"],
            row["department"],
            row["filed_by"],
            f"{row['filed_at'].astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
            row[f"state_{lang}"]
            if row["is_audited"]
            else str(TEXTS["waiting"][spoken]).format(state=row[f"state_{lang}"]),
            row["days_open"],
        )
        for row in rows
    ]
    title = str(TEXTS["all" if every else "title"][spoken]).format(n=len(rows))
    grid(console, title, list(TEXTS["columns"][spoken]), cells, 6)
