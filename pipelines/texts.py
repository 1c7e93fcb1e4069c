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
    "ranks": ("名次范围", "ranks"),
    "ranks_note": (
        "名次范围只在有相同条款可比的部门之间给出，区间重叠的部门分不出先后；– 表示没有可比的部门或记录太少",
        (
            "ranks: only among departments that answer for the same clauses, and shared where intervals overlap;"
            " – where there is nobody to compare with, or too few records"
        ),
    ),
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
    "gaps_title": (
        "{profile}：尚待决定的 {n} 个数值",
        "{profile}: {n} numbers still to be decided",
    ),
    "gaps_none": ("{profile}：没有待定的数值", "{profile}: no number is left to be decided"),
    "gaps_parameter": ("参数（单位）", "parameter (unit)"),
    "gaps_waiting": ("等待它的条款", "clauses that wait for it"),
    "gaps_borrow": ("可借用的数值", "could be borrowed"),
    "gaps_count": ("适用 {governing} 条，共 {all} 条", "{governing} governing of {all}"),
    "gaps_information": ("（仅供参考）", "(information only)"),
    "gaps_nothing": ("无，由经营者决定", "nothing: the operator decides"),
    "gaps_convert": ("单位不同，请自行换算", "in another unit: converting it is your decision"),
    "gaps_aside": ("（{said}）", " ({said})"),
    "gaps_comma": ("，", "; "),
    "gaps_lines": (
        "选定后写入 rulebook/profiles/{profile}.yaml 的 parameters: 之下（每个参数只留一行，<> 处须填写）：",
        "Put one line of each under parameters: in rulebook/profiles/{profile}.yaml (fill in what stands in <>):",
    ),
    "serve_at": (
        "看板在 http://{bind}:{port}/ ，按 Ctrl+C 停止",
        "The dashboard is at http://{bind}:{port}/ , Ctrl+C stops it",
    ),
    "serve_no_admin": (
        "还没有管理员：请另开窗口运行 plumbline dashboard admin 名称 --home {home}",
        "There is no administrator yet: run plumbline dashboard admin NAME --home {home} in another window",
    ),
    "account_made": ("已建立管理员 {name}", "The administrator {name} was made"),
    "demo_accounts": (
        "演示账号（密码只显示这一次）：",
        "Demo accounts (the passwords are shown this once):",
    ),
    "password_ask": ("密码", "Password"),
    "whatif_running": ("正在按改动后的规则重新评判", "judging under the changed rulebook"),
    "whatif_title": (
        "假设改动（{profile}，审计时点 {as_of}）",
        "What if ({profile}, as of {as_of})",
    ),
    "whatif_unset": ("未设定", "not set"),
    "whatif_judged_again": (
        "已发布的结果与当前问题、规则或证据不同，对照组已重新评判",
        "the published file answers another question, rulebook or evidence: the base was judged again too",
    ),
    "whatif_nothing": ("什么都不会改变", "nothing would change"),
    "whatif_no_scorecards": ("部门成绩不变", "no scorecard would change"),
    "whatif_scorecards": ("会改变的部门成绩", "Scorecards that would change"),
    "whatif_clauses": ("会改变的条款", "Clauses that would change"),
    "whatif_governs": ("适用", "governs"),
    "whatif_yes": ("是", "yes"),
    "whatif_information": ("仅供参考", "information"),
    "whatif_judged": ("评价数", "judged"),
    "whatif_money": (
        "台账 {kind}：{n_before:,} → {n_after:,} 笔，{before:,} → {after:,} 元",
        "ledger, {kind}: {n_before:,} → {n_after:,} entries, {before:,} → {after:,} CNY",
    ),
    "explain_written": ("已写入 {out}", "written to {out}"),
    "checked": (
        "{clauses:,} 个条款，{examples:,} 个示例，{wrong} 个不符，{seconds:.0f} 秒",
        "{clauses:,} clauses, {examples:,} examples, {wrong} disagree, {seconds:.0f} s",
    ),
    "running_examples": ("运行示例", "running the worked examples"),
    "regulation": ("法规", "regulation"),
    "article": ("条文", "article"),
    "title": ("要求", "requirement"),
    "kind": ("类型", "kind"),
    "status": ("状态", "status"),
    "money": ("金额", "money"),
    "examples": ("示例", "examples"),
    "governs": ("适用", "governs"),
    "information": ("仅供参考", "information"),
    "listed": ("{n:,} 个条款：{parts}", "{n:,} clauses: {parts}"),
    "summary": ("内容", "summary"),
    "term": ("原文措辞", "wording of the text"),
    "strength": ("约束力", "strength"),
    "hard": ("强制", "binding"),
    "soft": ("只计分，不罚款", "scored, never fined"),
    "responsible": ("负责角色", "answers for it"),
    "answers": ("责任人", "the person who answers"),
    "own_department": ("记录所属部门", "the record's own department"),
    "asked": ("版本 {number}（{span}）", "Version {number} ({span})"),
    "uncertain": ("疑点", "doubt"),
    "mended": ("变通", "mended"),
    "notes": ("疑点与变通", "Doubts, and what was mended"),
    "topic": ("主题", "topic"),
    "topic_and_profiles": ("主题与方案", "topic and profiles"),
    "no_topic": (
        "不属任何主题，在包含该法规的方案中均适用",
        "in no topic: governs in every profile with the regulation",
    ),
    "competing": ("同主题条款", "also on the topic"),
    "profiles": ("方案", "profiles"),
    "governed_by": ("{regulation} 适用", "{regulation} governs"),
    "not_in_profile": ("不在任何方案中", "in no profile"),
    "parameters": ("参数", "Parameters"),
    "used_by": ("另有 {n} 个条款使用", "other clauses that use it: {n}"),
    "set_to": ("设为{value}（{source}）", "set to {value} ({source})"),
    "set_by_nobody": ("各方案均未设定", "no profile sets it"),
    "could_borrow": ("可借用{value}（{source}）", "could be borrowed: {value} ({source})"),
    "nothing_to_borrow": ("没有可借用的数值", "no text gives a figure near enough"),
    "example": ("示例", "Worked example"),
    "expected": ("应得结果", "expected answer"),
    "due": ("到期 {at}", "due {at}"),
    "late_by": ("逾期 {minutes} 分钟", "late by {minutes} min"),
    "no_money": ("无金额", "no money"),
    "statement": ("判定语句", "Statement that judges it"),
    "money_of": ("{amount}（{ledger} {title}，{source}）", "{amount} ({ledger} {title}, {source})"),
    "paid_by": ("支付方", "paid by"),
    "only_when": ("仅当", "only when"),
    "money_excuses": ("金额免责事由", "excused from the money by"),
    "same_rulebooks": ("两个规则库没有差别", "the two rulebooks do not differ"),
    "diff_counts": (
        "条款：新增 {added}，删除 {removed}，修改 {changed}",
        "clauses: {added} added, {removed} removed, {changed} changed",
    ),
    "diff_profile": ("方案 {profile}", "profile {profile}"),
    "diff_profile_added": ("新增方案", "profile added"),
    "diff_profile_removed": ("删除方案", "profile removed"),
    "diff_governing": ("主题 {topic} 的适用法规", "topic {topic} is governed by"),
    "diff_begins": ("开始适用", "begins to govern"),
    "diff_stops": ("不再适用", "no longer governs"),
    "diff_elsewhere": ("其他定义", "other definitions"),
    "report_no_pdf": (
        "没有生成 PDF：需要 typst 和一种中文字体（例如 Debian 的 fonts-noto-cjk）",
        "no PDF was made: it takes typst and a font with Chinese letters (Debian: fonts-noto-cjk)",
    ),
    "demo_staged": (
        "演示已备好：两次夜间审计，其间关账一个月、提出并裁定申诉。审计目录：{home}",
        "The demonstration is staged: two nightly audits, with a month closed and appeals between them. Home: {home}",
    ),
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
