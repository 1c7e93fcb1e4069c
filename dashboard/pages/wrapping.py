"""Where the text of a cell may break, so that tables fit.

Belongs here: which values stay on one line, and where ids may be broken. Does not belong here: markup of cells.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from dashboard.pages import shown
from dashboard.pages.table import Column

SHORT = 12
"""What is no longer than this (a Chinese character counts twice) stays on one line."""
SHORT_ID = 16
"""Just so an id, which has no spaces."""
JOINED = "|"
"""Between the parts of an id that is made of several, which may always be broken there."""
SEPARATED = re.compile(r"(?<=[/|_:])(?=\w)|(?<=[.-])(?=[^\W\d])|(?<=[^\W\d][.-])(?=\d)")
WORDY = {"text", "words", "data", "code", "department", "holder", "band"}


def manner(column: Column, inner: str, text: str) -> str:
    """The classes of one cell: nothing to say, or short enough to stay on one line."""
    if not inner or inner == shown.NONE:
        return " nil"
    return _wordy(text) if column.kind in WORDY else ""


@lru_cache(maxsize=4096)
def _wordy(text: str) -> str:
    length = len(text) + sum(one >= "\u2e80" for one in text)
    if length <= SHORT:
        return " keep"
    return " keep long" if length <= SHORT_ID and " " not in text and JOINED not in text else ""


def breakable(text: str) -> str:
    """A long id or path as HTML, which may be broken after its separators, though not within a number or a date."""
    return SEPARATED.sub("<wbr>", escape(text))
