"""Login by a gateway in front, which names the user it has authenticated in a header.

Belongs here: which header. Does not belong here: local accounts. Use it only where nobody can reach the server
past the gateway, and where the gateway removes that header from what browsers send.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.middleware import PersistentRemoteUserMiddleware


class GatewayMiddleware(PersistentRemoteUserMiddleware):
    """Trusts the header that PLUMBLINE_GATEWAY_HEADER names; a new user has no group, hence sees nothing."""

    header = "HTTP_" + settings.GATEWAY_HEADER.upper().replace("-", "_")
