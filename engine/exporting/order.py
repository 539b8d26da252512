"""The order in which BPMN 2.0's schema wants the parts of an element (OMG BPMN 2.0, XML schema)."""

from bisect import bisect_right
from collections.abc import Mapping

from engine.reading.repairs.tree import CONTAINERS, NODES
from engine.reading.xml import BPMN, BPMNDI, Node, local, namespace

_MIDDLE, _ARTIFACT, _END = 50, 60, 70
_HEAD = {"documentation": 0, "extensionElements": 1}
_ARTIFACTS = {"association": _ARTIFACT, "group": _ARTIFACT, "textAnnotation": _ARTIFACT}
_DEFINITIONS = _HEAD | {
    "import": 2,
    "extension": 3,
    "relationship": _ARTIFACT,
}  # behind the diagram by rights; not worth a move
_PROCESS = _HEAD | {"auditing": 2, "monitoring": 3, "property": 4, "laneSet": 5, **_ARTIFACTS, "resourceRole": _END}
_FLOW_NODE = _HEAD | {"auditing": 2, "monitoring": 3, "categoryValueRef": 4, "incoming": 5, "outgoing": 6}
_ACTIVITY = _FLOW_NODE | {
    "ioSpecification": 7,
    "property": 8,
    "dataInputAssociation": 9,
    "dataOutputAssociation": 10,
    **dict.fromkeys(("resourceRole", "performer", "humanPerformer", "potentialOwner"), 11),
    **dict.fromkeys(("multiInstanceLoopCharacteristics", "standardLoopCharacteristics"), 12),
}
_CONTAINER = _ACTIVITY | {"laneSet": 13, **_ARTIFACTS}


def put_in_order(root: Node) -> None:
    """Move children where the schema wants them; those of one rank stay as they stand to one another."""
    for node in list(root.iter()):
        if namespace(node) != BPMN:
            continue
        ranks = _ranks(local(node))
        children = list(node)
        ordered = sorted(children, key=lambda child, ranks=ranks: _rank(child, ranks))  # type: ignore[misc]
        if ordered != children:
            stay = _in_order([_rank(child, ranks) for child in children])
            for child in [child for i, child in enumerate(children) if i not in stay]:
                node.remove(child)
                here = sum(_rank(other, ranks) <= _rank(child, ranks) for other in node)
                node.insert(here, child)


def _in_order(ranks: list[int]) -> set[int]:
    """The places of a longest run that never falls: what need not be moved (a moved part may change its prefixes)."""
    ends: list[int] = []  # for each length, the place where the run with the lowest end stops
    before: list[int] = []
    for place, rank in enumerate(ranks):
        length = bisect_right([ranks[end] for end in ends], rank)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [place]
    stay, place = set(), ends[-1] if ends else -1
    while place >= 0:
        stay.add(place)
        place = before[place]
    return stay


def _rank(child: Node, ranks: Mapping[str, int]) -> int:
    if namespace(child) == BPMNDI:
        return _ARTIFACT
    return ranks.get(local(child), _MIDDLE)


def _ranks(kind: str) -> Mapping[str, int]:
    if kind == "definitions":
        return _DEFINITIONS
    if kind == "process":
        return _PROCESS
    if kind in CONTAINERS:
        return _CONTAINER
    return _ACTIVITY if kind in NODES else _HEAD
