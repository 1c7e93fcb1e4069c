"""The audit's home directory: what lies where, and the register of every file ever received.

Belongs here: paths below the home, the register, writing a file whole or not at all.
Does not belong here: what is in the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ReceivedFile:
    """One delivered file and the table it fills (a mapped file may fill several).

    status: accepted; duplicate (the same bytes came before, as `duplicate_of`); rejected (unreadable or
    without the columns it needs); unknown (no table of that name). seq orders deliveries: a row in a
    later file supersedes the same key in an earlier one. n_* count rows.
    """

    seq: int
    file: str
    sha256: str
    n_bytes: int
    table: str = ""
    status: str = "accepted"
    duplicate_of: str = ""
    problem: str = ""
    remedy: str = ""
    note: str = ""
    fingerprint: str = ""
    n_received: int = 0
    n_quarantined: int = 0
    columns: list[str] = field(default_factory=list)
    unknown_headers: list[str] = field(default_factory=list)

    @property
    def part(self) -> str:
        """Name of the Parquet file that keeps this file's accepted rows."""
        return f"{self.seq:06d}.parquet"


@dataclass(frozen=True)
class Home:
    """The directories of one utility's audit."""

    root: Path

    @property
    def register(self) -> Path:
        """The register of received files (JSON)."""
        return self.root / "register.json"

    def parts(self, table: str) -> Path:
        """Accepted rows, one Parquet file for each received file."""
        return self.root / "parts" / table

    def current(self, table: str) -> Path:
        """The rows in force (the latest of every key), one Parquet file or one a month."""
        return self.root / "store" / table

    def quarantine(self, table: str) -> Path:
        """Faults, one Parquet file for each received file that has any."""
        return self.root / "quarantine" / table

    @property
    def work(self) -> Path:
        """The working DuckDB file of the audit under way."""
        return self.root / "work" / "working.duckdb"

    @property
    def published(self) -> Path:
        """The published file. Not `audit.duckdb`: a file of that name hides its own schema `audit`."""
        return self.root / "published" / "plumbline.duckdb"

    @property
    def audits(self) -> Path:
        """Published files of earlier audits, by audit id; they are linked or copied, never written to."""
        return self.root / "audits"

    @property
    def closed(self) -> Path:
        """Closed months, one folder each, and the register of them."""
        return self.root / "closed"

    @property
    def data_docs(self) -> Path:
        """The Data Docs of the last contract checks."""
        return self.root / "published" / "data_docs"

    def read_register(self) -> list[ReceivedFile]:
        """All files received so far, in order of delivery."""
        if not self.register.exists():
            return []
        return [ReceivedFile(**entry) for entry in json.loads(self.register.read_text("utf-8"))]

    def write_register(self, files: list[ReceivedFile]) -> None:
        """Replace the register, whole or not at all."""
        text = json.dumps([asdict(file) for file in files], ensure_ascii=False, indent=1)
        write_whole(self.register, lambda path: path.write_text(text, "utf-8"))


def on_disk(path: Path) -> None:
    """Wait until what was written to a file is on disk: before it takes the place of one that is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write through a temporary neighbour and rename, so that nobody meets half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
