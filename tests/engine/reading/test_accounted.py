"""Every element of a file is in the model, in the drawing, or named in the report with what became of it."""

from collections.abc import Iterator

import pytest

from engine import Model, ModelRefused, read_model
from engine.reading.xml import BPMN, BPMNDI, DAYLIGHT, Node, local, namespace, parse, tag
from tests.conformance.corpora import CORPORA, files
from tests.engine.reading.test_repairs import END, START, straight
from tests.engine.running.conftest import flows, process

DRAWN = {"textAnnotation", "group", "association", "participant"}
WORDS = {"documentation", "incoming", "outgoing", "flowNodeRef", "text", "category", "categoryValue", "laneSet"}
DECLARED = {"message", "signal", "error", "escalation", "resource"}
"""Read where an event, a step or a role names them."""
INSIDE = {"childLaneSet", "script", "conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle"} | {
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "loopCardinality", "loopCondition",
    "completionCondition", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem", "source",
    "target", "activationCondition", "extensionElements", "collaboration", "definitions",
}  # fmt: skip
"""What says more about the element it stands in; the repairs of that element have their own tests."""
EVENTS = {"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}
ROLES = {"potentialOwner", "humanPerformer", "performer"}
BETWEEN = {"ioSpecification", "dataInputAssociation", "dataOutputAssociation", "dataOutput", "outputSet"}
READ_BY = {
    "forms": {"formData", "formField", "formProperty", "formDefinition"},
    "services": {"taskDefinition", "serviceTaskOperator", "connector"},
    "calls": {"calledElement", "calledDecision", "calledDecisionId"},
    "scripts": {"script"},
    "repetition": {"loopCharacteristics"},
    "people": {"assignmentDefinition", *ROLES},
    "attributes": {"taskSchedule", "priorityDefinition"},
    "mappings": {"inputOutput", "ioMapping", "in", "out", "preScript", "postScript"},
}


def unaccounted(root: Node, model: Model) -> Iterator[str]:
    """Whatever is neither in the model nor in the drawing nor in the report."""
    told = " ".join(f.message.en for f in model.report)
    about = {(f.check, f.element) for f in model.report}
    for node in elements(root):
        kind, id = local(node), node.get("id") or ""
        owner = next((n for n in node.iterancestors(tag(BPMN, "*")) if n.get("id")), root)
        outer = next((o for o in node.iterancestors(tag(BPMN, "*")) if o.get("id") in model.elements), owner)
        holders = {id, owner.get("id"), outer.get("id")}
        by = next((check for check, names in READ_BY.items() if kind in names), None)
        if namespace(node) != BPMN or kind in ROLES:
            name = f"{node.prefix}:{kind}" if node.prefix and namespace(node) != BPMN else kind
            known = f"{name} (" in told or f"({name}" in told or f", {name}" in told
            read = any((by, holder) in about for holder in holders) or model.elements.get(outer.get("id") or "") is None
            called = outer.get("id") in model.elements and model.elements[outer.get("id") or ""].called
            accounted = known or (by is not None and (read or bool(called)))
        elif kind in WORDS | DECLARED | INSIDE:
            accounted = True
        elif kind in DRAWN:
            accounted = id in model.figures or id in told or not id
        elif kind.endswith("EventDefinition"):
            accounted = local(owner) in EVENTS or kind in told or id in told
        elif kind in BETWEEN and kind not in told:
            accounted = ("mappings", outer.get("id")) in about or ("mappings", owner.get("id")) in about
        elif kind == "eventDefinitionRef":
            accounted = ("definitions", owner.get("id")) in about
        else:
            in_model = {*model.elements, *model.flows, *model.processes, *(lane.id for lane in model.lanes)}
            accounted = id in in_model or (bool(id) and id in told) or kind in told
        if not accounted:
            yield f"{node.prefix}:{kind} {id} in {owner.get('id')}"


def elements(root: Node) -> Iterator[Node]:
    """BPMN's own elements, and the outermost of other tools' in them; what a thing set aside holds is set aside too."""
    for part in root:
        if namespace(part) in (BPMNDI, DAYLIGHT) or not isinstance(part.tag, str):
            continue
        yield part
        inside = namespace(part) == BPMN and (local(part) in IN_MODEL or local(part) in INSIDE)
        if inside or (local(part).endswith("EventDefinition") and local(root) in EVENTS):
            yield from elements(part)


IN_MODEL = {
    "process", "subProcess", "transaction", "adHocSubProcess", "userTask", "manualTask", "task", "serviceTask",
    "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "startEvent", "endEvent",
    "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "exclusiveGateway", "parallelGateway",
    "inclusiveGateway", "eventBasedGateway", "complexGateway", "sequenceFlow", "laneSet", "lane", "participant",
    "message", "signal", "error", "escalation", "choreographyTask", "subChoreography", "choreography",
}  # fmt: skip


@pytest.mark.skipif(not files("models"), reason="the models are not at ../shared/corpora")
def test_every_element_of_real_files_is_accounted_for() -> None:
    missed = {}
    for entry in files("models"):
        data = (CORPORA / entry["file"]).read_bytes()
        try:
            model = read_model({"f.bpmn": data})
        except ModelRefused:
            continue
        if found := sorted(set(unaccounted(parse(data, "f.bpmn"), model))):
            missed[entry["file"]] = found
    assert missed == {}


VENDORS = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("camunda", "zeebe", "drools", "spiffworkflow", "signavio"))


def own(body: str, more: str = "") -> Model:
    """The model of a small file, all of which is accounted for."""
    data = process(body, more, VENDORS)
    model = read_model({"f.bpmn": data}, "Main")
    assert list(unaccounted(parse(data, "f.bpmn"), model)) == []
    return model


def extended(inside: str, kind: str = "userTask") -> str:
    return straight(f'<{kind} id="X" name="审查"><extensionElements>{inside}</extensionElements></{kind}>')


def lines(model: Model, severity: str) -> str:
    return " ".join(f.message.en for f in model.report if f.severity == severity)


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<drools:onEntry-script><drools:script>x()</drools:script></drools:onEntry-script>", "script before the step"),
        ("<drools:onExit-script/>", "script after the step"),
        ("<spiffworkflow:serviceTaskOperator id='http/Get'/>", "work for another system"),
        ("<camunda:executionListener event='start'/>", "listeners"),
        ("<zeebe:executionListeners><zeebe:executionListener/></zeebe:executionListeners>", "listeners"),
        ("<camunda:connector/>", "work for another system"),
    ],
)
def test_what_bears_on_a_step_has_a_line_on_it(inside: str, what: str) -> None:
    said = lines(own(extended(inside)), "warning")
    assert said.startswith(
        f"审查 (X): its {what} are not executed ({inside[1:].split('>')[0].split(' ')[0].rstrip('/')}"
    )


def test_listeners_of_flows_processes_and_inner_parts() -> None:
    listener = "<extensionElements><camunda:executionListener/></extensionElements>"
    body = f'{listener}{START}<userTask id="X"/>{END}<sequenceFlow id="a" sourceRef="s" targetRef="X">{listener}'
    model = own(body + '</sequenceFlow><sequenceFlow id="b" sourceRef="X" targetRef="e"/>')
    assert sorted(f.element or "" for f in model.report) == ["Main", "a"]
    multi = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality>"
    model = own(
        straight(
            f'<userTask id="X">{multi.replace(">", ">" + listener, 1)}</multiInstanceLoopCharacteristics></userTask>'
        )
    )
    assert [(f.element, f.severity) for f in model.report] == [("X", "warning")]


def test_a_service_of_spiff_is_a_persons_step() -> None:
    said = lines(own(extended("<spiffworkflow:serviceTaskOperator id='http/Get'/>", "serviceTask")), "warning")
    assert "another system was to do it (http/Get); a person does it" in said


def test_what_another_tool_keeps_is_one_line_for_each_kind() -> None:
    meta = '<extensionElements><signavio:signavioMetaData metaKey="a"/><signavio:signavioMetaData/></extensionElements>'
    steps = "".join(f'<userTask id="T{n}">{meta}</userTask>' for n in range(30))
    ways = flows("s T0", *(f"T{n} T{n + 1}" for n in range(29)), "T29 e")
    (line,) = own(START + steps + END + ways).report
    assert line.severity == "note" and "signavio:signavioMetaData (T0, T1," in line.message.en
    assert "and 10 more): only for another tool" in line.message.en


def test_data_and_what_stands_beside_a_process() -> None:
    beside = (
        '<itemDefinition id="item"/><dataStore id="store"/><interface id="door"><operation id="ring"/></interface>'
        '<collaboration id="meet"><participant id="P" name="甲"/><conversation id="talk" name="商量"/>'
        '<messageFlow id="letter" sourceRef="P" targetRef="X"/><correlationKey id="key"/></collaboration>'
        '<choreography id="dance" name="往来"><choreographyTask id="bow" name="行礼"/></choreography>'
        '<globalTask id="global"/>'
    )
    data = '<dataObject id="D" name="材料"/><dataObjectReference id="R" dataObjectRef="D"/><property id="prop"/>'
    model = own(data + straight('<userTask id="X"/>'), beside)
    told = lines(model, "note")
    for id in (
        "item",
        "store",
        "door",
        "商量 (talk)",
        "letter",
        "key",
        "往来 (dance)",
        "行礼 (bow)",
        "global",
        "材料 (D)",
        "R",
        "prop",
    ):
        assert id in told, id
    assert lines(model, "warning") == ""


def test_steps_of_a_choreography_in_a_process_are_a_persons() -> None:
    model = own(straight('<choreographyTask id="X" name="往来"/>'))
    assert model.elements["X"].kind == "userTask" and "a choreography inside a process" in lines(model, "warning")
    unnamed = own(
        straight('<userTask id="X"/>') + "<choreographyTask><participantRef>p</participantRef></choreographyTask>"
    )
    assert unnamed.elements["choreographyTask"].kind == "userTask"


def test_a_definition_that_is_referred_to_triggers_the_event() -> None:
    event = '<boundaryEvent id="B" attachedToRef="X"><eventDefinitionRef>late</eventDefinitionRef></boundaryEvent>'
    body = (
        straight('<userTask id="X"/>') + event + '<endEvent id="l"/><sequenceFlow id="w" sourceRef="B" targetRef="l"/>'
    )
    definition = '<timerEventDefinition id="late"><timeDuration>P3D</timeDuration></timerEventDefinition>'
    model = own(body, definition)
    assert model.elements["B"].event == "timer" and model.elements["B"].timer is not None
    missing = own(body)
    assert "the event definition late that it names is not there" in lines(missing, "warning")


def test_what_a_form_in_the_model_leaves_out() -> None:
    fields = (
        '<camunda:formData><camunda:formField id="amount" type="long" defaultValue="3"><camunda:validation>'
        '<camunda:constraint name="max" config="9"/></camunda:validation></camunda:formField>'
        '<camunda:formField id="seen" type="string" writable="false"/><camunda:formField id="day" type="date"/>'
        "</camunda:formData>"
    )
    model = own(extended(fields))
    told = lines(model, "note")
    assert "amount defaultValue=3, amount max 9" in told and "as nobody fills it: seen" in told
    assert [f.name for f in model.forms["X.form"].fields if f.format == "date"] == ["day"]


def test_whoever_is_named_where_no_person_works() -> None:
    performer = "<performer><resourceRef>r</resourceRef></performer>"
    body = f'<subProcess id="X">{performer}<userTask id="T"/></subProcess>'
    assert "not done by '甲' here" in lines(own(straight(body), '<resource id="r" name="甲"/>'), "note")


def test_a_delegate_beside_a_message_is_named() -> None:
    body = straight('<sendTask id="X" messageRef="m" camunda:topic="mail"/>')
    assert "another system was to send it (mail)" in lines(own(body, '<message id="m" name="M"/>'), "warning")
