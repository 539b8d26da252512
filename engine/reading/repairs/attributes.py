"""What other engines say in attributes beside all that is read: it has no effect here, and that is said of each."""

from collections.abc import Iterator

from lxml import etree

from engine.reading.repairs.tree import Book, extensions, vendor
from engine.reading.xml import BPMN, BPMNDI, DAYLIGHT, Node, local, namespace, tag

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
    "errorCodeVariable": ("错误的代码不成为值", "the code does not become a value"),
    "errorMessageVariable": ("错误的说明不成为值", "the message does not become a value"),
    "errorVariableName": ("错误不成为值", "the error does not become a value"),
    "escalationCodeVariable": ("升级的代码不成为值", "the code does not become a value"),
    "variableName": ("每次停下都看条件", "the condition is looked at whenever the case has come to rest"),
    "variableEvents": ("每次停下都看条件", "the condition is looked at whenever the case has come to rest"),
    "terminateAll": ("只结束它所在的子流程或流程", "only the sub-process or process in which it stands is ended"),
    "elementIndexVariable": ("第几个写作 loopCounter，从一数起", "its number is loopCounter, from one"),
    "propagateAllParentVariables": ("被调用的流程看得到外面的值", "the called flow sees the values around it"),
    "scope": ("信号到达本案中等它的，并告知案外", "a signal reaches all who wait in the case, and is told outside"),
}
"""What bears on how a case goes, and where it is said here; the rest is for the other engine's machine only."""
_POOLS = ("participant", "laneSet", "lane", "childLaneSet")
_DECLARED = frozenset({"message", "signal", "error", "escalation"})
_SCHEDULES = ("taskSchedule", "priorityDefinition", "assignmentDefinition", "calledElement")


def apply(book: Book) -> None:
    declared = [n for root in book.roots.values() for n in root if local(n) in _DECLARED and namespace(n) == BPMN]
    for flow in book.flows():
        if flow.get("isImmediate") in ("false", "0"):
            zh, en = "isImmediate 不起作用：中间不插入别的", "isImmediate has no effect: nothing comes in between"
            book.note(CODE, flow, zh, en)
    pools = [n for root in book.roots.values() for n in root.iter(*(tag(BPMN, kind) for kind in _POOLS))]
    for node in [*book.processes(), *book.nodes(), *book.flows(), *declared, *pools]:
        unread = [each for part in _parts(node) for each in _unread(part)]
        for name, value in unread:
            meant = _MEANT.get(name.rpartition(":")[2])
            if meant is not None:
                zh, en = meant
                book.warn(CODE, node, f"{name}“{value}”没有沿用：{zh}", f"{name} {value!r} is not carried over: {en}")
        rest = [f"{name}={value}" for name, value in unread if name.rpartition(":")[2] not in _MEANT]
        if rest:
            zh, en = "、".join(rest), ", ".join(rest)
            book.note(CODE, node, f"只给别的系统看的 {zh} 不起作用", f"only for another system, without effect: {en}")


def _parts(node: Node) -> Iterator[Node]:
    """An element, with what says by which event and how often it is done."""
    yield node
    for part in node:
        if namespace(part) == BPMN and local(part).endswith(("EventDefinition", "LoopCharacteristics")):
            yield part


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
            if key in _MEANT and value != "true" and (key != "candidateUsers" or _others(element)):
                yield _prefixed(node, str(namespace(element)), str(key)), str(value).strip()


def _left_over(node: Node, name: str) -> bool:
    """Whether candidates are named besides those that were read as the post."""
    return name == "candidateUsers" and bool(vendor(node, "candidateGroups") or vendor(node, "assignee"))


def _others(element: Node) -> bool:
    return bool(element.get("candidateGroups") or element.get("assignee"))


def _prefixed(node: Node, space: str, name: str) -> str:
    prefix = next((p for p, uri in node.nsmap.items() if uri == space and p), "")
    return f"{prefix}:{name}" if prefix else name
