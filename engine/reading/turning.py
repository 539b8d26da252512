"""Circles that a token can never leave and in which nobody does anything."""

from engine.errors import Finding
from engine.reading.bpmn import Parts
from engine.reading.model import Element
from engine.text import Text

_GOES_ON = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "scriptTask", "businessRuleTask"})


def check_rest(parts: Parts, findings: list[Finding]) -> None:
    """A finding for each element from which a token goes round for ever."""
    turning = {e.id for e in parts.elements.values() if _goes_on(e)}
    ways = [f for f in parts.flows.values() if f.source in turning]
    leading: dict[str, list[str]] = {}
    for flow in ways:
        leading.setdefault(flow.target, []).append(flow.source)
    rests = [flow.target for flow in ways if flow.target not in turning]
    while rests:  # what leads to a step, an end or an event sooner or later comes to rest
        for id in leading.pop(rests.pop(), ()):
            if id in turning:
                turning.remove(id)
                rests.append(id)
    for id in sorted(turning):
        text = Text(
            f"{id}：从这里起只在网关之间打转，没有人办任何事。",
            f"{id}: from here the flow goes round for ever and nobody does anything.",
        )
        findings.append(Finding("model", id, "error", text))


def _goes_on(e: Element) -> bool:
    return e.kind in _GOES_ON and not e.asks and e.multi is None and bool(e.outgoing)
