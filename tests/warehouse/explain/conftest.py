"""A small utility for the stories: one late ticket through three hands, one late application over a holiday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.question import parse_instant
from rulebook.loader import Rulebook
from tests.running import run_stages
from warehouse.evaluate import Audit
from warehouse.explain.published import Published, open_published
from warehouse.home import Home

ROWS = {
    "departments": """
        dept_id,name,role,parent_id
        D-BIZ,营业服务部,business_service,
        D-SVC,客户服务中心,service_center,
        D-NET,管网部,network,
        D-N01,城关管网所,network_station,D-NET
        D-N02,东湖管网所,network_station,D-NET
    """,
    "tickets": """
        ticket_id,ticket_no,ticket_type,category,channel,received_at,dept_id,handler_id,severity,customer_name
        T-1,2026-00001,leak_report,public_leak,phone,2026-05-08T13:00:00+08:00,D-N02,S-3,small,张三
    """,
    "ticket_events": """
        event_id,ticket_id,event_type,event_at,actor_id,dept_id,to_dept_id,ref_no
        E-01,T-1,contact_received,2026-05-08T13:00:00+08:00,S-1,D-SVC,,
        E-02,T-1,registered,2026-05-08T13:02:00+08:00,S-1,D-SVC,,
        E-03,T-1,assigned,2026-05-08T13:05:00+08:00,S-1,D-SVC,D-N01,
        E-04,T-1,crew_sent,2026-05-08T13:10:00+08:00,S-2,D-N01,,
        E-05,T-1,transferred,2026-05-08T13:30:00+08:00,S-2,D-N01,D-N02,
        E-06,T-1,transfer_received,2026-05-08T13:35:00+08:00,S-3,D-N02,,
        E-07,T-1,suspended,2026-05-08T13:40:00+08:00,S-3,D-N02,,GQ-7
        E-08,T-1,resumed,2026-05-08T13:50:00+08:00,S-3,D-N02,,
        E-09,T-1,arrived,2026-05-08T14:12:30+08:00,S-3,D-N02,,
        E-10,T-1,repair_started,2026-05-08T14:20:00+08:00,S-3,D-N02,,
        E-11,T-1,repair_done,2026-05-08T17:20:00+08:00,S-3,D-N02,,
        E-12,T-1,closed,2026-05-09T10:00:00+08:00,S-1,D-SVC,,
    """,
    "applications": """
        application_id,type,customer_id,dept_id,received_at,documents_complete_at,replied_at
        A-1,new,C-1,D-BIZ,2026-04-03T18:00:00+08:00,2026-04-03T18:30:00+08:00,2026-04-17T10:00:00+08:00
        A-2,new,C-2,D-BIZ,2026-05-18T09:00:00+08:00,,
    """,
}
"""Table -> its file, one row a line."""


@pytest.fixture(scope="session")
def small(book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The small utility, audited and published by the rules of the city and one clause in working days."""
    inbox = tmp_path_factory.mktemp("small_inbox")
    for table, rows in ROWS.items():
        (inbox / table).mkdir()
        lines = [line.strip() for line in rows.strip().splitlines()]
        (inbox / table / "rows.csv").write_text("\n".join(lines) + "\n", "utf-8")
    city = book.profiles["city-water"]
    profile = city.model_copy(update={"regulations": [*city.regulations, "yc-conduct"]})
    rules = replace(book, profiles={**book.profiles, "small": profile})
    as_of = parse_instant("2026-05-20T02:00", "Asia/Shanghai")
    audit = Audit(Home(tmp_path_factory.mktemp("small_home")), rules, "small", as_of)
    run_stages(inbox, audit)
    return audit


@pytest.fixture(scope="session")
def file(small: Audit) -> Path:
    """The published file of the small utility."""
    return small.home.published


@pytest.fixture
def published(file: Path) -> Iterator[Published]:
    """The same, open."""
    with open_published(file) as one:
        yield one
