"""A process or sub-process with all that stands in it: what is inside is laid out first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.drawing.layout.grid import EVENT, Grid
from engine.drawing.layout.layers import Item, Link, pass_columns, set_back, set_layers
from engine.drawing.layout.rows import set_rows
from engine.drawing.measure import width as text_width
from engine.drawing.measure import wrap
from engine.reading.model import Edge, Element, Model, Shape

_TASK = (100.0, 80.0)
_GATEWAY = 50.0
_INSIDE, _HEAD = 20.0, 34.0  # free space in an open sub-process, at the sides and at the top


@dataclass
class Drawing:
    """Shapes and edges around 0, 0."""

    width: float = 0.0
    height: float = 0.0
    shapes: dict[str, Shape] = field(default_factory=dict)
    edges: dict[str, Edge] = field(default_factory=dict)
    bands: Sequence[float] = ()  # where the lanes begin and end

    def put(self, other: "Drawing", x: float, y: float) -> None:
        """Another drawing into this one."""
        self.shapes |= {id: moved(shape, x, y) for id, shape in other.shapes.items()}
        self.edges |= {id: Edge(tuple((a + x, b + y) for a, b in edge.points)) for id, edge in other.edges.items()}


def moved(shape: Shape, x: float, y: float) -> Shape:
    return replace(shape, x=shape.x + x, y=shape.y + y)


def arrange(model: Model, parent: str, band_of: Mapping[str, int], bands: int) -> Drawing:
    """The nodes of one process or sub-process. ``band_of``: the lane of each node, by its place among the lanes."""
    nodes = list(model.nodes_of(parent))
    inner = {e.id: arrange(model, e.id, {}, 1) for e in nodes if e.children}
    hosts = {e.id: e.attached_to or e.id for e in nodes}
    known = {e.id for e in nodes}
    boundaries: dict[str, list[str]] = {}
    for element in nodes:
        if element.attached_to in known and element.attached_to:
            boundaries.setdefault(element.attached_to, []).append(element.id)
    items = {
        e.id: _item(e, min(band_of.get(e.id, 0), bands - 1), inner.get(e.id), len(boundaries.get(e.id, ())))
        for e in nodes
        if hosts[e.id] == e.id or hosts[e.id] not in known
    }
    links = [
        Link(flow.id, host, flow.target, flow.source if host in known and host != flow.source else "")
        for flow in model.flows.values()
        if (host := hosts.get(flow.source)) and flow.target in items
    ]
    linked = {end for link in links for end in (link.source, link.target)}
    loose: dict[int, list[Item]] = {}
    for item in [item for item in items.values() if item.id not in linked]:
        if len(items) > 1:
            loose.setdefault(item.band, []).append(items.pop(item.id))
    set_back(list(items), links)
    set_layers(items, links)
    pass_columns(items, links)
    set_rows(items, links)
    below = frozenset(e.id for e in nodes if e.kind.endswith(("Event", "Gateway")) and e.name.zh)
    gateways = frozenset(e.id for e in nodes if e.kind.endswith("Gateway"))
    grid = Grid(items, links, bands, boundaries, gateways, loose, below)
    return _drawing(grid, inner)


def _item(element: Element, band: int, inner: Drawing | None, boundaries: int) -> Item:
    if inner is not None:
        named = min(400.0, text_width(element.name.zh, 14.0) + 24)
        width, height = max(named, inner.width + 2 * _INSIDE), inner.height + _HEAD + _INSIDE
    elif element.kind.endswith("Event"):
        width = height = EVENT
    elif element.kind.endswith("Gateway"):
        width = height = _GATEWAY
    else:
        width, height = _TASK
        while len(wrap(element.name.zh, 12.5, width - 12)) > 3 and width < 160:
            width += 20
    return Item(element.id, band, max(width, 48.0 * boundaries + 14), height)


def _drawing(grid: Grid, inner: Mapping[str, Drawing]) -> Drawing:
    drawing = Drawing()
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for id, x, y, width, height in grid.places():
        boxes[id] = (x, y, width, height)
        drawing.shapes[id] = Shape(x, y, width, height)
        if id in inner:
            drawing.put(inner[id], x + _INSIDE, y + _HEAD)
    drawing.edges |= {link.id: Edge(grid.line(link, boxes)) for link in grid.links}
    drawing.width, drawing.height, drawing.bands = grid.width, grid.height, grid.edges_of_bands
    return drawing
