"""The published file as the stories read it.

Belongs here: opening it read-only, asking the statements of `sql/explain/`, and what every story needs of it:
the audit, labels, the calendar, names of departments, and rows of evidence with the file they came in.
Does not belong here: any story.

Tables that a file may lack, because an earlier version of the software wrote it, are asked of only where
they are there (`has`); columns it may lack are read with `get`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from rulebook.errors import UserError
from warehouse.contract import ColumnType, contracts
from warehouse.ddl import qualified, quoted
from warehouse.derived import subjects
from warehouse.explain.codes import Labels, labelled, number
from warehouse.explain.parts import Asked, CalendarDay, Code, Party, Record, Said, Source, Value
from warehouse.names import code_names, fact_names
from warehouse.statements import sql

Row = dict[str, Any]

SAMPLES = "water_quality_samples"
"""The table whose records are compared with a set of limits when they are judged."""

_ASIDE = re.compile(r"\([^)]*\)$")
"""A unit behind a Chinese name; numbers are told with their unit anyway."""

_WHEN = re.compile(r"^(instant|day|date|time) (at which|on which|when|of) ")
"""How the English name of a moment begins; in a sentence the rest of it says what happened."""


@dataclass(frozen=True)
class Published:
    """An open published file, with what is read of it once."""

    con: duckdb.DuckDBPyConnection
    asked: Asked
    tables: frozenset[str]
    labels: Labels
    meanings: Labels
    departments: Mapping[str, tuple[str, str]]
    calendar: Mapping[date, CalendarDay]

    def rows(self, name: str, **values: object) -> list[Row]:
        """The answer of one statement of `sql/explain/`; instants in UTC."""
        return _rows(self.con, sql(f"explain/{name}"), values)

    def of_ticket(self, table: str, column: str, ticket_id: str) -> list[Row]:
        """The earliest value of a moment that a table of evidence holds for a ticket, with its source."""
        # Names of tables and columns come from our own contracts; the ticket travels as a parameter.
        statement = (
            f"SELECT e.{quoted(column)} AS happened_at, f.file, e.source_row"
            f" FROM {qualified('evidence.' + table)} AS e"
            " LEFT JOIN quality.received_file AS f ON e.file_id = f.file_id"
            f" WHERE e.ticket_id = $ticket_id AND e.{quoted(column)} IS NOT NULL ORDER BY 1 LIMIT 1"
        )
        return _rows(self.con, statement, {"ticket_id": ticket_id})

    def has(self, table: str) -> bool:
        """Whether the file holds a table (`schema.name`)."""
        return table in self.tables

    def code(self, codes: str, code: str) -> Code:
        """A code of a list with its labels."""
        return labelled(self.labels, codes, code)

    def department(self, department_id: str | None) -> Party | None:
        """A department with its name."""
        if not department_id:
            return None
        name, _ = self.departments.get(department_id, (None, None))
        return Party("department", department_id, name)

    def party(self, kind: str, identifier: str | None) -> Party:
        """Who pays or receives; nobody is named where the evidence names nobody."""
        name, _ = self.departments.get(identifier or "", (None, None))
        return Party(kind, identifier or "", name)


@contextmanager
def open_published(path: Path) -> Iterator[Published]:
    """Open a published file; raises UserError where there is none, or it is something else."""
    if not path.is_file():
        raise UserError(
            "这里没有已发布的审计结果 / no audit has been published here", place=path,
            remedy="请先运行 / first run: plumbline audit --inbox … --home …",
        )  # fmt: skip
    try:
        con = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise UserError(
            f"无法打开 / cannot be opened: {error}", place=path,
            remedy="请指定审计发布的文件 / name a file that an audit has published",
        ) from error  # fmt: skip
    try:
        yield _read(con, path)
    finally:
        con.close()


def _read(con: duckdb.DuckDBPyConnection, path: Path) -> Published:
    tables = frozenset(row["name"] for row in _rows(con, sql("explain/table"), {}))
    if not {"meta.run", "audit.verdict", "score.line"} <= tables:
        raise UserError(
            "不是审计发布的文件 / not a file that an audit has published", place=path,
            remedy="请指定 HOME/published/plumbline.duckdb / name HOME/published/plumbline.duckdb",
        )  # fmt: skip
    (run,) = _rows(con, sql("explain/audit"), {})
    con.execute("SET TimeZone = $zone", {"zone": run["zone"]})
    labels = _rows(con, sql("explain/label"), {})
    return Published(
        con=con,
        asked=Asked(
            run["audit_id"], run["as_of"], run["profile_id"],
            Said(run["title_zh"], run["title_en"]), run["zone"], run["digest"],
        ),
        tables=tables,
        labels={(row["list"], row["code"]): (row["zh"], row["en"]) for row in labels},
        meanings={
            (row["list"], row["code"]): (row["definition_zh"], row["definition_en"])
            for row in labels
            if row["definition_zh"]
        },
        departments={
            row["dept_id"]: (row["name"], row["role"])
            for row in _rows(con, sql("explain/department_name"), {})
        },
        calendar={
            row["day"]: CalendarDay(**row) for row in _rows(con, sql("explain/calendar"), {})
        },
    )  # fmt: skip


def _rows(
    con: duckdb.DuckDBPyConnection, statement: str, values: Mapping[str, object]
) -> list[Row]:
    found = con.execute(statement, dict(values)) if values else con.execute(statement)
    names = [column[0] for column in found.description or []]
    return [
        {name: _utc(value) for name, value in zip(names, row, strict=True)}
        for row in found.fetchall()
    ]


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value


def table_name(table: str) -> Said:
    """What people call a table of evidence, or records that are derived from some."""
    contract = contracts().get(table)
    zh = contract.aliases[0] if contract and contract.aliases else ""
    if not zh:
        derived = subjects().get(table)
        zh = derived.grain.zh if derived and derived.grain else table
    en = table.replace("_", " ")
    return Said(zh, en if en.endswith("ss") else en.removesuffix("s"))


def fact_name(fact: str) -> Said:
    """What people call a fact of a clause: a column, an event, a derived fact, alternatives (`a|b`)."""
    if "|" in fact:
        parts = [fact_name(one) for one in fact.split("|")]
        return Said("或".join(one.zh for one in parts), " or ".join(one.en for one in parts))
    for prefix, zh, en in (("due:", "到期", "is due"), ("breach:", "违规", "is broken")):
        if fact.startswith(prefix):
            clause = fact.removeprefix(prefix)
            return Said(f"{clause} {zh}的时刻", f"the moment {clause} {en}")
    if fact.startswith("sanctions."):
        ledger = fact.removeprefix("sanctions.")
        return Said(f"作出 {ledger} 处理决定", f"decision on {ledger}")
    found = fact_names().get(fact)
    return Said(_ASIDE.sub("", found.zh), _WHEN.sub("", found.en)) if found else Said(fact, fact)


def source_of(published: Published, file_id: int | None, row: int | None) -> Source | None:
    """The file and line behind numbers of a delivery."""
    if file_id is None:
        return None
    found = published.rows("received_file", file_id=file_id)
    return Source(found[0]["table_name"] or "", found[0]["file"], row) if found else None


def record_of(
    published: Published, table: str, record_id: str, file_id: int | None, row: int | None
) -> tuple[Record, Row]:
    """A record, and its delivered row (empty where it has none)."""
    source = source_of(published, file_id, row)
    delivered: Row = {}
    if source and source.table in contracts():
        # The name of a table comes from our own contracts; what is looked for travels as parameters.
        statement = (
            f"SELECT * FROM {qualified('evidence.' + source.table)}"
            " WHERE file_id = $file_id AND source_row = $row"
        )
        found = _rows(published.con, statement, {"file_id": file_id, "row": row})
        delivered = found[0] if found else {}
    values = _values(source.table, delivered, published.asked.zone) if source and delivered else ()
    if table == SAMPLES:
        fact = f"{SAMPLES}.result_state"
        for one in published.rows("result_state", record_id=record_id):
            code = published.code("result_states", one["result_state"])
            name = fact_name(fact)
            values += (Value(fact, Said(name.zh, "result state"), Said(code.zh, code.en)),)
    return Record(table, table_name(table), record_id, source, values), delivered


def _values(table: str, row: Row, zone: str) -> tuple[Value, ...]:
    shown = []
    for column, one in contracts()[table].columns.items():
        value = row.get(column)
        if value is None:
            continue
        name = Said(fact_name(f"{table}.{column}").zh, column.replace("_", " "))
        shown.append(Value(f"{table}.{column}", name, _value(table, column, one.type, value, zone)))
    return tuple(shown)


def _value(table: str, column: str, kind: ColumnType, value: Any, zone: str) -> Said:
    if kind is ColumnType.INSTANT:
        local = f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}"
        return Said(local, local)
    if kind is ColumnType.BOOLEAN:
        return Said("是", "yes") if value else Said("否", "no")
    if isinstance(value, list):
        many = [code_name(f"{table}.{column}", str(one)) for one in value]
        return Said("、".join(one.zh for one in many), ", ".join(one.en for one in many))
    if isinstance(value, Decimal):
        return Said(number(value), number(value))
    return code_name(f"{table}.{column}", str(value))


def code_name(column: str, code: str) -> Said:
    """The label of a code of a column; anything else as it is."""
    if code in ("true", "false"):
        return Said("是", "yes") if code == "true" else Said("否", "no")
    found = code_names().get(column, {}).get(code)
    return Said(found.zh, found.en) if found else Said(code, code)
