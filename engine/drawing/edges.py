"""Sequence flows: a line with an arrow, green where the case has gone."""

import math

from engine.drawing.labels import on_edge
from engine.drawing.look import Look
from engine.drawing.svg import number, path, tag
from engine.reading.model import Edge, Flow

_ARROW = 7.0


def edge(look: Look, flow: Flow, drawn: Edge) -> str:
    gone = " done" if passed(look, flow) else ""
    points = list(drawn.points)
    end, arrow = _arrow(points)
    line = " ".join(f"{number(x)},{number(y)}" for x, y in [*points[:-1], end])
    parts = [tag("polyline", class_=f"ed{gone}", points=line), path(arrow, f"ar{gone}")]
    source = look.model.elements.get(flow.source)
    if source is not None and source.default == flow.id:
        parts.append(path(_slash(points), f"ed{gone}"))
    elif flow.condition is not None and source is not None and not source.kind.endswith("Gateway"):
        parts.append(path(_diamond(points), f"dia{gone}"))
    return tag("g", *parts, class_="flow", data_element_id=flow.id)


def edge_label(look: Look, flow: Flow, drawn: Edge) -> str:
    return on_edge(look, look.say(flow.name), drawn.points, drawn.label)


def passed(look: Look, flow: Flow) -> bool:
    """Said for the flow itself, or (where no flow is told) both its ends have been reached."""
    if look.state(flow.id):
        return look.state(flow.id) == "done"
    if any(known in look.model.flows for known in look.states):
        return False
    return look.state(flow.source) == "done" and look.state(flow.target) in ("done", "here", "late", "paused")


def _arrow(points: list[tuple[float, float]]) -> tuple[tuple[float, float], str]:
    (x1, y1), (x2, y2) = points[-2], points[-1]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    back = (x2 - dx * _ARROW, y2 - dy * _ARROW)
    left = (back[0] - dy * 4 - dx, back[1] + dx * 4 - dy)
    right = (back[0] + dy * 4 - dx, back[1] - dx * 4 - dy)
    corners = "L".join(f"{number(x)} {number(y)}" for x, y in ((x2, y2), left, right))
    return back, f"M{corners}z"


def _slash(points: list[tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = points[0], points[1]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    x, y = x1 + (x2 - x1) / length * 10, y1 + (y2 - y1) / length * 10
    return f"M{number(x - 4)} {number(y + 4)}L{number(x + 4)} {number(y - 4)}"


def _diamond(points: list[tuple[float, float]]) -> str:
    (x1, y1), (x2, y2) = points[0], points[1]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    spots = ((0, 0), (6, 4), (12, 0), (6, -4))
    corners = [(x1 + dx * along - dy * off, y1 + dy * along + dx * off) for along, off in spots]
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in corners) + "z"
