"""The oracle: a token game on blocks, written to be obviously right and knowing nothing of the engine.

A running block tells its parent when it is done. A cancelled one is simply dead: nothing below it is open any more.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from tests.engine.running.oracle.blocks import (
    And,
    Block,
    Call,
    Choice,
    Guarded,
    Loop,
    Multi,
    Race,
    Receive,
    Rule,
    Script,
    Seq,
    Sub,
    Task,
    Try,
    Wait,
    Watched,
)

Done = Callable[[], None]


def in_order(scopes: list[dict[str, object]]) -> list[dict[str, object]]:
    """Whatever the order in which scopes were opened and names were set in them."""
    return sorted(scopes, key=lambda values: repr(_plain(values)))


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return sorted((name, _plain(inner)) for name, inner in value.items())
    return [_plain(inner) for inner in value] if isinstance(value, list) else str(value)


class Endless(Exception):
    """The flow goes round without anybody doing anything."""


class Scope:
    """Values of the case, of a called flow or of an item; what has none of a name asks outward."""

    def __init__(self, outer: "Scope | None" = None) -> None:
        self.outer, self.values = outer, {}

    def get(self, name: str) -> object:
        if name in self.values:
            return self.values[name]
        return self.outer.get(name) if self.outer else None


class Place:
    """Where something runs: its scope, the numbers of the items around it, and what runs beside the main flow."""

    def __init__(self, game: "Game", scope: Scope, items: tuple[int, ...], done: Done) -> None:
        self.game, self.scope, self.items, self.done = game, scope, items, done
        self.busy = 0
        self.alive = True

    def begin(self, block: Block, parent: "Running | None" = None) -> None:
        self.busy += 1
        start(block, self, parent, self.ended)

    def ended(self) -> None:
        self.busy -= 1
        if not self.busy and self.alive:
            self.alive = False
            self.done()


class Running:
    """A block that has begun."""

    def __init__(self, block: Block, place: Place, parent: "Running | None", done: Done) -> None:
        self.block, self.place, self.parent, self.up = block, place, parent, done
        self.dead = False
        self.due: datetime | None = None
        self.received: Done = self.done

    @property
    def alive(self) -> bool:
        node: Running | None = self
        while node:
            if node.dead:
                return False
            node = node.parent
        return True

    def done(self) -> None:
        if self.alive:
            self.dead = True
            self.up()


class Game:
    """A whole case."""

    def __init__(self, root: Block, now: datetime) -> None:
        self.now = now
        self.finished = False
        self.case = Scope()
        self.scopes: list[tuple[Running, Scope]] = []
        self.tasks: list[Running] = []
        self.timers: list[Running] = []
        self.receivers: list[tuple[str, Running]] = []
        self.rounds = 0
        Place(self, self.case, (), self._finish).begin(root)

    def _finish(self) -> None:
        self.finished = True

    def open(self) -> list[tuple[str, tuple[int, ...]]]:
        self.tasks = [t for t in self.tasks if t.alive]
        return [(t.block.id, t.place.items) for t in self.tasks]

    def waiting(self) -> list[tuple[datetime, str]]:
        self.timers = [t for t in self.timers if t.alive]
        return sorted((t.due, t.block.id) for t in self.timers if t.due)

    def values(self) -> list[dict[str, object]]:
        inner = [scope.values for owner, scope in self.scopes if owner.alive and scope.values]
        return in_order([self.case.values, *inner])

    def complete(self, label: tuple[str, tuple[int, ...]], value: int) -> None:
        task = next(t for t in self.tasks if (t.block.id, t.place.items) == label)
        self.tasks.remove(task)
        self.rounds = 0
        task.place.scope.values[f"v_{task.block.id}"] = Decimal(value)
        task.done()

    def awaited(self) -> list[str]:
        """Names of the messages that would be taken now."""
        self.receivers = [(name, r) for name, r in self.receivers if r.alive]
        return sorted({name for name, _ in self.receivers})

    def send(self, message: str) -> None:
        """To the one who has waited longest."""
        self.rounds = 0
        receiver = next(r for name, r in self.receivers if name == message and r.alive)
        receiver.received()

    def stand_still(self, time: timedelta) -> None:
        """The case was suspended for so long: what is waited for comes so much later."""
        self.now += time
        for timer in self.timers:
            timer.due += time

    def advance(self, now: datetime) -> None:
        while (waiting := self.waiting()) and waiting[0][0] <= now:
            timer = min((t for t in self.timers if t.due), key=lambda t: t.due)
            self.timers.remove(timer)
            self.now = timer.due
            self.rounds = 0
            timer.done()
        self.now = now


def start(block: Block, place: Place, parent: Running | None, done: Done) -> Running:
    running = Running(block, place, parent, done)
    _BEGIN[type(block)](running)
    return running


def _task(r: Running) -> None:
    r.place.game.tasks.append(r)


def _script(r: Running) -> None:
    value = r.place.scope.get(r.block.source)
    r.place.scope.values[f"v_{r.block.id}"] = Decimal(1) if value is None else value + 1
    r.done()


def _wait(r: Running) -> None:
    minutes, seconds = r.block.delay[2:-1].split("M")
    r.due = r.place.game.now + timedelta(minutes=int(minutes), seconds=float(seconds))
    r.place.game.timers.append(r)


def _receive(r: Running) -> None:
    r.place.game.receivers.append((r.block.id, r))


def _watched(r: Running) -> None:
    """The listener stands in the sub-process and dies with it."""
    main = Running(r.block.body, r.place, r, r.done)  # everything in the sub-process but the listener and its handlers
    listener = Running(r.block, r.place, r, r.done)
    place = Place(r.place.game, r.place.scope, r.place.items, r.done)

    def come() -> None:
        if r.block.interrupting:
            main.dead = listener.dead = True
            Place(r.place.game, r.place.scope, r.place.items, r.done).begin(r.block.handler, r)
        else:
            place.busy += 1
            inner = Place(r.place.game, r.place.scope, r.place.items, place.ended)
            inner.begin(r.block.handler, r)

    listener.received = come
    r.place.game.receivers.append((r.block.message, listener))
    place.begin(r.block.body, main)


def _try(r: Running) -> None:
    inside = Running(r.block.body, r.place, r, r.done)

    def after() -> None:
        if _at_least(r, r.block.fails, 2):
            inside.dead = True
            start(r.block.handler, r.place, r, r.done)
        else:
            place.ended()

    place = Place(r.place.game, r.place.scope, r.place.items, r.done)
    place.busy += 1
    start(r.block.body, place, inside, after)


def _seq(r: Running) -> None:
    def go(index: int) -> None:
        if index == len(r.block.parts):
            r.done()
        else:
            start(r.block.parts[index], r.place, r, lambda: go(index + 1))

    go(0)


def _all(r: Running, blocks: list[Block]) -> None:
    left = len(blocks)

    def one() -> None:
        nonlocal left
        left -= 1
        if not left:
            r.done()

    for block in blocks:
        start(block, r.place, r, one)


def _choice(r: Running) -> None:
    hold = [b for b, c in zip(r.block.branches, r.block.conditions, strict=False) if _at_least(r, *c)]
    chosen = hold if r.block.inclusive else hold[:1]
    _all(r, chosen or r.block.branches[-1:])


def _at_least(r: Running, name: str, least: int) -> bool:
    value = r.place.scope.get(name)
    return value is not None and value >= least


def _loop(r: Running) -> None:
    def go() -> None:
        start(r.block.body, r.place, r, again)

    def again() -> None:
        r.place.game.rounds += 1
        if r.place.game.rounds > 50:
            raise Endless
        if _at_least(r, r.block.again, 2):
            go()
        else:
            r.done()

    go()


def _sub(r: Running) -> None:
    Place(r.place.game, r.place.scope, r.place.items, r.done).begin(r.block.body, r)


def _call(r: Running) -> None:
    scope = Scope(r.place.scope)
    r.place.game.scopes.append((r, scope))

    def hand_up() -> None:
        r.place.scope.values.update({f"r_{r.block.id}": scope.values} if r.block.named else scope.values)
        r.done()

    Place(r.place.game, scope, r.place.items, hand_up).begin(r.block.body, r)


def _multi(r: Running) -> None:
    n, results = r.block.n, {}
    name, rule = r.block.id, r.block.rule
    r.place.scope.values[f"l_{name}"] = []

    def decided() -> bool:
        """Write the outcome so far; whether nobody needs to be waited for any more."""
        if rule is None:
            return False
        votes = {i: int(results[i][f"v_{name}"]) for i in results}
        outcome = passes(rule, n, votes)
        r.place.scope.values[f"o_{name}"] = {
            "通过": outcome,
            "同意": sum(v >= 2 for v in votes.values()),
            "反对": sum(v == 1 for v in votes.values()),
            "弃权": sum(v == 0 for v in votes.values()),
            "应签": n,
            "已签": len(votes),
            "否决": rule.veto and votes.get(0) == 1,
        }
        return outcome is not None and not rule.waits

    decided()
    if not n:
        r.done()
        return

    def begin(index: int) -> None:
        scope = Scope(r.place.scope)
        place = Place(r.place.game, scope, (*r.place.items, index), lambda: item_done(index, scope))
        place.busy = 1
        item = start(r.block.activity, place, r, place.ended)
        r.place.game.scopes.append((item, scope))

    def item_done(index: int, scope: Scope) -> None:
        results[index] = scope.values
        r.place.scope.values[f"l_{name}"] = [results[i] for i in sorted(results)]
        if decided() or len(results) == n or (r.block.enough and len(results) >= r.block.enough):
            r.done()
        elif r.block.sequential:
            begin(len(results))

    for index in range(1 if r.block.sequential else n):
        if r.alive:
            begin(index)


def passes(rule: Rule, n: int, votes: dict[int, int]) -> bool | None:
    """None while it depends on those who have not signed yet: every way in which they could is tried."""
    missing = [i for i in range(n) if i not in votes]
    ways = product((0, 1, 2), repeat=len(missing))
    ends = {_passes_in_the_end(rule, n, votes | dict(zip(missing, way, strict=True))) for way in ways}
    return ends.pop() if len(ends) == 1 else None


def _passes_in_the_end(rule: Rule, n: int, votes: dict[int, int]) -> bool:
    weight = {i: i + 1 if rule.weighted else 1 for i in range(n)}
    agreed = sum(weight[i] for i, vote in votes.items() if vote >= 2)
    if not n or (rule.veto and votes[0] == 1):
        return False
    match rule.name:
        case "any":
            return agreed >= 1
        case "majority":
            return 2 * agreed > sum(weight.values())
        case "quorum" | "weights":
            return agreed >= rule.need
    return agreed == sum(weight.values())


def _race(r: Running) -> None:
    def then(winner: Block, loser: Running) -> None:
        loser.dead = True
        start(winner, r.place, r, r.done)

    first = start(r.block.first, r.place, r, lambda: then(r.block.after_first, second))
    second = start(r.block.second, r.place, r, lambda: then(r.block.after_second, first))


def _guarded(r: Running) -> None:
    left = r.block.times

    def late() -> None:
        nonlocal left
        if r.block.interrupting:
            activity.dead = True
            start(r.block.handler, r.place, r, r.done)
            return
        left -= 1
        if left:
            again()
        r.place.begin(r.block.handler, _around(r.place, r))

    def again() -> None:
        nonlocal timer
        due = timer.due
        timer = Running(r.block.timer, r.place, r, late)
        _wait(timer)
        timer.due = due + (timer.due - r.place.game.now)

    def finished() -> None:
        timer.dead = True
        r.done()

    timer = Running(r.block.timer, r.place, r, late)
    activity = Running(r.block.activity, r.place, r, finished)
    _wait(timer)
    _BEGIN[type(r.block.activity)](activity)


def _around(place: Place, r: Running) -> Running | None:
    """What cancels a handler that runs beside: whatever cancels the container it stands in, and nothing less."""
    node: Running | None = r
    while node and node.place is place:
        node = node.parent
    return node


_BEGIN: dict[type[Block], Callable[[Running], None]] = {
    Task: _task,
    Script: _script,
    Wait: _wait,
    Receive: _receive,
    Watched: _watched,
    Try: _try,
    Seq: _seq,
    And: lambda r: _all(r, r.block.branches),
    Choice: _choice,
    Loop: _loop,
    Sub: _sub,
    Call: _call,
    Multi: _multi,
    Race: _race,
    Guarded: _guarded,
}
