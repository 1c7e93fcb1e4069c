"""The administrator's pages: who is an administrator, who is locked out, in words of both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from dashboard.accounts.people import make_account
from tests.dashboard.conftest import PASSWORD, Login

USERS = "/administration/auth/user/"
FAILURES = "/administration/accounts/failedlogin/"


def form_of(user: User, roles: tuple[str, ...], **more: Any) -> dict[str, Any]:
    """What the page of an account sends."""
    made: dict[str, Any] = {
        "username": user.username,
        "is_active": "on",
        "groups": [str(one.pk) for one in Group.objects.filter(name__in=roles)],
        "date_joined_0": f"{user.date_joined:%Y-%m-%d}",
        "date_joined_1": f"{user.date_joined:%H:%M:%S}",
    }
    for one in ("staff_number", "departments", "directory_account"):
        made |= {f"{one}-TOTAL_FORMS": "0", f"{one}-INITIAL_FORMS": "0"}
    return {key: value for key, value in {**made, **more}.items() if value is not None}


def opens(user: User) -> bool:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return bool(client.get("/administration/").status_code == 200)


def test_the_group_alone_makes_an_administrator(login: Login) -> None:
    client = login("administrator")
    user = make_account("wang", PASSWORD, "supervisor")
    page = f"{USERS}{user.pk}/change/"
    html = client.get(page).content.decode()
    for gone in ("is_staff", "is_superuser", "user_permissions"):
        assert f'name="{gone}"' not in html
    assert not opens(user)
    assert client.post(page, form_of(user, ("administrator",))).status_code == 302
    assert opens(User.objects.get(pk=user.pk))
    assert client.post(page, form_of(user, ("auditor",))).status_code == 302
    left = User.objects.get(pk=user.pk)
    assert not opens(left)
    assert (left.is_staff, left.is_superuser) == (False, False)


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "最后一个可用的管理员"), ("en", "the last administrator")]
)
def test_the_last_administrator_cannot_lock_everybody_out(
    login: Login, lang: str, said: str
) -> None:
    client = login("administrator", lang)
    own = User.objects.get(username="test-administrator")
    page = f"{USERS}{own.pk}/change/"
    for given in (form_of(own, ("auditor",)), form_of(own, ("administrator",), is_active=None)):
        refused = client.post(page, given)
        assert refused.status_code == 200
        assert said in refused.content.decode()
        assert opens(User.objects.get(pk=own.pk))
    assert client.post(f"{USERS}{own.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(own.pk)], "post": "yes"}
    client.post(USERS, chosen)
    assert User.objects.filter(pk=own.pk).exists()
    make_account("wang", PASSWORD, "administrator")
    assert client.post(page, form_of(own, ("auditor",))).status_code == 302
    assert not opens(User.objects.get(pk=own.pk)), "with another one there, it can be given up"


def test_an_administrator_unlocks_who_gave_too_many_wrong_passwords(login: Login) -> None:
    make_account("wang", PASSWORD, "supervisor")
    somebody = Client()
    for _ in range(5):
        somebody.post("/login/", {"username": "wang", "password": "wrong"})
    given = {"username": "wang", "password": PASSWORD}
    assert somebody.post("/login/", given).status_code == 429
    client = login("administrator")
    html = client.get(FAILURES).content.decode()
    assert "wang" in html
    (row,) = re.findall(r'name="_selected_action" value="(\d+)"', html)
    client.post(FAILURES, {"action": "unlock", "_selected_action": [row]})
    assert somebody.post("/login/", given).status_code == 302


def test_administration_speaks_the_language_of_the_page(login: Login) -> None:
    user = make_account("wang", PASSWORD, "dept_head")
    client = login("administrator")
    pages = ["/administration/", USERS, f"{USERS}{user.pk}/change/", FAILURES]
    for page in pages:
        html = client.get(page).content.decode()
        assert not re.search(
            r"axes|access attempt|model name|>\s*(supervisor|dept_head|auditor)\s*<",
            html,
            re.IGNORECASE,
        )
    roles = client.get(pages[2]).content.decode()
    assert "质量监督" in roles
    assert "部门负责人" in roles
    english = login("administrator", "en")
    assert "Head of department" in english.get(pages[2]).content.decode()
    assert "/auth/group/" not in english.get("/administration/").content.decode()


def test_every_change_of_a_table_has_its_migration(db: None) -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
