"""The store of conformed evidence: the latest version of every row, as Parquet.

Belongs here: which row supersedes which, and rewriting what a delivery touched - whole partitions,
atomically, so that a re-run repeats nothing and harms nothing.
Does not belong here: typing or judging rows.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from warehouse.conform import schema
from warehouse.contract import Contract
from warehouse.home import Home, write_whole
from warehouse.read import SOURCE_ROW

SOURCE_FILE = "source_file_id"
"""Column that names the received file (its `seq` in the register) a row came from."""


def part_schema(contract: Contract) -> dict[str, pl.DataType]:
    """Column -> type of a stored table: the contract's columns and where each row came from."""
    return {**schema(contract), SOURCE_FILE: pl.Int32(), SOURCE_ROW: pl.Int64()}


def write_part(home: Home, contract: Contract, rows: pl.DataFrame, seq: int) -> None:
    """Keep the accepted rows of one received file."""
    part = rows.with_columns(pl.lit(seq, pl.Int32()).alias(SOURCE_FILE))
    path = home.parts(contract.table) / f"{seq:06d}.parquet"
    write_whole(path, lambda beside: part.select(list(part_schema(contract))).write_parquet(beside))


def rebuild(home: Home, contract: Contract, new: set[int]) -> None:
    """Bring the current rows of a table up to date with the parts of the files `new` (their seq).

    Without new parts nothing is written, except an empty file for a table never delivered.
    Partitioned tables rewrite only the months that the new parts, or the rows they supersede, lie in.
    """
    folder = home.current(contract.table)
    parts = sorted(home.parts(contract.table).glob("*.parquet"))
    if not parts:
        empty = pl.DataFrame(schema=part_schema(contract))
        if not (folder / "all.parquet").exists():
            write_whole(folder / "all.parquet", empty.write_parquet)
        return
    if not new and any(folder.glob("*.parquet")):
        return
    # A part may be older than a column of the contract: what it lacks is there, and empty.
    rows = pl.scan_parquet(parts, schema=part_schema(contract), missing_columns="insert")
    gone = _superseded(rows, contract)
    place = gone.columns
    kept = rows.join(gone.lazy(), on=place, how="anti")
    if not contract.partition_by:
        _write(folder / "all.parquet", kept.sort(SOURCE_FILE, SOURCE_ROW))
        return
    month = pl.col(contract.partition_by).dt.strftime("%Y-%m").fill_null("unknown")
    touched = rows.filter(pl.col(SOURCE_FILE).is_in(sorted(new)))
    moved = rows.join(gone.lazy(), on=place, how="semi")
    months = pl.concat([touched.select(month.alias("m")), moved.select(month.alias("m"))])
    for name in sorted(months.unique().collect()["m"]):
        _write(
            folder / f"{name}.parquet",
            kept.filter(month == name).sort(contract.partition_by, *contract.key),
        )
    (folder / "all.parquet").unlink(missing_ok=True)


def _write(path: Path, rows: pl.LazyFrame) -> None:
    write_whole(path, rows.sink_parquet)


def _superseded(rows: pl.LazyFrame, contract: Contract) -> pl.DataFrame:
    """Key, file and row of the rows that another row with the same key stands for.

    The latest row stands; in a table that is only added to, where all of them say the same, the first does.
    Keys are compared by hash first, so that only the few keys that do occur twice are ever sorted.
    """
    key = contract.key
    hashed = rows.select(pl.struct(key).hash(seed=0).alias("h"))
    twice = (
        hashed.group_by("h").len().filter(pl.col("len") > 1).select("h").collect(engine="streaming")
    )
    place = [*key, SOURCE_FILE, SOURCE_ROW]
    if twice.is_empty():
        return rows.select(place).head(0).collect()
    again = (
        rows.select(*place, pl.struct(key).hash(seed=0).alias("h"))
        .filter(pl.col("h").is_in(twice["h"].implode()))
        .collect(engine="streaming")
    )
    ordered = again.sort(SOURCE_FILE, SOURCE_ROW)
    same = pl.struct(key)
    stands = same.is_first_distinct() if contract.append_only else same.is_last_distinct()
    return ordered.filter(stands.not_()).select(place)
