"""The commands `plumbline close` and `plumbline as-known`: freezing months, and looking back.

Belongs here: their arguments and how the answers are laid out. Does not belong here: closing (`warehouse/months.py`),
reading two audits (`warehouse/as_known.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from pipelines.output import Format, FormatOption, grid, write_json
from pipelines.texts import Language, language
from rulebook.errors import UserError

if TYPE_CHECKING:
    from rulebook.profile import Label
    from warehouse.as_known import AsKnown

TEXTS: dict[str, tuple[str, str]] = {
    "closed": (
        "{month} 已关账，依据审计 {audit_id}（{as_of}）；待定的判定 {n_pending} 条，以后的差异记入未关账的月份",
        (
            "{month} is closed on the audit {audit_id} (as of {as_of}); observations still pending: {n_pending}; later"
            " differences are booked in an open month"
        ),
    ),
    "seal": ("印记", "seal"),
    "kept": ("冻结的文件", "Frozen in"),
    "title": (
        "{day} 所知（审计时点 {then}）与现在所知（{now}）",
        "As known on {day} (audit as of {then}), beside what is known now ({now})",
    ),
    "department": ("部门", "department"),
    "month": ("月份", "month"),
    "state": ("状态", "state"),
    "points": ("得分", "points"),
    "since": (
        "其后更正: {verdict}（{reason}），原因 {cause}；该月已关账，判定保持不变",
        "restated since: {verdict} ({reason}), cause: {cause}; the month is closed, so what it says stays",
    ),
    "restated": ("其后更正", "restated since"),
    "grade": ("等级", "grade"),
    "reward": ("奖励（元）", "reward CNY"),
    "fine": ("罚款（元）", "fine CNY"),
    "compensation": ("赔偿（元）", "compensation CNY"),
    "then": ("当时", "then"),
    "now": ("现在", "now"),
    "nothing": ("没有判定", "nothing was said"),
    "money": ("金额", "Money"),
    "entry": ("分录", "entry"),
    "kind": ("种类", "kind"),
    "basis": ("依据", "basis"),
}
YUAN = ("reward", "fine", "compensation")

HomeOption = Annotated[Path, typer.Option(help="Folder of an audited utility")]
Lang = Annotated[str, typer.Option("--lang", help="zh or en; default from the environment")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("close")(close)
    app.command("as-known")(as_known)


def text(key: str, lang: Language, **values: object) -> str:
    """One sentence in one language."""
    zh, en = TEXTS[key]
    return (zh if lang == "zh" else en).format(**values)


def close(
    months: Annotated[list[str], typer.Argument(help="Months such as 2026-03", show_default=False)],
    home: HomeOption,
    output: FormatOption = Format.TABLE,
    lang: Lang = "",
) -> None:
    """Freeze months as they are published: later evidence is booked in an open month, rule changes never reach back."""
    from pipelines.question import audit_of
    from warehouse import months as closing
    from warehouse.closed import folder
    from warehouse.home import Home
    from warehouse.whatif import last_audit

    last = last_audit(Home(home.resolve()))
    asked = audit_of(home.resolve(), last.profile_id, last.as_of, source=last.source)
    entries = closing.close(asked, months, datetime.now(UTC))
    if output is Format.JSON:
        write_json([asdict(one) for one in entries])
        return
    console, spoken = Console(), language(lang)
    for one in entries:
        as_of = one.known_from.astimezone(ZoneInfo(asked.zone))
        told = text(
            "closed", spoken, month=one.month, audit_id=one.audit_id, n_pending=one.n_pending,
            as_of=f"{as_of:%Y-%m-%d %H:%M}",
        )  # fmt: skip
        console.print(told, highlight=False, soft_wrap=True)
        place = folder(asked.home, one.month)
        console.print(f"  {text('kept', spoken)}: {place}", highlight=False, soft_wrap=True)
        console.print(f"  {text('seal', spoken)}: {one.digest}", highlight=False, soft_wrap=True)


def as_known(
    day: Annotated[str, typer.Argument(help="Local day such as 2026-03-31")],
    home: HomeOption,
    target: Annotated[
        str,
        typer.Argument(
            help="Observation, record (a ticket) or department; default: all scorecards"
        ),
    ] = "",
    output: FormatOption = Format.TABLE,
    lang: Lang = "",
) -> None:
    """Show what the audit said on a day beside what is known now."""
    from warehouse.as_known import as_known as look_back
    from warehouse.home import Home
    from warehouse.whatif import last_audit

    try:
        asked = date.fromisoformat(day)
    except ValueError as error:
        raise UserError(
            f"不是日期 / '{day}' is no day", place="plumbline as-known",
            remedy="请写作 / write it as 2026-03-31",
        ) from error  # fmt: skip
    place = Home(home.resolve())
    last_audit(place)  # a home without any audit is told first
    found = look_back(place, asked, target)
    if output is Format.JSON:
        write_json({"day": asked, **asdict(found)})
    else:
        _print(Console(), asked, found, language(lang))


def _print(console: Console, day: date, found: AsKnown, lang: Language) -> None:
    zone = ZoneInfo(found.now["zone"])
    then, now = (
        f"{run['as_of'].astimezone(zone):%Y-%m-%d %H:%M}" for run in (found.then, found.now)
    )
    title = text("title", lang, day=day, then=then, now=now)
    console.print(title, style="bold", highlight=False, soft_wrap=True)
    if found.scorecards:
        keys = ("department", "month", "state", "points", "restated", "grade", *YUAN)
        rows = [_scorecard(row, lang) for row in found.scorecards]
        names = [text(key, lang) for key in keys]
        grid(console, f"{text('then', lang)} → {text('now', lang)}", names, rows, 3)
    for row in found.observations:
        about = f"{row['observation_id']} · {row[f'title_{lang}']} · {row['period_from']:%Y-%m}"
        console.print(about, style="bold", markup=False, highlight=False, soft_wrap=True)
        for side in ("then", "now"):
            said = row[f"explanation_{lang}_{side}"] or text("nothing", lang)
            console.print(
                f"  {text(side, lang)}: {said}", markup=False, highlight=False, soft_wrap=True
            )
        if row["cause_restated"]:
            console.print(
                f"  {_restated(row, lang)}", markup=False, highlight=False, soft_wrap=True
            )
    if found.entries:
        shown = ("entry", "kind", "then", "now", "basis")
        entries = [
            (row["entry_id"], row["kind"], row["amount_cny_then"], row["amount_cny_now"], row[f"basis_{lang}"])
            for row in found.entries
        ]  # fmt: skip
        grid(console, text("money", lang), [text(key, lang) for key in shown], entries, 2)


def _restated(row: dict[str, Any], lang: Language) -> str:
    """What is known of an observation since its month was closed, and why it is other than then."""
    from pipelines.question import rulebook

    words = rulebook().vocabulary
    verdict = label(words.verdicts, row["verdict_restated"], lang)
    reason = label({**words.reasons, **words.excuses}, row["reason_restated"], lang)
    cause = label(words.causes, row["cause_restated"], lang)
    return text("since", lang, verdict=verdict, reason=reason, cause=cause)


def label(labels: Mapping[str, Label], code: str | None, lang: Language) -> str:
    """The label of a code; the code itself where it has none, a dash for no code."""
    found = labels.get(code or "")
    return (found.zh if lang == "zh" else found.en) if found else code or "–"


def _scorecard(row: dict[str, Any], lang: Language) -> tuple[object, ...]:
    from pipelines.question import rulebook

    restated = row["points_restated"]
    return (
        row["department"],
        f"{row['period_from']:%Y-%m}",
        label(rulebook().vocabulary.month_states, row["state_now"], lang),
        pair(
            *(
                None if row[key] is None else f"{row[key]:.2f}"
                for key in ("points_then", "points_now")
            )
        ),
        f"{restated:+.2f}" if restated else None,
        pair(row["grade_then"], row["grade_now"]),
        *(_money(row, key) for key in YUAN),
    )


def _money(row: dict[str, Any], key: str) -> str:
    restated = row[f"{key}_cny_restated"]
    return pair(row[f"{key}_cny_then"], row[f"{key}_cny_now"]) + (
        f" ({restated:+})" if restated else ""
    )


def pair(before: object, after: object) -> str:
    """One value where nothing changed, else both."""
    shown = ["–" if one is None else str(one) for one in (before, after)]
    return shown[0] if shown[0] == shown[1] else " → ".join(shown)
