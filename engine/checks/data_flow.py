"""`data-flow`: what is read has a value on every way there, and one of the type it is used as."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engine.checks.graph import Graph
from engine.checks.names import Read, called_by, given_inside, reads_of, sets_of, types_of
from engine.checks.subject import SHOWN, Subject
from engine.errors import ExpressionError, Finding
from engine.feel.checking import check as check_types
from engine.feel.types import ANY
from engine.reading.bpmn import HUMAN
from engine.reading.model import Element, Model
from engine.text import Text

NAME = "data-flow"


def check(subject: Subject) -> Iterator[Finding]:
    """Read and never set: an error. Set on some ways only: a warning with a way on which it is not (a note where the
    name is only compared with constants, which then is false). Types: errors.

    Where steps without a form may leave any value (files of other modellers), nothing is said of what is not set.
    """
    model = subject.model
    reads = [r for e in subject.elements for r in reads_of(model, e)]
    yield from islice(_types(subject, reads), SHOWN)
    if subject.power or not any(_says_anything(e) for e in subject.elements):
        yield from islice(_unset(subject, reads), SHOWN)


def _says_anything(e: Element) -> bool:
    """Whether any value may be left here, as no form says which."""
    asks = e.kind in HUMAN or e.kind in ("serviceTask", "receiveTask", "startEvent") or e.event in ("message", "signal")
    return asks and not e.form


# ---------------------------------------------------------------------- set before read


def _unset(subject: Subject, reads: list[Read]) -> Iterator[Finding]:
    model, graph = subject.model, subject.graph
    writers: dict[str, set[str]] = {}
    for e in subject.elements:
        for name in sets_of(model, e) | given_inside(e):
            writers.setdefault(name, set()).add(e.id)
    known = _Known(model, graph, writers)
    said: set[tuple[str, str]] = set()
    for read in reads:
        owner = model.flows[read.element].source if read.element in model.flows else read.element
        points = (graph.exits if read.leaving else graph.entries).get(owner, ())
        for name in sorted(read.needs):
            lacking = [p for p in points if not known.has(p, name)]
            beside = any(writers.get(name) == writers.get(other) for other in read.tested)  # set together with it
            if lacking and not beside and (read.element, name) not in said:
                said.add((read.element, name))
                yield _not_set(subject, known, read, name, lacking[0], writers.get(name, set()))


def _not_set(subject: Subject, known: "_Known", read: Read, name: str, point: int, writers: set[str]) -> Finding:
    path = known.way_without(point, name)
    said = subject.way(path)
    ever = bool(writers) and known.may_come_before(point, writers)
    if ever:
        text = Text(
            f"用到“{name}”，但有的路径上它还没有值：{said.zh}。",
            f"reads “{name}”, which has no value yet on some ways: {said.en}.",
        )
    else:
        text = Text(f"用到“{name}”，但在此之前没有哪一步给它值。", f"reads “{name}”, which nothing before it sets.")
    mend = Text(
        f"在前面的表单里问“{name}”，或者先判断它是否为 null。",
        f"Ask for “{name}” in a form before it, or test it for null first.",
    )
    severity = "error" if not ever else "note" if read.compares_only(name) else "warning"
    found = subject.finding(NAME, read.element, severity, text, mend, path)
    return replace(found, source=read.expression.text if read.expression else "")


class _Known:
    """Names that have a value at each point, on every way to it: sets as bits, made smaller until nothing changes."""

    def __init__(self, model: Model, graph: Graph, writers: dict[str, set[str]]) -> None:
        self.model, self.graph = model, graph
        self.bit = {name: 1 << i for i, name in enumerate(sorted(writers))}
        self.everything = (1 << len(self.bit)) - 1
        self.own = {e.id: self._bits(sets_of(model, e)) for e in model.elements.values()}
        self.items = {e.id: self._bits(given_inside(e)) for e in model.elements.values()}
        self.at = [self.everything] * len(graph.points)
        self._settle()

    def has(self, point: int, name: str) -> bool:
        return bool(self.at[point] & self.bit.get(name, 0))

    def _bits(self, names: set[str]) -> int:
        return sum(self.bit.get(name, 0) for name in names)

    def _settle(self) -> None:
        todo = list(range(len(self.at) - 1, -1, -1))
        waiting = set(todo)
        while todo:
            at = todo.pop()
            waiting.discard(at)
            now = self._now(at)
            if now != self.at[at]:
                self.at[at] = now
                for after in self.graph.points[at].after:
                    if after not in waiting:
                        waiting.add(after)
                        todo.append(after)

    def _now(self, at: int) -> int:
        point = self.graph.points[at]
        e = self.model.elements.get(point.element)
        if at == self.graph.start:
            return 0
        before = [self.at[b] for b in point.before]
        if not before:  # nothing leads here
            return self.everything
        met = before[0]
        joins = e is not None and e.kind == "parallelGateway" and not point.exit
        for each in before[1:]:
            met = met | each if joins else met & each
        if e is None:
            return met
        if not point.exit:
            return met | self.items.get(e.id, 0)
        return self._leaving(at, e, met)

    def _leaving(self, at: int, e: Element, met: int) -> int:
        own = self.own[e.id]
        called = called_by(e) if e.kind == "callActivity" else ""
        hands_all = called in self.model.processes and not e.result and self.model.processes[called].outputs is None
        scoped = e.multi in ("parallel", "sequential") or (e.kind == "callActivity" and not hands_all) or e.branch
        scoped = scoped or (e.handed is not None and e.handed.only)
        if scoped and self.graph.points[at].before:
            inside = self.graph.points[at].inside
            entry = next(n for n in self.graph.entries[e.id] if self.graph.points[n].inside == inside)
            return self.at[entry] | own
        return met | own

    def way_without(self, point: int, name: str) -> list[str]:
        """A way from the beginning to a point on which the name gets no value."""
        came: dict[int, int] = {point: point}
        todo = [point]
        for at in todo:
            if at == self.graph.start:
                way = [at]
                while came[way[-1]] != way[-1]:
                    way.append(came[way[-1]])
                return self.graph.ids(way)
            for before in self.graph.points[at].before:
                if before not in came and not self.has(before, name):
                    came[before] = at
                    todo.append(before)
        return []

    def may_come_before(self, point: int, writers: set[str]) -> bool:
        """Whether one of them can have been done by then: on a way there, or in a branch beside."""
        exits = {x for id in writers for x in self.graph.exits.get(id, ())}
        if point in self.graph.reachable(exits):
            return True
        for at, split in enumerate(self.graph.points):
            e = self.model.elements.get(split.element)
            parallel = e is not None and split.exit and len(split.after) > 1 and e.kind != "exclusiveGateway"
            if parallel or (e is not None and not split.exit and self.model.boundary_of(e.id)):
                reach = [self.graph.reachable([a]) for a in self.graph.points[at].after]
                here = [i for i, r in enumerate(reach) if point in r]
                there = [i for i, r in enumerate(reach) if exits & r]
                if any(i != j for i in here for j in there):
                    return True
        return False


# ---------------------------------------------------------------------- types


def _types(subject: Subject, reads: list[Read]) -> Iterator[Finding]:
    types = types_of(subject.model)
    for read in reads:
        if read.expression is None or not set(read.expression.names) & set(types):
            continue
        try:
            errors = check_types(read.expression.text, {n: types.get(n, ANY) for n in read.expression.names})
        except ExpressionError:  # a name of several words that no form knows; it was read with more names
            continue
        for error in errors:
            mend = error.mend or Text("改表达式，或者改表单字段的类型。", "Change the expression, or the field's type.")
            text = Text(f"表达式 {read.expression.text}：{error.text.zh}", f"{read.expression.text}: {error.text.en}")
            found = subject.finding(NAME, read.element, "error", text, mend)
            yield replace(found, source=read.expression.text)
