"""The oracle of the soundness check: the rules of the game once more, played on the drawn graph in every possible way.

It knows nothing of the engine. A token is a row (where, what, state, noted); ``where`` is the row of sub-processes it
is in. A play is a list of rows in the order of arrival. Nothing is left out to be quick.
"""

from copy import deepcopy
from dataclasses import dataclass, field
from itertools import combinations

from tests.engine.checks.graphs import Graph, Node

Where = tuple[str, ...]
MOST_ON_THE_WAY = 5000
"""Plays between two at rest: a choice of any of many ways, within another, makes millions."""
WAITING = ("open", "waits", "race", "inside")


class TooLarge(Exception):
    """More plays than a test should follow."""


class Twice(Exception):
    """Two tokens where one should be."""


@dataclass
class Row:
    where: Where
    at: str
    state: str  # open: a person; waits: an event; joins; race; inside: what is in it; ready: goes on
    noted: list[str] = field(default_factory=list)  # of a join: the flows that came; else boundary events that came


@dataclass
class Play:
    rows: list[Row] = field(default_factory=list)
    ready: list[Row] = field(default_factory=list)
    listens: set[tuple[Where, str]] = field(default_factory=set)
    ended: set[tuple[Where, str]] = field(default_factory=set)
    over: bool = False

    def key(self) -> object:
        rows = sorted((r.where, r.at, r.state, tuple(sorted(r.noted))) for r in self.rows)
        return tuple(rows), tuple(sorted(self.listens)), tuple(sorted(self.ended))


@dataclass
class Verdict:
    stuck: set[str] = field(default_factory=set)
    twice: bool = False
    endless: bool = False
    dead: set[str] = field(default_factory=set)
    size: int = 0

    @property
    def sound(self) -> bool:
        return not (self.stuck or self.twice or self.endless or self.dead)


class Oracle:
    def __init__(self, whole: Graph) -> None:
        self.whole = whole
        self.home = {n.id: g for g in whole.all() for n in g.nodes.values()}
        self.node = {n.id: n for g in whole.all() for n in g.nodes.values()}
        self.passed: set[str] = set()
        self.turns = False  # a play was met that never comes to rest

    # ------------------------------------------------------------------ all plays

    def judge(self, most: int = 1500) -> Verdict:
        verdict = Verdict()
        first = Play()
        self.begin(first, (), self.whole)
        starts = self.rest(first)
        keys: dict[object, int] = {}
        plays: list[Play] = []
        back: list[set[int]] = []
        good: list[int] = []

        def number(play: Play) -> int:
            key = play.key()
            if key not in keys:
                keys[key] = len(plays)
                plays.append(play)
                back.append(set())
                if len(plays) > most:
                    raise TooLarge
            return keys[key]

        for play in starts:
            if play is None:
                verdict.twice = True
            else:
                number(play)
        here = 0
        while here < len(plays):
            play = plays[here]
            if play.over:
                good.append(here)
            moves = self.moves(play)
            if not play.over and not any(normal for normal, _, _ in moves):
                verdict.stuck |= {r.at for r in play.rows if r.state != "inside"}
                good.append(here)
            for _, abandons, move in moves:
                copy = deepcopy(play)
                self.make(copy, move)
                for after in self.rest(copy):
                    if after is None:
                        verdict.twice = True
                        good.append(here)
                        continue
                    there = number(after)
                    if not abandons:
                        back[there].add(here)
            here += 1
        ending = set(good)
        todo = list(good)
        while todo:
            for before in back[todo.pop()] - ending:
                ending.add(before)
                todo.append(before)
        verdict.endless = self.turns or len(ending) < len(plays)
        verdict.size = len(plays)
        if not verdict.twice and not verdict.endless:
            verdict.dead = set(self.node) - self.passed
        return verdict

    def rest(self, play: Play) -> list[Play | None]:
        """Every play at rest that this one can come to by itself; None: two tokens where one should be.

        Where it may come to one from which it never rests, that is noted.
        """
        found: list[Play | None] = []
        todo: list[tuple[Play, object]] = [(play, None)]
        back: dict[object, set[object]] = {}
        resting: list[object] = []
        while todo:
            play, before = todo.pop()
            key = (play.key(), tuple((r.where, r.at) for r in play.ready))
            known = key in back
            back.setdefault(key, set()).add(before)
            if known:
                continue
            if len(back) > MOST_ON_THE_WAY:
                raise TooLarge
            afters = [] if play.over else self.by_itself(play)
            if not afters:
                found.append(play)
            if None in afters:
                found.append(None)
            if not afters or None in afters:
                resting.append(key)
            todo += [(after, key) for after in afters if after]
        coming = set(resting)
        while resting:
            for before in back.get(resting.pop(), set()) - coming:
                coming.add(before)
                resting.append(before)
        self.turns = self.turns or bool(set(back) - coming)
        return found

    def by_itself(self, play: Play) -> list[Play | None]:
        """What comes next without anybody: each way of a choice; None: two tokens where one should be."""
        afters: list[Play | None] = []
        if not play.ready:
            joins = [i for i, r in enumerate(play.rows) if r.state == "joins" and self.nothing_more_can_come(play, r)]
            for i in joins:
                after = deepcopy(play)
                after.rows[i].state = "ready"
                after.ready.append(after.rows[i])
                afters.append(after)
            return afters
        for way in self.ways(play.ready[0]):
            after = deepcopy(play)
            try:
                self.go_on(after, after.ready.pop(0), way)
                afters.append(after)
            except Twice:
                afters.append(None)
        return afters

    # ------------------------------------------------------------------ one play

    def begin(self, play: Play, where: Where, g: Graph, handler: bool = False) -> None:
        if not handler:
            play.listens |= {(where, n.id) for n in g.nodes.values() if n.event == "handler"}
        start = Row(where, g.start(), "ready")
        play.rows.append(start)
        play.ready.append(start)

    def come(self, play: Play, where: Where, at: str, flow: str = "") -> None:
        n = self.node[at]
        here = [r for r in play.rows if r.where == where and r.at == at]
        if n.kind in ("parallelGateway", "inclusiveGateway"):
            row = next((r for r in here if r.state == "joins"), None)
            if row is None:
                row = Row(where, at, "joins")
                play.rows.append(row)
            if flow in row.noted:
                raise Twice
            row.noted.append(flow)
            into = self.home[at].into(at)
            if len(into) < 2 or (n.kind == "parallelGateway" and len(row.noted) == len(into)):
                row.state = "ready"
                play.ready.append(row)
            return
        state = {
            "userTask": "open", "receiveTask": "waits", "intermediateCatchEvent": "waits",
            "subProcess": "inside", "callActivity": "inside",
        }.get(n.kind, "ready")  # fmt: skip
        if n.event == "link":
            state = "ready"
        if here and state != "ready" and n.event != "handler":
            raise Twice
        row = Row(where, at, state)
        play.rows.append(row)
        if state == "ready":
            play.ready.append(row)
        elif state == "inside":
            assert n.inside
            self.begin(play, (*where, at), n.inside, n.event == "handler")

    def ways(self, row: Row) -> list[list[str] | str]:
        n = self.node[row.at]
        g = self.home[row.at]
        out = g.out(row.at)
        if n.kind == "exclusiveGateway" and out:
            return [[f] for f in out]
        if n.kind == "inclusiveGateway" and len(out) > 1:
            default = g.defaults.get(row.at)
            free = [f for f in out if f != default]
            sets: list[list[str] | str] = [
                list(c) for size in range(1, len(free) + 1) for c in combinations(free, size)
            ]
            return [[default], *sets] if default else sets
        return [out, "again"] if n.repeats else [out]

    def go_on(self, play: Play, row: Row, way: list[str] | str) -> None:
        n = self.node[row.at]
        g = self.home[row.at]
        if way == "again":
            row.state = "inside"
            assert n.inside
            self.begin(play, (*row.where, row.at), n.inside)
            return
        self.passed.add(row.at)
        where = row.where
        if n.kind == "endEvent":
            if (where, row.at) in play.ended:
                raise Twice
            play.ended.add((where, row.at))
            if n.event == "terminate":
                self.clear(play, where, but=row)
            elif n.event == "error" and self.error(play, where):
                return
        if n.event == "link" and not n.reference:
            catch = next(c for c in g.nodes.values() if c.reference == n.id)
            self.come(play, where, catch.id)
        elif n.kind == "eventBasedGateway":
            if any(r.where == where and r.at == row.at and r.state == "race" for r in play.rows):
                raise Twice
            play.rows.append(Row(where, row.at, "race"))
        elif row.state == "called":  # the start of an event sub-process, outside it
            self.come(play, where, next(h.id for h in self.node.values() if h.inside is g))
        else:
            for flow in way:
                self.come(play, where, g.flows[flow][1], flow)
        self.remove(play, row)
        self.perhaps_done(play, where)

    def perhaps_done(self, play: Play, where: Where) -> None:
        if play.over or any(r.where == where for r in play.rows):
            return
        self.forget(play, where)
        if not where:
            play.over = True
            return
        host = next(r for r in play.rows if r.where == where[:-1] and r.at == where[-1] and r.state == "inside")
        host.state = "ready"
        play.ready.insert(0, host)

    def remove(self, play: Play, row: Row) -> None:
        """With all that is in it."""
        inner = (*row.where, row.at)
        gone = [r for r in play.rows if r is row or (row.state == "inside" and r.where[: len(inner)] == inner)]
        play.rows = [r for r in play.rows if not any(r is g for g in gone)]
        play.ready = [r for r in play.ready if not any(r is g for g in gone)]
        if row.state == "inside":
            self.forget(play, inner)

    def forget(self, play: Play, where: Where) -> None:
        play.listens = {(w, h) for w, h in play.listens if w[: len(where)] != where}
        play.ended = {(w, e) for w, e in play.ended if w[: len(where)] != where}

    def clear(self, play: Play, where: Where, but: Row | None = None) -> None:
        for row in [r for r in play.rows if r.where == where and r is not but]:
            self.remove(play, row)
        play.listens = {(w, h) for w, h in play.listens if w != where}

    def error(self, play: Play, where: Where) -> bool:
        """Caught at the border of the innermost sub-process that has a catch; else everything is over."""
        while where:
            where, host = where[:-1], where[-1]
            row = next(r for r in play.rows if r.where == where and r.at == host and r.state == "inside")
            border = next((b for b in self.home[host].beside(host) if b.event == "error"), None)
            if border is not None:
                self.remove(play, row)
                caught = Row(where, border.id, "ready")
                play.rows.append(caught)
                play.ready.append(caught)
                return True
        play.rows, play.ready, play.over = [], [], True
        return True

    def nothing_more_can_come(self, play: Play, row: Row) -> bool:
        if self.node[row.at].kind != "inclusiveGateway":
            return False
        g = self.home[row.at]
        into = g.into(row.at)
        empty = [self.before(g, f, row.at) for f in into if f not in row.noted]
        full = [self.before(g, f, row.at) for f in into if f in row.noted]
        places = [r.at for r in play.rows if r is not row and r.where == row.where]
        return not any(any(p in e for e in empty) and not any(p in f for f in full) for p in places)

    def before(self, g: Graph, flow: str, join: str) -> set[str]:
        """From where this flow can be reached without passing the join."""
        seen: set[str] = set()
        todo = [g.flows[flow][0]]
        while todo:
            at = todo.pop()
            if at == join or at in seen:
                continue
            seen.add(at)
            n = g.nodes[at]
            todo += [g.flows[f][0] for f in g.into(at)] + [x for x in (n.on, n.reference) if x]
        return seen

    # ------------------------------------------------------------------ what people and the world do

    def moves(self, play: Play) -> list[tuple[bool, bool, tuple[str, Where, str, str]]]:
        """(an ordinary step, the case is abandoned, what)."""
        found = []
        for row in play.rows:
            g, n = self.home[row.at], self.node[row.at]
            if row.state == "open":
                found.append((True, False, ("done", row.where, row.at, "")))
            elif row.state == "waits":
                found.append((True, False, ("comes", row.where, row.at, "")))
            elif row.state == "race":
                found += [(True, False, ("wins", row.where, row.at, f)) for f in g.out(row.at)]
            if row.state in ("open", "waits", "inside"):
                for b in g.beside(row.at):
                    if b.event != "error" and b.id not in row.noted:
                        found.append((row.state != "inside", False, ("border", row.where, row.at, b.id)))
            assert n
        found += [(False, not where, ("handler", where, h, "")) for where, h in sorted(play.listens)]
        return found

    def make(self, play: Play, move: tuple[str, Where, str, str]) -> None:
        what, where, at, more = move
        row = next((r for r in play.rows if r.where == where and r.at == at and r.state in WAITING), None)
        if what in ("done", "comes"):
            assert row
            row.state = "ready"
            play.ready.append(row)
        elif what == "wins":
            assert row
            self.remove(play, row)
            won = Row(where, self.home[at].flows[more][1], "ready")
            play.rows.append(won)
            play.ready.append(won)
        elif what == "border":
            assert row
            border: Node = self.node[more]
            if border.interrupting:
                self.remove(play, row)
            else:
                row.noted.append(more)
            came = Row(where, more, "ready")
            play.rows.append(came)
            play.ready.append(came)
        else:
            inside = self.node[at].inside
            assert inside
            start = self.node[inside.start()]
            if start.interrupting:
                self.clear(play, where)
            play.listens.discard((where, at))
            came = Row(where, start.id, "called")
            play.rows.append(came)
            play.ready.append(came)
