"""The public stages: top to bottom on a phone, left to right on a desk. Drawn anew, not shrunk."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.drawing import icons, words
from engine.drawing.chart import picture
from engine.drawing.look import CLASSES
from engine.drawing.measure import width, wrap
from engine.drawing.svg import moved, number, path, tag, text_of
from engine.drawing.svg import words as text
from engine.drawing.telling import title_of
from engine.reading.model import Element, Model
from engine.text import Text

DOT = " · "
_WIDE, _HIGH, _GAP = 116.0, 44.0, 54.0
_ROW = 5  # stages in one row on a desk


@dataclass(frozen=True)
class Step:
    """A stage with its state and what stands beside it."""

    id: str
    name: str
    state: str
    notes: tuple[str, ...]


def stages(model: Model, states: Mapping[str, str], language: str, across: bool, title: str | None) -> str:
    steps = [_step(model, stage.name, stage.elements, states, language) for stage in model.stages]
    told = _told(steps, language)
    drawn = _across(steps, language) if across else _down(steps, language)
    kind = "a" if across else "p"
    return picture(kind, title_of(model, language, title), told, drawn[0], drawn[1])


def _told(steps: list[Step], language: str) -> str:
    def said(heading: Text, wanted: tuple[str, ...]) -> str:
        names = [step.name for step in steps if step.state in wanted]
        return heading.in_(language) + words.listed(names, language) + words.STOP.in_(language) if names else ""

    if not any(step.state for step in steps):
        return said(words.STEPS, ("",))
    whole = (
        said(words.DONE, ("done",))
        + said(words.FAILS, ("failed",))
        + said(words.NOW, ("here", "late", "paused"))
        + said(words.NEXT, ("",))
    )
    return whole.strip()


def stage_state(states: Mapping[str, str], elements: tuple[str, ...]) -> str:
    """A stage is where its loudest step is; done when something in it is, nothing is going on and nothing was broken
    off.
    """
    found = [states[element] for element in elements if element in states]
    return next((state for state in ("failed", "late", "here", "paused", "skipped", "done") if state in found), "")


def _step(model: Model, name: Text, elements: tuple[str, ...], states: Mapping[str, str], language: str) -> Step:
    asked = [model.elements[element] for element in elements if model.elements[element].kind == "userTask"]
    staffed = [element for element in asked if not element.is_party] or asked
    notes = list(dict.fromkeys(_note(model, element, language) for element in staffed))
    return Step(elements[0], name.in_(language), stage_state(states, elements), tuple(note for note in notes if note))


def _note(model: Model, element: Element, language: str) -> str:
    lane = next((lane for lane in model.lanes if lane.id == element.lane), None)
    post = lane.name.in_(language) if lane is not None else element.post or ""
    limit = element.limit.text.in_(language) if element.limit is not None else ""
    return DOT.join(part for part in (post, limit) if part)


def _class(step: Step, steps: list[Step]) -> str | None:
    going = any(other.state for other in steps)
    return CLASSES.get(step.state, "todo" if going else "") or None


def _box(step: Step, steps: list[Step], x: float, y: float) -> str:
    parts = []
    if step.state in ("here", *words.LOUD):
        parts.append(tag("rect", class_="halo", x=x - 4, y=y - 4, width=_WIDE + 8, height=_HIGH + 8, rx=6))
    parts.append(tag("rect", class_="sh", x=x, y=y, width=_WIDE, height=_HIGH, rx=4))
    lines = wrap(step.name, 14, _WIDE - 10, 2)
    top = y + _HIGH / 2 - len(lines) * 8.5
    parts += [text(line, x + _WIDE / 2, top + 17 * (index + 0.75)) for index, line in enumerate(lines)]
    if step.state == "done":
        parts += [tag("circle", class_="tick", cx=x, cy=y, r=8), moved(icons.TICK, x, y, "tickp")]
    if step.state in words.LOUD:
        parts += [moved(icons.OCTAGON, x - 4, y - 4, "tickl"), text("!", x - 4, y + 0.4, "tickt")]
    if step.state == "paused":
        parts += [tag("circle", class_="tick", cx=x, cy=y, r=8), moved(icons.BARS, x, y, "ic")]
    return tag("g", tag("title", text_of(step.name)), *parts, class_=_class(step, steps), data_element_id=step.id)


def _beside(step: Step, x: float, middle: float, room: float, language: str) -> list[str]:
    lines = _noted(step, room, 5, language)
    here = words.STATES.get(step.state)
    if here is not None:
        lines.insert(0, (here.in_(language), "flagt late" if step.state in words.LOUD else "flagt"))
    top = middle - len(lines) * 8.5
    return [text(line, x, top + 17 * (index + 0.75), class_, "start") for index, (line, class_) in enumerate(lines)]


def _noted(step: Step, room: float, most: int, language: str) -> list[tuple[str, str]]:
    """The lines beside a stage; where there are more posts than room, the last line says how many more."""
    for lines_of_post in (2, 1):
        wrapped = [_broken(note, room, lines_of_post) for note in step.notes]
        if sum(map(len, wrapped)) <= most:
            return [(line, "sub") for lines in wrapped for line in lines]
    shown: list[str] = []
    told = 0
    for lines in wrapped:
        if len(shown) + len(lines) > most - 1:
            break
        shown += lines
        told += 1
    shown.append(words.MORE.in_(language).format(len(wrapped) - told))
    return [(line, "sub") for line in shown]


def _broken(note: str, room: float, lines_of_post: int) -> list[str]:
    """The post above its limit where both do not fit on a line."""
    post, dot, limit = note.rpartition(DOT)
    if not dot or width(note, 12.5) <= room:
        return wrap(note, 12.5, room, 2)
    return [*wrap(post, 12.5, room, lines_of_post), limit]


def _line(steps: list[Step], index: int, points: str, arrow: str) -> list[str]:
    """An arrow between two stages, green when the later one has been reached."""
    gone = " done" if steps[index].state == "done" and steps[index + 1].state not in ("", "skipped") else ""
    return [tag("polyline", class_=f"ed{gone}", points=points), path(arrow, f"ar{gone}")]


def _down(steps: list[Step], language: str) -> tuple[tuple[float, float, float, float], list[str]]:
    x, body = 24.0, []
    for index, step in enumerate(steps):
        y = 12 + index * (_HIGH + _GAP)
        if index + 1 < len(steps):
            middle, bottom = number(x + _WIDE / 2), y + _HIGH
            end = bottom + _GAP - 2
            line = f"{middle},{number(bottom)} {middle},{number(end - 7)}"
            body += _line(steps, index, line, f"M{middle} {number(end)}l-4-8h8z")
        body.append(_box(step, steps, x, y))
        body += _beside(step, x + _WIDE + 14, y + _HIGH / 2, 178, language)
    return (0, 0, 336, max(60.0, len(steps) * (_HIGH + _GAP) - _GAP + 24)), body


def _across(steps: list[Step], language: str) -> tuple[tuple[float, float, float, float], list[str]]:
    step_x, step_y, body = _WIDE + 74, 128.0, []
    for index, step in enumerate(steps):
        row, column = divmod(index, _ROW)
        x, y = 14 + column * step_x, 14 + row * step_y
        if index + 1 < len(steps):
            body += _onward(steps, index, x, y, step_x, step_y, last=column == _ROW - 1)
        body.append(_box(step, steps, x, y))
        notes = _noted(step, _WIDE + 52, 2, language)
        here = words.STATES.get(step.state)
        if here is not None:
            notes.insert(0, (here.in_(language), "flagt late" if step.state in words.LOUD else "flagt"))
        body += [text(line, x, y + _HIGH + 20 + 17 * i, class_, "start") for i, (line, class_) in enumerate(notes)]
    columns = min(_ROW, max(1, len(steps)))
    rows = (len(steps) + _ROW - 1) // _ROW
    return (0, 0, 28 + columns * step_x - 20, max(1, rows) * step_y - 8), body


def _onward(steps: list[Step], index: int, x: float, y: float, step_x: float, step_y: float, last: bool) -> list[str]:
    middle = y + _HIGH / 2
    right = x + _WIDE
    if not last:
        end = x + step_x - 3
        line = f"{number(right)},{number(middle)} {number(end - 7)},{number(middle)}"
        return _line(steps, index, line, f"M{number(end)} {number(middle)}l-8 4v-8z")
    turn, low, first = right + 20, y + step_y - 18, 14 + _WIDE / 2
    points = [(right, middle), (turn, middle), (turn, low), (first, low), (first, y + step_y - 10)]
    line = " ".join(f"{number(px)},{number(py)}" for px, py in points)
    return _line(steps, index, line, f"M{number(first)} {number(y + step_y - 3)}l-4-8h8z")
