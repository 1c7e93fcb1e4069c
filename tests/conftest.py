"""What several tests share: a small sample utility, audited once for each worker."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.settings import parse_instant
from rulebook.loader import Rulebook, load
from warehouse.account import account
from warehouse.collect import collect
from warehouse.evaluate import Audit, evaluate, open_evidence
from warehouse.home import Home
from warehouse.publish import publish
from warehouse.sample import write
from warehouse.score import score


@dataclass(frozen=True)
class Sample:
    """A sample utility on disk and the instant to audit it at."""

    folder: Path
    as_of: str

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("sample")
    write(folder, seed=7, customers=500, months=2)
    return Sample(folder, json.loads((folder / "sample.json").read_text("utf-8"))["as_of"])


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load()


def run_stages(inbox: Path, audit: Audit) -> None:
    """The stages of the pipeline in order, without the checks between them."""
    found = collect(inbox, audit.home, zone=audit.zone)
    open_evidence(audit)
    account(audit, found.files)
    evaluate(audit)
    score(audit)
    publish(audit)


@pytest.fixture(scope="session")
def audited(sample: Sample, book: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The sample utility, audited and published."""
    home = Home(tmp_path_factory.mktemp("home"))
    audit = Audit(home, book, "city-water", parse_instant(sample.as_of, "Asia/Shanghai"))
    run_stages(sample.inbox, audit)
    return audit


@pytest.fixture(scope="session")
def audit_of() -> Callable[[Path, Audit], None]:
    return run_stages
