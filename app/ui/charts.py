"""Drawings in pages, and the steps in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from markupsafe import Markup

from app.language import language
from engine import Model, Overlay, Text, draw, draw_stages, stand_alone

NOTHING = Text("", "")


@dataclass(frozen=True)
class StepInWords:
    name: Text
    who: Text | None
    limit: Text | None
    duty: Text
    state: str


def draw_chart(
    model: Model,
    states: Mapping[str, str],
    internal: bool = True,
    title: str | None = None,
    overlay: Overlay | None = None,
) -> Markup:
    svg = draw(model, states, language(), internal, title, overlay or Overlay())
    return Markup(svg)  # noqa: S704 - our own SVG, names escaped


def printed_chart(model: Model) -> Markup:
    """The public stages with the style that paper needs in the drawing itself."""
    svg = stand_alone(draw(model, {}, language(), internal=False), "print")
    return Markup(svg)  # noqa: S704


def draw_phone_chart(model: Model, states: Mapping[str, str], title: str | None = None) -> Markup:
    return Markup(draw_stages(model, states, language(), title=title))  # noqa: S704


def steps_of(model: Model, states: Mapping[str, str]) -> list[StepInWords]:
    """The steps that people do, in the order in which the flow reaches them."""
    lanes = {lane.id: lane.name for lane in model.lanes}
    said = {
        "done": _("已办"),
        "here": _("现在在这里"),
        "late": _("现在在这里，已超期"),
        "paused": _("停表"),
        "skipped": _("没有办完"),
    }
    return [
        StepInWords(
            element.name,
            lanes.get(element.lane or "") or (Text(element.post, element.post) if element.post else None),
            element.limit.text if element.limit else None,
            element.duty,
            said.get(states.get(element.id, ""), ""),
        )
        for element in model.in_flow_order()
        if element.kind == "userTask"
    ]


GLOBALS = {
    "draw_chart": draw_chart,
    "draw_phone_chart": draw_phone_chart,
    "printed_chart": printed_chart,
    "steps_of": steps_of,
}
