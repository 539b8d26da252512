"""A whole model: its processes below one another, pools and lanes around them; or what a drawn model lacks."""

from engine.drawing.layout.artifacts import put_artifacts
from engine.drawing.layout.containers import Drawing, arrange
from engine.drawing.layout.inserting import insert
from engine.reading.model import Edge, Lane, Model, Process, Shape

STRIP = 30.0  # for the name of a pool or lane
_MARGIN, _BETWEEN, _BLACK_BOX = 20.0, 60.0, 60.0

Places = tuple[dict[str, Shape], dict[str, Edge]]


def lay_out(model: Model) -> Places:
    """Shapes and edges of all that the model holds, by id. The same model always gets the same places."""
    whole = Drawing()
    y = 0.0
    main = [model.process_id, *(id for id in model.processes if id != model.process_id)]
    for id in main:
        if not model.processes[id].nodes:
            continue
        drawn = _process(model, model.processes[id])
        whole.put(drawn, 0.0, y)
        whole.width = max(whole.width, drawn.width)
        y += drawn.height + _BETWEEN
    empty = [p.pool for p in model.processes.values() if p.pool and not p.nodes]
    black = [f.id for f in model.figures.values() if f.kind == "participant" and f.process not in model.processes]
    for id in dict.fromkeys([*empty, *black]):
        whole.shapes[id or ""] = Shape(0.0, y, max(whole.width, 300.0), _BLACK_BOX)
        y += _BLACK_BOX + _BETWEEN
    for process in model.processes.values():
        if process.pool in whole.shapes and process.pool:
            pool = whole.shapes[process.pool]
            whole.shapes[process.pool] = Shape(pool.x, pool.y, max(pool.width, whole.width), pool.height)
    put_artifacts(model, whole.shapes, whole.edges)
    return whole.shapes, whole.edges


def missing_drawing(model: Model) -> Places:
    """Shapes and edges of what has none: of all in a file without drawing, else of what repairs inserted.

    What the file draws stays where it is. What lies in a closed sub-process that draws nothing of it has no place.
    """
    main = [e.id for e in model.nodes_of(model.process_id)]
    if not any(id in model.shapes for id in main):
        shapes, edges = lay_out(model)
        return (
            {id: shape for id, shape in shapes.items() if id not in model.shapes},
            {id: edge for id, edge in edges.items() if id not in model.edges},
        )
    return insert(model)


def _process(model: Model, process: Process) -> Drawing:
    lanes = [lane for lane in model.lanes if lane.process_id == process.id]
    leaves = _leaves(lanes)
    band_of = {id: index for index, lane in enumerate(leaves) for id in lane.elements}
    for element in model.nodes_of(process.id):
        if element.attached_to in band_of:
            band_of[element.id] = band_of[element.attached_to]
    inside = arrange(model, process.id, band_of, max(1, len(leaves)))
    depth = max((_depth(lane, lanes) for lane in leaves), default=0)
    left = (STRIP if process.pool else 0.0) + STRIP * depth
    framed = process.pool or leaves
    space = _MARGIN if framed else 0.0
    whole = Drawing(inside.width + left + 2 * space, inside.height)
    whole.put(inside, left + space, 0.0)
    tops = {lane.id: (inside.bands[i], inside.bands[i + 1]) for i, lane in enumerate(leaves)}
    for lane in lanes:
        covered = [tops[leaf.id] for leaf in leaves if leaf is lane or set(leaf.elements) <= set(lane.elements)]
        if covered:
            x = (STRIP if process.pool else 0.0) + STRIP * (_depth(lane, lanes) - 1)
            top, bottom = min(c[0] for c in covered), max(c[1] for c in covered)
            whole.shapes[lane.id] = Shape(x, top, whole.width - x, bottom - top)
    if process.pool:
        whole.shapes[process.pool] = Shape(0.0, 0.0, whole.width, whole.height)
    return whole


def _leaves(lanes: list[Lane]) -> list[Lane]:
    """The lanes that hold no other, in the order of the file."""
    return [lane for lane in lanes if not any(_holds(lane, other) for other in lanes)]


def _holds(lane: Lane, other: Lane) -> bool:
    return lane is not other and bool(other.elements) and set(other.elements) < set(lane.elements)


def _depth(lane: Lane, lanes: list[Lane]) -> int:
    return 1 + sum(_holds(other, lane) for other in lanes)
