"""``python -m engine check | run | draw``: exit codes, and the answers for programs (design 4)."""

import json
from pathlib import Path

import pytest

from engine.__main__ import main
from tests.engine.running.conftest import flows, process

RIGHT = '<startEvent id="s"/><userTask id="T" name="Look"/><endEvent id="e"/>' + flows("s T", "T e")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "right.bpmn").write_bytes(process(RIGHT))
    (tmp_path / "mended.bpmn").write_bytes(process(RIGHT.replace("userTask", "scriptTask")))
    (tmp_path / "wrong.bpmn").write_bytes(b"<definitions")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "code", "verdict"), [("right", 0, "accepted"), ("mended", 1, "repaired"), ("wrong", 2, "refused")]
)
def test_check(files: Path, name: str, code: int, verdict: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(files / f"{name}.bpmn"), "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == verdict and set(answer) == {"verdict", "processes", "repairs", "findings"}
    assert bool(answer["repairs"]) == (code == 1)
    if code < 2:
        assert answer["processes"][0]["user_tasks"] == ["Look"] and answer["processes"][0]["flows"] == 2


def test_run(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", str(files / "right.bpmn"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "ended" and [s["element"] for s in answer["steps"]] == ["T"]
    assert main(["run", str(files / "wrong.bpmn")]) == 2


def test_draw(files: Path) -> None:
    assert main(["draw", str(files / "right.bpmn"), "-o", str(files / "out.svg")]) == 0
    assert (files / "out.svg").read_text().startswith("<svg")
    assert main(["draw", str(files / "missing.bpmn"), "-o", str(files / "out.svg"), "--public"]) == 2
