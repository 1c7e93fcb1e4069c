"""All that one page asks of the published file: one cursor, hence one audit, and one scope.

Belongs here: asking, with a time limit, and what every page needs to know of the file (its audit, labels,
names of departments). Does not belong here: what single pages ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboard.facts.hub import Attached, literal
from dashboard.facts.scope import Scope
from dashboard.facts.statements import Filled, fill, is_scoped
from dashboard.facts.watch import limited

Row = dict[str, Any]


class TooSlowError(Exception):
    """A question took longer than a page may take."""


class OtherVersionError(Exception):
    """The published file lacks what a page asks for: another version of the audit wrote it."""


class NoScopeError(Exception):
    """Somebody who is logged in has no scope, hence no page."""


class Facts:
    """The published file as one page sees it. A scope is needed; without one nothing is seen."""

    def __init__(self, attached: Attached, scope: Scope, timeout_s: float) -> None:
        self.scope = scope
        self.attached = attached
        self._cursor = attached.cursor()
        self._timeout_s = timeout_s

    def ask(
        self, name: str, *, wanted: Sequence[str] = (), arranged: str = "", **values: Any
    ) -> list[Row]:
        """The rows of a statement in `dashboard/sql`, within the scope; none without one."""
        if self.scope.is_nothing and is_scoped(name):
            return []
        filled = fill(name, self.scope, values, wanted=wanted, arranged=arranged)
        with self._timed():
            found = self._cursor.execute(self.attached.parsed(filled.text), filled.values)
            keys = [one[0] for one in found.description or ()]
            return [dict(zip(keys, row, strict=True)) for row in found.fetchall()]

    def again(self, name: str, **values: Any) -> list[Row]:
        """The rows of a statement that everybody asks with the same few values, such as those of the first page.

        An attached file never changes, so that an answer holds as long as the file is attached; each scope has its
        own. The rows are the caller's to add to.
        """
        key = ("again", name, self.scope, tuple(sorted(values.items())))
        return [dict(row) for row in self._kept(key, name, **values)]

    def one(self, name: str, **values: Any) -> Row | None:
        """The only row of a statement, or None."""
        rows = self.ask(name, **values)
        return rows[0] if rows else None

    def copy(self, filled: Filled, path: Path) -> int:
        """Let DuckDB write the rows of a filled statement to a file of Parquet: how many there are.

        Only over a connection that may reach other files.
        """
        text = f"COPY ({filled.text}) TO {literal(path)} (FORMAT parquet)"
        with self._timed():
            found = self._cursor.execute(text, filled.values).fetchone()
        return int(found[0]) if found else 0

    @contextmanager
    def _timed(self) -> Iterator[None]:
        try:
            with limited(self._timeout_s, self._cursor.interrupt):
                yield
        except duckdb.InterruptException as error:
            raise TooSlowError from error
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise OtherVersionError(str(error)) from error

    def close(self) -> None:
        """Let go of the cursor."""
        self._cursor.close()

    def _kept(self, key: Any, name: str, **values: Any) -> list[Row]:
        shared = self.attached.shared
        if key not in shared:
            shared[key] = self.ask(name, **values)
        found: list[Row] = shared[key]
        return found

    @property
    def run(self) -> Row:
        """The audit: id, instant, profile, zone, digest, counts."""
        return self._kept("run", "run")[0]

    @property
    def as_of(self) -> datetime:
        """The instant the audit looks from."""
        found: datetime = self.run["as_of"]
        return found

    def label(self, kind: str, code: str | None, lang: str) -> str:
        """The label of a code of a list, the code itself where it has none."""
        if code is None:
            return ""
        shared = self.attached.shared
        if "labels" not in shared:
            shared["labels"] = {
                (row["list"], row["code"]): (row["zh"], row["en"]) for row in self.ask("labels")
            }
        found = shared["labels"].get((kind, code))
        if found is None:
            return code
        label: str = found[0] if lang == "zh" else found[1]
        return label

    def departments(self) -> dict[str, Row]:
        """Departments in scope by id: name, role, parent."""
        key = ("departments", self.scope)
        return {row["department_id"]: row for row in self._kept(key, "departments")}

    def evidence_row(self, table: str, file_id: int | None, source_row: int | None) -> Row | None:
        """The row of a table of evidence that was delivered on a line of a file.

        To be asked only for a record that was found within the scope.
        """
        if file_id is None or not re.fullmatch(r"[a-z_]+", table):
            return None
        filled = fill("evidence_row", self.scope, {"file_id": file_id, "source_row": source_row})
        text = filled.text.replace("evidence.departments", f'evidence."{table}"')
        with self._timed():
            try:
                found = self._cursor.execute(text, filled.values)
            except duckdb.CatalogException:
                return None  # a subject that is derived from evidence, and is no table of it
            keys = [one[0] for one in found.description or ()]
            row = found.fetchone()
        return dict(zip(keys, row, strict=True)) if row else None

    def months(self) -> list[Row]:
        """Months with results, newest first: period_from and whether the month is over."""
        return self._kept("months", "months")

    def is_over(self, month: date | None) -> bool:
        """Whether a month with results is over, by the calendar of the utility."""
        return any(row["is_over"] for row in self.months() if row["period_from"] == month)

    def regulations(self) -> list[Row]:
        """The regulations of the profile, with their titles."""
        return self._kept("regulations", "regulations")
