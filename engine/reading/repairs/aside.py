"""What stands in a file and nothing here reads: each thing is named, with what becomes of it.

What bears on how a case goes has a line of its own on its element; what is only drawn, or only for another tool, has
one line for each kind of thing.
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from engine.errors import Finding
from engine.reading.repairs import mappings
from engine.reading.repairs.tree import CATCHES, NODES, TASKS, THROWS, Book, english_label, label
from engine.reading.xml import BPMN, BPMNDI, DAYLIGHT, Node, local, namespace, tag
from engine.text import Text

CODE = "aside"
_NAMED = 20
"""So many elements are named in one line; of more, the number is told."""
_Said = tuple[str, str]
"""In Chinese and English."""

_HOLDING = """process collaboration participant lane sequenceFlow message signal error escalation choreographyTask
    subChoreography callChoreography textAnnotation group association resource category"""
_SAYING = """definitions laneSet childLaneSet flowNodeRef extensionElements documentation incoming outgoing script
    conditionExpression multiInstanceLoopCharacteristics standardLoopCharacteristics loopCardinality loopCondition
    completionCondition loopDataInputRef loopDataOutputRef inputDataItem outputDataItem activationCondition
    condition timeDate timeDuration timeCycle source target text categoryValue"""
_OWNERS = NODES | frozenset(_HOLDING.split())
_READ = _OWNERS | frozenset(_SAYING.split())
_ROLES = frozenset({"potentialOwner", "humanPerformer", "performer"})
"""What ``people`` reads, or says that it does not."""
_CHOREOGRAPHIES = frozenset({"choreography", "globalChoreographyTask"})


def _each(said: Mapping[str, _Said]) -> dict[str, _Said]:
    """For each of the names that stand together."""
    return {name: what for names, what in said.items() for name in names.split()}


_KEPT = ("不起作用，只保留", "without effect; only kept")
_FOREIGN = ("只给别的工具看，不起作用", "only for another tool, without effect")
_KINDS = _each(
    {
        "dataObject dataObjectReference dataStore dataStoreReference dataInput dataOutput dataInputAssociation "
        "dataOutputAssociation": ("只画出来；内容按名称取用", "only drawn; what is filled in is found by its name"),
        "participantRef messageFlowRef participantAssociation": (
            "谁与谁往来不起作用",
            "who speaks with whom is left out",
        ),
        "conversation subConversation callConversation conversationLink": ("只画出来", "only drawn"),
        "messageFlow": ("只画出来；消息按名称送达", "only drawn; a message finds who waits for it by its name"),
        "correlationKey correlationProperty correlationSubscription": (
            "不用它对应；消息送给指明的办件",
            "matches nothing; a message goes to the case that it is sent to",
        ),
        "choreography globalChoreographyTask": ("编排不执行，只保留", "a choreography is not executed; only kept"),
    }
)
_BEARING = _each(
    {
        "executionListener taskListener eventListener executionListeners taskListeners": ("监听器", "listeners"),
        "inputOutput ioMapping ioSpecification": ("输入输出映射", "input and output mappings"),
        "in out": ("传入传出", "values handed in and out"),
        "field": ("交给程序的值", "values for a program"),
        "preScript onEntry-script": ("环节前的脚本", "script before the step"),
        "postScript onExit-script": ("环节后的脚本", "script after the step"),
        "connector taskDefinition serviceTaskOperator": ("交给别的系统的工作", "work for another system"),
        "mapException errorEventDefinition": ("出错时的去向", "ways to go on after an error"),
        "subscription processVariableCorrelation": ("消息与办件的对应", "matching of messages to cases"),
        "payloadExpression variableName messageVariable messagePayload": (
            "事件附带的值",
            "values that the event carries",
        ),
    }
)
_PEOPLE = frozenset({"userTask", "manualTask", "task", "startEvent"})
_READ_AT = {
    **dict.fromkeys(("formData", "formField", "formProperty", "formDefinition"), _PEOPLE),
    **dict.fromkeys(("taskDefinition", "serviceTaskOperator", "connector"), frozenset({"serviceTask", "sendTask"})),
    **dict.fromkeys(("calledDecision", "calledDecisionId"), frozenset({"businessRuleTask"})),
    **dict.fromkeys(("assignmentDefinition", "taskSchedule", "priorityDefinition"), TASKS),
    "calledElement": frozenset({"callActivity"}),
    "script": frozenset({"scriptTask"}),
    "loopCharacteristics": frozenset({"multiInstanceLoopCharacteristics"}),
}
"""Other tools' elements that a repair reads, and where."""


def apply(book: Book) -> None:
    bearing: dict[tuple[Node, _Said], list[str]] = {}
    others: dict[tuple[str, _Said], list[Node]] = {}
    for root in book.roots.values():
        for node, owner in _left(root, root):
            kind, name = local(node), _name(node)
            if kind in _BEARING and (namespace(node) != BPMN or kind == "ioSpecification"):
                names = bearing.setdefault((owner, _BEARING[kind]), [])
                names.extend([name] if name not in names else [])
            elif namespace(node) != BPMN:
                others.setdefault((name, _FOREIGN), []).append(owner)
            else:
                shown = node if node.get("id") else owner
                others.setdefault((kind, _KINDS.get(kind, _KEPT)), []).append(shown)
    for (owner, (zh, en)), names in bearing.items():
        book.warn(CODE, owner, f"{zh}不执行（{'、'.join(names)}）", f"its {en} are not executed ({', '.join(names)})")
    for (name, said), nodes in others.items():
        book.findings.append(Finding(CODE, nodes[0].get("id"), "note", _line(name, said, nodes)))


def _left(node: Node, owner: Node) -> Iterator[tuple[Node, Node]]:
    """What nothing reads, with the element it belongs to; what is inside of it is left with it."""
    for part in node:
        kind, space = local(part), namespace(part)
        if not kind or space in (BPMNDI, DAYLIGHT):
            continue
        if space == BPMN and kind in _CHOREOGRAPHIES:
            yield part, part
            yield from ((n, n) for n in part.iter(tag(BPMN, "*")) if n is not part and n.get("id"))
        elif not _read(part, node):
            yield part, owner
        elif space == BPMN and kind not in _ROLES and not mappings.reads(part, node):
            yield from _left(part, part if kind in _OWNERS else owner)


def _read(part: Node, parent: Node) -> bool:
    kind = local(part)
    if namespace(part) != BPMN:
        holder = parent.getparent()
        if local(parent) == "extensionElements" and holder is not None and mappings.reads(part, holder):
            return True
        return local(parent) == "extensionElements" and holder is not None and local(holder) in _READ_AT.get(kind, ())
    if kind.endswith("EventDefinition"):
        return local(parent) in CATCHES | THROWS
    return kind in _READ or (kind in _ROLES and local(parent) in NODES) or mappings.reads(part, parent)


def _name(node: Node) -> str:
    name = etree.QName(node).localname
    return f"{node.prefix}:{name}" if node.prefix and namespace(node) != BPMN else name


def _line(name: str, said: _Said, nodes: list[Node]) -> Text:
    """One line for all elements that have the thing, or are it."""
    unique = list(dict.fromkeys(nodes))
    zh, en = "、".join(map(label, unique[:_NAMED])), ", ".join(map(english_label, unique[:_NAMED]))
    if len(unique) > _NAMED:
        zh, en = f"{zh} 等 {len(unique)} 处", f"{en} and {len(unique) - _NAMED} more"
    return Text(f"{name}（{zh}）：{said[0]}。", f"{name} ({en}): {said[1]}.")
