"""What a drawing is made under: the model, the states, the language; and what is on paper so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.drawing.overlay import NOTHING, Overlay
from engine.drawing.places import Box, Places
from engine.reading.model import Figure, Model, Shape
from engine.text import Text

CLASSES = {
    "done": "done",
    "here": "now",
    "late": "late now-late",
    "failed": "late now-late",
    "paused": "paused",
    "skipped": "skip",
}


@dataclass
class Look:
    model: Model
    states: Mapping[str, str]
    language: str
    overlay: Overlay = NOTHING
    shapes: Mapping[str, Shape] = field(default_factory=dict)  # of what is drawn
    figures: Mapping[str, Figure] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    extent: list[Box] = field(default_factory=list)  # all that has to be inside the picture

    def say(self, text: Text) -> str:
        return text.in_(self.language)

    def state(self, id_: str) -> str:
        return self.states.get(id_, "")

    def class_of(self, figure: Figure) -> str:
        named = CLASSES.get(self.state(figure.id), "todo" if self.states else "")
        end = "end" if figure.kind == "endEvent" else ""
        return " ".join(part for part in (named, end, self.overlay.class_of(figure.id)) if part)

    def round(self, id_: str) -> str:
        """What form the shape of an id has, for lines that end on it."""
        kind = self.figures[id_].kind if id_ in self.figures else ""
        return "circle" if kind.endswith("Event") else "diamond" if kind.endswith("Gateway") else ""

    def took(self, box: Box) -> None:
        self.extent.append(box)
