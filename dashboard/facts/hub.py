"""The connection to the published file, renewed when a new audit has been swapped in.

Belongs here: attaching, locking down, and noticing another file. Does not belong here: what is asked.

A connection to the path itself would go on serving the file it first opened. So a database in memory attaches
the file read-only; when the inode or the time of the path changes, a new one is made, and the old one lives as
long as the last page that reads from it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

Stamp = tuple[int, int, int]
MOST_PARSED = 500
"""Statements kept parsed: each with the filters that somebody chose, never with the values of them."""
SLOWING = "compressed_materialization"
"""What DuckDB does before every sort to make large ones smaller: on a page it costs more than the sorts themselves, while
an export may sort millions of rows."""


class NothingPublishedError(Exception):
    """There is no published file to read (yet), or it cannot be opened."""


@dataclass
class Attached:
    """One published file, attached. parsed: a text of SQL as a statement, which is parsed once and not on every page;
    shared: what pages may keep as long as this file is the one.
    """

    path: Path
    stamp: Stamp
    connection: duckdb.DuckDBPyConnection
    parsed: Callable[[str], duckdb.Statement]
    shared: dict[Any, Any] = field(default_factory=dict)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one page."""
        made = self.connection.cursor()
        made.execute("USE published")  # a cursor does not inherit it
        return made


def literal(path: Path) -> str:
    """A path as an SQL literal: ATTACH and COPY take no parameters; it is the operator's own."""
    return "'" + str(path).replace("'", "''") + "'"


def stamp(path: Path) -> Stamp:
    """What tells one published file from the next at the same path."""
    try:
        found = path.stat()
    except OSError as error:
        raise NothingPublishedError(str(path)) from error
    return (found.st_ino, found.st_mtime_ns, found.st_size)


def attach(path: Path, *, threads: int, memory: str, is_locked: bool = True) -> Attached:
    """Attach the published file read-only. is_locked: as pages have it, able to reach no other file."""
    before = stamp(path)
    con = duckdb.connect(":memory:")
    try:
        con.execute("SET autoinstall_known_extensions = false")
        con.execute("SET autoload_known_extensions = false")
        con.execute(f"SET threads = {int(threads)}")
        con.execute(f"SET memory_limit = '{memory}'")
        con.execute(f"ATTACH {literal(path)} AS published (READ_ONLY)")
        zone = con.execute("SELECT zone FROM published.meta.run").fetchone()
        con.execute("SET TimeZone = $zone", {"zone": zone[0] if zone else "UTC"})
        if is_locked:
            con.execute("SET disabled_optimizers = $passes", {"passes": SLOWING})
            con.execute("SET enable_external_access = false")
            con.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        con.close()
        raise NothingPublishedError(f"{path}: {error}") from error

    @lru_cache(MOST_PARSED)
    def parsed(text: str) -> duckdb.Statement:
        return con.extract_statements(text)[0]

    return Attached(path, before, con, parsed)


class Hub:
    """Keeps the newest published file attached, for all threads of the server."""

    def __init__(self, threads: int, memory: str) -> None:
        self._threads = threads
        self._memory = memory
        self._lock = threading.Lock()
        self._attached: Attached | None = None

    def current(self, path: Path) -> Attached:
        """The file at the path as it is now. Raises NothingPublishedError."""
        now = stamp(path)
        found = self._attached
        if found is not None and (found.path, found.stamp) == (path, now):
            return found
        with self._lock:
            found = self._attached
            if found is None or (found.path, found.stamp) != (path, now):
                found = attach(path, threads=self._threads, memory=self._memory)
                self._attached = found
        return found
