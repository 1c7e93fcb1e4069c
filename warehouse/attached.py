"""Other database files beside the one that is open.

Belongs here: attaching a file to a connection, and paths as SQL literals. Does not belong here: which files, and
what is asked of them; opening a connection (`evaluate.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


def literal(path: Path) -> str:
    """A path as an SQL literal: ATTACH and views take no parameters; it is the operator's own, or a scratch file."""
    return "'" + str(path).replace("'", "''") + "'"


def attach(
    con: duckdb.DuckDBPyConnection, path: Path, name: str, options: str = "READ_ONLY"
) -> None:
    """Attach a database file under a name; it is only read unless `options` of ATTACH say otherwise."""
    con.execute(f"ATTACH {literal(path)} AS {name}{f' ({options})' if options else ''}")


@contextmanager
def attached_file(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> Iterator[str]:
    """A database file, attached read-only under a name while the context lasts."""
    attach(con, path, name)
    try:
        yield name
    finally:
        con.execute(f"DETACH {name}")
