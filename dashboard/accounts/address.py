"""Where a request comes from, past the gateways in front.

Belongs here: the one address that the access log and the lock after wrong passwords go by. Does not belong here: who
it is.
"""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """The address of the browser.

    Each gateway adds the address it was reached from to the end of X-Forwarded-For: what stands further to the front
    than there are gateways was written by the browser, and says nothing.
    """
    hops = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if 0 < settings.GATEWAYS <= len(hops):
        try:
            return str(ip_address(hops[-settings.GATEWAYS]))
        except ValueError:
            pass  # no gateway of ours wrote that
    return request.META.get("REMOTE_ADDR") or None
