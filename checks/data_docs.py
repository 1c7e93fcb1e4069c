"""The Data Docs of the contract checks, as a folder that opens from disk, without a network.

Belongs here: making the pages that Great Expectations renders self-contained, the index, the swap.
Does not belong here: running checks. This module does not import Great Expectations.

As rendered, pages fetch styles, icons and scripts from half a dozen public servers. Where these cannot
be reached the index stays empty (a script fills it) and a status, which is an icon only, invisible; and
where a firewall swallows the requests, the browser waits for each. So scripts and remote references are
taken out, a small style sheet takes their place, and the index is our own.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from checks.outcome import ERROR, FAILED, NOT_RUN, PASSED, WARNING, CheckOutcome

# Everything that wants the network, and what does not work without its scripts (the filter buttons).
_LOOSE_ENDS = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<footer\b.*?</footer>"
    r"|<title>.*?</title>|<label\b.*?</label>|\(Background on this error[^)]*\)|url\('https?:[^']*'\)",
    re.DOTALL | re.IGNORECASE,
)
_STYLE = """
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 1rem 2rem;
  color: #1f2328; background: #fff; }
table { border-collapse: collapse; margin: .5rem 0; }
th, td { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid #d8dee4; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; } h4, h5, h6 { margin: .6rem 0 .2rem; }
a { color: #0550ae; }
i.fa-check-circle::before { content: "✓"; font-style: normal; font-weight: bold; color: #1a7f37; }
i.fa-times::before { content: "✗"; font-style: normal; font-weight: bold; color: #b3261e; }
i.fa-exclamation-triangle::before { content: "!"; font-style: normal; font-weight: bold; color: #9a6700; }
.alert { border-left: 4px solid #d8dee4; padding-left: .6rem; }
.badge { background: #eef1f4; border-radius: 4px; padding: 0 .3rem; }
.breadcrumb { list-style: none; display: flex; gap: .5rem; padding: 0; }
.card:not(.collapse), .collapse { display: none; }
.collapse:target { display: block; }
.navbar { height: auto !important; position: static !important; }
"""
_WORDS = {
    (FAILED, ERROR): "不合格 / failed",
    (FAILED, WARNING): "提示 / warning",
    (NOT_RUN, ERROR): "未执行 / not run",
}


@dataclass(frozen=True)
class Summary:
    """A table as the index lists it; n_rows is None for a table that could not be read."""

    table: str
    zh: str
    en: str
    n_rows: int | None


def write_site(
    data_docs: Path,
    render: Callable[[Path], object],
    summaries: list[Summary],
    outcomes: list[CheckOutcome],
) -> None:
    """Replace the folder `data_docs` by what `render` writes, made self-contained.

    A folder cannot be replaced in one step as a file can; it is built beside and the two are renamed,
    so that for an instant there is none, but never half a new one or a mixture with an old one.
    """
    data_docs.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{data_docs.name}.", dir=data_docs.parent))
    try:
        site = beside / "site"
        site.mkdir()
        render(site)
        # Fonts and pictures that nothing refers to any more.
        shutil.rmtree(site / "static", ignore_errors=True)
        for page in site.rglob("*.html"):
            page.write_text(_self_contained(page.read_text("utf-8"), page.stem), "utf-8")
        (site / "index.html").write_text(_index(site, summaries, outcomes), "utf-8")
        if data_docs.exists():
            data_docs.rename(beside / "old")
        site.rename(data_docs)
    except Exception:
        # Better no pages than yesterday's under today's name.
        shutil.rmtree(data_docs, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _self_contained(page: str, title: str) -> str:
    bare = _LOOSE_ENDS.sub("", page)
    head = f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
    return bare.replace("</head>", head, 1)


def _index(site: Path, summaries: list[Summary], outcomes: list[CheckOutcome]) -> str:
    """Give the first page: what did not pass, then every table."""
    wrong = [one for one in outcomes if one.outcome != PASSED]
    lines = [_wrong_line(one) for one in sorted(wrong, key=lambda one: one.severity)]
    nothing = "<p>全部合格 / everything passed</p>"
    faults = _table(["结果 / result", "检查 / check", "行数 / rows", "说明 / detail"], lines)
    tables = _table(
        [
            "表 / table",
            "行数 / rows",
            "检查 / checks",
            "不合格 / failed",
            "提示 / warnings",
            "未执行 / not run",
        ],
        [_table_line(site, one, outcomes) for one in summaries],
    )
    return (
        "<!DOCTYPE html>\n<html lang='zh'><head><meta charset='utf-8'>"
        f"<title>证据检查 / Evidence checks</title><style>{_STYLE}</style></head><body>"
        "<h1>证据检查 / Evidence checks</h1>"
        f"<h2>未通过 / Not passed</h2>{faults if lines else nothing}"
        f"<h2>各表 / Tables</h2>{tables}</body></html>\n"
    )


def _wrong_line(one: CheckOutcome) -> list[str]:
    n_rows = "" if one.n_unexpected is None else f"{one.n_unexpected:,} / {one.n_checked or 0:,}"
    word = _WORDS[one.outcome, one.severity]
    return [word, escape(one.check_name), n_rows, escape(one.detail)]


def _table_line(site: Path, summary: Summary, outcomes: list[CheckOutcome]) -> list[str]:
    name = f"{escape(summary.table)} {escape(summary.zh)} / {escape(summary.en)}"
    pages = sorted((site / "validations" / summary.table).rglob("*.html"))
    if pages:
        name = f"<a href='{escape(pages[0].relative_to(site).as_posix())}'>{name}</a>"
    mine = [one for one in outcomes if one.table_name == summary.table]
    found = [(one.outcome, one.severity) for one in mine]
    rows = "不可读 / unreadable" if summary.n_rows is None else f"{summary.n_rows:,}"
    counts = [len(found), *(found.count(kind) for kind in _WORDS)]
    return [name, rows, *(str(count) if mine else "" for count in counts)]


def _table(headings: list[str], lines: Iterable[list[str]]) -> str:
    head = "".join(f"<th>{heading}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in line)}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
