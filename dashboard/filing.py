"""Appeals and decisions filed from pages: records for the next audit, written by the command `plumbline`.

Belongs here: what the command is asked, and what it knows to be waiting. Does not belong here: forms and pages,
the rules of admission (the engine's; it tries every record on the last audit before it writes it).

Nothing here changes a result: what is filed counts from the next audit on.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from dashboard.accounts.identity import Identity
from dashboard.engine import Answer, run
from dashboard.facts.hub import Stamp, stamp
from dashboard.facts.page import Facts, Row

MOST_REASON = 2000
FOLDERS = ("appeals", "decisions")
MOMENTS = ("filed_at", "decided_at")

_kept: dict[str, tuple[Any, list[Row] | None, str]] = {}
_lock = threading.Lock()


def can_file() -> bool:
    """Whether the server was told where records for the next audit go."""
    return settings.INBOX is not None


def file_appeal(
    who: Identity,
    lang: str,
    *,
    target: Mapping[str, str],
    department: str,
    reason: str,
    evidence: str,
) -> Answer:
    """File an appeal. target: {"observation": id} or {"entry": id}."""
    said = {**target, "department": department, "reason": reason, "evidence": evidence}
    return run(["appeal", "file", *_given(said), *_as(who, by_department=False)], lang)


def dismiss(who: Identity, lang: str, *, appeal: str, reason: str) -> Answer:
    """Dismiss an appeal."""
    given = [*_given({"reason": reason}), *_as(who)]
    return run(["appeal", "dismiss", *given, "--", appeal], lang)


def uphold(
    who: Identity, lang: str, *, appeal: str, effect: Mapping[str, str], reason: str, evidence: str
) -> Answer:
    """Uphold an appeal with one effect: excuse, verdict, until, amount, multiple, or waive (with any value)."""
    flags = ["--waive"] if "waive" in effect else []
    valued = {key: value for key, value in effect.items() if key != "waive"}
    given = _given({**valued, "reason": reason, "evidence": evidence})
    return run(["appeal", "uphold", *flags, *given, *_as(who), "--", appeal], lang)


def reasons(appeal: str, lang: str) -> tuple[list[Row], str]:
    """The reasons of an appeal as they were filed, and what went wrong where they cannot be read."""
    answer = run(["appeal", "reasons", *_place(), "--format=json", "--", appeal], lang)
    return (json.loads(answer.text), "") if answer.is_done else ([], answer.text)


def waiting(facts: Facts, lang: str) -> tuple[list[Row], str]:
    """Appeals in the scope of which the audit on show does not know all: filed, or decided, since then.

    Second: what the command said, where it could not tell. The command is asked again only when an audit was
    published or a file came.
    """
    if not can_file():
        return [], ""
    rows, fault = _waiting(facts.attached.stamp, lang)
    zone = ZoneInfo(str(facts.run["zone"]))
    return [_typed(row, zone) for row in rows if facts.scope.covers(row["department_id"])], fault


def _waiting(published: Stamp, lang: str) -> tuple[list[Row], str]:
    if not _came():
        return [], ""
    now = (published, settings.INBOX, _came())
    with _lock:
        seen, rows, fault = _kept.get("waiting", (None, None, ""))
        if seen != now or rows is None:
            if stamp(settings.PUBLISHED) != published:
                return [], ""  # a newer audit came in between: the next page shows it
            answer = run(["appeal", "list", "--all", *_place(), "--format=json"], lang)
            rows = json.loads(answer.text) if answer.is_done else None
            fault = "" if answer.is_done else answer.text
            _kept["waiting"] = (now, rows, fault)
    return [row for row in rows or [] if _is_news(row)], fault


def _is_news(row: Row) -> bool:
    return not row["is_audited"] or bool(row["decision_id"] and not row["is_decision_audited"])


def _came() -> list[tuple[str, int, int]]:
    """Every file in the folders of appeals and decisions, as far as it takes to notice a new one."""
    found: list[tuple[str, int, int]] = []
    inbox = settings.INBOX
    if inbox is None:
        return found
    for path in sorted(path for one in FOLDERS for path in (inbox / one).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            state = path.stat()
            found.append((str(path), state.st_mtime_ns, state.st_size))
    return found


def _typed(row: Row, zone: ZoneInfo) -> Row:
    """A row of the command's JSON as a row of facts: instants and days as such."""
    made = dict(row)
    for key in MOMENTS:
        if made.get(key):
            made[key] = datetime.fromisoformat(made[key]).astimezone(zone)
    if made.get("period_from"):
        made["period_from"] = date.fromisoformat(made["period_from"])
    return made


def _place() -> list[str]:
    return [f"--home={settings.HOME}", f"--inbox={settings.INBOX}"]


def _as(who: Identity, *, by_department: bool = True) -> list[str]:
    """In whose name, where, and when: from the account and the server, never from a form."""
    found = [*_place(), f"--by={who.staff_id}"]
    if by_department and who.department_id:
        found.append(f"--by-department={who.department_id}")
    if settings.FILING_AT:
        found.append(f"--at={settings.FILING_AT}")
    return found


def _given(options: Mapping[str, str]) -> list[str]:
    """Options with a value, each in one argument, so that no value is ever taken for an option."""
    return [f"--{key}={value}" for key, value in options.items() if value]


def plain(text: str, most: int = MOST_REASON) -> str:
    """What somebody typed, in one line, without control characters."""
    kept = "".join(one if one.isprintable() else " " for one in text)
    return " ".join(kept.split())[:most]
