"""Source mappings: the shapes of tables, finding files, and the mistakes a mapping refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from rulebook.errors import DefinitionError
from warehouse.contract import contracts
from warehouse.mapping import Source, apply, source, sources
from warehouse.read import UnreadableError, read_text


def a_source(tables: dict[str, Any], **file: Any) -> Source:
    return Source.model_validate(
        {
            "id": "demo", "title": "t", "publisher": "p", "licence": "l", "profile": "p",
            "ambiguous": "earliest", "delivers": ["closed"],
            "files": [{"glob": "*demo*.csv", "tables": tables, **file}],
        }
    )  # fmt: skip


def rows_of(**columns: list[str | None]) -> pl.DataFrame:
    rows = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return rows.with_row_index("source_row", offset=2).with_columns(
        pl.col("source_row").cast(pl.Int64)
    )


class TestShapes:
    def test_texts_that_mean_no_value_are_none(self) -> None:
        mapped = a_source(
            {"staff": {"columns": {"staff_id": {"column": "who"}}}}, missing=["?", "-"]
        )

        table = apply(mapped, "demo.csv", rows_of(who=["?", "A?", "-", None])).tables["staff"]

        assert table["staff_id"].to_list() == [None, "A?", None, None]
        assert table.schema == {"staff_id": pl.String(), "source_row": pl.Int64()}
        assert table["source_row"].to_list() == [2, 3, 4, 5]

    def test_distinct_lists_each_thing_once_at_the_row_that_names_it_first(self) -> None:
        mapped = a_source({"meters": {"distinct": ["m"], "columns": {"meter_id": {"column": "m"}}}})

        table = apply(mapped, "demo.csv", rows_of(m=["b", None, "a", "b"])).tables["meters"]

        assert table.rows() == [("b", 2), ("a", 4)]

    @pytest.mark.parametrize(
        ("keep", "expected"),
        [
            ("last", [(None, "x", 2), ("1", "closed", 4), (None, "y", 5), ("2", "new", 6)]),
            ("first", [(None, "x", 2), ("1", "new", 3), (None, "y", 5), ("2", "new", 6)]),
        ],
    )
    def test_a_log_becomes_records_and_rows_without_the_key_are_kept(
        self, keep: str, expected: list[tuple[str | None, str, int]]
    ) -> None:
        mapped = a_source(
            {
                "tickets": {
                    "one_row_per": {"columns": ["n"], "keep": keep},
                    "columns": {"ticket_id": {"column": "n"}, "status": {"column": "s"}},
                }
            }
        )
        rows = rows_of(n=[None, "1", "1", None, "2"], s=["x", "new", "closed", "y", "new"])

        assert apply(mapped, "demo.csv", rows).tables["tickets"].rows() == expected

    @pytest.mark.parametrize(("skip_empty", "n_rows", "n_counted"), [(True, 3, 1), (False, 4, 0)])
    def test_wide_to_long_counts_what_was_not_measured(
        self, skip_empty: bool, n_rows: int, n_counted: int
    ) -> None:
        mapped = a_source(
            {
                "water_quality_samples": {
                    "unpivot": {
                        "skip_empty": skip_empty,
                        "columns": [
                            {"column": "Turbidity (NTU)", "labels": {"parameter": "turbidity"}},
                            {"column": "F", "labels": {"parameter": "fluoride"}},
                        ],
                    },
                    "columns": {
                        "sample_id": {"column": "n"},
                        "parameter": {"column": "$parameter"},
                        "result_text": {"column": "$value"},
                    },
                }
            }
        )
        turbidity: list[str | None] = ["0.9", ">5"]
        rows = rows_of(n=["1", "2"], F=["<0.1", None], **{"Turbidity (NTU)": turbidity})

        result = apply(mapped, "demo.csv", rows)

        table = result.tables["water_quality_samples"]
        assert table.height == n_rows
        assert table.rows()[:3] == [
            ("1", "turbidity", "0.9", 2),
            ("1", "fluoride", "<0.1", 2),
            ("2", "turbidity", ">5", 3),
        ]
        assert result.n_not_measured == n_counted
        assert bool(result.note("water_quality_samples")) is skip_empty

    def test_derived_columns_build_on_each_other(self) -> None:
        mapped = a_source(
            {"staff": {"columns": {"staff_id": {"column": "$id"}}}},
            derive={"nth": {"position": ["a"]}, "id": {"template": "{a}-{$nth}"}},
        )

        table = apply(mapped, "demo.csv", rows_of(a=["x", "x"])).tables["staff"]

        assert table["staff_id"].to_list() == ["x-1", "x-2"]

    def test_an_empty_file_makes_empty_tables(self) -> None:
        for one in sources().values():
            for file in one.files:
                header = sorted(name for name in file.reads() if not name.startswith("$"))
                rows = rows_of(**{name: [] for name in header})

                tables = apply(one, file.glob.replace("*", "x"), rows).tables

                assert {table.height for table in tables.values()} == {0}


class TestFiles:
    def test_a_source_finds_its_files_and_no_others(self, tmp_path: Path) -> None:
        (tmp_path / "tickets").mkdir()
        for name in ("kc311_water_services_2007.csv", "kc311_all.csv", "kc311_water_services.pdf"):
            (tmp_path / "tickets" / name).write_text("x")

        found = [path.name for path in source("kansas-city-311").find(tmp_path)]

        assert found == ["kc311_water_services_2007.csv"]

    def test_a_file_without_a_column_is_refused_and_says_which(self) -> None:
        mapped = a_source({"staff": {"columns": {"staff_id": {"column": "who"}}}})

        with pytest.raises(UnreadableError, match="has no column") as error:
            apply(mapped, "demo.csv", rows_of(whom=["A"]))
        assert "demo" in error.value.remedy

    def test_a_file_of_somebody_else_is_refused(self) -> None:
        mapped = a_source({"staff": {"columns": {"staff_id": {"column": "who"}}}})

        with pytest.raises(UnreadableError, match="is no file of the source demo"):
            apply(mapped, "other.csv", rows_of(who=["A"]))

    def test_read_and_mapped_from_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "daiad_alicante.csv"
        path.write_text(
            "user key;datetime;meter reading;diff\n"
            "m1;30/10/2016 02:08:18;460647;1\n"
            "m1;30/10/2016 02:08:18;460650;3\n"
        )
        meters = source("alicante-meters")

        result = apply(
            meters, path.name, read_text(path, separator=meters.separator(path.name)).rows
        )

        readings = result.tables["meter_readings"]
        assert readings["reading_id"].to_list() == ["m1-2016-10-30T02:08:18"] * 2
        assert readings["value"].to_list() == ["460.647", "460.650"]
        assert readings["source_row"].to_list() == [2, 3]
        assert result.tables["meters"]["meter_id"].to_list() == ["m1"]


class TestDefinitions:
    def test_every_mapping_is_well_formed_and_named_after_its_file(self) -> None:
        assert sorted(sources()) == [
            "alicante-meters", "canary-station", "kansas-city-311", "new-york-samples", "uci-incidents",
        ]  # fmt: skip

    def test_every_code_that_a_mapping_writes_is_a_code_of_the_contract(self) -> None:
        for one in sources().values():
            for file in one.files:
                for table, mapping in file.tables.items():
                    for name, made in mapping.columns.items():
                        column = contracts()[table].columns[name]
                        strange = _written(made.model_dump()) - set(column.values)
                        assert not column.values or not strange, (
                            f"{one.id}: {table}.{name} {strange}"
                        )

    def test_an_unknown_source_is_told_what_there_is(self) -> None:
        with pytest.raises(DefinitionError, match="did you mean 'kansas-city-311'"):
            source("kansas-city")
        with pytest.raises(DefinitionError, match="known sources: alicante-meters, canary"):
            source("zzz")

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("ticket_no:", "ticket_number:", "tickets: no column 'ticket_number'"),
            ("      departments:", "      departements:", "there is no table 'departements'"),
            ("  - contact_received", "  - contact_recieved", "no event 'contact_recieved'"),
            ("  - tickets.status", "  - tickets.severity", "not mapped: tickets.severity"),
            ("          ticket_id: {column: CASE ID}\n", "", "tickets: lacks 'ticket_id'"),
            ("id: kansas-city-311", "id: kansas", "id is 'kansas'"),
            ("{column: CASE ID}", "{column: $case}", "reads \\$case, which neither"),
            ("{column: CASE ID}", "{colum: CASE ID}", "is no expression"),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path: Path, old: str, new: str, message: str) -> None:
        good = Path(__file__).parents[2] / "warehouse" / "sources" / "kansas-city-311.yaml"
        text = good.read_text(encoding="utf-8")
        assert old in text
        (tmp_path / good.name).write_text(text.replace(old, new, 1), encoding="utf-8")

        with pytest.raises(DefinitionError, match=message):
            source("kansas-city-311", tmp_path)


def _written(made: dict[str, Any]) -> set[str]:
    """The codes an expression can write by itself, as opposed to copying a cell."""
    rules = [rule["then"] for rule in made.get("rules", []) if isinstance(rule["then"], str)]
    codes = [made.get("constant"), made.get("otherwise"), *made.get("map", {}).values(), *rules]
    return {code for code in codes if code}
