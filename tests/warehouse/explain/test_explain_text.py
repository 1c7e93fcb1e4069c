"""Stories as a clerk reads them: whole texts of the small utility, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from warehouse.explain.story import Month
from warehouse.explain.tell import tell
from warehouse.explain.text import text

LATE_ZH = """\
工单 T-1 · 抢修人员在一小时内到达漏水现场
审计时点2026年5月20日（星期三）02:00:00，方案：城市供水公司，审计编号 #

【依据】
  《自来水有限公司城市供水服务与投诉监管制度》管网维修 2：抢修人员在一小时内到达漏水现场。
  要求：用户报漏或员工发现漏水后，抢修人员一小时内到达现场。
  限值：1小时内（条文规定）。
  责任部门：管网部（D-NET）。
  责任人：S-3。
  解读疑点：…

【计时与计算】
  1. 2026年5月8日（星期五）13:00:00，接到来信来电来访，从此时起算。
  2. 连续计时，昼夜和节假日不停：13:00:00加1小时，2026年5月8日（星期五）14:00:00到期。
  3. 2026年5月8日（星期五）14:12:30，到达现场，历时1小时12分30秒，比到期晚12分30秒；不足一分钟的按一分钟计，超时13分钟。

【经手部门与用时】
  客户服务中心（D-SVC）：5分钟；核定用时5.00分钟，份内时限20.00分钟；承担0.00%（按规则“归口部门”）。
  城关管网所（D-N01）：25分钟；核定用时25.00分钟，份内时限20.00分钟；承担0.00%（按规则“归口部门”）。
  东湖管网所（D-N02）：42分30秒，暂停10分钟；核定用时32.50分钟，份内时限20.00分钟；承担0.00%（按规则“归口部门”）。
  管网部（D-NET）：0秒；承担100.00%（按规则“归口部门”）。
  暂停没有推迟本条款的到期时刻。

【判定】
  违规（逾期）。

【分数】
  管网部（D-NET）2026年5月扣#

【金额】
  罚款100.00元：由管网部（D-NET）付给公司。台账 L03，分录 L03/T-1/2026-05，已入账。
  计算：每件 100 元（《自来水公司服务流程制度(完整版)》4.6.2.3）。

【证据】
  工单：tickets/rows.csv 第2行
  5月8日（星期五）13:00:00接到来信来电来访：ticket_events/rows.csv 第2行
  5月8日（星期五）14:12:30到达现场：ticket_events/rows.csv 第10行
  记录内容：工单编号：T-1；统一编号：2026-00001；工单类型：报漏；问题类别：表前漏水；受理渠道：电话；受理时间：2026-05-08 13:00:00；处理部门：D-N02；处理人：S-3；维修等级：小修。
"""

MONEY_EN = """\
Ledger entry L01/A-1/2026-04
As of Wed 20 May 2026, 02:00:00; profile: City water company; audit #

Money
  Compensation 260.00 CNY: the company to customer C-1. Ledger L01, entry L01/A-1/2026-04, booked.
  Days late: from the day after Sat 4 Apr 2026 to Fri 17 Apr 2026: 13 (started days count whole).
  Reckoned: 20 CNY per day late x 13 days (Full service process with compensation tariff, 4.6.2.1).

What is asked
  City water service and complaint supervision, 业务接待 2: An application for water is answered within one day.
  Asked: Whoever applies for new or added supply has an answer within one day.
  Limit: within 1 calendar day (set by the text).
  Answers for it: 营业服务部 (D-BIZ) (as business service department).
  Doubt about the reading: …
  Mended: …

How it was reckoned
  1. Fri 3 Apr 2026, 18:00:00: the application was lodged. The clock starts.
  2. Limit: within 1 calendar day, counted from the next day: Sat 4 Apr is day 1.
  3. Due Sat 4 Apr 2026, 24:00.
  4. Fri 17 Apr 2026, 10:00:00: the answer on the application or plan, 13 d 16 h after the start, 12 d 10 h late; started minutes count whole: 17,880 min late.

Verdict
  Breach (late).

Points
  营业服务部 (D-BIZ), Apr 2026, loses #

Evidence
  Application: applications/rows.csv, line 2
  What the record says: application id: A-1; type: new supply; customer id: C-1; dept id: D-BIZ; received at: 2026-04-03 18:00:00; documents complete at: 2026-04-03 18:30:00; replied at: 2026-04-17 10:00:00.
"""


def steady(told: str) -> str:
    """The text without the audit's number, the rulebook's doubts and the scheme's points, which are theirs."""
    told = re.sub(r"[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}", "#", told)
    told = re.sub(r"(?m)^(  .*2026年5月扣|  .*, Apr 2026, loses ).*$", r"\1#", told)
    doubts = r"(?m)^(  (?:解读疑点：|Doubt about the reading: |Mended: )).*$"
    return re.sub(doubts, r"\1…", told)


@pytest.mark.parametrize(
    ("target", "lang", "told"),
    [
        ("urban-supply.leak.arrival/T-1", "zh", LATE_ZH),
        ("L01/A-1/2026-04", "en", MONEY_EN),
    ],
)
def test_a_whole_text(file: Path, target: str, lang: str, told: str) -> None:
    assert steady(text(tell(file, target), "zh" if lang == "zh" else "en")) == told


def test_a_ticket_tells_what_happened_and_first_of_all_what_was_broken(file: Path) -> None:
    told = text(tell(file, "T-1"), "zh")
    for words in (
        "  2026年5月8日（星期五）13:30:00  转办  城关管网所（D-N01）  S-2",
        "━━ 抢修人员在一小时内到达漏水现场",
        "  漏水按大中小修时限修复：合规。2026年5月8日（星期五）17:20:00，维修完成，历时3小时7分30秒，比到期早1小时52分30秒。",
        "  抢修人员在规定时限内到达漏水现场：违规（逾期）（仅供参考）。",
    ):
        assert words in told
    assert told.index("【经过】") < told.index("━━") < told.index("【其余条款】")


def test_what_is_still_open_is_told_as_of_the_audit(file: Path) -> None:
    told = text(tell(file, "urban-supply.application.reply/A-2"), "zh")
    assert (
        "4. 截至审计时点2026年5月20日（星期三）02:00:00，仍没有“答复时间”的记录，到期已过2小时；"
        "不足一分钟的按一分钟计，超时120分钟。"
    ) in told
    assert "违规（到期未办）" in told
    assert "没有产生金额" in told


def test_a_month_shows_that_its_lines_add_up(file: Path) -> None:
    story = tell(file, "管网部", "2026-05")
    assert isinstance(story, Month)
    points, without = story.points, story.without
    assert points is not None
    assert without is not None
    told = text(story, "zh")
    for words in (
        "管网部（D-NET）2026年5月\n",
        f"得分{points:.2f}，等级{story.grade or '无'}",
        "    +100.00  基础分\n",
        f"合计{points:.2f}分，成绩单为{points:.2f}分，一致。",
        f"没有它，得分为{without.points:.2f}，按分数属等级",
        "共1起，列出1起：\n      · urban-supply.leak.arrival/T-1：逾期",
        "罚扣合计100.00元，成绩单为100.00元，一致。",
    ):
        assert words in told
    shown = f"The lines add up to {points:.2f}; the scorecard says {points:.2f}: they agree."
    assert shown in text(story, "en")


@pytest.mark.parametrize("target", ["T-1", "A-1", "L03/T-1/2026-05"])
def test_personal_data_stays_masked(file: Path, target: str) -> None:
    for lang in ("zh", "en"):
        told = text(tell(file, target), "zh" if lang == "zh" else "en")
        assert "张三" not in told
        assert "***" not in told
