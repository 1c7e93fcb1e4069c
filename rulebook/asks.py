"""What a clause asks, in words: who, from when, until when, how much, with which excuses.

Belongs here: the lines that tell one version of a clause, term by term.
Does not belong here: the phrases inside a line (`words.py`), where the lines are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from rulebook.clause import Clause
from rulebook.version import Counted, Duty, Kind, Rate, Version
from rulebook.words import PERIODS, Words

TERMS = {
    "judged": ("审计对象", "judged"),
    "population": ("适用范围", "applies where"),
    "trigger": ("起算", "starts with"),
    "act": ("应提前办理的事项", "the act"),
    "later": ("以此时刻为准", "ahead of"),
    "end": ("终止", "ends with"),
    "first": ("前一步骤", "first"),
    "then": ("后一步骤", "then"),
    "limit": ("限值", "limit"),
    "clock": ("计时方式", "clock"),
    "measure": ("判定的数值", "number judged"),
    "requires": ("应有", "must be there"),
    "forbids": ("不得出现", "must not be"),
    "once": ("到此时刻仍缺即违规", "missing is a breach once"),
    "counted": ("计数", "counted"),
    "made": ("报送或公开", "made"),
    "by": ("由谁作出", "made by"),
    "rate": ("比率取自", "share of"),
    "passes": ("计为合格", "passes"),
    "fails": ("计为不合格", "fails"),
    "definition": ("比率定义", "definition"),
    "note": ("说明", "note"),
    "excuses": ("免责事由", "excuses"),
    "responsible": ("负责角色", "answers for it"),
}

FAMILIES = {
    "quality_rate": ("水质合格率，按方案选定的定义", "quality rate, as the profile defines it"),
    "pressure_rate": ("水压合格率，按方案选定的定义", "pressure rate, as the profile defines it"),
}

Line = tuple[str, str]
"""A term and what the clause says of it."""


def asks(words: Words, clause: Clause, version: Version) -> list[Line]:
    """Every line about one version, in the order one would ask."""
    lines = [("judged", words.fact(clause.subject))]
    lines += [("population", one) for one in words.conditions(version.population)]
    lines += _moments(words, clause.kind, version)
    if version.measure:
        lines.append(("measure", words.fact(version.measure)))
    lines += [("requires", one) for one in words.conditions(version.requires)]
    lines += [("forbids", one) for one in words.conditions(version.forbids)]
    if version.rate:
        lines += _rate(words, version.rate)
    if version.counts:
        lines += _counted(words, version.counts)
    if version.duty:
        lines += _duty(words, version.duty)
    if limit := words.limit(version):
        lines.append(("limit", limit))
    if version.calendar:
        clock = words.vocabulary.clocks[version.calendar]
        sense = words.pick(f"（{clock.definition.zh}）", f" ({clock.definition.en})")
        lines.append(("clock", words.say(clock) + sense))
    if version.once:
        lines.append(("once", words.fact(version.once)))
    lines += [("note", one) for one in _notes(words, version)]
    if version.excuses:
        lines.append(
            ("excuses", words.listed([words.label("excuses", one) for one in version.excuses]))
        )
    return [(words.pick(*TERMS[term]), text) for term, text in lines]


def in_force(words: Words, clause: Clause, number: int) -> str:
    """The days on which the version with this number (from 0) is in force."""
    version = clause.versions[number]
    later = clause.versions[number + 1 :]
    until = version.until or (later[0].from_ if later else None)
    first = _day(words, version.from_)
    text = words.pick(f"自{first}起", f"from {first}") if first else ""
    if until:
        text += words.pick(
            f"，到{until}前一日止", f"{', ' if text else ''}until the day before {until}"
        )
    published = version.published_on
    if published:
        text += words.pick(f"（{published} 发布）", f" (published {published})")
    return text.strip(" ，") or words.pick("始终有效", "always in force")


def _day(words: Words, day: date | None) -> str:
    return words.pick(f" {day} ", str(day)) if day else ""


def _moments(words: Words, kind: Kind, version: Version) -> Iterator[Line]:
    if version.trigger is None or version.end is None:
        return
    is_ahead = version.limit is not None and version.limit.op == ">="
    names = ("first", "then") if kind is Kind.SEQUENCE else ("trigger", "end")
    first, last = ("act", "later") if is_ahead else names
    yield first, words.moments(version.trigger)
    yield last, words.moments(version.end)
    for name, limit in version.variants.limits.items() if version.variants else ():
        if limit.end:
            yield last, f"{name}{words.pick('：', ': ')}{words.moments(limit.end)}"


def _rate(words: Words, rate: Rate) -> Iterator[Line]:
    if rate.clause:
        yield "rate", words.pick(f"`{rate.clause}` 已判定的记录", f"what `{rate.clause}` judges")
    yield from (("passes", one) for one in words.conditions(rate.passes))
    yield from (("fails", one) for one in words.conditions(rate.fails))
    if rate.definition:
        yield "definition", words.pick(*FAMILIES[rate.definition])


def _counted(words: Words, counts: Counted) -> Iterator[Line]:
    zh, en = PERIODS[counts.every]
    if not counts.at:
        yield "counted", words.pick("审计时的全部记录", "records as they stand at the audit")
    else:
        at = words.fact(counts.at)
        yield "counted", words.pick(f"每{zh}的记录，按{at}", f"records of every {en}, by {at}")
    yield from (("counted", one) for one in words.conditions(counts.where))


def _duty(words: Words, duty: Duty) -> Iterator[Line]:
    at = words.fact(duty.at)
    about = words.fact(duty.of) if duty.of else ""
    yield (
        "made",
        words.pick(f"{at}，所属周期 {about}", f"{at}, about {about}") if about else at,
    )
    yield from (("made", one) for one in words.conditions(duty.where))
    if duty.by:
        yield "by", words.fact(duty.by)


def _notes(words: Words, version: Version) -> Iterator[str]:
    if version.gate:
        yield words.pick(
            "后一步骤不得先于前一步骤", "the second step may not come without the first"
        )
    if version.late_extension:
        yield words.pick(
            "期限届满后仍可准予延期", "more time may be granted after the clock has expired"
        )
    if version.early == "compliant":
        yield words.pick("提前完成视为合规", "an end before the start is kept, only early")
