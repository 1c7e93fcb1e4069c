"""Addresses of things: from any number to the rows behind it.

Belongs here: building addresses. Does not belong here: what they answer.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from dashboard.facts.page import Row


def _with(address: str, **query: Any) -> str:
    given = {
        key: f"{value:%Y-%m}" if isinstance(value, date) else value
        for key, value in query.items()
        if value not in (None, "")
    }
    return f"{address}?{urlencode(given)}" if given else address


def department(one: str | None, month: date | None = None) -> str:
    """The page of a department in a month."""
    return _with(reverse("department", args=[one]), month=month) if one else ""


def departments(month: date | None) -> str:
    """The scorecards of a month."""
    return _with(reverse("departments"), month=month)


def clauses(**query: Any) -> str:
    """The clauses that fit filters: month, dept, regulation, verdict, q."""
    return _with(reverse("clauses"), **query)


def clause(one: str | None, month: date | None = None, dept: str | None = None) -> str:
    """The page of a clause."""
    return _with(reverse("clause", args=[one]), month=month, dept=dept) if one else ""


def observation(one: str | None) -> str:
    """The page of an observation."""
    return reverse("observation", args=[one]) if one else ""


def observations(**query: Any) -> str:
    """The observations that fit filters: clause, dept, month, verdict, reason, record, scope."""
    return _with(reverse("observations"), **query)


def behind(clause: Row, **query: Any) -> str:
    """The records that a clause counts: those of the clause it is the rate of, its items, or its observations."""
    if clause["kind"] != "rate_threshold":
        return observations(clause=clause["clause_id"], **query)
    if clause.get("rate_clause_id"):
        return observations(clause=clause["rate_clause_id"], **query)
    return _with(reverse("items"), clause=clause["clause_id"], **query)


def tickets(**query: Any) -> str:
    """The tickets that fit filters: dept, type, status, month."""
    return _with(reverse("tickets"), **query)


def ticket(one: str | None) -> str:
    """The page of a ticket."""
    return reverse("ticket", args=[one]) if one else ""


def record(row: Row) -> str:
    """The page of the record of an observation where there is one: tickets have theirs."""
    return ticket(row["record_id"]) if row.get("record_table") == "tickets" else ""
