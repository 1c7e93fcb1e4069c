"""How long a night takes: a town of 50,000 customers and 12 months, from inbox to published file.

Prints the rows of the inbox, the seconds of each stage, the peak memory of the audit and the size of what
it published. Run by `make benchmark`; it is no test, because machines are shared and noisy.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

TARGET_SECONDS = 90
TARGET_GB = 2.0


def main() -> None:
    """Generate the town if need be, audit it in a fresh process, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/benchmark"))
    parser.add_argument("--customers", type=int, default=50_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--audit-only", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    town = given.folder / f"town-{given.customers}-{given.months}"
    if given.audit_only:
        audit_town(town, given.folder / "home")
        return
    if not (town / "sample.json").exists():
        started = time.perf_counter()
        from warehouse.sample import write

        write(town, seed=1, customers=given.customers, months=given.months)
        print(f"{'generate':<12}{time.perf_counter() - started:8.1f} s")
    told = json.loads((town / "sample.json").read_text("utf-8"))
    for table in (
        "meter_readings",
        "pressure_readings",
        "water_quality_samples",
        "bills",
        "tickets",
        "ticket_events",
    ):
        print(f"{table:<24}{told['rows'][table]:>12,} rows")
    subprocess.run([sys.executable, __file__, "--audit-only", *sys.argv[1:]], check=True)  # noqa: S603


def audit_town(town: Path, folder: Path) -> None:
    """Audit the town stage by stage, as the pipeline does, and print the seconds of each."""
    import shutil

    from checks.contracts import check_contracts
    from checks.thresholds import check_thresholds
    from checks.wholeness import check_wholeness
    from pipelines.question import parse_instant
    from rulebook.loader import load
    from warehouse.account import account
    from warehouse.collect import collect
    from warehouse.evaluate import Audit, evaluate, open_evidence
    from warehouse.home import Home
    from warehouse.publish import publish
    from warehouse.score import score

    shutil.rmtree(folder, ignore_errors=True)
    began = time.perf_counter()
    book = load()
    as_of = json.loads((town / "sample.json").read_text("utf-8"))["as_of"]
    audit = Audit(Home(folder), book, "city-water", parse_instant(as_of, "Asia/Shanghai"))
    home = audit.home

    def timed(stage: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(f"{stage:<12}{time.perf_counter() - started:8.1f} s   peak so far {peak:.2f} GB")

    timed("collect", lambda: collect(town / "inbox", home, zone=audit.zone))
    timed("conform", lambda: open_evidence(audit))
    timed("account", lambda: account(audit, home.read_register()))
    timed("contracts", lambda: check_contracts(audit))
    timed("evaluate", lambda: evaluate(audit))
    timed("thresholds", lambda: check_thresholds(audit))
    timed("score", lambda: score(audit))
    timed("publish", lambda: publish(audit, inspect=check_wholeness))
    seconds = time.perf_counter() - began
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{'all':<12}{seconds:8.1f} s   (target {TARGET_SECONDS} s)")
    print(f"{'memory':<12}{gigabytes:8.2f} GB  (target {TARGET_GB} GB)")
    print(
        f"{'published':<12}{home.published.stat().st_size / 1024**2:8.1f} MB  {datetime.now(UTC):%Y-%m-%d}"
    )


if __name__ == "__main__":
    main()
