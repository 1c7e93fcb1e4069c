"""Audits: history, two of them compared, and the Data Docs.

The comparison itself is the command's (`tests/pipelines/test_months_cli.py`); here a stand-in answers for it.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from dashboard import runs
from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.audit_difference import tiles_of
from dashboard.pages.audits import _run_of
from tests.dashboard.conftest import WHOLE, Login

EARLIER = "20260101T000000Z-aaaaaaaaaaaa"
ADDRESS = "/audits/compare/"
SIDE = {"n_observations": 10, "n_breaches": 2, "version": "0.1.0", "profile_id": "city-water"}
CLAUSE = "urban-supply.leak.arrival"
ANSWER: dict[str, Any] = {
    "runs": [{"audit_id": "one", **SIDE}, {"audit_id": "other", **SIDE}],
    "departments": {},
    "totals": [
        {"department_id": "D-NET", "period_from": "2026-03-01", "kind": "points", "cause": cause,
         "points": points, "amount_cny": 0}
        for cause, points in (("evidence", -1.25), ("time", 0.5))
    ] + [
        {"department_id": "D-NET", "period_from": "2026-03-01", "kind": kind, "cause": "evidence",
         "points": 0, "amount_cny": amount}
        for kind, amount in (("fine", 70), ("wage_deduction", 30))
    ],
    "scorecards": [{
        "department_id": "D-NET", "period_from": "2026-03-01", "points_one": 90.75, "points_other": 90,
        "grade_one": "A", "grade_other": "A", "fine_cny_one": 0, "fine_cny_other": 100,
        "compensation_cny_one": 0, "compensation_cny_other": 0, "reward_cny_one": 0, "reward_cny_other": 0,
    }],
    "addends": [{"line_id": "x", "department_id": "D-NET", "period_from": "2026-03-01", "kind": "deduction",
                 "clause_id": CLAUSE, "cause": "evidence", "points": -1.25, "amount_cny": 0}],
    "turned": [{"verdict_one": "compliant", "verdict_other": "breach", "cause": "evidence", "n": 3}],
    "observations": [{
        "observation_id": f"{CLAUSE}/T-1", "clause_id": CLAUSE, "period_from": "2026-03-01",
        "department_other": "D-NET", "verdict_one": "compliant", "verdict_other": "breach",
        "late_by_min_one": None, "late_by_min_other": 61, "cause": "evidence",
    }],
    "indicators": [], "entries": [],
    "counts": {"observations": {"evidence": 3}, "indicators": {}, "entries": {}, "addends": {}},
}  # fmt: skip


@pytest.fixture
def archive(published: Path, settings: Settings, tmp_path: Path) -> Path:
    """An archive with one audit from before the published one."""
    settings.OWN = tmp_path / "own"
    folder = tmp_path / "audits"
    folder.mkdir()
    shutil.copy(published, folder / f"{EARLIER}.duckdb")
    with duckdb.connect(str(folder / f"{EARLIER}.duckdb")) as con:
        con.execute("UPDATE meta.run SET audit_id = $id, as_of = '2026-01-01'", {"id": EARLIER})
    settings.ARCHIVE = folder
    return folder


def answered(settings: Settings, answer: object) -> None:
    script = f"import sys; sys.stdout.write({json.dumps(answer)!r})"
    settings.ENGINE = (sys.executable, "-c", script)


def newest(page: str) -> str:
    """The audit that is offered as the later one."""
    found = re.search(r'value="([^"]+)" selected', page.split('<select name="other">')[1])
    assert found
    return found[1]


def ended(client: Client, address: str) -> str:
    for _ in range(300):
        html = client.get(address).content.decode()
        if "<progress" not in html:
            return html
        time.sleep(0.1)
    raise AssertionError("the run does not end")


def test_a_score_that_only_one_audit_has_is_left_out_of_the_headline(
    facts: Callable[[Scope], Facts],
) -> None:
    new = {"department_id": "D-WQ", "period_from": "2026-06-01"}
    answer = {
        **ANSWER,
        "totals": [
            *ANSWER["totals"],
            {**new, "kind": "points", "cause": "time", "points": 100, "amount_cny": 0},
        ],
        "scorecards": [
            *ANSWER["scorecards"],
            {**new, "points_one": None, "points_other": 100},
        ],
    }
    tile = tiles_of(facts(WHOLE), answer)[-1]
    assert tile["value"] == "−0.75"
    assert "1 张" in tile["note"]
    assert tiles_of(facts(WHOLE), ANSWER)[-1]["note"] == "按部门和原因"


def test_the_history_knows_archived_audits(archive: Path, login: Login) -> None:
    (archive / "20250101T000000Z-bbbbbbbbbbbb.duckdb").write_bytes(b"no database")
    _run_of.cache_clear()
    html = login("auditor").get("/audits/").content.decode()
    assert f">{EARLIER}<" in html.replace("<wbr>", "")
    assert f"one={EARLIER}" in html, "the change leads to the comparison"


def test_two_audits_are_compared_and_causes_add_up(
    archive: Path, settings: Settings, login: Login
) -> None:
    answered(settings, ANSWER)
    client = login("auditor")
    page = client.get(ADDRESS).content.decode()
    assert "点“对照”" in page
    now = newest(page)
    started = client.post(ADDRESS, {"one": EARLIER, "other": now})
    html = ended(client, started.headers["Location"])
    totals = html.split('id="totals"')[1].split("</section>")[0]
    for told in ("−1.25", "+0.50", "−0.75", "证据", "时间", "+70.00", "+100.00"):
        assert told in totals
    assert len(re.findall(r'<td class="k-yes\b[^>]*>是</td>', totals)) == 3, (
        "points, and both kinds of fines together"
    )
    assert f'href="/observation/{CLAUSE}/T-1/"' in html
    english = login("supervisor", "en").get(started.headers["Location"]).content.decode()
    assert "Differences by department, month and cause" in english
    again = client.post(ADDRESS, {"one": EARLIER, "other": now})
    assert again.headers["Location"] == started.headers["Location"]
    assert len(runs.runs("diff")) == 1, "what is known is not computed anew"


def test_a_sum_that_fails_is_not_hidden(archive: Path, settings: Settings, login: Login) -> None:
    answered(settings, {**ANSWER, "totals": ANSWER["totals"][:1]})
    client = login("auditor")
    now = newest(client.get(ADDRESS).content.decode())
    started = client.post(ADDRESS, {"one": EARLIER, "other": now})
    html = ended(client, started.headers["Location"])
    assert '<tr class="bad"' in html.split('id="totals"')[1].split("</section>")[0]


def test_unknown_audits_and_heads_find_nothing(archive: Path, login: Login) -> None:
    client = login("auditor")
    assert client.get(f"{ADDRESS}?one=/etc/passwd&other={EARLIER}").status_code == 404
    same = client.post(ADDRESS, {"one": EARLIER, "other": EARLIER})
    assert "请选择两次不同的审计" in same.content.decode()
    head = login("dept_head")
    assert head.get(f"{ADDRESS}?one={EARLIER}&other={EARLIER}").status_code == 404
    assert head.post(ADDRESS, {"one": EARLIER}).status_code == 404
    assert EARLIER not in head.get(ADDRESS).content.decode()


def test_data_docs_are_served_without_scripts_to_whoever_sees_the_whole(
    published: Path, settings: Settings, tmp_path: Path, login: Login
) -> None:
    settings.DATA_DOCS = tmp_path / "data_docs"
    settings.DATA_DOCS.mkdir()
    (settings.DATA_DOCS / "index.html").write_text("<html>docs</html>", "utf-8")
    (tmp_path / "register.json").write_text("{}", "utf-8")
    client = login("auditor")
    response = client.get("/quality/docs/index.html")
    assert response.getvalue() == b"<html>docs</html>"
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    for outside in ("../register.json", "..%2fregister.json", "%2e%2e/register.json", "none.html"):
        assert client.get(f"/quality/docs/{outside}").status_code == 404
    assert login("dept_head").get("/quality/docs/index.html").status_code == 404
    assert "/quality/docs/index.html" in client.get("/quality/").content.decode()


def test_every_row_has_a_place_and_a_repeated_file_corrects_nothing(login: Login) -> None:
    html = login("supervisor").get("/quality/").content.decode()
    told = re.search(r"收到 ([\d,]+) = 采用 ([\d,]+) \+ 重复文件 ([\d,]+) \+ 被更正 ([\d,]+) \+ 隔离 ([\d,]+)", html)  # fmt: skip
    assert told
    received, *parts = (int(one.replace(",", "")) for one in told.groups())
    assert received == sum(parts)
    assert parts[1] > 0, "the sample delivers one file twice"
    assert parts[2] == 1, "and corrects one row"
    assert "这些是服务结果，不是数据缺陷" in html
