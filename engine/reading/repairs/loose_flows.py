"""Flows that lead nowhere or come from nowhere."""

from engine.reading.repairs.tree import Book, drop, make
from engine.reading.xml import Node

CODE = "loose-flows"


def apply(book: Book) -> None:
    nodes = {n.get("id"): n for n in book.nodes()}
    for flow in book.flows():
        source = nodes.get(flow.get("sourceRef"))
        if source is None:
            drop(flow)
            book.warn(
                CODE,
                flow,
                f"起点 {flow.get('sourceRef') or '—'} 不存在，已略去",
                f"its source {flow.get('sourceRef') or '-'} does not exist; it is left out",
            )
        elif flow.get("targetRef") not in nodes:
            _to_a_person(book, flow)
    outgoing = book.outgoing()
    for id, node in nodes.items():
        if node.get("default") and node.get("default") not in [f.get("id") for f in outgoing.get(id or "", ())]:
            book.warn(
                CODE,
                node,
                f"默认流向 {node.get('default')} 不是它的流向，已略去",
                f"its default flow {node.get('default')} does not leave it and is left out",
            )
            del node.attrib["default"]


def _to_a_person(book: Book, flow: Node) -> None:
    """The way is kept: somebody sees where it was to go."""
    missing = flow.get("targetRef") or ""
    parent = flow.getparent()
    assert parent is not None
    step = make(parent, "userTask", id=book.fresh(missing or f"{flow.get('id')}_target"), name=missing or "?")
    flow.set("targetRef", step.get("id") or "")
    book.warn(
        CODE,
        flow,
        f"终点 {missing or '—'} 不存在，代之以一个人工环节",
        f"its target {missing or '-'} does not exist; a step for a person stands in its place",
    )
