"""Single nodes and flows that a drawn model lacks: beside what they were inserted between, pushing nothing."""

from collections.abc import Iterable

from engine.reading.model import Edge, Element, Model, Shape

_SIZES = {"Event": (36.0, 36.0), "Gateway": (50.0, 50.0)}
_TASK = (100.0, 80.0)
_GAP = 20.0


def insert(model: Model) -> tuple[dict[str, Shape], dict[str, Edge]]:
    """Shapes for the nodes, and edges for the flows whose ends are drawn."""
    shapes: dict[str, Shape] = {}
    known = {**{f.id: f.shape for f in model.figures.values() if f.shape}, **model.shapes}
    for element in model.in_flow_order():
        if element.id in known or not _parent_is_open(model, element, known):
            continue
        place = _place(model, element, known)
        if place is not None:
            shapes[element.id] = known[element.id] = place
    drawn = {**{f.id: f.edge for f in model.figures.values() if f.edge}, **model.edges}
    edges = {
        flow.id: Edge(line(known[flow.source], known[flow.target]), plane=known[flow.source].plane)
        for flow in model.flows.values()
        if flow.id not in drawn
        and flow.source in known
        and flow.target in known
        and _parent_is_open(model, model.elements[flow.source], known)
    }
    return shapes, edges


def _parent_is_open(model: Model, element: Element, known: dict[str, Shape]) -> bool:
    """Something beside it is drawn: its process, or an open sub-process."""
    if element.parent in model.processes:
        return any(e.id in known for e in model.nodes_of(element.parent))
    parent = known.get(element.parent)
    siblings = any(e.id in known for e in model.nodes_of(element.parent))
    return siblings or (parent is not None and parent.expanded)


def _size(kind: str) -> tuple[float, float]:
    return next((size for end, size in _SIZES.items() if kind.endswith(end)), _TASK)


def _place(model: Model, element: Element, known: dict[str, Shape]) -> Shape | None:
    width, height = _size(element.kind)
    host = known.get(element.attached_to or "")
    if host is not None:
        beside = sum(e.id in known for e in model.boundary_of(element.attached_to or ""))
        x = host.x + max(0.0, host.width - width - 4 - 40 * beside)
        return Shape(x, host.y + host.height - height / 2, width, height, plane=host.plane)
    before = [known[model.flows[f].source] for f in element.incoming if model.flows[f].source in known]
    after = [known[model.flows[f].target] for f in element.outgoing if model.flows[f].target in known]
    parent = known.get(element.parent)
    others = [known[e.id] for e in model.nodes_of(element.parent) if e.id in known]
    plane = (others or [parent] if parent is not None else others)[0].plane
    x, y = _wished(before[:1], after[:1], others, parent, width)
    room = _room(model, element, known)
    solid = [s for id, s in known.items() if s.plane == plane and _is_solid(model, id, element)]
    first = None
    for dx, dy in _all_steps():
        left, top = x + dx * (width + _GAP) - width / 2, y + dy * (height + _GAP) - height / 2
        box = Shape(left, top, width, height, plane=plane)
        if any(_meet(box, other) for other in solid):
            continue
        if room is None or _inside(box, room):
            return box
        first = first or box
    return first


def _room(model: Model, element: Element, known: dict[str, Shape]) -> Shape | None:
    """Where it belongs: its sub-process, its lane, its pool."""
    process = model.processes[element.process_id]
    beside = [element.parent] if element.parent in model.elements else [element.lane or "", process.pool or ""]
    return next((known[id] for id in beside if id in known), None)


def _inside(box: Shape, room: Shape) -> bool:
    return (
        room.x + 4 < box.x
        and room.y + 4 < box.y
        and box.x + box.width < room.x + room.width - 4
        and box.y + box.height < room.y + room.height - 4
    )


def _all_steps() -> Iterable[tuple[float, float]]:
    """Outwards in half steps, at last straight down."""
    yield 0, 0
    for far in range(1, 7):
        ring = [(dx, dy) for dx in range(-far, far + 1) for dy in range(-far, far + 1) if max(abs(dx), abs(dy)) == far]
        yield from ((dx / 2, dy / 2) for dx, dy in sorted(ring, key=lambda s: (abs(s[0]) + abs(s[1]), -s[1], -s[0])))
    yield from ((0, far) for far in range(4, 200))


def _is_solid(model: Model, id: str, element: Element) -> bool:
    """Nodes of the same container and of others; not what the new node stands in."""
    if id not in model.elements:
        figure = model.figures.get(id)
        return figure is not None and figure.kind not in ("participant", "lane", "group")
    outer = element.parent
    while outer in model.elements:
        if outer == id:
            return False
        outer = model.elements[outer].parent
    return True


def _wished(
    before: list[Shape], after: list[Shape], others: list[Shape], parent: Shape | None, width: float
) -> tuple[float, float]:
    if before and after:
        (ax, ay), (bx, by) = _middle(before[0]), _middle(after[0])
        return (ax + bx) / 2, (ay + by) / 2
    if before:
        y = _middle(before[0])[1]
        return before[0].x + before[0].width + _GAP + width / 2, y
    if after:
        y = _middle(after[0])[1]
        return after[0].x - _GAP - width / 2, y
    if others:
        last = max(others, key=lambda s: s.x + s.width)
        return last.x + last.width + _GAP + width / 2, last.y + last.height / 2
    return _middle(parent) if parent is not None else (0.0, 0.0)


def _middle(shape: Shape) -> tuple[float, float]:
    return shape.x + shape.width / 2, shape.y + shape.height / 2


def _meet(one: Shape, other: Shape) -> bool:
    return (
        one.x < other.x + other.width + 4
        and other.x < one.x + one.width + 4
        and one.y < other.y + other.height + 4
        and other.y < one.y + one.height + 4
    )


def line(source: Shape, target: Shape) -> tuple[tuple[float, float], ...]:
    """Right to left with two corners where there is room, else from lower or upper edge."""
    (sx, sy), (tx, ty) = _middle(source), _middle(target)
    right, left = source.x + source.width, target.x
    if left >= right + 8:
        if abs(sy - ty) < 0.5:
            return ((right, sy), (left, ty))
        x = (right + left) / 2
        return ((right, sy), (x, sy), (x, ty), (left, ty))
    down = ty > sy
    y1 = source.y + source.height if down else source.y
    y2 = target.y if down else target.y + target.height
    if abs(sx - tx) < 0.5 or (y2 - y1) * (1 if down else -1) < 8:
        return ((sx, y1), (sx, y2)) if abs(sx - tx) < 0.5 else ((sx, y1), (sx, y1 - 30), (tx, y1 - 30), (tx, target.y))
    middle = (y1 + y2) / 2
    return ((sx, y1), (sx, middle), (tx, middle), (tx, y2))
