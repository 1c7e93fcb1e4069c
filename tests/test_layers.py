"""The house rules that hold the layers apart, so that the tree can be read in one direction."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

MAY_IMPORT = {
    "rulebook": {"rulebook", "pydantic", "yaml", "chinese_calendar", "holidays"},
    "warehouse": {
        "warehouse", "rulebook", "pydantic", "polars", "duckdb", "fastexcel", "numpy", "scipy",
        "xlsxwriter", "yaml",
    },
    "checks": {"checks", "warehouse", "rulebook", "dagster", "duckdb", "polars"},
    "pipelines": {
        "pipelines", "checks", "warehouse", "rulebook", "dagster", "duckdb", "polars", "typer", "rich",
    },
    "dashboard": {
        "dashboard", "django", "django_htmx", "csp", "axes", "whitenoise", "gunicorn", "duckdb", "polars",
        "xlsxwriter", "altair", "vl_convert", "babel", "typst", "yaml",
    },
}  # fmt: skip
"""Folder -> what its modules may import besides the standard library."""

ONE_MODULE_ONLY = {
    "great_expectations": "checks/expectations.py",
    "sqlalchemy": "checks/",
    "scipy": "warehouse/statistics.py",
    "django": "dashboard/",
    "gunicorn": "dashboard/serve.py",
    "typst": "dashboard/reports/pdf.py",
    "authlib": "dashboard/accounts/oidc.py",
    "joserfc": "dashboard/accounts/oidc.py",
    "ldap": "dashboard/accounts/ldap.py",
    "django_auth_ldap": "dashboard/accounts/ldap.py",
}
"""Libraries that a single place may know."""


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@cache
def imports(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return frozenset(found - set(sys.stdlib_module_names))


def test_the_command_line_meets_the_dashboard_only_when_it_is_served() -> None:
    """Importing Django costs time, and an audit has no use for it."""
    code = "import pipelines.cli, sys; sys.exit('django' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    for path in modules("pipelines"):
        if "dashboard" in imports(path):
            assert path.name == "dashboard_cli.py"


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_imports_go_one_way(folder: str) -> None:
    assert modules(folder)
    for path in modules(folder):
        where = path.relative_to(ROOT).as_posix()
        special = {name for name, place in ONE_MODULE_ONLY.items() if where.startswith(place)}
        if where.startswith("checks/dialect"):
            special |= {"duckdb_engine"}
        if where == "pipelines/dashboard_cli.py":
            special |= {"dashboard"}
        strangers = imports(path) - MAY_IMPORT[folder] - special
        assert not strangers, f"{where} imports {sorted(strangers)}"


@pytest.mark.parametrize(("library", "place"), ONE_MODULE_ONLY.items())
def test_some_libraries_are_known_in_one_place_only(library: str, place: str) -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for folder in MAY_IMPORT
        for path in modules(folder)
        if library in imports(path)
    ]
    assert all(user.startswith(place) for user in users)


def test_loading_the_code_location_does_not_import_great_expectations() -> None:
    """Importing it costs seconds, at every load of the web UI."""
    code = "import pipelines.definitions, sys; sys.exit('great_expectations' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_every_module_says_what_belongs_in_it() -> None:
    for folder in MAY_IMPORT:
        for path in modules(folder):
            docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
            assert docstring, f"{path} has no docstring"
            if path.name != "__init__.py" and "migrations" not in path.parts:
                assert "elongs" in docstring, f"{path} does not say what belongs there"


@pytest.mark.parametrize(
    "path",
    sorted([*(ROOT / "warehouse/sql").rglob("*.sql"), *(ROOT / "dashboard/sql").rglob("*.sql")]),
    ids=lambda p: p.stem,
)
def test_every_statement_says_its_question_grain_and_inputs(path: Path) -> None:
    head = [line for line in path.read_text("utf-8").splitlines()[:12] if line.startswith("--")]
    for word in ("Question:", "Grain:", "Inputs:"):
        assert any(word in line for line in head), f"{path.name} does not say its {word}"


def test_no_evidence_reaches_sql_by_formatting() -> None:
    """Statements are formatted from names of our own definitions only: never `%`, `.format`, or a row."""
    for folder in MAY_IMPORT:
        for path in modules(folder):
            assert not re.search(r"execute\([^)]*(\.format\(|\" %)", path.read_text("utf-8")), path


def test_files_stay_small_enough_to_read() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): count
        for folder in MAY_IMPORT
        for path in modules(folder)
        if (count := len(path.read_text("utf-8").splitlines())) > 330
    }
    assert not long
