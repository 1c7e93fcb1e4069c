"""Pictures of every page, to be looked at: both languages, light and dark, desk and phone.

Belongs here: taking them. Does not belong here: judging them; that is for eyes. Run by hand, not by the suite:
`python -m tests.dashboard.screenshots --home build/home` puts them in build/screenshots, each run in place of
the one before; `--only water map` takes some pages only. Pages are derived from the routes, so none escapes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
LOCALES = {"zh": "zh-CN", "en": "en-US"}
MAIN = [sys.executable, "-c", "from pipelines.cli import main; main()"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TALLEST = 6000
"""Pixels; what lies further down a page is more rows of the same table."""


@contextmanager
def served(audited: Path) -> Iterator[tuple[str, str]]:
    """A dashboard over a copy of what a home shows; gives its address and the password of the supervisor."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for shown in ("published", "audits", "reports"):
            if (audited / shown).is_dir():
                shutil.copytree(audited / shown, home / shown)
        made = subprocess.run(
            [*MAIN, "dashboard", "demo", "--home", str(home)],
            capture_output=True,
            text=True,
            check=True,
        )
        password = dict(re.findall(r"demo-(\w+)\s+(\S+)", made.stdout))["supervisor"]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        running = subprocess.Popen([*MAIN, "serve", "--home", str(home), "--port", str(port)])
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"{address}/login/").close()  # noqa: S310 - our own server
                    break
                except OSError:
                    time.sleep(0.25)
            yield address, password
        finally:
            running.terminate()
            running.wait(timeout=20)


def pages(published: Path) -> dict[str, str]:
    """Name of every route that shows facts -> an address that shows some."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dashboard.settings")
    import django

    django.setup()
    from dashboard.facts.hub import Hub
    from dashboard.facts.page import Facts
    from tests.dashboard.addresses import addresses, examples
    from tests.dashboard.conftest import WHOLE

    facts = Facts(Hub(threads=2, memory="500MB").current(published), WHOLE, timeout_s=20)
    try:
        return addresses(examples(facts))
    finally:
        facts.close()


def take(
    browser: Browser,
    server: tuple[str, str],
    wanted: dict[str, str],
    out: Path,
    *,
    is_half: bool = False,
) -> int:
    """One picture of each page in each language, scheme and width; returns how many.

    Half of them: light on the desk and dark on the phone.
    """
    address, password = server
    taken = 0
    for lang, locale in LOCALES.items():
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(f"{address}/login/")
        page.locator("input[name=username]").fill("demo-supervisor")
        page.locator("input[name=password]").fill(password)
        page.locator(".door button").click()
        page.wait_for_url(f"{address}/")
        for name, path in wanted.items():
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                for width, (across, down) in WIDTHS.items():
                    if is_half and (scheme == "light") != (width == "desk"):
                        continue
                    page.set_viewport_size({"width": across, "height": down})
                    page.goto(address + path)
                    _take(page, out / f"{name}-{lang}-{scheme}-{width}.png", across)
                    taken += 1
        context.close()
    return taken


def _take(page: Page, path: Path, across: int) -> None:
    if page.locator("figure[data-chart]").count():
        page.locator("figure[data-chart] svg").last.wait_for()
    tall = min(int(page.evaluate("() => document.documentElement.scrollHeight")), TALLEST)
    page.screenshot(
        path=path, full_page=True, clip={"x": 0, "y": 0, "width": across, "height": tall}
    )
    if page.evaluate("() => document.documentElement.scrollWidth") > across:
        sys.stdout.write(f"wider than its window: {path.name}\n")


def main() -> None:
    """Take the pictures that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path, default=Path("build/home"))
    asked.add_argument("--out", type=Path, default=Path("build/screenshots"))
    asked.add_argument("--only", nargs="*", help="names of routes")
    asked.add_argument("--half", action="store_true", help="light on the desk, dark on the phone")
    given = asked.parse_args()
    published = given.home / "published" / "plumbline.duckdb"
    wanted = {
        name: path
        for name, path in pages(published).items()
        if not given.only or name in given.only
    }
    if not given.only:
        shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True, exist_ok=True)
    with served(given.home) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=ARGUMENTS
        )
        taken = take(browser, server, wanted, given.out, is_half=given.half)
        browser.close()
    sys.stdout.write(f"{taken} pictures in {given.out}\n")


if __name__ == "__main__":
    main()
