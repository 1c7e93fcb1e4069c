"""What the command line says, in Chinese and English.

Belongs here: the sentences of the command line. Does not belong here: titles and explanations of results,
which come from the published file.
"""

from __future__ import annotations

import os
from typing import Literal

Language = Literal["zh", "en"]

TEXTS: dict[str, tuple[str, str]] = {
    "file": ("文件", "file"),
    "problem": ("问题", "problem"),
    "remedy": ("处理办法", "what to do"),
    "set_aside": ("未采用的文件", "Files set aside"),
    "quarantined": ("隔离的行（前 10 条原因）", "Rows in quarantine (first 10 reasons)"),
    "reason": ("原因", "reason"),
    "rows": ("行数", "rows"),
    "table": ("表", "table"),
    "column": ("列", "column"),
    "accounting": (
        "{files} 个文件，收到 {received:,} 行 = 采用 {accepted:,} + 被更正 {superseded:,} + 隔离 {quarantined:,}",
        (
            "{files} files, {received:,} rows = {accepted:,} in force + "
            "{superseded:,} superseded + {quarantined:,} in quarantine"
        ),
    ),
    "verdicts": ("判定", "Verdicts"),
    "scorecards": ("{month} 部门成绩", "Department scorecards, {month}"),
    "department": ("部门", "department"),
    "points": ("得分", "points"),
    "grade": ("等级", "grade"),
    "coverage": ("覆盖率", "coverage"),
    "breaches": ("违规", "breaches"),
    "reward": ("奖励（元）", "reward CNY"),
    "fine": ("罚款（元）", "fine CNY"),
    "compensation": ("赔偿（元）", "compensation CNY"),
    "no_scorecards": (
        "没有可评分的部门：证据中没有部门，或没有可评估的条款",
        "no department could be scored: none is delivered, or no clause of theirs could be judged",
    ),
    "thresholds": ("门槛指标（全公司，各月）", "Thresholds (whole utility, by month)"),
    "clause": ("条款", "clause"),
    "month": ("月份", "month"),
    "rate": ("合格率", "rate"),
    "of": ("合格/评价", "kept/judged"),
    "verdict": ("判定", "verdict"),
    "completeness": ("完整率", "completeness"),
    "published": ("已发布", "Published"),
    "digest": ("摘要", "digest"),
    "same_digest": ("与上次审计相同", "the same as the audit before"),
    "docs": ("数据检查报告", "Data Docs"),
    "sample_written": (
        "样例公司已写入 {out}：用户 {customers:,},{months} 个月，植入违规 {planted:,} 处",
        "the sample utility is in {out}: {customers:,} customers, {months} months, {planted:,} planted breaches",
    ),
}


def language(wanted: str = "") -> Language:
    """The language asked for, else that of the environment, else English."""
    spoken = wanted or os.environ.get("PLUMBLINE_LANG") or os.environ.get("LANG", "")
    return "zh" if spoken.lower().startswith("zh") else "en"


def text(key: str, lang: Language, **values: object) -> str:
    """One sentence in one language."""
    zh, en = TEXTS[key]
    return (zh if lang == "zh" else en).format(**values)
