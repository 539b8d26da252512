"""The outlines of BPMN's nodes with their signs; no words."""

from engine.drawing import icons
from engine.drawing.svg import circle, moved, number, path, rect
from engine.reading.model import Figure, Shape

CATCHING = ("startEvent", "intermediateCatchEvent", "boundaryEvent")
THROWING = ("endEvent", "intermediateThrowEvent")


def event(figure: Figure, shape: Shape) -> list[str]:
    x, y = shape.x + shape.width / 2, shape.y + shape.height / 2
    radius = min(shape.width, shape.height) / 2
    dashed = " open" if "open" in figure.marks and figure.kind in ("boundaryEvent", "startEvent") else ""
    parts = [circle(x, y, radius, f"sh{dashed}")]
    if figure.kind not in ("startEvent", "endEvent"):
        parts.append(circle(x, y, max(1.0, radius - 3), f"sh ring{dashed}"))
    scale = radius / 16 if abs(radius - 16) > 3 else 1.0
    if figure.event == "terminate":
        parts.append(moved(icons.TERMINATE, x, y, "icf", scale))
    elif figure.event in icons.EVENTS:
        drawing, fills = icons.EVENTS[figure.event]
        parts.append(moved(drawing, x, y, "icf" if fills and figure.kind in THROWING else "ic", scale))
    return parts


def gateway(figure: Figure, shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    cx, cy, scale = x + w / 2, y + h / 2, min(w, h) / 44
    points = ((cx, y), (x + w, cy), (cx, y + h), (x, cy))
    parts = [path("M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "z", "sh")]
    if figure.kind == "eventBasedGateway":
        rings = [icons.RING] if "instantiate" in figure.marks else [icons.RING, icons.INNER_RING]
        sign = icons.CROSS if "all" in figure.marks else icons.PENTAGON
        parts += [moved(drawing, cx, cy, "ic", scale) for drawing in (*rings, sign)]
    elif figure.kind in icons.GATEWAYS and (shape.marked or figure.kind != "exclusiveGateway"):
        parts.append(moved(icons.GATEWAYS[figure.kind], cx, cy, "ic thick", scale))
    return parts


def document(figure: Figure, shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    fold = min(w, h) / 4
    outline = (
        f"M{number(x)} {number(y)}h{number(w - fold)}l{number(fold)} {number(fold)}v{number(h - fold)}h{number(-w)}z"
    )
    parts = [path(outline, "sh"), path(f"M{number(x + w - fold)} {number(y)}v{number(fold)}h{number(fold)}", "ic")]
    if figure.kind in ("dataInput", "dataOutput"):
        parts.append(moved(icons.DATA_IN, x + 11, y + 11, "icf" if figure.kind == "dataOutput" else "ic", 0.9))
    if "collection" in figure.marks:
        parts.append(moved(icons.MARKERS["parallel"], x + w / 2, y + h - 8, "ic small"))
    return parts


def store(shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    rise = min(6.0, h / 6)
    bow = f"a{number(w / 2)} {number(rise)} 0 0"
    body = f"M{number(x)} {number(y + rise)}{bow} 1 {number(w)} 0v{number(h - 2 * rise)}{bow} 1 {number(-w)} 0z"
    rings = "".join(f"M{number(x)} {number(y + rise + gap)}{bow} 0 {number(w)} 0" for gap in (0.0, rise, 2 * rise))
    return [path(body, "sh"), path(rings, "ic")]


def frame(figure: Figure, shape: Shape) -> list[str]:
    """The box of an activity: thick for a call, double for a transaction, dotted for an event sub-process."""
    kinds = "sh call" if figure.kind == "callActivity" else "sh dotted" if "event" in figure.marks else "sh"
    radius = min(4.0, shape.width / 4, shape.height / 4)
    parts = [rect(kinds, shape.x, shape.y, shape.width, shape.height, radius)]
    if figure.kind == "transaction":
        parts.append(rect("sh ring", shape.x + 3, shape.y + 3, shape.width - 6, shape.height - 6, radius))
    return parts


def task_sign(figure: Figure, shape: Shape) -> list[str]:
    """The sign of a task's kind. In small boxes that of a person's task is left out: it is the rule."""
    if not has_sign(figure, shape):
        return []
    weight = "icf" if figure.kind == "sendTask" else "ic"
    x, y = shape.x + shape.width - 12, shape.y + 12
    signs = [moved(icons.TASKS[figure.kind], x, y, f"{weight} small")]
    if figure.kind == "receiveTask" and "instantiate" in figure.marks:
        signs.append(circle(x, y, 9.5, "ic small"))
    return signs


def has_sign(figure: Figure, shape: Shape) -> bool:
    return figure.kind in icons.TASKS and (figure.kind != "userTask" or shape.height >= ROOMY)


ROOMY = 64.0
"""From this height on, markers stand in the middle of the foot; below, in the corner."""


def markers(figure: Figure, shape: Shape, closed: bool) -> list[str]:
    """At the foot: loop or multi-instance, compensation, the plus of what is closed, ad hoc."""
    names: list[str] = [name for name in ("loop", "parallel", "sequential", "compensation") if name in figure.marks]
    if closed:
        names.append("collapsed")
    if "adHoc" in figure.marks:
        names.append("adHoc")
    left = shape.x + shape.width / 2 - 8 * (len(names) - 1)
    if shape.height < ROOMY and not closed and figure.kind != "participant":
        left = shape.x + shape.width - 10 - 16 * (len(names) - 1)
    y = shape.y + shape.height - 8
    return [moved(icons.MARKERS[name], left + 16 * index, y, "ic small") for index, name in enumerate(names)]


def group(shape: Shape) -> list[str]:
    return [rect("grp", shape.x, shape.y, shape.width, shape.height, 8)]


def conversation(shape: Shape) -> list[str]:
    x, y, w, h = shape.x, shape.y, shape.width, shape.height
    points = ((x, y + h / 2), (x + w / 4, y), (x + w * 3 / 4, y), (x + w, y + h / 2), (x + w * 3 / 4, y + h))
    corners = (*points, (x + w / 4, y + h))
    return [path("M" + "L".join(f"{number(px)} {number(py)}" for px, py in corners) + "z", "sh")]
