"""``python -m engine test``: flow tests anywhere, and what they cover."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[3]
FLOW = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t">
<process id="p" name="审批" isExecutable="true"><startEvent id="s"/><userTask id="ask" name="审查"/>
<exclusiveGateway id="g" default="no"/><endEvent id="yes"/><endEvent id="not"/>
<sequenceFlow id="a" sourceRef="s" targetRef="ask"/><sequenceFlow id="b" sourceRef="ask" targetRef="g"/>
<sequenceFlow id="ok" sourceRef="g" targetRef="yes"><conditionExpression>1 = 1</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="g" targetRef="not"/></process></definitions>"""
TEST = """
from pathlib import Path
from engine import read_model
from engine.flowtest import Flow

def flow():
    return Flow(read_model(Path(__file__).with_name("flow.bpmn")))

def test_begins():
    assert flow().apply().open == ["审查"]

def test_is_granted():
    assert flow().apply().do("审查").case.status == "finished"
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine", "test", str(folder), *words], cwd=folder, capture_output=True, text=True,
        check=False, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip


def project(folder: Path, test: str = TEST) -> Path:
    (folder / "flow.bpmn").write_text(FLOW)
    (folder / "test_flow.py").write_text(test)
    return folder


def test_coverage_is_gathered_over_all_flows_of_a_run_and_what_is_missing_is_named(tmp_path):
    done = run(project(tmp_path), "--coverage", "out", "--junit", "junit.xml")
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 77.8 %  p  审批" in done.stdout and "- not" in done.stdout and "- no" in done.stdout
    found = json.loads((tmp_path / "out" / "coverage.json").read_text())
    assert found[0]["share"] == 77.78 and found[0]["missing"] == ["not", "no"]
    assert "<svg" in (tmp_path / "out" / "p.svg").read_text()
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().find(".//testsuite").get("tests") == "2"


def test_too_little_covered_fails_and_enough_passes(tmp_path):
    project(tmp_path)
    assert run(tmp_path, "--least", "77").returncode == 0
    failed = run(tmp_path, "--least", "100")
    assert failed.returncode == 1 and "!  77.8 %" in failed.stdout


def test_a_failing_test_fails_and_json_stands_alone(tmp_path):
    done = run(project(tmp_path, TEST + "\ndef test_wrong():\n    assert flow().apply().open == []\n"), "--json")
    assert done.returncode == 1 and "test_wrong" in done.stderr
    assert json.loads(done.stdout)[0]["process"] == "p"


def test_a_path_that_is_not_there_is_named(tmp_path):
    done = run(tmp_path, "nowhere")
    assert done.returncode == 2 and "nowhere: no such file or folder" in done.stderr
