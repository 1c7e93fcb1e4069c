"""A published file the size of a city's year, to time the dashboard on: 30 million observations.

Real: a town of the sample utility is generated and audited by the commands that anybody runs, `plumbline sample`
and `plumbline audit`. Every column, distribution, key and order of the result is what that audit gave; and what
is written in the end is written by the product's own publication, with its prepared tables and its digest, and
has to pass the checks that the product makes of every file before anybody sees it.

Multiplied, in SQL: what the audit found, as if several such towns were one city with the same departments. Each
copy has its own tickets, meters, points, customers, staff, entries and events (a digit before the id, and lines
of its own in the files received); counts and yuan of departments and of the whole are as many times as high.
Rates, points and grades are therefore those of one town. So are intervals, comparisons and what the scheme
settles, which a true city would have narrower: they are figures on a page, and do not weigh on its speed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from checks.wholeness import check_wholeness
from pipelines.question import parse_instant
from rulebook.loader import load
from warehouse.attached import attach
from warehouse.contract import PUBLISHED, ColumnType, Contract, contracts
from warehouse.ddl import qualified, quoted
from warehouse.evaluate import Audit, connection
from warehouse.home import Home
from warehouse.publish import publish

OBSERVATIONS = 30_000_000
PROFILE, ZONE = "city-water", "Asia/Shanghai"
LINES_APART = 100_000_000
"""Between the lines of one copy and the next, so that a file and a line still name one row of evidence."""

SHARED = {"departments", "calendar", "governance", "heating_seasons"}
"""Tables of evidence of which a city has no more rows than a town."""

OF_COPIES = {
    "audit.appeal", "audit.attribution", "audit.decision", "audit.holder_time", "audit.holding",
    "audit.incident_of", "audit.item", "audit.restated_observation", "audit.result_state",
    "audit.verdict", "score.ledger_entry", "score.line", "score.posting",
}  # fmt: skip
"""Published tables with a row for every record: they are multiplied, and nothing else is."""

IDS = {
    "record_id", "ticket_id", "customer_id", "staff_id", "event_id", "sample_id", "resample_of", "point_id",
    "incident_key", "decision_id", "superseded_by", "appeal_id", "entry_id", "absorbed_by", "restates", "line_id",
}  # fmt: skip
PARTIES = {"payer_id": "payer_type", "payee_id": "payee_type", "account_id": "account_type"}
TIMES = {
    "audit.indicator": (
        "numerator", "denominator", "n_excused", "n_pending", "n_not_assessed", "n_not_applicable",
        "n_expected",
    ),
    "audit.named_rate": ("numerator", "denominator"),
    "score.measure": ("numerator", "denominator"),
    "score.scorecard": ("n_breaches", "reward_cny", "fine_cny", "compensation_cny"),
    "quality.received_file": ("n_bytes", "n_received", "n_accepted", "n_superseded", "n_quarantined"),
    "quality.reconciliation": (
        "n_received", "n_accepted", "n_superseded", "n_quarantined", "n_stored",
    ),
}  # fmt: skip


def main() -> None:
    """Audit a town if need be, multiply what it found, publish it, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/benchmark/city"))
    parser.add_argument(
        "--town", type=Path, help="an audited home to multiply, instead of a new one"
    )
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--observations", type=int, default=OBSERVATIONS)
    given = parser.parse_args()
    town = (
        Home(given.town)
        if given.town
        else audited_town(given.folder, given.customers, given.months)
    )
    home = Home(given.folder / "home")
    started = time.perf_counter()
    as_of = multiply(town, home, given.observations)
    print(f"{'multiply':<12}{time.perf_counter() - started:8.1f} s")
    started = time.perf_counter()
    publish(Audit(home, load(), PROFILE, parse_instant(as_of, "UTC")), inspect=check_wholeness)
    home.work.unlink()
    print(f"{'publish':<12}{time.perf_counter() - started:8.1f} s")
    print(f"{'published':<12}{home.published.stat().st_size / 1024**2:8.1f} MB  {home.published}")


def audited_town(folder: Path, customers: int, months: int) -> Home:
    """The home of a town, generated and audited unless an earlier run did so."""
    town = folder / f"town-{customers}-{months}"
    home = Home(town / "home")
    command = [sys.executable, "-c", "from pipelines.cli import main; main()"]
    made = ["--out", town, "--seed", "1", "--customers", customers, "--months", months]
    if not (town / "sample.json").exists():
        subprocess.run([*command, "sample", *map(str, made)], check=True)  # noqa: S603
    if not home.published.exists():
        as_of = json.loads((town / "sample.json").read_text("utf-8"))["as_of"]
        asked = ["--inbox", town / "inbox", "--home", home.root, "--as-of", as_of]
        subprocess.run([*command, "audit", *map(str, asked)], check=True)  # noqa: S603
    return home


def multiply(town: Home, city: Home, wanted: int) -> str:
    """Make the working file of a city from a town's, with about as many observations as wanted.

    Returns the instant that the audit looks from.
    """
    city.work.parent.mkdir(parents=True, exist_ok=True)
    city.work.unlink(missing_ok=True)
    with connection(city.work, ZONE) as con:
        con.execute("SET threads = 2")
        attach(con, town.work, "town")
        attach(con, town.published, "told")
        as_of, n = con.execute(
            "SELECT strftime(timezone('UTC', as_of), '%Y-%m-%dT%H:%M:%S+00:00'), n_observations FROM told.meta.run"
        ).fetchall()[0]
        times = max(round(wanted / n), 1)
        if times > 9:  # noqa: PLR2004 - one digit before an id
            raise SystemExit(
                "a town this small would need more than nine copies: take a larger one"
            )
        for schema in ("audit", "score", "rulebook", "quality", "meta", "evidence"):
            con.execute(f"CREATE SCHEMA {schema}")
        for table, contract in contracts(PUBLISHED).items():
            if not contract.is_view and _exists(con, table):
                _copy(con, table, _result(table, contract, times))
        for table, contract in contracts().items():
            _copy(con, f"evidence.{table}", _evidence(table, contract, times))
    return str(as_of)


def _exists(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Tables that publication itself prepares are not in the working file."""
    schema, _, name = table.partition(".")
    found = con.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = 'town' AND schema_name = $schema"
        " AND table_name = $name",
        {"schema": schema, "name": name},
    )
    return bool(found.fetchall())


def _copy(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str]) -> None:
    times = columns.pop("")
    listed = ", ".join(f"{value} AS {quoted(name)}" for name, value in columns.items())
    only = "WHERE copy = 0 OR kind IN (SELECT code FROM town.rulebook.label WHERE list = 'ledger_kinds')"
    con.execute(
        f"CREATE TABLE {qualified(table)} AS SELECT {listed} FROM town.{qualified(table)}"
        f" CROSS JOIN range({times}) AS every(copy) {only if table == 'score.line' else ''}"
    )


def _result(table: str, contract: Contract, times: int) -> dict[str, str]:
    """The columns of a published table, and under an empty name how often its rows are there."""
    found = {"": str(times if table in OF_COPIES else 1)}
    for name in contract.columns:
        value = quoted(name)
        if table in OF_COPIES and name in IDS:
            value = _own(value)
        elif table in OF_COPIES and name == "observation_id":
            value = f"regexp_replace({value}, '^([^/]*/)', '\\1' || {MARK})"
        elif table in OF_COPIES and name in PARTIES:
            is_own = f"{PARTIES[name]} IN ('customer', 'person') AND {value} != 'unnamed'"
            value = f"CASE WHEN {is_own} THEN {_own(value)} ELSE {value} END"
        elif table == "score.line" and name == "source_id":
            value = _own(value)
        elif table in OF_COPIES and name == "source_row":
            value = f"{value} + copy * {LINES_APART}"
        elif name in TIMES.get(table, ()):
            value = f"{value} * {times}"
        found[name] = value
    return found


MARK = "CASE WHEN copy = 0 THEN '' ELSE CAST(copy + 1 AS VARCHAR) END"


def _own(value: str) -> str:
    return f"{MARK} || {value}"


def _evidence(table: str, contract: Contract, times: int) -> dict[str, str]:
    is_shared = table in SHARED
    found = {"": "1" if is_shared else str(times)}
    for name, column in contract.columns.items():
        target = column.references.partition(".")[0]
        is_id = column.type is ColumnType.TEXT and (
            (name in contract.key and not target)
            or (target and target not in SHARED)
            or (not target and name in IDS)
        )
        found[name] = _own(quoted(name)) if is_id and not is_shared else quoted(name)
    found["source_file_id"] = "source_file_id"
    found["source_row"] = f"source_row + copy * {LINES_APART}"
    return found


if __name__ == "__main__":
    main()
