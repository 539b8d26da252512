"""The longest counted way from the beginning to the end of counting, by the calendar's worst case (design 5).

Parallel branches count once, the longest of them; what is excluded does not count; a way back is gone once, and what a
further round takes is told beside. Of a promise only ways count on which it binds to the end.
Event sub-processes run beside or instead of the flow and are not added.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from engine.checks.graph import Graph
from engine.checks.spans import Span, cap_of, span_of, timer_span
from engine.limits import Limit
from engine.reading.model import Element, Model
from engine.running.calendar import Calendar

MOST_STEPS = 1_000_000
"""Beyond so many steps in all, not every day is tried as the first: models of over a thousand elements."""
YEARS = 2
"""How many years of days are tried as the first day: the last that are announced."""


@dataclass(frozen=True, slots=True)
class Round:
    """A way back: the steps between, and what doing them once more adds, in the unit of the limit."""

    elements: tuple[str, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class LongestPath:
    """``amount``: how much of ``limit`` (same unit) the longest way takes when counting begins on ``begun_on``.

    ``steps``: what counts on it, with its length. ``unknown``: steps on any way of which the model states no length.
    """

    kind: str  # "promised" | "statutory"
    limit: Limit
    amount: int
    begun_on: date
    elements: tuple[str, ...]
    steps: tuple[tuple[str, Limit], ...]
    rounds: tuple[Round, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return self.amount <= self.limit.amount


def longest_paths(model: Model, calendar: Calendar | None = None, graph: Graph | None = None) -> list[LongestPath]:
    """The longest way against the promised and against the statutory limit; nothing where the model states none."""
    power = model.power
    wanted = [(kind, limit) for kind, limit in (("promised", power.promise), ("statutory", power.limit)) if limit]
    if not wanted:
        return []
    ways = _Ways(model, graph or Graph(model))
    alike = ways.units | {limit.unit for _, limit in wanted} <= {"wd"}  # then a holiday more makes no difference
    days = Days(Calendar() if alike else calendar or Calendar.china())
    if ways.units | {limit.unit for _, limit in wanted} == {"h"}:
        days = Hours(Calendar())
    return [ways.longest(kind, limit, days) for kind, limit in wanted]


class Days:
    """A calendar counted through, so that a period is looked up and not counted."""

    def __init__(self, calendar: Calendar) -> None:
        self.first = date(calendar.announced_through - YEARS + 1, 1, 1)
        self.tried = (date(calendar.announced_through + 1, 1, 1) - self.first).days
        self._calendar = calendar
        self._work: list[int] = []  # the working days, by number
        self._known = 0

    def _extend(self, number: int) -> None:
        while self._known <= number:
            if self._calendar.is_workday(self.first + timedelta(days=self._known)):
                self._work.append(self._known)
            self._known += 1

    def after(self, day: int, limit: Limit) -> int:
        """The last day of a period that begins on a day; as Calendar.last_day, hours as the days they reach into."""
        if limit.unit == "h":
            return day - (-limit.amount // 24)
        self._extend(day + limit.amount * 2 + 30)
        if limit.unit == "d":
            return self._work[bisect_right(self._work, day + limit.amount - 1)]
        return self._working(bisect_right(self._work, day) + limit.amount - 1)

    def _working(self, index: int) -> int:
        while len(self._work) <= index:
            self._extend(self._known + 30)
        return self._work[index]

    def between(self, first: int, last: int, unit: str) -> int:
        """How much of a limit of this unit the time from one day to another takes."""
        self._extend(last)
        if unit == "wd":
            return bisect_right(self._work, last) - bisect_right(self._work, first)
        return (last - first) * (24 if unit == "h" else 1)

    def worst(self, span: Span, unit: str) -> tuple[int, int]:
        """The most that a span can take of a limit of another unit, and the day on which it begins then."""
        found = []
        for begun in range(self.tried):
            day = begun
            for limit in span:
                day = self.after(day, limit)
            found.append((self.between(begun, day, unit), begun))
        return max(found, key=lambda f: (f[0], -f[1]))


class Hours(Days):
    """Where everything is in hours (what is done on the spot): hours are added up, whatever the calendar says."""

    def __init__(self, calendar: Calendar) -> None:
        super().__init__(calendar)
        self.tried = 1

    def after(self, day: int, limit: Limit) -> int:
        return day + limit.amount

    def between(self, first: int, last: int, unit: str) -> int:
        return last - first


class _Ways:
    """The counted part of a model, put into an order in which a way never goes back."""

    def __init__(self, model: Model, graph: Graph) -> None:
        self.model, self.graph = model, graph
        exits = graph.exits
        marked = [e for e in model.elements.values() if e.clock in ("starts", "ends")]
        self.sources = [x for e in marked if e.clock == "starts" for x in exits.get(e.id, ())] or [graph.start]
        self.sinks = {x for e in marked if e.clock == "ends" for x in exits.get(e.id, ())} | {graph.end}
        lifting = [e.id for e in model.elements.values() if e.clock == "statutory"]
        self.lifted = {x for id in lifting for x in graph.entries.get(id, ())}  # from there no promise binds
        self.spans: dict[str, Span] = {}
        self.unknown: list[str] = []
        self.order: list[int] = []
        self.back: list[tuple[int, int]] = []  # ways back: from, to
        self._arrange()
        reached = {graph.points[p].element for p in self.order if not self._in_excluded_call(p)}
        for id in reached & model.elements.keys():
            self._measure(model.elements[id])
        self.caps = self._caps()
        back = set(self.back)
        self.steps = [
            (at, [(after, self._between(at, after)) for after in self._leads(at) if (at, after) not in back])
            for at in self.order
        ]

    def _measure(self, e: Element) -> None:
        excluded = e.clock == "excluded" or any(a.clock == "excluded" for a in self._around(e))
        length = () if excluded else span_of(self.model, e)
        if length is None:
            self.unknown.append(e.id)
        self.spans[e.id] = length or ()

    def _in_excluded_call(self, at: int) -> bool:
        """Whether the days of a call in which a point stands are not counted."""
        calls = [self.model.elements[id] for id in self.graph.points[at].inside]
        return any(a.clock == "excluded" for call in calls for a in (call, *self._around(call)))

    def _around(self, e: Element) -> Iterator[Element]:
        while (parent := self.model.elements.get(e.parent)) is not None:
            yield parent
            e = parent

    # ------------------------------------------------------------------ order

    def _leads(self, at: int) -> list[int]:
        if at in self.sinks:
            return []
        point = self.graph.points[at]
        after = [a for a in point.after if not self._leaves_later(point.element, point.exit, a)]
        if point.exit:
            beside = self.model.boundary_of(point.element)
            inside = point.inside
            after += [
                n
                for b in beside
                if b.timer is None
                for n in self.graph.entries.get(b.id, ())
                if self.graph.points[n].inside == inside
            ]
        return after

    def _leaves_later(self, host: str, exit: bool, after: int) -> bool:
        """A boundary event that is no timer may come as late as its host's end: its way begins there."""
        e = self.model.elements.get(self.graph.points[after].element)
        return not exit and e is not None and e.attached_to == host and e.timer is None

    def _arrange(self) -> None:
        seen: set[int] = set()
        open_: set[int] = set()
        for source in self.sources:
            if source in seen:
                continue
            seen.add(source)
            open_.add(source)
            work = [(source, iter(self._leads(source)))]
            while work:
                at, rest = work[-1]
                for after in rest:
                    if after in open_:
                        self.back.append((at, after))
                    elif after not in seen:
                        seen.add(after)
                        open_.add(after)
                        work.append((after, iter(self._leads(after))))
                        break
                else:
                    work.pop()
                    open_.discard(at)
                    self.order.append(at)
        self.order.reverse()

    # ------------------------------------------------------------------ length

    @property
    def units(self) -> set[str]:
        return {part.unit for span in self.spans.values() for part in span}

    def longest(self, kind: str, limit: Limit, days: Days) -> LongestPath:
        alike = not self.units or self.units == {limit.unit} == {"wd"}
        tried = range(1) if alike else range(0, days.tried, 1 + days.tried * len(self.steps) // MOST_STEPS)
        amount, begun, end = -1, 0, self.graph.end
        barred = self.lifted if kind == "promised" else set()
        for day in tried:
            last, came = self._run(dict.fromkeys(self.sources, day), days, barred)
            for sink in self.sinks & came.keys():
                taken = days.between(day, last[sink], limit.unit)
                if taken > amount:
                    amount, begun, end = taken, day, sink
        last, came = self._run(dict.fromkeys(self.sources, begun), days, barred)
        way = self._way(came, end) if end in came else []
        elements = tuple(self.graph.ids(way))
        steps = tuple((id, part) for id, span in self._passed(way) for part in span)
        return LongestPath(
            kind,
            limit,
            max(amount, 0),
            days.first + timedelta(days=begun),
            elements,
            steps,
            tuple(self._rounds(limit, begun, days, barred)),
            tuple(self.unknown),
        )

    def _run(
        self, sources: dict[int, int], days: Days, barred: set[int]
    ) -> tuple[dict[int, int], dict[int, int | None]]:
        """The last day on which each point is reached, and from where; by no way over ``barred``."""
        last: dict[int, int] = dict(sources)
        came: dict[int, int | None] = dict.fromkeys(sources)
        for at, leads in self.steps:
            if at not in last:
                continue
            if at in self.caps:
                self._break_off(at, last, days)
            for after, span in leads:
                if after in barred:
                    continue
                day = last[at]
                for part in span:
                    day = days.after(day, part)
                if after not in last or day > last[after]:
                    last[after], came[after] = day, at
        return last, came

    def _caps(self) -> dict[int, tuple[int, Span]]:
        """Exits of sub-processes that take no longer than a timer at their border allows: the entry, how long."""
        found = {}
        for at in self.order:
            point = self.graph.points[at]
            e = self.model.elements.get(point.element)
            if point.exit and e is not None and e.kind in ("subProcess", "callActivity"):
                length = () if e.clock == "excluded" else cap_of(self.model, e)
                entry = next(n for n in self.graph.entries[e.id] if self.graph.points[n].inside == point.inside)
                if length is not None:
                    found[at] = (entry, length)
        return found

    def _break_off(self, at: int, last: dict[int, int], days: Days) -> None:
        entry, length = self.caps[at]
        if entry in last:
            day = last[entry]
            for part in length:
                day = days.after(day, part)
            last[at] = min(last[at], day)

    def _between(self, at: int, after: int) -> Span:
        """What passes on the way from one point to the next."""
        one, two = self.graph.points[at], self.graph.points[after]
        if one.exit or self._in_excluded_call(at):
            return ()
        if one.element == two.element and two.exit:
            return self.spans.get(one.element, ())
        e = self.model.elements.get(two.element)
        host = self.model.elements.get(one.element)
        if e is not None and e.attached_to == one.element and e.timer and host is not None:
            excluded = host.clock == "excluded" or any(a.clock == "excluded" for a in self._around(host))
            return () if excluded else timer_span(e.timer) or ()
        return ()

    def _way(self, came: dict[int, int | None], end: int) -> list[int]:
        way: list[int] = []
        step: int | None = end
        while step is not None:
            way.append(step)
            step = came[step]
        return way[::-1]

    def _passed(self, way: list[int]) -> Iterator[tuple[str, Span]]:
        for at, after in pairwise(way):
            if span := self._between(at, after):
                yield self.graph.points[at].element, span

    def _rounds(self, limit: Limit, begun: int, days: Days, barred: set[int]) -> Iterator[Round]:
        for leaves, comes in self.back:
            last, came = self._run({comes: begun}, days, barred)
            if leaves in last:
                way = self._way(came, leaves)
                amount = days.between(begun, last[leaves], limit.unit)
                if amount:
                    yield Round(tuple(self.graph.ids(way)), amount)
