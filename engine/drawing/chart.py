"""BPMN DI -> SVG: classes only; colours come from the page's tokens."""

import hashlib
from collections.abc import Mapping

from engine.drawing import edges, lanes, nodes
from engine.drawing.look import Look
from engine.drawing.places import Box
from engine.drawing.svg import number, tag, text_of
from engine.drawing.telling import title_of, told
from engine.reading.model import Element, Model, Shape

_MARGIN = 6.0
_STEP = 50  # widths come in steps, so that a style sheet without inline styles can keep the drawing legible


def chart(model: Model, states: Mapping[str, str], language: str, title: str | None) -> str:
    look = Look(model, states, language)
    drawn = [(e, model.shapes[e.id]) for e in model.elements.values() if e.id in model.shapes and not look.hidden(e)]
    drawn.sort(key=lambda pair: -pair[1].width * pair[1].height if nodes.is_container(*pair) else 0)
    shown = {element.id for element, _ in drawn}
    flows = [
        (flow, model.edges[flow.id])
        for flow in model.flows.values()
        if flow.id in model.edges and flow.source in shown and flow.target in shown
    ]
    _claim(look, drawn, [edge.points for _, edge in flows])
    frames = [nodes.node(look, *pair) for pair in drawn if nodes.is_container(*pair)]
    lane_frames, lane_names = lanes.lanes(look)
    body = [
        lanes.pools(look),
        lane_frames,
        *frames,
        *(edges.edge(look, *pair) for pair in flows),
        *(nodes.node(look, *pair) for pair in drawn if not nodes.is_container(*pair)),
        *(
            nodes.note(look, look.say(said), model.shapes[i])
            for i, said in model.annotations.items()
            if i in model.shapes
        ),
        *(nodes.outside_label(look, *pair) for pair in drawn),
        *(edges.edge_label(look, *pair) for pair in flows),
        *(nodes.flag(look, *pair) for pair in drawn),
        lane_names,
    ]
    return picture("d", title_of(model, language, title), told(model, states, language), _bounds(look.extent), body)


def _claim(look: Look, drawn: list[tuple[Element, Shape]], lines: list[tuple[tuple[float, float], ...]]) -> None:
    """Note where shapes and lines will be before any label looks for a place."""
    for element, shape in drawn:
        if not nodes.is_container(element, shape):
            look.places.boxes.append((shape.x, shape.y, shape.width, shape.height))
    for points in lines:
        look.places.add_line(points)
        look.extent.extend((x, y, 0.0, 0.0) for x, y in points)
    shapes = [look.model.shapes[lane.id] for lane in look.model.lanes if lane.id in look.model.shapes]
    if shapes:
        look.places.bounds = _bounds([(s.x + lanes.STRIP, s.y, s.width - lanes.STRIP, s.height) for s in shapes])


def _bounds(boxes: list[Box]) -> Box:
    if not boxes:
        return (0.0, 0.0, 100.0, 40.0)
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return (left, top, max(b[0] + b[2] for b in boxes) - left, max(b[1] + b[3] for b in boxes) - top)


def picture(kind: str, title: str, description: str, bounds: Box, body: list[str]) -> str:
    """The whole SVG. ``kind`` keeps the ids of two drawings on one page apart."""
    x, y, width, height = bounds[0] - _MARGIN, bounds[1] - _MARGIN, bounds[2] + 2 * _MARGIN, bounds[3] + 2 * _MARGIN
    mark = f"fc-{kind}-{hashlib.sha256((title + description).encode('utf-8', 'replace')).hexdigest()[:8]}"
    size = f"fc-w{min(80, max(1, round(width / _STEP)))}"
    return tag(
        "svg",
        tag("title", text_of(title), id=f"{mark}-t"),
        tag("desc", text_of(description) or " ", id=f"{mark}-d"),
        *body,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"fc {size}",
        viewBox=" ".join(number(value) for value in (x, y, width, height)),
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{mark}-t {mark}-d",
    )
