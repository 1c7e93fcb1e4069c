"""The commands `plumbline serve`, `plumbline report` and `plumbline dashboard`: what people see, as the operator
starts it.

Belongs here: their arguments, and asking for passwords. Does not belong here: pages and accounts
(`dashboard/`), which is imported only when one of these commands runs.
"""

from __future__ import annotations

import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.texts import language, text
from rulebook.errors import UserError

HomeOption = Annotated[Path, typer.Option(help="Folder of an audited utility")]
LangOption = Annotated[str, typer.Option("--lang", help="zh or en; default from the environment")]

DEMO_DEPARTMENT = "D-NET"


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("serve")(serve)
    app.command("report")(report)
    people = typer.Typer(no_args_is_help=True, help="Accounts of the dashboard.")
    people.command("admin")(admin)
    people.command("demo")(demo)
    app.add_typer(people, name="dashboard")


def serve(
    home: HomeOption,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on")] = 8000,
    bind: Annotated[str, typer.Option(help="Address to listen on")] = "127.0.0.1",
    inbox: Annotated[
        Path | None,
        typer.Option(help="Folder the next audit collects from: appeals and decisions go there"),
    ] = None,
    at: Annotated[
        str, typer.Option(help="For demonstrations: the instant that filings carry; default: now")
    ] = "",
    lang: LangOption = "",
) -> None:
    """Serve the dashboard over the published file, until stopped."""
    if inbox is not None and not inbox.is_dir():
        raise UserError(
            f"没有这个目录 / there is no such folder: {inbox}",
            remedy="请指定审计收文件的文件夹 / name the folder that the audit collects from",
        )
    _ready(home, inbox, at)
    from dashboard.accounts.people import has_administrator
    from dashboard.serve import become_server

    console = Console(stderr=True)
    if not has_administrator():
        console.print(text("serve_no_admin", language(lang), home=home), highlight=False)
    console.print(text("serve_at", language(lang), bind=bind, port=port), highlight=False)
    become_server(bind, port)


def report(
    home: HomeOption,
    *,
    month: Annotated[str, typer.Option(help="Month, as 2026-05; default: the last one over")] = "",
    dept: Annotated[
        list[str] | None,
        typer.Option(help="Department; may be repeated. Default: the utility and every department"),
    ] = None,
    due: Annotated[
        bool,
        typer.Option(
            "--due",
            help="Only what a night owes, in both languages: the last month over and newly closed months",
        ),
    ] = False,
    lang: LangOption = "",
) -> None:
    """Write the monthly reports of the published file: HTML, workbooks and, with a Chinese font at hand, PDF."""
    wanted = _month(month)
    if due and (month or dept):
        raise UserError(
            "不能同时使用 / cannot be combined with --month or --dept", place="--due",
            remedy="请去掉其中之一 / leave one of them out",
        )  # fmt: skip
    home = home.resolve()
    if not (home / "published" / "plumbline.duckdb").exists():
        raise UserError(
            "这里还没有发布过审计结果 / no audit has been published here", place=home,
            remedy="请先运行 / first run: plumbline audit --inbox … --home …",
        )  # fmt: skip
    _configure(home)
    from dashboard.reports.command import make, make_due
    from dashboard.reports.content import NoSuchMonthError

    try:
        made = make_due() if due else make(wanted, tuple(dept or ()), language(lang))
    except NoSuchMonthError as error:
        raise UserError(
            f"没有结果 / there is no result: {error}", place=home,
            remedy="请选择有结果的月份和部门 / choose a month and a department with results",
        ) from None  # fmt: skip
    if made and not any(path.suffix == ".pdf" for path in made):
        Console(stderr=True).print(text("report_no_pdf", language(lang)), highlight=False)
    console = Console()
    for path in made:
        console.print(str(path), highlight=False, markup=False, soft_wrap=True)


def _month(text_of_month: str) -> date | None:
    if not text_of_month:
        return None
    try:
        return date.fromisoformat(f"{text_of_month}-01")
    except ValueError:
        raise UserError(
            f"不是月份 / '{text_of_month}' is not a month", place="--month",
            remedy="请写作 / write it as 2026-05",
        ) from None  # fmt: skip


def admin(
    name: Annotated[str, typer.Argument(help="Name of the account")],
    home: HomeOption,
    lang: LangOption = "",
) -> None:
    """Make an administrator. The password is asked for, or read from standard input."""
    _ready(home)
    _make(name, _password(language(lang)), "administrator", ())
    Console().print(text("account_made", language(lang), name=name), highlight=False)


def demo(home: HomeOption, lang: LangOption = "") -> None:
    """Make one account for each role, with passwords that are made up and shown once."""
    _ready(home)
    from dashboard.accounts.scoping import ROLES

    staff = _staff()
    console = Console()
    console.print(text("demo_accounts", language(lang)), highlight=False)
    for role in ROLES:
        password = secrets.token_urlsafe(9)
        _make(
            f"demo-{role}", password, role, (DEMO_DEPARTMENT,) if role == "dept_head" else (),
            is_renewed=True, staff=staff.get(role, ""),
        )  # fmt: skip
        console.print(f"  demo-{role:<14}  {password}", highlight=False, markup=False)


def _ready(home: Path, inbox: Path | None = None, at: str = "") -> None:
    home = home.resolve()
    if not home.is_dir():
        raise UserError(
            f"没有这个目录 / there is no such folder: {home}",
            remedy="请先运行 plumbline audit --home … / run plumbline audit --home … first",
        )
    _configure(home, inbox.resolve() if inbox else None, at)
    from dashboard.install import install

    install()


def _configure(home: Path, inbox: Path | None = None, at: str = "") -> None:
    """Set Django up. A variable of the environment that cannot be used ends here, not at somebody's login."""
    from dashboard.accounts.variables import WrongSettingError
    from dashboard.install import configure

    try:
        configure(home, inbox, at)
    except WrongSettingError as error:
        raise UserError(error.why, place=error.variable, remedy=error.remedy) from None


def _make(
    name: str,
    password: str,
    role: str,
    departments: tuple[str, ...],
    *,
    is_renewed: bool = False,
    staff: str = "",
) -> None:
    from dashboard.accounts.people import RefusedError, make_account, remove_account

    if is_renewed:
        remove_account(name)
    try:
        make_account(name, password, role, departments, staff=staff)
    except RefusedError as error:
        raise UserError(
            str(error),
            remedy="请换一个名称或更强的密码 / choose another name or a stronger password",
        ) from None


def _staff() -> dict[str, str]:
    """Role -> a member of the staff for its demo account: of the department it answers for, or that supervises."""
    from dashboard.facts.hub import NothingPublishedError
    from dashboard.facts.staff import first_of

    try:
        return first_of({"dept_head": DEMO_DEPARTMENT}, {"supervisor": "quality_supervision"})
    except NothingPublishedError:
        return {}


def _password(lang: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    asked = text("password_ask", "zh" if lang == "zh" else "en")
    given: str = typer.prompt(asked, hide_input=True, confirmation_prompt=True)
    return given
