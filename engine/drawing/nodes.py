"""Events, gateways, activities, data and notes, with their names and what is said about them."""

from engine.drawing import icons, shapes, words
from engine.drawing.labels import beside
from engine.drawing.look import Look
from engine.drawing.measure import cut, width, wrap
from engine.drawing.scene import CONTAINERS, is_open
from engine.drawing.svg import circle, moved, number, path, rect, tag, text_of
from engine.drawing.svg import words as text
from engine.reading.model import Figure, Shape

_NAME, _SUB = 14.0, 12.5
_SIZES = ((_NAME, 17.0), (_SUB, 14.5), (12.0, 13.5))  # letters and lines


def node(look: Look, figure: Figure, shape: Shape) -> str:
    kind = figure.kind
    if kind.endswith("Event"):
        parts = shapes.event(figure, shape)
    elif kind.endswith("Gateway"):
        parts = shapes.gateway(figure, shape)
    elif kind in ("dataStoreReference", "dataStore"):
        parts = shapes.store(shape)
    elif kind.startswith("data"):
        parts = shapes.document(figure, shape)
    elif kind == "textAnnotation":
        parts = _note(look, figure, shape)
    elif kind == "group":
        parts = [*shapes.group(shape), *_group_name(look, figure, shape)]
    elif kind.endswith("onversation"):
        parts = shapes.conversation(shape)
    elif is_open(figure, shape):
        parts = _container(look, figure, shape)
    else:
        parts = _activity(look, figure, shape)
    look.took((shape.x, shape.y, shape.width, shape.height))
    parts += look.overlay.marks(look, figure, shape)
    named = tag("title", text_of(_whole_name(look, figure)))
    class_ = "note" if kind == "textAnnotation" else look.class_of(figure) or None
    return tag("g", named, *parts, class_=class_, data_element_id=figure.id)


def outside_label(look: Look, figure: Figure, shape: Shape) -> str:
    """The name of what has no room for it inside."""
    if not (figure.kind.endswith(("Event", "Gateway", "onversation")) or figure.kind.startswith("data")):
        return ""
    label = beside(look, look.say(figure.name), (shape.x, shape.y, shape.width, shape.height), shape.label)
    return tag("g", label, class_=look.class_of(figure) or None) if label else ""


def _whole_name(look: Look, figure: Figure) -> str:
    said = [look.say(figure.name) or figure.id, sub_line(look, figure)]
    state = words.STATES.get(look.state(figure.id))
    said += [look.say(state) if state else "", look.overlay.said(look, figure)]
    return ", ".join(part for part in said if part)


def sub_line(look: Look, figure: Figure) -> str:
    """The figure of a heat map; else the limit; else the post where no lane says it."""
    if look.state(figure.id) == "paused":
        return look.say(words.PAUSED)
    heat = look.overlay.heat.get(figure.id)
    element = look.model.elements.get(figure.id)
    if heat is not None or element is None:
        return heat.text if heat is not None else ""
    if element.limit is not None:
        return look.say(element.limit.text)
    lane = next((lane for lane in look.model.lanes if lane.id == element.lane), None)
    if element.post and (lane is None or element.post not in (lane.name.zh, lane.post)):
        return element.post
    return ""


def _container(look: Look, figure: Figure, shape: Shape) -> list[str]:
    name = cut(look.say(figure.name).replace("\n", " "), _NAME, shape.width - 20)
    label = [text(name, shape.x + 10, shape.y + 20, "head", "start")] if name else []
    return [*shapes.frame(figure, shape), *label, *shapes.markers(figure, shape, closed=False)]


def _activity(look: Look, figure: Figure, shape: Shape) -> list[str]:
    parts = []
    if look.state(figure.id) in ("here", *words.LOUD):
        parts.append(rect("halo", shape.x - 4, shape.y - 4, shape.width + 8, shape.height + 8, 6))
    parts += [*shapes.frame(figure, shape), *shapes.task_sign(figure, shape)]
    markers = shapes.markers(figure, shape, _is_closed(figure))
    parts += _names(look, figure, shape, 12 if markers and shape.height >= shapes.ROOMY else 0)
    return [*parts, *markers, *badge(look.state(figure.id), shape)]


def _is_closed(figure: Figure) -> bool:
    """A plus stands on what holds more than is drawn."""
    return figure.kind in CONTAINERS or figure.kind == "callActivity"


def _names(look: Look, figure: Figure, shape: Shape, foot: float) -> list[str]:
    """Name and sub-line, centred, in as many lines as there is room for."""
    sub, name = sub_line(look, figure), look.say(figure.name)
    high = shape.height - 4 - foot - (15 if sub else 0)
    lines, size, lead = _fitted(name, shape, high, shapes.has_sign(figure, shape))
    whole = len(lines) * lead + (16.0 if sub else 0)
    y = shape.y + (shape.height - foot - whole) / 2
    x = shape.x + shape.width / 2
    small = None if size == _NAME else "small" if size == _SUB else "least"
    said = [text(line, x, y + lead * (index + 0.78), small) for index, line in enumerate(lines)]
    if sub:
        said.append(text(cut(sub, _SUB, shape.width - 6), x, y + len(lines) * lead + 12.5, "sub"))
    return said


def _fitted(name: str, shape: Shape, high: float, signed: bool) -> tuple[list[str], float, float]:
    """The lines of a name in the largest letters in which they fit, beside the sign in the corner."""
    full, narrow = shape.width - 10, shape.width - 42
    for size, lead in _SIZES:
        for room in (full, narrow) if signed else (full,):
            lines = wrap(name, size, room)
            touches = signed and (high - len(lines) * lead) / 2 < 20 and width(lines[0] if lines else "", size) > narrow
            whole = all(width(word, size) <= room for word in name.split() if word.isascii())
            if len(lines) * lead <= high and whole and not touches:
                return lines, size, lead
    size, lead = _SIZES[-1]
    lines = wrap(name, size, full)
    if len(lines) * lead > high:
        lines = wrap(name, size, narrow if signed and narrow > 48 else full, max(1, int(high / lead)))
    return lines, size, lead


def badge(state: str, shape: Shape) -> list[str]:
    """Tick, octagon or bars on the corner: shapes that survive a photocopier."""
    x, y = shape.x, shape.y
    if state == "done":
        return [circle(x, y, 8, "tick"), moved(icons.TICK, x, y, "tickp")]
    if state in words.LOUD:
        return [moved(icons.OCTAGON, x - 4, y - 4, "tickl"), text("!", x - 4, y + 0.4, "tickt")]
    if state == "paused":
        return [circle(x, y, 8, "tick"), moved(icons.BARS, x, y, "ic")]
    return []


def _group_name(look: Look, figure: Figure, shape: Shape) -> list[str]:
    name = look.say(figure.name)
    return [text(cut(name, _NAME, shape.width), shape.x + shape.width / 2, shape.y - 5, "lb")] if name else []


def _note(look: Look, figure: Figure, shape: Shape) -> list[str]:
    """A text annotation: a bracket and its words."""
    said, room = look.say(figure.name), max(40.0, shape.width - 8)
    lines = wrap(said, _SUB, room)
    most = max(int(shape.height / 15), min(len(lines), int(shape.height / 15) + 2))
    lines = wrap(said, _SUB, room, max(1, most))
    bracket = f"M{number(shape.x + 10)} {number(shape.y)}h-10v{number(shape.height)}h10"
    body = [text(line, shape.x + 6, shape.y + 15 * (i + 0.85), "sub", "start") for i, line in enumerate(lines)]
    look.took((shape.x, shape.y, shape.width, 15.0 * len(lines) + 4))
    return [path(bracket, "ed"), *body]
