"""What each node says of the flows that lead to it and from it, written anew from the flows themselves."""

from lxml import etree

from engine.reading.repairs.tree import NODES
from engine.reading.xml import BPMN, Node, local, namespace, tag


def say_neighbours(root: Node) -> None:
    """Give every flow node its ``incoming`` and ``outgoing``: other modellers draw by them."""
    nodes = {n.get("id") or "": n for n in root.iter(tag(BPMN, "*")) if local(n) in NODES and n.get("id")}
    for each in nodes.values():
        for part in [*each.iterfind(tag(BPMN, "incoming")), *each.iterfind(tag(BPMN, "outgoing"))]:
            each.remove(part)
    for word, end in (("outgoing", "sourceRef"), ("incoming", "targetRef")):
        said: dict[str | None, int] = {}
        for flow in root.iter(tag(BPMN, "sequenceFlow")):
            node = nodes.get(flow.get(end) or "")
            if node is not None and flow.get("id"):
                made = etree.SubElement(node, tag(BPMN, word))  # made in its place: it takes the prefix used there
                made.text = flow.get("id")
                place = said.get(node.get("id"), 0)
                node.insert(_behind_head(node) + place, made)
                said[node.get("id")] = place + 1


def _behind_head(node: Node) -> int:
    """The place behind documentation and extension elements."""
    head = ("documentation", "extensionElements", "auditing", "monitoring", "categoryValueRef")
    return next((i for i, c in enumerate(node) if namespace(c) != BPMN or local(c) not in head), len(node))
