"""The examples of both pages are true, and the pages say the same."""

import re
from pathlib import Path

import pytest

from engine.feel import compile_feel
from engine.feel.compare import equal
from tests.engine.feel.support import feel

DOCS = Path(__file__).parents[3] / "docs"
PAGES = ("feel.zh.md", "feel.en.md")


def examples(page: str) -> list[tuple[str, str, str]]:
    """Data, expression and result of every example."""
    found = []
    for block in re.findall(r"```feel\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL):
        data = "{}"
        for line in block.splitlines():
            if line.startswith("//"):
                data = line.removeprefix("//").strip()
            elif line.strip():
                expression, _, result = line.partition(" ⇒ ")
                found.append((data, expression, result))
    return found


@pytest.mark.parametrize(("data", "expression", "result"), [e for page in PAGES for e in examples(page)])
def test_example(data, expression, result):
    values = compile_feel(data)({})
    actual = feel(expression, **values)
    expected = feel(result)
    assert actual is None if expected is None else equal(actual, expected), actual


def test_the_pages_have_the_same_shape():
    zh, en = (examples(page) for page in PAGES)
    assert len(zh) == len(en) > 40
    assert [r for _, _, r in zh if r in ("true", "false", "null")] == [
        r for _, _, r in en if r in ("true", "false", "null")
    ]
