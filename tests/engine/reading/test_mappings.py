"""Values handed over as camunda, zeebe, jBPM and BPMN say it, in our words; what it does: running/test_handed.py."""

import pytest

from engine import read_model
from tests.engine.reading.test_repairs import straight
from tests.engine.running.conftest import Played, process

VENDORS = 'xmlns:camunda="urn:camunda" xmlns:zeebe="urn:zeebe" xmlns:spiffworkflow="urn:spiffworkflow"'
CALLED = '<process id="P"><task id="Q"/></process>'


def read(element: str, more: str = CALLED):
    return read_model(process(straight(element), more, VENDORS), "Main")


def said(model, id: str = "X") -> tuple[dict[str, str], dict[str, str], bool]:
    handed = model.elements[id].handed
    return {n: e.text for n, e in handed.inputs}, {n: e.text for n, e in handed.outputs}, handed.only


def call(inside: str) -> str:
    return f'<callActivity id="X" calledElement="P"><extensionElements>{inside}</extensionElements></callActivity>'


def task(inside: str) -> str:
    return f'<userTask id="X"><extensionElements>{inside}</extensionElements></userTask>'


@pytest.mark.parametrize(
    ("element", "inputs", "outputs", "only"),
    [
        (call('<camunda:in source="a" target="b"/><camunda:out source="c" target="d"/>'), {"b": "a"}, {"d": "c"}, True),
        (call('<camunda:in sourceExpression="${a + 1}" target="b"/>'), {"b": "a + 1"}, {}, True),
        (call('<camunda:in source="a" target="b"/><camunda:out variables="all"/>'), {"b": "a"}, {}, False),
        (call('<zeebe:calledElement processId="P" propagateAllChildVariables="false"/>'), {}, {}, True),
        (
            task('<zeebe:ioMapping><zeebe:input source="= a" target="b"/><zeebe:output source="= b" target="d"/>'
                 "</zeebe:ioMapping>"), {"b": "a"}, {"d": "b"}, True,
        ),
        (task('<zeebe:ioMapping><zeebe:input source="a text" target="b"/></zeebe:ioMapping>'),
         {"b": '"a text"'}, {}, False),
        (
            task('<camunda:inputOutput><camunda:inputParameter name="b">${a}</camunda:inputParameter>'
                 '<camunda:outputParameter name="d">text</camunda:outputParameter></camunda:inputOutput>'),
            {"b": "a"}, {"d": '"text"'}, False,
        ),
    ],
)  # fmt: skip
def test_other_engines_words(element, inputs, outputs, only):
    model = read(element)
    assert said(model) == (inputs, outputs, only)
    assert [(f.check, f.element, f.severity) for f in model.report if f.check in ("aside", "mappings")] == [
        ("mappings", "X", "note")
    ]


def test_scripts_before_and_after_a_step_that_assign():
    scripts = "<spiffworkflow:preScript>b = a.upper()</spiffworkflow:preScript>"
    scripts += "<spiffworkflow:postScript>d = b\nf = d</spiffworkflow:postScript>"
    model = read(task(scripts))
    assert said(model) == ({"b": "upper case(a)"}, {"b": "b", "d": "b", "f": "d"}, False)
    assert Played(model, {"a": "x"}).do("X", g=1).values == {"a": "x", "b": "X", "d": "X", "f": "X", "g": 1}


def test_scripts_before_and_after_that_do_more_are_named():
    model = read(task("<spiffworkflow:preScript>del a</spiffworkflow:preScript>"))
    assert model.elements["X"].handed is None
    assert [f.element for f in model.report if (f.check, f.severity) == ("mappings", "warning")] == ["X"]
    many = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"
    again = task("<spiffworkflow:preScript>b = 1</spiffworkflow:preScript>").replace(
        "</userTask>", f"{many}</userTask>"
    )
    assert [(f.check, f.severity) for f in read(again).report] == [("aside", "warning")]


IO = (
    '<ioSpecification><dataInput id="i" name="x"/><dataOutput id="o" name="not one word"/><inputSet/><outputSet/>'
    "</ioSpecification><dataInputAssociation><sourceRef>{0}</sourceRef><targetRef>i</targetRef></dataInputAssociation>"
    "<dataOutputAssociation><sourceRef>o</sourceRef><targetRef>{1}</targetRef></dataOutputAssociation>"
)


def test_bpmn_s_own_of_a_call_is_all_that_goes_on():
    model = read(f'<callActivity id="X" calledElement="P">{IO.format("a", "d")}</callActivity>')
    assert said(model) == ({"x": "a"}, {"d": "o"}, True)


def test_of_a_step_what_a_person_fills_goes_on_too_and_data_objects_have_their_names():
    objects = (
        '<dataObject id="o1" name="paper"/><dataObjectReference id="r1" dataObjectRef="o1"/>'
        '<dataObject id="o2" name="two words"/><dataObjectReference id="r2" dataObjectRef="o2"/>'
    )
    model = read(f'<userTask id="X">{IO.format("r1", "r2")}</userTask>{objects}')
    assert said(model) == ({"x": "paper"}, {"o2": "o"}, False) and model.elements["X"].handed.filled


def test_a_multi_instance_repeats_over_what_its_input_is_fed_from():
    multi = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>i</loopDataInputRef>"
        "<loopDataOutputRef>o</loopDataOutputRef></multiInstanceLoopCharacteristics>"
    )
    loop = read(f'<userTask id="X">{IO.format("people", "answers")}{multi}</userTask>').elements["X"].loop
    assert loop is not None and loop.collection is not None
    assert (loop.collection.text, loop.results) == ("people", "answers")


def test_assignments_and_transformations():
    model = read(
        '<userTask id="X"><ioSpecification><dataInput id="i"/><dataOutput id="o"/></ioSpecification>'
        "<dataInputAssociation><targetRef>i</targetRef><assignment><from>5</from><to>i</to></assignment>"
        "</dataInputAssociation><dataOutputAssociation><sourceRef>o</sourceRef><targetRef>d</targetRef>"
        "<transformation>o * 2</transformation></dataOutputAssociation></userTask>"
    )
    assert said(model) == ({"i": "5"}, {"d": "o * 2"}, False)


def test_a_process_hands_up_what_it_declares():
    declared = "<ioSpecification><dataInput id='a'/><dataOutput id='b'/><dataOutput id='c'/></ioSpecification>"
    declared += "<scriptTask id='S' scriptFormat='python'><script>b, c = 1, 2</script></scriptTask>"
    model = read('<callActivity id="X" calledElement="P"/>', CALLED.replace("<task", declared + "<task"))
    assert model.processes["P"].outputs == ("b", "c")


def test_a_data_item_is_called_by_its_id_where_a_script_does_so_and_is_only_drawn_where_nothing_speaks_of_it():
    declared = "<ioSpecification><dataOutput id='c' name='Output'/></ioSpecification>"
    script = '<scriptTask id="S" scriptFormat="python"><script>{} = 1</script></scriptTask>'
    for name, outputs in (("c", ("c",)), ("Output", ("Output",)), ("d", None)):
        called = CALLED.replace("<task", f"{declared}{script.format(name)}<task")
        assert read('<callActivity id="X" calledElement="P"/>', called).processes["P"].outputs == outputs


def test_what_is_only_drawn_hands_nothing_over():
    model = read(
        '<userTask id="X"><property id="p"/><dataInputAssociation id="a"><sourceRef>r</sourceRef>'
        "<targetRef>p</targetRef></dataInputAssociation></userTask>"
    )
    assert model.elements["X"].handed is None and {f.severity for f in model.report} == {"note"}


@pytest.mark.parametrize(
    "inside",
    [
        '<camunda:inputOutput><camunda:inputParameter name="b">${bean.method(x)}</camunda:inputParameter>'
        "</camunda:inputOutput>",
        '<camunda:inputOutput><camunda:inputParameter name="b"><camunda:map/></camunda:inputParameter>'
        "</camunda:inputOutput>",
        '<zeebe:ioMapping><zeebe:input source="= a" target="b.c"/></zeebe:ioMapping>',
    ],
)
def test_what_is_not_understood_is_named(inside):
    model = read(task(inside))
    assert [f.element for f in model.report if (f.check, f.severity) == ("mappings", "warning")] == ["X"]


def test_whoever_does_a_call_of_what_is_not_there_fills_in_what_they_like():
    model = read(call('<camunda:out source="c" target="d"/>').replace('"P"', '"gone"'))
    assert model.elements["X"].kind == "userTask" and said(model) == ({}, {"d": "c"}, False)
