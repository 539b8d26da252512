"""What a case is to its tokens: what happens when they enter, leave, wait, end. The public side is ``case``."""

from collections.abc import Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import CaseNotRunning, HeldByBranch, StepFailed, TaskNotOpen
from engine.feel import feel_value
from engine.reading.model import Element, Model, Timer
from engine.running import events, snapshot
from engine.running.bookkeeping import Bookkeeping
from engine.running.calendar import Calendar
from engine.running.changes import OpenTask
from engine.running.clock import Clock
from engine.running.ground import named
from engine.running.reckoning import Pause
from engine.running.scopes import CASE, Scope, Values
from engine.running.signing import Signing
from engine.running.specs import spec_of
from engine.running.statutory import StatutoryClock
from engine.running.timers import LAST_DAYS, MOVING, counts_days, days_due, moment_of, next_of_cycle, warn_before
from engine.running.tokens import READY, WAITING, Tokens
from engine.running.working import work
from engine.text import Text
from engine.values import load_value


class Runtime(Signing):
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
        self._ran_out = False
        self.received_at = self.now()
        self.status = "running"
        self.suspended_at: datetime | None = None
        self.kept_messages: list[list[str]] = []
        self.kept_votes: dict[str, list[list[Any]]] = {}
        self.supplied: dict[str, str] = {}  # results of automatic steps given by hand, by element
        self.ended_at: list[str] = []
        self._loaded_tasks: frozenset[str] = frozenset()

    # ------------------------------------------------------------------ what the tokens ask (Host)

    def moment(self, timer: Timer, scope: Scope, element: Element, internal: dict[str, Any]) -> datetime | None:
        internal.pop("days", None)
        if self.statutory.stands_still and timer.expression and LAST_DAYS.intersection(timer.expression.names):
            return None
        value = self.timer_value(timer, scope, element)
        if counts_days(value):
            internal["days"] = True
        since, suspensions = datetime.fromisoformat(internal["since"]), self.statutory.suspensions
        return moment_of(timer, value, since, self.calendar, element, suspensions, _day_of(internal))

    def again(self, timer: Timer, scope: Scope, element: Element, internal: dict[str, Any]) -> datetime | None:
        value = self.timer_value(timer, scope, element)
        return next_of_cycle(timer, value, internal, self.calendar, element, self.statutory.suspensions)

    def timer_value(self, timer: Timer, scope: Scope, element: Element) -> Any:
        return self.evaluate(timer.expression, scope, element) if timer.expression else timer.source

    def entered(self, task: Task) -> None:
        element: Element = task.task_spec.element
        if self._ran_out:
            task.internal_data["day"] = self.today().isoformat()
        if task.task_spec.manual:
            task.internal_data["at"] = self.now().isoformat()
            if not element.has_rounds or "inner" in task.internal_data:
                self._address(task, element)
        if element.clock == "excluded":
            self.statutory.pause(task.id, self.today(), element)

    def left(self, task: Task, completed: bool) -> None:
        element: Element = task.task_spec.element
        if element.clock == "excluded":
            self.statutory.resume(task.id, self.today())
        internal = task.internal_data
        if element.multi and "inner" not in internal:
            if completed:
                self.keep_votes(task)
            self.data.drop(task.id)
        if not completed or "inner" in internal or (element.kind == "startEvent" and "fired" in internal):
            return  # of what is repeated only the whole counts, of an event sub-process's start only the one inside
        self.book.passed(element)
        if element.clock == "statutory":
            self.statutory.promise_lifted = True
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
        with named(element):
            self._write(scope.data, work(self, element, scope))

    def opened(self, scope: Scope, values: dict[str, Any]) -> None:
        self._write(scope.data, values)
        element: Element = self.tokens.tasks[scope.host].task_spec.element
        self.handed_in(element, scope)

    def closed(self, scope: Scope, completed: bool) -> None:
        """Hand up what a called flow or an item has gathered, then drop its values."""
        host = self.tokens.tasks.get(scope.host)
        self.drop_votes(scope.id)
        if scope.data != scope.id or host is None:
            return
        own = self.data.own(scope.id)
        if completed:
            scope.ended_with = dict(own)
            element: Element = host.task_spec.element
            self._count(element, host, scope)
            outer = self.tokens.scopes[scope.parent or CASE].data
            if scope.kind == "item":
                self._hand_up_item(element, host, scope, own, outer)
            elif element.branch:
                self._hand_up_branch(element, own, outer)
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
            self._moment, self._ran_out = None, False

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
            for task in events.from_outside(self.tokens, "message", kept[0])[:1]:
                self.kept_messages.remove(kept)
                self._write(self.tokens.scope_of(task).data, self._brought(task, load_value(kept[1])))
                task.task_spec.fire(task)
                return True
        return False

    def _brought(self, task: Task, values: dict[str, Any]) -> dict[str, Any]:
        """What a message brings to one who waits for it, under which names."""
        element: Element = task.task_spec.element
        if element.handed is None or element.has_rounds:
            return values
        return self.handed_on(element, self.tokens.scope_of(task), values)

    def _move_timers(self) -> None:
        """Those that read the case's clock, and those whose time was not known so far: by now it may be."""
        for task in self.tokens.live():
            timer, internal = task.task_spec.element.timer, task.internal_data
            if not (timer and timer.expression and task.state == WAITING):
                continue
            known = internal.get("due") is not None
            if not known or MOVING.intersection(timer.expression.names):
                task.task_spec.rearm(self.tokens, task)
                if not known and internal["due"] is not None:
                    internal["due"] = max(datetime.fromisoformat(internal["due"]), self.now()).isoformat()

    def _timers(self) -> Iterator[Task]:
        return (t for t in self.tokens.live() if t.internal_data.get("due") and t.state == WAITING)

    def _first_due(self, now: datetime, put_off: Set[str] = frozenset()) -> tuple[datetime, Task] | None:
        """The first timer that is due; ``put_off``: elements of which none is looked at."""
        timers = (t for t in self._timers() if t.task_spec.element.id not in put_off)
        due = [(datetime.fromisoformat(t.internal_data["due"]), int(t.id), t) for t in timers]
        first = min(due, default=None, key=lambda d: d[:2])
        return (first[0], first[2]) if first and first[0] <= now else None

    def _open_tasks(self) -> list[Task]:
        return [task for task in self.tokens.live() if task.state == READY and task.task_spec.manual]

    def _hosts_around(self, task: Task) -> set[str | None]:
        """The tokens inside which a token stands."""
        return {s.host for s in self.tokens.outward(self.tokens.scope_of(task))}

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
        begun = opened_at + timedelta(seconds=task.internal_data.get("stood", 0))  # hours go on where they stood
        day = _day_of(task.internal_data)
        pauses = self._pauses_of(e)
        due_at = days_due(begun, e.limit, self.calendar, pauses, day, self.today()) if e.limit else None
        holder = self._holder(task)
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
            warn_before(due_at, begun, e.limit) if e.limit and due_at else None,
            scope.id,
            scope.item,
            frozenset(self._not_by(task)),
            holder.name if holder else None,
            any(p.last is None for p in pauses),
        )

    def _validated(
        self, element: Element | None, data: Mapping[str, Any], scope: Scope | None = None
    ) -> dict[str, Any]:
        if element is None or element.form is None:
            return {name: feel_value(value) for name, value in data.items()}
        known = self.data.view(self.tokens.data_chain(scope)) if scope else {}
        form = self.model.forms[element.form]
        return form.validate(data, self.env(), known=known)

    def _day_of(self, element: Element, scope: Scope | None) -> date:
        if element.clock_on is None:
            return self.today()
        with named(element):
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

    def _holder(self, task: Task) -> Element | None:
        """The running branch flow because of which a step cannot be done now."""
        if not self.tokens.spec.branches:
            return None
        running = [t for t in self.tokens.live() if t.task_spec.element.branch]
        if not running or self._hosts_around(task).intersection(t.id for t in running):
            return None
        element_id = task.task_spec.element.id
        holders = (t.task_spec.element for t in running)
        return next((e for e in holders if element_id in e.holds or "all" in e.holds), None)

    def _demand_free(self, task: Task) -> None:
        holder, e = self._holder(task), task.task_spec.element
        if holder is not None:
            raise HeldByBranch(
                Text(
                    f"{holder.name.zh}正在进行，办结以前不能办{e.name.zh}。",
                    f"“{holder.name.in_('en')}” is going on; “{e.name.in_('en')}” waits for its end.",
                ),
                e.id,
            )

    def _pauses_of(self, e: Element) -> list[Pause]:
        """What stops a step's own limit: suspensions, and branch flows that hold it and that do not count."""
        holding = {b.id for b in self.tokens.spec.branches if e.id in b.holds or "all" in b.holds}
        return [p for p in self.statutory.pauses if not p.element or p.element in holding]

    def _hand_up_branch(self, element: Element, own: dict[str, Any], outer: str) -> None:
        """Each time a branch ends its result joins those before it: a list in the order of their ends."""
        assert element.result
        handed = own if element.outputs is None else {name: own.get(name) for name in element.outputs}
        before = self.data.own(outer).get(element.result)
        self._write(outer, {element.result: [*(before if isinstance(before, list) else []), handed]})
        ended = Text(f"支流程办结：{element.name.zh}", f"Branch flow ended: {element.name.in_('en')}")
        scope = self.tokens.scopes.get(CASE)
        self.book.entry("branch ended", element, scope, by=None, at=self.now(), values=handed, name=ended)

    def _hand_up_call(self, element: Element, scope: Scope, own: dict[str, Any], outer: str) -> None:
        outputs = self.model.processes[scope.container].outputs
        handed = own if outputs is None else {name: own.get(name) for name in outputs}
        self._write(outer, {element.result: handed} if element.result else handed)


def _day_of(internal: dict[str, Any]) -> date | None:
    """The day to which a token's coming belongs, where it is not the one that began at that moment."""
    return date.fromisoformat(internal["day"]) if "day" in internal else None
