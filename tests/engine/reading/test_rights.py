"""What a step may do with its form's fields: ask, only show, leave out."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine import Case, FixedClock, FormInvalid, ModelRefused, compare_models, export_model, read_model

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FORM = {
    "type": "object", "title": "登记", "required": ["单位", "面积", "意见"],
    "properties": {
        "单位": {"type": "string", "title": "单位"}, "面积": {"type": "number", "title": "面积"},
        "意见": {"type": "string", "title": "意见"},
    },
}  # fmt: skip
UI = {"sections": [{"title": "基本", "fields": ["单位", "面积"]}, {"title": "办理", "fields": ["意见"]}]}
FLOW = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1" id="d">
  <process id="p" isExecutable="true">
    <startEvent id="s"/><userTask id="first" name="登记" daylight:form="record" daylight:hides="意见"/>
    <userTask id="second" name="审查" daylight:form="record" {rights}/><endEvent id="e"/>
    <sequenceFlow id="f1" sourceRef="s" targetRef="first"/><sequenceFlow id="f2" sourceRef="first" targetRef="second"/>
    <sequenceFlow id="f3" sourceRef="second" targetRef="e"/>
  </process></definitions>"""
READS = 'daylight:reads="单位, 面积"'


def files(rights=READS):
    return {
        "flow.bpmn": FLOW.format(rights=rights).encode(),
        "record.schema.json": json.dumps(FORM).encode(),
        "record.ui.json": json.dumps(UI).encode(),
    }


def test_a_form_is_used_twice_and_each_step_answers_its_own_part():
    model = read_model(files())
    case = Case.start(model, clock=FixedClock(NOON))
    case.complete(case.tasks[0].id, {"单位": "巷口面馆", "面积": "36"}, by="1")
    task = case.tasks[0]
    form = model.forms[task.form]
    assert [f.name for f in form.fields] == ["意见"] and [f.name for f in form.reads] == ["单位", "面积"]
    assert [s.title.zh for s in form.sections] == ["办理"]
    case.complete(task.id, {"意见": "同意"}, by="2")
    assert case.values["0"]["单位"] == "巷口面馆" and case.values["0"]["意见"] == "同意"


def test_what_is_only_read_cannot_be_written():
    case = Case.start(read_model(files()), clock=FixedClock(NOON))
    case.complete(case.tasks[0].id, {"单位": "巷口面馆", "面积": "36"}, by="1")
    with pytest.raises(FormInvalid) as told:
        case.complete(case.tasks[0].id, {"意见": "同意", "面积": "99"}, by="2")
    assert [error.path for error in told.value.errors] == ["面积"]


def test_a_field_that_the_form_does_not_have_is_refused_by_name():
    with pytest.raises(ModelRefused) as told:
        read_model(files('daylight:reads="单位, 楼层"'))
    assert [(f.element, "楼层" in f.message.zh) for f in told.value.findings] == [("second", True)]


def test_hidden_wins_over_read_and_nothing_may_be_left():
    form = read_model(files()).forms["record"]
    less = form.restricted(("单位",), ("单位", "面积", "意见"))
    assert less.fields == () and less.reads == () and less.validate({}) == {}


def test_rights_are_kept_by_an_export_and_told_as_a_difference():
    model, without = read_model(files()), read_model(files(""))
    again = read_model(export_model(model))
    assert (again.elements["second"].reads, again.elements["first"].hides) == (("单位", "面积"), ("意见",))
    said = [change.text.zh for change in compare_models(without, model).changes]
    assert len(said) == 1 and "只读" in said[0] and "面积" in said[0]
