"""Why somebody looks at what is masked: asked for in words, and put on record with how it ended.

Belongs here: the reason. Does not belong here: what is revealed, and who may see it.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from dashboard.accounts.access import declare
from dashboard.filing import plain
from dashboard.pages.table import Text

LEAST = 4
"""Characters: fewer give no reason."""


def reason_of(request: HttpRequest) -> tuple[str, Text]:
    """The reason as it was typed, and what is wrong with it."""
    reason = plain(request.POST.get("why", ""))
    wrong = lazy("请写明查看的理由，例如回访核实、申诉复核。") if len(reason) < LEAST else ""
    return reason, wrong


def put_on_record(request: HttpRequest, what: str, reason: str, *, is_shown: bool) -> None:
    """Note in the access log what somebody asked to see, why, and whether they did."""
    declare(request, "reveal", f"{what}: {reason}" + ("" if is_shown else " (not shown)"))
