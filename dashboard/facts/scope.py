"""What a person may see of the facts.

Belongs here: the value that every question to the published file needs. Does not belong here: how it comes
about from accounts (`dashboard/accounts/scoping.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["", "supervisor", "dept_head", "auditor", "administrator"]


@dataclass(frozen=True)
class Scope:
    """The reach of one person on one day. As it stands, without arguments, it reaches nothing.

    is_whole: every department, and what belongs to none. departments: the ids reached otherwise.
    names_others: in league tables the other departments are named. may_export, may_administer: what it says.
    may_file: appeals, for what lies in the scope; may_decide: appeals that others filed.
    may_reveal: personal data of a row in the scope, for a reason that is put on record.
    """

    role: Role = ""
    is_whole: bool = False
    departments: frozenset[str] = field(default_factory=frozenset)
    names_others: bool = False
    may_export: bool = False
    may_administer: bool = False
    may_file: bool = False
    may_decide: bool = False
    may_reveal: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all can be seen."""
        return not (self.is_whole or self.departments)

    @property
    def may_try(self) -> bool:
        """Whether rules may be tried out: it costs the machine a night's work."""
        return self.role in ("supervisor", "administrator")

    def covers(self, department: str | None) -> bool:
        """Whether a department lies in the scope; what belongs to none lies only in the whole."""
        return self.is_whole or department in self.departments
