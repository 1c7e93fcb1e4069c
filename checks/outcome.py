"""What a check answers.

Belongs here: the one shape of every check's answer (a row of `quality.check_result`) and keeping it.
Does not belong here: any check.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import duckdb
import polars as pl

from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import insert

PASSED = "passed"
FAILED = "failed"
NOT_RUN = "not_run"
"""The check itself failed: it says nothing of the data, and blocks like a failure."""

ERROR = "error"
"""The evidence is unfit: blocks."""

WARNING = "warning"
"""Worth knowing: informs."""


@dataclass(frozen=True, kw_only=True)
class CheckOutcome:
    """The result of one check; n_* count rows, and are absent for a check that did not run."""

    check_name: str
    outcome: str
    severity: str
    table_name: str = ""
    column_name: str = ""
    n_checked: int | None = None
    n_unexpected: int | None = None
    detail: str = ""


def keep(con: duckdb.DuckDBPyConnection, outcomes: list[CheckOutcome]) -> None:
    """Add outcomes to `quality.check_result`; an empty text becomes no value."""
    table = contracts(PUBLISHED)["quality.check_result"]
    rows = [
        {key: None if value == "" else value for key, value in asdict(one).items()}
        for one in outcomes
    ]
    insert(con, table.table, pl.DataFrame(rows, schema=schema(table)))
