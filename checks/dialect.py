"""How Great Expectations reads the working file: a DuckDB dialect of SQLAlchemy that only reads.

Belongs here: opening the file read-only, and the few places where the stock dialect does not fit.
Does not belong here: expectations. SQLAlchemy loads this module by name when it is first needed; it
takes a while to import and nothing else imports it.
"""

from __future__ import annotations

from typing import Any

import duckdb
import duckdb_engine
from sqlalchemy.engine.url import URL
from sqlalchemy.pool import Pool, StaticPool


def open_read_only(path: str, zone: str) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file for reading, with the utility's zone as session zone."""
    con = duckdb.connect(path, read_only=True)
    con.execute("SET TimeZone = $zone", {"zone": zone})
    con.execute("SET preserve_insertion_order = false")
    return con


class ReadOnlyDuckDB(duckdb_engine.Dialect):
    """The dialect without transactions.

    Great Expectations hands its connection back before it fetches. The pool then rolls back, and on a
    rollback DuckDB drops the result that is still to be fetched. A reader needs no transactions: so
    there are none, and one connection that stays open.
    """

    supports_statement_cache = False

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:  # noqa: ARG003
        """Keep one connection for good: a closed one takes its pending results with it."""
        return StaticPool

    def create_connect_args(self, url: URL) -> tuple[tuple[()], dict[str, Any]]:  # noqa: ARG002
        """Take nothing from the URL: a path in it would have to survive two kinds of escaping."""
        return (), {}

    def connect(self, *_args: Any, **arguments: Any) -> Any:
        """Open the file named by the engine's `connect_args` (path, zone)."""
        return duckdb_engine.ConnectionWrapper(open_read_only(**arguments))

    def do_begin(self, _connection: Any) -> None:
        """Begin nothing."""

    def do_commit(self, _connection: Any) -> None:
        """Commit nothing."""

    def do_rollback(self, _connection: Any) -> None:
        """Roll back nothing."""
