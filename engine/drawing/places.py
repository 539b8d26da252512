"""Where a label can stand without covering anything."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]  # x, y, width, height
Point = tuple[float, float]


def overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def crosses(box: Box, start: Point, end: Point) -> bool:
    """Does the line touch the box? Liang-Barsky."""
    x, y, width, height = box
    if max(start[0], end[0]) < x or min(start[0], end[0]) > x + width:
        return False
    if max(start[1], end[1]) < y or min(start[1], end[1]) > y + height:
        return False
    low, high = 0.0, 1.0
    dx, dy = end[0] - start[0], end[1] - start[1]
    for step, room in (
        (-dx, start[0] - box[0]),
        (dx, box[0] + box[2] - start[0]),
        (-dy, start[1] - box[1]),
        (dy, box[1] + box[3] - start[1]),
    ):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            low = max(low, room / step)
        else:
            high = min(high, room / step)
    return low <= high


def middle_of(points: Sequence[Point]) -> Point:
    """The point halfway along the line."""
    lengths = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    left = sum(lengths) / 2
    for (x1, y1), (x2, y2), length in zip(points, points[1:], lengths, strict=False):
        if left <= length and length > 0:
            return (x1 + (x2 - x1) * left / length, y1 + (y2 - y1) * left / length)
        left -= length
    return points[-1]


@dataclass
class Places:
    """What is drawn already."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[tuple[Point, Point]] = field(default_factory=list)
    bounds: Box | None = None

    def add_line(self, points: Sequence[Point]) -> None:
        self.lines.extend(itertools.pairwise(points))

    def burden(self, box: Box) -> float:
        """How much a label at this place would cover; a line is worse than nothing, a shape is worse than a line."""
        burden = 5.0 * sum(overlap(box, other) for other in self.boxes)
        burden += 2.0 * sum(crosses(box, start, end) for start, end in self.lines)
        if self.bounds is not None:
            x, y, width, height = self.bounds
            outside = box[0] < x or box[1] < y or box[0] + box[2] > x + width or box[1] + box[3] > y + height
            burden += 1.5 * outside
        return burden

    def best(self, candidates: Iterable[Box]) -> Box:
        """The first of the candidates that covers least."""
        found: tuple[float, Box] | None = None
        for box in candidates:
            burden = self.burden(box)
            if found is None or burden < found[0]:
                found = burden, box
            if burden == 0:
                break
        assert found is not None
        return found[1]
