"""The report files of a home: by month and audit, so that a report that was signed is never written over.

Belongs here: names, writing whole files, finding them again. Does not belong here: what is in them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from dashboard.facts.hub import Hub
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.shown import Lang
from dashboard.reports.book import book
from dashboard.reports.content import Report, report
from dashboard.reports.page import page
from dashboard.reports.pdf import font, pdf

MAKERS: dict[str, Callable[[Report], bytes]] = {"html": page, "xlsx": book, "pdf": pdf}
"""Format -> what makes it."""

TIMEOUT_S = 600.0

_WHOLE = Scope(role="auditor", is_whole=True, names_others=True)

_NAME = re.compile(r"plumbline-(\d{4}-\d{2})-(utility|dept-(.+))-(zh|en)\.(html|xlsx|pdf)")


@dataclass(frozen=True)
class ReportFile:
    """One file. department: None is the utility; place: its path below the folder of reports."""

    path: Path
    place: str
    month: date
    audit_id: str
    department: str | None
    lang: Lang
    form: str


def write_reports(
    published: Path, folder: Path, month: date | None, departments: Iterable[str], lang: Lang
) -> list[Path]:
    """Write the reports of a month (None: the last one that is over), of all or of some departments.

    No department named: the utility and every department with a scorecard. The language must be active already.
    A department's report is made in its own scope: nothing of another one can be in it.
    """
    attached = Hub(2, "400MB").current(published)
    whole = Facts(attached, _WHOLE, TIMEOUT_S)
    month = month or _last_over(whole)
    wanted: list[str | None] = list(departments) or [
        None, *(row["department_id"] for row in whole.ask("report_scorecards", month=month))
    ]  # fmt: skip
    made: list[Path] = []
    for one in wanted:
        scope = Scope(role="dept_head", departments=frozenset({one})) if one else whole.scope
        facts = Facts(attached, scope, TIMEOUT_S)
        content = report(facts, month, one)
        place = folder / f"{month:%Y-%m}" / whole.run["audit_id"]
        place.mkdir(parents=True, exist_ok=True)
        whose = f"dept-{quote(one, safe='')}" if one else "utility"
        for form, make in MAKERS.items():
            if form == "pdf" and font() is None:
                continue
            path = place / f"plumbline-{month:%Y-%m}-{whose}-{lang}.{form}"
            _write(path, make(content))
            made.append(path)
        facts.close()
    whole.close()
    return made


def due_months(published: Path, folder: Path) -> list[date]:
    """The months whose reports a night owes: the last one over, once, and each closed one, once more when it is closed.

    What is between the two is a matter for whoever wants to look: the button, or `plumbline report`.
    """
    facts = Facts(Hub(2, "400MB").current(published), _WHOLE, TIMEOUT_S)
    months = [one["period_from"] for one in facts.months() if one["is_over"]]
    closed = {one: facts.one("closed_month", month=one) for one in months}
    facts.close()
    seen: dict[date, datetime] = {}
    for file in report_files(folder):
        at = _instant(file.audit_id)
        if file.department is None and at is not None:
            seen[file.month] = max(at, seen.get(file.month, at))
    finals = {
        one for one, row in closed.items() if row and _is_after(row["closed_at"], seen.get(one))
    }
    firsts = {one for one in months[:1] if one not in seen}
    return sorted(finals | firsts)


def _is_after(closed_at: datetime, reported: datetime | None) -> bool:
    return reported is None or closed_at > reported


def _instant(audit_id: str) -> datetime | None:
    """The instant an audit looks from, with which its id begins; None where the folder is no audit's."""
    try:
        return datetime.strptime(audit_id.split("-", maxsplit=1)[0], "%Y%m%dT%H%M%SZ").replace(
            tzinfo=UTC
        )
    except ValueError:
        return None


def _last_over(facts: Facts) -> date:
    months = facts.months()
    over = [one for one in months if one["is_over"]]
    found: date = (over or months)[0]["period_from"]
    return found


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def report_files(folder: Path) -> list[ReportFile]:
    """Every report there is, the newest month first."""
    found = (_read(folder, path) for path in folder.glob("*/*/plumbline-*"))
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.month, one.audit_id, one.department is None, one.place),
        reverse=True,
    )


def _read(folder: Path, path: Path) -> ReportFile | None:
    match = _NAME.fullmatch(path.name)
    if match is None or not path.is_file():
        return None
    return ReportFile(
        path=path,
        place=path.relative_to(folder).as_posix(),
        month=date.fromisoformat(f"{match[1]}-01"),
        audit_id=path.parent.name,
        department=unquote(match[3]) if match[3] else None,
        lang="zh" if match[4] == "zh" else "en",
        form=match[5],
    )
