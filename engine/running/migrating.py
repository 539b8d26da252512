"""Moving a running case to another version of its flow: first what would happen, then, where it is safe, the move.

A case is moved where every token has a place in the new version that means the same, and every join it is on its way to
can still be reached. What cannot be told by the machine (a step inserted before the place where the case stands) is
named and has to be accepted by a person.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine.errors import Finding
from engine.reading.model import Element, Model
from engine.running import strands
from engine.running.nodes import Join
from engine.running.places import place, way_back
from engine.running.returning import following, to_come
from engine.running.scopes import Scope
from engine.running.statutory import SUSPENDED
from engine.text import Text

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

_STEPS = {"userTask", "manualTask", "task", "callActivity", "subProcess"}


@dataclass(frozen=True, slots=True)
class Marked:
    """Of the steps at which the new version begins, or ends, counting."""

    late: Element | None  # the case would have come to one under the old version, or there was none; now it will not
    again: Element | None  # the case will come to it, and would not have under the old version


@dataclass(frozen=True, slots=True)
class Migration:
    """What a move would do. ``elements`` and ``flows``: old id to new. ``problems``: why it cannot be done as it is.

    ``to_accept``: what a person has to accept: steps of the new version that this case will never do, and a clock that
    begins or ends at one of them.
    """

    elements: Mapping[str, str]
    flows: Mapping[str, str]
    problems: tuple[Finding, ...]
    to_accept: tuple[Finding, ...]
    begins: Marked
    ends: Marked

    @property
    def safe(self) -> bool:
        return not self.problems and not self.to_accept


def plan_migration(case: "Runtime", new: Model, mapping: Mapping[str, str]) -> Migration:
    """``mapping``: old element id to new, where they differ."""
    planner = _Planner(case, new, mapping)
    problems = tuple(planner.problems())
    to_accept = () if problems else (*planner.skipped(), *planner.counted())
    return Migration(planner.elements, planner.flows, problems, to_accept, planner.begins, planner.ends)


class _Planner:
    def __init__(self, case: "Runtime", new: Model, mapping: Mapping[str, str]) -> None:
        self.case, self.old, self.new = case, case.model, new
        self.elements = {id: mapping.get(id, id) for id in self.old.elements}
        ends = {(f.source, f.target): f.id for f in new.flows.values()}
        self.flows = {
            f.id: ends[key]
            for f in self.old.flows.values()
            if (key := (self.now(f.source), self.now(f.target))) in ends
        }
        self.begins, self.ends = (_marked(case, new, self.elements, mark) for mark in ("starts", "ends"))

    def now(self, id: str) -> str:
        return self.elements.get(id, id)

    def problems(self) -> Iterator[Finding]:
        for scope in self.case.tokens.scopes.values():
            if not self.is_there(scope):
                yield _problem(
                    scope.container,
                    "正在进行的部分在新版本里没有",
                    "the part that is running is not in the new version",
                )
        for task in self.case.tokens.live():
            yield from self.token_problems(task)
        for scope in self.case.tokens.scopes.values():
            if scope.kind == "process" and self.is_there(scope):
                yield from self.join_problems(scope)

    def token_problems(self, task: Task) -> Iterator[Finding]:
        old: Element = task.task_spec.element
        if _falls_away(task, self.old, self.new, self.elements):
            return
        new = self.new.elements.get(self.now(old.id))
        if new is None:
            yield _problem(
                old.id, "所在环节在新版本里没有，须指明对应的环节", "its step is not in the new version; map it"
            )
            return
        if new.nature != old.nature:
            yield _problem(
                old.id,
                f"所在环节在新版本里是另一种（{new.kind}）",
                f"its step is of another kind in the new version ({new.kind})",
            )
        scope = self.case.tokens.scope_of(task)
        parent = self.now(old.parent) if "listener" in task.internal_data else self.container(scope)
        if scope.kind == "process" and new.parent != parent:
            yield _problem(old.id, "所在环节移到了别的子流程", "its step has been moved to another sub-process")
        if new.attached_to != (self.now(old.attached_to) if old.attached_to else None):
            yield _problem(old.id, "边界事件附到了别的环节", "the boundary event is attached to another step")
        for flow in task.internal_data.get("arrived", ()):
            if flow and flow not in self.flows:
                yield _problem(
                    old.id, "已经汇合的一支在新版本里没有", "a branch that has arrived is not in the new version"
                )
        if "by" in task.internal_data and task.internal_data["by"] not in self.flows:
            yield _problem(
                old.id,
                "事件网关到这里的流向在新版本里没有",
                "the event gateway's flow to it is not in the new version",
            )
        for back in way_back(task):
            if self.now(back) not in self.new.elements:
                yield _problem(
                    back,
                    "重新办完后要直接回到的环节在新版本里没有，须指明对应的环节",
                    "the step to which it goes straight back is not in the new version; map it",
                )

    def join_problems(self, scope: Scope) -> Iterator[Finding]:
        """A parallel join that a token is on its way to, and that waits for what nobody brings."""
        tokens = [t for t in self.case.tokens.in_scope(scope.id) if "listener" not in t.internal_data]
        places = {self.now(place(self.old, t)) for t in tokens} & self.new.elements.keys()
        reached = places | {after for place in places for after in following(self.new, place)}
        arrived = {
            self.flows.get(flow) for t in tokens if isinstance(t.task_spec, Join) for flow in t.internal_data["arrived"]
        }
        for element in self.new.nodes_of(self.container(scope)):
            if element.kind == "parallelGateway" and len(element.incoming) > 1 and element.id in reached:
                for flow in element.incoming:
                    if flow not in arrived and self.new.flows[flow].source not in reached:
                        yield _problem(
                            element.id,
                            "新版本在这里多等一支，本案不会有这一支",
                            "the new version waits here for a branch that this case will not have",
                        )

    def skipped(self) -> Iterator[Finding]:
        """Human steps of the new version that stand before where the case is, and that it has never had."""
        old_ids = set(self.elements.values())
        for scope in self.case.tokens.scopes.values():
            if scope.kind != "process":
                continue
            places = {self.now(place(self.old, t)) for t in self.case.tokens.in_scope(scope.id)}
            for element in self.new.nodes_of(self.container(scope)):
                if element.kind in _STEPS and element.id not in old_ids and not element.triggered_by_event:
                    after = following(self.new, element.id)
                    behind = {place for place in places if element.id in following(self.new, place)}
                    if places & after and not behind:
                        yield _to_accept(
                            element,
                            "新版本加的环节，在本案所在环节之前，本案不会办",
                            "it is new and stands before where the case is; the case will not do it",
                        )

    def counted(self) -> Iterator[Finding]:
        """Where the new version begins or ends counting behind the case, or goes on with what had ended."""
        begins, ends = self.begins, self.ends
        if begins.late:
            zh = "新版本自这一环节办结起计时，本案已在其后：期限自收件之日起算"
            en = (
                "the new version begins counting with it, the case is past it: its limit counts from the day of receipt"
            )
            yield _to_accept(begins.late, zh, en)
        if ends.late and self.case.statutory.ended_on is None:
            zh = "新版本计时到这一环节办结为止，本案已在其后：期限计到本案办结"
            en = "the new version ends counting with it, the case is past it: its limit counts until the case ends"
            yield _to_accept(ends.late, zh, en)
        if ends.again and self.case.statutory.ended_on:
            zh = "新版本计时到这一环节办结为止，本案已经停止的计时继续"
            en = "the new version ends counting with it: counting, which had ended, goes on"
            yield _to_accept(ends.again, zh, en)

    def is_there(self, scope: Scope) -> bool:
        container = self.container(scope)
        return container in self.new.processes or container in self.new.elements

    def container(self, scope: Scope) -> str:
        return self.now(scope.container)


def move(plan: Migration, case: "Runtime", moved: "Runtime") -> None:
    """Put the tokens, scopes and book of a case into one of the new version."""
    old = case.tokens
    new = moved.tokens
    new.count = old.count
    new.scopes = {s.id: replace(s, container=plan.elements.get(s.container, s.container)) for s in old.scopes.values()}
    for task in old.live():
        if _falls_away(task, case.model, moved.model, plan.elements):
            continue
        element = plan.elements[task.task_spec.element.id]
        copy = Task(new, new.node(element), new.task_tree, state=task.state, id=task.id)
        copy.internal_data = _renamed(task.internal_data, plan)
    moved.kept_votes = {
        f"{scope}:{plan.elements[element]}": votes
        for (scope, element), votes in ((key.split(":", 1), votes) for key, votes in case.kept_votes.items())
        if plan.elements[element] in moved.model.elements
    }
    known = {
        (plan.elements[e.id], plan.elements.get(e.attached_to or e.parent, e.parent))
        for e in case.model.elements.values()
    }
    for task in list(new.live()):
        _attach(task, moved, known)
    for scope in list(new.scopes.values()):
        _listen(scope, moved, known)
    _count_by(plan, moved)


def _falls_away(task: Task, old: Model, new: Model, elements: Mapping[str, str]) -> bool:
    """A branch flow that nobody has started, and that the new version does not offer any more."""
    handler = old.elements.get(task.task_spec.element.parent)
    listens = "listener" in task.internal_data and handler is not None and handler.branch
    return bool(listens and handler and elements.get(handler.id, handler.id) not in new.elements)


def _renamed(internal: Mapping[str, object], plan: Migration) -> dict[str, object]:
    renamed = dict(internal)
    if isinstance(arrived := internal.get("arrived"), dict):
        renamed["arrived"] = {plan.flows.get(flow, flow): n for flow, n in arrived.items()}
    if isinstance(by := internal.get("by"), str):
        renamed["by"] = plan.flows[by]
    if isinstance(strand := internal.get("strand"), str):
        renamed["strand"] = strands.renamed(strand, plan.elements)
    if isinstance(then := internal.get("then"), str):
        renamed["then"] = "/".join(plan.elements[id] for id in then.split("/"))
    return renamed


def _attach(task: Task, case: "Runtime", known: Set[tuple[str, str]]) -> None:
    """Boundary events that the new version adds to a step that is open; one that it had has come, where it is gone."""
    element: Element = task.task_spec.element
    if not {"inner", "parked"}.isdisjoint(task.internal_data):
        return
    for boundary in case.model.boundary_of(element.id):
        if (boundary.id, element.id) not in known:
            case.tokens.node(boundary.id).arrive(case.tokens, case.tokens.scope_of(task), host=task.id)


def _listen(scope: Scope, case: "Runtime", known: Set[tuple[str, str]]) -> None:
    """Event sub-processes that the new version adds to what is running; not where one has taken its place."""
    if scope.kind != "process":
        return
    there = {t.task_spec.element.id for t in case.tokens.in_scope(scope.id) if "listener" in t.internal_data}
    handlers = [e for e in case.model.nodes_of(scope.container) if e.triggered_by_event]
    starts = [next(c for c in case.model.nodes_of(e.id) if c.kind == "startEvent") for e in handlers]
    had = [start for start in starts if (start.id, start.parent) in known]
    if all(start.id in there or not start.interrupting for start in had):
        for start in starts:
            if start not in had:
                case.tokens.node(start.id).arrive(case.tokens, scope, listener=True)


def _count_by(plan: Migration, case: "Runtime") -> None:
    """From now on the clock goes by the new version: it says which of what is open does not count.

    Where it begins counting with the case or a step that is behind the case, and the old one had not begun, it counts
    from the day of receipt.
    """
    clock, today = case.statutory, case.today()
    clock.pauses = [replace(p, element=plan.elements.get(p.element, p.element)) for p in clock.pauses]
    excluded = {t.id: t.task_spec.element for t in case.tokens.live() if t.task_spec.element.clock == "excluded"}
    for token in [t for t in clock.going_on if t not in (SUSPENDED, *excluded)]:
        clock.resume(token, today)
    for token in excluded.keys() - clock.going_on.keys():
        clock.pause(token, today, excluded[token])
    if plan.begins.late or not any(e.clock == "starts" for e in case.model.elements.values()):
        clock.start(case.calendar.today(case.received_at))
    if plan.ends.again:
        clock.go_on()


def _marked(case: "Runtime", new: Model, elements: Mapping[str, str], mark: str) -> Marked:
    here = {
        t.task_spec.element.parent if "listener" in t.internal_data else place(case.model, t)
        for t in case.tokens.live()
    }
    there = {elements.get(id, id) for id in here} & new.elements.keys()
    old, now = ([e for e in model.elements.values() if e.clock == mark] for model in (case.model, new))
    was = _first_in(to_come(case.model, here & case.model.elements.keys()), old)
    comes = _first_in(to_come(new, there), now)
    late = now and not comes and (was or not old)
    return Marked(now[0] if late else None, None if was else comes)


def _first_in(reached: Set[str], marked: Sequence[Element]) -> Element | None:
    return next((e for e in marked if e.id in reached), None)


def _to_accept(element: Element, zh: str, en: str) -> Finding:
    return Finding("migration", element.id, "warning", Text(f"{element.name.zh}：{zh}。", f"{element.id}: {en}."))


def _problem(element: str, zh: str, en: str) -> Finding:
    return Finding("migration", element, "error", Text(f"{element}：{zh}。", f"{element}: {en}."))
