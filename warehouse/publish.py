"""Publish: one freshly built, read-only DuckDB file, swapped in whole.

Belongs here: what the published file holds, masking of personal data, the digest, the atomic swap.
Does not belong here: computing any result.

The file is written in a storage version that DuckDB 1.4 clients open. Open readers keep the file they
opened; new ones meet the new one.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.archive import archive
from warehouse.attached import attach
from warehouse.closed import read_closed
from warehouse.conform import schema
from warehouse.contract import PUBLISHED, Column, Contract, contracts
from warehouse.ddl import comment, insert, qualified, quoted, sql_type
from warehouse.digest import table_digest
from warehouse.empty_file import MASKED, empty_file
from warehouse.evaluate import Audit, connection
from warehouse.home import on_disk, write_whole
from warehouse.names import fact_names
from warehouse.new_breaches import earlier_audit, note_new, remember_known
from warehouse.prepare import PREPARED, prepare
from warehouse.statements import sql

WORST_FIRST = (
    "CASE {} WHEN 'breach' THEN 0 WHEN 'pending' THEN 1 WHEN 'excused' THEN 2 WHEN 'compliant' THEN 3"
    " WHEN 'not_assessed' THEN 4 ELSE 5 END"
)
ORDERS = {
    "audit.verdict": f"{WORST_FIRST.format('verdict')}, version_id, period_from, record_id",
    "audit.item": f"{WORST_FIRST.format('outcome')}, version_id, period_from, record_id",
}
"""The order of the large tables, elsewhere the key's: what readers ask for lies together, so that they pass over
the rest. Lists that show the rows as they stand begin with what was broken."""

NOT_DIGESTED = {"source_file_id", "file_id"}
"""Numbers of deliveries: they depend on how often the inbox was looked at, not on what it held."""

OF_PUBLICATION = {"meta.run", "meta.new_breach"}
"""Tables that only come about when a file is published."""

OUTSIDE_DIGEST = OF_PUBLICATION | {
    "quality.received_file", "quality.reconciliation", "quality.check_result",
}  # fmt: skip
"""Tables about the run and its deliveries, not about what was found; nor does the digest cover views."""


def publish(audit: Audit, inspect: Callable[[Path], object] = lambda _: None) -> Path:
    """Build the published file from the working file, swap it in and keep it; returns its path.

    inspect: looks at the finished file before anybody else can; when it raises, what was published before
    stands.
    """
    previous, earlier = _previous_digest(audit), earlier_audit(audit.home, audit.as_of)

    def write(beside: Path) -> None:
        with connection(":memory:", audit.zone) as con:
            before = earlier if earlier and remember_known(con, earlier.path) else None
            beside.write_bytes(empty_file())
            attach(con, beside, "out", options="")
            attach(con, audit.home.work, "work")
            con.execute("USE out")
            con.execute("BEGIN")
            _copy_results(con)
            _label_evidence(con)
            _copy_evidence(con)
            prepare(con, audit.zone, audit.as_of)
            if before:
                note_new(con)
            _write_run(con, audit, previous, before.as_of if before else None)
            _create_views(con, audit)
            con.execute("COMMIT")
            con.execute("USE memory")
            con.execute("DETACH work")
            con.execute("DETACH out")
        on_disk(beside)
        inspect(beside)

    write_whole(audit.home.published, write)
    archive(audit.home, {one.audit_id for one in read_closed(audit.home)})
    return audit.home.published


def _copy_results(con: duckdb.DuckDBPyConnection) -> None:
    for table, contract in contracts(PUBLISHED).items():
        if contract.is_view or table in OF_PUBLICATION or table.startswith(PREPARED):
            continue
        order = ORDERS.get(table) or ", ".join(quoted(column) for column in contract.key)
        con.execute(
            f"INSERT INTO {qualified(table)} BY NAME"
            f" SELECT * FROM work.{qualified(table)} ORDER BY {order}"
        )


def _label_evidence(con: duckdb.DuckDBPyConnection) -> None:
    """Names of tables and codes of evidence, beside the labels of the rulebook, so that readers need no other file.

    The list `tables` names tables; the list `<table>.<column>` the codes of a column; the list `facts` whatever a
    clause may point at.
    """
    rows = (
        [
            {"list": "tables", "code": table, "zh": _name(one), "en": table.replace("_", " ")}
            for table, one in contracts().items()
        ]
        + [
            {"list": f"{table}.{name}", "code": code, "zh": label.zh, "en": label.en}
            for table, one in contracts().items()
            for name, column in one.columns.items()
            for code, label in column.values.items()
        ]
        + [
            {"list": "facts", "code": name, "zh": said.zh, "en": said.en}
            for name, said in fact_names().items()
        ]
    )
    schema = dict.fromkeys(("list", "code", "zh", "en"), pl.String)
    insert(con, "rulebook.label", pl.DataFrame(rows, schema=schema))


def _name(contract: Contract) -> str:
    """The Chinese name of a table: the first that a delivery may use."""
    return next(iter(contract.aliases), contract.table)


def _copy_evidence(con: duckdb.DuckDBPyConnection) -> None:
    for table, contract in contracts().items():
        columns = ", ".join(_masked(name, one) for name, one in contract.columns.items())
        con.execute(
            f"INSERT INTO evidence.{quoted(table)} SELECT {columns}, source_file_id, source_row"
            f" FROM work.evidence.{quoted(table)}"
        )


def _masked(name: str, column: Column) -> str:
    if column.pii in MASKED:
        return f"CASE WHEN {quoted(name)} IS NOT NULL THEN '***' END AS {quoted(name)}"
    return f"CAST({quoted(name)} AS {sql_type(column)}) AS {quoted(name)}"


def _create_views(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    # A macro takes no parameters from outside; the zone was checked when the profile was loaded.
    con.execute(sql("publish/macros").replace("$zone", f"'{audit.zone}'"))
    con.execute(sql("publish/observation"))
    con.execute(sql("score/balance"))
    for name in ("audit.observation", "score.balance"):
        comment(con, contracts(PUBLISHED)[name], kind="VIEW")


def _write_run(
    con: duckdb.DuckDBPyConnection, audit: Audit, previous: str | None, earlier: datetime | None
) -> None:
    value = _digest(con, audit)
    counts = con.execute(
        "SELECT (SELECT count(*) FROM quality.received_file WHERE status = 'accepted'),"
        " (SELECT coalesce(sum(n_accepted), 0) FROM quality.received_file),"
        " (SELECT count(*) FROM audit.verdict),"
        " (SELECT count(*) FROM audit.verdict WHERE verdict = 'breach')"
    ).fetchone()
    assert counts is not None  # noqa: S101 - one row by construction
    run = {
        "audit_id": f"{audit.as_of:%Y%m%dT%H%M%SZ}-{value[:12]}",
        "as_of": audit.as_of,
        "profile_id": audit.profile_id,
        "zone": audit.zone,
        "digest": value,
        "previous_digest": previous,
        "previous_as_of": earlier,
        "version": importlib.metadata.version("plumbline-audit"),
        **dict(
            zip(
                ("n_files", "n_rows", "n_observations", "n_breaches"), map(int, counts), strict=True
            )
        ),
    }
    insert(con, "meta.run", pl.DataFrame([run], schema=schema(contracts(PUBLISHED)["meta.run"])))


def _digest(con: duckdb.DuckDBPyConnection, audit: Audit) -> str:
    """SHA-256 over the instant, the hashes of the accepted files, and every digested table.

    A table enters by its name, its row count and the sum of the MD5 numbers of its rows: the same for
    any order of rows, different when a row is added, lost, doubled or changed.
    """
    seal = hashlib.sha256()
    seal.update(f"{audit.as_of.isoformat()}|{audit.profile_id}".encode())
    hashes = con.execute(
        "SELECT DISTINCT sha256 FROM quality.received_file WHERE status = 'accepted' ORDER BY 1"
    ).fetchall()
    seal.update("|".join(sha for (sha,) in hashes).encode())
    for table, contract in sorted(contracts(PUBLISHED).items()):
        if not contract.is_view and table not in OUTSIDE_DIGEST:
            seal.update(table_digest(con, qualified(table), contract, NOT_DIGESTED).encode())
    return seal.hexdigest()


def _previous_digest(audit: Audit) -> str | None:
    if not audit.home.published.exists():
        return None
    with duckdb.connect(str(audit.home.published), read_only=True) as con:
        found = con.execute("SELECT digest FROM meta.run").fetchone()
    return str(found[0]) if found else None
