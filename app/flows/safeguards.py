"""What guards a flow against arbitrariness: its discretion standards and the risk points of its steps."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine import Finding, Model, Text

PENALTY = "penalty"
_WORD = re.compile(r'"([^"]*)"|\w+')  # an answer in quotation marks, or a name
_UNIT = re.compile(r" \([^)]*\)$")


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
    """The discretion standards that steps go by: the tables of the rule tasks that the flow marks as such."""
    found, said = [], _answers(model)
    for element in model.in_flow_order():
        decision = model.tables.get(element.decision or "")
        if not element.discretion or decision is None or decision.table is None:
            continue
        table = decision.table
        inputs = (Text(i.label or i.text, i.en) for i in table.inputs)
        outputs = (Text(name, o.en) for name, o in zip(decision.outputs, table.outputs, strict=True))
        cells = ((*r.tests, *(e.text for e in r.entries)) for r in table.rules)
        called = {i.text: _UNIT.sub("", i.en) for i in table.inputs if i.en}
        rows = tuple(tuple(_cell(text, said, called) for text in row) for row in cells)
        name = Text(decision.name or decision.id, decision.en)
        found.append(Standard(decision.id, name, element.name, (*inputs, *outputs), rows))
    return found


def unmarked_standards(model: Model, category: str) -> Iterator[Finding]:
    """A penalty goes by a discretion standard; where no rule task is marked as one, the public is not shown any."""
    rules = [e for e in model.elements.values() if e.kind == "businessRuleTask"]
    if category == PENALTY and rules and not any(rule.discretion for rule in rules):
        yield Finding(
            "discretion",
            rules[0].id,
            "warning",
            Text(
                f"处罚事项有决策表环节“{rules[0].name.zh}”，没有一个注明是裁量基准，指南上不会公布。",
                f"The flow of a penalty has a rule task, “{rules[0].name.in_('en')}”, and none is marked as a "
                "discretion standard; the guide publishes none.",
            ),
            Text("是裁量基准的，在环节上勾选“裁量基准”。", "Mark the one that is a discretion standard."),
        )


def _answers(model: Model) -> dict[str, str]:
    """What the answers of the forms are called in English."""
    return {o.value: o.text.en for form in model.forms.values() for f in form.fields for o in f.options if o.text.en}


def _cell(text: str, said: Mapping[str, str], called: Mapping[str, str]) -> Text:
    """The cell, in English with the English of the answers and of what the table asks in it."""

    def english(match: re.Match[str]) -> str:
        answer = match[1]
        return f'"{said.get(answer, answer)}"' if answer is not None else called.get(match[0], match[0])

    return Text(text, _WORD.sub(english, text))
