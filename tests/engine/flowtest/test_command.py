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
        check=False, env={"PYTHONPATH": str(ROOT), "PATH": "", "LANG": "C.UTF-8"},
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


TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="t">
<inputData id="i" name="金额"/><decision id="grade" name="grade"><variable name="grade"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable hitPolicy="UNIQUE">
<input><inputExpression><text>金额</text></inputExpression></input><output name="grade"/>
<rule><inputEntry><text>&lt; 100</text></inputEntry><outputEntry><text>"小"</text></outputEntry></rule>
<rule><inputEntry><text>&gt;= 100</text></inputEntry><outputEntry><text>"大"</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
GRADED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1"
 targetNamespace="t"><process id="p" name="分级" isExecutable="true"><startEvent id="s" daylight:form="apply"/>
<businessRuleTask id="rate" name="定级" daylight:decision="grade" daylight:result="级别"/>
<userTask id="ask" name="审查"/><boundaryEvent id="late" attachedToRef="ask"><timerEventDefinition>
<timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="yes" name="办结"/>
<endEvent id="gone" name="逾期"/><sequenceFlow id="a" sourceRef="s" targetRef="rate"/>
<sequenceFlow id="b" sourceRef="rate" targetRef="ask"/><sequenceFlow id="c" sourceRef="ask" targetRef="yes"/>
<sequenceFlow id="d" sourceRef="late" targetRef="gone"/></process></definitions>"""
FORM = """{"type": "object", "title": "申请", "properties": {
"金额": {"type": "number", "title": "金额"}, "电话": {"type": "string", "title": "电话"},
"开工": {"type": "string", "format": "date", "title": "开工"}, "新建": {"type": "boolean", "title": "新建"},
"附件": {"type": "object", "title": "附件"},
"人员": {"type": "array", "title": "人员", "items": {"type": "object", "properties": {
 "姓名": {"type": "string", "title": "姓名"}, "年龄": {"type": "integer", "title": "年龄"}}}}}}"""
UI = '{"fields": {"附件": {"widget": "file"}}}'
SCENARIO = """title: {zh: 金额大的定为大, en: A large sum is graded large}
begin:
  on: 2026-03-02
  answers:
    金额: 120.50
    电话: 05918888001
    开工: 2026-04-01
    新建: true
    附件: {id: f, name: a.pdf, sha256: 00, size: 12, type: application/pdf}
    人员: [{姓名: 张三, 年龄: 41}, {姓名: 李四, 年龄: 39}]
steps:
  - expect: {rows: {grade: [2]}, values: {级别: 大, 金额: 120.5, 电话: 05918888001}, open: [审查]}
  - {do: 审查, answers: {同意: true, 金额: 3}, by: 王五, opinion: 同意}
  - expect: {ended: 办结, did: [审查], by: {审查: 王五}, opinion: {审查: 同意}, values: {同意: true, 金额: 3}}
"""


def scenarios(folder: Path, **more: str) -> Path:
    files = {"flow.bpmn": GRADED, "grade.dmn": TABLE, "forms/apply.schema.json": FORM, "large.test.yaml": SCENARIO,
             "forms/apply.ui.json": UI}  # fmt: skip
    for name, text in {**files, **more}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_scenario_files_are_tests_and_rows_and_boundary_events_are_counted(tmp_path):
    done = run(scenarios(tmp_path / "power"), "--coverage", "out", "--junit", "junit.xml", "--html", "out/page.html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nodes 4/5, boundary events 0/1, flows 3/4, table rows 1/2" in done.stdout
    assert "- late" in done.stdout and "- grade 第 1 行" in done.stdout
    out = tmp_path / "power" / "out"
    found = json.loads((out / "coverage.json").read_text())[0]
    assert found["parts"]["rows"] == [1, 2] and found["missing_rows"] == [["grade", 1]]
    page = (out / "page.html").read_text()
    assert "grade</code> 第 1 行 / row 1" in page and page.count("<svg") == 1 and "src=" not in page
    case = ElementTree.parse(tmp_path / "power" / "junit.xml").getroot().find(".//testcase")
    assert case.get("name") == "large"


def test_scenarios_in_a_folder_beneath_the_flow_complete_its_coverage(tmp_path):
    late = "begin: {answers: {金额: 1}}\nsteps: [{wait: 4d}, {expect: {ended: 逾期, rows: {grade: [1]}}}]\n"
    done = run(scenarios(tmp_path, **{"tests/late.test.yaml": late}), "--least", "100")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100.0 %" in done.stdout and "table rows 2/2" in done.stdout


def test_a_scenario_that_is_not_met_fails_in_words(tmp_path):
    done = run(scenarios(tmp_path, **{"wrong.test.yaml": SCENARIO.replace("ended: 办结", "ended: 逾期")}))
    assert done.returncode == 1
    assert "金额大的定为大：第 3 步，结果应为 逾期，实为 办结" in done.stdout
    assert "step 3: end: 逾期 expected, 办结 found" in done.stdout


def test_a_scenario_beside_no_flow_and_one_beside_a_broken_flow_say_so(tmp_path):
    (tmp_path / "lost").mkdir()
    (tmp_path / "lost" / "a.test.yaml").write_text(SCENARIO)
    assert "旁边没有流程文件" in run(tmp_path / "lost").stdout
    (tmp_path / "lost" / "flow.bpmn").write_text(GRADED)
    broken = run(tmp_path / "lost")
    assert broken.returncode == 1 and "表单 apply 不在" in broken.stdout
