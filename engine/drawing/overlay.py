"""What is laid over a flowchart: lights, heat, coverage, differences, risks. All told by shape and word too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.drawing import icons, words
from engine.drawing.measure import width
from engine.drawing.places import Point, middle_of
from engine.drawing.svg import circle, moved, number, path, rect
from engine.drawing.svg import words as text
from engine.reading.model import Figure, Shape
from engine.text import Text

if TYPE_CHECKING:
    from engine.drawing.look import Look

_LIGHTS = {"green": words.GREEN, "yellow": words.YELLOW, "red": words.RED, "paused": words.PAUSED}
_CHANGES = {
    "added": words.ADDED,
    "removed": words.REMOVED,
    "changed": words.CHANGED,
    "replaced": words.REPLACED,
}
_RISKS = {"high": words.HIGH, "middle": words.MIDDLE, "low": words.LOW}


@dataclass(frozen=True)
class Heat:
    """How hot an element is: ``share`` from 0 to 1 chooses one of five tints; ``text`` is the figure it stands for."""

    share: float
    text: str

    @property
    def step(self) -> int:
        return min(5, max(1, int(self.share * 5) + 1)) if self.share == self.share else 1


@dataclass(frozen=True)
class ChangeMark:
    """How an element differs from the other version: added, removed, changed, replaced; and its number in the list."""

    kind: str
    number: int | None = None


@dataclass(frozen=True)
class Overlay:
    """By element or flow id. ``lights``: green, yellow, red, paused. ``coverage``: whether a test passes it."""

    lights: Mapping[str, str] = field(default_factory=dict)
    heat: Mapping[str, Heat] = field(default_factory=dict)
    coverage: Mapping[str, bool] = field(default_factory=dict)
    changes: Mapping[str, ChangeMark] = field(default_factory=dict)
    risks: bool = False  # the grades of the model's own risk points

    def class_of(self, id_: str) -> str:
        found = []
        if id_ in self.heat:
            found.append(f"heat-{self.heat[id_].step}")
        if id_ in self.coverage:
            found.append("covered" if self.coverage[id_] else "uncovered")
        if id_ in self.changes and self.changes[id_].kind in _CHANGES:
            found.append(self.changes[id_].kind)
        return " ".join(found)

    def said(self, look: "Look", figure: Figure) -> str:
        """All of it in words, for a title."""
        found: list[Text] = []
        if (light := self.lights.get(figure.id)) in _LIGHTS:
            found.append(_LIGHTS[light or ""])
        if figure.id in self.coverage:
            found.append(words.COVERED if self.coverage[figure.id] else words.UNCOVERED)
        if (change := self.changes.get(figure.id)) is not None and change.kind in _CHANGES:
            found.append(_CHANGES[change.kind])
        if (risk := self._risk(look, figure)) is not None:
            found.append(Text(f"{words.RISK.zh}{risk.zh}", f"{words.RISK.en}{risk.en}"))
        return ", ".join(look.say(part) for part in found)

    def marks(self, look: "Look", figure: Figure, shape: Shape) -> list[str]:
        parts: list[str] = []
        x, y, w, h = shape.x, shape.y, shape.width, shape.height
        if self.coverage.get(figure.id) is False or self._kind(figure.id) == "removed":
            parts.append(path(hatch(shape), "hatch"))
        if (light := self.lights.get(figure.id)) in _LIGHTS:
            parts += _light(light or "", x + w, y)
        if figure.id in self.coverage and not self.coverage[figure.id]:
            below = y if figure.kind.endswith(("Event", "Gateway")) else y + h  # names stand under events
            parts += _plate(look.say(words.UNCOVERED), x + w / 2, below, "plate uncovered")
        elif figure.id in self.coverage:
            parts += [circle(x, y, 7, "tick"), moved(icons.TICK, x, y, "tickp", 0.85)]
        if figure.id in self.changes:
            parts += self._change(look, figure.id, x + 4, y)
        if (risk := self._risk(look, figure)) is not None:
            parts += _plate(look.say(words.RISK) + look.say(risk), x + 22, y + h, "plate risk")
        return parts

    def line_marks(self, look: "Look", figure: Figure, points: list[Point]) -> list[str]:
        x, y = middle_of(points)
        parts = self._change(look, figure.id, x, y) if figure.id in self.changes else []
        if self.coverage.get(figure.id) is False:
            parts += _plate(look.say(words.UNCOVERED), x, y, "plate uncovered")
        return parts

    def _kind(self, id_: str) -> str:
        return self.changes[id_].kind if id_ in self.changes else ""

    def _change(self, look: "Look", id_: str, x: float, y: float) -> list[str]:
        change = self.changes[id_]
        if change.kind not in _CHANGES:
            return []
        sign = look.say(words.SIGNS[change.kind])
        said = f"{sign} {change.number}" if change.number is not None else sign
        return _plate(said, x, y, f"plate {change.kind}")

    def _risk(self, look: "Look", figure: Figure) -> Text | None:
        element = look.model.elements.get(figure.id)
        return _RISKS.get(element.risk or "") if self.risks and element is not None else None


NOTHING = Overlay()


def hatch(shape: Shape, gap: float = 9.0) -> str:
    """Slanting lines inside the shape's box."""
    lines, offset = [], gap
    while offset < shape.width + shape.height:
        x1, y1 = max(0.0, offset - shape.height), min(offset, shape.height)
        x2, y2 = min(offset, shape.width), max(0.0, offset - shape.width)
        lines.append(f"M{number(shape.x + x1)} {number(shape.y + y1)}L{number(shape.x + x2)} {number(shape.y + y2)}")
        offset += gap
    return "".join(lines[:400])


def _plate(said: str, x: float, y: float, class_: str) -> list[str]:
    wide = width(said, 12.0) + 10
    return [rect(class_, x - wide / 2, y - 9, wide, 18, 2), text(said, x, y + 4.3, "platet")]


def _light(light: str, x: float, y: float) -> list[str]:
    if light == "green":
        return [circle(x, y, 8, "tick"), moved(icons.TICK, x, y, "tickp")]
    if light == "yellow":
        return [moved(icons.TRIANGLE, x, y, "warn"), text("!", x, y + 5, "warnt")]
    if light == "red":
        return [moved(icons.OCTAGON, x, y, "tickl"), text("!", x, y + 4.4, "tickt")]
    return [circle(x, y, 8, "tick idle"), moved(icons.BARS, x, y, "ic")]
