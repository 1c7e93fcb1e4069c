"""Reports as the command line asks for them, with Django set up for a home.

Belongs here: settings and language. Does not belong here: arguments (`pipelines/dashboard_cli.py`), content.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import translation

from dashboard.pages.shown import Lang
from dashboard.reports.files import due_months, write_reports

LANGUAGES: tuple[Lang, ...] = ("zh", "en")


def make(month: date | None, departments: Iterable[str], lang: Lang) -> list[Path]:
    """Write the reports of the home. Raises NoSuchMonthError."""
    with translation.override("zh-hans" if lang == "zh" else "en"):
        return write_reports(settings.PUBLISHED, settings.REPORTS, month, departments, lang)


def make_due() -> list[Path]:
    """Write what a night owes, in both languages; nothing on most nights."""
    months = due_months(settings.PUBLISHED, settings.REPORTS)
    return [path for month in months for lang in LANGUAGES for path in make(month, (), lang)]
