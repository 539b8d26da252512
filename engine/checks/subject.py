"""A model as the checks see it, and how they speak of it."""

from collections.abc import Iterable
from functools import cached_property

from engine.checks.graph import Graph
from engine.checks.rules import Rules
from engine.errors import Finding
from engine.reading.bpmn import HUMAN
from engine.reading.model import Element, Flow, Model, Process
from engine.text import Text

SHOWN = 20
"""Findings of one kind that are told one by one; a model with more has the same cause many times."""


class Subject:
    """What is checked, by which rules."""

    def __init__(self, model: Model, rules: Rules) -> None:
        self.model, self.rules = model, rules
        self.power = bool(model.power.code) if rules.as_power is None else rules.as_power

    @cached_property
    def graph(self) -> Graph:
        return Graph(self.model)

    @cached_property
    def officers_steps(self) -> list[Element]:
        """What officers do, in the processes a case passes."""
        return [e for e in self.elements if e.kind in HUMAN and not e.is_party]

    @cached_property
    def elements(self) -> list[Element]:
        """The elements of the process that is run and of those it calls."""
        found, todo = {self.model.process_id}, [self.model.process_id]
        while todo:
            process = todo.pop()
            for e in self.model.elements.values():
                called = (e.called or "").split(":")[-1]
                if e.process_id == process and called in self.model.processes and called not in found:
                    found.add(called)
                    todo.append(called)
        return [e for e in self.model.elements.values() if e.process_id in found]

    def name(self, id: str | None) -> Text:
        """What an element is called, with its id: 收件审查（intake）."""
        known = self.model.elements.get(id or "") or self.model.flows.get(id or "")
        thing: Element | Flow | Process | None = known or self.model.processes.get(id or "")
        if thing is None or not thing.name.zh:
            return Text(id or "", id or "")
        return Text(f"{thing.name.zh}（{thing.id}）", f"{thing.name.in_('en')} ({thing.id})")

    def way(self, path: Iterable[str]) -> Text:
        """A path in words: the names of what is named on it, without gateways and flows that say nothing."""
        passed = [e for id in path if (e := self.model.elements.get(id)) is not None]
        named = [e.name for e in passed if e.name.zh] or [Text(e.id, e.id) for e in passed]
        if len(named) > 12:
            named = [*named[:5], Text("……", "…"), *named[-6:]]
        return Text(" → ".join(n.zh for n in named), " → ".join(n.in_("en") for n in named))

    def finding(
        self, check: str, id: str | None, severity: str, message: Text, mend: Text, path: Iterable[str] = ()
    ) -> Finding:
        """A finding that begins with the element's name. ``message`` goes on where the name ends."""
        who = self.name(id) if id else None
        text = Text(f"{who.zh}：{message.zh}", f"{who.en}: {message.en}") if who else message
        return Finding(check, id, severity, text, mend, tuple(path))
