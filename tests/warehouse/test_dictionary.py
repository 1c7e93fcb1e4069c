"""The data dictionary says everything the contracts say, and the pages in docs/ are up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from warehouse import dictionary
from warehouse.contract import contracts
from warehouse.dictionary import Language

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES: list[Language] = ["en", "zh"]


@pytest.mark.parametrize(
    ("page", "text"), dictionary.pages(DOCS).items(), ids=lambda one: getattr(one, "name", "")
)
def test_page_is_up_to_date(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, f"{page.name} is stale: run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_names_every_table_column_and_code(language: Language) -> None:
    page = dictionary.render(contracts(), language)

    for table, contract in contracts().items():
        section = page.split(f"\n## {table}\n")[1].split("\n## ")[0]
        for name, column in contract.columns.items():
            row = next(line for line in section.splitlines() if line.startswith(f"| `{name}` |"))
            assert all(alias in row for alias in column.aliases), f"{table}.{name}"
            assert column.references in row
            assert all(f"| `{code}` |" in section for code in column.values), f"{table}.{name}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_heading(language: Language) -> None:
    cells = 0
    for line in dictionary.render(contracts(), language).splitlines():
        if line.startswith("|---"):
            cells = line.count("|")
        elif line.startswith("| ") and cells:
            assert line.replace("\\|", "").count("|") == cells, line
        elif not line.startswith("|"):
            cells = 0


def test_write_makes_both_pages_and_nothing_else(tmp_path: Path) -> None:
    written = dictionary.write(tmp_path / "docs")

    assert set(written) == set(dictionary.pages(tmp_path / "docs"))
    assert sorted(written) == sorted((tmp_path / "docs").iterdir())
