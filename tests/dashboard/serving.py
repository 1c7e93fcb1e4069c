"""A dashboard of one's own, served to a real browser.

Belongs here: starting and ending the server. Does not belong here: journeys.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]


@dataclass
class Server:
    """A running dashboard, its accounts, and what pages did that they must not do."""

    address: str
    published: Path
    passwords: dict[str, str]
    faults: list[str] = field(default_factory=list)


@contextmanager
def serving(published: Path, home: Path, *more: str) -> Iterator[Server]:
    """A server over a copy of a published file, with a demo account for each role."""
    (home / "published").mkdir()
    shutil.copy(published, home / "published" / "plumbline.duckdb")
    made = subprocess.run(
        [*COMMAND, "dashboard", "demo", "--home", str(home)],
        capture_output=True,
        text=True,
        check=True,
    )
    passwords = dict(re.findall(r"demo-(\w+)\s+(\S+)", made.stdout))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen([*COMMAND, "serve", "--home", str(home), "--port", str(port), *more])
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{address}/login/").close()  # noqa: S310 - our own server
                break
            except OSError:
                time.sleep(0.25)
        yield Server(address, home / "published" / "plumbline.duckdb", passwords)
    finally:
        running.terminate()
        running.wait(timeout=20)
