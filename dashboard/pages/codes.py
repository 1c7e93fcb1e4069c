"""Codes that the published file explains in comments rather than labels.

Belongs here: their names in both languages. Does not belong here: codes that `rulebook.label` knows.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.facts.page import Facts
from dashboard.pages.shown import Lang

NAMES: Mapping[str, Mapping[str, str | Promise]] = {
    "line_kinds": {
        "base": _("基础分"), "deduction": _("扣分"), "floor": _("补足至零分"), "bonus": _("加分"),
        "gate": _("门槛"), "confidence": _("可信度"), "veto": _("一票否决"), "adjustment": _("调整"),
        "restatement": _("重述"), "rounding": _("取整"),
    },
    "pers": {
        "case": _("每件"), "day_late": _("每延误一日"), "charge": _("每笔"), "person_month": _("每人每月"),
        "operator": _("按计分办法"),
    },
    "account_types": {
        "company": _("公司"), "department": _("部门"), "person": _("个人"), "customer": _("用户"),
    },
    "sides": {"debit": _("付款方"), "credit": _("收款方")},
    "entry_relations": {
        "absorbs": _("吸收了本笔"), "absorbed": _("被本笔吸收"), "restated": _("被本笔更正的原分录"),
        "restates": _("更正本笔的分录"),
    },
    "settlement_kinds": {"reward": _("奖励"), "penalty": _("罚款"), "none": _("无")},
    "appeal_progress": {
        "filed": _("已提出，待下次审计读取"), "settled": _("已裁定，待下次审计执行"),
    },
    "clause_parts": {
        "trigger": _("起点"), "end": _("终点"), "population": _("适用范围"), "requires": _("须具备"),
        "forbids": _("不得有"), "passes": _("合格条件"), "fails": _("不合格条件"), "counted": _("计数"),
        "duty": _("报送"), "money": _("金额条件"), "series": _("序列"),
    },
    "file_statuses": {
        "accepted": _("已采用"), "duplicate": _("重复"), "rejected": _("无法读取"), "unknown": _("未识别的表"),
    },
    "check_outcomes": {"passed": _("通过"), "failed": _("未通过"), "not_run": _("未能运行")},
    "threshold_checks": {
        "water_quality_rate": _("水质合格率"), "works_outlet_rate": _("出厂水合格率"),
        "pressure_rate": _("管网压力合格率"), "trunk_pressure": _("干线压力"),
    },
    "severities": {"error": _("阻断"), "warning": _("提示")},
    "strengths": {"hard": _("强制"), "soft": _("一般")},
    "edges": {"clause": _("条款"), "standard": _("水质标准"), "scheme": _("计分办法")},
    "changes": {"begins": _("开始生效"), "ends": _("不再生效"), "changed": _("内容改变")},
    "directions": {
        "to_customer": _("付给用户"), "to_company": _("上缴公司"), "from_company": _("公司支出"),
    },
    "parties": {
        "company": _("公司"), "department": _("部门"), "person": _("员工"), "customer": _("用户"),
        "open": _("文本未指明"), "nobody": _("无人收款"),
    },
    "reads": {"rate": _("合格率"), "rate_low": _("区间下限"), "rate_high": _("区间上限")},
    "gates": {
        "left_out": _("不计分，分值转移"), "zero": _("得零分"), "full": _("得满分"), "provisional": _("计分但为暂定"),
    },
    "lifting": {"decision": _("可由裁定解除"), "nothing": _("不可解除")},
    "ones": {"record": _("每条记录"), "incident": _("每起事件")},
    "run_states": {
        "running": _("进行中"), "done": _("已完成"), "failed": _("失败"), "cancelled": _("已取消"),
    },
    "run_steps": {
        "read_base": _("读取证据（现行规则）"), "judge_base": _("判定（现行规则）"), "score_base": _("计分（现行规则）"),
        "read_changed": _("读取证据"), "judge_changed": _("按改动后的规则判定"),
        "score_changed": _("按改动后的规则计分"), "compare": _("比较前后结果"),
    },
    "switches": {
        "outage_excuse": _("公告停水期间压力读数免责"), "day_counting": _("延误天数计法"),
        "damage_payer": _("上门服务损坏财物的赔付方"), "lateness": _("多手经办工单的超时归属"),
        "true": _("是"), "false": _("否"), "started": _("不足一日按一日"), "completed": _("满一日才计"),
        "company": _("公司"), "staff": _("员工"), "routed_owner": _("派单部门"),
        "holder_at_due": _("到期时经办部门"), "proportional": _("按经办时间分担"),
    },
    "families": {"quality_rate": _("水质合格率的定义"), "pressure_rate": _("水压合格率的定义")},
    "target_sections": {
        "limit": _("条款的限值"), "parameter": _("经营者参数"), "switch": _("方案开关"),
        "definition": _("合格率定义"), "topic": _("以哪部法规为准"),
    },
    "month_cards": {
        "running": _("进行中，数字还会变"), "provisional": _("已结束，未关账，暂定"), "closed": _("已关账"),
    },
    "units": {"%": "%"},
    "roundings": {"line": _("逐行取整"), "total": _("合计取整")},
    "confidences": {"shown": _("只显示"), "multiplies": _("与所得分相乘")},
    "day_kinds": {
        "workday": _("工作日"), "weekend": _("周末"), "holiday": _("节假日"), "makeup": _("调休上班"),
        "override": _("本单位自定"),
    },
    "roles": {
        "supervisor": _("质量监督"), "dept_head": _("部门负责人"), "auditor": _("审计员"),
        "administrator": _("管理员"),
    },
}  # fmt: skip
"""List -> code -> name."""

LISTS = {
    "addend_kinds": ("line_kinds", "ledger_kinds"),
    "why": ("reasons", "excuses", "result_states", "reading_states"),
}
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


def in_unit(facts: Facts | None, number: str, unit: str | None, lang: Lang) -> str:
    """A number with its unit, such as "2 hours" or "97%"."""
    return f"{number}{'' if unit == '%' else ' '}{name(facts, 'units', unit, lang)}".strip()
