"""What of a model matters to its tokens: who waits, who goes on at once, which ways lead on. Data are left out."""

from functools import cached_property
from itertools import combinations

from engine.reading.bpmn import HUMAN
from engine.reading.model import Element, Model

OUTSIDE = frozenset({"message", "signal", "timer", "conditional"})
"""Events that may come at any moment; errors and escalations come only from within."""
PEOPLE = HUMAN | {"serviceTask"}
CONTAINERS = frozenset({"subProcess", "callActivity"})
JOINS = frozenset({"parallelGateway", "inclusiveGateway"})
QUIET = frozenset({"exclusiveGateway", "parallelGateway", "scriptTask", "businessRuleTask", "endEvent"})
MOST_SETS = 64

Way = tuple[str, ...]
"""Flows that are taken together."""


class Net:
    """A model as a game of tokens; every condition may hold or not."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.elements = model.elements
        self.cut = False  # an inclusive choice had more sets of flows than were looked at
        self._ways: dict[str, tuple[Way, ...]] = {}

    def target(self, flow: str) -> Element:
        return self.elements[self.model.flows[flow].target]

    def ways(self, element: Element) -> tuple[Way, ...]:
        """The sets of flows by which a token can go on from here; ``((),)`` where there is none."""
        found = self._ways.get(element.id)
        if found is None:
            found = self._ways[element.id] = self._find_ways(element)
        return found

    def _find_ways(self, e: Element) -> tuple[Way, ...]:
        if not e.outgoing or (e.event == "link" and e.kind == "intermediateThrowEvent"):
            return ((),)
        if e.kind == "exclusiveGateway":
            return tuple((flow,) for flow in e.outgoing)
        flows = [self.model.flows[id] for id in e.outgoing if id != e.default]
        sure = tuple(f.id for f in flows if f.condition is None)
        open_ = [f.id for f in flows if f.condition is not None]
        if not open_:
            return (sure or (e.default,) if e.default else sure,)
        sets: list[Way] = []
        for size in range(len(open_) + 1):
            for chosen in combinations(open_, size):
                if len(sets) >= MOST_SETS:
                    self.cut = True
                    return tuple(sets)
                way = sure + chosen
                if way or e.default:
                    sets.append(way or (e.default or "",))
        return tuple(sets)

    def entries(self, container: str) -> list[Element]:
        """Where the first tokens are put."""
        nodes = list(self.model.nodes_of(container))
        starts = [e for e in nodes if e.kind == "startEvent"]
        if starts:
            return [e for e in starts if e.event is None][:1] or starts[:1]
        return [e for e in nodes if e.begins]

    def container(self, e: Element) -> str:
        return (e.called or "").split(":")[-1] if e.kind == "callActivity" else e.id

    def start_of(self, handler: str) -> Element:
        return next(c for c in self.model.nodes_of(handler) if c.kind == "startEvent")

    def rests(self, e: Element) -> bool:
        """Whether a person is waited for."""
        return e.kind in PEOPLE or bool(e.asks and e.kind.endswith("Gateway"))

    @cached_property
    def handlers(self) -> dict[str, tuple[str, ...]]:
        """The event sub-processes of each container."""
        found: dict[str, tuple[str, ...]] = {}
        for e in self.elements.values():
            if e.triggered_by_event:
                found[e.parent] = (*found.get(e.parent, ()), e.id)
        return found

    @cached_property
    def reach(self) -> dict[str, dict[str, frozenset[str]]]:
        """For each inclusive join and each of its incoming flows, the nodes that lead there without passing it."""
        return {
            e.id: {flow: self._leading_to(flow, e.id) for flow in e.incoming}
            for e in self.elements.values()
            if e.kind == "inclusiveGateway" and len(e.incoming) > 1
        }

    def _leading_to(self, flow: str, gateway: str) -> frozenset[str]:
        seen: set[str] = set()
        todo = [self.model.flows[flow].source]
        while todo:
            id = todo.pop()
            if id in seen or id == gateway:
                continue
            seen.add(id)
            e = self.elements[id]
            todo.extend(self.model.flows[f].source for f in e.incoming)
            if e.attached_to:
                todo.append(e.attached_to)
            if e.kind == "intermediateCatchEvent" and e.event == "link":
                todo.extend(o.id for o in self.elements.values() if self.model.link_target(o) == id)
        return frozenset(seen)

    @cached_property
    def quiet(self) -> dict[str, bool]:
        """Tasks whose completion disturbs no other token; True where it may use up its own in an end event.

        Whichever order such a task is done in comes to the same, so that one order is enough (a persistent set).
        """
        found: dict[str, bool] = {}
        for e in self.elements.values():
            if e.kind in PEOPLE and e.parent not in self._waiting_for_others and not self.model.boundary_of(e.id):
                ends = self._disturbs_none(e)
                if ends is not None:
                    found[e.id] = ends
        return found

    @cached_property
    def _waiting_for_others(self) -> frozenset[str]:
        """Containers with a join that looks at what is going on elsewhere in them."""
        return frozenset(e.parent for e in self.elements.values() if e.id in self.reach)

    def _disturbs_none(self, e: Element) -> bool | None:
        seen: set[str] = set()
        todo, ends = [e], False
        while todo:
            at = todo.pop()
            if not at.outgoing:  # its token is used up: that may be the last, and then what holds it goes on
                ends = True
                hosts = self._hosts(at.parent)
                if hosts is None:
                    return None
                todo += [host for host in hosts if host.id not in seen]
                seen.update(host.id for host in hosts)
                continue
            for flow in at.outgoing:
                after = self.target(flow)
                if after.id in seen or self.rests(after):
                    continue
                seen.add(after.id)
                if after.kind in QUIET and after.event is None and not self.model.boundary_of(after.id):
                    todo.append(after)
                elif after.kind not in ("intermediateCatchEvent", "receiveTask", "eventBasedGateway"):
                    return None
        return ends

    def _hosts(self, container: str) -> list[Element] | None:
        """What goes on when a container is over; None where that does more than go on."""
        held = [e for e in self.elements.values() if e.kind in CONTAINERS and self.container(e) == container]
        if any(e.multi or e.triggered_by_event or e.parent in self._waiting_for_others for e in held):
            return None
        return held
