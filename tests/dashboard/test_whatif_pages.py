"""What if: one run at a time, beside the published file, watched, cancelled, and told when it fails.

Most runs here are stand-ins for the command, which has its own tests; one is the command itself.
"""

from __future__ import annotations

import hashlib
import re
import sys
import time
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from dashboard import runs
from tests.dashboard.conftest import Login

TARGET = "urban-supply.pressure.trunk.limit"
ADDRESS = "/rulebook/whatif/"
CHANGE = {"change1": TARGET, "value1": "0.33"}


@pytest.fixture
def own(published: Path, settings: Settings, tmp_path: Path) -> Path:
    settings.OWN = tmp_path
    return tmp_path


def stand_in(settings: Settings, script: str) -> None:
    settings.ENGINE = (sys.executable, "-c", f"import sys, time; {script}")


def ended(client: Client, address: str) -> str:
    for _ in range(3000):
        html = client.get(address).content.decode()
        if "<progress" not in html:
            return html
        time.sleep(0.1)
    raise AssertionError("the run does not end")


def test_the_command_runs_beside_the_published_file(
    own: Path, published: Path, login: Login
) -> None:
    seal = hashlib.sha256(published.read_bytes()).hexdigest()
    client = login("supervisor")
    started = client.post(ADDRESS, CHANGE)
    assert started.status_code == 302
    html = ended(client, started.headers["Location"])
    assert "试算结果" in html
    assert hashlib.sha256(published.read_bytes()).hexdigest() == seal
    assert re.search(rf"{TARGET}</code></dt><dd>0.27 → <strong>0.33", html)
    for table in ("scorecards", "clauses", "verdicts", "indicators", "money", "records"):
        assert f'id="{table}"' in html
    tile = re.search(r"会变的金额种类.*?</li>", html, re.DOTALL)
    assert tile
    kinds = len(re.findall(r"<tr", html.split('id="money"')[1].split("</section>")[0])) - 1
    assert f'<p class="value">{max(kinds, 0)}</p>' in tile[0], "kinds of money are not added up"
    evidence = re.search(r'href="(/observation/urban-supply.pressure.trunk/[^"]+)"', html)
    assert evidence
    assert client.get(evidence[1]).status_code == 200, "a change leads to its evidence"
    rates = re.search(r'id="indicators".*?</section>', html, re.DOTALL)
    assert rates
    assert re.search(r'<small class="of">[\d,]+/[\d,]+</small>', rates[0])
    english = login("administrator", "en").get(started.headers["Location"])
    assert "What would change" in english.content.decode()
    assert "0.27" in client.get(ADDRESS).content.decode()


def test_others_wait_and_a_run_can_be_cancelled(
    own: Path, settings: Settings, login: Login
) -> None:
    stand_in(settings, """print('{"step": "judge_changed", "done": 1, "of": 4}', file=sys.stderr, flush=True); time.sleep(60)""")  # fmt: skip
    client = login("supervisor")
    address = client.post(ADDRESS, CHANGE).headers["Location"]
    for _ in range(100):
        html = client.get(address).content.decode()
        if 'max="4" value="1"' in html:
            break
        time.sleep(0.1)
    assert 'max="4" value="1"' in html
    assert '<noscript><meta http-equiv="refresh"' in html, "it goes on without JavaScript"
    assert "every 2s" in html
    second = login("administrator").post(ADDRESS, CHANGE)
    assert second.status_code == 422
    assert "另一项计算" in second.content.decode()
    run = runs.under_way()
    assert run
    assert run.by == "test-supervisor"
    client.post(ADDRESS, {"cancel": run.run_id})
    assert "已取消" in ended(client, address)
    for _ in range(100):
        if runs.under_way() is None:
            break
        time.sleep(0.1)
    assert runs.under_way() is None, "the next may start"


def test_a_failure_shows_the_words_of_the_command(
    own: Path, settings: Settings, login: Login
) -> None:
    stand_in(settings, "print('该参数不可为负 <b>', file=sys.stderr); sys.exit(2)")
    client = login("supervisor")
    html = ended(client, client.post(ADDRESS, CHANGE).headers["Location"])
    assert "没有完成" in html
    assert "该参数不可为负 &lt;b&gt;" in html


def test_a_run_is_found_again_after_a_restart(own: Path, settings: Settings) -> None:
    """Nobody noted the end: what the command wrote decides."""
    stand_in(settings, "print('{}')")
    run = runs.start("whatif", [], by="x", asked={})
    ended_note = run.folder / "ended"
    for _ in range(100):
        if ended_note.exists():
            break
        time.sleep(0.1)
    ended_note.unlink()
    found = runs.read(run.run_id)
    assert found
    assert found.state == "done"
    (run.folder / "answer.json").write_text('{"half', "utf-8")
    broken = runs.read(run.run_id)
    assert broken
    assert broken.state == "failed"
    assert runs.read("../../etc") is None


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "至少选择一项"),
        ({"change1": TARGET, "value1": "a lot"}, "填写一个数"),
        ({"change1": TARGET, "value1": "NaN"}, "填写一个数"),
        ({"change1": "--home", "value1": "1"}, "没有这一项"),
        ({"change1": "switch.lateness=anyhow"}, "没有这一项"),
        ({**CHANGE, "change2": TARGET, "value2": "0.4"}, "选了两次"),
    ],
)
def test_a_wrong_form_is_told_and_starts_nothing(
    own: Path, login: Login, given: dict[str, str], told: str
) -> None:
    response = login("supervisor").post(ADDRESS, given)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not runs.runs("whatif")


@pytest.mark.parametrize("role", ["auditor", "dept_head"])
def test_others_neither_start_nor_see_runs(
    own: Path, settings: Settings, login: Login, role: str
) -> None:
    stand_in(settings, "print('{}')")
    run = runs.start("whatif", [], by="x", asked={"settings": [], "audit_id": ""})
    client = login(role)
    assert client.post(ADDRESS, CHANGE).status_code == 404
    assert client.get(f"{ADDRESS}?run={run.run_id}").status_code == 404
    assert "<form" not in client.get(ADDRESS).content.decode().split("<main")[1]
