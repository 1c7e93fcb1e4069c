"""What a check answers.

Belongs here: the one shape of every check's answer (a row of `quality.check_result`) and keeping it.
Does not belong here: any check.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

import duckdb
import polars as pl

from warehouse.conform import schema
from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import insert


@dataclass(frozen=True)
class CheckOutcome:
    """outcome: not_run is its own answer, for a check that itself failed. severity: error blocks the
    run, warning informs. n_* count rows."""

    check_name: str
    outcome: Literal["passed", "failed", "not_run"]
    severity: Literal["error", "warning"]
    table_name: str = ""
    column_name: str = ""
    n_checked: int | None = None
    n_unexpected: int | None = None
    detail: str = ""


def keep(con: duckdb.DuckDBPyConnection, outcomes: list[CheckOutcome]) -> None:
    """Add outcomes to `quality.check_result`."""
    rows = [{key: value or None if value == "" else value for key, value in asdict(one).items()}
            for one in outcomes]  # fmt: skip
    table = contracts(PUBLISHED)["quality.check_result"]
    insert(con, table.table, pl.DataFrame(rows, schema=schema(table)))
