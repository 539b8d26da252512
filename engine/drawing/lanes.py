"""Pools and lanes. Where there is room the names stand level in a column at the left, as on a printed chart."""

from engine.drawing.look import Look
from engine.drawing.measure import longest_word, wrap
from engine.drawing.places import Box
from engine.drawing.scene import Scene
from engine.drawing.shapes import markers
from engine.drawing.svg import number, rect, tag, text_of, words
from engine.reading.model import Figure, Shape

HEAD, WIDEST = 96.0, 140.0  # width of the column of names; the longest word decides in between
STRIP = 30.0  # what BPMN tools keep free for a lane's name
_SIZE, _SMALL, _LEAD, _SUB = 13.0, 12.0, 17.0, 12.5


def lanes(look: Look, scene: Scene) -> tuple[str, str, str]:
    """Frames of pools and their lanes; of lanes in sub-processes; the column of names, which lies above everything."""
    inner = innermost(scene)
    column = _column(look, scene, inner) if _room_at_left(scene) else 0.0
    frames: list[str] = []
    within: list[str] = []
    heads: list[str] = []
    for figure, shape in [*scene.pools, *sorted(scene.lanes, key=lambda n: -n[1].width * n[1].height)]:
        has_lanes = figure.kind == "participant" and _lanes_in(scene, shape)
        frame, head = _band(look, scene, figure, shape, column, named=not has_lanes and figure.id in inner)
        title = tag("title", text_of(_name(look, figure) or figure.id))
        class_ = look.overlay.class_of(figure.id) or None
        in_column = column > 0 and figure.parent not in look.model.elements
        drawn = tag("g", title, frame, *([] if in_column else [head]), class_=class_, data_element_id=figure.id)
        (within if figure.parent in look.model.elements else frames).append(drawn)
        heads.append(head if in_column else "")
    return "".join(frames), "".join(within), tag("g", *(head for head in heads if head), class_="heads")


def _column(look: Look, scene: Scene, inner: set[str]) -> float:
    """How wide the column is in which the names stand level."""
    names = [_name(look, figure) for figure, shape in (*scene.pools, *scene.lanes) if figure.id in inner]
    return min(WIDEST, max([HEAD, *(longest_word(name, _SIZE) + 12 for name in names)]))


def _band(look: Look, scene: Scene, figure: Figure, shape: Shape, column: float, named: bool) -> tuple[str, str]:
    """The frame and the name of one pool or lane. ``named``: it holds no other that is named."""
    box = (shape.x, shape.y, shape.width, shape.height)
    if not shape.horizontal:
        look.took(box)
        return rect("lane", *box), _head_above(look, scene, figure, shape)
    level = column > 0 and figure.parent not in look.model.elements
    outer = column - STRIP if level else 0.0
    left = shape.x - outer
    look.took((left, shape.y, shape.width + outer, shape.height))
    frame = rect("lane", left, shape.y, shape.width + outer, shape.height)
    if _is_black_box(scene, figure, shape):
        return frame, _in_the_middle(look, figure, (left, shape.y, shape.width + outer, shape.height))
    if named and level:
        return frame, _level(look, figure, (left, shape.y, column, shape.height))
    if figure.kind == "participant" and level and len(scene.pools) == 1:
        return frame, ""  # one pool: its name is the chart's own business
    strip = min([STRIP, *(s.x - shape.x for _, s in scene.lanes if inside(s, shape) and s.x > shape.x + 8)])
    return frame, _upright(look, figure, (left, shape.y, strip, shape.height))


def _room_at_left(scene: Scene) -> bool:
    """Nothing else is drawn at the left of the pools and lanes, where the column of names will stand."""
    bands = [shape for _, shape in (*scene.pools, *scene.lanes) if shape.horizontal]
    if not bands:
        return False
    left = min(shape.x for shape in bands)
    others = [s.x for _, s in scene.nodes] + [x for _, edge in scene.lines for x, _ in edge.points]
    beside = any(s.x > left + STRIP for _, s in scene.pools)
    return not beside and all(x >= left for x in others) and not _close(scene)


def _close(scene: Scene) -> bool:
    """A node reaches into the strip that is kept free for names."""
    strips = [(s.x, s.y, STRIP, s.height) for _, s in (*scene.pools, *scene.lanes) if s.horizontal]
    return any(
        x < s.x + s.width and s.x < x + wide - 2 and y < s.y + s.height / 2 < y + high
        for x, y, wide, high in strips
        for _, s in scene.nodes
    )


def innermost(scene: Scene) -> set[str]:
    """Pools and lanes that no other lies inside of."""
    bands = {figure.id: shape for figure, shape in (*scene.pools, *scene.lanes)}
    return {
        one
        for one, outer in bands.items()
        if not any(other != one and inside(inner, outer) for other, inner in bands.items())
    }


def inside(inner: Shape, outer: Shape) -> bool:
    return (
        inner.x >= outer.x - 1
        and inner.y >= outer.y - 1
        and inner.x + inner.width <= outer.x + outer.width + 1
        and inner.y + inner.height <= outer.y + outer.height + 1
        and inner.width * inner.height < outer.width * outer.height
    )


def _lanes_in(scene: Scene, pool: Shape) -> bool:
    return any(inside(shape, pool) for _, shape in scene.lanes)


def _is_black_box(scene: Scene, figure: Figure, shape: Shape) -> bool:
    """A pool of which nothing is drawn but its name."""
    if figure.kind != "participant" or _lanes_in(scene, shape):
        return False
    bottom, right = shape.y + shape.height, shape.x + shape.width
    middles = ((s.x + s.width / 2, s.y + s.height / 2) for _, s in scene.nodes)
    return not any(shape.x < x < right and shape.y < y < bottom for x, y in middles)


def _name(look: Look, figure: Figure) -> str:
    lane = next((lane for lane in look.model.lanes if lane.id == figure.id), None)
    if figure.kind == "participant" and not figure.name.zh:
        process = look.model.processes.get(figure.process)
        return look.say(process.name) if process is not None and process.name.zh != process.id else ""
    return look.say(figure.name) or (lane.post if lane is not None else "") or ""


def _other_authority(look: Look, figure: Figure) -> str:
    """Whose post a lane is, where it is not the pool's."""
    lane = next((lane for lane in look.model.lanes if lane.id == figure.id), None)
    pool = look.model.processes.get(lane.process_id) if lane is not None else None
    if lane is None or pool is None or not lane.authority or lane.authority == pool.authority:
        return ""
    return lane.authority


def _letters(name: str, room: float) -> tuple[float, str]:
    """How large a name is written: smaller where a word of it would have to be broken."""
    return (_SIZE, "lanet") if longest_word(name, _SIZE) <= room else (_SMALL, "lanet least")


def _level(look: Look, figure: Figure, box: Box) -> str:
    x, y, wide, high = box
    sub = _other_authority(look, figure)
    size, class_ = _letters(_name(look, figure), wide - 12)
    lines = wrap(_name(look, figure), size, wide - 12, max(1, int(high / _LEAD) - (1 if sub else 0)))
    subs = wrap(sub, _SUB, wide - 10, 2)
    top = y + high / 2 - (len(lines) + len(subs)) * _LEAD / 2
    said = [words(line, x + wide / 2, top + _LEAD * (i + 0.78), class_) for i, line in enumerate(lines)]
    top += len(lines) * _LEAD
    said += [words(line, x + wide / 2, top + _LEAD * (i + 0.78), "sub") for i, line in enumerate(subs)]
    return rect("laneh", *box) + "".join(said)


def _upright(look: Look, figure: Figure, box: Box) -> str:
    """The name turned, as BPMN tools write it."""
    x, y, wide, high = box
    name = _name(look, figure)
    size, class_ = _letters(name, high - 8)
    lines = wrap(name, size, high - 8, 2)
    lead = 13.5
    said = []
    for index, line in enumerate(lines):
        across = x + wide / 2 + 4.5 + lead * (index - (len(lines) - 1) / 2)
        place = f"translate({number(across)} {number(y + high / 2)}) rotate(-90)"
        said.append(tag("text", text_of(line), class_=class_, text_anchor="middle", transform=place))
    return rect("laneh", *box) + "".join(said)


def _in_the_middle(look: Look, figure: Figure, box: Box) -> str:
    x, y, wide, high = box
    lines = wrap(_name(look, figure), _SIZE, wide - 12, max(1, int(high / _LEAD)))
    top = y + high / 2 - len(lines) * _LEAD / 2
    said = [words(line, x + wide / 2, top + _LEAD * (i + 0.78), "lanet") for i, line in enumerate(lines)]
    return "".join([*said, *markers(figure, Shape(*box), closed=False)])


def _head_above(look: Look, scene: Scene, figure: Figure, shape: Shape) -> str:
    if _is_black_box(scene, figure, shape):
        return _in_the_middle(look, figure, (shape.x, shape.y, shape.width, shape.height))
    line = wrap(_name(look, figure), _SIZE, shape.width - 12, 1)
    high = min([STRIP, *(s.y - shape.y for _, s in scene.lanes if inside(s, shape) and s.y > shape.y + 8)])
    said = [words(part, shape.x + shape.width / 2, shape.y + high / 2 + 5, "lanet") for part in line]
    return rect("laneh", shape.x, shape.y, shape.width, high) + "".join(said)
