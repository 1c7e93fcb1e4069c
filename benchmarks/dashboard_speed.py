"""How fast the dashboard answers over a published file, best the one that `benchmarks/city_year.py` makes.

Starts the server as `plumbline serve` does, logs an auditor in and measures: every page, the first time after the
start and again; filters and next pages of the long lists, as fragments; a mixture of all of it at 25 requests a
second from a few people at once; the memory of the server all the while; and first paint and ready in a browser
that was never there before (ready: everything that its window shows is drawn). Prints a table, and PASS or FAIL by limit; the exit status says whether all passed.
"Work" is processor time of the server: it tells what an answer costs where other work keeps the machine busy.

It is no test, because machines are shared and noisy.
"""

from __future__ import annotations

import argparse
import html
import os
import random
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.dashboard_pages import examples, filters, pages
from benchmarks.running_dashboard import Server, others, served

LIMITS = {
    "first paint": (0.6, "s"),
    "ready": (1.0, "s"),
    "filters and next pages, p95": (0.150, "s"),
    "mixed load, p95": (0.700, "s"),
    "mixed load, answered a second": (-24.0, ""),
    "memory": (400.0, "MB"),
}
"""The most that a figure may be; the least, where it is negative."""

READY = """() => {
  const charts = [...document.querySelectorAll("figure[data-chart]")];
  const seen = charts.filter((one) => one.getBoundingClientRect().top < innerHeight);
  const drawn = seen.every((one) => one.querySelector("svg"));
  return window.htmx && document.querySelector("main table tbody tr, main .empty") && drawn && performance.now();
}"""
PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def main() -> None:
    """Measure everything and judge it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=Path("build/benchmark/city/home"))
    parser.add_argument(
        "--rate", type=float, default=25, help="requests a second of the mixed load"
    )
    parser.add_argument("--seconds", type=float, default=20, help="how long the mixed load lasts")
    parser.add_argument("--users", type=int, default=5)
    parser.add_argument("--repeat", type=int, default=7, help="how often each page is asked again")
    parser.add_argument("--only", choices=("pages", "filters", "load", "browser"))
    given = parser.parse_args()
    known = examples(given.home / "published" / "plumbline.duckdb")
    found: dict[str, float] = {}
    with served(given.home) as server:
        if given.only in (None, "pages"):
            measure_pages(server, pages(known), given.repeat)
        if given.only in (None, "filters"):
            found["filters and next pages, p95"] = measure_filters(
                server, filters(known), given.repeat
            )
        if given.only in (None, "load"):
            found |= measure_load(server, known, given.rate, given.seconds, given.users)
        if given.only in (None, "browser"):
            found |= measure_browser(server, known)
        found["memory"] = server.peak
    print()
    sys.exit(0 if judge(found) else 1)


def judge(found: Mapping[str, float]) -> bool:
    """Print every figure that has a limit, and whether all keep theirs."""
    is_fine = True
    for name, (limit, unit) in LIMITS.items():
        if name in found:
            is_kept = found[name] >= -limit if limit < 0 else found[name] <= limit
            is_fine = is_fine and is_kept
            told = f"at {'least' if limit < 0 else 'most'} {abs(limit):g} {unit}"
            print(
                f"{name:<34}{found[name]:9.3f} {unit:<3}{told:<18}{'PASS' if is_kept else 'FAIL'}"
            )
    return is_fine


def share(values: Sequence[float], part: float) -> float:
    """The value that a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(int(part * len(ordered)), len(ordered) - 1)]


def measure_pages(server: Server, asked: Mapping[str, str], repeat: int) -> None:
    """Each page the first time after the start, and again."""
    print(f"{'page, ms':<34}{'first':>9}{'p50':>9}{'p95':>9}{'work':>9}{'KB':>9}")
    for name, path in asked.items():
        first, text = server.ask(path)
        before = server.worked()
        again = [server.ask(path)[0] for _ in range(repeat)]
        told = [first, median(again), share(again, 0.95), (server.worked() - before) / repeat]
        print(f"{name:<34}{''.join(f'{1000 * one:9.0f}' for one in told)}{len(text) / 1024:9.0f}")


def measure_filters(server: Server, asked: Mapping[str, str], repeat: int) -> float:
    """Filters and next pages as fragments; returns the p95 of all of them."""
    print(f"\n{'filter or next page, ms':<34}{'first':>9}{'p50':>9}{'p95':>9}{'work':>9}")
    every: list[float] = []
    for name, start in asked.items():
        path = start
        if name.endswith("next"):
            found = re.search(
                r'href="([^"]+)"[^>]*rel="next"|rel="next"[^>]*href="([^"]+)"', server.ask(path)[1]
            )
            if found is None:
                print(f"{name:<34}  has no next page")
                continue
            path = start.partition("?")[0] + html.unescape(found[1] or found[2])
        before = server.worked()
        seconds = [server.ask(path, is_fragment=True)[0] for _ in range(repeat)]
        every += seconds
        worked = (server.worked() - before) / repeat
        told = [seconds[0], median(seconds), share(seconds, 0.95), worked]
        print(f"{name:<34}{''.join(f'{1000 * one:9.0f}' for one in told)}")
    return share(every, 0.95)


def measure_load(
    server: Server, known: Mapping[str, str], rate: float, seconds: float, users: int
) -> dict[str, float]:
    """Requests at a rate, whether or not earlier ones were answered; each counts from when it was due."""
    asked = [(path, False) for path in pages(known).values()]
    asked += [(path, True) for name, path in filters(known).items() if not name.endswith("next")]
    chance = random.Random(1)  # noqa: S311 - a mixture, not a secret
    people = [Server(server.port, server.process, server.password) for _ in range(users)]
    for person in people:
        person.log_in()
    plan = [
        (n / rate, chance.choice(people), *chance.choice(asked)) for n in range(int(rate * seconds))
    ]
    took: list[tuple[float, str]] = []
    began, before, busy = time.perf_counter(), server.worked(), others(server)

    def answered(due: float, who: Server, path: str, is_fragment: bool) -> None:  # noqa: FBT001
        who.ask(path, is_fragment=is_fragment)
        took.append((time.perf_counter() - began - due, path))

    with ThreadPoolExecutor(64) as pool:
        waiting: list[Future[None]] = []
        for due, who, path, is_fragment in plan:
            time.sleep(max(began + due - time.perf_counter(), 0))
            waiting.append(pool.submit(answered, due, who, path, is_fragment))
        for asking in waiting:
            asking.result()
    lasted = time.perf_counter() - began
    every = [seconds for seconds, _ in took]
    cores = (others(server) - busy) / lasted
    print(
        f"\nmixed load: {len(took)} requests of {users} people in {lasted:.1f} s,"
        f" p50 {1000 * median(every):.0f} ms, p95 {1000 * share(every, 0.95):.0f} ms,"
        f" {1000 * (server.worked() - before) / len(took):.0f} ms of work each,"
        f" while other work held {cores:.1f} of {os.cpu_count()} cores; worst"
        f" {', '.join(f'{path} {1000 * s:.0f}' for s, path in sorted(took, reverse=True)[:3])}"
    )
    return {
        "mixed load, p95": share(every, 0.95),
        "mixed load, answered a second": len(took) / lasted,
    }


def measure_browser(server: Server, known: Mapping[str, str]) -> dict[str, float]:
    """First paint and ready of a browser with nothing in its cache; the worst page counts, by its median."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("\nno chromium: first paint and ready are not measured")
        return {}
    from playwright.sync_api import sync_playwright

    told = pages(known)
    wanted = (
        "tonight",
        "departments",
        "department",
        "clause",
        "observations",
        "tickets",
        "pressure",
    )
    print(f"\n{'browser, nothing cached, ms':<34}{'paint':>9}{'ready':>9}")
    paints, readies = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        loads: dict[str, list[tuple[float, float]]] = {}
        for _ in range(3):
            for name in wanted:
                loads.setdefault(name, []).append(_load(browser.new_context, server, told[name]))
        browser.close()
    for name, each in loads.items():
        paint, ready = (median(column) for column in zip(*each, strict=True))
        paints.append(paint)
        readies.append(ready)
        print(f"{name:<34}{paint:9.0f}{ready:9.0f}")
    return {"first paint": max(paints) / 1000, "ready": max(readies) / 1000}


def _load(new_context: Callable[..., object], server: Server, path: str) -> tuple[float, float]:
    from playwright.sync_api import BrowserContext

    context = new_context(locale="zh-CN", viewport={"width": 1440, "height": 1000})
    assert isinstance(context, BrowserContext)  # noqa: S101 - what the browser gives
    address = f"http://127.0.0.1:{server.port}"
    context.add_cookies(
        [{"name": key, "value": value, "url": address} for key, value in server.cookies.items()]
    )
    page = context.new_page()
    page.goto(address + path, wait_until="commit")
    ready = page.wait_for_function(READY, polling="raf").json_value()
    page.wait_for_function(PAINT, polling="raf")
    paint = page.evaluate(PAINT)
    context.close()
    return float(paint), float(ready)


if __name__ == "__main__":
    main()
