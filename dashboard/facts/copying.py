"""Files of millions of rows, which DuckDB writes itself.

Belongs here: the connection that may write, one copy at a time. Does not belong here: which rows.

A copy keeps a thread of the server and a core busy for as long as it takes: several at once would leave none for
those who read.
"""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings

from dashboard.facts.hub import attach
from dashboard.facts.page import Facts
from dashboard.facts.statements import Filled

_copying = threading.Lock()


class CopyingError(Exception):
    """Another file is being written."""


class SwappedError(Exception):
    """Another audit has been published since the page was asked for."""


def copied(facts: Facts, filled: Filled, path: Path) -> int:
    """Write the rows of a filled statement, out of the audit of these facts, as Parquet: how many there are.

    Raises CopyingError, SwappedError, TooSlowError.
    """
    if not _copying.acquire(blocking=False):
        raise CopyingError
    try:
        attached = attach(
            facts.attached.path, threads=1, memory=settings.FACTS_MEMORY, is_locked=False
        )
        try:
            writing = Facts(attached, facts.scope, settings.COPY_TIMEOUT_S)
            if writing.run != facts.run:
                raise SwappedError
            return writing.copy(filled, path)
        finally:
            attached.connection.close()
    finally:
        _copying.release()
