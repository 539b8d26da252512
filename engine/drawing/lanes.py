"""Pools and lanes. The names stand level in a column at the left, as on a printed chart."""

from engine.drawing.look import Look
from engine.drawing.measure import wrap
from engine.drawing.svg import number, tag, words
from engine.reading.model import Lane, Process, Shape

HEAD = 96.0  # width of the column of names
STRIP = 30.0  # what BPMN tools keep free for a lane's name
_SIZE, _LEAD, _SUB = 13.0, 17.0, 12.5


def pools(look: Look) -> str:
    """A pool's own name is drawn only where there is more than one pool."""
    drawn = [p for p in look.model.processes.values() if p.pool and p.pool in look.model.shapes]
    many = len(drawn) > 1
    return "".join(_pool(look, process, look.model.shapes[process.pool or ""], many) for process in drawn)


def lanes(look: Look) -> tuple[str, str]:
    """Frames, and the column of names; the names lie above everything, so that a page can keep them in sight."""
    inner = _innermost(look)
    drawn = [_lane(look, lane, look.model.shapes[lane.id], lane.id in inner) for lane in _drawn(look)]
    return "".join(frame for frame, _ in drawn), tag("g", *(head for _, head in drawn if head), class_="heads")


def _drawn(look: Look) -> list[Lane]:
    return [lane for lane in look.model.lanes if lane.id in look.model.shapes]


def _innermost(look: Look) -> set[str]:
    """Lanes that no other lane lies inside of."""
    shapes = {lane.id: look.model.shapes[lane.id] for lane in _drawn(look)}
    return {
        one
        for one, outer in shapes.items()
        if not any(other != one and _inside(inner, outer) for other, inner in shapes.items())
    }


def _inside(inner: Shape, outer: Shape) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.x + inner.width <= outer.x + outer.width + 1
        and inner.y + inner.height <= outer.y + outer.height + 1
        and inner.width * inner.height < outer.width * outer.height
    )


def _pool(look: Look, process: Process, shape: Shape, named: bool) -> str:
    """Without lanes a pool is one lane; with lanes it is only a frame."""
    has_lanes = any(lane.process_id == process.id and lane.id in look.model.shapes for lane in look.model.lanes)
    if not has_lanes:
        return "".join(_headed(look, shape, look.say(process.name) or process.authority or "", ""))
    if not named or not shape.horizontal:
        return ""
    x, middle = shape.x + 2 * STRIP - HEAD - STRIP, shape.y + shape.height / 2
    band = tag("rect", class_="laneh", x=x, y=shape.y, width=STRIP, height=shape.height)
    look.took((x, shape.y, STRIP, shape.height))
    name = tag(
        "text",
        look.say(process.name) or process.authority or "",
        class_="lanet",
        text_anchor="middle",
        transform=f"translate({number(x + STRIP / 2 + 4)} {number(middle)}) rotate(-90)",
    )
    return band + name


def _lane(look: Look, lane: Lane, shape: Shape, innermost: bool) -> tuple[str, str]:
    if not innermost:
        return tag("rect", class_="lane", x=shape.x, y=shape.y, width=shape.width, height=shape.height), ""
    pool = look.model.processes.get(lane.process_id)
    other = lane.authority if lane.authority and pool and lane.authority != pool.authority else ""
    name = look.say(lane.name) or lane.post or ""
    return _headed(look, shape, name, other or "")


def _headed(look: Look, shape: Shape, name: str, sub: str) -> tuple[str, str]:
    if not shape.horizontal:
        return _headed_above(look, shape, name)
    right = shape.x + STRIP
    x, width = right - HEAD, shape.width - STRIP + HEAD
    look.took((x, shape.y, width, shape.height))
    frame = tag("rect", class_="lane", x=x, y=shape.y, width=width, height=shape.height)
    head = tag("rect", class_="laneh", x=x, y=shape.y, width=HEAD, height=shape.height)
    lines = wrap(name, _SIZE, HEAD - 12, max(1, int(shape.height / _LEAD) - (1 if sub else 0)))
    subs = wrap(sub, _SUB, HEAD - 10, 2)
    y = shape.y + shape.height / 2 - (len(lines) + len(subs)) * _LEAD / 2
    said = [words(line, x + HEAD / 2, y + _LEAD * (i + 0.78), "lanet") for i, line in enumerate(lines)]
    y += len(lines) * _LEAD
    said += [words(line, x + HEAD / 2, y + _LEAD * (i + 0.78), "sub") for i, line in enumerate(subs)]
    return frame, head + "".join(said)


def _headed_above(look: Look, shape: Shape, name: str) -> tuple[str, str]:
    look.took((shape.x, shape.y, shape.width, shape.height))
    frame = tag("rect", class_="lane", x=shape.x, y=shape.y, width=shape.width, height=shape.height)
    head = tag("rect", class_="laneh", x=shape.x, y=shape.y, width=shape.width, height=STRIP)
    line = wrap(name, _SIZE, shape.width - 12, 1)
    return frame, head + "".join(words(part, shape.x + shape.width / 2, shape.y + 20, "lanet") for part in line)
