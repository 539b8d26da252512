"""The marking of a case: a SpiffWorkflow workflow whose tasks are tokens, all of them children of its root.

SpiffWorkflow keeps the tasks, their states and the life cycle (update, ready, run, complete); what a node does is in
``nodes``. Nothing is predicted and nothing finished is kept, so a step costs the same at any age (ADR 1).
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import TooManySteps, TooMuchAtOnce
from engine.reading.model import Element, Model
from engine.running import parking
from engine.running.scopes import CASE, Scope
from engine.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from engine.feel import Expression
    from engine.reading.model import Timer
    from engine.running.nodes import Node

READY, WAITING, STARTED = TaskState.READY, TaskState.WAITING, TaskState.STARTED
MAX_STEPS = 10_000
"""Steps that a case may take by itself between two decisions of people."""
MAX_PASSED = 1_000
"""How often a node may be passed between two decisions while the tokens increase each time."""
MAX_TOKENS = 10_000
"""Tokens that a case may have at once: repetitions in repetitions would make any number."""


def interrupts(task: Task) -> bool:
    """Whether something ends when what a token waits for comes."""
    element: Element = task.task_spec.element
    return element.interrupting and not {"listener", "host"}.isdisjoint(task.internal_data)


class Host(Protocol):
    """What the marking asks of the case it belongs to."""

    def evaluate(self, expression: "Expression", scope: Scope, element: Element, /, **extra: Any) -> Any: ...
    def moment(self, timer: "Timer", scope: Scope, element: Element, internal: dict[str, Any]) -> "datetime | None": ...
    def again(self, timer: "Timer", scope: Scope, element: Element, internal: dict[str, Any]) -> "datetime | None": ...
    def now(self) -> "datetime": ...
    def entered(self, task: Task) -> None: ...
    def left(self, task: Task, completed: bool) -> None: ...
    def took(self, flow_id: str) -> None: ...
    def work(self, task: Task) -> None: ...
    def opened(self, scope: Scope, values: dict[str, Any]) -> None: ...
    def closed(self, scope: Scope, completed: bool) -> None: ...
    def repeats(self, host: Task, items: list[Any]) -> None: ...
    def item(self, host: Task, index: int) -> Any: ...
    def weigh(self, host: Task, index: int, item: Any) -> None: ...
    def sent(self, kind: str, name: str) -> None: ...
    def ended(self, element_id: str | None) -> None: ...


class _NoScripts:
    """Stands where SpiffWorkflow would have an engine that runs Python; nothing ever asks it for anything."""

    def evaluate(self, *_: Any, **__: Any) -> NoReturn:
        raise RuntimeError("nothing in a model is evaluated as Python")

    execute = evaluate


class Tokens(BpmnWorkflow):  # type: ignore[misc]
    """Live tokens and open scopes. A token's ``internal_data`` holds its scope and what its node has to remember."""

    def __init__(self, model: Model, spec: Any, host: Host) -> None:
        super().__init__(spec, script_engine=_NoScripts(), deserializing=True)
        self.model, self.host = model, host
        self.task_tree = Task(self, spec.start, state=TaskState.COMPLETED, id="root")
        self.scopes: dict[str, Scope] = {}
        self.agenda: deque[Task] = deque()
        self._beginning: set[str] = set()
        self._leaving: tuple[str, str] | None = None  # the scope and strand of the token that is moving on
        self.count = 0

    # ------------------------------------------------------------------ tokens

    def new_id(self) -> str:
        self.count += 1
        return str(self.count)

    def new(self, node: "Node", scope: Scope, **internal: Any) -> Task:
        """A token on a node; nothing has happened to it yet. Raises TooMuchAtOnce where there are too many already."""
        if len(self.tasks) > MAX_TOKENS:
            name = node.element.id
            raise TooMuchAtOnce(
                Text(f"{name}：同时要办的太多。", f"{name}: too much is to be done at the same time."), name
            )
        task = Task(self, node, self.task_tree, state=TaskState.FUTURE, id=self.new_id())
        task.internal_data = {"scope": scope.id, **internal}
        if "strand" not in internal and self._leaving and self._leaving[0] == scope.id:
            task.internal_data["strand"] = self._leaving[1]
        return task

    @contextmanager
    def on_strand_of(self, task: Task) -> Iterator[None]:
        """What moves on from a token belongs to the same strand: what an event beside an activity began each time.

        So that of several that run at once (reminders, say) each can be returned in without the others.
        """
        before, strand = self._leaving, task.internal_data.get("strand")
        self._leaving = (task.internal_data["scope"], strand) if strand else None
        try:
            yield
        finally:
            self._leaving = before

    def strand_in(self, scope: Scope) -> str:
        """The strand of the token that is moving on in a scope."""
        return self._leaving[1] if self._leaving and self._leaving[0] == scope.id else ""

    def node(self, element_id: str) -> "Node":
        return self.spec.nodes[element_id]  # type: ignore[no-any-return]

    def scope_of(self, task: Task) -> Scope:
        return self.scopes[task.internal_data["scope"]]

    def live(self) -> Iterator[Task]:
        return (t for t in list(self.tasks.values()) if t is not self.task_tree)

    def in_scope(self, scope_id: str) -> Iterator[Task]:
        return (t for t in self.live() if t.internal_data["scope"] == scope_id)

    def first_in(self, scope_id: str, wanted: Callable[[Task], bool]) -> Task | None:
        """The oldest token of a scope that is wanted; nothing is copied, so that many tokens cost little."""
        for task in self.tasks.values():
            if task is not self.task_tree and task.internal_data["scope"] == scope_id and wanted(task):
                return task
        return None

    def remove(self, task: Task) -> None:
        if task.id in self.tasks:
            self._remove_task(task.id)

    # ------------------------------------------------------------------ running

    def run(self) -> None:
        """Until nothing can happen without a person, an event or time."""
        steps = 0
        passed: dict[tuple[str, str], tuple[int, int]] = {}  # by scope and node: how often, and the tokens at first
        while True:
            while self.agenda:
                task = self.agenda.popleft()
                if task.id in self.tasks and task.state in (READY, STARTED):
                    name = task.task_spec.element.id
                    place = task.internal_data["scope"], name
                    often, before = passed.get(place, (0, len(self.tasks)))
                    passed[place] = often + 1, before
                    steps += 1
                    if steps > MAX_STEPS or (often > MAX_PASSED and len(self.tasks) - before > MAX_PASSED):
                        raise TooManySteps(
                            Text(
                                f"{name}：流程在没有人办理的情况下不停地转。",
                                f"{name}: the flow goes round without anybody doing anything.",
                            ),
                            name,
                        )
                    if task.state == STARTED:
                        self.end_in_turn(task)
                    elif not self._overtaken(task):
                        task.run()
            if not self._reconsidered():
                return

    def _reconsidered(self) -> bool:
        """Whether a condition that has come true, or else a join that waits for nobody any more, lets something happen.

        Every condition is looked at before what one of them brings about changes what the others read.
        """
        if not self.spec.reconsiders:
            return False
        waiting = [task for task in self.live() if task.task_spec.waits_for_others]
        joins = [task for task in waiting if task.task_spec.element.event != "conditional"]
        return self._look(waiting) or any(task.task_spec.reconsider(task) for task in joins)

    def _overtaken(self, task: Task) -> bool:
        """Whether a condition that has come true by now ends what is about to tell others something."""
        if self.spec.has_conditions and task.task_spec.element.tells:
            self._look(self.live())
        return task.id not in self.tasks

    def _look(self, tasks: Iterable[Task]) -> bool:
        """Look at the condition of every one of these that has one, at what interrupts last; whether any came true."""
        conditions = [task for task in tasks if task.task_spec.element.event == "conditional"]
        came_true = [task.task_spec.reconsider(task) for task in sorted(conditions, key=interrupts)]
        return any(came_true)

    def _task_completed_notify(self, task: Task) -> None:
        """SpiffWorkflow's call after a task completes: the token is gone; perhaps its scope is done."""
        scope = self.scopes.get(task.internal_data["scope"])
        self.remove(task)
        if scope is not None:
            self.settle(scope)

    # ------------------------------------------------------------------ scopes

    def open(
        self, container: str, host: Task | None, *, opens_data: bool, kind: str = "process", item: int | None = None
    ) -> Scope:
        """A new scope inside the scope of ``host``."""
        parent = self.scope_of(host) if host is not None else None
        id = self.new_id() if parent else CASE
        scope = Scope(
            id,
            container,
            kind,
            parent.id if parent else None,
            host.id if host is not None else None,
            id if opens_data or parent is None else parent.data,
            item,
        )
        self.scopes[id] = scope
        return scope

    def begin(self, scope: Scope, at: Element | None = None) -> None:
        """Put the first tokens into a scope: on its start event (or ``at``), else on every node nothing leads to."""
        nodes = list(self.model.nodes_of(scope.container))
        for element in nodes:
            if element.triggered_by_event:
                start = next(c for c in self.model.nodes_of(element.id) if c.kind == "startEvent")
                self.node(start.id).arrive(self, scope, listener=True)
        starts = [e for e in nodes if e.kind == "startEvent"]
        if at is not None:
            entries = [at]
        elif starts:
            entries = [e for e in starts if e.event is None][:1] or starts[:1]
        else:
            entries = [e for e in nodes if e.begins]
        self._beginning.add(scope.id)  # what is done at once does not end the scope before the rest has begun
        try:
            for element in entries:
                self.node(element.id).arrive(self, scope, begins=True)
        finally:
            self._beginning.discard(scope.id)
        host = self.tasks.get(scope.host)
        if host is None:
            self.settle(scope)
        elif self._is_settled(scope):
            self.agenda.append(host)

    def end_in_turn(self, host: Task) -> None:
        """An activity in which there was nothing to do: it ends in its turn, however many such begin one another."""
        for scope in [s for s in self.scopes.values() if s.host == host.id]:
            self.settle(scope)
            return
        host.complete()

    def settle(self, scope: Scope) -> None:
        """End a scope in which no token is left but those that listen, unless one of these hears something now.

        So where what has been done in it is enough.
        """
        if scope.id in self._beginning or scope.id not in self.scopes:
            return
        if self._is_enough(scope) or (self._is_settled(scope) and not self._came_at_last(scope)):
            self.close(scope, completed=True)
            host = self.tasks.get(scope.host)
            if scope.parent is None:
                self.host.ended(None)
            elif host is not None:
                host.task_spec.scope_done(host, scope)

    def _came_at_last(self, scope: Scope) -> bool:
        """Whether a condition that its last step has made true lets a scope go on, or ends the activity it is in."""
        if not self.spec.has_conditions:
            return False
        host = self.tasks.get(scope.host)
        beside = self.attached(host) if host is not None else []
        self._look([*self.in_scope(scope.id), *beside])
        return scope.id not in self.scopes or not self._is_settled(scope)

    def _is_enough(self, scope: Scope) -> bool:
        element = self.model.elements.get(scope.container)
        if element is None or element.enough is None or scope.kind != "process":
            return False
        return self.host.evaluate(element.enough, scope, element) is True

    def _is_settled(self, scope: Scope) -> bool:
        newest_first = reversed(self.tasks.values())  # what listens is mostly older than what runs
        return not any(
            t.internal_data.get("scope") == scope.id and "listener" not in t.internal_data for t in newest_first
        )

    def close(self, scope: Scope, *, completed: bool) -> None:
        """Take everything out of a scope."""
        for task in list(self.in_scope(scope.id)):
            self.cancel_token(task)
        if self.scopes.pop(scope.id, None):
            self.host.closed(scope, completed)

    def cancel_token(self, task: Task) -> None:
        """Take a token away, with all that it waits for."""
        if task.id not in self.tasks:
            return
        if not {"parked", "brings_back"}.isdisjoint(task.internal_data):
            parking.give_up(self, task)
        for scope in [s for s in self.scopes.values() if s.host == task.id]:
            self.close(scope, completed=False)
        for boundary in self.attached(task):
            self.withdraw(boundary)
        self.withdraw(task)

    def withdraw(self, task: Task) -> None:
        """Take away a token that has done nothing: what stops the clock while it waits stops it no longer."""
        self.host.left(task, completed=False)
        task._set_state(TaskState.CANCELLED)
        self.remove(task)

    def attached(self, host: Task) -> list[Task]:
        if not self.model.boundary_of(host.task_spec.element.id):
            return []
        return [t for t in self.live() if t.internal_data.get("host") == host.id]

    def outward(self, scope: Scope | None) -> Iterator[Scope]:
        """The scope and those around it."""
        while scope is not None:
            yield scope
            scope = self.scopes.get(scope.parent) if scope.parent else None

    def data_chain(self, scope: Scope) -> list[str]:
        """Data scopes from the inside out."""
        return list(dict.fromkeys(s.data for s in self.outward(scope)))
