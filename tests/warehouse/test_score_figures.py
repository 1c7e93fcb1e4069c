"""Figures from other systems, from the delivered file to the settlement: the published example of Wessex Water."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from rulebook.loader import Rulebook
from rulebook.scheme import Scheme
from tests.running import run_stages
from tests.warehouse.scoring import SET, scheme
from warehouse.evaluate import Audit
from warehouse.home import Home

HEADER = "报送编号,数值名称,部门,期初,期末（不含）,数值,分子,分母,样本数,报送日期,来源系统"
DEPARTMENTS = ["dept_id,name,role", "D-NET,网管所,network", "D-WQ,水质科,water_quality"]
MINUTES = "interruption_minutes_per_property"


def audit(book: Rulebook, folder: Path, scheme_id: str, *figures: str) -> Audit:
    """Audit a utility that delivers departments and figures, nothing else."""
    inbox = folder / "inbox"
    for table, lines in {"departments": DEPARTMENTS, "figures": [HEADER, *figures]}.items():
        (inbox / table).mkdir(parents=True)
        (inbox / table / "all.csv").write_text("\n".join(lines) + "\n", "utf-8")
    profile = book.profiles["city-water"].model_copy(update={"scheme": scheme_id})
    own = replace(book, profiles={"own": profile})
    found = Audit(Home(folder / "home"), own, "own", datetime(2026, 5, 1, tzinfo=UTC))
    run_stages(inbox, found)
    return found


def rows(found: Audit, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(found.home.published), read_only=True) as con:
        return con.execute(query).fetchall()


def test_wessex_settles_as_published_and_shows_its_cap(book: Rulebook, tmp_path: Path) -> None:
    years = [("2016", "5.0"), ("2017", "12.0"), ("2018", "14.5"), ("2019", "7.6")]
    found = audit(
        book, tmp_path, "wessex-interruptions",
        *(f"W{year},{MINUTES},,{year}-04-01,{int(year) + 1}-04-01,{value},,,,2026-04-01,annual report"
          for year, value in years),
    )  # fmt: skip
    settled = rows(
        found,
        "SELECT year(period_from), kind, distance, units, amount, currency, is_capped, is_booked, unbooked_reason"
        " FROM score.settlement ORDER BY 1",
    )
    assert settled == [
        (2016, "reward", 7, 7, Decimal(28800), "GBP", True, False, "other_currency"),
        (2017, "none", 0, 0, 0, "GBP", False, False, "no_amount"),
        (2018, "penalty", Decimal("-2.5"), Decimal("1.5"), Decimal(62850), "GBP", False, False, "other_currency"),
        (2019, "reward", Decimal("4.4"), Decimal("4.4"), Decimal(28160), "GBP", False, False, "other_currency"),
    ]  # fmt: skip
    ((basis, basis_zh),) = rows(
        found, "SELECT basis, basis_zh FROM score.settlement WHERE year(period_from) = 2016"
    )
    assert "7 x 6400 GBP = 44,800.00, capped at 4.5 units: 28,800.00" in str(basis)
    assert "达到上限（4.5 分钟/户），计 28,800.00" in str(basis_zh)
    assert "never booked" in str(basis)
    assert "不入人民币台账" in str(basis_zh)
    assert rows(found, "SELECT * FROM score.ledger_entry") == []
    assert rows(found, "SELECT * FROM score.line") == []


def minutes(*, money: bool = False) -> Scheme:
    """Ten points for the minutes of a department, and yuan for each minute."""
    side = {"rate": 100, "source": SET}
    terms = {
        "better": "lower", "target": 10, "unit": {"size": 1, "zh": "分钟", "en": "minute"}, "source": SET,
        "reward": side, "penalty": side,
    }  # fmt: skip
    return scheme(
        {
            "minutes": {
                "of": {"figure": MINUTES},
                "title": {"zh": "中断分钟", "en": "Minutes"},
                "points": 10,
                "gate": {"min_n": 100, "below": "zero", "source": SET},
                "curve": {
                    "kind": "line",
                    "anchors": [{"at": 5, "share": 1}, {"at": 15, "share": 0}],
                },
                **({"money": terms} if money else {}),
            }
        }
    )


def test_figures_of_departments_score_and_are_paid_for_the_period_they_state(
    book: Rulebook, tmp_path: Path
) -> None:
    own = replace(book, schemes={**book.schemes, "minutes": minutes(money=True)})
    found = audit(
        own, tmp_path, "minutes",
        # Reported twice: the later report counts, whatever its place in the file.
        f"F2,{MINUTES},D-NET,2026-03-01,2026-04-01,8,,,200,2026-04-09,电站",
        f"F1,{MINUTES},D-NET,2026-03-01,2026-04-01,99,,,200,2026-04-02,电站",
        # A ratio, on too few properties.
        f"F3,{MINUTES},D-WQ,2026-03-01,2026-04-01,,600,50,50,2026-04-02,电站",
        # Two periods begin in one month; one is reported after the audit; one is of the whole utility.
        f"F4,{MINUTES},D-NET,2026-02-01,2026-03-01,8,,,200,2026-04-02,电站",
        f"F5,{MINUTES},D-NET,2026-02-15,2026-04-01,9,,,200,2026-04-02,电站",
        f"F6,{MINUTES},D-WQ,2026-02-01,2026-03-01,9,,,200,2026-05-02,电站",
        f"F7,{MINUTES},,2026-03-01,2026-04-01,12,,,9000,2026-04-02,电站",
        # The period is still running.
        f"F8,{MINUTES},D-NET,2026-04-01,2026-06-01,6,,,200,2026-04-20,电站",
    )  # fmt: skip
    assert rows(
        found,
        "SELECT department_id, month(period_from), value, state, reason, points, is_provisional"
        " FROM score.measure ORDER BY ALL",
    ) == [
        ("D-NET", 2, None, "not_assessed", "several_periods", 0, False),
        ("D-NET", 3, 8, "scored", None, 7, False),
        ("D-NET", 4, 6, "scored", None, 9, True),
        ("D-WQ", 3, 12, "below_gate", "few_records", 0, False),
        (None, 3, 12, "scored", None, 0, False),
    ]  # fmt: skip
    assert rows(
        found,
        "SELECT department_id, month(period_from), amount, is_booked, unbooked_reason FROM score.settlement"
        " ORDER BY ALL",
    ) == [
        ("D-NET", 3, 200, True, None),
        ("D-NET", 4, 400, False, "period_open"),
        (None, 3, 200, False, "whole_utility"),
    ]  # fmt: skip
    assert rows(found, "SELECT entry_id, amount_cny FROM score.ledger_entry") == [
        ("OP3/minutes/D-NET/2026-03", 200)
    ]
    assert rows(
        found,
        "SELECT month(period_from), points, is_provisional FROM score.scorecard"
        " WHERE department_id = 'D-NET' AND points IS NOT NULL ORDER BY 1",
    )[0][:2] == (3, 7)
