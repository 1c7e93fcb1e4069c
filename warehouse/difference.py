"""What differs between two audits, and why: each difference with one cause, adding up to the whole.

Belongs here: setting two audits side by side in one connection, finding whose evidence differs, and running the
statements of `sql/diff/` in order.
Does not belong here: the statements, finding the files of an audit (`archive.py`), what becomes of a difference
of a closed month (`restate.py`), printing (`pipelines/diff_cli.py`).

The causes, in the order in which they are tried: a decision; a rule; the calendar; the evidence; the time; the
software. What was only shared out anew among clauses has the cause `weights`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from warehouse.contract import PUBLISHED, Contract, Pii, contracts
from warehouse.ddl import qualified, quoted, sql_type
from warehouse.evaluate import connection
from warehouse.frozen import create_prints, frozen_tables
from warehouse.same_rules import columns_of, differs, rule_tables
from warehouse.statements import sql

Row = dict[str, Any]

CAUSES = ("decision", "rule", "calendar", "evidence", "time", "software", "weights")
"""Every cause, in the order in which they are tried; of two that explain as much the earlier one is told."""

TELLING = frozenset(
    f"{name}_{lang}" for name in ("title", "summary", "regulation_title") for lang in ("zh", "en")
)
NOT_JUDGED_BY = frozenset(
    {*TELLING, "locator", "uncertain", "mended", "is_governing", "version_until", "answers_from",
     "answers_until", "is_chosen_by_record"}
)  # fmt: skip
"""Columns of a clause version that decide no verdict of a record it answers for."""

DECIDED = {"audit.verdict": "decision_id", "score.ledger_entry": "decision_id"}
"""Tables -> the column that names the decision a row rests on; a file may be older than it."""

ITEM_RULES = ("rulebook.item_limit", "rulebook.definition", "rulebook.definition_item")
READING_RULES = (
    "outage_excuse", "flatline_readings", "low_mpa", "high_mpa", "spike_mpa", "completeness_gate",
)  # fmt: skip
"""Columns of the profile that readings of instruments are judged by."""


@dataclass(frozen=True)
class Side:
    """One of two audits, in databases attached to one connection.

    results: name of the database with its rules and results. evidence: of the one with its evidence; "" where it
    is not at hand. files: SHA-256 of the files it accepted.
    """

    results: str
    evidence: str
    as_of: datetime
    version: str
    files: frozenset[str]


@dataclass(frozen=True)
class Difference:
    """What differs between two published files; every list is empty where nothing does.

    runs: the two lines of `meta.run`. departments: id -> name, as far as one is delivered. totals: by department, month, kind (`points` or a kind of money) and cause.
    addends: by line of a scorecard and cause.
    """

    runs: tuple[Row, Row]
    departments: dict[str, str]
    totals: list[Row]
    scorecards: list[Row]
    observations: list[Row]
    indicators: list[Row]
    entries: list[Row]
    addends: list[Row]


def difference(one: Path, other: Path) -> Difference:
    """Compare two published files, the earlier question first; neither is written to."""
    with duckdb.connect(str(other), read_only=True) as con:
        ((zone,),) = con.execute("SELECT zone FROM meta.run").fetchall()
    with connection(":memory:", str(zone)) as con:
        runs = []
        for name, path in (("one_file", one), ("other_file", other)):
            # ATTACH takes no parameters; the paths are the operator's own.
            literal = str(path).replace("'", "''")
            con.execute(f"ATTACH '{literal}' AS {name} (READ_ONLY)")
            runs.append(rows(con, f"SELECT * FROM {name}.meta.run")[0])
        sides = (published_side(con, "one_file"), published_side(con, "other_file"))
        with side_by_side(con, *sides):
            tell(con, *sides)
            return Difference(
                runs=(runs[0], runs[1]),
                departments=dict(
                    con.execute(
                        "SELECT dept_id, name FROM other_file.evidence.departments WHERE name IS NOT NULL"
                    ).fetchall()
                ),
                totals=rows(con, sql("diff/totals")),
                scorecards=rows(con, sql("diff/scorecards")),
                observations=rows(
                    con, "FROM diff_change ORDER BY period_from, clause_id, record_id"
                ),
                indicators=rows(con, sql("diff/indicators")),
                entries=rows(con, "FROM diff_entry ORDER BY period_from, entry_id"),
                addends=rows(con, "FROM diff_addend ORDER BY period_from, line_id, cause"),
            )


def published_side(con: duckdb.DuckDBPyConnection, name: str) -> Side:
    """A published file, attached under a name, as one side of a comparison."""
    database = quoted(name)
    ((micros, version),) = con.execute(
        f"SELECT epoch_us(as_of), version FROM {database}.meta.run"
    ).fetchall()
    as_of = datetime.fromtimestamp(micros / 1e6, UTC)
    return Side(name, name, as_of, str(version), accepted_files(con, name))


def accepted_files(con: duckdb.DuckDBPyConnection, name: str) -> frozenset[str]:
    """SHA-256 of the files that an attached published or frozen file says were accepted."""
    found = con.execute(
        f"SELECT DISTINCT sha256 FROM {quoted(name)}.quality.received_file WHERE status = 'accepted'"
    ).fetchall()
    return frozenset(sha for (sha,) in found)


@contextmanager
def side_by_side(
    con: duckdb.DuckDBPyConnection, one: Side, other: Side, month: date | None = None
) -> Iterator[None]:
    """Let the two sides stand as the databases `one` and `other`, in the shape of today's contracts.

    month: show that month only, and of it what the month itself brought: nothing that was booked in it for
    another one.
    """
    try:
        _mirror(con, "one", one, month)
        _mirror(con, "other", other, month)
        yield
    finally:
        for name in ("one", "other"):
            con.execute(f"DETACH DATABASE IF EXISTS {name}")


def tell(con: duckdb.DuckDBPyConnection, one: Side, other: Side) -> None:
    """Fill the temporary tables `diff_change`, `diff_line`, `diff_points`, `diff_entry` and `diff_addend` from two
    sides that stand side by side.
    """
    _rules(con, one, other)
    con.execute(sql("diff/observation"))
    _evidence(con, one, other)
    for name in ("cause", "line", "points", "entry", "addend"):
        con.execute(sql(f"diff/{name}"))


def rows(con: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query, by column name."""
    found = con.execute(query)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _mirror(con: duckdb.DuckDBPyConnection, name: str, side: Side, month: date | None) -> None:
    """Attach an empty database whose views show the tables of a side in the shape of today's contracts."""
    con.execute(f"ATTACH ':memory:' AS {name}")
    for schema in ("audit", "score", "rulebook"):
        con.execute(f"CREATE SCHEMA {name}.{schema}")
    con.execute(f"CREATE TABLE {name}.main.asked (month DATE)")
    con.execute(f"INSERT INTO {name}.main.asked VALUES ($month)", {"month": month})
    months = frozen_tables()
    for table, contract in contracts(PUBLISHED).items():
        if contract.is_view or not table.startswith(("audit.", "score.", "rulebook.")):
            continue
        theirs = columns_of(con, side.results, table)
        source = f" FROM {qualified(f'{side.results}.{table}')}" if theirs else ""
        wanted = []
        if month is not None and table in months:
            wanted.append(f"{months[table]} = (SELECT month FROM {name}.main.asked)")
        if month is not None and theirs:
            wanted += _own_rows(side, table, theirs)
        where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
        con.execute(
            f"CREATE VIEW {name}.{qualified(table)} AS"
            f" SELECT {_shape(contract, theirs)}{source}{where if source else ' WHERE FALSE'}"
        )


def _shape(contract: Contract, theirs: list[str]) -> str:
    types = {column: sql_type(one) for column, one in contract.columns.items()}
    if contract.table in DECIDED:
        types.setdefault(DECIDED[contract.table], "VARCHAR")
    return ", ".join(
        quoted(column) if column in theirs else f"CAST(NULL AS {kind}) AS {quoted(column)}"
        for column, kind in types.items()
    )


def _own_rows(side: Side, table: str, theirs: list[str]) -> list[str]:
    """Conditions that leave out what a month holds for another one that was closed."""
    if table == "score.restatement":
        return ["FALSE"]
    if table == "score.ledger_entry" and "restates" in theirs:
        return ["restates IS NULL"]
    entries = qualified(f"{side.results}.score.ledger_entry")
    if table == "score.line":
        return [
            "kind != 'restatement'",
            f"coalesce(source_id, '') NOT IN"
            f" (SELECT entry_id FROM {entries} WHERE restates IS NOT NULL)",
        ]
    return []


def _rules(con: duckdb.DuckDBPyConnection, one: Side, other: Side) -> None:
    """Fill `diff_run`, what differs between the two as a whole, and the tables of clauses with other rules."""
    pair = (one.results, other.results)
    create_prints(con, one.results, "diff_print_one", NOT_JUDGED_BY)
    create_prints(con, other.results, "diff_print_other", NOT_JUDGED_BY)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_rank AS"
        " SELECT unnest($causes) AS cause, generate_subscripts($causes, 1) AS rank",
        {"causes": list(CAUSES)},
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_other_text AS SELECT DISTINCT clause_id FROM ("
        " (SELECT clause_id, print FROM diff_print_one EXCEPT SELECT clause_id, print FROM diff_print_other)"
        " UNION ALL"
        " (SELECT clause_id, print FROM diff_print_other EXCEPT SELECT clause_id, print FROM diff_print_one))"
    )
    _schemes(con)
    _indicators(con)
    profile = contracts(PUBLISHED)["rulebook.profile"].columns
    not_reading = [name for name in profile if name not in READING_RULES]
    not_counting = [name for name in profile if name != "day_counting"]
    has_other_files = one.files != other.files
    left_over = (
        "evidence" if has_other_files
        else "time" if one.as_of != other.as_of
        else "rule" if any(differs(con, table, *pair) for table in rule_tables())
        else "software"
    )  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_run AS SELECT"
        " CAST($one AS TIMESTAMPTZ) <= CAST($other AS TIMESTAMPTZ) AS is_one_earlier,"
        " least(CAST($one AS TIMESTAMPTZ), CAST($other AS TIMESTAMPTZ)) AS earlier_at,"
        " CAST($one AS TIMESTAMPTZ) != CAST($other AS TIMESTAMPTZ) AS is_other_instant,"
        " $files AS has_other_files, $items AS has_other_items, $readings AS has_other_readings,"
        " $routing AS has_other_routing, $counting AS has_other_counting,"
        " $left_over AS left_over",
        {
            "one": one.as_of.isoformat(),
            "other": other.as_of.isoformat(),
            "files": has_other_files,
            "items": any(differs(con, table, *pair) for table in ITEM_RULES),
            "readings": differs(con, "rulebook.profile", *pair, not_reading),
            "routing": differs(con, "rulebook.routing", *pair),
            "counting": differs(con, "rulebook.profile", *pair, not_counting),
            "left_over": left_over,
        },
    )


def _schemes(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `diff_other_scheme` (clause_id, period_from) and `diff_other_scheme_month` (period_from), what the
    scheme says otherwise of a clause and of all of them, and `diff_other_money`, the clauses that state other money.

    An edition of the scheme speaks of the months it is in force for, and of no others.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_month AS"
        " SELECT period_from FROM one.audit.indicator UNION SELECT period_from FROM other.audit.indicator"
        " UNION SELECT period_from FROM one.score.line UNION SELECT period_from FROM other.score.line"
    )
    tables = [
        name
        for name in rule_tables()
        if name.startswith("rulebook.scheme") or name in ("rulebook.weight", "rulebook.grade")
    ]
    by_clause = [name for name in tables if "clause_id" in contracts(PUBLISHED)[name].columns]
    governing = (
        "SELECT m.period_from, c.clause_id, CAST(bool_or(c.is_governing) AS VARCHAR) AS row_text"
        " FROM {}.rulebook.clause AS c CROSS JOIN diff_month AS m GROUP BY m.period_from, c.clause_id"
    )
    _otherwise(
        con, "diff_other_scheme", "clause_id, period_from", [governing, *map(_said, by_clause)]
    )
    _otherwise(
        con,
        "diff_other_scheme_month",
        "period_from",
        [_said(name) for name in tables if name not in by_clause],
    )
    _otherwise(con, "diff_other_money", "clause_id", [_said("rulebook.consequence")])


NOT_SAID = {"edition_no", "valid_from", "valid_until", "source", "scheme_source", *TELLING}
"""Columns that tell when and why the scheme or the ledger says something, and of no clause what."""


def _said(table: str) -> str:
    """What a table says, as text, by month and clause; `{}` stands for the side."""
    columns = contracts(PUBLISHED)[table].columns
    fields = ", ".join(
        f"{quoted(name)} := t.{quoted(name)}" for name in columns if name not in NOT_SAID
    )
    clause = "t.clause_id" if "clause_id" in columns else "NULL"
    edition = "t" if table == "rulebook.scheme" else "e"
    join = (
        " INNER JOIN {}.rulebook.scheme AS e ON t.edition_no = e.edition_no"
        if "edition_no" in columns and edition == "e"
        else ""
    )
    in_force = (
        f" WHERE ({edition}.valid_from IS NULL OR {edition}.valid_from <= m.period_from)"
        f" AND ({edition}.valid_until IS NULL OR m.period_from < {edition}.valid_until)"
        if "edition_no" in columns
        else ""
    )
    return (
        f"SELECT m.period_from, {clause} AS clause_id, CAST(struct_pack({fields}) AS VARCHAR) AS row_text"
        f" FROM {{}}.{table} AS t CROSS JOIN diff_month AS m{join}{in_force}"
    )


def _otherwise(con: duckdb.DuckDBPyConnection, name: str, columns: str, queries: list[str]) -> None:
    """Create a temporary table of what any of the queries says otherwise on the two sides."""
    nothing = (
        "SELECT CAST(NULL AS DATE) AS period_from, CAST(NULL AS VARCHAR) AS clause_id WHERE FALSE"
    )
    found = [
        f"SELECT period_from, clause_id FROM (({query.replace('{}', one)})"
        f" EXCEPT ALL ({query.replace('{}', other)}))"
        for query in queries
        for one, other in (("one", "other"), ("other", "one"))
    ]
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT {columns}"
        f" FROM ({' UNION ALL '.join([nothing, *found])})"
    )


def _indicators(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `diff_indicator_clause`: the indicators of the scheme and the clauses they read."""
    table = "rulebook.scheme_indicator"
    has_table = table in contracts(PUBLISHED)
    source = " UNION ".join(
        f"SELECT indicator_id, clause_id FROM {side}.{table}" for side in ("one", "other")
    )
    nothing = "SELECT '' AS indicator_id, '' AS clause_id WHERE FALSE"
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_indicator_clause AS"
        f" SELECT indicator_id, min(clause_id) AS clause_id FROM ({source if has_table else nothing})"
        " GROUP BY indicator_id"
    )


def _evidence(con: duckdb.DuckDBPyConnection, one: Side, other: Side) -> None:
    """Fill `diff_evidence`: the records of changed observations whose own rows differ, or rows that name them.

    Personal data is masked in published files: of it only counts whether there is any. Empty where one of the
    sides has no evidence at hand.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_record AS"
        " SELECT DISTINCT record_table, record_id FROM diff_observation"
    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_row"
        " (side VARCHAR, of_table VARCHAR, record_table VARCHAR, record_id VARCHAR, n BIGINT, total HUGEINT)"
    )
    subjects = {
        str(name)
        for (name,) in con.execute("SELECT DISTINCT record_table FROM diff_record").fetchall()
    }
    sides = (("one", one), ("other", other))
    if one.evidence and other.evidence:
        for table, contract in contracts().items():
            shared = _shared_columns(con, table, one, other)
            for record_table, record in _names(contract, subjects):
                for name, side in sides:
                    con.execute(
                        f"INSERT INTO diff_row SELECT '{name}', '{table}', '{record_table}', record_id,"
                        " count(*), sum(CAST(md5_number_lower(row_text) AS HUGEINT)) FROM ("
                        f"SELECT {record} AS record_id, {_row_text(contract, shared)} AS row_text"
                        f" FROM {quoted(side.evidence)}.evidence.{quoted(table)}) AS e"
                        " SEMI JOIN (SELECT record_id FROM diff_record"
                        f" WHERE record_table = '{record_table}') AS r ON e.record_id = r.record_id"
                        " GROUP BY record_id"
                    )
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_evidence AS SELECT DISTINCT record_table, record_id FROM ("
        " SELECT of_table, record_table, record_id FROM diff_row GROUP BY ALL"
        " HAVING count(*) = 1 OR min(n) != max(n) OR min(total) != max(total))"
    )


def _names(contract: Contract, subjects: set[str]) -> Iterator[tuple[str, str]]:
    """The tables among the subjects whose records a table's rows are of, and the expression of their id."""
    if contract.table in subjects:
        parts = [f"CAST({quoted(name)} AS VARCHAR)" for name in contract.key]
        yield contract.table, f"concat_ws('|', {', '.join(parts)})"
    for name, column in contract.columns.items():
        record_table, _, key = column.references.partition(".")
        if record_table in subjects and contracts()[record_table].key == [key]:
            yield record_table, f"CAST({quoted(name)} AS VARCHAR)"


def _shared_columns(
    con: duckdb.DuckDBPyConnection, table: str, one: Side, other: Side
) -> list[str]:
    found = [set(columns_of(con, side.evidence, f"evidence.{table}")) for side in (one, other)]
    return [name for name in contracts()[table].columns if name in found[0] & found[1]]


def _row_text(contract: Contract, columns: list[str]) -> str:
    masked = (Pii.DIRECT, Pii.CONTENT)
    parts = [
        f"{quoted(name)} IS NOT NULL" if contract.columns[name].pii in masked else quoted(name)
        for name in columns
    ]
    return f"concat_ws('|', {', '.join(f'coalesce(CAST({part} AS VARCHAR), chr(1))' for part in parts)})"
