"""Joint approvals as a case runs: who may sign, what they said, what it comes to. The counting is in ``joint``."""

import re
from decimal import Decimal
from typing import Any

from SpiffWorkflow.task import Task

from engine.feel import Expression
from engine.reading.model import Element
from engine.running.joint import Vote, tally
from engine.running.scopes import Scope
from engine.running.standing import Standing
from engine.values import dump_value

_BETWEEN = re.compile(r"[\s、，,；;]+")
_ITEMS = "items"
"""Under this name a sequential multi-instance keeps what it repeats over, beside its results by number."""


class Signing(Standing):
    """Several persons do one step: each once, and what they hand up is gathered."""

    def _not_by(self, task: Task) -> set[str]:
        e: Element = task.task_spec.element
        barred = {person for id in e.separate_from for person in self.book.done_by.get(id, ())}
        barred |= self._named(task)
        host = self._joint_host(task)
        return barred | set(host.internal_data.get("signers", ())) if host is not None else barred

    def _named(self, task: Task) -> set[str]:
        """Whom the case's values name as people who may not do this step, word by word."""
        e: Element = task.task_spec.element
        if not e.avoid:
            return set()
        values = self.data.view(self.tokens.data_chain(self.tokens.scope_of(task)))
        texts = (values.get(name) for name in e.avoid)
        words = {word for text in texts if isinstance(text, str) for word in _BETWEEN.split(text)}
        return {word for word in words if word and not word.isdecimal()}

    def _joint_host(self, task: Task) -> Task | None:
        e: Element = task.task_spec.element
        if "inner" not in task.internal_data or not (e.loop and e.loop.joint is not None):
            return None
        host: Task | None = self.tokens.tasks.get(self.tokens.scope_of(task).host)
        return host

    def _signed(self, task: Task, by: str) -> None:
        element: Element = task.task_spec.element
        host = self._joint_host(task)
        if host is not None:
            host.internal_data.setdefault("signers", []).append(by)
            host.internal_data.setdefault("who", {})[str(self.tokens.scope_of(task).item)] = by
        self._did(element.id, by)

    def _did(self, element_id: str, by: str) -> None:
        """Remember who did a step that another one is separate from."""
        if any(element_id in e.separate_from for e in self.model.elements.values()):
            people = self.book.done_by.setdefault(element_id, [])
            if by not in people:
                people.append(by)

    def _count(self, element: Element, host: Task, scope: Scope) -> None:
        """Count a signer's vote, and write the outcome so far."""
        joint = element.loop.joint if element.loop else None
        if scope.kind != "item" or joint is None or joint.agrees is None:
            return
        votes: list[list[Any]] = host.internal_data.setdefault("votes", [])
        agrees = self.evaluate(joint.agrees, scope, element)
        vetoes = joint.veto is not None and self.evaluate(joint.veto, scope, element) is True
        weight = host.internal_data["weights"].pop(str(scope.item))
        votes.append([agrees if isinstance(agrees, bool) else None, weight, vetoes, scope.item])
        self.recount(host)

    def recount(self, host: Task) -> None:
        """The outcome of a joint approval as it stands."""
        element: Element = host.task_spec.element
        joint = element.loop.joint if element.loop else None
        assert joint is not None
        votes = [
            Vote(agrees, Decimal(weight), vetoes) for agrees, weight, vetoes, *_ in host.internal_data.get("votes", [])
        ]
        to_come = [Decimal(w) for w in host.internal_data["weights"].values()]
        may_veto = any(str(index) in host.internal_data["weights"] for index in host.internal_data.get("may_veto", ()))
        result = tally(joint, votes, to_come, may_veto)
        host.internal_data["decided"] = result.passed is not None and not joint.waits
        if joint.outcome:
            self._write(self.tokens.scope_of(host).data, {joint.outcome: result.as_value()})

    def repeats(self, host: Task, items: list[Any]) -> None:
        """A multi-instance begins: in its results and its outcome nothing of an earlier round stands."""
        element: Element = host.task_spec.element
        loop, outer = element.loop, self.tokens.scope_of(host).data
        assert loop is not None
        name = loop.results or element.id
        before = self.data.own(outer).get(name)
        self.data.set(outer, name, {} if "keys" in host.internal_data else [])
        if element.multi == "sequential" and loop.collection is not None:
            self.data.set(host.id, _ITEMS, items)
        if loop.joint is not None and loop.joint.agrees is not None:
            host.internal_data["weights"] = {}
            for index, item in enumerate(items):
                self.weigh(host, index, item)
            if loop.joint.keeps:
                self.let_stand(host, items, before)
            self.recount(host)

    def item(self, host: Task, index: int) -> Any:
        """What the next round of a sequential multi-instance is about."""
        loop = host.task_spec.element.loop
        if loop.collection is None:
            return Decimal(index)
        items = self.data.own(host.id).get(_ITEMS, ())
        return items[index] if index < len(items) else None

    def weigh(self, host: Task, index: int, item: Any) -> None:
        """What a signer's vote will weigh; 1 where the model says nothing."""
        element: Element = host.task_spec.element
        loop = element.loop
        if loop is None or loop.joint is None or loop.joint.agrees is None:
            return
        weight: Any = Decimal(1)
        scope, named = self.tokens.scope_of(host), {loop.item or "": item, "loopCounter": Decimal(index + 1)}
        if loop.joint.weight is not None:
            weight = self.evaluate(loop.joint.weight, scope, element, **named)
        if loop.joint.veto is not None and self._may_veto(loop.joint.veto, scope, element, named):
            may_veto = host.internal_data.setdefault("may_veto", [])
            may_veto += [] if index in may_veto else [index]
        usable = isinstance(weight, Decimal) and weight >= 0
        if loop.joint.keeps:
            identities = host.internal_data.setdefault("identities", {})
            identities[str(index)] = dump_value(item if loop.collection is not None else index)
        host.internal_data["weights"][str(index)] = str(weight if usable else 0)

    def _may_veto(self, veto: Expression, scope: Scope, element: Element, named: dict[str, Any]) -> bool:
        """Whether a signer who has not signed may still veto: it is theirs, or depends on what they will answer."""
        form = self.model.forms[element.form] if element.form else None
        known = self.context(veto, scope).keys() | named.keys()
        answers = {field.name for field in form.fields} if form else set()
        if any(name not in known or name in answers for name in veto.names):
            return True
        return self.evaluate(veto, scope, element, **named) is True

    def _hand_up_item(self, element: Element, host: Task, scope: Scope, own: dict[str, Any], outer: str) -> None:
        loop = element.loop
        if element.handed is not None:
            own = self.handed_on(element, scope, own)
        if loop is None or scope.item is None or element.multi == "loop":
            self._write(outer, own)
            return
        rest = {name: value for name, value in own.items() if name != loop.item}
        # several instances of the same activity may run at once: each gathers on its own
        self.data.set(host.id, str(scope.item), own.get(loop.result) if loop.result else rest)
        self.gather(host, scope.item)

    def gather(self, host: Task, *more: int) -> None:
        """Write the results of the rounds that are done, and of ``more``, in the order of the items."""
        element: Element = host.task_spec.element
        assert element.loop is not None
        outer, name = self.tokens.scope_of(host).data, element.loop.results or element.id
        gathered = self.data.own(host.id)
        wanted = {*host.internal_data["done"], *more}
        done = sorted((item for item in gathered if item != _ITEMS and int(item) in wanted), key=int)
        keys = host.internal_data.get("keys")
        results: Any = [gathered[item] for item in done]
        if keys is not None:
            results = {keys[int(i)] if int(i) < len(keys) else i: gathered[i] for i in done}
        self.data.set(outer, name, results)
