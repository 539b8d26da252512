"""Random flows without any block structure: gateways and steps with edges between any of them, forward and back.

A net may deadlock, run a step many times at once, or end with work left over: what it does is fixed all the same.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

EVENTS = ("message", "timer", "signal", "conditional")
GATEWAYS = ("xor", "and", "or")


@dataclass
class Node:
    """``kind``: start, end, terminate, error, escalation, task, sub, handler, race, an event waited for, a gateway."""

    id: str
    kind: str
    least: int = 1  # of a conditional event: the value of ``read`` it waits for
    read: str = "v_none"
    delay: float = 0  # of a timer, in minutes; no two are alike
    inner: "Net | None" = None
    edge: "Node | None" = None  # the boundary event of a sub-process
    cancels: bool = True
    catches: str = ""  # of a handler and its start: the event
    by_throw: bool = False  # a step that tells the signal when it is done
    called: bool = False  # of a sub: another process, with values of its own

    @property
    def event(self) -> str:
        """What it waits for, if it waits."""
        return self.catches or self.kind

    @property
    def start(self) -> "Node":
        assert self.inner
        return next(n for n in self.inner.nodes.values() if n.kind == "start")


@dataclass
class Edge:
    id: str
    source: str
    target: str
    condition: tuple[str, int] | None = None  # none: always, or the default


class Net:
    """Shown as its BPMN."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.handlers: list[Node] = []  # its event sub-processes

    def __repr__(self) -> str:
        return write_net(self).decode()

    def out(self, node: str) -> list[Edge]:
        return [e for e in self.edges if e.source == node]

    def into(self, node: str) -> list[Edge]:
        return [e for e in self.edges if e.target == node]

    def all_nodes(self) -> list[Node]:
        inner = [n for node in self.nodes.values() if node.inner for n in node.inner.all_nodes()]
        edges = [node.edge for node in self.nodes.values() if node.edge]
        handlers = [n for node in self.handlers if node.inner for n in node.inner.all_nodes()]
        return [*self.nodes.values(), *edges, *inner, *self.handlers, *handlers]

    def is_deep(self) -> bool:
        """Whether something raised may pass by others that are on their way: event sub-processes, or three levels."""
        inner = [n.inner for n in self.nodes.values() if n.inner]
        return bool(self.handlers) or any(n.inner or net.handlers for net in inner for n in net.nodes.values())

    def raises(self) -> set[str]:
        """What can go out of it, if nothing in it catches it."""
        return {n.kind for n in self.all_nodes()} & {"error", "escalation"}


class _Maker:
    """Draws a net; ids are numbered over all levels."""

    def __init__(self, draw: st.DrawFn, handling: bool) -> None:
        self.draw, self.handling = draw, handling
        self.number = 0
        self.tasks: list[str] = []

    def id(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def net(self, depth: int) -> Net:
        net = Net()
        raised = ["error", "escalation", *["escalation"] * 8 * self.handling] if depth or self.handling else []
        ends = ["end", "end", "end", "terminate", *raised]
        kinds = ["task"] * 5 + ["throw", "race", *GATEWAYS, *GATEWAYS, *EVENTS] + ["sub"] * (2 - depth)
        if self.handling:
            kinds = [k for k in kinds if k != "and"] + ["task"] * 5
        sources: list[str] = [self.add(net, "start")]  # what edges may leave
        targets: list[str] = []  # what they may enter
        for _ in range(self.draw(st.integers(3, (8, 5, 3)[depth]))):
            kind = self.draw(st.sampled_from(kinds))
            node = self.add(net, kind, depth)
            targets.append(node)
            self.join(net, self.draw(st.sampled_from(sources)), node)
            sources += self.leaving(net, node)
        for _ in range(self.draw(st.integers(1, 2))):
            end = self.add(net, self.draw(st.sampled_from(ends)))
            self.join(net, self.draw(st.sampled_from(sources[1:])), end)
            targets.append(end)
        for _ in range(self.draw(st.integers(0, 5))):
            self.join(net, self.draw(st.sampled_from(sources[1:])), self.draw(st.sampled_from(targets)))
        for source in sources:
            if not net.out(source):
                self.join(net, source, self.draw(st.sampled_from(targets)))
        self.conditions(net)
        if self.handling and depth < 2:
            net.handlers = [self.handler() for _ in range(self.draw(st.integers(1 - depth, 2)))]
        return net

    def handler(self) -> Node:
        """An event sub-process; it may raise errors and escalations itself."""
        caught = self.draw(st.sampled_from(["error", *["escalation"] * 3, *EVENTS]))
        node = Node(self.id("H"), "handler", catches=caught)
        node.cancels = caught == "error" or self.draw(st.integers(0, 3)) == 0
        node.inner = self.net(2)
        node.start.catches, node.start.cancels = caught, node.cancels
        self.arm(node.start)
        return node

    def add(self, net: Net, kind: str, depth: int = 2) -> str:
        node = Node(self.id("T" if kind in ("task", "throw") else kind[0].upper()), "task" if kind == "throw" else kind)
        net.nodes[node.id] = node
        if node.kind == "task":
            self.tasks.append(node.id)
            node.by_throw = kind == "throw"
        self.arm(node)
        if kind == "sub":
            node.inner = self.net(depth + 1)
            node.called = self.draw(st.booleans())
            self.guard(node)
        return node.id

    def arm(self, node: Node) -> None:
        if node.event == "timer":
            node.delay = self.draw(st.integers(1, 9)) + self.number / 1000
        elif node.event == "conditional":
            node.read = f"v_{self.draw(st.sampled_from(self.tasks or ['none']))}"
            node.least = self.draw(st.integers(1, 3))

    def guard(self, sub: Node) -> None:
        """A boundary event; what a sub-process raises is always caught by one that takes anything."""
        raised = sub.inner.raises() if sub.inner else set()
        kind = (
            "error"
            if "error" in raised and not self.handling
            else self.draw(st.sampled_from(["escalation", *["error"] * self.handling, *EVENTS, None]))
        )
        if kind is not None:
            sub.edge = Node(self.id("B"), kind, cancels=kind == "error" or self.draw(st.booleans()))
            self.arm(sub.edge)

    def leaving(self, net: Net, id: str) -> list[str]:
        """The nodes whose outgoing edges are free; of a race its events, of a sub-process its boundary too."""
        node = net.nodes[id]
        if node.kind == "race":
            events = [self.add(net, self.draw(st.sampled_from(EVENTS))) for _ in range(2)]
            for event in events:
                self.join(net, id, event)
            return events
        return [id, *([node.edge.id] if node.edge else [])]

    def join(self, net: Net, source: str, target: str) -> None:
        if not any((e.source, e.target) == (source, target) for e in net.edges):
            net.edges.append(Edge(self.id("f"), source, target))

    def conditions(self, net: Net) -> None:
        for node in net.nodes.values():
            if node.kind in ("xor", "or"):
                for edge in net.out(node.id)[:-1]:
                    read = self.draw(st.sampled_from(self.tasks or ["none"]))
                    edge.condition = (f"v_{read}", self.draw(st.integers(1, 3)))


@st.composite
def nets(draw: st.DrawFn) -> Net:
    """Some ten to thirty nodes, with up to three levels."""
    return _Maker(draw, handling=False).net(0)


@st.composite
def handling_nets(draw: st.DrawFn) -> Net:
    """Such nets with event sub-processes on every level but the last."""
    return _Maker(draw, handling=True).net(0)


_GATEWAY = {"xor": "exclusiveGateway", "and": "parallelGateway", "or": "inclusiveGateway"}
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:test">'


def write_net(net: Net) -> bytes:
    """The net as BPMN 2.0; its process is ``Main``."""
    messages = "".join(f'<message id="m_{n.id}" name="{n.id}"/>' for n in net.all_nodes() if n.event == "message")
    declared = '<signal id="sig" name="S"/><error id="err" errorCode="E"/><escalation id="esc" escalationCode="X"/>'
    called = [("Main", net), *((f"Called{n.id}", n.inner) for n in net.all_nodes() if n.called and n.inner)]
    processes = "".join(f'<process id="{id}" isExecutable="true">{_inside(part)}</process>' for id, part in called)
    return f"{HEAD}{messages}{declared}{processes}</definitions>".encode()


def _inside(net: Net) -> str:
    nodes = "".join(_node(net, n) for n in (*net.nodes.values(), *net.handlers))
    return nodes + "".join(_edge(net, e) for e in net.edges)


def _node(net: Net, n: Node) -> str:
    if n.kind in _GATEWAY:
        out = net.out(n.id)
        default = f' default="{out[-1].id}"' if n.kind != "and" and len(out) > 1 else ""
        return f'<{_GATEWAY[n.kind]} id="{n.id}"{default}/>'
    match n.kind:
        case "task":
            if not n.by_throw:
                return f'<userTask id="{n.id}"/>'
            told = '<signalEventDefinition signalRef="sig"/>'
            throw = f'<intermediateThrowEvent id="{n.id}t">{told}</intermediateThrowEvent>'
            return f'<userTask id="{n.id}"/>{throw}<sequenceFlow id="{n.id}f" sourceRef="{n.id}" targetRef="{n.id}t"/>'
        case "race":
            return f'<eventBasedGateway id="{n.id}"/>'
        case "sub":
            assert n.inner
            boundary = ""
            if n.edge:
                cancel = f'cancelActivity="{str(n.edge.cancels).lower()}"'
                boundary = (
                    f'<boundaryEvent id="{n.edge.id}" attachedToRef="{n.id}" {cancel}>{_event(n.edge)}</boundaryEvent>'
                )
            if n.called:
                return f'<callActivity id="{n.id}" calledElement="Called{n.id}"/>{boundary}'
            return f'<subProcess id="{n.id}">{_inside(n.inner)}</subProcess>{boundary}'
        case "handler":
            assert n.inner
            return f'<subProcess id="{n.id}" triggeredByEvent="true">{_inside(n.inner)}</subProcess>'
        case "start" if n.catches:
            return f'<startEvent id="{n.id}" isInterrupting="{str(n.cancels).lower()}">{_event(n)}</startEvent>'
        case "start":
            return f'<startEvent id="{n.id}"/>'
        case "end" | "terminate" | "error" | "escalation":
            return f'<endEvent id="{n.id}">{_event(n)}</endEvent>'
    return f'<intermediateCatchEvent id="{n.id}">{_event(n)}</intermediateCatchEvent>'


def _event(n: Node) -> str:
    match n.event:
        case "end":
            return ""
        case "timer":
            minutes, rest = divmod(round(n.delay * 1000), 1000)
            span = f"PT{minutes}M{rest * 0.06:.2f}S"
            return f"<timerEventDefinition><timeDuration>{span}</timeDuration></timerEventDefinition>"
        case "message":
            return f'<messageEventDefinition messageRef="m_{n.id}"/>'
        case "signal":
            return '<signalEventDefinition signalRef="sig"/>'
        case "conditional":
            condition = f"{n.read} &gt;= {n.least}"
            return f"<conditionalEventDefinition><condition>{condition}</condition></conditionalEventDefinition>"
        case "terminate":
            return "<terminateEventDefinition/>"
    return f'<{n.event}EventDefinition {n.event}Ref="{n.event[:3]}"/>'


def _edge(net: Net, e: Edge) -> str:
    inner = ""
    if e.condition:
        inner = f"<conditionExpression>{e.condition[0]} &gt;= {e.condition[1]}</conditionExpression>"
    source = f"{e.source}t" if e.source in net.nodes and net.nodes[e.source].by_throw else e.source
    return f'<sequenceFlow id="{e.id}" sourceRef="{source}" targetRef="{e.target}">{inner}</sequenceFlow>'
