"""What triggers an event may be written once beside the processes and referred to: it stands in the event then."""

from copy import deepcopy

from engine.reading.repairs.tree import CATCHES, THROWS, Book, unset
from engine.reading.xml import BPMN, Node, local, tag

CODE = "definitions"


def apply(book: Book) -> None:
    declared = {n.get("id"): n for root in book.roots.values() for n in root if local(n).endswith("EventDefinition")}
    for node in book.nodes(*CATCHES, *THROWS):
        for reference in node.findall(tag(BPMN, "eventDefinitionRef")):
            _put(book, node, reference, declared)


def _put(book: Book, node: Node, reference: Node, declared: dict[str | None, Node]) -> None:
    id = (reference.text or "").strip().split(":")[-1]
    definition = declared.get(id)
    if definition is None:
        node.remove(reference)
        book.warn(
            CODE,
            node,
            f"所指的事件定义 {id or '—'} 不存在，已略去",
            f"the event definition {id or '-'} that it names is not there; it is left out",
        )
        return
    copy = deepcopy(definition)
    copy.tail = reference.tail
    unset(copy, "id")
    node.replace(reference, copy)
    book.note(CODE, node, f"事件定义 {id} 写进事件里", f"the event definition {id} is put into the event")
