"""The statements of the audit, by name.

Belongs here: reading a statement below `sql/`. Does not belong here: any statement.
"""

from __future__ import annotations

from pathlib import Path

SQL = Path(__file__).parent / "sql"


def sql(name: str) -> str:
    """The text of one statement, by its path below `sql/` without ending."""
    return (SQL / f"{name}.sql").read_text("utf-8").strip().rstrip(";")
