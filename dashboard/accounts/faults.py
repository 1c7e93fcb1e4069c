"""Logins that a directory, or the way to it, did not let happen: what the person reads about it.

Belongs here: the kinds of failure, their words and status. Does not belong here: wrong passwords (the login page
says those), finding out what failed (`oidc.py`, `ldap.py`, `directory.py`). Details go to the log, never to the page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard.accounts.access import note

LOG = logging.getLogger(__name__)


class Fault(NamedTuple):
    """What happened, what to do, and the status of the answer."""

    status: int
    what: Promise
    remedy: Promise


FAULTS = {
    "cancelled": Fault(
        403,
        _("您在统一身份认证处取消了登录，或未获准使用本系统。"),
        _("需要登录时请再试一次；若一直如此，请管理员在统一身份认证处为您开通。"),
    ),
    "stale": Fault(
        400,
        _("这次登录已过期，或不是在这个浏览器里开始的。"),
        _("请回到登录页重新开始，并确认浏览器允许本站的 Cookie。"),
    ),
    "untrusted": Fault(
        403,
        _("统一身份认证的答复未通过核验，没有采信。"),
        _("请重新登录；若一直如此，请管理员核对认证配置和两台服务器的时钟，详情见服务器日志。"),
    ),
    "unreachable": Fault(
        503,
        _("现在连不上统一身份认证。"),
        _("请过几分钟再试；急用时可用本系统的本地账号登录。详情见服务器日志。"),
    ),
    "refused": Fault(
        502,
        _("统一身份认证没有受理这次登录。"),
        _("请过几分钟再试；若一直如此，请管理员核对客户端编号、密钥和回调地址，详情见服务器日志。"),
    ),
    "nameless": Fault(
        403,
        _("统一身份认证没有给出可用的账号名。"),
        _("请管理员核对取账号名所用的声明或属性，详情见服务器日志。"),
    ),
    "taken": Fault(
        403,
        _("本系统已有同名账号，不属于您在统一身份认证处的身份，因此没有登录。"),
        _("原账号未受影响。请管理员核实归属，将其中一个改名。"),
    ),
    "inactive": Fault(
        403,
        _("您在本系统的账号已停用。"),
        _("请管理员在账号管理里启用后，再登录。"),
    ),
}  # fmt: skip


class LoginFaultError(Exception):
    """A login that did not happen. kind: one of FAULTS; username: whose it was, where that is certain."""

    def __init__(self, kind: str, detail: str = "", username: str = "") -> None:
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind, self.detail, self.username = kind, detail, username


class LoginFaultMiddleware:
    """Turns such a failure into a page, whichever door it happened at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do unless a view fails."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page; the log has what lay behind it."""
        if not isinstance(error, LoginFaultError):
            return None
        LOG.warning("login failed: %s", str(error).replace("\n", " ")[:500])
        fault = FAULTS[error.kind]
        page = render(
            request, "registration/login_failed.html", {"fault": fault}, status=fault.status
        )
        if error.username:
            note(request, error.username, "login", page, error.kind)
        return page
