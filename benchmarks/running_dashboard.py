"""A dashboard that runs over a published home, with somebody logged in, and what its processes use.

Belongs here: starting and asking it, its processor time and memory. Does not belong here: what is asked
(`benchmarks/dashboard_pages.py`), what is measured (`benchmarks/dashboard_speed.py`).

The home's own accounts gain one, whose password is made up anew each time.
"""

from __future__ import annotations

import http.client
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ACCOUNT = "speed-auditor"
COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]


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
