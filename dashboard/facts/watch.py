"""Stops what takes too long: one thread watches over all questions that are being asked.

Belongs here: deadlines and the thread that keeps them. Does not belong here: what is stopped, what is told then.

A timer for each question would do the same, but to start a thread costs as much as the smallest questions take.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

LOOKED_EVERY_S = 0.1

_running: dict[object, tuple[float, Callable[[], object]]] = {}
_starting = threading.Lock()
_watching: list[threading.Thread] = []


@contextmanager
def limited(seconds: float, stop: Callable[[], object]) -> Iterator[None]:
    """Whatever runs within is stopped by a call of `stop` after so many seconds, at most a tenth of one later."""
    if not _watching:
        _start()
    asked = object()
    _running[asked] = (time.monotonic() + seconds, stop)
    try:
        yield
    finally:
        del _running[asked]


def _start() -> None:
    with _starting:
        if not _watching:
            thread = threading.Thread(target=_watch, name="watch", daemon=True)
            _watching.append(thread)
            thread.start()


def _watch() -> None:
    while True:
        time.sleep(LOOKED_EVERY_S)
        _stop_late(time.monotonic())


def _stop_late(now: float) -> None:
    for until, stop in list(_running.values()):
        if until <= now:
            # What has just ended cannot be stopped any more; the others still have to be watched over.
            with suppress(Exception):
                stop()
