"""The command `plumbline`, run as a process of its own: the only way from a page to the engine.

Belongs here: starting it without a shell, with a time limit, one at a time. Does not belong here: what it is
asked (`dashboard/filing.py`), who may ask.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

_one_at_a_time = threading.Lock()
"""The command takes a processor for a second or two; pages are not to wait for several of them."""

KEPT = ("PATH", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "HOME", "TMPDIR", "TZ", "SYSTEMROOT")
TIMED_OUT = "操作超时，请稍后再试 / it took too long; try again later"
BUSY = "系统正忙，请稍后再试 / another command is running; try again later"
FAILED = "命令未能完成，请联系管理员 / the command failed; tell the administrator"
REFUSED = range(2, 10)
"""Exit codes of a refusal that names its reason."""


@dataclass(frozen=True)
class Answer:
    """What the command said, and whether it did what it was asked."""

    is_done: bool
    text: str


def run(arguments: Sequence[str], lang: str) -> Answer:
    """Run `plumbline` with these arguments. A refusal is its own message, in both languages."""
    environment = {key: os.environ[key] for key in KEPT if key in os.environ}
    environment |= {"PLUMBLINE_LANG": lang, "COLUMNS": "4000", "NO_COLOR": "1", "LANG": "C.UTF-8"}
    seconds = settings.ENGINE_TIMEOUT_S
    if not _one_at_a_time.acquire(timeout=seconds):
        return Answer(is_done=False, text=BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - no shell; every value stands in an argument of its own
            [*settings.ENGINE, *arguments],
            capture_output=True,
            check=False,
            encoding="utf-8",
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        return Answer(is_done=False, text=TIMED_OUT)
    finally:
        _one_at_a_time.release()
    if done.returncode == 0:
        return Answer(is_done=True, text=done.stdout.strip())
    said = done.stderr.strip() if done.returncode in REFUSED else ""
    return Answer(is_done=False, text=said or FAILED)
