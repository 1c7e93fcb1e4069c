"""The archive of published files: what earlier audits said, each as it was published.

Belongs here: keeping a published file under its audit id, dropping those that nothing asks for any more, and
finding one again by id or instant.
Does not belong here: writing a published file, comparing two of them.

An archived file is a hard link to the published one where the file system has them. Nobody ever writes to
either: a new audit is a new file.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from rulebook.errors import UserError
from warehouse.home import Home, write_whole

KEPT = 40
"""How many of the latest audits are kept, whatever month they look from."""

ENDING = ".duckdb"

_AUDIT_ID = re.compile(r"(\d{8}T\d{6}Z)-[0-9a-f]{12}")


@dataclass(frozen=True)
class Archived:
    """One kept audit: its id, the instant it looks from (UTC, whole seconds) and its file."""

    audit_id: str
    as_of: datetime
    path: Path


def archive(home: Home, resting: Iterable[str]) -> Path:
    """Keep the published file of a home under its audit id, and drop what is no longer asked for.

    resting: ids of audits that closed months rest on; they are never dropped. What is already kept under the
    id stays: it says the same.
    """
    audit_id, zone = _published(home.published)
    path = home.audits / f"{audit_id}{ENDING}"
    if not path.exists():
        write_whole(path, lambda beside: _link(home.published, beside))
    for one in superfluous(archived(home), ZoneInfo(zone), {audit_id, *resting}):
        one.path.unlink()
    return path


def archived(home: Home) -> list[Archived]:
    """The kept audits in the order of the instants they look from; files of other names are left alone."""
    found: list[tuple[datetime, int, Archived]] = []
    for path in home.audits.glob(f"*{ENDING}"):
        if match := _AUDIT_ID.fullmatch(path.stem):
            as_of = datetime.strptime(match[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            one = Archived(path.stem, as_of, path)
            found.append((as_of, path.stat().st_mtime_ns, one))
    return [one for *_, one in sorted(found, key=lambda entry: (*entry[:2], entry[2].audit_id))]


def superfluous(kept: list[Archived], zone: ZoneInfo, wanted: set[str]) -> list[Archived]:
    """Those of the kept audits (in order of their instants) that may go.

    Stays: the last `KEPT`, the last of each local month, and the wanted ones.
    """
    last_of_month: dict[tuple[int, int], str] = {}
    for one in kept:
        local = one.as_of.astimezone(zone)
        last_of_month[local.year, local.month] = one.audit_id
    stays = {*wanted, *last_of_month.values(), *(one.audit_id for one in kept[-KEPT:])}
    return [one for one in kept if one.audit_id not in stays]


def find_run(home: Home, name: str) -> Path:
    """The file of an audit: the path of a published file, an audit id, or the beginning of exactly one.

    Raises UserError where there is none, or more than one.
    """
    path = Path(name)
    if path.is_file():
        return path
    candidates = {one.audit_id: one.path for one in archived(home)}
    if home.published.exists():
        candidates.setdefault(_published(home.published)[0], home.published)
    found = sorted(audit_id for audit_id in candidates if audit_id.startswith(name))
    if name in candidates:
        return candidates[name]
    if len(found) == 1:
        return candidates[found[0]]
    problem = (
        f"{name}: 有多个审计以此开头 / several audits begin with it" if found
        else f"{name}: 没有这样的审计 / there is no such audit"
    )  # fmt: skip
    choices = ", ".join(found or sorted(candidates)[-5:]) or "–"
    raise UserError(
        problem, place=home.audits,
        remedy=f"请给出审计编号或文件 / name an audit or a file; 可选 / there are: {choices}",
    )  # fmt: skip


def known_on(home: Home, day: date) -> Path:
    """The kept audit that looks from the latest instant not after the end of a local day.

    Raises UserError where none that old is kept.
    """
    kept = archived(home)
    newest = home.published if home.published.exists() else kept[-1].path if kept else None
    if newest is None:
        raise _none_kept(home, day, "–")
    audit_id, zone = _published(newest)
    if audit_id not in {one.audit_id for one in kept}:
        kept.append(Archived(audit_id, _instant(newest), newest))
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    old_enough = [one for one in kept if one.as_of <= end]
    if not old_enough:
        oldest = min(one.as_of for one in kept).astimezone(ZoneInfo(zone))
        raise _none_kept(home, day, f"{oldest:%Y-%m-%d %H:%M}")
    return max(old_enough, key=lambda one: one.as_of).path


def _none_kept(home: Home, day: date, oldest: str) -> UserError:
    return UserError(
        f"没有保留 {day} 或更早的审计 / no audit as old as {day} is kept", place=home.audits,
        remedy=f"请给出更晚的日期；最早的审计时点为 / name a later day; the oldest kept looks from {oldest}",
    )  # fmt: skip


def _published(path: Path) -> tuple[str, str]:
    """Audit id and zone of a published file."""
    with duckdb.connect(str(path), read_only=True) as con:
        ((audit_id, zone),) = con.execute("SELECT audit_id, zone FROM meta.run").fetchall()
    return str(audit_id), str(zone)


def _instant(path: Path) -> datetime:
    """The instant an audit looks from (UTC)."""
    with duckdb.connect(str(path), read_only=True) as con:
        ((micros,),) = con.execute("SELECT epoch_us(as_of) FROM meta.run").fetchall()
    return datetime.fromtimestamp(micros / 1e6, UTC)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
