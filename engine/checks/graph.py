"""The ways through a model as one graph of points: the entry and the exit of each element, calls written out.

Sub-processes are passed through; a boundary event leaves from its host's entry (one that catches an error or an
escalation: from the ends in its host that throw it), an event sub-process from the exit of its container's start. What
stands in parallel branches lies on different ways: a check that minds says so.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from engine.reading.model import RAISED, Element, Model

MOST_POINTS = 20_000
"""Beyond this calls are passed as if they were tasks."""


@dataclass(slots=True)
class Point:
    """``inside``: the call activities around it, outermost first."""

    element: str
    exit: bool
    inside: tuple[str, ...]
    after: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)


class Graph:
    """Points by number. ``entries`` and ``exits`` of an element: one for each way in which it is called."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.points: list[Point] = []
        self.entries: dict[str, list[int]] = {}
        self.exits: dict[str, list[int]] = {}
        self._upto: dict[int, int] = {}  # the entry of a container -> the first point behind those in it
        self.start, self.end = self._container(model.process_id, ())

    # ------------------------------------------------------------------ asking

    def path(
        self, sources: Iterable[int], is_goal: Callable[[int], bool], avoiding: Collection[int] = ()
    ) -> list[int] | None:
        """A shortest way from one of the sources to a goal that passes none of the points to avoid."""
        came: dict[int, int | None] = {s: None for s in sources if s not in avoiding}
        todo = deque(came)
        while todo:
            at = todo.popleft()
            if is_goal(at):
                way: list[int] = []
                step: int | None = at
                while step is not None:
                    way.append(step)
                    step = came[step]
                return way[::-1]
            for after in self.points[at].after:
                if after not in came and after not in avoiding:
                    came[after] = at
                    todo.append(after)
        return None

    def ids(self, way: Iterable[int]) -> list[str]:
        """The elements that a way passes, in order."""
        found: list[str] = []
        for at in way:
            id = self.points[at].element
            if id in self.model.elements and not (found and found[-1] == id):
                found.append(id)
        return found

    def reachable(self, sources: Iterable[int]) -> set[int]:
        """The sources and all that lies behind them."""
        seen = set(sources)
        todo = list(seen)
        while todo:
            for after in self.points[todo.pop()].after:
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
        return seen

    def circles(self, among: Callable[[int], bool] = lambda _: True) -> list[list[int]]:
        """The strongly connected parts with a circle in them, of the points that count (Tarjan)."""
        return [part for part in self._components(among) if len(part) > 1]

    # ------------------------------------------------------------------ building

    def _point(self, element: str, exit: bool, inside: tuple[str, ...]) -> int:
        number = len(self.points)
        self.points.append(Point(element, exit, inside))
        (self.exits if exit else self.entries).setdefault(element, []).append(number)
        return number

    def _lead(self, before: int, after: int) -> None:
        self.points[before].after.append(after)
        self.points[after].before.append(before)

    def _container(self, id: str, inside: tuple[str, ...], of: str | None = None) -> tuple[int, int]:
        """The points of a process or sub-process; ``of``: the element that stands for it."""
        begin, end = self._point(of or id, False, inside), self._point(of or id, True, inside)
        within = (*inside, of) if of and self.model.elements[of].kind == "callActivity" else inside
        nodes = list(self.model.nodes_of(id))
        at = {e.id: self._element(e, within) for e in nodes}
        for e in nodes:
            self._ways_on(e, at, end)
        starts = [e for e in nodes if e.kind == "startEvent"]
        entries = starts or [e for e in nodes if e.begins]
        for e in entries:
            self._lead(begin, at[e.id][0])
        for e in nodes:
            if e.triggered_by_event:
                self._handler(e, at, [at[s.id][1] for s in starts] or [begin], end)
        if not entries:
            self._lead(begin, end)
        self._upto[begin] = len(self.points)
        return begin, end

    def _element(self, e: Element, inside: tuple[str, ...]) -> tuple[int, int]:
        called = (e.called or "").split(":")[-1]
        if e.kind == "subProcess" and e.children:
            return self._container(e.id, inside, e.id)
        if e.kind == "callActivity" and called in self.model.processes and len(self.points) < MOST_POINTS:
            return self._container(called, inside, e.id)
        entry, exit = self._point(e.id, False, inside), self._point(e.id, True, inside)
        self._lead(entry, exit)
        return entry, exit

    def _ways_on(self, e: Element, at: dict[str, tuple[int, int]], end: int) -> None:
        entry, exit = at[e.id]
        for flow in e.outgoing:
            self._lead(exit, at[self.model.flows[flow].target][0])
        for boundary in self.model.boundary_of(e.id):
            throwing = self._throwing(entry, exit, boundary)
            for source in throwing:
                self._lead(source, at[boundary.id][0])
            if not throwing:
                self._lead(entry, at[boundary.id][0])
        link = self.model.link_target(e)
        if link is not None:
            self._lead(exit, at[link][0])
        elif not e.outgoing and not e.triggered_by_event:
            self._lead(exit, end)

    def _throwing(self, entry: int, exit: int, boundary: Element) -> list[int]:
        """The exits of what throws inside a container what ``boundary`` catches. An error's end leads nowhere else."""
        if boundary.event not in RAISED:
            return []
        found = []
        for number in range(entry, self._upto.get(entry, entry)):
            point = self.points[number]
            e = self.model.elements.get(point.element)
            if not point.exit or e is None or e.event != boundary.event or number == exit or e.attached_to:
                continue
            if e.kind in ("endEvent", "intermediateThrowEvent") and boundary.catches(e):
                found.append(number)
                if e.event != "escalation":
                    for after in point.after:
                        self.points[after].before.remove(number)
                    point.after.clear()
        return found

    def _handler(self, e: Element, at: dict[str, tuple[int, int]], sources: list[int], end: int) -> None:
        entry, exit = at[e.id]
        for source in sources:
            self._lead(source, entry)
        if next((c.interrupting for c in self.model.nodes_of(e.id) if c.kind == "startEvent"), True):
            self._lead(exit, end)

    def _components(self, among: Callable[[int], bool]) -> list[list[int]]:
        index: dict[int, int] = {}
        low: dict[int, int] = {}
        stack: list[int] = []
        on: set[int] = set()
        found: list[list[int]] = []
        for root in range(len(self.points)):
            if root in index or not among(root):
                continue
            work = [(root, iter(self.points[root].after))]
            index[root] = low[root] = len(index)
            stack.append(root)
            on.add(root)
            while work:
                at, rest = work[-1]
                for after in rest:
                    if not among(after):
                        continue
                    if after not in index:
                        index[after] = low[after] = len(index)
                        stack.append(after)
                        on.add(after)
                        work.append((after, iter(self.points[after].after)))
                        break
                    if after in on:
                        low[at] = min(low[at], index[after])
                else:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[at])
                    if low[at] == index[at]:
                        part: list[int] = []
                        while not part or part[-1] != at:
                            part.append(stack.pop())
                            on.discard(part[-1])
                        found.append(part[::-1])
        return found
