"""One line for each element of BPMN and its drawing; what belongs to other tools stays as they wrote it."""

from engine.reading.xml import BPMN, BPMNDI, DAYLIGHT, DC, DI, Node, local, namespace

_OURS = {BPMN, BPMNDI, DC, DI, DAYLIGHT}
_STEP = "  "


def indent(node: Node, depth: int = 0) -> None:
    """Set the blanks between elements; never those within a text, a documentation or another tool's element."""
    children = list(node)
    if not children or namespace(node) not in _OURS or _has_text(node) or local(node) == "documentation":
        return
    node.text = "\n" + _STEP * (depth + 1)
    for child in children:
        indent(child, depth + 1)
        child.tail = "\n" + _STEP * (depth + 1)
    children[-1].tail = "\n" + _STEP * depth


def _has_text(node: Node) -> bool:
    return bool((node.text or "").strip()) or any((child.tail or "").strip() for child in node)
