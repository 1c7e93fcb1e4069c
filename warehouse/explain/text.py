"""A story as plain text, as a clerk would write it down.

Belongs here: order, headings and indents of the text of a record, an observation or an entry.
Does not belong here: a department's month (`text_month.py`), what the story says (`story.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from warehouse.explain.codes import day, instant, month, span
from warehouse.explain.observation import limit_name
from warehouse.explain.parts import Code, Source
from warehouse.explain.phrases import Language, phrase, say, who
from warehouse.explain.story import Brief, Matter, Observation, Story
from warehouse.explain.text_month import month_lines
from warehouse.explain.text_parts import audit_line, decision_lines, entry_lines, section

MANY = 14
"""Values of the record that are told; the file and line lead to the rest."""

MASKED = "***"


def text(story: Story, language: Language) -> str:
    """The whole story in one language, lines ending in a newline."""
    lines = (
        matter_lines(story, language) if isinstance(story, Matter) else month_lines(story, language)
    )
    return "\n".join(lines) + "\n"


def matter_lines(story: Matter, language: Language) -> Iterator[str]:
    """The lines of the story of a record, an observation or an entry."""
    yield title(story, language)
    yield audit_line(story.asked, language)
    if story.kind == "entry" and story.entry is not None:
        yield from section("money", language, entry_lines(story.entry, language))
    if story.kind != "record":
        for one in story.observations:
            yield from _in_full(story, one, language)
        return
    yield from section("events", language, _events(story, language))
    worst = [one for one in story.observations if one.judgement.verdict.code == "breach"]
    for one in worst:
        yield ""
        yield f"━━ {say(one.article.title, language)}"
        yield from _in_full(story, one, language)
    kept = [_kept(one, language) for one in story.observations if one not in worst]
    if kept:
        yield from section("kept", language, kept)
    if not story.observations:
        yield from section("kept", language, [phrase("nothing_told", language)])
    if story.others:
        yield from section("others", language, (_brief(one, language) for one in story.others))


def title(story: Matter, language: Language) -> str:
    """The first line: what the story is about."""
    if story.kind == "entry" or story.record is None:
        return phrase("title_entry", language, id=story.target)
    name = say(story.record.table_name, language)
    head = phrase(
        "title_matter", language, table=name[:1].upper() + name[1:], id=story.record.record_id
    )
    if story.kind == "observation" and story.observations:
        return f"{head} · {say(story.observations[0].article.title, language)}"
    return head


def _in_full(story: Matter, one: Observation, language: Language) -> Iterator[str]:
    yield from section("basis", language, _basis(one, language))
    head = "reckoning" if one.clock is not None else "finding"
    steps = [f"{n}. {say(step.said, language)}" for n, step in enumerate(one.steps, start=1)]
    if one.clock is not None and not one.clock.agrees:
        steps.append(phrase("disagrees", language))
    if steps:
        yield from section(head, language, steps)
    if len(one.held) > 1 or any(each.paused_s or each.share for each in one.held):
        yield from section("holders", language, _holders(story, one, language))
    yield from section("verdict", language, _verdict(story, one, language))
    yield from section("points", language, _points(one, language))
    if story.kind != "entry":
        found = [line for entry in one.entries for line in entry_lines(entry, language)]
        yield from section("money", language, found or [phrase("no_money", language)])
    yield from section("evidence", language, _evidence(story, one, language))


def _basis(one: Observation, language: Language) -> Iterator[str]:
    article = one.article
    yield phrase(
        "cited", language, regulation=say(article.regulation, language),
        locator=article.locator, title=say(article.title, language).rstrip("。."),
    )  # fmt: skip
    if say(article.summary, language):
        yield phrase("summary", language, summary=say(article.summary, language))
    if one.limit is not None:
        yield phrase(
            "limit", language, limit=say(one.limit.said, language),
            source=say(limit_name(one.limit), language),
        )  # fmt: skip
    yield from _answerable(one, language)
    if one.staff_id:
        yield phrase("person", language, person=one.staff_id)
    if not article.is_governing:
        yield phrase("information", language)
    elif not article.is_hard:
        yield phrase("soft", language)
    for key, doubt in (("uncertain", article.uncertain), ("mended", article.mended)):
        if doubt:
            yield phrase(key, language, doubt=say(doubt, language))


def _answerable(one: Observation, language: Language) -> Iterator[str]:
    """Which department is meant, and whether another one answers by the rule of attribution."""
    if one.department is None:
        yield phrase("nobody", language)
    elif one.role is not None and say(one.role, language) != one.department.name:
        yield phrase(
            "answers_role",
            language,
            department=who(one.department, language),
            role=say(one.role, language),
        )
    else:
        yield phrase("answers", language, department=who(one.department, language))
    if one.routed_department is not None and one.routed_department != one.department:
        yield phrase(
            "routed", language, routed=who(one.routed_department, language),
            department=who(one.department, language),
        )  # fmt: skip


def _holders(story: Matter, one: Observation, language: Language) -> Iterator[str]:
    for held in one.held:
        name = who(held.department, language) if held.department else phrase("unheld", language)
        total = span(held.running_s + held.paused_s + held.closed_s)
        line = phrase("held", language, who=name, time=say(total, language))
        if held.paused_s:
            line += phrase("held_paused", language, time=say(span(held.paused_s), language))
        if held.closed_s:
            line += phrase("held_closed", language, time=say(span(held.closed_s), language))
        if held.held_min is not None and held.allowance_min is not None:
            line += phrase(
                "held_of",
                language,
                held=f"{held.held_min:.2f}",
                allowance=f"{held.allowance_min:.2f}",
            )
        if held.share is not None:
            rule = say(held.rule, language) if held.rule else ""
            line += phrase("held_share", language, share=f"{100 * held.share:.2f}%", rule=rule)
        yield line + ("。" if language == "zh" else ".")
    if one.clock is not None and one.clock.agrees and any(each.paused_s for each in one.held):
        yield phrase("unmoved", language)
    if story.holdings and story.holdings[0].basis == "events":
        yield phrase("by_events", language)


def _verdict(story: Matter, one: Observation, language: Language) -> Iterator[str]:
    judgement = one.judgement
    verdict = say(judgement.verdict, language)
    shown = verdict[:1].upper() + verdict[1:]
    if judgement.reason is None:
        yield phrase("judged", language, verdict=shown)
    else:
        yield phrase("judged_why", language, verdict=shown, reason=say(judgement.reason, language))
    meaning = judgement.reason and judgement.reason_meaning
    if meaning and judgement.verdict.code not in ("compliant", "breach"):
        yield phrase("meaning", language, meaning=say(meaning, language))
    if judgement.is_provisional:
        yield phrase("provisional", language)
    if judgement.original_verdict != judgement.verdict:
        yield phrase("original", language, verdict=say(judgement.original_verdict, language))
    yield from decision_lines(judgement.decisions, story.asked, language)
    for appeal in judgement.appeals:
        at = say(instant(appeal.filed_at, story.asked.zone), language) if appeal.filed_at else "–"
        yield phrase(
            "appeal", language, at=at, who=who(appeal.department, language), id=appeal.appeal_id,
            state=say(appeal.state, language),
        )  # fmt: skip


def _points(one: Observation, language: Language) -> Iterator[str]:
    lines = [line for line in one.lines if line.points]
    for line in lines:
        key = {"deduction": "line_lost", "bonus": "line_won"}.get(line.kind.code, "line")
        yield phrase(
            key, language, department=who(line.department, language),
            month=say(month(line.period_from), language), kind=say(line.kind, language),
            points=f"{line.points:+.2f}" if key == "line" else f"{abs(line.points):.2f}", basis=say(line.basis, language),
        ) + ("" if line.is_direct else phrase("among", language))  # fmt: skip
    if not lines:
        yield phrase("no_points", language)


def _evidence(story: Matter, one: Observation, language: Language) -> Iterator[str]:
    zone = story.asked.zone
    if one.source is None:
        yield phrase("derived", language)
    elif story.record is not None:
        yield _row(one.source, say(story.record.table_name, language), language)
    wanted = {one.clock.started_at, one.clock.stopped_at} - {None} if one.clock else set()
    for moment in story.moments:
        if moment.at in wanted and moment.source != one.source and moment.source.file:
            yield phrase(
                "moment_row", language, at=say(instant(moment.at, zone, year=False), language),
                label=say(moment.label, language), file=moment.source.file, row=moment.source.row,
            )  # fmt: skip
    if story.record is not None:
        told = [value for value in story.record.values if MASKED not in value.value.zh][:MANY]
        if told:
            joined = phrase("semicolon", language).join(
                f"{say(value.label, language)}{'：' if language == 'zh' else ': '}{say(value.value, language)}"
                for value in told
            )
            yield phrase("content", language, values=joined)


def _row(source: Source, table: str, language: Language) -> str:
    return phrase(
        "row",
        language,
        table=table[:1].upper() + table[1:],
        file=source.file or "–",
        row=source.row,
    )


def _events(story: Matter, language: Language) -> Iterator[str]:
    for one in story.moments:
        on = day(one.at.astimezone(ZoneInfo(story.asked.zone)).date())
        at = say(on if one.is_date else instant(one.at, story.asked.zone), language)
        name = f"  {who(one.department, language)}" if one.department else ""
        person = f"  {one.staff_id}" if one.staff_id else ""
        yield f"{at}  {say(one.label, language)}{name}{person}"
    if not story.moments:
        yield phrase("no_events", language)


def _kept(one: Observation, language: Language) -> str:
    reason = _aside(one.judgement.reason, language)
    line = phrase(
        "kept_one", language, title=say(one.article.title, language),
        verdict=say(one.judgement.verdict, language), reason=reason,
    )  # fmt: skip
    if one.clock is not None and one.steps and one.clock.due_at is not None:
        last = say(one.steps[-1].said, language)
        return f"{line}{'' if language == 'zh' else ' '}{last}"
    return line


def _brief(one: Brief, language: Language) -> str:
    line = phrase(
        "other", language, title=say(one.title, language), verdict=say(one.verdict, language),
        reason=_aside(one.reason, language),
    )  # fmt: skip
    aside = "" if one.is_governing else phrase("other_information", language)
    return line + aside + ("。" if language == "zh" else ".")


def _aside(reason: Code | None, language: Language) -> str:
    return phrase("reason_aside", language, reason=say(reason, language)) if reason else ""
