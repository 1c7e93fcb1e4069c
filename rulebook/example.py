"""Worked examples: what the engine must answer for a few rows of evidence.

Belongs here: the shape of an example and of the answer it expects.
Does not belong here: running them (`warehouse/examples.py`).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rulebook.strict_yaml import Bilingual, Strict


class ExpectedMoney(Strict):
    """One ledger entry that a worked example must draw; null where no amount counts (yet).

    What is left out is not checked: status, who pays, and the most that a decision could set (yuan).
    """

    ledger: str
    amount_cny: Decimal | None
    status: str = ""
    payer: str = ""
    high_cny: Decimal | None = None


class Expected(Strict):
    """What the engine must answer for a worked example.

    `record` picks one record where the example has several (default: the only one). `department` and `staff`
    are who answers (default: neither is checked). For a rate,
    `numerator` and `denominator` are those of the indicator. `money` lists every entry (default: none
    is checked; an empty list means that there must be none).
    """

    verdict: str
    reason: str | None = None
    record: str = ""
    due_at: str = ""
    late_by_min: int | None = None
    department: str = ""
    staff: str = ""
    numerator: int | None = None
    denominator: int | None = None
    money: list[ExpectedMoney] | None = None


class Example(Strict):
    """A worked example: rows by table, the instant of the audit, and the expected answer.

    Rows give only what matters; required columns left out take the contract's example value, and keys
    that link the rows of one example are filled in. Times without an offset are local. A row with
    `repeat: {times: 95, minutes: 15}` stands for so many rows, each with its moments so much later. `parameters`
    sets operator parameters for this example, null unsets one.
    """

    name: Bilingual
    given: dict[str, list[dict[str, Any]]]
    as_of: str
    parameters: dict[str, Decimal | None] = {}
    expect: Expected
