"""Serving the dashboard from one process.

Belongs here: gunicorn and its numbers. Does not belong here: making things ready (`dashboard/install.py`).
"""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

from gunicorn.app.base import BaseApplication


class Server(BaseApplication):  # type: ignore[misc]
    """One process with a few threads: more would only contend for the two cores."""

    def __init__(self, bind: str, threads: int) -> None:
        self._bind = bind
        self._threads = threads
        super().__init__()

    def load_config(self) -> None:
        """What gunicorn is told."""
        options = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": self._threads,
            "timeout": 120,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "proc_name": "plumbline",
            "control_socket_disable": True,
        }
        for key, value in options.items():
            if key in self.cfg.settings:
                self.cfg.set(key, value)

    def load(self) -> Any:
        """The application, in the process that serves it."""
        from dashboard.wsgi import application

        return application


def become_server(bind: str, port: int) -> NoReturn:
    """Turn this process into the server. Django must be set up and everything installed.

    What the command line has loaded stays behind: the engine's libraries would lie in the memory of the server
    and of its worker for nothing. So does what several arenas of the allocator hold back.
    """
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "dashboard.serve", bind, str(port)])  # noqa: S606


if __name__ == "__main__":
    Server(f"{sys.argv[1]}:{sys.argv[2]}", threads=4).run()
