"""The oracle of nets: a marking and what moves in it, straight from BPMN 2.0, chapter 13.

It knows nothing of the engine.
"""

from collections import Counter, deque
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.engine.running.oracle.nets import Edge, Net, Node

CROWD = 30


class Endless(Exception):
    """The flow goes round without anybody doing anything."""


class Ambiguous(Exception):
    """BPMN leaves open what happens.

    Two inclusive joins, or one and a condition that has come true, can go on at once; of things that happen together
    one ends another's wait; a level ends in two ways at once; where event sub-processes listen or there are three
    levels, one thing raised, or a terminate end, ends what another is raised from in the same move; a sub-process runs
    twice at once (its tokens cannot be told apart here).
    """


class Crowded(Exception):
    """A loop that splits doubles its tokens in every round: such a play is broken off."""


class Token:
    """Stands on a step, an event or a sub-process. ``race``: shared by the events of one event gateway."""

    def __init__(self, node: Node, level: "Level", due: datetime | None, race: "Race | None" = None) -> None:
        self.node, self.level, self.due, self.race = node, level, due, race
        self.inside: Level | None = None
        self.held = False


class Race:
    """The gateway at which the one token of a race stands."""

    def __init__(self, gateway: Node) -> None:
        self.gateway = gateway


class Level:
    """The process, a running sub-process or a called process; this has its own values and asks outward for others."""

    def __init__(self, net: Net, host: Token | None) -> None:
        self.net, self.host = net, host
        self.values: dict[str, int] = host.level.values if host and not host.node.called else {}
        self.listening: list[Token] = []  # at the starts of its event sub-processes
        self.tokens: list[Token] = []
        self.guards: list[Token] = []  # boundary events of what runs here
        self.arrived: dict[str, Counter[str]] = {}
        self.terminated = False
        self.outcomes: set[str] = set()  # in this move

    def around(self) -> Iterator["Level"]:
        """The levels that it is in, itself left out."""
        host = self.host
        while host is not None:
            yield host.level
            host = host.level.host

    def value(self, name: str) -> int:
        return next((level.values[name] for level in (self, *self.around()) if name in level.values), -1)

    @property
    def is_empty(self) -> bool:
        return not self.tokens and not any(+c for c in self.arrived.values())


class Marking:
    """A whole case."""

    def __init__(self, net: Net, now: datetime) -> None:
        self.now = now
        self.finished = False
        self.moves = 0
        self.raised, self.ended_something = 0, False  # in this move
        self.raised_beside: set[Level] = set()  # in this move: out of what is in these, while others were on their way
        self.deep = net.is_deep()
        self.moving: deque[tuple[Level, Edge]] = deque()
        self.top = Level(net, None)
        self.begin(self.top)
        self.rest()

    # ------------------------------------------------------------------ what is seen

    def levels(self) -> Iterator[Level]:
        todo = [] if self.finished else [self.top]
        while todo:
            level = todo.pop()
            yield level
            todo += [t.inside for t in level.tokens if t.inside]

    def waiting(self, *kinds: str) -> list[Token]:
        found = [t for level in self.levels() for t in (*level.tokens, *level.guards, *level.listening)]
        return [t for t in found if t.node.event in kinds and t.node.kind != "handler"]

    def runs(self, start: Token) -> bool:
        """Whether the event sub-process that would begin here runs already."""
        return start in start.level.listening and any(
            t.node.kind == "handler" and t.node.start is start.node for t in start.level.tokens
        )

    def joins(self) -> list[tuple[str, dict[str, int]]]:
        return sorted((id, dict(+c)) for level in self.levels() for id, c in level.arrived.items() if +c)

    # ------------------------------------------------------------------ what is done

    def complete(self, task: str, value: int) -> None:
        token = next(t for t in self.waiting("task") if t.node.id == task)
        token.level.values[f"v_{task}"] = value
        self.moves = 0
        if token.node.by_throw:
            self.come_true(self.at_once([t for t in self.waiting("conditional") if self.comes_true(t)]))
        if token.node.by_throw and token in self.waiting("task"):
            for heard in self.at_once(self.waiting("signal")):
                if heard in self.waiting("signal"):
                    self.happen(heard)
        if token in self.waiting("task"):
            token.level.tokens.remove(token)
            self.leave(token.level, token.node)
        self.rest()

    def send(self, message: str) -> None:
        self.moves = 0
        self.happen(next(t for t in self.waiting("message") if t.node.id == message))
        self.rest()

    def advance(self, now: datetime) -> None:
        while due := sorted(
            ((t.due, t.node.id, t) for t in self.waiting("timer") if t.due and t.due <= now), key=lambda d: d[:2]
        ):
            self.now, self.moves = due[0][0], 0
            self.happen(due[0][2])
            self.rest()
        self.now = now

    def stand_still(self, time: timedelta) -> None:
        self.now += time
        for token in self.waiting("timer"):
            if token.due:
                token.due += time

    # ------------------------------------------------------------------ how tokens move

    def begin(self, level: Level) -> None:
        level.listening = [Token(h.start, level, self.due(h.start)) for h in level.net.handlers]
        self.leave(level, next(n for n in level.net.nodes.values() if n.kind == "start"))

    def leave(self, level: Level, node: Node) -> None:
        edges = level.net.out(node.id)
        if node.kind in ("xor", "or") and len(edges) > 1:
            hold = [e for e in edges[:-1] if self.holds(level, e)]
            edges = (hold[:1] if node.kind == "xor" else hold) or edges[-1:]
        self.moving.extend((level, edge) for edge in edges)

    def holds(self, level: Level, edge: Edge) -> bool:
        assert edge.condition
        return level.value(edge.condition[0]) >= edge.condition[1]

    def enter(self, level: Level, node: Node, edge: Edge) -> None:
        self.moves += 1
        if self.moves > 300:
            raise Endless
        if node.kind in ("terminate", "error", "escalation"):
            level.outcomes.add(node.kind)
            if len(level.outcomes) > 1:
                raise Ambiguous
        if level.terminated or level not in self.levels():
            return
        if node.kind in ("terminate", "error", "escalation") and self.overtaken(level):
            return
        match node.kind:
            case "xor":
                self.leave(level, node)
            case "and" | "or":
                level.arrived.setdefault(node.id, Counter())[edge.id] += 1
                self.join(level, node)
            case "end":
                pass
            case "terminate":
                inside = any(level in moving.around() for moving, _ in self.moving)
                if self.deep and (inside or level in self.raised_beside):
                    raise Ambiguous
                level.terminated = True
                level.tokens.clear()
                level.listening.clear()
                level.guards.clear()
                level.arrived.clear()
            case "error" | "escalation":
                self.raise_(level, node.kind)
            case "race":
                race = Race(node)
                for e in level.net.out(node.id):
                    self.stand(level, level.net.nodes[e.target], race)
            case "sub":
                token = self.stand(level, node)
                if sum(t.node is node for t in level.tokens) > 1:
                    raise Ambiguous
                if node.edge:
                    level.guards.append(Token(node.edge, level, self.due(node.edge)))
                assert node.inner
                token.inside = Level(node.inner, token)
                self.begin(token.inside)
            case _:
                self.stand(level, node)

    def stand(self, level: Level, node: Node, race: Race | None = None) -> Token:
        token = Token(node, level, self.due(node), race)
        level.tokens.append(token)
        if len(level.tokens) > CROWD:
            raise Crowded
        return token

    def due(self, node: Node) -> datetime | None:
        if node.event != "timer" or node.kind == "handler":
            return None
        minutes, rest = divmod(round(node.delay * 1000), 1000)
        return self.now + timedelta(minutes=minutes, seconds=round(rest * 0.06, 2))

    def join(self, level: Level, node: Node) -> None:
        """A parallel join goes on when every edge has a token, an inclusive one with a single edge at once."""
        arrived, edges = level.arrived[node.id], level.net.into(node.id)
        if node.kind == "and" or len(edges) == 1:
            while all(arrived[e.id] for e in edges) and level in self.levels():
                self.use_up(level, node)

    def use_up(self, level: Level, node: Node) -> None:
        arrived = level.arrived[node.id]
        for edge in list(+arrived):
            arrived[edge] -= 1
        self.leave(level, node)

    def happen(self, token: Token) -> None:
        """What an event waited for has come."""
        level, node = token.level, token.node
        if token in level.listening:
            self.handle(token)
            return
        if token in level.guards:
            host = next(t for t in level.tokens if t.node.edge is node)
            if node.cancels or node.kind == "timer":
                level.guards.remove(token)
            if node.cancels:
                level.tokens.remove(host)
        else:
            level.tokens = [t for t in level.tokens if t is not token and not (token.race and t.race is token.race)]
        self.leave(level, node)

    def raise_(self, level: Level, kind: str) -> None:
        """Caught by the first around that takes it: an event sub-process that it does not come out of, or a border.

        An error that nobody catches ends the case; an escalation that nobody catches is over.
        """
        self.raised += 1
        if self.moving:
            self.raised_beside.update(level.around())
        out_of: Node | None = None
        around: Level | None = level
        while around is not None:
            start = next((t for t in around.listening if t.node.event == kind and t.node is not out_of), None)
            if start is not None:
                self.handle(start)
                return
            host = around.host
            guard = next((g for g in host.level.guards if g.node is host.node.edge), None) if host else None
            if guard is not None and guard.node.kind == kind:
                self.unambiguous(guard.node.cancels)
                self.happen(guard)
                return
            out_of = host.node.start if host and host.node.kind == "handler" else None
            around = host.level if host else None
        if kind == "error":
            self.unambiguous(True)
            self.finished = True
            self.moving.clear()

    def handle(self, start: Token) -> None:
        """An event sub-process begins."""
        level, handler = start.level, next(h for h in start.level.net.handlers if h.start is start.node)
        self.unambiguous(handler.cancels)
        if handler.cancels:
            level.tokens.clear()
            level.guards.clear()
            level.arrived.clear()
            level.listening.clear()
            self.moving = deque(m for m in self.moving if m[0] is not level)
        elif start.node.event == "timer":
            level.listening.remove(start)
        token = self.stand(level, handler)
        if sum(t.node is handler for t in level.tokens) > 1:
            raise Ambiguous
        assert handler.inner
        token.inside = Level(handler.inner, token)
        self.begin(token.inside)

    def unambiguous(self, ends: bool) -> None:
        """What is raised at once goes in some order: that must not matter."""
        self.ended_something = self.ended_something or ends
        if self.deep and self.ended_something and (self.raised > 1 or self.moving):
            raise Ambiguous

    def settle(self, level: Level) -> None:
        """A level in which nothing is left is done."""
        if level.host is None:
            self.finished = True
            return
        outer, host = level.host.level, level.host
        outer.values |= level.values
        outer.tokens.remove(host)
        outer.guards = [g for g in outer.guards if g.node is not host.node.edge]
        self.leave(outer, host.node)

    # ------------------------------------------------------------------ when nothing else can move

    def move(self) -> None:
        """All that is on its way, in the order in which it set out; then levels that are empty end."""
        while True:
            while self.moving:
                level, edge = self.moving.popleft()
                self.enter(level, level.net.nodes[edge.target], edge)
            empty = next((level for level in self.levels() if level.is_empty), None)
            if empty is None:
                break
            at_last = [t for t in self.waiting("conditional") if self.watches(t, empty) and self.comes_true(t)]
            if at_last:
                self.come_true(self.at_once(at_last))
            else:
                self.settle(empty)
        self.raised, self.ended_something = 0, False
        self.raised_beside.clear()
        for level in self.levels():
            level.outcomes.clear()

    def rest(self) -> None:
        while True:
            self.move()
            true = self.at_once([t for t in self.waiting("conditional") if self.comes_true(t)])
            ready = [(level, n) for level in self.levels() for n in level.net.nodes.values() if self.can_join(level, n)]
            if len(ready) > 1 or (ready and true):
                raise Ambiguous
            if true:
                self.come_true(true)
                continue
            if not ready:
                return
            self.use_up(*ready[0])

    def overtaken(self, level: Level) -> bool:
        """Whether a condition that is true by now ends a level before something in it tells others anything."""
        true = self.at_once([t for t in self.waiting("conditional") if self.comes_true(t)])
        ended = any(t in level.listening and h.cancels for t in true for h in level.net.handlers if h.start is t.node)
        self.come_true(true)
        return ended or level not in self.levels()

    def come_true(self, tokens: list[Token]) -> None:
        """All of them, before what one brings about ends what another is waited for in."""
        for token in tokens:
            token.held = True
            self.happen(token)

    def watches(self, token: Token, level: Level) -> bool:
        """Whether it listens in a level, or waits beside the activity that the level is inside of."""
        host = level.host
        return token in level.listening or (
            host is not None and token in host.level.guards and token.node is host.node.edge
        )

    def comes_true(self, token: Token) -> bool:
        true = token.level.value(token.node.read) >= token.node.least
        token.held = token.held and true
        return true and not token.held

    def at_once(self, tokens: list[Token]) -> list[Token]:
        """Events that happen together; where one of them would end another's wait, their order decides."""
        races = [t.race for t in tokens if t.race]
        beside = [t for t in tokens if t in t.level.guards or t in t.level.listening]
        ends = any(t.node.cancels for t in beside) or len(races) > len(set(races))
        if len(tokens) > 1 and ends:
            raise Ambiguous
        return tokens

    def can_join(self, level: Level, join: Node) -> bool:
        """BPMN 2.0, table 13.3, inclusive gateway."""
        arrived = +level.arrived.get(join.id, Counter())
        edges = level.net.into(join.id)
        if join.kind != "or" or not arrived or len(edges) == 1:
            return False
        full, empty = [e for e in edges if arrived[e.id]], [e for e in edges if not arrived[e.id]]
        places = [t.race.gateway.id if t.race else t.node.id for t in level.tokens]
        places += [id for id, c in level.arrived.items() if +c and id != join.id]
        return not any(
            any(self.path(level.net, place, e, join.id) for e in empty)
            and not any(self.path(level.net, place, e, join.id) for e in full)
            for place in places
        )

    def path(self, net: Net, place: str, edge: Edge, without: str) -> bool:
        seen, todo = {without}, [place]
        while todo:
            id = todo.pop()
            if id in seen:
                continue
            if id == edge.source:
                return True
            seen.add(id)
            node = net.nodes.get(id)
            todo += [e.target for e in net.out(id)] + ([node.edge.id] if node and node.edge else [])
        return False
