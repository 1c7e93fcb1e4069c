"""Every address of the dashboard, with things of the sample utility in place of parameters.

Belongs here: deriving addresses from the routes, so that no new page escapes the tests. Does not belong here:
assertions.
"""

from __future__ import annotations

from dashboard.facts.page import Facts
from dashboard.urls import urlpatterns

OUTSIDE = {
    "login", "oidc_start", "oidc_callback", "logout", "password", "set_language", "data_docs", "report_file",
    "original", "explained",
}  # fmt: skip
"""Routes that show no facts, or to some roles only; they have tests of their own."""


def examples(facts: Facts) -> dict[str, str]:
    """A department, clause, observation, ticket, entry and appeal that the scope reaches."""
    breach = facts.ask(
        "observations",
        wanted=["v.verdict = 'breach'"],
        arranged="v.rowid",
        limit=1,
        offset=0,
    )[0]
    ticket = facts.ask("tickets", arranged="t.ticket_id", limit=1, offset=0)[0]
    entry = facts.ask("money", arranged="e.entry_id", limit=1, offset=0)[0]
    appeal = facts.ask("appeals")[0]
    return {
        "department": next(iter(facts.departments())),
        "clause": breach["clause_id"],
        "observation": breach["observation_id"],
        "ticket": ticket["ticket_id"],
        "entry": entry["entry_id"],
        "appeal": appeal["appeal_id"],
    }


def addresses(known: dict[str, str]) -> dict[str, str]:
    """Name of a route -> address."""
    found = {}
    for route in urlpatterns:
        name = getattr(route, "name", None)
        if name is None or name in OUTSIDE:
            continue
        address = "/" + str(getattr(route, "pattern", ""))
        for key, value in known.items():
            for kind in ("str", "path"):
                address = address.replace(f"<{kind}:{key}>", value)
        assert "<" not in address, f"the tests know no example for {address}"
        found[name] = address + {"items": f"?clause={ITEMS}"}.get(name, "")
    return found


ITEMS = "urban-supply.quality.comprehensive"
