"""The administrator's pages: people, their roles and departments, their sessions, who is locked out, the access log.

Belongs here: how Django's administration shows them. Does not belong here: facts of an audit.
"""

from __future__ import annotations

from typing import Any

from axes.conf import settings as axes
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.models import (
    Access,
    DirectoryAccount,
    FailedLogin,
    StaffNumber,
    UserDepartment,
)
from dashboard.accounts.people import is_last_administrator, tie_rights
from dashboard.accounts.scoping import ROLES
from dashboard.pages.codes import NAMES

admin.site.site_header = _("账号管理")
admin.site.site_title = _("账号管理")
admin.site.index_title = _("账号管理")

GIVEN_BY_GROUPS = ("is_staff", "is_superuser", "user_permissions")
"""Rights that come with the group of administrators, and are nobody's to tick."""


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


def role_name(group: str) -> Any:
    """What the role of a group is called; a group that gives none keeps its own name."""
    return NAMES["roles"].get(group, group)


class RoleFilter(admin.SimpleListFilter):
    """Accounts in one role."""

    title = _("角色")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every role by its name."""
        return [(one, role_name(one)) for one in ROLES]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Who is in the group."""
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


class RoleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The groups, by the names of their roles."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> Any:
        """The role."""
        return role_name(obj.name)


class PersonForm(UserChangeForm):  # type: ignore[type-arg]
    """An account; somebody must remain who can administer accounts."""

    groups = RoleField(
        Group.objects.order_by("name"),
        label=_("角色"),
        required=False,
        help_text=_("管理员可以进入账号管理；部门负责人还须在下面写明负责的部门。"),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse what would leave nobody who can administer accounts."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        roles = {one.name for one in given.get("groups", ())}
        stays = given.get("is_active") and "administrator" in roles
        if not stays and is_last_administrator(self.instance):
            raise forms.ValidationError(
                _(
                    "这是最后一个可用的管理员账号，不能停用，也不能去掉管理员角色：请先让另一个账号成为管理员。"
                )
            )
        return given


class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts, with departments and the end of sessions. The group alone makes an administrator."""

    form = PersonForm
    fieldsets = [
        (title, {"fields": [one for one in shown["fields"] if one not in GIVEN_BY_GROUPS]})
        for title, shown in UserAdmin.fieldsets or ()
    ]
    filter_horizontal = ()
    list_display = ("username", "roles", "first_name", "last_name", "is_active", "last_login")
    list_filter = (RoleFilter, "is_active")
    inlines = [StaffNumberInline, DepartmentInline, DirectoryAccountInline]
    actions = [end_sessions]

    @admin.display(description=_("角色"))
    def roles(self, user: User) -> str:
        """The roles of an account."""
        held = set(user.groups.values_list("name", flat=True))
        return " · ".join(str(role_name(one)) for one in ROLES if one in held)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 - Django's own
        """With the groups go Django's rights."""
        super().save_related(request, form, formsets, change)
        tie_rights(form.instance)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody removes the own account: whoever removes all others remains."""
        return super().has_delete_permission(request, obj) and obj != request.user


class FailedLoginAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who gave wrong passwords, and who is locked out for it: to be read, and to be opened again."""

    list_display = ("at", "name", "address", "failures", "is_locked")
    list_display_links = None
    search_fields = ("username", "ip_address")
    ordering = ("-attempt_time",)
    actions = ["unlock"]

    @admin.action(description=_("解除所选登录的锁定"))
    def unlock(self, request: HttpRequest, chosen: QuerySet[FailedLogin]) -> None:
        """Forget the wrong passwords."""
        chosen.delete()
        self.message_user(request, _("已解除锁定，可以重新登录。"))

    @admin.display(description=_("时间"), ordering="attempt_time")
    def at(self, row: FailedLogin) -> Any:
        """When the last one was given."""
        return row.attempt_time

    @admin.display(description=_("账号"), ordering="username")
    def name(self, row: FailedLogin) -> str:
        """The name that was typed."""
        return row.username or ""

    @admin.display(description=_("来自"), ordering="ip_address")
    def address(self, row: FailedLogin) -> str:
        """From where."""
        return row.ip_address or ""

    @admin.display(description=_("失败次数"), ordering="failures_since_start")
    def failures(self, row: FailedLogin) -> int:
        """How many there were in a row."""
        return int(row.failures_since_start)

    @admin.display(description=_("已锁定"), boolean=True)
    def is_locked(self, row: FailedLogin) -> bool:
        """Whether they are too many."""
        return bool(row.failures_since_start >= axes.AXES_FAILURE_LIMIT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: FailedLogin | None = None) -> bool:
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: FailedLogin | None = None) -> bool:
        """Unlocking is what takes one away."""
        return False


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


admin.site.unregister(Group)  # the groups are the roles, and roles are fixed
admin.site.unregister(User)
admin.site.register(User, PersonAdmin)
admin.site.register(FailedLogin, FailedLoginAdmin)
admin.site.register(Access, AccessAdmin)
