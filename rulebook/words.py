"""Limits, moments, conditions and money in words, in one language.

Belongs here: the phrases of which a sentence about a clause is made; names of codes come from the vocabulary.
Does not belong here: a clause as a whole (`asks.py`), pages (`pages.py`), facts of evidence, whose names are
handed in by whoever knows the tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Protocol

from rulebook.clause import Consequence
from rulebook.gaps import plain
from rulebook.profile import Vocabulary
from rulebook.strict_yaml import Bilingual
from rulebook.version import OTHERS, Clock, Condition, Counted, Duty, Limit, Moments, Version

Language = Literal["zh", "en"]

PERIODS = {
    "day": ("日", "day"), "week": ("周", "week"), "month": ("月", "month"),
    "quarter": ("季度", "quarter"), "season": ("供暖期", "heating season"), "year": ("年", "year"),
}  # fmt: skip

AT_ONCE = {
    Clock.SAME_DAY: ("当日24时前", "by the end of the same day"),
    Clock.CALENDAR_DAY: ("不迟于该日24时", "by the end of that day"),
    Clock.WALL_CLOCK: ("不迟于起算时刻", "no later than the moment it starts from"),
}
"""What a deadline says that gives no time beyond the moment or day it starts from."""

TIMES = {1: "once", 2: "twice"}


class Named(Protocol):
    """Anything with a name in both languages."""

    @property
    def zh(self) -> str:
        """The name in Chinese."""

    @property
    def en(self) -> str:
        """The name in English."""


@dataclass(frozen=True)
class FactNames:
    """What people call the tables, columns and events a clause points at, and the codes they hold.

    names: table, `table.column` or event -> name. codes: `table.column` -> code -> name.
    """

    names: Mapping[str, Bilingual] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, Bilingual]] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """The phrases of one language. Without names, facts are shown as they stand in the clause."""

    vocabulary: Vocabulary
    language: Language
    facts: FactNames = FactNames()

    def pick(self, zh: str, en: str) -> str:
        """The one of two texts that is in the language."""
        return zh if self.language == "zh" else en

    def say(self, named: Named) -> str:
        """The text of something in the language."""
        return self.pick(named.zh, named.en)

    def label(self, codes: str, code: str) -> str:
        """The label of a code of the vocabulary; the code itself where it has none."""
        found = getattr(self.vocabulary, codes).get(code)
        return self.say(found) if found else code

    def listed(self, parts: list[str]) -> str:
        """Several things side by side."""
        return self.pick("、", ", ").join(parts)

    def fact(self, name: str) -> str:
        """A fact by its name, with the name in the clause in brackets."""
        for prefix, zh, en in ((OTHERS[0], "到期", "is due"), (OTHERS[1], "违规", "is broken")):
            if name.startswith(prefix):
                clause_id = name.removeprefix(prefix)
                return self.pick(f"`{clause_id}` {zh}的时刻", f"the moment `{clause_id}` {en}")
        if name == "period_end":
            return self.pick("记录所在月份结束", "the end of the record's month")
        found = self.facts.names.get(name)
        return (
            self.pick(f"{found.zh}（`{name}`）", f"{found.en} (`{name}`)") if found else f"`{name}`"
        )

    def moments(self, moments: Moments) -> str:
        """When a clock starts or stops."""
        facts = [self.fact(name) for name in moments.facts]
        if len(facts) == 1:
            return facts[0]
        if moments.any:
            return self.pick("最早的：", "the first of: ") + self.listed(facts)
        return self.pick("全部完成：", "all of: ") + self.listed(facts)

    def condition(self, condition: Condition) -> str:
        """One condition on a record."""
        facts = self.pick("或", " or ").join(self.fact(name) for name in condition.facts)
        if condition.present is not None:
            return facts + (
                self.pick("：有记录", " is recorded")
                if condition.present
                else self.pick("：无记录", " is not recorded")
            )
        codes = self.listed([self._code(condition.fact, code) for code in _expected(condition)])
        if condition.not_one_of:
            return f"{facts}{self.pick('：不是', ': not ')}{codes}"
        return f"{facts}{self.pick('：', ': ')}{codes}"

    def conditions(self, conditions: list[Condition]) -> list[str]:
        """Conditions that all have to hold."""
        return [self.condition(one) for one in conditions]

    def _code(self, fact: str, code: str) -> str:
        if code in ("true", "false"):
            return self.pick("是", "yes") if code == "true" else self.pick("否", "no")
        found = self.facts.codes.get(fact, {}).get(code)
        return self.say(found) if found else code

    def limit(self, version: Version) -> str:
        """Every number a version sets, in one phrase; empty where it sets none."""
        if version.duty:
            return self._duty(version.duty, version.limit)
        if version.counts:
            return self._count(version.counts, version.limit)
        found = [self._one(limit, version.calendar) for limit in _plain(version)]
        if version.variants:
            by_class = [
                f"{self._code(version.variants.by, name)}{self.pick('：', ': ')}"
                + self._one(limit, limit.calendar or version.calendar)
                for name, limit in version.variants.limits.items()
            ]
            found.append(self.pick("；", "; ").join(by_class))
        if version.earliest:
            amount = self.amount(version.earliest)
            found.append(
                self.pick(f"不早于起算后{amount}", f"no sooner than {amount} after the start")
            )
        if version.window:
            span = f"{version.window.from_}–{version.window.until}"
            closed = version.window.ends == "included"
            ends = (
                self.pick("含两端", "ends included")
                if closed
                else self.pick("不含两端", "ends excluded")
            )
            found.append(self.pick(f"{span}（{ends}）", f"{span} ({ends})"))
        return self.pick("，", ", ").join(found)

    def amount(self, limit: Limit, unit: str = "") -> str:
        """A number with its unit, or the parameter or fact it comes from."""
        unit = unit or self._unit(limit)
        if limit.param:
            return self.pick(
                f" `{limit.param}` {unit}（企业设定）",
                f"`{limit.param}` {unit} (set by the utility)",
            )
        if limit.fact:
            return self.pick(
                f"记录所载的{self.fact(limit.fact)}",
                f"what the record says: {self.fact(limit.fact)}",
            )
        return self.quantity(limit.value or Decimal(0), limit.unit, unit)

    def quantity(self, value: Decimal, unit: str, label: str = "") -> str:
        """A number with its unit, or with another name of the unit."""
        if unit == "%":
            return self.pick(f"{number(value)}%", f"{number(value)} percent")
        label = label or self.label("units", unit)
        if value == 1 and self.language == "en":
            label = re.sub(r"(\w)s\b", r"\1", label, count=1)
        return self.pick(f"{number(value)}{label}", f"{number(value)} {label}")

    def _unit(self, limit: Limit) -> str:
        """The unit behind a number; a frequency is counted in times, its period is said apart."""
        if limit.unit == "%":
            return "%" if self.language == "zh" else "percent"
        return self.label("units", limit.unit)

    def _one(self, limit: Limit, clock: Clock | None) -> str:
        if clock:
            return self._by_when(limit, clock)
        if limit.unit.startswith("/"):
            return self._how_often(limit, limit.unit[1:])
        if limit.op == "within":
            return self.pick("符合现行标准限值", "within the limits of the standard in force")
        return self._compare(limit, self.amount(limit))

    def _compare(self, limit: Limit, amount: str) -> str:
        if limit.value == 0 and limit.op in ("<=", "=="):
            return self.pick("为零", "none")
        countable = limit.unit.startswith("/") or limit.unit in ("persons", "months", "days", "h")
        signs = {
            "<=": ("不超过", "at most "),
            ">=": ("不少于" if countable else "不低于", "at least "),
            "==": (
                "须为" if not countable else "恰为",
                "exactly " if limit.value is not None else "equal to ",
            ),
        }
        zh, en = signs[limit.op]
        return self.pick(zh + amount, en + amount)

    def _by_when(self, limit: Limit, clock: Clock) -> str:
        """The limit of a deadline: what it says depends on its clock."""
        if limit.unit == "next_day_h":
            hour = f" `{limit.param}` " if limit.param else number(limit.value)
            mark = self.pick("（企业设定）", " (set by the utility)") if limit.param else ""
            return self.pick(f"次日{hour}时前{mark}", f"by {hour.strip()}:00 of the next day{mark}")
        if clock is Clock.SAME_DAY or limit.value == 0:
            return self.pick(*AT_ONCE.get(clock, AT_ONCE[Clock.WALL_CLOCK]))
        unit = ""
        if clock is Clock.WORKING_DAY:
            unit = self.pick("个工作日", "working days")
        elif clock is Clock.CALENDAR_DAY:
            unit = self.pick("个自然日", "calendar days")
        amount = self.amount(limit, unit)
        if limit.op == ">=":
            return self.pick(f"提前不少于{amount}", f"ahead by at least {amount}")
        if limit.param:
            return self.pick(f"不超过{amount}", f"within {amount}")
        return self.pick(f"{amount}内", f"within {amount}")

    def _how_often(self, limit: Limit, period: str) -> str:
        zh, en = PERIODS[period]
        least = limit.op == ">="
        if limit.param:
            return self.pick(
                f"每{zh}{'不少于' if least else '不超过'} `{limit.param}` 次（企业设定）",
                f"{'at least' if least else 'at most'} `{limit.param}` times a {en} (set by the utility)",
            )
        how = {">=": ("不少于", "at least "), "<=": ("不超过", "at most "), "==": ("", "exactly ")}
        value = number(limit.value)
        times = TIMES.get(int(limit.value or 0), f"{value} times")
        return self.pick(f"每{zh}{how[limit.op][0]}{value}次", f"{how[limit.op][1]}{times} a {en}")

    def _count(self, counts: Counted, limit: Limit | None) -> str:
        if limit is None:
            return ""
        what = self._one(limit, None)
        if not counts.for_each:
            return what
        return self.pick(
            f"{what}，按{self.fact(counts.for_each)}分别计",
            f"{what}, for each {self.fact(counts.for_each)}",
        )

    def _duty(self, duty: Duty, limit: Limit | None) -> str:
        zh, en = PERIODS[duty.every]
        if not duty.of:
            if limit is None:
                return self.pick(f"每{zh}末已经作出", f"in place at the end of every {en}")
            amount = self.amount(limit)
            return self.pick(
                f"每{zh}末：最近一次距今不超过{amount}",
                f"at the end of every {en}: the last one no older than {amount}",
            )
        following = duty.due_in == "next"
        if limit is None:
            when = self.pick("下" if following else "当", "the next" if following else "the same")
            return self.pick(
                f"每{zh}一次，{when}{zh}结束前", f"every {en}, by the end of {when} {en}"
            )
        day = f"`{limit.param}`" if limit.param else number(limit.value)
        if duty.every != "month":
            when = self.pick("下" if following else "当", "next" if following else "same")
            return self.pick(
                f"每{zh}一次，{when}{zh}的第{day}日前",
                f"every {en}, by day {day} of the {when} {en}",
            )
        when = self.pick("次月" if following else "当月", "the next" if following else "the same")
        return self.pick(f"每月一次，{when}{day}日前", f"every month, by day {day} of {when} month")

    def money(self, consequence: Consequence) -> str:
        """How much a breach draws."""
        per = {
            "case": ("每次", "a case"),
            "day_late": ("每延误一日", "for each day late"),
            "charge": ("每笔收费", "a charge"),
            "person_month": ("每人每月", "a person and month"),
        }[consequence.per]
        if consequence.step:
            return self.pick("不以金额表示", "a step that is not money")
        if consequence.open:
            return self.pick("金额未定", "amount not stated")
        if consequence.amount_cny is not None:
            amount = number(consequence.amount_cny)
            return self.pick(f"{per[0]}{amount}元", f"{amount} yuan {per[1]}")
        if consequence.range_cny is not None:
            low, high = (number(one) for one in consequence.range_cny)
            return self.pick(f"{per[0]}{low}–{high}元", f"{low}–{high} yuan {per[1]}")
        if consequence.percent is not None:
            of, share = self.fact(consequence.percent_of), number(consequence.percent)
            return self.pick(f"{per[0]}{of}的{share}%", f"{share} percent of {of} {per[1]}")
        low, high = (number(one) for one in consequence.multiple or (None, None))
        of = self.fact(consequence.multiple_of)
        times = low if low == high else f"{low}–{high}"
        return self.pick(f"{per[0]}{of}的{times}倍", f"{times} times {of} {per[1]}")


def number(value: Decimal | None) -> str:
    """A number without zeros that say nothing."""
    return "" if value is None else plain(value)


def _expected(condition: Condition) -> list[str]:
    return condition.one_of or condition.not_one_of


def _plain(version: Version) -> list[Limit]:
    return [version.limit] if version.limit else []
