"""What a table's contract lets us expect of its rows, as plain values.

Belongs here: deriving the expectations of one table from its contract: which expectation type, with
which arguments, how severe, in which words.
Does not belong here: running them (`checks/expectations.py`), or any table's own facts (its YAML).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from checks.outcome import ERROR, WARNING
from warehouse.contract import Column, ColumnType, Contract, Pii
from warehouse.ddl import quoted

BATCH = "{batch}"
"""Where a query names the rows under test; Great Expectations puts its batch there."""

ROWS_THAT_BREAK = "RowsThatBreak"
"""Our own expectation type: a query that must find nothing."""

_MONTH = "[0-9][0-9][0-9][0-9]-(0[1-9]|1[0-2])"


@dataclass(frozen=True)
class Rule:
    """One thing that must hold of a table.

    type, arguments: the class of the expectation and what it is made with. words: what must hold, in
    both languages. of_rows: whether it looks at every row, or only at rows with a value in `column`.
    examples: a query for the values that break the rule, empty where they are none or personal.
    """

    name: str
    column: str
    severity: str
    type: str
    arguments: Mapping[str, object] = field(repr=False)
    words: str
    of_rows: bool = False
    examples: str = ""


def rules_of(contract: Contract) -> Iterator[Rule]:
    """Every rule of a table, the key first and then column by column."""
    yield _unique(contract)
    for name, column in contract.columns.items():
        if column.required:
            yield _given(contract, name)
        if column.values:
            yield _allowed(contract, name, column)
        if column.min is not None or column.max is not None:
            yield _within(contract, name, column)
        if column.type is ColumnType.MONTH:
            yield _month(contract, name)
        if column.references:
            yield _references(contract, name, column.references)


def _unique(contract: Contract) -> Rule:
    key = ", ".join(quoted(name) for name in contract.key)
    # Hashes first, so that only the few keys that do occur twice are held as text, and memory does not
    # grow with the length of keys.
    query = (
        f"SELECT {key} FROM {BATCH} WHERE hash({key}) IN "
        f"(SELECT hash({key}) FROM {BATCH} GROUP BY ALL HAVING count(*) > 1) "
        f"QUALIFY count(*) OVER (PARTITION BY {key}) > 1"
    )
    names = ", ".join(contract.key)
    return Rule(
        name=f"contract.{contract.table}.unique",
        column=names,
        severity=ERROR,
        type=ROWS_THAT_BREAK,
        arguments={"unexpected_rows_query": query},
        words=f"{names} 唯一 / occurs once",
        of_rows=True,
        examples=f"SELECT DISTINCT concat_ws(' · ', {key}) FROM ({query})",
    )


def _given(contract: Contract, name: str) -> Rule:
    return Rule(
        name=_name(contract, name, "not_null"),
        column=name,
        severity=ERROR,
        type="ExpectColumnValuesToNotBeNull",
        arguments={"column": name},
        words=f"{name} 必填 / is given",
        of_rows=True,
    )


def _allowed(contract: Contract, name: str, column: Column) -> Rule:
    codes = list(column.values)
    listed = ", ".join("'" + code.replace("'", "''") + "'" for code in codes)
    shown = ", ".join(codes)
    rule_name, words = _name(contract, name, "allowed"), f"{name} 取值限于 / is one of: {shown}"
    if column.type is ColumnType.LIST:
        broken = _broken(name, f"NOT list_has_all([{listed}], {quoted(name)})")
        return _query(contract, rule_name, name, words, broken)
    return Rule(
        name=rule_name,
        column=name,
        severity=ERROR,
        type="ExpectColumnValuesToBeInSet",
        arguments={"column": name, "value_set": codes},
        words=words,
        examples=_examples(contract, name, _broken(name, f"{quoted(name)} NOT IN ({listed})")),
    )


def _within(contract: Contract, name: str, column: Column) -> Rule:
    low, high = _number(column.min), _number(column.max)
    zh = [f"不小于 {low}"] if low is not None else []
    en = [f"at least {low}"] if low is not None else []
    outside = [f"{quoted(name)} < {low}"] if low is not None else []
    if high is not None:
        zh.append(f"不大于 {high}")
        en.append(f"at most {high}")
        outside.append(f"{quoted(name)} > {high}")
    unit = f" {column.unit}" if column.unit else ""
    return Rule(
        name=_name(contract, name, "within"),
        column=name,
        severity=ERROR,
        type="ExpectColumnValuesToBeBetween",
        arguments={"column": name, "min_value": low, "max_value": high},
        words=f"{name} {'，'.join(zh)}{unit} / is {', '.join(en)}{unit}",
        examples=_examples(contract, name, _broken(name, " OR ".join(outside))),
    )


def _month(contract: Contract, name: str) -> Rule:
    broken = _broken(name, f"NOT regexp_full_match({quoted(name)}, '{_MONTH}')")
    words = f"{name} 为月份，形如 2026-03 / is a month such as 2026-03"
    return _query(contract, _name(contract, name, "month"), name, words, broken)


def _references(contract: Contract, name: str, target: str) -> Rule:
    table, column = (quoted(part) for part in target.split("."))
    known = f"SELECT {column} FROM evidence.{table} WHERE {column} IS NOT NULL"
    # A register that nobody delivered cannot say that something is not in it.
    broken = _broken(name, f"EXISTS ({known}) AND {quoted(name)} NOT IN ({known})")
    words = f"{name} 所指的 {target} 存在 / names an existing {target}"
    rule = _query(contract, _name(contract, name, "references"), name, words, broken)
    # Deliveries come at different times: a ticket may name a clerk whom the staff list, which comes
    # monthly, does not know yet. The ticket can be judged all the same.
    return replace(rule, severity=WARNING)


def _query(contract: Contract, rule_name: str, name: str, words: str, broken: str) -> Rule:
    """Give a rule that only SQL can say."""
    return Rule(
        name=rule_name,
        column=name,
        severity=ERROR,
        type=ROWS_THAT_BREAK,
        arguments={"unexpected_rows_query": broken},
        words=words,
        examples=_examples(contract, name, broken),
    )


def _name(contract: Contract, name: str, kind: str) -> str:
    return f"contract.{contract.table}.{name}.{kind}"


def _broken(name: str, fault: str) -> str:
    """Query the values that break a rule; a missing one never does, except where one is required."""
    return f"SELECT {quoted(name)} FROM {BATCH} WHERE {quoted(name)} IS NOT NULL AND ({fault})"


def _examples(contract: Contract, name: str, broken: str) -> str:
    # What the published file masks is not shown here either.
    if contract.columns[name].pii in (Pii.DIRECT, Pii.CONTENT):
        return ""
    return f"SELECT DISTINCT {quoted(name)} FROM ({broken})"


def _number(bound: float | None) -> int | float | None:
    return int(bound) if bound is not None and bound.is_integer() else bound
