"""`endless`: nothing goes round in which nobody does anything and nothing is waited for."""

from collections.abc import Iterator

from engine.checks.soundness.net import OUTSIDE
from engine.checks.subject import Subject
from engine.errors import Finding
from engine.reading.bpmn import HUMAN
from engine.reading.model import Element
from engine.text import Text

NAME = "endless"
_STOPS = HUMAN | {"serviceTask", "receiveTask", "eventBasedGateway"}


def check(subject: Subject) -> Iterator[Finding]:
    """A circle without a person or an event, or a repeated automatic step without a maximum."""
    severity = "error" if subject.power else "warning"
    graph, elements = subject.graph, subject.model.elements

    def goes_on(point: int) -> bool:
        e = elements.get(graph.points[point].element)
        return e is None or not (_stops(e) or e.asks)

    said: set[tuple[str, ...]] = set()
    for circle in graph.circles(goes_on):
        path = tuple(graph.ids(circle))
        if path and path not in said:
            said.add(path)
            yield _found(subject, path[0], severity, path)
    for e in subject.elements:
        if e.multi == "loop" and e.loop and e.loop.maximum is None and not _rests(subject, e):
            yield _found(subject, e.id, severity, (e.id,))


def _stops(e: Element) -> bool:
    """Whether a person or an event is waited for."""
    return e.kind in _STOPS or e.event in OUTSIDE


def _rests(subject: Subject, e: Element) -> bool:
    return _stops(e) or any(_rests(subject, subject.model.elements[c]) for c in e.children)


def _found(subject: Subject, id: str, severity: str, path: tuple[str, ...]) -> Finding:
    around = "、".join(path)
    text = Text(
        f"会在没有人办理、也不等待什么的环节里打转（{around}），只有条件变了才出得来。",
        f"may go round where nobody does anything and nothing is waited for ({', '.join(path)}).",
    )
    mend = Text(
        "在圈里放一个有人办的环节，或者给循环写次数上限。", "Put a person's step into it, or give the loop a maximum."
    )
    return subject.finding(NAME, id, severity, text, mend, path)
