"""`layout`: the drawing can be read: all is drawn, nothing lies on anything else, names stand by what they name."""

from collections.abc import Iterator
from itertools import islice, pairwise

from engine.checks.geometry import Segment, cross, overlap, through
from engine.checks.subject import SHOWN, Subject
from engine.errors import Finding
from engine.reading.model import Box, Shape
from engine.text import Text

NAME = "layout"
MOST = 1500
"""Shapes or edges beyond which a drawing is not gone through: pairs grow with the square."""
FAR = 200.0
"""Pixels between a label and what it names at which nobody reads them as one."""
DRAWN = Text("在图上移开。", "Move it on the diagram.")


def check(subject: Subject) -> Iterator[Finding]:
    """Overlaps are warnings, the rest notes. A file without any drawing is told once."""
    model = subject.model
    shown = [e for e in subject.elements if e.process_id == model.process_id]
    if not model.shapes:
        mend = Text("自动布局。", "Lay it out automatically.")
        text = Text("文件里没有图形，显示时由系统排列。", "The file has no drawing.")
        yield subject.finding(NAME, model.process_id, "note", text, mend)
        return
    missing = [e.id for e in shown if e.id not in model.shapes]
    missing += [f for e in shown for f in e.outgoing if f not in model.edges and e.id in model.shapes]
    for id in missing[:SHOWN]:
        mend = Text("在图上画出它。", "Draw it.")
        yield subject.finding(NAME, id, "note", Text("没有画在图上。", "is not on the diagram."), mend)
    if len(model.shapes) <= MOST and len(model.edges) <= MOST:
        yield from islice(_overlaps(subject), SHOWN)
        yield from islice(_crossings(subject), SHOWN)
        yield from islice(_covered(subject), SHOWN)
    yield from islice(_labels(subject), SHOWN)


def _nodes(subject: Subject) -> list[tuple[str, Shape]]:
    """Shapes of nodes, from left to right."""
    model = subject.model
    nodes = [(id, s) for id, s in model.shapes.items() if id in model.elements and s.width and s.height]
    return sorted(nodes, key=lambda n: n[1].x)


def _overlaps(subject: Subject) -> Iterator[Finding]:
    elements, nodes = subject.model.elements, _nodes(subject)
    for i, (a, shape) in enumerate(nodes):
        for b, other in nodes[i + 1 :]:
            if other.x >= shape.x + shape.width:
                break
            one, two = elements[a], elements[b]
            if one.parent != two.parent or a in (two.attached_to,) or b in (one.attached_to,):
                continue
            if one.attached_to and one.attached_to == two.attached_to and not overlap(shape, other, 0.5):
                continue
            if overlap(shape, other):
                name = subject.name(b)
                text = Text(f"与 {name.zh} 在图上重叠。", f"lies on {name.en} in the diagram.")
                yield subject.finding(NAME, a, "warning", text, DRAWN)


def _segments(subject: Subject) -> list[Segment]:
    """All straight pieces of the flows, from left to right."""
    edges = subject.model.edges
    flows = [f for f in subject.model.flows.values() if f.id in edges]
    pieces = [(f.id, a, b) for f in flows for a, b in pairwise(edges[f.id].points)]
    return sorted(pieces, key=lambda s: min(s[1][0], s[2][0]))[: MOST * 4]


def _crossings(subject: Subject) -> Iterator[Finding]:
    flows, pieces = subject.model.flows, _segments(subject)
    of = {id: subject.model.elements[f.source].process_id for id, f in flows.items()}
    said: set[tuple[str, str]] = set()
    for i, one in enumerate(pieces):
        for two in pieces[i + 1 :]:
            if min(two[1][0], two[2][0]) > max(one[1][0], one[2][0]):
                break
            a, b = sorted((one[0], two[0]))
            meet = {flows[a].source, flows[a].target} & {flows[b].source, flows[b].target}
            if of[a] != of[b]:
                continue  # another process: a diagram of its own, or its own pool
            if a != b and (a, b) not in said and not meet and cross(one, two):
                said.add((a, b))
                name = subject.name(b)
                text = Text(f"与流向 {name.zh} 在图上交叉。", f"crosses the flow {name.en} in the diagram.")
                yield subject.finding(NAME, a, "note", text, DRAWN)


def _covered(subject: Subject) -> Iterator[Finding]:
    """Flows that are drawn through a step they do not touch."""
    model, nodes, said = subject.model, _nodes(subject), set[tuple[str, str]]()
    for id, a, b in _segments(subject):
        flow = model.flows[id]
        for other, shape in nodes:
            if shape.x > max(a[0], b[0]):
                break
            e = model.elements[other]
            ends = {flow.source, flow.target, *(model.elements[x].attached_to for x in (flow.source, flow.target))}
            same = e.parent == model.elements[flow.source].parent
            if same and other not in ends and not e.attached_to and (id, other) not in said and through(a, b, shape):
                said.add((id, other))
                name = subject.name(other)
                text = Text(f"流向从 {name.zh} 上面穿过。", f"is drawn through {name.en}.")
                yield subject.finding(NAME, id, "note", text, DRAWN)


def _labels(subject: Subject) -> Iterator[Finding]:
    for id, shape in subject.model.shapes.items():
        if id in subject.model.elements and shape.label and _distance(shape.label, shape) > FAR:
            text = Text("名称离图形太远。", "has its label far away.")
            yield subject.finding(NAME, id, "note", text, Text("把名称移到图形旁边。", "Move the label to its shape."))


def _distance(label: Box, shape: Shape) -> float:
    x, y, width, height = label
    across = max(shape.x - (x + width), x - (shape.x + shape.width), 0.0)
    down = max(shape.y - (y + height), y - (shape.y + shape.height), 0.0)
    return max(across, down)
