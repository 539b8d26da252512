"""What can happen to a case besides its flow: suspension, extension, return, termination. Each demands a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from SpiffWorkflow.task import Task

from engine.errors import CannotReturn, CaseError
from engine.feel import feel_value
from engine.limits import Limit
from engine.reading.model import Element
from engine.running import parking, repeating
from engine.running.changes import OpenTask
from engine.running.returning import Return, plan_return
from engine.running.runtime import Runtime
from engine.running.scopes import CASE
from engine.running.statutory import SUSPENDED
from engine.running.timers import MOVING, stands_still, starts_by_date
from engine.running.tokens import READY, WAITING
from engine.text import Text
from engine.values import load_value

_SUSPENDED = Text("暂停（中止）", "Suspended")
_RESUMED = Text("恢复", "Resumed")
_RECALCULATED = Text("按新公布的日历重算", "Reckoned anew by the announced calendar")
_EXTENDED = Text("延长时限", "Limit extended")
_RETURNED = Text("退回", "Returned")
_SIGNER_ADDED = Text("加签", "Signer added")
_SIGNER_REMOVED = Text("减签", "Signer removed")
_SIGN_AGAIN = Text("重新签署", "Signs again")
_TERMINATED = Text("终止", "Terminated")
_TRANSFERRED = Text("移送", "Transferred")
_MERGED = Text("并入", "Merged into")


@dataclass(frozen=True, slots=True)
class Suspension:
    """Since when a case stands still, and by which article."""

    since: datetime
    article: str


class Operations(Runtime):
    """Mixed into Case. Every operation is an entry of its own with who, when and why."""

    def suspend(self, reason: str, *, by: str, article: str = "") -> None:
        """Stop the case: nothing can be done, no timer fires, no day counts, until it is resumed."""
        with self._command():
            self._note("suspended", _SUSPENDED, by, reason, what=article)
            self.statutory.suspend(self.today(), article)
            self.status, self.suspended_at = "suspended", self.now()

    def resume(self, reason: str, *, by: str) -> None:
        """Go on. Spans go on where they stood; limits in days are counted without the days of the suspension.

        A date that was passed while the case was suspended comes now.
        """
        suspended_at = self.suspended_at
        if suspended_at is None:
            raise CaseError(Text("本案没有暂停，不用恢复。", "The case is not suspended."))
        with self._command(resumes=True):
            self._note("resumed", _RESUMED, by, reason)
            stood = self.now() - suspended_at
            self.statutory.resume(SUSPENDED, self.today())
            self.status, self.suspended_at = "running", None
            for task in self._timers():
                self._shift(task, stood)
            for task in self._open_tasks():
                limit = task.task_spec.element.limit
                if limit and limit.unit == "h":
                    before = task.internal_data.get("stood", 0)
                    task.internal_data["stood"] = before + stood.total_seconds()
            self._move_timers()
            for task in self._timers():
                if suspended_at < datetime.fromisoformat(task.internal_data["due"]) < self.now():
                    task.internal_data["due"] = self.now().isoformat()

    def extend(self, limit: Limit, reason: str, *, by: str) -> None:
        """Add to the statutory and the promised limit, as far as the process allows (``daylight:extension``).

        Only while it runs: what is late already cannot be extended (Licensing Law art. 42). Raises CaseError.
        """
        allowed = self.model.power.extension
        if allowed is not None and not self.may_extend:
            raise CaseError(
                Text(
                    "只有在时限届满以前才能延长；现在没有可以延长的时限。",
                    "A limit can only be extended before it has run out; there is none now.",
                )
            )
        already = sum(e.amount for e in self.statutory.extensions)
        if allowed is None or limit.unit != allowed.unit or already + limit.amount > allowed.amount:
            may = allowed.text if allowed else Text("不能延长", "no extension")
            raise CaseError(Text(f"最多可延长：{may.zh}。", f"It may be extended by at most: {may.en}."))
        with self._command():
            self._note("extended", _EXTENDED, by, reason, what=limit.text)
            self.statutory.extend(limit)
            self._move_timers()

    @property
    def may_extend(self) -> bool:
        """Whether a limit runs that has not run out, in the unit in which the process lets it be extended."""
        limits, allowed = self.limits, self.model.power.extension
        running = next((r for r in (limits.statutory, limits.promised) if r), None)
        if running is None or allowed is None or limits.ended_on is not None:
            return False
        return running.limit.unit == allowed.unit and self.today() <= running.deadline

    def recalculate(self, reason: str, *, by: str) -> list[tuple[str, datetime, datetime]]:
        """Work out due times in days anew, because the calendar has changed; what moved: element, from, to.

        Limits and the due times of steps are reckoned whenever they are asked for; only timers keep theirs. Spans
        (``PT24H``) and dates do not depend on the calendar. While the case is suspended nothing is due; resuming
        reckons anew.
        """
        if self.status != "running":
            return []
        before = {task.id: task.internal_data["due"] for task in self._timers()}
        with self._command():
            for task in list(self._timers()):
                element: Element = task.task_spec.element
                assert element.timer is not None
                value = self.timer_value(element.timer, self.tokens.scope_of(task), element)
                if not isinstance(value, str) and not stands_still(element.timer, value):
                    task.task_spec.rearm(self.tokens, task)
            moved = [
                (t.task_spec.element.id, datetime.fromisoformat(before[t.id]), datetime.fromisoformat(due))
                for t in self._timers()
                if (due := t.internal_data["due"]) != before[t.id]
            ]
            if moved:
                self._note("recalculated", _RECALCULATED, by, reason)
        return moved

    def terminate(self, reason: str, *, by: str) -> None:
        """End the case where it stands; everything open is closed."""
        with self._command(resumes=True):
            self._note("terminated", _TERMINATED, by, reason)
            self._end_here()

    def transfer(self, to: Text, reason: str, *, by: str) -> None:
        """End the case here because ``to``, another authority, takes it over."""
        with self._command(resumes=True):
            self._note("transferred", _TRANSFERRED, by, reason, what=to)
            self._end_here()

    def merge_into(self, leading: Text, reason: str, *, by: str) -> None:
        """End the case here because it is handled in ``leading``, another case, from now on."""
        with self._command(resumes=True):
            self._note("merged into", _MERGED, by, reason, what=leading)
            self._end_here()

    def note(
        self, kind: str, name: Text, reason: str, *, by: str, element_id: str | None = None, what: Text | str = ""
    ) -> None:
        """Write down what happened around the case and moves nothing in it: asked for, declined, handed over."""
        with self._command(resumes=True):
            self._note(kind, name, by, reason, self.model.elements[element_id] if element_id else None, what)

    @property
    def suspension(self) -> Suspension | None:
        """None while the case is not suspended."""
        if self.suspended_at is None:
            return None
        return Suspension(self.suspended_at, self.statutory.suspensions[-1].article)

    def return_to(
        self, element_id: str, reason: str, *, by: str, task_id: str | None = None, then_back: bool = False
    ) -> None:
        """Go back to an earlier step; ``task_id``: from which open task, where there are several places to return from.

        What follows from the step is given up; what stands beside it in parallel keeps its work. To have that done
        anew too, return to a step before the fork. ``then_back``: only the returner's own work is given up, and once
        the step is done again the case goes straight back there, also into a part of the flow, where what is beside it
        goes on meanwhile. Values stay. Raises CannotReturn, which says why.
        """
        plan = self.plan_return(element_id, task_id=task_id, then_back=then_back)
        target = self.model.elements[element_id]
        with self._command():
            name = target.name
            if then_back and task_id is not None:
                origin = self.model.elements[plan.from_].name
                name = Text(
                    f"{name.zh}，办完直接回到“{origin.zh}”",
                    f"{name.in_('en')}, then straight back to “{origin.in_('en')}”",
                )
            self._note("returned", _RETURNED, by, reason, target, name)
            for id, flows in plan.unjoined.items():
                self._unjoin(self.tokens.tasks[id], flows)
            brings_back = self._parked(plan) if then_back else {}
            for id in plan.cancelled:
                if id in self.tokens.tasks:
                    self.tokens.cancel_token(self.tokens.tasks[id])
            self.drop_votes(plan.scope, plan.again)
            if plan.before_end and self.statutory.ended_on is not None:
                self.statutory.go_on()
            scope, strand = self.tokens.scopes[plan.scope], {"strand": plan.strand} if plan.strand else {}
            if then_back:
                self.tokens.node(element_id).arrive(self.tokens, scope, then=plan.way_back, **brings_back, **strand)
            else:
                self.tokens.node(element_id).arrive(self.tokens, scope, **strand)
                for join, flow in plan.rejoined:
                    self.tokens.node(join).arrive(self.tokens, scope, flow)
            self._run()

    def add_signer(self, element_id: str, reason: str, *, by: str, signer: Any = None) -> None:
        """One more signer of a joint approval; ``signer``: what the collection would hold for them."""
        host = self._joint_activity(element_id)
        element = self.model.elements[element_id]
        with self._command():
            who = _signer(element, signer, repeating.next_item(self.tokens, host))
            self._note("signer added", _SIGNER_ADDED, by, reason, element, who)
            repeating.add_item(self.tokens, host, feel_value(signer))
            if "weights" in host.internal_data:
                self.recount(host)
            self._run()

    def count_signers(self, element_id: str) -> int:
        """How many sign a joint approval that is going on, those who have signed among them. Raises CaseError."""
        n: int = self._joint_activity(element_id).internal_data["n"]
        return n

    def remove_signer(self, task_id: str, reason: str, *, by: str) -> None:
        """One signer less; those who remain decide. The last one cannot be removed."""
        task = self._open_task(task_id)
        host = self._joint_activity(task.task_spec.element.id)
        if host.internal_data["n"] < 2:
            raise CaseError(
                Text("只剩一名签署人，不能再减。", "The last signer cannot be removed."), task.task_spec.element.id
            )
        with self._command():
            scope, element = self.tokens.scope_of(task), task.task_spec.element
            named = self.data.own(scope.data).get(element.loop.item or "")
            assert scope.item is not None
            self._note("signer removed", _SIGNER_REMOVED, by, reason, element, _signer(element, named, scope.item))
            host.internal_data["n"] -= 1
            host.internal_data.get("weights", {}).pop(str(scope.item), None)
            self.tokens.close(scope, completed=False)
            if "weights" in host.internal_data:
                self.recount(host)
            if repeating.is_done(self.tokens, host):
                host.complete()
            self._run()

    def sign_again(self, element_id: str, item: int, reason: str, *, by: str) -> None:
        """A signer wants to change an opinion that stands from an earlier meeting: it no longer counts, they sign anew.

        What was signed in this meeting cannot be taken back. Raises CaseError.
        """
        host = self._joint_activity(element_id)
        value = host.internal_data.get("stands", {}).get(str(item))
        if value is None:
            raise CaseError(
                Text(
                    "这份意见不是上次会审保留下来的，不能重新签署。",
                    "This opinion does not stand from an earlier meeting.",
                ),
                element_id,
            )
        element = self.model.elements[element_id]
        with self._command():
            self._note("signed again", _SIGN_AGAIN, by, reason, element, element.name)
            self.take_back(host, item)
            repeating.reopen_item(self.tokens, host, item, load_value(value))
            self.gather(host)
            self.recount(host)
            self._run()

    def plan_return(self, element_id: str, *, task_id: str | None = None, then_back: bool = False) -> Return:
        """What a return would do, before it is done. Raises CannotReturn."""
        if element_id not in self.model.elements:
            raise CannotReturn(Text(f"没有环节 {element_id}。", f"There is no step {element_id}."), element_id)
        return plan_return(self, element_id, task_id, then_back)

    def given_up(self, plan: Return) -> tuple[list[OpenTask], list[OpenTask]]:
        """The open tasks that a return closes, and those that it leaves."""
        closed = {*plan.cancelled, plan.parked} - {None}
        lost: list[OpenTask] = []
        left: list[OpenTask] = []
        for task in self.tokens.live():
            if task.state != READY or not task.task_spec.manual:
                continue
            around = {s.host for s in self.tokens.outward(self.tokens.scope_of(task))} | {task.id}
            (lost if around & closed else left).append(self._shown(task))
        return lost, left

    # ------------------------------------------------------------------ inside

    def _parked(self, plan: Return) -> dict[str, str]:
        """The step that waits inside a part of the flow until what is done again is done: of now, or of before."""
        if plan.parked is not None:
            returner = self.tokens.tasks[plan.parked]
            self.drop_votes(returner.internal_data["scope"], {plan.from_})
            return {"brings_back": parking.park(self.tokens, returner)}
        origin = self.tokens.tasks[plan.origin].internal_data
        return {"brings_back": origin.pop("brings_back")} if "brings_back" in origin else {}

    def _end_here(self) -> None:
        self.status, self.suspended_at = "running", None
        self.tokens.close(self.tokens.scopes[CASE], completed=True)
        self.ended(None)
        self._run()

    def _joint_activity(self, element_id: str) -> Task:
        for task in self.tokens.live():
            element: Element = task.task_spec.element
            if element.id == element_id and "n" in task.internal_data and element.multi == "parallel":
                return task
            if element.id == element_id and element.multi == "sequential":
                raise CaseError(
                    Text(
                        "依次签署的，签署人不能中途增减。",
                        "Where they sign one after the other, signers are neither added nor removed.",
                    ),
                    element_id,
                )
        raise CaseError(Text("这个环节现在没有在会签。", "No joint approval is going on at this step."), element_id)

    def _note(
        self,
        kind: str,
        name: Text,
        by: str,
        reason: str,
        element: Element | None = None,
        what: Text | str = "",
        values: Mapping[str, Any] | None = None,
    ) -> None:
        if not reason.strip():
            raise CaseError(Text(f"{name.zh}须写明理由。", f"{name.en}: a reason is needed."))
        if str(what):
            more = what if isinstance(what, Text) else Text(what, what)
            name = Text(f"{name.zh}：{more.zh}", f"{name.en}: {more.in_('en')}")
        scope = self.tokens.scopes.get(CASE)
        self.book.entry(kind, element, scope, by=by, at=self.now(), values=values or {}, opinion=reason, name=name)

    def _shift(self, task: Task, stood: timedelta) -> None:
        """Move a timer after a suspension."""
        element: Element = task.task_spec.element
        timer, internal = element.timer, task.internal_data
        assert timer is not None
        if timer.expression is not None and MOVING.intersection(timer.expression.names):
            return
        value = self.timer_value(timer, self.tokens.scope_of(task), element)
        if stands_still(timer, value):
            for name in ("since", "due"):
                internal[name] = (datetime.fromisoformat(internal[name]) + stood).isoformat()
        elif not starts_by_date(value):
            task.task_spec.rearm(self.tokens, task)

    def _unjoin(self, join: Task, flows: frozenset[str]) -> None:
        arrived = join.internal_data["arrived"]
        for flow in flows:
            arrived.pop(flow, None)
        if not arrived and join.state in (WAITING, READY):
            self.tokens.cancel_token(join)


def _signer(element: Element, named: Any, index: int) -> Text:
    """The step and whose signature: what the flow calls the signer, or the number."""
    name = element.name
    if isinstance(named, str) and named:
        return Text(f"{name.zh}（{named}）", f"{name.in_('en')} (signer {index + 1}, {named})")
    return Text(f"{name.zh}（第 {index + 1} 人）", f"{name.in_('en')} (signer {index + 1})")
