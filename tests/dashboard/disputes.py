"""Disputes, written into a copy of the published file: the sample utility itself has none.

Belongs here: an open and an upheld appeal, a decision that changed a verdict, an absorbed and a waived entry, a
pause, time that does not count, a closed month with a restatement. Does not belong here: how an audit comes to any of it (`tests/warehouse`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.prepare import prepare

OPEN, UPHELD, FOREIGN = "AP-open", "AP-upheld", "AP-foreign"
FINED = "urban-supply.leak.arrival"

STATEMENTS = f"""
CREATE TEMP TABLE fined AS
SELECT e.*, row_number() OVER (ORDER BY e.entry_id) AS n
FROM score.ledger_entry AS e
WHERE e.clause_id = '{FINED}' AND e.department_id = 'D-NET' AND e.period_from = DATE '2026-04-01';

INSERT INTO audit.appeal BY NAME
SELECT
  '{OPEN}' AS appeal_id, TIMESTAMPTZ '2026-05-02 09:00+08' AS filed_at, 'S-0003' AS filed_by, department_id,
  observation_id, period_from, TIMESTAMPTZ '2026-05-11 00:00+08' AS appeal_until, 'open' AS state, 0 AS days_open
FROM fined WHERE n = 1
UNION ALL BY NAME
SELECT
  '{UPHELD}' AS appeal_id, TIMESTAMPTZ '2026-05-01 09:00+08' AS filed_at, 'S-0003' AS filed_by, department_id,
  observation_id, period_from, TIMESTAMPTZ '2026-05-11 00:00+08' AS appeal_until, 'upheld' AS state,
  'DE-1' AS decision_id, TIMESTAMPTZ '2026-05-02 10:00+08' AS decided_at, 1 AS days_open
FROM fined WHERE n = 2
UNION ALL BY NAME
SELECT
  '{FOREIGN}' AS appeal_id, TIMESTAMPTZ '2026-05-02 09:30+08' AS filed_at, 'S-0001' AS filed_by, department_id,
  observation_id, entry_id, period_from, 'open' AS state, 0 AS days_open
FROM score.ledger_entry WHERE department_id = 'D-BIZ' AND observation_id IS NOT NULL
QUALIFY row_number() OVER (ORDER BY entry_id) = 1;

INSERT INTO audit.decision BY NAME
SELECT
  'DE-1' AS decision_id, TIMESTAMPTZ '2026-05-02 10:00+08' AS decided_at, 'excuse' AS kind,
  'observation' AS target_type, observation_id, department_id, period_from, '{UPHELD}' AS appeal_id,
  'upheld' AS outcome, 'applied' AS status, 'road' AS reason_code, 'breach' AS original_verdict,
  'late' AS original_reason, 'excused' AS verdict, 'PH-1' AS evidence_ref, 'S-0010' AS decided_by,
  'D-QS' AS decided_department_id, '判定改为免责（原为违规）' AS effect_zh,
  'verdict excused instead of breach' AS effect_en
FROM fined WHERE n = 2;

UPDATE audit.verdict SET
  original_verdict = 'breach', original_reason = 'late', verdict = 'excused', reason = 'road', decision_id = 'DE-1'
WHERE version_id IN (SELECT version_id FROM rulebook.clause WHERE clause_id = '{FINED}')
  AND record_id = (SELECT record_id FROM fined WHERE n = 2);

UPDATE audit.indicator SET
  denominator = denominator - 1, n_excused = n_excused + 1,
  rate = CASE WHEN denominator > 1 THEN round(numerator / (denominator - 1), 6) END
WHERE clause_id = '{FINED}' AND period_from = DATE '2026-04-01' AND coalesce(department_id, 'D-NET') = 'D-NET';

UPDATE score.ledger_entry SET status = 'absorbed', amount_cny = 0, absorbed_by = (SELECT entry_id FROM fined WHERE n = 1)
WHERE entry_id = (SELECT entry_id FROM fined WHERE n = 3);
UPDATE score.ledger_entry SET status = 'waived', amount_cny = 0, decision_id = 'DE-1'
WHERE entry_id = (SELECT entry_id FROM fined WHERE n = 2);

UPDATE audit.holding SET state = 'paused'
WHERE holding_no = 1 AND ticket_id = (SELECT record_id FROM fined WHERE n = 1);
UPDATE audit.holder_time SET before_due_min = before_due_min - 10
WHERE holding_no = 2 AND before_due_min > 10 AND record_id = (SELECT record_id FROM fined WHERE n = 1);

INSERT INTO meta.closed_month BY NAME
SELECT
  DATE '2026-03-01' AS month, TIMESTAMPTZ '2026-04-20 09:00+08' AS closed_at, audit_id, as_of, digest,
  digest AS rulebook_digest, 0 AS n_pending
FROM meta.run;
INSERT INTO score.restatement BY NAME
SELECT
  'RS-1' AS restatement_id, DATE '2026-03-01' AS month, 'D-NET' AS department_id, 'score.ledger_entry' AS table_name,
  'L03/T-x/2026-03' AS item, 'fine' AS kind, '100.00' AS old, '0.00' AS new, 0 AS points, -100 AS amount_cny,
  'evidence' AS cause, DATE '2026-04-01' AS booked_in, 'RE/L03/T-x/2026-04' AS booked_as;
"""


def dispute(path: Path) -> None:
    """Write the disputes into a published file."""
    with duckdb.connect(str(path)) as con:
        con.execute(STATEMENTS)
        ((as_of,),) = con.execute("SELECT as_of FROM meta.run").fetchall()
        prepare(con, "Asia/Shanghai", as_of)  # the tables that are made of those just changed
