"""Making ready what the dashboard needs beside the published file: secret, accounts, texts, static files.

Belongs here: making them, again only when something changed. Does not belong here: serving
(`dashboard/serve.py`).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

HERE = Path(__file__).parent


def configure(home: Path, inbox: Path | None = None, at: str = "") -> None:
    """Set Django up for a home, with a secret of its own. To be called once, before anything of Django is used.

    inbox: where appeals and decisions are filed. at: the instant they carry instead of the present one.
    """
    own = home / "dashboard"
    own.mkdir(parents=True, exist_ok=True, mode=0o700)
    _make_secret(own / "secret")
    (own / "made").mkdir(exist_ok=True)
    compile_texts(own / "locale")
    os.environ["PLUMBLINE_HOME"] = str(home)
    if inbox is not None:
        os.environ["PLUMBLINE_INBOX"] = str(inbox)
    if at:
        os.environ["PLUMBLINE_AT"] = at
    os.environ["DJANGO_SETTINGS_MODULE"] = "dashboard.settings"
    import django

    django.setup()


def install() -> None:
    """Bring the accounts database and the static files up to date. Django must be set up."""
    from django.conf import settings
    from django.core.management import call_command

    from dashboard.accounts.people import make_groups

    call_command("migrate", verbosity=0, interactive=False)
    Path(str(settings.DATABASES["default"]["NAME"])).chmod(0o600)
    make_groups()
    made = Path(settings.STATICFILES_DIRS[0])
    seal = _seal()
    stamp = Path(settings.STATIC_ROOT) / "installed"
    if not (stamp.exists() and stamp.read_text("ascii") == seal):
        write_bundle(made / "vendor" / "vega.js")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(seal, "ascii")


def write_bundle(path: Path) -> None:
    """The chart library of the browser, out of the package that also draws charts for reports."""
    import vl_convert

    path.parent.mkdir(parents=True, exist_ok=True)
    source = vl_convert.javascript_bundle()  # type: ignore[call-arg]
    path.write_text(re.sub(r"//# sourceMappingURL=\S*", "", source), "utf-8")


def compile_texts(target: Path) -> None:
    """Compile the message catalogues (Babel does it; no gettext is needed)."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((HERE / "locale").glob("*/LC_MESSAGES/django.po")):
        made = target / source.parent.relative_to(HERE / "locale") / "django.mo"
        made.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as read, made.open("wb") as write:
            write_mo(write, read_po(read, locale=source.parent.parent.name))


def _make_secret(path: Path) -> None:
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))


def _seal() -> str:
    """Changes whenever a static file of ours, or a package that brings some, changes."""
    from importlib.metadata import version

    found = hashlib.sha256()
    for name in ("django", "django-htmx", "vl-convert-python", "whitenoise"):
        found.update(version(name).encode())
    found.update(Path(__file__).read_bytes())
    for path in sorted((HERE / "static").rglob("*")):
        if path.is_file():
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()
