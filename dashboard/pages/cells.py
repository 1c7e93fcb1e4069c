"""One value of a table as HTML: its text with what stands around it, and where it leads.

Belongs here: markup of single values. Does not belong here: rows and tables (`dashboard/templatetags/tables.py`),
what a value says (`dashboard/pages/table.py`).

A page has thousands of cells, so markup is put together as plain text here, and every text of a value goes through
`safe`. Django's own escaping first looks for texts that are translated late, which costs more than to escape them.
"""

from __future__ import annotations

import re
from html import escape as safe

from django.utils.safestring import SafeString, mark_safe

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown
from dashboard.pages.shown import Lang, language
from dashboard.pages.table import PAYS, Column
from dashboard.pages.wrapping import JOINED, SHORT_ID, breakable

HAN_WORD = re.compile(r"\S*[\u4e00-\u9fff]\S*")


def linked(facts: Facts, column: Column, row: Row, lang: Lang, text: str) -> str:
    """One value of a table, linked where it leads somewhere; a count of nothing leads nowhere. text: what it says."""
    inner = _inner(facts, column, row, lang, text)
    if column.link is None or inner == shown.NONE:
        return inner
    address = "" if column.kind == "number" and not row.get(column.key) else column.link(row)
    return f'<a href="{safe(address)}">{inner}</a>' if address else inner


def _inner(facts: Facts, column: Column, row: Row, lang: Lang, text: str) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    value = row.get(column.key)
    match column.kind:
        case "verdict":
            return badge(facts, value, lang)
        case "grade" if value is not None:
            told = safe(str(value))
            return f'<span class="grade grade-{told.lower()}">{told}</span>'
        case "rate":
            return _rate(text, row)
        case "moment" if value is not None:
            # seconds are on the page of the single thing
            return f'<span class="d">{value:%Y-%m-%d}</span> {value:%H:%M}'
        case "ratio" if value is not None:
            ratio, ends = safe(text).split(" ", 1)
            return f'<span class="d">{ratio}</span> <span class="d">{ends}</span>'
        case "measure" if column.unit and value is not None:
            unit = codes.name(facts, "units", row.get(column.unit), lang)
            return f'{safe(text)}<small class="unit">{safe(unit)}</small>'
        case "share" if value is not None:
            part, whole = (shown.trimmed(row.get(one), 2) for one in column.of)
            return f'{safe(text)}<small class="of">{part}/{whole}</small>'
        case "yes" if column.key == "is_provisional":
            return f'<span class="tag">{safe(str(column.title))}</span>' if value else ""
        case "change" if value:
            return f'<span class="{"up" if value > 0 else "down"}">{safe(text)}</span>'
        case "parties":
            return PAYS.join(_kept_whole(one, lang) for one in text.split(PAYS))
        case "department" if value is None:
            return shown.NONE
        case "holder" if value is None:
            return safe(text)
        case "department" | "data" | "holder" if text != shown.NONE:
            return f'<span lang="zh">{safe(text)}</span>'
        case "words" if lang == "en" and not row.get(f"{column.key}_en") and text != shown.NONE:
            return f'<span lang="zh">{safe(text)}</span>'
        case "words" if lang == "en" and shown.HAN.search(text):
            # where an article stands in a text is told as the text numbers it
            return HAN_WORD.sub(r'<span lang="zh">\g<0></span>', safe(text))
        case "text" | "data" if (len(text) > SHORT_ID and " " not in text) or JOINED in text:
            return breakable(text)
    return safe(text)


def _kept_whole(text: str, lang: Lang) -> str:
    """A name with its number, on one line."""
    other = ' lang="zh"' if lang == "en" and shown.HAN.search(text) else ""
    return f'<span class="d"{other}>{safe(text)}</span>'


def _rate(text: str, row: Row) -> str:
    if row.get("rate") is None:
        return shown.NONE
    counts = f"{shown.number(row['numerator'])}/{shown.number(row['denominator'])}"
    return (
        f'<span class="pct">{safe(text)}</span><small class="of">{counts}</small>{_interval(row)}'
    )


def _interval(row: Row) -> str:
    """The interval of a rate: its two numbers, and where it lies against the target as a small drawing."""
    low, high, rate = row.get("rate_low"), row.get("rate_high"), row["rate"]
    numbers = ""
    if low is None or high is None:
        low = high = rate
    else:
        first, last = (shown.percent(one).removesuffix("%") for one in (low, high))
        numbers = f'<small class="ends">{first}–{last}%</small>'
    x, width = float(low) * 100, max(float(high - low) * 100, 1.0)
    tick = ""
    if row.get("target_rate") is not None and 0 <= row["target_rate"] <= 1:
        tick = f'<path class="target" d="M{float(row["target_rate"]) * 100:.1f} 0V12"/>'
    return (
        '<span class="range"><svg class="interval" viewBox="0 0 100 12" aria-hidden="true" focusable="false">'
        f'<path class="axis" d="M0 6H100"/><rect class="band" x="{x:.1f}" y="2" width="{width:.1f}" height="8"/>{tick}'
        f'<circle class="point {safe(row.get("verdict") or "")}" cx="{float(rate) * 100:.1f}" cy="6" r="4.5"/>'
        f"</svg>{numbers}</span>"
    )


def badge(facts: Facts, verdict: str | None, lang: Lang | None = None) -> SafeString:
    """A verdict as a word with a sign: colour alone says nothing."""
    if verdict is None:
        return mark_safe(shown.NONE)
    label = codes.name(facts, "verdicts", verdict, lang or language())
    return mark_safe(f'<span class="verdict {safe(verdict)}">{safe(label)}</span>')
