"""Coming in by an identity provider and leaving it again, as a browser with our security policy lets it happen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.dashboard.provider import CLIENT, SECRET, Provider, providing
from tests.dashboard.serving import Server, serving
from tests.dashboard.test_browser import assert_accessible, browser, pytestmark
from warehouse.evaluate import Audit

__all__ = ["browser", "pytestmark"]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as found:
        yield found


@pytest.fixture(scope="module")
def server(
    audited: Audit, provider: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Served with the provider in its environment, as an operator would set it up."""
    home: Path = tmp_path_factory.mktemp("served")
    settings = tmp_path_factory.mktemp("settings")
    (settings / "secret").write_text(SECRET)
    (settings / "roles.yaml").write_text('supervisor: ["/quality"]')
    with pytest.MonkeyPatch.context() as environ:
        for name, value in {
            "OIDC_ISSUER": provider.address,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET_FILE": str(settings / "secret"),
            "OIDC_LOGOUT_URL": f"{provider.address}/logout",
            "OIDC_NAME": "集团认证 / group login",
            "OIDC_PLAIN": "1",
            "ROLE_GROUPS": str(settings / "roles.yaml"),
        }.items():
            environ.setenv(f"PLUMBLINE_{name}", value)
        with serving(audited.home.published, home) as found:
            yield found


def test_there_and_back_and_out_again(browser: Browser, server: Server, provider: Provider) -> None:
    faults: list[str] = []
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.on(
        "console",
        lambda one: faults.append(one.text) if one.type in ("error", "warning") else None,
    )
    provider.at_the_keyboard("li.wei", groups=["/quality"])
    page.goto(f"{server.address}/clauses/?month=2026-03")
    assert_accessible(page)
    page.get_by_role("link", name="用集团认证登录").click()
    page.wait_for_url(f"{server.address}/clauses/?month=2026-03")
    expect(page.locator(".person summary")).to_have_text("li.wei")
    page.locator(".person summary").click()
    expect(page.locator(".person .menu")).not_to_contain_text("修改密码")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(re.compile("/login/"))
    expect(page.get_by_role("link", name="用集团认证登录")).to_be_visible()
    assert any(one.startswith("/logout?") for one in provider.asked), "left there, too"
    assert not faults
    context.close()


def test_a_refusal_can_be_read_in_both_languages(
    browser: Browser, server: Server, provider: Provider
) -> None:
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    page = context.new_page()
    provider.at_the_keyboard("li.wei")
    provider.error = "access_denied"
    page.goto(f"{server.address}/login/")
    page.get_by_role("link", name="用集团认证登录").click()
    expect(page.get_by_role("alert")).to_contain_text("取消了登录")
    assert_accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Log in with group login")).to_be_visible()
    page.get_by_role("link", name="Log in with group login").click()
    expect(page.get_by_role("alert")).to_contain_text("You cancelled the login")
    context.close()
