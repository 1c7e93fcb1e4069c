"""A report as a PDF: A4, tagged, with the fonts it needs inside, made without a network.

Belongs here: handing the report to the typesetter. Does not belong here: what it says (`content.py`), how it looks
(`report.typ`).

Everything that is said goes in as data, never as markup: no text of the utility can become a command.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from dashboard.pages import shown
from dashboard.pages.table import Column, Table, text_of
from dashboard.reports.content import SIGNATURES, Report

LAYOUT = Path(__file__).with_name("report.typ")
FONTS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "SimHei",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback",
)  # fmt: skip
"""Fonts with Chinese letters, the best first; one of them must be installed."""

VERDICTS = {
    "compliant": "✓", "breach": "✕", "excused": "◇", "pending": "◔", "not_assessed": "?", "not_applicable": "–",
}  # fmt: skip
"""Signs that stand before a verdict, as on the pages: colour alone says nothing."""


@cache
def font() -> str | None:
    """The font that reports are set in; None where PDFs cannot be made here.

    Chinese in a font without Chinese letters would be boxes: rather no PDF than that.
    """
    if find_spec("typst") is None:
        return None
    import typst

    known = set(typst.Fonts().families())
    return next((one for one in FONTS if one in known), None)


def pdf(report: Report) -> bytes:
    """The file, in the language that is active. Only where `font` names one."""
    import typst

    content = {
        "title": report.title,
        "lang": shown.language(),
        "font": font(),
        "head": report.head,
        "draft": report.draft,
        "tables": [_table(report, one) for one in report.tables],
        "notes": {"title": _("怎样读"), "rows": report.notes},
        "signatures": [str(one) for one in SIGNATURES],
        "date": _("日期"),
        "audit": report.facts.run["audit_id"],
        "pages": _("第 {page} 页，共 {pages} 页"),
    }
    made: bytes = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        format="pdf",
        sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(report.facts.as_of.timestamp()),
    )
    return made


def _table(report: Report, table: Table) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    last = ""
    for row in table.rows:
        group = table.group(row) if table.group else ""
        if group and group != last:
            rows.append({"group": group})
            last = group
        mark = table.marks(row) if table.marks else ""
        rows.append({
            "cells": [_cell(report, column, row) for column in table.exported],
            "soft": [mark == "unsettled" and one.kind == "points" for one in table.exported],
        })  # fmt: skip
    return {
        "title": str(table.title),
        "note": str(table.note),
        "empty": str(table.empty),
        "columns": [
            {"title": str(one.title), "number": one.is_number, "wide": one.is_wide}
            for one in table.exported
        ],
        "rows": rows,
    }


def _cell(report: Report, column: Column, row: dict[str, Any]) -> str:
    text = text_of(report.facts, column, row, shown.language())
    match column.kind:
        case "verdict":
            return f"{VERDICTS.get(str(row.get(column.key)), '')} {text}".strip()
        case "rate" | "share" if row.get(column.key) is not None:
            counts = column.of if all(column.of) else ("numerator", "denominator")
            part, whole = (shown.trimmed(row[one], 2) for one in counts)
            return f"{text} ({part}/{whole})"
        case "yes" if column.key == "is_provisional":
            return str(column.title) if row.get(column.key) else ""
    return text
