"""A person undoes what is to be compensated; a cancelled transaction is left by its boundary."""

from engine.reading.repairs.tree import Book, as_message, as_step, definitions, drop, event_of, label, make
from engine.reading.xml import BPMN, Node, tag

CODE = "undoing"


def apply(book: Book) -> None:
    handlers = _handlers(book)
    for node in book.nodes("intermediateThrowEvent", "endEvent"):
        if event_of(node) == "compensate":
            _throw(book, node, handlers)
    for node in book.nodes("boundaryEvent"):
        if event_of(node) == "compensate":
            _boundary(book, node, handlers)
    for node in book.nodes("subProcess"):
        if any(event_of(s) == "compensate" for s in node.iterfind(tag(BPMN, "startEvent"))):
            for start in node.iterfind(tag(BPMN, "startEvent")):
                _by_name(book, start)
    cancelled = [
        n for n in book.nodes("endEvent", "boundaryEvent", "intermediateThrowEvent") if event_of(n) == "cancel"
    ]
    caught = {n.get("attachedToRef") or "" for n in cancelled}
    for node in cancelled:
        _cancel(book, node, caught)


def _handlers(book: Book) -> dict[str, Node]:
    """Compensation handlers by the boundary event they hang on."""
    nodes = {n.get("id"): n for n in book.nodes()}
    found = {}
    for process in book.processes():
        for association in process.iter(tag(BPMN, "association")):
            target = nodes.get(association.get("targetRef"))
            if target is not None:
                found[association.get("sourceRef") or ""] = target
    return found


def _throw(book: Book, node: Node, handlers: dict[str, Node]) -> None:
    ref = definitions(node)[0].get("activityRef")
    boundaries = {n.get("id"): n.get("attachedToRef") for n in book.nodes("boundaryEvent")}
    steps = [h for id, h in handlers.items() if boundaries.get(id) and (not ref or boundaries[id] == ref)]
    named = "、".join(label(h) for h in steps) or "—"
    as_step(node, "撤销已办的环节")
    book.warn(
        CODE,
        node,
        f"补偿改由人办理：按与办理相反的次序撤销（{named}）",
        f"compensation is done by a person, in reverse order of what was done ({named})",
    )


def _boundary(book: Book, node: Node, handlers: dict[str, Node]) -> None:
    handler = handlers.get(node.get("id") or "")
    drop(node)
    shown = label(handler) if handler is not None else "—"
    book.warn(
        CODE,
        node,
        f"补偿事件不自动触发，撤销的办法是 {shown}",
        f"the compensation event is not triggered by itself; what undoes the step is {shown}",
    )


def _by_name(book: Book, start: Node) -> None:
    name = as_message(book, start)
    book.warn(
        CODE, start, f"补偿改由人以消息“{name}”告知", f"a person asks for the compensation by the message {name!r}"
    )


def _cancel(book: Book, node: Node, caught: set[str]) -> None:
    """The end and the boundary of a transaction meet by an error of the transaction's own."""
    around = [node.get("attachedToRef") or "", *(n.get("id") or "" for n in node.iterancestors(tag(BPMN, "*")))]
    key = next((id for id in around if id and id in caught), None)
    if key is None:
        as_step(node, "取消")
        book.warn(
            CODE,
            node,
            "取消事件没有事务的边界事件来接，改由人办理",
            "no boundary event of a transaction catches the cancel event; a person does it",
        )
        return
    root, code = node.getroottree().getroot(), f"cancel {key}"
    error = next((e for e in root.iterfind(tag(BPMN, "error")) if e.get("errorCode") == code), None)
    if error is None:
        error = make(root, "error", id=book.fresh(f"{key}_cancel"), errorCode=code)
    for definition in definitions(node):
        node.remove(definition)
    make(node, "errorEventDefinition", errorRef=error.get("id") or "")
    book.warn(
        CODE,
        node,
        "取消事务：从边界事件继续，不自动补偿",
        "cancelling leaves the transaction by its boundary event; nothing is compensated by itself",
    )
