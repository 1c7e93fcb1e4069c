"""The commands on appeals and decisions as people meet them, from filing to the next audit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from rulebook.errors import InboxError, UserError
from tests.running import Sample, run_stages
from warehouse.evaluate import Audit
from warehouse.home import Home

CLAUSE = "urban-supply.leak.arrival"


@dataclass(frozen=True)
class Office:
    """An audited utility of one's own, and the commands run over it."""

    audit: Audit
    inbox: Path

    def run(self, *arguments: str) -> str:
        where = ["--home", str(self.audit.home.root)]
        if arguments[:2] != ("appeal", "list"):
            where += ["--inbox", str(self.inbox)]
        result = CliRunner().invoke(app, [*arguments, *where], env={"COLUMNS": "220"})
        if result.exception:
            raise result.exception
        return result.stdout

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.audit.home.published), read_only=True) as con:
            return con.execute(query).fetchall()

    def again(self) -> None:
        """The next audit, some days later."""
        later = replace(self.audit, as_of=self.audit.as_of + timedelta(days=5))
        run_stages(self.inbox, later)

    def files(self) -> list[str]:
        found = [*self.inbox.glob("appeals/*"), *self.inbox.glob("decisions/*")]
        return sorted(path.relative_to(self.inbox).as_posix() for path in found)


@pytest.fixture(scope="module")
def office_of(
    audited: Audit, sample: Sample, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Office]:
    def copy() -> Office:
        folder = tmp_path_factory.mktemp("office")
        shutil.copytree(audited.home.root, folder / "home")
        shutil.copytree(sample.inbox, folder / "inbox")
        return Office(replace(audited, home=Home(folder / "home")), folder / "inbox")

    return copy


@pytest.fixture(scope="module")
def office(office_of: Callable[[], Office]) -> Office:
    return office_of()


@pytest.fixture(scope="module")
def late(office: Office) -> tuple[str, str]:
    """Two breaches of the last month, in order."""
    found = office.ask(
        f"SELECT observation_id FROM audit.observation WHERE clause_id = '{CLAUSE}'"
        " AND verdict = 'breach' AND reason = 'late' AND period_from = DATE '2026-04-01' ORDER BY 1"
    )
    return found[0][0], found[1][0]


FILE = ("appeal", "file", "--by", "S-0003", "--department", "D-NET", "--reason", "围挡绕行")
UPHOLD = ("--by", "S-0010", "--reason", "照片证实", "--evidence", "PH-1")


def identified(told: str, prefix: str) -> str:
    return next(word for word in told.split() if word.startswith(prefix) and "/" not in word)


def test_from_an_appeal_to_the_next_audit(
    office_of: Callable[[], Office], late: tuple[str, str]
) -> None:
    office, (first, second) = office_of(), late
    score = (
        "SELECT points FROM score.scorecard"
        " WHERE department_id = 'D-NET' AND period_from = DATE '2026-04-01'"
    )
    before, digest = office.ask(score), office.ask("SELECT digest FROM meta.run")
    told = office.run(*FILE, "--observation", first, "--at", "2026-05-04T09:00", "--lang", "zh")
    appeal = identified(told, "AP-")
    assert "下一次审计起受理" in told
    assert office.ask("SELECT digest FROM meta.run") == digest, "filing touches no result"
    shown = office.run("appeal", "list", "--inbox", str(office.inbox), "--at", "2026-05-06T00:00")
    assert "open (not audited yet)" in shown
    told = office.run(
        "appeal", "uphold", appeal, *UPHOLD, "--excuse", "road", "--at", "2026-05-05T10:00"
    )
    assert (
        "Applied by the next audit: verdict excused (road conditions) instead of breach (late)"
        in told
    )
    dismissed = identified(
        office.run(*FILE, "--observation", second, "--at", "2026-05-04T09:30"), "AP-"
    )
    office.run(
        "appeal",
        "dismiss",
        dismissed,
        "--by",
        "S-0010",
        "--reason",
        "无据",
        "--at",
        "2026-05-05T11:00",
    )
    assert len(office.files()) == 4

    office.again()
    assert office.ask(
        "SELECT verdict, reason, original_verdict, original_reason FROM audit.observation"
        f" WHERE observation_id = '{first}'"
    ) == [("excused", "road", "breach", "late")]
    assert office.ask(score) > before
    assert office.ask("SELECT appeal_id, state, days_open FROM audit.appeal ORDER BY filed_at") == [
        (appeal, "upheld", 1), (dismissed, "dismissed", 1),
    ]  # fmt: skip
    ((zh, en),) = office.ask(
        f"SELECT explanation_zh, explanation_en FROM audit.observation WHERE observation_id = '{first}'"
    )
    assert "判定由违规（逾期）改为免责（道路原因）" in zh
    assert "instead of breach (late)" in en
    assert office.ask("SELECT DISTINCT reason FROM evidence.decisions") == [("***",)]
    assert office.ask(
        "SELECT sum(n_quarantined), sum(n_accepted) FROM quality.received_file"
        " WHERE table_name IN ('appeals', 'decisions')"
    ) == [(0, 4)]
    assert "no appeal is open" in office.run("appeal", "list")
    every = json.loads(office.run("appeal", "list", "--all", "--format", "json"))
    assert [(row["state"], row["is_audited"]) for row in every] == [
        ("upheld", True), ("dismissed", True),
    ]  # fmt: skip


def test_who_filed_it_does_not_decide_it_and_nobody_of_the_department_does(
    office: Office, late: tuple[str, str]
) -> None:
    told = office.run(*FILE, "--observation", late[0], "--at", "2026-05-04T09:00")
    appeal, before = identified(told, "AP-"), office.files()
    ((colleague,),) = office.ask(
        "SELECT max(staff_id) FROM evidence.staff WHERE dept_id = 'D-NET' AND staff_id != 'S-0003'"
    )
    for by, words in (("S-0003", "filed the appeal"), (colleague, "department concerned")):
        with pytest.raises(UserError, match=words):
            office.run(
                "appeal", "uphold", appeal, "--excuse", "road", "--by", by, "--reason", "x",
                "--evidence", "e", "--at", "2026-05-05T10:00",
            )  # fmt: skip
    assert office.files() == before


def test_what_the_next_audit_would_refuse_is_not_written(
    office: Office, late: tuple[str, str]
) -> None:
    (_, second), before = late, office.files()
    at = ("--at", "2026-05-05T10:00")
    entry = f"L03/{second.partition('/')[2]}/2026-04"
    wrong = {
        ("extension", "--observation", second, "--until", "2026-05-09"): "clock had expired",
        ("excuse", "--observation", second, "--code", "weather"): "choose one of .*road 道路原因",
        ("excuse", "--observation", f"{second}x", "--code", "road"): "no observation of that id",
        ("excuse", "--observation", second, "--points", "3"): "--points.*no meaning for excuse",
        ("range", "--entry", entry, "--amount", "500"): "no range",
        ("waiver", "--entry", f"{entry}x"): "no entry of that id",
        ("waiver", "--entry", entry, "--requested-by", "S-0010"): "asked for the decision",
        ("adjustment", "--department", "D-NET", "--month", "2031-01", "--points", "1"): "no observation in",
        ("adjustment", "--department", "D-NET", "--month", "spring", "--points", "1"): "not_a_month",
    }  # fmt: skip
    for arguments, words in wrong.items():
        with pytest.raises(UserError, match=f"(?s){words}"):
            office.run("decide", *arguments, *UPHOLD, *at)
    with pytest.raises(UserError, match="no evidence|refer to evidence"):
        office.run(
            "decide", "excuse", "--observation", second, "--code", "road", "--by", "S-0010",
            "--reason", "x", *at,
        )  # fmt: skip
    with pytest.raises(UserError, match="after the window"):
        office.run(*FILE, "--observation", second, "--at", "2026-05-11T00:00")
    with pytest.raises(UserError, match="staff table"):
        office.run(*FILE, "--observation", second, "--by", "S-9999", *at)
    with pytest.raises(UserError, match="exactly one effect"):
        office.run("appeal", "uphold", "AP-1", *UPHOLD, "--waive", "--excuse", "road", *at)
    with pytest.raises(UserError, match="--reason"):
        office.run("appeal", "dismiss", "AP-1", "--by", "S-0010", "--reason", " ", *at)
    assert office.files() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("waiver", "--entry", "{entry}"), "the money is waived"),
        (("adjustment", "--department", "D-NET", "--month", "2026-04", "--points", "-1.5"), "-1.5 points"),
        (("correction", "--observation", "{second}", "--verdict", "compliant"), "verdict compliant"),
    ],
)  # fmt: skip
def test_decisions_without_an_appeal(
    office: Office, late: tuple[str, str], arguments: tuple[str, ...], words: str
) -> None:
    entry = f"L03/{late[1].partition('/')[2]}/2026-04"
    filled = [one.format(entry=entry, second=late[1]) for one in arguments]
    told = office.run("decide", *filled, *UPHOLD, "--at", "2026-05-05T10:00")
    assert words in told
    path = office.inbox / "decisions" / f"{identified(told, 'DE-')}.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdecision_id,")
    with pytest.raises(UserError, match="written already"):
        office.run("decide", *filled, *UPHOLD, "--at", "2026-05-05T10:00")


def test_an_appeal_against_an_entry_is_upheld_on_what_it_rests_on(
    office_of: Callable[[], Office], late: tuple[str, str]
) -> None:
    office = office_of()
    entry = f"L03/{late[0].partition('/')[2]}/2026-04"
    appeal = identified(office.run(*FILE, "--entry", entry, "--at", "2026-05-04T09:00"), "AP-")
    told = office.run(
        "appeal", "uphold", appeal, *UPHOLD, "--verdict", "compliant", "--at", "2026-05-05T10:00"
    )
    assert "verdict compliant (corrected by decision) instead of breach (late)" in told
    with pytest.raises(UserError, match="was settled by decision DE-"):
        office.run(
            "appeal",
            "dismiss",
            appeal,
            "--by",
            "S-0010",
            "--reason",
            "x",
            "--at",
            "2026-05-05T11:00",
        )


def test_the_same_appeal_is_not_filed_twice(
    office_of: Callable[[], Office], late: tuple[str, str]
) -> None:
    office = office_of()
    office.run(*FILE, "--observation", late[0], "--at", "2026-05-04T09:00")
    with pytest.raises(UserError, match="is open already"):
        office.run(*FILE, "--observation", late[0], "--at", "2026-05-04T09:30")


def test_appeals_by_file_count_like_those_by_command(
    office_of: Callable[[], Office], late: tuple[str, str]
) -> None:
    office = office_of()
    folder = office.inbox / "申诉"
    folder.mkdir()
    rows = [f"A-{n},2026-05-0{n} 09:00,S-0003,{late[n - 4]},理由" for n in (4, 5)]
    text = "\n".join(["申诉编号,申诉时间,申诉人,判定编号,理由", *rows])
    (folder / "五月.csv").write_bytes(text.encode("gb18030"))
    (folder / "坏.xlsx").write_bytes(b"PK")
    shown = json.loads(
        office.run(
            "appeal",
            "list",
            "--inbox",
            str(office.inbox),
            "--format",
            "json",
            "--at",
            "2026-05-06T00:00",
        )
    )
    assert [(row["appeal_id"], row["days_open"]) for row in shown] == [("A-4", 2), ("A-5", 1)]
    office.run(
        "appeal", "dismiss", "A-4", "--by", "S-0010", "--reason", "无据", "--at", "2026-05-05T10:00"
    )
    with pytest.raises(UserError, match="no such appeal had been filed"):
        office.run(
            "appeal",
            "dismiss",
            "A-9",
            "--by",
            "S-0010",
            "--reason",
            "无据",
            "--at",
            "2026-05-05T10:00",
        )


def test_without_home_or_inbox_nothing_is_filed(office: Office, tmp_path: Path) -> None:
    nowhere = Office(office.audit, tmp_path / "nowhere")
    with pytest.raises(InboxError, match="no such folder"):
        nowhere.run(*FILE, "--observation", "x")
    empty = Office(replace(office.audit, home=Home(tmp_path)), office.inbox)
    with pytest.raises(UserError, match="no audit has been published here"):
        empty.run(*FILE, "--observation", "x")


def test_reasons_are_read_out_word_for_word(
    office_of: Callable[[], Office], late: tuple[str, str]
) -> None:
    """They are never published, so this is the only way to them short of the files."""
    office = office_of()
    told = office.run(*FILE, "--observation", late[0], "--at", "2026-05-04T09:00")
    appeal = identified(told, "AP-")
    dismissal = ("--by", "S-0010", "--reason", "证据不足", "--at", "2026-05-05T09:00")
    office.run("appeal", "dismiss", appeal, *dismissal)
    found = json.loads(office.run("appeal", "reasons", appeal, "--format", "json"))
    assert [(row["table"], row["by"], row["reason"]) for row in found] == [
        ("appeals", "S-0003", "围挡绕行"), ("decisions", "S-0010", "证据不足"),
    ]  # fmt: skip
    assert json.loads(office.run("appeal", "reasons", "AP-none", "--format", "json")) == []
    listed = json.loads(
        office.run("appeal", "list", "--all", "--inbox", str(office.inbox), "--format", "json")
    )
    (row,) = [row for row in listed if row["appeal_id"] == appeal]
    assert (row["is_audited"], row["is_decision_audited"], row["decision_kind"]) == (
        False, False, "dismissal",
    )  # fmt: skip
    assert (row["department_id"], row["observation_id"]) == ("D-NET", late[0])
