"""What a file draws, as it says it: read before repairs, which change what is executed and not what is seen."""

from collections.abc import Iterator
from dataclasses import replace

from engine.reading.diagram import read_diagram
from engine.reading.model import Figure
from engine.reading.xml import BPMN, DAYLIGHT, Node, local, namespace, tag
from engine.text import Text

_LINES = {
    "sequenceFlow": ("sourceRef", "targetRef"),
    "messageFlow": ("sourceRef", "targetRef"),
    "association": ("sourceRef", "targetRef"),
    "conversationLink": ("sourceRef", "targetRef"),
}
_DATA_LINES = ("dataInputAssociation", "dataOutputAssociation")
_NODES = """participant lane textAnnotation group dataObject dataObjectReference dataStoreReference dataInput dataOutput
    dataStore task userTask manualTask serviceTask scriptTask businessRuleTask sendTask receiveTask callActivity
    subProcess transaction adHocSubProcess exclusiveGateway parallelGateway inclusiveGateway eventBasedGateway
    complexGateway startEvent endEvent intermediateCatchEvent intermediateThrowEvent boundaryEvent choreographyTask
    subChoreography callChoreography conversation subConversation callConversation"""
_SHAPES = frozenset(_NODES.split())
_TRUE = ("true", "1")
_CONTAINERS = frozenset({"process", "subProcess", "transaction", "adHocSubProcess", "subChoreography"})


def read_figures(root: Node) -> list[tuple[Node, Figure]]:
    """Each node or line that BPMN draws, with the XML it was read from: a repair may still change its id."""
    defaults = {n.get("default") for n in root.iter(tag(BPMN, "*")) if n.get("default")}
    collections = {n.get("id") for n in root.iter(tag(BPMN, "*")) if n.get("isCollection") in _TRUE}
    categories = {n.get("id"): n.get("value") or "" for n in root.iter(tag(BPMN, "categoryValue"))}
    messages = {n.get("id"): n.get("name") or "" for n in root.iter(tag(BPMN, "message"))}
    conditional = {
        node.get("id")
        for node in root.iter(tag(BPMN, "*"))
        if not local(node).endswith("Gateway") and local(node) != "startEvent"
    }
    found = []
    shapes, edges = read_diagram(root)
    for node in root.iter(tag(BPMN, "*")):
        kind = local(node)
        if not node.get("id") or (kind not in _SHAPES and kind not in _LINES and kind not in _DATA_LINES):
            continue
        if kind in _LINES or kind in _DATA_LINES:
            figure = _line(node, kind)
            if node.get("messageRef"):
                name = figure.name if figure.name.zh else Text(messages.get(_ref(node, "messageRef"), ""), "")
                figure = replace(figure, name=name, marks=figure.marks | {"message"})
            if node.get("id") in defaults:
                figure = replace(figure, marks=figure.marks | {"default"})
            elif node.find(tag(BPMN, "conditionExpression")) is not None and figure.source in conditional:
                figure = replace(figure, marks=figure.marks | {"conditional"})
        else:
            figure = _shape(node, kind)
            if kind == "group":
                value = categories.get(_ref(node, "categoryValueRef"), "")
                figure = replace(figure, name=Text(value, ""))
            if node.get("id") in collections or _ref(node, "dataObjectRef") in collections:
                figure = replace(figure, marks=figure.marks | {"collection"})
        found.append((node, replace(figure, shape=shapes.get(figure.id), edge=edges.get(figure.id))))
    return found


def settled(found: list[tuple[Node, Figure]]) -> dict[str, Figure]:
    """The figures by the ids that their elements have once the repairs are done."""
    figures: dict[str, Figure] = {}
    for node, figure in found:
        id = node.get("id") or figure.id
        figures.setdefault(id, replace(figure, id=id))
    return figures


def _ref(node: Node, name: str) -> str:
    return (node.get(name) or "").split(":")[-1]


def _shape(node: Node, kind: str) -> Figure:
    events = list(_definitions(node))
    event = None
    if events:
        several = "parallelMultiple" if node.get("parallelMultiple") in _TRUE else "multiple"
        event = events[0] if len(events) == 1 else several
    return Figure(
        id=node.get("id") or "",
        kind=kind,
        name=_name(node, kind),
        parent=_container(node),
        event=event,
        marks=frozenset(_marks(node, kind)),
        process=_ref(node, "processRef") if kind == "participant" else "",
        host=_ref(node, "attachedToRef"),
    )


def _name(node: Node, kind: str) -> Text:
    if kind == "textAnnotation":
        text = node.find(tag(BPMN, "text"))
        said = "".join(text.itertext()) if text is not None else ""  # type: ignore[arg-type]
    else:
        said = node.get("name") or ""
    lines = (" ".join(line.split()) for line in said.strip().splitlines())
    return Text("\n".join(lines), node.get(tag(DAYLIGHT, "en")) or "")


def _definitions(node: Node) -> Iterator[str]:
    """What triggers an event; definitions that are only referred to are found where they stand."""
    for child in node:
        if namespace(child) != BPMN:
            continue
        if local(child).endswith("EventDefinition"):
            yield local(child).removesuffix("EventDefinition")
        elif local(child) == "eventDefinitionRef":
            wanted = (child.text or "").strip().split(":")[-1]
            root = node.getroottree().getroot()
            yield from (
                local(n).removesuffix("EventDefinition")
                for n in root
                if n.get("id") == wanted and local(n).endswith("EventDefinition")
            )


def _marks(node: Node, kind: str) -> Iterator[str]:
    if node.find(tag(BPMN, "standardLoopCharacteristics")) is not None:
        yield "loop"
    multi = node.find(tag(BPMN, "multiInstanceLoopCharacteristics"))
    if multi is not None:
        yield "sequential" if multi.get("isSequential") in _TRUE else "parallel"
    if node.find(tag(BPMN, "participantMultiplicity")) is not None:
        yield "parallel"
    if node.get("isForCompensation") in _TRUE:
        yield "compensation"
    if node.get("triggeredByEvent") in _TRUE:
        yield "event"
    if node.get("cancelActivity", node.get("isInterrupting", "true")) in ("false", "0"):
        yield "open"
    if node.get("instantiate") in _TRUE:
        yield "instantiate"
    if node.get("eventGatewayType") == "Parallel":
        yield "all"
    if kind == "adHocSubProcess":
        yield "adHoc"


def _line(node: Node, kind: str) -> Figure:
    source, target = _ref(node, "sourceRef"), _ref(node, "targetRef")
    if kind in _DATA_LINES:
        holder = node.getparent()
        owner = holder.get("id") or "" if holder is not None else ""
        other = "sourceRef" if kind == "dataInputAssociation" else "targetRef"
        end = node.find(tag(BPMN, other))
        name = ((end.text if end is not None else "") or "").strip().split(":")[-1]
        source, target = (name, owner) if kind == "dataInputAssociation" else (owner, name)
    marks = {"One": {"arrow"}, "Both": {"arrow", "arrows"}}.get(node.get("associationDirection") or "", set())
    return Figure(
        id=node.get("id") or "",
        kind=kind,
        name=_name(node, kind),
        parent=_container(node),
        marks=frozenset(marks),
        source=source,
        target=target,
    )


def _container(node: Node) -> str:
    """The process or sub-process a node stands in; "" for what stands in a collaboration."""
    parent = node.getparent()
    while parent is not None and local(parent) not in _CONTAINERS:
        parent = parent.getparent()
    return (parent.get("id") or "") if parent is not None else ""
