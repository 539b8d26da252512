"""Gateways whose ways are not what their kind allows: conditions behind a parallel one, steps behind an event one."""

from engine.reading.repairs.tree import Book, as_message, child, drop, english_label, event_of, label, make
from engine.reading.xml import BPMN, Node, local, tag

CODE = "gateways"
_CAUGHT = frozenset({"intermediateCatchEvent", "receiveTask"})


def apply(book: Book) -> None:
    outgoing = book.outgoing()
    nodes = {n.get("id"): n for n in book.nodes()}
    for node in book.nodes("eventBasedGateway"):
        if node.get("eventGatewayType") == "Parallel":
            node.tag = tag(BPMN, "parallelGateway")
            book.note(
                CODE,
                node,
                "等所有的事件都来，按并行网关执行",
                "waits for all its events; it is read as a parallel gateway",
            )
    for node in book.nodes("parallelGateway", "eventBasedGateway"):
        for flow in outgoing.get(node.get("id") or "", ()):
            _unconditional(book, node, flow)
            target = nodes.get(flow.get("targetRef"))
            if local(node) == "eventBasedGateway" and target is not None and not _waits(target):
                _wait_first(book, node, flow, target)


def _waits(target: Node) -> bool:
    return local(target) in _CAUGHT and event_of(target) != "link"


def _unconditional(book: Book, node: Node, flow: Node) -> None:
    """BPMN 2.0, 10.6.4 and 10.6.6: neither a parallel nor an event gateway checks conditions."""
    condition = child(flow, "conditionExpression")
    if condition is None or not (condition.text or "").strip():
        return
    text = (condition.text or "").strip()
    drop(condition)
    zh, en = _TAKEN[local(node)]
    book.warn(CODE, flow, zh.format(text), en.format(repr(text)))


_TAKEN = {
    "parallelGateway": (
        "并行网关不看条件，“{}”不起作用，各条都走",
        "a parallel gateway checks no conditions; {} has no effect and every way is taken",
    ),
    "eventBasedGateway": (
        "事件网关不看条件，“{}”不起作用，先到的事件决定走哪一条",
        "an event gateway checks no conditions; {} has no effect: the event that comes first chooses the way",
    ),
}


def _wait_first(book: Book, node: Node, flow: Node, target: Node) -> None:
    parent = node.getparent()
    assert parent is not None
    name = flow.get("name") or target.get("name") or target.get("id") or ""
    catch = make(parent, "intermediateCatchEvent", id=book.fresh(f"{flow.get('id')}_event"), name=name)
    message = as_message(book, catch)
    flow.set("targetRef", catch.get("id") or "")
    id = book.fresh(f"{catch.get('id')}_flow")
    make(parent, "sequenceFlow", id=id, sourceRef=catch.get("id") or "", targetRef=target.get("id") or "")
    book.warn(
        CODE,
        node,
        f"事件网关直接通到 {label(target)}，其前加上消息“{message}”，由人告知走这一条",
        f"the event gateway leads straight to {english_label(target)}; the message {message!r} before it chooses it",
    )
