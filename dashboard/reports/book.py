"""A report as a workbook: a cover with the head and the signatures, then one sheet for each table.

Belongs here: sheets. Does not belong here: what they say (`content.py`), how cells are written
(`dashboard/pages/export.py`).
"""

from __future__ import annotations

import io
import re

import xlsxwriter
from django.utils.translation import gettext as _

from dashboard.pages.export import BOOK, spread, write_sheet
from dashboard.pages.shown import language
from dashboard.reports.content import SIGNATURES, Report

LONGEST = 31
"""Letters in the name of a sheet."""


def book(report: Report) -> bytes:
    """The file, in the language that is active."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, BOOK) as made:
        made.set_properties({"title": report.title})
        cover = made.add_worksheet(_sheet_name(_("封面")))
        big = made.add_format({"bold": True, "font_size": 16})
        bold = made.add_format({"bold": True, "valign": "top"})
        wrapped = made.add_format({"text_wrap": True, "valign": "top"})
        signed = made.add_format({"bottom": 1})
        cover.set_column(0, 0, 20)
        cover.set_column(1, 1, 90)
        cover.write_string(0, 0, report.title, big)
        line = 2
        for title, value in report.head:
            cover.write_string(line, 0, title, bold)
            cover.write_string(line, 1, value, wrapped)
            line += 1
        line += 1
        for note in report.notes:
            cover.write_string(line, 1, note, wrapped)
            line += 1
        line += 1
        for whose in SIGNATURES:
            cover.write_string(line, 0, str(whose), bold)
            cover.write_string(line, 1, _("签名：　　　　　　　　日期："), signed)
            line += 2
        for table in report.tables:
            sheet = made.add_worksheet(_sheet_name(str(table.title)))
            write_sheet(made, sheet, report.facts, spread(table.exported), table.rows, language())
            sheet.fit_to_pages(1, 0)
            sheet.set_landscape()
            sheet.repeat_rows(0)
    return out.getvalue()


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:LONGEST]
