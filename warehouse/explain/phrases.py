"""The sentences and headings of a story in Chinese and English.

Belongs here: wording that several lay-outs share. Does not belong here: steps of the arithmetic, which the story
itself holds in both languages.
"""

from __future__ import annotations

from typing import Literal

from warehouse.explain.parts import Code, Party, Said

Language = Literal["zh", "en"]

PHRASES: dict[str, tuple[str, str]] = {
    "audit": ("审计时点{as_of}，方案：{profile}，审计编号 {audit_id}", "As of {as_of}; profile: {profile}; audit {audit_id}"),
    "basis": ("依据", "What is asked"),
    "cited": ("《{regulation}》{locator}：{title}。", "{regulation}, {locator}: {title}."),
    "summary": ("要求：{summary}", "Asked: {summary}"),
    "limit": ("限值：{limit}（{source}）。", "Limit: {limit} ({source})."),
    "answers": ("责任部门：{department}。", "Answers for it: {department}."),
    "answers_role": ("责任部门：{department}（职能：{role}）。", "Answers for it: {department} (as {role})."),
    "nobody": ("没有可以确定的责任部门。", "No department that answers for it could be told."),
    "routed": ("按归责规则，由{routed}改为{department}承担。", "By the rule of attribution {department} answers, instead of {routed}."),
    "person": ("责任人：{person}。", "Person: {person}."),
    "information": ("本条款在该方案下不适用，仅供参考，不计分、不计罚。", "This clause does not govern under the profile: it is information, without points or money."),
    "soft": ("本条款只计分，不罚款。", "This clause is scored and never fined."),
    "uncertain": ("解读疑点：{doubt}", "Doubt about the reading: {doubt}"),
    "mended": ("与原文字面不同之处：{doubt}", "Mended: {doubt}"),
    "reckoning": ("计时与计算", "How it was reckoned"),
    "finding": ("查证与计算", "How it was found"),
    "disagrees": (
        "注意：上面的计算与公布的到期时刻不一致，请核对期限是否经决定延长。",
        "Note: this count and the published due instant differ; see whether a decision extended the time.",
    ),
    "holders": ("经手部门与用时", "Who held it, and for how long"),
    "held": ("{who}：{time}", "{who}: {time}"),
    "held_paused": ("，暂停{time}", ", paused {time}"),
    "held_closed": ("，其间下班和休息日{time}", ", of which outside office hours {time}"),
    "held_share": ("；承担{share}（按规则“{rule}”）", "; bears {share} (rule: {rule})"),
    "held_of": ("；核定用时{held}分钟，份内时限{allowance}分钟", "; held {held} min, allowance {allowance} min"),
    "by_events": (
        "（没有经手记录，按各环节的操作部门推定；无人操作的时段归责任部门）",
        "(no holdings are recorded: read off the departments that acted; the rest is with who answers)",
    ),
    "unmoved": ("暂停没有推迟本条款的到期时刻。", "The pause did not move the due instant of this clause."),
    "unheld": ("没有部门接手的记录", "nobody is recorded as holding it"),
    "verdict": ("判定", "Verdict"),
    "judged": ("{verdict}。", "{verdict}."),
    "judged_why": ("{verdict}（{reason}）。", "{verdict} ({reason})."),
    "meaning": ("即：{meaning}。", "That is: {meaning}."),
    "provisional": ("结果暂定，仍可能改变。", "This may still change."),
    "original": ("原判定：{verdict}，经决定改变。", "Originally: {verdict}; a decision changed it."),
    "decision": ("{at}，{kind}（编号 {id}，{status}）：{effect}", "{at}: {kind} (no. {id}, {status}): {effect}"),
    "decided_by": ("，决定人 {by}", ", decided by {by}"),
    "refused": ("；未采用的原因：{why}", "; why not: {why}"),
    "appeal": ("{at}，{who}提出申诉（编号 {id}，{state}）。", "{at}: appeal of {who} (no. {id}, {state})."),
    "points": ("分数", "Points"),
    "line": ("{department}{month}{kind}{points}分：{basis}", "{department}, {month}, {kind} {points}: {basis}"),
    "line_lost": ("{department}{month}扣{points}分：{basis}", "{department}, {month}, loses {points}: {basis}"),
    "line_won": ("{department}{month}加{points}分：{basis}", "{department}, {month}, gains {points}: {basis}"),
    "among": ("（本记录是其中之一）", " (this record is one of those counted)"),
    "no_points": ("不影响任何部门的得分。", "It moves no department's points."),
    "money": ("金额", "Money"),
    "entry": (
        "{kind}{amount}：由{payer}付给{payee}。台账 {ledger}，分录 {id}，{status}。",
        "{kind} {amount}: {payer} to {payee}. Ledger {ledger}, entry {id}, {status}.",
    ),
    "entry_step": (
        "{kind}（{amount}）：对象为{payer}。台账 {ledger}，分录 {id}，{status}。",
        "{kind} ({amount}): concerns {payer}. Ledger {ledger}, entry {id}, {status}.",
    ),
    "entry_basis": ("计算：{basis}。", "Reckoned: {basis}."),
    "stated": ("规定数额为{amount}。", "The text states {amount}."),
    "range": ("规定幅度为{low}至{high}。", "The text allows {low} to {high}."),
    "restates": ("更正已关账分录 {id}。", "It corrects entry {id} of a closed month."),
    "paid_as": ("以{role}身份承担。", "Borne as {role}."),
    "absorbed": ("同一行为只罚一次，由数额较高的 {id} 吸收。", "One act is fined once: the higher entry {id} stands in its place."),
    "by_decision": ("依据决定 {id}。", "By decision {id}."),
    "yuan": ("{amount}元", "{amount} CNY"),
    "undecided": ("数额待定", "amount to be decided"),
    "no_money": ("没有产生金额。", "No money follows."),
    "evidence": ("证据", "Evidence"),
    "row": ("{table}：{file} 第{row}行", "{table}: {file}, line {row}"),
    "derived": ("该记录由其他数据推算，没有单独的来源行。", "The record is derived and has no delivered line of its own."),
    "moment_row": ("{at}{label}：{file} 第{row}行", "{at}, {label}: {file}, line {row}"),
    "content": ("记录内容：{values}。", "What the record says: {values}."),
    "others": ("同一记录的其他条款", "Other clauses on the record"),
    "other": ("{title}：{verdict}{reason}", "{title}: {verdict}{reason}"),
    "other_information": ("（仅供参考）", " (information)"),
    "events": ("经过", "What happened"),
    "no_events": ("没有记录任何环节。", "No step is recorded."),
    "kept": ("其余条款", "Clauses that were kept or are still open"),
    "kept_one": ("{title}：{verdict}{reason}。", "{title}: {verdict}{reason}."),
    "nothing_told": ("没有可判定的适用条款。", "No governing clause could be judged."),
    "more_entries": ("另有{n}笔，可查台账 score.ledger_entry。", "{n} more entries: see score.ledger_entry."),
    "card": ("得分{points}，等级{grade}", "Points {points}, grade {grade}"),
    "unscored": ("未评分：没有可评估的条款", "No score: nothing could be assessed"),
    "card_state": ("（{state}）", " ({state})"),
    "rank": ("；名次在第{low}至第{high}之间（共{n}个部门）", "; rank between {low} and {high} of {n}"),
    "unranked": ("；不参加排名（{reason}）", "; not ranked ({reason})"),
    "confidence": ("证据可信系数{rate}。", "Confidence in the evidence {rate}. "),
    "settled": ("计分办法的奖罚", "What the scheme gives and takes"),
    "settled_booked": ("；已入账", "; booked"),
    "settled_shown": ("；未入账：{reason}", "; not booked: {reason}"),
    "restatements": ("关账后的更正", "Restatements"),
    "restated": (
        "{month}（{cause}）：{item}，原为{old}，应为{new}；{points}分、{amount}记入{booked}。",
        "{month} ({cause}): {item} was {old}, should be {new}; {points} points and {amount} booked in {booked}.",
    ),
    "coverage": (
        "评价覆盖率{rate}：应评条款{all}个，已评{assessed}个；违规{breaches}起。",
        "Coverage {rate}: {assessed} of {all} clauses that apply could be assessed; {breaches} breaches.",
    ),
    "no_coverage": ("评价覆盖率未知。", "Coverage is not known."),
    "addends": ("得分的构成", "What the points are made of"),
    "free": ("另有{n}项未扣分。", "{n} more lines cost nothing."),
    "sum_points": ("合计{of_lines}分，成绩单为{card}分，{agrees}。", "The lines add up to {of_lines}; the scorecard says {card}: {agrees}."),
    "sum_money": ("{what}合计{of_lines}，成绩单为{card}，{agrees}。", "{what}: the lines add up to {of_lines}; the scorecard says {card}: {agrees}."),
    "agree": ("一致", "they agree"),
    "disagree": ("不一致，请停止使用并报告", "they DIFFER; do not rely on it, and report it"),
    "behind": ("每项扣分背后的违规", "The breaches behind each deduction"),
    "behind_one": ("{basis}", "{basis}"),
    "behind_n": ("共{n}起，列出{shown}起：", "{n} in all, {shown} shown:"),
    "behind_none": ("没有逐条的违规记录（该指标按比率计算）。", "No single breaches: the indicator is a rate of its own."),
    "without": (
        "最大的一项是：{basis}。没有它，得分为{points}，按分数属等级{grade}。",
        "The largest is: {basis}. Without it there would be {points} points, grade {grade} by points alone.",
    ),
    "without_head": ("如果没有最大的一项扣分", "Without the largest deduction"),
    "unassessed": ("未能评估的条款", "What could not be assessed"),
    "unassessed_one": ("{title}：{verdict}{reason}，涉及{n}条记录。", "{title}: {verdict}{reason}, {n} records."),
    "all_assessed": ("应评条款均已评估。", "Every clause that applies was assessed."),
    "month_decisions": ("与本月有关的决定", "Decisions about the month"),
    "none": ("无", "none"),
    "comma": ("、", ", "),
    "semicolon": ("；", "; "),
    "reason_aside": ("（{reason}）", " ({reason})"),
    "title_matter": ("{table} {id}", "{table} {id}"),
    "title_entry": ("台账分录 {id}", "Ledger entry {id}"),
    "title_month": ("{department}{month}", "{department}, {month}"),
    "drawn_due": ("，{at}到期", "; due {at}"),
    "drawn_as_of": ("审计时点{at}；时间为当地时间（{zone}）", "as of {at}; local time ({zone})"),
    "drawn_closed": ("下班时间", "office closed"),
    "drawn_weekend": ("周末", "weekend"),
    "drawn_off": ("休息日", "day off"),
    "drawn_holders": ("经手部门", "Held by"),
    "drawn_clocks": ("时限", "Time limits"),
    "drawn_due_at": ("到期 {at}", "due {at}"),
    "drawn_late": ("晚{time}", "{time} late"),
    "drawn_late_open": ("未办，已过{time}", "not done, {time} over"),
    "drawn_missing": ("未办", "not done"),
    "drawn_early": ("早{time}", "{time} in hand"),
    "drawn_now": ("审计时点", "audit"),
    "drawn_rest": ("其余{n}项", "{n} other lines"),
    "drawn_from": ("横轴自{low}分起，不从零开始", "the scale begins at {low} points, not at nought"),
    "drawn_total": ("得分", "Points"),
    "legend_running": ("计时进行", "running"),
    "legend_paused": ("暂停", "paused"),
    "legend_closed": ("计时内的下班和休息时间", "outside office hours"),
    "legend_late": ("超过到期时刻", "after it was due"),
    "legend_left": ("剩余时限", "time left"),
    "legend_off": ("休息日", "days off"),
    "legend_due": ("到期时刻", "due instant"),
    "legend_now": ("审计时点", "instant of the audit"),
    "legend_cut": ("此段时间轴压缩", "stretch of time drawn shorter"),
}  # fmt: skip


def phrase(key: str, language: Language, **values: object) -> str:
    """One phrase in one language."""
    zh, en = PHRASES[key]
    return (zh if language == "zh" else en).format(**values)


def say(said: Said | Code, language: Language) -> str:
    """The one of two texts that is in the language."""
    return said.zh if language == "zh" else said.en


def who(party: Party | None, language: Language) -> str:
    """A party by its name, with its number; the company is just that."""
    if party is None:
        return phrase("nobody", language)
    if party.type == "company":
        return "公司" if language == "zh" else "the company"
    if party.type in ("open", "nobody"):
        return {
            "open": ("文本未指明的一方", "whom the text does not name"),
            "nobody": ("无人", "nobody"),
        }[party.type][language == "en"]
    kinds = {
        "department": ("部门", "department "),
        "person": ("员工", "employee "),
        "customer": ("用户", "customer "),
    }
    zh, en = kinds.get(party.type, (party.type, f"{party.type} "))
    if party.name:
        return f"{party.name}（{party.id}）" if language == "zh" else f"{party.name} ({party.id})"
    return (zh if language == "zh" else en) + (
        party.id or ("（未记录）" if language == "zh" else "(not recorded)")
    )
