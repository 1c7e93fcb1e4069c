"""Is the evidence what its contracts say? The one module that runs Great Expectations.

Belongs here: turning the rules of the contracts into suites, running them over the working file, and
reading the results: passed, failed, or not run, which is neither.
Does not belong here: which rules there are (`checks/contract_rules.py`), how pages look
(`checks/data_docs.py`), checks that know the regulations or the audit.

Great Expectations takes seconds to import; every import of it stands inside a function, so that loading
the definitions of the pipeline does not pay for it.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from checks.contract_rules import BATCH, ROWS_THAT_BREAK, Rule, rules_of
from checks.data_docs import Summary, write_site
from checks.outcome import ERROR, FAILED, NOT_RUN, PASSED, WARNING, CheckOutcome
from warehouse.contract import Contract, contracts
from warehouse.ddl import quoted

_SITE = "contracts"
_N_EXAMPLES = 3


@dataclass(frozen=True)
class _Table:
    """A table under test: the rules that its rows can break, and how many values each one sees."""

    contract: Contract
    n_rows: int
    n_checked: dict[str, int | None]
    rules: list[Rule]

    @property
    def rows(self) -> str:
        return f"evidence.{quoted(self.contract.table)}"


def run_contract_checks(work: Path, data_docs: Path, zone: str) -> list[CheckOutcome]:
    """Check every table of the working file against its contract.

    Replaces the folder `data_docs` with pages on this run. Tables without rows, and optional columns
    without a value, have nothing that could fail: they yield no outcome rather than a pass. A rule that
    could not be run is an error, whatever its severity: what was not looked at is not fit.
    """
    from checks.dialect import open_read_only

    with closing(open_read_only(str(work), zone)) as con:
        tables, outcomes = _tables(con)
        with _quiet(), _context(work, zone) as context:
            for table in tables:
                outcomes += _run(context, table, con)
            n_rows = {table.contract.table: table.n_rows for table in tables}
            summaries = [
                Summary(name, contract.grain.zh, contract.grain.en, n_rows.get(name))
                for name, contract in contracts().items()
            ]
            outcomes += _write_pages(context, data_docs, summaries, outcomes)
    return outcomes


def _tables(con: duckdb.DuckDBPyConnection) -> tuple[list[_Table], list[CheckOutcome]]:
    """Find the tables that can be read, and give an outcome for each table that cannot be read at all."""
    tables, unreadable = [], []
    for contract in contracts().values():
        try:
            table = _measure(con, contract)
        except duckdb.Error as error:
            name = f"contract.{contract.table}"
            unreadable.append(_not_run(name, contract.table, "", str(error)))
        else:
            tables.append(table)
    return tables, unreadable


def _measure(con: duckdb.DuckDBPyConnection, contract: Contract) -> _Table:
    """Count the values that each rule of a table will see, and leave out rules that see none."""
    rows = f"evidence.{quoted(contract.table)}"
    there = {line[0] for line in con.execute(f"DESCRIBE {rows}").fetchall()}
    rules = list(rules_of(contract))
    ruled = sorted({rule.column for rule in rules} & there)
    counts = "".join(f", count({quoted(name)})" for name in ruled)
    found = con.execute(f"SELECT count(*){counts} FROM {rows}").fetchone() or (0,)
    n_rows, n_values = found[0], dict(zip(ruled, found[1:], strict=True))
    n_checked: dict[str, int | None] = {}
    for rule in rules if n_rows else []:
        # A column that is not there has no count: its rule is run all the same, and raises.
        n_checked[rule.name] = n_rows if rule.of_rows else n_values.get(rule.column)
    kept = [rule for rule in rules if n_checked.get(rule.name, 0) != 0]
    return _Table(contract, n_rows, n_checked, kept)


@contextmanager
def _context(work: Path, zone: str) -> Iterator[Any]:
    """Open a data context that keeps everything in memory, with the working file as its one source."""
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )
    from sqlalchemy.dialects import registry

    registry.register("plumbline_duckdb", "checks.dialect", "ReadOnlyDuckDB")
    context: Any = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            progress_bars=ProgressBarsConfig(globally=False),
            analytics_enabled=False,
        ),
    )
    source = context.data_sources.add_sql(
        _SITE,
        connection_string="plumbline_duckdb://",
        create_temp_table=False,
        kwargs={"connect_args": {"path": str(work), "zone": zone}},
    )
    try:
        yield context
    finally:
        # An open reader would keep the next audit from writing its working file.
        source.get_engine().dispose()
        source.get_execution_engine().close()


def _run(context: Any, table: _Table, con: duckdb.DuckDBPyConnection) -> list[CheckOutcome]:
    """Run the suite of one table; results come back in an order of their own."""
    if not table.rules:
        return []
    name = table.contract.table
    try:
        found = _validate(context, table)
    except Exception as error:
        return [_not_run(rule.name, name, rule.column, str(error)) for rule in table.rules]
    return [_outcome(table, rule, found.get(rule.name), con) for rule in table.rules]


def _validate(context: Any, table: _Table) -> dict[str, Any]:
    """Run one suite; gives the result of each rule by name."""
    import great_expectations as gx

    name = table.contract.table
    # A query, because a table asset would be looked up by reflection, which this DuckDB cannot answer.
    source = context.data_sources.get(_SITE)
    asset = source.add_query_asset(name, query=f"SELECT * FROM {table.rows}")
    batch = asset.add_batch_definition_whole_table(name)
    expectations = [_expectation(rule) for rule in table.rules]
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations))
    definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
    # Counts only: the pages are published, and values may be personal.
    result = context.validation_definitions.add(definition).run(
        result_format={"result_format": "BASIC", "partial_unexpected_count": 0}
    )
    return {one.expectation_config.meta["rule"]: one for one in result.results}


def _expectation(rule: Rule) -> Any:
    import great_expectations.expectations as gxe

    made = _rows_that_break() if rule.type == ROWS_THAT_BREAK else getattr(gxe, rule.type)
    return made(
        **rule.arguments,
        description=rule.words,
        severity="critical" if rule.severity == ERROR else "warning",
        meta={"rule": rule.name},
    )


@cache
def _rows_that_break() -> Any:
    """Make the class `RowsThatBreak`, once: Great Expectations registers it by its name."""
    from great_expectations.expectations.core.unexpected_rows_expectation import (
        UnexpectedRowsExpectation,
    )

    class RowsThatBreak(UnexpectedRowsExpectation):
        """A query that must find nothing. Only counts, where its parent runs every query twice."""

        metric_dependencies = ("unexpected_rows_query.row_count",)

        def _validate(self, metrics: dict[str, Any], *_args: Any, **_more: Any) -> dict[str, Any]:
            count = metrics["unexpected_rows_query.row_count"]
            return {"success": count == 0, "result": {"observed_value": count}}

    return RowsThatBreak


def _outcome(
    table: _Table, rule: Rule, result: Any, con: duckdb.DuckDBPyConnection
) -> CheckOutcome:
    name = table.contract.table
    counts = result.result or {} if result is not None else {}
    # Column expectations and queries name their count differently; without one nothing was counted.
    n_unexpected = counts.get("unexpected_count", counts.get("observed_value"))
    problem = _exception(result.exception_info or {}) if result is not None else None
    if problem is not None or n_unexpected is None:
        return _not_run(rule.name, name, rule.column, problem or "no result")
    return CheckOutcome(
        check_name=rule.name,
        table_name=name,
        column_name=rule.column,
        outcome=PASSED if result.success else FAILED,
        severity=rule.severity,
        n_checked=table.n_checked[rule.name],
        n_unexpected=int(n_unexpected),
        detail=rule.words if result.success else rule.words + _examples(table, rule, con),
    )


def _examples(table: _Table, rule: Rule, con: duckdb.DuckDBPyConnection) -> str:
    """Name a few values that break a rule; ordered, so that every run names the same ones."""
    if not rule.examples:
        return ""
    query = rule.examples.replace(BATCH, table.rows)
    found = con.execute(f"{query} ORDER BY ALL LIMIT {_N_EXAMPLES}").fetchall()
    return f" · 例 / e.g. {', '.join(str(line[0]) for line in found)}"


def _exception(info: dict[str, Any]) -> str | None:
    """Give the message of what was raised, or None; it is keyed by metric, or not at all."""
    for one in [info, *info.values()]:
        if isinstance(one, dict) and one.get("raised_exception"):
            return str(one.get("exception_message") or "unknown")
    return None


def _not_run(check: str, table: str, column: str, problem: str) -> CheckOutcome:
    # An error whatever the severity of the rule: what was not looked at is not known to be fit.
    return CheckOutcome(
        check_name=check,
        table_name=table,
        column_name=column,
        outcome=NOT_RUN,
        severity=ERROR,
        detail=_first_line(problem),
    )


def _first_line(problem: str) -> str:
    return next((line.strip() for line in problem.splitlines() if line.strip()), "unknown")


def _write_pages(
    context: Any, data_docs: Path, summaries: list[Summary], outcomes: list[CheckOutcome]
) -> list[CheckOutcome]:
    """Write the Data Docs; that they could not be written is worth knowing but spoils no evidence."""

    def render(folder: Path) -> None:
        context.add_data_docs_site(
            site_name=_SITE,
            site_config={
                "class_name": "SiteBuilder",
                "show_how_to_buttons": False,
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    # A dollar sign would be taken for a setting to look up.
                    "base_directory": str(folder).replace("$", r"\$"),
                },
                "site_section_builders": {"profiling": "None"},
            },
        )
        context.build_data_docs(site_names=[_SITE])

    try:
        write_site(data_docs, render, summaries, outcomes)
    except Exception as error:
        name, told = "contract.data_docs", _first_line(str(error))
        return [CheckOutcome(check_name=name, outcome=FAILED, severity=WARNING, detail=told)]
    return []


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the log and the warnings of Great Expectations to itself: failures are in the outcomes."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(level)
