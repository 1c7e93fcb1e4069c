"""Texts: every one has its English, and none stands outside the catalogue."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.translation import override

from dashboard.catalogue import english, used
from dashboard.pages.shown import in_language

TEMPLATES = Path("dashboard/templates")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
BLOCKS = re.compile(r"{% blocktrans.*?{% endblocktrans %}", re.DOTALL)
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")


def test_every_text_has_its_english() -> None:
    known = english()
    assert not [one for one in used() if not known.get(one)]
    assert set(known) == set(used()), "run python -m dashboard.catalogue"


def test_english_texts_keep_what_is_put_in() -> None:
    for chinese, text in english().items():
        assert sorted(re.findall(r"%\(\w+\)s", chinese)) == sorted(
            re.findall(r"%\(\w+\)s", text)
        ), chinese


def test_no_template_speaks_past_the_catalogue() -> None:
    for path in TEMPLATES.rglob("*.html"):
        if path.name == "500.html":  # shown when nothing else works, in both languages
            continue
        text = TAGS.sub("", BLOCKS.sub("", path.read_text("utf-8")))
        found = [one for one in CHINESE.findall(text) if one != "中文"]
        assert not found, f"{path}: {found}"


def test_a_message_in_both_languages_is_shown_in_one() -> None:
    with override("zh-hans"):
        assert in_language("已收到 / received") == "已收到"
    with override("en"):
        assert in_language("已收到 / received") == "received"
        assert in_language("a / b.csv") == "a / b.csv", "a path is no message"
        assert in_language(None) is None
