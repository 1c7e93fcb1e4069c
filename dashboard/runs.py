"""Work of the engine that a page asks for: the command `plumbline` in a process of its own, one at a time a home.

Belongs here: starting, watching, cancelling and forgetting such runs. Does not belong here: what is asked and how
the answer is shown (`dashboard/pages/`). Nothing of the engine is imported: only its command is known.

A run has a folder: the request, what the command wrote, and how it ended. The lock is held by the process itself,
so that it falls when the process ends, however it ends, and a dashboard that is started anew still finds the run.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

State = Literal["running", "done", "failed", "cancelled"]
KEPT = 20
"""Ended runs that are kept; the oldest go first."""

NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{8}")


class BusyError(Exception):
    """Another run is under way in this home."""


@dataclass(frozen=True)
class Run:
    """One run. arguments: of the command; told: its own message where it failed; asked: what the page noted."""

    run_id: str
    kind: str
    arguments: list[str]
    asked: dict[str, Any]
    by: str
    started_at: datetime
    state: State
    step: str = ""
    done: int = 0
    of: int = 0
    told: str = ""

    @property
    def folder(self) -> Path:
        """Where everything of the run lies."""
        return _place() / self.run_id

    def answer(self) -> Any:
        """What the command answered, with exact decimals and with dates where keys say so."""
        text = (self.folder / "answer.json").read_text("utf-8")
        return json.loads(text, parse_float=Decimal, object_hook=_dated)


def start(kind: str, arguments: Sequence[str], *, by: str, asked: dict[str, Any]) -> Run:
    """Start the command; raises BusyError while another run is under way."""
    lock = _patient()
    try:
        run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
        folder = _place() / run_id
        (folder / "scratch").mkdir(parents=True)
        request = {
            "kind": kind, "arguments": list(arguments), "asked": asked, "by": by,
            "started_at": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        _write(folder / "request.json", json.dumps(request, ensure_ascii=False))
        with (folder / "answer.json").open("wb") as out, (folder / "told").open("wb") as told:
            process = subprocess.Popen(  # noqa: S603 - the command is a setting, the arguments are a list
                [*_politely(), *settings.ENGINE, *arguments],
                stdin=subprocess.DEVNULL, stdout=out, stderr=told, pass_fds=[lock],
                start_new_session=True, env={**os.environ, "TMPDIR": str(folder / "scratch")},
            )  # fmt: skip
        (folder / "pid").write_text(str(process.pid), "ascii")
        os.ftruncate(lock, 0)
        os.pwrite(lock, run_id.encode("ascii"), 0)
    finally:
        os.close(lock)  # the process holds its own copy
    threading.Thread(target=_see_out, args=(process, folder), daemon=True).start()
    _forget()
    return read(run_id) or _gone(run_id)


def _politely() -> list[str]:
    """What lets a run give way to the pages, where the system has it."""
    nice = shutil.which("nice")
    return [nice, "-n", "5"] if nice else []


def read(run_id: str) -> Run | None:
    """The run as it stands now."""
    folder = _place() / run_id
    if not NAME.fullmatch(run_id) or not (folder / "request.json").exists():
        return None
    request = json.loads((folder / "request.json").read_text("utf-8"))
    steps, told = _told(folder)
    state = _state(run_id, folder)
    return Run(
        run_id=run_id,
        kind=request["kind"],
        arguments=request["arguments"],
        asked=request["asked"],
        by=request["by"],
        started_at=datetime.fromisoformat(request["started_at"]),
        state=state,
        told=told if state == "failed" else "",
        **steps,
    )


def runs(kind: str) -> list[Run]:
    """The runs of a kind that are kept, the newest first."""
    found = (read(path.name) for path in sorted(_place().glob("2*"), reverse=True))
    return [one for one in found if one is not None and one.kind == kind]


def under_way() -> Run | None:
    """The run that is under way in this home, if any."""
    name = _holder()
    return read(name) if name else None


def cancel(run: Run) -> None:
    """End a run that is under way; what has ended stays as it is."""
    if run.state != "running":
        return
    (run.folder / "cancelled").touch()
    try:
        os.killpg(int((run.folder / "pid").read_text("ascii")), signal.SIGTERM)
    except ProcessLookupError:
        (run.folder / "cancelled").unlink()  # it had ended meanwhile


def _place() -> Path:
    return Path(settings.OWN) / "runs"


def _locked() -> int:
    _place().mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(_place() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise BusyError from error
    return handle


def _patient() -> int:
    """The lock, in spite of a page that looks at it in this very moment."""
    for _ in range(5):
        try:
            return _locked()
        except BusyError:
            time.sleep(0.05)
    return _locked()


def _holder() -> str:
    """The run that holds the lock, "" where none does."""
    if not _place().is_dir():
        return ""
    try:
        handle = _locked()
    except BusyError:
        return (_place() / "lock").read_text("ascii")
    os.close(handle)
    return ""


def _state(run_id: str, folder: Path) -> State:
    if (folder / "cancelled").exists():
        return "cancelled"
    if (folder / "ended").exists():
        return "done" if (folder / "ended").read_text("ascii") == "0" else "failed"
    if _holder() == run_id:
        return "running"
    try:  # the dashboard was started anew meanwhile, or has not noted the end yet
        json.loads((folder / "answer.json").read_text("utf-8"))
    except ValueError:
        return "failed"
    return "done"


def _told(folder: Path) -> tuple[dict[str, Any], str]:
    """How far the command said that it is, and whatever else it said."""
    step: dict[str, Any] = {}
    rest: list[str] = []
    if (folder / "told").exists():
        for line in (folder / "told").read_text("utf-8", "replace").splitlines():
            if line.startswith('{"step"'):
                step = json.loads(line)
            elif line.strip():
                rest.append(line)
    return step, "\n".join(rest[-20:])


def _see_out(process: subprocess.Popen[bytes], folder: Path) -> None:
    code = process.wait()
    _write(folder / "ended", str(code))
    shutil.rmtree(folder / "scratch", ignore_errors=True)


def _write(path: Path, text: str) -> None:
    """All at once: a page that looks in this very moment finds the whole or nothing."""
    beside = path.with_suffix(".part")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _forget() -> None:
    for path in sorted(_place().glob("2*"))[:-KEPT]:
        shutil.rmtree(path, ignore_errors=True)


def _gone(run_id: str) -> Run:
    raise FileNotFoundError(run_id)


def _dated(found: dict[str, Any]) -> dict[str, Any]:
    for key in ("period_from", "period_until"):
        if isinstance(found.get(key), str):
            found[key] = date.fromisoformat(found[key][:10])
    return found
