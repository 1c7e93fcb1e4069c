"""The table contracts: whole, consistent with one another, and refused with a remedy when broken."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from rulebook.errors import DefinitionError
from warehouse.contract import CONTRACTS, Column, ColumnType, contracts

TABLES = sorted(contracts())

WHOLE = """\
table: things
grain: {zh: 一件东西, en: one thing}
key: [thing_id]
columns:
  thing_id: {type: text, required: true, zh: 编号, en: identifier}
  colour: {type: enum, zh: 颜色, en: its colour, values: {red: {zh: 红, en: red}}}
"""


def columns() -> Iterator[tuple[str, Column]]:
    for table, contract in contracts().items():
        for name, column in contract.columns.items():
            yield f"{table}.{name}", column


def plausible(column: Column, text: str) -> bool:
    """Whether the text is a value of the column; texts in quite another form raise ValueError."""
    digits = text.rpartition(".")[2] if "." in text else ""
    valid = {
        ColumnType.TEXT: lambda: text.strip() == text,
        ColumnType.INTEGER: lambda: str(int(text)) == text,
        ColumnType.DECIMAL: lambda: Decimal(text).is_finite() and len(digits) <= column.scale,
        ColumnType.BOOLEAN: lambda: text in ("true", "false"),
        ColumnType.DATE: lambda: date.fromisoformat(text).isoformat() == text,
        ColumnType.INSTANT: lambda: datetime.fromisoformat(text).utcoffset() is not None,
        ColumnType.TIME: lambda: time.fromisoformat(text).tzinfo is None,
        ColumnType.MONTH: lambda: re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is not None,
        ColumnType.ENUM: lambda: text in column.values,
        ColumnType.LIST: lambda: set(text.split(";")) <= set(column.values),
    }[column.type]()
    bounded = column.type in (ColumnType.INTEGER, ColumnType.DECIMAL)
    above = not bounded or column.min is None or float(text) >= column.min
    below = not bounded or column.max is None or float(text) <= column.max
    return valid and above and below


def test_file_name_is_the_table() -> None:
    assert [path.stem for path in sorted(CONTRACTS.glob("*.yaml"))] == TABLES


def test_a_folder_name_means_one_table() -> None:
    names = Counter(
        name for table, contract in contracts().items() for name in [table, *contract.aliases]
    )

    assert [name for name, uses in names.items() if uses > 1] == []
    assert all(contract.aliases for contract in contracts().values())


@pytest.mark.parametrize("table", TABLES)
def test_references_point_at_the_key_of_a_contract(table: str) -> None:
    for name, column in contracts()[table].columns.items():
        if column.references:
            target, _, key = column.references.partition(".")
            assert target in contracts(), name
            assert contracts()[target].key == [key], name
            assert contracts()[target].columns[key].type == column.type, name


@pytest.mark.parametrize("table", TABLES)
def test_every_required_column_has_an_example_and_every_example_is_valid(table: str) -> None:
    for name, column in contracts()[table].columns.items():
        assert column.example or not column.required, name
        assert not column.example or plausible(column, column.example), name


@pytest.mark.parametrize("table", TABLES)
def test_every_text_for_people_exists_in_both_languages(table: str) -> None:
    contract = contracts()[table]
    texts = [
        contract.grain,
        *(label for column in contract.columns.values() for label in column.values.values()),
    ]

    assert all(text.zh.strip() and text.en.strip() for text in texts)
    assert all(column.zh.strip() and column.en.strip() for column in contract.columns.values())


@pytest.mark.parametrize("table", TABLES)
def test_labels_and_words_in_files_mean_one_code_each(table: str) -> None:
    for name, column in contracts()[table].columns.items():
        labels = Counter(label.zh for label in column.values.values())
        assert [label for label, uses in labels.items() if uses > 1] == [], name

        meant: dict[str, set[str]] = {}
        for word, code in [
            *((code, code) for code in column.values),
            *((label.zh, code) for code, label in column.values.items()),
            *column.value_aliases.items(),
        ]:
            meant.setdefault(word.lower(), set()).add(code)
        assert {word: codes for word, codes in meant.items() if len(codes) > 1} == {}, name


@pytest.mark.parametrize("table", TABLES)
def test_a_chinese_label_is_understood_in_files(table: str) -> None:
    for name, column in contracts()[table].columns.items():
        known = {code: code for code in column.values} | column.value_aliases
        assert all(known[label.zh] == code for code, label in column.values.items()), name


@pytest.mark.parametrize("table", TABLES)
def test_a_header_means_one_column_whatever_its_case(table: str) -> None:
    contract = contracts()[table]
    headers = Counter(
        header.lower()
        for name, column in contract.columns.items()
        for header in {name, *(alias.lower() for alias in column.aliases)}
    )

    assert [header for header, uses in headers.items() if uses > 1] == []


def test_units_agree_with_the_endings_of_names() -> None:
    endings = {"_mpa": "MPa", "_m3": "m3", "_cny": "CNY", "_min": "min", "_s": "s", "_km": "km"}

    for name, column in columns():
        for ending, unit in endings.items():
            if name.endswith(ending) and column.type is not ColumnType.BOOLEAN:
                assert column.unit == unit, name


def test_people_are_never_published_plainly() -> None:
    staff = {name for name, column in columns() if column.references == "staff.staff_id"}
    customers = {name for name, _ in columns() if name.endswith(".customer_id")}
    plain = {name for name, column in columns() if column.pii == "none"}

    assert plain & (staff | customers) == set()


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("zh: 颜色", "zhh: 颜色", ["columns.colour.zh", "add the key 'zh'"]),
        ("key: [thing_id]", "key: [thing_id]\nkeys: [x]", ["keys: unknown key", "'key'"]),
        ("key: [thing_id]", "key: [thing_id]\nkey: [x]", ["'key' is given twice", "remove"]),
        (", values: {red: {zh: 红, en: red}}", "", ["columns.colour", "'values'"]),
        ("type: enum", "type: text", ["columns.colour", "'values'"]),
        ("type: enum", "type: colour", ["columns.colour.type", "'colour'"]),
        ("{zh: 红, en: red}", "{zh: 红}", ["columns.colour.values.red.en", "add the key 'en'"]),
        ("required: true", "required: false", ["'thing_id' must be required"]),
        ("key: [thing_id]", "key: [other_id]", ["'other_id' is not a column"]),
        (
            "en: its colour",
            "en: its colour, aliases: [thing_id]",
            ["header 'thing_id'", "'colour'"],
        ),
        ("en: its colour", "en: its colour, value_aliases: {蓝: blue}", ["colour", "blue"]),
    ],
)
def test_a_broken_contract_names_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, named: list[str]
) -> None:
    assert old in WHOLE
    (tmp_path / "things.yaml").write_text(WHOLE.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(DefinitionError) as caught:
        contracts(tmp_path)

    for text in ["things.yaml", "remedy:", *named]:
        assert text in str(caught.value)


def test_the_unbroken_contract_loads(tmp_path: Path) -> None:
    (tmp_path / "things.yaml").write_text(WHOLE, encoding="utf-8")

    assert list(contracts(tmp_path)) == ["things"]
