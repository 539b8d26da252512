"""Sequence flows, message flows, associations; green where the case has gone."""

import math

from engine.drawing.labels import on_edge
from engine.drawing.look import Look
from engine.drawing.places import Point, middle_of
from engine.drawing.svg import circle, moved, number, path, polyline, tag, text_of
from engine.reading.model import Edge, Figure, Shape

_ARROW = 7.0
_ENVELOPE = "M-11-7.5H11V7.5H-11zM-11-7.5L0 1.5L11-7.5"
DATA = ("dataInputAssociation", "dataOutputAssociation")


def line(look: Look, figure: Figure, edge: Edge) -> str:
    points = trimmed(edge.points, look.shapes.get(figure.source), look.shapes.get(figure.target), look, figure)
    if figure.kind == "messageFlow":
        parts = _message_flow(figure, points, edge)
    elif figure.kind == "sequenceFlow":
        parts = _sequence_flow(look, figure, points)
    else:
        parts = _association(figure, points)
    marks = look.overlay.line_marks(look, figure, points)
    name = look.say(figure.name)
    title = [tag("title", text_of(name.replace("\n", " ")))] if name else []
    changed = look.overlay.class_of(figure.id)
    class_ = " ".join(part for part in ("flow", changed) if part)
    return tag("g", *parts, *marks, *title, class_=class_, data_element_id=figure.id)


def label(look: Look, figure: Figure, edge: Edge) -> str:
    return on_edge(look, look.say(figure.name), edge.points, edge.label)


def passed(look: Look, figure: Figure) -> bool:
    """Said for the flow itself, or (where no flow is told) both its ends have been reached."""
    if look.state(figure.id):
        return look.state(figure.id) == "done"
    if any(known in look.model.flows for known in look.states):
        return False
    return look.state(figure.source) == "done" and look.state(figure.target) in ("done", "here", "late", "paused")


def _sequence_flow(look: Look, figure: Figure, points: list[Point]) -> list[str]:
    gone = " done" if passed(look, figure) else ""
    end, arrow = _arrow(points)
    parts = [polyline([*points[:-1], end], f"ed{gone}"), path(arrow, f"ar{gone}")]
    if "default" in figure.marks:
        parts.append(path(_slash(points), f"ed{gone}"))
    elif "conditional" in figure.marks:
        parts.append(path(_diamond(points), f"dia{gone}"))
    return parts


def _message_flow(figure: Figure, points: list[Point], edge: Edge) -> list[str]:
    end, arrow = _arrow(points)
    parts = [polyline([*points[:-1], end], "ed msg"), path(arrow, "ar hollow"), circle(*points[0], 3.5, "dia")]
    if edge.message is not None or "message" in figure.marks:
        x, y = middle_of(points)
        parts.append(moved(_ENVELOPE, x, y, "dia shade" if edge.message == "non_initiating" else "dia"))
    return parts


def _association(figure: Figure, points: list[Point]) -> list[str]:
    parts = [polyline(points, "ed dots")]
    if figure.kind in DATA or "arrow" in figure.marks:
        parts.append(path(_barbs(points), "ed"))
    if "arrows" in figure.marks:
        parts.append(path(_barbs(points[::-1]), "ed"))
    return parts


def trimmed(
    points: tuple[Point, ...], source: Shape | None, target: Shape | None, look: Look, figure: Figure
) -> list[Point]:
    """Some tools let lines run to the middle of shapes: what lies inside is cut away."""
    found = list(points)
    if source is not None and not _holds(look, figure.source, figure.target):
        found = _cut_inside(found, source, look.round(figure.source))
    if target is not None and not _holds(look, figure.target, figure.source):
        found = _cut_inside(found[::-1], target, look.round(figure.target))[::-1]
    return found


def _holds(look: Look, outer: str, inner: str) -> bool:
    """Data of an open sub-process: the line stays inside of it."""
    one, other = look.shapes.get(outer), look.shapes.get(inner)
    return one is not None and other is not None and _inside((other.x, other.y), one, "")


def _cut_inside(points: list[Point], shape: Shape, form: str) -> list[Point]:
    """The line from where it leaves the shape it begins in for good."""
    if not _inside(points[0], shape, form):
        return points
    for index in range(len(points) - 1, 0, -1):
        if _inside(points[index - 1], shape, form) and not _inside(points[index], shape, form):
            return [_leaving(points[index - 1], points[index], shape, form), *points[index:]]
    return points


def _inside(point: Point, shape: Shape, form: str) -> bool:
    """By more than a pixel."""
    dx, dy = abs(point[0] - shape.x - shape.width / 2), abs(point[1] - shape.y - shape.height / 2)
    if form == "circle":
        return math.hypot(dx, dy) < min(shape.width, shape.height) / 2 - 1.5
    if form == "diamond":
        return dx / max(1.0, shape.width / 2) + dy / max(1.0, shape.height / 2) < 0.95
    return dx < shape.width / 2 - 1.5 and dy < shape.height / 2 - 1.5


def _leaving(start: Point, end: Point, shape: Shape, form: str) -> Point:
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        here = (start[0] + (end[0] - start[0]) * middle, start[1] + (end[1] - start[1]) * middle)
        low, high = (middle, high) if _inside(here, shape, form) else (low, middle)
    return (start[0] + (end[0] - start[0]) * high, start[1] + (end[1] - start[1]) * high)


def _towards(points: list[Point]) -> tuple[Point, Point, float]:
    """The last corner, the direction in which the line comes to it, how long its last piece is."""
    (x2, y2) = points[-1]
    for x1, y1 in reversed(points[:-1]):
        length = math.hypot(x2 - x1, y2 - y1)
        if length > 0.5:
            return (x2, y2), ((x2 - x1) / length, (y2 - y1) / length), length
    return (x2, y2), (1.0, 0.0), 1.0


def _arrow(points: list[Point]) -> tuple[Point, str]:
    (x2, y2), (dx, dy), _ = _towards(points)
    back = (x2 - dx * _ARROW, y2 - dy * _ARROW)
    left = (back[0] - dy * 4 - dx, back[1] + dx * 4 - dy)
    right = (back[0] + dy * 4 - dx, back[1] - dx * 4 - dy)
    corners = "L".join(f"{number(x)} {number(y)}" for x, y in ((x2, y2), left, right))
    return back, f"M{corners}z"


def _barbs(points: list[Point]) -> str:
    (x2, y2), (dx, dy), _ = _towards(points)
    one, other = ((x2 - dx * 7 - dy * side, y2 - dy * 7 + dx * side) for side in (4, -4))
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in (one, (x2, y2), other))


def _slash(points: list[Point]) -> str:
    (x1, y1), (dx, dy), _ = _towards(points[::-1])
    x, y = x1 - dx * 10, y1 - dy * 10
    return f"M{number(x - 4)} {number(y + 4)}L{number(x + 4)} {number(y - 4)}"


def _diamond(points: list[Point]) -> str:
    (x1, y1), (dx, dy), _ = _towards(points[::-1])
    spots = ((0, 0), (6, 4), (12, 0), (6, -4))
    corners = [(x1 - dx * along + dy * off, y1 - dy * along - dx * off) for along, off in spots]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "z"
