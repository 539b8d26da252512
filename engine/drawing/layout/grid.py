"""Columns, rows and the gaps between them, in pixels; and the lines through the gaps."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from engine.drawing.layout.layers import Item, Link
from engine.drawing.layout.routes import STEP, Channel, tidy

Point = tuple[float, float]
_COLUMN_GAP, _ROW_GAP, _BAND_GAP = 40.0, 26.0, 14.0
_UNDER = 20.0  # for the name below an event or gateway
EVENT = 36.0


@dataclass
class Grid:
    """Items with their layers and rows become places; links become lines. The left upper corner is 0, 0."""

    items: Mapping[str, Item]
    links: Sequence[Link]
    bands: int
    boundaries: Mapping[str, Sequence[str]]  # host -> its boundary events, left to right
    gateways: frozenset[str]
    loose: Mapping[int, Sequence[Item]]  # by band: what no flow touches
    named_below: frozenset[str]
    columns: list[Channel] = field(default_factory=list)
    rows: list[Channel] = field(default_factory=list)

    def __post_init__(self) -> None:
        counts = [0] * self.bands
        for item in self.items.values():
            counts[item.band] = max(counts[item.band], item.row + 1)
        self.first = [sum(counts[:band]) for band in range(self.bands + 1)]
        self.layers = max((item.layer for item in self.items.values()), default=-1) + 1
        self.columns = [Channel() for _ in range(self.layers + 1)]
        self.rows = [Channel() for _ in range(self.first[-1] + 1)]
        self.taken = {(item.layer, self.row(item)): item.id for item in self.items.values()}
        self.straight: dict[str, str] = {}  # link -> "leaves" | "enters" straight up or down
        self._plan()
        self._measure()

    def row(self, item: Item) -> int:
        return self.first[item.band] + item.row

    # --- which gaps a line runs through ---------------------------------------------------------------------------

    def _plan(self) -> None:
        for link in self.links:
            source, target = self.items[link.source], self.items[link.target]
            start, end = self.row(source), self.row(target)
            if link.back:
                gap = start + 1 if link.boundary else start
                across = source.layer + 1 if source is target else target.layer
                self.rows[gap].want(2 * source.layer + 1, 2 * across, -across, link.id)
                meet = start if source is target and not link.boundary else end
                self.columns[across].want(2 * gap, 2 * meet + 1, 0, ("back", link.id))
                continue
            chain = [self.items[id] for id in link.chain]
            if link.boundary:
                self.rows[start + 1].want(2 * source.layer + 1, 2 * source.layer + 2, -source.layer, link.id)
                self.columns[source.layer + 1].want(2 * start + 2, 2 * self.row(chain[1]) + 1, -start, link.id)
                chain = chain[1:]
            else:
                self._try_straight(link, chain)
            for index, (one, other) in enumerate(pairwise(chain)):
                a, b = self.row(one), self.row(other)
                turned = (index == 0 and self.straight.get(link.id) == "leaves") or (
                    index == len(chain) - 2 and self.straight.get(link.id) == "enters"
                )
                if a != b and not turned:
                    who = one.id if index == 0 and not link.boundary else link.id
                    self.columns[one.layer + 1].want(2 * a + 1, 2 * b + 1, -a if b > a else a, who)

    def _try_straight(self, link: Link, chain: Sequence[Item]) -> None:
        """A gateway is left or entered at its upper or lower corner where the column is free."""
        if link.source in self.gateways and self._claim(chain[0], self.row(chain[1]), f"{link.source} leaves"):
            self.straight[link.id] = "leaves"
        elif link.target in self.gateways and self._claim(chain[-1], self.row(chain[-2]), f"{link.target} enters"):
            self.straight[link.id] = "enters"

    def _claim(self, gateway: Item, row: int, who: str) -> bool:
        own = self.row(gateway)
        cells = [(gateway.layer, r) for r in (range(own + 1, row + 1) if row > own else range(row, own))]
        if not cells or any(self.taken.get(cell, who) != who for cell in cells):
            return False
        self.taken.update(dict.fromkeys(cells, who))
        return True

    # --- pixels ---------------------------------------------------------------------------------------------------

    def _measure(self) -> None:
        wide = [0.0] * self.layers
        high = [8.0] * self.first[-1]
        below = [0.0] * (self.first[-1] + 1)
        for item in self.items.values():
            wide[item.layer] = max(wide[item.layer], item.width)
            row = self.row(item)
            high[row] = max(high[row], item.height)
            room = (_UNDER if item.id in self.named_below else 0) + (EVENT if self.boundaries.get(item.id) else 0)
            below[row + 1] = max(below[row + 1], room)
        self.lefts: list[float] = []  # of the columns
        self.lanes_x: list[float] = []  # of the first line in each gap between columns
        x = 0.0
        for layer in range(self.layers + 1):
            tracks = self.columns[layer].settle()
            inner = 0.0 if layer in (0, self.layers) else _COLUMN_GAP
            self.lanes_x.append(x + max(inner / 2, 12.0))
            x += max(inner, 12.0 if tracks else 0.0) + max(0, tracks - 1) * STEP + (12.0 if tracks else 0.0)
            if layer < self.layers:
                self.lefts.append(x)
                x += wide[layer]
        self.wide, self.high, self.width = wide, high, x
        self._measure_rows(below)

    def _measure_rows(self, below: Sequence[float]) -> None:
        self.tops: list[float] = []
        self.lanes_y: list[float] = []
        self.edges_of_bands = [0.0]
        self.loose_y: dict[int, float] = {}
        y, last = 0.0, self.first[-1]
        for row in range(last + 1):
            tracks = self.rows[row].settle()
            y += below[row]
            while row < last and self.first[len(self.edges_of_bands)] == row:
                y = self._close_band(len(self.edges_of_bands) - 1, y)
            y += _BAND_GAP if row in (0, last) or row in self.first else 0.0
            self.lanes_y.append(y + _ROW_GAP / 2)
            y += _ROW_GAP / 2 + tracks * STEP + (_ROW_GAP / 2 if row not in (0, last) else 0)
            if row < last:
                self.tops.append(y)
                y += self.high[row]
        while len(self.edges_of_bands) <= self.bands:
            y = self._close_band(len(self.edges_of_bands) - 1, y)
        self.height = y

    def _close_band(self, band: int, y: float) -> float:
        top = self.edges_of_bands[-1]
        self.loose_y[band] = top + _BAND_GAP
        high = sum(self._high_with_names(row) + _ROW_GAP for row in self._loose_rows(band))
        y = max(y + _BAND_GAP, top + 60.0, top + 2 * _BAND_GAP + high)
        self.edges_of_bands.append(y)
        return y

    def _loose_rows(self, band: int) -> list[Sequence[Item]]:
        """What no flow touches stands at the right of all columns, where no line runs; many in several rows."""
        members = self.loose.get(band, ())
        many = max(4, math.ceil(math.sqrt(2 * len(members))))
        return [members[start : start + many] for start in range(0, len(members), many)]

    def _high_with_names(self, row: Sequence[Item]) -> float:
        return max(item.height for item in row) + _UNDER + (EVENT if any(self.boundaries.get(i.id) for i in row) else 0)

    # --- what comes of it -----------------------------------------------------------------------------------------

    def middle(self, item: Item) -> Point:
        row = self.row(item)
        return (
            self.lefts[item.layer] + self.wide[item.layer] / 2,
            self.tops[row] + self.high[row] / 2,
        )

    def places(self) -> Iterable[tuple[str, float, float, float, float]]:
        """The box of each item and boundary event."""
        for item in self.items.values():
            if not item.passing:
                x, y = self.middle(item)
                yield from self._with_boundaries(item, x - item.width / 2, y - item.height / 2)
        left = self.width + (_COLUMN_GAP if self.items else 12.0)
        for band in range(self.bands):
            y = self.loose_y[band]
            for row in self._loose_rows(band):
                x = left
                for item in row:
                    yield from self._with_boundaries(item, x, y)
                    x += item.width + _COLUMN_GAP
                self.width = max(self.width, x - _COLUMN_GAP + 12.0)
                y += self._high_with_names(row) + _ROW_GAP

    def _with_boundaries(self, item: Item, x: float, y: float) -> Iterable[tuple[str, float, float, float, float]]:
        yield item.id, x, y, item.width, item.height
        events = self.boundaries.get(item.id, ())
        for index, event in enumerate(events):
            middle = x + item.width - 26 - (len(events) - 1 - index) * 48
            yield event, middle - EVENT / 2, y + item.height - EVENT / 2, EVENT, EVENT

    def line(self, link: Link, boxes: Mapping[str, tuple[float, float, float, float]]) -> tuple[Point, ...]:
        source, target = self.items[link.source], self.items[link.target]
        end = (self.middle(target)[0] - target.width / 2, self.middle(target)[1])
        if link.boundary:
            bx, by, bw, bh = boxes[link.boundary]
            points = [(bx + bw / 2, by + bh)]
        else:
            x, y = self.middle(source)
            points = [(x, y - source.height / 2) if link.back else (x + source.width / 2, y)]
        if link.back:
            return self._back(link, points, end)
        if link.boundary:
            y = self._y(self.row(source) + 1, link.id)
            points += [(points[0][0], y), (self._x(source.layer + 1, link.id), y)]
        chain = [self.items[id] for id in link.chain]
        straight = self.straight.get(link.id)
        for index, (one, other) in enumerate(pairwise(chain)):
            here, there = self.middle(one)[1], self.middle(other)[1]
            last = index == len(chain) - 2
            if index == 0 and link.boundary:
                points.append((points[-1][0], there))
            elif index == 0 and straight == "leaves":
                x, y = self.middle(one)
                points = [(x, y + one.height / 2 * (1 if there > here else -1)), (x, there)]
            elif last and straight == "enters":
                x, y = self.middle(other)
                end = (x, y + other.height / 2 * (1 if here > there else -1))
                points.append((x, here))
            elif self.row(one) != self.row(other):
                x = self._x(one.layer + 1, one.id if index == 0 and not link.boundary else link.id)
                points += [(x, here), (x, there)]
        return tidy([*points, end])

    def _back(self, link: Link, points: list[Point], end: Point) -> tuple[Point, ...]:
        source, target = self.items[link.source], self.items[link.target]
        own = source is target
        gap = self.row(source) + (1 if link.boundary else 0)
        across = source.layer + 1 if own else target.layer
        x, y = self._x(across, ("back", link.id)), self._y(gap, link.id)
        if own and not link.boundary:
            right = (self.middle(source)[0] + source.width / 2, self.middle(source)[1])
            return tidy([right, (x, right[1]), (x, y), (points[0][0], y), points[0]])
        if own:
            right = (self.middle(source)[0] + source.width / 2, self.middle(source)[1])
            return tidy([*points, (points[0][0], y), (x, y), (x, right[1]), right])
        return tidy([*points, (points[0][0], y), (x, y), (x, end[1]), end])

    def _x(self, channel: int, who: object) -> float:
        return self.lanes_x[channel] + self.columns[channel].tracks[who] * STEP

    def _y(self, channel: int, who: object) -> float:
        return self.lanes_y[channel] + self.rows[channel].tracks[who] * STEP
