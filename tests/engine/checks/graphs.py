"""Small random flow graphs, sound and unsound: blocks put together, then spoilt a little. Written out as BPMN."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.engine.running.conftest import HEAD

SPLITS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
WAITS = ("message", "timer")


@dataclass
class Node:
    """``event``: message, timer, error, terminate … ``on``: what a boundary event stands on."""

    id: str
    kind: str
    event: str = ""
    interrupting: bool = True
    on: str = ""
    inside: "Graph | None" = None
    repeats: bool = False  # one instance after the other
    reference: str = ""


@dataclass
class Graph:
    """What stands in one container. ``flows``: id to (source, target)."""

    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)

    def out(self, node: str) -> list[str]:
        return [f for f, (source, _) in self.flows.items() if source == node]

    def into(self, node: str) -> list[str]:
        return [f for f, (_, target) in self.flows.items() if target == node]

    def beside(self, node: str) -> list[Node]:
        return [n for n in self.nodes.values() if n.on == node]

    def start(self) -> str:
        return next(n.id for n in self.nodes.values() if n.kind == "startEvent")

    def all(self) -> Iterator["Graph"]:
        yield self
        for node in self.nodes.values():
            if node.inside:
                yield from node.inside.all()


class Maker:
    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = 0
        self.throws: list[str] = []

    def graph(self) -> Graph:
        whole = self.container(3, "startEvent")
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            self.spoil(self.random.choice(list(whole.all())))
        for graph in whole.all():
            drop_unreachable(graph)
        return whole

    def name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def add(self, g: Graph, kind: str, letter: str, **more: object) -> str:
        id = self.name(letter)
        g.nodes[id] = Node(id, kind, **more)  # type: ignore[arg-type]
        return id

    def flow(self, g: Graph, source: str, target: str) -> None:
        g.flows[self.name("F")] = (source, target)

    def container(self, depth: int, start: str, event: str = "", interrupting: bool = True) -> Graph:
        g = Graph()
        begin = self.add(g, start, "A", event=event, interrupting=interrupting)
        first, last = self.block(g, depth)
        self.flow(g, begin, first)
        self.flow(g, last, self.end(g, depth < 3))
        if self.random.random() < 0.12:
            inside = self.container(1, "startEvent", self.random.choice(WAITS), self.random.random() < 0.5)
            self.add(g, "subProcess", "H", event="handler", inside=inside)
        return g

    def end(self, g: Graph, inner: bool) -> str:
        event = self.random.choices(("", "terminate", "error"), (12, 1, 2 if inner else 0))[0]
        return self.add(g, "endEvent", "E", event=event)

    def block(self, g: Graph, depth: int) -> tuple[str, str]:
        if depth == 0 or self.random.random() < 0.15:
            return self.leaf(g)
        make = self.random.choice((self.row, self.split, self.split, self.loop, self.race, self.sub, self.guarded))
        return make(g, depth - 1)

    def leaf(self, g: Graph) -> tuple[str, str]:
        kind = self.random.choices(
            ("userTask", "intermediateCatchEvent", "receiveTask", "throw", "link"), (8, 2, 1, 1, 1)
        )[0]
        if kind == "throw":
            throw = self.add(g, "intermediateThrowEvent", "O")
            return throw, throw
        if kind == "link":
            throw = self.add(g, "intermediateThrowEvent", "L", event="link")
            catch = self.add(g, "intermediateCatchEvent", "K", event="link", reference=throw)
            return throw, catch
        event = {"userTask": "", "receiveTask": "message"}.get(kind) or self.random.choice(WAITS)
        node = self.add(g, kind, "T" if kind == "userTask" else "W", event="" if kind == "userTask" else event)
        return node, node

    def row(self, g: Graph, depth: int) -> tuple[str, str]:
        first, middle = self.block(g, depth)
        second, last = self.block(g, depth)
        self.flow(g, middle, second)
        return first, last

    def split(self, g: Graph, depth: int) -> tuple[str, str]:
        kind = self.random.choice(SPLITS)
        split, join = self.add(g, kind, "S"), self.add(g, kind, "J")
        for _ in range(self.random.choice((2, 2, 3))):
            first, last = self.block(g, depth)
            self.flow(g, split, first)
            if self.random.random() < 0.07:
                self.flow(g, last, self.end(g, True))
            else:
                self.flow(g, last, join)
        if kind != "parallelGateway" and self.random.random() < 0.3:
            g.defaults[split] = g.out(split)[-1]
        return split, join

    def loop(self, g: Graph, depth: int) -> tuple[str, str]:
        merge, again = self.add(g, "exclusiveGateway", "M"), self.add(g, "exclusiveGateway", "X")
        first, last = self.block(g, depth)
        after = self.add(g, "exclusiveGateway", "N")
        for source, target in ((merge, first), (last, again), (again, merge), (again, after)):
            self.flow(g, source, target)
        return merge, after

    def race(self, g: Graph, depth: int) -> tuple[str, str]:
        gateway, merge = self.add(g, "eventBasedGateway", "G"), self.add(g, "exclusiveGateway", "N")
        for _ in range(2):
            wait = self.add(g, "intermediateCatchEvent", "W", event=self.random.choice(WAITS))
            first, last = self.block(g, max(depth - 1, 0))
            for source, target in ((gateway, wait), (wait, first), (last, merge)):
                self.flow(g, source, target)
        return gateway, merge

    def sub(self, g: Graph, depth: int) -> tuple[str, str]:
        kind = self.random.choice(("subProcess", "callActivity"))
        inside = self.container(depth, "startEvent")
        id = self.add(g, kind, "P" if kind == "subProcess" else "C", inside=inside, repeats=self.random.random() < 0.2)
        fails = any(n.event == "error" for n in inside.nodes.values())
        return self.guard(g, id, depth, "error" if fails else "") if fails or self.random.random() < 0.4 else (id, id)

    def guarded(self, g: Graph, depth: int) -> tuple[str, str]:
        task = self.add(g, "userTask", "T")
        return self.guard(g, task, depth)

    def guard(self, g: Graph, id: str, depth: int, event: str = "") -> tuple[str, str]:
        interrupting = event == "error" or self.random.random() < 0.6
        border = self.add(
            g, "boundaryEvent", "B", event=event or self.random.choice(WAITS), interrupting=interrupting, on=id
        )
        first, last = self.block(g, max(depth - 1, 0))
        self.flow(g, border, first)
        if not interrupting:
            self.flow(g, last, self.end(g, True))
            return id, id
        merge = self.add(g, "exclusiveGateway", "N")
        self.flow(g, id, merge)
        self.flow(g, last, merge)
        return id, merge

    def spoil(self, g: Graph) -> None:
        """Another kind of gateway, a flow that leads elsewhere, or one flow more."""
        gateways = [n for n in g.nodes.values() if n.kind in SPLITS]
        targets = [n.id for n in g.nodes.values() if self.may_be_led_to(g, n)]
        ways = [f for f, (source, target) in g.flows.items() if g.nodes[source].kind != "eventBasedGateway"]
        if not gateways or not targets or not ways:
            return
        choice = self.random.random()
        if choice < 0.4:
            gateway = self.random.choice(gateways)
            gateway.kind = self.random.choice(SPLITS)
            g.defaults.pop(gateway.id, None)
        elif choice < 0.75:
            flow = self.random.choice(ways)
            g.flows[flow] = (g.flows[flow][0], self.random.choice(targets))
        else:
            self.flow(g, self.random.choice(gateways).id, self.random.choice(targets))

    def may_be_led_to(self, g: Graph, n: Node) -> bool:
        if n.kind in ("startEvent", "boundaryEvent") or n.event in ("handler", "link"):
            return False
        return not any(g.nodes[g.flows[f][0]].kind == "eventBasedGateway" for f in g.into(n.id))


def drop_unreachable(g: Graph) -> None:
    """Nothing leads there: reading would only say so."""
    links = {n.reference: n.id for n in g.nodes.values() if n.reference}
    seen = {g.start(), *(n.id for n in g.nodes.values() if n.event == "handler")}
    todo = list(seen)
    while todo:
        at = todo.pop()
        after = (
            [g.flows[f][1] for f in g.out(at)] + [n.id for n in g.beside(at)] + [c for t, c in links.items() if t == at]
        )
        for id in after:
            if id not in seen:
                seen.add(id)
                todo.append(id)
    g.nodes = {id: n for id, n in g.nodes.items() if id in seen}
    g.flows = {f: ends for f, ends in g.flows.items() if ends[0] in seen}
    g.defaults = {gateway: f for gateway, f in g.defaults.items() if f in g.flows}


# ---------------------------------------------------------------------- BPMN


def write(g: Graph) -> bytes:
    """The graph as the process ``Main``; a condition of a flow F1 is the value c_F1."""
    called: list[str] = []
    body = _inside(g, called)
    nodes = [n for graph in g.all() for n in graph.nodes.values()]
    names = "".join(f'<message id="m_{n.id}" name="{n.id}"/>' for n in nodes if n.event == "message")
    main = f'<process id="Main" isExecutable="true">{body}</process>'
    return f'{HEAD}{names}<error id="oops" errorCode="oops"/>{main}{"".join(called)}</definitions>'.encode()


def _inside(g: Graph, called: list[str]) -> str:
    nodes = "".join(_node(g, n, called) for n in g.nodes.values())
    return nodes + "".join(_flow(g, f, *ends) for f, ends in g.flows.items())


def _node(g: Graph, n: Node, called: list[str]) -> str:
    attributes = f'id="{n.id}"'
    if n.id in g.defaults:
        attributes += f' default="{g.defaults[n.id]}"'
    body = _event(n) if n.kind != "receiveTask" else ""
    if n.kind == "receiveTask":
        attributes += f' messageRef="m_{n.id}"'
    if n.kind == "boundaryEvent":
        attributes += f' attachedToRef="{n.on}" cancelActivity="{str(n.interrupting).lower()}"'
    if n.kind == "startEvent" and n.event:
        attributes += f' isInterrupting="{str(n.interrupting).lower()}"'
    if n.event == "handler":
        attributes += ' triggeredByEvent="true"'
    if n.repeats:
        body += (
            f'<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>n_{n.id}</loopCardinality>'
            "</multiInstanceLoopCharacteristics>"
        )
    if n.inside and n.kind == "callActivity":
        attributes += f' calledElement="Of{n.id}"'
        called.append(f'<process id="Of{n.id}" isExecutable="true">{_inside(n.inside, called)}</process>')
    elif n.inside:
        body += _inside(n.inside, called)
    return f"<{n.kind} {attributes}>{body}</{n.kind}>"


def _event(n: Node) -> str:
    match n.event:
        case "message":
            return f'<messageEventDefinition messageRef="m_{n.id}"/>'
        case "timer":
            return "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
        case "error":
            return '<errorEventDefinition errorRef="oops"/>'
        case "terminate":
            return "<terminateEventDefinition/>"
        case "link":
            return f'<linkEventDefinition name="{n.reference or n.id}"/>'
    return ""


def _flow(g: Graph, id: str, source: str, target: str) -> str:
    conditional = g.nodes[source].kind in ("exclusiveGateway", "inclusiveGateway") and len(g.out(source)) > 1
    inner = ""
    if conditional and g.defaults.get(source) != id:
        inner = f"<conditionExpression>c_{id}</conditionExpression>"
    return f'<sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
