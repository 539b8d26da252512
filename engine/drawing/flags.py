"""The words 现在在这里 beside a step, where they cover nothing."""

from engine.drawing import words
from engine.drawing.look import Look
from engine.drawing.measure import width
from engine.drawing.places import Box
from engine.drawing.scene import is_open
from engine.drawing.svg import number, path
from engine.drawing.svg import words as text
from engine.reading.model import Figure, Shape


def flag(look: Look, figure: Figure, shape: Shape) -> str:
    state = look.state(figure.id)
    said = words.STATES.get(state)
    if said is None or state == "paused" or is_open(figure, shape):
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
    late = " late" if state in words.LOUD else ""
    tx, ty, anchor = spots[side]
    return path(arrows[side], f"flag{late}") + text(line, tx, ty, f"flagt{late}", anchor)
