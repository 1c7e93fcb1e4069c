"""Addresses of things: from any number to the rows behind it.

Belongs here: building addresses. Does not belong here: what they answer.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse

from dashboard.facts.page import Row


@lru_cache(maxsize=4096)
def _known(_prefix: str, name: str, *args: str) -> str:
    return reverse(name, args=args)


def _to(name: str, *args: str) -> str:
    """An address by its name; a table asks for the same ones over and over."""
    return _known(get_script_prefix(), name, *args)


def _with(address: str, **query: Any) -> str:
    given = {
        key: f"{value:%Y-%m}" if isinstance(value, date) else value
        for key, value in query.items()
        if value not in (None, "")
    }
    return f"{address}?{urlencode(given)}" if given else address


def department(one: str | None, month: date | None = None) -> str:
    """The page of a department in a month."""
    return _with(_to("department", one), month=month) if one else ""


def departments(month: date | None) -> str:
    """The scorecards of a month."""
    return _with(_to("departments"), month=month)


def clauses(**query: Any) -> str:
    """The clauses that fit filters: month, dept, regulation, verdict, reason, subject, kind, q."""
    return _with(_to("clauses"), **query)


def clause(one: str | None, month: date | None = None, dept: str | None = None) -> str:
    """The page of a clause."""
    return _with(_to("clause", one), month=month, dept=dept) if one else ""


def observation(one: str | None) -> str:
    """The page of an observation."""
    return _to("observation", one) if one else ""


def original(one: str | None) -> str:
    """Where the personal data of an observation's row are revealed."""
    return _to("original", one) if one else ""


def observations(**query: Any) -> str:
    """The observations that fit filters: clause, dept, month, verdict, reason, record, scope."""
    return _with(_to("observations"), **query)


def behind(clause: Row, **query: Any) -> str:
    """The records that a clause counts: those of the clause it is the rate of, its items, or its observations."""
    if clause["kind"] != "rate_threshold":
        return observations(clause=clause["clause_id"], **query)
    if clause.get("rate_clause_id"):
        return observations(clause=clause["rate_clause_id"], **query)
    return _with(_to("items"), clause=clause["clause_id"], **query)


def tickets(**query: Any) -> str:
    """The tickets that fit filters: dept, type, status, month."""
    return _with(reverse("tickets"), **query)


def ticket(one: str | None) -> str:
    """The page of a ticket."""
    return _to("ticket", one) if one else ""


def record(row: Row) -> str:
    """The page of the record of an observation where there is one: tickets have theirs."""
    return ticket(row["record_id"]) if row.get("record_table") == "tickets" else ""


def money(**query: Any) -> str:
    """The entries that fit filters: month, dept, kind, status, clause, ledger."""
    return _with(reverse("money"), **query)


def item(row: Row) -> str:
    """One record that a rate counts, with what was delivered for it."""
    return _with(_to("items"), clause=row["clause_id"], record=row["record_id"])


def of_item(row: Row) -> str:
    """The page of a record that a rate counts: its ticket, else the record with its evidence."""
    return record(row) or item(row)


def entry(one: str | None) -> str:
    """The page of an entry of the ledger."""
    return reverse("entry", args=[one]) if one else ""


def appeal(one: str | None) -> str:
    """The page of an appeal."""
    return reverse("appeal", args=[one]) if one else ""


def appeals(**query: Any) -> str:
    """The appeals that fit filters: state, dept, month."""
    return _with(reverse("appeals"), **query)


def file_appeal(**target: Any) -> str:
    """The form for an appeal against an observation or an entry."""
    return _with(reverse("file_appeal"), **target)


def contested(row: Row) -> str:
    """The page of what an appeal or a decision is about."""
    return observation(row.get("observation_id")) or entry(row.get("entry_id"))
