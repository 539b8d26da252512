"""Ids: missing ones are given, unusable ones are cleaned, those used in two places are told apart."""

import re

from engine.reading.repairs.tree import NODES, Book, clean
from engine.reading.xml import BPMN, Node, local, namespace, tag

CODE = "ids"
_ID = re.compile(r"[^\W\d][\w.\-]*")
_TEXTS = frozenset({"flowNodeRef", "incoming", "outgoing", "sourceRef", "targetRef"})
_OWNERS = NODES | {"sequenceFlow", "process", "choreographyTask", "subChoreography"}
_NO_REFERENCE = frozenset({"name", "isExecutable"})


def apply(book: Book) -> None:
    for root in book.roots.values():
        _clean_ids(book, root)
    seen = {process.get("id") or "": process for process in book.processes()}
    for process in book.processes():
        _unique(book, process, seen)


def _clean_ids(book: Book, root: Node) -> None:
    """An id that is no NCName is written otherwise, wherever the file uses it."""
    owners = [n for n in root.iter(tag(BPMN, "*")) if local(n) in _OWNERS]
    renamed: dict[str, str] = {}
    for node in owners:
        id = node.get("id") or ""
        if id and not _ID.fullmatch(id) and id not in renamed:
            renamed[id] = book.fresh(clean(id))
            book.note(
                CODE,
                node,
                f"编号含有不允许的字符，改为 {renamed[id]}",
                f"its id is not usable; it is now {renamed[id]}",
            )
    if renamed:
        for node in root.iter(tag("*", "*")):
            for name, value in node.attrib.items():
                if value in renamed and str(name) not in _NO_REFERENCE:
                    node.set(str(name), renamed[str(value)])
            if local(node) in _TEXTS and (node.text or "").strip() in renamed:
                node.text = renamed[(node.text or "").strip()]
    for node in owners:
        if not node.get("id"):
            node.set("id", book.fresh(local(node)))
            book.note(CODE, node, "没有编号，已补上", "had no id; it has one now")


def _unique(book: Book, container: Node, seen: dict[str, Node]) -> None:
    renamed: dict[str, str] = {}
    here: dict[str, Node] = {}
    for node in container:
        if namespace(node) != BPMN or local(node) not in NODES:
            continue
        id = node.get("id") or ""
        if id in here:
            book.refuse(
                CODE, node, "编号缺失或重复", "this id is used twice in one place; which is meant cannot be told"
            )
        elif id in seen:
            renamed[id] = book.fresh(id)
            node.set("id", renamed[id])
            here[id] = node
            book.note(
                CODE,
                node,
                f"编号 {id} 在别处也用了，改为 {renamed[id]}",
                f"the id {id} is used elsewhere too; it is now {renamed[id]}",
            )
        else:
            seen[id] = here[id] = node
    if renamed:
        _point_to(container, renamed)
    for flow in container.iterfind(tag(BPMN, "sequenceFlow")):
        _unique_flow(book, flow, seen, here)
    for node in list(here.values()):
        _unique(book, node, seen)


def _point_to(container: Node, renamed: dict[str, str]) -> None:
    """What stands beside a renamed node means that node."""
    for node in container:
        for name in ("sourceRef", "targetRef", "attachedToRef"):
            if node.get(name) in renamed:
                node.set(name, renamed[node.get(name) or ""])
    for ref in container.iter(tag(BPMN, "flowNodeRef")):
        if (ref.text or "").strip() in renamed:
            ref.text = renamed[(ref.text or "").strip()]


def _unique_flow(book: Book, flow: Node, seen: dict[str, Node], here: dict[str, Node]) -> None:
    id = flow.get("id") or ""
    if id not in seen:
        seen[id] = flow
        return
    source = next((n for n in here.values() if n.get("id") == flow.get("sourceRef")), None)
    flow.set("id", book.fresh(id))
    if source is not None and source.get("default") == id:
        other = seen[id]
        if other.get("sourceRef") == flow.get("sourceRef"):
            book.refuse(
                CODE, source, f"默认流向 {id} 有两条", f"there are two flows {id}; which is the default cannot be told"
            )
        source.set("default", flow.get("id") or "")
    book.note(
        CODE,
        flow,
        f"流向编号 {id} 在别处也用了，改为 {flow.get('id')}",
        f"the flow's id {id} is used elsewhere too; it is now {flow.get('id')}",
    )
