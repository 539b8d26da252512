"""What is drawn, named, written: layout, names, schema; tables and rounds without anybody."""

import pytest

from engine.checks.geometry import cross, through
from engine.reading.model import Shape
from tests.engine.checks.conftest import brief, power
from tests.engine.running.conftest import flows, process

NAMES = (
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
)
BODY = '<startEvent id="s"/><userTask id="A" name="甲"/><userTask id="B" name="乙"/>' + flows("s A", "A B")


def drawn(a: tuple[int, int], b: tuple[int, int], way: str = "", label: str = "") -> bytes:
    """A start at (0, 0) and two tasks."""

    def shape(id: str, x: int, y: int, width: int, height: int, inner: str = "") -> str:
        bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
        return f'<bpmndi:BPMNShape id="{id}_" bpmnElement="{id}">{bounds}{inner}</bpmndi:BPMNShape>'

    def edge(id: str, *points: tuple[int, int]) -> str:
        ways = "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in points)
        return f'<bpmndi:BPMNEdge id="{id}_" bpmnElement="{id}">{ways}</bpmndi:BPMNEdge>'

    shapes = shape("s", 0, 22, 36, 36, label) + shape("A", *a, 100, 80) + shape("B", *b, 100, 80)
    edges = edge("f0", (36, 40), (a[0], a[1] + 40)) + edge("f1", (a[0] + 100, a[1] + 40), (b[0], b[1] + 40))
    plane = f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="Main">{shapes}{edges}</bpmndi:BPMNPlane>'
    xml = process(BODY + way).decode().replace("<definitions ", f"<definitions {NAMES} ")
    return xml.replace("</definitions>", f"{plane}</bpmndi:BPMNDiagram></definitions>").encode()


def test_a_clear_drawing_is_silent(said) -> None:
    assert said("layout", drawn((100, 0), (300, 0))) == []


def test_no_drawing_is_one_note(said) -> None:
    assert brief(said("layout", process(BODY))) == [("Main", "note")]


def test_steps_on_each_other(said) -> None:
    assert ("A", "warning") in brief(said("layout", drawn((100, 0), (150, 10))))


def test_a_flow_through_a_step(said) -> None:
    found = said("layout", drawn((300, 0), (100, 0)))  # s to A runs behind B
    assert ("f0", "note") in brief(found) and "穿过" in found[0].message.zh


def test_what_is_not_drawn(said) -> None:
    more = '<endEvent id="e"/><sequenceFlow id="x" sourceRef="B" targetRef="e"/>'
    assert brief(said("layout", drawn((100, 0), (300, 0), more))) == [("e", "note"), ("x", "note")]


def test_a_name_far_from_what_it_names(said) -> None:
    label = '<bpmndi:BPMNLabel><dc:Bounds x="900" y="0" width="40" height="14"/></bpmndi:BPMNLabel>'
    assert brief(said("layout", drawn((100, 0), (300, 0), label=label))) == [("s", "note")]


def test_lines_and_boxes() -> None:
    flat, steep = ("f", (0.0, 5.0), (10.0, 5.0)), ("g", (5.0, 0.0), (5.0, 10.0))
    assert cross(flat, steep) and not cross(flat, ("g", (0.0, 7.0), (10.0, 7.0)))
    assert not cross(flat, ("g", (10.0, 0.0), (10.0, 10.0)))  # they touch
    box = Shape(0, 0, 100, 80)
    assert through((-10, 40), (200, 40), box) and not through((-10, 90), (200, 90), box)
    assert not through((100, -10), (100, 90), box)  # along its side


# ---------------------------------------------------------------------- names


def test_names(said) -> None:
    gate = '<exclusiveGateway id="x" name="怎样？"/><endEvent id="e" name="完"/>'
    ways = flows("s x", "x A = k = 1", "x B = k != 1", "A e", "B e")
    steps = '<startEvent id="s" name="起"/><userTask id="A" name="审查"/><userTask id="B" name="审查"/>'
    found = said("naming", process(steps + gate + ways))
    assert brief(found) == [("A", "note"), ("x", "note")]
    clear = (
        steps.replace('id="B" name="审查"', 'id="B" name="核查"') + gate + ways.replace('id="f1"', 'id="f1" name="是"')
    )
    assert said("naming", process(clear)) == []
    assert brief(said("naming", process(clear.replace('name="核查"', "")))) == [("B", "note")]
    for_power = said("naming", power(clear.replace('name="核查"', "")))
    assert ("B", "warning") in brief(for_power) and ("A", "note") in brief(for_power)  # no name; no English


# ---------------------------------------------------------------------- schema


@pytest.mark.parametrize(
    ("right", "wrong", "element", "words"),
    [
        ('<userTask id="A"', '<userTask id="A" colour="red"', "A", "不能有属性 colour"),
        ('sourceRef="s" ', "", None, None),
        ("<startEvent", "<startEvnt/><startEvent", "Main", "startEvnt 不能放在这里"),
        ('id="A" name="甲"', 'id="A" name="甲" startQuantity="many"', "A", "“many”不合规定"),
    ],
)
def test_what_departs_from_the_schema(said, right: str, wrong: str, element: str | None, words: str | None) -> None:
    assert said("schema", process(BODY)) == []
    found = said("schema", process(BODY).replace(right.encode(), wrong.encode(), 1))
    assert found and all(f.severity == "warning" for f in found)
    if words:
        assert found[0].element == element and words in found[0].message.zh and "第 1 行" in found[0].message.zh


# ---------------------------------------------------------------------- rounds, tables

CIRCLE = '<startEvent id="s"/><exclusiveGateway id="x"/><endEvent id="e"/>'


def test_rounds_in_which_nobody_does_anything(said) -> None:
    script = '<scriptTask id="S"><script>1</script></scriptTask>'
    round_ = flows("s S", "S x", "x S = k = 1", "x e = k != 1")
    (found,) = said(
        "endless",
        process(
            CIRCLE
            + script.replace("<scriptTask", '<scriptTask xmlns:daylight="urn:daylight:bpmn:1" daylight:result="k"')
            + round_
        ),
    )
    assert found.severity == "warning" and set(found.path) == {"S", "x"}
    assert said("endless", process(CIRCLE + '<userTask id="S"/>' + round_)) == []
    day = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
    wait = f'<intermediateCatchEvent id="S">{day}</intermediateCatchEvent>'
    assert said("endless", process(CIRCLE + wait + round_)) == []


DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
    '<decision id="grade" name="分档"><variable name="grade"/><decisionTable hitPolicy="UNIQUE">'
    '<input id="i" label="金额"><inputExpression typeRef="number"><text>金额</text></inputExpression></input>'
    '<output id="o" typeRef="string"/>{}</decisionTable></decision>'
    '<inputData id="m" name="金额"><variable name="金额" typeRef="number"/></inputData></definitions>'
)


def row(id: str, test: str) -> str:
    output = f"<outputEntry id='{id}o'><text>\"x\"</text></outputEntry>"
    entries = f"<inputEntry id='{id}i'><text>{test}</text></inputEntry>{output}"
    return f"<rule id='{id}'>{entries}</rule>"


@pytest.mark.parametrize(
    ("tests", "words"),
    [(("&lt; 10", "&gt;= 10"), None), (("&lt; 10", "&gt; 10"), "没有适用的行"), (("&lt; 10", "&gt;= 5"), "同时适用")],
)
def test_tables(tests: tuple[str, str], words: str | None) -> None:
    from engine import check_model, read_model

    table = DMN.format("".join(row(f"r{i}", t) for i, t in enumerate(tests)))
    rule = '<businessRuleTask id="R" name="定档" daylight:decision="grade" daylight:result="g"/>'
    flow = process('<startEvent id="s"/>' + rule + flows("s R"))
    found = check_model(read_model({"flow.bpmn": flow, "t.dmn": table.encode()}), only=["tables"])
    assert brief(found) == ([("R", "error")] if words else [])
    assert not words or (words in found[0].message.zh and "定档" in found[0].message.zh)
