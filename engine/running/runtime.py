"""What a case is to its tokens: clock, values, expressions, and the book it keeps. The public side is ``case``."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import CaseNotRunning, EngineError, StepFailed, TaskNotOpen
from engine.feel import Env, Expression, feel_value
from engine.limits import Limit
from engine.reading.model import Element, Model, Timer
from engine.running import events, snapshot
from engine.running.bookkeeping import Bookkeeping
from engine.running.calendar import Calendar
from engine.running.changes import OpenTask
from engine.running.clock import Clock
from engine.running.joint import Vote, tally
from engine.running.reckoning import Limits, Reckoning, reckon
from engine.running.scopes import CASE, Scope, Values
from engine.running.specs import spec_of
from engine.running.statutory import StatutoryClock
from engine.running.timers import MOVING, days_due, moment_of, warn_before
from engine.running.tokens import READY, WAITING, Tokens
from engine.running.working import work
from engine.text import Text
from engine.values import load_value

_ITEMS = "items"
"""Under this name a sequential multi-instance keeps what it repeats over, beside its results by number."""


@contextmanager
def _named(element: Element) -> Iterator[None]:
    """What fails while an element is worked on names it."""
    try:
        yield
    except EngineError as error:
        error.element = error.element or element.id
        raise


class Runtime:
    """The Host of its tokens."""

    def __init__(
        self, model: Model, clock: Clock, calendar: Calendar | None, values: dict[str, dict[str, Any]] | None
    ) -> None:
        self.model, self.clock = model, clock
        self.calendar = calendar or Calendar.china()
        self.data = Values(values)
        self.tokens = Tokens(model, spec_of(model), self)
        self.statutory = StatutoryClock()
        self.book = Bookkeeping()
        self._moment: datetime | None = None
        self.received_at = self.now()
        self.status = "running"
        self.suspended_at: datetime | None = None
        self.kept_messages: list[list[str]] = []
        self.supplied: dict[str, str] = {}  # results of automatic steps given by hand, by element
        self.ended_at: list[str] = []
        self._loaded_tasks: frozenset[str] = frozenset()

    # ------------------------------------------------------------------ what the tokens ask (Host)

    def now(self) -> datetime:
        """The moment at which what happens now happens in law: a late timer fires at its own due time."""
        return (self._moment or self.clock.now()).astimezone(UTC)

    def today(self) -> date:
        return self.calendar.today(self.now())

    def env(self) -> Env:
        return Env(now=self.now().astimezone(self.calendar.timezone), calendar=self.calendar)

    def evaluate(self, expression: Expression, scope: Scope, element: Element, **extra: Any) -> Any:
        with _named(element):
            return expression(self.context(expression, scope) | extra, self.env())

    def context(self, expression: Expression, scope: Scope | None) -> dict[str, Any]:
        """The names an expression can read."""
        context = self.data.view(self.tokens.data_chain(scope) if scope else [CASE])
        context["received"] = self.received_at.astimezone(self.calendar.timezone)
        context["accepted"] = self.statutory.started_on
        item = next((s.item for s in self.tokens.outward(scope) if s.item is not None), None)
        if item is not None:
            context["loopCounter"] = Decimal(item + 1)
        if MOVING.intersection(expression.names):
            limits = self.limits
            ended = limits.ended_on is not None
            context["promise"] = limits.promised.deadline if limits.promised and not ended else None
            context["statute"] = limits.statutory.deadline if limits.statutory and not ended else None
        return context

    def moment(self, timer: Timer, scope: Scope, element: Element, since: datetime) -> datetime | None:
        value = self.timer_value(timer, scope, element)
        return moment_of(timer, value, since, self.calendar, element, self.statutory.suspensions)

    def timer_value(self, timer: Timer, scope: Scope, element: Element) -> Any:
        return self.evaluate(timer.expression, scope, element) if timer.expression else timer.source

    def entered(self, task: Task) -> None:
        element: Element = task.task_spec.element
        if task.task_spec.manual:
            task.internal_data["at"] = self.now().isoformat()
            if not element.multi or "inner" in task.internal_data:
                self._address(task, element)
        if element.clock == "excluded":
            self.statutory.pause(task.id, self.today(), element)

    def left(self, task: Task, completed: bool) -> None:
        element: Element = task.task_spec.element
        if element.clock == "excluded":
            self.statutory.resume(task.id, self.today())
        internal = task.internal_data
        if element.multi and "inner" not in internal:
            self.data.drop(task.id)
        if not completed or "inner" in internal or (element.kind == "startEvent" and "fired" in internal):
            return  # of what is repeated only the whole counts, of an event sub-process's start only the one inside
        self.book.passed(element)
        if element.clock in ("starts", "ends"):
            scope = self.tokens.scopes.get(task.internal_data["scope"])
            day = self._day_of(element, scope)
            if element.clock == "starts":
                self.statutory.start(day)
            else:
                self.statutory.end(day)

    def took(self, flow_id: str) -> None:
        self.book.path.append(flow_id)

    def work(self, task: Task) -> None:
        element: Element = task.task_spec.element
        scope = self.tokens.scope_of(task)
        supplied = self.supplied.pop(element.id, None)
        if supplied is not None:
            self._write(scope.data, load_value(supplied))
            return
        with _named(element):
            self._write(scope.data, work(self, element, scope))

    def opened(self, scope: Scope, values: dict[str, Any]) -> None:
        self._write(scope.data, values)

    def closed(self, scope: Scope, completed: bool) -> None:
        """Hand up what a called flow or an item has gathered, then drop its values."""
        host = self.tokens.tasks.get(scope.host)
        if scope.data != scope.id or host is None:
            return
        own = self.data.own(scope.id)
        if completed:
            element: Element = host.task_spec.element
            self._count(element, host, scope)
            outer = self.tokens.scopes[scope.parent or CASE].data
            if scope.kind == "item":
                self._hand_up_item(element, host, scope, own, outer)
            else:
                self._hand_up_call(element, scope, own, outer)
        self.data.drop(scope.id)

    def sent(self, kind: str, name: str) -> None:
        self.book.sent.append((kind, name))

    def ended(self, element_id: str | None) -> None:
        if element_id is not None:
            if self._is_end_of_case(element_id):
                self.ended_at.append(element_id)
            return
        self.status = "finished"
        if self.statutory.ended_on is None and self.statutory.started_on is not None:
            self.statutory.end(self.today())
        self.book.finished = True

    @property
    def limits(self) -> Limits:
        """The statutory and the promised limit, day by day."""
        clock, power = self.statutory, self.model.power
        return Limits(clock.started_on, clock.ended_on, self._reckoned(power.limit), self._reckoned(power.promise))

    @property
    def light(self) -> str:
        """The light of the promise, or of the statute where nothing is promised; paused while suspended."""
        if self.status == "suspended":
            return "paused"
        reckoning = self._reckoned(self.model.power.promise or self.model.power.limit)
        return reckoning.light if reckoning else "none"

    def _reckoned(self, limit: Limit | None) -> Reckoning | None:
        clock = self.statutory
        if limit is None or clock.started_on is None:
            return None
        extended = tuple(e for e in clock.extensions if e.unit == limit.unit)
        return reckon(limit, clock.started_on, clock.ended_on, clock.pauses, self.calendar, self.today(), extended)

    # ------------------------------------------------------------------ inside

    @contextmanager
    def _command(self, resumes: bool = False) -> Iterator[None]:
        if self.status == "suspended" and not resumes:
            raise CaseNotRunning(
                Text("本案已暂停（中止），恢复后才能办理。", "The case is suspended; resume it first.")
            )
        if self.status == "finished":
            raise CaseNotRunning(
                Text("本案已经办结，不能再办。", "The case is finished; nothing more can be done in it.")
            )
        before, mark, page = snapshot.state_of(self), self.data.begin(), self.book.mark()
        try:
            yield
        except BaseException:
            self.data.undo(mark)
            self.book.undo(page)
            self.tokens, self.statutory = Tokens(self.model, spec_of(self.model), self), StatutoryClock()
            snapshot.restore(self, before)
            raise
        finally:
            self._moment = None

    def _run(self) -> None:
        self.tokens.run()
        while self.status == "running" and self._deliver_kept():
            self.tokens.run()
        if self.status == "running":
            self._move_timers()
        if self.book.finished:
            self.book.finished = False
            self.book.entry("finished", None, None, by=None, at=self.now(), values={})

    def _deliver_kept(self) -> bool:
        """Hand a kept message to a step that waits for it by now; True where there was one."""
        for kept in self.kept_messages:
            for task in events.waiting(self.tokens, "message", kept[0])[:1]:
                self.kept_messages.remove(kept)
                self._write(self.tokens.scope_of(task).data, load_value(kept[1]))
                task.task_spec.fire(task)
                return True
        return False

    def _move_timers(self) -> None:
        for task in self.tokens.live():
            timer = task.task_spec.element.timer
            if timer and timer.expression and MOVING.intersection(timer.expression.names) and task.state == WAITING:
                task.task_spec.rearm(self.tokens, task)

    def _timers(self) -> Iterator[Task]:
        return (t for t in self.tokens.live() if t.state == WAITING and t.internal_data.get("due"))

    def _first_due(self, now: datetime) -> tuple[datetime, Task] | None:
        due = [(datetime.fromisoformat(t.internal_data["due"]), int(t.id), t) for t in self._timers()]
        first = min(due, default=None, key=lambda d: d[:2])
        return (first[0], first[2]) if first and first[0] <= now else None

    def _open_task(self, task_id: str) -> Task:
        task = self.tokens.tasks.get(task_id)
        if task is None or task.state != READY or not task.task_spec.manual:
            raise TaskNotOpen(
                Text(
                    "这项任务已不在待办：刚被办理，或所在环节已经结束。",
                    "This task is no longer open: it has just been done, or its step has ended.",
                )
            )
        return task

    def _shown(self, task: Task) -> OpenTask:
        e: Element = task.task_spec.element
        scope = self.tokens.scope_of(task)
        opened_at = datetime.fromisoformat(task.internal_data["at"])
        due_at = days_due(opened_at, e.limit, self.calendar, self.statutory.suspensions) if e.limit else None
        return OpenTask(
            task.id,
            e.id,
            e.name,
            task.internal_data.get("authority", e.authority),
            task.internal_data.get("post", e.post),
            e.is_party,
            e.form,
            opened_at,
            due_at,
            warn_before(due_at, opened_at, e.limit) if e.limit and due_at else None,
            scope.id,
            scope.item,
            frozenset(self._not_by(task)),
        )

    def _not_by(self, task: Task) -> set[str]:
        e: Element = task.task_spec.element
        barred = {person for id in e.separate_from for person in self.book.done_by.get(id, ())}
        host = self._joint_host(task)
        return barred | set(host.internal_data.get("signers", ())) if host is not None else barred

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
        if any(element.id in e.separate_from for e in self.model.elements.values()):
            people = self.book.done_by.setdefault(element.id, [])
            if by not in people:
                people.append(by)

    def _validated(
        self, element: Element | None, data: Mapping[str, Any], scope: Scope | None = None
    ) -> dict[str, Any]:
        if element is None or element.form is None:
            return {name: feel_value(value) for name, value in data.items()}
        known = self.data.view(self.tokens.data_chain(scope)) if scope else {}
        form = self.model.forms[element.form]
        return form.validate(data, self.env(), known=known)

    def _write(self, scope_id: str, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.data.set(scope_id, name, value)

    def _day_of(self, element: Element, scope: Scope | None) -> date:
        if element.clock_on is None:
            return self.today()
        with _named(element):
            value = element.clock_on(self.context(element.clock_on, scope), self.env())
        return (
            self.calendar.today(value)
            if isinstance(value, datetime)
            else value
            if isinstance(value, date)
            else self.today()
        )

    def _is_end_of_case(self, element_id: str) -> bool:
        """Whether an end event stands in the process itself, or in what has taken its place."""
        parent = self.model.elements[element_id].parent
        handler = self.model.elements.get(parent)
        if handler is not None and handler.triggered_by_event and handler.parent == self.model.process_id:
            return next(e for e in self.model.nodes_of(parent) if e.kind == "startEvent").interrupting
        return parent == self.model.process_id

    def _address(self, task: Task, element: Element) -> None:
        """Whose task it is, where the model says it by an expression."""
        for name, expression in (("authority", element.authority_from), ("post", element.post_from)):
            if expression is not None:
                value = self.evaluate(expression, self.tokens.scope_of(task), element)
                if not isinstance(value, str) or not value:
                    raise StepFailed(
                        Text(f"{element.id}：得不出由谁办理。", f"{element.id}: whose task it is cannot be told."),
                        element.id,
                    )
                task.internal_data[name] = value

    def _count(self, element: Element, host: Task, scope: Scope) -> None:
        """Count a signer's vote, and write the outcome so far."""
        joint = element.loop.joint if element.loop else None
        if scope.kind != "item" or joint is None or joint.agrees is None:
            return
        votes: list[list[Any]] = host.internal_data.setdefault("votes", [])
        agrees = self.evaluate(joint.agrees, scope, element)
        vetoes = joint.veto is not None and self.evaluate(joint.veto, scope, element) is True
        weight = host.internal_data["weights"].pop(str(scope.item))
        votes.append([agrees if isinstance(agrees, bool) else None, weight, vetoes])
        self.recount(host)

    def recount(self, host: Task) -> None:
        """The outcome of a joint approval as it stands."""
        element: Element = host.task_spec.element
        joint = element.loop.joint if element.loop else None
        assert joint is not None
        votes = [
            Vote(agrees, Decimal(weight), vetoes) for agrees, weight, vetoes in host.internal_data.get("votes", [])
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
        self.data.set(outer, loop.results or element.id, {} if "keys" in host.internal_data else [])
        if element.multi == "sequential" and loop.collection is not None:
            self.data.set(host.id, _ITEMS, items)
        if loop.joint is not None and loop.joint.agrees is not None:
            host.internal_data["weights"] = {}
            for index, item in enumerate(items):
                self.weigh(host, index, item)
            self.recount(host)

    def item(self, host: Task, index: int) -> Any:
        """What the next round of a sequential multi-instance is about."""
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
            host.internal_data.setdefault("may_veto", []).append(index)
        usable = isinstance(weight, Decimal) and weight >= 0
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
        assert loop is not None and scope.item is not None
        name = loop.results or element.id
        own.pop(loop.item or "", None)
        # several instances of the same activity may run at once: each gathers on its own
        self.data.set(host.id, str(scope.item), own.get(loop.result) if loop.result else own)
        gathered = self.data.own(host.id)
        done = sorted((item for item in gathered if item != _ITEMS), key=int)
        keys = host.internal_data.get("keys")
        results: Any = [gathered[item] for item in done]
        if keys is not None:
            results = {keys[int(i)] if int(i) < len(keys) else i: gathered[i] for i in done}
        self.data.set(outer, name, results)

    def _hand_up_call(self, element: Element, scope: Scope, own: dict[str, Any], outer: str) -> None:
        outputs = self.model.processes[scope.container].outputs
        handed = own if outputs is None else {name: own.get(name) for name in outputs}
        self._write(outer, {element.result: handed} if element.result else handed)
