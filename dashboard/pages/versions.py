"""One version of a clause laid out as lines of words, so that two versions can be set side by side.

Belongs here: which columns tell what a version asks, and how each is read. Does not belong here: choosing the
versions (`dashboard/pages/rulebook.py`, `dashboard/pages/compare.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown
from dashboard.pages.shown import Lang
from dashboard.pages.table import Text

Lines = dict[str, str]
"""What a line is about -> what stands there."""

WORDS: tuple[tuple[str, Text], ...] = (
    ("title", lazy("标题")),
    ("summary", lazy("要求")),
    ("topic", lazy("主题")),
)
CODES: tuple[tuple[str, str, Text], ...] = (
    ("kind", "kinds", lazy("类型")),
    ("subject", "tables", lazy("审计的记录")),
    ("calendar", "clocks", lazy("计时方式")),
    ("strength", "strengths", lazy("约束力")),
    ("responsible_role", "departments.role", lazy("责任部门角色")),
    ("answers", "answerers", lazy("责任人员")),
)
TEXTS: tuple[tuple[str, Text], ...] = (
    ("locator", lazy("条文")),
    ("early", lazy("早于起点的终点")),
    ("earliest_s", lazy("最早（秒）")),
    ("once_fact", lazy("此后缺少步骤即违规")),
    ("limit_fact", lazy("逐条给出限值的事实")),
    ("measure_fact", lazy("被限制的量")),
    ("window_from", lazy("时段起")),
    ("window_until", lazy("时段止")),
    ("every", lazy("周期")),
    ("duty_at", lazy("报送时点")),
    ("duty_of", lazy("报送所属期")),
    ("duty_due_in", lazy("报送期限所在期")),
    ("counted_for_each", lazy("按什么计数")),
    ("rate_clause_id", lazy("合格率所依条款")),
    ("rate_family", lazy("合格率定义族")),
)
YES: tuple[tuple[str, Text], ...] = (
    ("is_gate", lazy("先有起点才可有终点")),
    ("is_late_extension_allowed", lazy("到期后仍可展期")),
    ("is_attested", lazy("须现场观察")),
)


def limit_text(
    facts: Facts, op: str | None, value: Decimal | None, unit: str | None, lang: Lang
) -> str:
    """A limit as it is read, such as "≤ 2 hours"."""
    if value is None:
        return ""
    return f"{shown.sign(op)} {codes.in_unit(facts, shown.trimmed(value), unit, lang)}".strip()


def limits(facts: Facts, version: Row, parts: Iterable[Row], lang: Lang) -> str:
    """All limits of a version in one line: its own, its parameter's, or one for each class."""
    classes = [one for one in parts if one["part"] == "class"]
    if classes:
        told = [
            f"{facts.label(version['variant_fact'] or '', one['fact'], lang)} "
            f"{limit_text(facts, one['limit_op'], one['limit_value'], one['limit_unit'], lang)}"
            for one in classes
        ]
        return (_("；")).join(told)
    if version["limit_value"] is None and version.get("param_value") is None:
        return (
            _("参数“%(name)s”未设定")
            % {"name": codes.name(facts, "parameters", version["limit_param"], lang)}
            if version["limit_param"]
            else ""
        )
    return limit_text(
        facts,
        version["limit_op"],
        version["limit_value"] if version["limit_value"] is not None else version["param_value"],
        version["limit_unit"] or version.get("param_unit"),
        lang,
    )  # fmt: skip


def lines(facts: Facts, version: Row, parts: list[Row], lang: Lang) -> Lines:
    """What a version asks, line by line; what it says nothing of is left out."""
    found: Lines = {}

    def put(title: Text, value: str) -> None:
        if value:
            found[str(title)] = value

    for key, title in WORDS:
        put(title, version.get(f"{key}_{lang}") or version.get(f"{key}_zh") or "")
    for key, kind, title in CODES:
        put(title, codes.name(facts, kind, version.get(key), lang))
    put(lazy("限值"), limits(facts, version, parts, lang))
    put(lazy("参数"), codes.name(facts, "parameters", version.get("limit_param"), lang))
    for key, title in TEXTS:
        put(title, "" if version.get(key) is None else str(version[key]))
    for key, title in YES:
        if version.get(key):
            put(title, _("是"))
    for one in dict.fromkeys(row["part"] for row in parts if row["part"] != "class"):
        told = [_part(facts, row, lang) for row in parts if row["part"] == one]
        title = (
            lazy("免责事由") if one == "excuse" else codes.name(facts, "clause_parts", one, lang)
        )
        put(title, (_("；")).join(told))
    return found


def _part(facts: Facts, row: Row, lang: Lang) -> str:
    if row["part"] == "excuse":
        return codes.name(facts, "excuses", row["fact"], lang)
    name = facts.label("ticket_events.event_type", row["fact"], lang)
    if row["test"] == "present":
        return _("没有 %(fact)s") % {"fact": name} if row["expected"] == "false" else _("有 %(fact)s") % {"fact": name}  # fmt: skip
    if row["test"] == "value":
        sign = "∉" if row["is_negated"] else "∈"
        told = [facts.label(row["fact"], one, lang) for one in (row["expected"] or "").split(", ")]
        return f"{name} {sign} {{{', '.join(told)}}}"
    return f"{name} [{row['expected']}]" if row["expected"] else name


def differences(one: Lines, other: Lines) -> list[tuple[str, str, str]]:
    """Every line of two versions in their own order: its title and what stands on either side."""
    titles = dict.fromkeys([*one, *other])
    return [(title, one.get(title, ""), other.get(title, "")) for title in titles]
