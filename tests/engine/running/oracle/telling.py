"""The oracle of what stands in what: levels, tokens and what they tell one another, from BPMN 2.0, chapter 13.

It knows nothing of the engine. What BPMN leaves open is settled as documented: what happens at once goes on in turn, a
step each; of those who wait for a message the innermost has it, then the one who has waited longest.
"""

from collections import deque
from dataclasses import dataclass, field

from tests.engine.running.oracle.nested import ACTIVITIES, Part

FAR = 400


class Endless(Exception):
    """It goes on and on without anybody doing anything."""


@dataclass(eq=False)
class Level:
    """A running process, sub-process or round of something repeated. ``host``: the token that waits for its end."""

    of: Part
    host: "Token | None"
    is_round: bool = False

    @property
    def around(self) -> "Level | None":
        return self.host.level if self.host else None

    @property
    def depth(self) -> int:
        return 1 + (self.around.depth if self.around else 0)


@dataclass(eq=False)
class Token:
    """``state``: moves | open (a person's) | waits | holds (something runs in it) | joins."""

    part: Part
    level: Level
    state: str
    host: "Token | None" = None  # of an event beside an activity
    listens: bool = False  # for what begins an event sub-process
    came: bool = False  # what it listened for
    race: object = None
    due: int | None = None
    left: int = 1  # so often a timer still comes
    held: bool = False  # its condition, when it was looked at last
    arrived: dict[Part, int] = field(default_factory=dict)
    done: int = 0  # rounds


class Telling:
    """A whole case. ``now``: minutes since it began; ``n``: the value that conditions look at."""

    def __init__(self, main: Part) -> None:
        self.tokens: list[Token] = []
        self.levels: list[Level] = []
        self.turn: deque[Token] = deque()
        self.kept: list[str] = []
        self.now, self.n = 0, 0
        self.finished = False
        self.top = self.open(main, None)
        self.begin(self.top)
        self.rest()

    # ------------------------------------------------------------------ what is seen

    @property
    def tasks(self) -> list[Token]:
        return [t for t in self.tokens if t.state == "open"]

    @property
    def due(self) -> list[int]:
        return sorted(t.due for t in self.tokens if t.due is not None and t.state == "waits")

    @property
    def messages(self) -> list[str]:
        waited = {str(t.part.what) for t in self.tokens if t.state == "waits" and t.part.event == "message"}
        return sorted(waited)

    # ------------------------------------------------------------------ what is done

    def do(self, task: Token) -> None:
        self.complete(task)
        self.rest()

    def send(self, name: str, keep: bool = False) -> None:
        if who := self.waiting("message", name):
            self.come(who[0])
        elif keep:
            self.kept.append(name)
        self.rest()

    def signal(self, name: str) -> None:
        self.come_to_all(self.waiting("signal", name))
        self.rest()

    def set(self, n: int) -> None:
        self.n = n
        self.rest()

    def later(self, minutes: int) -> None:
        until = self.now + minutes
        while first := self.first_due(until):
            assert first.due is not None
            self.now = first.due
            self.come(first)
            self.rest()
        self.now = until

    def stand_still(self, minutes: int) -> None:
        self.now += minutes
        for token in self.tokens:
            if token.due is not None:
                token.due += minutes

    # ------------------------------------------------------------------ levels and tokens

    def open(self, of: Part, host: Token | None, is_round: bool = False) -> Level:
        self.levels.append(Level(of, host, is_round))
        return self.levels[-1]

    def begin(self, level: Level) -> None:
        for handler in (p for p in level.of.parts if p.kind == "handler"):
            self.wait(handler.start, level, listens=True)
        self.move(Token(level.of.start, level, "moves"))

    def move(self, token: Token) -> None:
        if token not in self.tokens:
            self.tokens.append(token)
        token.state = "moves"
        self.turn.append(token)

    def wait(self, part: Part, level: Level, *, listens: bool = False, host: Token | None = None, race: object = None):
        token = Token(part, level, "waits", host, listens, race=race)
        if part.event in ("timer", "cycle"):
            assert isinstance(part.what, int)
            token.due, token.left = self.now + part.what, 2 if part.event == "cycle" else 1
        self.tokens.append(token)

    def arrive(self, part: Part, level: Level, via: Part, race: object = None) -> None:
        if part.kind == "fork" and part.entered > 1:
            self.join(part, level, via)
        elif part.kind in ACTIVITIES:
            self.begin_activity(part, level)
        elif part.kind == "catch" and part.event != "link":
            self.wait(part, level, race=race)
        else:
            self.move(Token(part, level, "moves"))

    def join(self, part: Part, level: Level, via: Part) -> None:
        here = (t for t in self.tokens if (t.part, t.level, t.state) == (part, level, "joins"))
        token = next(here, None)
        if token is None:
            token = Token(part, level, "joins")
            self.tokens.append(token)
        token.arrived[via] = token.arrived.get(via, 0) + 1
        if len(token.arrived) == part.entered:
            self.move(token)

    def begin_activity(self, part: Part, level: Level) -> None:
        token = Token(part, level, "holds")
        self.tokens.append(token)
        for beside in (p for p in (part.holder or self.top.of).parts if p.on is part):
            self.wait(beside, level, host=token)
        if not part.repeated:
            self.work(token)
        elif not part.times:
            self.turn.append(token)
        else:
            for _ in range(part.times if part.repeated == "parallel" else 1):
                self.round(token)

    def round(self, host: Token) -> None:
        token = Token(host.part, self.open(host.part, host, is_round=True), "holds")
        self.tokens.append(token)
        self.work(token)

    def work(self, token: Token) -> None:
        """An activity's own work, done once."""
        kind = token.part.kind
        if kind == "send":
            self.move(token)
        elif kind in ("user", "receive"):
            token.state = "open" if kind == "user" else "waits"
        else:
            self.begin(self.open(token.part.inside, token))

    def cancel(self, token: Token) -> None:
        if token in self.tokens:
            for level in [level for level in self.levels if level.host is token]:
                self.close(level)
            self.tokens = [t for t in self.tokens if t is not token and t.host is not token]

    def close(self, level: Level) -> None:
        for token in [t for t in self.tokens if t.level is level]:
            self.cancel(token)
        if level in self.levels:
            self.levels.remove(level)

    def complete(self, token: Token) -> None:
        """It leaves; the level is done when none is left in it but those that listen."""
        part, level = token.part, token.level
        if not level.is_round:
            self.tokens = [t for t in self.tokens if t.host is not token]
            self.leave(token, part, level)
        if token in self.tokens:
            self.tokens.remove(token)
        self.settle(level)

    def leave(self, token: Token, part: Part, level: Level) -> None:
        if token.came and part.kind == "start":
            host = Token(part.holder or part, level, "holds")
            self.tokens.append(host)
            inner = self.open(host.part, host)
            for handler in (p for p in host.part.parts if p.kind == "handler"):
                self.wait(handler.start, inner, listens=True)
            self.move(Token(part, inner, "moves"))
            return
        if part.to:
            self.move(Token(part.to, level, "moves"))
        race = object() if part.kind == "race" else None
        for following in part.out:
            self.arrive(following, level, part, race)
        for via, number in token.arrived.items():
            for _ in range(number - 1):
                self.join(part, level, via)

    def settle(self, level: Level) -> None:
        if level not in self.levels or self.goes_on(level):
            return
        self.conditions([t for t in self.tokens if t.level is level or (t.host and t.host is level.host)])
        if level not in self.levels or self.goes_on(level):
            return
        self.close(level)
        host = level.host
        if host is None:
            self.finished = True
        elif host not in self.tokens:
            return
        elif not level.is_round:
            self.complete(host)
        else:
            host.done += 1
            if host.done == host.part.times:
                self.complete(host)
            elif host.part.repeated != "parallel":
                self.round(host)

    def goes_on(self, level: Level) -> bool:
        return any(t.level is level and not t.listens for t in self.tokens)

    # ------------------------------------------------------------------ what comes by itself

    def rest(self) -> None:
        """Until nothing goes on by itself."""
        steps = 0
        while not self.finished:
            while self.turn and not self.finished:
                token = self.turn.popleft()
                if token not in self.tokens:
                    continue
                steps += 1
                if steps > FAR:
                    raise Endless
                if token.part.kind == "set":
                    assert isinstance(token.part.what, int)
                    self.n = token.part.what
                if token.part.kind in ("throw", "end", "send") and token.state == "moves":
                    if token.part.event not in ("none", "link"):
                        self.conditions(list(self.tokens))
                    if token not in self.tokens:
                        continue
                    self.tell(token)
                if token in self.tokens:
                    self.complete(token)
            if not self.finished and not self.conditions(list(self.tokens)) and not self.deliver():
                return

    def conditions(self, looked_at: list[Token]) -> bool:
        """At rest all are looked at; when a level is about to end, those that wait for something in it or beside it."""
        came = False
        for token in sorted(looked_at, key=self.interrupts):
            if token in self.tokens and token.state == "waits" and token.part.event == "conditional":
                holds, before = self.n == token.part.what, token.held
                token.held = holds
                if holds and not before:
                    self.come(token)
                    came = True
        return came

    def deliver(self) -> bool:
        for name in self.kept:
            if who := self.waiting("message", name):
                self.kept.remove(name)
                self.come(who[0])
                return True
        return False

    def first_due(self, until: int) -> Token | None:
        due = [t for t in self.tokens if t.due is not None and t.state == "waits" and t.due <= until]
        return None if self.finished else min(due, key=lambda t: t.due or 0, default=None)

    def tell(self, token: Token) -> None:
        event, what = token.part.event, str(token.part.what)
        if event == "message":
            self.come_to_all(self.waiting("message", what)[:1])
        elif event == "signal":
            self.come_to_all(self.waiting("signal", what))
        elif event == "terminate":
            for other in [t for t in self.tokens if t.level is token.level and t is not token]:
                self.cancel(other)
        elif event in ("error", "escalation"):
            self.raise_(token.level, event, what)

    def waiting(self, event: str, what: str) -> list[Token]:
        found = [t for t in self.tokens if t.state == "waits" and (t.part.event, t.part.what) == (event, what)]
        if event == "signal":
            found.sort(key=self.interrupts)
        return sorted(found, key=lambda t: -t.level.depth)

    def interrupts(self, token: Token) -> bool:
        """What comes to all who wait comes to what interrupts last."""
        return token.part.interrupts and (token.listens or token.host is not None)

    def raise_(self, start: Level, event: str, what: str) -> None:
        """Outward to the first that catches it, by its code before any other; an error nobody catches ends the case."""
        level: Level | None = start
        out_of: Part | None = None
        catching = [t for t in self.tokens if t.part.event == event and t.part.what in (None, what)]
        catching.sort(key=lambda t: t.part.what is None)
        while level:
            listening = [t for t in catching if t.listens and t.level is level and t.part.holder is not out_of]
            beside = [t for t in catching if level.host and t.host is level.host]
            if listening or beside:
                self.come((listening or beside)[0])
                return
            out_of, level = level.host.part if level.host else None, level.around
        if event == "error":
            self.close(self.top)
            self.finished = True

    def come_to_all(self, tokens: list[Token]) -> None:
        for token in tokens:
            if token in self.tokens and token.state == "waits":
                self.come(token)

    def come(self, token: Token) -> None:
        """What it waits for has come."""
        if not (token.listens or token.host):
            self.tokens = [t for t in self.tokens if t is token or token.race is None or t.race is not token.race]
            self.move(token)
            return
        came = Token(token.part, token.level, "moves", came=True)
        self.move(came)
        if token.part.interrupts and token.host:
            self.cancel(token.host)
        elif token.part.interrupts:
            for other in [t for t in self.tokens if t.level is token.level and t is not came]:
                self.cancel(other)
        elif token.due is not None:
            assert isinstance(token.part.what, int)
            token.left -= 1
            token.due += token.part.what
            if not token.left:
                self.tokens.remove(token)
