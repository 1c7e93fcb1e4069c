"""The rulebook as Markdown pages, one per language: how much of each text is executable, and every clause.

Belongs here: laying out the two pages under `docs/`.
Does not belong here: what is said of a clause (`catalogue.py`, `words.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from rulebook.catalogue import Coverage, Entry, Status, coverage, entries
from rulebook.loader import Rulebook
from rulebook.profile import Regulation
from rulebook.words import FactNames, Language, Words

PAGES: dict[Language, str] = {"en": "rulebook.md", "zh": "rulebook.zh-CN.md"}

_TEXTS: dict[str, tuple[str, str]] = {
    "title": ("规则库", "The rulebook"),
    "intro": (
        (
            "各部法规的可审计条款及其可执行程度。本页由 `rulebook/` 生成，如需修改请改那里的文件，不要改本页。"
            "用 `plumbline rulebook show 条款编号` 可查看一条的全部内容：起止时刻、适用范围、示例和判定语句。"
            "“疑”表示对原文的理解尚有疑点，“改”表示原文无法照字面执行、已作变通，理由列在各表之下。"
            "理由以及资料来源目前只有英文。"
        ),
        (
            "Every auditable clause of the regulations, and how far each can be judged: generated from "
            "`rulebook/`, so edit those files and not this page. `plumbline rulebook show CLAUSE` tells all of "
            "one clause: its moments, population, examples and the statement that judges it. *Doubt* marks a "
            "reading that may be wrong, *mended* a text that could not be executed as written; the reasons "
            "stand below each table."
        ),
    ),
    "coverage": ("可执行程度", "Coverage"),
    "regulation": ("法规", "Regulation"),
    "name": ("名称", "Title"),
    "clauses": ("条款数", "Clauses"),
    "all": ("合计", "All"),
    "doubt": ("疑", "doubt"),
    "mended": ("改", "mended"),
    "n_doubt": ("有疑点", "Doubts"),
    "n_mended": ("有变通", "Mended"),
    "article": ("条文", "Article"),
    "clause": ("条款编号", "Clause"),
    "asks": ("要求", "Requirement"),
    "kind": ("类型", "Kind"),
    "limit": ("限值", "Limit"),
    "status": ("状态", "Status"),
    "money": ("金额", "Money"),
    "notes": ("备注", "Notes"),
    "reasons": ("疑点与变通的理由（{n} 条）", "Doubts, and what was mended ({n} clauses)"),
    "issuer": ("发布单位", "Issued by"),
    "source": ("资料来源", "Source"),
    "covered": ("收录范围", "Covered"),
    "truncated": ("缺失部分", "Missing from the copy"),
    "published": ("发布日期", "Published"),
    "effective": ("施行日期", "In effect from"),
    "note": ("说明", "Note"),
    "unknown": ("不详", "not known"),
    "soft": ("{kind}（只计分）", "{kind}, scored only"),
}


def render(book: Rulebook, language: Language, facts: FactNames) -> str:
    """One page about the whole rulebook."""
    words = Words(book.vocabulary, language, facts)
    lines = [f"# {_text(words, 'title')}", "", _text(words, "intro"), ""]
    lines += [f"## {_text(words, 'coverage')}", "", *_coverage(book, words), ""]
    for code, label in book.vocabulary.clause_statuses.items():
        lines.append(
            f"- **{words.label('clause_statuses', code)}**{words.pick('：', ': ')}{words.say(label.definition)}"
        )
    for name, regulation in sorted(book.regulations.items()):
        lines += ["", *_regulation(book, name, regulation, words)]
    return "\n".join(lines) + "\n"


def pages(book: Rulebook, docs: Path, facts: FactNames) -> dict[Path, str]:
    """Both pages below `docs` and what they must say."""
    return {docs / name: render(book, language, facts) for language, name in PAGES.items()}


def write(book: Rulebook, docs: Path, facts: FactNames) -> list[Path]:
    """Write the pages below `docs`; returns their paths."""
    docs.mkdir(parents=True, exist_ok=True)
    written = pages(book, docs, facts)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(written)


def _text(words: Words, key: str, **values: object) -> str:
    return words.pick(*_TEXTS[key]).format(**values) if values else words.pick(*_TEXTS[key])


def _coverage(book: Rulebook, words: Words) -> Iterator[str]:
    heading = [
        _text(words, "regulation"),
        _text(words, "name"),
        _text(words, "clauses"),
        *(words.label("clause_statuses", one) for one in Status),
        _text(words, "n_doubt"),
        _text(words, "n_mended"),
    ]
    yield from _grid(heading, (_covered(book, one, words) for one in coverage(book)), n_text=2)


def _covered(book: Rulebook, one: Coverage, words: Words) -> list[str]:
    found = book.regulations.get(one.regulation)
    name = f"[{one.regulation}](#{one.regulation})" if found else f"**{_text(words, 'all')}**"
    numbers = [one.n_clauses, *one.by_status.values(), one.n_uncertain, one.n_mended]
    return [name, words.say(found.title) if found else "", *map(str, numbers)]


def _regulation(book: Rulebook, name: str, regulation: Regulation, words: Words) -> Iterator[str]:
    yield from (f"## {name}", "", f"**{words.say(regulation.title)}**", "")
    unknown = _text(words, "unknown")
    facts = {
        "issuer": words.say(regulation.issuer),
        "source": regulation.source_document,
        "covered": words.say(regulation.covered),
        "truncated": words.say(regulation.truncated) if regulation.truncated else "",
        "published": str(regulation.published_on or unknown),
        "effective": str(regulation.effective_on or unknown),
        "note": words.say(regulation.note) if regulation.note else "",
    }
    colon = words.pick("：", ": ")
    yield from (f"- {_text(words, key)}{colon}{text}" for key, text in facts.items() if text)
    listed = entries(book, regulation=name)
    heading = ("article", "clause", "asks", "kind", "limit", "status", "money", "notes")
    yield ""
    yield from _grid(
        [_text(words, one) for one in heading], (_clause(book, one, words) for one in listed)
    )
    yield from _reasons(book, listed, words)


def _clause(book: Rulebook, entry: Entry, words: Words) -> list[str]:
    clause = book.clauses[entry.clause_id]
    limits = [words.limit(version) for version in clause.versions]
    kind = words.label("kinds", entry.kind)
    money = [
        f"{one.ledger} {words.say(book.ledger[one.ledger].title)}{words.pick('：', ': ')}{words.money(one)}"
        for one in clause.consequences
    ]
    marks = (("doubt", entry.is_uncertain), ("mended", entry.is_mended))
    return [
        clause.locator,
        f"`{entry.clause_id}`",
        words.say(clause.title),
        kind if entry.strength == "hard" else _text(words, "soft", kind=kind),
        words.pick("；", "; ").join(dict.fromkeys(filter(None, limits))),
        words.label("clause_statuses", entry.status),
        words.pick("；", "; ").join(money),
        words.listed([_text(words, key) for key, is_so in marks if is_so]),
    ]


def _reasons(book: Rulebook, listed: list[Entry], words: Words) -> Iterator[str]:
    noted = [one for one in listed if one.is_uncertain or one.is_mended]
    if not noted:
        return
    summary = _text(words, "reasons", n=len(noted))
    yield from ("", "<details>", f"<summary>{summary}</summary>", "")
    for one in noted:
        clause = book.clauses[one.clause_id]
        told = [
            f"*{_text(words, key)}*{words.pick('：', ': ')}{_cell(words.say(text))}"
            for key, text in (("doubt", clause.uncertain), ("mended", clause.mended))
            if text
        ]
        yield f"- `{one.clause_id}` {' '.join(told)}"
    yield from ("", "</details>")


def _grid(heading: list[str], rows: Iterable[list[str]], *, n_text: int = 99) -> Iterator[str]:
    """Lay out a Markdown table whose first `n_text` columns are text, the rest numbers."""
    yield f"| {' | '.join(heading)} |"
    yield "|" + "".join("---|" if number < n_text else "--:|" for number in range(len(heading)))
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
