"""BPMN DI -> SVG, in the drawing language of the product. Names are untrusted and escaped."""

from collections.abc import Mapping

from engine.drawing.chart import chart
from engine.drawing.files import Caption, as_pdf, as_png, caption, stand_alone
from engine.drawing.layout import lay_out, missing_drawing
from engine.drawing.overlay import NOTHING, ChangeMark, Heat, Overlay
from engine.drawing.stages import stage_state, stages
from engine.reading.model import Model

__all__ = [
    "Caption",
    "ChangeMark",
    "Heat",
    "Overlay",
    "as_pdf",
    "as_png",
    "caption",
    "draw",
    "draw_stages",
    "lay_out",
    "missing_drawing",
    "stage_state",
    "stand_alone",
]

_NO_STATES: Mapping[str, str] = {}


def draw(
    model: Model,
    states: Mapping[str, str] = _NO_STATES,
    language: str = "zh",
    internal: bool = True,
    title: str | None = None,
    overlay: Overlay = NOTHING,
) -> str:
    """The flowchart as SVG: every step with its post and limit, or (``internal=False``) the public stages.

    ``states``: element or flow id -> done, here, late, failed, paused, skipped. Without any, nothing is "to come"
    either.
    """
    if not internal and model.stages:
        return stages(model, states, language, across=True, title=title)
    return chart(model, states, language, title, overlay)


def draw_stages(
    model: Model, states: Mapping[str, str] = _NO_STATES, language: str = "zh", title: str | None = None
) -> str:
    """The public stages top to bottom, for phones."""
    return stages(model, states, language, across=False, title=title)
