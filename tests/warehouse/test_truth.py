"""The audit finds exactly the breaches that were planted: no miss, no false alarm."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.question import parse_instant
from rulebook.loader import Rulebook
from rulebook.profile import Parameter
from tests.running import Sample, run_stages
from warehouse.evaluate import Audit
from warehouse.home import Home

FOUND = """
SELECT clause_id, record_id, strftime(period_from, '%Y-%m') FROM audit.observation WHERE verdict = 'breach'
UNION ALL
SELECT i.clause_id, coalesce(i.department_id, 'ALL'), strftime(i.period_from, '%Y-%m')
FROM audit.indicator AS i JOIN rulebook.clause AS c USING (clause_id)
WHERE c.kind = 'rate_threshold' AND i.verdict = 'breach'
"""


MONEY = ("comp.late-install", "comp.late-reply", "comp.reading", "fine.late-leak")
"""Of svc-process the sample plants what the money clauses rest on, because urban-supply tests it too."""


def found(audit: Audit) -> list[tuple[str, str, str]]:
    """Every breach of the clauses that the sample company knows of."""
    known = tuple(f"svc-process.{name}" for name in MONEY)
    with duckdb.connect(str(audit.home.published), read_only=True) as con:
        rows = con.execute(FOUND).fetchall()
    return sorted(row for row in rows if row[0].startswith(("urban-supply.", *known)))


def planted(path: Path) -> list[tuple[str, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return sorted(
            (row["clause_id"], row["record_id"], row["period"]) for row in csv.DictReader(lines)
        )


def test_every_planted_breach_is_found_and_nothing_else(sample: Sample, audited: Audit) -> None:
    truth = planted(sample.folder / "truth" / "breaches.csv")
    assert len({clause for clause, *_ in truth}) > 30
    assert found(audited) == truth


def test_parameters_once_set_uncover_the_breaches_that_waited_for_them(
    sample: Sample, book: Rulebook, tmp_path: Path
) -> None:
    told = json.loads((sample.folder / "sample.json").read_text("utf-8"))
    profile = book.profiles["city-water"]
    units = {
        limit.param: limit.unit
        for clause in book.clauses.values()
        for version in clause.versions
        if (limit := version.limit) and limit.param
    }
    parameters = {
        **profile.parameters,
        **{
            name: Parameter(value=value, unit=units[name], source="test")
            for name, value in told["parameters_if_set"].items()
        },
    }
    set_book = replace(
        book, profiles={"set": profile.model_copy(update={"parameters": parameters})}
    )
    audit = Audit(Home(tmp_path), set_book, "set", parse_instant(sample.as_of, profile.zone))
    run_stages(sample.inbox, audit)
    truth = planted(sample.folder / "truth" / "breaches.csv")
    assert found(audit) == sorted(truth + planted(sample.folder / "truth" / "breaches_if_set.csv"))


@pytest.mark.parametrize("seed", [3, 11])
def test_other_seeds_are_found_as_exactly(seed: int, book: Rulebook, tmp_path: Path) -> None:
    from warehouse.sample import write

    write(tmp_path / "sample", seed=seed, customers=300, months=1)
    as_of = json.loads((tmp_path / "sample" / "sample.json").read_text("utf-8"))["as_of"]
    audit = Audit(
        Home(tmp_path / "home"), book, "city-water", parse_instant(as_of, "Asia/Shanghai")
    )
    run_stages(tmp_path / "sample" / "inbox", audit)
    assert found(audit) == planted(tmp_path / "sample" / "truth" / "breaches.csv")
