"""What is handed to an activity and from it: ``<daylight:handed>`` with an ``input`` or ``output`` for each value."""

from engine.reading.expressions import Expressions
from engine.reading.model import Handed
from engine.reading.xml import Node, local


def read_handed(node: Node | None, id: str, expressions: Expressions) -> Handed | None:
    """The words of ``node``; None where there is none."""
    if node is None:
        return None
    named = [(local(part), part.get("name") or "", expressions.feel(part.get("value"), id)) for part in node]
    inputs, outputs = (
        tuple((name, value) for kind, name, value in named if kind == wanted and name and value is not None)
        for wanted in ("input", "output")
    )
    return Handed(inputs, outputs, node.get("only") == "true", node.get("filled") == "true")
