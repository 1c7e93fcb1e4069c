"""Files as delivered: formats, encodings, lines, and files that cannot be read."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse.read import SOURCE_ROW, UnreadableError, read_text

CSV = "工单编号,内容\nT1,漏水\nT2,水压低\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_every_encoding_in_use(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "tickets.csv"
    path.write_bytes(CSV.encode(encoding))
    assert read_text(path).rows.to_dict(as_series=False) == {
        "工单编号": ["T1", "T2"],
        "内容": ["漏水", "水压低"],
        SOURCE_ROW: [2, 3],
    }


def test_compressed_csv_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv.gz"
    path.write_bytes(gzip.compress(CSV.replace("\n", "\r\n").encode()))
    assert read_text(path).rows["内容"].to_list() == ["漏水", "水压低"]


def test_the_line_of_a_row_counts_line_breaks_inside_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,"one\ntwo"\n2,x\n', "utf-8")
    assert read_text(path).rows[SOURCE_ROW].to_list() == [2, 4]


def test_rows_with_too_many_or_too_few_fields_are_named_and_the_rest_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c\n1,2,3\n1,2\n4,5,6,7\n7,8,9\n", "utf-8")
    text = read_text(path)
    assert text.rows["a"].to_list() == ["1", "7"]
    assert [(row.line, row.problem) for row in text.broken] == [
        (3, "has 2 fields where the header has 3"),
        (4, "has 4 fields where the header has 3"),
    ]
    assert text.n_received == 4


def test_excel_gives_text_and_the_row_of_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    at = datetime(2026, 3, 1, 8)  # noqa: DTZ001 - Excel knows no zones
    pl.DataFrame({"编号": ["A", "B"], "时间": [at, None]}).write_excel(path)
    rows = read_text(path).rows
    assert rows["编号"].to_list() == ["A", "B"]
    assert rows["时间"].to_list() == ["2026-03-01 08:00:00", None]
    assert rows[SOURCE_ROW].to_list() == [2, 3]


def test_parquet_keeps_the_offset_of_instants(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"at": [datetime(2026, 3, 1, tzinfo=UTC)]}).write_parquet(path)
    assert read_text(path).rows["at"].to_list() == ["2026-03-01T00:00:00.000000+00:00"]


def test_jsonl_keeps_good_lines_and_names_broken_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1, "ok": true, "l": ["x", "y"]}\n{broken\n\n{"a": null}\n', "utf-8")
    text = read_text(path)
    assert text.rows["ok"].to_list() == ["true"]
    assert text.rows["l"].to_list() == ["x;y"]
    assert [row.line for row in text.broken] == [2]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.xlsx", b"PK\x03\x04 cut short", "not a whole Excel workbook"),
        ("a.csv.gz", gzip.compress(b"a,b\n1,2\n", mtime=0)[:12], "cannot be unpacked"),
        ("a.parquet", b"PAR1", "cannot be read as Parquet"),
        ("a.csv", b"\xff\xff\xfe\x00\x81", "neither UTF-8 nor GB18030"),
        ("a.csv", b"", "is empty"),
    ],
)
def test_an_unreadable_file_says_why_and_what_to_do(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableError, match=problem) as caught:
        read_text(path)
    assert caught.value.remedy
