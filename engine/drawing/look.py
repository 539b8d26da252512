"""What a drawing is made under: the model, the states, the language; and what is on paper so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.drawing.places import Box, Places
from engine.reading.model import Element, Model
from engine.text import Text

CLASSES = {"done": "done", "here": "now", "late": "late now-late", "paused": "paused", "skipped": "skip"}


@dataclass
class Look:
    model: Model
    states: Mapping[str, str]
    language: str
    places: Places = field(default_factory=Places)
    extent: list[Box] = field(default_factory=list)  # all that has to be inside the picture

    def say(self, text: Text) -> str:
        return text.in_(self.language)

    def state(self, id_: str) -> str:
        return self.states.get(id_, "")

    def class_of(self, element: Element) -> str:
        named = CLASSES.get(self.state(element.id), "todo" if self.states else "")
        return f"{named} end".strip() if element.kind == "endEvent" else named

    def took(self, box: Box) -> None:
        self.extent.append(box)

    def hidden(self, element: Element) -> bool:
        """Inside a sub-process that is drawn closed."""
        parent = self.model.elements.get(element.parent)
        while parent is not None:
            shape = self.model.shapes.get(parent.id)
            if shape is not None and not shape.expanded:
                return True
            parent = self.model.elements.get(parent.parent)
        return False
