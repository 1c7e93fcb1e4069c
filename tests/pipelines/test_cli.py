"""The command line as its user meets it: one summary, clear errors, exit codes."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.cli import main
from tests.running import Sample
from warehouse.evaluate import Audit


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


Plumbline = Callable[..., Ended]


@pytest.fixture
def plumbline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Plumbline:
    """Run the command line in this process: importing Great Expectations is slow, and once is enough."""

    def run(*arguments: str | Path, lang: str = "en") -> Ended:
        monkeypatch.setenv("PLUMBLINE_LANG", lang)
        monkeypatch.setenv("COLUMNS", "160")
        monkeypatch.setattr(sys, "argv", ["plumbline", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        written = capsys.readouterr()
        return Ended(code, written.out, written.err)

    return run


@pytest.fixture
def messy(sample: Sample, tmp_path: Path) -> Path:
    """The sample's inbox with what real deliveries bring: a cut xlsx, a GB18030 file, the same file twice,
    an unknown folder, and one row in a hundred broken."""
    inbox = tmp_path / "inbox"
    shutil.copytree(sample.inbox, inbox)
    workbook = next((inbox / "outages").glob("*.xlsx"))
    (inbox / "outages" / "cut.xlsx").write_bytes(workbook.read_bytes()[:900])
    tickets = min((inbox / "tickets").glob("*.csv"))
    text = tickets.read_text("utf-8-sig")
    lines = text.splitlines()
    spoiled = [
        line.replace("2026", "20x6") if number % 100 == 50 else line
        for number, line in enumerate(lines)
    ]
    tickets.write_bytes("\n".join(spoiled).encode("gb18030"))
    shutil.copy(inbox / "staff" / "staff.csv", inbox / "staff" / "staff_again.csv")
    (inbox / "ticktes").mkdir()
    (inbox / "ticktes" / "a.csv").write_text("x\n1\n", "utf-8")
    return inbox


def test_a_messy_inbox_is_finished_accounted_for_and_told(
    plumbline: Plumbline, messy: Path, sample: Sample, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    first = plumbline("audit", "--inbox", messy, "--home", home, "--as-of", sample.as_of)
    assert first.code == 0, first.stderr
    assert "cut.xlsx" in first.stdout
    assert "staff_again.csv" in first.stdout
    assert "did you mean 'tickets'?" in first.stdout
    assert "Traceback" not in first.stderr
    with duckdb.connect(str(home / "published" / "plumbline.duckdb"), read_only=True) as con:
        unbalanced = con.execute(
            "SELECT file FROM quality.received_file WHERE status IN ('accepted', 'duplicate')"
            " AND n_received != n_accepted + n_superseded + n_quarantined"
        ).fetchall()
        quarantined = con.execute("SELECT count(*) FROM quality.quarantine").fetchall()[0][0]
        rows = con.execute("SELECT n_rows FROM meta.run").fetchall()
    assert unbalanced == []
    assert quarantined > 0
    again = plumbline("audit", "--inbox", messy, "--home", home, "--as-of", sample.as_of, lang="zh")
    for word in ("收到", "判定", "部门成绩", "已发布", "违规", "与上一次审计"):
        assert word in again.stdout
    with duckdb.connect(str(home / "published" / "plumbline.duckdb"), read_only=True) as con:
        assert con.execute("SELECT n_rows FROM meta.run").fetchall() == rows


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--inbox", "nowhere"), 4, "there is no such folder"),
        (("--inbox", ".", "--profile", "moon-water"), 2, "there is no profile 'moon-water'"),
        (("--inbox", ".", "--as-of", "soon"), 2, "'soon' is not an instant"),
        (("--inbox", ".", "--source", "mars"), 3, "mars"),
    ],
)
def test_a_mistake_ends_with_its_own_code_and_no_traceback(
    plumbline: Plumbline, tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    result = plumbline("audit", "--home", tmp_path / "home", *arguments)
    assert result.code == code
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_unfit_evidence_blocks_and_the_old_file_stands(
    plumbline: Plumbline, sample: Sample, audited: Audit, tmp_path: Path
) -> None:
    """A store spoiled behind the contracts' back is caught before anything is judged."""
    home = tmp_path / "home"
    shutil.copytree(audited.home.root, home)
    run = ("audit", "--inbox", sample.inbox, "--home", home, "--as-of", sample.as_of)
    published = home / "published" / "plumbline.duckdb"
    before = published.stat().st_mtime_ns
    path = home / "store" / "departments" / "all.parquet"
    pl.read_parquet(path).with_columns(pl.lit("kitchen").alias("role")).write_parquet(path)
    blocked = plumbline(*run)
    assert blocked.code == 5
    assert "departments" in blocked.stderr
    assert "Traceback" not in blocked.stderr
    assert published.stat().st_mtime_ns == before
