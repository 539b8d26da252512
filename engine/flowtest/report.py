"""Coverage for people: a table in the terminal, and the flowchart painted."""

from collections.abc import Iterable, Iterator

from engine.drawing import Overlay, draw, stand_alone
from engine.flowtest.coverage import Coverage

_MOST_NAMED = 20


def table(found: Iterable[Coverage], least: float = 0.0) -> Iterator[str]:
    """A line for each model, and what of it no test passes."""
    for coverage in found:
        percent = coverage.share * 100
        mark = " " if percent >= least else "!"
        model = coverage.model
        yield f"{mark} {percent:5.1f} %  {model.power.code or model.process_id}  {model.name.zh}"
        for id in coverage.missing[:_MOST_NAMED]:
            element = coverage.model.elements.get(id)
            yield f"          - {id}{f' {element.name.zh}' if element and element.name.zh else ''}"
        if len(coverage.missing) > _MOST_NAMED:
            yield f"          … {len(coverage.missing) - _MOST_NAMED} more"


def paint(coverage: Coverage, language: str = "zh") -> str:
    """The flowchart as an SVG file, with what is covered and what is not."""
    ids = [*coverage.model.elements, *coverage.model.flows]
    missing = set(coverage.missing)
    overlay = Overlay(coverage={id: id not in missing for id in ids})
    return stand_alone(draw(coverage.model, language=language, overlay=overlay))
