"""What tonight is new: breaches that the audit before did not know, compared record by record.

Belongs here: the comparison with the latest earlier audit that the home has kept. Does not belong here: why two audits
differ (`difference.py`), what people are shown of it.

The table is no result of the audit: it depends on which audits the home has kept, and the digest does not cover it.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.archive import Archived, archived
from warehouse.attached import attached_file
from warehouse.home import Home
from warehouse.statements import sql


def earlier_audit(home: Home, as_of: datetime) -> Archived | None:
    """The latest audit kept in the home that looks from before an instant.

    An audit that is repeated for its instant has the same one before it as the first time.
    """
    now = as_of.replace(microsecond=0)  # kept audits are named by whole seconds
    return max(
        (one for one in archived(home) if one.as_of < now), key=lambda one: one.as_of, default=None
    )


def remember_known(con: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Note in a temporary table what a published file holds of breaches; False where it cannot be read any more."""
    try:
        with attached_file(con, path, "before"):
            con.execute(sql("publish/known_breaches"))
    except duckdb.Error:
        return False
    return True


def note_new(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `meta.new_breach` of the file that is being written, which is the current one."""
    con.execute(sql("publish/new_breaches"))
    con.execute("DROP TABLE temp.known_breach")
