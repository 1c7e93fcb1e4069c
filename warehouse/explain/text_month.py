"""A department's month as plain text: points and yuan line by line, with the sums shown.

Belongs here: order and layout of a month's text. Does not belong here: single matters (`text.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from warehouse.explain.codes import month
from warehouse.explain.parts import Line
from warehouse.explain.phrases import Language, phrase, say, who
from warehouse.explain.story import Month
from warehouse.explain.text_parts import audit_line, decision_lines, entry_lines, section, yuan

ENTRIES = 10
"""Ledger entries that are told, the largest; the sums are over all of them."""


def month_lines(story: Month, language: Language) -> Iterator[str]:
    """The lines of the story of a department's month."""
    yield phrase(
        "title_month", language, department=who(story.department, language),
        month=say(month(story.period_from), language),
    )  # fmt: skip
    yield audit_line(story.asked, language)
    yield ""
    yield _card(story, language)
    yield _coverage(story, language)
    yield from section("addends", language, _addends(story, language))
    if story.without is not None:
        yield from section("without_head", language, _without(story, language))
    if story.behind:
        yield from section("behind", language, _behind(story, language))
    yield from section("money", language, _money(story, language))
    if story.settled:
        yield from section("settled", language, _settled(story, language))
    yield from section("unassessed", language, _unassessed(story, language))
    if story.restatements:
        yield from section("restatements", language, _restatements(story, language))
    if story.decisions:
        yield from section(
            "month_decisions", language, decision_lines(story.decisions, story.asked, language)
        )


def _stop(language: Language) -> str:
    return "。" if language == "zh" else "."


def _card(story: Month, language: Language) -> str:
    if story.points is None:
        line = phrase("unscored", language)
    else:
        none = phrase("none", language)
        line = phrase("card", language, points=f"{story.points:.2f}", grade=story.grade or none)
    line += phrase("card_state", language, state=say(story.state, language))
    if story.rank_from is not None:
        line += phrase(
            "rank", language, low=story.rank_from, high=story.rank_to, n=story.n_ranked or "–"
        )
    elif story.unranked is not None:
        line += phrase("unranked", language, reason=say(story.unranked, language))
    if story.grade_reason is not None:
        line += phrase("semicolon", language) + say(story.grade_reason, language)
    return line + _stop(language)


def _coverage(story: Month, language: Language) -> str:
    if story.coverage_rate is None:
        return phrase("no_coverage", language)
    confidence = ""
    if story.confidence_rate is not None:
        confidence = phrase("confidence", language, rate=f"{story.confidence_rate:.4f}")
    return confidence + phrase(
        "coverage", language, rate=f"{100 * story.coverage_rate:.0f}%", all=story.n_clauses,
        assessed=story.n_clauses_assessed, breaches=f"{story.n_breaches:,}",
    )  # fmt: skip


def _addends(story: Month, language: Language) -> Iterator[str]:
    shown = [one for one in story.lines if one.points]
    for one in shown:
        yield f"{one.points:>+9.2f}  {_basis(one, language)}"
    free = sum(1 for one in story.lines if not one.points and not one.amount_cny)
    if free:
        yield phrase("free", language, n=free)
    check = story.checks[0]
    none = phrase("none", language)
    yield phrase(
        "sum_points", language,
        of_lines=none if check.of_lines is None else f"{check.of_lines:.2f}",
        card=none if check.on_scorecard is None else f"{check.on_scorecard:.2f}",
        agrees=phrase("agree" if check.agrees else "disagree", language),
    )  # fmt: skip


def _basis(one: Line, language: Language) -> str:
    kind, basis = say(one.kind, language), say(one.basis, language)
    return (
        basis
        if kind in basis or one.kind.code == "deduction"
        else f"{kind}{'：' if language == 'zh' else ': '}{basis}"
    )


def _without(story: Month, language: Language) -> Iterator[str]:
    if story.without is None:
        return
    (line,) = [one for one in story.lines if one.line_id == story.without.line_id]
    yield phrase(
        "without", language, basis=say(line.basis, language), points=f"{story.without.points:.2f}",
        grade=story.without.grade or phrase("none", language),
    )  # fmt: skip


def _behind(story: Month, language: Language) -> Iterator[str]:
    for one in story.behind:
        yield phrase("behind_one", language, basis=say(one.line.basis, language))
        if not one.first:
            yield f"    {phrase('behind_none', language)}"
            continue
        yield f"    {phrase('behind_n', language, n=f'{one.n_breaches:,}', shown=len(one.first))}"
        for brief in one.first:
            reason = say(brief.reason, language) if brief.reason else say(brief.verdict, language)
            yield f"    · {brief.observation_id}{'：' if language == 'zh' else ': '}{reason}"


def _money(story: Month, language: Language) -> Iterator[str]:
    shown = sorted(story.entries, key=lambda one: one.amount_cny or 0, reverse=True)[:ENTRIES]
    for entry in shown:
        yield from entry_lines(entry, language)
    if len(story.entries) > len(shown):
        yield phrase("more_entries", language, n=len(story.entries) - len(shown))
    for check in story.checks[1:]:
        what = say(check.what, language)
        yield phrase(
            "sum_money", language, what=what[:1].upper() + what[1:],
            of_lines=yuan(check.of_lines, language), card=yuan(check.on_scorecard, language),
            agrees=phrase("agree" if check.agrees else "disagree", language),
        )  # fmt: skip


def _settled(story: Month, language: Language) -> Iterator[str]:
    for one in story.settled:
        unbooked = say(one.unbooked, language) if one.unbooked else ""
        yield say(one.basis, language) + phrase(
            "settled_shown" if unbooked else "settled_booked", language, reason=unbooked
        )


def _restatements(story: Month, language: Language) -> Iterator[str]:
    none = phrase("none", language)
    for one in story.restatements:
        yield phrase(
            "restated", language, month=say(month(one.month), language), item=one.item,
            cause=say(one.cause, language), old=one.old or none, new=one.new or none,
            points=f"{one.points:+.2f}", amount=yuan(one.amount_cny, language),
            booked=say(month(one.booked_in), language),
        )  # fmt: skip


def _unassessed(story: Month, language: Language) -> Iterator[str]:
    for one in story.unassessed:
        reason = (
            phrase("reason_aside", language, reason=say(one.reason, language)) if one.reason else ""
        )
        yield phrase(
            "unassessed_one", language, title=say(one.title, language),
            verdict=say(one.verdict, language), reason=reason, n=f"{one.n_records:,}",
        )  # fmt: skip
    if not story.unassessed:
        yield phrase("all_assessed", language)
