"""Making accounts from the command line.

Belongs here: groups, and accounts with their departments. Does not belong here: asking for passwords
(`pipelines/dashboard_cli.py`), what the groups mean (`dashboard/accounts/scoping.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from dashboard.accounts.models import StaffNumber, UserDepartment
from dashboard.accounts.scoping import ROLES


class RefusedError(Exception):
    """An account cannot be made as asked; the message says why."""


def make_groups() -> None:
    """The groups that give roles, where they are missing."""
    for name in ROLES:
        Group.objects.get_or_create(name=name)


@transaction.atomic
def make_account(
    username: str,
    password: str,
    role: str,
    departments: Iterable[str] = (),
    since: date | None = None,
    staff: str = "",
) -> User:
    """An account in one role. since: first day of the departments; staff: number. Raises RefusedError."""
    if User.objects.filter(username=username).exists():
        raise RefusedError(f"账号 {username} 已存在 / there is already an account {username}")
    user = User(username=username)
    try:
        user.full_clean(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        raise RefusedError(" ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    make_groups()
    user.groups.add(Group.objects.get(name=role))
    tie_rights(user)
    for one in departments:
        UserDepartment.objects.create(
            user=user, department_id=one, valid_from=since or date(2000, 1, 1)
        )
    if staff:
        StaffNumber.objects.create(user=user, staff_id=staff)
    return user


def tie_rights(user: User) -> None:
    """Django's rights come with the group of administrators, and go with it."""
    is_administrator = user.groups.filter(name="administrator").exists()
    if (user.is_staff, user.is_superuser) != (is_administrator, is_administrator):
        user.is_staff = user.is_superuser = is_administrator
        user.save(update_fields=["is_staff", "is_superuser"])


def is_last_administrator(user: User) -> bool:
    """Whether nobody but this account can administer accounts."""
    return user.is_active and user.is_staff and not _administrators().exclude(pk=user.pk).exists()


def _administrators() -> QuerySet[User]:
    return User.objects.filter(groups__name="administrator", is_active=True, is_staff=True)


def remove_account(username: str) -> None:
    """Remove an account, if there is one of that name."""
    User.objects.filter(username=username).delete()


def has_administrator() -> bool:
    """Whether anybody can administer accounts."""
    return _administrators().exists()
