"""A demonstration: the sample utility as it stands after a few nights of use.

Belongs here: what happens between two nights, by the same doors that people use: a month is closed, fines are
appealed, and two of the appeals are decided. So every page of the dashboard has something to show.
Does not belong here: the sample itself (`warehouse/sample`), accounts and reports (`dashboard_cli.py`).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.question import audit_of
from pipelines.settings import AuditSettings
from rulebook.errors import InboxError, UserError
from warehouse.filing import file_record
from warehouse.home import Home
from warehouse.months import close
from warehouse.statements import sql
from warehouse.trial import place_of

PROFILE = "city-water"
NIGHT = timedelta(days=1)
OPENS, ASKED, ANSWERED = timedelta(hours=6), timedelta(hours=7), timedelta(hours=8)
"""After the audit of the night: when a month is closed, when appeals are filed and when they are decided."""
APPEALED = ("open", "upheld", "dismissed")
"""What becomes of the appeals, in the order in which the fines are found."""
REASONS = {
    "asked": "现场积水，无法作业，附照片 / the site was under water, see the photograph",
    "upheld": "照片与排水记录相符 / the photograph agrees with the records of the drains",
    "dismissed": "查现场记录，理由不成立 / the records of the site do not bear this out",
}
EVIDENCE = "照片-0602"


def stage(sample: Path, out: Path, audited: Callable[[AuditSettings], None]) -> Path:
    """Stage the demonstration in an empty folder; returns the audited home.

    sample: a folder that `plumbline sample` wrote; it is only read. audited: runs one audit.
    Raises InboxError where there is no sample, UserError where the folder holds something already.
    """
    if not (sample / "sample.json").is_file():
        raise InboxError(
            "没有示例数据 / there is no sample here", place=sample,
            remedy="请先运行 / first run: plumbline sample --out …",
        )  # fmt: skip
    if out.exists() and any(out.iterdir()):
        raise UserError(
            "该目录不是空的 / the folder is not empty", place=out,
            remedy="请指定一个空目录 / name an empty folder",
        )  # fmt: skip
    told = json.loads((sample / "sample.json").read_text("utf-8"))
    last = datetime.fromisoformat(told["as_of"])
    inbox, home = out / "inbox", out / "home"
    shutil.copytree(sample / "inbox", inbox)
    for as_of in (last - NIGHT, last):
        if as_of == last:
            _day_between(inbox, home, last - NIGHT, told["first_month"][:7])
        audited(
            AuditSettings(
                inbox=str(inbox), home=str(home), profile=PROFILE, as_of=as_of.isoformat()
            )
        )
    return home


def _day_between(inbox: Path, home: Path, night: datetime, first_month: str) -> None:
    """What people did on the day between the two nights."""
    if night.strftime("%Y-%m") > first_month:
        asked = audit_of(home, PROFILE, night)
        close(asked, [first_month], night + OPENS)
    place = place_of(Home(home), inbox)
    with duckdb.connect(str(Home(home).published), read_only=True) as con:
        fines = con.execute(sql("demo/appealable")).fetchall()
    for fate, (department, observation, filer, decider, excuse) in zip(
        APPEALED, fines, strict=False
    ):
        appeal = file_record(
            place, "appeals",
            {
                "filed_by": filer, "dept_id": department, "observation_id": observation,
                "reason": REASONS["asked"], "evidence_ref": EVIDENCE,
            },
            night + ASKED,
        )  # fmt: skip
        if fate == "open":
            continue
        effect = (
            {"kind": "excuse", "observation_id": observation, "excuse_code": excuse}
            if fate == "upheld" and excuse
            else {"kind": "waiver" if fate == "upheld" else "dismissal"}
        )
        decision = {
            **effect, "appeal_id": appeal.record_id, "reason": REASONS[fate], "evidence_ref": EVIDENCE,
            "decided_by": decider,
        }  # fmt: skip
        file_record(place, "decisions", decision, night + ANSWERED)
