"""The closed months of a home: their register, their folders, and the seals that hold them.

Belongs here: what is kept of a closed month and where, adding to the register, and telling whether anything in
it was touched since. The register only ever grows, and nothing in a closed folder is written again.
Does not belong here: whether a month may be closed and what of it is frozen (`months.py`), what later evidence
changes (`restate.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from rulebook.errors import NotWholeError
from warehouse.home import Home, write_whole

FIRST = "0" * 64
"""What the first entry of a register names as the one before it."""

RESTORE = (
    "请从备份恢复该文件夹和登记簿 / restore the folder and the register from a backup; "
    "a closed month is never edited"
)


@dataclass(frozen=True)
class ClosedMonth:
    """One entry of the register.

    month: `YYYY-MM`. closed_at, as_of: ISO 8601 with offset; as_of is the instant of the audit it rests on.
    digest: the seal, SHA-256 over the files of the folder. rulebook_digest: of the rules as loaded. n_pending:
    observations not yet decided. previous: SHA-256 of the entry before.
    """

    month: str
    closed_at: str
    audit_id: str
    as_of: str
    profile_id: str
    digest: str
    rulebook_digest: str
    n_pending: int
    previous: str

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def known_from(self) -> datetime:
        """The instant from which audits know the month as closed."""
        return datetime.fromisoformat(self.as_of)

    @property
    def seal(self) -> str:
        """SHA-256 of the entry itself, which the next one names."""
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


def next_month(month: date) -> date:
    """The first day of the month after a first day."""
    return (month + timedelta(days=31)).replace(day=1)


def register(home: Home) -> Path:
    """The register of closed months (JSON)."""
    return home.closed / "closed.json"


def folder(home: Home, month: str) -> Path:
    """What is kept of one closed month."""
    return home.closed / month


def rows_of(home: Home, month: str) -> Path:
    """The frozen rows of a closed month: results and rules."""
    return folder(home, month) / "month.duckdb"


def rules_of(home: Home, month: str) -> Path:
    """The rulebook folder a closed month was judged by."""
    return folder(home, month) / "rulebook"


def read_closed(home: Home) -> list[ClosedMonth]:
    """Every entry of the register, in the order of closing.

    Raises NotWholeError where an entry was changed or taken out.
    """
    path = register(home)
    entries = (
        [ClosedMonth(**entry) for entry in json.loads(path.read_text("utf-8"))]
        if path.exists()
        else []
    )
    before = FIRST
    for one in entries:
        if one.previous != before:
            raise _touched(path, f"{one.month}: 登记簿被改动 / the register was altered here")
        before = one.seal
    return entries


def append(home: Home, entry: ClosedMonth) -> None:
    """Add one entry to the register; those before it stay as they are."""
    entries = [asdict(one) for one in [*read_closed(home), entry]]
    text = json.dumps(entries, ensure_ascii=False, indent=1)
    write_whole(register(home), lambda path: path.write_text(text, "utf-8"))


def seal_of(place: Path) -> str:
    """SHA-256 over every file below a folder, by name and content; "" where there is no such folder."""
    if not place.is_dir():
        return ""
    seal = hashlib.sha256()
    for path in sorted(one for one in place.rglob("*") if one.is_file()):
        with path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        seal.update(f"{path.relative_to(place).as_posix()}\0{digest}\n".encode())
    return seal.hexdigest()


def verified(
    home: Home, profile_id: str, as_of: datetime, closing: Collection[str] = ()
) -> list[ClosedMonth]:
    """The months closed under a profile that an audit of an instant knows of, in order of the month.

    closing: months that are about to be closed; what an interrupted closing left of them is no fault.
    Raises NotWholeError where any closed month is not as it was sealed, where one lies here that the register
    does not know, and where the register lacks one that was published before.
    """
    entries = read_closed(home)
    for one in entries:
        if seal_of(folder(home, one.month)) != one.digest:
            raise _touched(
                folder(home, one.month), "已关账的月份被改动 / a closed month was altered"
            )
    months = {one.month for one in entries}
    for place in sorted(home.closed.glob("[0-9]*")):
        if place.is_dir() and place.name not in {*months, *closing}:
            raise _touched(
                place, "登记簿中没有该月份 / the register does not know this month",
                "若关账中途中断，请重新关账；否则请从备份恢复登记簿 / close the month again if closing was "
                "interrupted, else restore the register from a backup",
            )  # fmt: skip
    _require_published(home, profile_id, entries)
    known = [one for one in entries if one.profile_id == profile_id and one.known_from <= as_of]
    return sorted(known, key=lambda one: one.month)


def _require_published(home: Home, profile_id: str, entries: Iterable[ClosedMonth]) -> None:
    """What the last published file named as closed has to be in the register, under the same seal."""
    if not home.published.exists():
        return
    with duckdb.connect(str(home.published), read_only=True) as con:
        if not con.execute(
            "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'meta' AND table_name = 'closed_month'"
        ).fetchall():
            return  # published before months could be closed
        published = con.execute(
            "SELECT strftime(c.month, '%Y-%m'), c.digest FROM meta.closed_month AS c"
            " CROSS JOIN meta.run AS r WHERE r.profile_id = $profile",
            {"profile": profile_id},
        ).fetchall()
    sealed = {(one.month, one.digest) for one in entries}
    for month, digest in published:
        if (month, digest) not in sealed:
            raise _touched(
                register(home),
                f"{month}: 已发布为已关账，登记簿中却没有或印记不同 / was published as closed, and the "
                "register lacks it or has another seal",
            )


def _touched(place: Path, problem: str, remedy: str = RESTORE) -> NotWholeError:
    return NotWholeError(problem, place=place, remedy=remedy)
