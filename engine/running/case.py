"""A case: one running instance of a flow model. Every call succeeds whole or raises and leaves the case as it was."""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

from engine.errors import NotMigrated, NotWaitedFor, SamePerson, TooManySteps, TooMuchAtOnce
from engine.reading.model import PARTY, Element, Model
from engine.running import events, snapshot
from engine.running.calendar import Calendar
from engine.running.changes import Changes, OpenTask, Receivable
from engine.running.clock import Clock
from engine.running.mending import Mending
from engine.running.migrating import Migration, move, plan_migration
from engine.running.returning import ahead
from engine.running.scopes import CASE
from engine.running.specs import spec_of
from engine.running.statutory import StatutoryClock
from engine.running.tokens import WAITING, Tokens
from engine.text import Text
from engine.values import dump_value

MAX_FIRED = 10_000
"""Timers that one call of ``advance`` fires at most."""
MAX_GONE_OVER = 1_000_000
"""Tokens that one call of ``advance`` goes over, each time anew for every timer; then it stops at the next moment."""
MAX_AT_ONCE = 2_000
"""Timers due at one moment: more than the items of a multi-instance can have, so a flow that goes round."""


class Case(Mending):
    """Made by ``Case.start``, ``Case.from_bytes`` or ``Case.unpack``; never directly."""

    # ------------------------------------------------------------------ making one

    @classmethod
    def start(
        cls,
        model: Model,
        *,
        clock: Clock,
        data: Mapping[str, Any] | None = None,
        calendar: Calendar | None = None,
        by: str = PARTY,
        counted: StatutoryClock | None = None,
    ) -> "Case":
        """A new case; ``data`` answers the start form. Raises FormInvalid, and what its first steps raise.

        ``counted``: the clock that it goes on with, where it was part of another case.
        """
        case = cls(model, clock, calendar, None)
        case.statutory = counted or case.statutory
        start = model.start_event
        values = case._validated(start, data or {})
        if not any(e.clock == "starts" for e in model.elements.values()):
            case.statutory.start(case.today())
        scope = case.tokens.open(model.process_id, None, opens_data=True)
        case._write(scope.id, values)
        case.book.entry("started", start, scope, by=by, at=case.now(), values=values)
        if start is not None:
            case._did(start.id, by)
        case.tokens.begin(scope)
        case._run()
        return case

    @classmethod
    def from_bytes(
        cls,
        model: Model,
        blob: bytes,
        *,
        values: dict[str, dict[str, Any]],
        clock: Clock,
        calendar: Calendar | None = None,
    ) -> "Case":
        """A case as it was stored: ``blob`` from ``to_bytes``, ``values`` by data scope."""
        case = cls(model, clock, calendar, values)
        snapshot.restore(case, snapshot.unpack(blob))
        case._loaded_tasks = frozenset(t.id for t in case._open_tasks())
        return case

    def to_bytes(self) -> bytes:
        """The control state alone: tokens, scopes, clock; no values, no history."""
        return snapshot.pack(snapshot.state_of(self))

    def pack(self) -> bytes:
        """Control state, values and history in one."""
        return snapshot.pack_whole(self)

    @classmethod
    def unpack(cls, model: Model, blob: bytes, *, clock: Clock, calendar: Calendar | None = None) -> "Case":
        state, values, history = snapshot.unpack_whole(blob)
        case = cls(model, clock, calendar, values)
        snapshot.restore(case, state)
        case.book.history.extend(history)
        case._loaded_tasks = frozenset(t.id for t in case._open_tasks())
        return case

    # ------------------------------------------------------------------ what can be done

    def complete(
        self, task_id: str, data: Mapping[str, Any] | None = None, *, by: str, opinion: str | None = None
    ) -> None:
        """Complete an open task with the answers to its form, raw or typed.

        Raises TaskNotOpen, HeldByBranch, SamePerson (separation of duties), FormInvalid, and what the steps that
        follow raise.
        """
        with self._command():
            task = self._open_task(task_id)
            self._demand_free(task)
            element: Element = task.task_spec.element
            if by in self._not_by(task):
                raise SamePerson(
                    Text(
                        f"{element.name.zh}：须由另一人办理，您已在本案办过须分开的环节。",
                        f"{element.name.in_('en')}: somebody else has to do this; you did a step it is separate from.",
                    ),
                    element.id,
                )
            values = self._validated(element, data or {}, self.tokens.scope_of(task))
            scope = self.tokens.scope_of(task)
            self._write(scope.data, values)
            self._signed(task, by)
            self.book.entry("completed", element, scope, by=by, at=self.now(), values=values, opinion=opinion)
            task.run()
            self._run()

    def send(
        self,
        name: str,
        data: Mapping[str, Any] | None = None,
        *,
        by: str | None = None,
        opinion: str | None = None,
        keep: bool = False,
    ) -> None:
        """Deliver a message (to one who waits for it, the innermost first) or a signal (to all who wait).

        ``keep``: a message nobody waits for yet is kept for the step that will. Raises NotWaitedFor where nothing waits
        for it (or, of what is to be kept, ever will), FormInvalid.
        """
        with self._command():
            receivers = events.from_outside(self.tokens, "message", name)[:1]
            receivers = receivers or events.from_outside(self.tokens, "signal", name)
            later = next(events.ever(self.model, "message", name), None) if keep and not receivers else None
            if later is not None:
                values = self._validated(later, data or {})
                self.book.entry("message", None, None, by=by, at=self.now(), values=values, name=Text(name, name))
                self.kept_messages.append([name, dump_value(values)])
                return
            if not receivers:
                raise NotWaitedFor(Text(f"本案现在不等待“{name}”。", f"The case does not wait for “{name}” now."))
            element: Element = receivers[0].task_spec.element
            scope = self.tokens.scope_of(receivers[0])
            values = self._validated(element, data or {}, scope)
            for task in receivers:
                self._write(self.tokens.scope_of(task).data, self._brought(task, values))
            called = Text(name, element.name.en or name)  # a message has one name; what waits for it has both
            self.book.entry(
                "message", element, scope, by=by, at=self.now(), values=values, opinion=opinion, name=called
            )
            for task in receivers:
                if task.id in self.tokens.tasks and task.state == WAITING:
                    task.task_spec.fire(task)
            self._run()

    put_off: TooMuchAtOnce | None = None
    """Why something that was due when ``advance`` was last called did not come: there was no room for what it opens."""

    def advance(self) -> int:
        """Fire what is due by now, each at its own due time and in that order; how many fired.

        At most ``MAX_FIRED`` at a time, fewer where the case is large: what is left is still due. So is what there is
        no room for (``put_off``); what is due after it comes all the same. Raises TooManySteps, and what a timer's
        steps raise.
        """
        self.put_off = None
        most, without = MAX_FIRED, frozenset[str]()
        while True:
            try:
                return self._advance(most, without)
            except TooMuchAtOnce as full:
                if full.fired:  # so far, and no further
                    most = full.fired
                else:
                    self.put_off = self.put_off or full
                    without |= self._alike(full.timer)

    def _alike(self, timer: str) -> frozenset[str]:
        """Timers for which there is no room either: where an event beside an activity finds none, no other does."""
        beside = {e.id for e in self.model.elements.values() if e.timer and not e.interrupting}
        return frozenset(beside if timer in beside else {timer})

    def _advance(self, most: int, without: Set[str]) -> int:
        now, fired, at_once, before, gone_over = self.clock.now(), 0, 0, None, 0
        if self.status != "running" or self._first_due(now, without) is None:
            return 0
        with self._command():
            while self.status == "running" and (due := self._first_due(now, without)):
                if fired >= most or (gone_over >= MAX_GONE_OVER and due[0] != before):
                    break
                self._moment, task = due
                self._ran_out = task.internal_data.get("days", False)
                element = task.task_spec.element
                self.book.entry("timer", element, self.tokens.scope_of(task), by=None, at=self.now(), values={})
                try:
                    task.task_spec.fire(task)
                    self._run()
                except TooMuchAtOnce as full:
                    full.fired, full.timer = fired, element.id
                    raise
                fired, gone_over = fired + 1, gone_over + len(self.tokens.tasks)
                at_once = at_once + 1 if due[0] == before else 1
                before = due[0]
                if at_once > MAX_AT_ONCE:
                    raise TooManySteps(
                        Text(
                            f"{element.id}：定时到点后立即重来，不停地转。",
                            f"{element.id}: the timer begins anew the moment it is due; the flow goes round.",
                        ),
                        element.id,
                    )
        return fired

    def plan_migration(self, new: Model, mapping: Mapping[str, str] | None = None) -> Migration:
        """What moving to another version of the flow would mean; ``mapping``: old element ids to new ones."""
        return plan_migration(self, new, mapping or {})

    def migrate(
        self, new: Model, reason: str, *, by: str, mapping: Mapping[str, str] | None = None, accept: bool = False
    ) -> "Case":
        """The case on another version; this one is left as it was.

        ``accept``: what the plan asks a person to accept is accepted. Raises NotMigrated with what stands against it.
        """
        plan = self.plan_migration(new, mapping)
        if plan.problems or (plan.to_accept and not accept):
            raise NotMigrated(plan.problems or plan.to_accept)
        moved = Case.unpack(self.model, self.pack(), clock=self.clock, calendar=self.calendar)
        moved.model = new
        moved.tokens = Tokens(new, spec_of(new), moved)
        move(plan, self, moved)
        moved._loaded_tasks = self._loaded_tasks
        moved.book.done_by = {plan.elements.get(id, id): people for id, people in moved.book.done_by.items()}
        moved._note("migrated", Text("转到新版本", "Moved to another version"), by, reason)
        moved._run()
        return moved

    # ------------------------------------------------------------------ what can be seen

    @property
    def tasks(self) -> list[OpenTask]:
        """The open tasks, oldest first."""
        return [self._shown(task) for task in self._open_tasks()]

    def calls_around(self, task_id: str) -> list[str]:
        """The call activities in which an open task stands, from the inside out."""
        task = self.tokens.tasks[task_id]
        hosts = (self.tokens.tasks.get(scope.host) for scope in self.tokens.outward(self.tokens.scope_of(task)))
        elements = (host.task_spec.element for host in hosts if host is not None)
        return [e.id for e in elements if e.kind == "callActivity"]

    @property
    def receivable(self) -> list[Receivable]:
        """The messages that the case would take now."""
        found: dict[str, Receivable] = {}
        for task in self.tokens.live():
            e: Element = task.task_spec.element
            if events.starts_branch(self.tokens, e):
                continue
            if e.reference and (e.event == "message" or e.kind == "receiveTask") and events.is_open(self.tokens, task):
                found.setdefault(
                    e.reference, Receivable(e.reference, e.id, e.name, e.is_party, e.authority, e.post, e.form)
                )
        return list(found.values())

    @property
    def due(self) -> list[tuple[datetime, str]]:
        """When the case has to be advanced: due time and timer, soonest first; never while it is suspended."""
        if self.status != "running":
            return []
        return sorted((datetime.fromisoformat(t.internal_data["due"]), t.id) for t in self._timers())

    @property
    def waits(self) -> dict[str, datetime]:
        """Until when the case waits at each element with a timer, also while it is suspended."""
        return {t.task_spec.element.id: datetime.fromisoformat(t.internal_data["due"]) for t in self._timers()}

    @property
    def here(self) -> list[str]:
        """The elements at which something waits: open tasks, events on the way, sub-processes that run."""
        return [t.task_spec.element.id for t in self.tokens.live() if not {"listener", "host"} & t.internal_data.keys()]

    @property
    def ahead(self) -> frozenset[str]:
        """The elements that come after what is open; what was done of them before a way back is to be done again."""
        return ahead(self)

    @property
    def history(self) -> list[str]:
        """Ids of the elements completed since the case was started, loaded or unpacked, in order."""
        return list(self.book.history)

    @property
    def values(self) -> dict[str, dict[str, Any]]:
        """Values by data scope."""
        return self.data.scopes

    @property
    def changes(self) -> Changes:
        """What is to be stored."""
        tasks = tuple(self.tasks)
        now_open = {t.id: t for t in tasks}
        return Changes(
            tuple(self.book.entries),
            tasks,
            tuple(t for id, t in now_open.items() if id not in self._loaded_tasks),
            tuple(id for id in self._loaded_tasks if id not in now_open),
            tuple((scope, name, value) for (scope, name), value in self.data.changed.items()),
            tuple(self.data.dropped),
            tuple(self.due),
            tuple(self.book.sent),
        )

    def visible(self, scope_id: str) -> dict[str, Any]:
        """All values that a task of this data scope can see."""
        scope = self.tokens.scopes.get(scope_id)
        return self.data.view(self.tokens.data_chain(scope) if scope else [CASE])
