"""The dashboard as a person meets it: the real server, a real browser, and nothing from outside.

A missing browser fails these tests where CI runs them; elsewhere they are skipped, with the reason.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Literal

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.dashboard.serving import Server, serving
from warehouse.evaluate import Audit

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="chromium is not installed"
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = (
    "/", "/?hours=168", "/departments/?month=2026-03", "/departments/D-NET/?month=2026-03",
    "/clauses/?month=2026-03", "/clauses/urban-supply.pressure.rate/?month=2026-03",
    "/observations/?verdict=breach", "/tickets/", "/quality/", "/audits/",
    "/money/", "/indicators/water/?month=2026-03", "/indicators/pressure/?month=2026-03",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(audited: Audit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(audited.home.published, tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A fresh profile whose pages may ask our server only, and may not complain."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    server.faults.clear()
    context.on("request", lambda one: _outside(server, one.url))
    context.on(
        "console",
        lambda one: server.faults.append(one.text) if one.type in ("error", "warning") else None,
    )
    context.on("weberror", lambda one: server.faults.append(str(one.error)))
    yield context
    context.close()
    assert not server.faults


def _outside(server: Server, url: str) -> None:
    if not url.startswith((server.address, "data:")):
        server.faults.append(f"asked for {url}")


def come_in(context: BrowserContext, server: Server, role: str) -> Page:
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    page.get_by_label("账号").fill(f"demo-{role}")
    page.get_by_label("密码").fill(server.passwords[role])
    page.locator(".door button").click()
    page.wait_for_url(f"{server.address}/")
    return page


def test_the_morning_round_of_a_supervisor(visit: BrowserContext, server: Server) -> None:
    page = come_in(visit, server, "supervisor")
    expect(page.locator("h1")).to_have_text("今日要情")
    page.get_by_role("link", name="部门成绩").click()
    page.locator("select[name=month]").select_option("2026-03")
    page.wait_for_url("**/departments/?month=2026-03")
    page.get_by_role("link", name="管网部").click()
    expect(page.locator("h1")).to_contain_text("管网部")
    expect(page.locator("figure svg")).to_be_visible()
    page.locator("#points td.k-points a").first.click()
    expect(page.locator("h1")).to_have_text("判定明细")
    page.locator("#observations td a").first.click()
    expect(page.locator("#evidence")).to_be_visible()
    page.go_back()
    expect(page.locator("h1")).to_have_text("判定明细")


def test_filters_are_in_the_address_and_back_restores_them(
    visit: BrowserContext, server: Server
) -> None:
    page = come_in(visit, server, "auditor")
    page.goto(f"{server.address}/observations/")
    page.locator("select[name=verdict]").select_option("breach")
    page.wait_for_url("**verdict=breach**")
    first = page.locator("#observations td a").first.get_attribute("href")
    page.get_by_role("link", name="下一页").click()
    page.wait_for_url("**after=**")
    expect(page.locator(".paging p").first).to_contain_text("第 51–100 条")
    page.reload()
    expect(page.locator(".paging p").first).to_contain_text("第 51–100 条")
    page.go_back()
    expect(page.locator(".paging p").first).to_contain_text("第 1–50 条")
    assert page.locator("#observations td a").first.get_attribute("href") == first


def test_a_head_finds_the_own_deduction(visit: BrowserContext, server: Server) -> None:
    page = come_in(visit, server, "dept_head")
    page.get_by_role("link", name="部门成绩").click()
    expect(page.locator("tr.own")).to_have_count(1)
    expect(page.locator("tr.other a")).to_have_count(0)
    page.locator("tr.own a").first.click()
    expect(page.locator("#points")).to_be_visible()


def test_pages_work_without_javascript(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="zh-CN", java_script_enabled=False)
    page = come_in(context, server, "supervisor")
    page.goto(f"{server.address}/observations/?verdict=breach")
    page.get_by_role("link", name="下一页").click()
    expect(page.locator(".paging p").first).to_contain_text("第 51–100 条")
    page.locator("select[name=verdict]").select_option("pending")
    page.get_by_role("button", name="筛选").click()
    assert "verdict=pending" in page.url
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(browser: Browser, server: Server, scheme: str) -> None:
    context = browser.new_context(
        locale="zh-CN" if scheme == "light" else "en-US", bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": 1280, "height": 900},
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    assert_accessible(page)
    page.locator("input[name=username]").fill("demo-supervisor")
    page.locator("input[name=password]").fill(server.passwords["supervisor"])
    page.locator(".door button").click()
    page.wait_for_url(f"{server.address}/")
    for address in PAGES:
        page.goto(server.address + address)
        assert_accessible(page)
    context.close()


def assert_accessible(page: Page) -> None:
    found = Axe().run(page)
    told = [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found.response["violations"]
        for node in one["nodes"][:3]
    ]
    assert not told, f"{page.url}: {told}"


def test_nothing_is_wider_than_a_phone(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 800})
    page = come_in(context, server, "supervisor")
    for address in PAGES:
        page.goto(server.address + address)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, address
    context.close()


def test_a_new_audit_shows_while_somebody_is_looking(visit: BrowserContext, server: Server) -> None:
    page = come_in(visit, server, "auditor")
    page.goto(f"{server.address}/observations/")
    beside = server.published.with_name("next.duckdb")
    shutil.copy(server.published, beside)
    with duckdb.connect(str(beside)) as con:
        con.execute("UPDATE meta.run SET audit_id = 'the-next-audit'")
    beside.replace(server.published)
    page.get_by_role("link", name="审计记录").click()
    expect(page.locator(".audit .id")).to_have_text("the-next-audit")
    expect(page.locator("#audits tbody tr")).not_to_have_count(0)


def test_indicators_and_districts_are_drawn_and_accessible(
    browser: Browser, server: Server
) -> None:
    """From a mark on the plan to its evidence by keyboard; charts drawn; nothing wider than a phone."""
    context = browser.new_context(
        locale="en-US", bypass_csp=True, color_scheme="dark", viewport={"width": 390, "height": 800}
    )
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    page.locator("input[name=username]").fill("demo-supervisor")
    page.locator("input[name=password]").fill(server.passwords["supervisor"])
    page.locator(".door button").click()
    page.wait_for_url(f"{server.address}/")
    for address in (
        "/indicators/hotline/?month=2026-03&clause=svc-process.hotline.rings",
        "/indicators/water/?month=2026-03&parameter=ph",
        "/districts/?month=2026-03&view=plan",
    ):
        page.goto(server.address + address)
        for figure in page.locator("figure[data-chart]").all():
            expect(figure.locator("svg").first).to_be_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, address
        assert_accessible(page)
    page.locator(".field a:has(title)").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(observations|indicators/\w+)/\?"))
    context.close()


RULES = (
    "/rulebook/", "/rulebook/compare/", "/rulebook/compare/?clause=urban-supply.pressure.trunk",
    "/rulebook/scheme/", "/rulebook/consequences/", "/rulebook/whatif/", "/calendar/?month=2026-05",
    "/audits/compare/", "/reports/",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_rules_and_reports_are_accessible_and_fit_a_phone(
    browser: Browser, server: Server, scheme: str
) -> None:
    context = browser.new_context(
        locale="zh-CN" if scheme == "light" else "en-US", bypass_csp=True,
        color_scheme="dark" if scheme == "dark" else "light", viewport={"width": 390, "height": 800},
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{server.address}/login/")
    page.locator("input[name=username]").fill("demo-supervisor")
    page.locator("input[name=password]").fill(server.passwords["supervisor"])
    page.locator(".door button").click()
    page.wait_for_url(f"{server.address}/")
    for address in RULES:
        page.goto(server.address + address)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, address
        assert_accessible(page)
    context.close()


def test_a_trial_is_watched_until_the_command_has_spoken(
    visit: BrowserContext, server: Server
) -> None:
    """The served home has no store, so the command refuses: its words arrive without a reload."""
    page = come_in(visit, server, "supervisor")
    page.goto(f"{server.address}/clauses/urban-supply.pressure.trunk/")
    page.get_by_role("link", name="换一个限值试算").click()
    page.locator("input[name=value1]").fill("0.33")
    page.get_by_role("button", name="开始试算").click()
    page.wait_for_url("**run=**")
    page.evaluate("() => { window.isSamePage = true; }")
    expect(page.locator("pre")).to_contain_text("证据库缺少表", timeout=60_000)
    assert page.evaluate("() => window.isSamePage"), "htmx asked, the page was not loaded anew"


def test_a_phone_shows_every_value_of_a_row_and_the_groups_of_pages(
    browser: Browser, server: Server
) -> None:
    """Also without JavaScript: a row is a card, and the pages are a menu."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 800}, java_script_enabled=False
    )
    page = come_in(context, server, "supervisor")
    page.goto(f"{server.address}/money/")
    for cell in page.locator("#entries tbody tr").first.locator("td:not(.nil)").all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390, "nothing is out of sight"
    expect(page.locator("nav.pages a").first).to_be_hidden()
    page.locator("nav.pages summary").click()
    expect(page.locator("nav.pages h2", has_text="证据")).to_be_visible()
    page.locator("nav.pages").get_by_role("link", name="工单").click()
    expect(page.locator("h1")).to_have_text("工单")
    page.goto(f"{server.address}/calendar/?month=2026-05")
    last = page.locator(".month-sheet tr").nth(1).locator("td").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 390, "Sunday is in sight"
    context.close()


def test_tables_fit_a_desk(visit: BrowserContext, server: Server) -> None:
    page = come_in(visit, server, "supervisor")
    for address in (
        "/departments/?month=2026-03", "/clauses/?month=2026-03", "/tickets/", "/observations/", "/audits/",
        "/indicators/hotline/?month=2026-03", "/rulebook/",
    ):  # fmt: skip
        page.goto(server.address + address)
        cut = page.evaluate(
            "() => [...document.querySelectorAll('.scroll')]"
            ".filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.ariaLabel)"
        )
        assert not cut, address


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_map_fits_is_accessible_and_leads_to_evidence_by_keyboard(
    browser: Browser, server: Server, width: int, scheme: Literal["light", "dark"]
) -> None:
    """It is drawn twice, for a desk and for a phone; one is shown, with marks that a finger meets."""
    context = browser.new_context(
        locale="zh-CN",
        bypass_csp=True,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
    )
    page = come_in(context, server, "supervisor")
    page.goto(f"{server.address}/districts/?month=2026-03")
    shown, hidden = (".wide", ".narrow") if width == 1280 else (".narrow", ".wide")
    expect(page.locator(f".ground > {shown}")).to_be_visible()
    expect(page.locator(f".ground > {hidden}")).to_be_hidden()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for mark in page.locator(f".ground > {shown} .spot > :first-child").all():
        box = mark.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 20
    assert_accessible(page)
    page.locator(f".ground > {shown} a").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/(observations|indicators/\w+)/\?|box="))
    context.close()
