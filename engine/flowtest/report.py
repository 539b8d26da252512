"""Coverage for people: a table in the terminal, and the flowchart painted."""

from collections.abc import Iterable, Iterator

from engine.drawing import Overlay, draw, stand_alone
from engine.flowtest.coverage import Coverage
from engine.flowtest.mutating import Mutation
from engine.reading.model import Model
from engine.text import Text

_MOST_NAMED = 20
PARTS = {
    "nodes": Text("节点", "nodes"),
    "boundary": Text("边界事件", "boundary events"),
    "flows": Text("连线", "flows"),
    "rows": Text("表行", "table rows"),
}


def table(found: Iterable[Coverage], least: float = 0.0) -> Iterator[str]:
    """A line for each model, its parts, and what of it no test passes."""
    for coverage in found:
        percent = coverage.share * 100
        mark = " " if percent >= least else "!"
        model = coverage.model
        yield f"{mark} {percent:5.1f} %  {model.power.code or model.process_id}  {model.name.zh}"
        yield "          " + ", ".join(
            f"{PARTS[part].en} {done}/{whole}" for part, (done, whole) in coverage.parts().items() if whole
        )
        missing = list(names_of_missing(coverage))
        for name in missing[:_MOST_NAMED]:
            yield f"          - {name}"
        if len(missing) > _MOST_NAMED:
            yield f"          … {len(missing) - _MOST_NAMED} more"


def mutation_lines(model: Model, found: Mutation) -> Iterator[str]:
    """How many changes the tests noticed, and which they did not."""
    yield f"  {found.score * 100:5.1f} %  {model.name.zh}: {found.noticed} of {found.tried} changes noticed"
    for mutant in found.unnoticed:
        yield f"          - {mutant.element}: {mutant.said.zh} ({mutant.said.en})"
    if found.untried:
        yield f"          … {found.untried} not tried: the time was over"


def names_of_missing(coverage: Coverage, language: str = "zh") -> Iterator[str]:
    """What no test passes, each by its id and its name; then the table rows that never applied."""
    for id in coverage.missing:
        yield f"{id} {told}" if (told := name_of(coverage.model, id).in_(language)) else id
    for table, row in coverage.missing_rows:
        yield f"{table} 第 {row} 行" if language == "zh" else f"{table} row {row}"


def name_of(model: Model, id: str) -> Text:
    """The name of an element; of a flow without one, from where to where it leads."""
    if id in model.elements:
        return model.elements[id].name
    flow = model.flows[id]
    if flow.name.zh:
        return flow.name
    source, target = model.elements[flow.source], model.elements[flow.target]
    return Text(
        f"{source.name.zh or source.id} → {target.name.zh or target.id}",
        f"{source.name.in_('en') or source.id} → {target.name.in_('en') or target.id}",
    )


def paint(coverage: Coverage, language: str = "zh") -> str:
    """The flowchart as an SVG file, with what is covered and what is not."""
    return stand_alone(drawing(coverage, language))


def drawing(coverage: Coverage, language: str = "zh") -> str:
    """The painted flowchart for a page that has the drawing's colours."""
    ids = [*coverage.model.elements, *coverage.model.flows]
    missing = set(coverage.missing)
    return draw(coverage.model, language=language, overlay=Overlay(coverage={id: id not in missing for id in ids}))
