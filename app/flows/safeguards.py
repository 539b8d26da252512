"""What guards a flow against arbitrariness: its discretion standards and the risk points of its steps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine import Model, Text

_QUOTED = re.compile(r'"([^"]*)"')


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
    """A decision table and the step that goes by it. ``rows``: what it reads and gives, cell by cell, as written; in
    English an answer is called what the forms call it.
    """

    table: str
    name: Text
    step: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


def risks_of(model: Model) -> list[RiskPoint]:
    """In the order of the flow, the gravest first."""
    found = [RiskPoint(e.id, e.name, e.post or "", e.risk, e.safeguard) for e in model.in_flow_order() if e.risk]
    return sorted(found, key=lambda one: ("high", "middle", "low").index(one.grade))


def standards_of(model: Model) -> list[Standard]:
    """The discretion standards that steps go by."""
    found, said = [], _answers(model)
    for element in model.in_flow_order():
        decision = model.tables.get(element.decision or "")
        if decision is None or decision.table is None:
            continue
        table = decision.table
        inputs = (Text(i.label or i.text, i.en) for i in table.inputs)
        outputs = (Text(name, o.en) for name, o in zip(decision.outputs, table.outputs, strict=True))
        cells = ((*r.tests, *(e.text for e in r.entries)) for r in table.rules)
        rows = tuple(tuple(_cell(text, said) for text in row) for row in cells)
        name = Text(decision.name or decision.id, decision.en)
        found.append(Standard(decision.id, name, element.name, (*inputs, *outputs), rows))
    return found


def _answers(model: Model) -> dict[str, str]:
    """What the answers of the forms are called in English."""
    return {o.value: o.text.en for form in model.forms.values() for f in form.fields for o in f.options if o.text.en}


def _cell(text: str, said: Mapping[str, str]) -> Text:
    """The cell, in English with the English of the answers in it."""
    return Text(text, _QUOTED.sub(lambda match: f'"{said.get(match[1], match[1])}"', text))
