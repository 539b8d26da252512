"""What is laid out can be read: nothing lies on anything, lines end where they should, lanes hold their nodes."""

import dataclasses
from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.drawing import lay_out, missing_drawing
from engine.reading.model import Element, Flow, Lane, Model, PowerWords, Process, Shape
from engine.text import Text
from tests.engine.drawing import sample

KINDS = ("userTask", "exclusiveGateway", "parallelGateway", "intermediateCatchEvent", "endEvent", "subProcess")


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Any nodes with any flows between them, loops and lonely ones too; some in lanes, some with boundary events."""
    count = draw(st.integers(1, 14))
    bands = draw(st.integers(0, 3))
    kinds = [draw(st.sampled_from(KINDS)) for _ in range(count)]
    ends = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    pairs = draw(st.lists(ends, max_size=24, unique=True))
    hosts = draw(st.lists(st.integers(0, count - 1), max_size=4))
    nodes = [_node(f"n{i}", kind) for i, kind in enumerate(kinds)]
    flows = [(f"n{a}", f"n{b}") for a, b in pairs]
    for index, host in enumerate(hosts):
        if kinds[host] in ("userTask", "subProcess"):
            nodes.append(_node(f"b{index}", "boundaryEvent", attached_to=f"n{host}"))
            flows.append((f"b{index}", f"n{draw(st.integers(0, count - 1))}"))
    inner = []
    for node in list(nodes):
        if node.kind == "subProcess":
            inside = [_node(f"{node.id}.{i}", "userTask", parent=node.id) for i in range(draw(st.integers(1, 3)))]
            flows += [(a.id, b.id) for a, b in pairwise(inside)]
            inner += inside
            children = tuple(e.id for e in inside)
            nodes[nodes.index(node)] = dataclasses.replace(node, children=children)
    members: dict[int, list[str]] = {band: [] for band in range(bands)}
    for node in nodes:
        if bands and not node.attached_to:
            members[draw(st.integers(0, bands - 1))].append(node.id)
    lanes = tuple(Lane(f"L{i}", Text(f"岗位{i}", ""), None, None, False, tuple(ids), "P") for i, ids in members.items())
    lane_of = {id: lane.id for lane in lanes for id in lane.elements}
    nodes = [dataclasses.replace(node, lane=lane_of.get(node.id)) for node in nodes]
    return _model(nodes, inner, flows, lanes)


def _node(id_: str, kind: str, **more: object) -> Element:
    return Element(id=id_, kind=kind, name=Text(id_, ""), process_id="P", parent=str(more.pop("parent", "P")), **more)


def _model(
    nodes: list[Element], inner: list[Element], pairs: list[tuple[str, str]], lanes: tuple[Lane, ...] = ()
) -> Model:
    flows = {f"{a}-{b}": Flow(f"{a}-{b}", a, b, Text("", "")) for a, b in pairs}
    elements = {e.id: e for e in [*nodes, *inner]}
    for id_, element in elements.items():
        incoming = tuple(f.id for f in flows.values() if f.target == id_)
        outgoing = tuple(f.id for f in flows.values() if f.source == id_)
        elements[id_] = dataclasses.replace(element, incoming=incoming, outgoing=outgoing)
    process = Process("P", Text("流程", ""), "pool", "机关", tuple(e.id for e in nodes))
    return Model(
        process_id="P", name=Text("流程", ""), digest="d", files={}, power=PowerWords(), processes={"P": process},
        elements=elements, flows=flows, lanes=lanes, forms={}, tables={}, shapes={}, edges={},
    )  # fmt: skip


def _meet(one: Shape, other: Shape) -> bool:
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return across > 0.01 and down > 0.01


def _inside(inner: Shape, outer: Shape) -> bool:
    return (
        outer.x <= inner.x + 0.01
        and outer.y <= inner.y + 0.01
        and inner.x + inner.width <= outer.x + outer.width + 0.01
        and inner.y + inner.height <= outer.y + outer.height + 0.01
    )


def _on_border(point: tuple[float, float], shape: Shape) -> bool:
    x, y = point[0] - shape.x, point[1] - shape.y
    across = abs(x) < 0.01 or abs(x - shape.width) < 0.01
    down = abs(y) < 0.01 or abs(y - shape.height) < 0.01
    return (across and -0.01 <= y <= shape.height + 0.01) or (down and -0.01 <= x <= shape.width + 0.01)


@settings(deadline=None, max_examples=150)
@given(models())
def test_nothing_overlaps_and_lines_end_on_borders(model: Model) -> None:
    shapes, edges = lay_out(model)
    assert set(model.elements) <= set(shapes)
    assert set(edges) == set(model.flows)
    for one, other in combinations(model.elements.values(), 2):
        tied = one.id == other.attached_to or other.id == one.attached_to
        if one.parent == other.parent and not tied:
            assert not _meet(shapes[one.id], shapes[other.id]), (one.id, other.id)
    for flow in model.flows.values():
        points = edges[flow.id].points
        assert len(points) > 1
        assert _on_border(points[0], shapes[flow.source]), flow.id
        assert _on_border(points[-1], shapes[flow.target]), flow.id
        for (x1, y1), (x2, y2) in pairwise(points):
            assert abs(x1 - x2) < 0.01 or abs(y1 - y2) < 0.01, "orthogonal"


@settings(deadline=None, max_examples=80)
@given(models())
def test_lanes_and_sub_processes_hold_what_is_theirs(model: Model) -> None:
    shapes, _ = lay_out(model)
    lanes = [lane for lane in model.lanes if lane.id in shapes]
    assert len(lanes) == len(model.lanes)
    assert [shapes[lane.id].y for lane in lanes] == sorted(shapes[lane.id].y for lane in lanes), "order of the file"
    for lane in lanes:
        assert _inside(shapes[lane.id], shapes["pool"])
        assert all(_inside(shapes[id], shapes[lane.id]) for id in lane.elements)
    for element in model.elements.values():
        assert _inside(shapes[element.id], shapes["pool"])
        if element.parent in model.elements:
            assert _inside(shapes[element.id], shapes[element.parent])


@settings(deadline=None, max_examples=60)
@given(models())
def test_no_line_runs_through_a_node_it_does_not_touch(model: Model) -> None:
    shapes, edges = lay_out(model)
    for flow in model.flows.values():
        ends = {flow.source, flow.target, model.elements[flow.source].attached_to}
        for (x1, y1), (x2, y2) in pairwise(edges[flow.id].points):
            line = Shape(min(x1, x2) - 0.1, min(y1, y2) - 0.1, abs(x1 - x2) + 0.2, abs(y1 - y2) + 0.2)
            for element in model.elements.values():
                beside = element.parent == model.elements[flow.source].parent and not element.attached_to
                if beside and element.id not in ends:
                    assert not _meet(line, shapes[element.id]), (flow.id, element.id)


@settings(deadline=None, max_examples=40)
@given(models())
def test_the_same_model_is_laid_out_the_same(model: Model) -> None:
    assert lay_out(model) == lay_out(dataclasses.replace(model, _derived={}))


@settings(deadline=None, max_examples=60)
@given(models(), st.data())
def test_what_was_inserted_finds_a_place_and_pushes_nothing(model: Model, data: st.DataObject) -> None:
    shapes, edges = lay_out(model)
    plain = [e.id for e in model.elements.values() if not e.children and not e.attached_to]
    gone = data.draw(st.sets(st.sampled_from(plain), max_size=2)) if plain else set()
    if not {e.id for e in model.nodes_of("P")} - gone:
        return
    drawn = dataclasses.replace(
        model,
        shapes={id: shape for id, shape in shapes.items() if id not in gone},
        edges={id: e for id, e in edges.items() if not {model.flows[id].source, model.flows[id].target} & gone},
    )
    more_shapes, more_edges = missing_drawing(drawn)
    assert set(more_shapes) == gone & set(more_shapes)
    for id in more_shapes:
        for other in model.elements.values():
            known = {**drawn.shapes, **more_shapes}
            ancestors = model.elements[id].parent == other.id
            if other.id != id and not ancestors and other.id in known and other.parent == model.elements[id].parent:
                assert not _meet(more_shapes[id], known[other.id]), (id, other.id)
    placed = set(drawn.shapes) | set(more_shapes)
    wanted = {f.id for f in model.flows.values() if f.source in placed and f.target in placed}
    assert set(more_edges) == wanted - set(drawn.edges)


def test_a_drawn_model_lacks_nothing() -> None:
    assert missing_drawing(sample.licence()) == ({}, {})


def test_a_loop_goes_back_and_a_boundary_event_hangs_on_the_lower_edge() -> None:
    nodes = [_node("a", "userTask"), _node("b", "userTask"), _node("late", "boundaryEvent", attached_to="a")]
    nodes.append(_node("end", "endEvent"))
    shapes, edges = lay_out(_model(nodes, [], [("a", "b"), ("b", "a"), ("late", "end")]))
    assert shapes["a"].x + shapes["a"].width < shapes["b"].x
    back = edges["b-a"].points
    assert min(y for _, y in back) < min(shapes["a"].y, shapes["b"].y), "above"
    host, event = shapes["a"], shapes["late"]
    assert event.y + event.height / 2 == host.y + host.height
    assert shapes["end"].y > host.y + host.height / 2, "its branch is below"
