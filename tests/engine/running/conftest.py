from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine import Calendar, Case, FixedClock, Model, read_model

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:daylight="urn:daylight:bpmn:1" targetNamespace="urn:test">'
)
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai


def process(body: str, more: str = "", attributes: str = "") -> bytes:
    """A model of one process ``Main``; ``more``: messages, errors, other processes."""
    return f'{HEAD}{more}<process id="Main" isExecutable="true" {attributes}>{body}</process></definitions>'.encode()


def flows(*pairs: str) -> str:
    """``"a b"``, or ``"a b = condition"``."""
    out = []
    for number, pair in enumerate(pairs):
        ends, _, condition = pair.partition("=")
        source, target = ends.split()
        escaped = condition.strip().replace("<", "&lt;")
        inner = f"<conditionExpression>{escaped}</conditionExpression>" if condition else ""
        out.append(f'<sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    return "".join(out)


class Played:
    """A case that is saved and restored before every step."""

    def __init__(self, model: Model, data: dict[str, Any] | None = None) -> None:
        self.model = model
        self.clock = FixedClock(MONDAY)
        self.case = Case.start(model, clock=self.clock, data=data, calendar=Calendar.china())

    def restored(self) -> Case:
        self.case = Case.unpack(self.model, self.case.pack(), clock=self.clock, calendar=Calendar.china())
        return self.case

    def do(self, element: str, by: str = "anyone", **values: Any) -> "Played":
        case = self.restored()
        case.complete(next(t.id for t in case.tasks if t.element_id == element), values, by=by)
        return self

    def later(self, **amount: float) -> "Played":
        self.clock.advance_to(self.clock.now() + timedelta(**amount))
        self.restored().advance()
        return self

    @property
    def open(self) -> list[str]:
        return sorted(t.element_id for t in self.restored().tasks)

    @property
    def values(self) -> dict[str, Any]:
        return self.case.values["0"]

    @property
    def finished(self) -> bool:
        return self.case.status == "finished"


@pytest.fixture
def play():
    """``play(body, more=…, data=…)``: a case of a process, just started."""

    def start(body: str, more: str = "", data: dict[str, Any] | None = None, attributes: str = "") -> Played:
        return Played(read_model(process(body, more, attributes), "Main"), data)

    return start
