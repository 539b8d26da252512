"""Links: a throw that leads to no catch, or to several, is a step that a person does."""

from collections import Counter
from collections.abc import Mapping

from engine.reading.repairs.tree import Book, as_step, definitions, drop, english_label, event_of, label
from engine.reading.xml import Node, local

CODE = "links"


def apply(book: Book) -> None:
    links = [n for n in book.nodes("intermediateCatchEvent", "intermediateThrowEvent") if event_of(n) == "link"]
    for node in links:
        definition = definitions(node)[0]
        name = " ".join((node.get("name") or "").split())
        if not definition.get("name") and name:
            definition.set("name", name)
            book.note(
                CODE,
                node,
                f"链接没有名称，以事件的名称“{name}”为名",
                f"the link has no name; the event's name {name!r} is taken",
            )
    catches = Counter(_key(n) for n in links if local(n) == "intermediateCatchEvent")
    for node in links:
        if local(node) == "intermediateThrowEvent" and (not _key(node)[1] or catches[_key(node)] != 1):
            as_step(node, "链接")
            book.warn(
                CODE,
                node,
                "链接没有唯一的入口，改由人办理",
                "the link has no single target; a person goes on from here",
            )
        elif local(node) == "intermediateCatchEvent" and not _key(node)[1]:
            definitions(node)[0].set("name", book.fresh(node.get("id") or "link"))
            book.warn(CODE, node, "链接入口没有名称，没有来处", "the link's target has no name; nothing leads here")
    incoming, outgoing = book.incoming(), book.outgoing()
    for node in links:
        if event_of(node) == "link":
            _flows(book, node, incoming if local(node) == "intermediateCatchEvent" else outgoing)


def _flows(book: Book, node: Node, flows: Mapping[str, list[Node]]) -> None:
    """BPMN 2.0, 10.5.1: no flow enters a link's target or leaves its source."""
    for flow in flows.get(node.get("id") or "", ()):
        name, english = label(flow), english_label(flow)
        if local(node) == "intermediateCatchEvent":
            zh, en = (
                f"流向 {name} 进入链接的入口，从这里往下走",
                f"flow {english} enters the link's target and goes on there",
            )
        else:
            drop(flow)
            zh, en = f"从链接走，不走流向 {name}", f"the case goes on at the link, not by flow {english}"
        book.warn(CODE, node, zh, en)


def _key(node: Node) -> tuple[str, str]:
    """The sub-process or process a link stands in, and its name."""
    parent = node.getparent()
    container = "" if parent is None else parent.getroottree().getpath(parent)
    return container, (definitions(node)[0].get("name") or "").strip()
