"""What a dashboard is asked when it is timed: every page, and what people ask of the long lists.

Belongs here: addresses, and the things of a published file that they name. Does not belong here: asking, timing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb


def examples(path: Path) -> dict[str, str]:
    """Things of the file that addresses name."""
    questions = {
        "month": "SELECT strftime(max(period_from), '%Y-%m') FROM audit.indicator, meta.run"
        " WHERE period_from + INTERVAL 1 MONTH <= timezone(zone, as_of)",
        "dept": "SELECT department_id FROM score.scorecard GROUP BY 1 ORDER BY sum(n_breaches) DESC, 1 LIMIT 1",
        "clause": "SELECT c.clause_id FROM rulebook.clause AS c JOIN audit.indicator AS i USING (clause_id)"
        " WHERE c.is_governing AND c.kind = 'value_limit' AND c.subject = 'pressure_readings'"
        " GROUP BY 1 ORDER BY sum(i.denominator) DESC LIMIT 1",
        "late": "SELECT c.clause_id FROM rulebook.clause AS c JOIN audit.indicator AS i USING (clause_id)"
        " WHERE c.is_governing AND c.kind = 'deadline' AND c.subject = 'tickets'"
        " GROUP BY 1 ORDER BY sum(i.denominator - i.numerator) DESC LIMIT 1",
        "items": "SELECT any_value(c.clause_id) FROM audit.item AS i JOIN rulebook.clause AS c USING (version_id)"
        " GROUP BY version_id ORDER BY count(*) DESC LIMIT 1",
        "ticket": "SELECT max(ticket_id) FROM evidence.tickets",
        "point": "SELECT max(point_id) FROM evidence.pressure_points",
        "staff": "SELECT staff_id FROM audit.verdict WHERE verdict = 'breach' AND staff_id IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        "observation": "SELECT any_value(observation_id) FROM score.ledger_entry WHERE observation_id IS NOT NULL",
    }
    with duckdb.connect(str(path), read_only=True) as con:
        con.execute("SET threads = 2; SET memory_limit = '1GB'")
        n, size = con.execute("SELECT n_observations, 1 FROM meta.run").fetchall()[0]
        size = path.stat().st_size / 1024**2
        print(f"{n:,} observations, {size:,.0f} MB")
        return {key: str(con.execute(text).fetchall()[0][0]) for key, text in questions.items()}


def pages(known: Mapping[str, str]) -> dict[str, str]:
    """One address of every page, as it is reached from the navigation or a link."""
    month = known["month"]
    return {
        "tonight": "/",
        "tonight, 7 days": "/?hours=168",
        "departments": "/departments/",
        "department": f"/departments/{known['dept']}/",
        "clauses": "/clauses/",
        "clauses, all": "/clauses/?which=all",
        "clause": f"/clauses/{known['clause']}/",
        "observations": "/observations/",
        "observation": f"/observation/{known['observation']}/",
        "items": f"/items/?clause={known['items']}&month={month}",
        "tickets": "/tickets/",
        "ticket": f"/ticket/{known['ticket']}/",
        "money": "/money/",
        "water": "/indicators/water/",
        "pressure": "/indicators/pressure/",
        "quality": "/quality/",
        "audits": "/audits/",
    }


def filters(known: Mapping[str, str]) -> dict[str, str]:
    """What people ask of the long lists. A name that ends in `next` is asked for the page that follows."""
    month, dept, clause = known["month"], known["dept"], known["clause"]
    seen = {
        "verdict": "verdict=breach",
        "verdict, pending": "verdict=pending",
        "everything": "which=all",
        "month": f"month={month}",
        "dept": f"dept={dept}",
        "dept, month, verdict": f"dept={dept}&month={month}&verdict=breach",
        "clause": f"clause={clause}",
        "clause, month": f"clause={clause}&month={month}",
        "clause, late first": f"clause={known['late']}&verdict=breach&sort=-late_by_min",
        "regulation": "regulation=urban-supply",
        "subject": "subject=tickets",
        "reason": "verdict=breach&reason=not_done&sort=due_at",
        "staff": f"staff={known['staff']}",
        "ticket": f"record={known['ticket']}",
        "ticket, in breach": f"record={known['ticket']}&subject=tickets&verdict=breach",
        "point": f"clause={clause}&month={month}&record={known['point']}-&sort=measured",
        "latest first": "verdict=breach&sort=-started_at",
        "all, latest first": "sort=-started_at",
        "next": "",
        "verdict, next": "verdict=breach",
        "latest first, next": "sort=-started_at",
        "deep": "verdict=breach&sort=-started_at&page=150",
    }
    asked = {f"observations: {key}": f"/observations/?{text}" for key, text in seen.items()}
    asked |= {
        f"tickets: {key}": f"/tickets/?{text}"
        for key, text in {
            "breach": "breach=1",
            "month": f"month={month}",
            "dept": f"dept={dept}",
            "number": f"ticket={known['ticket']}",
            "closed first": "sort=-closed_at",
            "next": "",
            "deep": "page=180",
        }.items()
    }
    asked |= {
        f"items: {key}": f"/items/?clause={known['items']}&{text}"
        for key, text in {"month": f"month={month}", "breach": "verdict=breach", "next": ""}.items()
    }
    return asked | {
        "money: month": f"/money/?month={month}",
        "money: next": "/money/?sort=-amount_cny",
        "clauses: verdict": f"/clauses/?month={month}&verdict=breach",
        "clauses: dept": f"/clauses/?month={month}&dept={dept}",
        "pressure: month": f"/indicators/pressure/?month={month}",
        "water: month": f"/indicators/water/?month={month}",
    }
