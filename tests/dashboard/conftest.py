"""The dashboard over the audited sample utility, with one account for each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from django.utils.translation import trans_real
from pytest_django.fixtures import Settings

from dashboard.accounts.people import make_account
from dashboard.facts.middleware import hub
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.install import compile_texts
from tests.dashboard.disputes import dispute
from warehouse.evaluate import Audit

PASSWORD = "plumb-line-4711"  # noqa: S105 - of accounts that live as long as a test
OWN = "D-NET"
WHOLE = Scope(role="supervisor", is_whole=True, names_others=True, may_export=True)

Login = Callable[..., Client]


@pytest.fixture(scope="session")
def published(audited: Audit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the published file with disputes in it, and settings that point at it."""
    made = tmp_path_factory.mktemp("dashboard")
    path = made / "plumbline.duckdb"
    shutil.copy(audited.home.published, path)
    dispute(path)
    compile_texts(made / "locale")
    with override_settings(
        PUBLISHED=path,
        DATA_DOCS=audited.home.data_docs,
        HOME=audited.home.root,
        ARCHIVE=audited.home.audits,
        OWN=made,
        REPORTS=made / "reports",
        LOCALE_PATHS=[made / "locale"],
        STATICFILES_DIRS=[],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        ALLOWED_HOSTS=["testserver"],
        STORAGES={
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        },
    ):
        trans_real._translations.clear()  # type: ignore[attr-defined]
        yield path


@pytest.fixture
def facts(published: Path) -> Iterator[Callable[[Scope], Facts]]:
    """Opens the published file in a scope."""
    opened: list[Facts] = []

    def in_scope(scope: Scope) -> Facts:
        found = Facts(hub.current(published), scope, timeout_s=20)
        opened.append(found)
        return found

    yield in_scope
    for one in opened:
        one.close()


@pytest.fixture
def changed(published: Path, tmp_path: Path, settings: Settings) -> Callable[[str], Path]:
    """Changes a copy of the published file, which pages then read: where it is."""

    def change(statement: str) -> Path:
        path = tmp_path / "plumbline.duckdb"
        if not path.exists():
            shutil.copy(published, path)
        with duckdb.connect(str(path)) as con:
            con.execute(statement)
        settings.PUBLISHED = path
        return path

    return change


@pytest.fixture
def login(published: Path, db: None) -> Login:
    """Logs an account of a role in; a head answers for OWN unless other departments are given."""

    def as_role(
        role: str,
        lang: str = "zh",
        departments: tuple[str, ...] = (OWN,),
        since: date | None = None,
    ) -> Client:
        name = f"test-{role}"
        User.objects.filter(username=name).delete()
        make_account(name, PASSWORD, role, departments if role == "dept_head" else (), since)
        client = Client(headers={"accept-language": "zh-CN" if lang == "zh" else "en-US"})
        client.force_login(
            User.objects.get(username=name), "django.contrib.auth.backends.ModelBackend"
        )
        return client

    return as_role
