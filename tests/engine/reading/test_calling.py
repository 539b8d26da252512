"""Category flows: found by the process they hold, and what a call says for the steps in it."""

import pytest

from engine import Limit, ModelRefused, Text, read_model, with_category_flows

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:daylight="urn:daylight:bpmn:1" id="d" '
    'targetNamespace="urn:x">'
)
SERVE = f"""{HEAD}<process id="serve" name="送达" isExecutable="true" daylight:reusable="true">
<laneSet id="serve_lanes"><lane id="serve_lane" name="送达岗">
<extensionElements><daylight:post caller="true"/></extensionElements>
<flowNodeRef>serve_start</flowNodeRef><flowNodeRef>serve_step</flowNodeRef><flowNodeRef>serve_end</flowNodeRef>
</lane></laneSet>
<startEvent id="serve_start"/><userTask id="serve_step" name="送达" daylight:form="serve"/><endEvent id="serve_end"/>
<sequenceFlow id="s1" sourceRef="serve_start" targetRef="serve_step"/>
<sequenceFlow id="s2" sourceRef="serve_step" targetRef="serve_end"/></process></definitions>"""
FORM = '{"type": "object", "title": "%s", "properties": {"送达日期": {"type": "string", "title": "送达日期"}}}'
LIBRARY = {"serve": {"flow.bpmn": SERVE.encode(), "serve.schema.json": (FORM % "送达").encode()}}


def caller(second: str = "窗口", more: str = "") -> dict[str, bytes]:
    call = 'daylight:limit="7wd" daylight:stage="送达" daylight:stageEn="Delivery" daylight:separate="decide"'
    return {
        "flow.bpmn": f"""{HEAD}<process id="main" name="主流程" isExecutable="true">
<laneSet id="lanes"><lane id="l1" name="窗口"><flowNodeRef>start</flowNodeRef><flowNodeRef>call</flowNodeRef>
<flowNodeRef>end</flowNodeRef></lane><lane id="l2" name="{second}2"><extensionElements>
<daylight:post post="{second}"/></extensionElements><flowNodeRef>decide</flowNodeRef>
<flowNodeRef>again</flowNodeRef></lane></laneSet>
<startEvent id="start"/><userTask id="decide" name="决定" {more}/>
<callActivity id="call" name="送达" calledElement="serve" {call}/>
<callActivity id="again" name="再送达" calledElement="serve"/><endEvent id="end"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="decide"/><sequenceFlow id="f2" sourceRef="decide" targetRef="call"/>
<sequenceFlow id="f3" sourceRef="call" targetRef="again"/><sequenceFlow id="f4" sourceRef="again" targetRef="end"/>
</process></definitions>""".encode()
    }


def test_the_flow_that_a_call_names_is_pinned_in_the_bundle():
    files = with_category_flows(caller(), LIBRARY)
    assert set(files) == {"flow.bpmn", "serve.bpmn", "serve.schema.json"}
    other = with_category_flows(
        caller(), {"serve": {**LIBRARY["serve"], "serve.schema.json": (FORM % "改过的").encode()}}
    )
    assert read_model(files).digest != read_model(other).digest


def test_flows_called_by_category_flows_are_pinned_too():
    asks = SERVE.replace(
        'userTask id="serve_step" name="送达" daylight:form="serve"',
        'callActivity id="serve_step" calledElement="post"',
    )
    post = SERVE.replace('process id="serve"', 'process id="post"').replace("serve_", "post_").replace('"s1"', '"p1"')
    library = {"serve": {"flow.bpmn": asks.encode()}, "post": {"flow.bpmn": post.replace('"s2"', '"p2"').encode()}}
    assert {"serve.bpmn", "post.bpmn"} <= set(with_category_flows(caller(), library))


def test_a_power_may_ask_more_by_a_form_of_its_own():
    files = with_category_flows({**caller(), "serve.schema.json": (FORM % "自己的").encode()}, LIBRARY)
    assert read_model(files).forms["serve"].title.zh == "自己的"


def test_no_other_file_may_have_the_name_of_a_category_flows():
    with pytest.raises(ModelRefused, match=r"serve\.bpmn"):
        with_category_flows({**caller(), "serve.bpmn": b"<nothing/>"}, LIBRARY)


def test_what_a_step_leaves_open_the_call_says():
    model = read_model(with_category_flows(caller(), LIBRARY))
    step = model.elements["serve_step"]
    assert (step.post, step.limit, step.stage) == ("窗口", Limit(7, "wd"), Text("送达", "Delivery"))
    assert step.separate_from == ("decide",)
    assert [s.name.zh for s in model.stages] == ["送达"]


def test_a_step_kept_apart_from_a_call_is_kept_apart_from_each_step_in_it():
    model = read_model(with_category_flows(caller(more='daylight:separate="call"'), LIBRARY))
    assert model.elements["decide"].separate_from == ("serve_step",)


def test_steps_called_from_two_posts_are_nobodys():
    with pytest.raises(ModelRefused, match="不同岗位"):
        read_model(with_category_flows(caller(second="审查岗"), LIBRARY))
