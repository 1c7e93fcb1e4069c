"""The pages on the rulebook name every clause, and those in docs/ are up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.fact_names import fact_names
from rulebook import pages
from rulebook.catalogue import coverage, entries
from rulebook.words import Language
from tests.running import shipped

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES: list[Language] = ["en", "zh"]
BOOK = shipped()
FACTS = fact_names(BOOK)


@pytest.mark.parametrize(
    ("page", "text"),
    pages.pages(BOOK, DOCS, FACTS).items(),
    ids=lambda one: getattr(one, "name", ""),
)
def test_page_is_up_to_date(page: Path, text: str) -> None:
    assert page.read_text(encoding="utf-8") == text, f"{page.name} is stale: run `make docs`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_names_every_clause_under_its_regulation(language: Language) -> None:
    page = pages.render(BOOK, language, FACTS)
    for regulation in BOOK.regulations:
        section = page.split(f"\n## {regulation}\n")[1].split("\n## ")[0]
        for one in entries(BOOK, regulation=regulation):
            row = next(line for line in section.splitlines() if f"| `{one.clause_id}` |" in line)
            assert (one.title_zh if language == "zh" else one.title_en) in row
            assert all(ledger in row for ledger in one.ledger)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_counts_what_the_catalogue_counts(language: Language) -> None:
    page = pages.render(BOOK, language, FACTS)
    for one in coverage(BOOK):
        numbers = [one.n_clauses, *one.by_status.values(), one.n_uncertain, one.n_mended]
        assert f"| {' | '.join(map(str, numbers))} |" in page, one.regulation


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_heading(language: Language) -> None:
    cells = 0
    for line in pages.render(BOOK, language, FACTS).splitlines():
        if line.startswith("|---"):
            cells = line.count("|")
        elif line.startswith("| ") and cells:
            assert line.replace("\\|", "").count("|") == cells, line
        elif not line.startswith("|"):
            cells = 0


def test_the_chinese_tables_hold_no_english_but_names_and_ids() -> None:
    page = pages.render(BOOK, "zh", FACTS)
    for line in page.splitlines():
        if line.startswith("| ") and "`" in line:
            said = re.sub(r"`[^`]*`", "", line).split("|")[3:]
            strange = re.findall(r"[a-z]{4,}", " ".join(said))
            assert not strange, line


def test_write_makes_both_pages_and_nothing_else(tmp_path: Path) -> None:
    written = pages.write(BOOK, tmp_path / "docs", FACTS)
    assert sorted(written) == sorted((tmp_path / "docs").iterdir())
