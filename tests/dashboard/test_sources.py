"""Sources name regulations by their titles, wherever the rulebook writes their short names."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from dashboard.facts.page import Facts
from dashboard.facts.scope import Scope
from dashboard.pages.sources import cited
from tests.dashboard.conftest import WHOLE, Login

CLAUSE = "/clauses/urban-supply.leak.arrival/"
PAGES = ("/rulebook/consequences/", "/rulebook/scheme/", CLAUSE)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_short_name_of_a_regulation_is_read(
    login: Login, facts: Callable[[Scope], Facts], lang: str
) -> None:
    names = [row["regulation"] for row in facts(WHOLE).ask("regulation_titles")]
    assert "jiujiu-heat" in names, "those outside the profile too: the ledger cites them"
    client = login("supervisor", lang)
    for address in PAGES:
        html = client.get(address).content.decode().split('<main id="main"')[1]
        html = re.sub(r"<code>.*?</code>|<pre.*?</pre>", "", html, flags=re.DOTALL)
        for text in re.findall(r">([^<>]+)<", html):
            for name in names:
                assert not re.search(rf"(?<![\w.-]){name} ?(?![\w.-])", text), f"{address}: {text}"
            if lang == "zh":
                assert "operator" not in text, f"{address}: {text}"
                assert "second" not in text, f"{address}: {text}"


def test_a_source_is_told_as_the_ledger_tells_it(facts: Callable[[Scope], Facts]) -> None:
    rows = [
        {"source": "svc-process 4.6.2.2"},
        {"source": "operator's setting"},
        {"source_zh": "罚款规定在 svc-process 中。", "source_en": "The fine sits in svc-process."},
        {"source_zh": "svc-process.fine.late-leak", "source_en": "svc-process.fine.late-leak"},
    ]
    told = [(row["source_zh"], row["source_en"]) for row in cited(facts(WHOLE), rows, "source")]
    zh, en = "自来水公司服务流程制度(完整版)", "Full service process with compensation tariff"
    assert told == [
        (f"《{zh}》4.6.2.2", f"{en}, 4.6.2.2"),
        ("企业设定", "operator's setting"),
        (f"罚款规定在《{zh}》中。", f"The fine sits in {en}."),
        ("svc-process.fine.late-leak", "svc-process.fine.late-leak"),
    ]
