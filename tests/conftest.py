"""What several tests share: a small sample utility, audited once for each worker."""

from __future__ import annotations

import json

import pytest

from pipelines.question import parse_instant
from rulebook.loader import Rulebook
from tests.running import Sample, run_stages, shipped
from warehouse.evaluate import Audit
from warehouse.home import Home
from warehouse.sample import write


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    write(folder, seed=7, customers=500, months=2)
    return Sample(folder, json.loads((folder / "sample.json").read_text("utf-8"))["as_of"])


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return shipped()


@pytest.fixture(scope="session")
def audited(sample: Sample, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The sample utility, audited and published."""
    home = Home(tmp_path_factory.mktemp("home"))
    audit = Audit(home, book, "city-water", parse_instant(sample.as_of, "Asia/Shanghai"))
    run_stages(sample.inbox, audit)
    return audit
