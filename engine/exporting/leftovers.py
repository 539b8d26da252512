"""What repairs leave behind: attributes of a kind that an element no longer is."""

from engine.reading.xml import BPMN, DAYLIGHT, Node, local, tag

_OWN = {  # attributes that only these kinds of element have
    "scriptFormat": {"scriptTask"},
    "calledElement": {"callActivity"},
    "cancelRemainingInstances": {"adHocSubProcess"},
    "ordering": {"adHocSubProcess"},
    "triggeredByEvent": {"subProcess", "transaction", "adHocSubProcess"},
    "method": {"transaction"},
    "messageRef": {
        "sendTask", "receiveTask", "messageEventDefinition", "messageFlow", "correlationPropertyRetrievalExpression",
    },
    "instantiate": {"receiveTask", "eventBasedGateway"},
    "eventGatewayType": {"eventBasedGateway"},
    "cancelActivity": {"boundaryEvent"},
    "attachedToRef": {"boundaryEvent"},
    "isInterrupting": {"startEvent"},
    "implementation": {"userTask", "serviceTask", "sendTask", "receiveTask", "businessRuleTask"},
    "operationRef": {"serviceTask", "sendTask", "receiveTask", "messageEventDefinition"},
    "default": {"exclusiveGateway", "inclusiveGateway", "complexGateway"},
}  # fmt: skip


def tidy(root: Node) -> None:
    """Keep attributes that are no longer the element's own as ``daylight:kept-…``."""
    for node in root.iter(tag(BPMN, "*")):
        for name in [n for n in node.attrib if n in _OWN and not _belongs(n, local(node))]:
            node.set(tag(DAYLIGHT, f"kept-{name}"), node.attrib.pop(name))


def _belongs(attribute: str, kind: str) -> bool:
    return kind in _OWN[attribute] or (
        attribute == "default" and kind.endswith(("Task", "task", "Activity", "Process"))
    )
