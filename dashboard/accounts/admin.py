"""The administrator's pages: people, their departments, their sessions, the access log.

Belongs here: how Django's administration shows them. Does not belong here: facts of an audit.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import Access, DirectoryAccount, StaffNumber, UserDepartment

admin.site.site_header = _("账号管理")
admin.site.site_title = _("账号管理")
admin.site.index_title = _("账号管理")


class DepartmentInline(admin.TabularInline):  # type: ignore[type-arg]
    """The departments of a head, with dates."""

    model = UserDepartment
    extra = 0


class StaffNumberInline(admin.StackedInline):  # type: ignore[type-arg]
    """Who the person is among the staff."""

    model = StaffNumber
    extra = 0


class DirectoryAccountInline(admin.StackedInline):  # type: ignore[type-arg]
    """Whom of a directory the account belongs to: can be taken away, never typed in."""

    model = DirectoryAccount
    extra = 0
    readonly_fields = ("source", "subject")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a login ties an account."""
        return False


@admin.action(description=_("结束所选账号的全部会话"))
def end_sessions(_admin: Any, request: HttpRequest, chosen: QuerySet[User]) -> None:
    """Log the chosen people out everywhere, at once."""
    keys = {str(one.pk) for one in chosen}
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") in keys:
            session.delete()


class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts, with departments and the end of sessions."""

    inlines = [StaffNumberInline, DepartmentInline, DirectoryAccountInline]
    actions = [end_sessions]


class AccessAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The access log: to be read, not to be changed."""

    list_display = ("at", "username", "act", "path", "query", "status", "audit_id", "address")
    list_filter = ("act", "status", "username")
    search_fields = ("username", "path", "query")
    date_hierarchy = "at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes the log by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Access | None = None) -> bool:
        """Nobody changes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Access | None = None) -> bool:
        """Nobody deletes from it."""
        return False


admin.site.unregister(User)
admin.site.register(User, PersonAdmin)
admin.site.register(Access, AccessAdmin)
