"""Names the app for Django. Belongs here: that. Does not belong here: anything else."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The accounts of the dashboard."""

    name = "dashboard.accounts"
    label = "accounts"
    verbose_name = _("账号与范围")
