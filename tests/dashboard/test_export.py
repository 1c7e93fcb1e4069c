"""Files hold exactly what the page shows, and nothing in them runs."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal

import polars as pl
import pytest
from django.test import Client

from dashboard.facts.copying import _copying
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.export import LIMITS, _csv, _parquet, _xlsx, spread
from dashboard.pages.table import Column
from tests.dashboard.conftest import WHOLE, Login

QUERY = "/observations/?verdict=breach&table=observations&export=parquet"
RISKY = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "plain", None]
COLUMNS = [Column("text", "文字", "text"), Column("amount", "金额", "yuan")]
ROWS = [{"text": one, "amount": Decimal("-12.50")} for one in RISKY]


def content(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    return response.getvalue()


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(facts: Callable[[Scope], Facts]) -> None:
    made = _csv(facts(WHOLE), COLUMNS, ROWS, "zh")
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    assert rows[0] == ["文字", "金额"]
    assert [row[0] for row in rows[1:6]] == ["'=HYPERLINK(1)", "'+1", "'-1", "'@x", "'\tx"]
    assert rows[6] == ["plain", "-12.50"], "numbers stay numbers"


def test_xlsx_has_no_formulas_and_no_links(facts: Callable[[Scope], Facts]) -> None:
    made = _xlsx(facts(WHOLE), COLUMNS, ROWS, "zh")
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("hyperlink(1)", "")
    assert "<v>-12.5</v>" in sheet


def test_parquet_keeps_types() -> None:
    made = pl.read_parquet(io.BytesIO(_parquet(COLUMNS, ROWS)))
    assert made["amount"].dtype == pl.Decimal(38, 8)
    assert made["text"][0] == "=HYPERLINK(1)"


def test_a_file_holds_all_rows_that_fit_the_filters(login: Login) -> None:
    client = login("auditor", "en")
    page = client.get("/observations/?verdict=breach").content.decode()
    total = int(re.search(r"1–50 of ([\d,]+)", page)[1].replace(",", ""))  # type: ignore[index]
    query = "/observations/?verdict=breach&table=observations&export="
    table = pl.read_parquet(io.BytesIO(content(client, query + "parquet")))
    assert len(table) == total
    assert set(table["verdict"]) == {"breach"}
    rows = list(csv.reader(io.StringIO(content(client, query + "csv").decode("utf-8-sig"))))
    assert len(rows) == total + 1
    assert {row[0] for row in rows[1:]} == {"breach"}


def test_what_a_page_tells_in_one_cell_has_columns_of_its_own_in_a_file(login: Login) -> None:
    client = login("auditor", "zh")
    page = client.get("/money/").content.decode()
    assert "支付方 → 收款方</th>" in page
    assert "收款方编号</th>" not in page
    head, *rows = csv.reader(
        io.StringIO(content(client, "/money/?export=csv&table=entries").decode("utf-8-sig"))
    )
    assert {"支付方", "收款方", "收款方编号", "台账条目"} <= set(head)
    assert "支付方 → 收款方" not in head
    row = dict(zip(head, rows[0], strict=True))
    told = " ".join(filter(None, (row["支付方"], "→", row["收款方"], row["收款方编号"])))
    assert told in re.sub(r"<[^>]+>", "", page)


@pytest.mark.parametrize(
    ("lang", "headings"),
    [
        ("zh", ("所属月份", "超时（分钟）", "单位")),
        ("en", ("Month", "Late by (minutes)", "Unit")),
    ],
)
def test_headings_of_a_file_say_what_its_numbers_are(
    login: Login, lang: str, headings: tuple[str, ...]
) -> None:
    client = login("auditor", lang)
    query = "/observations/?verdict=breach&table=observations&export=csv"
    head, row, *_ = csv.reader(io.StringIO(content(client, query).decode("utf-8-sig")))
    assert set(headings) <= set(head)
    assert re.fullmatch(r"\d{4}-\d{2}", row[head.index(headings[0])])
    assert headings[0] not in re.findall(
        r"<th[^>]*>([^<]+)</th>", client.get("/observations/?verdict=breach").content.decode()
    )


def test_no_heading_is_the_name_of_a_column(facts: Callable[[Scope], Facts]) -> None:
    columns = [
        Column("rate", "合格率", "rate"),
        Column("coverage_rate", "评价覆盖率", "share", of=("points_assessed", "points_total")),
        Column("limit_value", "限值", "measure", unit="unit"),
        Column("left_min", "剩余时间", "left"),
    ]
    head = _csv(facts(WHOLE), spread(columns), [], "zh").decode("utf-8-sig").strip().split(",")
    assert head == [
        "合格率", "合格数", "评价数", "评价覆盖率", "评价覆盖率：分子", "评价覆盖率：分母", "限值", "单位", "剩余时间（分钟）",
    ]  # fmt: skip


def test_a_file_tells_ranks_and_why_somebody_has_none(login: Login) -> None:
    client = login("auditor", "en")
    query = "/departments/?month=2026-03&table=league&export="
    page = client.get("/departments/?month=2026-03").content.decode()
    head, *rows = csv.reader(io.StringIO(content(client, query + "csv").decode("utf-8-sig")))
    told = [dict(zip(head, row, strict=True))["Rank band"] for row in rows]
    assert any(" of " in one for one in told)
    assert any(one.startswith("not ranked") for one in told)
    assert all(one in page for one in told)
    table = pl.read_parquet(io.BytesIO(content(client, query + "parquet")))
    assert {"rank_from", "rank_to", "n_ranked", "unranked_reason"} <= set(table.columns)


def test_a_file_says_whether_a_holder_is_another_department_or_not_recorded(
    facts: Callable[[Scope], Facts],
) -> None:
    columns = [Column("department_id", "部门", "holder")]
    held = [{"department_id": None, "is_known": True}, {"department_id": None, "is_known": False}]
    made = _csv(facts(WHOLE), columns, held, "en").decode("utf-8-sig")
    assert made.split() == ["部门", "another", "department", "not", "recorded"]
    assert pl.read_parquet(io.BytesIO(_parquet(columns, held)))["is_known"].to_list() == [
        True,
        False,
    ]


def test_a_file_longer_than_its_format_is_refused_not_cut(
    login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = login("auditor", "en")
    whole = len(pl.read_parquet(io.BytesIO(content(client, QUERY))))
    monkeypatch.setitem(LIMITS, "parquet", whole)
    assert len(pl.read_parquet(io.BytesIO(content(client, QUERY)))) == whole
    monkeypatch.setitem(LIMITS, "parquet", whole - 1)
    refused = client.get(QUERY)
    assert refused.status_code == 413
    assert f"{whole - 1:,}" in refused.content.decode()


def test_one_large_file_is_written_at_a_time(login: Login) -> None:
    client = login("auditor", "en")
    with _copying:
        busy = client.get(QUERY)
    assert busy.status_code == 503
    assert "Another large file is being written" in busy.content.decode()
    content(client, QUERY)  # the next one is written again


def test_every_table_of_every_page_can_be_exported(login: Login) -> None:
    client = login("supervisor")
    for address in ("/", "/departments/", "/departments/D-NET/?month=2026-03", "/quality/", "/audits/", "/clauses/",
                    "/clauses/urban-supply.pressure.rate/?month=2026-03", "/tickets/"):  # fmt: skip
        html = client.get(address).content.decode()
        found = re.findall(r'href="(\?[^"]*export=(?:csv|xlsx|parquet)[^"]*)"', html)
        assert found, address
        for query in found:
            assert content(client, address.split("?")[0] + query.replace("&amp;", "&")), query
