"""Ad-hoc sub-processes, complex gateways and steps of a choreography, in what can be executed."""

from engine.reading.repairs.expressions import NoFeel, to_feel
from engine.reading.repairs.tree import Book, as_step, child, drop, say, unset
from engine.reading.xml import BPMN, Node, local, tag

CODE = "containers"
_BETWEEN = ("participantRef", "messageFlowRef", "participantAssociation", "correlationKey")
"""What only a choreography says: who speaks with whom."""


def _until(book: Book, node: Node) -> tuple[str, str]:
    """When an ad-hoc sub-process is over before all in it is done."""
    condition = child(node, "completionCondition")
    if condition is None:
        return "", ""
    drop(condition)
    if node.get("cancelRemainingInstances") in ("false", "0"):
        return "；已经开始的都办完", "; all that has begun is done"
    try:
        feel = to_feel(book, condition.text or "", condition.get("language"))
    except NoFeel as error:
        return f"；结束条件看不懂：{error.reason.zh}", f"; its end is not understood: {error.reason.en}"
    say(node, "enough", feel)
    return f"，到 {feel} 为止", f", until {feel}"


def apply(book: Book) -> None:
    for node in book.nodes("adHocSubProcess"):
        node.tag = tag(BPMN, "subProcess")
        zh, en = _until(book, node)
        if node.get("ordering") == "Sequential":
            zh, en = f"{zh}；也可以同时办", f"{en}; also several at once"
        book.warn(
            CODE,
            node,
            f"临时子流程：其中的环节各办一次，先后不限{zh}",
            f"ad-hoc sub-process: each of its steps is done once, in any order{en}",
        )
    for node in book.nodes("complexGateway"):
        if child(node, "activationCondition") is not None:
            book.refuse(
                CODE,
                node,
                "复杂网关的激活条件不能执行",
                "the activation condition of a complex gateway cannot be executed",
            )
            continue
        node.tag = tag(BPMN, "inclusiveGateway")
        book.warn(
            CODE,
            node,
            "复杂网关没有写激活条件，按包容网关执行",
            "the complex gateway states no activation condition; it is executed as an inclusive gateway",
        )
    for process in book.processes():
        for node in list(process.iter(tag(BPMN, "choreographyTask"), tag(BPMN, "subChoreography"))):
            if local(node) == "subChoreography":
                node.tag = tag(BPMN, "subProcess")
            else:
                as_step(node, "编排任务")
            for part in [*node.iterchildren(*(tag(BPMN, kind) for kind in _BETWEEN))]:
                drop(part)
            for attribute in ("initiatingParticipantRef", "loopType"):
                unset(node, attribute)
            book.warn(
                CODE,
                node,
                "流程里的编排不由各方自行往来，改由人办理",
                "a choreography inside a process: not left to its participants, a person does it",
            )
