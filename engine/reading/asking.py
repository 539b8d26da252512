"""Questions that the flow itself asks a person: which way to go, how often. Each gets a form of its own."""

import re
from dataclasses import replace
from typing import Any

from engine.forms import Form, read_form
from engine.reading.bpmn import Parts
from engine.reading.expressions import Expressions
from engine.reading.model import Element, Flow


def asked_name(id: str) -> str:
    """The name under which the answer is kept."""
    return "chosen_" + re.sub(r"\W", "_", id)


def add_questions(parts: Parts, forms: dict[str, Form], expressions: Expressions) -> None:
    """Give each element with ``daylight:asks`` its form, and the flows of a gateway conditions on the answer."""
    for element in list(parts.elements.values()):
        if element.asks == "choice" and element.outgoing:
            _choice(parts, element, forms, expressions)
        elif element.asks == "number":
            schema = {"type": "integer", "title": element.name.zh, "minimum": 0, "maximum": 1000}
            _form(parts, element, forms, schema)


def _choice(parts: Parts, element: Element, forms: dict[str, Form], expressions: Expressions) -> None:
    flows = [parts.flows[id] for id in element.outgoing]
    labels = {flow.id: _shown(parts, flow) for flow in flows}
    one: dict[str, Any] = {"enum": list(labels), "x-options": labels}
    hints = {flow.id: flow.hint for flow in flows if flow.hint}
    if hints:
        one["x-hints"] = hints
    exclusive = element.kind == "exclusiveGateway"
    title = element.name.zh or "选择去向"
    _form(
        parts,
        element,
        forms,
        one | {"title": title} if exclusive else {"type": "array", "minItems": 1, "items": one, "title": title},
    )
    name = asked_name(element.id)
    for flow in flows:
        text = f'{name} = "{flow.id}"' if exclusive else f'list contains({name}, "{flow.id}")'
        parts.flows[flow.id] = replace(flow, condition=expressions.feel(text, flow.id))


def _form(parts: Parts, element: Element, forms: dict[str, Form], schema: dict[str, Any]) -> None:
    name, form = asked_name(element.id), f"{element.id}.question"
    whole = {"type": "object", "title": schema["title"], "properties": {name: schema}, "required": [name]}
    forms[form] = read_form(form, whole, {})
    parts.elements[element.id] = replace(parts.elements[element.id], form=form)


def _shown(parts: Parts, flow: Flow) -> str:
    target = parts.elements.get(flow.target)
    return flow.name.zh or flow.hint or (target.name.zh if target else "") or flow.target
