"""BPMN DI -> SVG: classes only; colours come from the page's tokens."""

import hashlib
from collections.abc import Mapping

from engine.drawing import flags, lanes, lines, nodes
from engine.drawing.layout import missing_drawing
from engine.drawing.look import Look
from engine.drawing.overlay import NOTHING, Overlay
from engine.drawing.places import Box
from engine.drawing.scene import Scene, all_figures, is_under, scene
from engine.drawing.svg import number, tag, text_of
from engine.drawing.telling import title_of, told
from engine.reading.model import Model

_MARGIN = 6.0
_STEP = 50  # widths come in steps, so that a style sheet without inline styles can keep the drawing legible


def chart(model: Model, states: Mapping[str, str], language: str, title: str | None, overlay: Overlay = NOTHING) -> str:
    drawn = scene(model, missing_drawing(model))
    look = Look(model, states, language, overlay, drawn.shapes, all_figures(model))
    _claim(look, drawn)
    under = [pair for pair in drawn.nodes if is_under(*pair)]
    above = [pair for pair in drawn.nodes if not is_under(*pair)]
    lane_frames, inner_lanes, lane_names = lanes.lanes(look, drawn)
    body = [
        lane_frames,
        *(nodes.node(look, *pair) for pair in under),
        inner_lanes,
        *(lines.line(look, *pair) for pair in drawn.lines),
        *(nodes.node(look, *pair) for pair in above),
        *(nodes.outside_label(look, *pair) for pair in drawn.nodes),
        *(lines.label(look, *pair) for pair in drawn.lines),
        *(flags.flag(look, *pair) for pair in drawn.nodes),
        lane_names,
    ]
    return picture("d", title_of(model, language, title), told(model, states, language), _bounds(look.extent), body)


def _claim(look: Look, drawn: Scene) -> None:
    """Note where shapes and lines will be before any label looks for a place."""
    for figure, shape in drawn.nodes:
        if not is_under(figure, shape):
            look.places.boxes.append((shape.x, shape.y, shape.width, shape.height))
    for _, edge in drawn.lines:
        look.places.add_line(edge.points)
        look.extent.extend((x, y, 0.0, 0.0) for x, y in edge.points)
    bands = [shape for _, shape in (*drawn.lanes, *drawn.pools)]
    if bands:
        strip = lanes.STRIP
        look.places.bounds = _bounds([(s.x + strip, s.y, max(0.0, s.width - strip), s.height) for s in bands])


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
