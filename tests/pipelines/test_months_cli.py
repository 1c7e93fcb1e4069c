"""The commands `close`, `as-known` and `diff` as the operator meets them, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines import question
from pipelines.cli import app
from pipelines.diff_cli import as_data
from rulebook.errors import UserError
from rulebook.loader import load
from tests.town import Town, event, leak, new_town
from warehouse.difference import Difference


def run(*arguments: str, town: Town) -> str:
    line = [*arguments, "--home", str(town.home.root)]
    result = CliRunner().invoke(app, line, env={"COLUMNS": "200"})
    if result.exception:
        raise result.exception
    return result.stdout


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """March audited, closed by the command, and audited again after late evidence."""
    town = new_town(tmp_path_factory.mktemp("cli") / "town")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(question, "rulebook", lambda: load(town.rules))
        town.deliver("tickets", leak("T1", "2026-03-02 08:00"), leak("T2", "2026-04-02 08:00"))
        town.deliver(
            "ticket_events",
            event("T1", "arrived", "2026-03-02 08:30"),
            event("T2", "arrived", "2026-04-02 08:30"),
        )
        town.audit("2026-04-12T02:00")
        told = run("close", "2026-03", "--lang", "en", town=town)
        assert "2026-03 is closed on the audit 20260411T180000Z-" in told
        assert "observations still pending: 0" in told
        town.deliver("ticket_events", event("T1", "arrived", "2026-03-02 09:30"))
        town.audit("2026-04-13T02:00")
        yield town


def as_json(*arguments: str, town: Town) -> Any:
    return json.loads(run(*arguments, "--format", "json", town=town))


def test_a_month_is_closed_once(town: Town) -> None:
    with pytest.raises(UserError, match="已于 .* 关账"):
        run("close", "2026-03", town=town)


def test_months_may_be_closed_for_programs(town: Town, tmp_path: Path) -> None:
    other = town.copy(tmp_path / "town")
    other.audit("2026-05-12T02:00")
    (entry,) = as_json("close", "2026-04", town=other)
    assert (entry["month"], entry["profile_id"], len(entry["digest"])) == ("2026-04", "town", 64)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("As known on 2026-04-12", "restated since", "closed", "-100.00", "+100")),
        ("zh", ("2026-04-12 所知", "其后更正", "已关账", "管网部")),
    ],
)
def test_scorecards_of_then_stand_beside_those_of_now(
    town: Town, lang: str, words: tuple[str, ...]
) -> None:
    told = run("as-known", "2026-04-12", "--lang", lang, town=town)
    for word in words:
        assert word in told


def test_the_frozen_score_stays_and_what_was_restated_is_told(town: Town) -> None:
    found = as_json("as-known", "2026-04-12", "NET", town=town)
    (march,) = [row for row in found["scorecards"] if row["period_from"] == "2026-03-01"]
    assert (march["points_then"], march["points_now"], march["points_restated"]) == (100, 100, -100)
    assert (march["fine_cny_now"], march["fine_cny_restated"]) == (0, 100)
    assert march["state_now"] == "closed"
    assert found["then"]["as_of"] < found["now"]["as_of"]


@pytest.mark.parametrize("target", ["T1", "urban-supply.leak.arrival/T1"])
def test_a_ticket_or_observation_is_told_in_words(town: Town, target: str) -> None:
    told = run("as-known", "2026-04-12", target, "--lang", "en", town=town)
    assert "then: City water service" in told
    assert "restated since: breach (late), cause: evidence" in told
    assert "R/L03/T1/2026-03/2026-04" in told
    rows = as_json("as-known", "2026-04-12", target, town=town)["observations"]
    arrival = [row for row in rows if row["observation_id"] == "urban-supply.leak.arrival/T1"]
    assert [(row["verdict_then"], row["verdict_now"]) for row in arrival] == [
        ("compliant", "compliant")
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("as-known", "2026-04-11"), "no audit as old as 2026-04-11"),
        (("as-known", "yesterday"), "is no day"),
        (("as-known", "2026-04-12", "NETT"), "did you mean NET"),
        (("diff", "2026", "20260412"), "several audits begin with it"),
        (("diff", "20260412", "20260412"), "the same file"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    town: Town, arguments: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(UserError, match=problem):
        run(*arguments, town=town)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Differences of departments and months, by cause", "evidence", "-100.00", "fine")),
        ("zh", ("各部门各月的差额，按原因", "证据", "管网部", "罚款")),
    ],
)
def test_two_audits_are_compared(town: Town, lang: str, words: tuple[str, ...]) -> None:
    told = run("diff", "20260411", "20260412", "--lang", lang, town=town)
    for word in words:
        assert word in told


def test_the_difference_for_programs_is_booked_in_april_and_has_a_cause(town: Town) -> None:
    found = as_json("diff", "20260411", str(town.home.published), town=town)
    totals = {(row["period_from"], row["kind"]): row for row in found["totals"]}
    assert set(totals) == {("2026-04-01", "points"), ("2026-04-01", "fine")}
    assert totals["2026-04-01", "points"]["points"] == -100
    assert totals["2026-04-01", "fine"]["amount_cny"] == 100
    assert {row["cause"] for row in found["totals"]} == {"evidence"}
    assert found["runs"][0]["audit_id"].startswith("20260411")


def test_a_program_may_ask_for_the_beginning_of_long_lists() -> None:
    def row(before: str, after: str, cause: str) -> dict[str, str]:
        return {"verdict_one": before, "verdict_other": after, "cause": cause}

    observations = [
        row("breach", "breach", "time"),
        row("pending", "breach", "time"),
        row("compliant", "breach", "evidence"),
    ]
    found = Difference(({}, {}), {}, [{"cause": "time"}], [], observations, [], [], [])
    whole, cut = as_data(found, 0), as_data(found, 2)
    assert len(whole["observations"]) == 3
    assert cut["observations"] == observations[1:], "another verdict comes first"
    assert cut["counts"] == whole["counts"]
    assert cut["counts"]["observations"] == {"time": 2, "evidence": 1}
    assert sum(one["n"] for one in cut["turned"]) == 3
    assert cut["totals"] == whole["totals"]


def test_programs_get_counts_beside_the_lists(town: Town) -> None:
    found = as_json("diff", "20260411", str(town.home.published), "--most", "1", town=town)
    assert found["counts"]["entries"] == {"evidence": 1}
    assert len(found["entries"]) == 1
    assert found["turned"] == []


def test_an_audit_beside_the_one_it_repeats_does_not_differ(town: Town, tmp_path: Path) -> None:
    same = tmp_path / "same.duckdb"
    same.write_bytes(town.home.published.read_bytes())
    assert "the two audits do not differ" in run(
        "diff", "20260412", str(same), "--lang", "en", town=town
    )
