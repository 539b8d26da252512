"""A Model to the SpiffWorkflow specification that is executed; built once per model and shared by its cases."""

from threading import Lock
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from engine.reading.model import Model
from engine.running.nodes import CLASSES, Node

_BUILDING = Lock()


class FlowSpec(BpmnProcessSpec):  # type: ignore[misc]
    """All nodes of a model, those of its sub-processes and called processes included."""

    def __init__(self, model: Model) -> None:
        super().__init__(name=model.process_id)
        self.nodes: dict[str, Node] = {}
        for element in model.elements.values():
            # SpiffWorkflow's own specs are called Start, End and the like; an element may be too
            node = self.nodes[element.id] = CLASSES[element.kind](self, f".{element.id}", element)
            if element.asks:
                node.manual = True  # a person chooses the way; a token stays here until somebody has
        for node in self.nodes.values():
            node.outgoing = [model.flows[id] for id in node.element.outgoing]
            for flow in node.outgoing:
                node.connect(self.nodes[flow.target])
        self.branches = [e for e in model.elements.values() if e.branch]
        self.has_conditions = any(e.event == "conditional" for e in model.elements.values())
        self.reconsiders = any(node.waits_for_others for node in self.nodes.values())
        self.reach = {
            e.id: {flow: _reaching(model, flow, e.id) for flow in e.incoming}
            for e in model.elements.values()
            if e.kind == "inclusiveGateway" and len(e.incoming) > 1
        }


def spec_of(model: Model) -> FlowSpec:
    """The specification of a model."""
    spec: Any = model._derived.get("spec")
    if spec is None:
        with _BUILDING:
            spec = model._derived.get("spec")
            if spec is None:
                spec = model._derived["spec"] = FlowSpec(model)
    return spec  # type: ignore[no-any-return]


def _reaching(model: Model, flow_id: str, gateway: str) -> frozenset[str]:
    """The nodes from which a token can come to a flow without passing the gateway."""
    seen: set[str] = set()
    todo = [model.flows[flow_id].source]
    while todo:
        id = todo.pop()
        if id in seen or id == gateway:
            continue
        seen.add(id)
        element = model.elements[id]
        todo.extend(model.flows[f].source for f in element.incoming)
        if element.attached_to:
            todo.append(element.attached_to)
        if element.kind == "intermediateCatchEvent" and element.event == "link":
            todo.extend(
                e.id for e in model.nodes_of(element.parent) if e.event == "link" and e.reference == element.reference
            )
    return frozenset(seen)
