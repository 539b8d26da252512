"""Events, gateways, activities, data and notes."""

from engine.drawing import icons, words
from engine.drawing.labels import beside
from engine.drawing.look import Look
from engine.drawing.measure import cut, width, wrap
from engine.drawing.places import Box
from engine.drawing.svg import moved, number, path, tag, text_of
from engine.drawing.svg import words as text
from engine.reading.model import Element, Shape

_NAME, _SUB, _LEAD = 14.0, 12.5, 17.0
_ROOMY = 64.0  # from this height on, markers stand in the middle of the foot; below, in the corner
CONTAINERS = ("subProcess", "transaction", "adHocSubProcess")


def is_container(element: Element, shape: Shape) -> bool:
    return element.kind in CONTAINERS and shape.expanded


def node(look: Look, element: Element, shape: Shape) -> str:
    if element.kind.endswith("Event"):
        parts = _event(element, shape)
    elif element.kind.endswith("Gateway"):
        parts = _gateway(element, shape)
    elif element.kind in ("dataObjectReference", "dataObject", "dataInput", "dataOutput"):
        parts = _document(shape)
    elif element.kind in ("dataStoreReference", "dataStore"):
        parts = _store(shape)
    elif is_container(element, shape):
        parts = _container(look, element, shape)
    else:
        parts = _activity(look, element, shape)
    look.took((shape.x, shape.y, shape.width, shape.height))
    named = tag("title", text_of(_whole_name(look, element)))
    return tag("g", named, *parts, class_=look.class_of(element) or None, data_element_id=element.id)


def outside_label(look: Look, element: Element, shape: Shape) -> str:
    if not (element.kind.endswith(("Event", "Gateway")) or element.kind.startswith("data")):
        return ""
    label = beside(look, look.say(element.name), (shape.x, shape.y, shape.width, shape.height), shape.label)
    return tag("g", label, class_=look.class_of(element) or None) if label else ""


def _whole_name(look: Look, element: Element) -> str:
    said = [look.say(element.name) or element.id, _sub_line(look, element)]
    state = {"here": words.HERE, "late": words.LATE, "paused": words.PAUSED}.get(look.state(element.id))
    return ", ".join(part for part in [*said, look.say(state) if state else ""] if part)


def _sub_line(look: Look, element: Element) -> str:
    """The limit; the post where no lane says it."""
    if look.state(element.id) == "paused":
        return look.say(words.PAUSED)
    if element.limit is not None:
        return look.say(element.limit.text)
    lane = next((lane for lane in look.model.lanes if lane.id == element.lane), None)
    if element.post and (lane is None or element.post not in (lane.name.zh, lane.post)):
        return element.post
    return ""


def _event(element: Element, shape: Shape) -> list[str]:
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    radius = min(shape.width, shape.height) / 2
    between = element.kind in ("boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
    dashed = " open" if not element.interrupting and element.kind in ("boundaryEvent", "startEvent") else ""
    parts = [tag("circle", class_=f"sh{dashed}", cx=x, cy=y, r=radius)]
    if between:
        parts.append(tag("circle", class_=f"sh ring{dashed}", cx=x, cy=y, r=radius - 3))
    kind = icons.WORDS.get(element.event or "", element.event or "")
    if kind == "terminate":
        parts.append(moved(icons.TERMINATE, x, y, "icf"))
    elif kind in icons.EVENTS:
        drawing, fills = icons.EVENTS[kind]
        thrown = element.kind in ("endEvent", "intermediateThrowEvent") and fills
        parts.append(moved(drawing, x, y, "icf" if thrown else "ic"))
    return parts


def _gateway(element: Element, shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    cx, cy = x + w / 2, y + h / 2
    points = ((cx, y), (x + w, cy), (cx, y + h), (x, cy))
    diamond = "M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "z"
    parts = [path(diamond, "sh")]
    if element.kind in icons.GATEWAYS:
        weight = "ic" if element.kind == "eventBasedGateway" else "ic thick"
        parts.append(moved(icons.GATEWAYS[element.kind], cx, cy, weight))
    return parts


def _document(shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    fold = min(w, h) / 4
    outline = (
        f"M{number(x)} {number(y)}h{number(w - fold)}l{number(fold)} {number(fold)}v{number(h - fold)}h{number(-w)}z"
    )
    return [path(outline, "sh"), path(f"M{number(x + w - fold)} {number(y)}v{number(fold)}h{number(fold)}", "ic")]


def _store(shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    start, bow = f"M{number(x)} {number(y + 6)}", f"a{number(w / 2)} 6 0 0"
    body = f"{start}{bow} 1 {number(w)} 0v{number(h - 12)}{bow} 1 {number(-w)} 0z"
    return [path(body, "sh"), path(f"{start}{bow} 0 {number(w)} 0", "ic")]


def _frame(element: Element, shape: Shape) -> list[str]:
    kinds = ["sh"]
    if element.kind == "callActivity":
        kinds.append("call")
    if element.triggered_by_event:
        kinds.append("dotted")
    box = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
    parts = [tag("rect", class_=" ".join(kinds), **box, rx=4)]
    if element.kind == "transaction":
        inner = {"x": shape.x + 3, "y": shape.y + 3, "width": shape.width - 6, "height": shape.height - 6}
        parts.append(tag("rect", class_="sh ring", **inner, rx=3))
    return parts


def _container(look: Look, element: Element, shape: Shape) -> list[str]:
    name = cut(look.say(element.name), _NAME, shape.width - 20)
    return [*_frame(element, shape), text(name, shape.x + 10, shape.y + 20, "head", "start"), *_markers(element, shape)]


def _activity(look: Look, element: Element, shape: Shape) -> list[str]:
    parts = []
    if look.state(element.id) in ("here", "late"):
        parts.append(
            tag(
                "rect",
                class_="halo",
                x=shape.x - 4,
                y=shape.y - 4,
                width=shape.width + 8,
                height=shape.height + 8,
                rx=6,
            )
        )
    parts += _frame(element, shape)
    if element.kind in icons.TASKS:
        filled = "icf" if element.kind == "sendTask" else "ic"
        parts.append(moved(icons.TASKS[element.kind], shape.x + shape.width - 12, shape.y + 11, filled + " small"))
    markers = _markers(element, shape)
    parts += _names(look, element, shape, 12 if markers and shape.height >= _ROOMY else 0)
    return [*parts, *markers, *_badge(look, element, shape)]


def _names(look: Look, element: Element, shape: Shape, foot: float) -> list[str]:
    """Name and sub-line, centred, in as many lines as there is room for."""
    sub = _sub_line(look, element)
    high = shape.height - 4 - foot - (15 if sub else 0)
    room = shape.width - 12 - (16 if element.kind in icons.TASKS else 0)
    name, size, lead = look.say(element.name), _NAME, _LEAD
    if len(wrap(name, size, room)) > max(1, int(high / lead)):
        size, lead = _SUB, 14.5
    lines = wrap(name, size, room, max(1, int(high / lead)))
    whole = len(lines) * lead + (16.0 if sub else 0)
    y = shape.y + (shape.height - foot - whole) / 2
    x = shape.x + shape.width / 2
    small = None if size == _NAME else "small"
    said = [text(line, x, y + lead * (index + 0.78), small) for index, line in enumerate(lines)]
    if sub:
        said.append(text(cut(sub, _SUB, shape.width - 6), x, y + len(lines) * lead + 12.5, "sub"))
    return said


def _markers(element: Element, shape: Shape) -> list[str]:
    names = []
    if element.multi in icons.MARKERS:
        names.append(element.multi)
    if element.kind in CONTAINERS and not shape.expanded:
        names.append("collapsed")
    if element.kind == "adHocSubProcess":
        names.append("adHoc")
    left = shape.x + shape.width / 2 - 8 * (len(names) - 1)
    if shape.height < _ROOMY:
        left = shape.x + shape.width - 10 - 16 * (len(names) - 1)
    y = shape.y + shape.height - 8
    return [moved(icons.MARKERS[name or ""], left + 16 * index, y, "ic small") for index, name in enumerate(names)]


def _badge(look: Look, element: Element, shape: Shape) -> list[str]:
    """Tick, octagon or bars on the corner: shapes that survive a photocopier."""
    x, y, state = shape.x, shape.y, look.state(element.id)
    if state == "done":
        return [tag("circle", class_="tick", cx=x, cy=y, r=8), moved(icons.TICK, x, y, "tickp")]
    if state == "late":
        return [moved(icons.OCTAGON, x - 4, y - 4, "tickl"), text("!", x - 4, y + 0.4, "tickt")]
    if state == "paused":
        return [tag("circle", class_="tick", cx=x, cy=y, r=8), moved(icons.BARS, x, y, "ic")]
    return []


def flag(look: Look, element: Element, shape: Shape) -> str:
    """The words 现在在这里 where they cover nothing."""
    said = {"here": words.HERE, "late": words.LATE}.get(look.state(element.id))
    if said is None or is_container(element, shape):
        return ""
    line = look.say(said)
    wide, x, y, w, h = width(line, 13.0), shape.x, shape.y, shape.width, shape.height
    middle, level = x + w / 2, y + h / 2
    candidates: dict[str, Box] = {
        "left": (x - 24 - wide, level - 9, wide + 12, 18),
        "up": (middle - wide / 2, y - 30, wide, 24),
        "down": (middle - wide / 2, y + h + 6, wide, 24),
        "right": (x + w + 12, level - 9, wide + 12, 18),
    }
    side = min(candidates, key=lambda name: look.places.burden(candidates[name]))
    box = candidates[side]
    look.places.boxes.append(box)
    look.took(box)
    arrows = {
        "left": f"M{number(x - 18)} {number(level - 6)}l8 6-8 6z",
        "up": f"M{number(middle - 6)} {number(y - 13)}h12l-6 7z",
        "down": f"M{number(middle - 6)} {number(y + h + 13)}h12l-6-7z",
        "right": f"M{number(x + w + 18)} {number(level - 6)}l-8 6 8 6z",
    }
    spots = {
        "left": (x - 24, level + 5, "end"),
        "up": (middle, y - 17, "middle"),
        "down": (middle, y + h + 26, "middle"),
        "right": (x + w + 24, level + 5, "start"),
    }
    late = " late" if look.state(element.id) == "late" else ""
    tx, ty, anchor = spots[side]
    return path(arrows[side], f"flag{late}") + text(line, tx, ty, f"flagt{late}", anchor)


def note(look: Look, said: str, shape: Shape) -> str:
    """A text annotation: a bracket and its words."""
    lines = wrap(said, _SUB, max(40.0, shape.width - 8), max(1, int(shape.height / 15)))
    look.took((shape.x, shape.y, shape.width, shape.height))
    bracket = path(f"M{number(shape.x + 10)} {number(shape.y)}h-10v{number(shape.height)}h10", "ed")
    body = "".join(text(line, shape.x + 6, shape.y + 15 * (i + 0.85), "sub", "start") for i, line in enumerate(lines))
    return tag("g", bracket, body, class_="note")
