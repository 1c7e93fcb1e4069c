"""Tables prepared at publication say what the rows they stand for say, and change the digest when they change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import duckdb
import pytest

from warehouse.contract import PUBLISHED, contracts
from warehouse.evaluate import Audit
from warehouse.prepare import PREPARED
from warehouse.publish import OUTSIDE_DIGEST

PRESSURE = (
    "SELECT o.clause_id, o.period_from, r.point_id, o.department_id, o.verdict, o.measured, o.limit_value"
    " FROM audit.observation AS o JOIN evidence.pressure_readings AS r ON o.record_id = r.reading_id"
    " JOIN rulebook.clause AS c ON o.clause_id = c.clause_id"
    " AND o.clause_version_from IS NOT DISTINCT FROM c.version_from"
    " WHERE o.record_table = 'pressure_readings' AND o.is_governing AND c.kind = 'value_limit'"
)
SHARES = [0, 0.1, 0.2, 0.5, 1, 2, *range(5, 100, 5), 98, 99, 100]


PLANNED = (
    "(SELECT epoch(least(timezone('Asia/Shanghai', period_from + INTERVAL 1 MONTH), r.as_of)"
    " - timezone('Asia/Shanghai', period_from::TIMESTAMP)) // (60 * p.interval_min)"
    " FROM meta.run AS r, evidence.pressure_points AS p WHERE p.point_id = judged.point_id)"
)
"""Readings that were due of a point that was in service all month, as the sample utility's are."""


def of_variants(what: str) -> str:
    return f"(SELECT {what} FROM rulebook.variant AS v WHERE v.version_id = c.version_id)"


SAME = {
    "verdict_day": (
        (
            "SELECT version_id, department_id, period_from, on_day, n, n_breach, n_measured, measured_sum"
            " FROM prepared.verdict_day"
        ),
        (
            "SELECT v.version_id, v.department_id, v.period_from, timezone('Asia/Shanghai', v.started_at)::DATE AS d,"
            " count(*), count_if(v.verdict = 'breach'), count(v.measured), sum(v.measured)"
            " FROM audit.verdict AS v WHERE v.verdict IN ('compliant', 'breach') AND v.started_at IS NOT NULL"
            " GROUP BY ALL"
        ),
    ),
    "item_day": (
        "SELECT version_id, department_id, period_from, on_day, n, n_breach FROM prepared.item_day",
        (
            "SELECT i.version_id, i.department_id, i.period_from,"
            " timezone('Asia/Shanghai', coalesce(s.sampled_at, t.received_at))::DATE AS d, count(*),"
            " count_if(i.outcome = 'breach') FROM audit.item AS i"
            " LEFT JOIN audit.result_state AS s ON i.record_id = concat(s.sample_id, '|', s.parameter)"
            " LEFT JOIN evidence.tickets AS t ON i.record_id = t.ticket_id"
            " WHERE i.outcome IN ('compliant', 'breach') AND coalesce(s.sampled_at, t.received_at) IS NOT NULL GROUP BY ALL"
        ),
    ),
    "pressure_day": (
        "SELECT point_id, on_day, n_all, n, measured_sum, lowest FROM prepared.pressure_day",
        (
            f"WITH judged AS ({PRESSURE.replace('o.clause_id, ', 'r.reading_id, ', 1)}"
            " AND o.verdict IN ('compliant', 'breach') AND o.measured IS NOT NULL)"
            " SELECT r.point_id, timezone('Asia/Shanghai', r.read_at)::DATE AS d, count(*), count(j.reading_id),"
            " sum(j.measured), min(j.measured)"
            " FROM evidence.pressure_readings AS r LEFT JOIN judged AS j ON r.reading_id = j.reading_id GROUP BY ALL"
        ),
    ),
    "meter_month": (
        (
            "SELECT period_from, department_id, n, n_read, n_undated, n_estimated, n_anomalies, n_checked"
            " FROM prepared.meter_month"
        ),
        (
            "SELECT strptime(m.period, '%Y-%m')::DATE AS d, s.dept_id, count(*), count_if(m.value IS NOT NULL),"
            " count_if(m.read_at IS NULL), count_if(m.method = 'estimate' AND m.value IS NOT NULL),"
            " count_if(coalesce(m.anomaly, 'none') != 'none'), count_if(m.check_value IS NOT NULL)"
            " FROM evidence.meter_readings AS m LEFT JOIN evidence.staff AS s ON m.reader_id = s.staff_id"
            " GROUP BY ALL"
        ),
    ),
    "verdict_count": (
        "SELECT version_id, department_id, staff_id, period_from, verdict, reason, n FROM prepared.verdict_count",
        (
            "SELECT v.version_id, v.department_id, v.staff_id, v.period_from, v.verdict, v.reason, count(*)"
            " FROM audit.verdict AS v GROUP BY ALL"
        ),
    ),
    "item_count": (
        "SELECT version_id, department_id, period_from, outcome, n FROM prepared.item_count",
        "SELECT i.version_id, i.department_id, i.period_from, i.outcome, count(*) FROM audit.item AS i GROUP BY ALL",
    ),
    "ticket_count": (
        "SELECT ticket_id, department_id, n_breaches, n_pending, n_judged FROM prepared.ticket_count",
        (
            "SELECT record_id, department_id, count_if(is_governing AND verdict = 'breach'),"
            " count_if(is_governing AND verdict = 'pending'),"
            " count_if(is_governing AND verdict IN ('breach', 'compliant')) FROM audit.observation"
            " WHERE record_table = 'tickets' GROUP BY ALL"
        ),
    ),
    "pressure_point": (
        (
            "SELECT clause_id, period_from, point_id, department_id, limit_value, numerator, denominator, n_excused,"
            " n_not_assessed, n_usable, n_expected, lowest, low_5, middle FROM prepared.pressure_point"
        ),
        (
            f"WITH judged AS ({PRESSURE}) SELECT clause_id, period_from, point_id, department_id, max(limit_value),"
            " count_if(verdict = 'compliant'), count_if(verdict IN ('compliant', 'breach')),"
            " count_if(verdict = 'excused'), count_if(verdict = 'not_assessed'),"
            " count_if(verdict IN ('compliant', 'breach', 'excused')),"
            f" greatest(count_if(verdict NOT IN ('pending', 'not_applicable')), max({PLANNED}))::BIGINT,"
            " min(if(verdict IN ('compliant', 'breach'), measured, NULL)),"
            " quantile_cont(if(verdict IN ('compliant', 'breach'), measured, NULL), 0.05)::DECIMAL(18, 8),"
            " quantile_cont(if(verdict IN ('compliant', 'breach'), measured, NULL), 0.5)::DECIMAL(18, 8)"
            " FROM judged GROUP BY ALL"
        ),
    ),
    "pressure_duration": (
        "SELECT period_from, point_id, department_id, share, pressure_mpa FROM prepared.pressure_duration",
        (
            f"WITH judged AS ({PRESSURE}), curve AS (SELECT period_from, point_id, department_id,"
            f" quantile_cont(measured, {[share / 100 for share in SHARES]}) AS pressures FROM judged"
            " WHERE verdict IN ('compliant', 'breach') AND measured IS NOT NULL GROUP BY ALL)"
            " SELECT period_from, point_id, department_id, share::DECIMAL(4, 1), pressures[place]::DECIMAL(18, 4)"
            f" FROM curve, (SELECT unnest({SHARES}) AS share, unnest(range(1, {len(SHARES) + 1})) AS place)"
        ),
    ),
    "water_point": (
        (
            "SELECT period_from, point_id, point_type, n_samples, numerator, denominator, n_undecided, n_no_limit"
            " FROM prepared.water_point"
        ),
        (
            "SELECT date_trunc('month', timezone(r.zone, s.sampled_at))::DATE, s.point_id, s.point_type,"
            " count(DISTINCT s.sample_id), count_if(s.result_state = 'pass'), count_if(s.result_state IN ('pass', 'fail')),"
            " count_if(s.result_state NOT IN ('pass', 'fail')), count_if(s.result_state = 'no_limit')"
            " FROM audit.result_state AS s, meta.run AS r WHERE s.sampled_at IS NOT NULL AND s.point_id IS NOT NULL GROUP BY ALL"
        ),
    ),
    "scorecard_count": (
        (
            "SELECT department_id, period_from, round(points_assessed::DOUBLE / points_total::DOUBLE, 4), n_breaches, n_missed"
            " FROM prepared.scorecard_count"
        ),
        (
            "SELECT s.department_id, s.period_from, round(s.coverage_rate::DOUBLE, 4),"
            " (SELECT count(*) FROM audit.observation AS o WHERE o.is_governing AND o.verdict = 'breach'"
            " AND o.department_id = s.department_id AND o.period_from = s.period_from),"
            " (SELECT count(*) FROM audit.indicator AS i WHERE i.department_id = s.department_id"
            " AND i.period_from = s.period_from AND i.verdict = 'breach' AND i.clause_id IN"
            " (SELECT clause_id FROM rulebook.clause WHERE is_governing AND kind = 'rate_threshold'))"
            " FROM score.scorecard AS s"
        ),
    ),
    "event_count": (
        "SELECT event_type, n FROM prepared.event_count",
        "SELECT event_type, count(*) FROM evidence.ticket_events WHERE event_type IS NOT NULL GROUP BY ALL",
    ),
    "required_step": (
        "SELECT version_id FROM prepared.required_step",
        (
            "SELECT version_id FROM rulebook.condition WHERE part = 'requires' UNION"
            " SELECT version_id FROM rulebook.clause_fact JOIN rulebook.clause USING (version_id)"
            " WHERE kind = 'sequence' AND role = 'end'"
        ),
    ),
    "clause": (
        (
            "SELECT clause_id, version_id, regulation, title_zh, topic_zh, definition_zh, limit_op, limit_value, limit_unit,"
            " least_limit, most_limit, is_unset FROM prepared.clause"
        ),
        (
            "SELECT c.clause_id, c.version_id, c.regulation, c.title_zh,"
            " (SELECT g.title_zh FROM rulebook.governing AS g WHERE g.topic = c.topic),"
            " (SELECT d.title_zh FROM rulebook.definition AS d WHERE d.family = c.rate_family AND d.is_governing),"
            f" coalesce(c.limit_op, {of_variants('min(v.limit_op)')}),"
            " coalesce(c.limit_value, (SELECT p.value FROM rulebook.parameter AS p WHERE p.name = c.limit_param)),"
            f" coalesce(c.limit_unit, {of_variants('min(v.limit_unit)')}), {of_variants('min(v.limit_value)')},"
            f" {of_variants('max(v.limit_value)')},"
            " c.limit_param IN (SELECT p.name FROM rulebook.parameter AS p WHERE p.value IS NULL) IS TRUE"
            " FROM rulebook.clause AS c WHERE c.version_no ="
            " (SELECT max(k.version_no) FROM rulebook.clause AS k WHERE k.clause_id = c.clause_id AND k.closed_month IS NULL)"
        ),
    ),
    "clause_aim": (
        "SELECT edition_no, clause_id, valid_from, valid_until, scheme_target FROM prepared.clause_aim",
        (
            "SELECT edition_no, n.clause_id, e.valid_from, e.valid_until, max(coalesce(n.target, n.money_target,"
            " (SELECT min(a.at) FROM rulebook.scheme_anchor AS a WHERE a.share >= 1 AND a.edition_no = n.edition_no"
            " AND a.indicator_id = n.indicator_id))) FROM rulebook.scheme_indicator AS n"
            " JOIN rulebook.scheme AS e USING (edition_no) WHERE n.clause_id IS NOT NULL GROUP BY ALL"
        ),
    ),
    "rate_basis": (
        (
            "SELECT clause_id, definition_id, period_from, department_id, n_rates, missing_zh IS NULL, missing_en IS NULL"
            " FROM prepared.rate_basis"
        ),
        (
            f"WITH judged AS ({PRESSURE} AND o.verdict IN ('compliant', 'breach')), place AS ("
            "SELECT c.clause_id, i.period_from, i.department_id, s.point_type = 'works_outlet' AS is_outlet"
            " FROM audit.item AS i JOIN rulebook.clause AS c USING (version_id) JOIN audit.result_state AS s"
            " ON i.record_id = concat(s.sample_id, '|', s.parameter) WHERE i.outcome IN ('compliant', 'breach')), item AS ("
            "SELECT DISTINCT definition_id, set_name, item_no, valid_from, valid_until FROM rulebook.definition_item"
            " WHERE set_name != 'panel')"
            " SELECT n.clause_id, n.definition_id, n.period_from, n.department_id, CASE"
            " WHEN d.method = 'mean_of_points' THEN (SELECT count(DISTINCT j.point_id) FROM judged AS j"
            " JOIN rulebook.clause AS c ON c.rate_clause_id = j.clause_id WHERE c.clause_id = n.clause_id"
            " AND j.period_from = n.period_from AND coalesce(n.department_id = j.department_id, n.department_id IS NULL))"
            " WHEN d.method = 'mean_of_point_types' THEN (SELECT count(DISTINCT p.is_outlet) FROM place AS p"
            " WHERE p.clause_id = n.clause_id AND p.period_from = n.period_from"
            " AND coalesce(n.department_id = p.department_id, n.department_id IS NULL))"
            " WHEN d.method IN ('composite', 'item_weighted') THEN if(d.method = 'composite', 1, 0) +"
            " (SELECT count(*) FROM item AS m WHERE m.definition_id = n.definition_id"
            " AND coalesce(m.valid_from <= n.period_from, TRUE) AND coalesce(m.valid_until > n.period_from, TRUE)) END,"
            " (n.reason = 'item_not_tested' OR n.reason = 'not_delivered' AND d.method = 'composite') IS NOT TRUE AS whole,"
            " whole FROM audit.named_rate AS n JOIN rulebook.definition AS d USING (definition_id)"
        ),
    ),
    "item_parameter": (
        (
            "SELECT version_id, department_id, period_from, parameter, place, numerator, denominator"
            " FROM prepared.item_parameter"
        ),
        (
            "SELECT i.version_id, i.department_id, i.period_from, s.parameter,"
            " if(s.point_type = 'works_outlet', 'outlet', 'network'), count_if(i.outcome = 'compliant'), count(*)"
            " FROM audit.result_state AS s JOIN audit.item AS i ON concat(s.sample_id, '|', s.parameter) = i.record_id"
            " WHERE i.outcome IN ('compliant', 'breach') GROUP BY ALL"
        ),
    ),
    "water_parameter": (
        (
            "SELECT period_from, parameter, point_type, numerator, denominator, n_undecided, n_censored"
            " FROM prepared.water_parameter"
        ),
        (
            "SELECT date_trunc('month', timezone(r.zone, s.sampled_at))::DATE, s.parameter, s.point_type,"
            " count_if(s.result_state = 'pass'), count_if(s.result_state IN ('pass', 'fail')),"
            " count_if(s.result_state NOT IN ('pass', 'fail')),"
            " count_if(s.result_text LIKE '<%' OR s.result_text LIKE '＜%' OR s.result_text = '未检出')"
            " FROM audit.result_state AS s, meta.run AS r WHERE s.sampled_at IS NOT NULL GROUP BY ALL"
        ),
    ),
}
"""What a prepared table holds, and the question to the rows that it stands for."""


@pytest.fixture
def con(audited: Audit) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(audited.home.published), read_only=True) as opened:
        yield opened


def test_every_prepared_table_is_held_against_its_question() -> None:
    prepared = {name for name in contracts(PUBLISHED) if name.startswith(PREPARED)}
    assert {f"{PREPARED}{name}" for name in SAME} == prepared
    assert not prepared & OUTSIDE_DIGEST


@pytest.mark.parametrize("name", SAME)
def test_a_prepared_table_equals_the_question_it_stands_for(
    name: str, con: duckdb.DuckDBPyConnection
) -> None:
    prepared, asked = SAME[name]
    found = Counter(con.execute(prepared).fetchall())
    assert found == Counter(con.execute(asked).fetchall())
    assert found


def test_what_was_broken_stands_first(con: duckdb.DuckDBPyConnection) -> None:
    for table, column in (("audit.verdict", "verdict"), ("audit.item", "outcome")):
        last, first = con.execute(
            f"SELECT max(rowid) FILTER ({column} = 'breach'), min(rowid) FILTER ({column} != 'breach') FROM {table}"
        ).fetchall()[0]
        assert last < first
