"""Filing appeals and decisions from pages: through the command, in the name of the account, for the next audit."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, override_settings
from typer.testing import CliRunner

from dashboard import filing
from dashboard.accounts.identity import Identity
from dashboard.accounts.models import Access, StaffNumber
from dashboard.engine import FAILED, TIMED_OUT, Answer, run
from pipelines.cli import app
from tests.dashboard.conftest import Login
from tests.dashboard.disputes import FINED, OPEN
from warehouse.evaluate import Audit

HEAD, DECIDER = "S-0003", "S-0010"
ECHO = (sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))")


@dataclass
class Office:
    """A home that was audited, and the folder that its next audit collects from."""

    login: Login
    inbox: Path
    observation: str

    def person(self, role: str, staff: str, lang: str = "zh") -> Client:
        client = self.login(role, lang)
        StaffNumber.objects.create(user=User.objects.get(username=f"test-{role}"), staff_id=staff)
        return client

    def records(self, table: str) -> list[dict[str, str]]:
        found = []
        for path in sorted((self.inbox / table).glob("*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                found += list(csv.DictReader(file))
        return found


@pytest.fixture
def office(audited: Audit, login: Login, tmp_path: Path) -> Iterator[Office]:
    """Filing as on the day after the audit, over the audited sample itself."""
    from dashboard.facts.middleware import hub
    from dashboard.facts.page import Facts
    from tests.dashboard.conftest import WHOLE

    with override_settings(
        PUBLISHED=audited.home.published,
        HOME=audited.home.root,
        INBOX=tmp_path,
        FILING_AT="2026-05-04T09:00",
    ):
        facts = Facts(hub.current(audited.home.published), WHOLE, timeout_s=20)
        row = facts.ask(
            "money",
            wanted=[f"e.clause_id = '{FINED}'", "e.department_id = 'D-NET'"],
            arranged="e.period_from DESC, e.entry_id",
            limit=1,
            offset=0,
        )[0]
        facts.close()
        filing._kept.clear()
        yield Office(login, tmp_path, row["observation_id"])


def test_from_a_page_to_a_record_for_the_next_audit(office: Office) -> None:
    head = office.person("dept_head", HEAD)
    form = {
        "observation": office.observation,
        "evidence": "PH-7",
        "by": "S-0001",
        "department": "D-BIZ",
    }
    html = head.post("/appeals/file/", form).content.decode()
    assert "请写明申诉理由" in html
    assert 'value="PH-7"' in html, "what was typed is kept"
    assert not office.records("appeals")

    sent = head.post("/appeals/file/", {**form, "reason": "=围挡绕行\n--by=S-0001 "})
    assert (sent.status_code, sent.headers["Location"]) == (302, "/appeals/#waiting")
    (record,) = office.records("appeals")
    assert (record["filed_by"], record["dept_id"]) == (HEAD, "D-NET"), "who comes from the account"
    assert (record["reason"], record["evidence_ref"]) == ("=围挡绕行 --by=S-0001", "PH-7")
    noted = Access.objects.filter(act="appeal").latest("id")
    assert (noted.username, noted.reason) == ("test-dept_head", f"{office.observation}: filed")

    html = head.get("/appeals/").content.decode()
    assert "申诉已提交" in html
    appeal = record["appeal_id"]
    assert f"/appeals/{appeal}/" in html, "it is shown as waiting"
    assert "已提出，待下次审计读取" in html

    waiting = html.split('id="waiting"')[1].split("</section>")[0]
    assert "抢修人员在一小时内到达漏水现场" in waiting, "the clause by its title"
    number = office.observation.partition("/")[2]
    assert f'href="/observation/{office.observation}/">{number}</a>' in waiting
    assert "100.00" in waiting, "and the money at stake"
    one = head.get(f"/appeals/{appeal}/").content.decode()
    assert f'到达漏水现场 <a href="/observation/{office.observation}/">{number}</a>' in one
    last_days = [
        re.findall(r"申诉期至 ([^<]+)", page)
        for page in (one, head.get("/appeals/file/", form).content.decode())
    ]
    assert last_days[0] == last_days[1], "the last day to file, in one form"

    again = head.post("/appeals/file/", {**form, "reason": "再来一次"}).content.decode()
    assert "对此已有待裁定的申诉" in again, "the refusal is the engine's own"
    assert "再来一次" in again
    assert len(office.records("appeals")) == 1
    assert head.post(f"/appeals/{appeal}/", {"decide": "1", "effect": "dismiss"}).status_code == 404

    decider = office.person("supervisor", DECIDER)
    page = f"/appeals/{appeal}/"
    refused = decider.post(
        page, {"decide": "1", "effect": "excuse", "reason": "属实"}
    ).content.decode()
    assert "所选的裁定结果需要填写这一项" in refused
    assert "属实" in refused
    done = decider.post(
        page, {"decide": "1", "effect": "excuse", "excuse": "road", "reason": "属实"}
    )
    assert (done.status_code, done.headers["Location"]) == (302, page)
    (decision,) = office.records("decisions")
    assert (decision["decided_by"], decision["kind"], decision["excuse_code"]) == (
        DECIDER, "excuse", "road",
    )  # fmt: skip
    html = decider.get(page).content.decode()
    assert "已裁定，待下次审计执行" in html
    assert "提交裁定" not in html, "an appeal is decided once"


def test_reasons_are_read_for_a_reason(office: Office) -> None:
    head = office.person("dept_head", HEAD)
    head.post("/appeals/file/", {"observation": office.observation, "reason": "=围挡绕行"})
    (record,) = office.records("appeals")
    appeal = record["appeal_id"]
    decider = office.person("supervisor", DECIDER)
    page = f"/appeals/{appeal}/"
    unsaid = decider.post(page, {"reasons": "1", "why": " "}).content.decode()
    assert "请写明查看的理由" in unsaid
    assert "=围挡绕行" not in unsaid
    assert not Access.objects.filter(act="reveal").exists(), "nothing was shown"
    words = decider.post(page, {"reasons": "1", "why": "裁定前核对"}).content.decode()
    assert "=围挡绕行" in words
    seen = Access.objects.get(act="reveal", username="test-supervisor")
    assert seen.reason == f"reasons of {appeal}: 裁定前核对"


def test_nobody_decides_what_they_filed_nor_for_their_own_department(office: Office) -> None:
    """The first the page says by itself; the second the engine refuses."""
    supervisor = office.person("supervisor", HEAD)
    supervisor.post("/appeals/file/", {"observation": office.observation, "reason": "围挡"})
    page = f"/appeals/{office.records('appeals')[0]['appeal_id']}/"
    assert "须由他人裁定" in supervisor.get(page).content.decode()
    same = office.person("supervisor", "S-0027")
    html = same.post(
        page, {"decide": "1", "effect": "dismiss", "reason": "不属实"}
    ).content.decode()
    assert "本部门裁定" in html
    assert not office.records("decisions")


def test_who_may_not_file_or_decide_gets_no_form(office: Office, db: None) -> None:
    target = f"/appeals/file/?observation={office.observation}"
    auditor = office.person("auditor", DECIDER)
    assert "<textarea" not in auditor.get(target).content.decode()
    posted = {"observation": office.observation, "reason": "x"}
    assert auditor.post("/appeals/file/", posted).status_code == 404
    assert "对此申诉" not in auditor.get(f"/observation/{office.observation}/").content.decode()
    nobody = office.login("supervisor")
    html = nobody.get(target).content.decode()
    assert "没有登记员工编号" in html
    assert "<textarea" not in html
    head = office.person("dept_head", HEAD)
    assert "<textarea" in head.get(target).content.decode()
    with override_settings(INBOX=None):
        told = head.get(target).content.decode()
        assert "请联系系统管理员" in told
        assert "plumbline serve" not in told
        assert "请联系系统管理员" in head.get("/appeals/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        User.objects.get(username="test-dept_head"), "django.contrib.auth.backends.ModelBackend"
    )
    assert strict.post("/appeals/file/", posted).status_code == 403


def test_an_appeal_that_the_audit_knows_is_shown_with_its_decision(login: Login) -> None:
    html = login("supervisor", "en").get("/appeals/").content.decode()
    assert "verdict excused instead of breach" in html
    html = login("dept_head").get(f"/appeals/{OPEN}/").content.decode()
    assert "由其他部门的质量监督人员裁定" in html


def test_no_value_is_taken_for_an_option() -> None:
    hostile = "--by=S-1 $(reboot); 'x'"
    with override_settings(ENGINE=ECHO, INBOX=Path("/in"), HOME=Path("/home"), FILING_AT=""):
        answer = filing.uphold(
            Identity("S-9", "D-9"), "zh", appeal="--all", effect={"amount": "80"}, reason=hostile, evidence="",
        )  # fmt: skip
    assert json.loads(answer.text) == [
        "appeal", "uphold", "--amount=80", f"--reason={hostile}", "--home=/home", "--inbox=/in", "--by=S-9",
        "--by-department=D-9", "--", "--all",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import time; time.sleep(9)", TIMED_OUT),
        ("raise SystemExit('secret path /x')", FAILED),
        ("import sys; sys.stderr.write('不属实'); sys.exit(2)", "不属实"),
    ],
)
def test_a_command_that_does_not_answer_is_told_in_words(program: str, said: str) -> None:
    with override_settings(ENGINE=(sys.executable, "-c", program), ENGINE_TIMEOUT_S=1.0):
        answer = run([], "zh")
    assert (answer.is_done, answer.text) == (False, said)


def test_the_command_is_not_asked_twice_for_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, facts: Any
) -> None:
    from tests.dashboard.conftest import WHOLE

    asked: list[Any] = []

    def answer(arguments: Any, lang: str) -> Any:
        asked.append(arguments)
        return Answer(is_done=True, text="[]")

    monkeypatch.setattr(filing, "run", answer)
    filing._kept.clear()
    with override_settings(INBOX=tmp_path):
        opened = facts(WHOLE)
        assert filing.waiting(opened, "zh") == ([], "")
        assert not asked, "an empty folder needs no command"
        (tmp_path / "appeals").mkdir()
        (tmp_path / "appeals" / "AP-1.csv").write_text("appeal_id\n", "utf-8")
        filing.waiting(opened, "zh")
        filing.waiting(opened, "zh")
        assert len(asked) == 1
        (tmp_path / "appeals" / "AP-2.csv").write_text("appeal_id\n", "utf-8")
        filing.waiting(opened, "zh")
        assert len(asked) == 2, "a new file is news"
    filing._kept.clear()


def test_serving_refuses_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["serve", "--home", str(tmp_path), "--inbox", str(tmp_path / "nowhere")]
    )
    assert "nowhere" in str(result.exception)
