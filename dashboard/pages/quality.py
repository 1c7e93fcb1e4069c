"""Data quality: files, the accounting identity, what was set aside, and the checks that did not pass.

Belongs here: what this page asks and lays out. Does not belong here: SQL.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from dashboard.facts.middleware import facts_of
from dashboard.facts.page import Row
from dashboard.pages import marks, shown
from dashboard.pages.respond import respond
from dashboard.pages.table import Column, Source, Table

SHOWN = 200


def quality(request: HttpRequest) -> HttpResponseBase:
    """Whether the evidence can be believed, and what the utility has to deliver again."""
    facts = facts_of(request)
    accounts = facts.ask("reconciliation")
    totals = {
        key: sum(row[key] for row in accounts)
        for key in ("n_received", "n_accepted", "n_repeated", "n_corrected", "n_quarantined")
    }
    files = facts.ask("files")
    repeated = sum(row["status"] == "duplicate" for row in files)
    checks = facts.ask("checks", whole=facts.scope.is_whole)
    faults = [row for row in checks if not row["is_of_results"]]
    pipeline = facts.one("pipeline") or {}
    return respond(
        request,
        "quality",
        title=lazy("数据质量"),
        tables=[
            _accounts(accounts),
            _files(files),
            _reasons(facts.ask("quarantine_reasons")),
            _quarantine(facts.ask("quarantine", limit=SHOWN, offset=0)),
            checks_table(faults),
            *(
                [results_table([row for row in checks if row["is_of_results"]])]
                if facts.scope.is_whole
                else []
            ),
        ],
        totals=totals,
        pipeline=pipeline,
        shown_most=SHOWN,
        has_docs=facts.scope.is_whole and (Path(settings.DATA_DOCS) / "index.html").exists(),
        tiles=[
            {
                "title": _("收到的行"),
                "value": shown.number(totals["n_received"]),
                "note": _("%(n)s 个文件，其中重复报送 %(repeated)s 个")
                % {
                    "n": shown.number(len(files)),
                    "repeated": shown.number(repeated),
                },
                "state": "plain",
                "link": "#files",
            },
            {
                "title": _("采用的行"),
                "value": shown.number(totals["n_accepted"]),
                "note": _("另有重复文件 %(repeated)s 行，被更正 %(corrected)s 行")
                % {
                    "repeated": shown.number(totals["n_repeated"]),
                    "corrected": shown.number(totals["n_corrected"]),
                },
                "state": "plain",
                "link": "#accounts",
            },
            {
                "title": _("隔离的行"),
                "value": shown.number(totals["n_quarantined"]),
                "note": _("需更正后重新交付") if totals["n_quarantined"] else _("没有需要更正的行"),
                "state": "soon" if totals["n_quarantined"] else "plain",
                "link": "#reasons",
            },
            {
                "title": _("未通过的数据检查"),
                "value": shown.number(len(faults)),
                "note": (
                    _("共 %(n)s 项检查；未达标的指标 %(missed)s 项另列")
                    if facts.scope.is_whole
                    else _("共 %(n)s 项检查")
                )
                % {
                    "n": shown.number(pipeline.get("n_checks", 0)),
                    "missed": shown.number(len(checks) - len(faults)),
                },
                "state": "soon" if faults else "plain",
                "link": "#checks",
            },
        ],
    )


def _accounts(rows: list[Row]) -> Table:
    return Table(
        "accounts",
        lazy("每一行都有去处"),
        [
            Column("table_name", lazy("表"), "code", codes="tables"),
            Column("n_files", lazy("文件数"), "number"),
            Column("n_received", lazy("收到"), "number"),
            Column("n_accepted", lazy("采用"), "number"),
            Column("n_repeated", lazy("重复文件"), "number"),
            Column("n_corrected", lazy("被更正"), "number"),
            Column("n_quarantined", lazy("隔离"), "number"),
            Column("n_stored", lazy("库中"), "number"),
            Column("is_balanced", lazy("相符"), "yes"),
        ],
        rows,
        empty=lazy("还没有收到任何数据。请把文件放进收件目录后运行审计。"),
        note=lazy("收到 = 采用 + 重复文件 + 被更正 + 隔离，且采用 = 库中；不相符时审计不会发布。"),
        marks=lambda row: "" if row["is_balanced"] else "bad",
        legend=marks.UNBALANCED,
    )


def _files(rows: list[Row]) -> Table:
    return Table(
        "files",
        lazy("收到的文件"),
        [
            Column("file", lazy("文件"), "data", is_wide=True),
            Column("table_name", lazy("表"), "code", codes="tables"),
            Column("status", lazy("状态"), "code", codes="file_statuses"),
            Column("n_received", lazy("收到"), "number"),
            Column("n_accepted", lazy("采用"), "number"),
            Column("n_repeated", lazy("重复文件"), "number"),
            Column("n_corrected", lazy("被更正"), "number"),
            Column("n_quarantined", lazy("隔离"), "number"),
            Column("problem", lazy("问题"), "data", is_wide=True),
            Column("remedy", lazy("处理办法"), "data", if_any=True),
            Column("unknown_headers", lazy("未识别的表头"), "data", if_any=True),
            Column("sha256", lazy("哈希（前 12 位）"), "text"),
        ],
        [
            {**row, **{key: shown.in_language(row[key]) for key in ("problem", "remedy")}}
            for row in rows
        ],
        empty=lazy("还没有收到任何文件。"),
        marks=lambda row: "bad" if row["status"] in ("rejected", "unknown") else "",
        legend=marks.REFUSED,
    )


def _reasons(rows: list[Row]) -> Table:
    return Table(
        "reasons",
        lazy("为什么被隔离"),
        [
            Column("n", lazy("处数"), "number"),
            Column("table_name", lazy("表"), "code", codes="tables"),
            Column("column_name", lazy("列"), "text"),
            Column("reason", lazy("原因"), "words", is_wide=True),
            Column("n_files", lazy("文件数"), "number"),
        ],
        rows,
        empty=lazy("没有被隔离的行。"),
    )


def _quarantine(rows: list[Row]) -> Table:
    return Table(
        "quarantine",
        lazy("需要更正的值"),
        [
            Column("file", lazy("文件"), "data", is_wide=True),
            Column("source_row", lazy("行"), "number"),
            Column("table_name", lazy("表"), "code", codes="tables"),
            Column("column_name", lazy("列"), "text"),
            Column("value", lazy("值"), "data"),
            Column("reason", lazy("原因"), "words", is_wide=True),
        ],
        rows,
        empty=lazy("您的范围内没有需要更正的值。"),
        note=lazy("下载后按文件和行更正，连同整行重新交付即可。") if rows else "",
        source=Source("quarantine", {}),
    )


def checks_table(rows: list[Row]) -> Table:
    """Checks of the evidence that did not pass, or could not run."""
    return Table(
        "checks",
        lazy("未通过的数据检查"),
        [
            Column("check_name", lazy("检查"), "text", is_key=True),
            Column("table_name", lazy("表"), "code", codes="tables"),
            Column("column_name", lazy("列"), "text"),
            Column("outcome", lazy("结果"), "code", codes="check_outcomes"),
            Column("severity", lazy("严重程度"), "code", codes="severities"),
            Column("n_checked", lazy("检查条数"), "number"),
            Column("n_unexpected", lazy("不符"), "number"),
            Column("detail", lazy("说明"), "data", is_wide=True),
        ],
        _told(rows),
        empty=lazy("所有数据检查都已通过。"),
        marks=lambda row: "bad" if row["severity"] == "error" else "",
        legend=marks.SEVERE,
    )


def results_table(rows: list[Row]) -> Table:
    """Thresholds that the utility is known by, where a month missed one: a result, not a fault of the evidence."""
    return Table(
        "results",
        lazy("未达标的主要指标"),
        [
            Column("check_name", lazy("指标"), "code", codes="threshold_checks"),
            Column("outcome", lazy("结果"), "code", codes="check_outcomes"),
            Column("n_checked", lazy("评价的月份"), "number"),
            Column("n_unexpected", lazy("未达标的月份"), "number"),
            Column("detail", lazy("说明"), "data", is_wide=True),
        ],
        _told(rows),
        empty=lazy("主要指标各月均达标。"),
        note=lazy("这些是服务结果，不是数据缺陷：数据照常采用，审计照常发布。"),
    )


def _told(rows: list[Row]) -> list[Row]:
    return [{**row, "detail": shown.in_language(row["detail"])} for row in rows]
