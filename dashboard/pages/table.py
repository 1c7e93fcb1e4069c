"""Tables: what a page shows in rows, declared once for the page and for the files that are exported from it.

Belongs here: columns, rows and how a value becomes text. Does not belong here: HTML
(`dashboard/templatetags/tables.py`), files (`dashboard/pages/export.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise

from dashboard.facts.page import Facts, Row
from dashboard.pages import codes, shown
from dashboard.pages.shown import Lang

Text = str | Promise
Kind = Literal[
    "text", "words", "data", "code", "verdict", "number", "measure", "points", "change", "yuan",
    "rate", "share", "percent", "moment", "day", "month", "minutes", "left", "yes", "department", "grade",
    "holder", "parties", "band", "ratio", "limits",
]  # fmt: skip
"""words: a pair of columns key_zh, key_en. data: a text of the utility, in its own language. rate: a fraction
with its interval and counts; share: a fraction with the counts named by `of`. holder: a department, another one
out of scope, or nobody on record; parties: who pays whom; band: the ranks that cannot be told apart; ratio: with its
interval; limits: what a result of water may be at least and at most."""

NUMBERS = {
    "number",
    "measure",
    "points",
    "change",
    "yuan",
    "rate",
    "share",
    "percent",
    "minutes",
    "left",
    "ratio",
}


PAYS = " → "
MANY, MANY_WIDE = 10, 3


@dataclass(frozen=True)
class Column:
    """One column. codes: list of labels of a code; of: the columns a share is a fraction of; sort: the key by
    which a page may be put in the order of this column; unit: the key of the unit of a number; link: where a cell leads;
    places: decimals of a measured number, the same in every row (None: as many as it has).
    is_key: what a row is about, the heading of its card on a phone; if_any: left out on the page, though never in an
    export, where no row has a value other than 0 and no. only: where a column stands in one place alone: numbers that
    a file has in columns of their own may be told in one cell of the page.
    """

    key: str
    title: Text
    kind: Kind = "text"
    codes: str = ""
    of: tuple[str, str] = ("", "")
    sort: str = ""
    unit: str = ""
    link: Callable[[Row], str] | None = None
    is_wide: bool = False
    is_key: bool = False
    if_any: bool = False
    only: Literal["", "page", "file"] = ""
    places: int | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """What of a row a value is told from."""
        match self.kind:
            case "words":
                return (f"{self.key}_zh", f"{self.key}_en")
            case "holder":
                return (self.key, "is_known")
            case "parties":
                return ("payer_type", "payee_type")
            case "band":
                return ("rank_from", "rank_to", "n_ranked", "unranked_reason")
            case "limits":
                return ("low", "high", "limit_unit", "is_not_detectable")
        return (self.key,)

    @property
    def is_number(self) -> bool:
        """Whether values stand to the right, digit under digit."""
        return self.kind in NUMBERS


@dataclass(frozen=True)
class Source:
    """A statement that gives more rows than one page shows; exports run it with a higher limit."""

    name: str
    values: dict[str, Any]
    wanted: tuple[str, ...] = ()
    arranged: str = ""


@dataclass
class Table:
    """A table of a page. name: how exports call it; empty: what to say, and what to do, without rows; marks: the
    class of a row; group: a heading that stands above the rows that share it; most: how many rows the page shows,
    while exports hold them all (0: every one). legend: what a mark means, told beneath the table where a row bears it;
    tags: a short word in the row itself, by mark; is_grid: a table on a phone too, where rows of others become cards.
    """

    name: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Row]
    empty: Text = ""
    note: Text = ""
    source: Source | None = None
    marks: Callable[[Row], str] | None = None
    is_titled: bool = True
    group: Callable[[Row], str] | None = None
    most: int = 0
    legend: Mapping[str, Text] = field(default_factory=dict)
    tags: Mapping[str, Text] = field(default_factory=dict)
    is_grid: bool = False

    @property
    def shown(self) -> Sequence[Row]:
        """The rows that the page shows."""
        return self.rows[: self.most] if self.most else self.rows

    @property
    def n_all(self) -> int:
        """How many rows there are, shown or not."""
        return len(self.rows)

    @property
    def omitted(self) -> Sequence[Column]:
        """Columns without any value, which the page leaves out where they allow it; exports hold them."""
        return [
            one
            for one in self.columns
            if one.if_any and one.only != "file" and not _has_any(one, self.shown)
        ]

    @property
    def seen(self) -> Sequence[Column]:
        """The columns that the page shows."""
        omitted = self.omitted
        return [one for one in self.columns if one.only != "file" and one not in omitted]

    @property
    def exported(self) -> Sequence[Column]:
        """The columns of a file."""
        return [one for one in self.columns if one.only != "page"]

    @property
    def is_dense(self) -> bool:
        """Whether it has so many columns that they must stand closer to fit a desk."""
        return len(self.seen) >= MANY or sum(one.is_wide for one in self.seen) > MANY_WIDE

    @property
    def key(self) -> Column:
        """What a row is about: the column that says so, else the wide or the first one that leads on."""
        seen = self.seen
        linked = [one for one in seen if one.link and not one.is_number]
        named = [one for one in seen if one.is_wide and one.kind in ("words", "data")]
        for found in (
            [one for one in seen if one.is_key],
            [one for one in linked if one.is_wide],
            linked,
            [one for one in seen if one.kind == "department"],
            named,
        ):
            if found:
                return found[0]
        return seen[0]

    @property
    def explained(self) -> Sequence[tuple[str, Text]]:
        """The marks that rows of the page bear, and what each means."""
        if not self.legend or self.marks is None:
            return []
        borne = {one for row in self.shown for one in self.marks(row).split()}
        return [(mark, text) for mark, text in self.legend.items() if mark in borne]


def _has_any(column: Column, rows: Sequence[Row]) -> bool:
    # A count of 0 and a plain no are nothing to show either, where every row says so.
    return any(row.get(key) for row in rows for key in column.keys)


def places_of(rows: Sequence[Row], *keys: str, most: int = 4) -> int:
    """How many decimals the values of some columns need, so that all of them show as many."""
    texts = (shown.trimmed(row.get(key), most) for row in rows for key in keys)
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def text_of(facts: Facts, column: Column, row: Row, lang: Lang) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind
    """A value as it is read."""
    value = row.get(column.key)
    match column.kind:
        case "words":
            return row.get(f"{column.key}_{lang}") or row.get(f"{column.key}_zh") or shown.NONE
        case "code" | "verdict":
            return codes.name(facts, column.codes or "verdicts", value, lang) or shown.NONE
        case "number":
            return shown.number(value)
        case "measure":
            return (
                shown.trimmed(value)
                if column.places is None
                else shown.number(value, column.places)
            )
        case "points" | "yuan":
            return shown.number(value, 2)
        case "change":
            return shown.signed(value)
        case "rate" | "share" | "percent":
            return shown.percent(value)
        case "moment":
            return shown.moment(value)
        case "day":
            return shown.day(value)
        case "month":
            return shown.month(value)
        case "minutes" | "left":
            return shown.minutes(value, lang)
        case "yes":
            words = ("是", "否") if lang == "zh" else ("yes", "no")
            return shown.NONE if value is None else words[0 if value else 1]
        case "department":
            return department_name(facts, value)
        case "holder":
            return holder(facts, value, lang, is_known=bool(row.get("is_known")))
        case "parties":
            return PAYS.join(_party(facts, row, side, lang) for side in ("payer", "payee"))
        case "band":
            return band(facts, row, lang)
        case "limits":
            return limits(row, lang)
        case "ratio":
            low, high = (shown.number(row.get(f"{column.key}_{one}"), 2) for one in ("low", "high"))
            return shown.NONE if value is None else f"{shown.number(value, 2)} ({low}–{high})"
    return shown.NONE if value is None else str(value)


def department_name(facts: Facts, department: str | None) -> str:
    """The name of a department in scope, its id where it has no name."""
    if department is None:
        return shown.NONE
    found = facts.departments().get(department)
    return str(found["name"]) if found and found["name"] else department


def holder(facts: Facts, department: str | None, lang: Lang, *, is_known: bool) -> str:
    """Who held something: a department in scope, another one, or nobody that is on record."""
    if department is not None:
        return department_name(facts, department)
    words = ("其他部门", "another department") if is_known else ("未记录", "not recorded")
    return words[0 if lang == "zh" else 1]


def _party(facts: Facts, row: Row, side: str, lang: Lang) -> str:
    """Who pays or receives: a department by its name, a customer or person with the number."""
    kind, one = row[f"{side}_type"], row[f"{side}_id"]
    if kind == "department" and row[f"is_{side}_known"]:
        return holder(facts, one, lang, is_known=True)
    return f"{codes.name(facts, 'parties', kind, lang)} {one or ''}".rstrip()


def limits(row: Row, lang: Lang) -> str:
    """What a result of water may be: at least, at most, or not there at all."""
    if row.get("is_not_detectable"):
        return "不得检出" if lang == "zh" else "not detectable"
    low, high = (
        None if row.get(key) is None else shown.trimmed(row[key], 8) for key in ("low", "high")
    )
    if low is None and high is None:
        return shown.NONE
    said = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"≤ {high}"
    return f"{said} {row.get('limit_unit') or ''}".strip()


def band(facts: Facts, row: Row, lang: Lang) -> str:
    """The ranks that a department may hold by its interval; why it holds none where it is not ranked."""
    if not row.get("is_ranked"):
        reason = codes.name(facts, "unranked_reasons", row.get("unranked_reason"), lang)
        said = f"不排名：{reason}" if lang == "zh" else f"not ranked: {reason}"
        return said if reason else shown.NONE
    first, last = row["rank_from"], row["rank_to"]
    ranks = str(first) if first == last else f"{first}–{last}"
    return f"{ranks}（共 {row['n_ranked']}）" if lang == "zh" else f"{ranks} of {row['n_ranked']}"
