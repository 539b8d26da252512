"""Circles that a token can never leave and in which nobody does anything."""

from engine.errors import Finding
from engine.reading.bpmn import Parts
from engine.reading.model import Element
from engine.text import Text

_GOES_ON = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "scriptTask", "businessRuleTask"})


def check_rest(parts: Parts, findings: list[Finding]) -> None:
    """A finding for each element from which a token goes round for ever."""
    turning = {e.id for e in parts.elements.values() if _goes_on(e)}
    changed = True
    while changed:  # what leads to a step, an end or an event sooner or later comes to rest
        rests = {id for id in turning if _comes_to_rest(parts, id, turning)}
        turning -= rests
        changed = bool(rests)
    for id in sorted(turning):
        text = Text(
            f"{id}：从这里起只在网关之间打转，没有人办任何事。",
            f"{id}: from here the flow goes round for ever and nobody does anything.",
        )
        findings.append(Finding("model", id, "error", text))


def _goes_on(e: Element) -> bool:
    return e.kind in _GOES_ON and not e.asks and e.multi is None and bool(e.outgoing)


def _comes_to_rest(parts: Parts, id: str, turning: set[str]) -> bool:
    targets = [parts.flows[f].target for f in parts.elements[id].outgoing]
    return any(target not in turning for target in targets)
