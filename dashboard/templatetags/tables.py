"""Tables, badges and numbers as HTML.

Belongs here: markup of single values and headings. Does not belong here: what is shown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown
from dashboard.pages.shown import Lang, language
from dashboard.pages.table import Column, Table, band, department_name, text_of
from dashboard.pages.wrapping import SHORT_ID, breakable, manner

register = template.Library()


@register.simple_tag(takes_context=True)
def rows(context: Context, table: Table) -> SafeString:
    """The rows of a table. Put together here: a template would take three times as long for each cell."""
    facts: Facts = context["facts"]
    lang = language()
    if table.is_grid:
        return _grid(facts, table, lang)
    key = table.key
    opened = [(column, *_cell(column, is_key=column is key)) for column in table.seen]
    found, group = [], ""
    for row in table.shown:
        now = table.group(row) if table.group else ""
        if now and now != group:
            found.append(
                f'<tr class="group" role="row"><th colspan="{len(opened)}" scope="colgroup" role="columnheader">'
                f"{escape(now)}</th></tr>"
            )
        group = now
        mark = table.marks(row) if table.marks else ""
        tag = next((table.tags[one] for one in mark.split() if one in table.tags), "")
        found.append(f'<tr class="{escape(mark)}" role="row">')
        for column, start, rest in opened:
            text = text_of(facts, column, row, lang)
            inner = _linked(facts, column, row, lang, text)
            if tag and column is key:
                inner = format_html('{} <span class="tag">{}</span>', inner, tag)
            found.append(f"{start}{manner(column, inner, text)}{rest}{inner}</td>")
        found.append("</tr>\n")
    return mark_safe("".join(found))


def _grid(facts: Facts, table: Table, lang: Lang) -> SafeString:
    """The rows of a table that stays one on a phone, such as the long data beneath a chart: as plain as can be."""
    opened = [(column, '<td class="n">' if column.is_number else "<td>") for column in table.seen]
    found = []
    for row in table.shown:
        mark = table.marks(row) if table.marks else ""
        found.append(f'<tr class="{escape(mark)}">' if mark else "<tr>")
        for column, start in opened:
            inner = _linked(facts, column, row, lang, text_of(facts, column, row, lang))
            found.append(f"{start}{inner}</td>")
        found.append("</tr>\n")
    return mark_safe("".join(found))


def _cell(column: Column, *, is_key: bool) -> tuple[str, str]:
    """How the cells of a column begin, before and after the classes of the single one. On a phone a row is a card:
    the roles keep it a row of a table for those who hear it, the label names the value for those who see it.
    """
    flags = (column.is_number and "n", column.is_wide and "wide", is_key and "key")
    start = " ".join(["k-" + column.kind, *(one for one in flags if one)])
    return f'<td class="{start}', f'" role="cell" data-label="{escape(column.title)}">'


def _linked(facts: Facts, column: Column, row: Row, lang: Lang, text: str) -> SafeString:
    """One value of a table, linked where it leads somewhere; a count of nothing leads nowhere."""
    inner = _inner(facts, column, row, lang, text)
    if column.link is None or inner == shown.NONE:
        return inner
    address = "" if column.kind == "number" and not row.get(column.key) else column.link(row)
    return format_html('<a href="{}">{}</a>', address, inner) if address else inner


def _inner(facts: Facts, column: Column, row: Row, lang: Lang, text: str) -> SafeString:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    value = row.get(column.key)
    match column.kind:
        case "verdict":
            return badge_of(facts, value)
        case "grade" if value is not None:
            return format_html('<span class="grade grade-{}">{}</span>', str(value).lower(), value)
        case "rate":
            return _rate(text, row)
        case "moment" if value is not None:
            # seconds are on the page of the single thing
            return mark_safe(f'<span class="d">{value:%Y-%m-%d}</span> {value:%H:%M}')
        case "ratio" if value is not None:
            ratio, ends = text.split(" ", 1)
            return format_html('<span class="d">{}</span> <span class="d">{}</span>', ratio, ends)
        case "measure" if column.unit and value is not None:
            unit = codes.name(facts, "units", row.get(column.unit), lang)
            return format_html('{}<small class="unit">{}</small>', text, unit)
        case "share" if value is not None:
            part, whole = (row.get(one) for one in column.of)
            return format_html(
                '{}<small class="of">{}/{}</small>',
                text,
                shown.trimmed(part, 2),
                shown.trimmed(whole, 2),
            )
        case "yes" if column.key == "is_provisional":
            return (
                format_html('<span class="tag">{}</span>', column.title) if value else mark_safe("")
            )
        case "change" if value:
            return format_html('<span class="{}">{}</span>', "up" if value > 0 else "down", text)
        case "department" if value is None:
            return mark_safe(shown.NONE)
        case "holder" if value is None:
            return escape(text)
        case "department" | "data" | "holder" if text != shown.NONE:
            return format_html('<span lang="zh">{}</span>', text)
        case "words" if lang == "en" and not row.get(f"{column.key}_en") and text != shown.NONE:
            return format_html('<span lang="zh">{}</span>', text)
        case "text" | "data" if len(text) > SHORT_ID and " " not in text:
            return breakable(text)
    return escape(text)


def _rate(text: str, row: Row) -> SafeString:
    if row.get("rate") is None:
        return escape(shown.NONE)
    return format_html(
        '<span class="pct">{}</span><small class="of">{}/{}</small>{}',
        text,
        shown.number(row["numerator"]),
        shown.number(row["denominator"]),
        interval(row),
    )


def interval(row: Row) -> SafeString:
    """The interval of a rate: its two numbers, and where it lies against the target as a small drawing."""
    low, high, rate = row.get("rate_low"), row.get("rate_high"), row["rate"]
    numbers = mark_safe("")
    if low is None or high is None:
        low = high = rate
    else:
        first, last = (shown.percent(one).removesuffix("%") for one in (low, high))
        numbers = format_html('<small class="ends">{}–{}%</small>', first, last)
    x, width = float(low) * 100, max(float(high - low) * 100, 1.0)
    tick = ""
    if row.get("target_rate") is not None and 0 <= row["target_rate"] <= 1:
        tick = format_html(
            '<path class="target" d="M{} 0V12"/>', f"{float(row['target_rate']) * 100:.1f}"
        )
    return format_html(
        '<span class="range"><svg class="interval" viewBox="0 0 100 12" aria-hidden="true" focusable="false">'
        '<path class="axis" d="M0 6H100"/><rect class="band" x="{}" y="2" width="{}" height="8"/>'
        '{}<circle class="point {}" cx="{}" cy="6" r="4.5"/></svg>{}</span>',
        f"{x:.1f}", f"{width:.1f}", tick, row.get("verdict") or "", f"{float(rate) * 100:.1f}", numbers,
    )  # fmt: skip


def badge_of(facts: Facts, verdict: str | None) -> SafeString:
    """A verdict as a word with a sign: colour alone says nothing."""
    if verdict is None:
        return escape(shown.NONE)
    label = codes.name(facts, "verdicts", verdict, language())
    return format_html('<span class="verdict {}">{}</span>', verdict, label)


@register.simple_tag(takes_context=True)
def badge(context: Context, verdict: str | None) -> SafeString:
    """A verdict as a badge."""
    return badge_of(context["facts"], verdict)


@register.simple_tag(takes_context=True)
def named(context: Context, kind: str, code: str | None) -> str:
    """What a code is called."""
    return codes.name(context.get("facts"), kind, code, language())


@register.simple_tag(takes_context=True)
def named_all(context: Context, kind: str, found: str | None) -> str:
    """What several codes are called, which stand in one text."""
    lang = language()
    names = [codes.name(context["facts"], kind, one, lang) for one in (found or "").split()]
    return ("、" if lang == "zh" else ", ").join(names)


@register.simple_tag(takes_context=True)
def band_of(context: Context, row: Row | None) -> str:
    """The ranks that a department may hold, or why it holds none."""
    return band(context["facts"], row or {}, language())


@register.simple_tag(takes_context=True)
def department(context: Context, one: str | None) -> SafeString:
    """The name of a department, which is in the utility's own language."""
    return format_html('<span lang="zh">{}</span>', department_name(context["facts"], one))


@register.simple_tag
def words(row: Row | None, key: str) -> SafeString:
    """The text of a pair of columns in the language of the page."""
    lang = language()
    found = (row or {}).get(f"{key}_{lang}")
    if found:
        return escape(found)
    return format_html('<span lang="zh">{}</span>', (row or {}).get(f"{key}_zh") or shown.NONE)


@register.simple_tag
def words_plain(row: Row, key: str) -> str:
    """The text of a pair of columns where no markup may stand, as in an option of a form."""
    return str(row.get(f"{key}_{language()}") or row.get(f"{key}_zh") or shown.NONE)


@register.filter
def num(value: Any) -> str:
    """A number with grouped thousands."""
    return shown.number(value)


@register.filter
def cny(value: Any) -> str:
    """Yuan, or points: two places."""
    return shown.number(value, 2)


@register.filter
def trimmed(value: Decimal | None) -> str:
    """A measured number."""
    return shown.trimmed(value)


@register.filter
def pct(value: Any) -> str:
    """A share."""
    return shown.percent(value)


@register.filter
def sign(op: str | None) -> str:
    """A comparator as it is written."""
    return shown.sign(op)


@register.filter
def moment(value: datetime | None) -> str:
    """An instant in the utility's zone."""
    return shown.moment(value)


@register.filter
def offset(value: datetime) -> str:
    """The distance of an instant's zone from UTC, as in UTC+8."""
    minutes = round((value.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


@register.filter
def mins(value: int | None) -> str:
    """A length of time."""
    return shown.minutes(value, language())


@register.filter
def ym(value: date | None) -> str:
    """A month."""
    return shown.month(value)


@register.simple_tag(takes_context=True)
def change_query(context: Context, **changes: Any) -> str:
    """The query of this address with some of it changed, from the first page on."""
    request = context["request"]
    kept = {
        key: value
        for key, value in request.GET.items()
        if key not in ("page", "after", "audit", "export", "table")
    }
    for key, value in changes.items():
        if value in (None, ""):
            kept.pop(key, None)
        else:
            kept[key] = f"{value:%Y-%m}" if isinstance(value, date) else value
    return "?" + urlencode(kept)


@register.simple_tag(takes_context=True)
def sorted_by(context: Context, column: Column) -> dict[str, str]:
    """How a heading sorts: the address that sorts by it, and the present state for assistive technology."""
    now = context["request"].GET.get("sort", "")
    wanted = column.sort if now == f"-{column.sort}" else f"-{column.sort}"
    state = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(now, "none")
    return {"address": change_query(context, sort=wanted), "state": state}
