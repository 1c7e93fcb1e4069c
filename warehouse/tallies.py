"""How many there are of what, and which reports were made: the facts of counts and reporting duties.

Belongs here: filling `fact.tally`, `fact.entity` and `fact.made` from the record views.
Does not belong here: the facts of single records (`warehouse/facts.py`), any verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from warehouse.contract import ColumnType, contracts
from warehouse.ddl import quoted
from warehouse.statements import sql
from warehouse.versions import Numbered

if TYPE_CHECKING:
    from warehouse.facts import Facts

ENTITY = ("record_department_id", "record_customer_id", "record_active_from", "record_active_until")


def counted(versions: Iterable[Numbered]) -> set[str]:
    """What counts are made for each of."""
    return {one.version.counts.for_each for one in versions if one.version.counts}


def entity(for_each: str) -> tuple[str, str]:
    """The table (and its key) whose rows a count is due for, where the contract names one."""
    table, _, name = for_each.rpartition(".")
    column = contracts()[table].columns.get(name) if table in contracts() else None
    target, _, key = column.references.partition(".") if column else ("", "", "")
    return target, key


def tally(facts: Facts, subject: str) -> None:
    """Count what the clauses about one subject count, and note the reports they ask for."""
    of_subject = [one.version for one in facts.versions if one.subject == subject]
    counts = {(one.counts.for_each, one.counts.at) for one in of_subject if one.counts}
    for for_each, at in sorted(counts):
        _tally(facts, subject, for_each, at)
    for for_each in sorted({for_each for for_each, _ in counts}):
        _entities(facts, subject, for_each)
    duties = {(one.duty.at, one.duty.of, one.duty.by) for one in of_subject if one.duty}
    for at, of, by in sorted(duties):
        _made(facts, subject, at, of, by)


def _day(facts: Facts, subject: str, at: str) -> str:
    """The local day by which a record is counted; without a moment, the day of the audit."""
    if not at:
        return "CAST(as_of AS DATE)"
    table, _, name = at.rpartition(".")
    column = contracts()[subject].columns.get(name) if table == subject else None
    when = facts.column(subject, at)
    is_month = column is not None and column.type is ColumnType.MONTH
    return f"CAST({when} || '-01' AS DATE)" if is_month else f"CAST({when} AS DATE)"


def _tally(facts: Facts, subject: str, for_each: str, at: str) -> None:
    class_id, _ = facts.class_id(subject)
    who = f"CAST({facts.column(subject, for_each)} AS VARCHAR)" if for_each else "''"
    day = _day(facts, subject, at)
    department = "any_value(record_department_id ORDER BY record_id)" if for_each else "NULL"
    facts.con.execute(
        f"INSERT INTO fact.tally SELECT '{subject}', $for_each, $at, {class_id}, {who}, {day}, count(*),"
        f" {department}, any_value(record_customer_id ORDER BY record_id), max(source_file_id),"
        f" max(source_row) FROM record.{quoted(subject)} CROSS JOIN fact.setting"
        f" WHERE {who} IS NOT NULL AND {day} <= CAST(as_of AS DATE)"
        " AND coalesce(record_at, as_of) <= as_of GROUP BY ALL",
        {"for_each": for_each, "at": at},
    )


def _entities(facts: Facts, subject: str, for_each: str) -> None:
    table, key = entity(for_each)
    if not for_each:
        facts.con.execute(
            f"INSERT INTO fact.entity SELECT '{subject}', '', '', NULL, NULL, NULL, NULL, TRUE, NULL, NULL"
        )
    elif table:
        facts.con.execute(
            f"INSERT INTO fact.entity SELECT '{subject}', $for_each, {quoted(key)},"
            f" {facts.common(table, ENTITY)}, TRUE, source_file_id, source_row FROM record.{quoted(table)}",
            {"for_each": for_each},
        )
    else:
        facts.con.execute(
            sql("evaluate/entities_seen"), {"for_each": for_each, "record_table": subject}
        )


def _made(facts: Facts, subject: str, at: str, of: str, by: str) -> None:
    class_id, _ = facts.class_id(subject)
    moment = f"CAST({facts.column(subject, at)} AS TIMESTAMPTZ)"
    about = f"CAST({facts.column(subject, of)} AS VARCHAR)" if of else "CAST(NULL AS VARCHAR)"
    maker = f"CAST({facts.column(subject, by)} AS VARCHAR)" if by else "CAST(NULL AS VARCHAR)"
    facts.con.execute(
        f"INSERT INTO fact.made SELECT '{subject}', $at, $of, $by, {class_id}, {moment}, {about}, {maker},"
        f" source_file_id, source_row FROM record.{quoted(subject)} CROSS JOIN fact.setting"
        f" WHERE {moment} <= as_of",
        {"at": at, "of": of or None, "by": by or None},
    )
