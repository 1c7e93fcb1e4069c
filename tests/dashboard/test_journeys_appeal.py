"""A deduction in dispute, as people meet it: appealed, decided by somebody else, and derived again from exports."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.dashboard.serving import Server, serving
from tests.dashboard.test_browser import (
    assert_accessible,
    browser,
    come_in,
    pytestmark,
    visit,
)
from warehouse.evaluate import Audit

__all__ = ["browser", "pytestmark", "visit"]

FINE = "/entry/L03/T-20260407-00148/2026-04/"


@pytest.fixture(scope="module")
def server(audited: Audit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Served with a folder to file into, as on the day after the audit."""
    inbox = tmp_path_factory.mktemp("inbox")
    more = ("--inbox", str(inbox), "--at", "2026-05-04T09:00")
    with serving(audited.home.published, tmp_path_factory.mktemp("served"), *more) as found:
        yield found


def test_a_head_appeals_a_deduction_and_another_decides(
    visit: BrowserContext, browser: Browser, server: Server
) -> None:
    page = come_in(visit, server, "dept_head")
    page.goto(f"{server.address}/departments/?month=2026-04")
    page.locator("tr.own a").first.click()
    page.locator("#points tr", has_text="抢修人员在一小时内到达漏水现场").get_by_role(
        "link"
    ).first.click()
    expect(page.locator("h1")).to_have_text("判定明细")
    page.locator("#observations tr", has_text="违规").get_by_role("link").first.click()
    expect(page.locator(".now")).to_contain_text("超时")
    expect(page.locator("#attribution")).to_contain_text("其他部门")
    expect(page.locator("#attribution")).to_contain_text("100.0%")
    page.get_by_role("link", name="对此申诉").click()
    page.get_by_label("证据编号").fill("PH-20260504-1")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_role("alert")).to_have_text("请写明申诉理由。")
    expect(page.get_by_label("证据编号")).to_have_value("PH-20260504-1")
    page.get_by_label("申诉理由").fill("现场有施工围挡，绕行 40 分钟")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_role("status")).to_contain_text("下一次审计受理")
    page.locator("#waiting td a").first.click()
    expect(page.locator("#decide")).to_contain_text("由其他部门的质量监督人员裁定")
    appeal = page.url

    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    decider = come_in(context, server, "supervisor")
    decider.goto(appeal)
    decider.get_by_label("查看的理由").fill("裁定前核对")
    decider.get_by_role("button", name="查看理由").click()
    expect(decider.locator("#reasons")).to_contain_text("施工围挡")
    decider.get_by_label("成立：予以免责").check()
    decider.get_by_label("免责事由").select_option("road")
    decider.get_by_label("裁定理由").fill("照片证实道路封闭")
    decider.get_by_role("button", name="提交裁定").click()
    expect(decider.get_by_role("status")).to_contain_text("下一次审计执行")
    expect(decider.locator(".now")).to_contain_text("已裁定，待下次审计执行")
    context.close()


def exported(page: Page, table: str, folder: Path) -> list[dict[str, str]]:
    """The rows of a table as the page's own CSV has them."""
    own = page.locator(f"#{table} .exports summary")
    (own if own.count() else page.locator(".lead .exports summary")).click()
    with page.expect_download() as found:
        page.locator(".exports[open]").get_by_role("link", name="CSV").click()
    path = folder / f"{table}.csv"
    found.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_an_auditor_derives_a_fine_from_exported_rows(
    visit: BrowserContext, server: Server, tmp_path: Path
) -> None:
    page = come_in(visit, server, "auditor")
    page.goto(f"{server.address}/money/?dept=D-NET&month=2026-03&kind=fine")
    (rule,) = exported(page, "settlements", tmp_path)
    booked = [
        row for row in exported(page, "entries", tmp_path) if "leak-repair" in row["分录编号"]
    ]
    page.locator("#settlements td a").first.click()
    page.get_by_role("link", name="查看每一条判定").click()
    expect(page.locator("h1")).to_have_text("判定明细")
    rows = exported(page, "observations", tmp_path)

    verdicts = [row["判定"] for row in rows]
    judged = Decimal(verdicts.count("合规") + verdicts.count("违规"))
    value = (verdicts.count("合规") / judged).quantize(Decimal("1e-8"))
    assert value == Decimal(rule["合格率"])
    short = (Decimal(rule["目标"]) - value) * 100 - Decimal(rule["免计区间"])
    derived = min(short * Decimal(rule["单价（元）"]), Decimal(rule["上限（元）"]))
    derived = derived.quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert derived == Decimal(rule["封顶后（元）"]) > 0
    assert [Decimal(row["金额（元）"]) for row in booked] == [derived]


@pytest.mark.parametrize(("locale", "scheme"), [("zh-CN", "light"), ("en-US", "dark")])
def test_pages_of_a_dispute_are_accessible_and_fit_a_phone(
    browser: Browser, server: Server, locale: str, scheme: str
) -> None:
    context = browser.new_context(
        locale=locale, bypass_csp=True, viewport={"width": 390, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    page.locator("input[name=username]").fill("demo-supervisor")
    page.locator("input[name=password]").fill(server.passwords["supervisor"])
    page.locator(".door button").click()
    page.wait_for_url(f"{server.address}/")
    page.goto(f"{server.address}/appeals/")
    found = page.locator("#waiting td a").first.get_attribute("href")
    for address in (
        "/appeals/", found or FINE, FINE, "/appeals/file/?entry=L03/T-20260407-00148/2026-04",
        "/ticket/T-20260407-00148/", "/observation/urban-supply.leak.arrival/T-20260407-00148/",
    ):  # fmt: skip
        page.goto(server.address + address)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, address
        assert_accessible(page)
    context.close()
