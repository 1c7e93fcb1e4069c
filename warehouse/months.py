"""Closing months: whether a month may be closed, and freezing it.

Belongs here: the conditions for closing, and writing what is kept: the month's rows as published, the rules they
rest on, the seal.
Does not belong here: the register itself (`closed.py`), which rows a month has (`frozen.py`), what evidence that
comes later does (`restate.py`).
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from rulebook.errors import UserError
from rulebook.loader import Rulebook, load
from warehouse.archive import archive
from warehouse.attached import attach
from warehouse.closed import (
    FIRST,
    ClosedMonth,
    append,
    folder,
    next_month,
    read_closed,
    rows_of,
    rules_of,
    seal_of,
    verified,
)
from warehouse.empty_file import STORAGE_VERSION
from warehouse.evaluate import Audit, connection
from warehouse.frozen import take_out
from warehouse.home import on_disk
from warehouse.rules import load_rules, load_words
from warehouse.same_rules import columns_of, rules_digest, same_rules
from warehouse.statements import sql

AGAIN = "请重新运行审计后再关账 / run the audit again, then close: plumbline audit --home …"


def close(audit: Audit, months: Sequence[str], closed_at: datetime) -> list[ClosedMonth]:
    """Freeze months (`YYYY-MM`) of a home as they stand in its published file; returns their entries.

    audit: the question the published file answers. closed_at: when it is done (UTC). All months are checked
    before any is frozen. Raises UserError that names the month, why it cannot be closed, and what to do;
    NotWholeError where what was closed before has been touched.
    """
    home = audit.home
    named = sorted({_first_day(month) for month in months})
    verified(home, audit.profile_id, audit.as_of, months)
    with connection(":memory:", audit.zone) as con:
        attach(con, home.published, "published")
        for month in named:
            _require_over(audit, month)
            _require_open(audit, month)
            _require_audited(con, month, home.published)
            _require_decided(con, month)
        _require_earlier(con, audit, named)
        _require_current(con, audit)
        digest = rules_digest(con, "published")
        ((audit_id,),) = con.execute("SELECT audit_id FROM published.meta.run").fetchall()
    archive(home, {audit_id, *(one.audit_id for one in read_closed(home))})
    return [_freeze(audit, month, str(audit_id), digest, closed_at) for month in named]


def _freeze(
    audit: Audit, month: date, audit_id: str, rulebook_digest: str, closed_at: datetime
) -> ClosedMonth:
    home, name = audit.home, f"{month:%Y-%m}"
    beside = home.closed / f".{name}.{os.getpid()}"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    try:
        copy_rules(audit.book, beside / rules_of(home, name).name)
        with connection(":memory:", audit.zone) as con:
            attach(con, home.published, "published")
            rows = beside / rows_of(home, name).name
            attach(con, rows, "out", f"STORAGE_VERSION '{STORAGE_VERSION}'")
            con.execute("USE out")
            for schema in ("meta", "quality", "rulebook", "audit", "score"):
                con.execute(f"CREATE SCHEMA {schema}")
            take_out(con, "published", month)
            con.execute(sql("months/close_scorecards"))
            ((n_pending,),) = con.execute(
                "SELECT count(*) FROM audit.verdict WHERE verdict = 'pending'"
            ).fetchall()
            con.execute("USE memory")
            con.execute("DETACH out")
        on_disk(rows)
        place_of_month = folder(home, name)
        shutil.rmtree(place_of_month, ignore_errors=True)  # left by a closing that was interrupted
        beside.rename(place_of_month)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    before = read_closed(home)
    entry = ClosedMonth(
        month=name,
        closed_at=closed_at.astimezone(UTC).isoformat(),
        audit_id=audit_id,
        as_of=audit.as_of.astimezone(UTC).isoformat(),
        profile_id=audit.profile_id,
        digest=seal_of(place_of_month),
        rulebook_digest=rulebook_digest,
        n_pending=int(n_pending),
        previous=before[-1].seal if before else FIRST,
    )
    append(home, entry)
    return entry


def copy_rules(book: Rulebook, target: Path) -> None:
    """Copy the YAML files of a rulebook, and nothing else of its folder."""
    for path in sorted(book.folder.rglob("*.yaml")):
        copy = target / path.relative_to(book.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)


def _first_day(month: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}", month):
            raise ValueError  # noqa: TRY301 - told the same way as an impossible month
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise UserError(
            f"不是月份 / '{month}' is no month", place="plumbline close",
            remedy="请写作 / write it as 2026-03",
        ) from error  # fmt: skip


def _refused(month: date, problem: str, remedy: str, place: str | Path = "") -> UserError:
    return UserError(f"{month:%Y-%m}: {problem}", place=place, remedy=remedy)


def _require_over(audit: Audit, month: date) -> None:
    today = audit.as_of.astimezone(ZoneInfo(audit.zone)).date()
    over = next_month(month)
    if today < over:
        raise _refused(
            month, f"已发布的审计时点为 {today}，该月尚未结束 / the month is not over at the published"
            f" instant, {today}", AGAIN,
        )  # fmt: skip
    days = audit.book.profiles[audit.profile_id].switches.appeal_days
    if today < over + timedelta(days=days):
        raise _refused(
            month, f"申诉期 {days} 天未满（审计时点 {today}） / the {days} days for appeals are not over at the"
            f" published instant, {today}",
            f"请在 {over + timedelta(days=days)} 或以后审计并关账 / audit and close on"
            f" {over + timedelta(days=days)} or later",
        )  # fmt: skip


def _require_open(audit: Audit, month: date) -> None:
    for one in read_closed(audit.home):
        if one.first_day == month:
            raise _refused(
                month, f"已于 {one.closed_at[:10]} 关账 / was closed on {one.closed_at[:10]}",
                "以后的差异会自动记入未关账的月份 / later differences are booked in an open month by the audit",
                audit.home.closed,
            )  # fmt: skip


def _require_audited(con: duckdb.DuckDBPyConnection, month: date, published: Path) -> None:
    found = con.execute(
        "SELECT 1 FROM published.audit.indicator WHERE period_from = $month LIMIT 1",
        {"month": month},
    )
    if not found.fetchall():
        raise _refused(
            month, "已发布的审计中没有该月份 / the published audit says nothing of this month",
            "请核对月份，或交付该月证据后重新审计 / check the month, or deliver its evidence and audit again",
            published,
        )  # fmt: skip


def _require_decided(con: duckdb.DuckDBPyConnection, month: date) -> None:
    if not columns_of(con, "published", "audit.appeal"):
        return
    undecided = con.execute(sql("months/open_appeals"), {"month": month}).fetchall()
    if undecided:
        told = ", ".join(appeal for (appeal,) in undecided)
        raise _refused(
            month, f"有未决申诉 / appeals are not decided: {told}",
            "请先裁决这些申诉并重新审计 / decide them first, and audit again: plumbline appeal",
        )  # fmt: skip


def _require_earlier(con: duckdb.DuckDBPyConnection, audit: Audit, named: list[date]) -> None:
    done = {*named, *(one.first_day for one in read_closed(audit.home))}
    for month in named:
        rows = con.execute(sql("months/still_open"), {"month": month}).fetchall()
        earlier = [found for (found,) in rows if found not in done]
        if earlier:
            listed = " ".join(f"{one:%Y-%m}" for one in [*earlier, month])
            raise _refused(
                month, f"更早的月份尚未关账 / an earlier month is still open: {earlier[0]:%Y-%m}",
                f"请一并关账 / close them together: plumbline close {listed} --home …",
            )  # fmt: skip


def _require_current(con: duckdb.DuckDBPyConnection, audit: Audit) -> None:
    """The published rows must come from this software and from the rulebook whose files are kept."""
    ((version,),) = con.execute("SELECT version FROM published.meta.run").fetchall()
    own = importlib.metadata.version("plumbline-audit")
    if version != own:
        raise UserError(
            f"已发布的文件出自版本 {version}，现为 {own} / the published file comes from version {version},"
            f" this is {own}", place=audit.home.published, remedy=AGAIN,
        )  # fmt: skip
    con.execute("CREATE SCHEMA IF NOT EXISTS rulebook")
    book = load(audit.book.folder)  # the files that will be kept, whatever is in memory
    is_known = audit.profile_id in book.profiles
    if is_known:
        load_words(con, book)
        load_rules(con, book, audit.profile_id)
    if not is_known or not same_rules(con, "memory", "published"):
        raise UserError(
            "已发布的文件不是按现行规则库得出的 / the published file does not come from the current rulebook",
            place=audit.home.published, remedy=AGAIN,
        )  # fmt: skip
