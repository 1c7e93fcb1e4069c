"""Filing: one appeal or decision as a record in the inbox, tried on the last audit before it is written.

Belongs here: completing a record, refusing what the next audit would refuse, and writing the rest where that audit
collects it. Nothing is decided here: what is written counts from the next audit on.
Does not belong here: the rules (`decisions.py` and its statements), how they are tried (`trial.py`), arguments and
sentences (`pipelines/`).
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from rulebook.errors import InboxError, UserError
from warehouse.contract import Contract, contracts
from warehouse.trial import NOTHING_WRITTEN, Place, Record, Table, trial

PREFIX: dict[Table, str] = {"appeals": "AP", "decisions": "DE"}
BY: dict[Table, str] = {"appeals": "filed_by", "decisions": "decided_by"}


@dataclass(frozen=True)
class Filed:
    """A record that was written: its id, its file, and what it will do."""

    record_id: str
    path: Path
    effect_zh: str
    effect_en: str


def file_record(place: Place, table: Table, given: Mapping[str, str], at: datetime) -> Filed:
    """Try a record on the last audit, and write it to the inbox if it keeps the rules.

    given: the columns of the record, without its id and instant. at: when it is filed or decided (to the
    second). Raises UserError, naming the rule, where the next audit would refuse it.
    """
    if place.inbox is None:
        raise InboxError("未指定收件文件夹 / no inbox is named", place="--inbox")
    record = _identified(table, given, at, place.zone)
    contract = contracts()[table]
    key = contract.key[0]
    with trial(place, at, {table: record}) as con:
        _require_staff(con, record[BY[table]])
        if table == "appeals":
            effect = _admitted(con, record[key])
        else:
            effect = _decided(con, record[key], record.get("appeal_id"))
    path = _write(place.inbox, contract, record)
    return Filed(record[key], path, *effect)


def appealed_observation(place: Place, appeal_id: str, at: datetime) -> str:
    """The observation an appeal is about, be it by way of a ledger entry; "" where it cannot be told."""
    with trial(place, at) as con:
        found = con.execute(
            "SELECT coalesce(a.observation_id, e.observation_id, '') FROM audit.appeal AS a"
            " LEFT JOIN score.ledger_entry AS e ON a.entry_id = e.entry_id WHERE a.appeal_id = $id",
            {"id": appeal_id},
        ).fetchone()
    return str(found[0]) if found else ""


def _identified(table: Table, given: Mapping[str, str], at: datetime, zone: str) -> Record:
    """The record with its instant and an id of its own: the same content at the same instant has the same."""
    moment = "filed_at" if table == "appeals" else "decided_at"
    local = at.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    record = {**{name: value for name, value in given.items() if value}, moment: local.isoformat()}
    seal = hashlib.sha256("|".join(f"{k}={record[k]}" for k in sorted(record)).encode()).hexdigest()
    return {
        contracts()[table].key[0]: f"{PREFIX[table]}-{local:%Y%m%dT%H%M%S}-{seal[:6]}",
        **record,
    }


def _require_staff(con: duckdb.DuckDBPyConnection, staff_id: str) -> None:
    found = con.execute(
        "SELECT count(*), count(*) FILTER (staff_id = $staff) FROM known.staff", {"staff": staff_id}
    ).fetchone()
    if found and found[0] and not found[1]:
        raise UserError(
            f"员工表中没有“{staff_id}” / there is no '{staff_id}' in the staff table",
            place="--by", remedy=NOTHING_WRITTEN,
        )  # fmt: skip


def _admitted(con: duckdb.DuckDBPyConnection, appeal_id: str) -> tuple[str, str]:
    """Whether the next audit will admit an appeal, and what it is then."""
    refusal, target = _one(
        con,
        "SELECT refusal, coalesce(observation_id, entry_id) FROM audit.appeal WHERE appeal_id = $id",
        appeal_id,
    )
    if refusal:
        raise _refused(con, refusal, target)
    same = con.execute(
        "SELECT min(appeal_id) FROM audit.appeal WHERE state = 'open' AND appeal_id != $id"
        " AND coalesce(observation_id, entry_id) = $target",
        {"id": appeal_id, "target": target},
    ).fetchone()
    if same and same[0]:
        raise UserError(
            f"对此已有待裁定的申诉 {same[0]} / the appeal {same[0]} on this is open already",
            place=target, remedy=NOTHING_WRITTEN,
        )  # fmt: skip
    return "待裁定", "open"


def _decided(
    con: duckdb.DuckDBPyConnection, decision_id: str, appeal_id: str | None
) -> tuple[str, str]:
    """Whether the next audit will apply a decision, and what it will say of it."""
    if appeal_id:
        settled = con.execute(
            "SELECT min(decision_id) FROM audit.decision WHERE appeal_id = $appeal"
            " AND status != 'refused' AND decision_id != $id",
            {"appeal": appeal_id, "id": decision_id},
        ).fetchone()
        if settled and settled[0]:
            raise UserError(
                f"该申诉已由裁定 {settled[0]} 处理 / the appeal was settled by decision {settled[0]}",
                place=appeal_id, remedy=NOTHING_WRITTEN,
            )  # fmt: skip
    refusal, zh, en, target = _one(
        con,
        "SELECT refusal, effect_zh, effect_en, coalesce(appeal_id, entry_id, observation_id,"
        " department_id, '') FROM audit.decision WHERE decision_id = $id",
        decision_id,
    )
    if refusal:
        raise _refused(con, refusal, target)
    return zh, en


def _one(con: duckdb.DuckDBPyConnection, query: str, record_id: str) -> tuple[Any, ...]:
    (row,) = con.execute(query, {"id": record_id}).fetchall()
    return tuple(row)


def _refused(con: duckdb.DuckDBPyConnection, refusal: str, target: str | None) -> UserError:
    zh, en = con.execute(
        "SELECT zh || '：' || definition_zh, en || ': ' || definition_en FROM rulebook.label"
        " WHERE list = 'decision_refusals' AND code = $code",
        {"code": refusal},
    ).fetchall()[0]
    remedy = NOTHING_WRITTEN
    if refusal == "unknown_excuse":
        codes = con.execute(
            "SELECT string_agg(code || ' ' || zh, ', ' ORDER BY code) FROM rulebook.label"
            " WHERE list = 'excuses'"
        ).fetchall()[0][0]
        remedy = f"请选择 / choose one of {codes}; {remedy}"
    return UserError(f"{zh} / {en}", place=target or "", remedy=remedy)


def _write(inbox: Path, contract: Contract, record: Record) -> Path:
    """Write one record to a file of its own, whole or not at all, never over another file."""
    path = inbox / contract.table / f"{record[contract.key[0]]}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.DictWriter(text, [name for name in contract.columns if name in record])
    writer.writeheader()
    writer.writerow(record)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text.getvalue(), "utf-8-sig", newline="")
        os.link(beside, path)  # unlike a rename, it fails where the file exists
    except FileExistsError as error:
        raise UserError(
            "同样的记录已经写入 / the same record was written already",
            place=path, remedy="无需再写 / there is nothing more to do",
        ) from error  # fmt: skip
    finally:
        beside.unlink(missing_ok=True)
    return path
