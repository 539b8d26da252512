"""Nothing is silently otherwise: what BPMN 2.0 gives a meaning and is not executed so is named in the report."""

import pytest

from engine import Model, ModelRefused, read_model
from tests.engine.running.conftest import Played, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
NAMED = '<message id="m" name="M"/><message id="n" name="N"/><signal id="g" name="G"/><error id="x" errorCode="X"/>'
NUMBER = "<loopCardinality>2</loopCardinality>"
MESSAGE = '<messageEventDefinition messageRef="{}"/>'
TWO_TIMES = "<timeDate>2026-03-05</timeDate><timeDuration>PT1H</timeDuration>"


def read(body: str, more: str = "") -> Model:
    return read_model(process(body, NAMED + more), "Main")


def straight(node: str) -> str:
    return START + node + END + flows("s X", "X e")


def catch(id: str, definition: str) -> str:
    return f'<intermediateCatchEvent id="{id}">{definition}</intermediateCatchEvent>'


SUB = '<subProcess id="P"><startEvent id="X">{}</startEvent><userTask id="T"/>' + flows("X T").replace("f0", "p")
IN_SUB = START + SUB + "</subProcess>" + END + flows("s P", "P e")
AT_TOP = '<startEvent id="X">{}</startEvent><userTask id="T"/>' + flows("X T")
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"
CONDITION = "<conditionalEventDefinition><condition>a = 1</condition></conditionalEventDefinition>"
ERROR = '<errorEventDefinition errorRef="x"/>'
BOUNDARY = '<boundaryEvent id="X" attachedToRef="T">{}</boundaryEvent><userTask id="H"/>' + flows("X H").replace(
    "f0", "h"
)
HANDLER = '<subProcess id="H" triggeredByEvent="true"><startEvent id="X">{}</startEvent></subProcess>'
LINK = '<linkEventDefinition name="L"/>'

SAID = {
    "starts": [
        IN_SUB.format(MESSAGE.format("m")),
        IN_SUB.format(TIMER),
        AT_TOP.format(TIMER),
        AT_TOP.format(CONDITION),
        AT_TOP.format(ERROR),
    ],
    "never-raised": [
        START + '<serviceTask id="T"/>' + BOUNDARY.format(ERROR) + END + flows("s T", "T e"),
        START + '<subProcess id="T"><userTask id="U"/></subProcess>' + BOUNDARY.format(ERROR) + END
        + flows("s T", "T e"),
        START + '<userTask id="T"/>' + HANDLER.format("<escalationEventDefinition/>") + END + flows("s T", "T e"),
        START + '<userTask id="T"/>' + BOUNDARY.replace("X", "b").replace("H", "H2").replace('"h"', '"h2"').format(
            MESSAGE.format("m")) + BOUNDARY.format(MESSAGE.format("m")) + END + flows("s T", "T e"),
        START + '<userTask id="T"/>' + HANDLER.replace("X", "b").replace("H", "H2").format(MESSAGE.format("m"))
        + HANDLER.format(MESSAGE.format("m")) + END + flows("s T", "T e"),
        START + '<eventBasedGateway id="g"/>' + catch("c", MESSAGE.format("m")) + '<receiveTask id="X" messageRef="m"/>'
        + END + flows("s g", "g c", "g X", "c e", "X e"),
    ],
    "repetition": [
        straight('<userTask id="X" startQuantity="2"/>'),
        straight('<userTask id="X" completionQuantity="2"/>'),
        straight(f'<userTask id="X"><standardLoopCharacteristics loopMaximum="2"/><multiInstanceLoopCharacteristics>'
                 f"{NUMBER}</multiInstanceLoopCharacteristics></userTask>"),
        straight('<userTask id="X"><multiInstanceLoopCharacteristics behavior="None" noneBehaviorEventRef="d">'
                 f"{NUMBER}</multiInstanceLoopCharacteristics></userTask>"),
    ],
    "events": [
        straight(catch("X", CONDITION.replace("a = 1", "today() >= a"))),
        '<receiveTask id="X" instantiate="true" messageRef="m"/>' + END + flows("X e"),
        '<eventBasedGateway id="X" instantiate="true"/>' + catch("c", MESSAGE.format("m")) + END + flows("X c", "c e"),
    ],
    "timers": [straight(catch("X", f"<timerEventDefinition>{TWO_TIMES}</timerEventDefinition>"))],
    "links": [
        START + f'<userTask id="T"/><intermediateThrowEvent id="X">{LINK}</intermediateThrowEvent>' + catch("c", LINK)
        + END + flows("s T", "T X", "X e", "c e"),
        START + f'<userTask id="T"/><intermediateThrowEvent id="t">{LINK}</intermediateThrowEvent>' + catch("X", LINK)
        + END + flows("s T", "T t", "T X", "X e"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("check", "body"), [(check, body) for check, bodies in SAID.items() for body in bodies])
def test_it_is_said_and_in_the_flow_of_a_power_refused(check: str, body: str) -> None:
    assert ("warning", "X") in {(f.severity, f.element) for f in read(body).report if f.check == check}
    with pytest.raises(ModelRefused) as refused:
        read_model(process(body, NAMED, 'daylight:power="01-test"'), "Main")
    assert ("error", "X") in {(f.severity, f.element) for f in refused.value.findings if f.check == check}


def test_what_raises_it_may_stand_deep_inside_or_in_what_is_called() -> None:
    called = f'<process id="Q"><userTask id="A"/><endEvent id="q">{ERROR}</endEvent>'
    called += flows("A q").replace("f0", "q0") + "</process>"
    around = '<subProcess id="T"><subProcess id="I"><callActivity id="C" calledElement="Q"/></subProcess></subProcess>'
    model = read(START + around + BOUNDARY.format(ERROR) + END + flows("s T", "T e"), called)
    assert not model.report
    own = f'<subProcess id="H" triggeredByEvent="true"><startEvent id="X">{ERROR}</startEvent>'
    own += f'<endEvent id="he">{ERROR}</endEvent></subProcess>'
    model = read(START + '<userTask id="T"/>' + own + END + flows("s T", "T e"))
    assert "never-raised" in {f.check for f in model.report if f.element == "X"}  # not by what it begins itself


def test_a_case_that_a_message_or_signal_begins_is_begun_from_outside() -> None:
    for trigger in (MESSAGE.format("m"), '<signalEventDefinition signalRef="g"/>'):
        assert not read(AT_TOP.format(trigger)).report


def test_an_event_gateway_that_waits_for_all_is_a_parallel_gateway() -> None:
    model = read(
        START + '<eventBasedGateway id="X" eventGatewayType="Parallel"/>' + catch("a", MESSAGE.format("m"))
        + catch("b", MESSAGE.format("n")) + END + flows("s X", "X a", "X b", "a e", "b e")
    )  # fmt: skip
    assert [(f.check, f.severity, f.element) for f in model.report] == [("gateways", "note", "X")]
    case = Played(model)
    case.case.send("N")
    assert not case.finished and case.restored().here == ["a"]


def test_a_flow_into_the_target_of_a_link_goes_on_there() -> None:
    case = Played(read(SAID["links"][1]))
    assert case.do("T").finished


def test_who_refers_to_a_message_without_a_name_means_the_same_one() -> None:
    """Each had a name of its own, and what was thrown never came."""
    model = read(
        START + '<parallelGateway id="g"/><userTask id="T"/><intermediateThrowEvent id="t" name="报送">'
        + MESSAGE.format("o") + "</intermediateThrowEvent>" + catch("c", MESSAGE.format("tns:o")) + '<userTask id="U"/>'
        + END + flows("s g", "g T", "T t", "t e", "g c", "c U", "U e"),
        '<message id="o"/>',
    )  # fmt: skip
    case = Played(model)
    assert [r.message for r in case.case.receivable] == ["报送"]
    assert case.do("T").open == ["U"]


def test_the_condition_of_a_default_flow_is_said_to_have_no_effect() -> None:
    body = START + '<exclusiveGateway id="x" default="f2"/><userTask id="A"/><userTask id="B"/>'
    model = read(body + flows("s x", "x A = a", "x B = b"))
    assert [(f.check, f.severity, f.element) for f in model.report] == [("conditions", "note", "f2")]
    assert Played(model, {"a": False, "b": False}).open == ["B"]


def vendor(body: str, more: str = "") -> Model:
    spaces = 'xmlns:camunda="urn:camunda" xmlns:flowable="urn:flowable" xmlns:zeebe="urn:zeebe"'
    return read_model(process(body, NAMED + more).replace(b"<definitions ", f"<definitions {spaces} ".encode()), "Main")


CODE = 'camunda:errorCodeVariable="code"'
PARENT = '<zeebe:calledElement processId="Q" propagateAllParentVariables="false"/>'
BEARING = {
    CODE: START + '<subProcess id="T"><userTask id="A"/><endEvent id="ae">' + ERROR
    + '</endEvent><sequenceFlow id="af" sourceRef="A" targetRef="ae"/></subProcess>'
    + BOUNDARY.format(ERROR.replace("/>", f" {CODE}/>")) + END + flows("s T", "T e"),
    'camunda:variableEvents="update"': straight(catch("X", CONDITION.replace(
        "conditionalEventDefinition>", 'conditionalEventDefinition camunda:variableEvents="update">', 1))),
    'flowable:terminateAll="true"': START + '<endEvent id="X"><terminateEventDefinition flowable:terminateAll="true"/>'
    "</endEvent>" + flows("s X"),
    'flowable:elementIndexVariable="i"': straight('<userTask id="X"><multiInstanceLoopCharacteristics '
    f'flowable:elementIndexVariable="i">{NUMBER}</multiInstanceLoopCharacteristics></userTask>'),
    "propagateAllParentVariables": straight(f'<callActivity id="X"><extensionElements>{PARENT}</extensionElements>'
    "</callActivity>"),
}  # fmt: skip


@pytest.mark.parametrize("what", BEARING)
def test_what_other_engines_say_of_an_event_or_of_a_repetition_is_named(what: str) -> None:
    called = '<process id="Q"><userTask id="U"/></process>'
    lines = [f for f in vendor(BEARING[what], called).report if (f.check, f.element) == ("attributes", "X")]
    assert [f.severity for f in lines] == ["warning"] and what.split("=")[0] in lines[0].message.en


@pytest.mark.parametrize(("element", "results"), [("= v", [1, 2]), ("= v * 10 + loopCounter", [11, 22])])
def test_what_each_instance_hands_up_in_zeebe_s_way(element: str, results: list[object]) -> None:
    loop = f'<zeebe:loopCharacteristics inputCollection="= xs" outputCollection="rs" outputElement="{element}"/>'
    loop = f"<extensionElements>{loop}</extensionElements>"
    multi = f"<multiInstanceLoopCharacteristics>{loop}</multiInstanceLoopCharacteristics>"
    model = vendor(straight(f'<userTask id="X">{multi}</userTask>'))
    case = Played(model, {"xs": [8, 9]}).do("X", v=1).do("X", v=2)
    assert case.values["rs"] == results
    assert [f.severity for f in model.report] == ["note"]


def test_what_other_engines_say_of_lanes_and_pools_is_named() -> None:
    lane = '<lane id="l" name="岗" camunda:b="2"><flowNodeRef>X</flowNodeRef></lane>'
    lanes = f'<laneSet id="ls" camunda:a="1">{lane}</laneSet>'
    pool = '<collaboration id="c"><participant id="p" processRef="Main" camunda:d="3"/></collaboration>'
    report = vendor(lanes + straight('<userTask id="X"/>'), pool).report
    assert {(f.check, f.element) for f in report} == {("attributes", id) for id in ("ls", "l", "p")}


@pytest.mark.parametrize(("value", "named"), [("false", ["f0"]), ("0", ["f0"]), ("true", [])])
def test_a_flow_between_whose_ends_something_may_come_is_named(value: str, named: list[str]) -> None:
    body = START + END + flows("s e").replace("<sequenceFlow", f'<sequenceFlow isImmediate="{value}"')
    assert [f.element for f in read(body).report if f.check == "attributes"] == named


@pytest.mark.parametrize("name", ["alert-${id}", "= name"])
@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_name_that_is_an_expression_is_said_to_be_matched_letter_by_letter(kind: str, name: str) -> None:
    event = catch("X", f'<{kind}EventDefinition {kind}Ref="n"/>')
    model = read(straight(event), f'<{kind} id="n" name="{name}"/>')
    assert [(f.check, f.element, f.severity) for f in model.report] == [("events", "n", "warning")]
