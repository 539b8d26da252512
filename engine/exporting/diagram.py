"""The drawing of what a file does not draw, written into it: whole files without one, steps that repairs put in."""

from lxml import etree

from engine.drawing import missing_drawing
from engine.reading.model import Edge, Model, Shape
from engine.reading.repairs.tree import CONTAINERS
from engine.reading.xml import BPMN, BPMNDI, DC, DI, Node, local, tag

_FRAMES = {"participant", "lane"}


def draw_missing(roots: dict[str, Node], model: Model) -> None:
    """Give every element and flow that has no place in the drawing the place where it is shown."""
    shapes, edges = missing_drawing(model)
    for root in roots.values():
        kinds = {id: local(node) for node in root.iter(tag(BPMN, "*")) if (id := node.get("id"))}
        here = {id: shape for id, shape in shapes.items() if id in kinds}
        lines = {id: edge for id, edge in edges.items() if id in kinds}
        if here or lines:
            plane = _plane(root)
            ids = {id for node in root.iter() if (id := node.get("id"))}
            for id, shape in here.items():
                _shape(plane, id, kinds[id], shape, ids)
            for id, edge in lines.items():
                _edge(plane, id, edge, ids)


def _plane(root: Node) -> Node:
    """The first plane of the document, made where there is none."""
    plane = next(root.iter(tag(BPMNDI, "BPMNPlane")), None)
    if plane is not None:
        return plane
    drawn = root.find(tag(BPMN, "collaboration"))
    drawn = root.find(tag(BPMN, "process")) if drawn is None else drawn
    names = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
    free = {prefix: uri for prefix, uri in names.items() if uri not in root.nsmap.values() and prefix not in root.nsmap}
    diagram = etree.SubElement(root, tag(BPMNDI, "BPMNDiagram"), nsmap=free)
    plane = etree.SubElement(diagram, tag(BPMNDI, "BPMNPlane"))
    if drawn is not None:
        plane.set("bpmnElement", drawn.get("id") or "")
    return plane


def _shape(plane: Node, id: str, kind: str, shape: Shape, ids: set[str]) -> None:
    node = etree.SubElement(plane, tag(BPMNDI, "BPMNShape"), id=_fresh(id, ids), bpmnElement=id)
    if kind in CONTAINERS:
        node.set("isExpanded", "true" if shape.expanded else "false")
    if kind in _FRAMES:
        node.set("isHorizontal", "true" if shape.horizontal else "false")
    box = (("x", shape.x), ("y", shape.y), ("width", shape.width), ("height", shape.height))
    etree.SubElement(node, tag(DC, "Bounds"), {name: _number(value) for name, value in box})


def _edge(plane: Node, id: str, edge: Edge, ids: set[str]) -> None:
    node = etree.SubElement(plane, tag(BPMNDI, "BPMNEdge"), id=_fresh(id, ids), bpmnElement=id)
    for x, y in edge.points:
        etree.SubElement(node, tag(DI, "waypoint"), x=_number(x), y=_number(y))


def _fresh(id: str, ids: set[str]) -> str:
    name = next(n for n in (f"{id}_di", *(f"{id}_di{n}" for n in range(2, 999))) if n not in ids)
    ids.add(name)
    return name


def _number(value: float) -> str:
    return f"{value:.10g}"
