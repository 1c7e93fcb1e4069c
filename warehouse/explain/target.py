"""What a user's word for a matter means: a record, an observation, a ledger entry or a department's month.

Belongs here: looking the word up in the published file, and telling what to write where it names nothing, or
several things.
Does not belong here: the story itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from rulebook.errors import UserError
from warehouse.explain.published import Published, table_name

KINDS = "工单或其他记录的编号、判定编号（条款/记录）、台账分录编号、部门编号加月份 / a ticket or other record, an observation (clause/record), a ledger entry, a department with a month"
"""What can be asked for."""


@dataclass(frozen=True)
class Target:
    """One thing to tell the story of. kind: record, observation, entry or department.

    table: of records and observations. month: first day, of departments only.
    """

    kind: str
    id: str
    table: str = ""
    month: date | None = None


def find(published: Published, word: str, month: str = "") -> Target:
    """What a word means; raises UserError, with what else to write, where that is not one thing.

    A word may say which of several things it means: `tickets:T-1`, `entry:…`, `department:…`.
    """
    wanted = _month(month)
    prefix, _, rest = word.partition(":")
    found = _matches(published, word)
    if not found and rest:
        found = [one for one in _matches(published, rest) if prefix in (one.kind, one.table)]
    found = [one for one in found if one.kind == "department"] or found
    if not found:
        raise _unknown(published, word)
    if len(found) > 1:
        raise _ambiguous(word, found)
    (one,) = found
    if one.kind == "department":
        return Target("department", one.id, month=_of_department(published, one.id, wanted))
    if wanted:
        raise UserError(
            f"月份只用于部门 / a month goes with a department only, and '{word}' is none", place=month,
            remedy=f"请去掉月份 / leave out '{month}'",
        )  # fmt: skip
    return one


def _matches(published: Published, word: str) -> list[Target]:
    clause_id, _, record_id = word.partition("/")
    rows = published.rows("target", target=word, clause_id=clause_id, record_id=record_id)
    return [Target(row["kind"], row["id"], row["record_table"] or "") for row in rows]


def _month(text: str) -> date | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise UserError(
            f"不是月份 / '{text}' is not a month", place="MONTH",
            remedy="请写作 / write it as 2026-03",
        )  # fmt: skip
    return date.fromisoformat(f"{text}-01")


def _of_department(published: Published, department_id: str, wanted: date | None) -> date:
    months: list[date] = [
        row["period_from"] for row in published.rows("month", department_id=department_id)
    ]
    if wanted in months and wanted:
        return wanted
    shown = "、".join(f"{one:%Y-%m}" for one in months)
    if not months:
        raise UserError(
            f"部门没有成绩 / department '{department_id}' has no scorecard", place=department_id,
            remedy="只有应对条款负责的部门才有成绩 / only departments that answer for some clause have one",
        )  # fmt: skip
    if wanted:
        problem = f"该月没有成绩 / there is no scorecard for {wanted:%Y-%m}"
    else:
        problem = "部门须写明月份 / a department needs a month"
    raise UserError(
        problem, place=department_id,
        remedy=f"请选择月份 / choose one of {shown}: plumbline explain {department_id} {months[-1]:%Y-%m}",
    )  # fmt: skip


def _unknown(published: Published, word: str) -> UserError:
    clause_id, _, record_id = word.partition("/")
    near = [
        row["id"]
        for row in published.rows("near", target=word, clause_id=clause_id, record_id=record_id)
    ]
    hint = f"是否指 / did you mean {'、'.join(near)}？" if near else ""
    return UserError(
        f"已发布的审计结果中没有 / the published audit knows nothing called '{word}'", place="TARGET",
        remedy=f"{hint} 可写 / you may ask for: {KINDS}".strip(),
    )  # fmt: skip


def _ambiguous(word: str, found: list[Target]) -> UserError:
    listed = "\n".join(
        f"    {one.table or one.kind}:{one.id}（{table_name(one.table).zh if one.table else one.kind}）"
        for one in found
    )
    return UserError(
        f"'{word}' 有 {len(found)} 个含义 / means {len(found)} things:\n{listed}", place="TARGET",
        remedy="请照上面的写法指明 / say which, written as above",
    )  # fmt: skip
