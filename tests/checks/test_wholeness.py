"""A file that contradicts itself is not published, and is told where."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from checks.wholeness import WHOLENESS, check_wholeness
from rulebook.errors import NotWholeError
from warehouse.evaluate import Audit

FINE = "(SELECT min(entry_id) FROM score.ledger_entry WHERE kind = 'fine' AND amount_cny > 0)"

SPOILED = {
    "a lost posting": (
        f"DELETE FROM score.posting WHERE side = 'credit' AND entry_id = {FINE}",
        "postings_balance",
    ),
    "a posting in another kind": (
        f"UPDATE score.posting SET kind = 'reward' WHERE entry_id = {FINE}",
        "postings_balance",
    ),
    "another amount on one side": (
        f"UPDATE score.posting SET amount_cny = 1 WHERE side = 'debit' AND entry_id = {FINE}",
        "postings_balance",
    ),
    "a posting without an entry": (
        f"UPDATE score.posting SET entry_id = 'L99' WHERE entry_id = {FINE}",
        "postings_balance",
    ),
    "a fine that pays the department": (
        f"UPDATE score.ledger_entry SET payee_type = 'department' WHERE entry_id = {FINE}",
        "kinds_stand_apart",
    ),
    "an amount taken off": (
        f"UPDATE score.ledger_entry SET amount_cny = -1 WHERE entry_id = {FINE}",
        "kinds_stand_apart",
    ),
    "a reward set off against fines": (
        "UPDATE score.scorecard SET reward_cny = reward_cny - fine_cny, fine_cny = 0",
        "kinds_on_scorecards",
    ),
    "yuan without an entry": (
        f"UPDATE score.line SET source_id = 'L99' WHERE source_id = {FINE}",
        "money_lines_are_entries",
    ),
    "a count that was lost": (
        "DELETE FROM prepared.verdict_count WHERE verdict = 'breach'",
        "prepared_tables_agree",
    ),
    "a count too many": (
        "UPDATE prepared.item_count SET n = n + 1 WHERE outcome = 'compliant'",
        "prepared_tables_agree",
    ),
    "a breach that a ticket does not show": (
        "UPDATE prepared.ticket_count SET n_breaches = 0",
        "prepared_tables_agree",
    ),
    "more readings than were judged": (
        "UPDATE prepared.pressure_point SET denominator = denominator + 1000000",
        "prepared_tables_agree",
    ),
    "a curve that ends": (
        "DELETE FROM prepared.pressure_duration WHERE share > 50",
        "prepared_tables_agree",
    ),
    "a parameter that was not counted": (
        "DELETE FROM prepared.water_parameter WHERE parameter = (SELECT min(parameter) FROM prepared.water_parameter)",
        "prepared_tables_agree",
    ),
    "a sampling point that was not counted": (
        "DELETE FROM prepared.water_point WHERE point_id = (SELECT min(point_id) FROM prepared.water_point)",
        "prepared_tables_agree",
    ),
    "a result too many in a rate": (
        "UPDATE prepared.item_parameter SET denominator = denominator + 1",
        "prepared_tables_agree",
    ),
    "a day that is missing": (
        "DELETE FROM prepared.verdict_day WHERE on_day = (SELECT min(on_day) FROM prepared.verdict_day)",
        "prepared_tables_agree",
    ),
    "a day of readings counted twice": (
        "UPDATE prepared.pressure_day SET n_all = 2 * n_all",
        "prepared_tables_agree",
    ),
    "a clause that is missing": (
        "DELETE FROM prepared.clause WHERE clause_id = (SELECT min(clause_id) FROM prepared.clause)",
        "prepared_tables_agree",
    ),
    "a rate without its basis": (
        "DELETE FROM prepared.rate_basis WHERE period_from = (SELECT min(period_from) FROM prepared.rate_basis)",
        "prepared_tables_agree",
    ),
    "a month without meters": ("DELETE FROM prepared.meter_month", "prepared_tables_agree"),
    "an entry without a line": (
        f"DELETE FROM score.line WHERE source_id = {FINE}",
        "money_lines_are_entries",
    ),
}


@pytest.fixture
def file(audited: Audit, tmp_path: Path) -> Path:
    return Path(shutil.copy(audited.home.published, tmp_path / "copy.duckdb"))


def test_a_sound_file_passes_every_check(file: Path) -> None:
    assert [one.check_name for one in check_wholeness(file)] == list(WHOLENESS)


@pytest.mark.parametrize(("spoil", "check"), SPOILED.values(), ids=SPOILED)
def test_what_contradicts_itself_is_refused(file: Path, spoil: str, check: str) -> None:
    with duckdb.connect(str(file)) as con:
        assert con.execute(spoil).fetchall() != [(0,)]
    with pytest.raises(NotWholeError, match=check):
        check_wholeness(file)


def test_the_balances_of_a_kind_and_month_add_up_to_nothing(file: Path) -> None:
    with duckdb.connect(str(file), read_only=True) as con:
        left_over = con.execute(
            "SELECT kind, period_from, sum(balance_cny), count(*) FROM score.balance GROUP BY ALL"
        ).fetchall()
    assert left_over
    assert {rest for *_, rest, _ in left_over} == {0}
