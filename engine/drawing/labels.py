"""Words beside shapes and edges."""

import itertools
from collections.abc import Iterable

from engine.drawing.look import Look
from engine.drawing.measure import longest_word, width, wrap
from engine.drawing.places import Box, Point
from engine.drawing.svg import words

SIZE, LEAD = 13.0, 16.0
_ROOM, _MOST_ROOM = 110.0, 160.0
_ALONG = (0.0, 24.0, 48.0)  # how far from where a flow leaves its name is tried


def block(lines: list[str], size: float = SIZE, lead: float = LEAD) -> tuple[float, float]:
    return max((width(line, size) for line in lines), default=0.0), lead * len(lines)


def beside(look: Look, text: str, shape: Box, given: Box | None) -> str:
    """The name of an event or a gateway: where the file says, else where there is room."""
    if not text:
        return ""
    lines = wrap(text, SIZE, max(_room(text), given[2] if given else 0), 3)
    wide, high = block(lines)
    x, y, w, h = shape
    middle = x + w / 2
    candidates: list[Box] = [
        (middle - wide / 2, y + h + 4, wide, high),
        (middle - wide / 2, y - 4 - high, wide, high),
        (x + w + 2, y - high + 2, wide, high),
        (x + w + 2, y + h - 2, wide, high),
        (x - wide - 2, y - high + 2, wide, high),
        (x - wide - 2, y + h - 2, wide, high),
    ]
    if given:
        candidates.insert(0, (given[0] + given[2] / 2 - wide / 2, given[1], wide, high))
    return put(look, lines, look.places.best(candidates), "lb")


def on_edge(look: Look, text: str, points: Iterable[tuple[float, float]], given: Box | None) -> str:
    """The name of a flow, near where it leaves."""
    if not text:
        return ""
    lines = wrap(text, SIZE, _room(text), 2)
    wide, high = block(lines)
    candidates: list[Box] = []
    if given:
        candidates.append((given[0] + given[2] / 2 - wide / 2, given[1], wide, high))
    ways = list(itertools.pairwise(points))
    for along in _ALONG:
        candidates += [box for start, end in ways for box in _at(start, end, along, wide, high)]
    return put(look, lines, look.places.best(candidates), "lb")


def _room(text: str) -> float:
    """How wide the words may be: no word is broken that could stand whole."""
    return min(_MOST_ROOM, max(_ROOM, longest_word(text, SIZE)))


def _at(start: Point, end: Point, along: float, wide: float, high: float) -> list[Box]:
    """On both sides of a stretch of a line, so far from its beginning; nowhere where it is shorter."""
    (x1, y1), (x2, y2) = start, end
    step = 1 if (x2 + y2) >= (x1 + y1) else -1
    if along and along + max(wide, high) > abs(x2 - x1) + abs(y2 - y1):
        return []
    if abs(x2 - x1) >= abs(y2 - y1):
        left = x1 + 6 + along if step > 0 else x1 - 6 - along - wide
        return [(left, y1 - 3 - high, wide, high), (left, y1 + 3, wide, high)]
    top = y1 + 5 + along if step > 0 else y1 - 5 - along - high
    return [(x1 + 5, top, wide, high), (x1 - 5 - wide, top, wide, high)]


def put(look: Look, lines: list[str], box: Box, class_: str, lead: float = LEAD) -> str:
    look.places.boxes.append(box)
    look.took(box)
    middle = box[0] + box[2] / 2
    return "".join(words(line, middle, box[1] + lead * (index + 0.78), class_) for index, line in enumerate(lines))
