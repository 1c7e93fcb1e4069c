"""Laboratory results as reported: numbers, censored numbers and words.

Belongs here: splitting a reported result into a number, a qualifier and the text it was reported as.
Does not belong here: comparing a result with a limit (the record view of water_quality_samples does).

A censored result says only on which side of a number the truth lies; it is neither dropped nor replaced
by half the detection limit (domain practice: below a detection limit that exceeds the limit is
inconclusive, not a pass).
"""

from __future__ import annotations

import polars as pl

from warehouse.contract import Results

NOT_DETECTED = ["未检出", "未检测出", "nd", "n.d.", "not detected", "absent", "阴性"]
NORMAL = [
    "无",
    "无异味",
    "无异臭",
    "无异臭异味",
    "无异臭、异味",
    "none",
    "normal",
    "0(无)",
    "0（无）",
]
ABNORMAL = ["有", "异常", "有异味", "有异臭", "abnormal", "present", "阳性", "检出"]
NO_RESULT = ["-", "--", "—", "/", "n/a", "na", "未测", "未检", "未做", "not tested"]

_WORDS = (
    dict.fromkeys(NOT_DETECTED, "not_detected")
    | dict.fromkeys(NORMAL, "normal")
    | dict.fromkeys(ABNORMAL, "abnormal")
    | dict.fromkeys(NO_RESULT, "no_result")
)
_SIGNS = {"<": "below", "＜": "below", "≤": "below", ">": "above", "＞": "above", "≥": "above"}


def split_result(rows: pl.DataFrame, columns: Results) -> pl.DataFrame:
    """Fill value, qualifier and text of a frame of text rows from whichever of value and text is given.

    A text such as `<0.05` gives 0.05 with qualifier below; `4×10-5` gives 4E-5; `未检出` gives no
    number with qualifier not_detected; no text at all gives no_result. A text that is none of these
    stays in the value column, where conforming sets it aside as not a number.
    """
    reported = pl.coalesce(pl.col(columns.text), pl.col(columns.value)).str.strip_chars()
    word = reported.str.to_lowercase().replace_strict(_WORDS, default=None)
    sign = reported.str.extract(r"^([<>＜＞≤≥])").replace_strict(_SIGNS, default=None)
    number = (
        reported.str.strip_chars_start("<>＜＞≤≥ ")
        .str.replace(r"^([\d.]+)\s*[×xX*]\s*10\^?\s*([-+−]?\d+)$", "${1}E${2}")
        .str.replace("−", "-")
    )
    qualifier = (
        pl.when(pl.col(columns.qualifier).is_not_null())
        .then(pl.col(columns.qualifier))
        .when(reported.is_null())
        .then(pl.lit("no_result"))
        .otherwise(pl.coalesce(word, sign, pl.lit("equal")))
    )
    return rows.with_columns(
        pl.when(word.is_null()).then(number).alias(columns.value),
        qualifier.alias(columns.qualifier),
        reported.alias(columns.text),
    )
