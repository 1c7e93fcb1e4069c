"""The data dictionary: the table contracts as Markdown pages, one per language.

Belongs here: turning contracts into text for people, and writing the two pages under `docs/`.
Does not belong here: any fact about a table or column (that is in `warehouse/contracts/`), and the
dictionary inside the published file, which is made of comments on its tables and columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from rulebook.strict_yaml import Bilingual
from warehouse.contract import PUBLISHED, Column, ColumnType, Contract, Pii, contracts

Language = Literal["en", "zh"]

PAGES: dict[Language, str] = {"en": "data-dictionary.md", "zh": "data-dictionary.zh-CN.md"}
"""What comes in."""

PUBLISHED_PAGES: dict[Language, str] = {
    "en": "published-file.md",
    "zh": "published-file.zh-CN.md",
}
"""What goes out."""

_PUBLISHED_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "The published file",
        "intro": (
            "What the tables of rules and results in the published DuckDB file mean: generated from "
            "`warehouse/published/`, so edit those files and not this page. Beside them stands a masked "
            "copy of every table of the data dictionary in the schema `evidence`. The same texts are in "
            "the file as comments."
        ),
    },
    "zh": {
        "title": "发布文件",
        "intro": (
            "说明发布的 DuckDB 文件中规则与结果各表的含义。本页由 `warehouse/published/` 生成，"
            "如需修改请改那里的文件，不要改本页。此外，`evidence` 模式中有数据字典各表的脱敏副本。"
            "同样的说明也以注释形式写在文件中。"
        ),
    },
}

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Data dictionary",
        "intro": (
            "What each table of evidence means: generated from `warehouse/contracts/`, so edit those "
            "files and not this page. Any of the names under *Headers in files* is understood as the "
            "column; a file or folder may carry any of the names of its table. Instants without an "
            "offset are local to the utility. Bounds are inclusive: a value outside them is set aside."
        ),
        "tables": "Table | One row is | Key",
        "columns": (
            "Column | Meaning | Type | Unit | Bounds | Required | Headers in files | References "
            "| Personal data | Example"
        ),
        "codes": "Code | Meaning | Words in files",
        "texts": "Code | Words in files",
        "grain": "One row is {}.",
        "key": "Key",
        "names": "Names of files and folders",
        "partition": "Stored by month of",
        "results": "Results that may be censored or in words",
        "changes": "Changes",
        "never": "none: another row with a known key is set aside, the first one stands",
        "values": "Values of",
        "is_key": "key",
        "yes": "yes",
        "colon": ": ",
        "comma": ", ",
        "text": "text",
        "integer": "integer",
        "decimal": "decimal, {} places",
        "boolean": "yes or no",
        "date": "date",
        "instant": "instant",
        "time": "time of day",
        "month": "month",
        "enum": "code",
        "list": "list of codes",
        "pseudonym": "pseudonym",
        "direct": "direct",
        "content": "free text",
    },
    "zh": {
        "title": "数据字典",
        "intro": (
            "说明每张证据表的含义。本页由 `warehouse/contracts/` 生成，如需修改请改那里的文件，不要改本页。"
            "“文件中的表头”所列名称都会识别为该列；文件或文件夹可使用该表的任一名称。"
            "未注明时差的时间按企业所在地时间理解。取值范围含两端，超出范围的值转入隔离区。"
        ),
        "tables": "表 | 一行表示 | 主键",
        "columns": (
            "列 | 含义 | 类型 | 单位 | 取值范围 | 必填 | 文件中的表头 | 引用 | 个人信息 | 示例"
        ),
        "codes": "代码 | 含义 | 文件中的写法",
        "texts": "代码 | 文件中的写法",
        "grain": "一行表示{}。",
        "key": "主键",
        "names": "文件和文件夹名称",
        "partition": "按月存放，依据",
        "results": "可能低于检出限或以文字表述的结果",
        "changes": "更改",
        "never": "只增不改：同一主键内容不同的后来行转入隔离区，以先收到的为准",
        "values": "取值",
        "is_key": "主键",
        "yes": "是",
        "colon": "：",
        "comma": "、",
        "text": "文本",
        "integer": "整数",
        "decimal": "小数，{} 位",
        "boolean": "是/否",
        "date": "日期",
        "instant": "时间（日期和钟点）",
        "time": "钟点",
        "month": "月份",
        "enum": "代码",
        "list": "代码列表",
        "pseudonym": "化名",
        "direct": "直接标识",
        "content": "自由文本",
    },
}


def render(
    tables: Mapping[str, Contract], language: Language, *, is_published: bool = False
) -> str:
    """Return one page that describes every table, in the order given."""
    words = {**_WORDS[language], **(_PUBLISHED_WORDS[language] if is_published else {})}
    overview = (
        [f"[{name}](#{name})", _say(one.grain, language), _names(one.key, words)]
        for name, one in tables.items()
    )
    lines = [f"# {words['title']}", "", words["intro"], "", *_grid(words["tables"], overview)]
    for one in tables.values():
        lines += ["", *_table(one, language)]
    return "\n".join(lines) + "\n"


def write(docs: Path) -> list[Path]:
    """Write the pages of all contracts below `docs`; returns their paths."""
    docs.mkdir(parents=True, exist_ok=True)
    written = []
    for path, text in pages(docs).items():
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def pages(docs: Path) -> dict[Path, str]:
    """Every generated page below `docs` and what it must say."""
    going_in = {docs / name: render(contracts(), language) for language, name in PAGES.items()}
    going_out = {
        docs / name: render(contracts(PUBLISHED), language, is_published=True)
        for language, name in PUBLISHED_PAGES.items()
    }
    return going_in | going_out


def _table(contract: Contract, language: Language) -> Iterator[str]:
    words = _WORDS[language]
    yield from (f"## {contract.table}", "", words["grain"].format(_say(contract.grain, language)))
    results = contract.results.model_dump().values() if contract.results else ()
    facts = {
        "key": _names(contract.key, words),
        "partition": _names(filter(None, [contract.partition_by]), words),
        "results": _names(results, words),
        "changes": words["never"] if contract.append_only else "",
        "names": words["comma"].join([f"`{contract.table}`", *contract.aliases]),
    }
    yield ""
    yield from (f"- {words[fact]}{words['colon']}{text}" for fact, text in facts.items() if text)
    yield ""
    rows = (_column(contract, name, one, language) for name, one in contract.columns.items())
    yield from _grid(words["columns"], rows)
    for name, one in contract.columns.items():
        yield from _values(name, one, language)


def _column(contract: Contract, name: str, column: Column, language: Language) -> list[str]:
    words = _WORDS[language]
    required = words["yes"] if column.required else ""
    return [
        f"`{name}`",
        column.zh if language == "zh" else column.en,
        words[column.type].format(column.scale),
        column.unit,
        _bounds(column),
        words["is_key"] if name in contract.key else required,
        words["comma"].join(column.aliases),
        f"`{column.references}`" if column.references else "",
        "" if column.pii is Pii.NONE else words[column.pii],
        column.example,
    ]


def _bounds(column: Column) -> str:
    low = "" if column.min is None else f"{column.min:g}"
    high = "" if column.max is None else f"{column.max:g}"
    if low and high:
        return f"{low} … {high}"
    return f"≥ {low}" if low else f"≤ {high}" if high else ""


def _values(name: str, column: Column, language: Language) -> Iterator[str]:
    """List the codes of a column with their labels and the words that stand for them in files."""
    if not (column.values or column.value_aliases):
        return
    words = _WORDS[language]
    spoken: dict[str, list[str]] = {code: [] for code in column.values}
    for word, code in column.value_aliases.items():
        spoken.setdefault(code, []).append(word)
    coded = column.type in (ColumnType.ENUM, ColumnType.LIST)
    rows = (
        [
            f"`{code}`",
            *([_say(column.values[code], language)] if coded else []),
            words["comma"].join(written),
        ]
        for code, written in spoken.items()
    )
    yield from ("", f"### {words['values']} `{name}`", "")
    yield from _grid(words["codes" if coded else "texts"], rows)


def _say(text: Bilingual, language: Language) -> str:
    return text.zh if language == "zh" else text.en


def _names(columns: Iterable[str], words: Mapping[str, str]) -> str:
    return words["comma"].join(f"`{name}`" for name in columns)


def _grid(heading: str, rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Lay out a Markdown table; `heading` holds its column titles, separated by bars."""
    yield f"| {heading} |"
    yield f"|{'---|' * len(heading.split('|'))}"
    for row in rows:
        yield f"| {' | '.join(_cell(text) for text in row)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
