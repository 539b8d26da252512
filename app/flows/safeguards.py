"""What guards a flow against arbitrariness: its discretion standards and the risk points of its steps."""

from dataclasses import dataclass

from engine import Model, Text


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """``grade``: high, middle, low."""

    element: str
    step: Text
    post: str
    grade: str
    safeguard: Text


@dataclass(frozen=True, slots=True)
class Standard:
    """A decision table and the step that goes by it. ``rows``: what it reads and gives, cell by cell, as written."""

    table: str
    name: str
    step: Text
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def risks_of(model: Model) -> list[RiskPoint]:
    """In the order of the flow, the gravest first."""
    found = [RiskPoint(e.id, e.name, e.post or "", e.risk, e.safeguard) for e in model.in_flow_order() if e.risk]
    return sorted(found, key=lambda one: ("high", "middle", "low").index(one.grade))


def standards_of(model: Model) -> list[Standard]:
    """The discretion standards that steps go by."""
    found = []
    for element in model.in_flow_order():
        decision = model.tables.get(element.decision or "")
        if decision is None or decision.table is None:
            continue
        table = decision.table
        head = (*(i.label or i.text for i in table.inputs), *decision.outputs)
        rows = tuple((*r.tests, *(e.text for e in r.entries)) for r in table.rules)
        found.append(Standard(decision.id, decision.name or decision.id, element.name, head, rows))
    return found
