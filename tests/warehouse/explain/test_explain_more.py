"""What a fuller published file adds to a story: holdings, shares, decisions, absorbed money, ranks, restatements.

A file that lacks these tables tells the same story without them; the other tests read such a file.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from warehouse.explain.drawing import svg
from warehouse.explain.story import Matter, Month
from warehouse.explain.tell import tell
from warehouse.explain.text import text

LATE = "urban-supply.leak.arrival/T-1"

FULLER = """
SET TimeZone = 'Asia/Shanghai';
CREATE OR REPLACE TABLE audit.holding (
  ticket_id VARCHAR, holding_no BIGINT, department_id VARCHAR, staff_id VARCHAR, from_at TIMESTAMPTZ,
  until_at TIMESTAMPTZ, state VARCHAR, event_id VARCHAR
);
INSERT INTO audit.holding VALUES
  ('T-1', 1, NULL, NULL, '2026-05-08 13:00', '2026-05-08 13:05', 'running', NULL),
  ('T-1', 2, 'D-N01', 'S-2', '2026-05-08 13:05', '2026-05-08 13:35', 'running', 'E-03'),
  ('T-1', 3, 'D-N02', 'S-3', '2026-05-08 13:35', '2026-05-08 13:40', 'running', 'E-06'),
  ('T-1', 4, 'D-N02', 'S-3', '2026-05-08 13:40', '2026-05-08 13:50', 'paused', 'E-07'),
  ('T-1', 5, 'D-N02', 'S-3', '2026-05-08 13:50', '2026-05-09 10:00', 'running', 'E-08');
CREATE OR REPLACE TABLE audit.attribution (
  clause_id VARCHAR, record_id VARCHAR, department_id VARCHAR, held_min DECIMAL(18, 4),
  allowance_min DECIMAL(18, 4), share DECIMAL(18, 8), rule VARCHAR
);
INSERT INTO audit.attribution VALUES
  ('urban-supply.leak.arrival', 'T-1', 'D-N01', 30, 10, 0.4, 'proportional'),
  ('urban-supply.leak.arrival', 'T-1', 'D-N02', 32.5, 20, 0.6, 'proportional');
CREATE OR REPLACE TABLE audit.decision (
  decision_id VARCHAR, decided_at TIMESTAMPTZ, decided_by VARCHAR, kind VARCHAR, target_type VARCHAR,
  observation_id VARCHAR, entry_id VARCHAR, department_id VARCHAR, period_from DATE, status VARCHAR,
  refusal VARCHAR, effect_zh VARCHAR, effect_en VARCHAR, original_due_at TIMESTAMPTZ, due_at TIMESTAMPTZ
);
INSERT INTO audit.decision VALUES
  ('J-1', '2026-05-10 09:00', 'S-9', 'waiver', 'observation', 'urban-supply.leak.arrival/T-1', NULL, 'D-NET',
   '2026-05-01', 'refused', 'own_department', '不予执行', 'not applied', NULL, NULL),
  ('J-2', '2026-05-11 09:00', 'S-8', 'extension', 'observation', 'yc-conduct.apply.7wd/A-1', NULL, 'D-BIZ',
   '2026-04-01', 'applied', NULL, '延至4月20日24时', 'more time', '2026-04-16 23:59:59.999999',
   '2026-04-20 23:59:59.999999'),
  ('J-3', '2026-05-12 09:00', 'S-8', 'adjustment', 'department_month', NULL, NULL, 'D-NET', '2026-05-01',
   'applied', NULL, '加2分', 'two points more', NULL, NULL);
CREATE OR REPLACE TABLE audit.appeal (
  appeal_id VARCHAR, filed_at TIMESTAMPTZ, department_id VARCHAR, observation_id VARCHAR, entry_id VARCHAR,
  state VARCHAR, decision_id VARCHAR
);
INSERT INTO audit.appeal VALUES
  ('P-1', '2026-05-09 09:00', 'D-NET', NULL, 'L03/T-1/2026-05', 'dismissed', 'J-1');
UPDATE audit.verdict SET due_at = '2026-04-20 23:59:59.999999', verdict = 'compliant', reason = NULL
WHERE record_id = 'A-1' AND due_at = '2026-04-16 23:59:59.999999';
DROP TABLE IF EXISTS score.comparison;
CREATE OR REPLACE TABLE score.comparison (
  kind VARCHAR, department_id VARCHAR, period_from DATE, rank_from BIGINT, rank_to BIGINT, n_ranked BIGINT,
  unranked_reason VARCHAR
);
INSERT INTO score.comparison VALUES
  ('clause', 'D-NET', '2026-05-01', 9, 9, 9, NULL), ('all_clauses', 'D-NET', '2026-05-01', 1, 3, 5, NULL);
CREATE OR REPLACE TABLE score.restatement (
  restatement_id VARCHAR, month DATE, department_id VARCHAR, item VARCHAR, old VARCHAR, new VARCHAR,
  points DECIMAL(18, 4), amount_cny DECIMAL(18, 2), cause VARCHAR, booked_in DATE
);
INSERT INTO score.restatement VALUES
  ('R-1', '2026-04-01', 'D-NET', 'D-NET/2026-04/x', '90', '88.5', -1.5, 0, 'evidence', '2026-05-01');
"""

COLUMNS = {
    "audit.verdict": {"original_verdict": "VARCHAR", "original_reason": "VARCHAR", "decision_id": "VARCHAR",
                      "routed_department_id": "VARCHAR"},
    "score.ledger_entry": {"stated_cny": "DECIMAL(18, 2)", "absorbed_by": "VARCHAR", "decision_id": "VARCHAR",
                           "low_cny": "DECIMAL(18, 2)", "high_cny": "DECIMAL(18, 2)"},
    "score.scorecard": {"state": "VARCHAR", "confidence_rate": "DECIMAL(18, 8)"},
}  # fmt: skip

FILLED = """
UPDATE audit.verdict SET original_verdict = 'breach', original_reason = 'late', decision_id = 'J-2'
WHERE record_id = 'A-1' AND due_at = '2026-04-20 23:59:59.999999';
UPDATE audit.verdict SET routed_department_id = 'D-NET', department_id = 'D-N02'
WHERE record_id = 'T-1' AND verdict = 'breach';
UPDATE score.ledger_entry SET stated_cny = 100, amount_cny = 0, status = 'absorbed',
  absorbed_by = 'L15/T-1/2026-05', low_cny = 50, high_cny = 100 WHERE entry_id = 'L03/T-1/2026-05';
UPDATE score.scorecard SET state = 'closed', confidence_rate = 0.97;
"""


@pytest.fixture(scope="module")
def fuller(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of the small utility, with everything that a fuller one may hold."""
    copy = tmp_path_factory.mktemp("fuller") / "fuller.duckdb"
    shutil.copy(file, copy)
    with duckdb.connect(str(copy)) as con:
        con.execute("DROP VIEW audit.observation")
        con.execute(FULLER)
        for table, columns in COLUMNS.items():
            for name, kind in columns.items():
                con.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {kind}")
        con.execute(FILLED)
    return copy


def test_holdings_and_shares_of_the_audit_go_before_what_events_suggest(fuller: Path) -> None:
    story = tell(fuller, LATE)
    assert isinstance(story, Matter)
    assert {one.basis for one in story.holdings} == {"audit"}
    (one,) = story.observations
    told = [
        (held.department and held.department.id, held.running_s, held.share) for held in one.held
    ]
    assert [(who, seconds, share and float(share)) for who, seconds, share in told] == [
        (None, 300, None), ("D-N01", 1800, 0.4), ("D-N02", 1650, 0.6),
    ]  # fmt: skip
    shown = text(story, "zh")
    assert "城关管网所（D-N01）：30分钟；核定用时30.00分钟，份内时限10.00分钟；承担40.00%" in shown
    assert "没有部门接手的记录：5分钟。" in shown
    assert "按规则“" in shown
    assert "推定" not in shown
    assert "按归责规则，由管网部（D-NET）改为东湖管网所（D-N02）承担。" in shown
    assert svg(story, "zh").count('class="lane"') == 2


def test_decisions_and_appeals_are_told_in_order(fuller: Path) -> None:
    shown = text(tell(fuller, LATE), "zh")
    assert "编号 J-1，未采用" in shown or "编号 J-1，不予执行" in shown
    assert "，决定人 S-9；" in shown
    assert "2026年5月9日（星期六）09:00:00，管网部（D-NET）提出申诉（编号 P-1，" in shown


def test_an_extension_is_a_step_and_the_count_still_agrees(fuller: Path) -> None:
    story = tell(fuller, "yc-conduct.apply.7wd/A-1")
    assert isinstance(story, Matter)
    (one,) = story.observations
    assert one.clock is not None
    assert (one.clock.agrees, one.clock.extended_by) == (True, "J-2")
    assert one.clock.recomputed_due_at != one.clock.due_at
    assert one.judgement.original_verdict.code == "breach"
    shown = text(story, "zh")
    assert "经决定 J-2 延期，改为2026年4月20日（星期一）24时到期。" in shown
    assert "原判定：违规，经决定改变。" in shown
    assert "请核对" not in shown
    assert "Originally: breach; a decision changed it." in text(story, "en")


def test_a_due_instant_that_nothing_explains_is_pointed_out(fuller: Path, tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.duckdb"
    shutil.copy(fuller, spoiled)
    with duckdb.connect(str(spoiled)) as con:
        con.execute("DELETE FROM audit.decision")
    story = tell(spoiled, "yc-conduct.apply.7wd/A-1")
    assert isinstance(story, Matter)
    assert story.observations[0].clock is not None
    assert not story.observations[0].clock.agrees
    assert "与上面的计算不同" in text(story, "zh")
    assert "differ" in text(story, "en")


def test_absorbed_money_names_what_stands_in_its_place(fuller: Path) -> None:
    shown = text(tell(fuller, "L03/T-1/2026-05"), "zh")
    for words in (
        "罚款0.00元", "规定数额为100.00元。", "规定幅度为50.00元至100.00元。",
        "同一行为只罚一次，由数额较高的 L15/T-1/2026-05 吸收。",
    ):  # fmt: skip
        assert words in shown


def test_a_month_tells_its_state_rank_decisions_and_restatements(fuller: Path) -> None:
    story = tell(fuller, "D-NET", "2026-05")
    assert isinstance(story, Month)
    assert (story.rank_from, story.rank_to, story.n_ranked) == (1, 3, 5)
    shown = text(story, "zh")
    for words in (
        "（已关账）", "名次在第1至第3之间（共5个部门）", "证据可信系数0.9700。", "编号 J-3，", "加2分",
        "2026年4月（", "D-NET/2026-04/x，原为90，应为88.5；-1.50分、0.00元记入2026年5月。",
    ):  # fmt: skip
        assert words in shown


def test_a_share_in_a_breach_stands_behind_the_deduction(fuller: Path) -> None:
    story = tell(fuller, "D-NET", "2026-05")
    assert isinstance(story, Month)
    (behind,) = story.behind
    assert behind.n_breaches == 0, "the breach answers for D-N02 now, and D-NET has no share in it"
