"""How one clause is shown: as text for people, and as data for other programs.

Belongs here: laying out what the rulebook says of a clause.
Does not belong here: the words (`rulebook/words.py`, `rulebook/asks.py`), the facts (`rulebook/catalogue.py`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.fact_names import fact_names
from pipelines.texts import Language, text
from rulebook.asks import Line, asks, in_force
from rulebook.catalogue import (
    OpenNumber,
    competing,
    entry_of,
    find,
    governing,
    memberships,
    open_numbers,
    status,
)
from rulebook.clause import Clause, Consequence
from rulebook.example import Expected
from rulebook.governing import regulation_of, topic_of
from rulebook.loader import Rulebook
from rulebook.version import Kind
from rulebook.words import Words, number
from warehouse.statements import SQL, sql


def statements(clause: Clause) -> list[str]:
    """The statements that judge a clause, by their names below `warehouse/sql/`."""
    if clause.kind is not Kind.RATE_THRESHOLD:
        return [f"evaluate/{clause.kind.value}"]
    found = []
    rates = [version.rate for version in clause.versions if version.rate]
    if any(one.passes for one in rates):
        found.append("evaluate/rate_item")
    named = {"quality_rate": "evaluate/quality_rates", "pressure_rate": "evaluate/pressure_rates"}
    found += sorted({named[one.definition] for one in rates if one.definition})
    return [*found, "evaluate/indicator"]


def as_data(book: Rulebook, clause_id: str, *, with_sql: bool) -> dict[str, Any]:
    """Everything about a clause as mappings and lists, words in both languages."""
    clause = find(book, clause_id)
    facts = fact_names(book)
    both = [Words(book.vocabulary, one, facts) for one in ("zh", "en")]
    regulation, topic = regulation_of(clause_id), topic_of(book, clause_id)
    dumped = clause.model_dump(mode="json", by_alias=True)
    data: dict[str, Any] = {
        **asdict(entry_of(book, clause_id)),
        "regulation_title": book.regulations[regulation].title.model_dump(),
        "issuer": book.regulations[regulation].issuer.model_dump(),
        **{key: dumped[key] for key in ("title", "summary", "term", "uncertain", "mended")},
        "responsible": clause.responsible or None,
        "answers": clause.answers,
        "versions": [
            {
                **dumped["versions"][at],
                "asks": {one.language: asks(one, clause, version) for one in both},
            }
            for at, version in enumerate(clause.versions)
        ],
        "consequences": [
            {
                **dumped["consequences"][at],
                "title": book.ledger[consequence.ledger].title.model_dump(),
                "amount": {one.language: one.money(consequence) for one in both},
            }
            for at, consequence in enumerate(clause.consequences)
        ],
        "competing": competing(book, clause_id),
        "profiles": [
            {
                **asdict(one),
                "governing": governing(book, one.profile, topic) if topic else regulation,
            }
            for one in memberships(book, clause_id)
        ],
        "open_numbers": [
            {
                "name": one.name,
                **one.parameter.model_dump(mode="json", by_alias=True),
                "used_by": one.used_by,
                "set_by": {key: value.model_dump(mode="json") for key, value in one.set_by.items()},
            }
            for one in open_numbers(book, clause_id)
        ],
        "examples": [
            {key: one[key] for key in ("name", "as_of", "parameters", "expect")}
            for one in dumped["examples"]
        ],
    }
    if with_sql:
        data["statements"] = [{"path": _path(one), "text": sql(one)} for one in statements(clause)]
    return data


def print_clause(book: Rulebook, clause_id: str, lang: Language, *, with_sql: bool) -> None:
    """Print everything about a clause in one language."""
    clause, console = find(book, clause_id), Console(highlight=False)
    words = Words(book.vocabulary, lang, fact_names(book))
    console.print(Text(words.say(clause.title), style="bold"))
    _section(console, "", _head(book, clause_id, clause, words))
    for at, version in enumerate(clause.versions):
        span = in_force(words, clause, at)
        heading = text("asked", lang, number=at + 1, span=span)
        _section(console, heading, asks(words, clause, version))
    notes = {
        key: words.say(said)
        for key, said in (("uncertain", clause.uncertain), ("mended", clause.mended))
        if said
    }
    _section(console, text("notes", lang), _told(lang, notes))
    money = [line for one in clause.consequences for line in _money(book, one, words)]
    _section(console, text("money", lang), money)
    _section(console, text("topic_and_profiles", lang), _topic(book, clause_id, words))
    parameters = [line for one in open_numbers(book, clause_id) for line in _open(one, words)]
    _section(console, text("parameters", lang), parameters)
    _print_examples(console, clause, words)
    for name in statements(clause) if with_sql else ():
        console.print(Text(f"\n{text('statement', lang)}: {_path(name)}", style="bold"))
        typer.echo(sql(name))  # unwrapped: made to be copied


def _path(statement: str) -> str:
    return (SQL / f"{statement}.sql").relative_to(SQL.parent.parent).as_posix()


def _section(console: Console, heading: str, lines: list[Line]) -> None:
    """Terms on the left, what is said of them on the right; nothing where there are no lines."""
    if not lines:
        return
    if heading:
        console.print(Text(f"\n{heading[0].upper()}{heading[1:]}", style="bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    last = ""
    for term, said in lines:
        table.add_row(Text(term if term != last else ""), Text(said))
        last = term
    console.print(table)


def _told(lang: Language, facts: dict[str, str]) -> list[Line]:
    return [(text(key, lang), said.strip()) for key, said in facts.items() if said]


def _head(book: Rulebook, clause_id: str, clause: Clause, words: Words) -> list[Line]:
    lang = words.language
    regulation = book.regulations[regulation_of(clause_id)]
    kind = book.vocabulary.kinds[clause.kind]
    role = book.roles.get(clause.responsible)
    found = status(clause)
    facts = {
        "clause": clause_id,
        "regulation": f"{words.say(regulation.title)}{words.pick('，', ', ')}{words.say(regulation.issuer)}",
        "article": clause.locator,
        "summary": words.say(clause.summary),
        "term": clause.term,
        "kind": _with_sense(words, words.say(kind), words.say(kind.definition)),
        "strength": text(clause.strength, lang),
        "status": _with_sense(
            words,
            words.label("clause_statuses", found),
            words.say(book.vocabulary.clause_statuses[found].definition),
        ),
        "responsible": words.say(role) if role else text("own_department", lang),
        "answers": words.label("answerers", clause.answers) if clause.answers else "",
    }
    return _told(lang, facts)


def _with_sense(words: Words, label: str, sense: str) -> str:
    return words.pick(f"{label}（{sense}）", f"{label} ({sense})")


def _money(book: Rulebook, one: Consequence, words: Words) -> list[Line]:
    lang = words.language
    item = book.ledger[one.ledger]
    kind = words.label("ledger_kinds", item.kind)
    lines = [
        (
            kind,
            text(
                "money_of", lang,
                amount=words.money(one), ledger=one.ledger, title=words.say(item.title),
                source=one.source,
            ),
        )
    ]  # fmt: skip
    who = [
        words.label("payer_roles", payer.role)
        if payer.role
        else words.label("account_types", payer.type)
        for payer in item.payers
    ]
    lines.append((text("paid_by", lang), words.listed(who)))
    lines += [(text("only_when", lang), said) for said in words.conditions(one.applies_when)]
    if one.excuses:
        excuses = words.listed([words.label("excuses", code) for code in one.excuses])
        lines.append((text("money_excuses", lang), excuses))
    return lines


def _topic(book: Rulebook, clause_id: str, words: Words) -> list[Line]:
    lang, topic = words.language, topic_of(book, clause_id)
    if topic:
        name = words.pick("{}（`{}`）", "{} (`{}`)").format(words.say(book.topics[topic]), topic)
        lines = [(text("topic", lang), name)]
        lines += [
            (
                text("competing", lang),
                f"{other}{words.pick('：', ': ')}{_titled(book, other, words)}",
            )
            for other in competing(book, clause_id)
        ]
    else:
        lines = [(text("topic", lang), text("no_topic", lang))]
    said: dict[str, list[str]] = {}
    for one in memberships(book, clause_id):
        how = text("governs" if one.governs else "information", lang)
        if topic and not one.governs:
            chosen = governing(book, one.profile, topic)
            by = text("governed_by", lang, regulation=chosen)
            how += words.pick(f"（{by}）", f" ({by})")
        said.setdefault(how, []).append(one.profile)
    if not said:
        return [*lines, (text("profiles", lang), text("not_in_profile", lang))]
    return lines + [
        (text("profiles", lang), f"{words.listed(names)}{words.pick('：', ': ')}{how}")
        for how, names in said.items()
    ]


def _titled(book: Rulebook, clause_id: str, words: Words) -> str:
    clause = book.clauses[clause_id]
    limits = [words.limit(version) for version in clause.versions]
    limit = words.pick("；", "; ").join(filter(None, limits))
    title = words.say(clause.title)
    return words.pick(f"{title}（{limit}）", f"{title} ({limit})") if limit else title


def _open(one: OpenNumber, words: Words) -> list[Line]:
    lang, unit = words.language, one.parameter.unit
    told = [f"{words.say(one.parameter.title)}{words.pick('，', ', ')}{words.label('units', unit)}"]
    setters: dict[str, list[str]] = {}
    for profile, value in one.set_by.items():
        what = text("set_to", lang, value=words.quantity(value.value, unit), source=value.source)
        setters.setdefault(what, []).append(profile)
    told += [
        f"{words.listed(names)}{words.pick('：', ': ')}{what}" for what, names in setters.items()
    ] or [text("set_by_nobody", lang)]
    told += [
        text(
            "could_borrow", lang,
            value=words.quantity(figure.value, figure.unit), source=figure.from_,
        )
        for figure in one.parameter.borrow
    ] or [text("nothing_to_borrow", lang)]  # fmt: skip
    if one.parameter.note:
        told.append(words.say(one.parameter.note))
    if others := len(one.used_by) - 1:
        told.append(text("used_by", lang, n=others))
    return [(one.name, said) for said in told]


def _print_examples(console: Console, clause: Clause, words: Words) -> None:
    lang = words.language
    table = Table(title=None, show_edge=False, pad_edge=False)
    table.add_column(text("example", lang), overflow="fold")
    table.add_column(text("expected", lang), overflow="fold")
    for one in clause.examples:
        table.add_row(Text(words.say(one.name)), Text(_expected(one.expect, words)))
    console.print()
    console.print(table)


def _expected(expect: Expected, words: Words) -> str:
    lang = words.language
    said = [words.label("verdicts", expect.verdict)]
    if expect.reason and not (expect.reason == "late" and expect.late_by_min is not None):
        codes = "reasons" if expect.reason in words.vocabulary.reasons else "excuses"
        said.append(words.label(codes, expect.reason))
    if expect.due_at:
        said.append(text("due", lang, at=expect.due_at.replace("T", " ")))
    if expect.late_by_min is not None:
        said.append(text("late_by", lang, minutes=expect.late_by_min))
    if expect.denominator is not None:
        of = expect.denominator
        alone = words.pick(f"分母 {of}", f"denominator {of}")
        said.append(alone if expect.numerator is None else f"{expect.numerator}/{of}")
    if expect.money is not None:
        yuan = [
            f"{one.ledger} {number(one.amount_cny)}{words.pick('元', ' yuan')}"
            for one in expect.money
        ]
        said += yuan or [text("no_money", lang)]
    return words.pick("，", ", ").join(said)
