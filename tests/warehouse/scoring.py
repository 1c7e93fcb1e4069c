"""A working database in which only scoring runs: the rest of the audit is given as its results.

Belongs here: filling `audit.indicator` and what else scoring reads, and asking for what it made.
Does not belong here: assertions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import sqrt
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from rulebook.scheme import Scheme
from rulebook.strict_yaml import parse
from tests.running import shipped
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, Contract, contracts
from warehouse.ddl import create_table, insert
from warehouse.evaluate import Audit, connection, judge_in, prepare, summarise_in
from warehouse.example_rows import create_evidence
from warehouse.home import Home
from warehouse.scheme_rows import scheme_rows
from warehouse.score import score_in
from warehouse.versions import numbered

ARRIVAL, REPAIR = "urban-supply.leak.arrival", "urban-supply.leak.repair"
REPLY, PRESSURE = "urban-supply.billing.reply", "urban-supply.pressure.rate"
NOTICE = "urban-supply.outage.planned"
TRUNK = "urban-supply.pressure.trunk"
CLAUSES = (ARRIVAL, REPAIR, REPLY, PRESSURE, NOTICE, TRUNK)

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
AS_OF = datetime(2026, 5, 1, tzinfo=UTC)

SET = {"zh": "企业设定", "en": "operator's setting"}

Row = Mapping[str, Any]


def scheme(
    indicators: Mapping[str, Mapping[str, Any]], *, currency: str = "CNY", **edition: Any
) -> Scheme:
    """A scheme of one edition; what is not given is the plainest that is valid."""
    live = [Decimal(str(one["points"])) for one in indicators.values() if not one.get("shadow")]
    content = {
        "from": None,
        "source": SET,
        "base_points": sum(live),
        "rounding": {"points": 0.01, "money": 0.01, "moment": "line"},
        "groups": {"all": {"title": {"zh": "全部", "en": "All"}, "absent": "share_all"}},
        "indicators": {
            name: {"group": "all", "source": SET, **one} for name, one in indicators.items()
        },
        "ledgers": {"reward": "OP1", "indicator_reward": "OP3", "penalty": "OP2"},
        **edition,
    }
    return parse(
        Scheme,
        {
            "title": {"zh": "试", "en": "Test"},
            "source": SET,
            "currency": currency,
            "editions": [content],
        },
        "test",
    )


def group(absent: str) -> dict[str, Any]:
    return {"title": {"zh": absent, "en": absent}, "absent": absent}


def on(clause: str, points: float, curve: Any = "share", **more: Any) -> dict[str, Any]:
    """An indicator on a clause."""
    return {"of": {"clause": clause}, "points": points, "curve": curve, **more}


@dataclass(frozen=True)
class Reached:
    """How a department fared on a clause in a month, as `audit.indicator` would have it."""

    clause: str
    numerator: int
    denominator: int
    department: str | None = "D"
    month: date = MARCH
    completeness: float | None = 1.0
    target: float | None = None
    verdict: str = ""
    reason: str | None = None

    def row(self) -> dict[str, Any]:
        rate = self.numerator / self.denominator if self.denominator else None
        met = rate is not None and rate >= (1 if self.target is None else self.target)
        low, high = wilson(self.numerator, self.denominator)
        return {
            "clause_id": self.clause,
            "department_id": self.department,
            "period_from": self.month,
            "period_until": date(2026, self.month.month + 1, 1),
            "numerator": self.numerator,
            "denominator": self.denominator,
            "rate": rate,
            "rate_low": low,
            "rate_high": high,
            "interval_n": self.denominator or None,
            "completeness_rate": self.completeness,
            "target_rate": self.target,
            "verdict": self.verdict or ("compliant" if met else "breach"),
            "reason": self.reason,
            "is_provisional": False,
            **dict.fromkeys(("n_excused", "n_pending", "n_not_assessed", "n_not_applicable"), 0),
        }


def wilson(k: int, n: int) -> tuple[float | None, float | None]:
    if n == 0:
        return None, None
    z, p = 1.959963984540054, k / n
    centre, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


def _filled(contract: Contract) -> dict[str, Any]:
    """Something in every column that must not be empty."""
    usual = {"instant": AS_OF, "date": MARCH, "text": "-", "boolean": False}
    return {name: usual.get(one.type, 0) for name, one in contract.columns.items() if one.required}


@dataclass
class Bench:
    """One working database, scored again and again."""

    con: duckdb.DuckDBPyConnection
    audit: Audit
    given: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def score(
        self, one: Scheme, reached: Iterable[Reached], **given: Iterable[Mapping[str, Any]]
    ) -> None:
        """Score what was reached; `given` fills other tables (`audit_decision`, `evidence_figures` …)."""
        rows = {
            "audit.indicator": [case.row() for case in reached],
            **{
                name.replace("_", ".", 1): [dict(row) for row in rows]
                for name, rows in given.items()
            },
        }
        for table in {*self.given, *rows}:
            self.con.execute(f"DELETE FROM {table}")
        self.given = rows
        book = replace(self.audit.book, schemes={"test": one})
        profile = book.profiles[self.audit.profile_id]
        for name, content in scheme_rows(book, profile, numbered(book, profile)).items():
            contract = contracts(PUBLISHED)[f"rulebook.{name}"]
            create_table(self.con, contract)
            insert(self.con, contract.table, pl.DataFrame(content, schema=schema(contract)))
        for table, content in rows.items():
            required = _filled(contracts(PUBLISHED)[table]) if table.startswith("audit.") else {}
            for given_row in content:
                row = {**required, **given_row}
                names = ", ".join(row)
                marks = ", ".join("?" for _ in row)
                self.con.execute(
                    f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values())
                )
        score_in(self.con, self.audit)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.con.execute(query).fetchall()

    def points(self, department: str = "D", month: date = MARCH) -> Any:
        (found,) = self.con.execute(
            "SELECT points FROM score.scorecard WHERE department_id = ? AND period_from = ?",
            [department, month],
        ).fetchall()
        return found[0]

    def measures(self, columns: str = "indicator_id, state, share, points_at_stake, points") -> Any:
        return self.rows(f"SELECT {columns} FROM score.measure ORDER BY ALL")

    def lines(self, columns: str = "kind, source_id, points") -> Any:
        return self.rows(f"SELECT {columns} FROM score.line ORDER BY line_id")


@contextmanager
def bench() -> Iterator[Bench]:
    """A database with the rules of six clauses and no evidence, judged at the beginning of May 2026."""
    book = shipped()
    base = book.profiles["city-water"].model_copy(
        update={"regulations": ["urban-supply"], "topics": {}, "scheme": "test"}
    )
    small = replace(
        book,
        clauses={name: book.clauses[name] for name in CLAUSES},
        profiles={"test": base},
        schemes={"test": scheme({"arrival": on(ARRIVAL, 100)})},
    )
    audit = Audit(Home(Path()), small, "test", AS_OF)
    with connection(":memory:", base.zone) as con:
        con.execute("SET threads = 1")
        create_evidence(con)
        prepare(con, small)
        summarise_in(con, judge_in(con, audit, frozenset()))
        con.execute("DELETE FROM audit.indicator")
        one = Bench(con, audit)
        score_in(con, audit)
        yield one
