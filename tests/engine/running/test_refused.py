"""What is refused or mended when a model is read, always by name; and what is right where others err."""

import re

import pytest

from engine import CaseError, ModelRefused, NoWayOn, read_model
from tests.engine.running.conftest import Played, flows, process

START, END = '<startEvent id="s"/>', '<endEvent id="e"/>'
STRAIGHT = START + '<userTask id="T"/>' + END + flows("s T", "T e")
LOOP = '<multiInstanceLoopCharacteristics isSequential="true"/>'


def timer(kind: str, text: str) -> str:
    definition = f"<timerEventDefinition><{kind}>{text}</{kind}></timerEventDefinition>"
    return STRAIGHT + f'<boundaryEvent id="X" attachedToRef="T" cancelActivity="false">{definition}</boundaryEvent>' + (
        '<endEvent id="be"/><sequenceFlow id="bf" sourceRef="X" targetRef="be"/>'
    )  # fmt: skip


REFUSED = {
    "a cycle without a pause": timer("timeCycle", "R/PT0S"),
    "a cycle that never comes": timer("timeCycle", "R0/PT1H"),
    "a cycle up to an end": timer("timeCycle", "R/PT1H/2026-05-01"),
    "a boundary event of a receive task behind an event gateway": START + '<eventBasedGateway id="g"/>'
    '<receiveTask id="X" messageRef="m"/><boundaryEvent id="b" attachedToRef="X"><timerEventDefinition><timeDuration>'
    "P1D</timeDuration></timerEventDefinition></boundaryEvent>" + END + flows("s g", "g X", "X e", "b e"),
    "a cycle of a second": timer("timeCycle", "R1000000000/PT1S"),
    "a thousand million months": timer("timeDuration", "P1000000000M"),
    "boundary event attached to nothing": STRAIGHT + '<boundaryEvent id="X" attachedToRef="missing">'
    '<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="be"/>'
    '<sequenceFlow id="bf" sourceRef="X" targetRef="be"/>',
    "flow out of an end event": STRAIGHT + '<sequenceFlow id="X" sourceRef="e" targetRef="T"/>',
    "a form that is not there": START + '<userTask id="X" daylight:form="f"/>' + END + flows("s X", "X e"),
    "a step that answers no call": START + '<userTask id="X" daylight:hears="s"/>' + END + flows("s X", "X e"),
    "a step that calls for opinions": START + '<userTask id="X" daylight:invites="a"/>' + END + flows("s X", "X e"),
    "a step that is no table": START + '<userTask id="X" daylight:discretion="true"/>' + END + flows("s X", "X e"),
    "a limit that is none": START + '<userTask id="X" daylight:limit="soon"/>' + END + flows("s X", "X e"),
}  # fmt: skip

MENDED = {
    "a second start": STRAIGHT + '<startEvent id="X"/>' + flows("X T").replace("f0", "xf"),
    "compensation": STRAIGHT + '<intermediateThrowEvent id="X"><compensateEventDefinition/></intermediateThrowEvent>',
    "script of another language": START + '<scriptTask id="X" scriptFormat="groovy"><script>x = 1</script></scriptTask>'
    + END + flows("s X", "X e"),
    "script task without a script": START + '<scriptTask id="X"/>' + END + flows("s X", "X e"),
    "cron in timeCycle": timer("timeCycle", "0 0 9 * * ?"),
    "JUEL condition": START + '<userTask id="T"/>' + END + flows("s T")
    + '<sequenceFlow id="X" sourceRef="T" targetRef="e">'
    "<conditionExpression>${approved == 'true'}</conditionExpression></sequenceFlow>",
    "timer in a throw event": START + '<intermediateThrowEvent id="X"><timerEventDefinition><timeDuration>PT1H'
    "</timeDuration></timerEventDefinition></intermediateThrowEvent>" + END + flows("s X", "X e"),
    "unreachable task": STRAIGHT + '<userTask id="X"/>',
    "duplicate flow ids": STRAIGHT.replace('id="f1"', 'id="X"') + '<sequenceFlow id="X" sourceRef="T" targetRef="e"/>',
    "ad-hoc sub-process": STRAIGHT + '<adHocSubProcess id="X"><userTask id="Y"/></adHocSubProcess>',
    "complex gateway": START + '<complexGateway id="X"/>' + END + flows("s X", "X e"),
    "dynamic calledElement": START + '<callActivity id="X" calledElement="${which}"/>' + END + flows("s X", "X e"),
    "business rule task without its table": START + '<businessRuleTask id="X" daylight:decision="d"/>' + END
    + flows("s X", "X e"),
    "multi-instance without a number": START + f'<userTask id="X">{LOOP}</userTask>' + END + flows("s X", "X e"),
    "a number and a collection": START + '<userTask id="X" daylight:collection="items">'
    "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>"
    + END + flows("s X", "X e"),
    "a timer by the name of a value": timer("timeDate", "futuredate"),
    "inputs and outputs of a task": START + '<userTask id="X"><ioSpecification/></userTask>' + END
    + flows("s X", "X e"),
    "a parallel join that waits for itself": START + '<parallelGateway id="X"/><exclusiveGateway id="x" default="f2"/>'
    + END + flows("s X", "X x", "x e", "x X = again"),
    "condition behind a parallel gateway": START + '<parallelGateway id="g"/>' + END + flows("s g")
    + '<sequenceFlow id="X" sourceRef="g" targetRef="e"><conditionExpression>a</conditionExpression></sequenceFlow>',
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refused_by_name(what: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        read_model(process(REFUSED[what]))
    named = {f.element for f in refused.value.findings}
    assert "X" in named, refused.value.findings
    assert all(f.message.zh and f.message.en for f in refused.value.findings)


@pytest.mark.parametrize("what", MENDED)
def test_mended_and_said_so(what: str) -> None:
    """Made executable, with a line in the report that names the element (docs/repairs.md)."""
    lines = [f for f in read_model(process(MENDED[what])).report if (f.element or "").startswith("X")]
    assert lines and all(f.message.zh and f.message.en for f in lines)


@pytest.mark.parametrize("id", ["../../x", "a b", "1a", "x&quot;onload"])
def test_a_process_id_that_is_no_name_is_renamed(id: str) -> None:
    model = read_model(process(STRAIGHT).replace(b'"Main"', f'"{id}"'.encode()))
    assert re.fullmatch(r"[^\W\d][\w.\-]*", model.process_id)
    assert [f.check for f in model.report] == ["ids"]


def test_a_process_that_calls_itself_is_refused() -> None:
    with pytest.raises(ModelRefused) as refused:
        read_model(process(START + '<callActivity id="C" calledElement="Main"/>' + END + flows("s C", "C e")), "Main")
    assert refused.value.element == "Main"


# ---------------------------------------------------------------------- right


def test_a_condition_on_the_only_flow_of_a_task_is_kept_to(play):
    body = START + '<userTask id="T"/>' + END + flows("s T", "T e = ok = true")
    case = play(body)
    with pytest.raises(NoWayOn):
        case.do("T", ok=False)
    case.do("T", ok=True)
    assert case.finished


def test_an_event_sub_process_inside_a_sub_process_hears_its_message(play):
    inner = (
        '<startEvent id="ps"/><userTask id="T"/><endEvent id="pe"/><sequenceFlow id="p1" sourceRef="ps" targetRef="T"/>'
        '<sequenceFlow id="p2" sourceRef="T" targetRef="pe"/><subProcess id="W" triggeredByEvent="true">'
        '<startEvent id="ws"><messageEventDefinition messageRef="m"/></startEvent><userTask id="H"/>'
        '<sequenceFlow id="w" sourceRef="ws" targetRef="H"/></subProcess>'
    )
    case = play(
        START + f'<subProcess id="P">{inner}</subProcess><userTask id="U"/>' + END + flows("s P", "P U", "U e"),
        '<message id="m" name="M"/>',
    )
    case.restored().send("M")
    assert case.open == ["H"]
    case.do("H")
    assert case.open == ["U"]


def test_is_executable_is_an_xml_boolean():
    other = '<process id="Other"><startEvent id="os"/></process>'
    xml = process(STRAIGHT, other).replace(b'isExecutable="true"', b'isExecutable="1"')
    assert read_model(xml).process_id == "Main"


def test_a_sequence_over_a_list_with_nothing_in_it_has_as_many_rounds(play):
    body = '<userTask id="T" daylight:collection="items" daylight:item="i">' + LOOP + "</userTask>"
    case = play(START + body + END + flows("s T", "T e"), data={"items": [1, None, 0]})
    for _ in range(3):
        case.do("T")
    assert case.finished


@pytest.mark.parametrize("merge", ["", '<exclusiveGateway id="m"/>'])
def test_what_is_not_joined_runs_as_often_as_it_is_reached(play, merge):
    into = "m" if merge else "C"
    case = play(
        START + '<parallelGateway id="g"/><userTask id="A"/><userTask id="B"/><userTask id="C"/>' + merge + END
        + flows("s g", "g A", "g B", f"A {into}", f"B {into}", *(["m C"] if merge else []), "C e")
    )  # fmt: skip
    case.do("A").do("B")
    assert case.open == ["C", "C"]


def test_an_uncontrolled_merge_into_a_parallel_split(play):
    case = play(
        START + '<parallelGateway id="g"/><userTask id="A"/><userTask id="B"/><exclusiveGateway id="m"/>'
        '<parallelGateway id="h"/><userTask id="C"/><userTask id="D"/>' + END
        + flows("s g", "g A", "g B", "A m", "B m", "m h", "h C", "h D", "C e", "D e")
    )  # fmt: skip
    case.do("A").do("B")
    assert case.open == ["C", "C", "D", "D"]


def test_a_join_behind_an_exclusive_choice_waits(play):
    case = play(
        START + '<exclusiveGateway id="x" default="f2"/><userTask id="A"/><userTask id="B"/><parallelGateway id="j"/>'
        + END + flows("s x", "x A = a = 1", "x B", "A j", "B j", "j e")
    )  # fmt: skip
    case.do("B")
    assert not case.finished and case.open == [] and case.case.here == ["j"]


def test_a_sub_process_without_start_and_end_is_done_when_all_in_it_is(play):
    case = play(
        START + '<subProcess id="P"><userTask id="A"/><userTask id="B"/></subProcess>' + END + flows("s P", "P e")
    )
    case.do("A")
    assert case.open == ["B"]
    case.do("B")
    assert case.finished


def test_a_task_with_several_flows_splits(play):
    case = play(START + '<userTask id="T"/><userTask id="A"/><userTask id="B"/>' + END
                + flows("s T", "T A", "T B", "A e", "B e"))  # fmt: skip
    case.do("T")
    assert case.open == ["A", "B"]


def test_five_thousand_branches_are_read_and_run():
    ids = [f"T{n}" for n in range(5000)]
    body = START + '<parallelGateway id="g"/>' + "".join(f'<userTask id="{i}"/>' for i in ids) + END
    model = read_model(process(body + flows("s g", *(f"g {i}" for i in ids), *(f"{i} e" for i in ids))))
    case = Played(model).case
    case.complete(case.tasks[0].id, {}, by="x")
    assert len(case.tasks) == 4999


def test_a_thousand_million_instances_are_refused_when_they_are_asked_for(play):
    many = "<multiInstanceLoopCharacteristics><loopCardinality>{}</loopCardinality></multiInstanceLoopCharacteristics>"
    for number in ("1000000000", "10**9"):
        with pytest.raises(CaseError) as refused:
            play(START + f'<userTask id="T">{many.format(number)}</userTask>' + END + flows("s T", "T e"))
        assert refused.value.element == "T"


def test_inner_values_hide_outer_ones(play):
    case = play(
        START + '<callActivity id="C" calledElement="Called"/>' + END + flows("s C", "C e"),
        '<process id="Called" daylight:outputs="v"><startEvent id="cs"/><userTask id="T"/>'
        '<exclusiveGateway id="x" default="d"/>'
        '<userTask id="In"/><userTask id="Out"/><sequenceFlow id="c1" sourceRef="cs" targetRef="T"/>'
        '<sequenceFlow id="c2" sourceRef="T" targetRef="x"/><sequenceFlow id="c3" sourceRef="x" targetRef="In">'
        "<conditionExpression>v = 2</conditionExpression></sequenceFlow>"
        '<sequenceFlow id="d" sourceRef="x" targetRef="Out"/></process>',
        data={"v": 1, "w": 7},
    )
    case.do("T", v=2, w=8)
    assert case.open == ["In"] and case.values["v"] == 1
    case.do("In")
    assert case.values["v"] == 2 and case.values["w"] == 7  # only what is declared is handed up
