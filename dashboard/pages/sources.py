"""Sources as they are read: regulations by their titles, where the rulebook writes their short names.

Belongs here: telling what the rulebook cites. Does not belong here: which rule rests on what (`rulebook`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.facts.page import Facts, Row
from dashboard.pages.shown import Lang

FIXED = {"operator's setting": "企业设定"}
"""Sources that are no place in a text, as the schemes call them in Chinese."""


def cited(facts: Facts, rows: Sequence[Row], *keys: str) -> list[Row]:
    """Rows whose texts name regulations by their titles, in both languages: pairs key_zh, key_en, made of one key
    where the rulebook has a single text for both.
    """
    titles = {row["regulation"]: row for row in facts.again("regulation_titles")}
    names = "|".join(map(re.escape, sorted(titles, key=len, reverse=True)))
    # a short name is no part of a longer word, such as the id of a clause
    pattern = re.compile(rf" ?(?<![\w.-])({names})(?![\w-]|\.\w)( ?)") if names else None

    def told(text: str | None, lang: Lang) -> str | None:
        if text is None or pattern is None:
            return text
        if lang == "zh":
            return pattern.sub(
                lambda found: f"《{titles[found[1]]['title_zh']}》", FIXED.get(text, text)
            )
        return pattern.sub(
            lambda found: found[0].replace(found[1], titles[found[1]]["title_en"]), text
        )

    def source(text: str | None, lang: Lang) -> str | None:
        """A single text: a short name and a place, which in English stand apart."""
        name, _, place = (text or "").partition(" ")
        apart = lang == "en" and name in titles and place
        return f"{titles[name]['title_en']}, {place}" if apart else told(text, lang)

    def changed(row: Row) -> Row:
        made = dict(row)
        for key in keys:
            for lang in ("zh", "en"):
                pair = f"{key}_{lang}"
                made[pair] = told(row[pair], lang) if pair in row else source(row[key], lang)
        return made

    return [changed(row) for row in rows]
