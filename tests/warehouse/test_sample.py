"""The sample utility: the same seed gives the same bytes, and what is planted is told."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from warehouse import sample
from warehouse.contract import contracts
from warehouse.read import ENDINGS, SOURCE_ROW, read_text
from warehouse.sample.truth import COLUMNS, IF_SET

UNJUDGED = set(IF_SET)

PLANTED = {
    "svc-process.comp.late-install", "svc-process.comp.late-reply", "svc-process.comp.reading",
    "svc-process.fine.late-leak", "urban-supply.application.reply", "urban-supply.application.survey",
    "urban-supply.bill.delivery", "urban-supply.billing.badge", "urban-supply.billing.public",
    "urban-supply.billing.reply", "urban-supply.counter.answer", "urban-supply.counter.badge",
    "urban-supply.counter.fees", "urban-supply.counter.formalities", "urban-supply.install.cleanup",
    "urban-supply.install.codes", "urban-supply.install.ontime", "urban-supply.leak.arrival",
    "urban-supply.leak.repair", "urban-supply.meter.monthly", "urban-supply.meter.replace",
    "urban-supply.network.intact", "urban-supply.outage.planned", "urban-supply.pressure.rate",
    "urban-supply.pressure.reply", "urban-supply.pressure.trunk", "urban-supply.quality.comprehensive",
    "urban-supply.quality.labcert", "urban-supply.quality.outlet", "urban-supply.quality.reply",
    "urban-supply.quality.sampling", "urban-supply.quality.treatment", "urban-supply.repair.safety-sign",
}  # fmt: skip


def _bytes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, sample.SampleSummary]:
    out = tmp_path_factory.mktemp("sample")
    return out, sample.write(out, seed=7, customers=500, months=2)


@pytest.fixture(scope="module")
def files(written: tuple[Path, sample.SampleSummary]) -> dict[str, pl.DataFrame]:
    """Every file of the inbox, read as a delivered file is read; key: table/name."""
    inbox = written[0] / "inbox"
    read = {}
    for path in sorted(inbox.rglob("*.*")):
        text = read_text(path)
        assert not text.broken, path
        read[str(path.relative_to(inbox))] = text.rows
    return read


def _truth(out: Path, name: str) -> list[dict[str, str]]:
    with (out / "truth" / name).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _table(files: dict[str, pl.DataFrame], table: str) -> pl.DataFrame:
    """All files of a table under the names of the contract."""
    known = contracts()[table].header_names()
    frames = [
        rows.rename(
            {header: known[header.lower()] for header in rows.columns if header != SOURCE_ROW}
        )
        for name, rows in files.items()
        if name.startswith(f"{table}/")
    ]
    return pl.concat(frames, how="diagonal_relaxed")


def test_the_same_seed_writes_the_same_bytes(
    written: tuple[Path, sample.SampleSummary], tmp_path: Path
) -> None:
    again = sample.write(tmp_path, seed=7, customers=500, months=2)
    assert _bytes(tmp_path) == _bytes(written[0])
    assert again == written[1]


def test_another_seed_writes_another_world(
    written: tuple[Path, sample.SampleSummary], tmp_path: Path
) -> None:
    sample.write(tmp_path, seed=8, customers=500, months=2)
    ours, theirs = _bytes(written[0]), _bytes(tmp_path)
    assert ours["truth/breaches.csv"] != theirs["truth/breaches.csv"]
    assert ours["inbox/tickets/tickets_2026-03.csv"] != theirs["inbox/tickets/tickets_2026-03.csv"]


def test_every_planted_clause_is_in_the_truth(
    written: tuple[Path, sample.SampleSummary],
) -> None:
    out, summary = written
    truth, waiting = _truth(out, "breaches.csv"), _truth(out, "breaches_if_set.csv")
    assert {row["clause_id"] for row in truth} == PLANTED
    assert {row["clause_id"] for row in waiting} == UNJUDGED
    assert summary.breaches.keys() == PLANTED | UNJUDGED
    assert sum(summary.breaches.values()) == len(truth) + len(waiting)
    for row in truth + waiting:
        assert tuple(row) == COLUMNS
        assert all(row.values())
    keys = [tuple(row.values())[:4] for row in truth + waiting]
    assert len(set(keys)) == len(keys)


def test_every_truth_names_a_record_that_was_delivered(
    written: tuple[Path, sample.SampleSummary], files: dict[str, pl.DataFrame]
) -> None:
    parameters = contracts()["water_quality_samples"].columns["parameter"].value_aliases
    by_table: dict[str, set[str]] = {}
    for row in _truth(written[0], "breaches.csv"):
        if row["record_table"] != "indicator" and not row["clause_id"].endswith(
            ("meter.monthly", "comp.reading")  # named by meter and month: unread ones have no row
        ):
            by_table.setdefault(row["record_table"], set()).add(row["record_id"])
    for table, wanted in by_table.items():
        key = contracts()[table].key
        frame = _table(files, table)
        if "parameter" in frame.columns:
            frame = frame.with_columns(pl.col("parameter").replace(parameters))
        delivered = frame.select(pl.concat_str(key, separator="|")).to_series()
        assert wanted <= set(delivered.to_list()), table


def test_headers_are_known_to_the_contracts(files: dict[str, pl.DataFrame]) -> None:
    assert {name.split("/")[0] for name in files} <= contracts().keys()
    for name, rows in files.items():
        known = contracts()[name.split("/")[0]].header_names()
        unknown = [
            header
            for header in rows.columns
            if header != SOURCE_ROW and header.lower() not in known
        ]
        assert not unknown, name


def test_every_format_a_utility_delivers_is_there(
    written: tuple[Path, sample.SampleSummary], files: dict[str, pl.DataFrame]
) -> None:
    names = list(files)
    for ending in ENDINGS:
        assert any(name.endswith(ending) for name in names), ending
    tickets = files["tickets/tickets_2026-03.csv"]
    assert {"工单编号", "工单类型", "受理时间"} <= set(tickets.columns)
    assert "报漏" in tickets["工单类型"].to_list()
    raw = (written[0] / "inbox" / "applications" / "applications.csv").read_bytes()
    assert "申请" in raw.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert any("停水" in header for header in files["outages/outages.xlsx"].columns)


def test_keys_are_unique_but_for_what_is_sent_again(files: dict[str, pl.DataFrame]) -> None:
    for table in {name.split("/")[0] for name in files}:
        first = {
            name: rows
            for name, rows in files.items()
            if not name.endswith(("_resent.csv", "_correction.csv"))
        }
        key = contracts()[table].key
        frame = _table(first, table)
        assert frame.select(key).is_unique().all(), table


def test_nothing_happens_after_the_audit(
    written: tuple[Path, sample.SampleSummary], files: dict[str, pl.DataFrame]
) -> None:
    assert written[1].as_of == "2026-05-03T02:00:00+08:00"
    for table, columns in {
        "tickets": ["received_at", "registered_at", "closed_at"],
        "ticket_events": ["event_at"],
        "applications": ["replied_at", "plan_fixed_at", "supply_at"],
        "installations": ["finished_at", "site_cleared_at"],
        "bills": ["delivered_at", "paid_at"],
    }.items():
        frame = _table(files, table)
        for column in columns:
            assert str(frame[column].max()) <= "2026-05-03 02:00:00", (table, column)


def test_the_correction_turns_a_late_repair_into_one_in_time(
    files: dict[str, pl.DataFrame],
) -> None:
    corrected = files["tickets/tickets_correction.csv"]
    first = pl.concat(
        [
            rows
            for name, rows in files.items()
            if name.startswith("tickets/") and not name.endswith("_correction.csv")
        ],
        how="diagonal_relaxed",
    ).filter(pl.col("工单编号").is_in(corrected["工单编号"].implode()))
    assert first["维修等级"].to_list() == ["小修"] * corrected.height
    assert corrected["维修等级"].to_list() == ["中修"] * corrected.height


@pytest.mark.parametrize(
    ("customers", "months", "first"),
    [(50, 2, date(2026, 3, 1)), (500, 0, date(2026, 3, 1)), (500, 2, date(2026, 3, 2))],
)
def test_a_sample_too_small_is_refused(
    tmp_path: Path, customers: int, months: int, first: date
) -> None:
    with pytest.raises(ValueError, match="a sample needs"):
        sample.write(tmp_path, seed=1, customers=customers, months=months, first_month=first)
