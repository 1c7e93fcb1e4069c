"""The command `plumbline explain` as a clerk, a program and a browser meet it."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from rulebook.errors import UserError
from warehouse.evaluate import Audit


@pytest.fixture(scope="module")
def late(audited: Audit) -> str:
    """An observation of the sample utility that was late and fined."""
    with duckdb.connect(str(audited.home.published), read_only=True) as con:
        ((found,),) = con.execute(
            "SELECT min(observation_id) FROM score.ledger_entry WHERE ledger_id = 'L03'"
        ).fetchall()
    return str(found)


def run(audited: Audit, *arguments: str) -> str:
    line = ["explain", *arguments, "--home", str(audited.home.root)]
    result = CliRunner().invoke(app, line)
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("【依据】", "【计时与计算】", "违规（", "罚款100.00元", "抢修人员在一小时内到达漏水现场")),
        ("en", ("What is asked", "How it was reckoned", "Breach (", "Fine 100.00 CNY", "within 1 hour")),
    ],
)  # fmt: skip
def test_a_verdict_is_explained(
    audited: Audit, late: str, lang: str, words: tuple[str, ...]
) -> None:
    told = run(audited, late, "--lang", lang)
    for word in words:
        assert word in told


def test_programs_get_it_as_json(audited: Audit, late: str) -> None:
    told = json.loads(run(audited, late, "--format", "json"))
    assert told["target"] == late
    assert told["observations"][0]["clock"]["agrees"] is True


def test_a_drawing_goes_to_a_file(audited: Audit, late: str, tmp_path: Path) -> None:
    out = tmp_path / "late.svg"
    assert run(audited, late, "--format", "svg", "--lang", "zh", "--out", str(out)) == ""
    assert out.read_text("utf-8").startswith('<?xml version="1.0"')
    with pytest.raises(UserError, match="cannot be written to"):
        run(audited, late, "--out", str(tmp_path / "nowhere" / "late.svg"))


def test_a_published_file_may_be_named_instead_of_a_home(audited: Audit) -> None:
    line = ["explain", "管网部", "2026-03", "--lang", "zh", "--file", str(audited.home.published)]
    result = CliRunner().invoke(app, line)
    assert result.exit_code == 0
    assert "得分的构成" in result.stdout
    for more in ([], ["--home", str(audited.home.root)]):
        both = CliRunner().invoke(app, [*line[:3], *(line[5:] if more else []), *more])
        assert isinstance(both.exception, UserError)
        assert "give either --home or --file" in str(both.exception)


def test_a_word_that_means_nothing_is_answered_with_what_is_near(audited: Audit, late: str) -> None:
    with pytest.raises(UserError, match="did you mean"):
        run(audited, late.replace("arrival", "arival"))
    with pytest.raises(UserError, match="choose one of 2026-03"):
        run(audited, "D-NET")
