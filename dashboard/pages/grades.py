"""What a grade rests on, in words: why there is none, or that little evidence stands behind it; what a score is worth.

Belongs here: texts of scorecards that pages and reports share. Does not belong here: SQL, tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown
from dashboard.pages.table import Column

LOW_COVERAGE = Decimal("0.8")
"""Below this share of the points a grade rests on little; it is said beside the grade."""


def note(facts: Facts, card: Row) -> str | None:
    """What stands beside a grade: the reason it was withheld or bounded, and that it rests on little evidence."""
    said = [codes.name(facts, "grade_reasons", card["grade_reason"], shown.language())]
    if rests_on_little(card) and card["grade_reason"] != "low_coverage":
        said.append(_("证据不足"))
    return _("；").join(one for one in said if one) or None


def rests_on_little(card: Row) -> bool:
    """Whether evidence covers too little of the points for the grade to say much."""
    return card["coverage_rate"] is not None and card["coverage_rate"] < LOW_COVERAGE


def is_settled(card: Row) -> bool:
    """Whether a score may stand for a result: before its month is over or graded, no evidence looks like no breach."""
    return card["grade"] is not None and card["state"] != "running"


def mark(card: Row) -> str:
    """The mark of a row whose score may not."""
    return "" if card["points"] is None or is_settled(card) else "unsettled"


def noted(facts: Facts, cards: Sequence[Row]) -> list[Column]:
    """Adds the note of each grade to its row, and gives the column where there is any."""
    for card in cards:
        card["grade_note"] = note(facts, card)
    has_any = any(card["grade_note"] for card in cards)
    return [Column("grade_note", lazy("等级说明"), "text")] if has_any else []
