"""The oracle: a token game on blocks, written to be obviously right and knowing nothing of the engine.

A running block tells its parent when it is done. A cancelled one is simply dead: nothing below it is open any more.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product

from tests.engine.running.oracle.blocks import (
    And,
    Block,
    Branched,
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

    def begin(self, block: Block, parent: "Running | None" = None) -> "Running":
        self.busy += 1
        return start(block, self, parent, self.ended)

    def give_up(self, running: "Running") -> None:
        """What was begun here is over without having ended."""
        if running.alive:
            running.dead = True
            self.busy -= 1

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

    def inside(self, other: "Running | None") -> bool:
        node: Running | None = self
        while node and node is not other:
            node = node.parent
        return node is not None

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
        self.joints: list[Joint] = []
        self.sequences: list[Sequence] = []
        self.handlers: list[tuple[Running, Running]] = []  # the guarded activity, what its timer has begun beside it
        self.root = root
        self.branch: Running | None = None
        body = root.body if isinstance(root, Branched) else root
        self.main = Running(body, Place(self, self.case, (), self._finish), None, self._finish)
        self.main.place.begin(body, self.main)

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

    def start_branch(self) -> None:
        """Beside the main flow, in a scope of its own; what it has found joins the results of those before."""
        assert isinstance(self.root, Branched)
        self.rounds = 0
        scope, place = Scope(self.case), self.main.place
        place.busy += 1
        self.branch = running = Running(self.root.branch, place, self.main, place.ended)
        self.scopes.append((running, scope))

        def hand_up() -> None:
            self.case.values["results"] = [*self.case.values.get("results", []), scope.values]
            running.done()

        Place(self, scope, (), hand_up).begin(self.root.branch, running)

    def cancel_branch(self) -> None:
        """It is over, and has found nothing."""
        assert self.branch is not None
        self.rounds = 0
        self.branch.done()

    def going_on(self) -> bool:
        return self.branch is not None and self.branch.alive

    def held(self, label: tuple[str, tuple[int, ...]]) -> bool:
        """Whether the branch has to end first."""
        task = next(t for t in self.tasks if t.alive and (t.block.id, t.place.items) == label)
        return self.going_on() and self.root.holds and not task.inside(self.branch)

    def awaited(self) -> list[str]:
        """Names of the messages that would be taken now."""
        self.receivers = [(name, r) for name, r in self.receivers if r.alive]
        return sorted({name for name, _ in self.receivers})

    def withdraw(self) -> None:
        """The applicant gives up: whatever runs is over."""
        self.main.dead = self.finished = True

    def signings(self) -> list["Joint"]:
        """The joint approvals to which signers can be added, or of which they can be removed."""
        self.joints = [j for j in self.joints if j.running.alive]
        names = [j.running.block.id for j in self.joints]
        return [j for j in self.joints if names.count(j.running.block.id) == 1]

    def returns(self) -> list[tuple["Sequence", int, tuple[str, tuple[int, ...]]]]:
        """A sequence, the number in it of a task that was done, and an open task of what was come to since."""
        self.sequences = [s for s in self.sequences if s.running.alive]
        return [
            (s, n, (task.block.id, task.place.items))
            for s in self.sequences
            for n, part in enumerate(s.running.block.parts[: s.reached])
            if isinstance(part, Task)
            for task in self.tasks
            if task.alive and (task.inside(s.now) or any(task.inside(h) for h in s.beside(n)))
        ]

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


class Sequence:
    """Blocks one after the other; who returns to one of them gives up what runs now."""

    def __init__(self, r: Running) -> None:
        self.running, self.reached = r, 0
        self.now: Running | None = None
        r.place.game.sequences.append(self)

    def go(self, index: int) -> None:
        self.reached = index
        if index == len(self.running.block.parts):
            self.running.done()
            return
        part = self.running.block.parts[index]
        self.now = Running(part, self.running.place, self.running, lambda: self.go(index + 1))
        _BEGIN[type(part)](self.now)

    def beside(self, index: int) -> list[Running]:
        """What timers have begun beside activities that come after a part of the sequence, in the same container."""
        after = self.running.block.parts[index:]
        parent = self.running.parent
        while parent is not None and parent.place is self.running.place:
            for sequence in self.running.place.game.sequences:
                if sequence.running is parent:
                    after = [*after, *parent.block.parts[sequence.reached + 1 :]]
            parent = parent.parent
        inside = {id(block) for part in after for block in _in_container(part)}
        return [
            handler
            for guarded, handler in self.running.place.game.handlers
            if handler.alive and guarded.place is self.running.place and id(guarded.block) in inside
        ]

    def return_to(self, index: int) -> None:
        self.running.place.game.rounds = 0
        for handler in self.beside(index):
            self.running.place.give_up(handler)
        self.now.dead = True
        self.go(index)


def _in_container(block: Block) -> Iterator[Block]:
    """A block and those that stand in the same process or sub-process."""
    yield block
    match block:
        case Seq():
            inner = block.parts
        case And() | Choice():
            inner = block.branches
        case Loop():
            inner = [block.body]
        case Race():
            inner = [block.after_first, block.after_second]
        case Guarded() | Try():
            inner = [block.handler]
        case _:
            inner = []
    for part in inner:
        yield from _in_container(part)


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


class Joint:
    """A multi-instance, of which a joint approval is one kind: its items are numbered, its signers can become other."""

    def __init__(self, r: Running) -> None:
        self.running, self.name, self.rule = r, r.block.id, r.block.rule
        self.items = list(range(r.block.n))
        self.started: dict[int, Running] = {}
        self.results: dict[int, dict[str, object]] = {}
        r.place.scope.values[f"l_{self.name}"] = []
        self.decided()
        if self.rule and not r.block.sequential:
            r.place.game.joints.append(self)
        if not self.items:
            r.done()
        for index in self.items[: 1 if r.block.sequential else None]:
            if r.alive:
                self.begin(index)

    def decided(self) -> bool:
        """Write the outcome so far; whether nobody needs to be waited for any more."""
        if self.rule is None:
            return False
        votes = {i: int(said[f"v_{self.name}"]) for i, said in self.results.items()}
        outcome = passes(self.rule, self.items, votes)
        self.running.place.scope.values[f"o_{self.name}"] = {
            "通过": outcome,
            "同意": sum(v >= 2 for v in votes.values()),
            "反对": sum(v == 1 for v in votes.values()),
            "弃权": sum(v == 0 for v in votes.values()),
            "应签": len(self.items),
            "已签": len(votes),
            "否决": self.rule.veto and votes.get(0) == 1,
        }
        return outcome is not None and not self.rule.waits

    def begin(self, index: int) -> None:
        outer = self.running.place
        scope = Scope(outer.scope)
        place = Place(outer.game, scope, (*outer.items, index), lambda: self.item_done(index, scope))
        place.busy = 1
        self.started[index] = item = Running(self.running.block.activity, place, self.running, place.ended)
        outer.game.scopes.append((item, scope))
        _BEGIN[type(item.block)](item)

    def item_done(self, index: int, scope: Scope) -> None:
        self.results[index] = scope.values
        self.running.place.scope.values[f"l_{self.name}"] = [self.results[i] for i in sorted(self.results)]
        enough = self.running.block.enough and len(self.results) >= self.running.block.enough
        if not self.is_over() and not enough and self.running.block.sequential:
            self.begin(len(self.results))
        elif enough:
            self.running.done()

    def is_over(self) -> bool:
        over = self.decided() or len(self.results) == len(self.items)
        if over:
            self.running.done()
        return over

    def unsigned(self) -> list[int]:
        return [i for i in self.items if i not in self.results]

    def add(self) -> None:
        self.items.append(max(self.items) + 1)
        self.begin(self.items[-1])
        self.decided()

    def remove(self, index: int) -> None:
        self.items.remove(index)
        self.started[index].dead = True
        self.is_over()


def passes(rule: Rule, signers: list[int], votes: dict[int, int]) -> bool | None:
    """None while it depends on those who have not signed yet: every way in which they could is tried."""
    missing = [i for i in signers if i not in votes]
    ways = product((0, 1, 2), repeat=len(missing))
    if len(votes) * 100 < rule.attendance * len(signers) and not _impossible(rule, signers, votes):
        return None
    ends = {_passes_in_the_end(rule, signers, votes | dict(zip(missing, way, strict=True))) for way in ways}
    return ends.pop() if len(ends) == 1 else None


def _impossible(rule: Rule, signers: list[int], votes: dict[int, int]) -> bool:
    """Whether it cannot pass any more, whoever else signs."""
    missing = [i for i in signers if i not in votes]
    ways = product((0, 1, 2), repeat=len(missing))
    return not any(_passes_in_the_end(rule, signers, votes | dict(zip(missing, way, strict=True))) for way in ways)


def _passes_in_the_end(rule: Rule, signers: list[int], votes: dict[int, int]) -> bool:
    weight = {i: i + 1 if rule.weighted else 1 for i in signers}
    agreed = sum(weight[i] for i, vote in votes.items() if vote >= 2)
    if not signers or (rule.veto and votes.get(0) == 1):
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
        handler = r.place.begin(r.block.handler, _around(r.place, r))
        r.place.game.handlers.append((r, handler))

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


def _around(place: Place, r: Running) -> Running:
    """What cancels a handler that runs beside: whatever cancels the container it stands in, and nothing less."""
    node: Running | None = r
    while node and node.place is place:
        node = node.parent
    return node or place.game.main


_BEGIN: dict[type[Block], Callable[[Running], None]] = {
    Task: _task,
    Script: _script,
    Wait: _wait,
    Receive: _receive,
    Watched: _watched,
    Try: _try,
    Seq: lambda r: Sequence(r).go(0),
    And: lambda r: _all(r, r.block.branches),
    Choice: _choice,
    Loop: _loop,
    Sub: _sub,
    Call: _call,
    Multi: Joint,
    Race: _race,
    Guarded: _guarded,
}
