"""Every marking a case can come to, one after the other, until all are seen or there are too many."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.checks.soundness.marking import Marking, Multiplied, Overfull, Turning
from engine.checks.soundness.net import Net
from engine.checks.soundness.tokens import INSIDE, OPEN, READY, Frozen, Scope
from engine.reading.model import Model

MOST_WORK = 30_000
"""Tokens looked at over all markings: some thousands of markings; real models have some tens, at most hundreds."""

STEP, ESCAPE, ABANDON = range(3)
"""An ordinary step; an event that takes a case out of a part of it; one that ends all of it from outside."""

Ids = tuple[str, ...]
Move = tuple[int, int, int, str]
"""Kind, scope and token by their places (-1: an event sub-process), event (none: a person is done)."""


@dataclass
class Space:
    """What a search has found. Markings are numbers; each is the first at which a problem shows."""

    net: Net
    stuck: dict[str, int] = field(default_factory=dict)  # a join that waits for ever
    multiplied: dict[str, tuple[int, Ids, bool]] = field(default_factory=dict)  # two tokens; True: in an end event
    turning: tuple[int, Ids] | None = None
    endless: tuple[int, Ids] | None = None  # from here a case never ends; where its tokens are
    passed: set[str] = field(default_factory=set)
    size: int = 0
    complete: bool = True
    came: list[tuple[int, Ids]] = field(default_factory=list)

    def path_to(self, marking: int, more: Ids = ()) -> Ids:
        """Elements and flows as a case passes them on its way to a marking."""
        parts = [more]
        while marking:
            marking, trail = self.came[marking]
            parts.append(trail)
        if self.came:
            parts.append(self.came[0][1])
        return tuple(id for part in reversed(parts) for id in part)

    @property
    def sound(self) -> bool:
        """Whether everything was seen and nothing is wrong."""
        return self.complete and not (self.stuck or self.multiplied or self.turning or self.endless or self.dead)

    @property
    def dead(self) -> list[str]:
        """Elements that no case passes; nothing is said where the search broke off."""
        if not self.complete or self.multiplied or self.turning:
            return []
        elements = self.net.elements.values()
        alive: set[str] = set()
        todo = [self.net.model.process_id]
        while todo:
            process = todo.pop()
            if process not in alive:
                alive.add(process)
                todo.extend(
                    self.net.container(e) for e in elements if e.process_id == process and e.kind == "callActivity"
                )
        return [e.id for e in elements if e.process_id in alive and e.id not in self.passed]


def explore(model: Model, most_work: int = MOST_WORK, reduced: bool = True) -> Space:
    """Go through the markings of a model; ``reduced`` leaves out orders that come to the same."""
    return _Search(Net(model), most_work, reduced).go()


class _Search:
    def __init__(self, net: Net, most_work: int, reduced: bool) -> None:
        self.net, self.work_left, self.reduced = net, most_work, reduced
        self.space = Space(net)
        self.number: dict[Frozen, int] = {}
        self.todo: deque[Frozen] = deque()
        self.cut = False
        self.back: list[list[int]] = []  # from which markings one comes, the case not being abandoned
        self.good: list[int] = []  # where the case ends, or of which enough has been said

    def go(self) -> Space:
        first = Marking(self.net)
        first.root = root = Scope(self.net.model.process_id, None)
        self._arrive(first, 0, lambda: first.begin(root))
        while self.todo and self.work_left > 0:
            self._expand(self.todo.popleft())
        self.space.complete = not (self.todo or self.net.cut or self.cut)
        self.space.size = len(self.number)
        self.space.endless = self._endless()
        return self.space

    def _expand(self, frozen: Frozen) -> None:
        here = self.number[frozen]
        if frozen is None:
            self.good.append(here)
            return
        marking = Marking(self.net, frozen)
        if choices := marking.run():
            for index in range(len(choices)):
                self._choose(frozen, here, index)
            return
        moves = list(_moves(marking))
        if not any(move[0] == STEP for move in moves):
            self._stuck(marking, here)
        elif self.reduced and (quiet := self._quiet(marking, moves)) is not None and self._move(frozen, here, quiet):
            return  # somewhere new; where it has been before all is looked at, or something would be put off for ever
        for move in moves:
            self._move(frozen, here, move)

    def _choose(self, frozen: Frozen, here: int, index: int) -> None:
        marking = Marking(self.net, frozen)
        self._arrive(marking, here, lambda: marking.choose(*marking.run()[index]))

    def _move(self, frozen: Frozen, here: int, move: Move) -> bool:
        """Make a move; True where it leads to a marking not seen before."""
        marking = Marking(self.net, frozen)
        return self._arrive(marking, here, lambda: _make(marking, move), move[0] == ABANDON)

    def _arrive(self, marking: Marking, here: int, act: Callable[[], None], abandoned: bool = False) -> bool:
        """Act, run on, and number the marking that comes of it."""
        try:
            act()
            marking.run()
        except Multiplied as found:
            trail = (*marking.trail, found.element)
            self.space.multiplied.setdefault(found.element, (here, trail, found.ends))
            self.good.append(here)
            return False
        except Turning:
            self.space.turning = self.space.turning or (here, _once_round(marking.trail))
            self.good.append(here)
            return False
        except Overfull:
            self.cut = True
            self.good.append(here)
            return False
        finally:
            self.space.passed.update(marking.trail)
        frozen = marking.freeze()
        self.work_left -= 1 + sum(len(s.tokens) for s in marking.scopes())
        new = frozen not in self.number
        if new:
            self.number[frozen] = len(self.number)
            self.space.came.append((here, tuple(marking.trail)))
            self.back.append([])
            self.todo.append(frozen)
        if not abandoned:
            self.back[self.number[frozen]].append(here)
        return new

    def _stuck(self, marking: Marking, here: int) -> None:
        self.good.append(here)
        for scope in marking.scopes():
            for token in scope.tokens:
                if not token.inner:
                    self.space.stuck.setdefault(token.at, here)

    def _quiet(self, marking: Marking, moves: list[Move]) -> Move | None:
        """A task that may be done first, whatever else can happen (see ``Net.quiet``)."""
        scopes = list(marking.scopes())
        for move in moves:
            if move[0] != STEP or move[3]:
                continue
            scope = scopes[move[1]]
            ends = self.net.quiet.get(scope.tokens[move[2]].at)
            if ends is None:
                continue
            if not ends or not any(self._can_be_left(marking, s) for s in marking.outward(scope)):
                return move
        return None

    def _can_be_left(self, marking: Marking, scope: Scope) -> bool:
        return bool(scope.listening or (scope.host and self.net.model.boundary_of(scope.host.at)))

    def _endless(self) -> tuple[int, Ids] | None:
        """The first marking from which none of the good ones can be reached any more."""
        if not self.number:  # it went wrong before anything came to rest
            return None
        if self.todo:
            self.good.extend(self.number[frozen] for frozen in self.todo)
        ending, todo = set(self.good), list(self.good)
        while todo:
            for before in self.back[todo.pop()]:
                if before not in ending:
                    ending.add(before)
                    todo.append(before)
        for frozen, here in self.number.items():
            if here not in ending:
                marking = Marking(self.net, frozen)
                at = [t.at for s in marking.scopes() for t in s.tokens if not t.inner]
                return here, tuple(at)
        return None


def _once_round(trail: list[str]) -> Ids:
    """A trail up to where it comes back to."""
    seen: set[str] = set()
    for length, id in enumerate(trail):
        if id in seen:
            return tuple(trail[: length + 1])
        seen.add(id)
    return tuple(trail)


def _moves(marking: Marking) -> Iterator[Move]:
    """What can happen when all is at rest."""
    scopes = list(marking.scopes())
    place = {id(t): (i, j) for i, scope in enumerate(scopes) for j, t in enumerate(scope.tokens)}
    for i, scope in enumerate(scopes):
        for j, token in enumerate(scope.tokens):
            if token.state == OPEN:
                yield STEP, i, j, ""
    for scope, waiting, e in marking.waiting():
        if waiting is None:
            yield ABANDON if scope is marking.root else ESCAPE, scopes.index(scope), -1, e.id
        else:
            leaves = e.kind == "boundaryEvent" and waiting.state == INSIDE
            yield ESCAPE if leaves else STEP, *place[id(waiting)], e.id


def _make(marking: Marking, move: Move) -> None:
    _, i, j, event = move
    scope = list(marking.scopes())[i]
    token = scope.tokens[j] if j >= 0 else None
    if token is not None and not event:
        token.state = READY
        marking.agenda.append(token)
        return
    e = marking.net.elements[event]
    if e.event == "signal":
        marking.send("signal", e.reference or "")
    else:
        marking.fire(scope, token, e)
