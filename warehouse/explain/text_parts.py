"""What the texts of matters and of months share: headings, money, decisions.

Belongs here: lines that stand in both kinds of text. Does not belong here: their order (`text.py`,
`text_month.py`), the wording (`phrases.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from warehouse.explain.codes import instant, money
from warehouse.explain.parts import Asked, Decision, Entry
from warehouse.explain.phrases import Language, phrase, say, who


def audit_line(asked: Asked, language: Language) -> str:
    """From which audit the story is told."""
    return phrase(
        "audit", language, as_of=say(instant(asked.as_of, asked.zone), language),
        profile=say(asked.profile, language), audit_id=asked.audit_id,
    )  # fmt: skip


def section(heading: str, language: Language, lines: Iterable[str]) -> Iterator[str]:
    """A heading with indented lines below it."""
    yield ""
    yield f"【{phrase(heading, language)}】" if language == "zh" else phrase(heading, language)
    for line in lines:
        yield f"  {line}"


def decision_lines(
    decisions: Iterable[Decision], asked: Asked, language: Language
) -> Iterator[str]:
    """Who decided what, and when."""
    for one in decisions:
        line = phrase(
            "decision", language,
            at=say(instant(one.decided_at, asked.zone), language) if one.decided_at else "–",
            kind=say(one.kind, language), id=one.decision_id, status=say(one.status, language),
            effect=say(one.effect, language).rstrip("。."),
        )  # fmt: skip
        if one.decided_by:
            line += phrase("decided_by", language, by=one.decided_by)
        if one.refusal is not None:
            line += phrase("refused", language, why=say(one.refusal, language))
        yield line + ("。" if language == "zh" else ".")


def entry_lines(entry: Entry, language: Language) -> Iterator[str]:
    """One ledger entry: from whom to whom, how much, how reached, and what became of it."""
    kind = say(entry.kind, language)
    yield phrase(
        "entry_step" if entry.is_step else "entry", language,
        kind=kind[:1].upper() + kind[1:], amount=yuan(entry.amount_cny, language),
        payer=who(entry.payer, language), payee=who(entry.payee, language),
        ledger=entry.ledger_id, id=entry.entry_id, status=say(entry.status, language),
    )  # fmt: skip
    for step in entry.steps:
        yield say(step.said, language)
    yield phrase("entry_basis", language, basis=say(entry.basis, language).rstrip("。."))
    if entry.stated_cny is not None and entry.stated_cny != entry.amount_cny:
        yield phrase("stated", language, amount=yuan(entry.stated_cny, language))
    if entry.low_cny is not None and entry.high_cny is not None and entry.low_cny != entry.high_cny:
        yield phrase(
            "range",
            language,
            low=yuan(entry.low_cny, language),
            high=yuan(entry.high_cny, language),
        )
    if entry.payer_role is not None:
        yield phrase("paid_as", language, role=say(entry.payer_role, language))
    if entry.restates:
        yield phrase("restates", language, id=entry.restates)
    if entry.absorbed_by:
        yield phrase("absorbed", language, id=entry.absorbed_by)
    if entry.decision_id:
        yield phrase("by_decision", language, id=entry.decision_id)


def yuan(amount: object, language: Language) -> str:
    """An amount of money, or that it is still to be decided."""
    if isinstance(amount, Decimal):
        return phrase("yuan", language, amount=money(amount))
    return phrase("undecided", language)
