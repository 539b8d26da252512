"""What of a model is in the picture, and where: one diagram of it, nothing that a closed box hides."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.reading.model import Edge, Element, Figure, Flow, Model, Shape
from engine.text import Text

CONTAINERS = frozenset({"subProcess", "transaction", "adHocSubProcess", "subChoreography"})
_MULTI = {"parallel": "parallel", "sequential": "sequential", "loop": "loop"}


@dataclass(frozen=True)
class Scene:
    nodes: tuple[tuple[Figure, Shape], ...]  # containers first, the larger before the smaller
    lines: tuple[tuple[Figure, Edge], ...]
    pools: tuple[tuple[Figure, Shape], ...]
    lanes: tuple[tuple[Figure, Shape], ...]
    shapes: Mapping[str, Shape]  # of all these


def is_open(figure: Figure, shape: Shape) -> bool:
    """A sub-process that shows what is in it."""
    return figure.kind in CONTAINERS and shape.expanded


def scene(model: Model, more: tuple[Mapping[str, Shape], Mapping[str, Edge]] = ({}, {})) -> Scene:
    """What is drawn of a model. ``more``: shapes and edges of what the file does not draw."""
    figures = all_figures(model)
    shapes = {**model.shapes, **{f.id: f.shape for f in figures.values() if f.shape}, **more[0]}
    edges = {**model.edges, **{f.id: f.edge for f in figures.values() if f.edge}, **more[1]}
    plane = main_plane(model)
    kept = {
        id: shape
        for id, shape in shapes.items()
        if id in figures and (plane is None or shape.plane in (plane, "")) and not _hidden(id, figures, shapes, plane)
    }
    nodes: list[tuple[Figure, Shape]] = []
    pools: list[tuple[Figure, Shape]] = []
    lanes: list[tuple[Figure, Shape]] = []
    for id, shape in kept.items():
        figure = figures[id]
        {"participant": pools, "lane": lanes}.get(figure.kind, nodes).append((figure, shape))
    lines = [
        (figures[id], edge)
        for id, edge in edges.items()
        if id in figures
        and (plane is None or edge.plane in (plane, ""))
        and not _hidden(id, figures, shapes, plane)
        and _ends_shown(figures[id], figures, kept)
    ]
    order = {id: i for i, id in enumerate(figures)}
    nodes.sort(key=lambda n: (_layer(*n), -n[1].width * n[1].height if _layer(*n) == 0 else order[n[0].id]))
    return Scene(tuple(nodes), tuple(lines), tuple(pools), tuple(lanes), kept)


def is_under(figure: Figure, shape: Shape) -> bool:
    """Lies under lines and other nodes: an open sub-process, a group."""
    return is_open(figure, shape) or figure.kind == "group"


def _layer(figure: Figure, shape: Shape) -> int:
    return 0 if is_under(figure, shape) else 2 if figure.kind == "boundaryEvent" else 1


def _ends_shown(line: Figure, figures: Mapping[str, Figure], kept: Mapping[str, Shape]) -> bool:
    """A line is drawn unless one of its ends is hidden; an end that is a line or nowhere hides nothing."""
    return all(end in kept or end not in figures or figures[end].source for end in (line.source, line.target))


def main_plane(model: Model) -> str | None:
    """The diagram in which most of the process that is run stands; None where shapes name no diagram."""
    found = Counter(model.shapes[e.id].plane for e in model.elements.values() if _is_main(model, e))
    found = found or Counter(shape.plane for shape in model.shapes.values())
    return found.most_common(1)[0][0] or None if found else None


def _is_main(model: Model, element: Element) -> bool:
    return element.id in model.shapes and element.parent == model.process_id


def all_figures(model: Model) -> dict[str, Figure]:
    """What the file draws, and what reading added to it."""
    figures = dict(model.figures)
    for process in model.processes.values():
        if process.pool and process.pool not in figures:
            figures[process.pool] = Figure(
                process.pool, "participant", Text(process.authority or "", ""), process=process.id
            )
    for lane in model.lanes:
        figures.setdefault(lane.id, Figure(lane.id, "lane", lane.name, lane.process_id))
    for element in model.elements.values():
        if element.id not in figures:
            figures[element.id] = _of_element(element)
    for flow in model.flows.values():
        if flow.id not in figures:
            figures[flow.id] = _of_flow(flow, model)
    return figures


def _of_element(element: Element) -> Figure:
    marks = {_MULTI.get(element.multi or "", ""), "event" if element.triggered_by_event else ""}
    if not element.interrupting:
        marks.add("open")
    return Figure(
        element.id,
        element.kind,
        element.name,
        element.parent,
        element.event,
        frozenset(marks - {""}),
        host=element.attached_to or "",
    )


def _of_flow(flow: Flow, model: Model) -> Figure:
    source = model.elements.get(flow.source)
    mark = "default" if source is not None and source.default == flow.id else ""
    if not mark and flow.condition is not None and source is not None and not source.kind.endswith("Gateway"):
        mark = "conditional"
    marks = frozenset({mark}) if mark else frozenset[str]()
    parent = source.parent if source is not None else ""
    return Figure(flow.id, "sequenceFlow", flow.name, parent, marks=marks, source=flow.source, target=flow.target)


def _hidden(id: str, figures: Mapping[str, Figure], shapes: Mapping[str, Shape], plane: str | None) -> bool:
    """Inside a sub-process that is drawn closed on the same diagram."""
    for parent in ancestors(id, figures):
        shape = shapes.get(parent)
        if shape is not None and not shape.expanded and (plane is None or shape.plane in (plane, "")):
            return True
    return False


def ancestors(id: str, figures: Mapping[str, Figure]) -> Iterable[str]:
    """The sub-processes a figure stands in, from the inside out."""
    parent, seen = figures[id].parent, {id}
    while parent in figures and parent not in seen:
        seen.add(parent)
        yield parent
        parent = figures[parent].parent
