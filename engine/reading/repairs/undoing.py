"""A person undoes what is to be compensated, also before a transaction is cancelled."""

from collections.abc import Mapping

from engine.reading.repairs.tree import (
    Book,
    as_message,
    as_step,
    definitions,
    drop,
    english_label,
    event_of,
    label,
    make,
    say,
    unset,
)
from engine.reading.xml import BPMN, Node, local, tag

CODE = "undoing"
_TRUE = ("true", "1")
_UNDO = "撤销已办的环节"


def apply(book: Book) -> None:
    handlers = _handlers(book)
    for node in book.nodes("intermediateThrowEvent", "endEvent"):
        if event_of(node) == "compensate":
            _throw(book, node, handlers)
    _cancels(book, handlers)
    for node in book.nodes("boundaryEvent"):
        if event_of(node) == "compensate":
            _boundary(book, node, handlers)
    for _, handler in handlers:
        if handler.get("triggeredByEvent") in _TRUE:
            _event_sub_process(book, handler)
    incoming = book.incoming()
    for node in book.nodes():
        if node.get("isForCompensation") in _TRUE and node.get("id") in incoming:
            unset(node, "isForCompensation")
            book.warn(
                CODE,
                node,
                "标为补偿用，却有流向引来：流程走到就办",
                "is marked as undoing something, but flows lead to it: it is done when the flow comes there",
            )


def _handlers(book: Book) -> list[tuple[Node, Node]]:
    """What is undone, and by what: what its boundary event is associated with, or an event sub-process inside it."""
    nodes = {n.get("id"): n for n in book.nodes()}
    found = []
    for association in (a for process in book.processes() for a in process.iter(tag(BPMN, "association"))):
        boundary, handler = (nodes.get(association.get(end)) for end in ("sourceRef", "targetRef"))
        if boundary is not None and handler is not None and event_of(boundary) == "compensate":
            undone = nodes.get(boundary.get("attachedToRef"))
            found += [(undone, handler)] if undone is not None else []
    for node in book.nodes("subProcess"):
        around = node.getparent()
        starts = node.iterfind(tag(BPMN, "startEvent"))
        if around is not None and node.get("triggeredByEvent") in _TRUE and any(map(_is_compensation, starts)):
            found.append((around, node))
    return found


def _is_compensation(node: Node) -> bool:
    return event_of(node) == "compensate"


def _around(node: Node) -> list[str]:
    """An element and what it stands in, from the inside out."""
    return [n.get("id") or "" for n in (node, *node.iterancestors(tag(BPMN, "*")))]


def _throw(book: Book, node: Node, handlers: list[tuple[Node, Node]]) -> None:
    """BPMN 2.0, 10.5.6: it undoes the activity it names, else all that stands in the same scope."""
    scope = node.getparent()
    if scope is not None and scope.get("triggeredByEvent") in _TRUE:
        scope = scope.getparent()
    ref = definitions(node)[0].get("activityRef") or (scope.get("id") if scope is not None else "")
    named, named_en = _shown([handler for undone, handler in handlers if ref in _around(undone)])
    as_step(node, _UNDO)
    book.warn(
        CODE,
        node,
        f"补偿改由人办理：按与办理相反的次序撤销（{named}）",
        f"compensation is done by a person, in reverse order of what was done ({named_en})",
    )


def _shown(handlers: list[Node]) -> tuple[str, str]:
    return "、".join(map(label, handlers)) or "—", ", ".join(map(english_label, handlers)) or "—"


def _boundary(book: Book, node: Node, handlers: list[tuple[Node, Node]]) -> None:
    undone = node.get("attachedToRef")
    shown, shown_en = _shown([by for what, by in handlers if what.get("id") == undone and by.getparent() is not what])
    drop(node)
    book.warn(
        CODE,
        node,
        f"补偿事件不自动触发，撤销的办法是 {shown}",
        f"the compensation event is not triggered by itself; what undoes the step is {shown_en}",
    )


def _event_sub_process(book: Book, node: Node) -> None:
    """It stays in the model as what undoes the sub-process; nothing begins it while that runs."""
    for start in node.findall(tag(BPMN, "startEvent")):
        for definition in definitions(start):
            start.remove(definition)
    unset(node, "triggeredByEvent")
    node.set("isForCompensation", "true")
    book.warn(
        CODE,
        node,
        "补偿不自动触发，这里写的是撤销的办法",
        "compensation is not triggered by itself; this says how it is undone",
    )


def _cancels(book: Book, handlers: list[tuple[Node, Node]]) -> None:
    catching = {n.get("attachedToRef") or "": n for n in book.nodes("boundaryEvent") if event_of(n) == "cancel"}
    for host in (n for n in book.nodes() if n.get("id") in catching and local(n) != "transaction"):
        node = catching[host.get("id") or ""]
        name = as_message(book, node)
        book.warn(
            CODE,
            node,
            f"取消事件只能附在事务上，由人以消息“{name}”告知",
            f"a cancel event can only be attached to a transaction; a person tells by the message {name!r}",
        )
    for node in book.nodes("endEvent", "intermediateThrowEvent"):
        if event_of(node) == "cancel":
            _cancel(book, node, catching, handlers)


def _cancel(book: Book, node: Node, catching: Mapping[str, Node], handlers: list[tuple[Node, Node]]) -> None:
    """It goes out by the boundary of the transaction in which it stands, however deep inside."""
    left = next((n.get("id") or "" for n in node.iterancestors(tag(BPMN, "transaction"))), "")
    undoing = [handler for undone, handler in handlers if left in _around(undone)[1:]]
    if left not in catching or local(node) != "endEvent":
        as_step(node, "取消")
        book.warn(
            CODE,
            node,
            "取消事件没有事务的边界事件来接，改由人办理",
            "no boundary event of a transaction catches the cancel event; a person does it",
        )
    elif undoing:
        _undo_before(book, node)
        named, named_en = _shown(undoing)
        book.warn(
            CODE,
            node,
            f"取消事务以前，由人撤销已办的环节（{named}）",
            f"before the transaction is cancelled a person undoes what was done in it ({named_en})",
        )


def _undo_before(book: Book, end: Node) -> None:
    parent, id = end.getparent(), end.get("id") or ""
    assert parent is not None
    step = make(parent, "userTask", id=book.fresh(f"{id}_undo"), name=_UNDO)
    say(step, "en", "undo what was done")
    for flow in book.incoming().get(id, []):
        flow.set("targetRef", step.get("id") or "")
    make(parent, "sequenceFlow", id=book.fresh(f"{id}_undo_flow"), sourceRef=step.get("id") or "", targetRef=id)
