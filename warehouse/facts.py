"""Evidence in the shape the clauses ask about: records, moments, quantities, classes and tallies.

Belongs here: finding which facts the rulebook names, and filling the schema `fact` with them from the
record views (`sql/records/*.sql`, one for each table that clauses judge). Column names in the statements
come from contracts and record views only, never from evidence.
Does not belong here: any verdict; those are the statements under `sql/evaluate/`. The record view of tickets
is put together in `warehouse/ticket_facts.py`.

A *class* is a combination of the coded facts that conditions ask about. Conditions are decided once for
each class instead of once for each record.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from rulebook.errors import DefinitionError
from rulebook.version import OTHERS, Kind
from warehouse.asked import EVENT_COLUMNS, facts_of, judges_records
from warehouse.ddl import quoted
from warehouse.statements import SQL, sql
from warehouse.tallies import counted, entity, tally
from warehouse.ticket_facts import EVENT, create_tickets
from warehouse.versions import SERIES, Numbered

COMMON = {
    "record_id": "VARCHAR",
    "record_department_id": "VARCHAR",
    "record_staff_id": "VARCHAR",
    "record_customer_id": "VARCHAR",
    "record_at": "TIMESTAMPTZ",
    "record_settled_at": "TIMESTAMPTZ",
    "record_excuse": "VARCHAR",
    "record_excuse_evidence": "VARCHAR",
    "record_exempt": "VARCHAR",
    "record_state": "VARCHAR",
    "record_active_from": "DATE",
    "record_active_until": "DATE",
}
"""Columns a record view may give; the ones it does not give are null."""


class Facts:
    """Fills the schema `fact` for one audit; see the module for what the tables hold."""

    def __init__(self, con: duckdb.DuckDBPyConnection, versions: list[Numbered]) -> None:
        self.con = con
        self.versions = versions
        self.subjects = sorted({one.subject for one in versions})
        self.columns: dict[str, dict[str, str]] = {}

    def build(self) -> None:
        """Create every table of the schema, one record view after the other."""
        self.con.execute(sql("evaluate/fact_tables"))
        for subject in self._views():
            self._create_view(subject)
        for subject in self.subjects:
            self._fill(subject)
        for series, points in SERIES.items():
            if series in self.subjects:
                self._classes(points, series)
                class_id, _ = self.class_id(points, series)
                self.con.execute(
                    f"CREATE OR REPLACE TABLE fact.point AS SELECT *, {class_id} AS class_id"
                    f" FROM record.{quoted(points)}"
                )
        self.con.execute(sql("evaluate/check_classes"))

    def _views(self) -> list[str]:
        entities = {table for table, _ in map(entity, counted(self.versions)) if table}
        points = {SERIES[subject] for subject in self.subjects if subject in SERIES}
        return sorted({*self.subjects, *entities, *points})

    def _create_view(self, subject: str) -> None:
        path = SQL / "records" / f"{subject}.sql"
        if not path.exists():
            raise DefinitionError(
                f"no record view for the subject '{subject}'", place=path,
                remedy="add the view, or name another subject in the clause",
            )  # fmt: skip
        # A table, not a view: several statements read it, and its window functions run once.
        if subject == "tickets":
            create_tickets(self.con, [one for one in self.versions if one.subject == subject])
        else:
            self.con.execute(
                f"CREATE OR REPLACE TABLE record.{quoted(subject)} AS {sql(f'records/{subject}')}"
            )
        described = self.con.execute(f"DESCRIBE record.{quoted(subject)}").fetchall()
        self.columns[subject] = {name: kind for name, kind, *_ in described}

    def column(self, subject: str, fact: str) -> str:
        """The column of a record view that holds a fact; raises DefinitionError for an unknown one."""
        columns = self.columns[subject]
        table, _, name = fact.rpartition(".")
        if subject == "tickets" and EVENT + fact in columns:
            return quoted(EVENT + fact)
        if fact in columns:
            return quoted(fact)
        if table == subject and name in columns:
            return quoted(name)
        if subject == "tickets" and not table and EVENT_COLUMNS.get(fact) in columns:
            return quoted(EVENT_COLUMNS[fact])
        users = [one.clause_id for one in self.versions if one.subject == subject]
        raise DefinitionError(
            f"the table '{subject}' has no fact '{fact}'", place=f"a clause among {', '.join(users)}",
            remedy="use a column of the contract, a derived fact of the record view, or a ticket event",
        )  # fmt: skip

    def _any_of(self, subject: str, facts: str) -> str:
        """One of several facts that stand for each other (`a|b`), as text."""
        columns = [self.column(subject, fact) for fact in facts.split("|")]
        texts = [f"CAST({column} AS VARCHAR)" for column in columns]
        return f"coalesce({', '.join(texts)})"

    def _asked(self, subject: str, use: str, of: str = "") -> list[str]:
        return sorted(
            {
                fact
                for one in self.versions
                if one.subject == (of or subject)
                for fact in facts_of(one)[use]
                if not of or fact.startswith(f"{subject}.")
            }
        )

    def class_id(self, subject: str, of: str = "") -> tuple[str, list[tuple[str, str, str]]]:
        """The expression of a record's class, and (fact, test, expression) of what it combines."""
        values = [(fact, "value", f"CAST({self.column(subject, fact)} AS VARCHAR)")
                  for fact in self._asked(subject, "value", of)]  # fmt: skip
        presences = [(fact, "present", f"CAST({self._any_of(subject, fact)} IS NOT NULL AS VARCHAR)")
                     for fact in self._asked(subject, "present", of)]  # fmt: skip
        tests = values + presences
        expressions = ", ".join(expression for *_, expression in tests)
        return f"hash('{subject}'{', ' if tests else ''}{expressions})", tests

    def _fill(self, subject: str) -> None:
        self._classes(subject)
        if any(judges_records(one) for one in self.versions if one.subject == subject):
            self._records(subject)
        self._moments(subject)
        for one in self.versions:
            if one.subject == subject and one.clause.kind is Kind.VALUE_LIMIT:
                self._quantities(one)
        tally(self, subject)
        self._money(subject)

    def common(self, subject: str, names: Iterable[str]) -> str:
        """The common columns of a record view as a select list, null where the view gives none."""
        return ", ".join(
            quoted(name)
            if name in self.columns[subject]
            else f"CAST(NULL AS {COMMON[name]}) AS {name}"
            for name in names
        )

    def _classes(self, subject: str, of: str = "") -> None:
        class_id, tests = self.class_id(subject, of)
        named = "".join(f", {text} AS t{number}" for number, (*_, text) in enumerate(tests))
        self.con.execute(
            "CREATE OR REPLACE TABLE fact.combination AS"
            f" SELECT DISTINCT {class_id} AS class_id{named} FROM record.{quoted(subject)}"
        )
        self.con.execute(
            f"INSERT INTO fact.class SELECT DISTINCT '{subject}', class_id FROM fact.combination"
        )
        if not tests:
            return
        values = ", ".join(f"t{number}" for number in range(len(tests)))
        self.con.execute(
            f"INSERT INTO fact.class_value SELECT '{subject}', class_id, unnest($facts), unnest($tests),"
            f" unnest([{values}]) FROM fact.combination",
            {"facts": [fact for fact, *_ in tests], "tests": [test for _, test, _ in tests]},
        )

    def _records(self, subject: str) -> None:
        class_id, _ = self.class_id(subject)
        names = [name for name in COMMON if not name.startswith("record_active")]
        self.con.execute(
            f"INSERT INTO fact.record SELECT '{subject}', {class_id}, {self.common(subject, names)},"
            f" source_file_id, source_row FROM record.{quoted(subject)}"
        )

    def _moments(self, subject: str) -> None:
        for fact in self._asked(subject, "moment"):
            if fact.startswith(OTHERS):
                continue
            column = self.column(subject, fact)
            self.con.execute(
                f"INSERT INTO fact.moment SELECT '{subject}', $fact, record_id,"
                f" CAST({column} AS TIMESTAMPTZ) FROM record.{quoted(subject)}"
                f" WHERE {column} IS NOT NULL",
                {"fact": fact},
            )

    def _quantities(self, one: Numbered) -> None:
        subject, measure = one.subject, one.version.measure
        limit = one.version.limit
        limit_column = outcome = "NULL"
        if limit and limit.fact and limit.op == "within":
            outcome = self.column(subject, limit.fact)
        elif limit and limit.fact:
            limit_column = self.column(subject, limit.fact)
        names = [name for name in COMMON if not name.startswith("record_active")]
        class_id, _ = self.class_id(subject)
        self.con.execute(
            f"INSERT INTO fact.quantity SELECT $version_id, {class_id}, {self.common(subject, names)},"
            f" CAST({self.column(subject, measure)} AS DECIMAL(18, 8)),"
            f" CAST({limit_column} AS DECIMAL(18, 8)), CAST({outcome} AS VARCHAR), source_file_id, source_row"
            f" FROM record.{quoted(subject)}",
            {"version_id": one.version_id},
        )

    def _money(self, subject: str) -> None:
        """The numbers that percentages and multiples of money are taken of."""
        asked = {
            fact
            for one in self.versions
            if one.subject == subject
            for consequence in one.clause.consequences
            for fact in (consequence.percent_of, consequence.multiple_of)
            if fact
        }
        for fact in sorted(asked):
            column = self.column(subject, fact)
            self.con.execute(
                f"INSERT INTO fact.amount SELECT '{subject}', $fact, record_id,"
                f" CAST({column} AS DECIMAL(18, 4)) FROM record.{quoted(subject)}"
                f" WHERE {column} IS NOT NULL",
                {"fact": fact},
            )
