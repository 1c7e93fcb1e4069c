"""Codes that the published file explains in comments rather than labels.

Belongs here: their names in both languages. Does not belong here: codes that `rulebook.label` knows.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dashboard.facts.page import Facts
from dashboard.pages.shown import Lang

NAMES = {
    "line_kinds": {
        "base": _("基础分"), "deduction": _("扣分"), "floor": _("补足至零分"), "bonus": _("加分"),
        "gate": _("门槛"), "confidence": _("可信度"), "veto": _("一票否决"), "adjustment": _("调整"),
        "restatement": _("重述"), "rounding": _("取整"),
    },
    "parties": {
        "company": _("公司"), "department": _("部门"), "person": _("个人"), "customer": _("用户"),
    },
    "account_types": {
        "company": _("公司"), "department": _("部门"), "person": _("个人"), "customer": _("用户"),
    },
    "sides": {"debit": _("借（应付）"), "credit": _("贷（应收）")},
    "entry_relations": {
        "absorbs": _("吸收了本笔"), "absorbed": _("被本笔吸收"), "restated": _("被本笔更正的原分录"),
        "restates": _("更正本笔的分录"),
    },
    "settlement_kinds": {"reward": _("奖励"), "penalty": _("扣罚"), "none": _("无")},
    "appeal_progress": {
        "filed": _("已提出，待下次审计读取"), "settled": _("已裁定，待下次审计执行"),
    },
    "pers": {"case": _("每件"), "day_late": _("每延误一日"), "charge": _("每笔")},
    "clause_parts": {
        "trigger": _("起点"), "end": _("终点"), "population": _("适用范围"), "requires": _("须具备"),
        "forbids": _("不得有"), "passes": _("合格条件"), "fails": _("不合格条件"), "counted": _("计数"),
        "duty": _("报送"), "money": _("金额条件"), "series": _("序列"),
    },
    "file_statuses": {
        "accepted": _("已采用"), "duplicate": _("重复"), "rejected": _("无法读取"), "unknown": _("未识别的表"),
    },
    "check_outcomes": {"passed": _("通过"), "failed": _("未通过"), "not_run": _("未能运行")},
    "severities": {"error": _("阻断"), "warning": _("提示")},
    "strengths": {"hard": _("强制"), "soft": _("一般")},
    "roles": {
        "supervisor": _("质量监督"), "dept_head": _("部门负责人"), "auditor": _("审计员"),
        "administrator": _("管理员"),
    },
}  # fmt: skip
"""List -> code -> name."""

LISTS = {"why": ("reasons", "excuses", "result_states", "reading_states")}
"""Lists of the published file that are looked through one after the other."""


def name(facts: Facts | None, kind: str, code: str | None, lang: Lang) -> str:
    """What a code is called; the code itself where nothing names it."""
    if code is None or code == "":
        return ""
    own = NAMES.get(kind, {}).get(code)
    if own is not None:
        return str(own)
    if facts is None:
        return code
    for one in LISTS.get(kind, (kind,)):
        found = facts.label(one, code, lang)
        if found != code:
            return found
    return code
