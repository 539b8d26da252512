"""What each kind of BPMN node does with a token. One class a kind; all of them SpiffWorkflow task specs."""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task

from engine.errors import NoWayOn, StepFailed
from engine.reading.model import RAISED, Element, Flow
from engine.reading.validity import MAX_NESTING
from engine.running import events, parking, repeating, strands
from engine.running.places import place, way_back
from engine.running.scopes import Scope
from engine.running.tokens import STARTED, WAITING, Tokens
from engine.text import Text


class Node(BpmnTaskSpec):  # type: ignore[misc]
    """A node that a token passes: tasks without work of their own, none events."""

    waits_for_others = False

    def __init__(self, spec: Any, name: str, element: Element, manual: bool = False) -> None:
        super().__init__(spec, name, inputs=[], outputs=[], data={}, defines={}, manual=manual)
        self.element = element
        self.bpmn_id, self.bpmn_name, self.lane = element.id, element.name.zh, element.lane
        self.outgoing: list[Flow] = []

    # SpiffWorkflow's protocol ------------------------------------------------

    def test(self) -> None:
        """Connections were checked when the model was read."""

    def _predict(self, my_task: Task, *_: Any, **__: Any) -> None:
        """Nothing is predicted: the future is known when it comes (design D2)."""

    def _update_hook(self, my_task: Task) -> bool:
        return True

    def _on_ready_hook(self, my_task: Task) -> None:
        if not self.manual:
            my_task.workflow.agenda.append(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        self.act(my_task.workflow, my_task)
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        tokens: Tokens = my_task.workflow
        tokens.host.left(my_task, completed=True)
        if my_task.id not in tokens.tasks:
            return  # what it threw has ended it: it goes no further
        with tokens.on_strand_of(my_task):
            self.leave(tokens, my_task)

    # ours --------------------------------------------------------------------

    def arrive(self, tokens: Tokens, scope: Scope, via: str | None = None, **internal: Any) -> None:
        """A token comes in, by the flow ``via`` where it came by one."""
        task = tokens.new(self, scope, **internal)
        tokens.host.entered(task)
        self._update(task)

    def act(self, tokens: Tokens, task: Task) -> None:
        """The node's own work, once it is its turn."""

    def leave(self, tokens: Tokens, task: Task) -> None:
        """Put tokens on the flows that are taken; after a return that was to come straight back, go there."""
        scope = tokens.scope_of(task)
        if back := way_back(task):
            parked = task.internal_data.get("brings_back")
            if parked and not back[1:]:
                parking.bring_back(tokens, parked)
                return
            further = {"then": "/".join(back[1:])} if back[1:] else {}
            further |= {"brings_back": parked} if parked else {}
            tokens.node(back[0]).arrive(tokens, scope, **further)
            return
        for flow in self.taken(tokens, task):
            tokens.host.took(flow.id)
            tokens.node(flow.target).arrive(tokens, scope, flow.id)

    def taken(self, tokens: Tokens, task: Task) -> list[Flow]:
        """All flows without a condition and those whose condition holds; the default flow where there are none."""
        flows = [f for f in self.outgoing if f.id != self.element.default and self.holds(tokens, task, f)]
        return flows or self.default_or_stop(tokens, task)

    def holds(self, tokens: Tokens, task: Task, flow: Flow) -> bool:
        if flow.condition is None:
            return True
        return tokens.host.evaluate(flow.condition, tokens.scope_of(task), self.element) is True

    def default_or_stop(self, tokens: Tokens, task: Task) -> list[Flow]:
        default = [f for f in self.outgoing if f.id == self.element.default]
        if self.outgoing and not default:
            name = self.element.name.zh or self.element.id
            raise NoWayOn(
                Text(
                    f"{name}（{self.element.id}）：没有一条流向的条件成立，也没有默认流向。",
                    f"{self.element.id}: no outgoing flow's condition holds and there is no default flow.",
                ),
                self.element.id,
            )
        return default

    def scope_done(self, task: Task, scope: Scope) -> None:
        """A scope that this token waits for has ended."""
        task.complete()

    def reconsider(self, task: Task) -> bool:
        """Asked when nothing else can happen; True where that changed something."""
        return False


class Exclusive(Node):
    """The first flow, in the order of the file, whose condition holds."""

    def taken(self, tokens: Tokens, task: Task) -> list[Flow]:
        for flow in self.outgoing:
            if flow.id != self.element.default and self.holds(tokens, task, flow):
                return [flow]
        return self.default_or_stop(tokens, task)


class Join(Node):
    """A gateway that gathers: arrivals are kept, by flow, on its one waiting token in a scope."""

    def arrive(self, tokens: Tokens, scope: Scope, via: str | None = None, **internal: Any) -> None:
        waiting = tokens.first_in(scope.id, lambda t: t.task_spec is self and t.state == WAITING)
        if waiting is None:
            waiting = tokens.new(self, scope, arrived={}, **internal)
            tokens.host.entered(waiting)
        elif "strand" in waiting.internal_data:
            common = strands.common(waiting.internal_data.pop("strand"), tokens.strand_in(scope))
            waiting.internal_data |= {"strand": common} if common else {}
        arrived = waiting.internal_data["arrived"]
        arrived[via or ""] = arrived.get(via or "", 0) + 1
        self._update(waiting)

    def _update_hook(self, my_task: Task) -> bool:
        if self.complete(my_task.internal_data["arrived"]):
            return True
        my_task._set_state(WAITING)
        return False

    def complete(self, arrived: dict[str, int]) -> bool:
        return len(self.element.incoming) < 2 or all(arrived.get(flow) for flow in self.element.incoming)

    def leave(self, tokens: Tokens, task: Task) -> None:
        """One token of each flow is used up; excess ones go on waiting here."""
        scope = tokens.scope_of(task)
        arrived = {flow: n - 1 for flow, n in task.internal_data["arrived"].items() if n > 1}
        super().leave(tokens, task)
        for flow, n in arrived.items():
            for _ in range(n):
                self.arrive(tokens, scope, flow or None)


class Inclusive(Join):
    """Waits while a token on its way could still reach an incoming flow that has none (BPMN 2.0, table 13.3)."""

    waits_for_others = True

    def _update_hook(self, my_task: Task) -> bool:
        if len(self.element.incoming) < 2:
            return True
        my_task._set_state(WAITING)
        return False

    def reconsider(self, task: Task) -> bool:
        if task.state != WAITING:  # it has joined, and a person is choosing the way
            return False
        tokens: Tokens = task.workflow
        arrived = set(task.internal_data["arrived"])
        empty = [f for f in self.element.incoming if f not in arrived]
        if not self.complete(task.internal_data["arrived"]):
            for other in tokens.in_scope(task.internal_data["scope"]):
                internal = other.internal_data
                if other is task or "listener" in internal or "host" in internal:
                    continue  # what only listens is no token; it is where the activity is that it watches
                at = place(tokens.model, other)
                if any(at in self.reach[f] for f in empty) and not any(
                    at in self.reach[f] for f in arrived if f in self.reach
                ):
                    return False
        task._ready()
        return True

    @property
    def reach(self) -> dict[str, frozenset[str]]:
        """For each incoming flow, the nodes from which it can be reached without passing here."""
        return self._wf_spec.reach[self.element.id]  # type: ignore[no-any-return]


class Work(Node):
    """An activity whose work the case does itself: scripts, business rules."""

    def act(self, tokens: Tokens, task: Task) -> None:
        tokens.host.work(task)


class Catch(Node):
    """An event that is waited for, or an activity that receives a message."""

    @property
    def waits_for_others(self) -> bool:  # type: ignore[override]
        """A condition is looked at again whenever the case has come to rest."""
        return self.element.event == "conditional"

    def reconsider(self, task: Task) -> bool:
        tokens: Tokens = task.workflow
        if task.id not in tokens.tasks or task.state != WAITING or self.element.condition is None:
            return False
        holds = tokens.host.evaluate(self.element.condition, tokens.scope_of(task), self.element) is True
        fires = holds and not task.internal_data.get("held")
        task.internal_data["held"] = holds
        if fires:
            self.fire(task)
        return fires

    def _update_hook(self, my_task: Task) -> bool:
        internal = my_task.internal_data
        if "fired" in internal or ("begins" in internal and self.element.kind == "startEvent"):
            return True
        if self.element.event == "link":
            return True
        my_task._set_state(WAITING)
        tokens: Tokens = my_task.workflow
        if self.element.timer and "since" not in internal:
            self.arm(tokens, my_task)
        return False

    def arm(self, tokens: Tokens, task: Task) -> None:
        internal = task.internal_data
        internal["since"] = tokens.host.now().isoformat()
        self.rearm(tokens, task)

    def rearm(self, tokens: Tokens, task: Task) -> None:
        """Work out when the timer is due; None while what it depends on is not known yet."""
        assert self.element.timer
        due = tokens.host.moment(self.element.timer, tokens.scope_of(task), self.element, task.internal_data)
        task.internal_data["due"] = due.isoformat() if due else None

    def fire(self, task: Task) -> None:
        """What was waited for has come."""
        tokens: Tokens = task.workflow
        scope = tokens.scope_of(task)
        internal = task.internal_data
        if "listener" in internal or "host" in internal:
            self._fire_beside(tokens, task, scope)
            return
        if "race" in internal:
            tokens.host.took(internal["by"])
            for rival in list(tokens.in_scope(scope.id)):
                if rival is not task and rival.internal_data.get("race") == internal["race"]:
                    tokens.cancel_token(rival)
        task._ready()

    def _fire_beside(self, tokens: Tokens, task: Task, scope: Scope) -> None:
        """A boundary event, or the start of an event sub-process."""
        host = tokens.tasks.get(task.internal_data.get("host"))
        if self.element.interrupting:
            if host is not None:
                tokens.withdraw(task)
                fired = tokens.new(self, scope, fired=True, **strands.of(host))
                tokens.cancel_token(host)
            else:
                fired = tokens.new(self, scope, fired=True)
                for other in list(tokens.in_scope(scope.id)):
                    if other is not fired:
                        tokens.cancel_token(other)
        else:
            fired = tokens.new(self, scope, fired=True)
            if host is not None:
                fired.internal_data["strand"] = strands.begun(host, self.element.id, fired.id)
            if not self.waits_again(tokens, task):
                tokens.withdraw(task)
        self._update(fired)

    def waits_again(self, tokens: Tokens, task: Task) -> bool:
        """Whether a non-interrupting event can come again; a repeating timer gets its next due time."""
        timer, internal = self.element.timer, task.internal_data
        if timer is None:
            return True
        if timer.kind != "cycle":
            return False
        again = tokens.host.again(timer, tokens.scope_of(task), self.element, internal)
        internal["due"] = again.isoformat() if again else None
        return again is not None

    def leave(self, tokens: Tokens, task: Task) -> None:
        handler = tokens.model.elements.get(self.element.parent)
        if (
            "fired" in task.internal_data
            and self.element.kind == "startEvent"
            and handler is not None
            and handler.triggered_by_event
        ):
            tokens.node(handler.id).arrive(tokens, tokens.scope_of(task), triggered=True)
        else:
            super().leave(tokens, task)


class EventGateway(Node):
    """Waits for the first of several events; only the flow to that one counts as taken."""

    def leave(self, tokens: Tokens, task: Task) -> None:
        scope = tokens.scope_of(task)
        for flow in self.outgoing:
            tokens.node(flow.target).arrive(tokens, scope, flow.id, race=task.id, by=flow.id)


class Throw(Node):
    """An event that something is told by: messages, signals, escalations, errors, links; and the ends."""

    def act(self, tokens: Tokens, task: Task) -> None:
        e = self.element
        scope = tokens.scope_of(task)
        if e.kind == "endEvent":
            tokens.host.ended(e.id)
        if e.event in ("message", "signal"):
            events.send(tokens, e.event, e.reference or "")
        elif e.event in RAISED:
            events.raise_(tokens, scope, e)
        elif e.event == "terminate":
            for other in list(tokens.in_scope(scope.id)):
                if other is not task:
                    tokens.cancel_token(other)

    def leave(self, tokens: Tokens, task: Task) -> None:
        link = tokens.model.link_target(self.element)
        if link is not None:
            tokens.node(link).arrive(tokens, tokens.scope_of(task), fired=True)
        else:
            super().leave(tokens, task)


class Activity(Node):
    """What boundary events can be attached to and what can be done several times: tasks, sub-processes, calls."""

    def arrive(self, tokens: Tokens, scope: Scope, via: str | None = None, **internal: Any) -> None:
        task = tokens.new(self, scope, **internal)
        tokens.host.entered(task)
        if "inner" not in internal:
            for boundary in tokens.model.boundary_of(self.element.id):
                tokens.node(boundary.id).arrive(tokens, scope, host=task.id)
        self._update(task)

    def _update_hook(self, my_task: Task) -> bool:
        tokens: Tokens = my_task.workflow
        if self.element.has_rounds and "inner" not in my_task.internal_data:
            my_task._set_state(STARTED)
            return repeating.begin(tokens, my_task)
        return self.start(tokens, my_task)

    def start(self, tokens: Tokens, task: Task) -> bool:
        """Begin one instance; True where it is ready at once."""
        return True

    def scope_done(self, task: Task, scope: Scope) -> None:
        if scope.kind == "item":
            if repeating.item_done(task.workflow, task, scope):
                task.complete()
        else:
            task.complete()

    def leave(self, tokens: Tokens, task: Task) -> None:
        if "inner" in task.internal_data:
            return
        for boundary in tokens.attached(task):
            tokens.withdraw(boundary)
        super().leave(tokens, task)


class Human(Activity):
    """A task that a person does."""

    def __init__(self, spec: Any, name: str, element: Element) -> None:
        super().__init__(spec, name, element, manual=True)


class Automatic(Activity, Work):
    """A script or business rule task."""


class Receive(Activity, Catch):
    """A receive task: an activity that waits for a message."""

    def start(self, tokens: Tokens, task: Task) -> bool:
        if "fired" in task.internal_data:
            return True
        task._set_state(WAITING)
        return False

    def fire(self, task: Task) -> None:
        Catch.fire(self, task)

    def leave(self, tokens: Tokens, task: Task) -> None:
        Activity.leave(self, tokens, task)


class Send(Activity):
    """A send task."""

    def act(self, tokens: Tokens, task: Task) -> None:
        if self.element.reference:
            events.send(tokens, "message", self.element.reference)


class Container(Activity):
    """An embedded sub-process, an event sub-process, or a call of another process."""

    def start(self, tokens: Tokens, task: Task) -> bool:
        e = self.element
        container = (e.called or "").split(":")[-1] if e.kind == "callActivity" else e.id
        if sum(1 for _ in tokens.outward(tokens.scope_of(task))) > MAX_NESTING:
            raise StepFailed(Text(f"{e.id}：流程嵌套过深。", f"{e.id}: flows are nested too deep."), e.id)
        task._set_state(STARTED)
        scope = tokens.open(container, task, opens_data=e.kind == "callActivity" or e.branch)
        at = (
            next((c for c in tokens.model.nodes_of(e.id) if c.kind == "startEvent"), None)
            if e.triggered_by_event
            else None
        )
        tokens.begin(scope, at)
        return False


CLASSES: dict[str, type[Node]] = {
    "task": Human,
    "userTask": Human,
    "manualTask": Human,
    "serviceTask": Human,
    "scriptTask": Automatic,
    "businessRuleTask": Automatic,
    "sendTask": Send,
    "receiveTask": Receive,
    "subProcess": Container,
    "callActivity": Container,
    "exclusiveGateway": Exclusive,
    "parallelGateway": Join,
    "inclusiveGateway": Inclusive,
    "eventBasedGateway": EventGateway,
    "startEvent": Catch,
    "intermediateCatchEvent": Catch,
    "boundaryEvent": Catch,
    "intermediateThrowEvent": Throw,
    "endEvent": Throw,
}
