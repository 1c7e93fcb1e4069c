"""Tables that are only added to: what was received once stands, whatever comes later under its key.

Belongs here: finding the rows of a delivery that contradict what was received before, and setting them aside.
Does not belong here: rows that supersede earlier ones (`store.py`), faults of single values (`conform.py`).
"""

from __future__ import annotations

import polars as pl

from warehouse.conform import FAULT_SCHEMA, Conformed, schema
from warehouse.contract import Contract
from warehouse.home import Home
from warehouse.read import SOURCE_ROW

REASON = "already_received"
"""Why a row is set aside that gives a known key other content."""

_KNOWN, _ORDER = "_known", "_order"


def uphold(home: Home, contract: Contract, result: Conformed, seq: int) -> Conformed:
    """Set aside the rows whose key was received before, in an earlier file or line, with other content.

    seq: the delivery at hand. A row that says the same again is kept as a repetition of the first. Rows that break the contract otherwise
    claim no key: they were never received as a record.
    """
    columns = list(contract.columns)
    mine = result.rows.with_row_index(_ORDER)
    first = pl.concat([_received(home, contract, seq), result.rows.select(columns)]).unique(
        contract.key, keep="first", maintain_order=True
    )
    is_same = pl.all_horizontal(
        pl.col(name).eq_missing(pl.col(f"{name}{_KNOWN}")) for name in columns
    )
    compared = mine.join(
        first.rename({name: f"{name}{_KNOWN}" for name in columns}),
        left_on=contract.key,
        right_on=[f"{name}{_KNOWN}" for name in contract.key],
        how="left",
        coalesce=False,
    ).select(_ORDER, is_same.alias("is_same"))
    differs = compared.filter(pl.col("is_same").not_()).select(_ORDER)
    if differs.is_empty():
        return result
    aside = mine.join(differs, on=_ORDER, how="semi")
    faults = aside.select(
        SOURCE_ROW,
        pl.lit(contract.key[0]).alias("column"),
        pl.concat_str(contract.key, separator=" ").alias("value"),
        pl.lit(REASON).alias("reason"),
    ).cast(pl.Schema(FAULT_SCHEMA))
    return Conformed(
        rows=mine.join(differs, on=_ORDER, how="anti", maintain_order="left").drop(_ORDER),
        faults=pl.concat([result.faults, faults]).sort(SOURCE_ROW, "column"),
        n_quarantined=result.n_quarantined + aside.height,
    )


def _received(home: Home, contract: Contract, seq: int) -> pl.DataFrame:
    """The records of earlier deliveries, in the order in which they came."""
    parts = sorted(home.parts(contract.table).glob("*.parquet"))
    frames = [
        pl.read_parquet(path, columns=list(contract.columns))
        for path in parts
        if path.stem < f"{seq:06d}"
    ]
    return pl.concat(frames) if frames else pl.DataFrame(schema=schema(contract))
