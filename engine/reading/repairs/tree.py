"""The XML of a bundle while it is being repaired, and what all repairs need."""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.errors import Finding
from engine.forms import Form
from engine.reading.xml import BPMN, BPMNDI, DAYLIGHT, Node, local, namespace, tag
from engine.text import Text

TASKS = frozenset(
    [
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "callActivity",
    ]
)
CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset(["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"])
CATCHES = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWS = frozenset({"endEvent", "intermediateThrowEvent"})
NODES = TASKS | CONTAINERS | GATEWAYS | CATCHES | THROWS


@dataclass
class Book:
    """The files of a bundle as trees, what is known besides, and the report."""

    roots: Mapping[str, Node]
    findings: list[Finding]
    names: tuple[str, ...] = ()
    tables: Container[str] = ()
    forms: dict[str, Form] = field(default_factory=dict)
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)  # of forms that stood in the model itself
    _ids: set[str] | None = None

    def note(self, code: str, node: Node | str, zh: str, en: str, severity: str = "note", source: str = "") -> None:
        """A line of the report: what was done to which element, and to which expression of it."""
        id = node if isinstance(node, str) else node.get("id") or local(node)
        shown, shown_en = (id, id) if isinstance(node, str) else (label(node), english_label(node))
        text = Text(f"{shown}：{zh}。", f"{shown_en}: {en}.")
        self.findings.append(Finding(code, id, severity, text, source=source))

    def warn(self, code: str, node: Node | str, zh: str, en: str, source: str = "") -> None:
        """A line about something that is now done otherwise than the file meant."""
        self.note(code, node, zh, en, "warning", source)

    def refuse(self, code: str, node: Node | str, zh: str, en: str, source: str = "") -> None:
        self.note(code, node, zh, en, "error", source)

    def processes(self) -> Iterator[Node]:
        for root in self.roots.values():
            yield from root.iterfind(tag(BPMN, "process"))

    def nodes(self, *kinds: str) -> list[Node]:
        """The flow nodes of all processes, of these kinds or of any; a list, since a repair may add some."""
        wanted = frozenset(kinds) or NODES
        return [n for p in self.processes() for n in p.iter(tag(BPMN, "*")) if local(n) in wanted]

    def flows(self) -> list[Node]:
        return [f for p in self.processes() for f in p.iter(tag(BPMN, "sequenceFlow"))]

    def outgoing(self) -> dict[str, list[Node]]:
        """Flows by the id of their source."""
        found: dict[str, list[Node]] = {}
        for flow in self.flows():
            found.setdefault(flow.get("sourceRef") or "", []).append(flow)
        return found

    def incoming(self) -> dict[str, list[Node]]:
        """Flows by the id of their target."""
        found: dict[str, list[Node]] = {}
        for flow in self.flows():
            found.setdefault(flow.get("targetRef") or "", []).append(flow)
        return found

    def fresh(self, wish: str) -> str:
        """An id nobody has yet."""
        if self._ids is None:
            self._ids = {n.get("id") or "" for root in self.roots.values() for n in root.iter(tag("*", "*"))}
        id, number = clean(wish), 1
        while id in self._ids:
            number += 1
            id = f"{clean(wish)}_{number}"
        self._ids.add(id)
        return id


def label(node: Node) -> str:
    """How the report names an element."""
    name, id = " ".join((node.get("name") or "").split()), node.get("id") or local(node)
    return f"{name}（{id}）" if name and name != id else id


def english_label(node: Node) -> str:
    """The same for an English sentence."""
    name, id = said(node, "en") or " ".join((node.get("name") or "").split()), node.get("id") or local(node)
    return f"{name} ({id})" if name and name != id else id


def clean(id: str) -> str:
    """The id with only letters, digits, points, hyphens and underscores, beginning with a letter."""
    kept = re.sub(r"[^\w.\-]", "_", id)
    return kept if re.match(r"[^\W\d]", kept) else f"_{kept}"


def make(parent: Node, kind: str, **attributes: str) -> Node:
    """A new BPMN element at the end of ``parent``; in the document itself, before the drawing."""
    node = etree.SubElement(parent, tag(BPMN, kind))
    drawing = parent.find(tag(BPMNDI, "BPMNDiagram"))
    if drawing is not None:
        drawing.addprevious(node)
    for name, value in attributes.items():
        node.set(name, value)
    return node


def say(node: Node, word: str, value: str) -> None:
    """Set one of our own words on an element."""
    node.set(tag(DAYLIGHT, word), value)


def said(node: Node, word: str) -> str:
    return node.get(tag(DAYLIGHT, word)) or ""


def child(node: Node, name: str) -> Node | None:
    """The BPMN child of that name."""
    return node.find(tag(BPMN, name))


def text_of(node: Node, name: str) -> str:
    found = child(node, name)
    return (found.text or "").strip() if found is not None else ""


def drop(node: Node) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)


def unset(node: Node, attribute: str) -> None:
    if attribute in node.attrib:
        del node.attrib[attribute]


def definitions(node: Node) -> list[Node]:
    """The event definitions of an event."""
    return [c for c in node if local(c).endswith("EventDefinition") and namespace(c) == BPMN]


def event_of(node: Node) -> str:
    """What an event is triggered by; "" for none."""
    found = definitions(node)
    return local(found[0]).removesuffix("EventDefinition") if found else ""


def vendor(node: Node, *names: str) -> str:
    """The value of an attribute of that name in any vendor's namespace."""
    for key, value in node.attrib.items():
        name = etree.QName(str(key))
        if name.namespace not in (None, DAYLIGHT, BPMN) and name.localname in names:
            return str(value).strip()
    return ""


def extensions(node: Node, *names: str) -> list[Node]:
    """The vendor's extension elements of those names, at any depth."""
    holder = child(node, "extensionElements")
    if holder is None:
        return []
    return [e for e in holder.iter(tag("*", "*")) if local(e) in names and namespace(e) not in (BPMN, DAYLIGHT)]


def as_step(node: Node, fallback: str) -> None:
    """Make the node a step that a person does, in its place and under its id; ``fallback`` names it if nothing does."""
    node.tag = tag(BPMN, "userTask")
    if not (node.get("name") or "").strip():
        node.set("name", fallback)
    for part in list(node):
        if namespace(part) == BPMN and (local(part) in ("script", *CONTAINERS) or part in definitions(node)):
            node.remove(part)


def as_message(book: Book, node: Node) -> str:
    """Make the event wait for a message of its own name, which a person sends; the name."""
    for definition in definitions(node):
        node.remove(definition)
    name = " ".join((node.get("name") or "").split()) or node.get("id") or "event"
    root = node.getroottree().getroot()
    message = make(root, "message", id=book.fresh(f"{node.get('id')}_message"), name=name)
    make(node, "messageEventDefinition", messageRef=message.get("id") or "")
    return name
