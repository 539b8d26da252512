"""What points to nothing: drawings of elements that are not there, associations and references that lead nowhere."""

from collections.abc import Callable

from engine.reading.repairs.tree import Book
from engine.reading.xml import BPMN, BPMNDI, Node, local, tag

CODE = "dangling"


def apply(book: Book) -> None:
    for root in book.roots.values():
        dropped = [
            *_drop(root, ("association",), lambda node: [node.get("sourceRef"), node.get("targetRef")]),
            *_drop(root, ("flowNodeRef", "incoming", "outgoing", "source", "target"), lambda node: [node.text]),
            *_drop(root, ("BPMNShape", "BPMNEdge"), lambda node: [node.get("bpmnElement")], BPMNDI),
            *_drop(
                root,
                ("BPMNEdge",),
                lambda node: [e for e in (node.get("sourceElement"), node.get("targetElement")) if e],
                BPMNDI,
            ),
        ]
        for node, missing in dropped:
            book.note(
                CODE,
                node.get("id") or local(node),
                f"指向不存在的 {missing}，不再保留",
                f"points to {missing}, which is not there; it is left out",
            )


def _drop(
    root: Node, kinds: tuple[str, ...], references: Callable[[Node], list[str | None]], space: str = BPMN
) -> list[tuple[Node, str]]:
    """Take out the elements of which a reference leads nowhere; each with the reference."""
    ids = {id for node in root.iter() if (id := node.get("id"))}
    dropped = []
    for node in list(root.iter(*(tag(space, kind) for kind in kinds))):
        missing = [r for r in references(node) if (r or "").strip().split(":")[-1] not in ids]
        parent = node.getparent()
        if missing and parent is not None:
            parent.remove(node)
            dropped.append((node, missing[0] or "-"))
    return dropped
