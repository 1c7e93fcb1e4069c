"""The command `plumbline whatif` as the operator meets it, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from rulebook.errors import DefinitionError, UserError
from warehouse.evaluate import Audit
from warehouse.whatif import WhatIf, what_if

LIMIT = "urban-supply.pressure.trunk.limit"


@pytest.fixture(scope="module", autouse=True)
def once() -> Iterator[None]:
    """Tests here are of words: what is asked again is not judged again."""
    answers: dict[str, WhatIf] = {}

    def remembered(audit: Audit, settings: Mapping[str, str], *told: Any) -> WhatIf:
        key = f"{audit.as_of} {settings}"
        if told or key not in answers:
            answers[key] = what_if(audit, settings, *told)
        return answers[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("warehouse.whatif.what_if", remembered)
        yield


def run(audited: Audit, *arguments: str) -> str:
    line = ["whatif", "--home", str(audited.home.root), *arguments]
    result = CliRunner().invoke(app, line, env={"COLUMNS": "200"})
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("What if (city-water", "Scorecards that would change", "Trunk-main pressure")),
        ("zh", ("假设改动（city-water", "会改变的部门成绩", "干线水压", "生产技术部")),
    ],
)
def test_what_would_change_is_shown(audited: Audit, lang: str, words: tuple[str, ...]) -> None:
    told = run(audited, "--set", f"{LIMIT}=0.33", "--lang", lang)
    for word in (*words, f"{LIMIT}: 0.27 → 0.33"):
        assert word in told


def test_nothing_is_said_to_change_where_nothing_does(audited: Audit) -> None:
    told = run(audited, "--set", f"{LIMIT}=0.27", "--lang", "zh")
    assert "什么都不会改变" in told
    assert "重新评判" not in told, "the published file is the base"


def test_programs_get_the_same_as_json(audited: Audit) -> None:
    earlier = f"{audited.as_of:%Y-%m-%d}"
    answer = json.loads(
        run(
            audited, "--set", f"{LIMIT}=0.33", "--set", "parameter.sudden_notice_min=30",
            "--as-of", earlier, "--profile", "city-water", "--format", "json",
        )
    )  # fmt: skip
    assert answer["base"] == "judged_again"
    assert [one["target"] for one in answer["changes"]] == [LIMIT, "parameter.sudden_notice_min"]
    assert {"D-PROD"} <= {row["department_id"] for row in answer["scorecards"]}
    assert all(isinstance(row["points_delta"], int | float) for row in answer["scorecards"])
    assert "urban-supply.outage.sudden" in {row["clause_id"] for row in answer["clauses"]}


def test_programs_hear_how_far_it_is_and_which_records_turn(audited: Audit) -> None:
    line = ["whatif", "--home", str(audited.home.root), "--set", f"{LIMIT}=0.33"]
    result = CliRunner().invoke(app, [*line, "--format", "json", "--progress", "json"])
    steps = [json.loads(one) for one in result.stderr.splitlines()]
    assert [one["done"] for one in steps] == list(range(steps[0]["of"]))
    assert steps[-1]["step"] == "compare"
    answer = json.loads(result.stdout)
    records, verdicts = answer["records"], answer["verdicts"]
    clause = LIMIT.removesuffix(".limit")
    turned = sum(row["n_after"] - row["n_before"] for row in verdicts if row["verdict"] == "breach")
    clauses = {row["clause_id"]: row for row in answer["clauses"]}
    assert turned == sum(
        row["n_breaches_after"] - row["n_breaches_before"]
        for row in answer["clauses"]
        if row["clause_id"] in {one["clause_id"] for one in verdicts}
    )
    assert clauses[clause]["n_breaches_after"] > clauses[clause]["n_breaches_before"]
    assert answer["n_records"] >= len(records) > 0
    assert all(row["verdict_before"] != row["verdict_after"] for row in records)
    assert any(row["clause_id"] == clause and row["department_id"] for row in answer["indicators"])


def test_a_mistake_is_told_with_its_remedy(audited: Audit) -> None:
    with pytest.raises(DefinitionError, match="did you mean 'parameter.sudden_notice_min'"):
        run(audited, "--set", "parameter.sudden_notice=30")
    with pytest.raises(DefinitionError, match="is not a setting"):
        run(audited, "--set", "parameter.sudden_notice_min")
    with pytest.raises(UserError, match="there is no profile 'moon-water'"):
        run(audited, "--set", f"{LIMIT}=0.28", "--profile", "moon-water")
