"""Event sub-processes that nothing could trigger: a person does it by a message."""

from engine.reading.repairs.tree import NODES, Book, as_message, english_label, event_of, label, make
from engine.reading.xml import BPMN, Node, local, tag

CODE = "event-sub-processes"


def apply(book: Book) -> None:
    for node in book.nodes("subProcess"):
        if node.get("triggeredByEvent") not in ("true", "1"):
            continue
        starts = node.findall(tag(BPMN, "startEvent"))
        if not starts:
            starts = [_start(book, node)]
        _one_start(book, node, starts)
        if not event_of(starts[0]):
            if not (starts[0].get("name") or "").strip() and (node.get("name") or "").strip():
                starts[0].set("name", node.get("name") or "")
            name = as_message(book, starts[0])
            book.warn(
                CODE,
                node,
                f"没有写由什么事件触发，由人以消息“{name}”启动",
                f"does not say what triggers it; a person starts it by the message {name!r}",
            )


def _one_start(book: Book, node: Node, starts: list[Node]) -> None:
    """BPMN 2.0, 10.3.5: an event sub-process has one start event; others are kept, but nothing comes by them."""
    for other in starts[1:]:
        other.tag = tag(BPMN, "intermediateCatchEvent")
        as_message(book, other)
        book.warn(
            CODE,
            other,
            f"事件子流程只能有一个开始，由 {label(starts[0])} 触发，这一个不起作用",
            f"an event sub-process has one start event, {english_label(starts[0])}; this one triggers nothing",
        )


def _start(book: Book, node: Node) -> Node:
    """A start event before whatever nothing leads to."""
    reached = {f.get("targetRef") for f in node.iterfind(tag(BPMN, "sequenceFlow"))}
    first = [n for n in node if local(n) in NODES and n.get("id") not in reached and not n.get("attachedToRef")]
    start = make(node, "startEvent", id=book.fresh(f"{node.get('id')}_start"))
    for target in first:
        id = book.fresh(f"{start.get('id')}_flow")
        make(node, "sequenceFlow", id=id, sourceRef=start.get("id") or "", targetRef=target.get("id") or "")
    return start
