"""What a delivered row says where the published file shows only that something was said.

Belongs here: reading the masked columns of one row where the audit keeps what it received.
Does not belong here: who may read them, and the note that somebody did (`dashboard/pages/original.py`).
"""

from __future__ import annotations

import polars as pl

from rulebook.errors import UserError
from warehouse.contract import contracts
from warehouse.empty_file import MASKED
from warehouse.home import Home
from warehouse.read import SOURCE_ROW


def original(home: Home, table: str, file_id: int, source_row: int) -> dict[str, str]:
    """Column -> text as delivered, of the masked columns that a row fills.

    table: of the contracts; file_id, source_row: as `evidence.<table>` of the published file gives them.
    Raises UserError where there is no such table or row.
    """
    contract = contracts().get(table)
    part = home.parts(table) / f"{file_id:06d}.parquet"
    if contract is None or not part.is_file():
        raise _unknown(home, table, file_id, source_row)
    masked = [name for name, column in contract.columns.items() if column.pii in MASKED]
    found = pl.read_parquet(part).filter(pl.col(SOURCE_ROW) == source_row)
    if found.is_empty():
        raise _unknown(home, table, file_id, source_row)
    row = found.row(0, named=True)  # an older part may lack a column that its contract has by now
    return {name: str(row[name]) for name in masked if row.get(name) is not None}


def _unknown(home: Home, table: str, file_id: int, source_row: int) -> UserError:
    return UserError(
        f"没有这一行 / there is no such row: {table}, file {file_id}, line {source_row}",
        place=home.root,
        remedy="表、文件编号和行号见发布文件的 evidence 表 / table, file and line are those of the published evidence",
    )
