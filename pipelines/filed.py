"""What the commands on appeals and decisions share: their options, and what they say when a record is written.

Belongs here: options that several of them take, reading instants, the sentences about what happens next.
Does not belong here: the commands (`appeal_cli.py`, `decide_cli.py`), filing itself (`warehouse/filing.py`).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from pipelines.question import parse_instant
from pipelines.texts import Language
from rulebook.errors import UserError
from warehouse.filing import Filed
from warehouse.home import Home
from warehouse.trial import Place, place_of

HomeOption = Annotated[Path, typer.Option(help="Folder of an audited utility; it is only read")]
InboxOption = Annotated[Path, typer.Option(help="Folder the next audit collects from")]
ByOption = Annotated[str, typer.Option("--by", help="Staff number of whoever does this")]
ByDepartmentOption = Annotated[
    str,
    typer.Option("--by-department", help="Their department, where the staff table does not say"),
]
ReasonOption = Annotated[str, typer.Option(help="Why, in words; never published")]
EvidenceOption = Annotated[str, typer.Option(help="Reference to the evidence it rests on")]
AtOption = Annotated[
    str, typer.Option(help="When it was done, e.g. 2026-04-03T09:00; default: now")
]
LangOption = Annotated[str, typer.Option(help="zh or en; default from the environment")]
ObservationOption = Annotated[str, typer.Option(help="Observation it is about: <clause>/<record>")]
EntryOption = Annotated[
    str, typer.Option(help="Ledger entry it is about: <ledger id>/<record>/<month>")
]

SAID = {
    "appeals": (
        "申诉 {id} 已写入 {path}\n下一次审计起受理；在此之前结果不变。裁定须由其他部门的人作出：plumbline appeal uphold|dismiss {id}",
        (
            "Appeal {id} is written to {path}\nThe next audit admits it; until then nothing changes. Somebody of "
            "another department has to decide it: plumbline appeal uphold|dismiss {id}"
        ),
    ),
    "decisions": (
        "裁定 {id} 已写入 {path}\n下一次审计起执行：{effect}。在此之前已发布的结果不变",
        (
            "Decision {id} is written to {path}\nApplied by the next audit: {effect}. Until then what is published stands"
        ),
    ),
}
"""What is said of a record by its table: (Chinese, English)."""


def where(home: Path, inbox: Path | None) -> Place:
    """Home and inbox, both checked."""
    return place_of(Home(home.resolve()), inbox.resolve() if inbox else None)


def moment(at: str, zone: str) -> datetime:
    """The instant given, else now: only a command asks the clock, an audit never does."""
    return parse_instant(at, zone) if at else datetime.now(UTC)


def last_instant(text: str, zone: str) -> str:
    """An instant as a record holds it; a bare day means its last microsecond, as for every other deadline."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return parse_instant(text, zone).astimezone(ZoneInfo(zone)).isoformat()
    end = datetime.combine(day.date() + timedelta(days=1), time(), ZoneInfo(zone))
    return (end - timedelta(microseconds=1)).isoformat()


def require(option: str, value: str) -> None:
    """Refuse a command without what every record must say."""
    if not value.strip():
        raise UserError("必须填写 / must be given", place=option, remedy="请补充 / say it in words")


def tell(table: str, filed: Filed, lang: Language) -> None:
    """Say what was written, and what happens next."""
    zh, en = SAID[table]
    effect = filed.effect_zh if lang == "zh" else filed.effect_en
    told = (zh if lang == "zh" else en).format(id=filed.record_id, path=filed.path, effect=effect)
    Console().print(told, markup=False, highlight=False, soft_wrap=True)
