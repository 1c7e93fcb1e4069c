"""The command `plumbline rulebook gaps` as the operator meets it, in both languages."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from rulebook.errors import UserError
from rulebook.gaps import gaps
from tests.running import shipped

WIDE = {"COLUMNS": "200"}


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["rulebook", "gaps", *arguments], env=WIDE)
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("numbers still to be decided", "nothing: the operator decides", "governing of")),
        ("zh", ("尚待决定的", "无，由经营者决定", "突发停水后几分钟内通知用户", "适用")),
    ],
)
def test_the_operator_is_told_what_to_decide_and_how(lang: str, words: tuple[str, ...]) -> None:
    told = run("--profile", "city-water", "--lang", lang)
    for word in (*words, "urban-supply.outage.sudden", "rulebook/profiles/city-water.yaml"):
        assert word in told
    assert "  sudden_notice_min: {value: <number>, unit: min, source: <source>}" in told


def test_programs_get_the_same_as_json() -> None:
    answer = json.loads(run("--format", "json"))
    assert answer["profile"] == "city-water"
    found = gaps(shipped(), "city-water")
    assert [one["name"] for one in answer["parameters"]] == [one.name for one in found]
    for told, one in zip(answer["parameters"], found, strict=True):
        assert told["n_governing"] == sum(waits["governs"] for waits in told["clauses"])
        assert told["yaml"] == one.lines
        assert [x["source"] for x in told["borrow"]] == [offer.source for offer in one.offers]
        assert set(told["title"]) == {"zh", "en"}


def test_an_unknown_profile_is_refused_with_the_choices() -> None:
    with pytest.raises(UserError, match="choose one of .*city-water"):
        run("--profile", "moon-water")
