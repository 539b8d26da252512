"""``python -m engine check`` tells what the checks find, and keeps its exit code."""

import json
from pathlib import Path

import pytest

from engine.__main__ import main
from tests.engine.checks.test_sound import both


def test_findings_are_told_and_change_no_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "flow.bpmn"
    file.write_bytes(both("exclusive", "parallel"))
    assert main(["check", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "accepted" and answer["repairs"] == []
    first = answer["findings"][0]
    assert (first["check"], first["element"], first["severity"]) == ("soundness", "j", "error")
    assert first["message"] and first["mend"] and first["path"][0] == "s"
    assert main(["check", str(file)]) == 0
    said = capsys.readouterr().out
    assert "error (soundness)" in said and "deadlock" in said
