"""How values are shown, on pages and in files.

Belongs here: numbers, shares, yuan, moments and durations as text. Does not belong here: HTML.
Thousands are grouped and dates are ISO in both languages.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from django.utils.translation import get_language

Lang = Literal["zh", "en"]
NONE = "–"
HAN = re.compile(r"[\u4e00-\u9fff]")
WHOLE = 100
MOST_PLACES = 4


def language() -> Lang:
    """The language of this request."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def in_language(text: str | None) -> str | None:
    """A message that the file holds in both languages, as "Chinese / English", in that of this request."""
    chinese, found, english = (text or "").rpartition(" / ")
    if not found or not HAN.search(chinese) or HAN.search(english):
        return text
    return chinese if language() == "zh" else english


def number(value: float | Decimal | None, places: int = 0) -> str:
    """A number with grouped thousands."""
    return NONE if value is None else f"{value:,.{places}f}".replace("-", "−")


def signed(value: float | Decimal | None) -> str:
    """A change: counts as whole numbers, points and yuan with two places, both with their sign."""
    if value is None:
        return NONE
    places = 0 if isinstance(value, int) else 2
    return f"{value:+,.{places}f}".replace("-", "−") if value else f"{value:.{places}f}"


def sign(op: str | None) -> str:
    """A comparator as it is written."""
    return {"<=": "≤", ">=": "≥", "==": "="}.get(op or "", op or "")


def trimmed(value: Decimal | int | None, places: int = 4) -> str:
    """A measured number without zeros at its end."""
    if value is None:
        return NONE
    text = f"{value:,.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def percent(rate: float | Decimal | None, places: int = 1) -> str:
    """A fraction as a percentage; what is not whole never shows as 100 %, nor what is not nothing as 0 %."""
    if rate is None:
        return NONE
    share = Decimal(rate) * WHOLE
    while places < MOST_PLACES and (
        (share < WHOLE and f"{share:.{places}f}" == f"{WHOLE:.{places}f}")
        or (share > 0 and f"{share:.{places}f}" == f"{0:.{places}f}")
    ):
        places += 1
    return f"{share:.{places}f}%"


def moment(value: datetime | None) -> str:
    """An instant, in the utility's zone, to the minute (to the second where it has any)."""
    if value is None:
        return NONE
    return f"{value:%Y-%m-%d %H:%M:%S}" if value.second else f"{value:%Y-%m-%d %H:%M}"


def day(value: date | None) -> str:
    """A day."""
    return NONE if value is None else f"{value:%Y-%m-%d}"


def month(value: date | None) -> str:
    """A month."""
    return NONE if value is None else f"{value:%Y-%m}"


def minutes(value: Decimal | float | None, lang: Lang) -> str:
    """A length of time in days, hours and minutes; never more than two of them."""
    if value is None:
        return NONE
    days, rest = divmod(round(abs(float(value))), 1440)
    hours, mins = divmod(rest, 60)
    names = ("天", "小时", "分钟") if lang == "zh" else ("d", "h", "min")
    parts = [
        f"{count:,} {name}" for count, name in zip((days, hours, mins), names, strict=True) if count
    ]
    return " ".join(parts[:2]) or f"0 {names[2]}"


def until(later: datetime, earlier: datetime, lang: Lang) -> str:
    """The time from one instant to another."""
    return minutes(round((later - earlier) / timedelta(minutes=1)), lang)
