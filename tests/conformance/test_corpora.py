"""Real and hostile BPMN files, where they lie beside the checkout (see ../shared/corpora/README.md)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance.corpora import PLAYED, files, median_ms, outcomes
from tests.conformance.hostile import LIMIT
from tests.conformance.report import table

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not files("models"), reason="the models are not at ../shared/corpora")
def test_real_models_are_read_and_played() -> None:
    found = list(outcomes())
    print(table(found))
    assert [(o.file, o.why) for o in found if o.verdict == "crash"] == []
    assert [(o.file, o.lost) for o in found if o.lost] == []
    assert sum(o.verdict != "refused" for o in found) >= 0.98 * len(found)
    assert sum(o.played in PLAYED for o in found) >= 0.92 * len(found)
    assert median_ms(found) <= 50


@pytest.mark.skipif(not files("hostile"), reason="the hostile files are not at ../shared/corpora")
def test_hostile_files_do_no_harm() -> None:
    words = [sys.executable, "-m", "tests.conformance.hostile"]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "root:" not in ran.stdout
    found = {line["file"]: line for line in map(json.loads, ran.stdout.splitlines())}
    for entry in files("hostile"):
        line = found[entry["file"]]
        assert line["label"] in entry["acceptable"], entry["file"]
        assert line["checked"] < 5 and line["seconds"] < 5 and line["peak"] < LIMIT, line
