"""The story as JSON: it says all that the story holds, keeps its shape, and every key is described."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from warehouse.explain import parts, story
from warehouse.explain.as_json import as_json
from warehouse.explain.story import SCHEMA
from warehouse.explain.tell import tell

PAGE = Path(__file__).parents[3] / "docs" / "explain.md"


@pytest.mark.parametrize(
    ("target", "month"),
    [("T-1", ""), ("A-1", ""), ("L03/T-1/2026-05", ""), ("D-NET", "2026-05"), ("D-BIZ", "2026-04")],
)
def test_the_document_is_the_story(file: Path, target: str, month: str) -> None:
    told = tell(file, target, month)
    document = as_json(told)
    assert TypeAdapter(type(told)).validate_json(document) == told
    assert json.loads(document)["schema"] == SCHEMA
    assert "张三" not in document


def test_the_keys_of_a_late_observation(file: Path) -> None:
    told = json.loads(as_json(tell(file, "urban-supply.leak.arrival/T-1")))
    (one,) = told["observations"]
    assert (told["kind"], told["record"]["record_id"]) == ("observation", "T-1")
    assert one["article"]["locator"] == "管网维修 2"
    assert one["limit"] == {
        "op": "<=", "value": 1, "unit": "h", "said": {"zh": "1小时内", "en": "within 1 hour"},
        "basis": "text", "name": None,
    }  # fmt: skip
    clock = one["clock"]
    assert clock["due_at"] == clock["recomputed_due_at"] == "2026-05-08T06:00:00+00:00"
    assert (clock["agrees"], clock["is_open"], clock["late_by_min"]) == (True, False, 13)
    assert [
        (one["state"], one["department"]["id"], one["seconds"]) for one in clock["segments"]
    ] == [
        ("running", "D-SVC", 300), ("running", "D-N01", 1500), ("running", "D-N02", 600),
        ("paused", "D-N02", 600), ("running", "D-N02", 1350),
    ]  # fmt: skip
    assert one["judgement"]["verdict"] == {"code": "breach", "zh": "违规", "en": "breach"}
    money, points = one["lines"]
    assert (money["is_direct"], money["points"], money["amount_cny"]) == (True, 0, 100)
    assert (points["is_direct"], points["points"] < 0, points["amount_cny"]) == (False, True, 0)
    (entry,) = one["entries"]
    assert (entry["amount_cny"], entry["payer"]["id"], entry["status"]["code"]) == (
        100, "D-NET", "booked",
    )  # fmt: skip
    moment = told["moments"][8]
    assert (moment["code"], moment["source"]) == (
        "arrived", {"table": "ticket_events", "file": "ticket_events/rows.csv", "row": 10},
    )  # fmt: skip


def test_a_month_checks_its_sums(file: Path) -> None:
    told = json.loads(as_json(tell(file, "D-NET", "2026-05")))
    assert all(one["agrees"] for one in told["checks"])
    assert told["checks"][0]["of_lines"] == told["points"]
    assert told["without"]["line_id"] == "D-NET/2026-05/leak-arrival"
    assert told["without"]["points"] == told["points"] - told["behind"][0]["line"]["points"]
    (behind,) = told["behind"]
    assert (behind["clause_id"], behind["n_breaches"]) == ("urban-supply.leak.arrival", 1)


def test_every_key_is_described() -> None:
    page = PAGE.read_text("utf-8")
    described = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]*)`", page))))
    for module in (parts, story):
        for one in vars(module).values():
            if isinstance(one, type) and dataclasses.is_dataclass(one):
                names = {field.name for field in dataclasses.fields(one)}
                assert names <= described, f"{one.__name__}: {sorted(names - described)}"
