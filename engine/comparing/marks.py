"""A difference on the two flowcharts: what is gone on the old one, what is new or changed on the new one."""

from engine.comparing.changes import Difference
from engine.drawing import ChangeMark, Overlay


def overlays(difference: Difference) -> tuple[Overlay, Overlay]:
    """For the old drawing and for the new one; the numbers are the places in the list of changes, from 1."""
    back = {now: was for was, now in difference.same.items()}
    old: dict[str, ChangeMark] = {}
    new: dict[str, ChangeMark] = {}
    for number, change in enumerate(difference.changes, start=1):
        if change.element is None:
            continue
        mark = ChangeMark(change.kind, number)
        if change.kind != "added":
            old.setdefault(change.element if change.kind == "removed" else back.get(change.element, ""), mark)
        if change.kind != "removed":
            new.setdefault(change.element, mark)
    return Overlay(changes=old), Overlay(changes=new)
