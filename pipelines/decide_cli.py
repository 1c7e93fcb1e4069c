"""The command `plumbline decide`: a decision on what an audit found, as a record for the next audit.

Belongs here: its arguments, and which of them a kind of decision takes.
Does not belong here: deciding on appeals (`appeal_cli.py`), the rules of decisions (`warehouse/decisions.py`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

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
    last_instant,
    moment,
    require,
    tell,
    where,
)
from pipelines.texts import language
from rulebook.errors import UserError


class DecisionKind(StrEnum):
    """What may be decided without an appeal."""

    EXCUSE = "excuse"
    CORRECTION = "correction"
    EXTENSION = "extension"
    WAIVER = "waiver"
    RANGE = "range"
    AMOUNT = "amount"
    ADJUSTMENT = "adjustment"
    LIFT_VETO = "lift_veto"


TAKES = {
    "observation": {"excuse", "correction", "extension", "waiver", "range", "amount"},
    "entry": {"waiver", "range", "amount"},
    "department": {"adjustment", "lift_veto"},
    "month": {"adjustment", "lift_veto"},
    "veto": {"lift_veto"},
    "code": {"excuse"},
    "verdict": {"correction"},
    "until": {"extension"},
    "amount": {"range", "amount"},
    "multiple": {"range"},
    "points": {"adjustment"},
}
"""Option -> the kinds of decision that take it."""

COLUMNS = {
    "observation": "observation_id", "entry": "entry_id", "department": "dept_id", "month": "month",
    "veto": "veto_id", "code": "excuse_code", "verdict": "verdict", "until": "extended_until",
    "amount": "amount_cny", "multiple": "multiple", "points": "points",
}  # fmt: skip
"""Option -> column of the contract `decisions`."""

CodeOption = Annotated[str, typer.Option(help="Excuse: its code, e.g. road, force_majeure")]
VerdictOption = Annotated[
    str,
    typer.Option(help="Correction: compliant, breach, not_assessed or not_applicable"),
]
UntilOption = Annotated[
    str, typer.Option(help="Extension: the new due instant; a bare day means its end")
]
AmountOption = Annotated[str, typer.Option(help="Range or amount: yuan")]
MultipleOption = Annotated[str, typer.Option(help="Range of multiples: the multiple")]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command("decide")(decide)


def decide(  # noqa: PLR0913 - a command has as many arguments as it has options
    kind: Annotated[DecisionKind, typer.Argument(help="What is decided")],
    *,
    home: HomeOption,
    inbox: InboxOption,
    by: ByOption,
    reason: ReasonOption,
    observation: ObservationOption = "",
    entry: EntryOption = "",
    department: Annotated[str, typer.Option(help="Adjustment, veto: the department")] = "",
    month: Annotated[str, typer.Option(help="Adjustment, veto: the month, e.g. 2026-03")] = "",
    veto: Annotated[str, typer.Option(help="The veto that is lifted")] = "",
    code: CodeOption = "",
    verdict: VerdictOption = "",
    until: UntilOption = "",
    amount: AmountOption = "",
    multiple: MultipleOption = "",
    points: Annotated[str, typer.Option(help="Adjustment: points, below zero to take some")] = "",
    evidence: EvidenceOption = "",
    requested_by: Annotated[str, typer.Option(help="Staff number of whoever asked for it")] = "",
    by_department: ByDepartmentOption = "",
    at: AtOption = "",
    lang: LangOption = "",
) -> None:
    """Decide on an observation, a ledger entry or a month of a department. The next audit applies it."""
    from warehouse.filing import file_record

    require("--reason", reason)
    place = where(home, inbox)
    given = fitting(
        kind,
        {
            "observation": observation, "entry": entry, "department": department, "month": month,
            "veto": veto, "code": code, "verdict": verdict, "until": until, "amount": amount,
            "multiple": multiple, "points": points,
        },
        place.zone,
    )  # fmt: skip
    record = {
        "kind": kind.value, **given, "reason": reason, "evidence_ref": evidence, "decided_by": by,
        "requested_by": requested_by, "decided_dept_id": by_department,
    }  # fmt: skip
    filed = file_record(place, "decisions", record, moment(at, place.zone))
    tell("decisions", filed, language(lang))


def fitting(kind: str, options: dict[str, str], zone: str) -> dict[str, str]:
    """The columns that the options of a kind of decision fill; raises UserError for one it does not take."""
    given = {name: value for name, value in options.items() if value}
    for name in given:
        if kind not in TAKES[name]:
            raise UserError(
                f"不用于 {kind} / has no meaning for {kind}", place=f"--{name}",
                remedy="请去掉该选项，或换一种裁定 / leave it out, or choose one of "
                + ", ".join(sorted(TAKES[name])),
            )  # fmt: skip
    if "until" in given:
        given["until"] = last_instant(given["until"], zone)
    return {COLUMNS[name]: value for name, value in given.items()}
