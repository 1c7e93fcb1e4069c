"""People whom a directory has vouched for: their accounts here, and their roles.

Belongs here: which account a person of a directory enters, and which roles the groups there give. Does not belong
here: how the directory is asked (`oidc.py`, `ldap.py`), departments (the administrator gives them, with dates).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import transaction

from dashboard.accounts.faults import LoginFaultError
from dashboard.accounts.models import DirectoryAccount
from dashboard.accounts.people import make_groups, tie_rights
from dashboard.accounts.scoping import ROLES


@dataclass(frozen=True)
class Person:
    """Somebody as a directory knows them. subject: what stays theirs when the name changes."""

    source: str
    subject: str
    username: str
    roles: frozenset[str] = field(default_factory=frozenset)


def roles_of(
    groups: frozenset[str], mapping: Mapping[str, frozenset[str]] | None
) -> frozenset[str]:
    """The roles that groups give; none without a mapping."""
    return frozenset(role for role, names in (mapping or {}).items() if names & groups)


@transaction.atomic
def admit(person: Person) -> User:
    """The account of a person, made if need be, with the roles of today. Raises LoginFaultError."""
    user = _account_of(person)
    if not user.is_active:
        raise LoginFaultError("inactive", person.source, user.get_username())
    if settings.LOGIN.roles is not None:
        give_roles(user, person.roles)
    return user


def _account_of(person: Person) -> User:
    """The account that belongs to the person, or one that is free, or a new one.

    Free is what has no password, no administrator's rights and nobody of a directory: an account made for the
    person beforehand, or by a gateway. Everything else stays with whom it belongs to.
    """
    known = DirectoryAccount.objects.filter(source=person.source, subject=person.subject).first()
    if known:
        return known.user
    name = str(User.normalize_username(person.username))
    try:
        User._meta.get_field("username").clean(name, None)  # noqa: SLF001 - where Django keeps it
    except ValidationError:
        raise LoginFaultError("nameless", f"{person.source} {name!r:.200}") from None
    namesakes = list(User.objects.filter(username__iexact=name))
    if not all(_is_free(one) for one in namesakes) or len(namesakes) > 1:
        raise LoginFaultError("taken", person.source, name)
    if namesakes:
        user = namesakes[0]
    else:
        user = User(username=name)
        user.set_unusable_password()
        user.save()
    DirectoryAccount.objects.create(user=user, source=person.source, subject=person.subject)
    return user


def _is_free(user: User) -> bool:
    is_mighty = user.is_superuser or user.is_staff
    is_bound = DirectoryAccount.objects.filter(user=user).exists()
    in_charge = user.groups.filter(name="administrator").exists()
    return not (user.has_usable_password() or is_mighty or in_charge or is_bound)


def give_roles(user: User, roles: frozenset[str]) -> None:
    """Exactly these roles; other groups stay. Django's rights come and go with theirs."""
    make_groups()
    held = set(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
    user.groups.remove(*Group.objects.filter(name__in=held - roles))
    user.groups.add(*Group.objects.filter(name__in=roles - held))
    tie_rights(user)
