"""What the accounts database keeps besides Django's users, groups and sessions.

Belongs here: departments of a head with their dates, staff numbers, whom of a directory an account
belongs to, the access log. Does not belong here: facts of an audit.
"""

from __future__ import annotations

from axes.models import AccessAttempt
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class UserDepartment(models.Model):
    """A department that a person answers for, from one day until another (which no longer counts)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="departments",
        verbose_name=_("账号"),
    )
    department_id = models.CharField(_("部门编号"), max_length=200)
    valid_from = models.DateField(_("起"))
    valid_until = models.DateField(_("止（不含）"), null=True, blank=True)

    class Meta:
        verbose_name = _("负责的部门")
        verbose_name_plural = _("负责的部门")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "department_id", "valid_from"],
                name="one_row_a_department_and_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.department_id} ({self.valid_from} – {self.valid_until or ''})"


class StaffNumber(models.Model):
    """Who an account is among the staff: appeals and decisions are filed in that name, never in a typed one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="staff_number",
        verbose_name=_("账号"),
    )
    staff_id = models.CharField(_("员工编号"), max_length=200)
    department_id = models.CharField(
        _("所属部门编号"),
        max_length=200,
        blank=True,
        help_text=_("员工表写明部门的，不必填写"),
    )

    class Meta:
        verbose_name = _("员工编号")
        verbose_name_plural = _("员工编号")

    def __str__(self) -> str:
        return self.staff_id


class DirectoryAccount(models.Model):
    """Whom of a directory an account belongs to. Taking the row away sets the account free for another login."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="directory_account",
        verbose_name=_("账号"),
    )
    source = models.CharField(_("认证方式"), max_length=10)
    subject = models.CharField(_("认证方的编号"), max_length=500)

    class Meta:
        verbose_name = _("统一身份认证")
        verbose_name_plural = _("统一身份认证")
        constraints = [
            models.UniqueConstraint(fields=["source", "subject"], name="one_account_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.subject}"


class Access(models.Model):
    """One request of one person, or one act that must be accounted for (a reveal, an export)."""

    at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)
    username = models.CharField(_("账号"), max_length=150, db_index=True)
    act = models.CharField(_("行为"), max_length=20)
    path = models.CharField(_("页面"), max_length=500)
    query = models.CharField(_("参数"), max_length=1000, blank=True)
    status = models.PositiveSmallIntegerField(_("结果"))
    audit_id = models.CharField(_("审计"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("来自"), null=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("访问记录")
        verbose_name_plural = _("访问记录")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.username} {self.path}"


class FailedLogin(AccessAttempt):  # type: ignore[misc]
    """Wrong passwords for one name from one address; taking the row away opens that door again."""

    class Meta:
        proxy = True
        verbose_name = _("登录失败")
        verbose_name_plural = _("登录失败与锁定")

    def __str__(self) -> str:
        return f"{self.username} {self.ip_address}"


class SeenAudit(models.Model):
    """An audit that the dashboard has served, as it stood in the published file."""

    audit_id = models.CharField(max_length=100, unique=True)
    seen_at = models.DateTimeField(auto_now_add=True)
    as_of = models.DateTimeField()
    profile_id = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    previous_digest = models.CharField(max_length=64, blank=True)
    version = models.CharField(max_length=50)
    n_files = models.BigIntegerField()
    n_rows = models.BigIntegerField()
    n_observations = models.BigIntegerField()
    n_breaches = models.BigIntegerField()

    class Meta:
        ordering = ["-as_of", "-id"]

    def __str__(self) -> str:
        return self.audit_id
