"""What other engines say in attributes beside all that is read: it has no effect here, and that is said of each."""

from collections.abc import Iterator

from lxml import etree

from engine.reading.repairs.tree import Book, extensions, vendor
from engine.reading.xml import BPMN, BPMNDI, DAYLIGHT, Node, namespace

CODE = "attributes"
_READ = frozenset(
    (
        *("class", "delegateExpression", "expression", "type", "topic"),
        *("assignee", "candidateGroups", "candidateUsers", "initiator", "formKey", "formRef"),
        *("collection", "elementVariable", "caseRef", "caseDefinitionKey", "calledElementBinding"),
        *("decisionRef", "decisionRefBinding", "mapDecisionResult", "resultVariable", "resultVariableName"),
    )
)
_FOREIGN = ("http://www.w3.org/", "http://www.omg.org/", "http://bpmn.io/")
_MEANT = {
    "dueDate": ("期限写在“办理时限”里", "say it as the step's limit"),
    "followUpDate": ("期限写在“办理时限”里", "say it as the step's limit"),
    "priority": ("先后看期限，不看优先级", "what is due first comes first, not what has priority"),
    "skipExpression": ("环节照样要办；要跳过，画成网关", "the step is done all the same; draw a gateway to pass it by"),
    "candidateStarterGroups": ("谁能发起看权力事项", "the power says who may begin it"),
    "candidateStarterUsers": ("谁能发起看权力事项", "the power says who may begin it"),
    "candidateUsers": ("由岗位办理，不指定候选人", "a post does it; no candidates are named"),
}
"""What bears on how a case goes, and where it is said here; the rest is for the other engine's machine only."""
_SCHEDULES = ("taskSchedule", "priorityDefinition", "assignmentDefinition")


def apply(book: Book) -> None:
    for node in [*book.processes(), *book.nodes()]:
        unread = list(_unread(node))
        for name, value in unread:
            meant = _MEANT.get(name.rpartition(":")[2])
            if meant is not None:
                zh, en = meant
                book.warn(CODE, node, f"{name}“{value}”没有沿用：{zh}", f"{name} {value!r} is not carried over: {en}")
        rest = [f"{name}={value}" for name, value in unread if name.rpartition(":")[2] not in _MEANT]
        if rest:
            zh, en = "、".join(rest), ", ".join(rest)
            book.note(CODE, node, f"只给别的系统看的 {zh} 不起作用", f"only for another system, without effect: {en}")


def _unread(node: Node) -> Iterator[tuple[str, str]]:
    """Prefixed name and value of every attribute that nothing reads."""
    for key, value in node.attrib.items():
        name = etree.QName(str(key))
        space = name.namespace
        if space in (None, DAYLIGHT, BPMN, BPMNDI) or str(space).startswith(_FOREIGN):
            continue
        if name.localname not in _READ or _left_over(node, name.localname):
            yield _prefixed(node, str(space), name.localname), str(value).strip()
    for element in extensions(node, *_SCHEDULES):
        for key, value in element.attrib.items():
            if key in _MEANT and (key != "candidateUsers" or _others(element)):
                yield _prefixed(node, str(namespace(element)), str(key)), str(value).strip()


def _left_over(node: Node, name: str) -> bool:
    """Whether candidates are named besides those that were read as the post."""
    return name == "candidateUsers" and bool(vendor(node, "candidateGroups") or vendor(node, "assignee"))


def _others(element: Node) -> bool:
    return bool(element.get("candidateGroups") or element.get("assignee"))


def _prefixed(node: Node, space: str, name: str) -> str:
    prefix = next((p for p, uri in node.nsmap.items() if uri == space and p), "")
    return f"{prefix}:{name}" if prefix else name
