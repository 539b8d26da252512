"""Values as a sentence shows them."""

from typing import Any

from engine.text import Text

NOTHING = Text("", "")


def shown(value: Any) -> Text:
    """Any value of a model: an expression by its text, nothing as nothing."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return yes_no(value)
    text = getattr(value, "text", None)
    said = text if isinstance(text, str) else str(value)
    return Text(said, said)


def yes_no(value: bool) -> Text:
    return Text("是", "yes") if value else Text("否", "no")
