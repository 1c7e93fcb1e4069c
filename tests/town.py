"""A small town for tests of months and comparisons: five clauses, a handful of tickets, the real engine.

Belongs here: writing its rulebook and deliveries, and auditing it. Does not belong here: assertions.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import yaml

from checks.wholeness import check_wholeness
from pipelines.question import parse_instant
from rulebook.loader import RULEBOOK, load
from warehouse.account import account
from warehouse.collect import collect
from warehouse.evaluate import Audit, evaluate, open_evidence
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.score import score

ZONE = "Asia/Shanghai"
WORDS = (
    "vocabulary.yaml", "ledger.yaml", "departments.yaml", "parameters.yaml", "limits", "indicators",
    "schemes/even.yaml",
)  # fmt: skip
CLAUSES = (
    "urban-supply/_regulation", "urban-supply/leak/arrival", "urban-supply/leak/repair",
    "urban-supply/application/reply",
    "user-complaint-c/_regulation", "user-complaint-c/complaint/answer",
)  # fmt: skip
DRAWN = ("L01", "L03")
ARRIVAL = "regulations/urban-supply/leak/arrival.yaml"
PROFILE = """
title: {zh: 小镇, en: Small town}
zone: Asia/Shanghai
calendar: cn
office_open: "08:30"
office_close: "17:30"
limit_set: gb5749
scheme: even
regulations: [urban-supply, user-complaint-c]
topics: {}
readings: {flatline_readings: 96, low_mpa: -0.05, high_mpa: 1.6, completeness_gate: 0.90}
"""

Rows = Iterable[dict[str, Any]]


@dataclass
class Town:
    """A town on disk: its rulebook, what it delivered so far, and its home."""

    folder: Path
    n_files: int = 0
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    @property
    def rules(self) -> Path:
        return self.folder / "rulebook"

    def deliver(self, table: str, *rows: dict[str, Any]) -> None:
        """Deliver one more file of a table."""
        self.n_files += 1
        names = list(dict.fromkeys(name for row in rows for name in row))
        lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
        path = self.folder / "inbox" / table / f"{self.n_files:03d}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(",".join(line) for line in lines) + "\n", "utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the rulebook."""
        path = self.rules / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def question(self, as_of: str) -> Audit:
        """The audit the town is asked at a local instant, under its rulebook as it stands."""
        return Audit(self.home, load(self.rules), "town", parse_instant(as_of, ZONE))

    def audit(self, as_of: str) -> Audit:
        """Audit and publish what was delivered so far; the published file is checked to be whole."""
        audit = self.question(as_of)
        collect(self.folder / "inbox", audit.home, zone=ZONE)
        open_evidence(audit)
        account(audit, audit.home.read_register())
        evaluate(audit)
        score(audit)
        publish(audit, check_wholeness)
        return audit

    def rows(self, query: str, path: Path | None = None) -> list[dict[str, Any]]:
        """Rows of the published file, or of another one, by column name."""
        with duckdb.connect(str(path or self.home.published), read_only=True) as con:
            con.execute(f"SET TimeZone = '{ZONE}'")
            found = con.execute(query)
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def copy(self, folder: Path) -> Town:
        """The same town elsewhere."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)


def new_town(folder: Path) -> Town:
    """A town with its rulebook and departments, and nothing else delivered."""
    rules = folder / "rulebook"
    for name in WORDS:
        (rules / name).parent.mkdir(parents=True, exist_ok=True)
        if (RULEBOOK / name).is_dir():
            shutil.copytree(RULEBOOK / name, rules / name)
        else:
            shutil.copyfile(RULEBOOK / name, rules / name)
    for name in CLAUSES:
        path = rules / "regulations" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(RULEBOOK / "regulations" / f"{name}.yaml", path)
    (rules / "topics.yaml").write_text("{}\n", "utf-8")
    _keep_ledger(rules / "ledger.yaml")
    (rules / "profiles").mkdir()
    (rules / "profiles" / "town.yaml").write_text(PROFILE, "utf-8")
    town = Town(folder)
    town.deliver(
        "departments",
        {"dept_id": "NET", "name": "管网部", "role": "network"},
        {"dept_id": "BUS", "name": "营业部", "role": "business_service"},
    )
    return town


def _keep_ledger(path: Path) -> None:
    """Leave out the lines that no clause of the town draws."""
    lines = yaml.safe_load(path.read_text("utf-8"))
    kept = {
        name: line
        for name, line in lines.items()
        if name in DRAWN or "undrawn" in line or line.get("per") == "operator"
    }
    path.write_text(yaml.safe_dump(kept, allow_unicode=True), "utf-8")


def leak(ticket: str, at: str, **more: Any) -> dict[str, Any]:
    """A leak report."""
    return {
        "ticket_id": ticket,
        "ticket_type": "leak_report",
        "received_at": at,
        "dept_id": "NET",
        **more,
    }


def event(ticket: str, kind: str, at: str) -> dict[str, Any]:
    """A step of a ticket; a later delivery of the same kind corrects it."""
    return {"event_id": f"{ticket}-{kind}", "ticket_id": ticket, "event_type": kind, "event_at": at}


def application(name: str, received: str, replied: str = "") -> dict[str, Any]:
    """An application with complete papers."""
    return {
        "application_id": name, "type": "new", "received_at": received,
        "documents_complete_at": received, "replied_at": replied, "dept_id": "BUS", "customer_id": f"C-{name}",
    }  # fmt: skip
