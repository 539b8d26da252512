"""Gateways that cannot decide by themselves: the one flow without a condition is the default; else a person chooses."""

from engine.reading.repairs.conditions import ASK
from engine.reading.repairs.tree import CATCHES, GATEWAYS, Book, child, drop, make, said, say, unset
from engine.reading.xml import DAYLIGHT, Node, local, tag

CODE = "choices"


def apply(book: Book) -> None:
    nodes = {n.get("id"): n for n in book.nodes()}
    for source, flows in book.outgoing().items():
        node = nodes.get(source)
        if node is None or said(node, "asks"):
            continue
        if local(node) in ("exclusiveGateway", "inclusiveGateway"):
            _gateway(book, node, flows)
        elif any(said(f, ASK) for f in flows) or (
            local(node) in CATCHES and any(child(f, "conditionExpression") is not None for f in flows)
        ):
            _after(book, node, flows)


def _gateway(book: Book, node: Node, flows: list[Node]) -> None:
    bare = [f for f in flows if child(f, "conditionExpression") is None and f.get("id") != node.get("default")]
    if any(said(f, ASK) for f in flows):
        _ask(book, node, flows)
    elif len(flows) < 2 or not bare:
        return
    elif len(bare) == 1 and not node.get("default") and local(node) == "exclusiveGateway":
        node.set("default", bare[0].get("id") or "")
        book.note(
            CODE,
            node,
            f"唯一没有条件的流向 {bare[0].get('id')} 作为默认流向",
            f"the only flow without a condition, {bare[0].get('id')}, is its default",
        )
    else:
        _ask(book, node, flows)


def _ask(book: Book, node: Node, flows: list[Node]) -> None:
    say(node, "asks", "choice")
    unset(node, "default")
    for flow in flows:
        condition = child(flow, "conditionExpression")
        if condition is not None:
            book.note(
                CODE,
                flow,
                f"网关由人选择，条件 {(condition.text or '').strip()} 供参考",
                f"a person chooses; the condition {(condition.text or '').strip()} is for their information",
            )
            say(flow, "hint", (condition.text or "").strip())
            drop(condition)
        elif said(flow, ASK):
            say(flow, "hint", said(flow, ASK))
        unset(flow, tag(DAYLIGHT, ASK))
    book.warn(
        CODE,
        node,
        "流向的条件缺失或看不懂，由人选择去向",
        "conditions are missing or not understood; a person chooses the way",
    )


def _after(book: Book, node: Node, flows: list[Node]) -> None:
    """Conditions on flows out of a step or event: the choice gets a gateway of its own."""
    parent = node.getparent()
    if parent is None or local(node) in GATEWAYS:
        return
    id = book.fresh(f"{node.get('id')}_choice")
    gateway = make(parent, "inclusiveGateway", id=id, name=f"{node.get('name') or node.get('id')}：去向")
    for flow in flows:
        flow.set("sourceRef", id)
    if node.get("default"):
        gateway.set("default", node.get("default") or "")
        unset(node, "default")
    make(parent, "sequenceFlow", id=book.fresh(f"{id}_flow"), sourceRef=node.get("id") or "", targetRef=id)
    if any(said(f, ASK) for f in flows):
        _ask(book, gateway, flows)
    else:
        book.note(
            CODE,
            node,
            "流向的条件由其后的包容网关判断",
            "an inclusive gateway behind it decides by its flows' conditions",
        )
