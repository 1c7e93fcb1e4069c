"""How fast the dashboard answers over a published file, best the one that `benchmarks/city_year.py` makes.

Starts the server as `plumbline serve` does, logs an auditor in and measures: every page, the first time after the
start and again; filters and next pages of the long lists, as fragments; a mixture of all of it at 25 requests a
second from a few people at once; the memory of the server all the while; and first paint and ready in a browser
that was never there before (ready: everything that its window shows is drawn). Prints a table, and PASS or FAIL by limit; the exit status says whether all passed.
"Work" is processor time of the server: it tells what an answer costs where other work keeps the machine busy.

It is no test, because machines are shared and noisy. The home's own accounts gain one, `speed-auditor`, whose
password is made up anew each time.
"""

from __future__ import annotations

import argparse
import html
import http.client
import os
import random
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import duckdb

LIMITS = {
    "first paint": (0.6, "s"),
    "ready": (1.0, "s"),
    "filters and next pages, p95": (0.150, "s"),
    "mixed load, p95": (0.700, "s"),
    "mixed load, answered a second": (-24.0, ""),
    "memory": (400.0, "MB"),
}
"""The most that a figure may be; the least, where it is negative."""

ACCOUNT = "speed-auditor"
COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
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


@dataclass
class Server:
    """A running dashboard, the session of somebody in it, and the most memory it was seen to hold, in MB."""

    port: int
    process: subprocess.Popen[bytes]
    password: str
    cookies: dict[str, str] = field(default_factory=dict)
    peak: float = 0.0

    def ask(self, path: str, *, is_fragment: bool = False) -> tuple[float, str]:
        """Seconds and text of one answer; anything but 200 is an error."""
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if is_fragment:
            headers["HX-Request"] = "true"
        started = time.perf_counter()
        status, _, text = self.exchange("GET", path, headers)
        seconds = time.perf_counter() - started
        if status != http.client.OK:
            raise SystemExit(f"{path}: {status}")
        return seconds, text

    def exchange(
        self, method: str, path: str, headers: Mapping[str, str], body: str = ""
    ) -> tuple[int, list[str], str]:
        """Status, cookies set and text of one answer."""
        con = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            con.request(method, path, body or None, dict(headers))
            answer = con.getresponse()
            text = answer.read().decode("utf-8")
            return answer.status, answer.headers.get_all("Set-Cookie") or [], text
        finally:
            con.close()

    def log_in(self) -> None:
        """Log in by the form, as a person does."""
        _, cookies, text = self.exchange("GET", "/login/", {})
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        if token is None:
            raise SystemExit("the form of login has no token")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(one.partition(";")[0] for one in cookies),
        }
        form = {"csrfmiddlewaretoken": token[1], "username": ACCOUNT, "password": self.password}
        status, cookies, _ = self.exchange("POST", "/login/", headers, urlencode(form))
        if status != http.client.FOUND:
            raise SystemExit(f"log in: {status}")
        for one in cookies:
            key, _, value = one.partition(";")[0].partition("=")
            self.cookies[key] = value

    def worked(self) -> float:
        """Seconds of processor time that the server and its workers have spent."""
        return sum(map(processor, family(self.process.pid)))

    def watch(self) -> None:
        """Note the memory of the server and its workers, until it ends."""
        while self.process.poll() is None:
            self.peak = max(self.peak, sum(map(resident, family(self.process.pid))))
            time.sleep(0.2)


def family(pid: int) -> Iterator[int]:
    """A process and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text("ascii").split():
                yield from family(int(child))


def resident(pid: int) -> float:
    """The memory that a process holds, in MB."""
    try:
        text = Path(f"/proc/{pid}/status").read_text("utf-8")
    except OSError:
        return 0.0
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def processor(pid: int) -> float:
    """The processor time that a process has spent, in seconds."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return 0.0
    fields = text.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def others(server: Server) -> float:
    """Seconds of processor time that neither the server nor this script has spent, since the machine started."""
    fields = Path("/proc/stat").read_text("ascii").partition("\n")[0].split()[1:9]
    user, nice, system, _idle, _wait, irq, soft, steal = map(int, fields)
    busy = (user + nice + system + irq + soft + steal) / os.sysconf("SC_CLK_TCK")
    own = os.times()
    return busy - server.worked() - own.user - own.system


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """The dashboard over a home, with somebody logged in."""
    password = secrets.token_urlsafe(12)
    make_account(home, password)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*COMMAND, "serve", "--home", str(home), "--port", str(port)])  # noqa: S603
    server = Server(port, process, password)
    try:
        for _ in range(240):
            try:
                server.exchange("GET", "/login/", {})
                break
            except OSError:
                time.sleep(0.25)
        threading.Thread(target=server.watch, daemon=True).start()
        server.log_in()
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def make_account(home: Path, password: str) -> None:
    """An auditor of our own, made in a process of its own because it sets Django up for the home."""
    code = (
        "import sys; from pathlib import Path; from dashboard.install import configure, install\n"
        "configure(Path(sys.argv[1]).resolve()); install()\n"
        "from dashboard.accounts.people import make_account, remove_account\n"
        f"remove_account('{ACCOUNT}')\n"
        f"make_account('{ACCOUNT}', sys.stdin.read(), 'auditor', ())"
    )
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, str(home)], input=password, text=True, check=True
    )


def examples(path: Path) -> dict[str, str]:
    """Things of the file that addresses name."""
    questions = {
        "month": "SELECT strftime(max(period_from), '%Y-%m') FROM audit.indicator, meta.run"
        " WHERE period_from + INTERVAL 1 MONTH <= timezone(zone, as_of)",
        "dept": "SELECT department_id FROM score.scorecard GROUP BY 1 ORDER BY sum(n_breaches) DESC, 1 LIMIT 1",
        "clause": "SELECT c.clause_id FROM rulebook.clause AS c JOIN audit.indicator AS i USING (clause_id)"
        " WHERE c.is_governing AND c.kind = 'value_limit' AND c.subject = 'pressure_readings'"
        " GROUP BY 1 ORDER BY sum(i.denominator) DESC LIMIT 1",
        "late": "SELECT c.clause_id FROM rulebook.clause AS c JOIN audit.indicator AS i USING (clause_id)"
        " WHERE c.is_governing AND c.kind = 'deadline' AND c.subject = 'tickets'"
        " GROUP BY 1 ORDER BY sum(i.denominator - i.numerator) DESC LIMIT 1",
        "items": "SELECT any_value(c.clause_id) FROM audit.item AS i JOIN rulebook.clause AS c USING (version_id)"
        " GROUP BY version_id ORDER BY count(*) DESC LIMIT 1",
        "ticket": "SELECT max(ticket_id) FROM evidence.tickets",
        "point": "SELECT max(point_id) FROM evidence.pressure_points",
        "staff": "SELECT staff_id FROM audit.verdict WHERE verdict = 'breach' AND staff_id IS NOT NULL"
        " GROUP BY 1 ORDER BY count(*) DESC LIMIT 1",
        "observation": "SELECT any_value(observation_id) FROM score.ledger_entry WHERE observation_id IS NOT NULL",
    }
    with duckdb.connect(str(path), read_only=True) as con:
        con.execute("SET threads = 2; SET memory_limit = '1GB'")
        n, size = con.execute("SELECT n_observations, 1 FROM meta.run").fetchall()[0]
        size = path.stat().st_size / 1024**2
        print(f"{n:,} observations, {size:,.0f} MB")
        return {key: str(con.execute(text).fetchall()[0][0]) for key, text in questions.items()}


def pages(known: Mapping[str, str]) -> dict[str, str]:
    """One address of every page, as it is reached from the navigation or a link."""
    month = known["month"]
    return {
        "tonight": "/",
        "tonight, 7 days": "/?hours=168",
        "departments": "/departments/",
        "department": f"/departments/{known['dept']}/",
        "clauses": "/clauses/",
        "clauses, all": "/clauses/?which=all",
        "clause": f"/clauses/{known['clause']}/",
        "observations": "/observations/",
        "observation": f"/observation/{known['observation']}/",
        "items": f"/items/?clause={known['items']}&month={month}",
        "tickets": "/tickets/",
        "ticket": f"/ticket/{known['ticket']}/",
        "money": "/money/",
        "water": "/indicators/water/",
        "pressure": "/indicators/pressure/",
        "quality": "/quality/",
        "audits": "/audits/",
    }


def filters(known: Mapping[str, str]) -> dict[str, str]:
    """What people ask of the long lists. A name that ends in `next` is asked for the page that follows."""
    month, dept, clause = known["month"], known["dept"], known["clause"]
    seen = {
        "verdict": "verdict=breach",
        "verdict, pending": "verdict=pending",
        "everything": "which=all",
        "month": f"month={month}",
        "dept": f"dept={dept}",
        "dept, month, verdict": f"dept={dept}&month={month}&verdict=breach",
        "clause": f"clause={clause}",
        "clause, month": f"clause={clause}&month={month}",
        "clause, late first": f"clause={known['late']}&verdict=breach&sort=-late_by_min",
        "regulation": "regulation=urban-supply",
        "subject": "subject=tickets",
        "reason": "verdict=breach&reason=not_done&sort=due_at",
        "staff": f"staff={known['staff']}",
        "ticket": f"record={known['ticket']}",
        "ticket, in breach": f"record={known['ticket']}&subject=tickets&verdict=breach",
        "point": f"clause={clause}&month={month}&record={known['point']}-&sort=measured",
        "latest first": "verdict=breach&sort=-started_at",
        "all, latest first": "sort=-started_at",
        "next": "",
        "verdict, next": "verdict=breach",
        "latest first, next": "sort=-started_at",
        "deep": "verdict=breach&sort=-started_at&page=150",
    }
    asked = {f"observations: {key}": f"/observations/?{text}" for key, text in seen.items()}
    asked |= {
        f"tickets: {key}": f"/tickets/?{text}"
        for key, text in {
            "breach": "breach=1",
            "month": f"month={month}",
            "dept": f"dept={dept}",
            "number": f"ticket={known['ticket']}",
            "closed first": "sort=-closed_at",
            "next": "",
            "deep": "page=180",
        }.items()
    }
    asked |= {
        f"items: {key}": f"/items/?clause={known['items']}&{text}"
        for key, text in {"month": f"month={month}", "breach": "verdict=breach", "next": ""}.items()
    }
    return asked | {
        "money: month": f"/money/?month={month}",
        "money: next": "/money/?sort=-amount_cny",
        "clauses: verdict": f"/clauses/?month={month}&verdict=breach",
        "clauses: dept": f"/clauses/?month={month}&dept={dept}",
        "pressure: month": f"/indicators/pressure/?month={month}",
        "water: month": f"/indicators/water/?month={month}",
    }


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
