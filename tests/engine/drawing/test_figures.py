"""Every element that a file draws is drawn, under its id, with its name, as its kind."""

import re

import pytest
from lxml import etree

from engine.drawing import draw
from engine.drawing.scene import main_plane
from engine.errors import ModelRefused
from engine.reading import Model, read_model
from tests.conformance.corpora import CORPORA, files

SVG = "{http://www.w3.org/2000/svg}"
DEFINITIONS = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" targetNamespace="t">'
)


def drawn(inside: str, shapes: dict[str, str], edges: dict[str, str] | None = None, before: str = "") -> etree._Element:
    """The drawing of a process of these nodes, each with its place ("x y w h") and what its shape says besides."""
    di = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{id}" {said}><dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}"/>'
        "</bpmndi:BPMNShape>"
        for id, place in shapes.items()
        for x, y, w, h, said in [(*place.split(maxsplit=4), "")[:5]]
    )
    di += "".join(
        f'<bpmndi:BPMNEdge bpmnElement="{id}">'
        + "".join(f'<di:waypoint x="{p.split(",")[0]}" y="{p.split(",")[1]}"/>' for p in points.split())
        + "</bpmndi:BPMNEdge>"
        for id, points in (edges or {}).items()
    )
    process = (
        '<process id="P" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>'
        f'<endEvent id="e"/>{inside}</process>'
    )
    plane = f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="P">{di}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    return etree.fromstring(draw(read_model(f"{DEFINITIONS}{before}{process}{plane}</definitions>".encode())).encode())


def group(root: etree._Element, id_: str) -> etree._Element:
    found = root.xpath("//*[@data-element-id=$i]", i=id_)
    assert isinstance(found, list)
    assert len(found) == 1, id_
    return found[0]


def classes(root: etree._Element, id_: str) -> list[str]:
    return [str(part.get("class")) for part in group(root, id_)]


PLACES = {"s": "0 0 36 36", "e": "200 0 36 36"}


@pytest.mark.parametrize(
    "definition", ["timer", "message", "signal", "error", "escalation", "conditional", "compensate", "cancel", "link"]
)
def test_every_definition_has_its_sign_filled_when_thrown(definition: str) -> None:
    said = f"<{definition}EventDefinition/>"
    throwing = "endEvent" if definition in ("error", "cancel") else "intermediateThrowEvent"
    root = drawn(
        f'<intermediateCatchEvent id="in">{said}</intermediateCatchEvent><{throwing} id="out">{said}</{throwing}>',
        {**PLACES, "in": "0 100 36 36", "out": "100 100 36 36"},
    )
    assert len(group(root, "in").findall(f"{SVG}circle")) == 2, "two rings between start and end"
    assert "ic" in classes(root, "in")
    filled = "icf" in classes(root, "out")
    assert filled == (definition not in ("timer", "conditional")), "only those that can be thrown"


def test_events_with_several_definitions_have_a_pentagon_or_a_cross() -> None:
    two = "<messageEventDefinition/><signalEventDefinition/>"
    root = drawn(
        f'<startEvent id="any">{two}</startEvent><startEvent id="both" parallelMultiple="true">{two}</startEvent>'
        '<endEvent id="stop"><terminateEventDefinition/></endEvent>',
        {**PLACES, "any": "0 100 36 36", "both": "60 100 36 36", "stop": "120 100 36 36"},
    )
    any_, both = (group(root, id).find(f"{SVG}path") for id in ("any", "both"))
    assert any_ is not None
    assert both is not None
    assert any_.get("d") != both.get("d")
    assert "icf" in classes(root, "stop")


def test_what_does_not_interrupt_is_dashed() -> None:
    root = drawn(
        '<userTask id="t"/><boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
        "<timerEventDefinition/></boundaryEvent>"
        '<subProcess id="sub" triggeredByEvent="true"><startEvent id="in" isInterrupting="false">'
        "<timerEventDefinition/></startEvent></subProcess>",
        {**PLACES, "t": "0 100 100 80", "b": "80 162 36 36", "sub": "200 100 200 100", "in": "220 120 36 36"},
    )
    assert classes(root, "b")[1:3] == ["sh open", "sh ring open"]
    assert "sh open" in classes(root, "in")
    assert "sh dotted" in classes(root, "sub")


def test_activities_show_their_kind_their_repetition_and_what_is_closed() -> None:
    root = drawn(
        '<callActivity id="call" calledElement="X"/><transaction id="tx"/><adHocSubProcess id="adhoc"/>'
        '<subProcess id="shut"><userTask id="hidden"/></subProcess>'
        '<userTask id="many"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>'
        '</multiInstanceLoopCharacteristics></userTask><manualTask id="undo" isForCompensation="true"/>',
        {
            **PLACES,
            "call": "0 100 100 80",
            "tx": "150 100 100 80",
            "adhoc": "300 100 100 80",
            "shut": '450 100 100 80 isExpanded="false"',
            "hidden": "460 110 50 50",
            "many": "0 200 100 80",
            "undo": "150 200 100 80",
        },
    )
    assert "sh call" in classes(root, "call")
    assert classes(root, "call").count("ic small") == 1, "the plus"
    assert "sh ring" in classes(root, "tx")
    assert classes(root, "adhoc").count("ic small") == 2, "plus and tilde"
    assert not root.xpath("//*[@data-element-id='hidden']")
    assert classes(root, "many").count("ic small") == 2, "person and bars"
    assert classes(root, "undo").count("ic small") == 2, "hand and arrows"


def test_event_gateways_that_begin_a_process_have_one_ring() -> None:
    root = drawn(
        '<eventBasedGateway id="a"/><eventBasedGateway id="b" instantiate="true"/>'
        '<eventBasedGateway id="c" instantiate="true" eventGatewayType="Parallel"/><complexGateway id="d"/>',
        {**PLACES, **{id: f"{i * 80} 100 50 50" for i, id in enumerate("abcd")}},
    )
    assert [classes(root, id).count("ic") for id in "abc"] == [3, 2, 2]
    assert classes(root, "d").count("ic thick") == 1, "though it is executed as another gateway"


def test_what_is_not_executed_is_drawn_too() -> None:
    pools = (
        '<collaboration id="C"><participant id="ours" processRef="P" name="本局"/>'
        '<participant id="theirs" name="法院"/>'
        '<messageFlow id="m" sourceRef="t" targetRef="theirs" name="移送"/></collaboration>'
    )
    root = drawn(
        '<userTask id="t" name="立案"><dataInputAssociation id="din"><sourceRef>d</sourceRef></dataInputAssociation>'
        '</userTask><dataObjectReference id="d" name="申请书" dataObjectRef="o"/>'
        '<dataObject id="o" isCollection="true"/>'
        '<textAnnotation id="n"><text>第一行&#10;第二行</text></textAnnotation>'
        '<association id="a" sourceRef="t" targetRef="n" associationDirection="Both"/><group id="g"/>',
        {
            **PLACES,
            "ours": "-40 -40 600 300",
            "theirs": "-40 300 600 60",
            "t": "100 100 100 80",
            "d": "300 100 36 50",
            "n": "300 20 120 40",
            "g": "80 80 300 120",
        },
        {"m": "150,180 150,300", "din": "300,120 200,120", "a": "150,100 300,40", "f": "36,18 200,18"},
        before=pools,
    )
    for id in ("ours", "theirs", "m", "d", "n", "a", "g", "din", "t"):
        assert group(root, id) is not None
    text = "".join(root.itertext(f"{SVG}text"))
    for said in ("法院", "移送", "申请书", "第一行", "第二行"):
        assert said in text
    assert classes(root, "m")[:3] == ["ed msg", "ar hollow", "dia"]
    assert classes(root, "a").count("ed") == 2, "an arrow at both ends"
    assert "ic small" in classes(root, "d"), "a collection"
    assert classes(root, "g")[1] == "grp"


def test_lines_that_run_into_shapes_are_cut_at_their_border() -> None:
    root = drawn("", PLACES, {"f": "18,18 218,18"})
    line = group(root, "f").find(f"{SVG}polyline")
    assert line is not None
    numbers = [float(number) for number in re.findall(r"[\d.]+", line.get("points") or "")]
    assert numbers[0] >= 34
    assert numbers[2] <= 202


@pytest.mark.parametrize(
    "evil", ["&lt;script&gt;alert(1)&lt;/script&gt;", "&quot;/&gt;&lt;image href=&quot;x&quot;/&gt;"]
)
def test_words_of_notes_pools_and_messages_are_never_markup(evil: str) -> None:
    root = drawn(
        f'<textAnnotation id="n"><text>{evil}</text></textAnnotation>',
        {**PLACES, "n": "300 20 120 40", "p": "0 300 400 60"},
        before=f'<collaboration id="C"><participant id="p" name="{evil}"/></collaboration>',
    )
    assert {str(e.tag).removeprefix(SVG) for e in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "circle", "path", "polyline", "text",
    }  # fmt: skip


@pytest.mark.skipif(not files("models"), reason="the corpora are not beside the checkout")
@pytest.mark.parametrize("rest", range(4))
def test_of_real_files_everything_on_the_diagram_is_drawn_once_and_named(rest: int) -> None:
    drawn = 0
    for entry in files("models")[rest::4]:
        data = (CORPORA / entry["file"]).read_bytes()
        try:
            model = read_model(data)
        except ModelRefused:
            continue
        root = etree.fromstring(draw(model).encode())
        groups: dict[str, list[etree._Element]] = {}
        for found in root.iter(f"{SVG}g"):
            if found.get("data-element-id"):
                groups.setdefault(str(found.get("data-element-id")), []).append(found)
        for figure in model.figures.values():
            shape = figure.shape
            if shape is None or shape.plane != main_plane(model) or _closed_above(model, figure.parent):
                continue
            assert len(groups.get(figure.id, ())) == 1, (entry["file"], figure.id)
            assert groups[figure.id][0].find(f"{SVG}title") is not None, (entry["file"], figure.id)
            drawn += 1
    assert drawn > 100


def _closed_above(model: Model, parent: str) -> bool:
    while parent in model.figures:
        shape = model.figures[parent].shape
        if shape is not None and not shape.expanded:
            return True
        parent = model.figures[parent].parent
    return False
