"""The tokens of a case at one moment, data left out, and what happens to them: the rules of ``engine.running`` again.

A marking is thawed from its frozen form, moved and frozen again. What happens by itself happens in the order of
arrival; where a way has to be chosen the run stops, and every choice is a successor.
"""

from collections import deque
from collections.abc import Iterator

from engine.checks.soundness.net import CONTAINERS, JOINS, OUTSIDE, Net, Way
from engine.checks.soundness.tokens import AGAIN, INSIDE, OPEN, RACES, READY, WAITS, Frozen, Scope, Token, freeze, thaw
from engine.reading.model import RAISED, Element

MOST_STEPS = 2_000
ONCE_MORE: Way = ("*",)  # no flow has such an id
"""The choice to do a repeated activity again."""


class Multiplied(Exception):
    """Two tokens are where one should be; nothing behind this is looked at. ``ends``: in an end event."""

    def __init__(self, element: str, ends: bool = False) -> None:
        super().__init__(element)
        self.element, self.ends = element, ends


class Turning(Exception):
    """The tokens go round and multiply while nobody does anything."""


class Overfull(Exception):
    """More begins at once than is looked at: calls of calls, each of them several."""


class Marking:
    """Tokens that move. ``trail``: elements and flows passed since it was thawed."""

    def __init__(self, net: Net, frozen: Frozen = None) -> None:
        self.net = net
        self.agenda: deque[Token] = deque()
        self.trail: list[str] = []
        self.begun = 0
        self.root: Scope | None = None
        if frozen is not None:
            self.root, ready = thaw(frozen)
            self.agenda.extend(ready)

    def freeze(self) -> Frozen:
        return freeze(self.root, [t for t in self.agenda if not t.dead]) if self.root else None

    # ------------------------------------------------------------------ looking

    def scopes(self) -> Iterator[Scope]:
        todo = [self.root] if self.root else []
        while todo:
            scope = todo.pop()
            yield scope
            todo.extend(t.inner for t in scope.tokens if t.inner)

    def outward(self, scope: Scope | None) -> Iterator[Scope]:
        while scope is not None:
            yield scope
            scope = scope.host.scope if scope.host else None

    def element(self, token: Token) -> Element:
        return self.net.elements[token.at]

    # ------------------------------------------------------------------ running by itself

    def run(self) -> list[tuple[Token, Way | None]]:
        """Until nothing happens by itself; the choices, where one has to be made first."""
        for _ in range(MOST_STEPS):
            while self.agenda and self.agenda[0].dead:
                self.agenda.popleft()
            if not self.agenda:
                joins = [t for s in self.scopes() for t in s.tokens if t.state == WAITS and self._joins_now(t)]
                if not joins:
                    return []
                if len(joins) > 1:
                    return [(t, None) for t in joins]
                self._ready(joins[0])
                continue
            token = self.agenda[0]
            options = self.options(token)
            if len(options) > 1:
                return [(token, way) for way in options]
            self.agenda.popleft()
            self.complete(token, options[0])
        raise Turning

    def choose(self, token: Token, way: Way | None) -> None:
        """Make a choice that ``run`` asked for."""
        if way is None:
            self._ready(token)
        else:
            self.agenda.remove(token)
            self.complete(token, way)

    def options(self, token: Token) -> tuple[Way, ...]:
        e = self.element(token)
        if e.triggered_by_event or (e.kind == "startEvent" and not token.begun and self._handler_of(e)):
            return ((),)
        if e.kind == "eventBasedGateway":
            return ((),)
        ways = self.net.ways(e)
        return (*ways, ONCE_MORE) if token.state == AGAIN else ways

    def _handler_of(self, e: Element) -> Element | None:
        parent = self.net.elements.get(e.parent)
        return parent if parent is not None and parent.triggered_by_event else None

    def _joins_now(self, token: Token) -> bool:
        reach = self.net.reach.get(token.at)
        if reach is None:
            return False
        if len(token.arrived) == len(reach):
            return True
        empty = [nodes for flow, nodes in reach.items() if flow not in token.arrived]
        full = [nodes for flow, nodes in reach.items() if flow in token.arrived]
        for other in token.scope.tokens:
            leads = any(other.at in nodes for nodes in empty) and not any(other.at in nodes for nodes in full)
            if leads and other is not token:
                return False
        return True

    def _ready(self, token: Token) -> None:
        if self.net.rests(self.element(token)):
            token.state = OPEN
        else:
            token.state = READY
            self.agenda.append(token)

    # ------------------------------------------------------------------ arriving

    def begin(self, scope: Scope, at: Element | None = None) -> None:
        self.begun += 1
        if self.begun > MOST_STEPS:
            raise Overfull
        if at is None:
            scope.listening = {self.net.start_of(h).id for h in self.net.handlers.get(scope.container, ())}
        scope.beginning = True
        for e in [at] if at is not None else self.net.entries(scope.container):
            self.arrive(scope, e, begun=True)
        scope.beginning = False
        self._settle(scope)

    def arrive(self, scope: Scope, e: Element, via: str = "", *, begun: bool = False, moving: bool = False) -> None:
        """A token comes to an element; ``moving``: what it waits for has already come."""
        if e.kind in JOINS:
            self._arrive_at_join(scope, e, via)
            return
        rests = self.net.rests(e)
        waits = e.kind in ("intermediateCatchEvent", "receiveTask", "startEvent") and not begun and not moving
        state = OPEN if rests else WAITS if waits else INSIDE if e.kind in CONTAINERS else READY
        self._alone(scope, e, state)
        token = Token(e.id, scope, state, begun=begun)
        scope.tokens.append(token)
        if state == READY:
            self.agenda.append(token)
        elif state == INSIDE:
            self._enter(token)

    def _alone(self, scope: Scope, e: Element, state: int) -> None:
        """Gateways and throws are passed in a moment; elsewhere two tokens of one scope are one too many."""
        if state != READY and any(t.at == e.id for t in scope.tokens) and not e.triggered_by_event:
            raise Multiplied(e.id)

    def _enter(self, token: Token) -> None:
        e = self.element(token)
        token.inner = Scope(self.net.container(e), token)
        self.begin(token.inner, self.net.start_of(e.id) if e.triggered_by_event else None)

    def _arrive_at_join(self, scope: Scope, e: Element, via: str) -> None:
        token = next((t for t in scope.tokens if t.at == e.id and t.state == WAITS), None)
        if token is None:
            if any(t.at == e.id and t.state == OPEN for t in scope.tokens):
                raise Multiplied(e.id)
            token = Token(e.id, scope, WAITS)
            scope.tokens.append(token)
        token.arrived[via] = token.arrived.get(via, 0) + 1
        if token.arrived[via] > 1:
            raise Multiplied(e.id)
        if len(e.incoming) < 2 or (e.kind == "parallelGateway" and len(token.arrived) == len(e.incoming)):
            self._ready(token)

    # ------------------------------------------------------------------ going on

    def complete(self, token: Token, way: Way) -> None:
        """A token leaves its element by ``way``."""
        e, scope = self.element(token), token.scope
        if way == ONCE_MORE:
            token.state = INSIDE
            self._enter(token)
            return
        handler = self._handler_of(e) if e.kind == "startEvent" and not token.begun else None
        if handler is None:
            self.trail.append(e.id)
        self._act(token, e)
        if token.dead:
            return
        if handler is not None:
            self.arrive(scope, handler)
        elif e.kind == "eventBasedGateway":
            if any(t.at == e.id and t.state == RACES for t in scope.tokens):
                raise Multiplied(e.id)
            scope.tokens.append(Token(e.id, scope, RACES))
        elif (link := self.net.model.link_target(e)) is not None:
            self.arrive(scope, self.net.elements[link], moving=True)
        for flow in way:
            self.trail.append(flow)
            self.arrive(scope, self.net.target(flow), flow)
        self._drop(token)
        self._settle(scope)

    def _alone_at_end(self, scope: Scope, e: Element) -> None:
        if e.id in scope.ended:
            raise Multiplied(e.id, ends=True)
        scope.ended.add(e.id)

    def _act(self, token: Token, e: Element) -> None:
        if e.kind == "endEvent":
            self._alone_at_end(token.scope, e)
        if e.kind == "sendTask" and e.reference:
            self.send("message", e.reference)
        elif e.kind in ("endEvent", "intermediateThrowEvent"):
            if e.event in ("message", "signal"):
                self.send(e.event, e.reference or "")
            elif e.event in RAISED:
                self._raise(token.scope, e)
            elif e.event == "terminate":
                token.scope.listening.clear()
                for other in [t for t in token.scope.tokens if t is not token]:
                    self._drop(other)

    def _settle(self, scope: Scope) -> None:
        if scope.beginning or scope.tokens:
            return
        host = scope.host
        if host is None:
            self.root = None
        elif not host.dead and host.inner is scope:
            host.inner = None
            loops = self.element(host).multi in ("loop", "sequential")
            host.state = AGAIN if loops else READY
            self.agenda.appendleft(host)

    def _drop(self, token: Token) -> None:
        """Take a token away with all that is in it."""
        todo = [token]
        token.scope.tokens.remove(token)
        while todo:
            gone = todo.pop()
            gone.dead = True
            if gone.inner:
                todo.extend(gone.inner.tokens)

    # ------------------------------------------------------------------ events

    def send(self, kind: str, name: str) -> None:
        """A message reaches the innermost that waits, a signal all, what interrupts last."""
        waiting = [
            (sum(1 for _ in self.outward(s)), s, t, e) for s, t, e in self.waiting() if self._hears(e, kind, name)
        ]
        if kind == "signal":
            waiting.sort(key=lambda w: (w[2] is None or w[3].kind == "boundaryEvent") and w[3].interrupting)
        waiting.sort(key=lambda w: -w[0])
        for _, scope, token, e in waiting[: 1 if kind == "message" else None]:
            if token is None or not token.dead:
                self.fire(scope, token, e)

    def _hears(self, e: Element, kind: str, name: str) -> bool:
        return e.reference == name and (e.event == kind or (kind == "message" and e.kind == "receiveTask"))

    def waiting(self) -> list[tuple[Scope, Token | None, Element]]:
        """What may come from outside: scope, the token it is for (None: an event sub-process), the event."""
        found: list[tuple[Scope, Token | None, Element]] = []
        for scope in self.scopes():
            found += [(scope, None, self.net.elements[id]) for id in sorted(scope.listening)]
            for token in scope.tokens:
                e = self.element(token)
                if token.state == RACES:
                    found += [(scope, token, self.net.target(f)) for f in e.outgoing]
                elif token.state == WAITS and e.kind not in JOINS:
                    found.append((scope, token, e))
                if token.state in (OPEN, WAITS, INSIDE) and e.kind not in JOINS:
                    beside = self.net.model.boundary_of(token.at)
                    found += [(scope, token, b) for b in beside if b.id not in token.fired]
        return [w for w in found if w[2].event in OUTSIDE or w[2].kind == "receiveTask"]

    def fire(self, scope: Scope, token: Token | None, e: Element) -> None:
        """What is waited for has come."""
        if token is None:
            self._fire_listener(scope, e)
        elif e.kind == "boundaryEvent":
            self._fire_boundary(token, e)
        elif token.state == RACES:
            self.trail.extend(f for f in self.element(token).outgoing if self.net.target(f) is e)
            self._drop(token)
            self.arrive(scope, e, moving=True)
        else:
            token.state = READY
            self.agenda.append(token)

    def _fire_listener(self, scope: Scope, e: Element) -> None:
        if e.id not in scope.listening:
            return
        if e.interrupting:
            for other in list(scope.tokens):
                self._drop(other)
            scope.listening.clear()
        scope.listening.discard(e.id)
        token = Token(e.id, scope, READY)
        scope.tokens.append(token)
        self.agenda.append(token)

    def _fire_boundary(self, host: Token, e: Element) -> None:
        token = Token(e.id, host.scope, READY)
        host.scope.tokens.append(token)
        if e.interrupting:
            self._drop(host)
        else:
            host.fired.add(e.id)
        self.agenda.append(token)

    def _raise(self, scope: Scope, source: Element) -> None:
        """Outward to the first that catches; an error nobody catches ends the case."""
        for around in list(self.outward(scope)):
            listeners = [self.net.elements[id] for id in around.listening]
            host = around.host
            beside = [b for b in self.net.model.boundary_of(host.at) if b.id not in host.fired] if host else []
            for token, catchers in ((None, listeners), (host, beside)):
                caught = [c for c in catchers if c.catches(source)]
                if caught:
                    best = max(caught, key=lambda c: c.reference == source.reference)
                    self.fire(around if token is None else token.scope, token, best)
                    return
        if source.event == "error" and self.root:
            for token in list(self.root.tokens):
                self._drop(token)
            self.root = None
