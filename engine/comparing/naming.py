"""How elements are called in a sentence."""

from engine.comparing.changes import quoted
from engine.reading.model import Element, Model
from engine.text import Text

KINDS = {
    "activity": Text("环节", "step"),
    "gateway": Text("网关", "gateway"),
    "startEvent": Text("开始", "start"),
    "endEvent": Text("结束", "end"),
    "event": Text("事件", "event"),
}
TYPES = {
    "task": Text("任务", "task"),
    "userTask": Text("人工任务", "user task"),
    "manualTask": Text("线下任务", "manual task"),
    "scriptTask": Text("计算任务", "script task"),
    "businessRuleTask": Text("决策任务", "business rule task"),
    "sendTask": Text("发送任务", "send task"),
    "receiveTask": Text("接收任务", "receive task"),
    "serviceTask": Text("服务任务", "service task"),
    "callActivity": Text("调用流程", "call activity"),
    "subProcess": Text("子流程", "sub-process"),
    "transaction": Text("事务子流程", "transaction"),
    "exclusiveGateway": Text("排他网关", "exclusive gateway"),
    "parallelGateway": Text("并行网关", "parallel gateway"),
    "inclusiveGateway": Text("包容网关", "inclusive gateway"),
    "eventBasedGateway": Text("事件网关", "event-based gateway"),
}


def kind_of(e: Element) -> Text:
    """环节, 网关, 事件 …"""
    if e.kind.endswith("Gateway"):
        return KINDS["gateway"]
    if e.kind.endswith("Event"):
        return KINDS.get(e.kind, KINDS["event"])
    return KINDS["activity"]


def type_of(e: Element) -> Text:
    return TYPES.get(e.kind, Text(e.kind, e.kind))


def called(model: Model, id: str) -> Text:
    """环节“审查”; what has no name is called by what leads to it, or by its id."""
    e = model.elements[id]
    kind = kind_of(e)
    name = quoted(e.name) if e.name.zh else Text(f"“{id}”", f"“{id}”")
    if not e.name.zh and e.attached_to and e.attached_to in model.elements:
        host = quoted(model.elements[e.attached_to].name)
        return Text(f"{host.zh}上的{kind.zh} {id}", f"{kind.en} {id} on {host.en}")
    if not e.name.zh and e.kind.endswith("Gateway"):
        before = [n for f in e.incoming if (n := model.elements[model.flows[f].source].name).zh]
        if len(before) == 1:
            host = quoted(before[0])
            return Text(f"{host.zh}之后的{kind.zh}", f"the {kind.en} after {host.en}")
    return Text(f"{kind.zh}{name.zh}", f"{kind.en} {name.en}")
