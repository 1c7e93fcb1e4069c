"""A report as one HTML file that needs nothing else: read in a browser, or printed and signed.

Belongs here: rendering. Does not belong here: what it says (`content.py`).
"""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string

from dashboard.pages import shown
from dashboard.reports.content import SIGNATURES, Report

STYLE = Path(__file__).with_name("report.css")


def page(report: Report) -> bytes:
    """The file, in the language that is active."""
    return render_to_string(
        "reports/report.html",
        {
            "report": report,
            "facts": report.facts,
            "lang": shown.language(),
            "style": STYLE.read_text("utf-8"),
            "signatures": SIGNATURES,
        },
    ).encode()
