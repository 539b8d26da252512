"""Where a return goes, and what it gives up: worked out before anything is done, so that it can be shown."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine.errors import CannotReturn
from engine.reading.model import Element, Model
from engine.running import strands
from engine.running.nodes import Join
from engine.running.places import place, way_back, way_back_to
from engine.running.scopes import Scope
from engine.text import Text

if TYPE_CHECKING:
    from engine.running.runtime import Runtime

_STEPS = {"userTask", "manualTask", "task", "serviceTask", "subProcess", "callActivity"}


@dataclass(frozen=True, slots=True)
class Return:
    """What a return does to tokens: ``cancelled`` are given up, ``kept`` go on beside."""

    target: str
    scope: str
    origin: str
    from_: str  # the element to which it comes straight back, else the one of that token
    way_back: str  # of a return that comes straight back
    cancelled: tuple[str, ...]
    kept: tuple[str, ...]
    unjoined: dict[str, frozenset[str]]  # waiting join -> arrivals taken back
    rejoined: tuple[tuple[str, str], ...]  # (join, flow): work beside that was joined already and stands
    before_end: bool  # the step lies before the one that ends counting
    strand: str  # where an event beside an activity has begun several at once: the one that is returned in
    again: frozenset[str]  # what has to be done anew: the target, and what lies in what begins anew
    parked: str | None = None  # the returner's step, where it lies in a part of the flow that goes on meanwhile


def plan_return(case: "Runtime", target_id: str, task_id: str | None, then_back: bool) -> Return:
    """The tokens that follow from the target are given up; those beside it stay.

    Where the case comes straight back to the returner, only the returner's own work is given up.
    """
    model, target = case.model, case.model.elements[target_id]
    if target.kind not in _STEPS or target.triggered_by_event:
        raise CannotReturn(
            Text(f"{target.name.zh}不是可以退回的环节。", f"{target_id} is no step to return to."), target_id
        )
    scope, origin = _scope_and_origin(case, target, task_id)
    origin_id = case.tokens.tasks[origin].task_spec.element.id
    returner = _returner(case, task_id) if then_back and task_id else origin
    again = with_inside(model, following(model, target_id) | {target_id})
    strand = _strand(model, case.tokens.tasks[origin], target_id)
    cancelled, kept, unjoined = [], [], {}
    race = case.tokens.tasks[origin].internal_data.get("race")
    for task in case.tokens.in_scope(scope.id):
        element: Element = task.task_spec.element
        if "listener" in task.internal_data or "host" in task.internal_data:
            continue
        if isinstance(task.task_spec, Join):
            flows = [f for f in task.internal_data["arrived"] if f and model.flows[f].source in again]
            if flows and not then_back:
                _demand_told_apart(task, strand)
                unjoined[task.id] = frozenset(flows)
        elif (
            returner == origin and _same_work(task, origin, race)
            if then_back
            else again.intersection([element.id, *way_back(task)]) and strands.belongs(task, strand)
        ):
            cancelled.append(task.id)
        else:
            kept.append(task.id)
    if origin_id not in again:
        raise CannotReturn(
            Text(
                f"{target.name.zh}不在前面，不能从这里退回。",
                f"{target_id} does not come before; there is no return to it from here.",
            ),
            target_id,
        )
    ends = {e.id for e in model.elements.values() if e.clock == "ends"}
    rejoined = _joined_before(model, target_id, place(model, case.tokens.tasks[origin]))
    from_ = case.tokens.tasks[returner].task_spec.element.id
    anew = with_inside(model, {target_id}) | with_inside(model, {from_}) - {from_} if then_back else again
    return Return(
        target_id,
        scope.id,
        origin,
        from_,
        way_back_to(model, case.tokens.tasks[origin]) if returner == origin else origin_id,
        tuple(cancelled),
        tuple(kept),
        unjoined,
        rejoined,
        bool(ends & (anew if then_back else again)),
        strand,
        anew,
        None if returner == origin else returner,
    )


def _returner(case: "Runtime", task_id: str) -> str:
    """The token of a task; of a joint approval, or of what is done several times, the one of the whole."""
    task = case.tokens.tasks[task_id]
    while (scope := case.tokens.scope_of(task)).kind == "item":
        task = case.tokens.tasks[scope.host]
    return str(task.id)


def _same_work(task: Task, origin: str, race: str | None) -> bool:
    """The token that is returned from; behind an event gateway all its events are one token."""
    return task.id == origin or (race is not None and task.internal_data.get("race") == race)


def _strand(model: Model, origin: Task, target_id: str) -> str:
    """The innermost strand of the token that is returned from in which the target stands."""
    found = ""
    for event, strand in strands.events_of(origin.internal_data.get("strand", "")):
        if event in model.elements and target_id in following(model, event):
            found = strand
    return found


def _demand_told_apart(join: Task, strand: str) -> None:
    if not strands.belongs(join, strand):
        element: Element = join.task_spec.element
        raise CannotReturn(
            Text(
                "几份同时在办，汇合处分不清哪些已到，不能从这里退回。",
                "Several run at once, and what has been joined cannot be told apart; there is no return from here.",
            ),
            element.id,
        )


def _joined_before(model: Model, target: str, origin: str) -> tuple[tuple[str, str], ...]:
    """Of the parallel joins between target and origin, the flows that the target's own way does not come by."""
    again = following(model, target) | {target}
    between = [
        model.elements[id]
        for id in again
        if model.elements[id].kind == "parallelGateway" and origin in following(model, id)
    ]
    return tuple((j.id, f) for j in between for f in j.incoming if model.flows[f].source not in again)


def _scope_and_origin(case: "Runtime", target: Element, task_id: str | None) -> tuple[Scope, str]:
    """The running scope that holds the target, and the token in it from which is returned (or inside which)."""
    scopes = [s for s in case.tokens.scopes.values() if s.kind == "process" and _holds(case.model, s, target)]
    if task_id is not None:
        start: Task | None = case.tokens.tasks.get(task_id)
        if start is None:
            raise CannotReturn(Text("这项任务已不在待办。", "This task is no longer open."), target.id)
        for around in case.tokens.outward(case.tokens.scope_of(start)):
            if around in scopes:
                return around, start.id
            start = case.tokens.tasks.get(around.host) if around.host else None
            if start is None:
                break
        scopes = []
    if not scopes:
        raise CannotReturn(
            Text(
                f"{target.name.zh}所在的部分已经结束或没有开始，不能退回。",
                f"{target.id}: the part of the flow it stands in is not running.",
            ),
            target.id,
        )
    if len(scopes) > 1:
        raise CannotReturn(
            Text("有多处可退，请指明从哪项任务退回。", "There are several places to return from; name the task."),
            target.id,
        )
    after = following(case.model, target.id)
    for task in case.tokens.in_scope(scopes[0].id):
        waits = not {"listener", "host"} & task.internal_data.keys() and not isinstance(task.task_spec, Join)
        if waits and task.task_spec.element.id in after:
            return scopes[0], task.id
    raise CannotReturn(
        Text(f"{target.name.zh}后面没有正在办的环节。", f"Nothing that follows {target.id} is open."), target.id
    )


def _holds(model: Model, scope: Scope, target: Element) -> bool:
    return target.parent == scope.container


def ahead(case: "Runtime") -> frozenset[str]:
    """The elements that come after what is open: what was done of them before is to be done again.

    A step to which the flow leads back is among them where there is no way round it. What goes on beside (events that
    do not interrupt) does not come after anything.
    """
    model = case.model
    found: set[str] = set()
    for task in case.tokens.live():
        if not {"listener", "host"} & task.internal_data.keys():
            id = place(model, task)
            after = following(model, id, beside=False)
            found |= after | set(way_back(task))
            found |= {other for other in _reached(model, id) - after - {id} if not _way_round(model, id, other)}
    open_here = {t.task_spec.element.id for t in case.tokens.live()}
    return with_inside(model, found) - open_here


def to_come(model: Model, places: Collection[str]) -> frozenset[str]:
    """The elements that can still be completed, by whatever way: the places themselves, and what they lead to."""
    return with_inside(model, {after for place in places for after in _reached(model, place)} | set(places))


def with_inside(model: Model, elements: Collection[str]) -> frozenset[str]:
    """The elements, and all that is in them: of sub-processes and of the flows they call."""
    found, todo = set(elements), list(elements)
    while todo:
        element = model.elements[todo.pop()]
        called = (element.called or "").split(":")[-1]
        inside = {*element.children, *(model.processes[called].nodes if called in model.processes else ())} - found
        found |= inside
        todo += inside
    return frozenset(found)


def _reached(model: Model, start: str, without: str = "") -> set[str]:
    """What can be come to at all, back and round; ``without``: not by way of this element."""
    seen: set[str] = set()
    todo = [start]
    while todo:
        for id in _next(model, todo.pop(), beside=False):
            if id not in seen and id != without:
                seen.add(id)
                todo.append(id)
    return seen


def _way_round(model: Model, start: str, other: str) -> bool:
    """Whether an end can be reached without passing an element."""
    reached = (model.elements[id] for id in _reached(model, start, other))
    return any(not e.outgoing and model.link_target(e) is None for e in reached)


def following(model: Model, element_id: str, beside: bool = True) -> frozenset[str]:
    """The elements that can come after one, not counting flows that lead back (to where the flow has been before).

    ``beside``: also what events that do not interrupt lead to.
    """
    order = {e.id: n for n, e in enumerate(_depth_first(model, model.elements[element_id].parent))}
    seen: set[str] = set()
    todo = [element_id]
    while todo:
        id = todo.pop()
        for following_id in _next(model, id, beside):
            if following_id not in seen and order.get(following_id, 0) > order.get(id, 0):
                seen.add(following_id)
                todo.append(following_id)
    return frozenset(seen)


def _next(model: Model, id: str, beside: bool = True) -> list[str]:
    found = model.nexts(model.elements[id])
    return [id for id in found if beside or not model.elements[id].attached_to or model.elements[id].interrupting]


def _depth_first(model: Model, parent: str) -> list[Element]:
    """Topological order of a process, flows that lead back left out: reverse order of finishing a depth-first walk."""
    finished: list[Element] = []
    seen: set[str] = set()
    for root in model.nodes_of(parent):
        if not (root.begins or root.triggered_by_event or root.undoes) or root.id in seen:
            continue
        stack = [(root.id, iter(_next(model, root.id)))]
        seen.add(root.id)
        while stack:
            id, rest = stack[-1]
            child = next((c for c in rest if c not in seen), None)
            if child is None:
                finished.append(model.elements[id])
                stack.pop()
            else:
                seen.add(child)
                stack.append((child, iter(_next(model, child))))
    return finished[::-1]
