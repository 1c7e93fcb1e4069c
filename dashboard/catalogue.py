"""The texts of the dashboard: finding them in templates and code, and keeping the English catalogue complete.

Belongs here: extraction. Does not belong here: compiling (`dashboard/install.py`), translations (`locale/`).
The texts in templates and code are Chinese; the only catalogue is the English one. Run as
`python -m dashboard.catalogue` after texts have changed, then fill what it lists.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
ENGLISH = HERE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,
    "pgettext": ((1, "c"), 2),
}


def used() -> dict[str, list[str]]:
    """Text -> the files that use it."""
    from django.utils.translation.template import templatize

    found: dict[str, list[str]] = {}
    for path in sorted([*HERE.rglob("*.py"), *HERE.rglob("*.html")]):
        text = path.read_text("utf-8")
        if path.suffix == ".html":
            text = templatize(text)
        elif path == Path(__file__):
            continue
        for _, message, _, _ in extract("python", io.BytesIO(text.encode()), KEYWORDS):
            one = message if isinstance(message, str) else message[0]
            found.setdefault(one, []).append(path.relative_to(HERE).as_posix())
    return found


def english() -> dict[str, str]:
    """Text -> its English; empty where there is none yet."""
    with ENGLISH.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {str(one.id): "" if one.fuzzy else str(one.string) for one in catalogue if one.id}


def renew() -> list[str]:
    """Write the catalogue anew with every text in use; returns those without English."""
    known = english()
    catalogue = Catalog(
        locale="en", project="plumbline", header_comment="# English texts of the dashboard."
    )
    texts = used()
    for one, places in texts.items():
        catalogue.add(
            one,
            known.get(one, ""),
            locations=[(place, 1) for place in dict.fromkeys(places)],
            flags=["python-format"] if "%(" in one else [],
        )
    with ENGLISH.open("wb") as file:
        write_po(
            file, catalogue, width=110, sort_output=True, omit_header=False, include_lineno=False
        )
    return [one for one in texts if not known.get(one)]


if __name__ == "__main__":
    sys.stdout.write("\n".join(renew()) + "\n")
