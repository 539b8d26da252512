"""What changed in a flow, as the legal office reads it."""
# ruff: noqa: E501 - sentences and texts to replace stand whole

import json
import re
from pathlib import Path

import pytest

from app.flows.folders import bundle_of
from engine import compare_models, read_model
from engine.__main__ import main
from tests.engine.reading.test_repairs import straight
from tests.engine.running.conftest import process

ROOT = Path(__file__).parents[3]
POWERS = sorted(path.parent for path in (ROOT / "bpmn").glob("*/*/flow.bpmn"))


def bundle(folder: Path) -> dict[str, bytes]:
    return bundle_of(ROOT / "bpmn", ROOT / "forms", folder.relative_to(ROOT / "bpmn").as_posix())


FOOD = bundle(ROOT / "bpmn/01-licence/01-food-business")
PENALTY = bundle(ROOT / "bpmn/02-penalty/02-unlicensed-food")


def changed(files: dict[str, bytes], file: str, *replacements: tuple[str, str]) -> list:
    """The changes after replacing texts in one file of the bundle."""
    text = files[file].decode()
    for old, new in replacements:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return list(compare_models(read_model(files), read_model({**files, file: text.encode()})).changes)


@pytest.mark.parametrize("folder", POWERS, ids=lambda folder: folder.name)
def test_a_model_does_not_differ_from_itself(folder):
    difference = compare_models(read_model(bundle(folder)), read_model(bundle(folder)))
    assert difference.is_empty and not difference.moved


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        ('daylight:promise="6wd"', 'daylight:promise="5wd"', "本流程：承诺时限由 6 个工作日 改为 5 个工作日。", "the flow: the promised limit changed from 6 working days to 5 working days."),
        ('daylight:form="review" daylight:limit="2wd"', 'daylight:form="review" daylight:limit="3wd"', "环节“材料审查”：时限由 2 个工作日 改为 3 个工作日。", "step “Examine the materials”: the limit changed from 2 working days to 3 working days."),
        ('name="制证送达" daylight:en="Issue and deliver"', 'name="发证" daylight:en="Issue"', "环节“制证送达”：名称由 制证送达 改为 发证。", "step “Issue and deliver”: its name changed from Issue and deliver to Issue."),
        ('daylight:separate="review inspect"', 'daylight:separate="inspect"', "环节“作出决定”：不得由同一人办理的环节由 材料审查、现场核查 改为 现场核查。", None),
        ("= working days(5)", "= working days(4)", "事件“五个工作日未告知”：定时由 = working days(5) 改为 = working days(4)。", None),
        ('<daylight:approval of="extend" post="负责人"/>', "", "本流程：取消操作 extend 的批准人（原为 负责人）。", None),
        ('<bpmn:lane id="lane_inspect" name="核查组"', '<bpmn:lane id="lane_inspect" name="核查二组"', "环节“现场核查”：办理岗位由 市场监督管理局 核查组 改为 市场监督管理局 核查二组。", None),
    ],
)  # fmt: skip
def test_one_word_changed_is_one_sentence(old, new, zh, en):
    changes = changed(FOOD, "flow.bpmn", (old, new))
    assert [c.text.zh for c in changes] == [zh]
    if en:
        assert changes[0].text.en == en


def test_a_step_put_between_two_is_one_sentence():
    step = '<bpmn:userTask id="second" name="复核" daylight:form="review" daylight:limit="1wd"/>'
    flow = FOOD["flow.bpmn"].decode()
    into = next(line for line in flow.splitlines() if 'targetRef="decide"' in line and "review_result" not in line)
    changes = changed(
        FOOD,
        "flow.bpmn",
        ('<bpmn:flowNodeRef>review</bpmn:flowNodeRef>', '<bpmn:flowNodeRef>review</bpmn:flowNodeRef><bpmn:flowNodeRef>second</bpmn:flowNodeRef>'),
        ('<bpmn:userTask id="decide"', step + '<bpmn:userTask id="decide"'),
        (into, into.replace('targetRef="decide"', 'targetRef="second"') + '<bpmn:sequenceFlow id="new" sourceRef="second" targetRef="decide"/>'),
    )  # fmt: skip
    assert [(c.kind, c.topic, c.element) for c in changes] == [("added", "step", "second")]
    assert changes[0].text.zh.startswith("增加环节“复核”（市场监督管理局 审查岗），时限 1 个工作日，在")
    assert changes[0].text.zh.endswith("之后，在环节“作出决定”之前。")


def test_a_condition_is_told_with_both_ends_of_its_way():
    flow = FOOD["flow.bpmn"].decode()
    condition = flow.split('tFormalExpression">')[-1].split("<")[0]
    changes = changed(FOOD, "flow.bpmn", (f">{condition}<", ">1 = 1<")) if flow.count(f">{condition}<") == 1 else []
    assert [(c.kind, c.topic) for c in changes] == [("changed", "condition")]
    assert "条件由" in changes[0].text.zh and "到" in changes[0].text.zh and changes[0].after.zh == "1 = 1"


@pytest.mark.parametrize(
    ("old", "new", "topic", "zh"),
    [
        ('"required": ["决定", "决定理由",', '"required": ["决定",', "required", "表单“作出决定”，字段“不予许可的理由”：必填由 是 改为 否。"),
        ('"maxLength": 500', '"maxLength": 400', "bounds", "表单“作出决定”，字段“法律依据”：最多字数由 500 改为 400。"),
        ('"title": "作出决定"', '"title": "决定"', "form", "表单“作出决定”：标题由 作出决定 改为 决定。"),
    ],
)  # fmt: skip
def test_a_form_is_compared_field_by_field(old, new, topic, zh):
    changes = changed(FOOD, "decide.schema.json", (old, new))
    assert [(c.topic, c.text.zh) for c in changes] == [(topic, zh)]


def test_a_field_added_and_removed():
    schema = json.loads(FOOD["decide.schema.json"])
    schema["properties"]["备注"] = {"type": "string", "title": "备注"}
    del schema["properties"]["救济途径"]
    schema["required"].remove("救济途径")
    ui = {k: v for k, v in json.loads(FOOD["decide.ui.json"]).items() if k not in ("sections", "fields", "order")}
    new = {**FOOD, "decide.schema.json": json.dumps(schema).encode(), "decide.ui.json": json.dumps(ui).encode()}
    said = [c.text.zh for c in compare_models(read_model(FOOD), read_model(new)).changes]
    assert "表单“作出决定”：增加字段“备注”（备注）。" in said
    assert "表单“作出决定”：删去字段“救济途径”（救济途径，必填）。" in said


def test_a_table_is_compared_row_by_row():
    table = next(name for name in PENALTY if name.endswith(".dmn"))
    changes = changed(PENALTY, table, ("<text>65000</text>", "<text>66000</text>"))
    assert [(c.kind, c.topic) for c in changes] == [("changed", "row")]
    assert changes[0].text.zh == (
        '决策表“裁量幅度”，第 2 行：由 [0..10000) | "从轻" → 50000 | 65000 改为 [0..10000) | "从轻" → 50000 | 66000。'
    )
    row = PENALTY[table].decode().split("<rule", 2)[1].split("</rule>")[0]
    removed = changed(PENALTY, table, (f"<rule{row}</rule>", ""))
    assert [(c.kind, c.text.zh) for c in removed] == [
        ("removed", '决策表“裁量幅度”，第 1 行：删去 [0..10000) | "减轻" → 5000 | 49999.99。')
    ]


def test_what_only_moved_in_the_drawing_is_set_apart():
    flow = FOOD["flow.bpmn"].decode()
    start = flow.index('<dc:Bounds x="', flow.index('bpmnElement="review"'))
    end = flow.index('"', start + len('<dc:Bounds x="'))
    moved = flow[:start] + '<dc:Bounds x="7' + flow[end:]
    difference = compare_models(read_model(FOOD), read_model({**FOOD, "flow.bpmn": moved.encode()}))
    assert difference.is_empty and "review" in difference.moved
    text = flow.replace('<dc:Bounds x="', '<dc:Bounds x="1')  # the whole drawing elsewhere, unevenly
    assert compare_models(read_model(FOOD), read_model({**FOOD, "flow.bpmn": text.encode()})).is_empty


def test_an_element_that_got_another_id_is_still_the_same_step():
    flow = FOOD["flow.bpmn"].decode().replace('"review"', '"Activity_0x1"').replace(">review<", ">Activity_0x1<")
    flow = flow.replace('daylight:form="Activity_0x1"', 'daylight:form="review"')
    flow = re.sub(r'(daylight:separate="[^"]*)\breview\b', r"\1Activity_0x1", flow)
    difference = compare_models(read_model(FOOD), read_model({**FOOD, "flow.bpmn": flow.encode()}))
    assert difference.same["review"] == "Activity_0x1"
    assert difference.is_empty


def test_the_command_says_it_in_words_and_for_programs(tmp_path, capsys):
    for name, promise in (("old", "6wd"), ("new", "5wd")):
        (tmp_path / name).mkdir()
        for file, content in FOOD.items():
            text = content.replace(b'daylight:promise="6wd"', f'daylight:promise="{promise}"'.encode())
            (tmp_path / name / file).write_bytes(text)
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new")]) == 1
    assert capsys.readouterr().out == "  1 ~ 本流程：承诺时限由 6 个工作日 改为 5 个工作日。\n"
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)["changes"]
    assert said[0]["topic"] == "limit" and said[0]["before"] == "6 个工作日" and said[0]["after"] == "5 个工作日"
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "old")]) == 0
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "none")]) == 2


def test_the_drawings_are_marked_by_the_numbers_of_the_list(tmp_path, capsys):
    old = FOOD["flow.bpmn"].decode()
    new = old.replace('name="制证送达"', 'name="发证"')
    for name, text in (("old", old), ("new", new)):
        (tmp_path / name).mkdir()
        for file, content in FOOD.items():
            (tmp_path / name / file).write_bytes(text.encode() if file == "flow.bpmn" else content)
    assert main(["diff", str(tmp_path / "old"), str(tmp_path / "new"), "--drawings", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().out.startswith("  1 ~ 环节“制证送达”：名称由")
    drawn = [(tmp_path / "out" / f"{name}.svg").read_text() for name in ("old", "new")]
    assert all("plate changed" in svg for svg in drawn) and "发证" in drawn[1] and "发证" not in drawn[0]


def test_a_step_that_is_only_called_otherwise_is_the_same_person_apart():
    found = changed(
        FOOD,
        "flow.bpmn",
        ('name="材料审查" daylight:en="Examine the materials"', 'name="实质审查" daylight:en="Examine"'),
    )
    assert [change.topic for change in found] == ["name"], "inspect and decide are still separate from it"


def test_what_is_handed_over_is_a_change_of_the_step():
    said = '<extensionElements><daylight:handed only="true"><daylight:input name="b" value="{}"/></daylight:handed></extensionElements>'
    body = straight(f'<userTask id="X" name="审查">{said}</userTask>')
    old, new = (read_model(process(body.format(value))) for value in ("a", "a + 1"))
    (change,) = compare_models(old, new).changes
    assert change.element == "X" and "b = a + 1" in change.text.zh and "nothing else" in change.text.en
