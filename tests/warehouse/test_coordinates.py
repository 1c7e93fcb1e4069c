"""Coordinates of points: optional, both or neither, never swapped unseen; the sample has some and is else the same."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from warehouse.collect import collect
from warehouse.conform import Conformed, conform
from warehouse.contract import Contract, contracts
from warehouse.evaluate import Audit
from warehouse.home import Home
from warehouse.read import SOURCE_ROW
from warehouse.sample import places

TABLES = ("pressure_points", "sampling_points")
REQUIRED = {"point_id": "P1", "point_type": "network"}


def point(table: str, **given: str | None) -> Conformed:
    """One delivered point, with the coordinates given."""
    kind = "trunk" if table == "pressure_points" else "network"
    row = {**REQUIRED, "point_type": kind, **given}
    frame = pl.DataFrame([row], schema=dict.fromkeys(row, pl.String()))
    delivered = frame.with_columns(pl.lit(2, pl.Int64()).alias(SOURCE_ROW))
    return conform(contracts()[table], delivered, zone="Asia/Shanghai")


@pytest.mark.parametrize("table", TABLES)
def test_a_point_needs_no_coordinates(table: str) -> None:
    for given in ({}, {"longitude": None, "latitude": None}):
        found = point(table, **given)
        assert found.rows.select("longitude", "latitude").rows() == [(None, None)]
        assert found.n_quarantined == 0


@pytest.mark.parametrize("table", TABLES)
def test_degrees_are_kept_to_a_centimetre(table: str) -> None:
    found = point(table, longitude="105.01234567", latitude="-35.5")
    assert found.rows["longitude"].item() == Decimal("105.0123457")
    assert found.rows["latitude"].item() == Decimal("-35.5")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    ("longitude", "latitude", "faults"),
    [
        ("35.1", "120.2", [("latitude", "swapped")]),
        ("105", None, [("longitude", "without_its_pair")]),
        (None, "35", [("latitude", "without_its_pair")]),
        ("105", "95", [("latitude", "out_of_bounds")]),
        ("200", "35", [("longitude", "out_of_bounds")]),
        ("39500000", "3870000", [("latitude", "out_of_bounds"), ("longitude", "out_of_bounds")]),
        ("105°1′E", "35", [("longitude", "not_a_number")]),
    ],
)
def test_coordinates_that_cannot_be_right_set_the_point_aside(
    table: str, longitude: str | None, latitude: str | None, faults: list[tuple[str, str]]
) -> None:
    found = point(table, longitude=longitude, latitude=latitude)
    assert found.rows.is_empty()
    assert found.faults.select("column", "reason").rows() == faults


def test_a_file_with_one_of_the_two_columns_is_told_so() -> None:
    found = point("sampling_points", longitude="105")
    assert found.faults.select("column", "reason").rows() == [("longitude", "without_its_pair")]
    assert point("sampling_points", longitude=None).n_quarantined == 0


def test_a_column_that_goes_with_another_is_named_by_it() -> None:
    one = {"type": "decimal", "zh": "甲", "en": "a", "goes_with": "b"}
    columns = {"id": {"type": "text", "zh": "号", "en": "id", "required": True}, "a": one}
    given = {"table": "t", "grain": {"zh": "行", "en": "row"}, "key": ["id"]}
    for other in ({}, {"b": {"type": "decimal", "zh": "乙", "en": "b"}}):
        with pytest.raises(ValueError, match="not the other way"):
            Contract.model_validate({**given, "columns": {**columns, **other}})


def test_a_store_from_before_the_coordinates_takes_them_in(tmp_path: Path) -> None:
    home, inbox = Home(tmp_path / "home"), tmp_path / "inbox"
    folder = inbox / "sampling_points"
    folder.mkdir(parents=True)
    (folder / "1.csv").write_text("point_id,point_type\nA,network\nB,network\n", "utf-8")
    collect(inbox, home, zone="Asia/Shanghai")
    for path in [
        *home.parts("sampling_points").glob("*"),
        *home.current("sampling_points").glob("*"),
    ]:
        pl.read_parquet(path).drop("longitude", "latitude").write_parquet(path)
    (folder / "2.csv").write_text("采样点编号,经度,纬度\nB,105.5,35.5\n", "utf-8")
    collect(inbox, home, zone="Asia/Shanghai")
    rows = pl.read_parquet(home.current("sampling_points") / "*.parquet").sort("point_id")
    assert rows.select("point_id", "longitude").rows() == [("A", None), ("B", Decimal("105.5"))]


def test_the_sample_places_its_points_apart(audited: Audit) -> None:
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        found = con.execute(
            "SELECT longitude, latitude FROM evidence.pressure_points UNION ALL"
            " SELECT longitude, latitude FROM evidence.sampling_points WHERE point_type != 'raw'"
        ).fetchall()
        meaning = con.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'pressure_points'"
            " AND column_name = 'longitude'"
        ).fetchall()
    assert None not in {value for row in found for value in row}
    assert len(set(found)) == len(found) > 4
    assert "WGS 84" in meaning[0][0]
    assert "GCJ-02" in meaning[0][0]


def test_places_of_the_sample_are_a_function_of_numbers() -> None:
    many = [places.in_district(d, n, s) for d in range(8) for n in range(50) for s in range(3)]
    assert len(set(many)) == len(many)
    assert many == [
        places.in_district(d, n, s) for d in range(8) for n in range(50) for s in range(3)
    ]
    assert all(104.8 < float(x) < 105.2 and 34.8 < float(y) < 35.2 for x, y in many)
