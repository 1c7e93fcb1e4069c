"""The command `plumbline compare` as the operator meets it, in both languages."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.compare_cli import SAYS, percent, told_rate
from rulebook.errors import UserError
from warehouse.evaluate import Audit

SCOPE = "svc-process.hotline.scope"
PRESSURE = "urban-supply.pressure.rate"


def run(audited: Audit, *arguments: str) -> str:
    line = ["compare", *arguments]
    where = {"COLUMNS": "220", "PLUMBLINE_HOME": str(audited.home.root)}
    result = CliRunner().invoke(app, line, env=where)
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.fixture(scope="module")
def month(audited: Audit) -> str:
    """The month in which most departments share a clause."""
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        found = con.execute(
            "SELECT strftime(period_from, '%Y-%m') FROM score.comparison WHERE clause_id = $clause"
            " GROUP BY period_from ORDER BY count(*) DESC, period_from LIMIT 1",
            {"clause": SCOPE},
        ).fetchall()
    return str(found[0][0])


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Departments compared", "rank band", "actual/expected", "twelve months", "inside")),
        ("zh", ("部门比较（city-water）", "名次范围", "实际/预期", "近十二个月", "界限内")),
    ],
)
def test_departments_stand_beside_each_other(
    audited: Audit, month: str, lang: str, words: tuple[str, ...]
) -> None:
    told = run(audited, month, "--lang", lang)
    for word in (*words, SCOPE, PRESSURE, "客户服务中心"):
        assert word in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_rate_of_few_records_stands_without_its_interval(
    audited: Audit, month: str, lang: str
) -> None:
    told = run(audited, month, "--lang", lang)
    table = told[told.index(SAYS["kept"][lang == "en"]) :]
    assert "100.0 % (" in table
    assert not re.search(r"100\.0 %(?! \(|\))", table)


def test_one_clause_is_told_with_its_limits_and_risks(audited: Audit, month: str) -> None:
    scope = run(audited, month, "--clause", SCOPE, "--lang", "en")
    assert "funnel limits" in scope
    assert "actual/expected" not in scope
    pressure = run(audited, month, "--clause", PRESSURE, "--lang", "en")
    assert "independent records would show" in pressure
    assert "of 100 months" in pressure
    assert "每 100 个月" in run(audited, month, "--clause", PRESSURE, "--lang", "zh")


def test_programs_get_every_column_as_json(audited: Audit, month: str) -> None:
    answer = json.loads(run(audited, month, "--format", "json", "--home", str(audited.home.root)))
    assert answer["month"] == month
    assert {row["kind"] for row in answer["departments"]} == {"all_clauses"}
    row = next(one for one in answer["clauses"] if one["clause_id"] == PRESSURE)
    assert row["rate_low"] < row["rate"] < row["rate_high"]
    assert row["title_zh"] != row["title_en"]
    for one in answer["clauses"]:
        assert (one["unranked_reason_zh"] is None) == one["is_ranked"]
    only = json.loads(run(audited, month, "--format", "json", "--clause", SCOPE))
    assert only["departments"] == []
    assert {one["clause_id"] for one in only["clauses"]} == {SCOPE}


def test_a_mistake_is_told_with_its_remedy(audited: Audit, month: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"is not a month(.|\n)*2026-03"):
        run(audited, "March")
    with pytest.raises(UserError, match=rf"no comparison of 1999-01(.|\n)*{month}"):
        run(audited, "1999-01")
    with pytest.raises(UserError, match=rf"no comparison of 'svc(.|\n)*{SCOPE}"):
        run(audited, month, "--clause", "svc-process.hotline.scopes")
    with pytest.raises(UserError, match="no audit has been published here"):
        run(audited, month, "--home", str(tmp_path))


def test_a_file_of_an_older_version_is_told_apart(
    audited: Audit, month: str, tmp_path: Path
) -> None:
    old = tmp_path / "published" / "plumbline.duckdb"
    old.parent.mkdir()
    copyfile(audited.home.published, old)
    with duckdb.connect(str(old)) as con:
        con.execute("DROP TABLE score.comparison")
    with pytest.raises(UserError, match="older version"):
        run(audited, month, "--home", str(tmp_path))


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        ("1", "100.0 %"), ("0.99974", "99.97 %"), ("0.99999999", ">99.999 %"), ("0", "0.0 %"),
        ("0.0003", "0.03 %"), ("0.00000001", "<0.001 %"), ("0.8749", "87.5 %"),
    ],
)  # fmt: skip
def test_what_is_not_all_is_never_rounded_to_all(rate: str, shown: str) -> None:
    assert percent(Decimal(rate)) == shown


def test_a_rate_without_an_interval_needs_a_hundred_records() -> None:
    assert told_rate(Decimal(1), None, None, 99) is None
    assert told_rate(Decimal(1), None, None, 100) == "100.0 %"
    assert told_rate(Decimal(1), Decimal("0.9"), Decimal(1), 36) == "100.0 % (90.0–100.0 %)"
    assert told_rate(None, None, None, 500) is None


def test_every_sentence_stands_in_both_languages() -> None:
    for key, (zh, en) in SAYS.items():
        assert set(re.findall(r"{(\w+)", zh)) == set(re.findall(r"{(\w+)", en)), key
