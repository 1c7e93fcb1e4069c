"""How many random worlds are tried: few and always the same ones in `make test`, many when asked.

Belongs here: the settings of the property tests. `PLUMBLINE_ORACLE=deep` tries many worlds, others each
time, and makes a world that fails as small as it can.
Does not belong here: what is tried.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

DEEP = 25
"""How many times as many worlds a deep run tries."""

settings.register_profile(
    "oracle",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
settings.register_profile(
    "oracle-deep",
    settings.get_profile("oracle"),
    derandomize=False,
    phases=[Phase.generate, Phase.shrink],
)


AUDITS = int(os.environ.get("PLUMBLINE_AUDITS", "12"))
"""How many audits `test_a_thousand_audits` runs."""


def audits() -> settings:
    """Settings for that many audits, others than `tries` has whenever there are more than a few."""
    return settings(settings.get_profile("oracle"), max_examples=AUDITS)


def tries(worlds: int) -> settings:
    """Settings for a property that is tried on so many worlds."""
    if os.environ.get("PLUMBLINE_ORACLE") == "deep":
        return settings(settings.get_profile("oracle-deep"), max_examples=worlds * DEEP)
    return settings(settings.get_profile("oracle"), max_examples=worlds)
