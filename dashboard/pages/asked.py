"""What a clause asks, and why it has no result, in words: its limit, its target, its reason.

Belongs here: texts of rows of clauses. Does not belong here: SQL, tables.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown

EVERY_CASE = lazy(
    "“逐件”表示条款没有规定比例，有一件违规就判违规；“计分目标”只影响得分和奖罚，不改变判定。"
)
NO_RESULT = lazy("判定为“–”的条款这个月没有结果：判定所需的证据没有报送，或者没有适用的记录。")


def in_words(facts: Facts, rows: Sequence[Row], dept: str | None) -> list[Row]:
    """Rows of clauses with limit_text, target_text and reason_text. is_elsewhere: it has results, none of them in scope."""
    missing = (
        {row["clause_id"]: row for row in facts.ask("clause_missing", department=dept)}
        if any(row["verdict"] is None for row in rows)
        else {}
    )
    return [
        {
            **row,
            "limit_text": limit(facts, row),
            "target_text": target(row),
            "reason_text": reason(facts, row, found),
            "is_elsewhere": row["verdict"] is None and found is not None and found["is_elsewhere"],
        }
        for row, found in ((one, missing.get(one["clause_id"])) for one in rows)
    ]


def limit(facts: Facts, row: Row) -> str:
    """The limit of a clause with its unit and clock."""
    lang = shown.language()
    unit, sign = row["limit_unit"], shown.sign(row["limit_op"])
    if row["limit_value"] is not None:
        said = f"{sign} {codes.in_unit(facts, shown.trimmed(row['limit_value']), unit, lang)}"
    elif row["least_limit"] is not None:
        span = f"{shown.trimmed(row['least_limit'])}–{shown.trimmed(row['most_limit'])}"
        said = _("%(limit)s，按类别") % {
            "limit": f"{sign} {codes.in_unit(facts, span, unit, lang)}"
        }
    elif row["limit_fact"]:
        said = _("按记录所载")
    elif row["is_unset"]:
        return _("未设定")
    else:
        return shown.NONE
    is_clocked = row["limit_unit"] in ("h", "min", "days") and row["calendar"] not in (None, "wall_clock")  # fmt: skip
    if is_clocked:
        said += _("（%(clock)s）") % {"clock": codes.name(facts, "clocks", row["calendar"], lang)}
    return said.strip()


def target(row: Row) -> str:
    """The share that a clause asks for; else what the scheme aims at; else that every case counts."""
    if row["target_rate"] is not None:
        known = {
            "rate": shown.percent(row["target_rate"]),
            "name": row[f"definition_{shown.language()}"],
        }
        return _("%(rate)s（按“%(name)s”口径判定）") % known if known["name"] else known["rate"]
    if row["kind"] == "rate_threshold":
        return shown.NONE
    if row["scheme_target"] is not None:
        return _("逐件；计分目标 %(rate)s") % {"rate": shown.percent(row["scheme_target"])}
    return _("逐件")


def reason(facts: Facts, row: Row, missing: Row | None) -> str:
    """Why a clause was not judged; where it has no line at all, what its newest audit says of it."""
    lang = shown.language()
    if row["verdict"] is not None:
        return codes.name(facts, "reasons", row["reason"], lang) or shown.NONE
    if missing is not None and missing["is_elsewhere"]:
        return _("不在您的范围内")
    if missing is None or missing["newest_reason"] != "not_delivered":
        return _("没有结果：证据未报送，或没有适用的记录")
    known = {"month": shown.month(missing["newest_month"])}
    absent = missing[f"absent_{lang}"]
    if not absent:
        return _("没有结果：数据未报送（据 %(month)s 的审计结果）") % known
    return _("没有结果：未报送“%(what)s”（据 %(month)s 的审计结果）") % {
        **known,
        "what": ("、" if lang == "zh" else ", ").join(absent),
    }
