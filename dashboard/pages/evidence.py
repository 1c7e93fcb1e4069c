"""The delivered row that a result rests on, column by column with its meaning.

Belongs here: laying out one row of evidence. Does not belong here: whether it may be seen.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import shown
from dashboard.pages.shown import language
from dashboard.pages.table import Column, Table, department_name

PLACE = ("file_id", "source_row")


def laid_out(facts: Facts, table: str, row: Row) -> Table:
    """A row of evidence as a table of three columns: name, value, meaning."""
    lang = language()
    meaning = {one["column_name"]: one for one in facts.ask("evidence_columns", table=table)}
    hidden = _strangers(facts, row)
    rows = [
        {
            "column": key,
            "value": hidden.get(value) or _value(facts, table, key, value),
            "meaning_zh": meaning.get(key, {}).get("zh", ""),
            "meaning_en": meaning.get(key, {}).get("en", ""),
        }
        for key, value in row.items()
        if value is not None and key not in PLACE
    ]
    return Table(
        "evidence",
        _("交来的原始记录：%(table)s") % {"table": facts.label("tables", table, lang)},
        [
            Column("column", lazy("列"), "text"),
            Column("value", lazy("值"), "data"),
            Column("meaning", lazy("含义"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("没有可以显示的原始记录：这条判定依据的是本期应有而没有的记录，或由多行得出。"),
    )


def _strangers(facts: Facts, row: Row) -> dict[Any, str]:
    """What stands for departments out of scope and their people, in whichever column they are named."""
    if facts.scope.is_whole:
        return {}
    named = [one for one in row.values() if isinstance(one, str)]
    return {
        one["named"]: _("其他部门的人员") if one["is_person"] else _("其他部门")
        for one in facts.ask("strangers", values=named)
    }


def _value(facts: Facts, table: str, key: str, value: Any) -> str:  # noqa: PLR0911 - one line a type
    if key.endswith(("dept_id", "_dept")) or key == "parent_id":
        if not facts.scope.covers(str(value)):
            return _("其他部门")
        return f"{department_name(facts, str(value))} · {value}"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, datetime):
        return shown.moment(value)
    if isinstance(value, date):
        return shown.day(value)
    if isinstance(value, Decimal):
        return shown.trimmed(value, 8)
    return facts.label(f"{table}.{key}", str(value), language())
