"""Boxes and lines of a drawing: do they touch."""

from engine.reading.model import Shape

Point = tuple[float, float]
Segment = tuple[str, Point, Point]
SLACK = 2.0
"""Pixels by which boxes may reach into each other without anybody seeing it."""


def overlap(a: Shape, b: Shape, share: float = 0.0) -> bool:
    """Whether two boxes lie on each other, by more than ``share`` of the smaller one."""
    width = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    height = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    if width <= SLACK or height <= SLACK:
        return False
    return width * height > share * min(a.width * a.height, b.width * b.height)


def cross(one: Segment, two: Segment) -> bool:
    """Whether two lines cross in their inner parts; lines that touch or run along each other do not."""
    _, a, b = one
    _, c, d = two
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def through(a: Point, b: Point, shape: Shape) -> bool:
    """Whether a line passes through the inside of a box."""
    left, right = shape.x + SLACK, shape.x + shape.width - SLACK
    top, bottom = shape.y + SLACK, shape.y + shape.height - SLACK
    if right <= left or bottom <= top:
        return False
    enters, leaves = 0.0, 1.0
    for start, change, low, high in ((a[0], b[0] - a[0], left, right), (a[1], b[1] - a[1], top, bottom)):
        if change == 0:
            if not low < start < high:
                return False
            continue
        first, second = sorted(((low - start) / change, (high - start) / change))
        enters, leaves = max(enters, first), min(leaves, second)
    return enters < leaves


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
