"""Which rules two audits that stand side by side were judged by otherwise.

Belongs here: the temporary tables that say so for clauses, their money, the scheme and the two as a whole.
Does not belong here: whether two databases hold the same rules at all (`same_rules.py`), what follows for an
observation (`sql/diff/cause.sql`).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from warehouse.contract import PUBLISHED, contracts
from warehouse.ddl import quoted
from warehouse.kept_texts import VERSIONS, create_prints
from warehouse.same_rules import differs, rule_tables
from warehouse.sides import Side

TELLING = frozenset(
    f"{name}_{lang}" for name in ("title", "summary", "regulation_title") for lang in ("zh", "en")
)
NOT_JUDGED_BY = frozenset(
    {*TELLING, "locator", "uncertain_zh", "uncertain_en", "mended_zh", "mended_en", "is_governing", "version_until", "answers_from",
     "answers_until", "is_chosen_by_record"}
)  # fmt: skip
"""Columns of a clause version that decide no verdict of a record it answers for."""


ITEM_RULES = ("rulebook.item_limit", "rulebook.definition", "rulebook.definition_item")
READING_RULES = (
    "outage_excuse", "flatline_readings", "low_mpa", "high_mpa", "spike_mpa", "completeness_gate",
)  # fmt: skip
"""Columns of the profile that readings of instruments are judged by."""


def tell_rules(
    con: duckdb.DuckDBPyConnection, one: Side, other: Side, causes: Sequence[str]
) -> None:
    """Fill `diff_run`, what differs between the two as a whole, and the tables of clauses with other rules."""
    pair = (one.results, other.results)
    create_prints(con, one.results, "diff_print_one", VERSIONS, NOT_JUDGED_BY)
    create_prints(con, other.results, "diff_print_other", VERSIONS, NOT_JUDGED_BY)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE diff_rank AS"
        " SELECT unnest($causes) AS cause, generate_subscripts($causes, 1) AS rank",
        {"causes": list(causes)},
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


NOT_SAID = {
    "edition_no",
    "valid_from",
    "valid_until",
    "source_zh",
    "source_en",
    "scheme_source_zh",
    "scheme_source_en",
    *TELLING,
}
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
