"""Tables, badges and numbers as HTML.

Belongs here: tags and filters, rows of tables. Does not belong here: what is shown, markup of single cells
(`dashboard/pages/cells.py`).
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
from dashboard.pages import cells, codes, shown
from dashboard.pages.shown import Lang, language
from dashboard.pages.table import Column, Table, band, department_name, text_of
from dashboard.pages.wrapping import manner

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
            inner = cells.linked(facts, column, row, lang, text)
            if tag and column is key:
                inner = f'{inner} <span class="tag">{escape(tag)}</span>'
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
            inner = cells.linked(facts, column, row, lang, text_of(facts, column, row, lang))
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


@register.simple_tag(takes_context=True)
def badge(context: Context, verdict: str | None) -> SafeString:
    """A verdict as a badge."""
    return cells.badge(context["facts"], verdict)


@register.simple_tag(takes_context=True)
def named(context: Context, kind: str, code: str | None) -> str:
    """What a code is called."""
    return codes.name(context.get("facts"), kind, code, language())


@register.simple_tag(takes_context=True)
def in_unit(context: Context, value: Decimal | None, unit: str | None) -> str:
    """A measured number with its unit."""
    return codes.in_unit(context.get("facts"), shown.trimmed(value), unit, language())


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
